"""Running a way of grading, with its time and its memory."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from course.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
EACH_SECONDS = 1.0  # between two looks at the memory: reading it costs time itself


@dataclass(frozen=True)
class Measured:
    """One run of a way.

    seconds, count: of the submissions after the warm-up. whole_seconds: from the start of the process to its end.
    peak_mb: the most memory of the process and all that it started, shared pages counted once (PSS).
    """

    seconds: float
    count: int
    whole_seconds: float
    peak_mb: float
    said: dict[str, Any]


def run_way(way: str, root: Path, lesson: str, handed_in: int, warm_up: int) -> Measured:
    """Grade what was handed in at `root`: so many submissions. The first `warm_up` of them are not counted: with them
    begins what stays, such as a worker's box.

    Raises CourseError where the way does not come to its end.
    """
    separator = os.pathsep
    path = separator.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    programs = separator.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PYTHONPATH": path, "PATH": programs, "OPENBLAS_NUM_THREADS": "1"}
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        command = [sys.executable, "-m", "bench.drive", way, str(root), lesson]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=errors)
        with MemoryWatch(process.pid) as memory:
            status = process.wait()
        whole = time.perf_counter() - started
        out.seek(0)
        errors.seek(0)
        if status:
            raise CourseError(f"{way} ended with status {status} on {lesson}:\n{errors.read()[-2000:]}")
        answer = json.loads(out.read().splitlines()[-1])
    seconds = seconds_after(answer["begun"], answer["graded"], answer["saved"], warm_up)
    return Measured(seconds, handed_in - warm_up, whole, memory.peak_mb, answer["said"])


def seconds_after(begun: float, graded: list[float], saved: list[float], warm_up: int) -> float:
    """Return the seconds from the moment when `warm_up` submissions were graded until all were saved.

    Counted from when those were saved, others would be done by then that were saved with them. Raises CourseError where
    no more than those were graded.
    """
    if len(graded) <= warm_up:
        raise CourseError(f"{len(graded)} submissions came to an end, and {warm_up} of them are a warm-up.")
    return max(saved) - [begun, *sorted(graded)][warm_up]


class MemoryWatch:
    """Looks at the memory of a process and all that it started, until the `with` statement ends."""

    def __init__(self, pid: int) -> None:
        self._process, self._done, self.peak_mb = psutil.Process(pid), threading.Event(), 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(EACH_SECONDS):
            self._look()

    def _look(self) -> None:
        self.peak_mb = max(self.peak_mb, tree_megabytes(self._process))


def tree_megabytes(process: psutil.Process) -> float:
    """Return the memory of a process and its descendants in MB; a page that several share is counted once."""
    total = 0
    try:
        everyone = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0.0
    for one in everyone:
        try:
            total += _bytes(one)
        except psutil.Error:
            continue  # it has ended
    return total / 1e6


def _bytes(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
    except psutil.AccessDenied:  # a box of another user: pages that it shares count for each
        return int(process.memory_info().rss)
    return int(getattr(info, "pss", info.rss))
