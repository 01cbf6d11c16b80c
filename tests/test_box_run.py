"""One submission at a time through the box and beside it: outputs, calls, limits and faults."""

import os
import re
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course.runner.errors import GradingStopped, NotGraded
from course.runner.execute import clamp_score, show_outputs
from course.runner.grader import Grader, Settings
from course.runner.plan import Planned
from tests.box import errors, run, texts

LIKE_A_KERNEL = {
    "streams": "import sys\nprint('out', flush=True)\nprint('e', file=sys.stderr, flush=True)\nprint('on', end='')",
    "result": "{'a': [1, 2], 'b': 3.5}",
    "quiet result": "1 + 1;",
    "several": "print(1)\n2\n3",
    "error": "def inner(x):\n    return 1 / x\n\ninner(0)",
    "syntax error": "x = = 3",
    "exit": "raise ValueError('several\\nlines')",
    "own traceback": "class E(Exception):\n    def _render_traceback_(self):\n        return ['shown']\nraise E",
    "html": "from IPython.display import HTML, Markdown, Image, display\ndisplay(HTML('<b>x</b>'), Markdown('*y*'))",
    "latex": "from IPython.display import Math\nMath('x^2')",
    "picture": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'0' * 30, format='png')",
    "update": "from IPython.display import display\nh = display('first', display_id='a')\nh.update('second')",
    "clear": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "clear late": "from IPython.display import clear_output\nprint('gone')\nclear_output(wait=True)\nprint('stays')",
    "widget": "import ipywidgets\nipywidgets.IntSlider(value=3)",
    "json": "from IPython.display import JSON\nJSON({'a': [1, None]})",
    "magic": "%matplotlib inline\nx = 5",
    "await": "import asyncio\nawait asyncio.sleep(0)\n'done'",
    "help": "?len",
    "underscore": "_",
}


def normal(cell: NotebookNode) -> list[Any]:
    """Outputs without what differs from run to run: addresses, places of files, names of models."""
    found = []
    for output in cell.outputs:
        output = nbformat.from_dict(output)
        if output.output_type == "stream" and found and found[-1].get("name") == output.name:
            found[-1].text += output.text
            continue
        for mime in list(output.get("data", {})):
            if mime == "application/vnd.jupyter.widget-view+json":
                output.data[mime].pop("model_id")
        output.pop("execution_count", None)
        found.append(output)
    text = re.sub(
        r"\\x1b\[[\d;]*m|0x[0-9a-f]+|\d+\.py|\\u001b\[[\d;]*m",
        "",
        nbformat.v4.writes(new_notebook(metadata={"x": found})),
    )
    return [text]


def test_outputs_look_like_a_kernels(grader: Grader) -> None:
    sources = list(LIKE_A_KERNEL.values())
    notebooks = [
        new_notebook(cells=[new_code_cell(source, metadata={"name": name}) for name, source in LIKE_A_KERNEL.items()])
        for _ in range(2)
    ]
    cells = [Planned(index, "student", source) for index, source in enumerate(sources)]
    show_outputs(notebooks[0], cells, grader.run(cells, Path("/")).messages)
    NotebookClient(notebooks[1], allow_errors=True, record_timing=False, kernel_name="python3", timeout=60).execute()
    nbformat.validate(notebooks[0])
    pairs = list(zip(notebooks[0].cells, notebooks[1].cells, strict=True))
    assert [ours.execution_count for ours, _ in pairs] == [kernels.execution_count for _, kernels in pairs]
    for ours, kernels in pairs:
        assert normal(ours) == normal(kernels), ours.metadata.name


def test_honest_answers_pass_and_wrong_ones_are_told_why(grader: Grader) -> None:
    student = "def f(x):\n    return 2 * x\n\ndef g(h, x):\n    return h(x)\n\nlimit = [1, 2.5]"
    done = run(
        grader,
        student,
        "check(f, inputs(x=[1.0, 3.0]), expected=[2.0, 6.0])",
        "check(g, inputs(h=[cube, np.sin], x=[2.0, 0.5]), expected=[8.0, np.sin(0.5)])",
        "assert g(f, 4) == 8 and limit == [1, 2.5]",
        "check(f, inputs(x=[1.0]), expected=[3.0])",
        "assert not_there(1)",
        "2 / 3",
        needs=("f", "g", "limit", "not_there"),
    )
    assert [errors(done, number)[:1] for number in (2, 3, 4, 7)] == [[], [], [], []]
    assert texts(done, 2) == "f: right on all 2 inputs.\n"
    assert errors(done, 5)[0].startswith("CheckFailed: f is wrong")
    assert errors(done, 6) == ["NameError: name 'not_there' is not defined"]
    assert done.messages[7][0][1]["data"] == {"text/plain": "0.6666666666666666"}
    assert not done.ended


