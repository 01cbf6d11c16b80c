"""Lesson texts become notebooks: the same bytes each time, nothing secret in a release, no hand edit lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.authoring.notebook import hint_ladder, lesson_notebook, notebook_bytes
from course.authoring.text import HIDDEN, SCHEME, SOLUTION, find_regions, read_text, region_text, without_regions
from course.build import (
    build_lessons,
    digest_of,
    lesson_files,
    nbgrader_settings,
    read_lessons,
    read_manifest,
    release_files,
)
from course.errors import CourseError
from course.paths import Tree

HERE = Path(__file__).parent
REPOSITORY = Tree(HERE.parent)
MINI = HERE / "minicourse" / "01_mini.py"
SOURCE, RELEASE = Path("source/01_mini/01_mini.ipynb"), Path("release/01_mini/01_mini.ipynb")


def cells_of(path: Path) -> dict[str, nbformat.NotebookNode]:
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def test_build_writes_both_notebooks_and_the_manifest(mini: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    build_lessons([], force=False)
    assert "01_mini: written" in capsys.readouterr().out
    assert {str(path.relative_to(mini.root)) for path in mini.root.rglob("*") if path.is_file()} == {
        "course/answers/01_mini.py",
        "course/generated.sha256",
        "course/lessons/01_mini.py",
        str(RELEASE),
        str(SOURCE),
    }
    subprocess.run(["sha256sum", "-c", "--quiet", "course/generated.sha256"], check=True, cwd=mini.root)
    before = {path: path.stat().st_mtime_ns for path in (SOURCE, RELEASE)}
    build_lessons(["01_mini"], force=False)
    assert "01_mini: unchanged" in capsys.readouterr().out
    assert before == {path: path.stat().st_mtime_ns for path in (SOURCE, RELEASE)}


def test_source_notebook_has_the_marks_that_nbgrader_needs() -> None:
    notebook = lesson_notebook(read_text(MINI))
    keys = ("grade", "solution", "locked", "points")
    marks = {
        cell.id: tuple(cell.metadata.nbgrader.get(key) for key in keys)
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    assert marks == {
        "setup": (False, False, True, None),
        "double-answer": (False, True, False, None),
        "double": (True, False, True, 1),
        "slope-answer": (False, True, False, None),
        "slope": (True, False, True, 2),
        "why-question": (False, False, True, None),
        "why": (True, True, False, 1.5),
    }
    assert all(cell.id == cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata)
    assert [cell.id for cell in notebook.cells if "nbgrader" not in cell.metadata] == [
        "text-1",
        "code-1",
        "double-hints",
        "slope-hints",
        "code-2",
    ]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if "outputs" in cell)
    assert notebook_bytes(notebook).endswith(b"}\n")


def test_release_has_stubs_and_no_secrets(mini: Tree) -> None:
    build_lessons([], force=False)
    cells = cells_of(RELEASE)
    stub = 'raise NotImplementedError("your turn: replace this line")'
    assert cells["double-answer"].source == f'def double(x):\n    """Return twice x."""\n    {stub}'
    assert cells["double"].source == "check_equal(double(3), 6)"
    assert cells["why-question"].source == "Why is the slope at 0 zero?"
    assert cells["why"].source == "YOUR ANSWER HERE"
    assert all(cell.metadata["nbgrader"]["checksum"] for cell in cells.values() if "nbgrader" in cell.metadata)


def test_hints_open_one_inside_the_other() -> None:
    ladder = hint_ladder("1. One.\n2. Two.\n3. Three.")
    parts = ["<details>", "Hint 1: the idea", "One.", "<details>", "Hint 2: the rule", "Two.", "<details>", "Three."]
    position = 0
    for part in [*parts, "</details>", "</details>", "</details>"]:
        position = ladder.index(part, position) + len(part)


def test_same_bytes_as_stock_nbgrader(mini: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the builder releases is what `nbgrader generate_assignment` writes, which also fills a gradebook."""
    # The configuration extends these for the process that reads it.
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in ("PATH", "PYTHONPATH"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    settings = (REPOSITORY.root / "nbgrader_config.py").read_text()
    (mini.root / "nbgrader_config.py").write_text(f"{settings}\nc.ClearSolutions.text_stub = 'Write here.'\n")
    (mini.lessons / "01_mini").mkdir()
    (mini.lessons / "01_mini" / "points.csv").write_text("x,y\n")
    build_lessons([], force=False)
    assert not (mini.root / "gradebook.db").exists()
    ours = {path: path.read_bytes() for path in mini.release.rglob("*") if path.is_file()}
    assert b"Write here." in ours[mini.root / RELEASE]
    shutil.rmtree(mini.release)
    environment = {
        **os.environ,
        # The database needs `alembic`, which stands beside this Python.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "JUPYTER_CONFIG_DIR": str(mini.root / "none"),
    }
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "01_mini"]
    done = subprocess.run(command, cwd=mini.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (mini.root / "gradebook.db").exists()
    assert {path: path.read_bytes() for path in mini.release.rglob("*") if path.is_file()} == ours


def test_problems_are_all_printed_and_nothing_is_written(mini: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    text = MINI.read_text().replace("points=2", "points=0").replace("guess = ...", "guess = limit")
    (mini.lessons / "01_mini.py").write_text(text)
    with pytest.raises(CourseError, match="2 problems in the lesson texts, nothing was built"):
        build_lessons([], force=False)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("course/lessons/01_mini.py:17: `limit` is not defined")
    assert printed[1].startswith("course/lessons/01_mini.py:55: points=0 is not positive")
    assert not mini.source.exists()


@pytest.mark.parametrize("path", [SOURCE, RELEASE])
def test_hand_edit_is_kept_unless_forced(mini: Tree, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_lessons([], force=False)
    built = path.read_bytes()
    other = RELEASE if path == SOURCE else SOURCE
    untouched = other.read_bytes()
    path.write_bytes(built.replace(b"Twice", b"Double"))
    edited = path.read_bytes()
    text = mini.lessons / "01_mini.py"
    text.write_text(text.read_text().replace("the slope", "the derivative"))
    with pytest.raises(CourseError, match=rf"{path}: edit course/lessons/01_mini\.py instead, or run with --force"):
        build_lessons([], force=False)
    assert "01_mini: not written" in capsys.readouterr().out
    assert path.read_bytes() == edited
    assert other.read_bytes() == untouched
    build_lessons([], force=True)
    assert b"Twice and the derivative" in path.read_bytes()


def test_changed_text_is_written(mini: Tree) -> None:
    build_lessons([], force=False)
    text = mini.lessons / "01_mini.py"
    text.write_text(text.read_text().replace("Twice and", "Two times and"))
    build_lessons([], force=False)
    assert b"Two times and" in SOURCE.read_bytes()
    assert b"Two times and" in RELEASE.read_bytes()
    assert read_manifest(mini) == {str(path): digest_of(path.read_bytes()) for path in (SOURCE, RELEASE)}


def test_files_beside_a_lesson_go_with_it(mini: Tree) -> None:
    folder = mini.lessons / "01_mini"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "a.svg").write_text("<svg/>")
    build_lessons([], force=False)
    copies = [mini.source / "01_mini/img/a.svg", mini.release / "01_mini/img/a.svg"]
    assert all(copy.read_text() == "<svg/>" for copy in copies)
    (folder / "img" / "a.svg").unlink()
    build_lessons([], force=False)
    assert not any(copy.exists() for copy in copies)
    assert set(read_manifest(mini)) == {str(SOURCE), str(RELEASE)}


def test_leftovers_of_a_removed_lesson_are_named(mini: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    build_lessons([], force=False)
    (mini.lessons / "01_mini.py").rename(mini.lessons / "02_new.py")
    capsys.readouterr()
    build_lessons([], force=False)
    printed = capsys.readouterr().out
    assert "02_new: written" in printed
    assert "source/01_mini: left over" in printed
    assert "release/01_mini: left over" in printed


def test_nbgrader_refusal_is_told_with_its_log() -> None:
    notebook = lesson_notebook(read_text(MINI))
    del notebook.cells[1].metadata["nbgrader"]["schema_version"]
    with pytest.raises(CourseError, match=r"(?s)cannot make the release of 01_mini.*old version"):
        release_files("01_mini", {"01_mini.ipynb": notebook_bytes(notebook)}, nbgrader_settings(HERE))


# The course's own lessons, as they are committed.


@pytest.fixture(scope="module")
def rebuilt() -> dict[str, bytes]:
    """Every file that the committed lesson texts become, by its path."""
    names = REPOSITORY.lesson_names()
    assert names, "there is no lesson"
    texts, problems = read_lessons(REPOSITORY, names)
    assert problems == []
    return {path: content for name in names for path, content in lesson_files(REPOSITORY, texts[name]).items()}


def committed() -> dict[str, bytes]:
    places = [place for place in (REPOSITORY.source, REPOSITORY.release) if place.is_dir()]
    paths = [path for place in places for path in place.rglob("*") if path.is_file()]
    hidden = (".ipynb_checkpoints", ".gitkeep")
    return {
        path.relative_to(REPOSITORY.root).as_posix(): path.read_bytes()
        for path in paths
        if not set(path.parts) & set(hidden)
    }


def differences(expected: dict[str, bytes], found: dict[str, bytes], digests: dict[str, str]) -> list[str]:
    """Say which files differ from what the texts become; an empty list where none does."""
    drift = [path for path in sorted({*expected, *found}) if expected.get(path) != found.get(path)]
    stale = [path for path in sorted({*expected, *digests}) if _digest(expected.get(path)) != digests.get(path)]
    return [f"{path} differs" for path in drift] + [f"{path} has another digest in the manifest" for path in stale]


def _digest(content: bytes | None) -> str | None:
    return None if content is None else digest_of(content)


def secrets(source: bytes, release: bytes) -> list[str]:
    """Return lines of solutions, hidden tests and mark schemes that a release still holds, and cells it lacks."""
    original = nbformat.reads(source.decode(), as_version=4).cells
    released = {cell.id: cell for cell in nbformat.reads(release.decode(), as_version=4).cells}
    found = [cell.id for cell in original if cell.id not in released]
    for cell in original:
        left = released[cell.id].source if cell.id in released else ""
        regions = find_regions(cell.source)[0]
        shown = cell.source
        for kind in (SOLUTION, HIDDEN, SCHEME):
            shown = without_regions(shown, kind)
        hidden = [line for region in regions for line in region_text(cell.source, region).splitlines() if line.strip()]
        found += [
            f"{cell.id}: {line}" for line in hidden if line in left.splitlines() and line not in shown.splitlines()
        ]
    found += [f"marker {kind}" for kind in (SOLUTION, HIDDEN, SCHEME) if f"BEGIN {kind}".encode() in release]
    return found


def test_committed_notebooks_are_what_the_texts_become(rebuilt: dict[str, bytes]) -> None:
    found = committed()
    assert differences(rebuilt, found, read_manifest(REPOSITORY)) == [], "run: course build"


def test_drift_is_seen() -> None:
    files = {"source/x": b"1", "release/x": b"2"}
    digests = {path: digest_of(content) for path, content in files.items()}
    assert differences(files, files, digests) == []
    assert differences(files, files | {"source/x": b"3"}, digests) == ["source/x differs"]
    assert differences(files, files | {"source/y": b""}, digests) == ["source/y differs"]
    assert differences(files, files, digests | {"source/x": "0"}) == ["source/x has another digest in the manifest"]


def test_releases_hold_no_secrets(rebuilt: dict[str, bytes]) -> None:
    for path, content in rebuilt.items():
        if path.startswith("source/") and path.endswith(".ipynb"):
            assert secrets(content, rebuilt[path.replace("source/", "release/", 1)]) == []


def test_secrets_are_seen() -> None:
    source = notebook_bytes(lesson_notebook(read_text(MINI)))
    release = release_files("01_mini", {"01_mini.ipynb": source}, nbgrader_settings(HERE))["01_mini.ipynb"]
    assert secrets(source, release) == []
    leaks = {
        "marker SOLUTION": (b"YOUR ANSWER HERE", b"### BEGIN SOLUTION"),
        "why: Because the parabola has its lowest point there.": (
            b"YOUR ANSWER HERE",
            b"Because the parabola has its lowest point there.",
        ),
        "double:     check_equal(double(value), value + value)": (
            b"check_equal(double(3), 6)",
            b"    check_equal(double(value), value + value)",
        ),
        "slope": (b'"id": "slope"', b'"id": "incline"'),
    }
    for said, (old, new) in leaks.items():
        assert old in release
        assert secrets(source, release.replace(old, new, 1)) == [said]
