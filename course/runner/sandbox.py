"""Starting the warm process where it can see and do little: bubblewrap, else Landlock, else not at all.

What is there to see: /usr, the Python in use with its packages, and an import root made for the purpose, which holds
the box's side of this package and `helpers` without the reference and the catalogue of mistakes.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import course
import helpers
from course.runner import landlock, seccomp
from course.runner.errors import GradingStopped
from course.runner.processes import ONE_THREAD, Server

NOBODY = 65534
_FROM_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
# The box's side of this package, and what of helpers.mistakes the checks import: the rest of it holds right answers.
_BOX_MODULES = (
    *("channel", "codec", "confine", "frames", "landlock", "messages"),
    *("npy", "seccomp", "shell", "student", "warm"),
)
_WITHOUT_ANSWERS = ("__init__", "edits", "generated", "match", "model", "plain", "words")
_ADVICE = (
    "Install bubblewrap (Debian, Ubuntu: sudo apt-get install bubblewrap; Fedora: sudo dnf install bubblewrap), or use "
    "a kernel with Landlock (Linux 5.13 or newer). `course doctor` says more. To run students' code with your own "
    "rights nevertheless: nbgrader autograde LESSON --BoxedExecute.no_sandbox=True, or COURSE_NO_SANDBOX=1, or "
    "c.BoxedExecute.no_sandbox = True in nbgrader_config.py."
)


@dataclass(frozen=True)
class Offer:
    """What this machine has. Each text is empty where the thing works, else it says why not."""

    bubblewrap: str
    landlock: int
    seccomp: bool
    root: bool


def look() -> Offer:
    """Find out what this machine offers; takes some milliseconds."""
    return Offer(_bubblewrap_problem(), landlock.version(), seccomp.is_known_machine(), is_root())


def is_root() -> bool:
    """Return whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def choose(no_sandbox: bool) -> str:
    """Return "bubblewrap", "landlock" or "none". Raises GradingStopped where there is no sandbox, unless told so."""
    if not hasattr(os, "fork"):
        raise GradingStopped("students' code cannot be run on Windows. Grade in WSL (Windows Subsystem for Linux).")
    if no_sandbox:
        return "none"
    offer = look()
    if not offer.seccomp:
        raise GradingStopped(f"there is no sandbox for this kind of machine. {_ADVICE}")
    if not offer.bubblewrap:
        return "bubblewrap"
    if offer.landlock and not (offer.root and closed_to_nobody()):
        return "landlock"
    closed = ""
    if offer.landlock:
        closed = f" Landlock cannot be used as root: {closed_to_nobody()} is closed to other users."
    raise GradingStopped(
        f"there is no sandbox here to run students' code in. bubblewrap: {offer.bubblewrap}.{closed} {_ADVICE}"
    )


def _bubblewrap_problem() -> str:
    program = shutil.which("bwrap")
    if program is None:
        return "it is not installed"
    tried = subprocess.run(
        [program, *_unshare(), "--ro-bind", "/", "/", "--proc", "/proc", "true"],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=20,
    )
    return "" if tried.returncode == 0 else f"it does not work here ({tried.stderr.strip() or 'no reason given'})"


def closed_to_nobody() -> str:
    """Return the first folder above the Python in use that an unprivileged user may not enter, or ""."""
    for prefix in (sys.base_prefix, sys.prefix):
        for folder in [*reversed(Path(prefix).resolve().parents), Path(prefix).resolve()]:
            if not folder.stat().st_mode & 0o001:
                return str(folder)
    return ""


def _unshare() -> list[str]:
    """Return bubblewrap's namespaces. Root needs none for users, and steps down to another user afterwards."""
    every = ["--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts"]
    return [*every, "--unshare-cgroup-try", *([] if is_root() else ["--unshare-user"])]


