"""A small course in a folder of its own, for the tests of grading: one lesson, a class, nbgrader's own commands."""

import copy
import functools
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader

LESSON = "01_small"
ROOT = Path(__file__).resolve().parent.parent
STOCK = {
    "sanitize_preprocessors": "ClearOutput DeduplicateIds OverwriteKernelspec OverwriteCells CheckCellMetadata",
    "autograde_preprocessors": "Execute IgnorePattern LimitOutput SaveAutoGrades AssignLatePenalties CheckCellMetadata",
}

Notebook = nbformat.NotebookNode


def cell(kind: str, name: str, source: str, points: int | None = None, solution: bool = False) -> Notebook:
    """Return a cell as the course's builder makes it."""
    make = new_code_cell if kind == "code" else new_markdown_cell
    node = make(source, id=name)
    node.metadata.nbgrader = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if points is not None:
        node.metadata.nbgrader["points"] = points
    return node


def source_notebook() -> Notebook:
    """Two answers with a check each, given code between them, and an essay."""
    cells = [
        new_markdown_cell("# A small lesson", id="text-1"),
        cell("code", "imports", "import math\nimport sys\nimport warnings"),
        cell("code", "double-answer", answer("double", "return 2 * x"), solution=True),
        cell("code", "double", check("double", 3, 6, 5, 10), points=2),
        new_markdown_cell("A free cell.", id="text-2"),
        cell("code", "given", "def given(x):\n    return x + 1"),
        cell("code", "square-answer", answer("square", "return x * x"), solution=True),
        cell("code", "square", check("square", 3, 9, 4, 16), points=3),
        cell("markdown", "why-question", "Why?\n\n### BEGIN MARK SCHEME\nThe scheme.\n### END MARK SCHEME"),
        cell("markdown", "why", "### BEGIN SOLUTION\nBecause.\n### END SOLUTION", points=2, solution=True),
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
        "language_info": {"name": "python"},
    }
    return new_notebook(cells=cells, metadata=metadata)


def answer(name: str, body: str) -> str:
    return f"def {name}(x):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"


def check(name: str, x: int, y: int, hidden_x: int, hidden_y: int) -> str:
    return (
        f'assert {name}({x}) == {y}, "{name}({x}) should be {y}"\n'
        f'### BEGIN HIDDEN TESTS\nassert {name}({hidden_x}) == {hidden_y}, "hidden"\n### END HIDDEN TESTS'
    )


@functools.cache
def generated(source: str) -> tempfile.TemporaryDirectory[str]:
    """A course with this notebook and its release, generated once in each process: nbgrader takes seconds for it."""
    folder = tempfile.TemporaryDirectory()
    root = Path(folder.name)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    path = root / "source" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    result = NbGraderAPI(config=load_config(root)).generate_assignment(LESSON)
    assert result["success"], result
    return folder


@dataclass
class SmallCourse:
    """The folder of a course; `released` is the notebook that students get.

    Where `root` holds a course already, that is opened.
    """

    root: Path
    stock: bool = False
    config: Config = field(init=False)
    released: Notebook = field(init=False)

    def __post_init__(self) -> None:
        if not (self.root / "release").exists():
            self.generate()
        self.config = load_config(self.root)
        if self.stock:
            for key, names in STOCK.items():
                self.config.Autograde[key] = [f"nbgrader.preprocessors.{name}" for name in names.split()]
        self.released = nbformat.read(self.root / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)

    def generate(self) -> None:
        shutil.copytree(generated(nbformat.writes(source_notebook())).name, self.root, dirs_exist_ok=True)

    def api(self) -> NbGraderAPI:
        return NbGraderAPI(config=self.config)

    def folder(self, student: str) -> Path:
        return self.root / "submitted" / student / LESSON

    def hand_in(self, student: str, change: Callable[[Notebook], None] | None = None, name: str = LESSON) -> Notebook:
        """Hand in the right answers, or what `change` makes of them. Any JSON is written, valid or not."""
        notebook = right_answers(self.released)
        if change:
            change(notebook)
        folder = self.folder(student)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        return notebook

    def autograde(self, student: str = "*") -> dict[str, Any]:
        return self.api().autograde(LESSON, student)

    def scores(self, student: str) -> dict[str, float | None]:
        """Return what the gradebook has: auto scores by grade id; None waits for a person."""
        with Gradebook(self.api().coursedir.db_url) as gradebook:
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
            return {grade.name: None if grade.needs_manual_grade else grade.auto_score for grade in notebook.grades}

    def graded(self, student: str) -> Notebook:
        return nbformat.read(self.root / "autograded" / student / LESSON / f"{LESSON}.ipynb", as_version=4)

    def is_graded(self, student: str) -> bool:
        return (self.root / "autograded" / student / LESSON / f"{LESSON}.ipynb").exists()


def load_config(root: Path) -> Config:
    return PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()


def right_answers(released: Notebook) -> Notebook:
    notebook = copy.deepcopy(released)
    find(notebook, "double-answer").source = "def double(x):\n    return 2 * x"
    find(notebook, "square-answer").source = "def square(x):\n    return x * x"
    find(notebook, "why").source = "Since I thought about it."
    return notebook


def position(notebook: Notebook, name: str) -> int:
    return next(i for i, node in enumerate(notebook.cells) if node.metadata.get("nbgrader", {}).get("grade_id") == name)


def find(notebook: Notebook, name: str) -> Notebook:
    return notebook.cells[position(notebook, name)]


def put_copy(notebook: Notebook, name: str, at: int | None = None, source: str | None = None) -> Notebook:
    """Copy the cell `name`, as JupyterLab does: the same metadata and another id."""
    node = copy.deepcopy(find(notebook, name))
    node.id = f"copy-{len(notebook.cells)}"
    if source is not None:
        node.source = source
    notebook.cells.insert(position(notebook, name) + 1 if at is None else at, node)
    return node
