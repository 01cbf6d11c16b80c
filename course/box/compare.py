"""One notebook with the box and without it: are the verdicts, and the words, the same?

An instructor's test that behaves differently in the two places is a mistake of the lesson: see `differences`.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from course.box.grader import Grader
from course.box.plan import Planned, names_set, needs_of
from course.run import Runner


@dataclass(frozen=True)
class Cell:
    """A code cell of an instructor's notebook, with its id."""

    name: str
    planned: Planned


@dataclass(frozen=True)
class Verdict:
    """What one test cell came to. `error` is the exception's name, None where the test passed."""

    error: str | None = None
    message: str = ""
    printed: str = ""
    value: float | None = None


def lesson_cells(notebook: NotebookNode, answers: Mapping[str, str] | None = None) -> list[Cell]:
    """Return the cells that decide: answers, locked and test cells. Free cells, which draw, are left out.

    answers: sources in place of the solution's, by cell id.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and "nbgrader" in cell.metadata]
    names = frozenset().union(*(names_set(cell.source) for cell in code if not cell.metadata.nbgrader.locked))
    found = []
    behind: dict[str, frozenset[str]] = {}
    for index, cell in enumerate(code):
        marks = cell.metadata.nbgrader
        if not marks.locked:
            source = (answers or {}).get(cell.id, cell.source)
            found.append(Cell(cell.id, Planned(index, "student", source)))
        else:
            needs = needs_of(cell.source, names, behind)
            found.append(Cell(cell.id, Planned(index, "test" if marks.grade else "locked", cell.source, needs)))
    return found


def in_the_box(grader: Grader, cells: list[Cell], folder: Path | None = None) -> dict[str, Verdict]:
    """Return the verdict of each test cell, by its id, where the answers run in the box."""
    with tempfile.TemporaryDirectory(prefix="course-compare-") as empty:
        run = grader.run([cell.planned for cell in cells], folder or Path(empty))
    found = {}
    for cell, messages in zip(cells, run.messages, strict=True):
        if cell.planned.role != "test":
            continue
        verdict = Verdict()
        for kind, content in messages:
            if kind == "stream":
                verdict = replace(verdict, printed=verdict.printed + content["text"])
            elif kind == "error":
                verdict = replace(verdict, error=content["ename"], message=content["evalue"])
            elif kind == "execute_result":
                verdict = replace(verdict, value=_number(content["data"].get("text/plain", "")))
        found[cell.name] = verdict
    return found


def without_a_box(runner: Runner, cells: list[Cell], folder: Path | None = None) -> dict[str, Verdict]:
    """Return the verdict of each test cell, by its id, where everything runs in one process."""
    runs = runner.run([cell.planned.source for cell in cells], files=folder)
    return {
        cell.name: Verdict(run.error, run.message, run.stdout, run.value)
        for cell, run in zip(cells, runs, strict=True)
        if cell.planned.role == "test"
    }


def differences(grader: Grader, runner: Runner, notebook: NotebookNode, folder: Path | None = None) -> dict[str, str]:
    """Return for each test of an instructor's notebook that the box changes one sentence that says how."""
    cells = lesson_cells(notebook)
    boxed, plain = in_the_box(grader, cells, folder), without_a_box(runner, cells, folder)
    found = {}
    for name, verdict in boxed.items():
        if (verdict.error, verdict.value) != (plain[name].error, plain[name].value):
            found[name] = (
                f"with the answers in the box {_outcome(verdict)}, and without it {_outcome(plain[name])}. A test may "
                "call what an answer defines, and look at the plain data that comes back."
            )
    return found


def _outcome(verdict: Verdict) -> str:
    if verdict.error:
        return f"it ends with {verdict.error}: {verdict.message.splitlines()[0] if verdict.message else ''}"
    return "it passes" if verdict.value is None else f"it gives {verdict.value:g}"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
