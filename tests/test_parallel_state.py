"""`course grade` leaves what `nbgrader autograde` leaves: the same rows, and the same files to the byte."""

from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from course.grading.classroom import Classroom
from course.parallel.plan import read_plan
from tests.grading_class import LESSON, SmallCourse, load_config
from tests.parallel_class import Here, copy_course, grade_here, hand_in_everything, hand_in_late, state

LATE = 'c.AssignLatePenalties.plugin_class = "tests.parallel_class.HalfOff"\n'


@pytest.fixture
def dated(tmp_path: Path) -> SmallCourse:
    """A course with a date that some of its students come after."""
    (tmp_path / "one").mkdir()
    course = SmallCourse(tmp_path / "one")
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(LATE)
    set_due_date(course, "2026-02-01 02:00:00 UTC")
    course.config = load_config(course.root)
    return course


def by_nbgrader(course: SmallCourse, force: bool = False) -> dict[str, Any]:
    course.api().autograde(LESSON, "*", force=force)
    return state(course.root)


def by_hand(course: SmallCourse) -> None:
    """What a person does in formgrader: a score in place of a check's, an essay's score, a word to both."""
    with Gradebook(course.api().coursedir.db_url, "backprop-by-hand") as gradebook:
        for student, name, score in (("ada", "why", 1.5), ("bob", "double", 1.0), ("lee", "why", 2.0)):
            grade = gradebook.find_grade(name, LESSON, LESSON, student)
            grade.manual_score, grade.needs_manual_grade, grade.extra_credit = score, False, 0.25
        gradebook.find_comment("why", LESSON, LESSON, "ada").manual_comment = "Well said."
        gradebook.db.commit()


@pytest.mark.slow
def test_the_first_grading_and_the_next_leave_the_same(dated: SmallCourse) -> None:
    hand_in_everything(dated)
    one, other = dated, copy_course(dated, dated.root.with_name("other"))
    summary = grade_here(other.root)
    assert state(other.root) == by_nbgrader(one)
    assert set(summary.failed) == {"ivy", "jim", "lee", "mia", "ned", "oda"}
    assert summary.counts == {"needs_person": 8, "graded": 1, "failed": 6}
    assert [row[3] for row in state(other.root)["notebook"] if row[0] in ("bob", "cat")] == [1.5, 5.0]

    # A person grades, some hand in again, one of them what cannot be graded.
    for course in (one, other):
        by_hand(course)
        course.hand_in("ada", lambda nb: nb.cells.pop())
        course.hand_in("lee")
        (course.folder("bob") / f"{LESSON}.ipynb").write_text("[]")
        (course.folder("bob") / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    grade_here(other.root, force=True)
    assert state(other.root) == by_nbgrader(one, force=True)


def set_due_date(course: SmallCourse, date: str) -> None:
    with Gradebook(course.api().coursedir.db_url, "backprop-by-hand") as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=date)


def who_is_graded(course: SmallCourse) -> set[str]:
    client = Here()
    grade_here(course.root, client=client)
    return set(client.graded)


def penalties(course: SmallCourse) -> dict[str, float | None]:
    return {row[0]: row[3] for row in state(course.root)["notebook"] if row[0] in ("ada", "bob", "cat")}


def test_a_new_due_date_is_a_change_for_who_is_or_was_late(dated: SmallCourse) -> None:
    course = dated
    hand_in_late(course)
    grade_here(course.root)
    assert who_is_graded(course) == set()
    assert penalties(course) == {"ada": None, "bob": 1.5, "cat": 5.0}

    set_due_date(course, "2026-02-08 12:00:00 UTC")
    assert who_is_graded(course) == {"bob", "cat"}
    assert penalties(course) == {"ada": None, "bob": None, "cat": 2.5}
    assert who_is_graded(course) == set()

    set_due_date(course, "2025-02-08 02:00:00 UTC")
    assert who_is_graded(course) == {"ada", "bob", "cat"}

    set_due_date(course, "2026-02-08 12:00:00 UTC")
    grade_here(course.root)
    with Gradebook(course.api().coursedir.db_url, "backprop-by-hand") as gradebook:
        gradebook.grant_extension(LESSON, "cat", days=7)
    assert who_is_graded(course) == {"cat"}
    assert penalties(course)["cat"] is None


def test_another_setting_of_the_late_plugin_is_a_change(dated: SmallCourse) -> None:
    keys = []
    other = 'c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"\n'
    for line in ("", "c.HalfOff.nothing = 3\n", other):
        with (dated.root / "nbgrader_config.py").open("a") as file:
            file.write(line)
        classroom = Classroom(dated.root)
        keys.append(read_plan(classroom.folders, classroom.config, LESSON).key)
    assert len(set(keys)) == 3
