"""The one writer: outcomes into the class's gradebook by nbgrader's API, each with its folder, whole or not at all."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from nbgrader.api import Gradebook, InvalidEntry, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from course.errors import CourseError
from course.grading.faults import machine_faults
from course.parallel import ledger
from course.parallel.autograde import Scores
from course.parallel.place import Prepared
from course.runner.errors import GradingStopped

PATIENCE = 30.0  # seconds that another program may keep the gradebook locked
_ATTEMPT = 1.0  # of these, so that Ctrl-C is not kept waiting
AGAIN = "Nothing that was saved is lost: run the same command again."

_T = TypeVar("_T")


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
        self._assignment, self._late = assignment, late
        self._gradebook = Gradebook(db_url, course_id)
        # nbgrader's own steps open the gradebook without naming the course, which makes this one.
        self._gradebook.check_course()
        _bound_waiting(self._gradebook.engine)
        ledger.make_table(self._gradebook.engine)
        try:
            found = self._gradebook.find_assignment(assignment)
        except MissingEntry:
            raise CourseError(f"the gradebook has no lesson {assignment}.") from None
        self._id, self._due = found.id, found.duedate
        self._gradebook.db.remove()

    def close(self) -> None:
        """Close the gradebook."""
        self._gradebook.close()

    def saved_fingerprints(self) -> dict[str, str]:
        """Return what is saved, by student."""
        return self._transaction(lambda connection: ledger.saved_fingerprints(connection, self._id))

    def lateness(self) -> Callable[[str, datetime | None], float]:
        """Return how many seconds late a student's submission is, for a time that is new or else the one saved.

        0 for all where coming late costs nothing.
        """
        due = self._due
        if self._late is None or due is None:
            return lambda student, timestamp: 0.0

        def read(connection: Connection) -> dict[str, tuple[datetime | None, Any]]:
            found = self._gradebook.assignment_submissions(self._assignment)
            return {one.student_id: (one.timestamp, one.extension) for one in found}

        times = self._transaction(read)

        def seconds(student: str, timestamp: datetime | None) -> float:
            saved, extension = times.get(student, (None, None))
            timestamp = timestamp or saved
            if timestamp is None:
                return 0.0
            allowed = due if extension is None else due + extension
            return max(0.0, (timestamp - allowed).total_seconds())

        return seconds

    def knows_student(self, student: str) -> bool:
        """Whether the gradebook has the student."""

        def find(connection: Connection) -> bool:
            try:
                self._gradebook.find_student(student)
            except MissingEntry:
                return False
            return True

        return self._transaction(find)

    def save_graded(
        self,
        student: str,
        timestamp: datetime | None,
        saved: dict[str, Scores],
        missing: set[str],
        fingerprint: str,
        prepared: Prepared,
    ) -> bool:
        """Save a graded submission with its folder, in one transaction; returns whether it needs a person.

        saved: scores by notebook. missing: notebooks of the assignment that were not handed in; they get 0.
        Raises CourseError where the gradebook stays locked or fails, and MissingEntry for a submission that the
        gradebook has without some cells; nothing is saved then.
        """

        def write(connection: Connection) -> bool:
            ledger.forget(connection, self._id, student)  # first, since to write takes the database's lock
            submission = self._submission(student, timestamp)
            for notebook in submission.notebooks:
                # One query for all cells, which the session keeps while `cells` does, in place of one for each grade.
                cells = [*notebook.notebook.source_cells, *notebook.notebook.grade_cells]  # noqa: F841
                if notebook.name in missing:
                    for grade in notebook.grades:
                        grade.auto_score, grade.needs_manual_grade = 0.0, False
                elif notebook.name in saved:
                    _put_scores(notebook, saved[notebook.name])
            waits = any(grade.needs_manual_grade for notebook in submission.notebooks for grade in notebook.grades)
            if self._late is not None and self._due is not None:
                self._put_penalties(student, submission, saved)
            ledger.note_saved(connection, self._id, student, submission.id, fingerprint)
            self._gradebook.db.flush()
            # Last, and before the commit: where it ends between the two, the submission counts as not saved.
            prepared.put()
            return waits

        waits = self._transaction(write)
        prepared.clear()
        return waits

    def save_failed(self, student: str, timestamp: datetime | None, rows: str, prepared: Prepared) -> None:
        """Leave what nbgrader leaves of a submission that cannot be graded: no folder, and grades as they were.

        rows: how far nbgrader comes with such a one: "untouched", "none" or "submission".
        """

        def write(connection: Connection) -> None:
            ledger.forget(connection, self._id, student)
            if rows == "submission":
                self._submission(student, timestamp)
            if rows != "untouched":
                prepared.take_away()

        self._transaction(write)
        prepared.clear()

    def _submission(self, student: str, timestamp: datetime | None) -> SubmittedAssignment:
        """Return the student's submission with the new time, made with all its grades where there is none."""
        self._gradebook.update_or_create_student(student)
        facts = {} if timestamp is None else {"timestamp": timestamp}
        return self._gradebook.update_or_create_submission(self._assignment, student, **facts)

    def _put_penalties(self, student: str, submission: SubmittedAssignment, saved: dict[str, Scores]) -> None:
        """Let nbgrader's plugin say what coming late costs, between 0 and the score, as nbgrader's own step does."""
        assert self._late is not None
        late = submission.total_seconds_late
        for notebook in submission.notebooks:
            if notebook.name not in saved:
                continue
            penalty = None
            if late > 0:
                self._gradebook.db.flush()
                self._gradebook.db.refresh(notebook)  # its score is a sum that the database computes
                penalty = self._late.plugin_inst.late_submission_penalty(student, notebook.score, late)
                penalty = None if penalty is None else min(max(penalty, 0), notebook.score)
            notebook.late_submission_penalty = penalty

    def _transaction(self, work: Callable[[Connection], _T]) -> _T:
        """Return what `work` does, all of it or nothing; again while another program has the gradebook locked."""
        until = time.monotonic() + self._patience
        try:
            with machine_faults(self._db_url):
                while True:
                    try:
                        with ledger.one_transaction(self._gradebook) as connection:
                            return work(connection)
                    except (OperationalError, InvalidEntry) as error:
                        if not _is_locked(error):
                            raise
                        if time.monotonic() > until or self._stopping():
                            raise CourseError(
                                f"another program has kept the gradebook locked for {self._patience:g} seconds: "
                                f"formgrader, a backup, a second run. Let it end. {AGAIN}"
                            ) from None
        except GradingStopped as stopped:
            raise CourseError(f"{stopped} {AGAIN}") from None


def _put_scores(notebook: SubmittedNotebook, saved: Scores) -> None:
    """Write scores by nbgrader's rule: what a person gave stays, and is to be looked at again."""
    grades = {grade.name: grade for grade in notebook.grades}
    comments = {comment.name: comment for comment in notebook.comments}
    lost = sorted((saved.scores.keys() - grades.keys()) | (saved.comments.keys() - comments.keys()))
    if lost:
        raise MissingEntry(f"the student's submission in the gradebook has no cell {lost[0]}")
    for name, score in saved.scores.items():
        grades[name].auto_score = score
        grades[name].needs_manual_grade = score is None or grades[name].manual_score is not None
    for name, comment in saved.comments.items():
        comments[name].auto_comment = comment


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


def _is_locked(error: BaseException) -> bool:
    # nbgrader says of anything that goes wrong with a new row that the row is not valid.
    cause = error.__context__ if isinstance(error, InvalidEntry) else error
    said = str(getattr(cause, "orig", "")).lower()
    return "locked" in said or "lock timeout" in said
