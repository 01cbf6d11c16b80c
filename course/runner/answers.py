"""What a check gets in place of the student's objects: proxies that can be called, and nothing else.

A student's object must never take part in a check's own computation: one that equals everything, or whose subtraction
gives zeros, would be right whatever it stands for. So everything but a call raises.
"""

import builtins
import inspect
import warnings
from collections.abc import Callable
from typing import Any

from course.runner.codec import Opaque
from helpers.checks.failure import CheckFailed

# Exceptions that a check may look for. Not here: what ends a test as passed or stops the run (AssertionError,
# StopIteration, SystemExit, KeyboardInterrupt), and what needs more than a message to be made.
_SAFE_NAMES = (
    "ArithmeticError AttributeError BufferError EOFError Exception FileNotFoundError FloatingPointError "
    "ImportError IndexError KeyError LookupError MemoryError ModuleNotFoundError NameError NotImplementedError OSError "
    "OverflowError PermissionError RecursionError ReferenceError RuntimeError TimeoutError TypeError "
    "UnboundLocalError ValueError ZeroDivisionError"
)
_SAFE = frozenset(_SAFE_NAMES.split())
_BARRED = {"StopIteration", "StopAsyncIteration", "GeneratorExit", "SystemExit", "KeyboardInterrupt", "AssertionError"}
_OPERATORS = (
    "eq ne lt le gt ge add radd iadd sub rsub isub mul rmul imul matmul rmatmul imatmul truediv rtruediv itruediv "
    "floordiv rfloordiv ifloordiv mod rmod imod divmod rdivmod pow rpow ipow lshift rlshift ilshift rshift rrshift "
    "irshift and rand iand xor rxor ixor or ror ior neg pos abs invert round trunc floor ceil int float complex index "
    "bool len iter next reversed contains getitem setitem delitem array array_ufunc array_function enter exit bytes "
    "format length_hint missing fspath"
)


class NotData(CheckFailed, TypeError, AttributeError):
    """A check, or the code it uses, did with a student's object what only plain data allows."""


class AnswerGone(CheckFailed):
    """A student's function cannot be called any more: its process has ended."""


# To the one who reads the outputs, both are failed checks like any other.
for _kind in (NotData, AnswerGone):
    _kind.__name__ = _kind.__qualname__ = CheckFailed.__name__


class _Remote:
    """What comes in place of an object on the student's side. Everything but a call raises."""

    _said = "the answer"

    def __repr__(self) -> str:
        return f"<{self._said}>"

    def __hash__(self) -> int:
        return id(self)

    def __copy__(self) -> "_Remote":
        return self

    def __deepcopy__(self, memo: Any) -> "_Remote":
        return self

    def __getattr__(self, name: str) -> Any:
        raise NotData(f"{self._said} has no `{name}` that a check may use: only plain values can be handed over.")


def _raising(name: str) -> Callable[..., Any]:
    def refuse(self: _Remote, *others: Any, **named: Any) -> Any:
        raise NotData(
            f"{self._said} is no plain value, and was used as one ({name}).\n"
            f"Look at: a number, a text, an array, a list, a tuple or a dict can be checked. Was it called?"
        )

    return refuse


for _operator in _OPERATORS.split():
    setattr(_Remote, f"__{_operator}__", _raising(_operator))


class Answer(_Remote):
    """A function that the student wrote. Calling it runs it in the box, on copies of the arguments."""

    def __init__(self, name: str, call: Callable[..., Any], parameters: Any = None) -> None:
        self.__name__ = self.__qualname__ = name
        self.__module__ = "__main__"
        self.__doc__ = None
        self._said = f"`{name}`"
        self._call = call
        self.__signature__ = _signature(parameters)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Return what the student's function returns, as plain data; what it raises is raised here."""
        return self._call(self, args, named)


class Returned(_Remote):
    """Something that a student's function returned and that is no plain data."""

    def __init__(self, marker: Opaque) -> None:
        self._said = f"a {marker.type_name}"
        self._marker = marker


class ReturnedFunction(Returned):
    """A function that a student's function returned."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Raise NotData."""
        raise NotData(f"{self._said} was returned, and a check calls only what a cell defines.")


def revive(marker: Opaque) -> Returned:
    """Return the stand-in for something that was not handed over; its class has the name of the student's."""
    base = ReturnedFunction if marker.callable else Returned
    made: Returned = type(marker.type_name, (base,), {})(marker)
    return made


class StudentError:
    """Mixed into the exception that a student's function raised: its text, and where in the student's code it was.

    Checks ask for `learner_frames` and `learner_where` through `course.runner.hooks`.
    """

    text = ""
    learner_frames = ""
    learner_where = ""

    def __str__(self) -> str:
        return self.text

    def _render_traceback_(self) -> list[str]:
        lines = self.learner_frames.splitlines()
        return [*lines, *([""] if lines else []), f"{type(self).__name__}: {self.text}"]


def make_error(said: Any) -> Exception:
    """Return the exception that stands for one of the student's.

    It is an instance of the first builtin class that the student's one derives from, if a check may see that; else a
    plain Exception. It carries the student's class name in any case.
    """
    said = said if isinstance(said, dict) else {}
    name = _text(said.get("name"), 60)
    names = [base for base in _list(said.get("bases")) if isinstance(base, str)]
    known = [base for base in names if base in _SAFE]
    base = known[0] if known and not _BARRED.intersection(names) else "Exception"
    kind = type(name if name.isidentifier() else "Error", (StudentError, getattr(builtins, base)), {})
    error: Exception = kind()
    error.text = _text(said.get("text"))  # type: ignore[attr-defined]
    error.learner_frames = _text(said.get("frames"))  # type: ignore[attr-defined]
    error.learner_where = _text(said.get("where"), 60)  # type: ignore[attr-defined]
    return error


class StudentWarning:
    """Marks a warning that came from the box. Python's filters and `catch_warnings` see an ordinary one."""


def warn_again(said: Any) -> None:
    """Let the warnings of a call happen here, for a check that looks at them."""
    for one in _list(said):
        if not (isinstance(one, list) and len(one) == 2 and isinstance(one[0], str)):
            continue
        kind = getattr(builtins, one[0], None) if one[0].endswith("Warning") else None
        if not (isinstance(kind, type) and issubclass(kind, Warning)):
            kind = UserWarning
        made = type(kind.__name__, (StudentWarning, kind), {})
        warnings.warn_explicit(made(_text(one[1])), kind, "your cell", 1)


def _signature(parameters: Any) -> inspect.Signature:
    """Return the signature with these parameters; one that takes everything where they are not known."""
    one = inspect.Parameter
    kinds = one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD, one.VAR_POSITIONAL, one.KEYWORD_ONLY, one.VAR_KEYWORD
    try:
        made = [one(name, kinds[kind], default=None if has else one.empty) for name, kind, has in parameters[:50]]
        return inspect.Signature(made)
    except (ValueError, TypeError, LookupError):
        return inspect.signature(lambda *args, **named: None)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any, most: int = 20_000) -> str:
    return value[:most] if isinstance(value, str) else ""
