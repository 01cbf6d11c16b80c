"""A right answer that is slow is not taken for a loop without an end."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.runner.grader import Grader, Settings
from course.runner.plan import Planned
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


WORK = """
import time
def work(x=1.0):
    until = time.perf_counter() + 2
    while time.perf_counter() < until:
        pass
    return x
"""
CHECK = "from helpers.checks import check, inputs\ncheck(work, inputs(x=1.0), [1.0], label='work')"


def test_a_check_may_take_longer_than_a_students_cell(grader: Grader) -> None:
    cells = [
        Planned(0, "student", WORK, ()),
        Planned(1, "student", "work()", ()),
        Planned(2, "test", CHECK, ("work",)),
        Planned(3, "test", "assert work() == 1", ("work",)),
    ]
    shown: list[Any] = grader.run(cells, Path("/")).messages
    assert "the time limit, 1 seconds for this cell" in str(shown[1])
    assert shown[2] == [("stream", {"name": "stdout", "text": "work: right on 1 input.\n"})]
    # What calls an answer beside a check has the time of any cell, and the message gives that one.
    assert "the time limit, 1 seconds for this cell" in str(shown[3])
