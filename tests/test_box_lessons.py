"""The course's own lessons: verdicts and messages are the same with and without the box."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from nbformat import NotebookNode

from course.box.compare import Verdict, in_the_box, lesson_cells, without_a_box
from course.box.grader import Grader, Settings
from course.build import read_lessons
from course.known import KnownAnswer, read_known
from course.notebook import lesson_notebook
from course.paths import Tree
from course.run import Runner

TREE = Tree(Path(__file__).resolve().parent.parent)
LESSONS = TREE.lesson_names()
OF_EACH = 10


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    made = Grader(Settings())
    yield made
    made.close()


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as made:
        yield made


@cache
def lesson(name: str) -> tuple[NotebookNode, list[KnownAnswer]]:
    texts, problems = read_lessons(TREE, [name])
    assert not problems
    return lesson_notebook(texts[name]), read_known(TREE, texts[name])[0]


@pytest.mark.parametrize("name", LESSONS)
def test_the_solution_gets_full_marks_in_the_box_with_the_same_words(name: str, grader: Grader, runner: Runner) -> None:
    cells = lesson_cells(lesson(name)[0])
    boxed = in_the_box(grader, cells)
    assert [test for test, verdict in boxed.items() if verdict.error] == []
    assert boxed == without_a_box(runner, cells)


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_known_answers_lose_the_same_and_are_told_the_same(name: str, grader: Grader, runner: Runner) -> None:
    notebook, known = lesson(name)
    step = max(1, len(known) // OF_EACH)
    for answer in known[::step]:
        cells = lesson_cells(notebook, {f"{answer.exercise}-answer": answer.source})
        boxed, plain = in_the_box(grader, cells), without_a_box(runner, cells)
        assert {test: _first_line(one) for test, one in boxed.items()} == {
            test: _first_line(one) for test, one in plain.items()
        }, answer.name
        lost = {test for test, verdict in boxed.items() if verdict.error}
        assert lost == set(answer.loses or ()), answer.name


def _first_line(verdict: Verdict) -> tuple[str | None, str, float | None]:
    return verdict.error, verdict.message.split("\n")[0], verdict.value
