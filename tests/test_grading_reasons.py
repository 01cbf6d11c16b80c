"""An answer's cell that does not run: report and page give its own error, by both ways of grading."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from course.grading.classroom import Classroom
from course.results.results import read_results
from tests.grading_class import LESSON, SmallCourse, find
from tests.parallel_class import changed, files, grade_here

DOUBLE = "def double(x):\n    return 2 * x"
# What stands in the answer's cell, and how the reason begins.
CELLS = {
    "colon": ("def double(x)\n    return 2 * x", "SyntaxError: expected ':'. A line that begins with def, "),
    "import": (f"import no_such_module\n{DOUBLE}", "ModuleNotFoundError: No module named 'no_such_module'"),
    "tabs": ("def double(x):\n        y = 2\n\treturn y * x", "TabError: inconsistent use of tabs"),
    "quotes": (f"name = \u201cdouble\u201d\n{DOUBLE}", "SyntaxError: invalid character '\u201c' (U+201C). This sign "),
    "space": ("def double(x):\n\u00a0   return 2 * x", "SyntaxError: invalid non-printable character U+00A0"),
    "value": (f"int('no number')\n{DOUBLE}", "ValueError: invalid literal for int()"),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("class"))
    for name, (source, _) in CELLS.items():
        course.hand_in(name, changed("double", source))
    # The answer is there, and wrong; what fails below it is another matter.
    course.hand_in("wrong", changed("double", "def double(x):\n    return x\n\n1 / 0"))
    course.hand_in("stub", changed("double", find(course.released, "double-answer").source))
    assert course.autograde()["success"]
    return course


def test_the_report_gives_the_error_of_the_answers_cell(course: SmallCourse) -> None:
    results = {one.student: one.results for one in read_results(Classroom(course.root), LESSON).students}
    for name, (_, reason) in CELLS.items():
        said = {entry.exercise: entry.message for entry in results[name] if entry.message}
        assert list(said) == ["double"], name
        assert said["double"].startswith(reason), name
        assert course.scores(name)["double"] == 0
    assert results["wrong"][0].message == "double(3) should be 6"
    assert results["stub"][0].message.startswith("NotImplementedError: your turn")


def test_the_page_gives_it_too(course: SmallCourse) -> None:
    assert course.api().generate_feedback(LESSON)["success"]
    for name, (_, reason) in CELLS.items():
        page = Path(course.root, "feedback", name, LESSON, f"{LESSON}.html").read_text(encoding="utf-8")
        text = BeautifulSoup(page, "html.parser").get_text()
        check = text[text.index("assert double(3) == 6") :]
        assert check.index(reason) < check.index("square"), name
        assert "NameError" not in text, name


def test_both_ways_of_grading_say_the_same(course: SmallCourse) -> None:
    by_nbgrader = files(course.root)
    grade_here(course.root, force=True)
    assert files(course.root) == by_nbgrader
