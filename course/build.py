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
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course.authoring.equations import check_equations
from course.authoring.notebook import lesson_notebook, notebook_bytes
from course.authoring.rules import check_lesson
from course.authoring.text import Problem, Text, read_text
from course.coursemap.ending import changed_endings, last_page
from course.coursemap.glossary import PLACE, glossary_home, glossary_markdown, read_glossary
from course.errors import CourseError
from course.paths import Tree, chosen_lessons, find_tree

STUB = 'raise NotImplementedError("your turn: replace this line")'
MANIFEST = Path("course") / "generated.sha256"
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
    if changed:
        # What runs a notebook takes seconds to import, so only when it is needed.
        from course.authoring.engine import check_solution

        solved = (check_solution(texts[name], lesson_notebook(texts[name]), tree.lessons / name) for name in changed)
        _refuse(problem for problems in solved for problem in problems)
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
        counted = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise CourseError(f"{counted} in the lesson texts, nothing was built. Mend the lines named above.")


def is_written(tree: Tree, files: dict[str, bytes]) -> bool:
    """Whether these generated files are there already, as they are."""
    return all(_content(tree.root / path) == content for path, content in files.items())


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def read_lessons(tree: Tree, names: list[str]) -> tuple[dict[str, Text], list[Problem]]:
    """Read and check lesson texts. Returns them by name, and all their problems with paths relative to the root.

    What other lessons say of an equation that is not there is a problem of theirs. Raises CourseError for a text that
    cannot be read.
    """
    paths = {name: tree.lessons / f"{name}.py" for name in tree.lesson_names()}
    every = {name: read_text(path, shown=path.relative_to(tree.root)) for name, path in paths.items()}
    texts = {name: every[name] for name in names}
    problems = [problem for text in texts.values() for problem in check_lesson(text)]
    return texts, problems + check_equations(list(every.values()), names)


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
    """Yield traitlets' log, to which nbgrader's parts write, and the text that it collects meanwhile."""
    log, text = logging.getLogger("traitlets"), io.StringIO()
    handler, propagated = logging.StreamHandler(text), log.propagate
    handler.setLevel(logging.WARNING)
    log.addHandler(handler)
    log.propagate = False
    try:
        yield log, text
    finally:
        log.removeHandler(handler)
        log.propagate = propagated


def read_manifest(tree: Tree) -> dict[str, str]:
    """Return the digests of all generated files by their paths relative to the root; empty where there is none.

    course/generated.sha256 has the format of `sha256sum -c`.
    """
    path = tree.root / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_lesson(tree: Tree, name: str, files: dict[str, bytes], force: bool) -> tuple[str, list[str]]:
    """Write one lesson's generated files and the manifest.

    Returns ("written" or "unchanged" or "not written", sentences about files that were edited by hand). Where
    there is such a file and no `force`, none of the lesson's files is written.
    """
    before = read_manifest(tree)
    stale = {path for path in before if path.startswith((f"source/{name}/", f"release/{name}/"))} - set(files)
    now = {path: _content(tree.root / path) for path in sorted({*files, *stale})}
    changed = [path for path in now if now[path] != files.get(path)]
    edited = [path for path in changed if (found := now[path]) is not None and digest_of(found) != before.get(path)]
    if edited and not force:
        advice = f"edit course/lessons/{name}.py instead, or run with --force to drop the edit"
        return "not written", [f"{path}: {advice}" for path in edited]
    for path in changed:
        if path in files:
            _replace(tree.root / path, files[path])
        else:
            (tree.root / path).unlink()
    # A file that is gone with its lesson leaves the manifest too.
    kept = {path: digest for path, digest in before.items() if (tree.root / path).is_file()}
    after = kept | {path: digest_of(content) for path, content in files.items()}
    if after != before:
        lines = [f"{digest}  {path}\n" for path, digest in sorted(after.items())]
        _replace(tree.root / MANIFEST, "".join(lines).encode())
    return ("written" if changed else "unchanged"), []


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
