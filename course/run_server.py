"""What `course.run` starts: a server process that runs a notebook's code cells in children of its own.

Requests come on standard input, one a line: the cells, and perhaps changes of single cells. Answers go to standard
output, one line for each cell's run, and a last one with the status of the process that ran them. Of a request with
changes, the cells are run once. Before a cell that a change replaces, the process forks: the child goes on with the
change, and its lines say which one that was.
"""

import contextlib
import importlib
import io
import json
import math
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course.run import MEMORY_BYTES, CellRun

_PRELOAD = ("numpy", "matplotlib.pyplot", "ipywidgets", "helpers", "helpers.checks", "helpers.figures")


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
        _answer(answers, None, status=status)
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
    changes: dict[int, list[tuple[int, str]]] = {}
    for number, (at, source) in enumerate(request["changes"]):
        changes.setdefault(at, []).append((number, source))
    last = max(changes, default=len(request["cells"]))
    for at, source in enumerate(request["cells"][: last + 1]):
        for number, changed in changes.get(at, []):
            _fork(shell, request, answers, number, [changed, *request["cells"][at + 1 :]])
        if at < last:
            _run_in_order(shell, [source], request, answers, None)


def _run_in_order(
    shell: Any, sources: Sequence[str], request: dict[str, Any], answers: io.TextIOBase, change: int | None
) -> None:
    for source in sources:
        _answer(answers, change, run=asdict(_run_cell(shell, source, request["cell_seconds"])))


def _fork(shell: Any, request: dict[str, Any], answers: io.TextIOBase, change: int, sources: Sequence[str]) -> None:
    """Run the rest of the cells in a child, in a copy of the folder, and say how it ended: None if it was too slow.

    A file that an earlier cell left open is the same one for all.
    """
    with tempfile.TemporaryDirectory(dir=Path(request["folder"]).parent) as folder:
        child = os.fork()
        if child == 0:
            status = 1
            with contextlib.suppress(BaseException):  # nothing of the child's may go on as the parent does
                inside = os.path.relpath(os.getcwd(), request["folder"])
                shutil.copytree(request["folder"], folder, symlinks=True, dirs_exist_ok=True)
                os.chdir(Path(folder, inside))
                _run_in_order(shell, sources, request, answers, change)
                status = 0
            os._exit(status)
        ended: int | None = None
        try:
            with _alarm(request["total_seconds"]):
                ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except CellTimeout:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):  # it has just ended
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
    _answer(answers, change, status=ended)


def _answer(answers: io.TextIOBase, change: int | None, **said: Any) -> None:
    print(json.dumps({"change": change, **said}), file=answers, flush=True)


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
