"""A cell that lost nbgrader's metadata, and still is a cell of the lesson by its id or its text."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import KnownCell, grade_id_of, known_cells
from course.grading.mended import note_mended


class RecogniseCells(NbGraderPreprocessor):
    """Give such a cell its grade id back where no other cell has it. Runs before all that looks at grade ids."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook; each cell that was recognised is noted."""
        known = known_cells(resources)
        there = {grade_id_of(cell) for cell in nb.cells}
        nameless = [cell for cell in nb.cells if grade_id_of(cell) not in known]
        for name, fact in known.items():
            if name in there:
                continue
            found = next((cell for cell in nameless if _is(cell, fact)), None)
            if found is not None:
                found.metadata = fact.metadata()
                nameless = [cell for cell in nameless if cell is not found]
                note_mended(nb, self.log, name, "This cell had lost what marks it; it was recognised and counts.")
        return nb, resources


def _is(cell: NotebookNode, known: KnownCell) -> bool:
    """Whether a cell without a name is this one.

    Of a locked cell the text has to be the released one, since any other would be written over.
    """
    if not known.locked:
        return bool(cell.id == known.name)
    return known.is_unwritten(cell) and (cell.id == known.name or bool(cell.source.strip()))
