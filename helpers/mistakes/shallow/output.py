"""Models of lesson 3 at the output: the slopes dA2 and dZ2 of the cost."""

from typing import Any

import numpy as np

from helpers.mistakes.common import (
    BRACKETS_BELOW,
    NOT_DIFFERENTIATED,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import (
    EARLY_MEAN,
    ERROR_ADDED,
    EXTRA_TWO,
    GRADIENT_SIGN,
    HALF,
    SAMPLES_SUMMED,
    SIGMA_PRIME_MISSING,
    SIGMA_PRIME_OF_A,
    TARGET_MISSING,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow.cost import ONE_MINUS_Y, ONE_TERM, SQUARED_ERROR, SWITCH_MISSING
from helpers.reference.activations import sigmoid

TO_CLASS = Mistake(
    "the prediction is rounded to a class",
    "Whether the network was sure or not makes no difference.",
    "is a prediction of 0.51 as wrong as one of 0.99 where the target is 0?",
)
DENOMINATOR_MISSING = Mistake(
    "the denominator is missing",
    "The distance from the target stands alone.",
    "how steep is the logarithm near 0, and does your result know?",
)
ONE_FACTOR_BELOW = Mistake(
    "one factor of the denominator is missing",
    "The slope grows near one end only, and it should grow near both.",
    "what is the common denominator of the two fractions?",
)
MULTIPLIED_FOR_DIVIDED = Mistake(
    "multiplied where it should be divided",
    "What belongs below the line stands above it.",
    "is the slope large or small where the network is sure and wrong?",
)
ZERO_BELOW = Mistake(
    "the denominator is 0",
    "What stands below the line is 0 whatever the prediction is.",
    "what does your denominator give for a prediction of 0.3?",
)
OTHER_DENOMINATOR = Mistake(
    "another denominator",
    "Below the line stands neither a - a^2 nor anything equal to it.",
    "what is the common denominator of the two fractions?",
)
ROLES_SWAPPED = Mistake(
    "predictions and targets have each other's place",
    "The targets stand where the predictions should be, and the other way round.",
    "in which order does the function take the two, and in which do you use them?",
)
SAME_SIGN = Mistake(
    "the same sign for both targets",
    "The slope does not say whether the prediction is too large or too small.",
    "which way should a prediction go where the target is 1, and which way where it is 0?",
)
SIGMA_PRIME_KEPT = Mistake(
    "sigma' is kept though it cancels",
    "The slope of the sigmoid stands in the result, as with the squared error.",
    "what do the slope of the sigmoid and the denominator of dA2 do together?",
)
SQUARE_TAKEN = Mistake(
    "the error is squared",
    "The result has no sign any more, and small errors are smaller than they should be.",
    "of which loss is this the value or the slope, and is it the one of this lesson?",
)

_TOO_EARLY = (
    (lambda right: right / np.shape(right)[1], EARLY_MEAN),
    (lambda right: right / 5, EARLY_MEAN),
    (lambda right: np.sum(right, axis=1, keepdims=True), SAMPLES_SUMMED),
    (lambda right: np.mean(right, axis=1, keepdims=True), SAMPLES_SUMMED),
    (lambda right: np.sum(right), SAMPLES_SUMMED),
    (lambda right: np.mean(right), SAMPLES_SUMMED),
    (lambda right: right.T, TRANSPOSED),
)

DA2 = Model(
    reference="shallow.dA2",
    inputs=("A2", "Y"),
    steps={
        "error": lambda A2, Y: np.asarray(A2) - Y,
        "other": lambda A2: 1 - np.asarray(A2),
        "below": lambda A2, other: A2 * other,
        "dA2": lambda error, below: error / below,
    },
    returns="dA2",
    faults=(
        *faults_of(
            "error",
            (lambda A2: A2, TARGET_MISSING),
            (lambda A2, Y: A2 + Y, ERROR_ADDED),
            (lambda A2, Y: np.round(A2) - Y, TO_CLASS),
            (lambda right: right**2, SQUARE_TAKEN),
        ),
        *faults_of(
            "below",
            (lambda: 1.0, DENOMINATOR_MISSING),
            (lambda A2: A2, ONE_FACTOR_BELOW),
            (lambda other: other, ONE_FACTOR_BELOW),
            (lambda A2: A2 * (1 + A2), OTHER_DENOMINATOR),
            (lambda A2: 1 - A2**2, OTHER_DENOMINATOR),
            (lambda A2: A2**2, OTHER_DENOMINATOR),
            (lambda other: other**2, OTHER_DENOMINATOR),
            (lambda A2: A2 * 1 - A2, ZERO_BELOW),
            (lambda Y: Y * (1 - Y), ZERO_BELOW),
        ),
        *faults_of(
            "dA2",
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: right / 2, HALF),
            (lambda error, A2, other: error / A2 * other, BRACKETS_BELOW),
            (lambda error, below: error * below, MULTIPLIED_FOR_DIVIDED),
            (lambda A2, Y: (Y - A2) / (Y * (1 - Y)), ROLES_SWAPPED),
            (lambda right: np.abs(right), SAME_SIGN),
            (lambda right: -np.abs(right), SAME_SIGN),
            (lambda A2, Y: Y / A2, ONE_TERM),
            (lambda A2, Y: -Y / A2, ONE_TERM),
            (lambda Y, other: (1 - Y) / other, ONE_TERM),
            (lambda Y, other: (Y - 1) / other, ONE_TERM),
            (lambda A2, other: 1 / other - 1 / A2, SWITCH_MISSING),
            (lambda A2, Y, other: 1 / other - Y / A2, SWITCH_MISSING),
            (lambda A2, Y, other: Y / other - Y / A2, ONE_MINUS_Y),
            (lambda A2, Y, other: Y * np.log(A2) + (1 - Y) * np.log(other), NOT_DIFFERENTIATED),
            (lambda A2, Y, other: -Y * np.log(A2) - (1 - Y) * np.log(other), NOT_DIFFERENTIATED),
            (lambda A2, Y: 2 * (A2 - Y), SQUARED_ERROR),
        ),
        *faults_of("dA2", *_TOO_EARLY),
        *ends("dA2", 1, 2, 3),
    ),
)

DZ2 = Model(
    reference="shallow.dZ2",
    inputs=("A2", "Y"),
    steps={
        "error": lambda A2, Y: np.asarray(A2) - Y,
        "slope": lambda A2: A2 * (1 - np.asarray(A2)),
        "dZ2": lambda error: error,
    },
    returns="dZ2",
    faults=(
        *faults_of(
            "error",
            (lambda A2: A2, TARGET_MISSING),
            (lambda A2, Y: A2 + Y, ERROR_ADDED),
            (lambda A2, Y: np.round(A2) - Y, TO_CLASS),
        ),
        *faults_of(
            "dZ2",
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: right / 2, HALF),
            (lambda right: right**2, SQUARE_TAKEN),
            (lambda error, slope: error * slope, SIGMA_PRIME_KEPT),
            (lambda error, slope: error / slope, SIGMA_PRIME_MISSING),
            (lambda error, slope, A2: error / slope * _sigma_prime(A2), SIGMA_PRIME_OF_A),
            (lambda error, A2: error * _sigma_prime(A2), SIGMA_PRIME_OF_A),
            (lambda right: np.abs(right), SAME_SIGN),
            (lambda right: -np.abs(right), SAME_SIGN),
            (lambda A2, Y: -Y * (1 - A2), ONE_TERM),
            (lambda A2, Y: (1 - Y) * A2, ONE_TERM),
        ),
        *faults_of("dZ2", *_TOO_EARLY),
        *ends("dZ2"),
    ),
)


def _sigma_prime(z: Any) -> Any:
    return sigmoid.slope(z)
