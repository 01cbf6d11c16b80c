"""Model of lesson 3's four activations and their slopes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    FACTOR_2_MISSING,
    FACTOR_2_TWICE,
    NOTHING_RETURNED,
    ROUNDED,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.layers import MIRRORED, ONE_FACTOR_OF_TWO, SIGMA_PRIME_OF_A, TANH, TANH_SLOPE
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.shallow.through import (
    ONE_MINUS_MISSING,
    PLUS_IN_SLOPE,
    SIGMOID_SLOPE,
    SQUARE_MISPLACED,
    SQUARE_MISSING,
    TANH_LEFT_OUT,
    TANH_PRIME_OF_A,
)
from helpers.reference.activations import sigmoid
from helpers.reference.shallow import activations

BELOW_OF_SIGMOID = Mistake(
    "the sigmoid's fraction is not complete",
    "A part of 1 + e^-z is missing below the line, or stands elsewhere.",
    "in which order does Python work out 1 / 1 + 2, and what is your value at z = 0?",
)
SIGMOID_FOR_TANH = Mistake(
    "the sigmoid for tanh",
    "The values lie between 0 and 1, and those of tanh lie between -1 and 1.",
    "what is tanh at 0, and what does yours say there?",
)
OTHER_FUNCTION = Mistake(
    "another function than tanh",
    "It is a tangent, an inverse, or the fraction of tanh turned upside down.",
    "which function of NumPy is the tanh, and what is its value far to the right?",
)
SIGMA_LEFT_OUT = Mistake(
    "sigma is left out",
    "z stands in the formula where sigma(z) should stand.",
    "is the a of the formula the value before or after the sigmoid?",
)
BRACKETS_OF_1_MINUS = Mistake(
    "the brackets around 1 - sigma are missing",
    "Only the 1 is multiplied, and sigma is taken away afterwards.",
    "what does Python do first in a * 1 - a?",
)
PLUS_FOR_MINUS = Mistake(
    "1 + sigma for 1 - sigma",
    "The second factor grows where it should shrink.",
    "how steep should the curve be where sigma is nearly 1?",
)
SLOPE_SIGN = Mistake(
    "the sign of the slope is turned round",
    "The slope is minus what it should be.",
    "does the curve rise or fall?",
)
SAME_FACTOR_TWICE = Mistake(
    "the same factor twice",
    "The two factors of sigma' are not equal, and yours are.",
    "what do the two factors of sigma' add up to?",
)
VALUE_AS_SLOPE = Mistake(
    "the value is returned for the slope too",
    "Both returned values are g(Z).",
    "which of the two says how fast the curve rises?",
)
SLOPE_AS_VALUE = Mistake(
    "the slope is returned for the value too",
    "Both returned values are g'(Z).",
    "which of the two says how high the curve is?",
)
ONLY_VALUE = Mistake(
    "only the value is returned",
    "The slope is not handed over.",
    "how many values does the text under `def` ask for?",
)
SIDES_SWAPPED = Mistake(
    "the two sides are swapped",
    "What belongs to positive z is used for negative z.",
    "which of the two does np.where take where its condition holds?",
)
NO_KINK = Mistake(
    "there is no kink",
    "Both sides of 0 are treated alike.",
    "what should happen to a negative z?",
)
LEAKY_FOR_RELU = Mistake(
    "leaky ReLU for ReLU",
    "The left side is not quite 0.",
    "what does the row of this name in the table say for negative z?",
)
RELU_FOR_LEAKY = Mistake(
    "ReLU for leaky ReLU",
    "The left side is exactly 0.",
    "what does the row of this name in the table say for negative z?",
)
OTHER_LEAK = Mistake(
    "another slope on the left",
    "Leaky ReLU has a fixed small slope there, and yours is another one.",
    "which number stands in the row of leaky ReLU?",
)
LEFT_SIGN = Mistake(
    "the left side has the wrong sign",
    "The curve bends up or jumps for negative z.",
    "is z itself positive or negative on the left?",
)
SLOPE_TIMES_Z = Mistake(
    "the slope is multiplied by z",
    "The slope changes along a straight piece, and there it should be the same number.",
    "how steep is a straight line with the equation a = 0.01 z?",
)
TRUTH_VALUES = Mistake(
    "True and False for 1 and 0",
    "The slope is an array of truth values, not of numbers.",
    "what does a comparison of an array give, and how do you make numbers of it?",
)

Change = Callable[..., Any]
Changes = tuple[tuple[Change, Mistake], ...]


def _for(wanted: str, step: str, changes: Changes) -> tuple[Fault, ...]:
    """Faults of one activation, which leave the others alone; each change is a function of Z and of what is right."""

    def alone(change: Change) -> Change:
        return lambda name, Z, right: change(Z, right) if name == wanted else right

    return faults_of(step, *((alone(change), mistake) for change, mistake in changes))


def _values(wanted: str, *changes: tuple[Change, Mistake]) -> tuple[Fault, ...]:
    """Mistakes in a value: those that go on into the slope, which is written with it, and those that do not."""
    return (*_for(wanted, "a", changes), *_for(wanted, "value", changes))


def _slopes(wanted: str, *changes: tuple[Change, Mistake]) -> tuple[Fault, ...]:
    return _for(wanted, "slope", changes)


def _bent(left: float, right: float) -> Change:
    """A curve or slope with one factor left of 0 and one right of it."""
    return lambda Z, _: np.where(Z > 0, right, left) * Z


def _step(left: float, right: float) -> Change:
    return lambda Z, _: np.where(Z > 0, right, left)


def _slope_of(name: str, Z: Any, a: Any) -> Any:
    if name == "sigmoid":
        return a * (1 - a)
    if name == "tanh":
        return 1 - a**2
    return np.where(Z > 0, 1.0, 0.0 if name == "relu" else 0.01)


ACTIVATIONS = Model(
    reference="shallow.activations",
    inputs=("name", "Z"),
    steps={
        "a": lambda name, Z: activations(name, Z)[0],
        "value": lambda a: a,
        "slope": lambda name, Z, a: _slope_of(name, Z, a),
        "returned": lambda value, slope: (value, slope),
    },
    returns="returned",
    faults=(
        *_values(
            "sigmoid",
            (lambda Z, right: 1 - right, MIRRORED),
            (lambda Z, right: np.tanh(Z), TANH),
            (lambda Z, right: 1 + np.exp(-Z), BELOW_OF_SIGMOID),
            (lambda Z, right: np.exp(Z), BELOW_OF_SIGMOID),
            (lambda Z, right: 1 / (1 - np.exp(-Z)), BELOW_OF_SIGMOID),
        ),
        *_slopes(
            "sigmoid",
            (lambda Z, right: sigmoid.value(-Z), ONE_FACTOR_OF_TWO),
            (lambda Z, right: sigmoid.value(Z) ** 2, SAME_FACTOR_TWICE),
            (lambda Z, right: sigmoid.value(-Z) ** 2, SAME_FACTOR_TWICE),
            (lambda Z, right: sigmoid.value(Z) * (1 + sigmoid.value(Z)), PLUS_FOR_MINUS),
            (lambda Z, right: 1 - sigmoid.value(Z) ** 2, TANH_SLOPE),
            (lambda Z, right: 1 - np.tanh(Z) ** 2, TANH_SLOPE),
            (lambda Z, right: np.zeros_like(Z), BRACKETS_OF_1_MINUS),
            (lambda Z, right: Z * (1 - Z), SIGMA_LEFT_OUT),
            (lambda Z, right: sigmoid.slope(sigmoid.value(Z)), SIGMA_PRIME_OF_A),
            (lambda Z, right: -right, SLOPE_SIGN),
            (lambda Z, right: 2 * right, FACTOR_2_TWICE),
        ),
        *_values(
            "tanh",
            (lambda Z, right: sigmoid.value(Z), SIGMOID_FOR_TANH),
            (lambda Z, right: np.tanh(Z / 2), FACTOR_2_MISSING),
            (lambda Z, right: -right, MIRRORED),
            (lambda Z, right: np.tan(Z), OTHER_FUNCTION),
            (lambda Z, right: np.arctan(Z), OTHER_FUNCTION),
            (lambda Z, right: 1 / right, OTHER_FUNCTION),
            (lambda Z, right: np.sinh(Z), OTHER_FUNCTION),
        ),
        *_slopes(
            "tanh",
            (lambda Z, right: 1 - np.tanh(Z), SQUARE_MISSING),
            (lambda Z, right: np.tanh(Z) ** 2, ONE_MINUS_MISSING),
            (lambda Z, right: 1 + np.tanh(Z) ** 2, PLUS_IN_SLOPE),
            (lambda Z, right: (1 - np.tanh(Z)) ** 2, SQUARE_MISPLACED),
            (lambda Z, right: 1 - np.tanh(Z**2), SQUARE_MISPLACED),
            (lambda Z, right: 1 - Z**2, TANH_LEFT_OUT),
            (lambda Z, right: 1 - np.tanh(np.tanh(Z)) ** 2, TANH_PRIME_OF_A),
            (lambda Z, right: np.tanh(Z) * (1 - np.tanh(Z)), SIGMOID_SLOPE),
            (lambda Z, right: sigmoid.slope(Z), SIGMOID_SLOPE),
            (lambda Z, right: -right, SLOPE_SIGN),
        ),
        *_for(
            "relu",
            "value",
            (
                (_bent(1.0, 0.0), SIDES_SWAPPED),
                (_bent(0.01, 1.0), LEAKY_FOR_RELU),
                (_bent(-1.0, 1.0), LEFT_SIGN),
                (_bent(1.0, 1.0), NO_KINK),
            ),
        ),
        *_slopes(
            "relu",
            (_step(1.0, 0.0), SIDES_SWAPPED),
            (_step(0.01, 1.0), LEAKY_FOR_RELU),
            (_step(-1.0, 1.0), LEFT_SIGN),
            (_step(1.0, 1.0), NO_KINK),
            (lambda Z, right: Z > 0, TRUTH_VALUES),
        ),
        *_for(
            "leaky_relu",
            "value",
            (
                (_bent(1.0, 0.01), SIDES_SWAPPED),
                (_bent(0.0, 1.0), RELU_FOR_LEAKY),
                (_bent(-0.01, 1.0), LEFT_SIGN),
                (_bent(1.0, 1.0), NO_KINK),
                *((_bent(leak, 1.0), OTHER_LEAK) for leak in (0.1, 0.2, 0.3, 0.001)),
                (lambda Z, right: np.where(Z > 0, Z, 0.01), OTHER_LEAK),
            ),
        ),
        *_slopes(
            "leaky_relu",
            (_step(1.0, 0.01), SIDES_SWAPPED),
            (_step(0.0, 1.0), RELU_FOR_LEAKY),
            (_step(-0.01, 1.0), LEFT_SIGN),
            (_step(1.0, 1.0), NO_KINK),
            *((_step(leak, 1.0), OTHER_LEAK) for leak in (0.1, 0.2, 0.3, 0.001)),
            (lambda Z, right: np.where(Z > 0, 1, 0.01 * Z), SLOPE_TIMES_Z),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], ONLY_VALUE),
            (lambda right: (right[0], right[0]), VALUE_AS_SLOPE),
            (lambda right: (right[1], right[1]), SLOPE_AS_VALUE),
            (lambda right: tuple(np.round(part, 2) for part in right), ROUNDED),
            (lambda right: tuple(np.round(part, 3) for part in right), ROUNDED),
            (lambda right: tuple(part[None] for part in right), EXTRA_BRACKETS),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
