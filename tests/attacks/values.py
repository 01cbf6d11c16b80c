"""Attacks by values that are hard to carry from one process to another, or to show."""

from nbformat import NotebookNode

from tests.attacks.attack import Attack
from tests.grading_class import find


def escape(notebook: NotebookNode) -> None:
    find(notebook, "halve").metadata.tags = ["\x1b[2J" * 1000]
    find(notebook, "setup").metadata.nbgrader.grade_id = "\x1b[1A\x1b[2K" * 1000


def returns(name: str, tries: str, expression: str, before: str = "") -> Attack:
    """An attack in which all answers return one value."""
    return Attack(
        name,
        "evil values",
        tries,
        start=before,
        double=f"def double(n):\n    return {expression}",
        halve=f"def halve(values):\n    return {expression}",
        step=f"def step(x, eta):\n    return {expression}",
    )


ATTACKS = (
    returns(
        "deep-list",
        "returns a list 100 000 levels deep",
        "deep",
        "deep = []\nfor _ in range(100_000):\n    deep = [deep]",
    ),
    returns("endless-list", "returns a list that holds itself", "ring", "ring = []\nring.append(ring)"),
    returns("huge-array", "returns an array of 10^12 entries that takes no memory", "np.broadcast_to(0.0, (10**12,))"),
    returns("huge-number", "returns a whole number of two million bits", "1 << 2_000_000"),
    returns("broken-text", "returns text that is no text", "'\\ud800' * 1000 + '\\x00\\x1b[2J'"),
    returns(
        "object-array",
        "returns an array of objects that equal everything",
        "np.array([Always()] * 2)",
        """
class Always:
    __eq__ = lambda self, other: True
    __float__ = lambda self: 1.0
    __hash__ = None
""",
    ),
    returns("structured-array", "returns an array of records", "np.zeros(2, dtype=[('a', 'f8'), ('b', 'O')])"),
    returns(
        "pickled-code",
        "returns an object that would run code where it is unpickled",
        "Evil()",
        """
class Evil:
    def __reduce__(self):
        return exec, ("open('@ROOT@/attack-was-here-@NAME@', 'w')",)
""",
    ),
    returns(
        "lying-buffer",
        "returns an array subclass with a wrong size",
        "np.zeros(3).view(Liar)",
        """
class Liar(np.ndarray):
    nbytes = property(lambda self: -1)
    shape = property(lambda self: (2**62,))
    tobytes = lambda self, *a: b""
""",
    ),
    returns(
        "endless-iterator",
        "returns a list that never ends",
        "Endless([1, 2])",
        """
import itertools

class Endless(list):
    __iter__ = lambda self: itertools.count()
""",
    ),
    Attack(
        "evil-exception",
        "evil values",
        "raises an error whose text never ends, whose name is markup, and whose cause is itself",
        double="""
class Evil(Exception):
    def __str__(self):
        return "<script>alert(1)</script>" + "x" * 20_000_000
Evil.__name__ = Evil.__qualname__ = "<img src=x onerror=alert(1)>"

def double(n):
    error = Evil()
    error.__cause__ = error
    raise error
""",
        halve="def halve(values):\n    return halve(values)",
        step="def step(x, eta):\n    raise BaseExceptionGroup('all', [KeyboardInterrupt(), GeneratorExit()])",
    ),
    Attack(
        "terminal-escapes",
        "evil values",
        "errors, tags and names that would steer the terminal on which the instructor reads the report",
        double="def double(n):\n    raise ValueError('\\x1b[2J\\x1b]0;all points\\x07 \\x9b31m\\u202e')",
        step="def step(x, eta):\n    raise type('\\x1b[2J', (Exception,), {})('\\x1b[1A')",
        change=escape,
    ),
    Attack(
        "evil-name",
        "evil values",
        "functions whose names are markup, very long or no text",
        double="""
def double(n):
    return None

double.__name__ = "<script>alert(1)</script>" * 10_000
""",
        step="def step(x, eta):\n    return None\n\nstep.__name__ = step.__qualname__ = '\\x1b[2J\\n' * 1000",
    ),
)
