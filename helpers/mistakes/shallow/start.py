"""Mistakes with lesson 3's start values. They are random numbers, so no model gives them: what is judged is their kind.

`mistake_in_start` looks at one start, `mistake_in_seeds` at several. Both say nothing where they are not sure.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import TRANSPOSED
from helpers.mistakes.model import Mistake

WEIGHTS_TRANSPOSED = replace(
    TRANSPOSED, said="A matrix has one row for each unit of its layer, and yours has other rows."
)
FLAT_BIASES = Mistake(
    "the biases have one axis only",
    "A flat array is no column, and a sum with one may become a square.",
    "how many axes has a column, and how many has yours?",
)
BIASES_ARE_ROWS = Mistake(
    "the biases are rows",
    "Each unit has a row in W, and should have one in b too.",
    "along which axis do the units lie in W @ X?",
)
BIASES_NOT_ZERO = Mistake(
    "the biases do not start at zero",
    "They hold other numbers than 0.",
    "which of the four arrays have to differ from unit to unit at the start, and which need not?",
)
ALL_ZERO = Mistake(
    "the weights are all zero",
    "The hidden units are all the same, and none of them learns.",
    "in what should two hidden units differ at the start?",
)
ALL_EQUAL = Mistake(
    "the weights are all equal",
    "All hidden units are the same, and they stay so.",
    "in what should two hidden units differ at the start?",
)
UNIFORM_POSITIVE = Mistake(
    "the weights are uniform and positive",
    "All values between two borders are equally frequent, and none is negative.",
    "which distribution does equation (3.1) name, and which one does your function draw from?",
)
POSITIVE = Mistake(
    "the weights are all positive",
    "No weight is below 0, and half of them should be.",
    "what is the mean of the numbers that equation (3.1) asks for?",
)
UNIFORM = Mistake(
    "the weights are uniform, not normal",
    "All values between two borders are equally frequent.",
    "which distribution does equation (3.1) name, and which one does your function draw from?",
)
SCALE_MISSING = Mistake(
    "the scale makes no difference",
    "The weights have the standard deviation 1.",
    "which input does your function not use?",
)
SCALE_AS_VARIANCE = Mistake(
    "the scale is taken for the variance",
    "The standard deviation of the weights is the root of scale.",
    "is scale the standard deviation, or its square?",
)
SCALE_SQUARED = Mistake(
    "the scale is there twice",
    "The standard deviation of the weights is the square of scale.",
    "how often do you multiply by scale, and what does your generator do with it?",
)
SCALE_DIVIDES = Mistake(
    "the scale divides",
    "The smaller scale is, the larger the weights are.",
    "what should a smaller scale do to the weights?",
)
SCALED_BY_INPUTS = Mistake(
    "the weights are divided by the root of the number of inputs too",
    "It is a good start of another kind, and not the one of equation (3.1).",
    "what does the text under `def` say about scale?",
)
SEED_TWICE = Mistake(
    "the seed is set twice",
    "W2 begins with the same numbers as W1.",
    "what does a generator draw first after it was given the same seed again?",
)
SEED_UNUSED = Mistake(
    "the seed is not used",
    "The same seed gives other weights every time.",
    "which input does your function not use?",
)
SEED_TYPED_IN = Mistake(
    "the seed is typed in",
    "Another seed gives the same weights.",
    "which input does your function not use?",
)

START_MISTAKES = (
    WEIGHTS_TRANSPOSED, FLAT_BIASES, BIASES_ARE_ROWS, BIASES_NOT_ZERO, ALL_ZERO, ALL_EQUAL, UNIFORM_POSITIVE, POSITIVE,
    UNIFORM, SCALE_MISSING, SCALE_AS_VARIANCE, SCALE_SQUARED, SCALE_DIVIDES, SCALED_BY_INPUTS, SEED_TWICE, SEED_UNUSED,
    SEED_TYPED_IN,
)  # fmt: skip

Arrays = Mapping[str, Any]
# So many numbers show their spread to a few percent. The mistakes differ by more than that.
ENOUGH = 1000
_CLOSE = 0.1


def shapes_of_start(n_x: int, n_h: int, n_y: int) -> dict[str, tuple[int, int]]:
    """The shapes of lesson 3's four parameters."""
    return {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}


def mistake_in_start(params: Arrays, n_x: int, n_h: int, n_y: int, scale: float) -> Mistake | None:
    """The mistake in one start, None where it is right or not known. Shapes first: numbers are judged in right ones."""
    wanted = shapes_of_start(n_x, n_h, n_y)
    wrong = {name for name, shape in wanted.items() if np.shape(params[name]) != shape}
    if wrong:
        return _mistake_in_shapes(params, wanted, wrong)
    if any(np.any(params[name]) for name in ("b1", "b2")):
        return BIASES_NOT_ZERO
    found = {_mistake_in_weights(np.asarray(params[name]), scale) for name in ("W1", "W2")} - {None}
    return found.pop() if len(found) == 1 else None


def _mistake_in_shapes(params: Arrays, wanted: Mapping[str, tuple[int, int]], wrong: set[str]) -> Mistake | None:
    if wrong <= {"W1", "W2"}:
        return WEIGHTS_TRANSPOSED if all(np.shape(params[name]) == wanted[name][::-1] for name in wrong) else None
    if wrong <= {"b1", "b2"}:
        if all(np.shape(params[name]) == wanted[name][:1] for name in wrong):
            return FLAT_BIASES
        return BIASES_ARE_ROWS if all(np.shape(params[name]) == wanted[name][::-1] for name in wrong) else None
    return WEIGHTS_TRANSPOSED if all(np.shape(params[name]) == wanted[name][::-1] for name in wrong) else None


def _mistake_in_weights(weights: Any, scale: float) -> Mistake | None:
    if not np.any(weights):
        return ALL_ZERO
    if weights.size > 1 and np.ptp(weights) == 0:
        return ALL_EQUAL
    if weights.size < ENOUGH:
        return None
    spread, mean = float(np.std(weights)), float(np.mean(weights))
    # A normal sample of this size reaches beyond three standard deviations; a uniform one ends at 1.73 of them.
    uniform = float(np.max(np.abs(weights - mean))) < 2 * spread
    if np.min(weights) >= 0:
        return UNIFORM_POSITIVE if uniform else POSITIVE
    if uniform:
        return UNIFORM
    if abs(mean) > 5 * spread / np.sqrt(weights.size) or abs(spread - scale) < _CLOSE * scale:
        return None
    spreads = {
        SCALE_MISSING: 1.0,
        SCALE_AS_VARIANCE: np.sqrt(scale),
        SCALE_SQUARED: scale**2,
        SCALE_DIVIDES: 1 / scale,
        SCALED_BY_INPUTS: scale / np.sqrt(weights.shape[1]),
    }
    fitting = [mistake for mistake, size in spreads.items() if abs(spread - size) < _CLOSE * size]
    return fitting[0] if len(fitting) == 1 else None


def mistake_in_seeds(one: Arrays, again: Arrays, other: Arrays) -> Mistake | None:
    """The mistake with the seed: `one` and `again` come from the same seed, `other` from another one."""
    if not np.array_equal(one["W1"], again["W1"]) or not np.array_equal(one["W2"], again["W2"]):
        return SEED_UNUSED
    if np.array_equal(one["W1"], other["W1"]):
        return SEED_TYPED_IN
    first, second = np.ravel(one["W1"]), np.ravel(one["W2"])
    both = min(first.size, second.size)
    return SEED_TWICE if np.array_equal(first[:both], second[:both]) else None
