"""A limit on how long one call of a learner's function may take, so that an endless loop ends in a sentence."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# On small inputs the slowest honest answer, loops over every number, takes a fraction of a second. A check that lets a
# whole training run says how long that may take.
SECONDS = 20.0


class TooLong(BaseException):
    """Raised inside the learner's function. Not an Exception, or a bare `except Exception` of theirs would catch it."""


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TooLong in the block when it takes longer than `seconds`.

    Where the system has no such alarm (Windows), outside the main thread, and inside another limit, there is none.
    """
    alarm = getattr(signal, "setitimer", None)
    if (
        alarm is None
        or threading.current_thread() is not threading.main_thread()
        or signal.getitimer(signal.ITIMER_REAL)[0]
    ):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    alarm(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        alarm(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
