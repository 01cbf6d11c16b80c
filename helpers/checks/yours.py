"""What would be right given a learner's own earlier answers."""

import copy
import operator
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from helpers.checks.compare import compare


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


def still_right(reference: str, **earlier: Callable[..., Any]) -> Callable[..., bool]:
    """Whether the reference function comes to the same from the learner's earlier answers as from its own.

    For `carried=` where a goal takes hundreds of steps, such as an accuracy after training: whether the earlier answers
    lead elsewhere is seen after a few steps, and those are asked in place of all. Where they do, whether the goal is
    reached says nothing about the answer that is checked.
    reference, earlier: as for `yours`. The function returned takes the inputs of the reference, and raises what an
    earlier answer raises.
    """
    right, theirs = reference_function(reference), yours(reference, **earlier)

    def same(*inputs: Any) -> bool:
        return _agree(theirs(*copy.deepcopy(inputs)), right(*copy.deepcopy(inputs)))

    return same


def _agree(got: Any, right: Any) -> bool:
    if isinstance(right, Mapping):
        return all(_agree(got[key], value) for key, value in right.items())
    if isinstance(right, tuple):
        return all(map(_agree, got, right))
    return compare(got, right) is None
