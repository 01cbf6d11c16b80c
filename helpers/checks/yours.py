"""What would be right given a learner's own earlier answers."""

import operator
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any


def reference_function(name: str) -> Callable[..., Any]:
    """The function of helpers.reference with this dotted name, such as "descent.step"."""
    found: Callable[..., Any] = operator.attrgetter(name)(import_module("helpers.reference"))
    return found


def yours(reference: str, **earlier: Callable[..., Any]) -> Callable[..., Any]:
    """The reference function, put together from the learner's earlier answers: `yours("descent.descend", step=step)`.

    For `check(..., carried=...)`. The test cell thereby says what an answer is built from, and not how.
    reference: the name of a function in helpers.reference that takes each of `earlier` by keyword.
    """
    return partial(reference_function(reference), **earlier)
