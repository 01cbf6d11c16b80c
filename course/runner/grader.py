"""The two servers, and one submission at a time through both."""

import atexit
import contextlib
import os
import socket
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NoReturn

import course
from course.runner.boxed import GRACE
from course.runner.channel import Channel, ChannelClosed, ChannelLate, send_sockets
from course.runner.codec import OWN_LIMITS
from course.runner.errors import GradingStopped, NotGraded
from course.runner.messages import Message
from course.runner.plan import Planned, names_set
from course.runner.processes import ONE_THREAD, Child, Lost, Process, Server
from course.runner.sandbox import Sandbox, choose

# As the servers are called where one does not start.
SANDBOX, CHECKS = "sandbox", "process for the checks"
_MOST_AGAIN = 8  # fresh boxes for one submission whose cells end theirs


@dataclass(frozen=True)
class Settings:
    """How submissions are run."""

    seconds: float = 60.0  # for one cell, with the calls in it
    total_seconds: float = 600.0
    memory: int = 2 * 2**30
    no_sandbox: bool = False
    check_seconds: float = 0.0  # for the cell of a check, where that is more


@dataclass
class Run:
    """What a submission's cells showed, in the order of the plan. `ended`: why its box ended before the last cell.

    ended_at: the position of the cell in which the box ended. ended_by: the answer whose call ended it, if it was one.
    """

    messages: list[list[Message]]
    ended: str
    seconds: float
    confined: dict[str, Any]
    ended_at: int | None = None
    ended_by: str = ""


