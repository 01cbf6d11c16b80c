"""What tests of the box share: cells to run, what these showed, and the processes of a grader."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

# A test cell imports this module, too: it shall not take the time of its check.
if TYPE_CHECKING:
    from course.runner.grader import Grader, Run

SETUP = "import numpy as np\nfrom helpers.checks import check, check_raises, inputs\ndef cube(x):\n    return x**3"
# From the process that was started downwards, each the newest child of the one before.
IN_THE_BOX = ("bubblewrap", "bubblewrap inside", "warm process", "keeper", "box")
BESIDE_IT = ("trusted server", "trusted child")


def run(grader: "Grader", student: str, *tests: str, needs: tuple[str, ...] = ("f",), **options: Any) -> "Run":
    """Run a locked cell, one cell of the student's, and tests."""
    from course.runner.plan import Planned

    cells = [Planned(0, "locked", SETUP), Planned(1, "student", student)]
    cells += [Planned(number, "test", source, needs) for number, source in enumerate(tests, 2)]
    return grader.run(cells, Path("/"), **options)


def texts(run: "Run", number: int) -> str:
    """Return the text that a cell printed."""
    return "".join(content["text"] for kind, content in run.messages[number] if kind == "stream")


def errors(run: "Run", number: int = -1) -> list[str]:
    """Return the errors that a cell showed."""
    return [f"{content['ename']}: {content['evalue']}" for kind, content in run.messages[number] if kind == "error"]


def processes(warm: int, trusted: int) -> dict[str, int]:
    """Return the pids of a grader's processes, by their names above; those that there are just now."""
    found: dict[str, int] = {}
    for first, names in ((warm, IN_THE_BOX), (trusted, BESIDE_IT)):
        pid: int | None = first
        for name in names:
            if pid is not None:
                found[name] = pid
                pid = _child_of(pid)
    return found


def _child_of(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        # Earlier ones may have ended, and not been looked after.
        return int(children[-1]) if children else None
    return None
