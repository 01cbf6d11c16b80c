"""A gradebook on a PostgreSQL server holds what one in a file holds."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from course.errors import CourseError
from course.grading.classroom import Classroom
from course.parallel.classroom import database_url, open_class
from tests.grading_class import LESSON, SmallCourse
from tests.parallel_class import changed, grade_here, rows
from tests.postgres import serve_postgres

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve_postgres() as found:
        yield found


def test_a_class_in_postgresql_is_as_one_in_a_file(address: str, tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    course.hand_in("ada")
    course.hand_in("cat", changed("double", "def double(x):\n    return x"))
    (course.folder("cat") / "timestamp.txt").write_text("2026-02-09 10:00 UTC")
    course.hand_in("lee")
    (course.folder("lee") / f"{LESSON}.ipynb").write_text("{")
    url = database_url(address)
    config = course.config.copy()
    config.CourseDirectory.db_url = url
    assert NbGraderAPI(config=config).generate_assignment(LESSON, force=True)["success"]
    with Gradebook(url, "backprop-by-hand") as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2026-02-01 02:00:00 UTC")
    with Gradebook(course.api().coursedir.db_url, "backprop-by-hand") as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2026-02-01 02:00:00 UTC")

    first = grade_here(tmp_path)
    assert grade_here(tmp_path, db_url=address).counts == first.counts
    assert rows(url) == rows(f"sqlite:///{tmp_path / 'gradebook.db'}")
    again = grade_here(tmp_path, db_url=address)
    assert again.counts["skipped"] == first.counts["needs_person"] + first.counts["graded"]
    # A second time, over rows that are there already.
    grade_here(tmp_path, db_url=address, force=True)
    assert rows(url) == rows(f"sqlite:///{tmp_path / 'gradebook.db'}")
    _a_lock_is_waited_for_and_then_named(tmp_path, address)


def _a_lock_is_waited_for_and_then_named(root: Path, address: str) -> None:
    with psycopg.connect(address) as other:
        other.execute("lock table course_graded in access exclusive mode")
        with (
            pytest.raises(CourseError, match="another program has kept the gradebook locked"),
            open_class(Classroom(root), LESSON, address, patience=0) as graded,
        ):
            graded.writer.saved_fingerprints()


def test_what_cannot_be_reached_is_said_without_the_password(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    with (
        pytest.raises(
            CourseError, match=r"the gradebook postgresql\+psycopg://me:\*\*\*@.* cannot be opened"
        ) as caught,
        open_class(Classroom(course.root), LESSON, f"postgresql://me:secret@/none?host={tmp_path}"),
    ):
        pass
    assert "secret" not in str(caught.value)
    with pytest.raises(CourseError, match="no database's address"):
        database_url("gradebook")
