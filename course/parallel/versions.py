"""What a computer grades with: versions, and the code itself, since a version says nothing of a change by hand."""

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import course
import helpers

# Parts of `course` that differ between a checkout and a wheel, or are texts and no code.
_LEFT_OUT = ("lessons", "answers", "released", "nbgrader_config.py")
# What a submission's grades depend on. A change elsewhere in `course` must not grade a whole class again.
_GRADES = ("runner", "grading", "cells.py", "names.py", "parallel/autograde.py", "parallel/plan.py")


@cache
def versions() -> dict[str, str]:
    """Return by name what has to be the same wherever one class is graded."""
    root = _root(course)
    files = [path for path in _python_files(root) if path.relative_to(root).parts[0] not in _LEFT_OUT]
    return {
        "course": f"{helpers.__version__} ({_digest(root, files)})",
        "helpers": f"{helpers.__version__} ({_digest(_root(helpers), _python_files(_root(helpers)))})",
        "nbgrader": version("nbgrader"),
        "numpy": version("numpy"),
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }


@cache
def grading_versions() -> dict[str, str]:
    """Return what grades depend on: when one of these changes, a saved submission is graded anew."""
    root = _root(course)
    files = [
        path for name in _GRADES for path in ([root / name] if name.endswith(".py") else _python_files(root / name))
    ]
    return versions() | {"course": _digest(root, files)}


def differences(here: dict[str, str], there: dict[str, str]) -> list[str]:
    """Return one clause for each name whose versions differ."""
    return [
        f"{name} is {there.get(name, 'missing')} there and {wanted} here"
        for name, wanted in here.items()
        if there.get(name) != wanted
    ]


def _root(package: object) -> Path:
    return Path(str(package.__file__)).parent  # type: ignore[attr-defined]


def _python_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _digest(root: Path, files: Iterable[Path]) -> str:
    """Return a short sum over names and contents. Line ends do not count: they depend on how a file was fetched."""
    found = hashlib.sha256()
    for path in files:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()[:12]
