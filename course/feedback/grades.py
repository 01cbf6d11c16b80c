"""The scores on a feedback page. What nobody has graded yet is no 0, and counts in no total."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades


class ShowGrades(GetGrades):
    """nbgrader's GetGrades, which tells a 0 from what nobody has graded yet."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with its scores and comments, and in `resources` the totals of what is graded.

        The points of what waits for a person are taken off the maximum; their sum is `waiting`. Raises MissingEntry
        where the gradebook does not have the submission.
        """
        nb, resources = super().preprocess(nb, resources)
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(where["notebook"], where["assignment"], where["student"])
            # What was given by hand once stays, also where it is to be looked at again.
            grades = submission.grades
            waiting = {grade.name for grade in grades if grade.needs_manual_grade and grade.manual_score is None}
        where["waiting"] = 0.0
        for cell in nb.cells:
            marks = cell.metadata.get("nbgrader", {})
            if "score" in marks:
                marks["waiting"] = marks["grade_id"] in waiting
                where["waiting"] += float(marks["points"]) if marks["waiting"] else 0.0
        where["max_score"] -= where["waiting"]
        return nb, resources
