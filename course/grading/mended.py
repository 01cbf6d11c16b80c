"""What was put right in a submission before it was graded: kept in the autograded notebook, logged, and shown."""

import html
from logging import Logger
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import grade_id_of
from course.grading.printable import printable

KEY = "backprop_by_hand"


def note_mended(nb: NotebookNode, log: Logger, cell: str, what: str) -> None:
    """Keep one sentence on one cell in the notebook's metadata, and log it as a warning.

    `cell` is a grade id, or "" for the notebook as a whole. `what` is a sentence without the cell's name. Both may
    quote the submission.
    """
    cell, what = printable(cell), printable(what)
    log.warning("Mended %s: %s", cell or "the notebook", what)
    nb.metadata.setdefault(KEY, NotebookNode(mended=[])).mended.append(NotebookNode(cell=cell, what=what))


def list_mended(nb: NotebookNode) -> list[dict[str, str]]:
    """Return what `note_mended` kept: a list of {"cell": grade id, "what": sentence}."""
    return [dict(entry) for entry in nb.metadata.get(KEY, {}).get("mended", [])]


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
