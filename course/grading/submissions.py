"""Why a submission cannot be graded, in one sentence. Reads files only: no gradebook."""

from collections.abc import Collection
from pathlib import Path

import nbformat

from course.grading.folder import CHECKPOINTS, FILES_OF_EXCHANGE, is_left_out, problem_of_folder
from course.grading.printable import printable
from course.grading.reading import NotReadable, read_notebook
from course.grading.second import problem_of_second
from course.grading.timestamps import read_timestamp


def problem_of(
    folder: Path, lesson: str, known: Collection[str] = (), notebook: nbformat.NotebookNode | None = None
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
    return problem or problem_of_second(folder, path.name, notebook)


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


def _without_cells(notebook: nbformat.NotebookNode, name: str, known: Collection[str]) -> str | None:
    """Return the sentence for a notebook in which no cell of the lesson can be recognised, else None."""
    cells = [cell for cell in notebook.get("cells", []) if isinstance(cell, dict)]
    grade_ids = {grade_id for cell in cells if (grade_id := _grade_id(cell))}
    if grade_ids and (not known or grade_ids & set(known)):
        return None
    again = "Ask the student to copy the answers into a fresh notebook of the lesson and hand that in."
    if grade_ids:
        return f"{name} has none of this lesson's cells: it looks like another lesson's notebook. {again}"
    cell_ids = {cell["id"] for cell in cells if isinstance(cell.get("id"), str)}
    survived = cell_ids & set(known) if known else {i for i in cell_ids if f"{i}-answer" in cell_ids}
    if survived:
        return (
            f"{name} has lost all nbgrader metadata, so no cell can be graded; {len(survived)} cell ids are still "
            f"those of the lesson, which helps to find the answers by hand. {again}"
        )
    return f"{name} has lost all nbgrader metadata, so no cell can be graded. {again}"


def _bad_timestamp(folder: Path) -> str | None:
    """Return the sentence for a timestamp.txt without a time, else None. An empty one is as good as none."""
    try:
        read_timestamp(folder)
    except (OSError, ValueError) as error:
        why = printable(str(error))
        return f"timestamp.txt does not hold a time ({why}). Correct or delete it and autograde again."
    return None


def grade_ids(content: object) -> set[str]:
    """Return the grade ids in a notebook, valid or not. `content`: what its JSON says."""
    cells = content.get("cells") if isinstance(content, dict) else None
    cells = cells if isinstance(cells, list) else []
    return {grade_id for cell in cells if isinstance(cell, dict) and (grade_id := _grade_id(cell))}


def _grade_id(cell: dict[str, object]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) and grade_id else None
