"""The shell without a kernel: what it need not do twice."""

import inspect
import subprocess
import sys
from pathlib import Path

import IPython
import pytest
from IPython.core.interactiveshell import InteractiveShell

# Private methods of IPython that course/runner/shell.py overrides, with what they are called with.
PRIVATE = {
    "_showtraceback": "self etype evalue stb",
    "_format_exception_for_storage": "self exception filename running_compiled_code",
}


@pytest.mark.unit
@pytest.mark.parametrize("name", PRIVATE)
def test_ipython_still_has_the_private_methods_that_the_shell_overrides(name: str) -> None:
    method = getattr(InteractiveShell, name, None)
    found = " ".join(inspect.signature(method).parameters) if method else "no such method"
    assert found == PRIVATE[name], (
        f"IPython {IPython.__version__} changed InteractiveShell.{name}, which course/runner/shell.py overrides: "
        f"it takes ({PRIVATE[name]}) there, and IPython has: {found}. Adapt the shell, then this test."
    )


def run(code: str, folder: Path) -> str:
    """Run code with a shell, in a process of its own, for there is one shell a process; return what it prints."""
    start = """
import os, sys
folder, lessons = sys.argv[1:]
os.environ["IPYTHONDIR"] = folder
from course.runner.shell import connect, make_shell, run_cell

shell = make_shell()
"""
    lessons = Path(__file__).parent.parent / "source"
    command = [sys.executable, "-c", start + code, str(folder), str(lessons)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


_COUNT = """
shown = []
connect(shell, lambda kind, content: shown.append(kind))
written = []
ordinary = shell.InteractiveTB.structured_traceback
shell.InteractiveTB.structured_traceback = lambda *given, **named: written.append(1) or ordinary(*given, **named)
for silent in (False, True):
    shell.silent_errors = silent
    assert type(run_cell(shell, "1 / 0").error_in_exec) is ZeroDivisionError
    sys.__stdout__.write(f"{len(written)} {len(shown)}\\n")
"""


def test_a_traceback_is_written_once_where_it_is_shown_and_not_at_all_where_nobody_sees_it(tmp_path: Path) -> None:
    assert run(_COUNT, tmp_path).split() == ["1", "1", "1", "1"]


_PROGRAMS = """
said = []
connect(shell, lambda kind, content: kind == "stream" and said.append(content["text"]))
touch = f"touch {folder}/made"
for line in (f"!{touch}", "%pip install nothing", f"listed = !{touch}", f"%sx {touch}"):
    result = run_cell(shell, line + "\\nanswer = 3")
    assert result.success, line
assert shell.user_ns["answer"] == 3
assert not os.path.exists(f"{folder}/made")
assert "".join(said).count("not run here: ") == 4, said
"""


def test_a_program_is_not_started_and_the_rest_of_its_cell_runs(tmp_path: Path) -> None:
    """As in `course check`, where an install is left out: the same verdict."""
    run(_PROGRAMS, tmp_path)


_TRANSFORMED = r"""
from pathlib import Path
import nbformat
from IPython.core.interactiveshell import InteractiveShell

def outcome(transform, cell):
    try:
        return transform(shell, cell)
    except SyntaxError as error:
        return type(error), error.args

cells = [
    "", "ls", "ls\n", "ls\n\n", "exit", "x = 1", "x = 1\n", "x?", "x = 1\nx?", "?x\n1", "!ls\nx = 1", "x = 1\ny = !ls",
    "%time x\n1", "x = %pwd\n1", "%%time\nx = 1", "    x = 1\n    y = 2", "\n\nx = 1\ny = 2", "# a\n    x = 1",
    "  # a\nx = 1\ny = 2", ">>> x = 1\n>>> y = 2", "x = (1\n%3)", "x = '''\n%time\n!ls\n'''", "def f():\n\treturn 1",
    "if x:\n        a\n    b", "x = (\n1", "x = 1;\ny", "x = 1\r\ny = 2\r\n", "await f()\nx", "x = 'await'\ny",
    "async def f():\n    await g()", "async with a:\n    b", "x = 1\nreturn 2", "\0\n1", "a b\nc", "x = \\\n1",
]
for path in sorted(Path(lessons).glob("*/*.ipynb")):
    cells += [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
assert len(cells) > 300
for cell in cells:
    said = outcome(InteractiveShell.transform_cell, cell)
    assert outcome(type(shell).transform_cell, cell) == said, cell
    if isinstance(said, str):
        kinds = type(shell), InteractiveShell
        ours, theirs = (kind.should_run_async(shell, cell, transformed_cell=said) for kind in kinds)
        assert ours == theirs, cell
"""


def test_a_cell_is_transformed_as_by_ipython(tmp_path: Path) -> None:
    """The cells of all lessons, and odd ones: the shell leaves out work, and changes nothing else."""
    run(_TRANSFORMED, tmp_path)
