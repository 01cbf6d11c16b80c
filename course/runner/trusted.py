"""The trusted process: runs locked and test cells, with stand-ins for what the student defines.

A warm server forks a child for each submission, so that nothing a test cell changes reaches the next one. The child
runs the whole notebook: it has student cells run in the box, at their place, and test cells nowhere else than here.
"""

import ast
import contextlib
import errno
import importlib
import os
import pkgutil
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

import helpers.mistakes
import helpers.reference
from course.runner.answers import Answer, Returned, StudentError, StudentWarning
from course.runner.bounds import MEMORY_BYTES, TooMuchTime, limit_memory, limit_time, processor_time
from course.runner.boxed import Box, BoxEnded, Call, CellTimeoutError, MachineFault
from course.runner.channel import Channel, ChannelClosed, serve_children
from course.runner.codec import OWN_LIMITS, CodecError, Reference
from course.runner.hooks import BoxHooks
from course.runner.messages import Message, clean_message
from course.runner.processes import Process
from course.runner.shell import CellShell, connect, make_shell, rehearse, run_cell
from helpers.checks.grader import installed

# What the machine says when it has no more memory, disk, files or processes to give.
_NO_MORE = {errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.EIO}
# What cells showed is kept for so long before it is sent. Whoever waits takes silence for a check that does not end.
BATCH_SECONDS = 0.25


