"""Models of lesson 7's scores: softmax, and the cross-entropy behind it with its slope."""

from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    MORE_RETURNED,
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    SUM_FOR_MEAN,
    SWAPPED_RESULTS,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import ALL_SUMMED as ALL_SUMMED_TO_ONE
from helpers.mistakes.layers import (
    DIVIDED_TWICE,
    ENTRIES_FOR_M,
    ERROR_ADDED,
    ERROR_SQUARED,
    FIRST_SAMPLE,
    HALF,
    LAST_SAMPLE,
    MEAN_FOR_SUM,
    PER_SAMPLE,
    ROWS_FOR_M,
    TARGET_MISSING,
    ends,
)
from helpers.mistakes.leaky.back import Z_FOR_A
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.plain import OVERFLOW
from helpers.mistakes.shallow.cost import COST_SIGN, LOG_MISSING, OTHER_BASE, SQUARED_ERROR

ALONG_ROWS = Mistake(
    "taken along the wrong axis",
    "The maximum or the sum runs over the samples, and not over the classes.",
    "what belongs to one sample: a row or a column, and which axis runs along it?",
)
ALL_SUMMED = replace(
    ALL_SUMMED_TO_ONE,
    said="The samples are added too, and each column should have a sum of its own.",
)
MAXIMUM_DIVIDES = Mistake(
    "divided by the maximum, not shifted by it",
    "The gaps between the scores change, and with them the probabilities.",
    "which of the two leaves e^a / e^b as it is: a shift of both exponents, or a factor?",
)
SHIFT_ONCE = Mistake(
    "the maximum is subtracted in one place only",
    "Two parts of the formula belong to different scores: shifted ones and those that came in.",
    "where does the shift have to stand so that it cancels?",
)
EXPONENT_SIGN = Mistake(
    "the sign of the exponent is turned round",
    "The largest score gets the smallest probability.",
    "what should happen to a probability when its own score grows?",
)
EXP_MISSING = Mistake(
    "the exponential is missing",
    "The scores themselves are divided by their sum.",
    "what makes a negative score positive in equation (7.1)?",
)
NOT_NORMALISED = Mistake(
    "the division by the sum is missing",
    "The exponentials are there, and the columns do not add up to 1.",
    "what do your probabilities of one sample add up to?",
)
OTHER_DIVISOR = Mistake(
    "divided by something else than the sum",
    "The columns do not add up to 1.",
    "what stands below the line in equation (7.1), and what does yours add up to?",
)
SIGMOID_FOR_SOFTMAX = Mistake(
    "the sigmoid for softmax",
    "Each score is bent on its own, and the classes know nothing of each other.",
    "should a probability change when another class's score grows?",
)
LOG_RETURNED = Mistake(
    "the logarithms of the probabilities are returned",
    "They are negative, and no probability is.",
    "between which two numbers does a probability lie?",
)
HARD_MAXIMUM = Mistake(
    "the largest score takes all",
    "One class gets 1 and the others 0, whatever the distance is.",
    "what should two equal scores become?",
)

EPSILONS = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-300)


def powers_of(Z: Any) -> Any:
    """e to the power of each score, shifted so that the largest of a column is 1."""
    return np.exp(Z - np.max(Z, axis=0, keepdims=True))


def softmax_of(Z: Any) -> Any:
    """Probabilities from scores, in each column."""
    powers = powers_of(Z)
    return powers / np.sum(powers, axis=0, keepdims=True)


def _sigmoid(Z: Any) -> Any:
    return (1 + np.tanh(Z / 2)) / 2


