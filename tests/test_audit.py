"""Known answers are read, run without a kernel, and each must lose exactly the tests that it should."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.audit import Audited, audit, audit_answers, audit_lessons
from course.errors import CourseError
from course.known import KnownAnswer, read_known
from course.notebook import lesson_notebook
from course.paths import Tree
from course.run import MEMORY_BYTES, CellRun, Runner
from course.text import read_text

HERE = Path(__file__).parent
REPOSITORY = Tree(HERE.parent)
MINI = HERE / "minicourse"
# Takes an interrupt and goes on.
STUBBORN = "while True:\n    try:\n        x = 1\n        while True: x = 2\n    except BaseException:\n        pass"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as runner:
        yield runner


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A course of the small lesson and its known answers; also the working directory."""
    tree = Tree(tmp_path)
    tree.lessons.mkdir(parents=True)
    tree.answers.mkdir()
    shutil.copy(MINI / "01_mini.py", tree.lessons)
    shutil.copy(MINI / "answers.py", tree.answers / "01_mini.py")
    monkeypatch.chdir(tmp_path)
    return tree


def edit(tree: Tree, old: str, new: str) -> None:
    path = tree.answers / "01_mini.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# Running cells.


def test_cells_share_a_namespace_and_go_on_after_an_error(runner: Runner) -> None:
    runs = runner.run(["x = 2", "print(x)\n1 / 0\nprint('not')", "import sys\nprint('e', file=sys.stderr)\nx + 1"])
    assert [run.ok for run in runs] == [True, False, True]
    assert (runs[1].error, runs[1].message, runs[1].stdout) == ("ZeroDivisionError", "division by zero", "2\n")
    assert "----> 2 1 / 0" in runs[1].traceback
    assert (runs[2].stdout, runs[2].stderr, runs[2].value) == ("", "e\n", 3)


def test_runs_know_nothing_of_each_other(runner: Runner) -> None:
    first = runner.run(["import builtins, os\nx = builtins.leak = 1\nopen('left', 'w').close()\nprint(os.getcwd())"])
    second = runner.run(
        ["print(os.getcwd())", "import os\nprint(os.listdir(), 'x' in dir(), hasattr(__builtins__, 'leak'))"]
    )
    assert [run.error for run in second] == ["NameError", None]
    assert second[1].stdout == "[] False False\n"
    assert not Path(first[0].stdout.strip()).exists()


def test_syntax_errors_exits_and_displays_are_as_in_ipython(runner: Runner) -> None:
    runs = runner.run(["for", "import sys; sys.exit(3)", "display(7)", "None", "'text'", "True", "1.5;"])
    assert [run.error for run in runs] == ["SyntaxError", "SystemExit", None, None, None, None, None]
    assert runs[2].stdout == "7\n"
    assert [run.value for run in runs[3:6]] == [None, None, None]


def test_message_that_cannot_be_printed(runner: Runner) -> None:
    source = "class E(Exception):\n    def __str__(self): raise ValueError\nraise E"
    assert [run.error for run in runner.run([source, "1"])] == ["E", None]


def test_endless_cell_is_interrupted_and_the_next_one_runs(runner: Runner) -> None:
    source = "while True:\n    try:\n        x = 1\n        while True: x = 2\n    except Exception:\n        pass"
    runs = runner.run([source, "print('next')"], cell_seconds=0.2)
    assert (runs[0].error, runs[0].message) == ("CellTimeout", "interrupted after 0.2 s")
    assert runs[1].stdout == "next\n"


def test_stubborn_notebook_is_killed_and_the_runner_still_works(runner: Runner) -> None:
    runs = runner.run(["print('done')", STUBBORN, "1"], cell_seconds=0.1, total_seconds=0.5)
    assert [run.error for run in runs] == [None, "TotalTimeout", "TotalTimeout"]
    assert runner.run(["print('again')"])[0].stdout == "again\n"


def test_cell_that_eats_memory_ends_with_memory_error(runner: Runner) -> None:
    runs = runner.run([f"block = bytearray({MEMORY_BYTES})", "print('next')"])
    assert (runs[0].error, runs[1].stdout) == ("MemoryError", "next\n")


def test_process_that_dies_is_told(runner: Runner) -> None:
    runs = runner.run(["1", "import os; os._exit(7)", "1"])
    assert [run.error for run in runs] == [None, "ProcessEnded", "ProcessEnded"]
    assert "with status 7" in runs[1].message
    assert runner.run(["1"])[0].ok


def test_output_below_python_stays_out_of_the_answers(runner: Runner) -> None:
    runs = runner.run(["import os\nos.write(1, b'noise\\n')\nos.system('echo noise')\nprint(input())", "1"])
    assert [run.error for run in runs] == ["EOFError", None]


