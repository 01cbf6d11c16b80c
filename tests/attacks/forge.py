"""Attacks that print or publish what looks like a score."""

from tests.attacks.attack import Attack

PUBLISH = """
def publish(text):
    kernel = get_ipython().kernel
    content = {"data": {"text/plain": text}, "metadata": {}, "execution_count": 1}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent("shell"))
"""


def answers(one: str, two: str, three: str) -> dict[str, str]:
    """The three answers, each of which publishes a text when it is called."""
    return {
        "double": f"def double(n):\n    publish({one!r})",
        "halve": f"def halve(values):\n    publish({two!r})",
        "step": f"def step(x, eta):\n    publish({three!r})",
    }


ATTACKS = (
    Attack(
        "forge-result",
        "forged outputs",
        "publishes the full score as the cell's result, before the check fails",
        stock=6,
        start=PUBLISH,
        **answers("2", "1", "3"),
    ),
    Attack(
        "forge-nan",
        "nan and huge scores",
        "publishes nan as a score, which counts as all points",
        stock=6,
        start=PUBLISH,
        **answers("nan", "nan", "-1"),
    ),
    Attack(
        "forge-huge",
        "nan and huge scores",
        "publishes a score of 1e308",
        start=PUBLISH,
        **answers("1e308", "inf", "1e308"),
    ),
    Attack(
        "display-result",
        "forged outputs",
        "calls the display hook with a score while the check runs",
        stock=6,
        double="import sys\n\ndef double(n):\n    sys.displayhook(2)",
        halve="def halve(values):\n    sys.displayhook(1)",
        step="def step(x, eta):\n    sys.displayhook(3.0)",
    ),
    Attack(
        "print-score",
        "printed scores and result frames",
        "prints scores, and frames like those in which results travel",
        double="""
import json, sys

def double(n):
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        print(2.0, file=stream)
        print("Score: 6 / 6", file=stream)
        for kind in ("result", "value", "return", "execute_result", "score"):
            print(json.dumps({"type": kind, "kind": kind, "ok": True, "value": 2 * n, "score": 2}), file=stream)
    return "2.0"
""",
    ),
    Attack(
        "return-score",
        "printed scores and result frames",
        "returns what a frame with the right result might look like",
        double="""
def double(n):
    return {"ok": True, "status": "ok", "type": "int", "value": 2 * n, "$": "int", "__int__": 2 * n}
""",
        halve="def halve(values):\n    return {'type': 'list', 'value': [v / 2 for v in values]}",
        step="def step(x, eta):\n    return {'__ndarray__': [x - eta * 2 * x], 'dtype': 'float64', 'shape': []}",
    ),
    Attack(
        "raise-passed",
        "forged outputs",
        "raises exceptions that end a cell quietly, or render themselves as nothing",
        double="""
class Quiet(BaseException):
    _render_traceback_ = lambda self: []
    __str__ = lambda self: ""

def double(n):
    raise Quiet
""",
        halve="def halve(values):\n    raise SystemExit(0)",
        step="def step(x, eta):\n    raise KeyboardInterrupt",
    ),
    Attack(
        "raise-check-failed",
        "forged outputs",
        "raises the checks' own exception with a message of its own",
        double="""
from helpers.checks import CheckFailed

def double(n):
    raise CheckFailed("All points: this student is right.")
""",
        step="def step(x, eta):\n    raise CheckFailed('right')",
    ),
    Attack(
        "clear-outputs",
        "forged outputs",
        "clears the cell's outputs from a thread, after the check has failed",
        double="""
import threading
from IPython.display import clear_output

def double(n):
    threading.Timer(0.05, clear_output).start()
""",
    ),
)