def test_what_a_student_defines_never_reaches_a_check_under_another_name(grader: Grader) -> None:
    student = (
        "class Np:\n    def __getattr__(self, name):\n        return lambda *a, **k: True\n"
        "np = Np()\nlen = lambda x: 6\nsum = lambda x: 6\ncheck = lambda *a, **k: None\ndef cube(x):\n    return 0\n"
        "def f(x):\n    return 1"
    )
    done = run(
        grader,
        student,
        "check(f, inputs(x=[1.0]), expected=[2.0])",
        "assert np.sum([f(1)]) == 6",
        "assert cube(2) == 8",
    )
    assert errors(done, 2)
    assert errors(done, 3)
    assert not errors(done, 4)


def test_prints_and_pictures_of_a_called_function_stand_in_the_checks_output(grader: Grader) -> None:
    student = (
        "import sys, warnings\nfrom IPython.display import display\ndef f(x):\n"
        "    print('from f')\n    print('complaint', file=sys.stderr)\n    display({'text/plain': 'shown'}, raw=True)\n"
        "    warnings.warn('careful')\n    return x"
    )
    done = run(grader, student, "print('before')\nassert f(1) == 1\nprint('after')")
    assert texts(done, 2).replace("\n", " ").startswith("before from f complaint ")
    assert texts(done, 2).endswith("your cell: UserWarning: careful\nafter\n")
    assert all(content.get("name") != "stderr" for _, content in done.messages[2])
    assert [content["data"] for kind, content in done.messages[2] if kind == "display_data"] == [
        {"text/plain": "shown"}
    ]


def test_warnings_and_changed_inputs_and_missing_code_are_seen_as_without_a_box(grader: Grader) -> None:
    student = (
        "import numpy as np\ndef f(x):\n    return np.exp(x) * 0\ndef g(x):\n    x -= 1\n    return x\n"
        "def h(x):\n    raise NotImplementedError('your turn')\ndef k(x):\n    return h(x)\n"
        "def r(a):\n    raise ValueError(a)"
    )
    done = run(
        grader,
        student,
        "check(f, inputs(x=[1e4]), expected=[0.0], warnings_allowed=False)",
        "x = np.ones(2)\ncheck(g, inputs(x=[x]), expected=[np.zeros(2)])",
        "given = np.ones(2)\ng(given)\nassert given[0] == 1",
        "check(k, inputs(x=[1.0]), expected=[0.0])",
        "check_raises(r, inputs(a=[1.0]), ValueError)",
        needs=("f", "g", "h", "k", "r"),
    )
    assert errors(done, 2)[0].startswith("CheckFailed: f printed a warning")
    assert errors(done, 3)[0].startswith("CheckFailed: g changes its input `x`")
    assert not errors(done, 4)
    assert "`h`, which `k` uses, is not written yet" in errors(done, 5)[0]
    assert not errors(done, 6)


def test_a_function_of_a_test_cannot_be_handed_over(grader: Grader) -> None:
    done = run(grader, "def f(g):\n    return g(1)", "assert f(lambda x: x) == 1")
    assert "Define a function that is handed over in a locked cell" in errors(done, 2)[0]


def test_what_a_check_changes_does_not_reach_the_next_student(grader: Grader) -> None:
    poison = "import helpers.equal as e\nnp.pi = 3\ne.RIGHT = e.Tolerance(1e9)\ncheck.__defaults__ = ()"
    run(grader, "def f(x):\n    return x", poison)
    done = run(
        grader,
        "def f(x):\n    return x",
        "assert np.pi > 3.1\nimport helpers.equal as e\nassert e.RIGHT.relative < 1",
    )
    assert not errors(done, 2)


