"""Calls of a student's functions: what they did to their inputs is told; an interrupt ends them and nothing else."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from course.runner.boxed import Box, CellTimeoutError
from course.runner.channel import Channel
from course.runner.codec import Reference
from course.runner.processes import Process

SERVE = """
import socket, sys
from course.runner.channel import Channel
from course.runner.shell import make_shell
from course.runner.student import Student

Student(make_shell(), Channel(socket.socket(fileno=int(sys.argv[1])))).serve()
"""
CELL = """
import signal
import numpy as np

class Loud(np.ndarray):
    def __eq__(self, other):
        return True

def nothing(p, x, *functions): pass
def reads(p, x, *functions): return p["W"] + 1
def writes(p, x, *functions): p["W"] -= 1
def writes_one_entry(p, x, *functions): p["W"][1, 1] = 0
def the_same_again(p, x, *functions): p["W"] = p["W"].copy(); x[0] = 0.0 + x[0]
def as_columns(p, x, *functions): p["W"] = np.asfortranarray(p["W"])
def loud_and_the_same(p, x, *functions): p["W"] = p["W"].view(Loud)
def loud_and_other(p, x, *functions): p["W"] = (p["W"] - 1).view(Loud)
def other_shape(p, x, *functions): p["W"] = p["W"].reshape(1, 4)
def other_type(p, x, *functions): p["W"] = p["W"].astype(int)
def a_fraction_for_a_whole_number(p, x, *functions): p["n"] = 1.0
def true_for_one(p, x, *functions): p["n"] = True
def one_more(p, x, *functions): x.append(1)
def another_order(p, x, *functions): p["W"] = p.pop("W")
def much_deeper(p, x, *functions): x.append(x)
def endless():
    while True:
        pass
"""
UNCHANGED = ["nothing", "reads", "the_same_again", "as_columns", "loud_and_the_same"]
CHANGED = ["writes", "writes_one_entry", "loud_and_other", "other_shape", "other_type"]
CHANGED += ["a_fraction_for_a_whole_number", "true_for_one", "one_more", "another_order"]


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    ours, theirs = socket.socketpair()
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    theirs.close()
    made = Box(Channel(ours), Process(None, process.pid))
    made.name_of = lambda value: Reference("numpy", "tanh") if value is np.tanh else None
    made.begin_cell(60)
    assert made.run(CELL, False, _ignore)
    yield made
    ours.close()
    assert process.wait(10) is not None


@pytest.mark.parametrize("functions", [(), (np.tanh,)], ids=["data", "a function too"])
@pytest.mark.parametrize("name", [*UNCHANGED, *CHANGED])
def test_changed_inputs_are_told_and_others_are_not(box: Box, name: str, functions: tuple[Any, ...]) -> None:
    box.begin_cell(60)
    parameters = {"W": np.eye(2), "n": 1, "text": "é", "none": float("nan")}
    done = box.call(name, (parameters, [2.5, [np.arange(3)]], *functions), {}, _ignore)
    assert (done.changed is not None) == (name in CHANGED)


def test_inputs_that_became_too_much_are_an_error(box: Box) -> None:
    box.begin_cell(60)
    with pytest.raises(Exception, match="nested too deeply"):
        box.call("much_deeper", ({}, []), {}, _ignore)


def test_an_interrupt_between_two_calls_does_nothing(box: Box) -> None:
    box.begin_cell(60)
    for _ in range(20):
        box.process.interrupt()
        assert box.call("reads", ({"W": 1}, []), {}, _ignore).value == 2


def test_an_interrupt_ends_a_call_or_a_cell_and_what_comes_later_runs(box: Box) -> None:
    box.begin_cell(60)
    # What a cell does to signals holds until it ends.
    assert box.run("signal.signal(signal.SIGINT, signal.SIG_IGN)", False, _ignore)
    box.begin_cell(0.2)
    with pytest.raises(CellTimeoutError):
        box.call("endless", (), {}, _ignore)
    shown: list[dict[str, Any]] = []
    box.begin_cell(0.2)
    with pytest.raises(CellTimeoutError):
        box.run("endless()", False, lambda kind, content: shown.append(content))
    assert shown[0]["ename"] == "KeyboardInterrupt"
    assert not any("_take_interrupt" in line for line in shown[0]["traceback"])
    assert not box.ended
    box.begin_cell(60)
    assert box.call("reads", ({"W": 1}, []), {}, _ignore).value == 2


def _ignore(kind: str, content: dict[str, Any]) -> None:
    pass
