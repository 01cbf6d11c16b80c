"""Runs and judges a learner's notebook in the steps of nbgrader's Validate button, by nbgrader's public parts.

It runs in a kernel, not in the box: on the learner's own machine, where the box may not start (it forks, which Windows
cannot), their code has their rights, and what is said must be what their own JupyterLab shows. The judgement is
nbgrader's, with one difference: a warning costs nothing, as in our grading.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, Execute
from traitlets import Integer, List, default
from traitlets.config import Config

from course.cells import grade_id_of
from course.check.installs import leave_out_installs
from course.check.lacking import missing_checks
from course.check.verdicts import Exercise, Result
from course.errors import CourseError
from course.grading.outputs import ForgiveWarnings
from course.grading.reading import parse_notebook

LOG = logging.getLogger("course.check")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


def run_notebook(notebook: Path, watch: Callable[[str], None] | None = None, config: Config | None = None) -> Result:
    """Run a lesson's notebook in its folder and judge every exercise; `watch` is told the name of the one at work.

    config: of `RunCells`. Raises CourseError where the notebook cannot be read, where it holds no checks, or where its
    kernel is not installed.
    """
    nb = read_notebook(notebook)
    try:
        result = _judge(nb, notebook.resolve().parent, RunCells(watch, config=config, log=LOG))
    except NoSuchKernel as error:
        raise CourseError(
            f"{notebook} asks for a kernel named {error.name}, which is not installed here. Open it in JupyterLab, "
            "choose Kernel > Change Kernel > Python 3, and save."
        ) from None
    except RuntimeError as error:  # so jupyter_client says that no kernel came up
        raise CourseError(f"the kernel of {notebook} does not start ({error}). Try again.") from None
    result.missing = missing_checks(nb)
    return result


def is_untouched(notebook: Path) -> bool:
    """Whether every answer still is as it was given. Raises CourseError where the notebook cannot be read."""
    return all(_is_stub(cell) for cell in read_notebook(notebook).cells if utils.is_solution(cell))


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook that has checks. Raises CourseError where it is none, or where nbgrader could not judge it."""
    try:
        nb = parse_notebook(path.read_bytes(), str(path))
        graded = [cell for cell in nb.cells if utils.is_grade(cell)]
    except OSError as error:
        raise CourseError(f"cannot read {path}: {error.strerror}.") from None
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(f"{path} is not a notebook that can be read ({_first_line(error)}).") from None
    if not graded:
        raise CourseError(f"{path} has no checks in it. A lesson's notebook has; get one with: course lab")
    names = Counter(grade_id_of(cell) for cell in nb.cells if grade_id_of(cell))
    if copies := [str(name) for name, count in names.items() if count > 1]:
        raise CourseError(
            f"{path} holds a copied or split cell: {', '.join(copies)}. Delete the copy, so that each is there once."
        )
    if _retyped(nb):
        return nb  # nbgrader says that first, and judges nothing else
    try:
        CheckCellMetadata(log=LOG).preprocess(nb, {})
    except Exception as error:
        raise CourseError(
            f"nbgrader's notes in the cells of {path} are damaged ({_first_line(error)}). Move your answers to a fresh "
            "copy: rename this file and run course lab."
        ) from None
    return nb


