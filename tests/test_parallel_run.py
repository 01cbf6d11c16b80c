"""A run: what is skipped, what is tried again, what stops it; the workers are stand-ins that say what they are told."""

import contextlib
import fcntl
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker
from nbgrader.api import Gradebook, MissingEntry

from course.errors import CourseError
from course.grading.classroom import Classroom
from course.parallel import run as run_module
from course.parallel import watch
from course.parallel.autograde import Scores, Task
from course.parallel.classroom import LOCK, open_class
from course.parallel.place import Places
from course.parallel.run import Run
from course.parallel.submissions import find_submissions
from course.parallel.watch import watch_submissions
from course.parallel.worker import Outcome
from tests.grading_class import LESSON, SmallCourse
from tests.parallel_class import Completed, Here, grade_here, state


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    course = SmallCourse(root)
    for student in ("ada", "bob", "cat", "dan"):
        course.hand_in(student)
    return root


@pytest.fixture
def course(generated: Path, tmp_path: Path) -> SmallCourse:
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    return SmallCourse(tmp_path)


def graded(key: str, task: Task) -> Outcome:
    """What a worker gives for a right answer, without any of the work."""
    saved = Scores(
        {"double": 2.0, "square": 3.0, "why": None}, {"double-answer": None, "square-answer": None, "why": None}
    )
    return Outcome(task.student, "graded", files={f"{LESSON}.ipynb": b'{"cells": []}'}, saved={LESSON: saved})


def but(**outcomes: Callable[[int], Any]) -> Callable[[str, Task], Outcome]:
    """Return a task that is `graded` for all but some, and for them what is said of their first, second ... time."""
    times: Counter[str] = Counter()

    def work(key: str, task: Task) -> Outcome:
        times[task.student] += 1
        if task.student not in outcomes:
            return graded(key, task)
        found = outcomes[task.student](times[task.student])
        if isinstance(found, Exception):
            raise found
        return found or graded(key, task)

    return work


def killed(times: int) -> KilledWorker:
    return KilledWorker("task", None, 0)


def again(course: SmallCourse, **named: Any) -> tuple[list[str], Counter[str]]:
    """Return who is graded by another run, and its counts."""
    client = Here(graded)
    summary = grade_here(course.root, client=client, **named)
    return client.graded, +summary.counts


def test_what_is_saved_and_unchanged_is_not_graded_again(course: SmallCourse) -> None:
    assert again(course) == (["ada", "bob", "cat", "dan"], {"needs_person": 4})
    assert again(course) == ([], {"skipped": 4})
    assert again(course, students=("b*", "dan")) == ([], {"skipped": 2})

    notebook = course.folder("ada") / f"{LESSON}.ipynb"
    notebook.write_text(notebook.read_text() + " ")
    (course.folder("bob") / "more.txt").write_text("beside it")
    shutil.rmtree(course.root / "autograded" / "cat" / LESSON)
    with Gradebook(course.api().coursedir.db_url) as gradebook:
        gradebook.remove_submission(LESSON, "dan")
    assert again(course) == (["ada", "bob", "cat", "dan"], {"needs_person": 4})
    assert again(course) == ([], {"skipped": 4})
    assert again(course, force=True)[0] == ["ada", "bob", "cat", "dan"]

    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("c.LimitOutput.max_lines = 7\nc.Exchange.course_id = 'else'\n")
    assert len(again(course)[0]) == 4, "a setting of a step matters"
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("c.Exchange.timezone = 'CET'\nc.GenerateFeedback.force = True\n")
    assert again(course) == ([], {"skipped": 4})


def test_another_source_cell_grades_everyone_again(course: SmallCourse) -> None:
    again(course)
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("update source_cell set source = source || ' ' where name = 'square'")
    assert len(again(course)[0]) == 4


def test_one_whose_worker_dies_is_tried_again_last_and_fails_alone(course: SmallCourse) -> None:
    client = Here(but(ada=killed, bob=lambda times: killed(times) if times == 1 else None))
    summary = grade_here(course.root, client=client)
    assert client.graded == ["ada", "bob", "cat", "dan", "ada", "bob"]
    assert list(summary.failed) == ["ada"]
    assert "killed while grading it" in summary.failed["ada"]
    assert +summary.counts == {"failed": 1, "needs_person": 3}
    assert not course.is_graded("ada")
    assert set(course.scores("ada").values()) == {None}
    # It was not its doing: the next run grades it, and nobody else.
    assert again(course)[0] == ["ada"]


def test_a_reason_stands_beside_the_name_and_nobody_else_fails(course: SmallCourse) -> None:
    outcome = Outcome("bob", "failed", "ValueError: no")
    summary = grade_here(course.root, client=Here(but(bob=lambda times: outcome)))
    assert summary.failed == {"bob": "ValueError: no"}
    assert summary.counts["needs_person"] == 3


