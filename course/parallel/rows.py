"""The rows of one submission in the gradebook, in nbgrader's tables and by its rules.

nbgrader itself looks every cell up by joining seven tables. Here ids are read once, and statements are made once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
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
from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from course.parallel.steps import Saved

_STUDENTS: Table = Student.__table__
_SUBMISSIONS: Table = SubmittedAssignment.__table__
_NOTEBOOKS: Table = SubmittedNotebook.__table__
_GRADES: Table = Grade.__table__
_COMMENTS: Table = Comment.__table__

_FIND_STUDENT = select(_STUDENTS.c.id).where(_STUDENTS.c.id == bindparam("student"))
_FIND_SUBMISSION = select(_SUBMISSIONS.c.id, _SUBMISSIONS.c.timestamp, _SUBMISSIONS.c.extension).where(
    _SUBMISSIONS.c.assignment_id == bindparam("assignment"), _SUBMISSIONS.c.student_id == bindparam("student")
)
_FIND_TIMES = select(_SUBMISSIONS.c.student_id, _SUBMISSIONS.c.timestamp, _SUBMISSIONS.c.extension).where(
    _SUBMISSIONS.c.assignment_id == bindparam("assignment")
)
_FIND_NOTEBOOKS = select(_NOTEBOOKS.c.notebook_id, _NOTEBOOKS.c.id).where(
    _NOTEBOOKS.c.assignment_id == bindparam("submission")
)
_FIND_GRADES = select(_GRADES.c.cell_id, _GRADES.c.id, _GRADES.c.manual_score, _GRADES.c.needs_manual_grade).where(
    _GRADES.c.notebook_id == bindparam("notebook")
)
_FIND_COMMENTS = select(_COMMENTS.c.cell_id, _COMMENTS.c.id).where(_COMMENTS.c.notebook_id == bindparam("notebook"))
_SET_TIME = update(_SUBMISSIONS).where(_SUBMISSIONS.c.id == bindparam("row")).values(timestamp=bindparam("time"))
_SET_PENALTY = (
    update(_NOTEBOOKS).where(_NOTEBOOKS.c.id == bindparam("row")).values(late_submission_penalty=bindparam("penalty"))
)
_SET_GRADE = (
    update(_GRADES)
    .where(_GRADES.c.id == bindparam("row"))
    .values(auto_score=bindparam("score"), needs_manual_grade=bindparam("waits"))
)
_SET_COMMENT = update(_COMMENTS).where(_COMMENTS.c.id == bindparam("row")).values(auto_comment=bindparam("comment"))
_ADD_STUDENT, _ADD_SUBMISSION, _ADD_NOTEBOOK = insert(_STUDENTS), insert(_SUBMISSIONS), insert(_NOTEBOOKS)
_ADD_GRADE, _ADD_COMMENT = insert(_GRADES), insert(_COMMENTS)


Times = dict[str, tuple[datetime | None, timedelta | None]]  # of submissions, with extensions, by student


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


class Rows:
    """Writes the rows of submissions of one assignment. Every method is part of the caller's transaction."""

    def __init__(self, assignment: Assignment, late: AssignLatePenalties | None) -> None:
        self.assignment_id: str = assignment.id
        self._due, self._late = assignment.duedate, late
        self._notebooks = [
            _Notebook(
                notebook.id,
                notebook.name,
                {cell.name: cell.id for cell in notebook._base_cells if isinstance(cell, GradeCell | TaskCell)},
                {cell.name: cell.id for cell in notebook._base_cells if isinstance(cell, SolutionCell | TaskCell)},
            )
            for notebook in assignment.notebooks
        ]

    def read_times(self, connection: Connection) -> Times:
        """Return when each student's submission came, and how much longer that student has."""
        rows = connection.execute(_FIND_TIMES, {"assignment": self.assignment_id})
        return {row.student_id: (row.timestamp, row.extension) for row in rows}

    def seconds_late(self, timestamp: datetime | None, extension: timedelta | None) -> float:
        """Return how late a submission is, 0 where it is not, or where coming late costs nothing."""
        if self._late is None or not self._due or timestamp is None:
            return 0.0
        return max(0.0, (timestamp - self._due - (extension or timedelta())).total_seconds())

    def knows_student(self, connection: Connection, student: str) -> bool:
        """Whether the gradebook has the student."""
        return connection.execute(_FIND_STUDENT, {"student": student}).first() is not None

    def make_student(self, connection: Connection, student: str) -> None:
        """Make the student's row where there is none."""
        if not self.knows_student(connection, student):
            connection.execute(_ADD_STUDENT, {"id": student})

    def make_submission(self, connection: Connection, student: str, timestamp: datetime | None) -> Stored:
        """Return the student's submission, with the new time; made where there is none, without grades."""
        found = connection.execute(_FIND_SUBMISSION, {"assignment": self.assignment_id, "student": student}).first()
        if found is not None:
            if timestamp is not None and timestamp != found.timestamp:
                connection.execute(_SET_TIME, {"row": found.id, "time": timestamp})
            ids = {row.notebook_id: row.id for row in connection.execute(_FIND_NOTEBOOKS, {"submission": found.id})}
            names = {notebook.name: ids[notebook.id] for notebook in self._notebooks if notebook.id in ids}
            return Stored(found.id, names, timestamp or found.timestamp, found.extension, fresh=False)
        self.make_student(connection, student)
        own = {"id": new_uuid(), "assignment_id": self.assignment_id, "student_id": student, "timestamp": timestamp}
        connection.execute(_ADD_SUBMISSION, own)
        names = {notebook.name: new_uuid() for notebook in self._notebooks}
        rows = [
            {"id": names[notebook.name], "notebook_id": notebook.id, "assignment_id": own["id"]}
            for notebook in self._notebooks
        ]
        connection.execute(_ADD_NOTEBOOK, rows)
        return Stored(str(own["id"]), names, timestamp, None, fresh=True)

    def save(
        self, connection: Connection, student: str, stored: Stored, saved: dict[str, Saved], missing: set[str]
    ) -> bool:
        """Write scores, comments and penalties; returns whether any score waits for a person.

        saved: what was graded, by notebook. missing: notebooks that were not handed in; they get 0 and wait for nobody.
        """
        waits = False
        for notebook in self._notebooks:
            never = notebook.name in missing
            marks = Saved(dict.fromkeys(notebook.graded, 0.0)) if never else saved.get(notebook.name, Saved())
            waits |= self._save_grades(connection, stored, notebook, marks, never)
            self._save_comments(connection, stored, notebook, marks)
            if notebook.name in saved:
                self._save_penalty(connection, student, stored, notebook)
        return waits

    def _save_grades(
        self, connection: Connection, stored: Stored, notebook: _Notebook, marks: Saved, never: bool
    ) -> bool:
        """Write scores by nbgrader's rule: what a person gave stays, and is to be looked at again."""
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
                connection.execute(_ADD_GRADE, rows)
            return any(row["needs_manual_grade"] for row in rows)
        there = {row.cell_id: row for row in connection.execute(_FIND_GRADES, {"notebook": own})}
        waits = {row.id: bool(row.needs_manual_grade) for row in there.values()}
        changes = []
        for name, score in marks.scores.items():
            row = _expect(there.get(notebook.graded[name]), name)
            waits[row.id] = not never and (row.manual_score is not None or score is None)
            changes.append({"row": row.id, "score": score, "waits": waits[row.id]})
        if changes:
            connection.execute(_SET_GRADE, changes)
        return any(waits.values())

    def _save_comments(self, connection: Connection, stored: Stored, notebook: _Notebook, marks: Saved) -> None:
        own = stored.notebooks[notebook.name]
        if stored.fresh:
            rows = [
                {"cell_id": cell_id, "notebook_id": own, "auto_comment": marks.comments.get(name)}
                for name, cell_id in notebook.commented.items()
            ]
            if rows:
                connection.execute(_ADD_COMMENT, rows)
        elif marks.comments:
            there = {row.cell_id: row for row in connection.execute(_FIND_COMMENTS, {"notebook": own})}
            changes = [
                {"row": _expect(there.get(notebook.commented[name]), name).id, "comment": comment}
                for name, comment in marks.comments.items()
            ]
            connection.execute(_SET_COMMENT, changes)

    def _save_penalty(self, connection: Connection, student: str, stored: Stored, notebook: _Notebook) -> None:
        """Let nbgrader's plugin say what coming late costs, as nbgrader's own step does."""
        if self._late is None:
            return
        own, penalty = stored.notebooks[notebook.name], None
        late = self.seconds_late(stored.timestamp, stored.extension)
        if late > 0:
            with Session(bind=connection) as session:
                entry = session.get_one(SubmittedNotebook, own)
                penalty = self._late.plugin_inst.late_submission_penalty(student, entry.score, late)
                penalty = None if penalty is None else self._late._check_late_penalty(entry, penalty)
        if penalty is not None or not stored.fresh:
            connection.execute(_SET_PENALTY, {"row": own, "penalty": penalty})


def _expect(row: Any, name: str) -> Any:
    if row is None:
        raise MissingEntry(f"the student's submission in the gradebook has no cell {name}")
    return row