def test_files_beside_the_notebook_are_found(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("1,2")
    assert runner.run(["print(open('points.csv').read())"], files=tmp_path)[0].stdout == "1,2\n"


def test_figures_are_rendered_only_on_request(runner: Runner) -> None:
    source = "class F:\n    def _repr_mimebundle_(self, **kwargs):\n        print('drawn')\n        return {}\nF()"
    assert runner.run([source])[0].stdout == ""
    assert runner.run([source], draw=True)[0].stdout == "drawn\n"


def outcomes(runs: list[CellRun]) -> list[object]:
    return [run.error or run.value for run in runs]


def test_a_change_of_one_cell_changes_what_comes_from_it_on(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("1")
    cells = ["import os\nruns = os.getpid()\nx = 1", "x = x + 1\nx", "open('left', 'w').close()", "x", "1 / 0"]
    look = "len(os.listdir()) + (os.getpid() != runs) * 10"
    changes = [(3, look), (1, "x = 10 * x\nx"), (0, "import os\nx = 5"), (3, "x + 0.5"), (4, "x = 0"), (4, look)]
    changed = runner.run_changed(cells, changes, files=tmp_path)
    assert list(map(outcomes, changed)) == [
        [None, 2, None, 12, "ZeroDivisionError"],
        [None, 10, None, 10, "ZeroDivisionError"],
        [None, 6, None, 6, "ZeroDivisionError"],
        [None, 2, None, 2.5, "ZeroDivisionError"],
        [None, 2, None, 2, None],
        [None, 2, None, 2, 12],
    ]
    for (at, source), runs in zip(changes, changed, strict=True):
        if source != look:
            alone = runner.run([*cells[:at], source, *cells[at + 1 :]], files=tmp_path)
            assert outcomes(alone) == outcomes(runs)


def test_what_comes_before_a_change_is_run_once(runner: Runner, tmp_path: Path) -> None:
    count = f"with open({str(tmp_path / 'count')!r}, 'a') as file:\n    file.write('x')"
    runner.run_changed([count, "1", "2"], [(1, "1"), (1, "2"), (2, "3")])
    assert (tmp_path / "count").read_text() == "x"


def test_a_change_finds_the_folder_as_earlier_cells_left_it(runner: Runner) -> None:
    first = "import os\nos.mkdir('in')\nos.chdir('in')\nos.symlink('nowhere', 'link')"
    changed = runner.run_changed([first, "1"], [(1, "os.path.basename(os.getcwd())"), (1, "len(os.listdir()) + 0.5")])
    assert [runs[1].error for runs in changed] == [None, None]
    assert changed[1][1].value == 1.5


def test_changes_that_die_or_never_end_harm_no_other(runner: Runner) -> None:
    changes = [(1, STUBBORN), (1, "import os; os._exit(7)"), (2, "x"), (2, "while True: pass")]
    changed = runner.run_changed(["x = 1", "2", "3"], changes, cell_seconds=0.2, total_seconds=0.6)
    assert list(map(outcomes, changed)) == [
        [None, "TotalTimeout", "TotalTimeout"],
        [None, "ProcessEnded", "ProcessEnded"],
        [None, 2, 1],
        [None, 2, "CellTimeout"],
    ]
    assert "with status 7" in changed[1][1].message


def test_where_what_comes_before_a_change_fails_the_change_is_not_run(runner: Runner) -> None:
    changed = runner.run_changed(["1", "import os; os._exit(3)", "2"], [(0, "7"), (2, "3")])
    assert list(map(outcomes, changed)) == [[7, "ProcessEnded", "ProcessEnded"], [1, "ProcessEnded", "ProcessEnded"]]
    assert "with status 3" in changed[1][2].message
    assert runner.run(["1"])[0].value == 1


def test_without_fork_each_run_has_a_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A module that Python imports at its start takes os.fork away in the server; here it is taken away too.
    (tmp_path / "sitecustomize.py").write_text("import os\nvars(os).pop('fork', None)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.delattr(os, "fork", raising=False)
    with Runner() as runner:
        assert [run.value for run in runner.run(["x = 1", "x"])] == [None, 1]
        assert runner.run(["x"])[0].error == "NameError"
        assert list(map(outcomes, runner.run_changed(["x = 1", "x"], [(0, "x = 2"), (1, "x + 2")]))) == [
            [None, 2],
            [None, 3],
        ]


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
def test_wrong_text_of_known_answers_is_refused(tree: Tree, old: str, new: str, line: int, sentence: str) -> None:
    edit(tree, old, new)
    found = read_known(tree, read_text(tree.lessons / "01_mini.py"))[1]
    assert any(problem.line == line and sentence in problem.message for problem in found), found
    with pytest.raises(CourseError, match=r"course/answers/01_mini\.py:\d+: "):
        audit_lessons([], as_json=False)


def test_known_answers_have_stable_names(tree: Tree) -> None:
    known, problems = read_known(tree, read_text(tree.lessons / "01_mini.py"))
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


def test_lesson_without_known_answers_is_refused(tree: Tree) -> None:
    (tree.answers / "01_mini.py").unlink()
    with pytest.raises(CourseError, match=r"course/answers/01_mini\.py:1: this file is missing"):
        audit_lessons([], as_json=False)


# The audit.


def test_audit_of_right_answers_ends_with_0(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_lessons([], as_json=False) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "6 of 6 wrong answers lose exactly what they should, 4 of 4 right ones keep all" in printed
    assert "the solution has full marks" in printed


def test_json_has_exactly_the_named_keys(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_lessons(["01_mini"], as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 11
    keys = {"lesson", "exercise", "answer", "kind", "mistake", "expected_lost", "lost", "named", "ok"}
    assert all(set(one) == keys for one in found)
    assert found[0] == {
        "lesson": "01_mini",
        "exercise": None,
        "answer": "solution",
        "kind": "solution",
        "mistake": None,
        "expected_lost": [],
        "lost": [],
        "named": None,
        "ok": True,
    }
    assert found[1]["expected_lost"] == found[1]["lost"] == ["double", "slope"]
    assert found[4]["mistake"] is None


@pytest.mark.parametrize(
    ("old", "new", "answer", "lost"),
    [
        # Loses less than it should, more than it should, nothing at all; a right answer that is wrong.
        ('wrong="sign" loses="slope"', 'wrong="sign" loses="slope double"', "slope-wrong-3", ["slope"]),
        (
            'wrong="adds two" loses="double slope"',
            'wrong="adds two" loses="double"',
            "double-wrong-1",
            ["double", "slope"],
        ),
        ("return -double(x)", "return double(x)", "slope-wrong-3", []),
        ("return x + x", "return x + x + 1", "double-right-1", ["double", "slope"]),
    ],
)
def test_answer_that_loses_something_else_ends_with_1(
    tree: Tree, capsys: pytest.CaptureFixture[str], old: str, new: str, answer: str, lost: list[str]
) -> None:
    edit(tree, old, new)
    assert audit_lessons([], as_json=True) == 1
    failed = [one for one in json.loads(capsys.readouterr().out) if not one["ok"]]
    assert [(one["answer"], one["lost"]) for one in failed] == [(answer, lost)]


def test_answer_that_is_not_as_expected_is_named_with_its_line(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    edit(tree, "return x + x", "return x + x + 1")
    assert audit_lessons([], as_json=False) == 1
    printed = capsys.readouterr().out
    assert "course/answers/01_mini.py:16: double-right-1 should lose nothing and lost double slope." in printed
    assert "  double said: AssertionError: expected 6, found 7" in printed


def test_solution_that_loses_marks_ends_with_1(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    path = tree.lessons / "01_mini.py"
    path.write_text(path.read_text().replace("return 2 * x", "return 3 * x"))
    assert audit_lessons([], as_json=False) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "the solution loses double: AssertionError: expected 6, found 9" in printed
    assert "the solution LOSES MARKS" in printed


def test_one_answer_tells_what_its_tests_said(tree: Tree, runner: Runner) -> None:
    text = read_text(tree.lessons / "01_mini.py")
    answer = read_known(tree, text)[0][0]
    [audited] = audit_answers(runner, "01_mini", lesson_notebook(text), [answer])
    assert audited.ok
    assert audited.messages["double"] == "AssertionError: expected 6, found 5"
    assert list(audited.messages) == audited.lost == ["double", "slope"]


def test_partial_credit_counts_as_lost(tree: Tree, runner: Runner) -> None:
    path = tree.lessons / "01_mini.py"
    test = "check_equal(slope(math.pi), 2 * math.pi)"
    path.write_text(path.read_text().replace(test, f"{test}\nprint('half')\n1.5"))
    [audited] = audit_answers(runner, "01_mini", lesson_notebook(read_text(path)), [None])
    assert audited.lost == ["slope"]
    assert audited.messages["slope"] == "1.5 of 2 points\nhalf\n"


def test_wrong_answer_must_lose_something() -> None:
    assert not Audited("l", "e", "e-wrong-1", "wrong", "m", [], []).ok


@pytest.mark.slow
def test_every_known_answer_of_the_course_loses_exactly_its_tests() -> None:
    names = REPOSITORY.lesson_names()
    assert names, "there is no lesson"
    audited = audit(REPOSITORY, names)
    assert [(one.lesson, one.answer, one.lost) for one in audited if not one.ok] == []
    # Where the solution stands, no cell of the lesson fails.
    assert [(one.lesson, one.errors) for one in audited if one.kind == "solution" and one.errors] == []
