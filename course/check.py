"""`course check`: a learner runs a notebook in the terminal and gets what JupyterLab's Validate button would say.

nbgrader's own `nbgrader validate` ends with 0 whatever happens, so it can be no gate. This ends with 0 only where
every check passes. Its judgement is nbgrader's, with one difference: a warning costs nothing, as in our grading.
"""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, Execute
from nbgrader.validator import Validator
from rich.console import Console
from rich.text import Text
from traitlets import Integer, List, default

from course.errors import CourseError
from course.grading.cells import grade_id_of
from course.grading.forgive import ForgiveWarnings
from course.grading.reading import parse_notebook
from course.installs import leave_out_installs
from course.lacking import missing_checks
from course.learner import find_notebook

MAX_LINES = 12

LOG = logging.getLogger("course.check")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


@dataclass(frozen=True)
class Exercise:
    """One graded cell and what became of it. `score` is None where nothing can be said by running."""

    name: str
    points: float
    score: float | None
    essay: bool
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is left to do here."""
        return self.score is None or self.score >= self.points


@dataclass
class Result:
    """What a run of a notebook showed. `changed` are locked cells, `retyped` any, whose text or type differs.

    `left_out` are lines that were not run, for they install something.
    missing: graded cells of the lesson that are not there, or have lost what marks them.
    """

    exercises: list[Exercise] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    broken_off: str = ""
    timeout: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nbgrader would have nothing to say against this notebook."""
        complaints = self.changed or self.retyped or self.missing or self.broken_off
        return not complaints and all(exercise.ok for exercise in self.exercises)


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


class LessonValidator(Validator):
    """nbgrader's validator, which keeps a result for every exercise instead of a list of what failed."""

    preprocessors = List([CheckCellMetadata, ClearOutput, RunCells, ForgiveWarnings])

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
        result = Result(retyped=[_name(cell) for cell in self._get_type_changed_cells(nb)])
        if result.retyped:
            return result  # nbgrader runs nothing in this case
        result.left_out = leave_out_installs(nb)
        with utils.chdir(str(folder)):
            nb = self._preprocess(nb)
        result.changed = [_name(cell) for cell in self._get_changed_cells(nb)]
        if self.broken_off and self.current is not None:
            result.broken_off = f"The cell {_name(self.current)} {self.broken_off}."
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
        elif essay or _is_stub(answer):
            message = "not written yet"
        else:
            # A cell that cannot run at all leaves its check with a puzzling "name is not defined".
            message = self._error(answer) or self._error(cell) or "not all points of this check"
        return Exercise(name, points, score, essay, message)

    def _error(self, cell: NotebookNode | None) -> str:
        return _error(cell, RunCells(parent=self).seconds_for(cell)) if cell is not None else ""


def check_notebook(path: Path, started: float | None = None) -> int:
    """Run a notebook, print one line for each check, and return 0 if all pass, else 1.

    `path` is a notebook, its folder, or a lesson's name in the folder work/. `started`: since when the time that is
    shown counts, by `time.perf_counter`; now when left out. Raises CourseError where there is no notebook, where it
    cannot be read, or where it holds no checks.
    """
    started = time.perf_counter() if started is None else started
    console = Console(highlight=False, soft_wrap=True)
    notebook = find_notebook(path)
    with console.status(f"Running {notebook.name} ...") as status:
        result = run_notebook(notebook, lambda name: status.update(f"Running {notebook.name}: {name} ..."))
    _print_result(console, result, time.perf_counter() - started)
    return 0 if result.ok else 1


