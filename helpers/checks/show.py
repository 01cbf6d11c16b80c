"""Numbers, arrays and inputs as a learner reads them."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from helpers.checks.cases import Case

# A longer integer is shown by its number of digits: Python refuses to convert very long ones to text.
_MOST_BITS, _DIGITS_A_BIT = 200, 0.30103
_MOST_KEYS = 20
# What an array holds, by the kind of its dtype, where that is no number.
_ENTRIES = {"b": " of True and False", "c": " of complex numbers", "U": " of texts", "O": " of mixed objects"}


def show_number(value: Any, digits: int = 6) -> str:
    """A number in at most `digits` significant digits, without NumPy's wrapping such as np.float64(...)."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    return f"{value:.{digits}g}"


def show_pair(yours: float, right: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    for digits in range(6, 18):
        shown = show_number(yours, digits), show_number(right, digits)
        if shown[0] != shown[1]:
            break
    return shown


def count(number: int, noun: str) -> str:
    """`1 input`, `all 5 inputs`."""
    return f"{number} {noun}" if number == 1 else f"all {number} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Words as "a", "a and b" or "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def listed_are(words: Sequence[str]) -> str:
    """Words as the subject of a sentence: "a is", "a and b are"."""
    return f"{listed(words)} {'is' if len(words) == 1 else 'are'}"


def show_value(value: Any) -> str:
    """A value in one short line; a large array by its shape."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"a whole number of about {round(value.bit_length() * _DIGITS_A_BIT)} digits"
    if isinstance(value, bool | np.bool_ | int | float | np.number):
        return show_number(value) if isinstance(value, float | np.floating) else str(value)
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return show_value(value[()])
        if value.size <= 12:
            text = np.array2string(value, separator=", ", formatter={"float_kind": lambda entry: show_number(entry, 4)})
            return " ".join(text.split())
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple) and len(value) <= 12:
        inside = ", ".join(show_value(entry) for entry in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, dict) and len(value) <= 12:
        # Arrays by their shapes: their numbers would fill the page.
        inside = ", ".join(
            f"{key} {entry.shape}" if isinstance(entry, np.ndarray) else f"{key}: {show_value(entry)}"
            for key, entry in value.items()
        )
        return f"{{{inside}}}"
    if callable(value):
        return str(getattr(value, "label", None) or getattr(value, "__name__", "a function"))
    if isinstance(value, list | tuple | dict):
        return show_kind(value)
    return f"{value!r:.60}"


def show_case(case: Case) -> str:
    """`x = 3, eta = 0.1`"""
    return ", ".join(f"{name} = {show_value(value)}" for name, value in case.items()) or "no input"


def show_kind(value: Any) -> str:
    """What kind of thing a value is, in words: `an array of shape (4, 1)`, `a number`, `nothing (None)`."""
    if value is None:
        return "nothing (None)"
    if value is ...:
        return "`...`, the placeholder"
    if isinstance(value, bool | np.bool_):
        return "True or False"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, complex | np.complexfloating):
        return "a complex number"
    if isinstance(value, int | float | np.number):
        return "a number"
    if isinstance(value, np.ndarray):
        return (
            show_kind(value[()])
            if value.ndim == 0
            else f"an array of shape {value.shape}{_ENTRIES.get(value.dtype.kind, '')}"
        )
    if isinstance(value, dict):
        shown = ", ".join(f"{key!s:.60}" for key in islice(value, _MOST_KEYS))
        more = f" and {len(value) - _MOST_KEYS} more" if len(value) > _MOST_KEYS else ""
        return f"a dict with the keys {shown}{more}" if value else "an empty dict"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)} entries"
    if callable(value):
        return "a function (was it called? write the brackets)"
    return f"a {type(value).__name__}"