SOFTMAX = Model(
    reference="digits.softmax",
    inputs=("Z",),
    steps={
        "top": lambda Z: np.max(Z, axis=0, keepdims=True),
        "shifted": lambda Z, top: Z - top,
        "powers": lambda shifted: np.exp(shifted),
        "below": lambda powers: powers,
        "total": lambda below: np.sum(below, axis=0, keepdims=True),
        "A": lambda powers, total: powers / total,
    },
    returns="A",
    faults=(
        *faults_of("top", (lambda Z: np.max(Z, axis=1, keepdims=True), ALONG_ROWS)),
        *faults_of(
            "shifted",
            (lambda Z: Z, OVERFLOW),
            (lambda Z: Z - np.min(Z, axis=0, keepdims=True), OVERFLOW),
            (lambda right: -right, EXPONENT_SIGN),
            (lambda Z, top: Z / top, MAXIMUM_DIVIDES),
        ),
        *faults_of(
            "powers",
            (lambda shifted: 2.0**shifted, OTHER_BASE),
            (lambda shifted: 10.0**shifted, OTHER_BASE),
            (lambda Z: Z, EXP_MISSING),
            (lambda shifted: shifted, EXP_MISSING),
        ),
        *faults_of(
            "below",
            (lambda Z: np.exp(Z), SHIFT_ONCE),
            (lambda Z: Z, OTHER_DIVISOR),
            (lambda shifted: shifted, OTHER_DIVISOR),
        ),
        *faults_of(
            "total",
            (lambda below: np.sum(below, axis=1, keepdims=True), ALONG_ROWS),
            (lambda below: np.sum(below), ALL_SUMMED),
            (lambda below: np.mean(below, axis=0, keepdims=True), MEAN_FOR_SUM),
            (lambda below: np.sqrt(np.sum(below**2, axis=0, keepdims=True)), OTHER_DIVISOR),
            (lambda below: len(below), OTHER_DIVISOR),
        ),
        *faults_of(
            "A",
            (lambda Z: np.exp(Z) / np.sum(powers_of(Z), axis=0), SHIFT_ONCE),
            (lambda powers: powers, NOT_NORMALISED),
            (lambda Z: np.exp(Z), NOT_NORMALISED),
            (lambda Z: softmax_of(Z.T).T, ALONG_ROWS),
            (lambda Z: np.exp(Z) / np.sum(np.exp(Z)), ALL_SUMMED),
            (lambda Z: np.exp(Z - np.max(Z)) / np.sum(np.exp(Z - np.max(Z))), ALL_SUMMED),
            (lambda Z: _sigmoid(Z), SIGMOID_FOR_SOFTMAX),
            (lambda right: np.log(right), LOG_RETURNED),
            (lambda Z: (np.max(Z, axis=0) == Z) * 1.0, HARD_MAXIMUM),
            (lambda right: right.T, TRANSPOSED),
            (lambda right: right[:, 0], FIRST_SAMPLE),
            (lambda right: right[:, :1], FIRST_SAMPLE),
        ),
        *ends("A"),
    ),
)

NOT_FINITE = Mistake(
    "not finite for large scores",
    "A power grows too large on the way, or a probability that is 0 goes into the logarithm.",
    "which line of yours holds a logarithm of a single probability, or a power of a score that is not shifted?",
)
EPSILON = Mistake(
    "a small number inside the logarithm",
    "The cost stays finite, and it is far too small where the right class has hardly any probability.",
    "what should be the loss of a class whose score is 2000 below the best, and what is it in yours?",
)
ALL_CLASSES = Mistake(
    "all classes count, not the right one alone",
    "The logarithm is taken for every class, whatever the target is.",
    "which factor in equation (7.3) switches the other classes off?",
)
BINARY = Mistake(
    "the cross-entropy of two classes",
    "Each class is judged as if it were a yes or no of its own.",
    "how many terms has the sum in (7.3) for one sample, and which of them is not 0?",
)
LOSSES_RETURNED = Mistake(
    "the losses are not averaged",
    "There is one loss for each sample where one number is asked for.",
    "what does equation (7.3) do with the losses of the samples?",
)
SCORE_MISSING = Mistake(
    "which class is right makes no difference to the cost",
    "The logarithm of the sum, or of the largest probability, stands alone.",
    "where does Y stand in your cost?",
)
LOG_SUM_MISSING = Mistake(
    "the logarithm of the sum is missing",
    "Only the score of the right class is there.",
    "how many terms has equation (7.4), and how many has your line?",
)
SLOPE_KEPT = Mistake(
    "a slope is multiplied that cancels",
    "A - Y holds the slope of softmax already.",
    "where in the derivation of (7.5) did the slope of softmax go?",
)
SLOPE_BY_A = Mistake(
    "the slope by the probabilities, not by the scores",
    "The way ends one step too early.",
    "by which letter does equation (7.5) differentiate?",
)
ONLY_SLOPE = Mistake(
    "the slope of softmax alone",
    "Which class is right makes no difference.",
    "of which function should dZ be the slope: of a probability, or of the loss?",
)


def losses_of(Z: Any, Y: Any) -> Any:
    """The loss of each sample, equation (7.4), shape (m,)."""
    top = np.max(Z, axis=0, keepdims=True)
    return np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0)


