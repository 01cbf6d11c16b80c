"""`course grade`: a class graded in parallel, with the state that `nbgrader autograde` leaves."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from course.errors import CourseError
from course.grading.classroom import find_classroom
from course.parallel.classroom import GradedClass, open_class
from course.parallel.cluster import count_cores, open_cluster
from course.parallel.run import Job, Run, Summary
from course.parallel.show import as_data, progress_bar, show_summary, tell
from course.parallel.submissions import Submission, find_submissions
from course.parallel.watch import watch_submissions
from course.terminal import print_json

SOME_FAILED = 1
INTERRUPTED = 130


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    students: tuple[str, ...] = ()
    workers: int | None = None
    scheduler: str | None = None
    db_url: str | None = None
    force: bool = False
    watch: bool = False
    as_json: bool = False


def grade_lesson(lesson: str, options: Options) -> int:
    """Grade `lesson` in the class at or above the working directory, and print what became of it.

    Returns 0 where all that was handed in is graded or waits for a person, 1 where some could not be graded, 130 after
    Ctrl-C. Raises CourseError where grading cannot begin, or has to stop.
    """
    if options.workers is not None and options.workers < 1:
        raise CourseError("--workers has to be 1 or more.")
    if options.workers is not None and options.scheduler:
        raise CourseError("--workers is for this machine alone; a cluster has as many as it has. Leave one out.")
    classroom = find_classroom()
    stops: list[Run] = []
    try:
        with open_class(
            classroom, lesson, options.db_url, stopping=lambda: any(run.stop.is_set() for run in stops)
        ) as graded:
            submissions = find_submissions(graded.folders, lesson, options.students)
            if not submissions and not options.watch:
                raise CourseError(
                    f"nothing was handed in for {lesson}: no folder matches "
                    f"{graded.folders.format_path(graded.folders.submitted_directory, '*', lesson)}."
                )
            summary = _grade(graded, submissions, options, stops)
    except KeyboardInterrupt:
        print("course: stopped. What was saved is saved; the same command goes on from there.", file=sys.stderr)
        return INTERRUPTED
    if options.as_json:
        print_json(as_data(summary))
    else:
        show_summary(summary)
    if summary.stopped and not options.watch:
        return INTERRUPTED
    return SOME_FAILED if summary.failed else 0


def _grade(graded: GradedClass, submissions: list[Submission], options: Options, stops: list[Run]) -> Summary:
    started = time.perf_counter()
    with progress_bar(graded.plan.assignment, len(submissions)) as show:
        run = Run(graded, options.force, show, tell if options.watch else lambda line: None)
        stops.append(run)
        summary = run.summary
        summary.expect([submission.student for submission in submissions])
        with run.stopping_cleanly():
            jobs = run.jobs(submissions)
            first = next(jobs, None)
            if first is not None or options.watch:
                with open_cluster(options.workers or count_cores(), options.scheduler) as client:
                    summary.start_seconds = time.perf_counter() - started
                    before = time.process_time()
                    try:
                        run.grade(client, _with(first, jobs))
                        if options.watch:
                            watch_submissions(run, client, graded, submissions, options.students)
                    finally:
                        if options.scheduler:
                            run.forget(client)
                    summary.coordinator_seconds = time.process_time() - before
                    summary.seconds = time.perf_counter() - started
        summary.stopped = run.stop.is_set()
    summary.seconds = summary.seconds or time.perf_counter() - started
    return summary


def _with(first: Job | None, others: Iterator[Job]) -> Iterator[Job]:
    if first is not None:
        yield first
        yield from others
