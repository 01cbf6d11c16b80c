"""`course lab`: put the released lessons into a folder of the learner's own and open JupyterLab there.

The one rule: a file that is already in the folder is never written over. What was copied is remembered by its
digest, so that a lesson which has a new edition since can be told from one the learner has worked on.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from rich.console import Console

import course
from course.errors import CourseError

RECORD = ".lessons.json"
FIRST = Path("00_start") / "00_start.ipynb"


@dataclass
class Copied:
    """What `copy_lessons` did, as paths relative to the learner's folder."""

    new: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    # Paths of new editions, laid beside the learner's file because the lesson has changed since it was copied.
    editions: list[Path] = field(default_factory=list)


def released_lessons() -> Path:
    """Return the folder of released lessons: the checkout's release/, or the copy inside an installed package.

    Raises CourseError where neither holds a notebook.
    """
    package = Path(course.__file__).resolve().parent
    # In a checkout the package lies beside release/; in an installed wheel the lessons lie inside the package.
    for folder in (package / "released", package.parent / "release"):
        if any(folder.glob("*/*.ipynb")):
            return folder
    raise CourseError(
        f"no released lessons in {package.parent / 'release'}. In a checkout, make them with: course build"
    )


def copy_lessons(released: Path, directory: Path) -> Copied:
    """Copy every file of `released` that `directory` does not have yet, and never write over one that it has.

    A file whose lesson has changed since it was copied gets the new edition beside it, as NAME.new.ipynb, or
    NAME.new2.ipynb if that name is taken. Raises CourseError where the folder cannot be used.
    """
    copied = Copied()
    if directory.resolve().is_relative_to(released.resolve()):
        raise CourseError(
            f"{directory} holds the released lessons themselves. Choose a folder of your own, such as: work"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        record = _read_record(directory)
        for source in sorted(path for path in released.rglob("*") if path.is_file()):
            name = source.relative_to(released)
            if any(part.startswith(".") for part in name.parts):
                continue
            digest = _digest(source)
            seen = record.get(name.as_posix(), [])
            target = directory / name
            if not target.exists():
                _copy_new(source, target)
                copied.new.append(name)
            else:
                copied.kept.append(name)
                # A file without a record came from elsewhere: nobody can say which edition it is.
                if seen and digest not in seen:
                    beside = _free_name(target)
                    _copy_new(source, beside)
                    copied.editions.append(beside.relative_to(directory))
            if digest not in seen:
                record[name.as_posix()] = [*seen, digest]
        _write_record(directory, record)
    except (FileExistsError, NotADirectoryError):
        raise CourseError(
            f"{directory} cannot be a folder for your notebooks: there is a file of that name. Choose another folder."
        ) from None
    except PermissionError as error:
        raise CourseError(
            f"cannot write to {error.filename or directory}. Choose a folder of your own: course lab ~/backprop"
        ) from None
    except OSError as error:
        raise CourseError(f"cannot copy the lessons to {directory}: {error.strerror or error}.") from None
    return copied


def open_lessons(directory: Path, start: bool) -> int:
    """Copy the lessons into `directory`, say what was done, and open JupyterLab there if `start`.

    Returns JupyterLab's exit status, or 0 if it was not started or was stopped with Ctrl-C. Raises CourseError
    where the folder cannot be used or JupyterLab is not installed.
    """
    if start and importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(
            f"JupyterLab is not installed here. Install it with: {sys.executable} -m pip install jupyterlab"
        )
    copied = copy_lessons(released_lessons(), directory)
    _say(copied, directory)
    return _run_jupyterlab(directory) if start else 0


def _say(copied: Copied, directory: Path) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if copied.new:
        console.print("\n  ".join([f"New in {directory}:", *map(str, copied.new)]))
    if copied.kept:
        console.print(f"Kept as you left them: {len(copied.kept)} in {directory}.")
    for name in copied.editions:
        console.print(
            f"A lesson has a new edition since you began it. It lies beside yours: {name}\n"
            "  Your own notebook is untouched. To move over, copy your answers into the new one, and when you are done "
            "swap the names: what you hand in must have the lesson's name."
        )


# How long JupyterLab may take to end its kernels and itself, in seconds.
_PATIENCE = 10


def _run_jupyterlab(directory: Path) -> int:
    root = directory.resolve()
    # answer_yes: the first Ctrl-C ends the server, without a question that a newcomer may not see.
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", "--ServerApp.answer_yes=True"]
    # The address to open is printed at this level too; the list of what was loaded is not.
    command.append("--Application.log_level=WARN")
    if (root / FIRST).exists():
        command.append(f"--LabApp.default_url=/lab/tree/{FIRST.as_posix()}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # JupyterLab refuses to run as root, which is the usual user inside a container.
        command.append("--allow-root")
    print("Opening JupyterLab. To stop it, press Ctrl-C here.", flush=True)
    with subprocess.Popen(command, cwd=root) as server:
        try:
            return server.wait()
        except KeyboardInterrupt:
            _end(server)
            return 0


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Wait for the end of JupyterLab, to which the terminal has sent Ctrl-C as well.

    It may have missed that while it starts, and is told again, but not at once: two signals together can leave it
    waiting for itself for ever. Who presses Ctrl-C again waits no longer.
    """
    for tell in (server.terminate, server.kill):
        try:
            server.wait(_PATIENCE)
            return
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            tell()


def _copy_new(source: Path, target: Path) -> None:
    """Copy to a name that must be free: mode "x" fails rather than write over a file that appeared meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as lesson, target.open("xb") as copy:
        shutil.copyfileobj(lesson, copy)


def _free_name(target: Path) -> Path:
    names = (target.with_name(f"{target.stem}.new{number}{target.suffix}") for number in chain([""], count(2)))
    return next(name for name in names if not name.exists())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_record(directory: Path) -> dict[str, list[str]]:
    """Digests of every edition that was put into the folder, by file. A damaged record counts as empty."""
    try:
        record = json.loads((directory / RECORD).read_text(encoding="utf-8"))
        return {str(name): [str(digest) for digest in digests] for name, digests in record.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}


def _write_record(directory: Path, record: dict[str, list[str]]) -> None:
    (directory / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
