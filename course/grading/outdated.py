"""A gradebook that holds a lesson as an earlier version of the course made it: its checks fail, and nobody is to blame.

Only code of `helpers` that is gone counts. An instructor's own lesson, and an edit that is not generated yet, are
graded as the gradebook has them.
"""

import ast
from importlib.util import find_spec
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from course.cells import KnownCell, grade_id_of, known_cells

HELPERS = "helpers"


def lesson_cells(folders: CourseDirectory, assignment: str) -> dict[str, dict[str, KnownCell]]:
    """Return the cells of an assignment's notebooks, by the notebook's name and grade id; none of an unknown one."""
    with Gradebook(folders.db_url, folders.course_id) as gradebook:
        try:
            names = [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
        except MissingEntry:
            return {}
    where = {"db_url": folders.db_url, "assignment": assignment}
    return {name: known_cells({"nbgrader": {**where, "notebook": name}}) for name in sorted(names)}


def problem_of_lesson(
    folders: CourseDirectory, assignment: str, notebooks: dict[str, dict[str, KnownCell]]
) -> str | None:
    """Return the sentence for a lesson whose locked code needs what `helpers` does not have any more, else None."""
    for name, cells in notebooks.items():
        for cell in cells.values():
            missing = _missing(cell.source) if cell.locked and cell.cell_type == "code" else None
            if missing is None:
                continue
            path = Path(folders.format_path(folders.source_directory, ".", assignment)) / f"{name}.ipynb"
            also = missing if not path.is_file() else _missing(_source_of(path, cell.name))
            first = f"First bring {path} up to date, or take the new one. " if also else ""
            return (
                f"the gradebook has {assignment} as an earlier version of the course made it: its cell {cell.name} "
                f"needs {missing}, which is not there any more, so everybody would lose points. Nobody was graded. "
                f"{first}Run: nbgrader generate_assignment {assignment} --force"
            )
    return None


def _source_of(path: Path, name: str) -> str:
    """Return the source of a cell of the instructor's notebook; "" where it has none of this name."""
    cells = nbformat.read(path, as_version=4).cells
    return next((str(cell.source) for cell in cells if grade_id_of(cell) == name), "")


def _missing(source: str) -> str | None:
    """Return the first module or name of `helpers` that the code imports and that is not there, else None."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):  # a magic command, say: nothing is known of it
        return None
    for node in nodes:
        if isinstance(node, ast.Import):
            wanted = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            wanted = [(node.module, alias.name) for alias in node.names]
        else:
            continue
        for module, name in wanted:
            if module.partition(".")[0] == HELPERS and not _is_there(module, name):
                return f"{module}.{name}".rstrip(".")
    return None


def _is_there(module: str, name: str) -> bool:
    """Whether a module is there, and mentions the name or has a module of that name. The module is not imported."""
    try:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            return False
        text = Path(spec.origin).read_text(encoding="utf-8")
        return name == "*" or name in text or find_spec(f"{module}.{name}") is not None
    except ModuleNotFoundError:  # of the package that it would be in
        return False
