"""Runs an instructor's notebook as grading does: the answers in the box, the tests beside it.

Nothing is confined, for it is the course's own code. What is judged here, the audit's known answers and the solution
before a build, is judged by the processes that judge a class.
"""

import ast
import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from course.authoring.text import SOLUTION, Problem, Text, without_regions
from course.cells import KnownCell, grade_id_of
from course.runner.execute import collect_files
from course.runner.grader import Grader, Settings
from course.runner.messages import Message
from course.runner.plan import Planned, names_of_answers, plan_cells, without_unneeded

# A right cell takes well under a second. A wrong answer may never end, and several cells may call it.
CELL_SECONDS = 20.0
TOTAL_SECONDS = 120.0
# The cell of a check: a check ends a call that takes too long by itself, and says so.
CHECK_SECONDS = 100.0
# `sys.last_value` is the last exception that an interactive shell showed.
_PROBE = 'getattr(getattr(__import__("sys"), "last_value", None), "named", None)'


@dataclass(frozen=True)
class CellRun:
    """What one code cell did. `error` is the exception's class name, None where it ended well.

    `value` is the number that the cell ends with, nbgrader's partial credit, or None. `named` is the name of the
    mistake, where a check failed and knew it.
    """

    error: str | None = None
    message: str = ""
    printed: str = ""
    value: float | None = None
    named: str | None = None


def make_grader() -> Grader:
    """Return a grader without a sandbox. Its two processes start with the first run and end with `close`."""
    return Grader(Settings(CELL_SECONDS, TOTAL_SECONDS, no_sandbox=True, check_seconds=CHECK_SECONDS))


def run_lesson(
    grader: Grader,
    notebook: NotebookNode,
    answers: Mapping[str, str] | None = None,
    folder: Path | None = None,
    only_graded: bool = False,
) -> dict[str, CellRun]:
    """Run an instructor's notebook and return what each code cell did, by cell id in the notebook's order.

    answers: sources in place of the solution's, by cell id. folder: whose files the cells find beside them.
    only_graded: leave out free cells that no other cell needs; most of them draw, and no points depend on them.
    Raises NotGraded where the notebook cannot be run to its end.
    """
    replaced = answers or {}
    cells = [NotebookNode({**cell, "source": replaced.get(cell.id, cell.source)}) for cell in notebook.cells]
    known = {found.name: found for cell in notebook.cells if (found := _known(cell))}
    planned = plan_cells(cells, known, names_of_answers(known, notebook))
    if only_graded:
        planned = without_unneeded(planned, {one.index for one in planned if not grade_id_of(cells[one.index])})
    with tempfile.TemporaryDirectory(prefix="course-engine-") as empty:
        beside = folder if folder and folder.is_dir() else Path(empty)
        run = grader.run(_with_probes(planned), beside, collect_files(beside))
    shown = iter(run.messages)
    return {cells[one.index].id: _summary(next(shown), next(shown) if one.role == "test" else []) for one in planned}


def check_solution(text: Text, notebook: NotebookNode, folder: Path) -> list[Problem]:
    """Return a problem for each test of an instructor's notebook that does not give its solution all points.

    folder: whose files the cells find beside them.
    """
    runs = run_lesson(_own_grader(), notebook, folder=folder, only_graded=True)
    return [
        Problem(
            text.path,
            cell.line,
            f"the test `{cell.name}`: where students' code is graded, the solution loses it: {lost}. A test may call "
            "what an answer defines, and look at the plain data that comes back.",
        )
        for cell in text.cells
        if cell.role == "test" and (lost := _lost(runs[cell.name], float(cell.keys["points"])))
    ]


@cache
def _own_grader() -> Grader:
    """Return the grader of this process, which closes itself when this one ends."""
    return make_grader()


def _lost(run: CellRun, points: float) -> str:
    """Return how a test ended that did not give all its points, or ""."""
    if run.error:
        return f"it ends with {run.error}: {run.message.splitlines()[0] if run.message else ''}"
    return f"it gives {run.value:g} of {points:g} points" if run.value is not None and run.value < points else ""


def _with_probes(planned: list[Planned]) -> list[Planned]:
    """Return the cells, with a probe after each test: a test's own outputs do not hold the name of the mistake."""
    return [
        each
        for one in planned
        for each in ([one, replace(one, source=_PROBE, needs=())] if one.role == "test" else [one])
    ]


def _known(cell: NotebookNode) -> KnownCell | None:
    """Return a cell as the gradebook has it, without its solution; None for a free cell."""
    name, marks = grade_id_of(cell), cell.metadata.get("nbgrader", {})
    if name is None:
        return None
    points = float(marks.points) if marks.grade else None
    source = without_regions(cell.source, SOLUTION, "raise NotImplementedError")
    return KnownCell(name, cell.cell_type, source, "", marks.locked, marks.solution, marks.task, points)


def _summary(messages: list[Message], probed: list[Message]) -> CellRun:
    error, said, printed = None, "", ""
    for kind, content in messages:
        if kind == "error":
            error, said = content["ename"], content["evalue"]
        elif kind == "stream" and content["name"] == "stdout":
            printed += content["text"]
    named = ast.literal_eval(_result(probed)) if error and probed else None
    return CellRun(error, said, printed, _number(_result(messages)), named)


def _result(messages: list[Message]) -> str:
    """Return the text of a cell's last expression, or "None"."""
    return next((str(content["data"]["text/plain"]) for kind, content in messages if kind == "execute_result"), "None")


def _number(text: str) -> float | None:
    """Return the score that a test ends with, or None; not a number is 0, as in grading."""
    try:
        return 0.0 if math.isnan(float(text)) else float(text)
    except ValueError:
        return None
