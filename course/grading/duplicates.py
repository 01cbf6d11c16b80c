"""A copied or split cell: one keeps the grade id, the others become cells of the student's own."""

from collections import defaultdict
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import KnownCell, change_type, grade_id_of, known_cells
from course.grading.mended import note_mended


class KeepOneOfEach(NbGraderPreprocessor):
    """Of several cells with one grade id keep one. Nothing is deleted: the others still run, and are shown.

    A copy that still is the stub is shown and not run: below the answer it would undo it.
    nbgrader's own DeduplicateIds leaves metadata behind that stops the whole batch.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with each grade id at most once; each id that was there twice is noted."""
        known = known_cells(resources)
        found: dict[str, list[NotebookNode]] = defaultdict(list)
        for cell in nb.cells:
            name = grade_id_of(cell)
            if name in known:
                found[name].append(cell)
        for name, cells in found.items():
            if len(cells) == 1:
                continue
            kept, which = _keep(cells, known[name])
            for cell in cells:
                if cell is not kept:
                    cell.metadata = NotebookNode()
            note_mended(nb, self.log, name, f"This cell is there {len(cells)} times (copied or split); {which} counts.")
        answers = [known[name] for name in found if known[name].solution and known[name].cell_type == "code"]
        for answer in answers:
            self._rest_stubs(nb, answer)
        return nb, resources

    def _rest_stubs(self, nb: NotebookNode, known: KnownCell) -> None:
        """Have no stub of a written answer run, wherever it came from."""
        own = next(cell for cell in nb.cells if grade_id_of(cell) == known.name)
        if known.is_unwritten(own):
            return
        for cell in nb.cells:
            if cell.cell_type == "code" and not grade_id_of(cell) and cell.source.strip() and known.is_unwritten(cell):
                change_type(cell, "raw")
                note_mended(nb, self.log, known.name, "A second, unwritten copy of this cell was not run.")


def _keep(cells: list[NotebookNode], known: KnownCell) -> tuple[NotebookNode, str]:
    """Return the cell that keeps the grade id, and words for which one it is.

    A locked cell: the first that is as it was released, for it stands where the lesson put it; copies come later.
    An answer: all of them run in any case, and the last one with an answer in it is what the student arrived at.
    An essay's copy that still holds the stub must not win over the one that was written.
    """
    if known.locked:
        released = [cell for cell in cells if known.is_as_released(cell)]
        return (released[0], "the first that is unchanged") if released else (cells[0], "the first")
    written = [cell for cell in cells if not known.is_unwritten(cell)]
    return (written[-1], "the last with an answer in it") if written else (cells[-1], "the last")
