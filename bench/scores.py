"""What a way of grading left in the gradebook, and where two ways differ."""

from pathlib import Path

from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook

from course.grading.classroom import Classroom

Scores = dict[str, dict[str, tuple[float | None, bool]]]  # by student and cell: points, and whether a person is needed


def read_scores(root: Path, lesson: str) -> Scores:
    """Return the scores of all students whose notebook is in autograded/; of the others only that they are not."""
    classroom = Classroom(root)
    found: Scores = {}
    with Gradebook(classroom.folders.db_url, classroom.folders.course_id) as gradebook:
        rows = (
            gradebook.db.query(
                SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.needs_manual_grade
            )
            .select_from(Grade)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
        )
        for student, cell, score, waits in rows:
            found.setdefault(student, {})[cell] = (score, bool(waits))
    here = {path.name for path in (root / "submitted").iterdir()}
    graded = {student for student in here if (root / "autograded" / student / lesson / f"{lesson}.ipynb").is_file()}
    return {student: found.get(student, {}) if student in graded else {} for student in here}


def differences(one: str, ones: Scores, other: str, others: Scores) -> list[str]:
    """Return a sentence for each score that differs, of students that both have graded."""
    said = []
    for student in sorted(ones.keys() & others.keys()):
        for cell in sorted(ones[student].keys() | others[student].keys()):
            mine, theirs = ones[student].get(cell), others[student].get(cell)
            if mine != theirs:
                said.append(f"{student}, {cell}: {_said(mine)} by {one}, {_said(theirs)} by {other}")
    return said


def _said(entry: tuple[float | None, bool] | None) -> str:
    if entry is None:
        return "not graded"
    return "waits for a person" if entry[1] else f"{entry[0]} points"
