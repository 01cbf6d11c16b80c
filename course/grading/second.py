"""A second notebook of the same lesson beside the one that is graded, with answers that this one has not."""

from pathlib import Path
from typing import Any

from nbgrader.utils import compute_checksum

from course.grading.printable import printable
from course.grading.reading import NotReadable, read_notebook

NEEDS_PERSON = "Needs a person: "  # how the sentence begins, by which the report knows it
MOST_NAMES = 10


def problem_of_second(folder: Path, name: str, notebook: Any) -> str | None:
    """Return the sentence for a folder whose work is, at least in part, in another notebook than `name`; else None.

    notebook: what is in `name`. A backup that holds no more than it is no matter, nor are notebooks of other lessons.
    """
    own = _cells(notebook)
    open_cells = {grade_id: cell for grade_id, cell in own.items() if _is_open(cell)}
    if not open_cells:
        return None
    for path in sorted(folder.rglob("*.ipynb")):
        relative = path.relative_to(folder)
        if relative.as_posix() == name or any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        other = _read(path)
        if 2 * len(other.keys() & own.keys()) <= len(own):
            continue
        answered = [
            grade_id.removesuffix("-answer")
            for grade_id, cell in open_cells.items()
            if grade_id in other and (source := _plain(other[grade_id])) and source != _plain(cell)
        ]
        if answered:
            return _sentence(name, printable(relative.as_posix()), answered)
    return None


def _sentence(name: str, other: str, answered: list[str]) -> str:
    some = ", ".join(answered[:MOST_NAMES]) + (" ..." if len(answered) > MOST_NAMES else "")
    return printable(
        f"{NEEDS_PERSON}{other} has answers that {name} has not ({some}). Ask which of the two counts, keep that one "
        f"alone, under the name {name}, and grade again.",
        most=1000,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return _cells(read_notebook(path))
    except NotReadable:
        return {}


def _cells(notebook: Any) -> dict[str, Any]:
    """Return the cells that have a grade id, by it; of several the last. Anything may be in a notebook."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    found = {}
    for cell in cells if isinstance(cells, list) else []:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
        if isinstance(grade_id, str):
            found[grade_id] = cell
    return found


def _is_open(cell: Any) -> bool:
    """Whether a cell is for an answer, and as it was handed out, by the checksum that it was given then, or empty."""
    marks = cell["metadata"]["nbgrader"]
    if not marks.get("solution"):
        return False
    try:
        return not cell["source"].strip() or marks.get("checksum") == compute_checksum(cell)
    except Exception:  # anything may stand in a submission's metadata, and this is no place to say so
        return False


def _plain(cell: Any) -> str:
    source = cell.get("source")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
    return " ".join(text.split())
