"""`course check`: the verdicts of nbgrader's Validate button, in words, with an exit status that can be a gate."""

import contextlib
import copy
import io
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import ComputeChecksums
from nbgrader.validator import Validator
from traitlets.config import Config

from course.check.check import check
from course.check.learner import find_notebooks
from course.check.run import read_notebook, run_notebook
from course.errors import CourseError
from tests.grading_class import cell

STUB = 'raise NotImplementedError("your turn: replace this line")'
ESSAY = "Your text."


def exercise(name: str, test: str, points: int = 2) -> list[NotebookNode]:
    """An answer cell as it is released, and its check."""
    answer = cell("code", f"{name}-answer", f"def {name}(x):\n    {STUB}", solution=True)
    return [answer, cell("code", name, test, points=points)]


def lesson(*parts: list[NotebookNode]) -> NotebookNode:
    """A released notebook: every checksum is that of what the learner was given."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    nb = new_notebook(cells=[node for part in parts for node in part], metadata=metadata)
    return ComputeChecksums().preprocess(nb, {})[0]


def write(nb: NotebookNode, name: str, source: str) -> None:
    """Put the learner's text into a cell."""
    next(node for node in nb.cells if node.id == name).source = source


def save(nb: NotebookNode, folder: Path, name: str = "01_small.ipynb") -> Path:
    folder.mkdir(exist_ok=True)
    nbformat.write(nb, folder / name)
    return folder / name


def double(name: str = "double") -> list[NotebookNode]:
    return exercise(name, f'assert {name}(2) == 4, "{name}(2) should be 4"')


def failed_by_nbgrader(path: Path) -> tuple[set[str], set[str]]:
    """What nbgrader's own validator says: sources of failed cells, and of changed ones."""
    found = Validator().validate(str(path))
    return ({node["source"] for node in found.get("failed", [])}, {node["source"] for node in found.get("changed", [])})


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One notebook with everything that can become of a check."""
    failing = "from helpers.checks import CheckFailed\nraise CheckFailed('step is wrong.\\n  at x = 2: yours 1')"
    nb = lesson(
        [cell("code", "given", "import pathlib")],
        double("right"),
        double("wrong"),
        double("stub"),
        double("broken"),
        double("crash"),
        exercise("spoken", failing),
        exercise("partial", "1"),
        exercise("full", "2"),
        [new_code_cell("free = undefined_name", id="free")],
        exercise("folder", "assert pathlib.Path('data.txt').read_text() == 'beside the notebook'"),
        [cell("markdown", name, ESSAY, points=2, solution=True) for name in ("why", "how")],
    )
    write(nb, "right-answer", "def right(x):\n    return 2 * x")
    write(nb, "wrong-answer", "def wrong(x):\n    return x + 3")
    write(nb, "broken-answer", "def broken(x)\n    return 2 * x")
    write(nb, "crash-answer", "def crash(x):\n    y = 0\n    return x / y")
    for name in ("spoken", "partial", "full", "folder"):
        write(nb, f"{name}-answer", "pass")
    write(nb, "how", "With care.")
    path = save(nb, tmp_path_factory.mktemp("mixed") / "with space")
    (path.parent / "data.txt").write_text("beside the notebook")
    return path


@pytest.fixture(scope="module")
def said(mixed: Path) -> str:
    """What the command says about the mixed notebook."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert check(mixed) == 1
    return out.getvalue()


def test_the_verdicts_are_nbgraders(mixed: Path) -> None:
    source = {node.id: node.source for node in read_notebook(mixed).cells}
    result = run_notebook(mixed)
    failed, changed = failed_by_nbgrader(mixed)
    assert {source[one.name] for one in result.exercises if not one.ok} == failed
    assert {source[name] for name in result.changed} == changed == set()
    assert [one.name for one in result.exercises if one.ok] == ["right", "full", "folder", "how"]


def test_one_line_for_each_check(said: str) -> None:
    lines = said.splitlines()
    assert lines[0] == "pass  right    2 points"
    assert "fail  stub     2 points  not written yet" in lines
    assert "fail  wrong    2 points" in said
    assert "AssertionError: wrong(2) should be 4" in said
    assert "fail  partial  2 points, you have 1  not all points of this check" in lines
    assert "todo  why      2 points  not written yet" in lines
    assert "text  how      2 points  graded by a person" in lines
    assert lines[-1].startswith("3 of 9 checks pass (")


def test_messages_point_at_the_learners_own_line(said: str) -> None:
    assert "ZeroDivisionError: division by zero\n      in the line: return x / y" in said
    # The check would only say that `broken` is not defined.
    assert "SyntaxError: expected ':'" in said
    assert "'broken' is not defined" not in said
    assert "      step is wrong.\n        at x = 2: yours 1\n" in said
    for noise in ("Traceback", "\x1b[", "---->"):
        assert noise not in said


