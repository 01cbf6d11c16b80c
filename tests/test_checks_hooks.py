"""What a notebook shows in IPython when a check fails, and beside it: slips of syntax, missing names, a stop."""

import os
import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers.checks.failure import Stopped
from helpers.checks.hooks import install
from helpers.checks.syntax import sentence_for

ANSI = re.compile(r"\x1b\[[0-9;]*m")
Run = Callable[[str], str]
RIGHT = "def ready(x):\n    return 2 * x"
CHECK = "check(\n    ready,\n    inputs(x=[1.0, 2.0]),\n    expected=[2.0, 4.0],\n)"


@pytest.fixture
def bare_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    settings = Config()
    settings.HistoryManager.enabled = False
    made = InteractiveShell(config=settings)
    made.run_cell("from helpers.checks import check, check_raises, inputs", store_history=False)
    return made


@pytest.fixture
def shell(bare_shell: InteractiveShell) -> InteractiveShell:
    made = bare_shell
    install(made)
    install(made)  # as a second import would
    return made


@pytest.fixture
def run(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run cells in a shell and give back all that each printed."""

    def run_cell(source: str) -> str:
        capsys.readouterr()
        shell.run_cell(source, store_history=False)
        out, err = capsys.readouterr()
        return ANSI.sub("", out + err)

    return run_cell


# --- A failing check ---


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


# --- A name that is not there yet ---


def test_a_check_before_its_answer_says_so_in_a_sentence(run: Run) -> None:
    shown = run(CHECK)
    assert shown.count("`ready` is not there yet: run the cell above that makes it, then this check.") == 1
    assert "Traceback" not in shown
    assert "----" not in shown
    run(RIGHT)
    assert run(CHECK) == "ready: right on all 2 inputs.\n"


def test_the_kind_of_error_stays(shell: InteractiveShell) -> None:
    result = shell.run_cell(CHECK, store_history=False)
    assert type(result.error_in_exec) is NameError
    assert str(result.error_in_exec) == "name 'ready' is not defined"


def test_a_name_that_is_missing_in_a_learners_own_cell_keeps_its_traceback(run: Run) -> None:
    for cell in ("print(1 + nothing)", "def f():\n    return nothing\n\nf()"):
        shown = run(cell)
        assert "NameError: name 'nothing' is not defined" in shown
        assert "Traceback" in shown
    run("def ready(x):\n    return nothing * x")
    assert "NameError: name 'nothing' is not defined" in run(CHECK)
    # In a function that the test cell defines, it is the learner's own error, too.
    assert "Traceback" in run("def f():\n    return nothing\n\nf()\ncheck(f, inputs(x=1.0), expected=[1])")


# --- An answer of before ---


def test_a_check_says_that_it_judges_the_answer_of_before(run: Run) -> None:
    run(RIGHT)
    run("def ready(x):\n    return 2x")
    first, *others = run(CHECK).splitlines()
    assert first.startswith("The last cell with `def ready` ended in red (SyntaxError): this is about your")
    assert others[-1] == "ready: right on all 2 inputs."
    run(RIGHT)
    assert run(CHECK) == "ready: right on all 2 inputs.\n"


def test_a_cell_that_failed_before_its_definition(run: Run) -> None:
    run(RIGHT)
    run("import nothing_of_this_name\n\ndef ready(x):\n    return 3 * x")
    assert "ended in red (ModuleNotFoundError)" in run(CHECK)
    # After it, the new definition counts.
    run("def ready(x):\n    return 2 * x\n\nready(1) / 0")
    assert run(CHECK) == "ready: right on all 2 inputs.\n"


def test_a_check_of_another_answer_says_nothing(run: Run) -> None:
    run(RIGHT)
    run("def other(x):\n    return 2x")
    assert run(CHECK) == "ready: right on all 2 inputs.\n"


def test_an_answer_that_was_never_there_and_ended_in_red(run: Run) -> None:
    run("def ready(x)\n    return 2 * x")
    shown = run(CHECK)
    assert "`ready` is not there yet: the cell with `def ready` ended in red (SyntaxError)." in shown
    assert "Traceback" not in shown


# --- Slips of syntax ---

# name -> a cell, and a word of the sentence
SLIPS = {
    "2x": ("def ready(x):\n    return 2x", "2 * x, and not 2x"),
    "2 x": ("def ready(x):\n    return 2 x", "2 * x, and not 2x"),
    "a factor before brackets": ("def ready(x):\n    return x (2 + 1) 3", "sign"),
    "no colon": ("def ready(x)\n    return 2 * x", "colon"),
    "else if": ("if True:\n    pass\nelse if 1 == 2:\n    pass", "elif"),
    "= for ==": ("def ready(x):\n    if x = 0:\n        return 0", "=="),
    "an open bracket": ("def ready(x):\n    return (2 * x", "bracket"),
    "a wrong bracket": ("def ready(x):\n    return (2 * x]", "bracket"),
    "not indented": ("def ready(x):\nreturn 2 * x", "spaces"),
    "indented too far": ("def ready(x):\n    y = 2\n      return y", "spaces"),
    "indented by too little": ("def ready(x):\n    y = 2\n  return y", "spaces"),
    "a minus of a text": ("y = 3 − 1", "keyboard"),
    "a square of a text": ("y = x²", "keyboard"),
    "sides swapped": ("2 * x = y", "left of ="),
    "an open text": ('y = "ab', "quotation"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_syntax_gets_a_sentence(slip: str, run: Run, shell: InteractiveShell) -> None:
    cell, words = SLIPS[slip]
    shown = run(cell)
    assert words in shown
    assert "Error: " in shown.strip().splitlines()[-1]
    # In the message itself, so that `course check` and a report say it too.
    result = shell.run_cell(cell, store_history=False)
    assert isinstance(result.error_before_exec, SyntaxError)
    assert words in str(result.error_before_exec)


def test_other_errors_look_as_always(run: Run, shell: InteractiveShell) -> None:
    assert "SyntaxError: 'break' outside loop" in run("break")
    assert "ZeroDivisionError" in run("1 / 0")
    # An error of syntax in a text that a cell gives to Python.
    shown = run("eval('2x')")
    assert "eval('2x')" in shown
    assert "product" not in shown
    assert sentence_for("something that no Python says", "2x") == ""


def test_one_who_has_handlers_of_their_own_keeps_them(bare_shell: InteractiveShell) -> None:
    seen: list[Any] = []
    bare_shell.set_custom_exc((ZeroDivisionError,), lambda *given, **named: seen.append(given))
    install(bare_shell)
    bare_shell.run_cell("1 / 0", store_history=False)
    assert len(seen) == 1


def test_nothing_that_goes_wrong_in_a_hook_reaches_a_cell(shell: InteractiveShell, run: Run) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.checks.hooks.explain_syntax", lambda error: 1 / 0)
        assert "SyntaxError: invalid decimal literal" in run("2x")
    assert run("print(1 + 1)") == "2\n"


IPYTHONS = ["%pwd", "x = !echo 2", "%%capture\n  a = 1\nb = 2", "", "  a = 3\n  a", "range?", "a = (1,\n  2)"]


@pytest.mark.parametrize("cell", IPYTHONS)
def test_what_only_ipython_reads_is_read_as_before(cell: str, shell: InteractiveShell) -> None:
    bare = InteractiveShell()
    assert shell.transform_cell(cell) == bare.transform_cell(cell)


# --- The stop button ---


def stop_soon(seconds: float = 0.3) -> threading.Timer:
    timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    return timer


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="the signal of Windows is another one")
def test_a_stop_says_which_function_after_how_long_and_where(run: Run, shell: InteractiveShell) -> None:
    run("def ready(x):\n    while x > 0:\n        y = 2 * x\n    return y")
    timer = stop_soon()
    shown = run(CHECK)
    timer.join()
    assert shown.startswith("You stopped ready after 0.")
    assert "of the cell with `ready`" in shown
    assert "  on x = 1" in shown
    assert "gives up after 20 s" in shown
    assert "helpers" not in shown
    assert len(shown.splitlines()) < 8
    timer = stop_soon()
    result = shell.run_cell(CHECK, store_history=False)
    timer.join()
    assert type(result.error_in_exec) is Stopped
    assert isinstance(result.error_in_exec, KeyboardInterrupt)


def test_a_stop_ends_the_whole_check(shell: InteractiveShell, run: Run) -> None:
    """Also the second call, with right earlier answers in place, without which the check would else go on."""
    run("def parabola(x):\n    return 0, 0")
    run("def ready(x, eta):\n    while parabola(x)[1]:\n        pass\n    return x")
    timer = stop_soon()
    shown = run("check(ready, inputs(x=1.0, eta=0.1), 'descent.step', earlier=['descent.parabola'])\nprint('went on')")
    timer.join()
    assert shown.startswith("You stopped ready after 0.")
    assert "went on" not in shown


def test_a_stop_while_the_check_itself_works(run: Run) -> None:
    run(RIGHT)
    run("def judge(x):\n    raise KeyboardInterrupt")
    shown = run("check(ready, inputs(x=[1.0, 2.0]), expected=judge)")
    assert shown == "You stopped the check of ready while it looked at what was returned. Run it again.\n"
