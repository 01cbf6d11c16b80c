"""A child of the warm process, as the one who asked for it sees it: a submission's own process."""

import signal
import socket
import struct
from typing import Any

import numpy as np

from course.runner.channel import Channel, ChannelClosed, ChannelLate, receive_sockets, send_sockets
from course.runner.errors import GradingStopped, NotGraded
from course.runner.process import Process

_READY_SECONDS = 30.0
_PID = struct.Struct("!Q")


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
        try:
            send_sockets(control, b"j", [theirs.fileno(), their_status.fileno()], 30)
        except ChannelClosed as closed:
            raise Lost(f"the sandbox has ended: {closed}. Nobody can be graded now.", everyone=True) from None
        finally:
            theirs.close()
            their_status.close()

    def wait_until_ready(self, files: dict[str, bytes]) -> dict[str, Any]:
        """Return what confines the process, once it is confined and has put `files` into its folder.

        Raises Lost where it does not start, and GradingStopped where it is not confined.
        """
        try:
            kind, descriptors = receive_sockets(self._status, _READY_SECONDS)
            number = _PID.unpack(self._status.recv(_PID.size, socket.MSG_WAITALL))[0]
            self.process = Process(descriptors[0] if kind == b"p" else None, 0 if kind == b"p" else number)
            answer = self.channel.receive(_READY_SECONDS)
            if "ready" in answer:
                self.channel.send(
                    {"files": {name: np.frombuffer(data, np.uint8) for name, data in files.items()}}, _READY_SECONDS
                )
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
