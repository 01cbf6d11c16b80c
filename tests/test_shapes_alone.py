"""Answers that know only the shapes of what is asked for earn nothing: a search over all lessons."""

import contextlib
import copy
import io
import sys
import warnings
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from course.authoring.text import Cell, read_text
from course.names import cell_names
from helpers.checks import CheckFailed
from helpers.checks.naming import Naming
from tests.judges import solved
from tests.real_checks import TREE

# Round numbers are a chance hit in a check or two; more than that is a gate left open.
MOST_POINTS = 1.0
SLOW = partial(pytest.param, marks=pytest.mark.slow)
Fill = Callable[[Any, tuple[Any, ...]], Any]


def _constant(number: float) -> Fill:
    def fill(right: Any, inputs: tuple[Any, ...]) -> Any:
        return np.full(np.shape(right), number) if isinstance(right, np.ndarray) else number

    return fill


def _input(right: Any, inputs: tuple[Any, ...]) -> Any:
    """The first input, or entry of an input, of the shape that is asked for; ones where there is none."""
    flat = [part for one in inputs for part in (one.values() if isinstance(one, Mapping) else [one])]
    for one in flat:
        if isinstance(one, np.ndarray | float | int) and np.shape(one) == np.shape(right):
            return one
    return np.ones(np.shape(right)) if isinstance(right, np.ndarray) else 1.0


class _Calls:
    """Numbers that change with every call: what an answer says depends on what was asked before."""

    def __init__(self, numbers: tuple[float, ...]) -> None:
        self.numbers, self.calls = numbers, 0

    def __call__(self, right: Any, inputs: tuple[Any, ...]) -> Any:
        self.calls += 1
        return _constant(self.numbers[min(self.calls // 20, len(self.numbers) - 1)])(right, inputs)


FILLS: dict[str, Callable[[], Fill]] = {
    "nan": lambda: _constant(np.nan),
    "infinite": lambda: _constant(np.inf),
    "zeros": lambda: _constant(0.0),
    "ones": lambda: _constant(1.0),
    "halves": lambda: _constant(0.5),
    "minus ones": lambda: _constant(-1.0),
    "an input": lambda: _input,
    "first ones, then nan": lambda: _Calls((1.0, np.nan)),
    "first nan, then zeros": lambda: _Calls((np.nan, 0.0)),
}


def filled(right: Any, inputs: tuple[Any, ...], fill: Fill) -> Any:
    """`right` with its structure kept, and nothing of what it says."""
    if isinstance(right, Mapping):
        return {key: filled(value, inputs, fill) for key, value in right.items()}
    if isinstance(right, tuple | list) and not all(isinstance(value, float | int) for value in right):
        return type(right)(filled(value, inputs, fill) for value in right)
    if isinstance(right, list):
        return [fill(value, inputs) for value in right]
    if isinstance(right, bool | np.bool_):
        return True
    if isinstance(right, str):
        return "0"
    return right if right is None or callable(right) else fill(right, inputs)


@cache
def _cells(lesson: str) -> tuple[Cell, ...]:
    cells = read_text(TREE.lessons / f"{lesson}.py").cells
    return tuple(cell for cell in cells if cell.kind == "code" and cell.role in ("locked", "answer", "test"))


def _right(lesson: str, name: str, inputs: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """What the right answer gives; nan where other answers gave it something that it cannot take."""
    try:
        return solved(lesson)[name](*copy.deepcopy(inputs), **copy.deepcopy(named))
    except Exception:
        return np.nan


def points_of(lesson: str, fill: Fill) -> dict[str, float]:
    """The points that each test gives where every answer of the lesson knows the shapes alone."""
    right = solved(lesson)

    def answer(name: str) -> Callable[..., Any]:
        def stands_for(*inputs: Any, **named: Any) -> Any:
            return filled(_right(lesson, name, inputs, named), (*inputs, *named.values()), fill)

        stands_for.__name__ = name
        return stands_for

    space: dict[str, Any] = {"__name__": "__main__"}
    points = {}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for cell in _cells(lesson):
            if cell.role == "answer":
                names = cell_names(cell.source).sets
                space |= {name: answer(name) if callable(right[name]) else right[name] for name in names}
                continue
            try:
                exec(compile(cell.source, f"{lesson}: {cell.name}", "exec"), space)
            except (CheckFailed, NotImplementedError):
                continue
            except Exception:
                if cell.role == "locked":
                    raise
                continue
            if cell.role == "test":
                points[cell.name] = float(cell.keys["points"])
    return points


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a wrong answer is called takes longest, and makes no difference here."""
    for module in ("check", "backward"):
        monkeypatch.setattr(sys.modules[f"helpers.checks.{module}"], "name_mistake", lambda *_: Naming())


@pytest.mark.parametrize("kind", FILLS)
@pytest.mark.parametrize("lesson", [one if one == "01_descent" else SLOW(one) for one in TREE.lesson_names()])
def test_shapes_alone_earn_nothing(lesson: str, kind: str) -> None:
    if not any(cell.role == "answer" for cell in _cells(lesson)):
        return
    points = points_of(lesson, FILLS[kind]())
    assert sum(points.values()) <= MOST_POINTS, points
