"""The processes behind a grader: servers that are warm and fork, and a submission's own process in the sandbox."""

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from course.runner.channel import Channel, ChannelClosed, ChannelLate, receive_sockets, send_sockets
from course.runner.errors import GradingStopped, NotGraded

_START_SECONDS, _READY_SECONDS = 120.0, 30.0
# One thread: a server forks, and threads do not survive that.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_PID = struct.Struct("!Q")


class Process:
    """A process that is not our child, named by a pidfd, which cannot come to mean another one.

    Its number is used only where there are no pidfds.
    """

    def __init__(self, pidfd: int | None, pid: int = 0) -> None:
        self.pidfd, self.pid = pidfd, pid

    def interrupt(self) -> None:
        """Send what Ctrl-C sends. Nothing happens where the process has ended."""
        self._send(signal.SIGINT)

    def kill(self) -> None:
        """Kill the process, and with it the namespace that it is the first process of."""
        self._send(signal.SIGKILL)

    def has_ended(self, seconds: float) -> bool:
        """Whether the process has ended, or does so within so many seconds. True where nobody can tell."""
        if self.pidfd is None:
            return True
        ended = select.poll()
        ended.register(self.pidfd, select.POLLIN)
        return bool(ended.poll(1000 * seconds))

    def close(self) -> None:
        """Let go of the pidfd."""
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None

    def _send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, number)
            elif self.pid:
                os.kill(self.pid, number)


class Server:
    """A process that forks a child for each submission: see `channel.serve_children`.

    It leads a process group of its own. `words`: the command for the number of its socket.
    """

    def __init__(
        self, words: Callable[[int], list[str]], log: IO[str], folder: Path | str, environment: Mapping[str, str]
    ) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                words(theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=environment,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def is_warm(self) -> bool:
        """Whether the server says that it is ready, once it does or has ended."""
        self.control.settimeout(_START_SECONDS)
        try:
            return self.control.recv(1) == b"w"
        except OSError:
            return False

    def was_killed(self) -> bool:
        """Whether a server that should have started was killed. bubblewrap says of one in it 128 and the signal."""
        try:
            return self.process.wait(5) in (-signal.SIGKILL, 128 + signal.SIGKILL)
        except subprocess.TimeoutExpired:
            return False

    def stop(self) -> None:
        """End the server and what it forked."""
        self.control.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Lost(Exception):
    """A process has ended that should not have. `everyone`: without it no submission can be run."""

    def __init__(self, why: str, everyone: bool = False) -> None:
        super().__init__(why)
        self.everyone = everyone


class Child:
    """One process in the sandbox. It is forked when this is made, and killed by `end`."""

    def __init__(self, control: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        self._status, their_status = socket.socketpair()
        self.channel = Channel(ours)
        self.process = Process(None)
        with theirs, their_status:
            try:
                send_sockets(control, b"j", [theirs.fileno(), their_status.fileno()], _READY_SECONDS)
            except ChannelClosed as closed:
                raise Lost(f"the sandbox has ended: {closed}. Nobody can be graded now.", everyone=True) from None

    def wait_until_ready(self, files: dict[str, bytes]) -> dict[str, Any]:
        """Return what confines the process, once it is confined and has put `files` into its folder.

        Raises Lost where it does not start, and GradingStopped where it is not confined.
        """
        arrays = {name: np.frombuffer(data, np.uint8) for name, data in files.items()}
        try:
            kind, pidfd = receive_sockets(self._status, _READY_SECONDS)
            [pid] = _PID.unpack(self._status.recv(_PID.size, socket.MSG_WAITALL))
            # Never by its number where there was to be a pidfd: in a namespace that is another one's.
            self.process = Process(pidfd[0]) if kind == b"p" else Process(None, pid)
            answer = self.channel.receive(_READY_SECONDS)
            if "ready" in answer:
                self.channel.send({"files": arrays}, _READY_SECONDS)
                settled = self.channel.receive(_READY_SECONDS)
        except (ChannelClosed, ChannelLate, OSError, struct.error, IndexError) as error:
            self.end()
            raise Lost(
                f"the sandbox does not start a process for a submission ({error or 'no answer'}). Nobody can be graded "
                "now; `course doctor` looks for the reason.",
                everyone=True,
            ) from None
        if "ready" not in answer:
            self.end()
            raise GradingStopped(f"the sandbox does not hold: {answer.get('failed')}. Nobody can be graded now.")
        if "failed" in settled:
            self.end()
            raise NotGraded(
                f"its files could not be put into the sandbox: {settled['failed']}. Nobody is graded by that: see that "
                "there is room on the disk, and autograde it again."
            )
        report: dict[str, Any] = answer["ready"]
        return report

    def killed_from_outside(self) -> bool:
        """Whether the process was ended by a signal that it could not send itself.

        No word of its end means that the process is gone which would have said it: the student's cannot reach that.
        """
        self._status.settimeout(_READY_SECONDS)
        try:
            code = self._status.recv(4, socket.MSG_WAITALL)
        except OSError:
            return True
        return len(code) < 4 or struct.unpack("!i", code)[0] == -signal.SIGKILL

    def end(self) -> None:
        """Kill the process and all that it started."""
        self.process.kill()
        self.process.close()
        self.channel.close()
