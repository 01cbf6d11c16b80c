"""Outputs of LaTeX in pages for feedback and grading."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.pages.mathematics import latex_output


class SetLatex(NbGraderPreprocessor):
    """Show outputs that are LaTeX as formulas. Runs after MakeInert, whose word on all other kinds is the last."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell, with HTML for LaTeX."""
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/latex" in data:
                data["text/html"] = latex_output(data.pop("text/latex"))
        return cell, resources
