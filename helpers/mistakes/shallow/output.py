"""Models of lesson 3 at the output: the cost, and its slopes dA2 and dZ2."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    BRACKETS_BELOW,
    EXTRA_BRACKETS,
    NOT_DIFFERENTIATED,
    SUM_FOR_MEAN,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import (
    DIVIDED_TWICE,
    EARLY_MEAN,
    ERROR_ADDED,
    EXTRA_TWO,
    GRADIENT_SIGN,
    HALF,
    M_TYPED_IN,
    MULTIPLIED_BY_M,
    NOT_SUMMED,
    SAMPLES_SUMMED,
    SIGMA_PRIME_MISSING,
    SIGMA_PRIME_OF_A,
    TARGET_MISSING,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.reference.activations import sigmoid

COST_SIGN = Mistake(
    "the minus sign of the cost is missing",
    "The cost is negative, and it falls when the predictions get worse.",
    "which sign has the logarithm of a probability?",
)
MINUS_OF_ONE = Mistake(
    "the minus sign belongs to one term only",
    "One of the two terms counts with the wrong sign.",
    "how far do the square brackets of the equation reach, and how far do yours?",
)
ONE_TERM = Mistake(
    "one of the two terms is missing",
    "The samples of one class make no difference.",
    "what does your formula say where the target is 0, and what where it is 1?",
)
SWITCH_MISSING = Mistake(
    "a factor that switches a term off is missing",
    "A term counts for both classes, and it belongs to one of them.",
    "which factor in front of each logarithm is 0 for the other class?",
)
OTHER_BASE = Mistake(
    "another base than e",
    "The logarithm is not the natural one.",
    "which function of NumPy is the natural logarithm, and which one do you use?",
)
ONE_OUTSIDE = Mistake(
    "the 1 stands outside of the logarithm",
    "1 minus a logarithm is not the logarithm of 1 minus something.",
    "which of your brackets closes too early?",
)
MOVED_TOO_FAR = Mistake(
    "the predictions are moved too far",
    "Predictions that are neither 0 nor 1 are changed too.",
    "how small can a prediction be in earnest, and how small is the number in your line?",
)
ROLES_SWAPPED = Mistake(
    "predictions and targets have each other's place",
    "The logarithm is taken of the targets.",
    "of which of the two is the logarithm taken in the equation?",
)
SQUARED_ERROR = Mistake(
    "the squared error for the cross-entropy",
    "It is another loss, without logarithms.",
    "which loss does this lesson use?",
)


def _moved(size: float) -> Callable[..., Any]:
    return lambda A2: np.clip(A2, size, 1 - size)


def _added(size: float) -> Callable[..., Any]:
    return lambda A2, Y: Y * np.log(A2 + size) + (1 - Y) * np.log(1 - A2 + size)


def _mixed(first: Any, second: Any) -> Any:
    inside = np.clip(second, 1e-15, 1 - 1e-15)
    return first * np.log(inside) + (1 - first) * np.log(1 - inside)


COST = Model(
    reference="shallow.cost",
    inputs=("A2", "Y"),
    steps={
        "one": lambda A2: np.clip(A2, 1e-15, 1 - 1e-15),
        "zero": lambda one: 1 - one,
        "log_one": lambda one: np.log(one),
        "log_zero": lambda zero: np.log(zero),
        "term_one": lambda Y, log_one: Y * log_one,
        "term_zero": lambda Y, log_zero: (1 - Y) * log_zero,
        "terms": lambda term_one, term_zero: term_one + term_zero,
        "total": lambda terms: np.sum(terms),
        "m": lambda Y: np.shape(Y)[1],
        "J": lambda total, m: -total / m,
    },
    returns="J",
    faults=(
        *faults_of("one", *((_moved(10.0**power), MOVED_TOO_FAR) for power in range(-9, 0))),
        *faults_of("log_zero", (lambda one: 1 - np.log(one), ONE_OUTSIDE)),
        *faults_of("terms", *((_added(10.0**power), MOVED_TOO_FAR) for power in range(-12, 0))),
        *faults_of(
            "terms",
            (lambda term_one, term_zero: term_one - term_zero, MINUS_OF_ONE),
            (lambda term_one, term_zero: term_zero - term_one, MINUS_OF_ONE),
            (lambda term_one: term_one, ONE_TERM),
            (lambda term_zero: term_zero, ONE_TERM),
            (lambda term_one, log_zero: term_one + log_zero, SWITCH_MISSING),
            (lambda log_one, term_zero: log_one + term_zero, SWITCH_MISSING),
            (lambda log_one, log_zero: log_one + log_zero, SWITCH_MISSING),
            (lambda log_one: log_one, SWITCH_MISSING),
            (lambda Y, log_one, log_zero: Y * log_one + Y * log_zero, SWITCH_MISSING),
            (lambda right: right / np.log(2), OTHER_BASE),
            (lambda right: right / np.log(10), OTHER_BASE),
            (lambda A2, Y: _mixed(A2, Y), ROLES_SWAPPED),
            (lambda A2, Y: -((A2 - Y) ** 2), SQUARED_ERROR),
            (lambda A2, Y: -((A2 - Y) ** 2) / 2, SQUARED_ERROR),
        ),
        *faults_of(
            "m",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda right: right * right, DIVIDED_TWICE),
            (lambda right: 1 / right, MULTIPLIED_BY_M),
            (lambda: 5, M_TYPED_IN),
        ),
        *faults_of(
            "J",
            (lambda right: right / 2, HALF),
            (lambda right: -right, COST_SIGN),
            (lambda terms, m: -terms / m, NOT_SUMMED),
            (lambda terms: -terms, NOT_SUMMED),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
            (lambda right: np.array([[right]]), EXTRA_BRACKETS),
        ),
        *ends("J", 1, 2, 3),
    ),
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
            (lambda right: np.abs(right), SAME_SIGN),
            (lambda right: -np.abs(right), SAME_SIGN),
            (lambda A2, Y: Y / A2, ONE_TERM),
            (lambda A2, Y: -Y / A2, ONE_TERM),
            (lambda Y, other: (1 - Y) / other, ONE_TERM),
            (lambda Y, other: (Y - 1) / other, ONE_TERM),
            (lambda A2, other: 1 / other - 1 / A2, SWITCH_MISSING),
            (lambda A2, Y, other: 1 / other - Y / A2, SWITCH_MISSING),
            (lambda A2, Y, other: Y / other - Y / A2, SWITCH_MISSING),
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
