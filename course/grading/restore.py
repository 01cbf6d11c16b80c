"""The cells of the lesson in what was handed in: recognised, each there once, as released, and none missing."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import KnownCell, change_type, grade_id_of, known_cells
from course.grading.essays import is_essay
from course.grading.mended import note_mended
from course.grading.reading import free_id
from course.runner.plan import names_set, names_used

# What decides how a cell is run and scored. `checksum` is left out: the release has another one than the source.
DECISIVE = ("schema_version", "grade", "solution", "locked", "task", "points")
NO_LOSS = "no points are lost for that alone"


class RestoreLesson(NbGraderPreprocessor):
    """Make of a tidy notebook one whose cells, types, points and locked sources are the gradebook's.

    Nothing that a submission says about points, grading or skipping is believed. Nothing is deleted: what is no cell of
    the lesson still runs, and is shown. It takes the place of nbgrader's DeduplicateIds, which leaves metadata behind
    that stops the whole batch, and of OverwriteCells, whose `add_missing_cells` raises KeyError after a locked cell.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with all cells of the lesson; each that was put right is noted."""
        known = known_cells(resources)
        self._recognise(nb, known)
        self._keep_one_of_each(nb, known)
        self._restore(nb, known)
        self._put_back_missing(nb, known)
        return nb, resources

    def _recognise(self, nb: NotebookNode, known: dict[str, KnownCell]) -> None:
        """Give a cell that lost nbgrader's metadata its grade id back, where no other cell has it."""
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

    def _keep_one_of_each(self, nb: NotebookNode, known: dict[str, KnownCell]) -> None:
        """Leave one of several cells with one grade id its name; the others become cells of the student's own."""
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
        self._rest_stubs(nb, known)

    def _rest_stubs(self, nb: NotebookNode, known: dict[str, KnownCell]) -> None:
        """Have no stub of a written answer run, wherever it came from: below the answer it would undo it."""
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        written = [
            fact
            for cell in code
            if (fact := known.get(grade_id_of(cell) or "")) and fact.solution and not fact.is_unwritten(cell)
        ]
        for cell in code:
            if grade_id_of(cell) or not cell.source.strip():
                continue
            fact = next((fact for fact in written if fact.is_unwritten(cell)), None)
            if fact is not None:
                change_type(cell, "raw")
                note_mended(nb, self.log, fact.name, "A second, unwritten copy of this cell was not run.")

    def _restore(self, nb: NotebookNode, known: dict[str, KnownCell]) -> None:
        """Rebuild the metadata of every known cell, and type and source of locked ones.

        Other cells lose their nbgrader metadata and tags: an old schema version there would stop the whole batch.
        """
        questions = _questions(known)
        for cell in list(nb.cells):
            name = grade_id_of(cell)
            if name in known:
                if name in questions and not known[name].is_unwritten(cell):
                    _keep_beside(nb, cell)
                self._restore_cell(nb, cell, known[name])
                continue
            if name:
                note_mended(nb, self.log, name, "No cell of the lesson has this name; it is an ordinary cell now.")
            cell.metadata.pop("nbgrader", None)
            cell.metadata.pop("tags", None)

    def _restore_cell(self, nb: NotebookNode, cell: NotebookNode, known: KnownCell) -> None:
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

    def _put_back_missing(self, nb: NotebookNode, known: dict[str, KnownCell]) -> None:
        """Put every known cell that is missing after the nearest known cell before it.

        A check stands below what it checks: where the answer is in a cell of the student's own, the check comes after
        that. A check or an essay that is not there would wait for manual grading for ever.
        """
        places = {name: cell for cell in nb.cells if (name := grade_id_of(cell))}
        cell_ids = {cell.id for cell in nb.cells}
        before: NotebookNode | None = None
        for name, fact in known.items():
            if name not in places:
                cell, consequence = _missing_cell(fact)
                cell.id = free_id(cell.id, cell_ids)
                nb.cells.insert(_place(nb.cells, before, fact), cell)
                places[name] = cell
                note_mended(nb, self.log, name, f"This cell was missing and was put back; {consequence}.")
            before = places[name]


def _is(cell: NotebookNode, known: KnownCell) -> bool:
    """Whether a cell without a name is this one.

    Of a locked cell the text has to be the released one, since any other would be written over.
    """
    if not known.locked:
        return bool(cell.id == known.name)
    return known.is_unwritten(cell) and (cell.id == known.name or bool(cell.source.strip()))


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


def _questions(known: dict[str, KnownCell]) -> set[str]:
    """Return the names of locked texts directly before an essay."""
    return {
        fact.name
        for fact, after in pairwise(known.values())
        if fact.locked and fact.cell_type == "markdown" and is_essay(after)
    }


def _keep_beside(nb: NotebookNode, cell: NotebookNode) -> None:
    """Put what a student made of a question below it: the essay may be in there."""
    name = free_id("edited", {other.id for other in nb.cells})
    kept = NotebookNode(id=name, cell_type="markdown", metadata=NotebookNode(), source=cell.source)
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


def _missing_cell(known: KnownCell) -> tuple[NotebookNode, str]:
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
