"""The steps of a feedback page: of a check whether it failed and why, nothing of the hidden tests, and the scores."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor

from course.cells import KnownCell, grade_id_of, known_cells
from course.errors import CourseError
from course.grading.classroom import is_unfinished
from course.grading.mended import KEY
from course.grading.outputs import OWN

# Errors whose text is about code. Others may quote what a hidden check handed over.
ABOUT_CODE = (
    "AttributeError",
    "BoxEnded",
    "CellTimeoutError",
    "ImportError",
    "IndentationError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "RecursionError",
    "SyntaxError",
    "TooMuchData",
    "TooMuchOutput",
    "TypeError",
    "UnboundLocalError",
    "ZeroDivisionError",
)
MORE = "# (more is checked here, on inputs that are not shown)"
MAX_LINE = 300


class WithholdTests(NbGraderPreprocessor):
    """Show locked cells as they were released, and of a failed check the name of the mistake and what to look at.

    Inputs and expected values stand on lines of their own in a check's message, and are left out: the visible ones
    are in the student's notebook, where the check can be run again.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook without hidden tests, marking schemes and what checks said about them.

        Raises CourseError for one that was not graded to its end: it would look like one without any point.
        """
        if is_unfinished(Path(resources["metadata"]["path"])):
            raise CourseError("this submission was not graded to its end, so there is no feedback. Autograde it again.")
        known = known_cells(resources)
        for cell in nb.cells:
            name = grade_id_of(cell)
            if name in known and known[name].locked:
                _withhold(cell, known[name])
        return nb, resources


def _withhold(cell: NotebookNode, known: KnownCell) -> None:
    released = known.released_source()
    hidden = released.strip() != known.source.strip()
    cell.source = f"{released}\n{MORE}" if hidden and cell.cell_type == "code" else released
    if cell.cell_type != "code":
        return
    kept = []
    for output in cell.outputs:
        if output.output_type == "error":
            own = cell.metadata.get(KEY, {}).get(OWN) is True
            kept.append(_shown_error(output, released, own))
        elif output.output_type == "execute_result" and _is_number(output):
            kept.append(output)
    cell.outputs = kept


def _shown_error(output: NotebookNode, released: str, own: bool) -> NotebookNode:
    """Return what is shown of an error. own: it is the one of the answer's own cell, which is on the page anyway."""
    lines = [line[:MAX_LINE] for line in output.evalue.splitlines() if line.strip()]
    if own:
        shown = lines
    elif output.ename == "CheckFailed":
        shown = [line for line in lines if not line[0].isspace()]
    elif output.ename == "AssertionError":
        visible = lines and all(line in released for line in lines)
        shown = lines if visible else ["A check on inputs that are not shown failed."]
    elif output.ename in ABOUT_CODE:
        shown = lines[:1]
    else:
        shown = ["The text of this error is not shown. Run the check in your notebook, or try more inputs."]
    text = "\n".join(shown)
    return NotebookNode(
        output_type="error", ename=output.ename, evalue=text, traceback=f"{output.ename}: {text}".splitlines()
    )


def _is_number(output: NotebookNode) -> bool:
    """Whether a check's result is a score, which nbgrader takes for partial credit."""
    try:
        float(output.data.get("text/plain", ""))
    except (TypeError, ValueError):
        return False
    return True


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
