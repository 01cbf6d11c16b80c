"""What was put right in a submission, said on its pages: above the cell that it is about."""

import html
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import grade_id_of
from course.grading.mended import list_mended


class ShowMended(NbGraderPreprocessor):
    """Put a note above each cell that was mended. For pages alone: the graded notebook stays as it is."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the notes; what is about the notebook as a whole stands first."""
        said: dict[str, list[str]] = {}
        for entry in list_mended(nb):
            said.setdefault(entry["cell"], []).append(entry["what"])
        cells = [_note("notebook", said[""])] if "" in said else []
        for cell in nb.cells:
            name = grade_id_of(cell)
            if name and name in said:
                cells.append(_note(name, said.pop(name)))
            cells.append(cell)
        nb.cells = cells
        return nb, resources


def _note(name: str, sentences: list[str]) -> NotebookNode:
    """Return a cell with the sentences, which may quote the submission: in code, nothing in them means anything."""
    text = html.escape(" ".join(sentences), quote=False).replace("$", "&#36;")
    for mark in "\\`*_[]":
        text = text.replace(mark, f"&#{ord(mark)};")
    return NotebookNode(
        id=f"note-{name}"[:64], cell_type="markdown", metadata=NotebookNode(), source=f"> **Before grading.** {text}"
    )
