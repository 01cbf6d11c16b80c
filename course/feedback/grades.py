"""The scores on a feedback page. What nobody has graded yet is no 0, and counts in no total."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades


class ShowGrades(GetGrades):
    """nbgrader's GetGrades, which tells a 0 from what nobody has graded yet."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with its scores and comments, and in `resources` the totals of what is graded."""
        nb, resources = super().preprocess(nb, resources)
        count_graded(nb, resources["nbgrader"])
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        # What was given by hand once stays, also where it is to be looked at again.
        cell.metadata.nbgrader["waiting"] = bool(grade.needs_manual_grade) and grade.manual_score is None


def count_graded(nb: NotebookNode, totals: dict[str, Any]) -> None:
    """Take the points of what waits off the maximum, and keep their sum as `waiting`."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in nb.cells]
    totals["waiting"] = sum(float(mark["points"]) for mark in marks if mark.get("waiting"))
    totals["max_score"] -= totals["waiting"]
