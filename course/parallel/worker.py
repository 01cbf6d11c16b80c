"""What runs in a worker: one submission at a time, from its bytes to its graded bytes and scores."""

import logging
import os
import threading
import time
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin

from course.box.errors import GradingStopped, NotGraded
from course.errors import CourseError
from course.grading.printable import printable
from course.parallel.versions import differences, versions

if TYPE_CHECKING:
    from course.parallel.converter import Converter
    from course.parallel.plan import Plan
    from course.parallel.steps import Saved

MOST_REASON = 2_000


@dataclass(frozen=True)
class Task:
    """One submission: its files by path from its folder, and the names of the notebooks to grade."""

    student: str
    files: dict[str, bytes]
    notebooks: tuple[str, ...]


@dataclass
class Outcome:
    """What became of a task.

    kind: "graded"; "failed", for the reason given; "again", if it may be no fault of the submission's; "stopped", if
    nobody can be graded there. files, saved: as in `converter.Graded`, of a graded one. ended: when, in
    seconds of `time.time()` where the worker is.
    """

    student: str
    kind: str
    reason: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    saved: "dict[str, Saved]" = field(default_factory=dict)
    ended: float = 0.0


class PlanPlugin(WorkerPlugin):
    """Brings the plan to every worker, once, also to those that come later."""

    def __init__(self, plan: "Plan") -> None:
        self.plan = plan
        self.name = f"course-grade-{plan.key}"

    def setup(self, worker: Any) -> None:
        """Keep the plan. What takes long is set up when the first submission comes."""
        _plans[self.plan.key] = self.plan

    def teardown(self, worker: Any) -> None:
        """Forget the plan, and take the converter's folder away."""
        _plans.pop(self.plan.key, None)
        converter = _converters.pop(self.plan.key, None)
        if converter is not None:
            converter.close()


_plans: "dict[str, Plan]" = {}
_converters: "dict[str, Converter]" = {}
# A worker that somebody gave several threads grades one submission at a time all the same: the box has one place.
_one_at_a_time = threading.Lock()


def grade_submission(key: str, task: Task) -> Outcome:
    """Grade one submission by the plan with this key. Raises nothing: what goes wrong is in the outcome."""
    with _one_at_a_time:
        outcome = _grade(key, task)
    outcome.ended = time.time()
    return outcome


def _grade(key: str, task: Task) -> Outcome:
    try:
        converter = _converter(key)
    except (CourseError, ImportError) as error:
        return Outcome(task.student, "stopped", str(error))
    try:
        graded = converter.grade(task.student, task.files, task.notebooks)
        return Outcome(task.student, "graded", files=graded.files, saved=graded.saved)
    except GradingStopped as stopped:
        return Outcome(task.student, "stopped", str(stopped))
    except NotGraded as error:
        return Outcome(task.student, "again", _reason(task.student, error))
    except Exception as error:  # whatever a notebook can bring about in nbgrader's steps is this one's alone
        return Outcome(task.student, "failed", _reason(task.student, error))


def _converter(key: str) -> "Converter":
    """Return this process's converter for the plan, made when it is first needed."""
    if key not in _converters:
        plan = _plans.get(key)
        if plan is None:
            raise CourseError("the worker was not told what to grade; run `course grade` again.")
        found = differences(plan.versions, versions())
        if found:
            raise CourseError(f"the worker grades with something else: {'; '.join(found)}. Install the same on all.")
        from course.parallel.converter import Converter

        # What the steps say is in the notebook or in the outcome; here it would run across the progress bar.
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        warnings.simplefilter("ignore")
        _converters[key] = Converter(plan)
    return _converters[key]


def _reason(student: str, error: Exception) -> str:
    """Return what went wrong as a sentence without the student's name, which stands beside it."""
    text = str(error).removeprefix(f"{student}: ").strip()
    text = " ".join(text.split()) if isinstance(error, CourseError) else f"{type(error).__name__}: {text}"
    return printable(text.splitlines()[0] if text else type(error).__name__, MOST_REASON)


def describe_worker() -> dict[str, Any]:
    """Return what the coordinator wants to know of a worker before it sends anything."""
    return {"versions": versions(), "pid": os.getpid()}
