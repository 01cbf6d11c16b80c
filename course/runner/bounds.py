"""What the trusted process may use: memory in all, and processor time for each cell and for the notebook.

No student's code runs there, but what it returned is looked at, and may have been made to grow.
"""

import contextlib
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

# So much more than the process begins with. The course's own checks want a hundredth of it.
MEMORY_BYTES = 2**30
# Seconds from the limit on, in which code in C may come back to Python and be told.
_GRACE = 30


class TooMuchTime(BaseException):
    """Checks took too much processor time. Not an Exception: no check shall catch it."""


def limit_memory() -> None:
    """Let this process have so much memory more, from now on; what asks for more gets a MemoryError."""
    with contextlib.suppress(ValueError, OSError):  # not every system has these limits
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def limit_time(seconds: float) -> None:
    """Let this process use so many seconds of processor time in all, those before this call included."""
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGXCPU, _stop)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1 + _GRACE))


@contextlib.contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raise TooMuchTime in the block when it uses more processor time. Waiting for an answer uses none."""
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(number: int, frame: FrameType | None) -> None:
    # Once: the system says it again each second.
    signal.signal(number, signal.SIG_IGN)
    raise TooMuchTime
