"""Why a submission cannot be graded, in one sentence. Reads files only, no gradebook."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum

from course.cells import known_cells
from course.errors import CourseError
from course.grading.folder import CHECKPOINTS, FILES_OF_EXCHANGE, is_left_out, problem_of_folder
from course.grading.printable import printable
from course.grading.reading import TIMESTAMP, NotReadable, read_notebook, read_timestamp

NEEDS_PERSON = "Needs a person: "  # how the sentence on a second notebook begins, by which the report knows it
MOST_NAMES = 10


class RefuseUnusable(NbGraderPreprocessor):
    """Stop this one submission where nothing in it can be recognised; nbgrader goes on with the next."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook unchanged. Raises CourseError with the sentence of `problem_of`."""
        where = resources["nbgrader"]
        folder, known = Path(resources["metadata"]["path"]), set(known_cells(resources))
        problem = problem_of(folder, where["notebook"], known, nb)
        if problem:
            raise CourseError(f"{where['student']}: {problem}")
        return nb, resources


def problem_of(
    folder: Path, lesson: str, known: Collection[str] = (), notebook: NotebookNode | None = None
) -> str | None:
    """Return one sentence with what is wrong and what to do, or None where the lesson can be graded.

    `folder` is what one student handed in for `lesson`. `known` are the lesson's grade ids; without them a
    notebook of another lesson under this lesson's name is not noticed. `notebook`: what is in it, where that has been
    read already.
    """
    if not folder.is_dir():
        return "Nothing was handed in. Ask the student to hand in the lesson."
    problem = problem_of_folder(folder)
    if problem:
        return problem
    path = folder / f"{lesson}.ipynb"
    if not path.is_file():
        return _without_notebook(folder, lesson, known)
    try:
        notebook = read_notebook(path) if notebook is None else notebook
    except NotReadable as error:
        return f"{error.reason} {error.ask}".strip()
    problem = _without_cells(notebook, path.name, known) or _bad_timestamp(folder)
    return problem or _problem_of_second(folder, path.name, notebook)


def _without_notebook(folder: Path, lesson: str, known: Collection[str]) -> str:
    """Return the sentence for a folder without the lesson's notebook: what was found in its place."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [path for path in files if not any(map(is_left_out, path.relative_to(folder).parts))]
    others = [path for path in files if path.suffix == ".ipynb"]
    others = others or [path for path in files if path.suffix in (".txt", ".json") and _has_lesson(path, known)]
    others = others or sorted(folder.glob(f"{CHECKPOINTS}/*.ipynb"))
    names = [printable(path.relative_to(folder).as_posix()) for path in others]
    if not names:
        beside = [printable(path.name) for path in files if path.name not in FILES_OF_EXCHANGE]
        found = f" There is only {', '.join(beside[:5])}{', ...' if beside[5:] else ''}." if beside else ""
        return f"{lesson}.ipynb is missing.{found} Ask the student to hand in the notebook."
    if len(names) > 1:
        return (
            f"{lesson}.ipynb is missing, but there are {', '.join(names)}. "
            f"If one of them is the lesson, rename it to {lesson}.ipynb and autograde again."
        )
    if CHECKPOINTS in names[0]:
        return (
            f"{lesson}.ipynb is missing, but there is {names[0]}: what JupyterLab kept of it when it was saved. Ask "
            f"the student to hand in the notebook, or copy that to {lesson}.ipynb and autograde again."
        )
    sure = _has_lesson(others[0], known) if known else False
    what = "It holds this lesson's cells: rename" if sure else "If that is the lesson under another name, rename"
    return f"{lesson}.ipynb is missing, but there is {names[0]}. {what} it to {lesson}.ipynb and autograde again."


def _has_lesson(path: Path, known: Collection[str]) -> bool:
    """Whether a file is a notebook with a cell of the lesson, or of any where `known` is empty."""
    try:
        found = grade_ids(read_notebook(path))
    except NotReadable:
        return False
    return bool(found & set(known) if known else found)


def _without_cells(notebook: NotebookNode, name: str, known: Collection[str]) -> str | None:
    """Return the sentence for a notebook in which no cell of the lesson can be recognised, else None."""
    found = grade_ids(notebook)
    if found and (not known or found & set(known)):
        return None
    again = "Ask the student to copy the answers into a fresh notebook of the lesson and hand that in."
    if found:
        return f"{name} has none of this lesson's cells: it looks like another lesson's notebook. {again}"
    lost = f"{name} has lost all nbgrader metadata, so no cell can be graded"
    cells = [cell for cell in notebook.get("cells", []) if isinstance(cell, dict)]
    cell_ids = {cell["id"] for cell in cells if isinstance(cell.get("id"), str)}
    survived = cell_ids & set(known) if known else {i for i in cell_ids if f"{i}-answer" in cell_ids}
    if survived:
        lost += f"; {len(survived)} cell ids are still those of the lesson, which helps to find the answers by hand"
    return f"{lost}. {again}"


def _bad_timestamp(folder: Path) -> str | None:
    """Return the sentence for a timestamp.txt without a time, else None. An empty one is as good as none."""
    try:
        read_timestamp(folder)
    except (OSError, ValueError) as error:
        return no_time(error)
    return None


def no_time(error: Exception) -> str:
    """Return the sentence for what `parse_timestamp` refused."""
    why = printable(str(error))
    return f"{TIMESTAMP} does not hold a time ({why}). Correct or delete it and autograde again."


def grade_ids(content: object) -> set[str]:
    """Return the grade ids in a notebook, valid or not. `content`: what its JSON says."""
    return set(_named_cells(content))


def _named_cells(content: Any) -> dict[str, Any]:
    """Return the cells that have a grade id, by it; of several the last. Anything may be in a notebook."""
    cells = content.get("cells") if isinstance(content, dict) else None
    found = {}
    for cell in cells if isinstance(cells, list) else []:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
        if isinstance(grade_id, str) and grade_id:
            found[grade_id] = cell
    return found


def _problem_of_second(folder: Path, name: str, notebook: NotebookNode) -> str | None:
    """Return the sentence for a folder whose work is, at least in part, in another notebook than `name`; else None.

    A backup that holds no more than it is no matter, nor are notebooks of other lessons.
    """
    own = _named_cells(notebook)
    open_cells = {grade_id: cell for grade_id, cell in own.items() if _is_open(cell)}
    for path in sorted(folder.rglob("*.ipynb")) if open_cells else []:
        relative = path.relative_to(folder)
        if relative.as_posix() == name or any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        try:
            other = _named_cells(read_notebook(path))
        except NotReadable:
            continue
        if 2 * len(other.keys() & own.keys()) <= len(own):
            continue
        answered = [
            grade_id.removesuffix("-answer")
            for grade_id, cell in open_cells.items()
            if grade_id in other and (source := _plain(other[grade_id])) and source != _plain(cell)
        ]
        if answered:
            some = ", ".join(answered[:MOST_NAMES]) + (" ..." if len(answered) > MOST_NAMES else "")
            return printable(
                f"{NEEDS_PERSON}{printable(relative.as_posix())} has answers that {name} has not ({some}). Ask which "
                f"of the two counts, keep that one alone, under the name {name}, and grade again.",
                most=1000,
            )
    return None


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
