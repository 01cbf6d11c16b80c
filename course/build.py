"""`course build`: lesson texts become source/ and release/.

Nothing is written over a file that somebody edited by hand: the manifest course/generated.sha256 holds the
digest of every generated file, and a file that is neither as the manifest has it nor as it would be written now
is left alone.
"""

import contextlib
import hashlib
import io
import logging
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course.authoring.box_rules import check_solution
from course.authoring.equations import check_cell, check_equations, lesson_number, lost_references, read_tags
from course.authoring.notebook import lesson_notebook, notebook_bytes
from course.authoring.rules import check_lesson
from course.authoring.text import Problem, Text, read_text
from course.coursemap.ending import changed_endings, last_page
from course.coursemap.glossary import PLACE, glossary_home, glossary_markdown, read_glossary
from course.errors import CourseError
from course.paths import Tree, chosen_lessons, find_tree

STUB = 'raise NotImplementedError("your turn: replace this line")'
# Beside a lesson's text a folder of the same name may hold images and data; these in it are nobody's data.
_IGNORED = ("__pycache__", ".ipynb_checkpoints", ".DS_Store")


def build_lessons(names: list[str], force: bool) -> None:
    """Build the named lessons, or all, of the course at or above the working directory.

    With `force`, generated files that were edited by hand are written over. Raises CourseError where a text has
    problems (all of them are printed first, nothing is written) or a file was edited by hand (the other
    lessons are written).
    """
    tree = find_tree()
    chosen = chosen_lessons(tree, names)
    texts, problems = read_lessons(tree, chosen)
    _refuse(problems)
    files_of = {name: lesson_files(tree, texts[name]) for name in chosen}
    changed = [name for name, files in files_of.items() if not is_written(tree, files)]
    _refuse(
        problem
        for name in changed
        for problem in check_solution(texts[name], lesson_notebook(texts[name]), tree.lessons / name)
    )
    edited: list[str] = []
    for name, files in files_of.items():
        started = time.perf_counter()
        state, kept = write_lesson(tree, name, files, force=force)
        edited += kept
        print(f"{name}: {state} ({time.perf_counter() - started:.1f} s)")
    stale = [name for name in changed_endings(tree) if name not in chosen]
    if stale:
        print(f"The last page of these lessons has changed too. Build them: course build {' '.join(stale)}")
    for leftover in leftovers(tree):
        print(f"{leftover}: left over, no lesson text has this name. Delete it if you do not need it.")
    if edited:
        raise CourseError("edited by hand, so not written over:\n" + "\n".join(edited))


def _refuse(problems: Iterable[Problem]) -> None:
    """Print all problems, and raise CourseError if there are any."""
    found = list(problems)
    for problem in found:
        print(problem)
    if found:
        raise CourseError(f"{_count(found)} in the lesson texts, nothing was built. Mend the lines named above.")


def is_written(tree: Tree, files: dict[str, bytes]) -> bool:
    """Whether these generated files are there already, as they are."""
    return all((tree.root / path).is_file() and (tree.root / path).read_bytes() == files[path] for path in files)


def _count(problems: list[Problem]) -> str:
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"


def read_lessons(tree: Tree, names: list[str]) -> tuple[dict[str, Text], list[Problem]]:
    """Read and check lesson texts. Returns them by name, and all their problems with paths relative to the root."""
    texts = {}
    problems = []
    for name in names:
        path = tree.lessons / f"{name}.py"
        texts[name] = read_text(path, shown=path.relative_to(tree.root))
        problems += check_lesson(texts[name])
    return texts, problems + _check_equations(tree, texts)


def _check_equations(tree: Tree, texts: dict[str, Text]) -> list[Problem]:
    """Hold the formulas of these lessons, and what other lessons say of them, against the equations that there are."""
    tags = read_tags(tree.lessons)
    found = [Problem(text.path, *finding) for text in texts.values() for finding in check_equations(text, tags)]
    theirs = {number: tags[number] for text in texts.values() if (number := lesson_number(text.path)) in tags}
    for name in tree.lesson_names():
        path = tree.lessons / f"{name}.py"
        if name not in texts and lost_references(path.read_text(encoding="utf-8", errors="replace"), theirs):
            other = read_text(path, shown=path.relative_to(tree.root))
            found += [Problem(other.path, *finding) for cell in other.cells for finding in check_cell(cell, theirs)]
    return sorted(found)


def lesson_files(tree: Tree, text: Text) -> dict[str, bytes]:
    """Return every file that a lesson text becomes, by its path relative to the root; nothing is written.

    Raises CourseError where nbgrader refuses the notebook.
    """
    name = text.path.stem
    files = {f"{name}.ipynb": notebook_bytes(lesson_notebook(text, last_page(tree, name)))}
    folder = tree.lessons / name
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not set(path.relative_to(folder).parts) & set(_IGNORED):
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    if len([path for path in files if path.endswith(".ipynb")]) > 1:
        raise CourseError(f"{folder} holds a notebook. Only data and images may stand there: move it away.")
    glossary = read_glossary(tree) if glossary_home(tree) == name else None
    if glossary:
        files[PLACE] = glossary_markdown(glossary).encode()
    released = release_files(name, files, nbgrader_settings(tree.root))
    generated = {f"source/{name}/{path}": content for path, content in files.items()}
    generated.update({f"release/{name}/{path}": content for path, content in released.items()})
    return generated


