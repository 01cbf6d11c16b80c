"""A lesson text becomes the source notebook. The same text gives the same bytes."""

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.authoring.rules import ENDING, cell_ids
from course.authoring.text import SCHEME, SOLUTION, Cell, Text, find_regions, find_rungs, region_text

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_RUNG_TITLES = ("the idea", "the rule", "the first line")


def lesson_notebook(text: Text, ending: str | None = None) -> NotebookNode:
    """Return the source notebook, solutions and hidden tests included, of a text without problems.

    ending: the Markdown of a last cell.
    """
    cells: list[NotebookNode] = []
    for cell, ids in cell_ids(text):
        cells += _role_cells(cell) if cell.role else [_cell(cell.kind, ids[0], cell.source)]
    if ending:
        cells.append(_cell("markdown", ENDING, ending))
    notebook = new_notebook(cells=cells, metadata=_METADATA)
    nbformat.validate(notebook)
    return notebook


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return the notebook as nbconvert and nbgrader write it: UTF-8 JSON with a newline at the end."""
    return (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode()


def _role_cells(cell: Cell) -> list[NotebookNode]:
    name, points = cell.name, cell.keys.get("points")
    if cell.role == "answer":
        return [_cell("code", f"{name}-answer", cell.source, solution=True)]
    if cell.role == "test":
        return [_cell("code", name, cell.source, points=points, grade=True, locked=True)]
    if cell.role == "locked":
        return [_cell("code", name, cell.source, locked=True)]
    if cell.role == "hints":
        return [_cell("markdown", f"{name}-hints", hint_ladder(cell.source))]
    # An essay is two cells. nbgrader gives locked cells back from the gradebook when it grades, so the mark
    # scheme in the question is there for the grader and not for the student.
    solution, scheme = find_regions(cell.source)[0]
    lines = cell.source.splitlines()
    prompt = "\n".join(lines[: solution.begin]).rstrip()
    question = "\n".join([prompt, f"### BEGIN {SCHEME}", region_text(cell.source, scheme), f"### END {SCHEME}"])
    model = "\n".join([f"### BEGIN {SOLUTION}", region_text(cell.source, solution), f"### END {SOLUTION}"])
    return [
        _cell("markdown", f"{name}-question", question, locked=True),
        _cell("markdown", name, model, points=points, grade=True, solution=True),
    ]


def _cell(kind: str, name: str, source: str, points: float | None = None, **flags: bool) -> NotebookNode:
    """Make a cell with id `name`; with any flag it is nbgrader's too, and `name` its grade id."""
    metadata: dict[str, Any] = {}
    if flags:
        metadata["nbgrader"] = {
            "schema_version": 3,
            "grade_id": name,
            "grade": flags.get("grade", False),
            "solution": flags.get("solution", False),
            "locked": flags.get("locked", False),
            "task": False,
        }
        if points is not None:
            metadata["nbgrader"]["points"] = points
    make = new_code_cell if kind == "code" else new_markdown_cell
    cell: NotebookNode = make(source=source, id=name, metadata=metadata)
    return cell


def hint_ladder(source: str) -> str:
    """Turn a list of three rungs into nested HTML details: each hint shows only once the one before is open."""
    ladder = ""
    rungs = [text for _, _, text in find_rungs(source)]
    for number, (title, rung) in reversed(list(enumerate(zip(_RUNG_TITLES, rungs, strict=True), start=1))):
        inner = f"\n\n{ladder}" if ladder else ""
        ladder = f"<details>\n<summary>Hint {number}: {title}</summary>\n\n{rung}{inner}\n\n</details>"
    return ladder