def test_a_file_that_is_no_notebook_is_told_as_the_report_tells_it(course: SmallCourse) -> None:
    (course.folder("bob") / f"{LESSON}.ipynb").write_text('{"cells": [')
    broken = Here(but(bob=lambda time: Outcome("bob", "failed", "NotJSONError: Notebook does not appear to be JSON")))
    failed = grade_here(course.root, client=broken).failed
    assert list(failed) == ["bob"]
    assert failed["bob"].startswith(f"{LESSON}.ipynb is not a notebook: broken JSON (")


@pytest.mark.parametrize("how", ["stopped", "unreadable"])
def test_a_worker_that_cannot_grade_stops_the_run_and_what_was_saved_stays(course: SmallCourse, how: str) -> None:
    found = Outcome("cat", "stopped", "There is no sandbox.") if how == "stopped" else ImportError("no module course")
    reason = "There is no sandbox" if how == "stopped" else "could not take cat: ImportError: no module course"
    with pytest.raises(CourseError, match=rf"{reason}.*run the same command again"):
        grade_here(course.root, client=Here(but(cat=lambda times: found)))
    assert again(course) == (["cat"], {"skipped": 3, "needs_person": 1}), "those that came with it are saved"
    assert not (course.root / "autograded" / "cat" / f".{LESSON}.new").exists()


@pytest.mark.parametrize(
    ("error", "ends", "said"),
    [(OSError(28, "No space left", "x"), True, "the machine fails: No space left"), (ValueError("x"), False, "")],
)
def test_one_whose_files_cannot_be_written_keeps_back_no_other(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch, error: Exception, ends: bool, said: str
) -> None:
    prepare = Places.prepare

    def full(places: Places, student: str, files: dict[str, bytes]) -> Any:
        if student == "bob" and files:
            raise error
        return prepare(places, student, files)

    monkeypatch.setattr(Places, "prepare", full)
    with pytest.raises(CourseError, match=said) if ends else contextlib.nullcontext():
        summary = grade_here(course.root, client=Here(graded))
        assert summary.failed == {"bob": "ValueError: x"}
    monkeypatch.undo()
    assert again(course) == (["bob"], {"skipped": 3, "needs_person": 1})


