"""A cell of the lesson that is not in what was handed in comes back, with its source and at its place, by both ways."""

from collections.abc import Callable

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from course.grading.classroom import Classroom
from course.grading.mended import list_mended
from course.results.results import read_results
from tests.grading_class import LESSON, Notebook, SmallCourse, find, position, put_copy
from tests.parallel_class import files, grade_here

FULL = {"double": 2, "square": 3, "why": None}
Change = Callable[[Notebook], None]


def delete(*names: str) -> Change:
    def change(nb: Notebook) -> None:
        for name in names:
            del nb.cells[position(nb, name)]

    return change


def strip(name: str, kind: str = "code", source: str | None = None, new_id: bool = True) -> Change:
    """Take the metadata away, as a copy of the text alone does; the id as well, unless it stays."""

    def change(nb: Notebook) -> None:
        cell = find(nb, name)
        cell.metadata = {}
        cell.cell_type = kind
        cell.source = cell.source if source is None else source
        if kind != "code":
            cell.pop("outputs", None), cell.pop("execution_count", None)
        if new_id:
            cell.id = f"new-{name}"

    return change


def grade_ids(nb: Notebook) -> list[str]:
    return [cell.metadata.nbgrader.grade_id for cell in nb.cells if "nbgrader" in cell.metadata]


def emptied(nb: Notebook) -> None:
    find(nb, "double").source = ""


def as_text(nb: Notebook) -> None:
    cell = find(nb, "double")
    cell.cell_type = "markdown"
    cell.pop("outputs"), cell.pop("execution_count")


def wrong(change: Change) -> Change:
    def both(nb: Notebook) -> None:
        change(nb)
        find(nb, "double-answer").source = "def double(x):\n    return x"

    return both


LOST: dict[str, Change] = {
    "deleted": delete("double"),
    "emptied": emptied,
    "text": as_text,
    "stripped": strip("double"),
    "stripped-id": strip("double", new_id=False),
    "stripped-text": strip("double", "markdown"),
    "stripped-empty": strip("double", source=""),
}


def test_a_check_that_is_gone_is_run_all_the_same(course: SmallCourse) -> None:
    for name, change in LOST.items():
        course.hand_in(f"r-{name}", change)
        course.hand_in(f"w-{name}", wrong(change))
    assert course.autograde()["success"]
    by_nbgrader = files(course.root)
    results = {one.student: one for one in read_results(Classroom(course.root), LESSON).students}
    for name in LOST:
        assert course.scores(f"r-{name}") == FULL, name
        assert course.scores(f"w-{name}") == FULL | {"double": 0}, name
        assert {entry["cell"] for entry in results[f"r-{name}"].mended} == {"double"}, name
        failed = {entry.exercise: entry.message for entry in results[f"w-{name}"].results if entry.message}
        assert failed == {"double": "double(3) should be 6"}, name
        graded = course.graded(f"r-{name}")
        assert [cell.source for cell in graded.cells if "assert double" in cell.source] == [
            find(graded, "double").source
        ]
    assert "was missing and was put back; it was run" in results["r-deleted"].mended[0]["what"]
    grade_here(course.root, force=True)
    assert files(course.root) == by_nbgrader


def test_a_check_that_is_put_back_stands_below_what_it_checks(course: SmallCourse) -> None:
    """Also where the answer is in a cell of the student's own below the stub, or the whole exercise was replaced."""

    def below(nb: Notebook) -> None:
        at = position(nb, "double-answer")
        answer = new_code_cell(find(nb, "double-answer").source)
        find(nb, "double-answer").source = find(course.released, "double-answer").source
        nb.cells.insert(at + 1, answer)
        delete("double")(nb)

    def replaced(nb: Notebook) -> None:
        at = position(nb, "double-answer")
        nb.cells.insert(at, new_code_cell(find(nb, "double-answer").source))
        nb.cells.insert(at + 1, new_markdown_cell("My own words."))
        delete("double-answer", "double")(nb)

    def all_of_it(nb: Notebook) -> None:
        delete("double", "square", "imports", "given", "why-question")(nb)

    for student, change in (("below", below), ("replaced", replaced), ("all", all_of_it)):
        course.hand_in(student, change)
    assert course.autograde()["success"]
    for student in ("below", "replaced", "all"):
        assert course.scores(student) == FULL, student
        names = [
            cell.metadata.nbgrader.grade_id for cell in course.graded(student).cells if "nbgrader" in cell.metadata
        ]
        released = [cell.metadata.nbgrader.grade_id for cell in course.released.cells if "nbgrader" in cell.metadata]
        assert names == released, student
    graded = course.graded("all")
    order = ["text-1", "imports", "double-answer", "double", "given"]
    assert [cell.id for cell in graded.cells[: len(order)]] == order


def test_a_page_says_that_a_check_was_put_back(course: SmallCourse) -> None:
    course.hand_in("ada", delete("double"))
    course.autograde()
    course.api().generate_feedback(LESSON)
    page = (course.root / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "This cell was missing and was put back; it was run" in page
    assert page.index("was put back; it was run") < page.index("assert")
    assert "hidden" not in page.split("assert")[1]


@pytest.mark.parametrize("stub", ["with its name", "without", "with a comment of its own"])
def test_a_copied_stub_does_not_undo_the_answer(course: SmallCourse, stub: str) -> None:
    def change(nb: Notebook) -> None:
        source = find(course.released, "double-answer").source
        copied = put_copy(nb, "double-answer", source=source)
        if stub == "without":
            copied.metadata = {}
        if stub == "with a comment of its own":
            copied.source = "# to do\n" + source + "   # ?\n"

    course.hand_in("ada", change)
    course.autograde()
    assert course.scores("ada") == FULL
    what = list_mended(course.graded("ada"))[-1]["what"]
    assert "not run" in what
    grade_here(course.root, force=True)
    assert course.scores("ada") == FULL
