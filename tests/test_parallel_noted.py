"""`course grade` after `nbgrader autograde`: the same bytes are not graded again, and a person's grade stays final."""

import io
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from course.grading.classroom import UNFINISHED, Classroom
from course.parallel import show
from course.parallel.summary import Summary
from course.results.report import show_results
from course.results.results import read_results
from tests.grading_class import LESSON, SmallCourse
from tests.parallel_class import Here, changed, grade_here


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = SmallCourse(tmp_path_factory.mktemp("graded"))
    for student in ("ada", "bob"):
        course.hand_in(student)
    assert course.autograde()["success"]
    with Gradebook(course.api().coursedir.db_url) as gradebook:
        grade = gradebook.find_grade("why", LESSON, LESSON, "ada")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    return course.root


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> SmallCourse:
    return SmallCourse(Path(shutil.copytree(graded, tmp_path / "class")))


def again(course: SmallCourse, force: bool = False) -> list[str]:
    client = Here()
    grade_here(course.root, client=client, force=force)
    return client.graded


def test_what_nbgrader_graded_from_the_same_bytes_is_unchanged(course: SmallCourse) -> None:
    assert again(course) == []
    with Gradebook(course.api().coursedir.db_url) as gradebook:
        assert not gradebook.find_grade("why", LESSON, LESSON, "ada").needs_manual_grade
    course.hand_in("bob", changed("double", "def double(x):\n    return x"))
    assert again(course) == ["bob"]
    assert again(course) == []


def test_what_nbgrader_did_not_grade_to_its_end_is_graded(course: SmallCourse) -> None:
    (course.root / "autograded" / "ada" / LESSON / UNFINISHED).touch()
    assert again(course) == ["ada"]


def test_what_nbgrader_graded_last_is_what_counts(course: SmallCourse) -> None:
    """Right bytes by `course grade`, wrong ones by nbgrader, and the right ones again: not what was saved first."""
    assert again(course, force=True) == ["ada", "bob"]
    course.hand_in("bob", changed("double", "def double(x):\n    return x"))
    course.api().autograde(LESSON, "bob", force=True)
    assert course.scores("bob")["double"] == 0
    course.hand_in("bob")
    assert again(course) == ["bob"]
    assert course.scores("bob")["double"] == 2


def test_a_grade_by_hand_that_is_to_be_looked_at_again_is_shown(
    course: SmallCourse, capsys: pytest.CaptureFixture[str]
) -> None:
    again(course, force=True)
    show_results(read_results(Classroom(course.root), LESSON), Console(width=120))
    said = capsys.readouterr().out
    row = next(line.split() for line in said.splitlines() if line.strip().startswith("ada"))
    assert row == ["ada", "2", "3", "1.5?", "6.5"]
    assert "to be looked at again, in formgrader: ada" in said
    assert "1 to grade by hand, in formgrader: bob" in said


def test_the_bar_never_has_more_done_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(show, "Console", lambda stderr: Console(file=seen, force_terminal=True, width=120))
    summary = Summary(LESSON)
    with show.progress_bar(LESSON, 1) as update:
        for student in ("ada", "bob"):
            summary.expect([student])
            summary.note(student, "graded")
            update(summary)
    assert "2/2" in seen.getvalue()
    assert "2/1" not in seen.getvalue()
