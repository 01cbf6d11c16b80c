"""A folder for what the workers of one run write. It goes with the run, and when that was killed, with the next one."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "course-class-"


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a new folder among the system's temporary ones."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # A box may belong to another user, who has to get through to its own folder, and need not see what else is here.
    folder.chmod(0o711)
    try:
        # The system lets go of the lock when this process ends, however it ends.
        with open(folder / "lock", "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> None:
    """Take away what runs left that were killed."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/lock"):
        with contextlib.suppress(OSError), open(lock, "r+", encoding="utf-8") as file:
            # Somebody else's folder, or of a run that is at work, cannot be locked.
            if os.fstat(file.fileno()).st_uid == os.getuid():
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
