"""Models of lesson 3's errors on their way back: through the weights (dA1), and through tanh (dZ1)."""

import numpy as np

from helpers.mistakes.common import faults_of
from helpers.mistakes.layers import (
    EARLY_MEAN,
    ERROR_MISSING,
    MATRIX_FOR_ELEMENTWISE,
    ONE_OUTPUT,
    PER_SAMPLE,
    WRONG_AXIS,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.reference.activations import sigmoid

NOT_MULTIPLIED = Mistake(
    "the weights are missing",
    "The error goes back as if each weight were 1.",
    "by how much does Z2 move when A1 moves by a little?",
)

# Five is the number of samples in the lesson's example.
_PER_SAMPLE = (*PER_SAMPLE, (lambda right: right / 5, EARLY_MEAN))

DA1 = Model(
    reference="shallow.dA1",
    inputs=("W2", "dZ2"),
    steps={"turned": lambda W2: np.transpose(W2), "dA1": lambda turned, dZ2: turned @ dZ2},
    returns="dA1",
    faults=(
        *faults_of(
            "dA1",
            (lambda turned, dZ2: turned[:, :1] @ dZ2[:1], ONE_OUTPUT),
            (lambda W2, dZ2: np.outer(W2, dZ2), ONE_OUTPUT),
            (lambda W2, dZ2: np.sum(W2) * dZ2, WRONG_AXIS),
            (lambda turned: turned, ERROR_MISSING),
            (lambda dZ2: np.asarray(dZ2), NOT_MULTIPLIED),
            (lambda right, dZ2: np.broadcast_to(np.sum(dZ2, axis=0), right.shape), NOT_MULTIPLIED),
        ),
        *faults_of("dA1", *_PER_SAMPLE),
        *ends("dA1"),
    ),
)

TANH_PRIME_MISSING = Mistake(
    "the slope of tanh is missing",
    "The nudge of Z1 is passed on as if A1 moved just as much.",
    "how many arrows lead from Z1 to A1, and how many factors do you have?",
)
TANH_PRIME_OF_A = Mistake(
    "tanh' is taken of A1, not of Z1",
    "What stands in the slope went through the tanh once too often.",
    "how often does your line send Z1 through the tanh?",
)
TANH_LEFT_OUT = Mistake(
    "the tanh is left out of its slope",
    "Z1 stands where A1 should stand.",
    "is the a in 1 - a^2 the value before or after the tanh?",
)
TANH_PRIME_TWICE = Mistake(
    "the slope of tanh is there twice",
    "One arrow counts twice.",
    "how many arrows lead from Z1 to A1, and how many factors do you have?",
)
SIGMOID_SLOPE = Mistake(
    "the slope of the sigmoid for that of tanh",
    "a times 1 - a belongs to another S-curve.",
    "of which curve is a (1 - a) the slope?",
)
OTHER_SLOPE = Mistake(
    "the slope of another activation",
    "It is the slope of ReLU or leaky ReLU.",
    "which activation has this network's hidden layer?",
)
SQUARE_MISSING = Mistake(
    "the square is missing in the slope of tanh",
    "The slope is 1 - a where it should be 1 minus a square.",
    "how steep is tanh far to the left, and what does yours say there?",
)
SQUARE_MISPLACED = Mistake(
    "the square is at the wrong place in the slope of tanh",
    "Something else than the value of tanh is squared.",
    "what exactly is squared in the last line of the derivation of tanh?",
)
ONE_MINUS_MISSING = Mistake(
    "1 minus is missing in the slope of tanh",
    "The slope is 0 at 0, where tanh is steepest.",
    "how steep is tanh at 0, and what does yours say there?",
)
PLUS_IN_SLOPE = Mistake(
    "1 + a^2 for 1 - a^2",
    "The slope grows where it should vanish.",
    "how steep is tanh far out, and what does yours say there?",
)
VALUE_FOR_SLOPE = Mistake(
    "the value of tanh for its slope",
    "The error is multiplied by A1.",
    "which of the two values that `activations` returns do you use?",
)
BRACKETS_OF_SLOPE = Mistake(
    "the brackets around 1 - a^2 are missing",
    "Only the 1 is multiplied, and the square is taken away afterwards.",
    "what does Python do first in d * 1 - s?",
)
ADDED_SLOPES = Mistake(
    "the slopes are added",
    "Stretching several times in a row is multiplying.",
    "a nudge is stretched by 2 and then by 3: how large is it?",
)

DZ1 = Model(
    reference="shallow.dZ1",
    inputs=("dA1", "Z1"),
    steps={
        "a": lambda Z1: np.tanh(Z1),
        "square": lambda a: a**2,
        "slope": lambda square: 1 - square,
        "dZ1": lambda dA1, slope: dA1 * slope,
    },
    returns="dZ1",
    faults=(
        *faults_of(
            "square",
            (lambda a: a, SQUARE_MISSING),
            (lambda Z1: Z1**2, TANH_LEFT_OUT),
            (lambda Z1: np.tanh(Z1**2), SQUARE_MISPLACED),
            (lambda a: np.tanh(a) ** 2, TANH_PRIME_OF_A),
            (lambda right: -right, PLUS_IN_SLOPE),
        ),
        *faults_of(
            "slope",
            (lambda right: np.ones_like(right), TANH_PRIME_MISSING),
            (lambda square: square, ONE_MINUS_MISSING),
            (lambda a: (1 - a) ** 2, SQUARE_MISPLACED),
            (lambda a: a, VALUE_FOR_SLOPE),
            (lambda right: right**2, TANH_PRIME_TWICE),
            (lambda Z1: sigmoid.slope(Z1), SIGMOID_SLOPE),
            (lambda a: a * (1 - a), SIGMOID_SLOPE),
            (lambda Z1: Z1 * (1 - Z1), SIGMOID_SLOPE),
            (lambda Z1: np.where(Z1 > 0, 1.0, 0.0), OTHER_SLOPE),
            (lambda Z1: np.where(Z1 > 0, 1.0, 0.01), OTHER_SLOPE),
        ),
        *faults_of(
            "dZ1",
            (lambda slope: slope, ERROR_MISSING),
            (lambda dA1, slope: dA1 + slope, ADDED_SLOPES),
            (lambda dA1, square: dA1 - square, BRACKETS_OF_SLOPE),
            (lambda dA1, slope: dA1 @ slope.T, MATRIX_FOR_ELEMENTWISE),
            (lambda dA1, slope: dA1.T @ slope, MATRIX_FOR_ELEMENTWISE),
            (lambda dA1, slope: slope @ dA1.T, MATRIX_FOR_ELEMENTWISE),
            (lambda dA1, slope: slope.T @ dA1, MATRIX_FOR_ELEMENTWISE),
        ),
        *faults_of("dZ1", *_PER_SAMPLE),
        *ends("dZ1"),
    ),
)
