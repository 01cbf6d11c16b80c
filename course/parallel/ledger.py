"""Which submissions are saved, and of which content: a small table of our own in the gradebook's database.

It is written in the same transaction as the grades, so that saved or not is one fact. nbgrader does not look at it.
"""

from nbgrader.api import SubmittedAssignment
from sqlalchemy import Column, Connection, MetaData, String, Table, bindparam, delete, insert, select
from sqlalchemy.engine import Engine

TABLE = Table(
    "course_graded",
    MetaData(),
    Column("assignment_id", String(32), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("submission_id", String(32), nullable=False),  # another one after nbgrader has removed the first
    Column("fingerprint", String(64), nullable=False),
)
_ALL = select(TABLE.c.student_id, TABLE.c.fingerprint).where(
    TABLE.c.assignment_id == bindparam("assignment"), SubmittedAssignment.__table__.c.id == TABLE.c.submission_id
)
_FORGET = delete(TABLE).where(
    TABLE.c.assignment_id == bindparam("assignment"), TABLE.c.student_id == bindparam("student")
)
_ADD = insert(TABLE)


def make_table(engine: Engine) -> None:
    """Make the table where there is none."""
    TABLE.create(engine, checkfirst=True)


def saved_fingerprints(connection: Connection, assignment_id: str) -> dict[str, str]:
    """Return the fingerprints of the assignment's saved submissions, by student. Removed submissions do not count."""
    return {row.student_id: row.fingerprint for row in connection.execute(_ALL, {"assignment": assignment_id})}


def note_saved(connection: Connection, assignment_id: str, student: str, submission_id: str, found: str) -> None:
    """Say that this content of a student's is saved; part of the caller's transaction."""
    forget(connection, assignment_id, student)
    row = {"assignment_id": assignment_id, "student_id": student, "submission_id": submission_id, "fingerprint": found}
    connection.execute(_ADD, row)


def forget(connection: Connection, assignment_id: str, student: str) -> None:
    """Say that nothing of a student's is saved."""
    connection.execute(_FORGET, {"assignment": assignment_id, "student": student})
