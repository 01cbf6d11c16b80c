"""What is out with the workers: sent in groups, and brought back in groups.

A message, and a transaction, cost about as much for one submission as for several. So a few are sent together before
the workers run out of them, and what is graded waits a moment for others, unless nothing else is at work.
"""

import contextlib
import queue
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from distributed import Client, Future
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from course.parallel.place import Places, Prepared
from course.parallel.submissions import Content, Submission
from course.parallel.worker import Outcome, Task, grade_submission

_EACH = 6  # submissions that are out for each worker, at most
_REFILL = 3  # where no more than these are not yet graded, others are sent
_ENOUGH = 4  # outcomes that wait for no others
_TOGETHER = 16  # outcomes that come, and are saved, together, at most
_FETCHERS = 4
_LOOK_SECONDS = 0.1  # between two looks at what is done
_LINGER_SECONDS = 1.0  # that an outcome waits for others
_REST_SECONDS = 1.0  # that a run which is being stopped waits for what is graded


@dataclass(frozen=True)
class Job:
    """A submission that a worker has to grade. found: its fingerprint. notebooks: the names of those to grade."""

    submission: Submission
    content: Content
    found: str
    notebooks: tuple[str, ...]
    timestamp: datetime | None


@dataclass
class Arrived:
    """A job's outcome. prepared: the graded folder beside its place, where it was graded."""

    job: Job
    outcome: Outcome
    prepared: Prepared | None


class Traffic:
    """The jobs that are out. Use as a context; what is still out at its end is given up."""

    def __init__(self, client: Client, key: str, places: Places) -> None:
        self._client, self._key, self._places = client, key, places
        self._out: dict[Future, Job] = {}
        self._coming: set[Future] = set()
        self._arrived: queue.SimpleQueue[tuple[list[Future], list[Arrived]]] = queue.SimpleQueue()
        self._done_since: float | None = None
        self._fetchers: ThreadPoolExecutor

    def __enter__(self) -> "Traffic":
        """Start the threads that bring outcomes here."""
        self._fetchers = ThreadPoolExecutor(_FETCHERS, thread_name_prefix="fetch")
        return self

    def __exit__(self, *error: object) -> None:
        """Give up what is out, and end the threads."""
        left = [*self._out, *self._coming]
        with contextlib.suppress(Exception):  # of a client that has lost its scheduler
            if left:
                self._client.cancel(left, force=True)
        # One that waits for a worker which does not answer ends with the client.
        self._fetchers.shutdown(wait=not left, cancel_futures=True)

    def __len__(self) -> int:
        """How many are out."""
        return len(self._out) + len(self._coming)

    def room(self, workers: int) -> int:
        """Return how many may be sent now: none while the workers have enough, or while too many wait to be saved."""
        workers = max(1, workers)
        waiting = sum(not future.done() for future in self._out)
        unsaved = len(self) - waiting
        if waiting > _REFILL * workers or unsaved > _EACH * workers + _TOGETHER:
            return 0
        return _EACH * workers - waiting

    def send(self, jobs: list[Job]) -> None:
        """Send jobs out, as one message."""
        tasks = [Task(job.submission.student, job.content.files, job.notebooks) for job in jobs]
        futures = self._client.map(grade_submission, [self._key] * len(tasks), tasks, pure=False)
        self._out.update(zip(futures, jobs, strict=True))

    def take(self, now: bool = False) -> list[Arrived]:
        """Return the outcomes that came together, or none after a moment. now: those that are there do not wait."""
        self._fetch_what_is_done(now)
        try:
            futures, arrived = self._arrived.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return []
        for future in futures:
            self._coming.discard(future)
            future.release()
        return arrived

    def take_rest(self) -> list[Arrived]:
        """Return what is graded already, as far as it can be here within a second: the run is being stopped."""
        until = time.monotonic() + _REST_SECONDS
        arrived = self.take(now=True)
        while self._coming and time.monotonic() < until:
            arrived += self.take()
        return arrived

    def _fetch_what_is_done(self, now: bool) -> None:
        done = [future for future in self._out if future.done()]
        moment = time.monotonic()
        if not done:
            self._done_since = None
            return
        if self._done_since is None:
            self._done_since = moment
        waited = moment - self._done_since >= _LINGER_SECONDS
        if not (now or waited or len(done) >= _ENOUGH or len(done) == len(self._out)):
            return
        self._done_since = None
        for first in range(0, len(done), _TOGETHER):
            group = done[first : first + _TOGETHER]
            jobs = [self._out.pop(future) for future in group]
            self._coming.update(group)
            self._fetchers.submit(self._fetch, group, jobs)

    def _fetch(self, futures: list[Future], jobs: list[Job]) -> None:
        """Bring outcomes here and write their files beside their place, in a thread beside the one that saves."""
        outcomes = self._outcomes(futures, jobs)
        self._arrived.put((futures, [self._prepare(job, one) for job, one in zip(jobs, outcomes, strict=True)]))

    def _outcomes(self, futures: list[Future], jobs: list[Job]) -> list[Outcome]:
        with contextlib.suppress(Exception):  # of one of them; which, is asked below
            outcomes: list[Outcome] = self._client.gather(futures)
            return outcomes
        return [_outcome(future, job.submission.student) for future, job in zip(futures, jobs, strict=True)]

    def _prepare(self, job: Job, outcome: Outcome) -> Arrived:
        if outcome.kind != "graded":
            return Arrived(job, outcome, None)
        student = job.submission.student
        try:
            return Arrived(job, outcome, self._places.prepare(student, outcome.files))
        except OSError as error:
            reason = f"the machine fails: {error.strerror} ({error.filename})."
            return Arrived(job, Outcome(student, "stopped", reason), None)
        except Exception as error:  # of a name that no file can have, say; the others of its group go on
            return Arrived(job, Outcome(student, "failed", f"{type(error).__name__}: {error}"), None)
        finally:
            outcome.files = {}


def _outcome(future: Any, student: str) -> Outcome:
    """Return what a task gave back, or what its end means."""
    try:
        outcome: Outcome = future.result()
        return outcome
    except FutureCancelledError:
        return Outcome(student, "stopped", "the Dask scheduler has gone.")
    except KilledWorker:
        return Outcome(student, "again", "Its worker was killed while grading it, also when it was tried again alone.")
    except Exception as error:  # a worker that cannot even read the task: nobody can be graded there
        return Outcome(student, "stopped", f"a worker could not take {student}: {type(error).__name__}: {error}.")
