"""Known answers are read, run as submissions are, and each must lose exactly the tests that it should."""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from course.audit.audit import audit, audit_lessons
from course.audit.audited import SOLUTION, Audited, audit_answer
from course.authoring.engine import CellRun, make_grader, run_lesson
from course.authoring.known import KnownAnswer, read_known
from course.authoring.notebook import lesson_notebook
from course.authoring.text import read_text
from course.errors import CourseError
from course.paths import Tree
from course.runner.grader import Grader, Settings

HERE = Path(__file__).parent
REPOSITORY = Tree(HERE.parent)
MINI = HERE / "minicourse"
# Takes an interrupt and goes on.
STUBBORN = "while True:\n    try:\n        x = 1\n        while True: x = 2\n    except BaseException:\n        pass"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with closing(make_grader()) as grader:
        yield grader


def edit(mini: Tree, old: str, new: str) -> None:
    path = mini.answers / "01_mini.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# Running a lesson.


def run(grader: Grader, mini: Tree, source: str, name: str = "double", **options: Any) -> dict[str, CellRun]:
    """What the cells of the small lesson do with this answer."""
    notebook = lesson_notebook(read_text(mini.lessons / "01_mini.py"))
    return run_lesson(grader, notebook, {f"{name}-answer": source}, mini.lessons / "01_mini", **options)


def test_the_solution_passes_and_free_cells_run_too(grader: Grader, mini: Tree) -> None:
    runs = run_lesson(grader, lesson_notebook(read_text(mini.lessons / "01_mini.py")))
    assert [name for name, done in runs.items() if done.error] == []
    assert [done.printed for done in runs.values() if done.printed] == ["slope at 1: 2\n"]


def test_free_cells_that_nothing_graded_needs_are_left_out(grader: Grader, mini: Tree) -> None:
    text = (mini.lessons / "01_mini.py").read_text()
    chain = '# %%\nfirst = 2\n\n# %%\nfactor = first\n\n# %% [markdown] hints="double"'
    text = text.replace('# %% [markdown] hints="double"', chain).replace("return 2 * x", "return factor * x")
    (mini.lessons / "01_mini.py").write_text(text)
    notebook = lesson_notebook(read_text(mini.lessons / "01_mini.py"))
    every, graded = run_lesson(grader, notebook), run_lesson(grader, notebook, only_graded=True)
    assert [done.error for done in graded.values()] == [None] * 7
    assert len(every) == 9  # with the guess, and the one that prints


def test_a_test_goes_on_after_an_error_and_says_what_it_was(grader: Grader, mini: Tree) -> None:
    runs = run(grader, mini, "def double(x):\n    print('seen')\n    return 2 * x + 1 / (x - 3)")
    assert (runs["double"].error, runs["double"].message) == ("ZeroDivisionError", "division by zero")
    assert runs["double"].printed == "seen\n"
    assert runs["slope"].error == "AssertionError"
    assert run(grader, mini, "def double(x) return")["double-answer"].error == "SyntaxError"


def test_runs_know_nothing_of_each_other(grader: Grader, mini: Tree) -> None:
    run(grader, mini, "import builtins\nbuiltins.leak = 1\nopen('left', 'w').close()\ndef double(x): return 2 * x")
    seen = run(grader, mini, "import os\nprint(os.listdir(), hasattr(__builtins__, 'leak'))")
    assert seen["double-answer"].printed == "[] False\n"


def test_files_beside_the_lesson_are_found(grader: Grader, mini: Tree) -> None:
    (mini.lessons / "01_mini").mkdir()
    (mini.lessons / "01_mini" / "points.csv").write_text("1,2")
    seen = run(grader, mini, "print(open('points.csv').read())")
    assert seen["double-answer"].printed == "1,2\n"


def test_endless_answers_are_stopped_and_the_rest_runs(mini: Tree) -> None:
    with closing(Grader(Settings(seconds=0.5, total_seconds=30, no_sandbox=True, check_seconds=0.5))) as grader:
        seen = run(grader, mini, "def double(x):\n    while True: pass")
        assert seen["double"].error == "CellTimeoutError"
        seen = run(grader, mini, STUBBORN)
        assert seen["double-answer"].error
        assert seen["double"].error
        assert run(grader, mini, "def double(x): return x + x")["double"].error is None


