"""Known cells get their metadata back, locked ones their source too, from the gradebook."""

from itertools import pairwise
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import KnownCell, change_type, grade_id_of, known_cells
from course.grading.essays import is_essay
from course.grading.mended import note_mended

# What decides how a cell is run and scored. `checksum` is left out: the release has another one than the source.
DECISIVE = ("schema_version", "grade", "solution", "locked", "task", "points")


class RestoreCells(NbGraderPreprocessor):
    """Rebuild the whole metadata of every known cell, and type and source of locked ones.

    Nothing that a submission says about points, grading or skipping is believed. Cells that the gradebook does not
    know lose their nbgrader metadata and tags: an old schema version there would stop the whole batch.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with known cells restored; what had been edited is noted."""
        known = known_cells(resources)
        questions = _questions(known)
        for cell in list(nb.cells):
            name = grade_id_of(cell)
            if name in known:
                if name in questions and not known[name].is_unwritten(cell):
                    _keep_beside(nb, cell)
                self._restore(nb, cell, known[name])
                continue
            if name:
                note_mended(nb, self.log, name, "No cell of the lesson has this name; it is an ordinary cell now.")
            cell.metadata.pop("nbgrader", None)
            cell.metadata.pop("tags", None)
        return nb, resources

    def _restore(self, nb: NotebookNode, cell: NotebookNode, known: KnownCell) -> None:
        right = known.metadata()
        changes = _edited(cell.metadata, right)
        if cell.cell_type != known.cell_type:
            changes.append(f"its type was {cell.cell_type}, not {known.cell_type}")
            change_type(cell, known.cell_type)
        if known.locked:
            if not known.is_as_released(cell):
                changes.append("its locked source was changed")
            cell.source = known.source
        cell.metadata = right
        if changes:
            note_mended(nb, self.log, known.name, f"Restored as released: {'; '.join(changes)}.")


def _questions(known: dict[str, KnownCell]) -> set[str]:
    """Return the names of locked texts directly before an essay."""
    return {
        fact.name
        for fact, after in pairwise(known.values())
        if fact.locked and fact.cell_type == "markdown" and is_essay(after)
    }


def _keep_beside(nb: NotebookNode, cell: NotebookNode) -> None:
    """Put what a student made of a question below it: the essay may be in there."""
    ids = {other.id for other in nb.cells}
    kept = NotebookNode(id="edited", cell_type="markdown", metadata=NotebookNode(), source=cell.source)
    while kept.id in ids:
        kept.id += "-again"
    nb.cells.insert(1 + next(at for at, other in enumerate(nb.cells) if other is cell), kept)


def _edited(metadata: NotebookNode, right: NotebookNode) -> list[str]:
    """Say what was edited, in words. Folding, scrolling and the like are not worth a word."""
    changes = []
    tags = metadata.get("tags")
    if tags:
        changes.append(f"it had the tag {', '.join(map(str, tags)) if isinstance(tags, list) else tags}")
    given = metadata.nbgrader
    for key in DECISIVE:
        default = False if key == "task" else None  # older releases of nbgrader leave it out
        if given.get(key, default) != right.nbgrader.get(key):
            changes.append(f"{key} was {_plain(given.get(key))}, not {_plain(right.nbgrader.get(key))}")
    return changes


def _plain(value: object) -> str:
    """Return a value of the metadata as short text: 2.0 is 2, and what a submission made of it is cut."""
    if value is None:
        return "missing"
    return f"{value:g}" if isinstance(value, float) else repr(value)[:60]
