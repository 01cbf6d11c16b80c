"""The one writer: what nbgrader's autograde leaves in the gradebook, in one transaction for each submission."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from course.errors import CourseError
from course.grading.faults import account
from course.parallel import ledger
from course.parallel.place import Prepared
from course.parallel.steps import Saved

PATIENCE = 30.0  # seconds that another program may keep the gradebook locked
_ATTEMPT = 1.0  # of these, so that Ctrl-C is not kept waiting
_GRADES, _COMMENTS = Grade.__table__, Comment.__table__
_NOTEBOOKS, _SUBMISSIONS = SubmittedNotebook.__table__, SubmittedAssignment.__table__

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Notebook:
    """A notebook of the assignment: its id, and its cells' ids by name."""

    id: str
    name: str
    graded: dict[str, str]
    commented: dict[str, str]


@dataclass(frozen=True)
class Stored:
    """A student's submission in the gradebook: its id, the ids of its notebooks by name, and when it came."""

    id: str
    notebooks: dict[str, str]
    timestamp: datetime | None
    extension: Any
    fresh: bool  # made just now: its grades and comments are not there yet


class Writer:
    """Saves outcomes. Nothing else of `course grade` writes to the gradebook."""

    def __init__(
        self,
        db_url: str,
        course_id: str,
        assignment: str,
        late: AssignLatePenalties | None = None,
        create_students: bool = True,
        patience: float = PATIENCE,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._db_url = db_url
        self._late, self._create_students = late, create_students
        self._patience, self._stopping = patience, stopping
        self._gradebook = Gradebook(db_url, course_id)
        # nbgrader's own steps open the gradebook without naming the course, which makes this one.
        self._gradebook.check_course()
        _bound_waiting(self._gradebook.engine)
        ledger.make_table(self._gradebook.engine)
        self._session: Session = self._gradebook.db()
        self._load(assignment)

    def close(self) -> None:
        """Let go of the gradebook."""
        self._gradebook.close()

    def saved_fingerprints(self) -> dict[str, str]:
        """Return what is saved, by student."""
        return self._transaction(lambda session: ledger.saved_fingerprints(session, self.assignment_id))

    def save_graded(
        self,
        student: str,
        timestamp: datetime | None,
        saved: dict[str, Saved],
        missing: set[str],
        found: str,
        prepared: Prepared,
    ) -> bool:
        """Save one graded submission with its folder, whole. Returns whether it needs a person.

        missing: notebooks of the assignment that were not handed in. found: the submission's fingerprint. Raises
        CourseError where the gradebook stays locked; then nothing is saved.
        """

        def write(session: Session) -> bool:
            stored = self._submission(session, student, timestamp)
            needs_person = False
            for notebook in self._notebooks:
                lost = Saved(dict.fromkeys(notebook.graded, 0.0), {}) if notebook.name in missing else None
                marks = saved.get(notebook.name) or lost or Saved()
                needs_person |= self._save_grades(session, stored, notebook, marks, never=lost is not None)
                self._save_comments(session, stored, notebook, marks)
                if notebook.name in saved:
                    self._save_penalty(session, student, stored, notebook)
            ledger.note_saved(session, self.assignment_id, student, stored.id, found)
            prepared.put()
            return needs_person

        needs_person = self._transaction(write)
        prepared.clear()
        return needs_person

    def save_failed(self, student: str, timestamp: datetime | None, rows: str, prepared: Prepared) -> None:
        """Leave what nbgrader leaves of a submission that cannot be graded: no folder, and grades as they were.

        rows: how far nbgrader comes with such a one: "untouched", "none", "student" or "submission".
        """

        def write(session: Session) -> None:
            if rows == "student":
                self._student(session, student)
            elif rows == "submission":
                stored = self._submission(session, student, timestamp)
                if stored.fresh:
                    for notebook in self._notebooks:
                        self._save_grades(session, stored, notebook, Saved())
                        self._save_comments(session, stored, notebook, Saved())
            ledger.forget(session, self.assignment_id, student)
            if rows != "untouched":
                prepared.take_away()

        self._transaction(write)
        prepared.clear()

    def _transaction(self, work: Callable[[Session], _T]) -> _T:
        """Return what `work` does, all of it or nothing; again while another program has the gradebook locked."""
        until = time.monotonic() + self._patience
        while True:
            try:
                result = work(self._session)
                self._session.commit()
                return result
            except OperationalError as error:
                self._session.rollback()
                if not _is_locked(error):
                    raise CourseError(f"{account(error, self._db_url)} {_AGAIN}") from None
                if time.monotonic() > until or self._stopping():
                    raise CourseError(
                        f"another program has kept the gradebook locked for {self._patience:g} seconds. Let it end. "
                        f"{_AGAIN}"
                    ) from None
            except BaseException:
                self._session.rollback()
                raise
            finally:
                self._session.expunge_all()

    def _load(self, name: str) -> None:
        try:
            assignment: Assignment = self._gradebook.find_assignment(name)
        except MissingEntry:
            raise CourseError(
                f"the gradebook has no lesson {name}. Make it with: nbgrader generate_assignment {name}"
            ) from None
        self.assignment_id, self._due = str(assignment.id), assignment.duedate
        self._notebooks = [
            _Notebook(
                notebook.id,
                notebook.name,
                {cell.name: cell.id for cell in notebook._base_cells if isinstance(cell, GradeCell | TaskCell)},
                {cell.name: cell.id for cell in notebook._base_cells if isinstance(cell, SolutionCell | TaskCell)},
            )
            for notebook in assignment.notebooks
        ]
        self._session.commit()
        self._session.expunge_all()

    def _student(self, session: Session, student: str) -> None:
        if session.scalar(select(Student.id).where(Student.id == student)) is None:
            if not self._create_students:
                raise CourseError(f"no student {student} in the gradebook, and c.Autograde.create_student is False.")
            session.execute(insert(Student.__table__).values(id=student))

    def _submission(self, session: Session, student: str, timestamp: datetime | None) -> Stored:
        """Return the student's submission, with the new time; made with its notebooks where there is none."""
        self._student(session, student)
        sought = (_SUBMISSIONS.c.assignment_id == self.assignment_id) & (_SUBMISSIONS.c.student_id == student)
        found = session.execute(
            select(_SUBMISSIONS.c.id, _SUBMISSIONS.c.timestamp, _SUBMISSIONS.c.extension).where(sought)
        ).one_or_none()
        if found is not None:
            if timestamp is not None and timestamp != found.timestamp:
                session.execute(update(_SUBMISSIONS).where(sought).values(timestamp=timestamp))
            rows = select(_NOTEBOOKS.c.notebook_id, _NOTEBOOKS.c.id).where(_NOTEBOOKS.c.assignment_id == found.id)
            ids = {row.notebook_id: row.id for row in session.execute(rows)}
            names = {notebook.name: ids[notebook.id] for notebook in self._notebooks if notebook.id in ids}
            return Stored(found.id, names, timestamp or found.timestamp, found.extension, fresh=False)
        values = {"id": new_uuid(), "assignment_id": self.assignment_id, "student_id": student, "timestamp": timestamp}
        session.execute(insert(_SUBMISSIONS).values(values))
        ids = {notebook.name: new_uuid() for notebook in self._notebooks}
        own = [
            {"id": ids[notebook.name], "notebook_id": notebook.id, "assignment_id": values["id"]}
            for notebook in self._notebooks
        ]
        session.execute(insert(_NOTEBOOKS), own)
        return Stored(str(values["id"]), ids, timestamp, None, fresh=True)

    def _save_grades(
        self, session: Session, stored: Stored, notebook: _Notebook, marks: Saved, never: bool = False
    ) -> bool:
        """Write scores by nbgrader's rule; returns whether any waits for a person.

        What a person gave stays, and is to be looked at again. never: nothing of this notebook waits for anybody.
        """
        own = stored.notebooks[notebook.name]
        if stored.fresh:
            rows = [
                {
                    "cell_id": cell_id,
                    "notebook_id": own,
                    "auto_score": marks.scores.get(name),
                    "needs_manual_grade": marks.scores.get(name) is None,
                }
                for name, cell_id in notebook.graded.items()
            ]
            if rows:
                session.execute(insert(_GRADES), rows)
            return any(row["needs_manual_grade"] for row in rows)
        columns = (_GRADES.c.cell_id, _GRADES.c.id, _GRADES.c.manual_score, _GRADES.c.needs_manual_grade)
        there = {row.cell_id: row for row in session.execute(select(*columns).where(_GRADES.c.notebook_id == own))}
        waits = {row.id: row.needs_manual_grade for row in there.values()}
        changes = []
        for name, score in marks.scores.items():
            row = _expect(there.get(notebook.graded[name]), name)
            waits[row.id] = not never and (row.manual_score is not None or score is None)
            changes.append({"row": row.id, "score": score, "waits": waits[row.id]})
        if changes:
            session.execute(_UPDATE_GRADE, changes)
        return any(waits.values())

    def _save_comments(self, session: Session, stored: Stored, notebook: _Notebook, marks: Saved) -> None:
        own = stored.notebooks[notebook.name]
        if stored.fresh:
            rows = [
                {"cell_id": cell_id, "notebook_id": own, "auto_comment": marks.comments.get(name)}
                for name, cell_id in notebook.commented.items()
            ]
            if rows:
                session.execute(insert(_COMMENTS), rows)
            return
        columns = select(_COMMENTS.c.cell_id, _COMMENTS.c.id).where(_COMMENTS.c.notebook_id == own)
        there = {row.cell_id: row for row in session.execute(columns)}
        changes = [
            {"row": _expect(there.get(notebook.commented[name]), name).id, "comment": comment}
            for name, comment in marks.comments.items()
        ]
        if changes:
            session.execute(_UPDATE_COMMENT, changes)

    def _save_penalty(self, session: Session, student: str, stored: Stored, notebook: _Notebook) -> None:
        """Let nbgrader's plugin say what coming late costs, as nbgrader's own step does."""
        if self._late is None:
            return
        own, penalty = stored.notebooks[notebook.name], None
        due = None if self._due is None else self._due + stored.extension if stored.extension else self._due
        late = (stored.timestamp - due).total_seconds() if due and stored.timestamp else 0
        if late > 0:
            entry = session.get_one(SubmittedNotebook, own)
            penalty = self._late.plugin_inst.late_submission_penalty(student, entry.score, late)
            penalty = None if penalty is None else self._late._check_late_penalty(entry, penalty)
        if penalty is not None or not stored.fresh:
            session.execute(update(_NOTEBOOKS).where(_NOTEBOOKS.c.id == own).values(late_submission_penalty=penalty))


_AGAIN = "Nothing that was saved is lost: run the same command again."
_UPDATE_GRADE = (
    update(_GRADES)
    .where(_GRADES.c.id == bindparam("row"))
    .values(auto_score=bindparam("score"), needs_manual_grade=bindparam("waits"))
)
_UPDATE_COMMENT = update(_COMMENTS).where(_COMMENTS.c.id == bindparam("row")).values(auto_comment=bindparam("comment"))


def _expect(row: Any, name: str) -> Any:
    if row is None:
        raise MissingEntry(f"the student's submission in the gradebook has no cell {name}")
    return row


def _bound_waiting(engine: Any) -> None:
    """Let each attempt to lock the database wait for a second only; `_transaction` counts them."""
    statements = {
        "sqlite": f"PRAGMA busy_timeout = {int(_ATTEMPT * 1000)}",
        "postgresql": f"SET lock_timeout = {int(_ATTEMPT * 1000)}",
    }
    statement = statements.get(engine.dialect.name)
    if statement is None:
        return
    engine.dispose()

    @event.listens_for(engine, "connect")
    def bound(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        if engine.dialect.name == "postgresql":
            connection.commit()


def _is_locked(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return "locked" in text or "lock timeout" in text
