"""What stops a run: a gradebook or a disk that fails. Whoever is graded by then keeps the grades.

nbgrader itself says of any fault of the gradebook that it has to be upgraded, makes a new and empty one where it is
gone, and fails every student in turn where the disk is full.
"""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import InvalidEntry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from course.runner.errors import GradingStopped

# What comes back at the next student, too.
_EVERYONES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE}
_ADVICE = {
    "locked": "Another program is writing to it, or copies it: formgrader, a second run, a backup. Let it end.",
    "full": "Make room on the disk.",
    "readonly": "See that you may write to the file and to its folder.",
    "unable to open": "See that it is a file which you may read and write, and its folder too.",
    "not a database": "Put back a copy of the file.",
    "malformed": "Put back a copy of the file, or save what can be read: sqlite3 gradebook.db .recover",
    "no such column": "It was made by another version of nbgrader. Copy the file, then: nbgrader db upgrade",
    "no such table": "It was made by another version of nbgrader. Copy the file, then: nbgrader db upgrade",
}


def need_gradebook(db_url: str) -> None:
    """Raise GradingStopped where the gradebook is a file that is not there: nbgrader would make an empty one."""
    url = make_url(db_url)
    path = Path(url.database or "")
    if url.drivername.startswith("sqlite") and url.database and (not path.exists() or path.stat().st_size == 0):
        raise GradingStopped(
            f"there is no gradebook at {path}. Put back a copy of it if the class was graded before. A new one is made "
            "by `nbgrader generate_assignment LESSON`, and knows nothing of grades given by hand."
        )


def account(error: DatabaseError, db_url: str) -> str:
    """Return in a sentence or two what is the matter with the gradebook, and what to do."""
    url = make_url(db_url)
    name = url.database if url.drivername.startswith("sqlite") else url.render_as_string(hide_password=True)
    reason = str(error.orig or error).strip()
    advice = next((words for part, words in _ADVICE.items() if part in reason), "See that it can be reached.")
    return f"the gradebook {name} cannot be used ({reason}). {advice}"


@contextlib.contextmanager
def machine_faults(db_url: str) -> Iterator[None]:
    """Raise GradingStopped in place of what would meet every student: a fault of the gradebook or of the machine."""
    need_gradebook(db_url)
    try:
        yield
    except (DatabaseError, InvalidEntry) as raised:
        # nbgrader says of anything that goes wrong with a new row that the row is not valid.
        error = raised.__context__ if isinstance(raised, InvalidEntry) else raised
        # Other subclasses are about one row.
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise
        raise GradingStopped(account(error, db_url)) from None
    except OSError as error:
        if error.errno not in _EVERYONES:
            raise
        where = f" ({error.filename})" if error.filename else ""
        raise GradingStopped(f"the machine fails: {error.strerror}{where}. Make room there.") from None
