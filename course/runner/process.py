"""A process that is not our child, to be interrupted and killed for certain."""

import contextlib
import os
import select
import signal


class Process:
    """Named by a pidfd, which cannot come to mean another process; by its number only where there are no pidfds."""

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
