"""Attacks by what stands in the notebook's file beside the code: tags, flags, points, types, copies."""

from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.attacks.attack import WRONG, Attack
from tests.grading_class import find, position, put_copy


def of_checks(**changes: object) -> Callable[[NotebookNode], None]:
    """Change the nbgrader metadata of all checks."""

    def change(notebook: NotebookNode) -> None:
        for name in WRONG:
            find(notebook, name).metadata.nbgrader.update(changes)

    return change


def skip(notebook: NotebookNode) -> None:
    for name in WRONG:
        find(notebook, name).metadata.tags = ["skip-execution", "raises-exception"]


def points_for_answers(notebook: NotebookNode) -> None:
    for name in WRONG:
        find(notebook, f"{name}-answer").metadata.nbgrader.update(grade=True, points=50, locked=True)


def empty_checks(notebook: NotebookNode) -> None:
    for name in WRONG:
        find(notebook, name).source = "pass"
    find(notebook, "setup").source = "check = inputs = close = lambda *a, **k: True"


def delete_checks(notebook: NotebookNode) -> None:
    for name in WRONG:
        del notebook.cells[position(notebook, name)]


def as_markdown(notebook: NotebookNode) -> None:
    for name in WRONG:
        cell = find(notebook, name)
        cell.cell_type, cell.source = "markdown", "passed"
        cell.pop("outputs")
        cell.pop("execution_count")


def new_graded_cell(notebook: NotebookNode) -> None:
    cell = new_code_cell("50", id="bonus")
    cell.metadata.nbgrader = dict(find(notebook, "double").metadata.nbgrader, grade_id="bonus", points=50)
    notebook.cells.append(cell)


def checks_first(notebook: NotebookNode) -> None:
    """Checks before any cell that could fail, with all imports gone: nothing left to check with."""
    for name in WRONG:
        notebook.cells.insert(1, notebook.cells.pop(position(notebook, name)))


def same_grade_id(notebook: NotebookNode) -> None:
    cell = put_copy(notebook, "double", at=1, source="pass")
    cell.metadata.nbgrader.points = 50


def same_cell_id(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.id = "same"


def forged_outputs(notebook: NotebookNode) -> None:
    for name in WRONG:
        result = {"output_type": "execute_result", "data": {"text/plain": "6"}, "metadata": {}, "execution_count": 1}
        find(notebook, name).outputs = [NotebookNode(result)]
        find(notebook, name).execution_count = 1


def other_kernel(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "sh", "language": "bash"}
    notebook.metadata.language_info = {"name": "bash", "file_extension": "../../../evil"}


ABORTS = "it stops the whole batch: no later student is graded"

ATTACKS = (
    Attack("tag-skip", "tags", "tags all checks skip-execution", stock=6, change=skip),
    Attack("points-1000", "metadata", "says that each check is worth 1000 points", change=of_checks(points=1000)),
    Attack("points-nan", "metadata", "says that each check is worth nan points", change=of_checks(points=float("nan"))),
    Attack("not-graded", "metadata", "says that checks are not graded", change=of_checks(grade=False)),
    Attack("checks-are-answers", "metadata", "says that checks are answers", change=of_checks(solution=True)),
    Attack("checks-are-tasks", "metadata", "says that checks are tasks", change=of_checks(task=True, grade=False)),
    Attack("points-for-answers", "metadata", "says that answers are worth 50 points", change=points_for_answers),
    Attack("empty-checks", "metadata", "empties the checks and the locked imports", change=empty_checks),
    Attack("delete-checks", "metadata", "deletes the checks", change=delete_checks),
    Attack("markdown-checks", "metadata", "makes text of the checks", change=as_markdown),
    Attack("new-graded-cell", "metadata", "adds a graded cell of its own, of 50 points", change=new_graded_cell),
    Attack("checks-first", "metadata", "moves the checks above the imports", change=checks_first),
    Attack("saved-outputs", "forged outputs", "hands in checks with results", change=forged_outputs),
    Attack("other-kernel", "metadata", "asks for another kernel", change=other_kernel),
    Attack("same-grade-id", "metadata", "two cells with one grade id", unsafe=ABORTS, change=same_grade_id),
    Attack("same-cell-id", "metadata", "all cells with one cell id", change=same_cell_id),
    Attack("old-schema", "metadata", "an old schema version", unsafe=ABORTS, change=of_checks(schema_version=1)),
    Attack("new-schema", "metadata", "a schema version to come", unsafe=ABORTS, change=of_checks(schema_version=99)),
)
