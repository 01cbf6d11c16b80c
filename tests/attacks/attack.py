"""What an attack is: a hostile submission, made from the lesson that students get."""

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.grading_class import find, position

# The processes that the tests can see. An attack that sees the same ones is not contained.
NAMESPACE = os.readlink("/proc/self/ns/pid")

# Answers that earn nothing: whatever an attack gets with them, it got by the attack.
WRONG = {
    "double": "def double(n):\n    return None",
    "halve": "def halve(values):\n    return None",
    "step": "def step(x, eta):\n    return None",
}

# An attack on processes asks this first: where it could reach the processes of the class it does nothing, and says so.
# Signal 0 does nothing; it only says whether there is anybody that may be sent another one.
GUARD = """
import os

def could_reach_the_class():
    try:
        os.kill(-1, 0)
    except (PermissionError, ProcessLookupError):
        return False
    try:
        same = os.readlink("/proc/self/ns/pid") == "@NAMESPACE@"
    except OSError:
        same = False
    if same or os.getpid() > 100:
        print("attack-not-contained: it could signal the processes of the class")
        return True
    return False
"""


@dataclass(frozen=True)
class Place:
    """What a student may know, or guess, about the machine that grades."""

    root: Path  # the class
    port: int  # a listener on the loopback
    socket: Path  # a listening unix socket

    def fill(self, text: str, attack: str) -> str:
        """Return the text of the attack of that name with the names of this place in it."""
        names = {"ROOT": self.root, "PORT": self.port, "SOCKET": self.socket, "NAME": attack, "NAMESPACE": NAMESPACE}
        for name, value in names.items():
            text = text.replace(f"@{name}@", str(value))
        return text


@dataclass(frozen=True)
class Attack:
    """A hostile submission. Its honest answers would earn nothing, so all of its points are gained by the attack.

    start, last: cells of the student's own, after the imports and at the end. double, halve, step: the answers.
    change: what else is done to the notebook. files: what else is handed in with it.
    stock, reads: the points that nbgrader as it comes gives it, and which secrets it lets it read.
    unsafe: why it is not run there; then `stock` and `reads` say nothing.
    """

    name: str
    kind: str
    tries: str
    stock: float = 0
    reads: tuple[str, ...] = ()
    unsafe: str = ""
    start: str = ""
    double: str = WRONG["double"]
    halve: str = WRONG["halve"]
    step: str = WRONG["step"]
    last: str = ""
    change: Callable[[NotebookNode], None] | None = None
    files: Callable[[Path, Place], None] | None = None

    def notebook(self, released: NotebookNode, place: Place) -> NotebookNode:
        """Return the notebook that is handed in."""
        notebook = copy.deepcopy(released)
        for name in WRONG:
            find(notebook, f"{name}-answer").source = place.fill(getattr(self, name), self.name)
        if self.start:
            notebook.cells.insert(
                position(notebook, "setup") + 1, new_code_cell(place.fill(self.start, self.name), id="start")
            )
        if self.last:
            notebook.cells.append(new_code_cell(place.fill(self.last, self.name), id="last"))
        if self.change:
            self.change(notebook)
        return notebook