def run_notebook(notebook: Path, watch: Callable[[str], None]) -> Result:
    """Run a lesson's notebook and judge every exercise; `watch` is told the name of the one at work.

    Raises CourseError where it cannot be read, where it holds no checks, or where its kernel is not installed.
    """
    nb = read_notebook(notebook)
    try:
        result = LessonValidator(watch=watch).run(nb, notebook.resolve().parent)
    except NoSuchKernel as error:
        raise CourseError(
            f"{notebook} asks for a kernel named {error.name}, which is not installed here. Open it in JupyterLab, "
            "choose Kernel > Change Kernel > Python 3, and save."
        ) from None
    except RuntimeError as error:  # so jupyter_client says that no kernel came up
        raise CourseError(f"the kernel of {notebook} does not start ({error}). Try again.") from None
    result.missing = missing_checks(nb, notebook.stem)
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
    if LessonValidator()._get_type_changed_cells(nb):
        return nb  # nbgrader says that first, and judges nothing else
    try:
        CheckCellMetadata(log=LOG).preprocess(nb, {})
    except Exception as error:
        raise CourseError(
            f"nbgrader's notes in the cells of {path} are damaged ({_first_line(error)}). Move your answers to a fresh "
            "copy: rename this file and run course lab."
        ) from None
    return nb


def _print_result(console: Console, result: Result, seconds: float) -> None:
    width = max((len(exercise.name) for exercise in result.exercises), default=0)
    for exercise in result.exercises:
        _print_exercise(console, exercise, width)
    if result.broken_off:
        console.print(f"\n{result.broken_off} Nothing after it was run.", style="bold red", markup=False)
    if result.retyped:
        console.print(
            f"\nThese cells changed between code and text, so nothing was run: {', '.join(result.retyped)}. "
            "Change them back in JupyterLab's toolbar.",
            style="bold red",
            markup=False,
        )
    if result.changed:
        console.print(
            f"\nGiven cells were changed: {', '.join(result.changed)}. What you hand in is judged with the "
            "original ones, whatever is said above. To get them back, take a fresh copy with: course lab",
            style="bold red",
            markup=False,
        )
    if result.left_out:
        console.print(
            f"\nNot run, for this would change the Python that you use: {'; '.join(result.left_out)}. "
            "What you need, install in a terminal.",
            style="yellow",
            markup=False,
        )
    if result.missing:
        console.print(
            f"\nMissing in this notebook: {', '.join(result.missing)}. When you hand it in, what is missing comes back "
            "and is judged. To see what it says now, take a fresh copy of the lesson with: course lab",
            style="bold red",
            markup=False,
        )
    checks = [exercise for exercise in result.exercises if not exercise.essay]
    passed = sum(exercise.ok for exercise in checks)
    unwritten = sum(exercise.essay and not exercise.ok for exercise in result.exercises)
    if result.exercises:
        console.print(
            f"\n{passed} of {len(checks)} checks pass ({seconds:.1f} s)."
            + (f" {len(result.missing)} not looked at: missing." if result.missing else "")
            + (f" {unwritten} text still to be written." if unwritten else ""),
            style="bold green" if result.ok else "bold",
            markup=False,
        )


def _print_exercise(console: Console, exercise: Exercise, width: int) -> None:
    if exercise.essay:
        word, style = ("text", "") if exercise.ok else ("todo", "yellow")
        note = "graded by a person" if exercise.ok else exercise.message
    else:
        word, style = ("pass", "green") if exercise.ok else ("fail", "red")
        # The line begins with the exercise's name already.
        note = exercise.message.removeprefix(f"{exercise.name}: ")
    lines = note.splitlines()
    if len(lines) > MAX_LINES:
        lines = [*lines[:MAX_LINES], "..."]
    unit = "point" if exercise.points == 1 else "points"
    line = Text.assemble((word, style), f"  {exercise.name:{width}}  {exercise.points:g} {unit}")
    if exercise.score:  # part of the points
        line.append(f", you have {exercise.score:g}" if not exercise.ok else "")
    if len(lines) == 1:
        line.append(f"  {lines.pop()}")
    console.print(line)
    for text in lines:
        console.print(f"      {text}", markup=False)


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


def _is_stub(answer: NotebookNode | None) -> bool:
    """Whether an answer cell still is what the learner was given."""
    return answer is not None and answer.metadata.nbgrader.get("checksum") == utils.compute_checksum(answer)


def _name(cell: NotebookNode) -> str:
    return grade_id_of(cell) or f"that begins with «{_first_line(cell.source)}»"


def _first_line(text: object) -> str:
    lines = str(text).strip().splitlines()
    return lines[0][:100] if lines else "it is empty"
