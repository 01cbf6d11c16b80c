"""Model of lesson 3's cost, and the mistakes with its two terms."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    faults_of,
)
from helpers.mistakes.layers import (
    DIVIDED_TWICE,
    HALF,
    M_TYPED_IN,
    MULTIPLIED_BY_M,
    NOT_SUMMED,
    ends,
)
from helpers.mistakes.model import Mistake, Model

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
# Y log A + (1 - Y) log A is log A: whether a factor or a "1 -" was left out cannot be seen.
SAME_LOG = Mistake(
    "the same logarithm counts for both classes",
    "One of the two logarithms counts whatever the target is, and the other never.",
    "what should a prediction of 0.9 cost where the target is 1, what where it is 0, and what does yours say?",
)
ONE_MINUS_Y = Mistake(
    "1 minus is missing before a target",
    "Both terms count for the same class.",
    "which of the two terms should be 0 where the target is 1?",
)
NOT_BY_M = Mistake(
    "not divided by the number of samples",
    "The result grows with the number of samples: nothing divides it, or another number does.",
    "what would happen to your result if every sample were there twice?",
)
LOG_MISSING = Mistake(
    "a logarithm is missing",
    "A probability, or a 1, stands where the logarithm of a probability should stand.",
    "how many logarithms has equation (3.6), and how many has your line?",
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
# These two are told by what becomes of predictions of exactly 0 and 1, not by the model.
LOG_OF_ZERO = Mistake(
    "the logarithm of 0 is taken",
    "For predictions of exactly 0 and 1 the cost is no finite number.",
    "what does log(0) give, and what 0 times that?",
)
RESULT_MENDED = Mistake(
    "the result is mended, not the predictions",
    "An infinite cost is replaced, and so being sure and wrong costs nothing.",
    "what should a network pay that is sure and wrong?",
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
            (lambda log_one: log_one, SAME_LOG),
            (lambda log_zero: log_zero, SAME_LOG),
            (lambda Y, log_one, log_zero: Y * log_one + Y * log_zero, ONE_MINUS_Y),
            (lambda Y, log_one, log_zero: (1 - Y) * (log_one + log_zero), ONE_MINUS_Y),
            (lambda Y, term_one: term_one + (1 - Y), LOG_MISSING),
            (lambda Y, term_zero: Y + term_zero, LOG_MISSING),
            (lambda Y, term_one, zero: term_one + (1 - Y) * zero, LOG_MISSING),
            (lambda Y, one, zero: Y * one + (1 - Y) * zero, LOG_MISSING),
            (lambda right: right / np.log(2), OTHER_BASE),
            (lambda right: right / np.log(10), OTHER_BASE),
            (lambda A2, Y: _mixed(A2, Y), ROLES_SWAPPED),
            (lambda A2, Y: -((A2 - Y) ** 2), SQUARED_ERROR),
            (lambda A2, Y: -((A2 - Y) ** 2) / 2, SQUARED_ERROR),
        ),
        *faults_of(
            "m",
            (lambda: 1, NOT_BY_M),
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
