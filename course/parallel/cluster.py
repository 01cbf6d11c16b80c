"""The workers: on this machine, or a Dask cluster by its address."""

import asyncio
import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from course.errors import CourseError
from course.parallel.versions import differences, versions
from course.parallel.worker import describe_worker

_CONNECT_SECONDS = 15
_WORKER_SECONDS = 120
_CLOSE_SECONDS = 2
_KILL_SECONDS = 0.1  # that a worker has to end by itself
_PREFIX = "course-class-"
# A worker holds a notebook and what a few steps make of it; boxes are processes of their own, with limits of their own.
_MEMORY = "2GiB"
# Dask's log of the last messages of each connection holds a thousand of them, and ours hold the notebooks: a class of a
# thousand was in memory twice.
_CLIENT_SETTINGS = {
    "distributed.admin.low-level-log-length": 10,
    # A submission may be larger than the 10 MB of which Dask warns, across the progress bar.
    "distributed.admin.large-graph-warning-threshold": "10GB",
}
_SETTINGS = {
    **_CLIENT_SETTINGS,
    # A submission whose worker dies comes back to us at once: we try it again, alone.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s",
    # No dashboard: it would be open to whoever can reach the port.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Dask's monitoring at its usual rate costs a tenth of a core.
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.client.scheduler-info-interval": "10s",
    # Tasks are queued on the scheduler (worker-saturation), so there is nothing to steal.
    "distributed.scheduler.work-stealing": False,
}


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def open_cluster(workers: int, scheduler: str | None) -> Iterator[Client]:
    """Give a client of a local cluster, or of the one at an address; what was started here ends with the context.

    Raises CourseError where no cluster answers, or its workers grade with something else than this process.
    """
    with (
        dask.config.set(_CLIENT_SETTINGS if scheduler else _SETTINGS),
        _by_address(scheduler) if scheduler else _on_this_machine(workers) as client,
    ):
        _compare_versions(client)
        yield client


@contextlib.contextmanager
def _on_this_machine(workers: int) -> Iterator[Client]:
    try:
        # Whoever can reach a scheduler can run code with the rights of its owner, and on a shared machine the students
        # can reach every port. So even here nobody gets in without a certificate that was made for this run.
        security = Security.temporary()
    except ImportError:
        raise CourseError("grading in parallel needs cryptography: pip install 'backprop-by-hand[teach]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with scratch_folder() as folder:
        try:
            cluster = _start(workers, folder, security)
        except RuntimeError:
            # A worker that is killed while it starts takes the cluster with it; once may be chance.
            try:
                cluster = _start(workers, folder, security)
            except RuntimeError as error:
                reason = error.__cause__ or error
                raise CourseError(f"the workers do not start ({reason}). Is there memory to spare?") from None
        try:
            with Client(cluster, set_as_default=False) as client:
                yield client
        finally:
            _end(cluster)


def _start(workers: int, folder: Path, security: Security) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        memory_limit=_MEMORY,
        host="127.0.0.1",
        protocol="tls",
        security=security,
        dashboard_address=None,
        worker_dashboard_address=None,
        local_directory=str(folder),
        env={"TMPDIR": str(folder)},
        silence_logs=logging.CRITICAL,
    )


def _end(cluster: LocalCluster) -> None:
    """Kill the workers: `close` would wait for the submission that each is at. Their boxes end with them."""

    async def kill() -> None:
        await asyncio.gather(*(nanny.kill(timeout=_KILL_SECONDS) for nanny in nannies), return_exceptions=True)

    nannies = list(cluster.workers.values())
    for nanny in nannies:
        nanny.auto_restart = False
    with contextlib.suppress(Exception):
        cluster.sync(kill, callback_timeout=_CLOSE_SECONDS)
    with contextlib.suppress(Exception):
        cluster.close(timeout=_CLOSE_SECONDS)


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a temporary folder for the files of this run's workers."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # A box may run as another user, who needs to reach its own folder, and not to list this one.
    folder.chmod(0o711)
    try:
        # The kernel releases the lock when this process ends, however it ends.
        with open(folder / "lock", "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> None:
    """Remove the folders of runs that were killed."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/lock"):
        with contextlib.suppress(OSError), open(lock, "r+", encoding="utf-8") as file:
            # The folder of another user, or of a run that is at work, cannot be locked.
            if os.fstat(file.fileno()).st_uid == os.getuid():
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)


@contextlib.contextmanager
def _by_address(address: str) -> Iterator[Client]:
    try:
        # With no security given, Dask takes it from its own settings. How many workers a poisoned submission may end
        # before we hear of it is the scheduler's setting too (distributed.scheduler.allowed-failures).
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise CourseError(
            f"no Dask scheduler answers at {address} ({str(error).strip() or type(error).__name__}). Is the address "
            "right, and are Dask's TLS settings (distributed.comm.tls) those of the cluster?"
        ) from None
    with client:
        yield client


def _compare_versions(client: Client) -> None:
    """Raise CourseError where a worker has other versions than this process, or no course at all."""
    try:
        client.wait_for_workers(1, timeout=_WORKER_SECONDS)
    except TimeoutError:
        raise CourseError(f"no worker has come within {_WORKER_SECONDS} seconds. Start some, and try again.") from None
    told: dict[str, Any] = client.run(describe_worker, on_error="return")
    # One that has gone just now is none; what comes in its place is asked with its first submission.
    told = {address: answer for address, answer in told.items() if not isinstance(answer, OSError)}
    for address, answer in told.items():
        if isinstance(answer, Exception):
            raise CourseError(
                f"the worker {address} cannot run the course ({type(answer).__name__}: {answer}). Install the same "
                "backprop-by-hand on all of them."
            )
    for address, worker in told.items():
        found = differences(versions(), worker["versions"])
        if found:
            raise CourseError(
                f"the worker {address} would grade otherwise: {'; '.join(found)}. Install the same on all."
            )
