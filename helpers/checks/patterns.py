"""What a wrong answer has in common over all inputs: true observations about numbers, never a guess at the mistake.

helpers.mistakes names the mistake where it knows it; this is for what it doesn't know. `observe` gets everything that the
learner's function was given and returned, and says what holds on every input, or nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.checks.cases import Case
from helpers.checks.show import show_number


@dataclass(frozen=True)
class Evidence:
    """One named value over all inputs of a check: what the learner's function returned, and what was expected."""

    function: str
    part: str
    cases: Sequence[Case]
    got: Sequence[Any]
    right: Sequence[Any]


def observe(evidence: Evidence) -> str | None:
    """The first pattern that holds on every input, as a sentence; None where none does or too little can be seen."""
    try:
        got = [np.asarray(value, dtype=np.float64) for value in evidence.got]
        right = [np.asarray(value, dtype=np.float64) for value in evidence.right]
    except (TypeError, ValueError):
        return None
    if any(a.shape != b.shape for a, b in zip(got, right, strict=True)):
        return None
    flat_got, flat_right = _flatten(got), _flatten(right)
    # Two numbers can agree by chance; a pattern needs three that say the same.
    if flat_got.size < 3 or not np.all(np.isfinite(flat_got)) or not np.all(np.isfinite(flat_right)):
        return None
    # One input alone does not show that a value does not depend on it.
    for pattern in _PATTERNS if len(got) > 1 else _PATTERNS_OF_ONE_INPUT:
        said = pattern(flat_got, flat_right)
        if said:
            return said
    return None


def _flatten(arrays: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate([array.ravel() for array in arrays])


def _always_zero(got: NDArray[np.float64], right: NDArray[np.float64]) -> str | None:
    return "On each of these inputs yours is 0." if not np.any(got) else None


def _same_everywhere(got: NDArray[np.float64], right: NDArray[np.float64]) -> str | None:
    if np.ptp(got) == 0 and np.ptp(right) > 0:
        return f"On each of these inputs yours is {show_number(float(got[0]))}: it does not depend on them."
    return None


def _constant_factor(got: NDArray[np.float64], right: NDArray[np.float64]) -> str | None:
    large = np.abs(right) > 1e-6 * np.max(np.abs(right))
    if large.sum() < 3:
        return None
    ratio = got[large] / right[large]
    factor = float(np.median(ratio))
    # Next to 1 the sentence would read "1 times the expected one".
    if abs(factor - 1) < 1e-5:
        return None
    if not np.allclose(got, factor * right, rtol=1e-6, atol=1e-13 * float(np.max(np.abs(right)))):
        return None
    if abs(factor + 1) < 1e-6:
        return "On each of these inputs yours is minus the expected one: the sign is turned round."
    return f"On each of these inputs yours is {_factor_words(factor)} the expected one."


def _factor_words(factor: float) -> str:
    fraction = Fraction(factor).limit_denominator(20)
    if abs(float(fraction) - factor) < 1e-6 and abs(factor) < 1:
        return f"{fraction} of"
    return f"{show_number(factor)} times"


def _constant_offset(got: NDArray[np.float64], right: NDArray[np.float64]) -> str | None:
    gap = got - right
    if np.ptp(gap) > 1e-6 * np.max(np.abs(gap)) or np.ptp(right) == 0:
        return None
    side = "more" if gap[0] > 0 else "less"
    return f"On each of these inputs yours is {show_number(abs(float(gap[0])))} {side} than expected."


Pattern = Callable[[NDArray[np.float64], NDArray[np.float64]], str | None]
_PATTERNS_OF_ONE_INPUT: tuple[Pattern, ...] = (_always_zero, _constant_factor, _constant_offset)
_PATTERNS: tuple[Pattern, ...] = (_always_zero, _same_everywhere, _constant_factor, _constant_offset)
