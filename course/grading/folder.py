"""Is a folder that was handed in safe to open? Looks at names, kinds and sizes of files; opens none of them."""

import fnmatch
import os
import stat
from pathlib import Path

MAX_NOTEBOOKS = 200
MAX_FILES = 500  # of any kind: nbgrader compares the name of each with those of all, and only notebooks count
MAX_DEPTH = 8
MAX_MEGABYTES = 50  # one file; a notebook full of pictures has about 5
MAX_ALL_MEGABYTES = 1_000
AGAIN = "Ask the student to hand in the notebook alone, as a file."
CHECKPOINTS = ".ipynb_checkpoints"
# Beside the notebook the exchange puts the time of handing in, and the word that names the student's feedback there.
FILES_OF_EXCHANGE = ("timestamp.txt", "submission_secret.txt")
# What systems, editors and tools leave in a folder: .git, .venv, .DS_Store, the icon of a Mac's folder.
LEFT_OUT = (
    ".*",
    "~$*",
    "__MACOSX",
    "Icon\r",
    "Thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "__pycache__",
    "node_modules",
    "venv",
    "env",
)


def is_left_out(name: str) -> bool:
    """Whether a file or folder of this name is nobody's work. Nothing in it is opened, copied or counted."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_OUT)


def problem_of_folder(folder: Path) -> str | None:
    """Return one sentence with what is wrong and what to do, or None where every file can be opened and copied.

    nbgrader follows links, waits at named pipes, and copies whatever lies beside a notebook. `CarefulAutograde` makes
    it leave out what is left out here.
    """
    if folder.is_symlink():
        return f"{_shown(folder.name)} is a link to another folder. {AGAIN}"
    count = notebooks = size = 0
    waiting = [(folder, 0)]
    while waiting:
        here, depth = waiting.pop()
        try:
            entries = [path for path in sorted(here.iterdir()) if not is_left_out(path.name)]
        except OSError as error:
            return unreadable(here.name, error)
        for path in entries:
            count += 1
            notebooks += path.suffix == ".ipynb"
            if count > MAX_FILES:
                return f"More than {MAX_FILES} files were handed in. {AGAIN}"
            if notebooks > MAX_NOTEBOOKS:
                return f"More than {MAX_NOTEBOOKS} notebooks were handed in. {AGAIN}"
            try:
                status = path.lstat()
            except OSError as error:
                return unreadable(path.name, error)
            if not stat.S_ISLNK(status.st_mode) and not os.access(path, os.R_OK):
                return unreadable(path.name, PermissionError())
            problem = _problem_of_entry(path, status.st_mode, status.st_size, depth)
            if problem:
                return f"{problem} {AGAIN}"
            size += status.st_size
            if size > MAX_ALL_MEGABYTES * 1_000_000:
                return f"More than {MAX_ALL_MEGABYTES} MB were handed in. {AGAIN}"
            if stat.S_ISDIR(status.st_mode):
                waiting.append((path, depth + 1))
    return None


def unreadable(name: str, error: OSError) -> str:
    """Return one sentence on a file or folder that the system does not give, with what to do and for whom."""
    if isinstance(error, PermissionError):
        return (
            f"{_shown(name)} may not be read by you who grade: it belongs to another user. Nothing is wrong with the "
            "submission. Mend its permissions (as its owner or as an administrator: chmod -R a+rX FOLDER), and grade "
            "again."
        )
    return f"{_shown(name)} cannot be read ({error.strerror}). See that the disk gives it, and grade again."


def _problem_of_entry(path: Path, mode: int, size: int, depth: int) -> str | None:
    name = _shown(path.name)
    if not path.name.isprintable():
        return f"{name} is not a name that every machine can show."
    if stat.S_ISLNK(mode):
        return f"{name} is a link to another file."
    if stat.S_ISDIR(mode):
        return f"{name} lies more than {MAX_DEPTH} folders deep." if depth >= MAX_DEPTH else None
    if not stat.S_ISREG(mode):
        return f"{name} is no ordinary file."
    if size > MAX_MEGABYTES * 1_000_000:
        return f"{name} has {size / 1e6:.0f} MB, and {MAX_MEGABYTES} are allowed."
    return None


def _shown(name: str) -> str:
    """Return a name as it can be printed anywhere."""
    return name[:80] if name.isprintable() else ascii(name[:80])
