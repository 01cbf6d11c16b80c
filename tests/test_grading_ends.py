"""A cell that ends Python itself takes with it what needs it, and nothing before or after it."""

import pytest
from nbformat.v4 import new_code_cell

from course.grading.classroom import Classroom
from course.results.results import read_results
from tests.grading_class import LESSON, Notebook, SmallCourse, find, position
from tests.parallel_class import changed, files, grade_here

EXIT = "import os\nos._exit(3)"
CRASH = "import ctypes\nctypes.string_at(0)"


def free(below: str, source: str) -> object:
    return lambda nb: nb.cells.insert(position(nb, below) + 1, new_code_cell(source))


def both(nb: Notebook) -> None:
    for name in ("double", "square"):
        find(nb, f"{name}-answer").source = EXIT


# What is done, and which exercises lose their points by it.
ENDS = {
    "cell": (changed("double", f"def double(x):\n    return 2 * x\n\n{EXIT}"), {"double"}),
    "crash": (changed("double", CRASH), {"double"}),
    "last": (changed("square", EXIT), {"square"}),
    "both": (both, {"double", "square"}),
    "free": (free("double", EXIT), set()),
    "called": (changed("double", "import os\n\ndef double(x):\n    os._exit(3)"), {"double"}),
    "later": (changed("square", "import os\n\ndef square(x):\n    os._exit(3)"), {"square"}),
    "needs": (changed("square", "def square(x):\n    return double(double(x)) * x / 4"), set()),
    "flood": (changed("double", "while True:\n    print('x' * 1000_000)"), {"double"}),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("class"))
    for name, (change, _) in ENDS.items():
        course.hand_in(name, change)
    assert course.autograde()["success"]
    return course


def test_other_exercises_keep_their_points(course: SmallCourse) -> None:
    full = {"double": 2, "square": 3, "why": None}
    for name, (_, lost) in ENDS.items():
        assert course.scores(name) == full | dict.fromkeys(lost, 0), name


def test_the_report_says_whose_cell_it_was(course: SmallCourse) -> None:
    results = {one.student: one.results for one in read_results(Classroom(course.root), LESSON).students}
    for name in ("cell", "crash", "both", "flood"):
        said = {entry.exercise: entry.message for entry in results[name] if entry.message}
        assert all("ended Python itself" in message for message in said.values()), said
    assert "cannot be called" in results["called"][0].message + "".join(
        output.evalue for output in find(course.graded("called"), "double").outputs
    )


def test_both_ways_of_grading_say_the_same(course: SmallCourse) -> None:
    by_nbgrader = files(course.root)
    grade_here(course.root, force=True)
    assert files(course.root) == by_nbgrader
