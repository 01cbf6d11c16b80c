"""What the tests of the lessons share: a lesson's own answers, and independent judges of a gradient."""

import contextlib
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import autograd
import numpy as np

from course.authoring.text import read_text
from helpers.differences import central_difference, complex_step

LESSONS = Path(__file__).parent.parent / "course" / "lessons"


@cache
def solved(lesson: str) -> dict[str, Any]:
    """What the locked cells and the solutions of this lesson define."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in read_text(LESSONS / f"{lesson}.py").cells:
            if cell.kind == "code" and cell.role in ("locked", "answer"):
                exec(compile(cell.source, f"{lesson}:{cell.line}", "exec"), names)
    return names


def both(lesson: str, reference: Any, name: str) -> tuple[Any, Any]:
    """The lesson's own answer of this name, and the reference's."""
    return solved(lesson)[name], getattr(reference, name)


Slopes = tuple[Any, Any, Any]


def judged(f: Callable[[Any], Any], at: Any) -> Slopes:
    """The gradient of f by autograd, by the complex step and by central differences."""
    return autograd.grad(f)(at), complex_step(f, at), central_difference(f, at)


def agree(found: Any, right: Slopes, absolute: float = 1e-12, nudged: float = 1e-8) -> None:
    """Hold `found` against a gradient by all judges.

    absolute, nudged: the absolute tolerances of the first two, which are exact to round-off, and of the third.
    """
    for slope, relative, least in zip(right, (1e-12, 1e-12, 1e-8), (absolute, absolute, nudged), strict=True):
        assert np.shape(found) == np.shape(slope)
        np.testing.assert_allclose(found, slope, rtol=relative, atol=least)
