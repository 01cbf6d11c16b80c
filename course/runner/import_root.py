"""What the box may import of ours: made anew, by copying what is needed and nothing else.

The reference, the models of known mistakes, the lessons and everything else of this package stay outside. No other
module of helpers imports the reference at import, so a locked cell can import each of them.
"""

import ast
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import course
import helpers

BOX_MODULES = (
    "__init__",
    "channel",
    "codec",
    "confine",
    "frames",
    "landlock",
    "npy",
    "seccomp",
    "shell",
    "student",
    "warm",
)


def make_import_root(root: Path) -> None:
    """Write the box's side of this package, the student's side of helpers, and Matplotlib's list of fonts to `root`."""
    package = Path(str(course.__file__)).parent
    (root / "course" / "runner").mkdir(parents=True, exist_ok=True)
    (root / "course" / "__init__.py").write_text('"""What runs in the box."""\n', encoding="utf-8")
    for name in BOX_MODULES:
        shutil.copyfile(package / "runner" / f"{name}.py", root / "course" / "runner" / f"{name}.py")
    source = Path(str(helpers.__file__)).parent
    for path in student_helpers(source):
        target = root / "helpers" / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    fonts = root / "fonts"
    fonts.mkdir(exist_ok=True)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib")
    for known in cache.glob("fontlist-*.json"):
        shutil.copyfile(known, fonts / known.name)


def student_helpers(source: Path) -> Iterator[Path]:
    """Yield the files of helpers that a student's notebook needs.

    The reference is left out, and so are the mistakes but for what the checks import at their start: models of the
    exercises hold right answers, too.
    """
    needed = _imported(source, "helpers.mistakes")
    for path in sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        if not path.is_file() or "__pycache__" in parts or parts[0] == "reference":
            continue
        if parts[0] != "mistakes" or path in needed:
            yield path


def _imported(source: Path, name: str) -> set[Path]:
    """Return the files of a module of helpers, and of those that they import at their start."""
    found: set[Path] = set()
    waiting = [name]
    while waiting:
        parts = waiting.pop().split(".")[1:]
        for path in (source.joinpath(*parts).with_suffix(".py"), source.joinpath(*parts, "__init__.py")):
            if path.is_file() and path not in found and "reference" not in parts:
                found.add(path)
                waiting += _imports_of(path)
    return found


def _imports_of(path: Path) -> list[str]:
    """Return the modules of helpers that a file may import at its start."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "helpers":
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] == "helpers"]
    return found
