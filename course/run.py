"""Running a notebook's code cells without a kernel, each run in a fresh process.

A warm server process imports NumPy, Matplotlib, IPython and helpers once, and forks a child for each run: it is
ready in milliseconds. Without os.fork (Windows) each run gets a new server. The cells run in IPython's own shell,
so that `display`, last expressions and tracebacks are what a kernel gives.

This is for the course's own code: nothing is confined. A student's code belongs in a sandbox.
"""

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from course.errors import CourseError

# A wrong answer that appends for ever must not take the machine with it.
MEMORY_BYTES = 4 * 2**30


@dataclass(frozen=True)
class CellRun:
    """What one code cell did. `error` is the exception's class name, None where it ended well.

    `value` is the last expression's value where that is a plain number: nbgrader's partial credit. `named` is the
    name of the mistake, where a check failed and knew it.
    """

    error: str | None = None
    message: str = ""
    traceback: str = ""
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    value: float | None = None
    named: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the cell ended without an exception."""
        return self.error is None


class Runner:
    """Runs lists of cells, one list at a time. Use it in a `with` statement; for parallel runs take several."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._home = tempfile.TemporaryDirectory(prefix="course-run-")

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()
        self._home.cleanup()

    def run(
        self,
        cells: Sequence[str],
        cell_seconds: float = 30.0,
        total_seconds: float = 120.0,
        files: Path | None = None,
        draw: bool = False,
    ) -> list[CellRun]:
        """Run code cells in order in one namespace, in a folder of their own, and return what each did.

        An exception does not stop the later cells. A cell that takes longer than `cell_seconds` is interrupted
        with `CellTimeout`; after `total_seconds` the process is killed. A cell that could not run has the error
        "TotalTimeout" or "ProcessEnded". `files`: a folder whose files the cells find beside them.

        Only with `draw` are figures that cells show rendered, which takes most of a lesson's time. It changes no
        outcome: IPython catches what goes wrong in rendering, and its result is not kept.
        """
        runs: list[CellRun] = []
        missing = CellRun("ProcessEnded")
        for answer in self._answers(_request(cells, [], cell_seconds, total_seconds, draw), files):
            if "status" in answer:
                missing = _missing(answer["status"], total_seconds)
            else:
                runs.append(CellRun(**answer["run"]))
        return runs + [missing] * (len(cells) - len(runs))

    def run_changed(
        self,
        cells: Sequence[str],
        changes: Sequence[tuple[int, str]],
        cell_seconds: float = 30.0,
        total_seconds: float = 120.0,
        files: Path | None = None,
    ) -> list[list[CellRun]]:
        """Return, for each change, what `run` returns of the cells with the one at this index replaced by this source.

        What comes before a change is run once for all. `total_seconds` is for what comes from it on, and for the cells
        between two changes.
        """
        if not hasattr(os, "fork"):
            changed = [[*cells[:at], source, *cells[at + 1 :]] for at, source in changes]
            return [self.run(each, cell_seconds, total_seconds, files) for each in changed]
        before: list[CellRun] = []
        after: list[list[CellRun]] = [[] for _ in changes]
        missing = [CellRun("ProcessEnded") for _ in changes]
        left = set(range(len(changes)))
        for answer in self._answers(_request(cells, changes, cell_seconds, total_seconds, draw=False), files):
            number = answer["change"]
            if "run" in answer:
                (before if number is None else after[number]).append(CellRun(**answer["run"]))
                continue
            for ended in left if number is None else [number]:
                missing[ended] = _missing(answer["status"], total_seconds)
            left.discard(number)
        return [
            (runs := before[:at] + after[number]) + [missing[number]] * (len(cells) - len(runs))
            for number, (at, _) in enumerate(changes)
        ]

    def _answers(self, request: dict[str, Any], files: Path | None) -> Iterator[dict[str, Any]]:
        """Give what the server answers. The last one is the status of the whole; None for one that took too long."""
        server = self._ready()
        with tempfile.TemporaryDirectory(prefix="course-cells-") as folder:
            place = Path(folder, "cells")
            if files and files.is_dir():
                shutil.copytree(files, place)
            else:
                place.mkdir()
            assert server.stdin
            server.stdin.write(json.dumps(request | {"folder": str(place)}) + "\n")
            server.stdin.flush()
            # Within that, the server looks after the time that a change may take.
            seconds = request["total_seconds"] * (2 if request["changes"] else 1)
            deadline = time.monotonic() + seconds
            answer: dict[str, Any] = {}
            while "status" not in answer or answer["change"] is not None:
                if "status" in answer:
                    deadline = time.monotonic() + seconds
                try:
                    line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
                    answer = json.loads(line) if line else {"change": None, "status": server.wait()}
                except queue.Empty:
                    answer = {"change": None, "status": None}
                    self._stop()
                yield answer

    def _ready(self) -> subprocess.Popen[str]:
        """Return a server that waits for a request."""
        if self._server and self._server.poll() is None and hasattr(os, "fork"):
            return self._server
        self._stop()
        root = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        # One thread: the server forks, and threads do not survive that.
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        settings = {"PYTHONPATH": path, "MPLBACKEND": "agg", "IPYTHONDIR": self._home.name, **threads}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "course.run_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Python puts the working directory first on its path: it must not hold another `course`.
            cwd=self._home.name,
            env={**os.environ, **settings},
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines = queue.Queue()
        threading.Thread(target=_pass_on, args=(self._server.stdout, self._lines), daemon=True).start()
        # The time limits begin when the server is warm.
        if self._lines.get() is None:
            raise CourseError(f"{sys.executable} cannot run notebooks; see what it says above. Is IPython installed?")
        return self._server

    def _stop(self) -> None:
        """End the server and a child that still runs: they are a process group of their own."""
        if self._server is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._server.pid, signal.SIGKILL)
            else:
                self._server.kill()
        self._server.wait()
        assert self._server.stdin
        with contextlib.suppress(OSError):
            self._server.stdin.close()
        self._server = None


def _request(
    cells: Sequence[str], changes: Sequence[tuple[int, str]], cell_seconds: float, total_seconds: float, draw: bool
) -> dict[str, Any]:
    limits = {"cell_seconds": cell_seconds, "total_seconds": total_seconds}
    return {"cells": list(cells), "changes": list(changes), "draw": draw, **limits}


def _missing(status: int | None, total_seconds: float) -> CellRun:
    """Return the run of a cell that did not come to its end, by the status of its process; None: it was too late."""
    if status is None:
        return CellRun("TotalTimeout", f"not done after {total_seconds:g} s for the whole notebook")
    ended = f", with status {status}" if status else ""
    return CellRun("ProcessEnded", f"the process ended before this cell was done{ended}")


def _pass_on(stream: Any, lines: "queue.Queue[str | None]") -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)
