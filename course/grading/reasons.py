"""Why a check failed where the answer's own cell did not run: the check knows only that nothing is there."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from course.cells import grade_id_of
from course.grading.mended import KEY

OWN = "own_error"
# What a check ends with that found no answer, or the stub.
_NOTHING_THERE = ("NameError", "NotImplementedError")
_FILE = re.compile(r"\([^()\s]*\.py, line (\d+)\)")
_WORDS = {
    "CellTimeoutError": "it ran longer than a cell may",
    "BoxEnded": "it ended Python itself, by an exit or a crash, or it used too much time or memory",
}


class GiveReasons(NbGraderPreprocessor):
    """Put the error of the answer's cell in the place of the one that its check had for that reason.

    The score stays: an error for an error. Runs when records were kept, before outputs are cut.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the reasons."""
        answers = {grade_id_of(cell): cell for cell in nb.cells if cell.cell_type == "code"}
        for cell in nb.cells:
            answer = answers.get(f"{grade_id_of(cell)}-answer")
            if answer is None or cell.cell_type != "code" or not is_grade(cell) or is_solution(cell):
                continue
            said, why = _error(cell), _error(answer)
            if said is not None and why is not None and said.ename in _NOTHING_THERE and why is not said:
                said.update(_reason(why))
                cell.metadata.setdefault(KEY, NotebookNode())[OWN] = True
        return nb, resources


def _error(cell: NotebookNode) -> NotebookNode | None:
    """Return the last error that a cell ended with: after an interrupt comes the reason for it."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return errors[-1] if errors else None


def _reason(error: NotebookNode) -> dict[str, Any]:
    """Return name, text and traceback of an answer's error. The file of a cell has a number for its name."""
    text = _WORDS.get(error.ename) or _FILE.sub(r"(your cell, line \1)", error.evalue)
    text = f"{text}\nThe cell of this answer did not run to its end, so the check found nothing to call."
    return {"ename": error.ename, "evalue": text, "traceback": f"{error.ename}: {text}".splitlines()}
