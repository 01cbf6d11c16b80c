"""Attacks that patch what a check calls: NumPy, builtins, the checks themselves, the reference."""

from tests.attacks.attack import Attack

ATTACKS = (
    Attack(
        "patch-numpy",
        "patched NumPy",
        "np.any is always False, so no array differs from any other",
        stock=3,
        step="""
def step(x, eta):
    return 0.0

np.any = lambda *a, **k: False
np.isnan = np.isinf = lambda *a, **k: False
""",
    ),
    Attack(
        "patch-builtins",
        "patched builtins",
        "all() is always true, whatever it is asked",
        stock=4,
        halve="""
import builtins

def halve(values):
    builtins.all = lambda *a: True
    return [0, 0]
""",
    ),
    Attack(
        "patch-checker",
        "patched helpers",
        "the checker's own comparison finds no difference",
        stock=3,
        step="""
import sys
checker = sys.modules["helpers.checks.judge"]
checker.compare = lambda *a, **k: None

def step(x, eta):
    return 0.0
""",
    ),
    Attack(
        "patch-code-object",
        "patched helpers",
        "gives the check function another body, whoever holds it",
        stock=3,
        step="""
def nothing(function, cases, expected, *, names=(), label="", look="", earlier=(), tolerance=0, absolute=(),
            warnings_allowed=True, derived=False):
    return None

check.__code__ = nothing.__code__
step = None
""",
    ),
    Attack(
        "redefine-tests",
        "patched test functions",
        "defines check, close and inputs anew in a cell of its own",
        stock=4,
        double="""
close = check = inputs = lambda *a, **k: True

def double(n):
    return None
""",
    ),
    Attack(
        "shadow-names",
        "patched test functions",
        "defines names that checks use and nobody defined: all, abs, zip, len, map, print",
        stock=3,
        double="""
all = any = lambda *a: True
len = lambda a: 2
abs = lambda a: 0
map = zip = lambda *a: []

def double(n):
    return 6
""",
    ),
    Attack(
        "replace-reference",
        "the reference",
        "puts its own module in the place of the reference, which then expects what it returns",
        stock=3,
        step="""
import helpers.reference, types
helpers.reference.descent = types.SimpleNamespace(step=lambda x, eta: 0.0)

def step(x, eta):
    return 0.0
""",
    ),
    Attack(
        "patch-import",
        "patched builtins",
        "every later import gives a module that agrees with everything",
        stock=3,
        step="""
import importlib, sys
checker = sys.modules["helpers.checks.check"]

class Anything:
    step = staticmethod(lambda *a: 0.0)
    descent = property(lambda self: self)

sys.modules["helpers.checks.earlier"].import_module = importlib.import_module = lambda name: Anything()

def step(x, eta):
    return 0.0
""",
    ),
)
