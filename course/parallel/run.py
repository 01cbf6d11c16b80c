"""A class through the cluster: what needs no worker is dealt with here, and what comes back is saved."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from distributed import Client, Future, as_completed
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker
from nbgrader.api import MissingEntry

from course.cells import KnownCell
from course.errors import CourseError
from course.grading.classroom import is_unfinished
from course.grading.reading import TIMESTAMP, parse_timestamp
from course.grading.submissions import no_time, problem_of
from course.parallel.autograde import Task
from course.parallel.classroom import GradedClass
from course.parallel.save import AGAIN
from course.parallel.submissions import Content, Submission, fingerprint, notebooks_in, read_content
from course.parallel.summary import Summary
from course.parallel.worker import Outcome, PlanPlugin, grade_submission

_EACH = 4  # submissions that are queued for each worker, at most
_POLL_SECONDS = 0.1
_COUNT_SECONDS = 5.0


@dataclass(frozen=True)
class Job:
    """A submission that a worker has to grade. found: its fingerprint. notebooks: the names of those to grade."""

    submission: Submission
    content: Content
    found: str
    notebooks: tuple[str, ...]
    timestamp: datetime | None


class Run:
    """One run over a class. `show` is called after each submission that comes to an end, `tell` with a line on it."""

    def __init__(
        self,
        graded: GradedClass,
        force: bool = False,
        show: Callable[[Summary], None] = lambda summary: None,
        tell: Callable[[str], None] = lambda line: None,
        stop: threading.Event | None = None,
    ) -> None:
        self.graded, self.force, self._show, self.tell = graded, force, show, tell
        self.summary = Summary(graded.plan.assignment)
        self.stop = stop or threading.Event()
        self._saved = graded.writer.saved_fingerprints()
        self._seconds_late = graded.writer.lateness()
        self._again: list[Job] = []
        self._told = False
        self._next_count = 0.0

    def jobs(self, submissions: list[Submission]) -> Iterator[Job]:
        """Give the submissions that a worker has to grade; what needs no worker is dealt with on the way."""
        for submission in submissions:
            if self.stop.is_set():
                return
            content, timestamp = read_content(submission), None
            with contextlib.suppress(ValueError):  # which `_look` tells of
                timestamp = _timestamp(content)
            late = self._seconds_late(submission.student, timestamp)
            found = fingerprint(content, self.graded.plan.key, late)
            if not self.force and self._saved.get(submission.student) == found and self._is_there(submission, content):
                self.summary.note(submission.student, "skipped")
                self._show(self.summary)
                continue
            job = self._look(submission, content, found)
            if job is not None:
                yield job

    def grade(self, client: Client, jobs: Iterator[Job]) -> None:
        """Send jobs to the workers and save what comes back, until there are none or the run is stopped."""
        self._tell(client)
        self._count_workers(client)
        self._grade_all(client, jobs, last=False)
        # One whose worker died is tried again when nothing else is at work: whoever dies then did it alone.
        again, self._again = self._again, []
        for job in again:
            self._grade_all(client, iter([job]), last=True)

    def _tell(self, client: Client) -> None:
        """Send the plan to the workers, once. Those that join later get it from the scheduler."""
        tries = 3
        while not self._told:
            try:
                client.register_plugin(PlanPlugin(self.graded.plan))
                self._told = True
            except OSError as error:  # a worker dies just now: do the others have it?
                tries -= 1
                if not tries:
                    raise CourseError(f"the workers cannot be reached ({error}). {AGAIN}") from None

    def forget(self, client: Client) -> None:
        """Let the workers forget what they were told; a cluster that is not ours goes on without it."""
        with contextlib.suppress(Exception):
            client.unregister_worker_plugin(PlanPlugin(self.graded.plan).name)

    def _grade_all(self, client: Client, jobs: Iterator[Job], last: bool) -> None:
        """Keep a few submissions queued for each worker. last: one whose worker dies gets no other try."""
        out: dict[Future, Job] = {}
        completed = as_completed(with_results=True, raise_errors=False, loop=client.loop)
        waiting = True
        try:
            while not self.stop.is_set():
                while waiting and len(out) < _EACH * max(1, self.summary.workers):
                    job = next(jobs, None)
                    if job is None:
                        waiting = False
                        break
                    _need_scheduler(client)
                    task = Task(job.submission.student, job.content.files, job.notebooks)
                    future = client.submit(grade_submission, self.graded.plan.key, task, pure=False)
                    out[future] = job
                    completed.add(future)
                if not out:
                    return
                batch = completed.next_batch(block=False)
                self._keep([_pair(out.pop(future), future, result) for future, result in batch], last)
                if not batch:
                    _need_scheduler(client)
                    self._count_workers(client)
                    self.stop.wait(_POLL_SECONDS)
            self._keep([_pair(out.pop(one), one, result) for one, result in completed.next_batch(block=False)])
        finally:
            with contextlib.suppress(Exception):  # of a client that has lost its scheduler
                if out:
                    client.cancel(list(out), force=True)

    def _count_workers(self, client: Client) -> None:
        """Ask how many workers there are; a cluster may grow, and asking often costs as much as grading."""
        if time.monotonic() < self._next_count:
            return
        self._next_count = time.monotonic() + _COUNT_SECONDS
        self.summary.workers = len(client.scheduler_info(n_workers=-1)["workers"])

    def _is_there(self, submission: Submission, content: Content) -> bool:
        """Whether the graded notebooks of a saved submission are in their place; somebody may have removed them."""
        place, known = self.graded.places.of(submission.student), self.graded.plan.notebooks
        names = [name for name in notebooks_in(content, self.graded.folders.notebook_id) if name in known]
        return not is_unfinished(place) and all((place / f"{name}.ipynb").is_file() for name in names)

    def _look(self, submission: Submission, content: Content, found: str) -> Job | None:
        """Return what a worker is to do, or save that nothing can be done."""
        known = self.graded.plan.notebooks
        handed_in = notebooks_in(content, self.graded.folders.notebook_id)
        notebooks = tuple(name for name in handed_in if name in known)
        timestamp, reason, rows = None, content.problem, "none"
        if not reason and not handed_in:
            reason, rows = _why(submission, next(iter(known))), "untouched"
        if not reason and not self.graded.makes_students and not self.graded.writer.knows_student(submission.student):
            reason, rows = "The gradebook does not know this student, and create_student is switched off.", "none"
        if not reason:
            try:
                timestamp = _timestamp(content)
            except ValueError as error:
                reason, rows = no_time(error), "submission"
        if not reason and not notebooks:
            reason, rows = _why(submission, next(iter(known))), "submission"
        if reason:
            self._fail(submission, timestamp, reason, rows)
            return None
        return Job(submission, content, found, notebooks, timestamp)

    def _fail(self, submission: Submission, timestamp: datetime | None, reason: str, rows: str) -> None:
        places = self.graded.places
        self.graded.writer.save_failed(submission.student, timestamp, rows, places.prepare(submission.student, {}))
        self.summary.note(submission.student, "failed", reason)
        self.tell(f"{submission.student} not graded: {reason}")
        self._show(self.summary)

    def _keep(self, arrived: list[tuple[Job, Outcome]], last: bool = False) -> None:
        """Save what was graded, and note what was not. last: there is no other try.

        Raises CourseError, after that, where a worker says that nobody can be graded there.
        """
        stopped = ""
        for job, outcome in arrived:
            if outcome.kind == "stopped":
                stopped = outcome.reason
            elif outcome.kind == "again" and not last:
                self._again.append(job)
            elif outcome.kind == "graded":
                stopped = self._save(job, outcome) or stopped
            else:
                self._fail(job.submission, job.timestamp, _reason(job, outcome), "submission")
        if stopped:
            raise CourseError(f"{stopped} {AGAIN}")

    def _save(self, job: Job, outcome: Outcome) -> str:
        """Save a graded submission. Returns "", or why nobody can be saved."""
        student, known = job.submission.student, self.graded.plan.notebooks
        missing = {name for name in known if f"{name}.ipynb" not in job.content.files}
        try:
            prepared = self.graded.places.prepare(student, outcome.files)
        except OSError as error:
            return f"the machine fails: {error.strerror} ({error.filename})."
        except ValueError as error:  # of a name that no file can have, say
            self._fail(job.submission, job.timestamp, f"{type(error).__name__}: {error}", "submission")
            return ""
        writer = self.graded.writer
        try:
            waits = writer.save_graded(student, job.timestamp, outcome.saved, missing, job.found, prepared)
        except MissingEntry as error:
            self._fail(job.submission, job.timestamp, f"{error}. Remove it: nbgrader db student remove", "none")
            return ""
        self._saved[student] = job.found
        self.tell(_told(outcome, known))
        self.summary.note(student, "needs_person" if waits else "graded")
        self._show(self.summary)
        return ""

    @contextlib.contextmanager
    def stopping_cleanly(self) -> Iterator[None]:
        """Let Ctrl-C and SIGTERM end the run between two submissions; a second one ends it at once."""
        before = {}

        def ask(number: int, frame: Any) -> None:
            if self.stop.is_set():
                raise KeyboardInterrupt
            self.stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, ask)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _told(outcome: Outcome, known: dict[str, dict[str, KnownCell]]) -> str:
    """Return in a line what became of a graded submission."""
    points = {cell.name: cell.points or 0.0 for cells in known.values() for cell in cells.values()}
    scores = {name: score for saved in outcome.saved.values() for name, score in saved.scores.items()}
    waits = [name for name in points if name in scores and scores[name] is None]
    lost = [name for name in points if (score := scores.get(name)) is not None and score < points[name]]
    line = f"{outcome.student} graded: {sum(score or 0.0 for score in scores.values()):g} of {sum(points.values()):g}"
    line += f", to be graded by hand: {', '.join(waits)}" if waits else ""
    return line + (f", points lost in {', '.join(lost)}" if lost else "")


def _pair(job: Job, future: Future, result: Any) -> tuple[Job, Outcome]:
    """Return a job with what its task gave back, or with what the task's error means."""
    student = job.submission.student
    if isinstance(result, Outcome):
        return job, result
    try:
        return job, future.result()
    except FutureCancelledError:
        return job, Outcome(student, "stopped", "the Dask scheduler has gone.")
    except KilledWorker:
        reason = "Its worker was killed while grading it, also when it was tried again alone."
        return job, Outcome(student, "again", reason)
    except Exception as error:  # a worker that cannot even read the task: nobody can be graded there
        return job, Outcome(student, "stopped", f"a worker could not take {student}: {type(error).__name__}: {error}.")


def _need_scheduler(client: Client) -> None:
    if client.status not in ("running", "connecting"):
        raise CourseError(f"the Dask scheduler has gone. {AGAIN}")


def _reason(job: Job, outcome: Outcome) -> str:
    """Return why a submission failed: in the words of `course report` where its file is the reason."""
    if outcome.kind == "failed":
        for name in job.notebooks:
            problem = problem_of(job.submission.folder, name)
            if problem:
                return problem
    return outcome.reason


def _why(submission: Submission, notebook: str) -> str:
    return problem_of(submission.folder, notebook) or f"{notebook}.ipynb is none of the notebooks that are graded."


def _timestamp(content: Content) -> datetime | None:
    return parse_timestamp(content.files.get(TIMESTAMP, b"").decode("utf-8-sig"))
