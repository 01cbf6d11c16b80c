"""Runs and judges a learner's notebook in the steps of nbgrader's Validate button, by nbgrader's public parts.

It runs in a kernel, not in the box: on the learner's own machine, where the box may not start (it forks, which Windows
cannot), their code has their rights, and what is said must be what their own JupyterLab shows.
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, Execute
from traitlets import Integer, List, default
from traitlets.config import LoggingConfigurable

from course.cells import grade_id_of
from course.check.installs import leave_out_installs
from course.check.verdicts import Exercise, Result
from course.grading.outputs import ForgiveWarnings

LOG = logging.getLogger("course.check.check")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


class RunCells(Execute):
    """nbgrader's execution, which also tells the validator what it runs and why it had to stop."""

    # A kernel says on every start that it listens on the loopback, which nobody can change here.
    extra_arguments = List(["--IPKernelApp.log_level=ERROR"]).tag(config=True)

    # As when it is graded: a right answer in plain loops may train for minutes, and a check stops one that never ends.
    timeout = Integer(60, help="seconds for one cell").tag(config=True)
    check_timeout = Integer(1800, help="seconds for the cell of a check").tag(config=True)

    @default("timeout_func")
    def _timeout_by_cell(self) -> Callable[[NotebookNode], int]:
        return self.seconds_for

    def seconds_for(self, cell: NotebookNode) -> int:
        """Return how long this cell may run."""
        return int(self.check_timeout if utils.is_grade(cell) else self.timeout)

    def preprocess(self, nb: NotebookNode, resources: Any = None, **options: Any) -> tuple[NotebookNode, Any]:
        """Run the notebook in place, up to the end or to the cell that ended the kernel."""
        try:
            return super().preprocess(nb, resources, **options)
        except DeadKernelError:
            self.parent.broken_off = "ended Python itself: it used too much memory, or it calls exit"
        except CellTimeoutError:
            seconds = self.seconds_for(self.parent.current)
            self.parent.broken_off = f"ran longer than {seconds} seconds and could not be interrupted"
        return nb, resources

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell."""
        self.parent.begin(cell)
        done = super().preprocess_cell(cell, resources, index)
        self.parent.finished.add(index)
        return done


class LessonValidator(LoggingConfigurable):
    """The steps of nbgrader's validator, with a result for every exercise in place of a list of what failed."""

    def __init__(self, watch: Callable[[str], None] = lambda name: None, **options: Any) -> None:
        """`watch` is called with an exercise's name when its cell begins to run."""
        super().__init__(log=LOG, **options)
        self.watch = watch
        self.broken_off = ""
        self.current: NotebookNode | None = None
        self.finished: set[int] = set()

    def begin(self, cell: NotebookNode) -> None:
        """Note which cell runs."""
        self.current = cell
        if utils.is_grade(cell):
            self.watch(grade_id_of(cell) or "")

    def run(self, nb: NotebookNode, folder: Path) -> Result:
        """Run the notebook in its folder, in the steps of nbgrader's `validate`, and judge every exercise."""
        result = Result(retyped=[name_of(cell) for cell in type_changed(nb)])
        if result.retyped:
            return result  # nbgrader runs nothing in this case
        result.left_out = leave_out_installs(nb)
        with utils.chdir(str(folder)), utils.setenv(NBGRADER_VALIDATING="1", NBGRADER_EXECUTION="validate"):
            for step in (CheckCellMetadata, ClearOutput, RunCells, ForgiveWarnings):
                nb, _ = step(parent=self).preprocess(nb, {})
        result.changed = [name_of(cell) for cell in nb.cells if utils.is_locked(cell) and is_changed(cell)]
        if self.broken_off and self.current is not None:
            result.broken_off = f"The cell {name_of(self.current)} {self.broken_off}."
        answers = {grade_id_of(cell): cell for cell in nb.cells if utils.is_solution(cell)}
        for index, cell in enumerate(nb.cells):
            if utils.is_grade(cell):
                run = cell.cell_type != "code" or index in self.finished
                result.exercises.append(self._exercise(cell, answers.get(f"{grade_id_of(cell)}-answer"), run))
        return result

    def _exercise(self, cell: NotebookNode, answer: NotebookNode | None, was_run: bool) -> Exercise:
        essay = utils.is_solution(cell)
        score, points = (
            utils.determine_grade(cell, self.log) if was_run else (0.0, float(cell.metadata.nbgrader.points))
        )
        name = grade_id_of(cell) or ""
        if score is None or score >= points:
            return Exercise(name, points, score, essay)
        if not was_run:
            message = "not run"
        elif essay or is_stub(answer):
            message = "not written yet"
        else:
            # A cell that cannot run at all leaves its check with a puzzling "name is not defined".
            message = self._error(answer) or self._error(cell) or "not all points of this check"
        return Exercise(name, points, score, essay, message)

    def _error(self, cell: NotebookNode | None) -> str:
        return _error(cell, RunCells(parent=self).seconds_for(cell)) if cell is not None else ""


def _error(cell: NotebookNode, seconds: int) -> str:
    """Return what the cell's error says, without the traceback but with the learner's own line, or ""."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        return ""
    error = errors[-1]  # after an interrupt comes the reason for it
    if error.ename == "CellTimeoutError":
        return f"ran longer than {seconds} seconds and was stopped: is there a loop that never ends?"
    message = strip_ansi(error.evalue).strip()
    if error.ename in ("CheckFailed", "NotImplementedError") and message:
        return message
    # A cell's own file has a name that only the kernel knows.
    message = _CELL_FILE.sub(r"(your cell, line \1)", message)
    return f"{error.ename}: {message}".rstrip(": ") + _place(error.traceback)


_CELL_FILE = re.compile(r"\((?:<[^>]*>|\d+\.py|[^()]*ipykernel[^()]*\.py|Cell In\[\d+\]), line (\d+)\)")


def _place(traceback: list[str]) -> str:
    """Return the last line of a notebook cell that a traceback points at, or ""; lines of libraries are nobody's."""
    cells = (frame for frame in map(strip_ansi, traceback) if frame.lstrip().startswith("Cell In["))
    lines = [line for cell in cells for line in re.findall(r"^-+> *\d+ (.*)$", cell, flags=re.MULTILINE)]
    return f"\nin the line: {lines[-1].strip()}" if lines else ""


def type_changed(nb: NotebookNode) -> list[NotebookNode]:
    """Return the cells of the lesson that changed between code and text."""
    given = (cell for cell in nb.cells if utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell))
    return [cell for cell in given if (cell.metadata.nbgrader.get("cell_type") or cell.cell_type) != cell.cell_type]


def is_changed(cell: NotebookNode) -> bool:
    """Whether the text of a cell is another than the one that was released; not of a cell without a checksum."""
    checksum = cell.metadata.nbgrader.get("checksum")
    return checksum is not None and checksum != utils.compute_checksum(cell)


def is_stub(answer: NotebookNode | None) -> bool:
    """Whether an answer cell still is what the learner was given."""
    return answer is not None and answer.metadata.nbgrader.get("checksum") == utils.compute_checksum(answer)


def name_of(cell: NotebookNode) -> str:
    """Return what to call a cell in a message."""
    return grade_id_of(cell) or f"that begins with «{first_line(cell.source)}»"


def first_line(text: object) -> str:
    """Return the beginning of a text, for a message."""
    lines = str(text).strip().splitlines()
    return lines[0][:100] if lines else "it is empty"
