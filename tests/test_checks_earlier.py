"""Earlier answers: a mistake in one is counted once, and the `earlier=` lists of the lessons name right functions."""

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
from helpers.checks import CheckFailed, check, inputs
from helpers.checks.earlier import reference_function
from tests.checking import failure
from tests.real_checks import TREE, notebook

pytestmark = pytest.mark.unit

LESSONS = TREE.lesson_names()

# --- One check ---

WRONG_PARABOLA = """
def parabola(x):
    return x * x, 3 * x
"""
STEP = """
def step(x, eta):
    return x - eta * parabola(x)[1]
"""
STEPS = inputs(x=[3.0, 1.0], eta=0.1)
EARLIER = ["descent.parabola"]


@pytest.mark.parametrize(
    "parabola",
    [
        WRONG_PARABOLA,
        "def parabola(x): raise NotImplementedError",
        "def parabola(x): return 1 / 0",
        "def parabola(x): return np.nan, np.nan",
        "parabola = 3",
        "",  # its cell was never run
    ],
)
def test_an_earlier_mistake_is_not_counted_twice(parabola: str, capsys: pytest.CaptureFixture[str]) -> None:
    space = notebook(parabola + STEP)
    before = dict(space)
    check(space["step"], STEPS, "descent.step", earlier=EARLIER)
    assert "right, given right earlier answers. One of yours is still wrong" in capsys.readouterr().out
    assert space == before
    with pytest.raises((CheckFailed, NotImplementedError)):
        check(space["step"], STEPS, "descent.step")


@pytest.mark.parametrize(
    "step",
    [
        "step = lambda x, eta: x - eta * parabola(x)[1]",
        "import functools\nstep = functools.partial(lambda rate, x, eta: x - eta * parabola(x)[1], None)",
        "import functools\nstep = functools.cache(lambda x, eta: x - eta * parabola(x)[1]).__wrapped__",
        "class Step:\n    def __call__(self, x, eta):\n        return x - eta * parabola(x)[1]\nstep = Step()",
        "class Steps:\n    def take(self, x, eta):\n        return x - eta * parabola(x)[1]\nstep = Steps().take",
        "def slope(x): return parabola(x)[1]\nstep = lambda x, eta: x - eta * slope(x)",
    ],
)
def test_whatever_kind_of_function_calls_an_earlier_answer_finds_the_right_one(step: str) -> None:
    check(notebook(WRONG_PARABOLA + step)["step"], STEPS, "descent.step", earlier=EARLIER)


@pytest.mark.parametrize(
    "answers",
    [
        # What earlier answers imply is no measure: that they agree with each other earns nothing.
        "def parabola(x): return np.nan, np.nan\ndef step(x, eta): return np.nan",
        "def parabola(x): return 0 * x, 0 * x\ndef step(x, eta): return x",
        # Nor what they say once a later answer was called.
        "seen = set()\ndef parabola(x): return 0, (x - 7) / 0.1 if seen else 2 * x\n"
        "def step(x, eta):\n    seen.add(x)\n    return 7.0",
        # The same mistake once more, without the earlier answer, is a mistake of this one.
        "def parabola(x): return x * x, 3 * x\ndef step(x, eta): return x - eta * 3 * x",
    ],
)
def test_answers_that_agree_with_wrong_ones_are_wrong(answers: str) -> None:
    judged(answers)


def judged(source: str) -> CheckFailed:
    """What the check of `step` says in a notebook with this source."""
    return failure(lambda: check(notebook(source)["step"], STEPS, "descent.step", earlier=EARLIER))


UPHILL = STEP.replace("x - eta", "x + eta")


def test_beside_a_wrong_earlier_answer_this_ones_own_mistake_is_named() -> None:
    failed = judged(WRONG_PARABOLA + UPHILL)
    assert "One of your earlier answers is wrong, too" in failed.message
    assert failed.named == "the sign of the step is turned round"
    assert "yours     3.9" in failed.message  # the number that the learner sees
    assert "earlier answers" not in judged("def parabola(x): return x * x, 2 * x\n" + UPHILL).message


def test_an_answer_that_stops_by_an_earlier_one_and_is_wrong_is_sent_there_first() -> None:
    failed = judged("def parabola(x): return 1 / 0\n" + UPHILL)
    assert "An earlier answer that this one uses does not work yet" in failed.message


def test_an_answer_that_differs_from_call_to_call_says_nothing_of_earlier_ones() -> None:
    failed = judged("rng = np.random.default_rng(1)\ndef step(x, eta): return x + rng.normal()")
    assert "earlier answers" not in failed.message


def test_what_an_answer_prints_in_its_second_call_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    space = notebook(WRONG_PARABOLA + STEP.replace("    return", "    print('here')\n    return"))
    check(space["step"], STEPS, "descent.step", earlier=EARLIER)
    assert capsys.readouterr().out.count("here\n") == len(STEPS)


def test_an_earlier_finite_difference_is_counted_there_and_not_again() -> None:
    space = notebook(
        """
def cubic(x):
    return ((x + 1e-5) ** 3 - (x - 1e-5) ** 3) / 2e-5 * 2 / (3 * x)
def inlined(x, eta):
    return x - eta * cubic(x)
"""
        + STEP
    )
    options: dict[str, Any] = {"expected": "descent.step", "derived": True}
    cases = inputs(x=[0.7, -1.3, 2.0], eta=0.1)
    with pytest.raises(CheckFailed, match="not as a formula is"):
        check(space["inlined"], cases, **options, earlier=EARLIER)
    space["parabola"] = lambda x: (x * x, space["cubic"](x))
    with pytest.raises(CheckFailed, match="not as a formula is"):
        check(space["step"], cases, **options)
    check(space["step"], cases, **options, earlier=EARLIER)


# --- The lists of all lessons ---


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
