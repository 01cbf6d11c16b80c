"""What the solution's run gives to the submissions after it: the reference's values, and cells compiled beforehand."""

import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course.box.grader import Grader, Settings
from course.box.messages import Message
from course.box.plan import Planned, needs_of
from course.box.shell import CellShell, _Compiler, make_shell, run_cell
from course.box.solution import Solution
from helpers.checks import remembered


class Computing:
    """Computes, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *inputs: Any) -> Any:
        self.times += 1
        return {"count": np.float64(len(inputs)), "first": inputs[0]}


@pytest.fixture
def learnt() -> Iterator[remembered.Values]:
    yield remembered.learn()
    remembered._learnt = None
    remembered.know({})


def test_in_a_notebook_nothing_is_kept() -> None:
    compute = Computing()
    for _ in range(2):
        assert remembered.remembered("name", compute, 1.0)["count"] == 1.0
    assert compute.times == 2


def test_what_was_learnt_is_known_and_a_copy_for_each(learnt: remembered.Values) -> None:
    compute, given = Computing(), np.array([[1.0, 2.0], [3.0, 4.0]])
    first = remembered.remembered("name", compute, given)
    remembered.know(pickle.loads(pickle.dumps(learnt)))
    again = [remembered.remembered("name", compute, given.copy()) for _ in range(2)]
    assert compute.times == 1
    for found in again:
        assert list(found) == list(first)
        assert type(found["count"]) is type(first["count"])
        assert np.array_equal(found["first"], given)
        found["first"][:] = 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        (1.0, np.float64(1.0)),
        (1.0, 1.0000000000000002),
        ([1], (1,)),
        (np.array([1.0]), np.array([1])),
        (np.array([1.0]), np.array([[1.0]])),
        (np.eye(2)[:, :1], np.asfortranarray(np.array([[1.0, 0.0]]))),
        ({"a": 1, "b": 2}, {"a": 2, "b": 1}),
    ],
)
def test_other_inputs_have_other_values(learnt: remembered.Values, one: Any, other: Any) -> None:
    compute = Computing()
    remembered.remembered("name", compute, one)
    remembered.know(learnt)
    remembered.remembered("name", compute, other)
    remembered.remembered("another", compute, one)
    remembered.remembered("name", compute, one, one)
    assert compute.times == 4


class Number(float):
    """A student's number may be anything."""


@pytest.mark.parametrize(
    "odd", [Number(1.0), np.array([None, 1.0]), [lambda: 1], np.array([1.0]).view(np.ma.MaskedArray)]
)
def test_what_is_no_plain_data_is_computed_each_time(learnt: remembered.Values, odd: Any) -> None:
    assert remembered.remembered("first", lambda value: 1.0, odd) == 1.0
    assert remembered.remembered("odd", lambda value: odd, 1.0) is odd
    assert not learnt


def test_what_warns_or_raises_does_so_each_time(learnt: remembered.Values) -> None:
    def warn(value: float) -> float:
        warnings.warn("careful", stacklevel=1)
        return value

    for _ in range(2):
        with pytest.warns(UserWarning, match="careful"):
            assert remembered.remembered("warn", warn, 1.0) == 1.0
        with pytest.raises(ZeroDivisionError):
            remembered.remembered("raise", lambda value: 1 / value, 0)
    assert not learnt


CELLS = """
x = 1


def f(y):
    return x + y


f(2)
"""


def ran(shell: CellShell, source: str) -> tuple[list[Message], Any]:
    found: list[Message] = []
    shell.publisher.send = lambda kind, content: found.append((kind, content))
    shell.user_ns.pop("f", None)
    shell.execution_count = 1  # tracebacks show it
    run_cell(shell, source)
    code = getattr(shell.user_ns.get("f"), "__code__", None)
    return found, code


SOURCES = [CELLS, "%precision 3\n" + CELLS, "1 / 0", "return 1", "print(", "'a'\n'b'", "await g()"]


def compare_cells() -> None:
    """Compare what cells show with what they show when they were compiled beforehand."""
    shell = make_shell()
    for source in SOURCES:
        before, _ = ran(shell, source)
        shell.compile.keep([(source, shell.transform_cell(source))])
        (after, code), (again, code_again) = ran(shell, source), ran(shell, source)
        shell.compile.keep([])
        assert before == after == again
        assert code is code_again
        assert not code or ran(shell, source)[1] is not code


def test_a_cell_that_was_compiled_beforehand_shows_the_same() -> None:
    # In a process of its own: a shell takes the place of much.
    code = "from tests.test_box_learnt import compare_cells; compare_cells()"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, check=True)


