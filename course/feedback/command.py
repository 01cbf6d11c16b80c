"""`course feedback`."""

import hashlib
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import course.pages
from course.errors import CourseError
from course.feedback.marks import read_marks
from course.feedback.worker import Outcome, Task, find_students, forget, make_page, set_up
from course.grading.cells import KnownCell
from course.grading.classroom import CONFIG, Classroom, find_classroom
from course.parallel.plan import read_plan
from course.parallel.versions import grading_versions

_MAKES_PAGES = ("nbconvert", "nbformat", "jinja2", "math-core", "pygments", "mistune", "bleach", "beautifulsoup4")
INTERRUPTED = 130
ENDED = "the process that made this page ended without a word, twice: too little memory?"


def make_feedback(lesson: str, students: Sequence[str] = (), workers: int | None = None, force: bool = False) -> int:
    """Write the feedback pages of a class, and say what became of it.

    Returns 0, 1 if a page could not be made, or 130 after Ctrl-C. Raises CourseError where there is no
    class, nothing graded, or the gradebook does not have the lesson.
    """
    if workers is not None and workers < 1:
        raise CourseError("--workers has to be 1 or more.")
    classroom = find_classroom()
    folders = classroom.folders
    chosen = find_students(folders, lesson, students)
    known = read_plan(folders, classroom.config, lesson).notebooks
    count = workers or min(os.cpu_count() or 1, len(chosen))
    start = partial(_pool, setup=(classroom.root, known, _key(classroom, known), force))
    console = Console(stderr=True)
    kinds: Counter[str] = Counter()
    failed: list[Outcome] = []
    try:
        with Gradebook(folders.db_url, folders.course_id) as gradebook, _progress(console) as progress:
            bar = progress.add_task(lesson, total=len(chosen), failed="")
            tasks = (Task(student, marks) for student, marks in read_marks(gradebook, lesson, chosen))
            for outcome in run_tasks(tasks, partial(make_page, lesson), start, count):
                if outcome.kind == "failed":
                    forget(folders, lesson, outcome.student)
                    failed.append(outcome)
                kinds[outcome.kind] += 1
                progress.update(bar, advance=1, failed=f"{len(failed)} failed" if failed else "")
    except KeyboardInterrupt:
        console.print("course: stopped. Pages that were written stay; the same command goes on from there.")
        return INTERRUPTED
    where = Path(folders.format_path(folders.feedback_directory, "STUDENT", lesson))
    console.print(f"{kinds['written']} written, {kinds['unchanged']} unchanged, {len(failed)} failed: {where}")
    for outcome in sorted(failed, key=lambda outcome: outcome.student):
        console.print(f"  {outcome.student}: {outcome.reason}", markup=False, highlight=False, soft_wrap=True)
    return 1 if failed else 0


def run_tasks(tasks: Iterator[Task], work: Any, start: Any, workers: int) -> Iterator[Outcome]:
    """Give an outcome for every task. Few tasks are in memory at a time.

    Where a process dies, those that were at work are tried once more, each alone, so that only the guilty one fails.
    """
    suspects: list[Task] = []
    left = True
    while left:
        running: dict[Future[Outcome], Task] = {}
        with start(workers) as pool:
            try:
                while True:
                    while left and len(running) < 2 * workers:
                        task = next(tasks, None)
                        left = task is not None
                        if task is not None:
                            running[pool.submit(work, task)] = task
                    if not running:
                        break
                    for done in wait(running, return_when=FIRST_COMPLETED).done:
                        outcome = done.result()
                        del running[done]
                        yield outcome
            except BrokenProcessPool:
                for future, task in running.items():
                    finished = future.done() and future.exception() is None
                    if finished:
                        yield future.result()
                    else:
                        suspects.append(task)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    for task in suspects:
        with start(1) as pool:
            try:
                yield pool.submit(work, task).result()
            except BrokenProcessPool:
                yield Outcome(task.student, "failed", ENDED)


def _pool(workers: int, setup: tuple[Any, ...]) -> ProcessPoolExecutor:
    """Return processes that are set up once each. They are forked from one that has imported everything already."""
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload([make_page.__module__])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=set_up, initargs=setup)


def _key(classroom: Classroom, known: dict[str, dict[str, KnownCell]]) -> str:
    """Return what changes when the pages of all students do: the lesson, the configuration, or the programs."""
    found = hashlib.sha256((classroom.root / CONFIG).read_bytes())
    found.update(repr([(name, list(cells.items())) for name, cells in sorted(known.items())]).encode())
    programs = [(name, version(name)) for name in _MAKES_PAGES]
    found.update(repr((programs, sorted(grading_versions().items()))).encode())
    pages = Path(str(course.pages.__file__)).parent
    for path in sorted([*Path(__file__).parent.glob("*.py"), *pages.rglob("*.py"), *pages.rglob("*.j2")]):
        found.update(path.read_bytes())
    return found.hexdigest()


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
        console=console,
    )
