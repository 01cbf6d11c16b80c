"""An essay whose cell is empty while text of the student's stands beside it: no 0, a person decides."""

import ast
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from course.cells import KnownCell, grade_id_of, known_cells, without_mark_scheme
from course.grading.mended import note_mended
from course.grading.pasted import CUT, without_pictures

# In the empty cell's place: nbgrader gives 0 and writes "No response." where a cell is as it was handed out.
POINTER = "*(This cell was left empty. See the text beside it.)*"
WHAT = (
    "Nothing is written in this cell, and text that is not the lesson's stands beside it: a person decides whether "
    "that is the answer."
)


class AskAboutText(NbGraderPreprocessor):
    """Leave to a person every essay whose cell is empty beside text that is not the lesson's.

    Beside: between the exercise before and the one after it. Without the instructor's notebook nobody knows which
    texts are the lesson's, and a person looks at all of them. Runs when all cells of the lesson are there.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook; each essay that a person has to decide about is noted."""
        known, texts = known_cells(resources), self._lesson_texts(resources)
        for at, cell in enumerate(nb.cells):
            fact = known.get(grade_id_of(cell) or "")
            if fact is None or not is_essay(fact) or not fact.is_unwritten(cell):
                continue
            beside = (*_until_exercise(nb.cells[at + 1 :], known), *_until_exercise(nb.cells[:at][::-1], known))
            if any(_is_text(other) and _plain(other.source) not in texts for other in beside):
                cell.source = POINTER
                note_mended(nb, self.log, fact.name, WHAT)
        return nb, resources

    def _lesson_texts(self, resources: Any) -> frozenset[str]:
        where, folders = resources["nbgrader"], CourseDirectory(config=self.config)
        folder = Path(folders.format_path(folders.source_directory, ".", where["assignment"]))
        path = folder / f"{where['notebook']}.ipynb"
        return _texts(str(path), path.stat().st_mtime) if path.is_file() else frozenset()


def is_essay(known: KnownCell) -> bool:
    """Whether a cell of the lesson is graded by a person, and written by the student."""
    return known.solution and known.points is not None


def _until_exercise(cells: list[NotebookNode], known: dict[str, KnownCell]) -> list[NotebookNode]:
    """Return the cells without a name up to the next check, answer, essay or given code."""
    found = []
    for cell in cells:
        fact = known.get(grade_id_of(cell) or "")
        if fact is None:
            found.append(cell)
        elif not fact.locked or fact.cell_type == "code":
            break
    return found


def _is_text(cell: NotebookNode) -> bool:
    """Whether a cell holds words and no program: also in a code cell, as a comment or as what is no Python."""
    if cell.cell_type != "code" or not cell.source.strip():
        return bool(cell.source.strip())
    try:
        body = ast.parse(cell.source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)


def _plain(text: str) -> str:
    """Return a text without spaces that do not count and without pictures, which are cut out of what was handed in."""
    return " ".join(without_pictures(text).replace(CUT, "").split())


@lru_cache(maxsize=8)
def _texts(path: str, modified: float) -> frozenset[str]:
    """Return all texts of the instructor's notebook, as students were given them. Read again when it was changed."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError):
        return frozenset()
    return frozenset(_plain(without_mark_scheme(cell).source) for cell in cells)
