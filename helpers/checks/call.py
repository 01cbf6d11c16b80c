"""Calling a learner's function: with copies of the inputs, with its warnings kept, and with every failure explained."""

import copy
import inspect
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.cases import Case
from helpers.checks.error_hints import look_at
from helpers.checks.failure import CheckFailed, Stopped, line_of_learner, not_written_yet, origin_of
from helpers.checks.grader import hooks
from helpers.checks.limit import SECONDS, TooLong, time_limit
from helpers.checks.show import show_case, show_pair
from helpers.checks.size import refuse_too_large
from helpers.equal import unchanged
from helpers.mistakes.plain import ENDLESS, INPUT_CHANGED

# As NumPy starts with: a notebook's own `np.seterr` must not decide what a check sees.
NUMPY_WARNS: Mapping[str, Any] = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


@dataclass(frozen=True)
class Outcome:
    """What a call gave: the value returned, the warnings that Python printed meanwhile, and how long it took."""

    value: Any
    warnings: tuple[str, ...]
    seconds: float = 0.0


def name_of(function: Any) -> str:
    """The name a learner knows the function by."""
    name = str(getattr(function, "__name__", None) or "")
    return name if name.isidentifier() else "your function"  # a lambda's name is no name


def other_order(function: Any, case: Case) -> list[str]:
    """A line for the learner where `function` takes the inputs of `case` in another order, else none."""
    try:
        parameters = [name for name in inspect.signature(function).parameters if name in case]
    except (ValueError, TypeError):
        return []
    if sorted(parameters) != sorted(case) or parameters == list(case):
        return []
    return [
        f"The check hands over ({', '.join(case)}), and yours takes them in another order: ({', '.join(parameters)})."
    ]


def call(function: Callable[..., Any], case: Case, seconds: float = SECONDS) -> Outcome:
    """Call `function` on copies of the inputs of `case`. What takes longer than `seconds` is stopped.

    Raises CheckFailed, with the learner's own traceback, where the function raises, is not a function, changes its
    inputs, or returns far too much; NotImplementedError where the stub is still there; Stopped where the learner stops
    it.
    """
    name = name_of(function)
    if not callable(function):
        raise CheckFailed(
            f"This check needs a function and found {type(function).__name__} {function!r:.60}.\n"
            f"Look at: is the name used for something else further down? Run the cell with `def` again."
        )
    given = copy.deepcopy(case)
    started = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught, np.errstate(**NUMPY_WARNS):
        warnings.simplefilter("always")
        try:
            with time_limit(seconds), hooks().calling(given):
                value = _call_as_defined(function, given)
            took = time.perf_counter() - started
        except NotImplementedError as stub:
            raise not_written_yet(name, where=origin_of(stub)[1]) from None
        except (CheckFailed, Stopped):
            raise
        except KeyboardInterrupt as stop:
            took = time.perf_counter() - started
            line = line_of_learner(stop)
            raise Stopped(
                f"You stopped {name} after {took:.{0 if took >= 10 else 1}f} s{', in ' if line else ''}{line}\n"
                f"  on {show_case(case)}\n"
                "Look at: what ends your loop, and does anything in it bring that end nearer? By itself the check "
                f"gives up after {seconds:g} s."
            ) from None
        except TooLong:
            raise CheckFailed(
                f"{name} did not come to an end within {seconds:g} seconds.\n"
                f"  on {show_case(case)}\n"
                f"Look at: what ends your loop, and does anything in it bring that end nearer? Or is it far more "
                "work than is needed?",
                named=ENDLESS.name,
            ) from None
        # A learner's `exit()` must not end the run of the notebook, so SystemExit counts as an error of theirs.
        except (Exception, SystemExit) as error:
            frames, _ = origin_of(error)
            look, mistake = look_at(name, case, error, started=bool(frames))
            lines = [
                f"{name} stopped with an error before it returned anything.",
                f"  on {show_case(case)}",
                f"  {type(error).__name__}: {error}".rstrip(": "),
                f"Look at: {look}",
                *other_order(function, case),
            ]
            raise CheckFailed("\n".join(lines), frames, named=mistake.name if mistake else None) from None
    refuse_too_large(name, value)
    _refuse_changed_inputs(name, case, given)
    said = tuple(dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught))
    return Outcome(value, said, took)


def _call_as_defined(function: Callable[..., Any], case: Case) -> Any:
    """By position, as the lesson's text writes the call; by keyword where the learner's parameters demand it."""
    if not _takes(function, *case.values()) and _takes(function, **case):
        return function(**case)
    return function(*case.values())  # where nothing fits, Python's own message says so


def _takes(function: Callable[..., Any], /, *values: Any, **named: Any) -> bool:
    try:
        inspect.signature(function).bind(*values, **named)
    except (TypeError, ValueError):  # a built-in function may have no signature
        return False
    return True


def _refuse_changed_inputs(name: str, before: Case, after: Case) -> None:
    for key, value in before.items():
        if unchanged(value, after[key]):
            continue
        shown, was, now = key, value, after[key]
        instead = f"`{key} = {key} - ...` makes a new one, and so does `{key}.copy()`."
        if isinstance(value, dict) and isinstance(now, dict) and value.keys() == now.keys():
            # Shown whole, both dicts would look the same: name the entry.
            entry = next(entry for entry in value if not unchanged(value[entry], now[entry]))
            shown, was, now = f'{key}["{entry}"]', value[entry], now[entry]
            instead = f"`{shown} - ...` makes a new array, and so does `{shown}.copy()`. It belongs in a new dict."
        raise CheckFailed(
            f"{name} changes its input `{shown}`.\n"
            f"  on {show_case({shown: was} if shown != key else before)}\n"
            f"  after the call {show_case({shown: now})}\n"
            f"{_first_entry(shown, was, now)}"
            f"A caller does not expect that: the array belongs to them.\n"
            f"Look at: `{shown} -= ...` and `{shown}[i] = ...` write into the array that was passed in. {instead}",
            named=INPUT_CHANGED.name,
        )


def _first_entry(shown: str, was: Any, now: Any) -> str:
    """A line on the first entry that differs, with the digits that show it, where that is a number; else nothing."""
    entry = shown
    while True:
        if isinstance(was, np.ndarray):
            if not isinstance(now, np.ndarray) or was.shape != now.shape or was.dtype.kind not in "fiub":
                return ""
            places: Any = np.ndindex(was.shape)
        elif isinstance(was, dict) and isinstance(now, dict) and was.keys() == now.keys():
            places = was
        elif isinstance(was, list | tuple) and isinstance(now, list | tuple) and len(was) == len(now):
            places = range(len(was))
        else:
            break
        at = next((at for at in places if not unchanged(was[at], now[at])), None)
        if at is None:  # a list that became a tuple
            return ""
        where = f'"{at}"' if isinstance(at, str) else ", ".join(map(str, at)) if isinstance(at, tuple) else str(at)
        entry, was, now = f"{entry}[{where}]" if where else entry, was[at], now[at]
    if not all(isinstance(value, int | float | np.number | np.bool_) for value in (was, now)):
        return ""
    before, after = show_pair(was, now)
    return f"  {entry} was {before}, and is {after} now\n"
