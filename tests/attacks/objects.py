"""Attacks by what is returned: objects that answer comparisons, sums and questions about their shape themselves."""

from tests.attacks.attack import Attack

ALWAYS = """
class Always:
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = None
"""

ATTACKS = (
    Attack(
        "always-equal",
        "own equality",
        "returns an object that equals everything",
        stock=2,
        double=f"{ALWAYS}\ndef double(n):\n    return Always()",
    ),
    Attack(
        "equal-number",
        "own equality",
        "returns a subclass of float that equals everything",
        stock=2,
        double="""
class Six(float):
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__

def double(n):
    return Six(1.0)
""",
    ),
    Attack(
        "equal-class",
        "own equality",
        "returns a class whose metaclass says that it equals everything, and that it is an int",
        stock=2,
        double="""
class Meta(type):
    __eq__ = lambda cls, other: True
    __hash__ = type.__hash__
    __class__ = property(lambda cls: int)

class Six(metaclass=Meta):
    pass

def double(n):
    return Six
""",
    ),
    Attack(
        "own-arithmetic",
        "own arithmetic",
        "entries whose difference from anything is 0: the expected value is handed to the answer's own method",
        stock=1,
        halve="""
class Near:
    __sub__ = __rsub__ = lambda self, other: 0.0
    __float__ = lambda self: 0.0

def halve(values):
    return [Near(), Near()]
""",
    ),
    Attack(
        "array-protocol",
        "own __array__",
        "when it is made an array, it looks up the expected value in the caller's frame",
        stock=3,
        step="""
import sys

class Chameleon:
    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe(1)
        while frame:
            if "right" in frame.f_locals:
                return np.asarray(frame.f_locals["right"])
            frame = frame.f_back
        return np.asarray(0.0)

def step(x, eta):
    return Chameleon()
""",
    ),
    Attack(
        "array-subclass",
        "own arithmetic",
        "an array subclass whose operations and comparisons all say yes",
        stock=2,
        double="""
class Yes(np.ndarray):
    def __array_ufunc__(self, *a, **k):
        return True
    def __array_function__(self, *a, **k):
        return True
    __eq__ = lambda self, other: True
    __hash__ = None

def double(n):
    return np.zeros(1).view(Yes)
""",
        step="def step(x, eta):\n    return np.zeros(()).view(Yes)",
    ),
    Attack(
        "own-shape",
        "own shape",
        "a list that says it has 2 entries and gives none",
        stock=1,
        halve="""
class Short(list):
    __len__ = lambda self: 2
    __iter__ = lambda self: iter(())

def halve(values):
    return Short()
""",
    ),
    Attack(
        "change-arguments",
        "results that change",
        "sets the check's own list to zeros, and returns zeros",
        stock=1,
        halve="""
def halve(values):
    values[:] = [0.0] * len(values)
    return values
""",
    ),
    Attack(
        "change-later",
        "results that change",
        "returns one object that answers each comparison differently",
        stock=2,
        double="""
class Moody:
    asked = 0
    def __eq__(self, other):
        Moody.asked += 1
        return Moody.asked < 10
    __hash__ = None

moody = Moody()

def double(n):
    return moody
""",
    ),
    Attack(
        "other-each-time",
        "results that change",
        "is right when it is called first, and then returns what equals everything",
        stock=2,
        double=f"""{ALWAYS}
results = iter([6])

def double(n):
    return next(results, Always())
""",
    ),
    Attack(
        "stop-iteration",
        "results that change",
        "raises StopIteration, which ends the check's loop over the hidden inputs early",
        stock=2,
        double="""
def double(n):
    if n == 3:
        return 6
    raise StopIteration
""",
    ),
    Attack(
        "own-truth",
        "own equality",
        "the result of the comparison is again an object that is true",
        stock=2,
        double="""
class True_:
    __bool__ = lambda self: True
    __eq__ = lambda self, other: self
    __getattr__ = lambda self, name: self
    __call__ = lambda self, *a, **k: self
    __hash__ = None

double = True_()
""",
    ),
)