def test_a_right_notebook_ends_with_0_and_a_warning_costs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nb = lesson(double())
    write(nb, "double-answer", "import warnings\ndef double(x):\n    warnings.warn('slow')\n    return 2 * x")
    path = save(nb, tmp_path / "01_small")
    before = path.read_bytes()
    assert check(path.parent) == 0
    assert "1 of 1 checks pass" in capsys.readouterr().out
    assert path.read_bytes() == before
    # The one difference from nbgrader, which takes the points for it.
    assert failed_by_nbgrader(path)[0] != set()


def test_changed_given_cells_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nb = lesson([cell("code", "given", "limit = 3")], double())
    write(nb, "given", "limit = 4")
    write(nb, "double", "pass")
    path = save(nb, tmp_path)
    assert check(path) == 1
    out = capsys.readouterr().out
    assert "Given cells were changed: given, double." in out
    assert "judged with the original" in out
    assert failed_by_nbgrader(path)[1] == {"limit = 4", "pass"}


def test_a_check_that_became_text_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nb = lesson(double())
    nb.cells[1] = new_markdown_cell(nb.cells[1].source, id="double", metadata=nb.cells[1].metadata)
    path = save(nb, tmp_path)
    assert check(path) == 1
    assert "changed between code and text, so nothing was run: double." in capsys.readouterr().out
    assert "type_changed" in Validator().validate(str(path))


def judge(nb: NotebookNode, folder: Path, seconds: int = 1) -> dict[str, str]:
    """Messages by exercise, and under "" why the run broke off, with a short timeout."""
    path = save(nb, folder)
    result = run_notebook(path, config=Config({"RunCells": {"timeout": seconds, "check_timeout": seconds}}))
    assert not result.ok
    return {"": result.broken_off, **{one.name: one.message for one in result.exercises}}


def test_a_loop_that_never_ends_is_stopped(tmp_path: Path) -> None:
    nb = lesson(double("endless"), double())
    write(nb, "endless-answer", "def endless(x):\n    while True:\n        pass")
    write(nb, "double-answer", "def double(x):\n    return 2 * x")
    said = judge(nb, tmp_path)
    assert said["endless"] == "ran longer than 1 seconds and was stopped: is there a loop that never ends?"
    assert said["double"] == said[""] == ""


def test_a_loop_that_cannot_be_stopped_ends_the_run(tmp_path: Path) -> None:
    nb = lesson(double(), double("stubborn"), double("later"))
    write(nb, "double-answer", "def double(x):\n    return 2 * x")
    stubborn = "def stubborn(x):\n    while True:\n        try:\n            while True:\n                pass\n"
    write(nb, "stubborn-answer", stubborn + "        except KeyboardInterrupt:\n            pass")
    said = judge(nb, tmp_path)
    assert said[""] == "The cell stubborn ran longer than 1 seconds and could not be interrupted."
    assert said["double"] == ""
    assert said["stubborn"] == said["later"] == "not run"


def test_a_kernel_that_dies_ends_the_run(tmp_path: Path) -> None:
    nb = lesson(double(), double("deadly"), double("later"))
    write(nb, "double-answer", "def double(x):\n    return 2 * x")
    write(nb, "deadly-answer", "import os\nos._exit(1)")
    said = judge(nb, tmp_path, seconds=30)
    assert said[""].startswith("The cell deadly-answer ended Python itself")
    assert said["double"] == ""
    assert said["deadly"] == said["later"] == "not run"


def unreadable(text: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "bad.ipynb").write_text(text)
        return folder / "bad.ipynb"

    return make


def copy_check(nb: NotebookNode) -> None:
    nb.cells.append(copy.deepcopy(nb.cells[1]))
    nb.cells[-1].id = "new"


def edited(change: Callable[[NotebookNode], object]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        nb = lesson(double())
        change(nb)
        return save(nb, folder)

    return make


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "missing.ipynb", "no such notebook"),
        (lambda folder: folder, "there is no notebook in"),
        (unreadable(""), "is an empty file"),
        (unreadable("print('hello')"), "not a notebook"),
        (unreadable("[]"), "not a notebook"),
        (unreadable('{"nbformat": 4}'), "not a notebook"),
        (unreadable('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'), "has no checks in it"),
        (edited(copy_check), "copied or split cell: double"),
        (edited(lambda nb: nb.cells[1].metadata.nbgrader.pop("points")), "notes in the cells of .* are damaged"),
        (
            edited(lambda nb: nb.cells[1].metadata.nbgrader.pop("schema_version")),
            "notes in the cells of .* are damaged",
        ),
        (edited(lambda nb: nb.metadata.kernelspec.update(name="julia")), "kernel named julia"),
    ],
)
def test_what_cannot_be_judged_is_a_sentence(make: Callable[[Path], Path], says: str, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=says):
        check(make(tmp_path))


def test_a_notebook_is_found_by_folder_or_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("work/01_small/01_small.ipynb")
    path.parent.mkdir(parents=True)
    path.write_text("")
    (path.parent / "01_small.new.ipynb").write_text("")
    for name in ("work/01_small", "work/01_small/01_small", "01_small", str(path)):
        assert find_notebooks(Path(name)) == [path]
    path.rename(path.with_name("mine.ipynb"))
    with pytest.raises(CourseError, match=r"holds 2 notebooks.*mine\.ipynb"):
        find_notebooks(path.parent)
