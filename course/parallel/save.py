"""The one writer: outcomes into the gradebook, each with its folder, whole or not at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from course.box.errors import GradingStopped
from course.errors import CourseError
from course.grading.faults import machine_faults
from course.parallel import ledger
from course.parallel.place import Prepared
from course.parallel.rows import Rows
from course.parallel.steps import Saved

PATIENCE = 30.0  # seconds that another program may keep the gradebook locked
_ATTEMPT = 1.0  # of these, so that Ctrl-C is not kept waiting
AGAIN = "Nothing that was saved is lost: run the same command again."

_T = TypeVar("_T")


@dataclass(frozen=True)
class Entry:
    """One graded submission, to be saved.

    saved: by notebook. missing: notebooks of the assignment that were not handed in. found: its fingerprint. prepared:
    its graded folder.
    """

    student: str
    timestamp: datetime | None
    saved: dict[str, Saved]
    missing: set[str]
    found: str
    prepared: Prepared = field(repr=False)


class Writer:
    """Saves outcomes. Nothing else of `course grade` writes to the gradebook."""

    def __init__(
        self,
        db_url: str,
        course_id: str,
        assignment: str,
        late: AssignLatePenalties | None = None,
        patience: float = PATIENCE,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._db_url, self._patience, self._stopping = db_url, patience, stopping
        self._gradebook = Gradebook(db_url, course_id)
        # nbgrader's own steps open the gradebook without naming the course, which makes this one.
        self._gradebook.check_course()
        _bound_waiting(self._gradebook.engine)
        ledger.make_table(self._gradebook.engine)
        try:
            self._rows = Rows(self._gradebook.find_assignment(assignment), late)
        except MissingEntry:
            raise CourseError(f"the gradebook has no lesson {assignment}.") from None
        self._gradebook.db.remove()
        self._connection: Connection = self._gradebook.engine.connect()

    def close(self) -> None:
        """Let go of the gradebook."""
        self._connection.close()
        self._gradebook.close()

    def saved_fingerprints(self) -> dict[str, str]:
        """Return what is saved, by student."""
        return self._transaction(lambda connection: ledger.saved_fingerprints(connection, self._rows.assignment_id))

    def lateness(self) -> Callable[[str, datetime | None], float]:
        """Return how many seconds late a student's submission is, for a time that is new or else the one saved."""
        times = self._transaction(self._rows.read_times)

        def seconds(student: str, timestamp: datetime | None) -> float:
            saved, extension = times.get(student, (None, None))
            return self._rows.seconds_late(timestamp or saved, extension)

        return seconds

    def knows_student(self, student: str) -> bool:
        """Whether the gradebook has the student."""
        return self._transaction(lambda connection: self._rows.knows_student(connection, student))

    def save_graded(self, entries: list[Entry]) -> list[bool]:
        """Save graded submissions with their folders, in one transaction; returns which of them need a person.

        Raises CourseError where the gradebook stays locked or fails, and MissingEntry for a submission that the
        gradebook has without some cells; nothing is saved then.
        """
        waits = self._transaction(lambda connection: [self._write(connection, entry) for entry in entries])
        for entry in entries:
            entry.prepared.clear()
        return waits

    def _write(self, connection: Connection, entry: Entry) -> bool:
        stored = self._rows.make_submission(connection, entry.student, entry.timestamp)
        waits = self._rows.save(connection, entry.student, stored, entry.saved, entry.missing)
        ledger.note_saved(connection, self._rows.assignment_id, entry.student, stored.id, entry.found)
        # Last, and before the commit: where it ends between the two, the submission counts as not saved.
        entry.prepared.put()
        return waits

    def save_failed(self, student: str, timestamp: datetime | None, rows: str, prepared: Prepared) -> None:
        """Leave what nbgrader leaves of a submission that cannot be graded: no folder, and grades as they were.

        rows: how far nbgrader comes with such a one: "untouched", "none" or "submission".
        """

        def write(connection: Connection) -> None:
            if rows == "submission":
                stored = self._rows.make_submission(connection, student, timestamp)
                if stored.fresh:
                    self._rows.save(connection, student, stored, {}, set())
            ledger.forget(connection, self._rows.assignment_id, student)
            if rows != "untouched":
                prepared.take_away()

        self._transaction(write)
        prepared.clear()

    def _transaction(self, work: Callable[[Connection], _T]) -> _T:
        """Return what `work` does, all of it or nothing; again while another program has the gradebook locked."""
        until = time.monotonic() + self._patience
        try:
            with machine_faults(self._db_url):
                while True:
                    try:
                        with self._connection.begin():
                            return work(self._connection)
                    except OperationalError as error:
                        if not _is_locked(error):
                            raise
                        if time.monotonic() > until or self._stopping():
                            raise CourseError(
                                f"another program has kept the gradebook locked for {self._patience:g} seconds: "
                                f"formgrader, a backup, a second run. Let it end. {AGAIN}"
                            ) from None
        except GradingStopped as stopped:
            raise CourseError(f"{stopped} {AGAIN}") from None


def _bound_waiting(engine: Engine) -> None:
    """Let each attempt to lock the database wait for a second only; `_transaction` counts them."""
    statements = {
        "sqlite": f"PRAGMA busy_timeout = {int(_ATTEMPT * 1000)}",
        "postgresql": f"SET lock_timeout = {int(_ATTEMPT * 1000)}",
    }
    statement = statements.get(engine.dialect.name)
    if statement is None:
        return

    @event.listens_for(engine, "connect")
    def bound(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        if engine.dialect.name == "postgresql":
            connection.commit()

    engine.dispose()


def _is_locked(error: OperationalError) -> bool:
    said = str(error.orig).lower()
    return "locked" in said or "lock timeout" in said
