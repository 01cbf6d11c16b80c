"""The `earlier=` lists of all lessons: what stands in place of a learner's earlier answers is called as they are."""

import ast
import contextlib
import inspect
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pytest

from course.authoring.text import Cell, read_text
from helpers.checks import CheckFailed
from helpers.checks.earlier import reference_function
from tests.real_checks import TREE

pytestmark = pytest.mark.unit

LESSONS = TREE.lesson_names()


@dataclass(frozen=True)
class Listed:
    """One name of an `earlier=` list, and the answer above that it stands for; None where there is none."""

    lesson: str
    exercise: str
    name: str
    answer: ast.FunctionDef | None

    def __str__(self) -> str:
        return f"{self.lesson}: {self.exercise}: {self.name}"


@lru_cache
def cells(lesson: str) -> tuple[Cell, ...]:
    """The code that a check needs: locked cells, answers and tests."""
    found = read_text(TREE.lessons / f"{lesson}.py").cells
    return tuple(cell for cell in found if cell.kind == "code" and cell.role in ("locked", "answer", "test"))


def listed() -> Iterator[Listed]:
    """Every name of every `earlier=` list, once for each exercise."""
    for lesson in LESSONS:
        answers: dict[str, ast.FunctionDef] = {}
        for cell in cells(lesson):
            tree = ast.parse(cell.source)
            if cell.role == "test":
                for name in sorted(names_in_lists(tree)):
                    yield Listed(lesson, cell.name, name, answers.get(name.rpartition(".")[2]))
            if cell.role == "answer":
                answers |= {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def names_in_lists(cell: ast.Module) -> set[str]:
    """What the `earlier=` lists of a test cell hold, be they written there or set by name in the same cell."""
    known: dict[str, list[str]] = {}
    for node in cell.body:
        if isinstance(node, ast.Assign | ast.AugAssign) and "EARLIER" in ast.unparse(node).split("=")[0]:
            known["EARLIER"] = [*known.get("EARLIER", []), *ast.literal_eval(node.value)]
    found = [key.value for key in ast.walk(cell) if isinstance(key, ast.keyword) and key.arg == "earlier"]
    return {
        name
        for value in found
        for name in (known[value.id] if isinstance(value, ast.Name) else ast.literal_eval(value))
    }


def parameters(function: ast.FunctionDef) -> list[tuple[str, Any]]:
    """Each parameter's name, and its default value where there is one."""
    space: dict[str, Any] = {}
    exec(f"def f({ast.unparse(function.args)}): pass", space)
    return seen(space["f"])


def seen(function: Any) -> list[tuple[str, Any]]:
    found = inspect.signature(function).parameters.values()
    assert all(one.kind is one.POSITIONAL_OR_KEYWORD for one in found), f"{function.__name__} takes others by keyword"
    return [(one.name, one.default) for one in found]


@pytest.mark.parametrize("one", list(listed()), ids=str)
def test_what_stands_in_place_of_an_answer_is_called_as_the_answer_is(one: Listed) -> None:
    assert one.answer is not None, f"no answer above {one.exercise} is called {one.name.rpartition('.')[2]}"
    assert seen(reference_function(one.name)) == parameters(one.answer)


def not_yet(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


# Their checks call earlier answers outside of `check`: the one nudges the learner's curve, the other keeps a start.
OUTSIDE = {"bowl_gradient: filled one entry at a time", "slip_code: with the functions of the lesson"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_right_answers_pass_though_none_above_them_is_there(lesson: str) -> None:
    """Each check lists all earlier answers that a right one calls, be it through a locked cell, and what stands there
    fits. Right are the lesson's solution and all known answers that are right."""
    known = [cell for cell in read_text(TREE.answers / f"{lesson}.py").cells if "right" in cell.keys]
    space: dict[str, Any] = {"__name__": "__main__"}
    above: dict[str, Any] = {}
    lost = {}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in cells(lesson):
            if cell.role != "test":
                exec(cell.source, space)
                above |= {cell.name: space[cell.name]} if cell.role == "answer" else {}
                continue
            earlier = {name: value for name, value in above.items() if name != cell.name and callable(value)}
            others = [one for one in known if one.keys["exercise"] == cell.name]
            for what, source in (("", ""), *((one.keys["right"], one.source) for one in others)):
                given = dict(space)
                space |= dict.fromkeys(earlier, not_yet)
                exec(source, space)
                try:
                    exec(cell.source, space)
                except (CheckFailed, NotImplementedError) as failure:
                    lost[f"{cell.name}: {what}"] = failure
                space.clear()
                space |= given
            exec(cell.source, space)  # for the names that it sets
    assert lost.keys() <= OUTSIDE, lost


# The lesson says of these that the formula is the same, on other arrays.
SAME_FORMULA = {"dW1": "dW2", "db1": "db2"}


@pytest.mark.parametrize("one", [one for one in listed() if one.answer], ids=str)
def test_what_stands_in_place_of_an_answer_is_not_the_next_answer(one: Listed) -> None:
    """Handing the inputs on to a right earlier answer, and doing nothing else, passes no check."""
    other = one.name.rpartition(".")[2]
    if SAME_FORMULA.get(one.exercise) == other:
        return
    space: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in cells(one.lesson):
            if cell.role == "test" and cell.name == one.exercise:
                break
            exec(cell.source, space)
        exec(
            f"def {one.exercise}(*given): return {other}(*given)\ndef {other}(*given): raise NotImplementedError", space
        )
        with pytest.raises((CheckFailed, NotImplementedError, TypeError, ValueError, KeyError)):
            exec(cell.source, space)