class RunCells(Execute):
    """nbgrader's execution, which also notes what was run, and why it had to stop."""

    # A kernel says on every start that it listens on the loopback, which nobody can change here.
    extra_arguments = List(["--IPKernelApp.log_level=ERROR"]).tag(config=True)

    # As when it is graded: a right answer in plain loops may train for minutes, and a check stops one that never ends.
    timeout = Integer(60, help="seconds for one cell").tag(config=True)
    check_timeout = Integer(1800, help="seconds for the cell of a check").tag(config=True)

    def __init__(self, watch: Callable[[str], None] | None = None, **options: Any) -> None:
        """`watch` is called with an exercise's name when its cell begins to run."""
        super().__init__(**options)
        self.watch = watch
        self.broken_off = ""
        self.current = NotebookNode()
        self.finished: set[int] = set()

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
            why = "ended Python itself: it used too much memory, or it calls exit"
        except CellTimeoutError:
            why = f"ran longer than {self.seconds_for(self.current)} seconds and could not be interrupted"
        self.broken_off = f"The cell {_name_of(self.current)} {why}."
        return nb, resources

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell."""
        self.current = cell
        if self.watch and utils.is_grade(cell):
            self.watch(grade_id_of(cell) or "")
        done = super().preprocess_cell(cell, resources, index)
        self.finished.add(index)
        return done


def _judge(nb: NotebookNode, folder: Path, run: RunCells) -> Result:
    """Run the notebook in its folder, in the steps of nbgrader's `validate`, and judge every exercise."""
    result = Result(retyped=[_name_of(cell) for cell in _retyped(nb)])
    if result.retyped:
        return result  # nbgrader runs nothing in this case
    result.left_out = leave_out_installs(nb)
    with utils.chdir(str(folder)), utils.setenv(NBGRADER_VALIDATING="1", NBGRADER_EXECUTION="validate"):
        for step in (CheckCellMetadata(log=LOG), ClearOutput(log=LOG), run, ForgiveWarnings(log=LOG)):
            nb, _ = step.preprocess(nb, {})
    result.broken_off = run.broken_off
    result.changed = [_name_of(cell) for cell in nb.cells if utils.is_locked(cell) and _is_as_released(cell) is False]
    answers = {grade_id_of(cell): cell for cell in nb.cells if utils.is_solution(cell)}
    for index, cell in enumerate(nb.cells):
        if utils.is_grade(cell):
            was_run = cell.cell_type != "code" or index in run.finished
            answer = answers.get(f"{grade_id_of(cell)}-answer")
            result.exercises.append(_exercise(cell, answer, run.seconds_for if was_run else None))
    return result


def _exercise(
    cell: NotebookNode, answer: NotebookNode | None, seconds: Callable[[NotebookNode], int] | None
) -> Exercise:
    """Judge one graded cell; `seconds` tells how long a cell could run, None where this one did not."""
    essay = utils.is_solution(cell)
    score, points = utils.determine_grade(cell, LOG) if seconds else (0.0, float(cell.metadata.nbgrader.points))
    name = grade_id_of(cell) or ""
    if score is None or score >= points:
        return Exercise(name, points, score, essay)
    if not seconds:
        message = "not run"
    elif essay or (answer is not None and _is_stub(answer)):
        message = "not written yet"
    else:
        # A cell that cannot run at all leaves its check with a puzzling "name is not defined".
        errors = (_error(one, seconds(one)) for one in (answer, cell) if one is not None)
        message = next(filter(None, errors), "not all points of this check")
    return Exercise(name, points, score, essay, message)


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


def _retyped(nb: NotebookNode) -> list[NotebookNode]:
    """Return the cells of the lesson that changed between code and text."""
    given = (cell for cell in nb.cells if utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell))
    return [cell for cell in given if (cell.metadata.nbgrader.get("cell_type") or cell.cell_type) != cell.cell_type]


def _is_as_released(cell: NotebookNode) -> bool | None:
    """Whether a cell still is what the learner was given; None where it has no checksum to tell by."""
    checksum = cell.metadata.nbgrader.get("checksum")
    return None if checksum is None else bool(checksum == utils.compute_checksum(cell))


def _is_stub(answer: NotebookNode) -> bool:
    return _is_as_released(answer) is True


def _name_of(cell: NotebookNode) -> str:
    """Return what to call a cell in a message."""
    return grade_id_of(cell) or f"that begins with «{_first_line(cell.source)}»"


def _first_line(text: object) -> str:
    """Return the beginning of a text, for a message."""
    lines = str(text).strip().splitlines()
    return lines[0][:100] if lines else "it is empty"
