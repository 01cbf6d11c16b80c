"""For the tests of `course grade`: a class with every kind of submission, its state, workers in this process."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from unittest import mock

from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import text

from course.grading.classroom import Classroom
from course.parallel import run as run_module
from course.parallel.classroom import open_class
from course.parallel.run import Run
from course.parallel.submissions import Submission, find_submissions
from course.parallel.summary import Summary
from course.parallel.worker import grade_submission
from tests.grading_class import LESSON, Notebook, SmallCourse, find, position, put_copy

ESSAY = "One answer of mine."


class HalfOff(LateSubmissionPlugin):
    """A penalty that depends on the score, on how late it is, and on nothing else."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        return score / 2 if total_seconds_late < 100_000 else score + 1


class Completed:
    """What `Run` wants of `distributed.as_completed`, for futures that are done when they are made, or never."""

    def __init__(self, **options: Any) -> None:
        assert options["with_results"]
        assert not options["raise_errors"]
        self.futures: list[Future] = []

    def add(self, future: Future) -> None:
        self.futures.append(future)

    def next_batch(self, block: bool) -> list[tuple[Future, Any]]:
        assert not block
        batch = [future for future in self.futures if future.done()]
        self.futures = [future for future in self.futures if future not in batch]
        return [(future, future.exception() or future.result()) for future in batch]


class Here:
    """What `Run` wants of a Dask client, with the tasks run at once in this process."""

    status, loop = "running", None

    def __init__(self, task: Callable[..., Any] = grade_submission) -> None:
        self.task, self.plugins, self.graded = task, [], []

    def scheduler_info(self, n_workers: int = -1) -> dict[str, Any]:
        return {"workers": {"here": {}}}

    def register_plugin(self, plugin: Any) -> None:
        plugin.setup(None)
        self.plugins.append(plugin)

    def submit(self, function: Any, key: str, task: Any, pure: bool) -> Future:
        assert not pure
        self.graded.append(task.student)
        future: Future = Future()
        try:
            future.set_result(self.task(key, task))
        except Exception as error:
            future.set_exception(error)
        return future

    def grade(self, run: Run, submissions: list[Submission]) -> None:
        """Have `run` grade with this client."""
        with mock.patch.object(run_module, "as_completed", Completed):
            run.grade(self, run.jobs(submissions))  # type: ignore[arg-type]

    def cancel(self, futures: list[Future], force: bool) -> None:
        """All are done."""

    def close(self) -> None:
        for plugin in self.plugins:
            plugin.teardown(None)


def grade_here(
    root: Path, force: bool = False, client: Any = None, db_url: str | None = None, students: tuple[str, ...] = ()
) -> Summary:
    """Do what `course grade` does, with the tasks run in this process."""
    client = client or Here()
    try:
        with open_class(Classroom(root), LESSON, db_url) as graded:
            run = Run(graded, force)
            submissions = find_submissions(graded.folders, LESSON, students)
            run.summary.expect([submission.student for submission in submissions])
            client.grade(run, submissions)
            return run.summary
    finally:
        client.close()


def hand_in_late(course: SmallCourse) -> None:
    """Hand in one early, one late, one very late, and one without a time."""
    course.hand_in("ada")
    course.hand_in("bob", changed("double", "def double(x):\n    return x"))
    course.hand_in("cat", lambda nb: nb.cells.pop(position(nb, "square")))
    course.hand_in("dan", lambda nb: put_copy(nb, "double-answer", source="def double(x):\n    return 3 * x"))
    for student, time in (("ada", "2026-01-01 10:00:00"), ("bob", "2026-02-01 10:00:00"), ("cat", "2026-02-09 10:00")):
        (course.folder(student) / "timestamp.txt").write_text(f"{time} UTC")


def hand_in_everything(course: SmallCourse) -> None:
    """Hand in a class: right and wrong, late, odd, hostile, and what cannot be graded."""
    hand_in_late(course)
    course.hand_in("eve", lambda nb: find(nb, "square").metadata.update(tags=["skip-execution"]))
    course.hand_in("fay", lambda nb: setattr(find(nb, "why"), "source", find(course.released, "why").source))
    course.hand_in("gus", changed("square", "import os\ndef square(x):\n    os._exit(0)"))
    course.hand_in("hal", changed("double", "print('x\\n' * 2000)\ndef double(x):\n    1 / 0"))
    course.hand_in("ivy", lambda nb: [cell.metadata.pop("nbgrader", None) for cell in nb.cells])
    course.hand_in("jim", name="renamed")
    course.hand_in("kim")
    (course.folder("kim") / "numpy.py").write_text("")
    (course.folder("kim") / "data.csv").write_text("1,2\n")
    course.hand_in("lee")
    (course.folder("lee") / f"{LESSON}.ipynb").write_text("{")
    course.hand_in("mia")
    (course.folder("mia") / "link").symlink_to("/etc/passwd")
    course.folder("ned").mkdir(parents=True)
    course.hand_in("oda")
    (course.folder("oda") / "timestamp.txt").write_text("yesterday")


def changed(name: str, source: str) -> Callable[[Notebook], None]:
    def apply(nb: Notebook) -> None:
        find(nb, f"{name}-answer").source = source

    return apply


QUERIES = {
    "course": "select id from course",
    "student": "select id, first_name, last_name, email, lms_user_id from student",
    "submission": "select s.student_id, a.name, s.timestamp, s.extension from submitted_assignment s "
    "join assignment a on a.id = s.assignment_id",
    "notebook": "select s.student_id, n.name, m.flagged, m.late_submission_penalty from submitted_notebook m "
    "join notebook n on n.id = m.notebook_id join submitted_assignment s on s.id = m.assignment_id",
    "grade": "select s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade "
    "from grade g join base_cell c on c.id = g.cell_id join submitted_notebook m on m.id = g.notebook_id "
    "join submitted_assignment s on s.id = m.assignment_id",
    "comment": "select s.student_id, c.name, o.auto_comment, o.manual_comment from comment o "
    "join base_cell c on c.id = o.cell_id join submitted_notebook m on m.id = o.notebook_id "
    "join submitted_assignment s on s.id = m.assignment_id",
}


def rows(db_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the gradebook says of the class, without ids that are drawn by lot."""
    with Gradebook(db_url, "backprop-by-hand") as gradebook:
        found = {name: list(map(_plain, gradebook.db.execute(text(query)))) for name, query in QUERIES.items()}
    return {name: sorted(lines, key=repr) for name, lines in found.items()}


def _plain(row: Any) -> tuple[Any, ...]:
    """Return a row as any database says it: SQLite has numbers for true and false, and text for times."""
    return tuple(float(v) if isinstance(v, int | float) else str(v).removesuffix(".000000") if v else None for v in row)


def files(root: Path) -> dict[str, tuple[int, str]]:
    """Return mode and text of all autograded files."""
    folder = root / "autograded"
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".gitkeep"]
    return {path.relative_to(folder).as_posix(): (path.stat().st_mode, path.read_text()) for path in found}


def state(root: Path) -> dict[str, Any]:
    """Return all that grading leaves: the gradebook's rows, and the graded folders."""
    return {"files": files(root), **rows(f"sqlite:///{root / 'gradebook.db'}")}


def copy_course(course: SmallCourse, root: Path) -> SmallCourse:
    """Return the same class, with its submissions, in another folder."""
    shutil.copytree(course.root, root, symlinks=True, dirs_exist_ok=True)
    return SmallCourse(root)


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))