@dataclass(frozen=True)
class Sandbox:
    """How the warm process is confined. `folder` belongs to it: the import root, and a place to write."""

    kind: str
    folder: Path
    memory: int = 2 * 2**30
    cpu_seconds: int = 1200

    def start(self, log: IO[str]) -> Server:
        """Start the warm process."""
        make_import_root(self.folder / "lib")
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        if is_root():
            self.folder.chmod(0o755)
        inside = self.kind == "bubblewrap"
        root, home = ("/box/lib", "/box/work") if inside else (str(self.folder / "lib"), str(work))
        places = bound_folders()
        settings = {
            "kind": self.kind,
            "root": root,
            "work": home,
            "uid": NOBODY if is_root() and self.kind != "none" else None,
            "memory": self.memory,
            "cpu_seconds": self.cpu_seconds,
            "read": [root, *places, *_FROM_ETC, *_system_folders()],
            "hidden": [] if inside else hidden_folders(places),
        }

        def words(control: int) -> list[str]:
            command = [sys.executable, "-s", "-P", "-m", "course.runner.warm"]
            confined = self._bubblewrap(places) if inside else []
            return [*confined, *command, json.dumps({**settings, "control": control})]

        return Server(words, log, "/" if inside else home, _environment(root))

    def _bubblewrap(self, places: list[str]) -> list[str]:
        program = shutil.which("bwrap")
        assert program
        words = [program, *_unshare(), "--ro-bind", "/usr", "/usr"]
        for name in _system_folders():
            path = Path(name)
            words += ["--symlink", os.readlink(path), name] if path.is_symlink() else ["--ro-bind", name, name]
        words += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--tmpfs", "/tmp"]
        for place in (*_FROM_ETC, *places):
            if Path(place).exists():
                words += [*_parents(place), "--ro-bind", place, place]
        for place in hidden_folders(places):
            words += ["--tmpfs", place, "--remount-ro", place]
        words += ["--dir", "/box", "--ro-bind", str(self.folder / "lib"), "/box/lib", "--tmpfs", "/box/work"]
        return [*words, "--remount-ro", "/tmp", "--remount-ro", "/", "--chdir", "/box/work", "--"]


def make_import_root(root: Path) -> None:
    """Write the box's side of this package, the student's side of helpers, and Matplotlib's list of fonts to `root`."""
    package, source = (Path(str(one.__file__)).parent for one in (course, helpers))
    for name in ("__init__", *(f"runner/{module}" for module in ("__init__", *_BOX_MODULES))):
        _copy(package / f"{name}.py", root / "course" / f"{name}.py")
    for path in student_helpers(source):
        _copy(path, root / "helpers" / path.relative_to(source))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib")
    for known in cache.glob("fontlist-*.json"):
        _copy(known, root / "fonts" / known.name)


def student_helpers(source: Path) -> Iterator[Path]:
    """Yield the files of helpers that a student's notebook needs: without the reference and models of the exercises."""
    for path in sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        model = parts[0] == "mistakes" and (len(parts) > 2 or path.stem not in _WITHOUT_ANSWERS)
        if path.is_file() and "__pycache__" not in parts and parts[0] != "reference" and not model:
            yield path


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _parents(place: str) -> list[str]:
    """Return the words that make the folders above a place: only root may enter those that bubblewrap makes."""
    return [word for folder in [*reversed(Path(place).parents)][1:] for word in ("--dir", str(folder))]


def _system_folders() -> list[str]:
    return [name for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64") if Path(name).exists()]


def bound_folders() -> list[str]:
    """Return the folders outside /usr that Python and its packages are in."""
    paths = [sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    paths += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    found: list[str] = []
    for path in paths:
        for name in dict.fromkeys((os.path.abspath(path), os.path.realpath(path))):
            covered = any(Path(name).is_relative_to(other) for other in ("/usr", *found))
            if not covered and name != "/" and Path(name).is_dir():
                found.append(name)
    return found


def hidden_folders(places: list[str]) -> list[str]:
    """Return the folders of the course that lie inside what is to be seen, as in an environment that it is part of."""
    folders = [os.path.realpath(Path(str(package.__file__)).parent) for package in (course, helpers)]
    return [
        folder for folder in folders if any(Path(folder).is_relative_to(place) for place in ("/usr", *places))
    ]  # the folders of a checkout lie outside


def _environment(root: str) -> dict[str, str]:
    extra = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([root, *extra]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **ONE_THREAD,
    }
