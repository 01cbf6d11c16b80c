"""What stops a run: a gradebook or a disk that fails. Whoever is graded by then keeps the grades.

nbgrader itself says of any fault of the gradebook that it has to be upgraded, makes a new and empty one where it is
gone, and fails every student in turn where the disk is full.
"""

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import InvalidEntry
from nbgrader.converters.base import NbGraderException
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from course.grading.unfinished import is_unfinished, remove_unfinished
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


def stop_at_faults(converter: Any) -> None:
    """Have one of nbgrader's converters stop with a sentence where its gradebook or its disk fails.

    It also grades again what an earlier run left unfinished. The converter's own methods are wrapped, since nbgrader
    has no hook here that can stop a run.
    """
    converter.init_destination = _careful(converter, converter.init_destination, _forget_unfinished)
    converter.init_assignment = _careful(converter, converter.init_assignment)
    converter.convert_single_notebook = _careful(converter, converter.convert_single_notebook)
    convert = _careful(converter, converter.convert_notebooks)

    def convert_notebooks() -> None:
        try:
            convert()
        except GradingStopped as stopped:
            said = f"{stopped} {_so_far(converter)}"
            converter.log.error("Grading stops: %s", said)
            raise NbGraderException(f"{GradingStopped.__name__}: {said}") from None

    converter.convert_notebooks = convert_notebooks


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


def _careful(converter: Any, method: Callable[..., Any], before: Callable[..., None] | None = None) -> Any:
    def carefully(*args: Any, **named: Any) -> Any:
        with machine_faults(converter.coursedir.db_url):
            if before is not None:
                before(converter, *args, **named)
            return method(*args, **named)

    return carefully


def _forget_unfinished(converter: Any, assignment_id: str, student_id: str) -> None:
    folder = _graded_folder(converter, assignment_id, student_id)
    if is_unfinished(folder):
        converter.log.warning("%s: an earlier run ended before this was graded. It is graded now.", student_id)
        remove_unfinished(folder)


def _graded_folder(converter: Any, assignment_id: str, student_id: str) -> Path:
    folders = converter.coursedir
    return Path(folders.format_path(folders.autograded_directory, student_id, assignment_id))


def _so_far(converter: Any) -> str:
    """Say how many are graded, whenever that was."""
    graded = 0
    for submitted in converter.assignments:
        found = converter.init_single_notebook_resources(str(Path(submitted, "any.ipynb")))["nbgrader"]
        folder = _graded_folder(converter, found["assignment"], found["student"])
        graded += folder.is_dir() and not is_unfinished(folder)
    return f"{graded} of {len(converter.assignments)} submissions are graded. The same command goes on with the others."
