"""`course build` refuses a test that the box would change: seen by its text, and by running the solution both ways."""

import ast
import atexit
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from course.text import Cell, Problem, Text

if TYPE_CHECKING:
    from course.box.grader import Grader
    from course.run import Runner


def check_uses(text: Text) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each test, or locked cell, that uses an attribute of what an answer defines.

    In the box's stead stands a proxy, which can be called and nothing else.
    """
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


def check_in_the_box(text: Text, notebook: NotebookNode, folder: Path) -> list[Problem]:
    """Return a problem for each test that the solution passes or fails differently in the box.

    It is the course's own solution that runs, so no sandbox is needed: only the two processes of the box.
    """
    from course.box.compare import differences

    grader, runner = _processes()
    found = differences(grader, runner, notebook, folder if folder.is_dir() else None)
    lines = {cell.name: cell.line for cell in text.cells if cell.role == "test"}
    return [Problem(text.path, lines.get(name, 1), f"the test `{name}`: {said}") for name, said in found.items()]


@cache
def _processes() -> "tuple[Grader, Runner]":
    """Start what runs the solution, once; it ends with this process."""
    from course.box.grader import Grader, Settings
    from course.run import Runner

    runner = Runner()
    atexit.register(runner.__exit__, None, None, None)
    return Grader(Settings(no_sandbox=True)), runner


def _functions(cell: Cell) -> Iterator[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return (node.name for node in _walk(cell) if isinstance(node, kinds))


def _walk(cell: Cell) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(cell.source))) if cell.kind == "code" else []
    except SyntaxError:  # which has been found and named already
        return []
