"""The shell without a kernel: what it need not do twice."""

import subprocess
import sys

# In a process of its own: there is one shell a process.
_COUNT = """
import os
os.environ["IPYTHONDIR"] = {folder!r}
from course.box.shell import connect, make_shell, run_cell

shell = make_shell()
shown = []
connect(shell, lambda kind, content: shown.append(kind))
written = []
ordinary = shell.InteractiveTB.structured_traceback
shell.InteractiveTB.structured_traceback = lambda *given, **named: written.append(1) or ordinary(*given, **named)
for silent in (False, True):
    shell.silent_errors = silent
    assert type(run_cell(shell, "1 / 0").error_in_exec) is ZeroDivisionError
    import sys
    sys.__stdout__.write(f"{{len(written)}} {{len(shown)}}\\n")
"""


def test_a_traceback_is_written_once_where_it_is_shown_and_not_at_all_where_nobody_sees_it(tmp_path: object) -> None:
    code = _COUNT.format(folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "1", "1"]


_PROGRAMS = """
import os
os.environ["IPYTHONDIR"] = {folder!r}
from course.box.shell import connect, make_shell, run_cell

shell = make_shell()
connect(shell, lambda kind, content: kind == "stream" and said.append(content["text"]))
said = []
lines = ("!touch {folder}/made", "%pip install nothing", "listed = !touch {folder}/made", "%sx touch {folder}/made")
for line in lines:
    result = run_cell(shell, line + "\\nanswer = 3")
    assert result.success, line
assert shell.user_ns["answer"] == 3
assert not os.path.exists("{folder}/made")
assert "".join(said).count("not run here: ") == 4, said
"""


def test_a_program_is_not_started_and_the_rest_of_its_cell_runs(tmp_path: object) -> None:
    """As in `course check`, where an install is left out: the same verdict."""
    code = _PROGRAMS.format(folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
