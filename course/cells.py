"""The cells of a lesson that nbgrader knows, as the gradebook has them."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

SCHEMA_VERSION = 3
CACHE_KEY = "backprop_by_hand_cells"


@dataclass(frozen=True)
class KnownCell:
    """One cell of the instructor's notebook that has a grade id."""

    name: str
    cell_type: str
    source: str  # with hidden tests and marking scheme, without the solution
    checksum: str
    locked: bool
    solution: bool
    task: bool
    points: float | None  # None where nothing is graded

    def __deepcopy__(self, memo: Any) -> "KnownCell":
        """Return the cell itself: nbconvert copies a notebook's resources before each run, and a cell is a constant."""
        return self

    def metadata(self) -> NotebookNode:
        """Return the metadata that the released cell has, whatever a submission made of it."""
        nbgrader = NotebookNode(
            schema_version=SCHEMA_VERSION,
            grade_id=self.name,
            grade=self.points is not None and not self.task,
            solution=self.solution,
            locked=self.locked,
            task=self.task,
            cell_type=self.cell_type,
            checksum=self.checksum,
        )
        if self.points is not None:
            nbgrader.points = self.points
        metadata = NotebookNode(deletable=False, nbgrader=nbgrader)
        if self.locked:
            metadata.editable = False
        return metadata

    @lru_cache(maxsize=2000)  # noqa: B019 - a cell is a constant, and asked for with each submission
    def released_source(self) -> str:
        """Return the source that students were given: without hidden tests and marking scheme."""
        cell = NotebookNode(cell_type=self.cell_type, source=self.source, metadata=self.metadata())
        ClearHiddenTests(enforce_metadata=False).preprocess_cell(cell, {}, 0)
        return str(without_mark_scheme(cell).source)

    def is_as_released(self, cell: NotebookNode) -> bool:
        """Whether type and source of `cell` are what students were given; space at line ends does not count."""
        return cell.cell_type == self.cell_type and _lines(cell.source) == _lines(self.released_source())

    def is_unwritten(self, cell: NotebookNode) -> bool:
        """Whether `cell` holds no answer: nothing, or the stub. Its type does not count, nor do comments in code."""
        source, stub = cell.source, self.released_source()
        same_code = self.cell_type == "code" and _code(source) is not None and _code(source) == _code(stub)
        return not source.strip() or _lines(source) == _lines(stub) or same_code


def without_mark_scheme(cell: NotebookNode) -> NotebookNode:
    """Return the cell, changed in place: without the regions that tell graders what to look for."""
    ClearMarkScheme(enforce_metadata=False).preprocess_cell(cell, {}, 0)
    return cell


def known_cells(resources: Any) -> dict[str, KnownCell]:
    """Return the known cells of the notebook in `resources`, by grade id, in the notebook's order.

    Read once for each notebook: preprocessors that run one after the other share the same resources.
    """
    if CACHE_KEY not in resources:
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(where["notebook"], where["assignment"])
            graded = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
            tasks = {cell.name for cell in notebook.task_cells}
            solutions = {cell.name for cell in notebook.solution_cells}
            resources[CACHE_KEY] = {
                cell.name: KnownCell(
                    name=cell.name,
                    cell_type=cell.cell_type,
                    source=cell.source,
                    checksum=cell.checksum,
                    locked=cell.locked,
                    solution=cell.name in solutions,
                    task=cell.name in tasks,
                    points=graded.get(cell.name),
                )
                for cell in notebook.source_cells
            }
    cells: dict[str, KnownCell] = resources[CACHE_KEY]
    return cells


def grade_id_of(cell: NotebookNode) -> str | None:
    """Return the grade id of a tidy cell, or None."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    return str(name) if name else None


def change_type(cell: NotebookNode, cell_type: str) -> None:
    """Make a cell one of another type, with the keys that such a cell has."""
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


@lru_cache(maxsize=2000)
def _code(source: str) -> str | None:
    """Return what a text means as Python, without comments and layout; None where it is none."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.rstrip().splitlines()]
