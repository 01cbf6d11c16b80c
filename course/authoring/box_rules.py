"""What the box asks of a lesson's tests: seen by their text, and by running the solution as a submission.

In the test's process a proxy stands for what an answer defines. It can be called, and nothing else.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from course.authoring.text import Cell, Problem, Text

if TYPE_CHECKING:
    from course.authoring.engine import CellRun
    from course.runner.grader import Grader


def check_uses(text: Text) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each test, or locked cell, that uses an attribute of what an answer defines."""
    defined = {name for cell in text.cells if cell.role == "answer" for name in _functions(cell)}
    for cell in text.cells:
        if cell.role not in ("test", "locked"):
            continue
        own = set(_functions(cell))
        for node in _walk(cell):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in defined - own:
                name = f"{node.value.id}.{node.attr}"
                yield (
                    cell.first + node.lineno - 1,
                    f"`{name}` is an attribute of an answer. Where students' code is graded, tests can call what an "
                    "answer defines, and look at the plain data that comes back, and nothing else.",
                )


def check_solution(text: Text, notebook: NotebookNode, folder: Path) -> list[Problem]:
    """Return a problem for each test of an instructor's notebook that does not give its solution all points.

    folder: whose files the cells find beside them.
    """
    from course.authoring.engine import run_lesson

    runs = run_lesson(_grader(), notebook, folder=folder, only_graded=True)
    tests = {cell.name: cell for cell in text.cells if cell.role == "test"}
    return [
        Problem(
            text.path,
            cell.line,
            f"the test `{name}`: where students' code is graded, the solution loses it: {lost}. A test may call what "
            "an answer defines, and look at the plain data that comes back.",
        )
        for name, cell in tests.items()
        if name in runs and (lost := _lost(runs[name], float(cell.keys["points"])))
    ]


def _lost(run: "CellRun", points: float) -> str:
    """Return how a test ended that did not give all its points, or ""."""
    if run.error:
        return f"it ends with {run.error}: {run.message.splitlines()[0] if run.message else ''}"
    return f"it gives {run.value:g} of {points:g} points" if run.value is not None and run.value < points else ""


@cache
def _grader() -> "Grader":
    """Return the grader of this process, which closes itself when this one ends."""
    from course.authoring.engine import make_grader

    return make_grader()


def _functions(cell: Cell) -> Iterator[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return (node.name for node in _walk(cell) if isinstance(node, kinds))


def _walk(cell: Cell) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(cell.source))) if cell.kind == "code" else []
    except SyntaxError:  # which has been found and named already
        return []