def _inside(size: float) -> Any:
    return lambda A, Y: -np.sum(Y * np.log(A + size), axis=0)


SOFTMAX_CROSS_ENTROPY = Model(
    reference="digits.softmax_cross_entropy",
    inputs=("Z", "Y"),
    steps={
        "top": lambda Z: np.max(Z, axis=0),
        "A": lambda Z: softmax_of(Z),
        "log_sum": lambda Z, top: top + np.log(np.sum(np.exp(Z - top), axis=0)),
        "chosen": lambda Z, Y: np.sum(Y * Z, axis=0),
        "losses": lambda Z, Y, log_sum, chosen: losses_of(Z, Y),
        "m": lambda Z: np.shape(Z)[1],
        "J": lambda losses, m: np.sum(losses) / m,
        "dZ": lambda A, Y: A - Y,
        "returned": lambda J, dZ: (J, dZ),
    },
    returns="returned",
    faults=(
        *faults_of(
            "losses",
            (lambda log_sum, chosen, top: log_sum - top - chosen, SHIFT_ONCE),
            (lambda log_sum, chosen, top: log_sum - chosen + top, SHIFT_ONCE),
            (lambda log_sum: log_sum, SCORE_MISSING),
            (lambda log_sum, top: log_sum - top, SCORE_MISSING),
            (lambda chosen: -chosen, LOG_SUM_MISSING),
            (lambda chosen, top: top - chosen, LOG_SUM_MISSING),
            (lambda right: -right, COST_SIGN),
            (lambda right: right / np.log(2), OTHER_BASE),
            (lambda right: right / np.log(10), OTHER_BASE),
            (lambda Z, Y: np.log(np.sum(np.exp(Z), axis=0)) - np.sum(Y * Z, axis=0), NOT_FINITE),
            (lambda A, Y: -np.sum(Y * np.log(A), axis=0), NOT_FINITE),
            *((_inside(size), EPSILON) for size in EPSILONS),
            (lambda Z, log_sum: -np.sum(Z - log_sum, axis=0), ALL_CLASSES),
            (lambda A, Y: -np.sum(Y * np.log(A + 1e-300) + (1 - Y) * np.log(1 - A + 1e-300), axis=0), BINARY),
            (lambda A: -np.log(np.max(A, axis=0)), SCORE_MISSING),
            (lambda A, Y: np.sum(Y * A, axis=0), LOG_MISSING),
            (lambda A, Y: -np.sum(Y * A, axis=0), LOG_MISSING),
            (lambda A, Y: 1 - np.sum(Y * A, axis=0), LOG_MISSING),
            (lambda A, Y: np.sum((A - Y) ** 2, axis=0), SQUARED_ERROR),
            (lambda A, Y: np.sum((A - Y) ** 2, axis=0) / 2, SQUARED_ERROR),
        ),
        *faults_of(
            "m",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda right: right**2, DIVIDED_TWICE),
            (lambda Z: len(Z), ROWS_FOR_M),
            (lambda Z: np.size(Z), ENTRIES_FOR_M),
            (lambda right: 2 * right, HALF),
        ),
        *faults_of(
            "J",
            (lambda losses: losses, LOSSES_RETURNED),
            (lambda losses: losses[None], LOSSES_RETURNED),
            (lambda losses: losses[0], FIRST_SAMPLE),
            (lambda losses: losses[-1], LAST_SAMPLE),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
            (lambda right: np.array([[right]]), EXTRA_BRACKETS),
        ),
        *faults_of(
            "dZ",
            (lambda A: A, TARGET_MISSING),
            (lambda A, Y: A + Y, ERROR_ADDED),
            (lambda Z, Y: Z - Y, Z_FOR_A),
            (lambda right: right**2, ERROR_SQUARED),
            (lambda A, right: right * A * (1 - A), SLOPE_KEPT),
            (lambda A, right: right * A, SLOPE_KEPT),
            (lambda A: A * (1 - A), ONLY_SLOPE),
            (lambda A, Y: -Y / A, SLOPE_BY_A),
            *PER_SAMPLE,
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda J: J, NOT_ALL_RETURNED),
            (lambda dZ: dZ, NOT_ALL_RETURNED),
            (lambda J, dZ, A: (J, dZ, A), MORE_RETURNED),
            (lambda J, dZ, A: (J, A, dZ), MORE_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