def test_what_one_cell_wants_of_the_future_another_does_not_get() -> None:
    compiler = _Compiler()
    flags = compiler.flags
    cells = ["from __future__ import annotations\n", "def f(x: unknown): pass\n"]
    compiler.keep([(cell, cell) for cell in cells])
    assert compiler.flags == flags
    assert len(compiler._trees) == 1


ANSWER = Planned(0, "student", "def activations(name, Z):\n    return Z, 1.0", answer=True)
LOCKED = Planned(1, "locked", "from helpers.checks import check, inputs\nLIMIT = 2\nprint(LIMIT)")
TEST = Planned(
    2,
    "test",
    "cases = inputs(name=['none'], Z=[3.0])\ncheck(activations, cases, expected='shallow.activations')\n# HIDDEN",
    ("activations",),
)
FREE = Planned(3, "student", "LIMIT + 40")


def test_a_class_is_checked_with_values_of_the_solutions_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[bytes, Any]] = []

    def hand_over(control: Any, kind: bytes, what: dict[str, Any]) -> None:
        told.append((kind, what))
        ordinary(control, kind, what)

    from course.box import grader as module

    ordinary = module.hand_over
    monkeypatch.setattr(module, "hand_over", hand_over)
    cells = [ANSWER, LOCKED, TEST, FREE]
    solution = Solution("lesson", lambda: (cells, {}))
    grader = Grader(Settings())
    try:
        runs = [grader.run(cells, tmp_path, solution=solution).messages for _ in range(3)]
        assert runs[0] == runs[1] == runs[2]
        assert "right on 1 input" in str(runs[0][2])
        [key] = pickle.loads(grader._values.tobytes())
        assert b"shallow.activations" in key
        # Hidden tests and what they expect are told to the process for the checks alone.
        assert any("HIDDEN" in repr(what) for kind, what in told if kind == b"l")
        to_the_box = [what for kind, what in told if kind == b"p"]
        assert not any("HIDDEN" in repr(what) or "values" in what for what in to_the_box)
        # Of the cells the box is told those that students were given, and no answer.
        assert to_the_box[-1]["sources"] == [LOCKED.source, FREE.source]
        # That a value was found there and not computed shows when the one there is another.
        grader._values = np.frombuffer(pickle.dumps({key: pickle.dumps((4.0, 1.0), 5)}), np.uint8)
        grader._told = False
        wrong = grader.run(cells, tmp_path, solution=solution).messages
        assert "expected  4" in str(wrong[2])
        # A process for the checks that is started anew is told again, and another lesson has nothing of it.
        assert grader._trusted
        grader._trusted[0].kill()
        grader._trusted[0].wait()
        assert grader.run(cells, tmp_path, solution=solution).messages == wrong
        other = Solution("other", lambda: ([ANSWER], {}))
        found = [grader.run(cells, tmp_path, solution=other).messages for _ in range(2)]
        assert found[1] == runs[0]
    finally:
        grader.close()


def test_what_computes_gets_copies(learnt: remembered.Values) -> None:
    given = np.array([1.0])

    def spoil(values: Any) -> float:
        values[0] += 1
        return float(values[0])

    assert [remembered.remembered("spoil", spoil, given) for _ in range(2)] == [2.0, 2.0]
    remembered._learnt = None
    assert [remembered.remembered("spoil", spoil, given) for _ in range(2)] == [2.0, 2.0]
    assert given[0] == 1.0


def test_a_check_sees_what_the_student_made_last_also_through_what_trusted_cells_made(tmp_path: Path) -> None:
    """Of all names, a cell is told those alone that it can come to."""
    sources = {
        "locked": "def get():\n    return k, f(1)\ndef other():\n    return g(1)",
        "test": "through = lambda: get()",
        "last": "assert through() == (2, 3), through()",
    }
    behind: dict[str, frozenset[str]] = {}
    needs = {name: needs_of(source, frozenset("fgk"), behind) for name, source in sources.items()}
    assert needs == {"locked": ("f", "g", "k"), "test": ("f", "g", "k"), "last": ("f", "g", "k")}
    assert needs_of("get = 1", frozenset("fgk"), behind) == ()
    assert needs_of("get + h", frozenset("fgk"), behind) == ()
    grader = Grader(Settings())
    try:
        cells = [
            Planned(0, "student", "k = 1\ndef f(x): return x"),
            Planned(1, "locked", sources["locked"], needs["locked"]),
            Planned(2, "test", sources["test"], needs["test"]),
            Planned(3, "student", "k = 2\ndef f(x): return x + 2"),
            Planned(4, "test", sources["last"], needs["last"]),
            Planned(5, "student", "k = 5"),
            Planned(6, "test", "1", ()),
            Planned(7, "test", sources["last"], needs["last"]),
        ]
        shown = grader.run(cells, tmp_path).messages
        assert shown[4] == []
        assert "(5, 3)" in str(shown[7])
    finally:
        grader.close()
