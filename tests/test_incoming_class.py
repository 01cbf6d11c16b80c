"""One class of broken and forged submissions: each is a reported result for that student alone."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from course.grading.classroom import Classroom
from course.results.results import StudentResult, read_results
from tests.grading_class import LESSON, SmallCourse, find, put_copy

pytestmark = pytest.mark.slow

NAME = f"{LESSON}.ipynb"
FULL = {"double": 2, "square": 3, "why": None}
Text = Callable[[str], str | bytes]

# What becomes of the file's text, and what the report says.
FILES: dict[str, tuple[Text, str]] = {
    "utf-16": (lambda text: text.encode("utf-16")[:-1], "cannot be read"),
    "byte-order-mark": (lambda text: "\ufeff" * 2 + text, "broken JSON"),
    "bytes": (lambda text: b"\x80\x81\xff" * 100, "cannot be read"),
    "half": (lambda text: text[: len(text) // 2], "broken JSON"),
    "nothing": (lambda text: "", "is an empty file"),
    "zeros": (lambda text: "\0" * 1000, "broken JSON"),
    "html": (lambda text: "<!DOCTYPE html><title>Sign in</title>", "broken JSON"),
    "a-list": (lambda text: f"[{text}]", "not a notebook"),
    "a-number": (lambda text: "3", "not a notebook"),
    "null": (lambda text: "null", "not a notebook"),
    "cells-null": (lambda text: text.replace('"cells": [', '"cells": null, "more": [', 1), "not a notebook"),
    "version-3": (lambda text: text.replace('"nbformat": 4', '"nbformat": 3', 1), "not a notebook"),
    "version-99": (lambda text: text.replace('"nbformat": 4', '"nbformat": 99', 1), "not a notebook"),
    "version-word": (lambda text: text.replace('"nbformat": 4', '"nbformat": "four"', 1), "not a notebook"),
    "huge-version": (lambda text: text.replace('"nbformat": 4', f'"nbformat": {"9" * 4000}', 1), "not a notebook"),
    "huge-number": (lambda text: text.replace('"nbformat": 4', f'"x": {"9" * 5000}, "nbformat": 4', 1), "broken JSON"),
    "deep": (lambda text: text.replace('"nbformat": 4', f'"x": {"[" * 200}{"]" * 200}, "nbformat": 4', 1), "nested"),
    "deepest": (lambda text: "[" * 200_000, "broken JSON"),
    "source": (lambda text: text.replace("Since I", "Since " * 50_000, 1), "characters in cell"),
}


def of_all(**marks: object) -> Callable[[NotebookNode], None]:
    """Change the nbgrader metadata of all cells, and answer one exercise wrongly."""

    def change(nb: NotebookNode) -> None:
        find(nb, "double-answer").source = "def double(x):\n    return x"
        for cell in nb.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.update(marks)

    return change


def odd_metadata(nb: NotebookNode) -> None:
    """Put into metadata what the format of notebooks forbids."""
    odd = {"collapsed": "x", "scrolled": [3], "name": 5, "tags": ["a,b", 3, "x", "x"], "jupyter": 3, "format": {}}
    for cell in nb.cells:
        cell.metadata.update(odd)
    nb.metadata.update(kernelspec={"x": 3}, language_info={"name": None, "codemirror_mode": 3}, authors=3, title=[])


def tag_text(nb: NotebookNode) -> None:
    for cell in nb.cells:
        cell.metadata.tags = "skip-execution"


def odd_attachments(nb: NotebookNode) -> None:
    find(nb, "why").update(source="![x](attachment:gone.png) ![y](attachment:empty.png)", attachments={"empty.png": {}})
    nb.cells[0].update(source="![x](attachment:a/../../b)", attachments={"b": {"image/png": [3]}})


def nan_points(nb: NotebookNode) -> None:
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.points = float("nan")  # which JSON does not have, and Python writes


def unknown_ids(nb: NotebookNode) -> None:
    for number, name in enumerate(("../../evil", "double\0", "\ud800", "x" * 10_000, "__proto__", "double ")):
        put_copy(nb, "square", at=0, source="pass").metadata.nbgrader.update(grade_id=name, points=1e308 * number)


def many_copies(nb: NotebookNode) -> None:
    for _ in range(300):
        put_copy(nb, "double", at=0, source="pass")


def nested_marks(nb: NotebookNode) -> None:
    mark: object = "x"
    for _ in range(20):
        mark = {"grade_id": [mark]}
    find(nb, "double").metadata.nbgrader.update(points=mark, schema_version=mark, locked=mark)


WRONG = FULL | {"double": 0}
# What becomes of the notebook, the scores, and what the report says was mended.
FORGED: dict[str, tuple[Callable[[NotebookNode], None], dict[str, int | None], str]] = {
    "points": (of_all(points=100), WRONG, "points was 100, not 2"),
    "points-nan": (nan_points, FULL, "points was nan, not 2"),
    "points-word": (of_all(points="many"), WRONG, "points was 'many', not 2"),
    "points-huge": (of_all(points=10**400), WRONG, "points was 1000"),
    "schema-1": (of_all(schema_version=1), WRONG, "schema_version was 1, not 3"),
    "schema-99": (of_all(schema_version=99), WRONG, "schema_version was 99, not 3"),
    "schema-none": (of_all(schema_version=None), WRONG, "schema_version was missing, not 3"),
    "schema-list": (of_all(schema_version=[3]), WRONG, "schema_version was [3], not 3"),
    "flags": (of_all(grade=False, solution=True, locked=False, task=True), WRONG, "grade was False, not True"),
    "odd-metadata": (odd_metadata, FULL, "it had the tag x"),
    "tag-text": (tag_text, FULL, ""),
    "odd-attachments": (odd_attachments, FULL, ""),
    "unknown-ids": (unknown_ids, FULL, "No cell of the lesson has this name"),
    "many-copies": (many_copies, FULL, "times"),
    "nested-marks": (nested_marks, FULL, "points was {"),
}


def a_folder(folder: Path) -> None:
    (folder / NAME).unlink()
    (folder / NAME / "x").mkdir(parents=True)


def case(folder: Path) -> None:
    (folder / NAME).rename(folder / NAME.upper())


def two(folder: Path) -> None:
    (folder / NAME).rename(folder / "first.ipynb")
    (folder / "second.ipynb").write_text("{}")


def deeper(folder: Path) -> None:
    (folder / LESSON).mkdir()
    (folder / NAME).rename(folder / LESSON / NAME)


def bad_time(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("9" * 400)


def first_time(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("0001-01-01 00:00:00+14:00")


def time_of_bytes(folder: Path) -> None:
    (folder / "timestamp.txt").write_bytes(b"\xff" * 10)


def time_folder(folder: Path) -> None:
    (folder / "timestamp.txt").mkdir()


def loop(folder: Path) -> None:
    (folder / "again").symlink_to(folder)


def device(folder: Path) -> None:
    (folder / NAME).unlink()
    (folder / NAME).symlink_to("/dev/zero")


def gone(folder: Path) -> None:
    (folder / "data.csv").symlink_to("/nowhere")


def odd_name(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff\xfe.txt")).touch()


FOLDERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a-folder": (a_folder, f"{NAME} is missing"),
    "upper-case": (case, "is missing"),
    "two": (two, "there are first.ipynb, second.ipynb"),
    "deeper": (deeper, f"there is {LESSON}/{NAME}"),
    "bad-time": (bad_time, "timestamp.txt does not hold a time"),
    "first-time": (first_time, "timestamp.txt does not hold a time"),
    "time-of-bytes": (time_of_bytes, "timestamp.txt does not hold a time"),
    "time-folder": (time_folder, "timestamp.txt does not hold a time"),
    "loop": (loop, "again is a link"),
    "device": (device, f"{NAME} is a link"),
    "gone": (gone, "data.csv is a link"),
    "odd-name": (odd_name, "is not a name"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """The class, graded once, with honest students before, between and last."""
    course = SmallCourse(tmp_path_factory.mktemp("class"))
    for student in ("a-honest", "g-honest", "z-honest"):
        course.hand_in(student)
    for name, (text, _) in FILES.items():
        notebook = json.dumps(course.hand_in(f"f-{name}"))
        made = text(notebook)
        (course.folder(f"f-{name}") / NAME).write_bytes(made if isinstance(made, bytes) else made.encode())
    for name, (change, _, _) in FORGED.items():
        course.hand_in(f"h-{name}", change)
    for name, (spoil, _) in FOLDERS.items():
        course.hand_in(f"i-{name}")
        spoil(course.folder(f"i-{name}"))
    course.autograde()
    return course


@pytest.fixture(scope="module")
def results(graded: SmallCourse) -> dict[str, StudentResult]:
    return {one.student: one for one in read_results(Classroom(graded.root), LESSON).students}


def test_honest_students_get_everything(graded: SmallCourse) -> None:
    for student in ("a-honest", "g-honest", "z-honest"):
        assert graded.scores(student) == FULL


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_notebook_is_reported(results: dict[str, StudentResult], name: str) -> None:
    result = results[f"f-{name}"]
    assert result.problem is not None
    assert FILES[name][1] in result.problem
    assert len(result.problem) < 500
    assert not result.graded


@pytest.mark.parametrize("name", FORGED)
def test_forged_metadata_is_reported_and_gains_nothing(
    graded: SmallCourse, results: dict[str, StudentResult], name: str
) -> None:
    _, scores, words = FORGED[name]
    assert graded.scores(f"h-{name}") == scores
    mended = " ".join(entry["what"] for entry in results[f"h-{name}"].mended)
    assert words in mended
    assert mended.isprintable()
    assert len(mended) < 100_000


@pytest.mark.parametrize("name", FOLDERS)
def test_an_odd_folder_is_reported(results: dict[str, StudentResult], name: str) -> None:
    result = results[f"i-{name}"]
    assert result.problem is not None
    assert FOLDERS[name][1] in result.problem
    assert not result.graded