def test_an_answer_that_ends_its_process_loses_its_tests_alone(grader: Grader, mini: Tree) -> None:
    seen = run(grader, mini, "import os; os._exit(7)")
    assert seen["double-answer"].error
    assert seen["double"].error
    seen = run(grader, mini, "import os\ndef slope(x): os._exit(7)", name="slope")
    assert (seen["double"].error, bool(seen["slope"].error)) == (None, True)
    assert run(grader, mini, "def double(x): return x + x")["slope"].error is None


# Known answers.


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ('exercise="double" wrong="adds two"', 'exercise="triple" wrong="adds two"', 4, "no exercise `triple`"),
        ('exercise="double" wrong="adds two"', 'wrong="adds two"', 4, "this cell has no exercise"),
        ('loses="double slope"', 'loses="double slop"', 4, "the lesson has no test `slop`"),
        (' loses="double slope"', "", 4, "this wrong answer names no tests"),
        ('loses="double slope"', 'loses=""', 4, "the key `loses` has no text"),
        ('wrong="adds two" ', "", 4, 'an answer has one of wrong="its mistake"'),
        ('wrong="adds two"', 'wrong="adds two" right="x"', 4, 'an answer has one of wrong="its mistake"'),
        ('right="a sum"', 'right="a sum" loses="double"', 16, "a right answer loses nothing"),
        ('wrong="adds two"', 'wrong="adds two" points=2', 4, "`points` is no key here"),
        ("return x + 2", "return x +", 6, "this is not Python"),
        ("def double(x):\n    return x + 2\n", "", 4, "this answer is empty"),
        ('wrong="the square"', 'wrong="adds two"', 8, "`adds two` is in line 4 already"),
        ("# %% [markdown]", '# %% [markdown] exercise="double"', 1, "a Markdown cell is a comment here"),
        (
            '# %% exercise="double" right="a loop"',
            "# %% [markdown]\n# x\n",
            16,
            "`double` has 1 right answers and needs 2",
        ),
    ],
)
def test_wrong_text_of_known_answers_is_refused(mini: Tree, old: str, new: str, line: int, sentence: str) -> None:
    edit(mini, old, new)
    found = read_known(mini, read_text(mini.lessons / "01_mini.py"))[1]
    assert any(problem.line == line and sentence in problem.message for problem in found), found
    with pytest.raises(CourseError, match=r"course/answers/01_mini\.py:\d+: "):
        audit_lessons([], as_json=False)


def test_known_answers_have_stable_names(mini: Tree) -> None:
    known, problems = read_known(mini, read_text(mini.lessons / "01_mini.py"))
    assert problems == []
    assert [answer.name for answer in known[:5]] == [
        "double-wrong-1",
        "double-wrong-2",
        "double-wrong-3",
        "double-right-1",
        "double-right-2",
    ]
    assert known[0] == KnownAnswer(
        "double", "double-wrong-1", "wrong", "adds two", ("double", "slope"), "def double(x):\n    return x + 2", 4
    )


def test_lesson_without_known_answers_is_refused(mini: Tree) -> None:
    (mini.answers / "01_mini.py").unlink()
    with pytest.raises(CourseError, match=r"course/answers/01_mini\.py:1: this file is missing"):
        audit_lessons([], as_json=False)


# The audit.


def told(tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any, str]:
    """Status, JSON and words of `course audit`: one audit, told twice."""
    audited = audit(tree, ["01_mini"])
    monkeypatch.setattr("course.audit.audit.audit", lambda tree, names: audited)
    status = audit_lessons([], as_json=True)
    as_json = json.loads(capsys.readouterr().out)
    assert audit_lessons(["01_mini"], as_json=False) == status
    return status, as_json, capsys.readouterr().out