ENDLESS = {
    "a loop": "def f(x):\n    while True:\n        pass",
    "a loop that ignores interrupts": "def f(x):\n    while True:\n        try:\n"
    "            while True:\n                pass\n        except BaseException:\n            pass",
    "a loop in C": "def f(x):\n    return sum(iter(int, 1))",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_calls_end(grader: Grader, name: str) -> None:
    started = time.monotonic()
    done = run(grader, ENDLESS[name], "f(1)", "f(2)", "assert 1 + 1 == 2")
    assert time.monotonic() - started < 25
    assert errors(done, 2)[0].startswith(("CellTimeoutError", "CheckFailed"))
    assert errors(done, 3)
    assert not errors(done, 4)


def test_a_cell_that_does_not_end_is_interrupted_and_the_next_ones_run(grader: Grader) -> None:
    done = run(grader, "def f(x):\n    return x\nwhile True:\n    pass", "assert f(1) == 1")
    assert [error.split(":")[0] for error in errors(done, 1)] == ["KeyboardInterrupt", "CellTimeoutError"]
    assert not errors(done, 2)


ENDINGS = {
    "os._exit": "import os\nos._exit(0)",
    "a crash": "import ctypes\nctypes.string_at(0)",
    "a flood": "while True:\n    print('x' * 100_000)",
    "garbage into every descriptor": "import os\nfor n in range(3, 99):\n    try:\n"
    "        os.write(n, b'garbage' * 999)\n    except OSError:\n        pass",
}


@pytest.mark.parametrize("name", ENDINGS)
def test_who_ends_the_box_loses_that_cell_and_nothing_before_or_after_it(grader: Grader, name: str) -> None:
    before = "def f(x):\n    return x"
    cells = [
        Planned(0, "student", before),
        Planned(1, "test", "assert f(1) == 1", ("f",)),
        Planned(2, "student", ENDINGS[name]),
        Planned(3, "test", "assert f(1) == 1", ("f",)),
        Planned(4, "test", "assert True"),
    ]
    done = grader.run(cells, Path("/"))
    assert not errors(done, 1)
    assert "BoxEnded" in str(errors(done, 2))
    assert not errors(done, 3)
    assert not errors(done, 4)
    assert done.ended
    assert not errors(run(grader, before, "assert f(1) == 1"), 2)


def test_bombs_are_limited(grader: Grader) -> None:
    student = """
import os, threading
def memory():
    return len(bytearray(8 * 2**30))
def disk():
    for n in range(100):
        with open(f"fill{n}", "wb") as file:
            file.write(b"x" * 2**24)
def files():
    return len([open("fill0", "wb") for _ in range(10_000)])
def threads():
    for _ in range(1000):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
def many():
    return [0] * 10_000_000
"""
    names = ("memory", "disk", "files", "threads", "many")
    done = run(grader, student, *(f"{name}()" for name in names), "assert True", needs=names)
    said = [error.split(":")[0] for number in range(2, 7) for error in errors(done, number)]
    assert said == ["MemoryError", "OSError", "OSError", "RuntimeError", "TooMuchData"]
    assert not errors(done, 7)


def test_the_next_student_finds_nothing_of_the_one_before(grader: Grader) -> None:
    run(grader, "import builtins\nbuiltins.left = 1\nopen('left.txt', 'w').write('x')\ndef f(): pass", "f()")
    done = run(grader, "import builtins, os\nprint(hasattr(builtins, 'left'), os.listdir('.'))", "assert True")
    assert texts(done, 1) == "False []\n"


def test_files_beside_the_notebook_are_there_for_the_student(grader: Grader) -> None:
    files = {"data/points.csv": b"1,2\n", "numpy.py": b"raise SystemExit"}
    done = run(
        grader, "print(open('data/points.csv').read())\nimport numpy as np\nprint(np.pi)", "assert True", files=files
    )
    assert texts(done, 1).split() == ["1,2", "3.141592653589793"]


@pytest.mark.slow
def test_a_box_that_is_killed_from_outside_costs_nobody_a_point(grader: Grader) -> None:
    """Once: it is run again. Twice: it is not graded. What ends the grader's own processes is mended, too."""
    good = ("def f(x):\n    return x", "assert f(1) == 1")
    for server in grader._ready():
        server.process.kill()
        server.process.wait()
        assert not errors(run(grader, *good), 2)
    # A cell of the lesson's own stands in for the system that is out of memory.
    kill = "import gc, os, signal\nfrom course.runner.boxed import Box\n" + (
        "[box] = [one for one in gc.get_objects() if type(one) is Box]\n{}box.process.kill()"
    )
    flag = Path(grader._folder.name) / "flag"
    once = kill.format(f"if not os.path.exists({str(flag)!r}):\n    open({str(flag)!r}, 'w').close()\n    ")
    done = run(grader, good[0], once, good[1])
    assert not errors(done, 3)
    with pytest.raises(NotGraded, match="killed twice from outside"):
        run(grader, good[0], kill.format(""), good[1])
    with pytest.raises(NotGraded, match="the process for the checks has ended"):
        run(grader, good[0], "import os\nos._exit(3)")
    assert not errors(run(grader, *good), 2)


def test_a_sandbox_that_does_not_start_stops_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\ncase \"$*\" in *course.runner.warm*) echo 'no room' >&2; exit 1;; esac\nexit 0\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    grader = Grader(Settings())
    with pytest.raises(GradingStopped, match=r"(?s)sandbox does not start.*no room"):
        run(grader, "", "")
    grader.close()
    assert not issubclass(GradingStopped, Exception)  # nbgrader would go on with the next student


@pytest.mark.parametrize(
    ("value", "kept"), [("nan", "0.0"), ("-3", "0.0"), ("1e308", "2.0"), ("1.5", "1.5"), ("x", "x")]
)
def test_a_score_stays_within_the_points(value: str, kept: str) -> None:
    cell = new_code_cell(outputs=[nbformat.v4.new_output("execute_result", {"text/plain": value})])
    cell.metadata.nbgrader = {"points": 2}
    clamp_score(cell)
    assert cell.outputs[0].data["text/plain"] == kept
