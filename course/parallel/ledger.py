"""Which submissions are saved, and of which content: a small table of our own in the gradebook's database.

It is written in the same transaction as the grades, so that saved or not is one fact. nbgrader does not look at it.
"""

from typing import Any

from nbgrader.api import SubmittedAssignment
from sqlalchemy import Column, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

TABLE = Table(
    "course_graded",
    MetaData(),
    Column("assignment_id", String(32), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("submission_id", String(32), nullable=False),  # another one after nbgrader has removed the first
    Column("fingerprint", String(64), nullable=False),
)


def make_table(engine: Engine) -> None:
    """Make the table where there is none."""
    TABLE.create(engine, checkfirst=True)


def saved_fingerprints(session: Session, assignment_id: str) -> dict[str, str]:
    """Return the fingerprints of the assignment's saved submissions, by student. Removed submissions do not count."""
    here = (TABLE.c.assignment_id == assignment_id) & (SubmittedAssignment.id == TABLE.c.submission_id)
    rows = session.execute(select(TABLE.c.student_id, TABLE.c.fingerprint).where(here))
    return {row.student_id: row.fingerprint for row in rows}


def note_saved(session: Session, assignment_id: str, student: str, submission_id: str, found: str) -> None:
    """Say that this content of a student's is saved; part of the caller's transaction."""
    forget(session, assignment_id, student)
    row: dict[str, Any] = {
        "assignment_id": assignment_id,
        "student_id": student,
        "submission_id": submission_id,
        "fingerprint": found,
    }
    session.execute(insert(TABLE).values(row))


def forget(session: Session, assignment_id: str, student: str) -> None:
    """Say that nothing of a student's is saved."""
    session.execute(delete(TABLE).where(TABLE.c.assignment_id == assignment_id, TABLE.c.student_id == student))
