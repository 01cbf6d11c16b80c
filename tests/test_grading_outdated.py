"""A class that upgrades in the middle of its term: nobody loses points for what the course renamed."""

from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.errors import CourseError
from course.grading.classroom import CONFIG
from tests.grading_class import LESSON, SmallCourse, find
from tests.parallel_class import grade_here

FULL = {"double": 2, "square": 3, "why": None}
SOURCE = Path("source", LESSON, f"{LESSON}.ipynb")


def in_gradebook(course: SmallCourse, *lines: str) -> None:
    """Have the gradebook hold the lesson's imports as another version of the course wrote them."""
    with Gradebook(course.api().coursedir.db_url) as gradebook:
        cell = gradebook.find_source_cell("imports", LESSON, LESSON)
        cell.source = "\n".join([*lines, "import math", "import sys", "import warnings"])
        gradebook.db.commit()


def refused(course: SmallCourse) -> str:
    """Return why neither way grades anybody."""
    with pytest.raises(CourseError) as raised:
        grade_here(course.root)
    result = course.autograde()
    assert not result["success"]
    assert str(raised.value) in result["log"]
    assert not course.is_graded("ada")
    return str(raised.value)


@pytest.mark.parametrize(
    "line", ["from helpers.stations import values", "from helpers.checks import check, gone_since"]
)
def test_an_outdated_gradebook_is_refused_until_the_command_was_run(course: SmallCourse, line: str) -> None:
    course.hand_in("ada", lambda nb: find(nb, "imports").update(source=f"{line}\nimport math"))
    in_gradebook(course, line)
    reason = refused(course)
    missing = "helpers.stations.values" if "stations" in line else "helpers.checks.gone_since"
    assert f"its cell imports needs {missing}, which is not there any more" in reason
    assert reason.endswith(f"Nobody was graded. Run: nbgrader generate_assignment {LESSON} --force")
    assert course.api().generate_assignment(LESSON, force=True)["success"]
    grade_here(course.root)
    assert course.scores("ada") == FULL


def test_an_own_notebook_that_needs_it_too_is_named(course: SmallCourse) -> None:
    course.hand_in("ada")
    line = "import helpers.stations"
    in_gradebook(course, line)
    path = course.root / SOURCE
    path.write_text(path.read_text().replace("import math\\n", f"{line}\\nimport math\\n"))
    assert f"First bring {path} up to date, or take the new one. Run: " in refused(course)


def test_an_own_lesson_and_an_edit_that_is_not_generated_are_graded(course: SmallCourse) -> None:
    course.hand_in("ada")
    in_gradebook(course, "from helpers import *", "from helpers import figures", "from helpers.checks import check")
    path = course.root / SOURCE
    path.write_text(path.read_text().replace("import math\\n", "import math\\nimport no_such_module\\n"))
    grade_here(course.root)
    assert course.scores("ada") == FULL


def test_the_configuration_of_an_earlier_version_is_named(course: SmallCourse) -> None:
    course.hand_in("ada")
    path = course.root / CONFIG
    usual = path.read_text()
    for now, then in (
        ("restore.RestoreLesson", "box.Restore"),
        ("converter.CheckedExporter", "incoming.CheckedExporter"),
    ):
        path.write_text(usual.replace(now, then))
        with pytest.raises(CourseError, match=r"nbgrader_config\.py is of another version of the course .*Take"):
            grade_here(course.root)
