"""Make a well-formed notebook of whatever could be read from the file."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.grading.mended import note_mended
from course.grading.pasted import take_out
from course.grading.reading import cell_id

CELL_TYPES = ("code", "markdown", "raw")
LANGUAGE = {"name": "python"}
TAG = re.compile(r"[^,]{1,200}")  # as the format of notebooks has it


class TidyNotebook(NbGraderPreprocessor):
    """Give each cell the keys and types that the steps after this one count on.

    Outputs go: every cell is run again. Of metadata only what nbgrader and the report look at stays: the rest of it
    says how a page shows things, or is what the format of notebooks forbids, at which nbgrader stops. The kernel is
    not the student's to choose: OverwriteKernelspec puts in the lesson's.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the same notebook, tidy. A cell that is no cell at all is left out, and that is noted."""
        nb.metadata = NotebookNode(language_info=NotebookNode(LANGUAGE))
        nb.nbformat, nb.nbformat_minor = 4, 5
        cells = [cell for cell in nb.cells if isinstance(cell, dict)]
        if len(cells) < len(nb.cells):
            note_mended(nb, self.log, "", f"{len(nb.cells) - len(cells)} things that are not cells were left out.")
        used: set[str] = set()
        nb.cells = [_tidy_cell(cell, number, used) for number, cell in enumerate(cells, 1)]
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                self._take_out_pictures(nb, cell)
        return nb, resources

    def _take_out_pictures(self, nb: NotebookNode, cell: NotebookNode) -> None:
        """Make attachments of pictures that were pasted into a text, or cut them."""
        cell.source, pictures, cut = take_out(cell.source, cell.get("attachments", {}))
        name = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if pictures:
            cell.attachments = NotebookNode({**cell.get("attachments", {}), **pictures})
            note_mended(nb, self.log, name, f"Pictures in the middle of the text: {len(pictures)}, attached to it now.")
        if cut:
            note_mended(nb, self.log, name, f"Pictures of a kind that is not shown: {cut}, cut out of the text.")


def _tidy_cell(cell: NotebookNode, number: int, used: set[str]) -> NotebookNode:
    cell_type = cell.get("cell_type")
    tidy = NotebookNode(
        id=cell_id(cell.get("id"), number, used),
        cell_type=cell_type if cell_type in CELL_TYPES else "raw",
        metadata=_tidy_metadata(cell.get("metadata")),
        source=_text(cell.get("source")),
    )
    if tidy.cell_type == "code":
        tidy.outputs = []
        tidy.execution_count = None
    else:
        attachments = _tidy_attachments(cell.get("attachments"))
        if attachments:
            tidy.attachments = attachments
    return tidy


def _tidy_metadata(metadata: object) -> NotebookNode:
    """Return the tags, and what is nbgrader's where it has a grade id; without one it stops nbgrader's batch."""
    tidy = NotebookNode()
    if not isinstance(metadata, dict):
        return tidy
    nbgrader = metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    if isinstance(grade_id, str) and grade_id:
        tidy.nbgrader = nbgrader
    tags = metadata.get("tags")
    if isinstance(tags, list):
        tags = [tag for tag in tags if isinstance(tag, str) and TAG.fullmatch(tag)]
        tidy.tags = list(dict.fromkeys(tags))
    return tidy


def _tidy_attachments(attachments: object) -> NotebookNode:
    if not isinstance(attachments, dict):
        return NotebookNode()
    return NotebookNode(
        {
            name: bundle
            for name, bundle in attachments.items()
            if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
        }
    )


def _text(source: object) -> str:
    """Return the source as text that can be written as UTF-8 (a lone surrogate cannot)."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    return source.encode("utf-8", "replace").decode("utf-8")
