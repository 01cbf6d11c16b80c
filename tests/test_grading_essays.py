"""An essay that stands beside its cell: a person decides, and sees it. By both ways of grading."""

import copy
from collections.abc import Callable

from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook

from course.grading.classroom import Classroom
from course.results.results import read_results
from tests.grading_class import LESSON, Notebook, SmallCourse, find, position
from tests.parallel_class import files, grade_here

ESSAY = "Since I thought about it, and $2 > 1$."
Change = Callable[[Notebook], None]


def unanswered(course: SmallCourse, then: Change | None = None) -> Change:
    def change(nb: Notebook) -> None:
        find(nb, "why").source = find(course.released, "why").source
        if then is not None:
            then(nb)

    return change


def insert(cell: Notebook, below: int) -> Change:
    return lambda nb: nb.cells.insert(position(nb, "why") + below, copy.deepcopy(cell))


def retyped(keep_id: bool) -> Change:
    def change(nb: Notebook) -> None:
        cell = find(nb, "why")
        cell.metadata, cell.source = {}, ESSAY
        cell.id = cell.id if keep_id else "a-new-one"

    return change


def in_the_question(nb: Notebook) -> None:
    find(nb, "why-question").source += "\n\n" + ESSAY


BESIDE: dict[str, Change] = {
    "retyped": retyped(keep_id=False),
    "retyped-id": retyped(keep_id=True),
    "below": insert(new_markdown_cell(ESSAY), 1),
    "above": insert(new_markdown_cell(ESSAY), 0),
    "above-question": insert(new_markdown_cell(ESSAY), -1),
    "raw": insert(new_raw_cell(ESSAY), 1),
    "code": insert(new_code_cell(ESSAY), 1),
    "comment": insert(new_code_cell("# " + ESSAY), 1),
    "question": in_the_question,
}


def no_essay(nb: Notebook) -> None:
    """Text elsewhere, code beside the essay, and a cell of the lesson that was only wrapped anew."""
    nb.cells.insert(2, new_markdown_cell("Notes of mine."))
    nb.cells.insert(position(nb, "why"), new_code_cell("1 + 1  # a try"))
    nb.cells.append(new_markdown_cell(" \n"))
    nb.cells.append(new_markdown_cell("A  free\ncell."))


def test_a_person_decides_about_text_beside_an_empty_essay(course: SmallCourse) -> None:
    for name, change in BESIDE.items():
        course.hand_in(f"b-{name}", unanswered(course, change))
    course.hand_in("none", unanswered(course))
    course.hand_in("none-notes", unanswered(course, no_essay))
    assert course.autograde()["success"]
    by_nbgrader = files(course.root)
    results = {one.student: one for one in read_results(Classroom(course.root), LESSON).students}
    for name in BESIDE:
        assert course.scores(f"b-{name}")["why"] is None, name
        assert comment(course, f"b-{name}") is None, name
        assert any(entry["cell"] == "why" for entry in results[f"b-{name}"].mended), name
        assert ESSAY in "".join(cell.source for cell in course.graded(f"b-{name}").cells), name
    for student in ("none", "none-notes"):
        assert course.scores(student)["why"] == 0, student
        assert comment(course, student) == "No response."
    grade_here(course.root, force=True)
    assert files(course.root) == by_nbgrader
    assert all(course.scores(f"b-{name}")["why"] is None for name in BESIDE)


def test_the_page_says_that_a_person_decides(course: SmallCourse) -> None:
    course.hand_in("ada", unanswered(course, BESIDE["below"]))
    course.autograde()
    course.api().generate_feedback(LESSON)
    page = (course.root / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "a person decides whether that is the answer" in page
    assert "No response" not in page
    assert "Since I thought about it" in page


def comment(course: SmallCourse, student: str) -> str | None:
    with Gradebook(course.api().coursedir.db_url) as gradebook:
        found: str | None = gradebook.find_comment("why", LESSON, LESSON, student).auto_comment
        return found
