"""An upper bound on the memory that a returned value takes in a check, and the refusal of a value above the limit.

A check converts returned values to arrays, copies them and formats them. By that a `range`, a list of texts of which
one is long, or an array of single bytes can grow to a hundred times its size.
"""

from typing import Any

import numpy as np

from helpers.checks.failure import CheckFailed
from helpers.checks.show import show_kind

# A hundred times more than any right answer of the course: four million numbers.
MOST = 32 * 2**20
# What one number takes in an array, one character in an array of texts, and one entry in a list.
_NUMBER, _CHARACTER, _ENTRY = 8, 4, 64
_TEXTS, _MANY = (str, bytes), (list, tuple, dict)


def weight(value: Any, most: int = MOST) -> int:
    """The bytes that `value` takes as an array of numbers, or of texts; anything above `most` where it is more."""
    total = longest = leaves = 0
    waiting = [value]
    while waiting and max(total, leaves * longest) <= most:
        one = waiting.pop()
        leaves += 1
        kind = type(one)
        if kind is float or one is None:
            continue
        if isinstance(one, np.ndarray):
            total += max(one.nbytes, one.size * (_ENTRY if one.dtype == object else _NUMBER))
            if one.dtype == object and total <= most:
                waiting += one.ravel().tolist()
        elif isinstance(one, _TEXTS):
            # Beside other texts, each takes the room of the longest.
            longest = max(longest, _CHARACTER * len(one))
        elif isinstance(one, _MANY):
            total += _ENTRY * len(one)
            if total <= most:
                waiting += one
                waiting += one.values() if isinstance(one, dict) else ()
        elif isinstance(one, range):
            total += _NUMBER * abs((one.stop - one.start) // one.step)
        elif isinstance(one, int):
            total += one.bit_length() // 8
    return max(total, leaves * longest)


def refuse_too_large(name: str, value: Any) -> int:
    """Return what the value weighs that the learner's function `name` returned.

    Raises CheckFailed where that is far more than a check can look at.
    """
    found = weight(value)
    if found <= MOST:
        return found
    raise CheckFailed(
        f"{name} returned {show_kind(value)}, which is far too much to look at: as an array it would take more than "
        f"{MOST // 2**20} MB.\n"
        "Look at: how many numbers should come back for this input? Is something repeated, appended or multiplied out "
        "again and again?"
    )
