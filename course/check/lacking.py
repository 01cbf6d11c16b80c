"""Which graded cells of a lesson are not in a learner's notebook: a deleted check looks like one that passes."""

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from course.cells import grade_id_of
from course.errors import CourseError
from course.lab import released_lessons


def missing_checks(nb: NotebookNode) -> list[str]:
    """Return the grade ids of checks and essays that the lesson has and `nb` has not, in the lesson's order.

    The lesson is the released one that has most of its cells. Where no released lesson is like it, an answer cell
    without the check of its name tells that one is missing.
    """
    there = {grade_id_of(cell) for cell in nb.cells if is_grade(cell)}
    ids = _grade_ids(nb)
    lesson = max(_released(), key=lambda one: len(ids & _grade_ids(one)), default=None)
    if lesson is not None and 2 * len(ids & _grade_ids(lesson)) > len(ids):
        wanted = [grade_id_of(cell) for cell in lesson.cells if is_grade(cell)]
    else:
        answers = [grade_id_of(cell) or "" for cell in nb.cells if is_solution(cell) and not is_grade(cell)]
        wanted = [answer.removesuffix("-answer") for answer in answers if answer.endswith("-answer")]
    return [grade_id for grade_id in wanted if grade_id and grade_id not in there]


def _released() -> list[NotebookNode]:
    try:
        paths = sorted(released_lessons().glob("*/*.ipynb"))
    except CourseError:
        return []
    return [nbformat.read(path, as_version=4) for path in paths]


def _grade_ids(nb: NotebookNode) -> set[str]:
    return {name for cell in nb.cells if (name := grade_id_of(cell))}
