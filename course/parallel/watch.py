"""Grading what comes in while one waits: folders are looked at again and again, until Ctrl-C."""

import os
from pathlib import Path

from distributed import Client

from course.errors import CourseError
from course.parallel.classroom import GradedClass
from course.parallel.run import Run
from course.parallel.submissions import Submission, find_submissions

LOOK_SECONDS = 2.0
WAITING = "waiting for what comes in; Ctrl-C ends"

_Sign = tuple[tuple[str, int, int], ...]


def watch_submissions(run: Run, client: Client, seen: list[Submission], students: tuple[str, ...]) -> None:
    """Grade submissions that appear or change, until the run is stopped.

    A folder is graded when it has stayed the same between two looks: before, somebody may still be copying into it.
    """
    done = {submission.folder: _sign(submission.folder) for submission in seen}
    before: dict[Path, _Sign] = {}
    run.tell(WAITING)
    while not run.stop.wait(LOOK_SECONDS):
        new, now = [], {}
        for submission in _found(run.graded, students):
            sign = _sign(submission.folder)
            if done.get(submission.folder) == sign:
                continue
            now[submission.folder] = sign
            if before.get(submission.folder) == sign:
                new.append(submission)
                done[submission.folder] = sign
        before = now
        if new:
            run.summary.expect([submission.student for submission in new])
            run.grade(client, run.jobs(new))
            if not run.stop.is_set():
                run.tell(WAITING)


def _found(graded: GradedClass, students: tuple[str, ...]) -> list[Submission]:
    try:
        return find_submissions(graded.folders, graded.plan.assignment, students)
    except CourseError:
        return []


def _sign(folder: Path) -> _Sign:
    """Return what changes when somebody writes into the folder; nothing is opened."""
    try:
        with os.scandir(folder) as entries:
            return tuple(sorted((e.name, (s := e.stat(follow_symlinks=False)).st_mtime_ns, s.st_size) for e in entries))
    except OSError:
        return ()
