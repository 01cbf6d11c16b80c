"""Warnings cost no points."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

LABEL = "[a warning; it costs no points]\n"


class ForgiveWarnings(NbGraderPreprocessor):
    """Move what a check wrote to stderr to stdout: for nbgrader any stderr is a score of 0.

    Errors are outputs of their own and still cost the points. Runs after the notebook was executed.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell; only checks (graded code that is no answer) are changed."""
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            for output in cell.outputs:
                if output.output_type == "stream" and output.name == "stderr":
                    output.name = "stdout"
                    output.text = LABEL + output.text
        return cell, resources
