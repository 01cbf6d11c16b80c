"""What a wrong answer has in common over all inputs: true observations about numbers, never a guess at the mistake.

helpers.mistakes names the mistake where it knows it; this is for what it doesn't know.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.checks.cases import Case
from helpers.checks.show import show_number
from helpers.checks.wrong_entries import observe_places, observe_rearranged
from helpers.equal import PATTERN, RIGHT, Array, Tolerance

# Two numbers can agree by chance; a pattern needs three that say the same.
ENOUGH = 3


@dataclass(frozen=True)
class _Numbers:
    """What was returned and expected: an array for each case, and all their entries in one flat array.

    known: flat arrays of the same size, by name, with which the entries may be compared.
    """

    got: list[Array]
    right: list[Array]
    flat_got: Array
    flat_right: Array
    known: dict[str, Array]

    @property
    def large(self) -> NDArray[np.bool_]:
        """Where the expected value is not next to 0, so that a quotient by it tells something."""
        size = np.abs(self.flat_right)
        return size > 1e-6 * np.max(size)


def observe(
    cases: Sequence[Case], got: Sequence[Any], right: Sequence[Any], known: Sequence[Mapping[str, Any]] = ()
) -> str | None:
    """The first pattern that holds on every input, as a sentence; None where none does or too little can be seen.

    got, right: for each case, what the learner's function returned and what was expected.
    known: for each case, further values by name with which the numbers may be compared, such as steps on the way.
    """
    try:
        returned, expected = [_numbers_of(value) for value in got], [_numbers_of(value) for value in right]
    except (TypeError, ValueError):
        return None
    if sum(array.size for array in expected) < ENOUGH:
        return None
    if not all(np.all(np.isfinite(array)) for array in (*returned, *expected)):
        return None
    if any(a.shape != b.shape for a, b in zip(returned, expected, strict=True)):
        return observe_rearranged(returned, expected)
    comparable = _comparable(cases, known, expected)
    numbers = _Numbers(returned, expected, _flatten(returned), _flatten(expected), comparable)
    return next(filter(None, (pattern(numbers) for pattern in _PATTERNS)), None)


def _numbers_of(value: Any) -> Array:
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        raise TypeError
    return array.astype(np.float64)


def _flatten(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def _comparable(cases: Sequence[Case], known: Sequence[Mapping[str, Any]], right: list[Array]) -> dict[str, Array]:
    """Inputs first, then other known values, that are numbers and can stand beside every entry of the answer."""
    candidates: dict[str, list[Any]] = {}
    for rows in (cases, known):
        for name in dict.fromkeys(name for row in rows for name in row):
            candidates.setdefault(f"`{name}`", [row.get(name) for row in rows])
    found = {}
    for label, values in (*candidates.items(), *_counts(cases)):
        try:
            beside = _flatten([np.broadcast_to(_numbers_of(a), b.shape) for a, b in zip(values, right, strict=True)])
        except (TypeError, ValueError):
            continue
        if np.all(np.isfinite(beside)) and not np.array_equal(beside, _flatten(right)):
            found[label] = beside
    return found


def _counts(cases: Sequence[Case]) -> Iterator[tuple[str, list[Any]]]:
    """How many columns or entries the inputs have, which is often the number of samples."""
    for name, first in (cases[0] if cases else {}).items():
        arrays = [np.asarray(case.get(name)) for case in cases]
        if np.ndim(first) in (1, 2) and all(array.ndim == np.ndim(first) for array in arrays):
            noun = "columns" if np.ndim(first) == 2 else "entries"
            yield f"the number of {noun} of `{name}`", [array.shape[-1] for array in arrays]


def _always_zero(numbers: _Numbers) -> str | None:
    return "On each of these inputs yours is 0." if not np.any(numbers.flat_got) else None


def _same_everywhere(numbers: _Numbers) -> str | None:
    got, right = numbers.flat_got, numbers.flat_right
    # One input alone does not show that a value does not depend on it.
    if len(numbers.got) > 1 and np.ptp(got) == 0 and np.ptp(right) > 0:
        return f"On each of these inputs yours is {show_number(float(got[0]))}: it does not depend on them."
    return None


def _constant_factor(numbers: _Numbers) -> str | None:
    got, right, large = numbers.flat_got, numbers.flat_right, numbers.large
    if large.sum() < ENOUGH:
        return None
    ratio = got[large] / right[large]
    factor = float(np.median(ratio))
    # Next to 1 the sentence would read "1 times the expected one".
    if abs(factor - 1) < 1e-5:
        return None
    if not replace(PATTERN, relative=1e-6, share=1e-7).all_close(got, factor * right):
        return None
    if abs(factor + 1) < 1e-6:
        return "On each of these inputs yours is minus the expected one: the sign is turned round."
    return f"On each of these inputs yours is {_factor_words(factor)} the expected one."


def _factor_words(factor: float) -> str:
    fraction = Fraction(factor).limit_denominator(20)
    if abs(float(fraction) - factor) < 1e-6 and abs(factor) < 1:
        return f"{fraction} of"
    return f"{show_number(factor)} times"


def _constant_offset(numbers: _Numbers) -> str | None:
    gap = numbers.flat_got - numbers.flat_right
    if np.ptp(gap) > 1e-6 * np.max(np.abs(gap)) or np.ptp(numbers.flat_right) == 0:
        return None
    side = "more" if gap[0] > 0 else "less"
    return f"On each of these inputs yours is {show_number(abs(float(gap[0])))} {side} than expected."


def _up_to_sign(numbers: _Numbers) -> str | None:
    got, right = numbers.flat_got, numbers.flat_right
    turned = got * right < 0
    if turned.sum() < 2 or not PATTERN.all_close(np.abs(got), np.abs(right)):
        return None
    return "On each of these inputs yours has the right size, and not everywhere the right sign."


def _known_factor(numbers: _Numbers) -> str | None:
    got, right, large = numbers.flat_got, numbers.flat_right, numbers.large
    if large.sum() < ENOUGH:
        return None
    for label, factor in _factors(numbers):
        if len(np.unique(np.round(factor[large], 9))) < 2:
            continue  # a constant factor is another pattern's
        for sign, prefix in ((1.0, ""), (-1.0, "minus ")):
            if PATTERN.all_close(got, sign * right * factor):
                return f"On each of these inputs yours is {prefix}the right value times {label}."
            if np.all(factor != 0) and PATTERN.all_close(got, sign * right / factor):
                return f"On each of these inputs yours is {prefix}the right value divided by {label}."
    return None


def _factors(numbers: _Numbers) -> Iterator[tuple[str, Array]]:
    for name, values in numbers.known.items():
        yield name, values
    for name, values in numbers.known.items():
        if np.all((values > 0) & (values < 1)):
            yield f"{name} (1 - {name})", values * (1 - values)
        if np.all(np.abs(values) < 1):
            yield f"(1 - {name}**2)", 1 - values**2


def _known_offset(numbers: _Numbers) -> str | None:
    gap = numbers.flat_got - numbers.flat_right
    scale = float(np.max(np.abs(numbers.flat_right)) + np.max(np.abs(numbers.flat_got)))
    tolerance = Tolerance(PATTERN.relative, share=0.0, absolute=1e-13 * scale)
    for name, values in numbers.known.items():
        if np.count_nonzero(values) < ENOUGH or len(np.unique(np.round(values, 9))) < 2:
            continue
        for sign, word in ((1.0, "plus"), (-1.0, "minus")):
            if tolerance.all_close(gap, sign * values):
                return f"On each of these inputs yours is the right value {word} {name}."
    return None


def _positive_only(numbers: _Numbers) -> str | None:
    correct = RIGHT.close(numbers.flat_got, numbers.flat_right)
    if correct.sum() < ENOUGH or (~correct).sum() < ENOUGH:
        return None
    for name, values in {**numbers.known, "the expected value": numbers.flat_right}.items():
        for word, here in (("positive", values > 0), ("negative", values < 0)):
            if np.array_equal(correct, here):
                return f"On these inputs yours is right where {name} is {word}, and nowhere else."
            if np.array_equal(correct, ~here):
                return f"On these inputs yours is wrong where {name} is {word}, and nowhere else."
    return None


_PATTERNS: tuple[Callable[[_Numbers], str | None], ...] = (
    _always_zero,
    _same_everywhere,
    _constant_factor,
    _constant_offset,
    _up_to_sign,
    _known_factor,
    _known_offset,
    lambda numbers: observe_rearranged(numbers.got, numbers.right),
    lambda numbers: observe_places(numbers.got, numbers.right),
    _positive_only,
)
