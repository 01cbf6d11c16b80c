"""A deleted cell is put back in its place, so that it is graded and seen."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.grading.cells import KnownCell, grade_id_of, known_cells
from course.grading.mended import note_mended


class PutBackMissing(NbGraderPreprocessor):
    """Put every known cell that is missing after the nearest known cell before it.

    Without this a deleted check or essay waits for manual grading for ever; nbgrader's `add_missing_cells` raises
    KeyError where the cell before is a read-only one. Runs after OverwriteCells, which would undo the failing cell.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with all known cells; each that was missing is noted."""
        places = {name: cell for cell in nb.cells if (name := grade_id_of(cell))}
        cell_ids = {cell.id for cell in nb.cells}
        before: NotebookNode | None = None
        for name, known in known_cells(resources).items():
            if name not in places:
                cell, consequence = _put_back(known)
                while cell.id in cell_ids:
                    cell.id += "-again"
                position = 0 if before is None else 1 + _index(nb.cells, before)
                nb.cells.insert(position, cell)
                places[name] = cell
                note_mended(nb, self.log, name, f"This cell was missing and was put back; {consequence}.")
            before = places[name]
        return nb, resources


def _put_back(known: KnownCell) -> tuple[NotebookNode, str]:
    """Return the cell to put back, and what its having been missing means for the score."""
    cell = NotebookNode(id=known.name[:50], cell_type=known.cell_type, metadata=known.metadata(), source=known.source)
    if known.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if known.points is not None and not known.solution:
        sentence = f"The check {known.name} was missing from the notebook that was handed in: it counts as not passed."
        cell.source = f"raise AssertionError({sentence!r})"
        return cell, "it counts as not passed"
    if known.points is not None:
        return cell, "it counts as not answered"
    if known.solution:
        # No stub: the answer may stand in another cell, and a stub could come after it.
        cell.source = f"# The answer cell {known.name} was missing from the notebook that was handed in."
        return cell, "no points are lost for that alone"
    return cell, "no points are lost for that alone"


def _index(cells: list[NotebookNode], wanted: NotebookNode) -> int:
    """Return the position of this very cell: two cells may be equal."""
    return next(index for index, cell in enumerate(cells) if cell is wanted)
