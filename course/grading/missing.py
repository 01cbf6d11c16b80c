"""A deleted cell is put back in its place, with its source, so that it is run, graded and seen."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import KnownCell, grade_id_of, known_cells
from course.grading.mended import note_mended
from course.runner.plan import names_set, names_used

NO_LOSS = "no points are lost for that alone"


class PutBackMissing(NbGraderPreprocessor):
    """Put every known cell that is missing after the nearest known cell before it.

    A check stands below what it checks: where the answer is in a cell of the student's own, the check comes after that.
    Without this a deleted check or essay waits for manual grading for ever; nbgrader's `add_missing_cells` raises
    KeyError where the cell before is a read-only one. Runs after OverwriteCells, which knows nothing of such cells.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with all known cells; each that was missing is noted."""
        known = known_cells(resources)
        places = {name: cell for cell in nb.cells if (name := grade_id_of(cell))}
        cell_ids = {cell.id for cell in nb.cells}
        before: NotebookNode | None = None
        for name, fact in known.items():
            if name not in places:
                cell, consequence = _put_back(fact)
                while cell.id in cell_ids:
                    cell.id += "-again"
                cell_ids.add(cell.id)
                nb.cells.insert(_place(nb.cells, before, fact), cell)
                places[name] = cell
                note_mended(nb, self.log, name, f"This cell was missing and was put back; {consequence}.")
            before = places[name]
        return nb, resources


def _put_back(known: KnownCell) -> tuple[NotebookNode, str]:
    """Return the cell to put back, and what its having been missing means for the score."""
    cell = NotebookNode(id=known.name[:50], cell_type=known.cell_type, metadata=known.metadata(), source=known.source)
    if known.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if known.points is not None and known.locked:
        return cell, "it was run, and counts as if it had been there"
    if known.points is not None:
        return cell, "it counts as not answered"
    if known.solution:
        # No stub: the answer may stand in another cell, and a stub could come after it.
        cell.source = f"# The answer cell {known.name} was missing from the notebook that was handed in."
    return cell, NO_LOSS


def _place(cells: list[NotebookNode], before: NotebookNode | None, known: KnownCell) -> int:
    """Return the position for a missing cell: after `before`, or, of the first one, after the title and its text.

    Between there and the next cell of the lesson, a check comes after the last cell that defines what it calls.
    """
    if before is None:
        return next((at for at, cell in enumerate(cells) if cell.cell_type == "code" or grade_id_of(cell)), len(cells))
    first = place = 1 + next(at for at, cell in enumerate(cells) if cell is before)
    if known.cell_type != "code" or not known.locked or known.points is None:
        return place
    used = names_used(known.source)
    for at in range(first, len(cells)):
        if grade_id_of(cells[at]):
            break
        if cells[at].cell_type == "code" and used & _defined(cells[at].source):
            place = at + 1
    return place


def _defined(source: str) -> frozenset[str]:
    """Return the names that a student's cell defines; none where it cannot be read."""
    try:
        return names_set(source)
    except (ValueError, RecursionError, MemoryError):
        return frozenset()
