"""Running a notebook's code cells without a kernel, each run in a fresh process.

A warm server process imports NumPy, Matplotlib, IPython and helpers once, and forks a child for each run: it is
ready in milliseconds. Without os.fork (Windows) each run gets a new server. The cells run in IPython's own shell,
so that `display`, last expressions and tracebacks are what a kernel gives.

This is for the course's own code: nothing is confined. A student's code belongs in a sandbox.
"""

import contextlib
import importlib
import io
import json
import math
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
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from course.errors import CourseError

_PRELOAD = ("numpy", "matplotlib.pyplot", "ipywidgets", "helpers", "helpers.checks", "helpers.figures")
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
        server = self._ready()
        with tempfile.TemporaryDirectory(prefix="course-cells-") as folder:
            if files and files.is_dir():
                shutil.copytree(files, folder, dirs_exist_ok=True)
            request = {
                "cells": list(cells),
                "cell_seconds": cell_seconds,
                "total_seconds": total_seconds,
                "folder": folder,
                "draw": draw,
            }
            assert server.stdin
            server.stdin.write(json.dumps(request) + "\n")
            server.stdin.flush()
            runs: list[CellRun] = []
            missing = CellRun("ProcessEnded", "the process ended before this cell was done")
            deadline = time.monotonic() + total_seconds
            while True:
                try:
                    line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    missing = CellRun("TotalTimeout", f"not done after {total_seconds:g} s for the whole notebook")
                    self._stop()
                    break
                answer = json.loads(line) if line else {"status": server.wait()}
                if "status" in answer:
                    if answer["status"]:
                        missing = replace(missing, message=f"{missing.message}, with status {answer['status']}")
                    break
                runs.append(CellRun(**answer))
        return runs + [missing] * (len(cells) - len(runs))

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
            [sys.executable, "-m", "course.run"],
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


def _pass_on(stream: Any, lines: "queue.Queue[str | None]") -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


# From here on: what happens in the server process and its children.


class CellTimeout(BaseException):
    """Interrupts a cell. Not an Exception: a learner's `except Exception` must not catch it."""


def serve() -> None:
    """Answer requests, lines of JSON on standard input, until that is closed."""
    # What a cell or a library writes to file descriptor 1 must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    shell = _make_shell()
    for name in _PRELOAD:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if not hasattr(os, "fork"):
            _run_cells(shell, request, answers)
            status = 0
        else:
            child = os.fork()
            if child == 0:
                os.dup2(null, 0)
                os.dup2(null, 2)
                _limit(request)
                _run_cells(shell, request, answers)
                os._exit(0)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"status": status}), file=answers, flush=True)
        if not hasattr(os, "fork"):
            return


def _limit(request: dict[str, Any]) -> None:
    """Let a process that wants too much memory get a MemoryError, and end one whose Runner is gone."""
    try:
        import resource
    except ImportError:
        return
    seconds = math.ceil(request["total_seconds"]) + 1
    for kind, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, seconds)):
        resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))


def _make_shell() -> Any:
    """Return IPython's shell with no history, no colours, and results and tracebacks kept instead of printed."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class QuietHook(DisplayHook):
        """Computes how a last expression looks, as a notebook does, and prints nothing."""

        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
            pass

        def finish_displayhook(self) -> None:
            pass

    class Shell(InteractiveShell):
        displayhook_class = QuietHook
        last_traceback = ""

        def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
            self.last_traceback = self.InteractiveTB.stb2text(stb)

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "NoColor"
    return Shell.instance(config=settings)


def _run_cells(shell: Any, request: dict[str, Any], answers: io.TextIOBase) -> None:
    os.chdir(request["folder"])
    if not request["draw"]:
        shell.display_formatter.active_types = ["text/plain"]
        shell.display_formatter.mimebundle_formatter.enabled = False
    for source in request["cells"]:
        print(json.dumps(asdict(_run_cell(shell, source, request["cell_seconds"]))), file=answers, flush=True)


def _run_cell(shell: Any, source: str, limit: float) -> CellRun:
    shell.last_traceback = ""
    printed, complained = io.StringIO(), io.StringIO()
    started = time.perf_counter()
    error: BaseException | None
    value: Any = None
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained), _alarm(limit):
            result = shell.run_cell(source, store_history=False)
        error, value = result.error_before_exec or result.error_in_exec, result.result
    except CellTimeout as late:
        # The alarm rang in IPython's own code, after the cell's.
        error = late
    try:
        message = str(error) if error else ""
    except Exception:
        message = "(its message cannot be printed)"
    named = getattr(error, "named", None)
    return CellRun(
        error=type(error).__name__ if error else None,
        message=message,
        traceback=shell.last_traceback,
        stdout=printed.getvalue(),
        stderr=complained.getvalue(),
        seconds=time.perf_counter() - started,
        # nbgrader reads what is shown, and a bool or a NumPy number shows no plain number.
        value=value if type(value) in (int, float) and math.isfinite(value) else None,
        named=named if isinstance(named, str) else None,
    )


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise CellTimeout after `seconds`, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: Any) -> None:
        raise CellTimeout(f"interrupted after {seconds:g} s")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    serve()