def test_an_audit_of_right_answers(
    mini: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found, printed = told(mini, monkeypatch, capsys)
    assert status == 0
    said = " ".join(printed.split())
    assert "6 of 6 wrong answers lose exactly what they should, 4 of 4 right ones keep all" in said
    assert "the solution has full marks" in said
    assert len(found) == 11
    assert {tuple(one) for one in found} == {
        ("lesson", "exercise", "answer", "kind", "mistake", "expected_lost", "lost", "named", "ok")
    }
    assert tuple(found[0].values()) == ("01_mini", None, "solution", "solution", None, [], [], None, True)
    assert found[1]["expected_lost"] == found[1]["lost"] == ["double", "slope"]
    assert found[4]["mistake"] is None


def test_answers_that_lose_something_else_are_named_with_their_line(
    mini: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # More than it should, less than it should, nothing at all; a right answer that is wrong.
    edit(mini, 'wrong="adds two" loses="double slope"', 'wrong="adds two" loses="double"')
    edit(mini, 'wrong="returns nothing" loses="slope"', 'wrong="returns nothing" loses="slope double"')
    edit(mini, "return -double(x)", "return double(x)")
    edit(mini, "return x + x", "return x + x + 1")
    status, found, printed = told(mini, monkeypatch, capsys)
    assert status == 1
    assert {one["answer"]: one["lost"] for one in found if not one["ok"]} == {
        "double-wrong-1": ["double", "slope"],
        "slope-wrong-2": ["slope"],
        "slope-wrong-3": [],
        "double-right-1": ["double", "slope"],
    }
    assert "course/answers/01_mini.py:16: double-right-1 should lose nothing and lost double slope." in printed
    assert "  double said: AssertionError: expected 6, found 7" in printed


def test_solution_that_loses_marks_ends_with_1(mini: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    path = mini.lessons / "01_mini.py"
    path.write_text(path.read_text().replace("return 2 * x", "return 3 * x"))
    assert audit_lessons([], as_json=False) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "the solution loses double: AssertionError: expected 6, found 9" in printed
    assert "the solution LOSES MARKS" in printed


def test_one_answer_tells_what_its_tests_said(mini: Tree, grader: Grader) -> None:
    text = read_text(mini.lessons / "01_mini.py")
    answer = read_known(mini, text)[0][0]
    audited = audit_answer(grader, "01_mini", lesson_notebook(text), answer)
    assert audited.ok
    assert audited.messages["double"] == "AssertionError: expected 6, found 5"
    assert list(audited.messages) == audited.lost == ["double", "slope"]


@pytest.mark.parametrize(
    ("end", "said"), [("print('half')\n1.5", "1.5 of 2 points\nhalf\n"), ("math.nan", "0 of 2 points\n")]
)
def test_partial_credit_and_no_number_count_as_lost(mini: Tree, grader: Grader, end: str, said: str) -> None:
    path = mini.lessons / "01_mini.py"
    test = "check_equal(slope(math.pi), 2 * math.pi)"
    path.write_text(path.read_text().replace(test, f"{test}\n{end}"))
    audited = audit_answer(grader, "01_mini", lesson_notebook(read_text(path)), SOLUTION)
    assert audited.messages == {"slope": said}


def test_a_sample_of_known_answers_loses_exactly_its_tests(grader: Grader) -> None:
    """A tenth of one lesson's, the same in each run; the slow test below takes every answer."""
    text = read_text(REPOSITORY.lessons / "01_descent.py")
    known, problems = read_known(REPOSITORY, text)
    assert problems == []
    sample = random.Random(1).sample(known, len(known) // 10)
    audited = [audit_answer(grader, "01_descent", lesson_notebook(text), answer) for answer in (SOLUTION, *sample)]
    assert {one.answer.kind for one in audited} == {"solution", "right", "wrong"}
    assert [(one.answer.name, one.lost) for one in audited if not one.ok] == []
    assert audited[0].errors == {}


def test_wrong_answer_must_lose_something() -> None:
    assert not Audited("l", KnownAnswer("e", "e-wrong-1", "wrong", "m", (), "", 1)).ok


@pytest.mark.slow
def test_every_known_answer_of_the_course_loses_exactly_its_tests() -> None:
    names = REPOSITORY.lesson_names()
    assert names, "there is no lesson"
    audited = audit(REPOSITORY, names)
    assert [(one.lesson, one.answer.name, one.lost) for one in audited if not one.ok] == []
    # Where the solution stands, no cell of the lesson fails.
    assert [(one.lesson, one.errors) for one in audited if one.answer is SOLUTION and one.errors] == []
