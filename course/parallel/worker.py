"""What Dask runs in a worker: a task, graded in the worker's workspace, to an outcome."""

import logging
import os
import threading
import time
import warnings
from dataclasses import dataclass, field
from typing import Any

from distributed import WorkerPlugin

from course.errors import CourseError
from course.grading.printable import printable
from course.parallel.autograde import Scores, Task, Workspace
from course.parallel.plan import Plan
from course.parallel.versions import differences, versions
from course.runner.errors import GradingStopped, NotGraded

MOST_REASON = 2_000


@dataclass
class Outcome:
    """What became of a task.

    kind: "graded"; "failed", for the reason given; "again", if it may be no fault of the submission's; "stopped", if
    nobody can be graded there. files, saved: of a graded one, the files of its autograded folder and its scores by
    notebook. ended: when, in seconds of `time.time()` where the worker is.
    """

    student: str
    kind: str
    reason: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    saved: dict[str, Scores] = field(default_factory=dict)
    ended: float = 0.0


class PlanPlugin(WorkerPlugin):
    """Sends the plan to every worker once, also to those that join later."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.name = f"course-grade-{plan.key}"

    def setup(self, worker: Any) -> None:
        """Keep the plan. The workspace is made when the first submission comes."""
        _plans[self.plan.key] = self.plan

    def teardown(self, worker: Any) -> None:
        """Forget the plan, and remove the workspace."""
        _plans.pop(self.plan.key, None)
        workspace = _workspaces.pop(self.plan.key, None)
        if workspace is not None:
            workspace.close()


_plans: dict[str, Plan] = {}
_workspaces: dict[str, Workspace] = {}
# A worker that was given several threads grades one submission at a time all the same: the box runs one.
_one_at_a_time = threading.Lock()


def grade_submission(key: str, task: Task) -> Outcome:
    """Grade one submission by the plan with this key. Raises nothing: what goes wrong is in the outcome."""
    with _one_at_a_time:
        outcome = _grade(key, task)
    outcome.ended = time.time()
    return outcome


def _grade(key: str, task: Task) -> Outcome:
    try:
        workspace = _workspace(key)
    except (CourseError, ImportError) as error:
        return Outcome(task.student, "stopped", str(error))
    try:
        files, saved = workspace.grade(task)
        return Outcome(task.student, "graded", files=files, saved=saved)
    except GradingStopped as stopped:
        return Outcome(task.student, "stopped", str(stopped))
    except NotGraded as error:
        return Outcome(task.student, "again", _reason(task.student, error))
    except Exception as error:  # whatever a notebook can bring about in nbgrader's steps is this one's alone
        return Outcome(task.student, "failed", _reason(task.student, error))


def _workspace(key: str) -> Workspace:
    """Return this process's workspace for the plan, made when it is first needed."""
    if key not in _workspaces:
        plan = _plans.get(key)
        if plan is None:
            raise CourseError("the worker was not told what to grade; run `course grade` again.")
        found = differences(plan.versions, versions())
        if found:
            raise CourseError(f"the worker grades with something else: {'; '.join(found)}. Install the same on all.")
        # What the steps log is in the notebook or in the outcome; here it would run across the progress bar.
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        warnings.simplefilter("ignore")
        _workspaces[key] = Workspace(plan)
    return _workspaces[key]


def _reason(student: str, error: Exception) -> str:
    """Return what went wrong as a sentence without the student's name, which stands beside it."""
    text = str(error).removeprefix(f"{student}: ").strip()
    text = " ".join(text.split()) if isinstance(error, CourseError) else f"{type(error).__name__}: {text}"
    return printable(text.splitlines()[0] if text else type(error).__name__, MOST_REASON)


def describe_worker() -> dict[str, Any]:
    """Return what the coordinator has to know of a worker before it sends anything."""
    return {"versions": versions(), "pid": os.getpid()}
