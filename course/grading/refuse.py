"""Refuse a submission that cannot be graded, with a sentence that says what to do."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import known_cells
from course.errors import CourseError
from course.grading.submissions import problem_of


class RefuseUnusable(NbGraderPreprocessor):
    """Stop this one submission where nothing in it can be recognised; nbgrader goes on with the next."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook unchanged. Raises CourseError with the sentence of `problem_of`."""
        where = resources["nbgrader"]
        folder, known = Path(resources["metadata"]["path"]), set(known_cells(resources))
        problem = problem_of(folder, where["notebook"], known, nb)
        if problem:
            raise CourseError(f"{where['student']}: {problem}")
        return nb, resources
