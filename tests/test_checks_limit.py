"""A right answer that is slow is not taken for a loop without an end."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.box.grader import Grader, Settings
from course.box.plan import Planned
from helpers.checks import CheckFailed, check, inputs

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no alarm here")


def busy(seconds: float) -> float:
    """Work for so long, as loops do."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    return 1.0


def test_a_check_may_wait_longer_than_others(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CheckFailed, match=r"did not come to an end within 0\.1 seconds"):
        check(lambda x: busy(0.5), inputs(x=1.0), [1.0], label="slow", seconds=0.1)
    check(lambda x: busy(0.5), inputs(x=1.0), [1.0], label="slow", seconds=60)
    assert capsys.readouterr().out == "slow: right on 1 input.\n"


def test_one_that_is_near_the_limit_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    check(lambda x: busy(1.0), inputs(x=1.0), [1.0], label="slow", seconds=3.9)
    assert (
        capsys.readouterr().out
        == "slow: right on 1 input. (note: one call took 1 s, and the check waits 3.9 s for it)\n"
    )


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    made = Grader(Settings(seconds=1, total_seconds=60, check_seconds=20, no_sandbox=True))
    yield made
    made.close()


def test_the_cell_of_a_check_may_take_longer_than_a_students(grader: Grader) -> None:
    loop = "    until = time.perf_counter() + 2\n    while time.perf_counter() < until: pass\n    return 1"
    work = f"import time\ndef work():\n{loop}"
    cells = [
        Planned(0, "student", work, ()),
        Planned(1, "student", "work()", ()),
        Planned(2, "test", "assert work() == 1\nprint('right')", ("work",)),
    ]
    shown: list[Any] = grader.run(cells, Path("/")).messages
    assert "the time limit, 1 seconds for this cell" in str(shown[1])
    assert shown[2] == [("stream", {"name": "stdout", "text": "right\n"})]
