"""What the gradebook says of each submission: all that a feedback page shows of it.

A score that waits for a person is none: nbgrader shows 0 there, and counts its points among those that could be had.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nbgrader.api import BaseCell, Comment, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook

BATCH = 100
# Of a grade: a person has to give it, and has not. What was given once stays, also where it is to be looked at again.
NOT_GRADED = (Grade.needs_manual_grade.is_(True), Grade.manual_score.is_(None))


@dataclass
class Marks:
    """One notebook of a student: scores and comments by grade id, and the whole."""

    score: float
    maximum: float
    penalty: float | None
    scores: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)  # grade ids of what nobody has graded yet


def read_marks(
    gradebook: Gradebook, assignment: str, students: Sequence[str]
) -> Iterator[tuple[str, dict[str, Marks]]]:
    """Give each student with the marks of their notebooks, by notebook; none where the gradebook has none.

    A few queries for many students, and never more than a hundred students in memory.
    """
    for start in range(0, len(students), BATCH):
        some = students[start : start + BATCH]
        found: dict[str, dict[str, Marks]] = {student: {} for student in some}
        by_id: dict[str, Marks] = {}
        rows = (
            gradebook.db.query(
                SubmittedAssignment.student_id,
                Notebook.name,
                SubmittedNotebook.id,
                SubmittedNotebook.score,
                SubmittedNotebook.max_score,
                SubmittedNotebook.late_submission_penalty,
            )
            .select_from(SubmittedNotebook)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .filter(SubmittedAssignment.assignment_id == gradebook.find_assignment(assignment).id)
            .filter(SubmittedAssignment.student_id.in_(some))
        )
        for student, name, key, score, maximum, penalty in rows:
            by_id[key] = found[student][name] = Marks(score, maximum, penalty)
        for kind, value in ((Grade, Grade.score), (Comment, Comment.comment)):
            cells = (
                gradebook.db.query(kind.notebook_id, BaseCell.name, value)
                .join(BaseCell, kind.cell_id == BaseCell.id)
                .filter(kind.notebook_id.in_(list(by_id)))
                .order_by(BaseCell.name)
            )
            for key, cell, content in cells:
                (by_id[key].scores if kind is Grade else by_id[key].comments)[cell] = content
        waiting = (
            gradebook.db.query(Grade.notebook_id, BaseCell.name)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .filter(Grade.notebook_id.in_(list(by_id)), *NOT_GRADED)
        )
        for key, cell in waiting:
            by_id[key].waiting.add(cell)
        # SQLAlchemy keeps nothing of these rows, and a gradebook that is read for long must not be locked.
        gradebook.db.rollback()
        yield from found.items()
