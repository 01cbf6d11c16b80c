"""What a notebook shows when a check fails, in IPython itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

ANSI = re.compile(r"\x1b\[[0-9;]*m")
Run = Callable[[str], str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run cells in a shell and give back all that each printed."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    settings = Config()
    settings.HistoryManager.enabled = False
    shell = InteractiveShell(config=settings)

    def run_cell(source: str) -> str:
        capsys.readouterr()
        shell.run_cell(source, store_history=False)
        out, err = capsys.readouterr()
        return ANSI.sub("", out + err)

    run_cell("from helpers.checks import check, check_raises, check_gradient, inputs")
    return run_cell


def test_a_wrong_answer_shows_the_message_alone(run: Run) -> None:
    run("def step(x, eta):\n    return x + eta * 2 * x")
    shown = run('check(step, inputs(x=[3.0, -2.0, 1.0], eta=0.1), lambda x, eta: x - eta * 2 * x, look="the sign.")')
    assert shown.splitlines() == [
        "CheckFailed: step is wrong, and its shape and type are right.",
        "  on x = 3, eta = 0.1",
        "  yours     3.6",
        "  expected  2.4   (yours is 1.2 larger)",
        "On each of these inputs yours is 1.5 times the expected one.",
        "Look at: the sign.",
    ]


def test_an_error_shows_the_learners_own_lines(run: Run) -> None:
    run("def slope(x):\n    return 2 * y\n\ndef step(x, eta):\n    return x - eta * slope(x)")
    shown = run('check(step, inputs(x=3.0, eta=0.1), expected="descent.step")')
    assert "return x - eta * slope(x)" in shown
    assert "return 2 * y" in shown
    assert "NameError: name 'y' is not defined" in shown
    assert 'File "your cell", line 5, in step' in shown
    assert 'File "your cell", line 2, in slope' in shown
    assert "helpers" not in shown
    assert "Traceback" not in shown
    assert "During handling" not in shown


def test_a_wrong_refusal_shows_the_learners_own_lines(run: Run) -> None:
    run("def root(x):\n    return [][x]")
    shown = run("check_raises(root, inputs(x=[1]), ValueError)")
    assert "return [][x]" in shown
    assert "raised IndexError" in shown
    assert "helpers" not in shown


def test_the_stub_shows_what_to_do(run: Run) -> None:
    run('def step(x, eta):\n    raise NotImplementedError("your turn: replace this line")')
    shown = run('check(step, inputs(x=3.0, eta=0.1), expected="descent.step")')
    assert shown.splitlines() == [
        "NotImplementedError: `step` is not written yet, or the line `raise NotImplementedError` was left in its cell.",
        "Write your code in place of that line, run the cell, then run this check again.",
    ]


def test_a_right_answer_shows_one_line(run: Run) -> None:
    run("def step(x, eta):\n    return x - eta * 2 * x")
    assert (
        run('check(step, inputs(x=[3.0, 1.0], eta=0.1), expected="descent.step")') == "step: right on all 2 inputs.\n"
    )


def test_an_ordinary_error_keeps_its_traceback(run: Run) -> None:
    """The gate above can fail: without the hook IPython prints a traceback."""
    assert "Traceback" in run('raise AssertionError("plain")')