class Trusted:
    """One submission: its cells in order, its box, and the trusted shell."""

    def __init__(self, shell: CellShell, box: Box, seconds: float, check_seconds: float) -> None:
        self.shell, self.box, self.seconds, self.check_seconds = shell, box, seconds, check_seconds
        self.hooks = BoxHooks()
        self.locked: dict[int, tuple[str, Any]] = {}
        self.placed: dict[str, Any] = {}
        self.messages: list[Message] = []
        self.ended_by = ""  # the answer whose call ended the box
        connect(shell, self._show)
        box.name_of = self._name_of

    def run(self, cell: dict[str, Any]) -> list[Message]:
        """Run one cell where it belongs, and return what it showed."""
        self.messages = []
        self.box.begin_cell(self.check_seconds if cell["role"] == "test" else self.seconds)
        if cell["role"] == "student":
            self._run_in_box(cell["source"])
        elif cell["role"] == "locked":
            self._run_locked(cell)
        else:
            self._place(cell["needs"])
            self._run_here(cell["source"])
        return self.messages

    def _run_here(self, source: str) -> None:
        """Run a cell on this side. Raises MachineFault where it is the machine that failed, and not the answer."""
        with processor_time(self.seconds):
            result = run_cell(self.shell, source)
        fault = machine_fault(result.error_before_exec or result.error_in_exec)
        if fault:
            raise MachineFault(f"{fault}{_last_called(self.box)}")

    def _run_in_box(self, source: str) -> None:
        try:
            self.box.run(source, False, self._deliver)
        except CellTimeoutError as late:
            self._error("CellTimeoutError", "", f"\x1b[0;31mCellTimeoutError\x1b[0m: {late}")
        except BoxEnded as ended:
            self._error("BoxEnded", str(ended), f"This cell did not run to its end: {ended}")

    def _run_locked(self, cell: dict[str, Any]) -> None:
        """Run a locked cell here, where it shows what it shows, and in the box, where student's code needs it."""
        self._place(cell["needs"])
        before = dict(self.shell.user_ns)
        self._run_here(cell["source"])
        made = {name: value for name, value in self.shell.user_ns.items() if before.get(name) is not value}
        for name, value in made.items():
            if isinstance(value, FunctionType):
                self.locked[id(value)] = name, value
        self.box.begin_cell(self.seconds)
        with contextlib.suppress(CellTimeoutError, BoxEnded):
            if not self.box.run(cell["source"], True, _show_nothing):
                # It needs what is not there, such as the reference. Its values and functions are, then.
                self.box.run(_definitions(cell["source"]), True, _show_nothing)
                for name, value in made.items():
                    if not callable(value) and not name.startswith("_") and name not in ("In", "Out"):
                        with contextlib.suppress(TypeError):
                            self.box.set({name: value})

    def _place(self, needs: list[str]) -> None:
        """Put a stand-in for each of the student's names that a trusted cell needs, where no such cell defined it."""
        space = self.shell.user_ns
        names = [name for name in needs if space.get(name) is self.placed.get(name)]
        try:
            found = self.box.describe(names) if names else {}
        except (BoxEnded, CellTimeoutError):
            found = {name: {"parameters": None} for name in names}
        for name in names:
            self.placed.pop(name, None)
            space.pop(name, None)
            if isinstance(found.get(name), dict):
                space[name] = self.placed[name] = self._stand_in(name, found[name])

    def _stand_in(self, name: str, said: dict[str, Any]) -> Any:
        """Plain data as it is, anything else as something that can only be called."""
        return said["value"] if "value" in said else Answer(name, self._call, said.get("parameters"))

    def _call(self, answer: Answer, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        self.shell.publisher.flush()
        self.box.lent = self.hooks.in_place
        # What an answer prints in a second call, with right ones in place of earlier answers, is not shown again.
        deliver = _show_nothing if self.box.lent else self._deliver
        before, limit = self.box.ended, (self.box.seconds, self.box.deadline)
        # What a check calls it also stops. A call beside a check has the time of a cell.
        if not signal.getitimer(signal.ITIMER_REAL)[0]:
            self.box.seconds = self.seconds
            self.box.deadline = min(self.box.deadline, time.monotonic() + self.seconds)
        try:
            done: Call = self.box.call(answer.__name__, args, named, deliver)
        except BaseException:
            if self.box.ended and not before:
                self.ended_by = answer.__name__
            raise
        finally:
            self.box.seconds, self.box.deadline = limit
        if done.changed:
            after, named_after = done.changed
            pairs = [*zip(args, after, strict=False), *((named[key], named_after.get(key)) for key in named)]
            for argument, left in pairs:
                self.hooks.leave_changed(argument, left)
        return done.value

    def _name_of(self, value: Any) -> Reference | None:
        if isinstance(value, Answer):
            return Reference("answer", value.__name__)
        if isinstance(value, Returned):
            handle = value._marker.handle
            return Reference("object", str(handle)) if handle else None
        if isinstance(value, np.ufunc):
            name = str(value.__name__)
            return Reference("numpy", name) if getattr(np, name, None) is value else None
        kept = self.locked.get(id(value))
        return Reference("locked", kept[0]) if kept else None

    def _show(self, kind: str, content: dict[str, Any]) -> None:
        """Take what the trusted shell shows."""
        message = clean_message(kind, content)
        if message is not None:
            self.messages.append(message)

    def _deliver(self, kind: str, content: dict[str, Any]) -> None:
        """Take what the box shows: it has been checked, and what this side printed before stands before it."""
        self.shell.publisher.flush()
        self.messages.append((kind, content))

    def _error(self, name: str, text: str, line: str) -> None:
        self.messages.append(("error", {"ename": name, "evalue": text, "traceback": [line]}))


def _show_nothing(kind: str, content: dict[str, Any]) -> None:
    """Take what is shown elsewhere already."""


def _definitions(source: str) -> str:
    """Return only the imports and definitions of a cell."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a cell with magics
        return ""
    return "\n\n".join(ast.unparse(node) for node in body if isinstance(node, kinds))


def machine_fault(error: BaseException | None) -> str:
    """Return what the machine ran out of where that is why a trusted cell failed, else "".

    nbgrader would read a 0 from such an error. What a student's function raised is not meant: that came with a call.
    """
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        ours = not isinstance(error, StudentError)
        if ours and isinstance(error, MachineFault):
            return str(error)
        if ours and isinstance(error, MemoryError):
            return f"There is no memory left for the checks. They may have {MEMORY_BYTES // 2**20} MB."
        if ours and isinstance(error, TooMuchTime):
            return "A check did not come to an end within its time, without the time of the answers themselves."
        if ours and isinstance(error, OSError) and error.errno in _NO_MORE:
            return f"the machine refuses what the checks need: {error}"
        error = error.__cause__ or error.__context__
    return ""


def _last_called(box: Box) -> str:
    """Return where to look: what an answer returned is all that a check does not know before."""
    return f" It looked at what the student's `{box.called}` returned: see what that is." if box.called else ""


def grade(shell: CellShell, box: Box, job: dict[str, Any], results: Channel) -> None:
    """Run a job's cells, and send what they showed: in batches, for each message wakes up a process."""
    trusted = Trusted(shell, box, job["seconds"], job["check_seconds"])
    started = sent = time.monotonic()
    shown: list[dict[str, Any]] = []
    for cell in job["cells"]:
        if time.monotonic() > started + job["total_seconds"]:
            box.end(f"the notebook took longer than {job['total_seconds']:g} seconds.")
        with installed(trusted.hooks):
            messages = trusted.run(cell)
        shown.append({"messages": messages, "ended": bool(box.ended), "ended_by": trusted.ended_by})
        if time.monotonic() > sent + BATCH_SECONDS:
            _send_cells(results, shown)
            shown, sent = [], time.monotonic()
    _send_cells(results, shown)
    ended, by_us = box.ended, box.stopped_by_us or not box.ended
    box.end("all cells have been run.")
    results.send({"done": True, "stopped_by_us": by_us, "ended": ended})


def _send_cells(results: Channel, shown: list[dict[str, Any]]) -> None:
    """Send what some cells showed in one frame; where that is too large, each cell alone, without what is too large."""
    try:
        results.send({"cells": shown})
    except CodecError as error:
        for cell in shown if len(shown) > 1 else []:
            _send_cells(results, [cell])
        if len(shown) == 1:
            text = f"What this cell showed cannot be kept: {error}"
            kept = [("error", {"ename": "TooMuchOutput", "evalue": text, "traceback": [text]})]
            results.send({"cells": [{**shown[0], "messages": kept}]})


def preload() -> None:
    """Import what checks and locked cells may ask for, so that every child has it already."""
    for name in ("helpers.data", "helpers.explore", "helpers.figures", "matplotlib.pyplot"):
        importlib.import_module(name)
    for package in (helpers.reference, helpers.mistakes):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def serve() -> None:
    """Fork a child for each job that comes over the socket whose number is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    shell = make_shell()
    preload()
    warnings.showwarning = _tell_warning(warnings.showwarning)
    rehearse(shell)
    # Whoever asked waits for the results, and kills the child that takes too long.
    serve_children(control, lambda descriptors: _child(shell, descriptors))


def _child(shell: CellShell, descriptors: list[int]) -> int:
    limit_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results = Channel(socket.socket(fileno=descriptors[0]), OWN_LIMITS)
    box = Box(Channel(socket.socket(fileno=descriptors[1])), Process(None))
    try:
        results.send({"pid": os.getpid()})
        job = results.receive(60)
        box.process = Process(descriptors[2], 0) if len(descriptors) > 2 else Process(None, job["pid"])
        os.environ.update(job["environment"])
        os.chdir(job["folder"])
        limit_time(job["total_seconds"])
        grade(shell, box, job, results)
    except ChannelClosed:
        return 1
    except BaseException as fault:
        with contextlib.suppress(ChannelClosed):
            results.send({"failed": machine_fault(fault) or traceback.format_exc()})
        return 1
    return 0


def _tell_warning(ordinary: Callable[..., Any]) -> Callable[..., Any]:
    """Return a `showwarning` that prints the student's warnings to stdout: nbgrader reads a 0 from a check's stderr."""

    def show(message: Any, category: Any, filename: str, line: int, *others: Any, **named: Any) -> None:
        if isinstance(message, StudentWarning):
            print(f"[a warning; it costs no points]\n{filename}: {category.__name__}: {message}")
        else:
            ordinary(message, category, filename, line, *others, **named)

    return show


if __name__ == "__main__":
    serve()