def test_few_submissions_are_out_at_a_time_and_a_lost_scheduler_stops_the_run(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.parallel.run._EACH", 2)
    out: set[str] = set()
    client = Here(lambda key, task: out.add(task.student) or graded(key, task))  # type: ignore[func-returns-value]
    with open_class(Classroom(course.root), LESSON) as opened:
        most = []
        run = Run(opened, show=lambda summary: most.append(len(out) - summary.done))
        client.grade(run, find_submissions(opened.folders, LESSON))
    assert len(most) == 4
    assert max(most) <= 2
    gone = FutureCancelledError("key", "scheduler-connection-lost")
    with pytest.raises(CourseError, match=r"the Dask scheduler has gone\. .*run the same command again"):
        grade_here(course.root, force=True, client=Here(but(cat=lambda times: gone)))
    client = Here(graded)
    client.status = "closed"
    with pytest.raises(CourseError, match="the Dask scheduler has gone"):
        grade_here(course.root, force=True, client=client)
    assert client.graded == []


class Slow(Here):
    """A client of which bob's task is done at once and no other ever; the run is stopped when all are out."""

    def __init__(self, run: Run) -> None:
        super().__init__(graded)
        self.run, self.futures, self.cancelled = run, {}, []

    def submit(self, function: Any, key: str, task: Any, pure: bool) -> Future:
        future: Future = super().submit(function, key, task, pure) if task.student == "bob" else Future()
        self.futures[task.student] = future
        if len(self.futures) == 4:
            self.run.stop.set()
        return future

    def cancel(self, futures: list[Future], force: bool) -> None:
        assert force
        self.cancelled += futures


@pytest.mark.parametrize("closed", [False, True])
def test_what_is_still_out_at_the_end_is_cancelled_unless_the_client_has_closed(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    with open_class(Classroom(course.root), LESSON) as opened:
        run = Run(opened)
        client = Slow(run)
        if closed:
            monkeypatch.setattr(client, "cancel", lambda futures, force: 1 / 0)
        client.grade(run, find_submissions(opened.folders, LESSON))
    assert +run.summary.counts == {"needs_person": 1}, "what was done by then is saved"
    left = [] if closed else [client.futures[name] for name in ("ada", "cat", "dan")]
    assert client.cancelled == left
    assert again(course) == (["ada", "cat", "dan"], {"skipped": 1, "needs_person": 3})


def test_a_locked_gradebook_stops_the_run_with_a_sentence(course: SmallCourse) -> None:
    with open_class(Classroom(course.root), LESSON, patience=0) as opened:
        other = sqlite3.connect(course.root / "gradebook.db")
        other.execute("begin immediate")
        run = Run(opened)
        submissions = find_submissions(opened.folders, LESSON)
        with pytest.raises(CourseError, match=r"another program has kept the gradebook locked.*run the same command"):
            Here(graded).grade(run, submissions)
        other.rollback()
        other.close()
        run = Run(opened)
        Here(graded).grade(run, submissions)
        assert run.summary.counts["needs_person"] == 4


def test_one_that_cannot_be_saved_fails_and_those_that_came_with_it_do_not(course: SmallCourse) -> None:
    again(course)
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute(
            "delete from grade where notebook_id in (select m.id from submitted_notebook m "
            "join submitted_assignment s on s.id = m.assignment_id where s.student_id = 'bob')"
        )
    client = Here(graded)
    summary = grade_here(course.root, client=client, force=True)
    assert list(summary.failed) == ["bob"]
    assert summary.counts["needs_person"] == 3


def test_nothing_is_half_saved_when_saving_fails_at_the_end(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(course.root)
    monkeypatch.setattr("course.parallel.place.Prepared.put", lambda prepared: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        again(course, students=("ada",))
    after = state(course.root)
    assert list(after["files"]) == [f"ada/.{LESSON}.new/{LESSON}.ipynb"]
    assert {**after, "files": {}, "course": []} == {**before, "files": {}, "course": []}
    monkeypatch.undo()
    assert again(course)[0] == ["ada", "bob", "cat", "dan"]
    assert all("/." not in name for name in state(course.root)["files"])


def test_only_one_run_at_a_time(course: SmallCourse) -> None:
    with open(course.root / LOCK, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="another `course grade` is at work"):
            again(course)
    assert len(again(course)[0]) == 4


def test_a_run_that_is_asked_to_stop_saves_what_is_graded_and_sends_no_more(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.parallel.run._EACH", 1)
    with open_class(Classroom(course.root), LESSON) as opened:
        run = Run(opened)

        def stop_at_second(key: str, task: Task) -> Outcome:
            if task.student == "bob":
                run.stop.set()
            return graded(key, task)

        Here(stop_at_second).grade(run, find_submissions(opened.folders, LESSON))
        assert run.summary.worked == 2
    assert again(course)[1] == {"skipped": run.summary.worked, "needs_person": 4 - run.summary.worked}


def test_what_a_killed_run_left_goes_also_where_nothing_is_left_to_grade(
    course: SmallCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(course)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead, alive = tmp_path / "course-class-dead", tmp_path / "course-class-alive"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "lock").touch()
    with (alive / "lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert again(course) == ([], {"skipped": 4})
    assert not dead.exists()
    assert alive.exists()


def test_students_that_nbgrader_may_not_make_are_not_made(course: SmallCourse) -> None:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("c.Autograde.create_student = False\n")
    with Gradebook(course.api().coursedir.db_url) as gradebook:
        gradebook.add_student("cat")
    who, counts = again(course)
    assert (who, counts) == (["cat"], {"failed": 3, "needs_person": 1})
    with Gradebook(course.api().coursedir.db_url) as gradebook, pytest.raises(MissingEntry):
        gradebook.find_student("ada")


def test_watching_grades_what_comes_in_and_changes_once_it_is_whole(
    course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.0)
    looks = iter(range(100))

    def find(folders: Any, lesson: str, students: tuple[str, ...]) -> Any:
        look = next(looks)
        if look == 1:
            course.hand_in("eve")
            (course.folder("eve") / f"{LESSON}.ipynb").write_text("{")
        elif look == 2:  # the rest of the file comes while we look
            course.hand_in("eve")
        elif look == 6:
            (course.folder("ada") / "timestamp.txt").write_text("2026-02-09 10:00 UTC")
        elif look == 10:
            run.stop.set()
        return find_submissions(folders, lesson, students)

    monkeypatch.setattr(watch, "find_submissions", find)
    client = Here(graded)
    with open_class(Classroom(course.root), LESSON) as opened:
        told: list[str] = []
        run = Run(opened, tell=told.append)
        submissions = find_submissions(opened.folders, LESSON)
        run.summary.expect([submission.student for submission in submissions])
        client.grade(run, submissions)
        del told[:]
        with mock.patch.object(run_module, "as_completed", Completed):
            watch_submissions(run, client, submissions, ())
    assert client.graded == ["ada", "bob", "cat", "dan", "eve", "ada"]
    eve, ada = (f"{name} graded: 5 of 7, to be graded by hand: why" for name in ("eve", "ada"))
    assert told == [watch.WAITING, eve, watch.WAITING, ada, watch.WAITING]
    assert (run.summary.total, +run.summary.counts) == (5, {"needs_person": 5})
