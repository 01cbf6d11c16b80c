"""`course grade`: a class graded in parallel, with the state that `nbgrader autograde` leaves."""

import itertools
import sys
import threading
import time

from course.errors import CourseError
from course.grading.classroom import find_classroom
from course.parallel.classroom import open_class
from course.parallel.cluster import count_cores, open_cluster
from course.parallel.run import Run
from course.parallel.show import as_data, progress_bar, show_summary, tell
from course.parallel.submissions import Submission, find_submissions
from course.parallel.watch import watch_submissions
from course.terminal import print_json

SOME_FAILED = 1
INTERRUPTED = 130


def grade_lesson(
    lesson: str,
    students: tuple[str, ...] = (),
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    db_url: str | None = None,
    force: bool = False,
    watch: bool = False,
    as_json: bool = False,
) -> int:
    """Grade `lesson` in the class at or above the working directory, and print what became of it.

    Returns 0 where all that was handed in is graded or waits for a person, 1 where some could not be graded, 130 after
    Ctrl-C. Raises CourseError where grading cannot begin, or has to stop.
    """
    if workers is not None and workers < 1:
        raise CourseError("--workers has to be 1 or more.")
    if workers is not None and scheduler:
        raise CourseError("--workers is for this machine alone; a cluster has as many as it has. Leave one out.")
    stop = threading.Event()
    try:
        with open_class(find_classroom(), lesson, db_url, stopping=stop.is_set) as graded:
            submissions = find_submissions(graded.folders, lesson, students)
            if not submissions and not watch:
                raise CourseError(
                    f"nothing was handed in for {lesson}: no folder matches "
                    f"{graded.folders.format_path(graded.folders.submitted_directory, '*', lesson)}."
                )
            with progress_bar(lesson, len(submissions)) as show:
                run = Run(graded, force, show, tell if watch else lambda line: None, stop)
                run.summary.expect([submission.student for submission in submissions])
                _grade(run, submissions, workers or count_cores(), scheduler, students if watch else None)
    except KeyboardInterrupt:
        print("course: stopped. What was saved is saved; the same command goes on from there.", file=sys.stderr)
        return INTERRUPTED
    summary = run.summary
    if as_json:
        print_json(as_data(summary))
    else:
        show_summary(summary)
    if summary.stopped and not watch:
        return INTERRUPTED
    return SOME_FAILED if summary.failed else 0


def _grade(
    run: Run,
    submissions: list[Submission],
    workers: int,
    scheduler: str | None,
    watched: tuple[str, ...] | None,
) -> None:
    """Grade the submissions, and then what comes in of the watched students. No worker starts where none is needed."""
    started, summary = time.perf_counter(), run.summary
    with run.stopping_cleanly():
        jobs = run.jobs(submissions)
        first = list(itertools.islice(jobs, 1))
        if first or watched is not None:
            with open_cluster(workers, scheduler) as client:
                summary.start_seconds = time.perf_counter() - started
                before = time.process_time()
                try:
                    run.grade(client, itertools.chain(first, jobs))
                    if watched is not None:
                        watch_submissions(run, client, submissions, watched)
                finally:
                    if scheduler:
                        run.forget(client)
                summary.coordinator_seconds = time.process_time() - before
                summary.seconds = time.perf_counter() - started
    summary.stopped = run.stop.is_set()
    summary.seconds = summary.seconds or time.perf_counter() - started
