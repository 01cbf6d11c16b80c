"""A class through the cluster: what needs no worker is dealt with here, and what comes back is saved."""

import contextlib
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from distributed import Client
from nbgrader.api import MissingEntry

from course.errors import CourseError
from course.grading.cells import KnownCell
from course.grading.submissions import problem_of
from course.grading.timestamps import NAME, parse_timestamp
from course.grading.unfinished import is_marked
from course.parallel.classroom import GradedClass
from course.parallel.place import Prepared
from course.parallel.save import AGAIN, Entry
from course.parallel.submissions import Content, Submission, fingerprint, notebooks_in, read_content
from course.parallel.traffic import Arrived, Job, Traffic
from course.parallel.worker import Outcome, PlanPlugin

_COUNT_SECONDS = 5.0


@dataclass
class Summary:
    """What became of a run so far."""

    lesson: str
    total: int = 0
    counts: Counter[str] = field(default_factory=Counter)  # by kind: graded, needs_person, failed, skipped
    failed: dict[str, str] = field(default_factory=dict)  # reasons by student
    stopped: bool = False
    workers: int = 0
    seconds: float = 0.0
    start_seconds: float = 0.0  # until the workers are there
    coordinator_seconds: float = 0.0  # processor time of this process
    _kinds: dict[str, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many came to an end."""
        return len(self._kinds)

    @property
    def worked(self) -> int:
        """How many were not skipped."""
        return self.done - self.counts["skipped"]

    def note(self, student: str, kind: str, reason: str = "") -> None:
        """Note what became of a student's submission; what became of an earlier one does not count any more."""
        before = self._kinds.get(student)
        if before:
            self.counts[before] -= 1
            self.failed.pop(student, None)
        self._kinds[student] = kind
        self.counts[kind] += 1
        if reason:
            self.failed[student] = reason

    def expect(self, students: list[str]) -> None:
        """Count students that were not there before."""
        self.total += sum(student not in self._kinds for student in students)


class Run:
    """One run over a class. `show` is called after each submission that comes to an end, `tell` with a line on it."""

    def __init__(
        self,
        graded: GradedClass,
        force: bool = False,
        show: Callable[[Summary], None] = lambda summary: None,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.graded, self.force, self._show, self.tell = graded, force, show, tell
        self.summary = Summary(graded.plan.assignment)
        self.stop = threading.Event()
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
        """Send jobs out and save what comes back, until there are none or the run is stopped."""
        self._tell(client)
        self._count_workers(client)
        with Traffic(client, self.graded.plan.key, self.graded.places) as traffic:
            self._grade_all(client, traffic, jobs)
            # One whose worker died is tried again when nothing else is at work: whoever dies then did it alone.
            for job in self._again:
                if self.stop.is_set():
                    break
                traffic.send([job])
                while len(traffic) and not self.stop.is_set():
                    self._take(client, traffic, last=True)
            if self.stop.is_set():
                self._keep(traffic.take_rest(), last=False)
        self._again.clear()

    def _tell(self, client: Client) -> None:
        """Give the plan to the workers, once. Those that come later get it from the scheduler."""
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

    def _grade_all(self, client: Client, traffic: Traffic, jobs: Iterator[Job]) -> None:
        waiting = True
        while (waiting or len(traffic)) and not self.stop.is_set():
            room = traffic.room(self.summary.workers) if waiting else 0
            if room:
                group = list(islice(jobs, room))
                waiting = len(group) == room
                if group:
                    _need_scheduler(client)
                    traffic.send(group)
            self._take(client, traffic)

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
        paths = [place / f"{name}.ipynb" for name in names]
        return all(path.is_file() and not is_marked(path) for path in paths)

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
                reason = f"timestamp.txt does not hold a time ({error}). Correct or delete it and autograde again."
                rows = "submission"
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

    def _take(self, client: Client, traffic: Traffic, last: bool = False) -> None:
        """Save the outcomes that are there, or return after a moment without one."""
        arrived = traffic.take()
        if not arrived:
            _need_scheduler(client)
            self._count_workers(client)
        self._keep(arrived, last)

    def _keep(self, arrived: list[Arrived], last: bool) -> None:
        """Save what was graded, and note what was not. last: there is no other try.

        Raises CourseError, after that, where a worker says that nobody can be graded there.
        """
        graded, stopped = [], ""
        for one in arrived:
            job, outcome = one.job, one.outcome
            if outcome.kind == "stopped":
                stopped = outcome.reason
            elif outcome.kind == "again" and not last:
                self._again.append(job)
            elif one.prepared is not None:
                graded.append((job, self._entry(job, outcome, one.prepared)))
            else:
                self._fail(job.submission, job.timestamp, _reason(job, outcome), "submission")
        if graded:
            self._save(graded)
        if stopped:
            raise CourseError(f"{stopped} {AGAIN}")

    def _entry(self, job: Job, outcome: Outcome, prepared: Prepared) -> Entry:
        missing = {name for name in self.graded.plan.notebooks if f"{name}.ipynb" not in job.content.files}
        return Entry(job.submission.student, job.timestamp, outcome.saved, missing, job.found, prepared)

    def _save(self, graded: list[tuple[Job, Entry]]) -> None:
        """Save what has come in at the same time in one transaction: to commit takes longer than to write."""
        try:
            waits = self.graded.writer.save_graded([entry for _, entry in graded])
        except MissingEntry as error:
            if len(graded) == 1:
                job = graded[0][0]
                self._fail(job.submission, job.timestamp, f"{error}. Remove it: nbgrader db student remove", "none")
                return
            for one in graded:
                self._save([one])
            return
        for (job, entry), needs_person in zip(graded, waits, strict=True):
            self._saved[job.submission.student] = job.found
            self.tell(_outcome(entry, self.graded.plan.notebooks))
            self.summary.note(job.submission.student, "needs_person" if needs_person else "graded")
            self._show(self.summary)

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


def _outcome(entry: Entry, known: dict[str, dict[str, KnownCell]]) -> str:
    """Return in a line what became of a graded submission."""
    points = {cell.name: cell.points or 0.0 for cells in known.values() for cell in cells.values()}
    scores = {name: score for saved in entry.saved.values() for name, score in saved.scores.items()}
    waits = [name for name, score in scores.items() if score is None]
    lost = [name for name, score in scores.items() if score is not None and score < points.get(name, 0.0)]
    line = f"{entry.student} graded: {sum(score or 0.0 for score in scores.values()):g} of {sum(points.values()):g}"
    line += f", to be graded by hand: {', '.join(waits)}" if waits else ""
    return line + (f", points lost in {', '.join(lost)}" if lost else "")


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
    return parse_timestamp(content.files.get(NAME, b"").decode("utf-8-sig"))


def peak_megabytes() -> float:
    """Return the most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