def nbgrader_settings(root: Path) -> Config:
    """Return the course's nbgrader configuration: what the builder relies on, then nbgrader_config.py of `root`."""
    settings = Config()
    settings.ClearSolutions.code_stub = {"python": STUB}
    settings.ClearMarkScheme.enforce_metadata = False
    if (root / "nbgrader_config.py").is_file():
        settings.merge(PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())
    return settings


def release_files(name: str, source: dict[str, bytes], settings: Config) -> dict[str, bytes]:
    """Let nbgrader make the release of one lesson, without its gradebook.

    source: the files of source/NAME, by path relative to that folder. Returns those of release/NAME likewise.
    Raises CourseError, with what nbgrader logged, where it refuses.
    """
    # nbgrader takes seconds to import, so only when it is needed.
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    with tempfile.TemporaryDirectory(prefix="course-build-") as folder, _captured_log() as (log, logged):
        for path, content in source.items():
            target = Path(folder) / "source" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        settings = Config(settings)
        settings.CourseDirectory.root = folder
        settings.CourseDirectory.assignment_id = name
        settings.GenerateAssignment.no_database = True
        settings.SaveCells.enabled = False
        place = CourseDirectory(config=settings, log=log)
        try:
            GenerateAssignment(coursedir=place, config=settings, log=log).start()
        except Exception as error:
            raise CourseError(f"nbgrader cannot make the release of {name}: {error}\n{logged.getvalue()}") from None
        release = Path(folder) / "release" / name
        return {
            path.relative_to(release).as_posix(): path.read_bytes()
            for path in sorted(release.rglob("*"))
            if path.is_file()
        }


@contextlib.contextmanager
def _captured_log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """Give nbgrader a log of its own, and catch what its parts send to traitlets' one."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    own, shared = logging.getLogger("course.nbgrader"), logging.getLogger("traitlets")
    propagated = shared.propagate
    own.propagate = shared.propagate = False
    own.setLevel(logging.WARNING)
    for log in (own, shared):
        log.addHandler(handler)
    try:
        yield own, text
    finally:
        for log in (own, shared):
            log.removeHandler(handler)
        shared.propagate = propagated


@dataclass
class Manifest:
    """The digests of all generated files, in the format of `sha256sum -c`, paths relative to the root."""

    path: Path
    digests: dict[str, str]

    @classmethod
    def read(cls, tree: Tree) -> "Manifest":
        """Read course/generated.sha256; empty where there is none."""
        path = tree.root / "course" / "generated.sha256"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        pairs = [line.split("  ", 1) for line in lines if "  " in line]
        return cls(path, {name: digest for digest, name in pairs})

    def write(self) -> None:
        """Write the manifest back, sorted by path."""
        lines = [f"{digest}  {name}\n" for name, digest in sorted(self.digests.items())]
        _replace(self.path, "".join(lines).encode())


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_lesson(tree: Tree, name: str, files: dict[str, bytes], force: bool) -> tuple[str, list[str]]:
    """Write one lesson's generated files and the manifest.

    Returns ("written" or "unchanged" or "not written", sentences about files that were edited by hand). Where
    there is such a file and no `force`, none of the lesson's files is written.
    """
    manifest = Manifest.read(tree)
    own = (f"source/{name}/", f"release/{name}/")
    stale = [path for path in manifest.digests if path.startswith(own) and path not in files]
    edited: list[str] = []
    to_write: list[str] = []
    to_remove: list[str] = []
    for path in sorted([*files, *stale]):
        target = tree.root / path
        now = target.read_bytes() if target.is_file() else None
        if now == files.get(path):
            continue
        if now is not None and digest_of(now) != manifest.digests.get(path):
            edited.append(path)
        (to_write if path in files else to_remove).append(path)
    if edited and not force:
        advice = f"edit course/lessons/{name}.py instead, or run with --force to drop the edit"
        return "not written", [f"{path}: {advice}" for path in edited]
    for path in to_write:
        _replace(tree.root / path, files[path])
    for path in to_remove:
        (tree.root / path).unlink()
    digests = {path: digest for path, digest in manifest.digests.items() if path not in stale}
    # A file that is gone with its lesson leaves the manifest too.
    digests = {path: digest for path, digest in digests.items() if (tree.root / path).is_file()}
    digests.update({path: digest_of(content) for path, content in files.items()})
    if digests != manifest.digests:
        manifest.digests = digests
        manifest.write()
    return ("written" if to_write or to_remove else "unchanged"), []


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def leftovers(tree: Tree) -> list[str]:
    """Return folders of source/ and release/, relative to the root, that no lesson text has the name of."""
    names = set(tree.lesson_names())
    folders = [path for place in (tree.source, tree.release) if place.is_dir() for path in sorted(place.iterdir())]
    return [str(path.relative_to(tree.root)) for path in folders if path.is_dir() and path.name not in names]
