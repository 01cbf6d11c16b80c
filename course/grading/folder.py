"""Is a folder that was handed in safe to open? Looks at names, kinds and sizes of files; opens none of them."""

import stat
from pathlib import Path

MAX_FILES = 200
MAX_DEPTH = 8
MAX_MEGABYTES = 50  # one file; a notebook full of pictures has about 5
AGAIN = "Ask the student to hand in the notebook alone, as a file."


def problem_of_folder(folder: Path) -> str | None:
    """Return one sentence with what is wrong and what to do, or None where every file can be opened and copied.

    nbgrader follows links, waits at named pipes, and copies whatever lies beside a notebook.
    """
    if folder.is_symlink():
        return f"{_shown(folder.name)} is a link to another folder. {AGAIN}"
    count = 0
    waiting = [(folder, 0)]
    while waiting:
        here, depth = waiting.pop()
        try:
            entries = sorted(here.iterdir())
        except OSError as error:
            return f"{_shown(here.name)} cannot be read ({error.strerror}). {AGAIN}"
        for path in entries:
            count += 1
            if count > MAX_FILES:
                return f"More than {MAX_FILES} files were handed in. {AGAIN}"
            problem = _problem_of_entry(path, depth)
            if problem:
                return f"{problem} {AGAIN}"
            if path.is_dir():
                waiting.append((path, depth + 1))
    return None


def _problem_of_entry(path: Path, depth: int) -> str | None:
    name = _shown(path.name)
    try:
        status = path.lstat()
    except OSError as error:
        return f"{name} cannot be read ({error.strerror})."
    if not path.name.isprintable():
        return f"{name} is not a name that every machine can show."
    if stat.S_ISLNK(status.st_mode):
        return f"{name} is a link to another file."
    if stat.S_ISDIR(status.st_mode):
        return f"{name} lies more than {MAX_DEPTH} folders deep." if depth >= MAX_DEPTH else None
    if not stat.S_ISREG(status.st_mode):
        return f"{name} is no ordinary file."
    if status.st_size > MAX_MEGABYTES * 1_000_000:
        return f"{name} has {status.st_size / 1e6:.0f} MB, and {MAX_MEGABYTES} are allowed."
    return None


def _shown(name: str) -> str:
    """Return a name as it can be printed anywhere."""
    return name[:80] if name.isprintable() else ascii(name[:80])
