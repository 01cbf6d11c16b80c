"""What may happen to the slope of a sigmoid, and to that of the loss, wherever lesson 6 needs them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import FACTOR_2_MISSING
from helpers.mistakes.layers import (
    ERROR_ADDED,
    ERROR_MISSING,
    ERROR_SQUARED,
    GRADIENT_SIGN,
    ONE_FACTOR_OF_TWO,
    SIGMA_PRIME_MISSING,
    SIGMA_PRIME_OF_A,
    SIGMA_PRIME_TWICE,
    SUM_FOR_SLOPE,
    TANH_SLOPE,
    TARGET_MISSING,
)
from helpers.mistakes.leaky.back import Z_FOR_A
from helpers.mistakes.leaky.whole import SLOPE_OF_OTHER as SLOPE_OF_OTHER_LAYER
from helpers.mistakes.model import Mistake
from helpers.mistakes.shallow.curves import PLUS_FOR_MINUS, SLOPE_SIGN

Slope = Callable[[Any, Any], Any]
Change = tuple[Callable[..., Any], Mistake]

SLOPE_OF_OTHER = replace(
    SLOPE_OF_OTHER_LAYER,
    said="It is taken at a unit in front of the one whose sigmoid is passed.",
    think="through which unit's sigmoid does the nudge pass here, and which A belongs to it?",
)


def sigmoid(z: Any) -> Any:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def sigma_prime(z: Any, a: Any) -> Any:
    """The slope of a sigmoid with the sum z and the output a."""
    return a * (1 - a)


# Each takes what sigma_prime takes, and gives what a learner has in its place.
WRONG_SLOPES: tuple[tuple[Slope, Mistake], ...] = (
    (lambda z, a: np.ones_like(a), SIGMA_PRIME_MISSING),
    (lambda z, a: a, ONE_FACTOR_OF_TWO),
    (lambda z, a: 1 - a, ONE_FACTOR_OF_TWO),
    (lambda z, a: (a * (1 - a)) ** 2, SIGMA_PRIME_TWICE),
    (lambda z, a: 1 - a**2, TANH_SLOPE),
    (lambda z, a: sigmoid(a) * (1 - sigmoid(a)), SIGMA_PRIME_OF_A),
    (lambda z, a: z * (1 - z), Z_FOR_A),
    (lambda z, a: z, SUM_FOR_SLOPE),
    (lambda z, a: a * (a - 1), SLOPE_SIGN),
    (lambda z, a: a * (1 + a), PLUS_FOR_MINUS),
)

N_MISSING = Mistake(
    "the 1/n of the outputs is missing",
    "The loss is a mean over the outputs, and the slope is that of their sum.",
    "which factor does the loss of this lesson have in front of its sum?",
)
N_TYPED_IN = Mistake(
    "the number of outputs is typed in",
    "It is a fixed number, and not every network here has so many outputs.",
    "which of the inputs knows how many outputs there are?",
)
N_MULTIPLIES = Mistake(
    "multiplied by the number of outputs",
    "n multiplies where it should divide.",
    "what should happen to one output's share of a mean when there are more outputs?",
)
N_TWICE = Mistake(
    "divided by the number of outputs twice",
    "The mean over the outputs is taken twice.",
    "where does 1/n stand in the equation, and how often does it come in your code?",
)
OTHER_N = Mistake(
    "another number than that of the outputs divides",
    "It is the size of another layer.",
    "over which units does the loss take its mean?",
)
OUTPUTS_SUMMED = Mistake(
    "the misses of all outputs are thrown together",
    "One number stands for all outputs, and each has a miss of its own.",
    "at which output does the error begin, and whose miss belongs there?",
)

# Steps "miss" and "dA": the slope of the loss by the outputs is 2 / n (A - Y). Both are as large as the step is.
WRONG_MISSES: tuple[Change, ...] = (
    (lambda right: -right, GRADIENT_SIGN),
    (lambda right: right**2, ERROR_SQUARED),
    (lambda right: right**2 / 2, ERROR_SQUARED),
    (lambda right: np.ones_like(right), ERROR_MISSING),
    (lambda right, y: right + y, TARGET_MISSING),
    (lambda right, y: right + 2 * y, ERROR_ADDED),
)
WRONG_FACTORS: tuple[Change, ...] = (
    (lambda right: right / 2, FACTOR_2_MISSING),
    (lambda right, n: right * n, N_MISSING),
    (lambda right, n: right * n**2, N_MULTIPLIES),
    (lambda right, n: right / n, N_TWICE),
    (lambda right, n: right * n / 3, N_TYPED_IN),
)
