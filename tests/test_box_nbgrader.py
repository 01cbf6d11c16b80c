"""The box under nbgrader's own autograde: scores by its rules, and a run that stops gives nobody a 0."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from course.errors import CourseError
from course.runner.errors import GradingStopped, raise_if_stopped
from tests.grading_class import LESSON, SmallCourse, find

FULL = {"double": 2, "square": 3, "why": None}


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    return SmallCourse(tmp_path)


def change(name: str, source: str) -> Callable[[NotebookNode], None]:
    def apply(nb: NotebookNode) -> None:
        find(nb, f"{name}-answer").source = source

    return apply


def test_a_class_is_scored_by_nbgraders_rules(course: SmallCourse) -> None:
    handed_in = {
        "ada": None,
        "bob": change("double", "def double(x):\n    return x"),
        "cat": change("double", "class E:\n    __eq__ = lambda *a: True\ndef double(x):\n    return E()"),
        "dan": change("square", "import os\ndef square(x):\n    os._exit(0)"),
        "eve": change("double", "def double(x):\n    raise AssertionError"),
        "fay": None,
    }
    for student, how in handed_in.items():
        course.hand_in(student, how)
    result = course.autograde()
    assert result["success"], result
    zero = {name: FULL | {name: 0} for name in ("double", "square")}
    expected = [FULL, zero["double"], zero["double"], zero["square"], zero["double"], FULL]
    assert [course.scores(student) for student in handed_in] == expected
    assert "the notebook's process has ended" in find(course.graded("dan"), "square").outputs[0].evalue


def test_a_given_cell_that_nothing_uses_is_not_run_and_one_of_the_students_own_is(course: SmallCourse) -> None:
    looks, factor = "print('looked')", "factor = 2"
    path = course.root / "source" / LESSON / f"{LESSON}.ipynb"
    source = nbformat.read(path, as_version=4)
    source.cells[1:1] = [new_code_cell(looks, id="looks"), new_code_cell(factor, id="factor")]
    nbformat.write(source, path)

    def with_given(first: str, *outputs: NotebookNode) -> Callable[[NotebookNode], None]:
        def apply(nb: NotebookNode) -> None:
            given = new_code_cell(first, id="looks", outputs=list(outputs)), new_code_cell(factor, id="factor")
            nb.cells[1:1] = given
            find(nb, "double-answer").source = "def double(x):\n    return factor * x"

        return apply

    own = f"{looks}  # twice\n{looks}"
    course.hand_in("ada", with_given(looks, new_output("stream", text="forged")))
    course.hand_in("bob", with_given(own))
    assert course.autograde()["success"]
    assert [course.scores(student) for student in ("ada", "bob")] == [FULL, FULL]
    [left_out], [run] = (course.graded(student).cells[1].outputs for student in ("ada", "bob"))
    assert "What it shows is in your own notebook." in left_out.data["text/html"]
    assert run.text == "looked\nlooked\n"


def test_without_a_sandbox_the_run_stops_and_nobody_gets_a_score(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(no_sandbox: bool) -> str:
        raise GradingStopped("there is no sandbox here.")

    monkeypatch.setattr("course.runner.grader.choose", refuse)
    course.config.BoxedExecute.timeout = 61  # no process that runs already has these settings
    for student in ("ada", "bob"):
        course.hand_in(student)
    result = course.autograde()
    assert not result["success"]
    with pytest.raises(CourseError, match=r"^there is no sandbox here\. 0 of 2 submissions are graded"):
        raise_if_stopped(result)
    assert [course.is_graded(student) for student in ("ada", "bob")] == [False, False]
    assert set(course.scores("ada").values()) == {None}
    monkeypatch.undo()
    assert course.autograde()["success"]
    assert course.scores("ada") == course.scores("bob") == FULL
    raise_if_stopped(course.autograde())


def test_one_that_cannot_be_run_is_not_graded_and_the_others_are(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.runner.processes.Child.killed_from_outside", lambda student: True)
    course.hand_in("ada")
    course.hand_in("bob", change("double", "import os\nos._exit(1)"))
    result = course.autograde()
    assert not result["success"]
    assert "killed twice from outside" in result["log"]
    assert course.scores("ada") == FULL
    assert not course.is_graded("bob")
