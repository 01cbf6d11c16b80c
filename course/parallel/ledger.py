"""The gradebook's database: one transaction over nbgrader's API, and a table of which content is saved.

The table is our own, beside nbgrader's, and written in the same transaction as the grades, so that saved or not is one
fact. nbgrader does not look at it.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import scoped_session, sessionmaker
from traitlets.config import Config

from course.errors import CourseError
from course.grading.faults import need_gradebook
from course.parallel.plan import read_plan
from course.parallel.submissions import Submission, fingerprint, read_content

TABLE = Table(
    "course_graded",
    MetaData(),
    Column("assignment_id", String(32), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("submission_id", String(32), nullable=False),  # another one after nbgrader has removed the first
    Column("fingerprint", String(64), nullable=False),
)
_CONVERTERS_OWN = {"default_preprocessors"}


@contextlib.contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[Connection]:
    """Commit all that is done through `gradebook` at the end, or nothing of it after an exception.

    nbgrader's methods commit on their own. A session that is bound to a connection with a transaction leaves the commit
    to the connection: `join_transaction_mode` of SQLAlchemy. A look-up writes nothing that is not complete (autoflush).
    """
    usual = gradebook.db
    with gradebook.engine.begin() as connection:
        make = sessionmaker(
            bind=connection, join_transaction_mode="rollback_only", autoflush=False, expire_on_commit=False
        )
        gradebook.db = scoped_session(make)
        try:
            yield connection
            gradebook.db.flush()
        finally:
            gradebook.db.remove()
            gradebook.db = usual


def make_table(engine: Engine) -> None:
    """Make the table where there is none."""
    TABLE.create(engine, checkfirst=True)


def saved_fingerprints(connection: Connection, assignment_id: str) -> dict[str, str]:
    """Return the fingerprints of the assignment's saved submissions, by student. Removed submissions do not count."""
    found = select(TABLE.c.student_id, TABLE.c.fingerprint).where(
        TABLE.c.assignment_id == assignment_id, SubmittedAssignment.id == TABLE.c.submission_id
    )
    return {row.student_id: row.fingerprint for row in connection.execute(found)}


def note_saved(connection: Connection, assignment_id: str, student: str, submission_id: str, found: str) -> None:
    """Record that this content of a student's is saved; part of the caller's transaction."""
    forget(connection, assignment_id, student)
    row = {"assignment_id": assignment_id, "student_id": student, "submission_id": submission_id, "fingerprint": found}
    connection.execute(insert(TABLE), row)


def forget(connection: Connection, assignment_id: str, student: str) -> None:
    """Record that nothing of a student's is saved."""
    mine = (TABLE.c.assignment_id == assignment_id) & (TABLE.c.student_id == student)
    connection.execute(delete(TABLE).where(mine))


class SaveGrades(SaveAutoGrades):
    """nbgrader's own step in one transaction, which says too what content was graded: `course grade` skips it.

    nbgrader commits cell by cell: a run that is killed, or a gradebook that is locked half way, would leave some scores
    of this submission and some of the one before.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is; its scores are in the gradebook then. Raises GradingStopped without one."""
        where = resources["nbgrader"]
        self.notebook_id, self.assignment_id = where["notebook"], where["assignment"]
        self.student_id, self.db_url = where["student"], where["db_url"]
        need_gradebook(self.db_url)
        found = _fingerprint(self.config, self.student_id, self.assignment_id)
        with Gradebook(self.db_url) as self.gradebook:
            make_table(self.gradebook.engine)
            with one_transaction(self.gradebook) as connection:
                submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
                forget(connection, submission.assignment_id, self.student_id)
                if found is not None:
                    note_saved(connection, submission.assignment_id, self.student_id, submission.id, found)
                return NbGraderPreprocessor.preprocess(self, nb, resources)


def _fingerprint(config: Any, student: str, assignment: str) -> str | None:
    """Return the fingerprint of the student's submitted folder now; None where the class is not a usual one.

    config: nbgrader's, as the converter that grades has it.
    """
    # What the converter itself puts there is in no class's configuration.
    config = Config({name: part for name, part in config.items() if name != "Exporter" or set(part) != _CONVERTERS_OWN})
    folders = CourseDirectory(config=config)
    folder = Path(folders.format_path(folders.submitted_directory, student, assignment))
    try:
        content = read_content(Submission(student, folder))
        return None if content.problem else fingerprint(content, read_plan(folders, config, assignment).key)
    except (CourseError, OSError):
        return None
