"""Listen to nbgrader's log while it works."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


class _WhoHandler(logging.Handler):
    """Calls `show` with a student's name whenever the log turns to another student."""

    def __init__(self, students: Sequence[str], show: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self.students, self.show, self.last = students, show, ""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        # Only what names one student: the list of failures at the end names several, one after the other.
        name = next((name for name in self.students if name in message), "")
        if record.levelno == logging.INFO and name and name != self.last:
            self.last = name
            self.show(name)


@contextlib.contextmanager
def watch_nbgrader(log_file: Path, students: Sequence[str], show: Callable[[str], None]) -> Iterator[None]:
    """Append what nbgrader logs, and Python's warnings, to `log_file`; call `show` with each student it comes to."""
    log, warnings = logging.getLogger("traitlets"), logging.getLogger("py.warnings")
    to_file = logging.FileHandler(log_file, encoding="utf-8")
    to_file.setLevel(logging.INFO)
    to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    who = _WhoHandler(students, show)
    propagated = log.propagate, warnings.propagate
    log.propagate = warnings.propagate = False
    log.addHandler(to_file)
    log.addHandler(who)
    warnings.addHandler(to_file)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        warnings.removeHandler(to_file)
        log.removeHandler(who)
        log.removeHandler(to_file)
        to_file.close()
        log.propagate, warnings.propagate = propagated