class Grader:
    """The two servers. They are started when the first submission comes, and end with this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._folder = tempfile.TemporaryDirectory(prefix="course-box-")
        self._log: IO[str] = open(Path(self._folder.name) / "log.txt", "w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._servers: dict[str, Server] = {}
        self._lock = threading.Lock()
        self.owner = os.getpid()
        atexit.register(self.close)

    def run(
        self,
        cells: list[Planned],
        folder: Path,
        files: dict[str, bytes] | None = None,
        environment: dict[str, str] | None = None,
    ) -> Run:
        """Run the cells of one submission, in a box of its own and beside it, and return what they showed.

        folder: where test cells run. files: what the student's cells find beside them, by name.
        Raises NotGraded where it could not be run to its end for a reason that is not the student's, and
        GradingStopped where nothing can be run.
        """
        with self._lock:
            try:
                return self._whole(cells, folder, files or {}, environment or {})
            except Lost:
                # Once may be chance. Both servers are started anew, for either may be about to end with what was
                # lost, and the submission is run again from its start.
                self._end_servers()
            try:
                return self._whole(cells, folder, files or {}, environment or {})
            except Lost as lost:
                raise (GradingStopped if lost.everyone else NotGraded)(str(lost)) from None

    def pids(self) -> tuple[int, int] | None:
        """Return the numbers of the processes that were started, for the sandbox and for the checks."""
        found = [self._servers[what].process.pid for what in (SANDBOX, CHECKS) if what in self._servers]
        return (found[0], found[1]) if len(found) == 2 else None

    def close(self) -> None:
        """End both servers."""
        if os.getpid() != self.owner:
            return
        self._end_servers()
        with contextlib.suppress(OSError):
            self._log.close()
            self._folder.cleanup()

    def _end_servers(self) -> None:
        while self._servers:
            self._servers.popitem()[1].stop()

    def _ready(self) -> tuple[Server, Server]:
        """Return both servers, and start what does not run. Raises GradingStopped where that does not work."""
        fresh = []
        for what, start in ((SANDBOX, self._start_sandbox), (CHECKS, self._start_checks)):
            if what in self._servers and self._servers[what].process.poll() is None:
                continue
            if what in self._servers:
                self._servers.pop(what).stop()
            try:
                self._servers[what] = start()
            except OSError as error:
                raise GradingStopped(f"the sandbox cannot be set up: {error}. Nobody was graded.") from None
            fresh.append(what)
        for what in fresh:
            if not self._servers[what].is_warm():
                self._refuse(what)
        return self._servers[SANDBOX], self._servers[CHECKS]

    def _refuse(self, what: str) -> NoReturn:
        """Raise Lost where a server that does not start was killed, GradingStopped where it ended by itself."""
        killed = self._servers[what].was_killed()
        self._end_servers()
        self._log.seek(0)
        said = "\n".join(self._log.read().strip().splitlines()[-8:])
        sentence = (
            f"the {what} does not start, so nobody can be graded. It said:\n{said or '(nothing)'}\n"
            "`course doctor` looks for the reason."
        )
        raise Lost(sentence, everyone=True) if killed else GradingStopped(sentence)

    def _start_sandbox(self) -> Server:
        kind, folder = choose(self.settings.no_sandbox), Path(self._folder.name)
        return Sandbox(kind, folder, self.settings.memory, int(self.settings.total_seconds) + 120).start(self._log)

    def _start_checks(self) -> Server:
        root = str(Path(str(course.__file__)).parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        home = str(Path(self._folder.name) / "ipython")
        settings = {"PYTHONPATH": path, "IPYTHONDIR": home, "MPLBACKEND": "agg", **ONE_THREAD}
        # -P: a file in the working directory must not be taken for a module.
        command = [sys.executable, "-P", "-m", "course.runner.trusted"]
        return Server(
            lambda control: [*command, str(control)], self._log, self._folder.name, {**os.environ, **settings}
        )

    def _whole(self, cells: list[Planned], folder: Path, files: dict[str, bytes], environment: dict[str, str]) -> Run:
        """Run the cells, and those after one that ends its process again in a fresh box, without that one.

        Up to there counts what the first box showed. In the next one the stub stands for the answer that ended it, so
        that exercises which do not need it lose nothing.
        """
        run = self._attempt(cells, folder, files, environment)
        ended, spent = run.ended, run.seconds
        for _ in range(_MOST_AGAIN):
            culprit = _culprit(cells, run)
            if culprit is None or run.ended_at is None or spent > self.settings.total_seconds:
                break
            cells = list(cells)
            cells[culprit] = replace(cells[culprit], source=cells[culprit].stub or "pass")
            again = self._attempt(cells, folder, files, environment)
            spent += again.seconds
            if again.ended_at is not None and again.ended_at <= run.ended_at:
                break
            after = run.ended_at + 1
            run = replace(again, messages=run.messages[:after] + again.messages[after:], ended=ended, seconds=spent)
        return run

    def _attempt(self, cells: list[Planned], folder: Path, files: dict[str, bytes], environment: dict[str, str]) -> Run:
        """Run the cells once. Raises Lost where a process was killed, and neither by us nor by itself."""
        started = time.monotonic()
        sandbox, checks = self._ready()
        student = Child(sandbox.control)
        child = Process(None)
        job: dict[str, Any] = {
            "cells": [{"role": c.role, "source": c.source, "needs": list(c.needs)} for c in cells],
            "seconds": self.settings.seconds,
            "check_seconds": max(self.settings.check_seconds, self.settings.seconds),
            "total_seconds": self.settings.total_seconds,
            "folder": str(folder),
            "environment": environment,
        }
        try:
            confined = student.wait_until_ready(files)
            ours, theirs = socket.socketpair()
            results = Channel(ours, OWN_LIMITS)
            handed = [theirs.fileno(), student.channel.end.fileno()]
            handed += [student.process.pidfd] if student.process.pidfd is not None else []
            send_sockets(checks.control, b"j", handed, 30)
            theirs.close()
            student.channel.close()
            child = Process(None, results.receive(30)["pid"])
            results.send({**job, "pid": student.process.pid}, 30)
            # Longer than a cell's own limit: what rings here is for a check that does not end by itself.
            late = 2 * job["check_seconds"] + 4 * GRACE + 30
            messages: list[list[Message]] = []
            ended_at, ended_by = None, ""
            while not (got := results.receive(late)).get("done"):
                if "failed" in got:
                    raise NotGraded(f"the checks could not be run. Nobody is graded by that.\n{got['failed']}")
                for cell in got["cells"]:
                    if cell["ended"] and ended_at is None:
                        ended_at, ended_by = len(messages), str(cell["ended_by"])
                    messages.append(cell["messages"])
        except ChannelLate:
            child.kill()
            raise NotGraded("a check of it does not come to an end. Nobody is graded by that.") from None
        except ChannelClosed as closed:
            child.kill()
            raise Lost(
                f"the process for the checks has ended: {closed}, twice. Nobody is graded by that: autograde it again."
            ) from None
        finally:
            student.end()
        if not got["stopped_by_us"] and student.killed_from_outside():
            raise Lost(
                "its process was killed twice from outside, as a system does that is out of memory. Nobody is "
                "graded by that: autograde it again when the machine has memory to spare."
            )
        return Run(messages, str(got["ended"]), time.monotonic() - started, confined, ended_at, ended_by)


def _culprit(cells: list[Planned], run: Run) -> int | None:
    """Return the position of the student's cell that ended the box: itself, or by what it defines; None if unknown."""
    if run.ended_at is None:
        return None
    if cells[run.ended_at].role == "student":
        return run.ended_at
    defining = [at for at, cell in enumerate(cells[: run.ended_at]) if run.ended_by in _defined(cell)]
    return defining[-1] if defining else None


def _defined(cell: Planned) -> frozenset[str]:
    """Return the names that a student's cell defines; none of one that cannot be read."""
    try:
        return names_set(cell.source) if cell.role == "student" else frozenset()
    except (ValueError, RecursionError, MemoryError):
        return frozenset()
