"""Which graded cells of a lesson are not in a learner's notebook: a deleted check looks like one that passes."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from course.cells import grade_id_of
from course.errors import CourseError
from course.lab import released_lessons


def missing_checks(nb: NotebookNode, name: str) -> list[str]:
    """Return the grade ids of checks and essays that the lesson has and `nb` has not, in the lesson's order.

    name: of the notebook's file, without its ending. Where no released lesson is like it, an answer cell without the
    check of its name tells that one is missing.
    """
    there = {grade_id_of(cell) for cell in nb.cells if is_grade(cell)}
    lesson = _released(name, {grade_id_of(cell) for cell in nb.cells} - {None})
    if lesson is not None:
        wanted = [grade_id_of(cell) for cell in lesson.cells if is_grade(cell)]
    else:
        answers = [grade_id_of(cell) or "" for cell in nb.cells if is_solution(cell) and not is_grade(cell)]
        wanted = [answer.removesuffix("-answer") for answer in answers if answer.endswith("-answer")]
    return [grade_id for grade_id in wanted if grade_id and grade_id not in there]


def _released(name: str, grade_ids: set[str | None]) -> NotebookNode | None:
    """Return the released lesson that has most of these cells: the one of this name, or else the one that fits best."""
    try:
        folder = released_lessons()
    except CourseError:
        return None
    named = folder / name / f"{name}.ipynb"
    paths = [named] if named.is_file() else sorted(folder.glob("*/*.ipynb"))
    found = max(((_common(path, grade_ids), path) for path in paths), default=(0, named))
    return nbformat.read(found[1], as_version=4) if 2 * found[0] > len(grade_ids) else None


def _common(path: Path, grade_ids: set[str | None]) -> int:
    try:
        return len(grade_ids & {grade_id_of(cell) for cell in nbformat.read(path, as_version=4).cells})
    except (OSError, ValueError):
        return 0
