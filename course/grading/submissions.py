"""Why a submission cannot be graded, in one sentence. Reads files only: no gradebook."""

import datetime
import json
from collections.abc import Collection
from pathlib import Path

import dateutil.parser  # type: ignore[import-untyped]
import nbformat

from course.grading.folder import problem_of_folder
from course.grading.printable import printable
from course.grading.second import problem_of_second
from course.grading.size import problem_of_size


def problem_of(
    folder: Path, lesson: str, known: Collection[str] = (), notebook: nbformat.NotebookNode | None = None
) -> str | None:
    """Return one sentence with what is wrong and what to do, or None where the lesson can be graded.

    `folder` is what one student handed in for `lesson`. `known` are the lesson's grade ids; without them a
    notebook of another lesson under this lesson's name is not noticed. `notebook`: what is in it, where nbformat has
    read it already.
    """
    if not folder.is_dir():
        return "Nothing was handed in. Ask the student to hand in the lesson."
    problem = problem_of_folder(folder)
    if problem:
        return problem
    path = folder / f"{lesson}.ipynb"
    if not path.is_file():
        return _without_notebook(folder, lesson)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"{path.name} cannot be read ({error}). Ask the student to hand in the notebook again."
    if not text.strip():
        return f"{path.name} is an empty file. Ask the student to save the notebook and hand it in again."
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return f"{path.name} is not a notebook: broken JSON ({error}). Ask the student to hand in the notebook again."
    problem = problem_of_size(content)
    if problem:
        return f"{path.name} {problem} Ask the student to hand in a notebook of the usual size."
    try:
        notebook = nbformat.reads(text, as_version=4) if notebook is None else notebook
    except Exception as error:  # nbformat lets many kinds out for a file that is JSON and no notebook
        return (
            f"{path.name} is not a notebook that can be read ({type(error).__name__}: {printable(str(error))}). "
            "Ask the student to hand in the notebook again."
        )
    problem = _without_cells(notebook, path.name, known) or _bad_timestamp(folder)
    return problem or problem_of_second(folder, path.name, notebook)


def _without_notebook(folder: Path, lesson: str) -> str:
    others = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb") if path.is_file())
    others = [name for name in others if ".ipynb_checkpoints" not in name]
    if not others:
        return f"{lesson}.ipynb is missing. Ask the student to hand in the notebook."
    if len(others) == 1:
        return (
            f"{lesson}.ipynb is missing, but there is {others[0]}. "
            f"If that is the lesson under another name, rename it to {lesson}.ipynb and autograde again."
        )
    return (
        f"{lesson}.ipynb is missing, but there are {', '.join(others)}. "
        f"If one of them is the lesson, rename it to {lesson}.ipynb and autograde again."
    )


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
    """Return the sentence for a timestamp.txt that nbgrader stops at, else None. An empty one is as good as none."""
    try:
        text = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
        if text:
            dateutil.parser.parse(" ".join(text.split()[:2])).astimezone(datetime.UTC)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, OverflowError) as error:
        why = printable(str(error))
        return f"timestamp.txt does not hold a time ({why}). Correct or delete it and autograde again."
    return None


def _grade_id(cell: dict[str, object]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) and grade_id else None
