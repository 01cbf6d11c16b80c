"""Models of lesson 3: do hidden units become different, and what are they worth without activations?"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, SWAPPED_RESULTS, TRANSPOSED, faults_of
from helpers.mistakes.layers import AXIS_LOST, ELEMENTWISE
from helpers.mistakes.model import Mistake, Model
from helpers.reference.shallow import backward, forward, train

ABS_MISSING = Mistake(
    "the size is not taken of each entry",
    "An entry that is far below 0 counts as small.",
    "which of -5 and 2 has the larger size?",
)
OTHER_THAN_LARGEST = Mistake(
    "not the largest",
    "Of the numbers that are compared, another one than the largest is returned.",
    "which one of them does the text under `def` ask for?",
)
NOT_ONE_NUMBER = Mistake(
    "an array, not one number",
    "Nothing was done yet to make one number of many.",
    "how many numbers does the text under `def` ask for?",
)
GRADIENT_AFTER = Mistake(
    "the gradient after the training",
    "dW1 is that of the last parameters.",
    "at which moment is dW1 asked for?",
)
SPREAD_BEFORE = Mistake(
    "the spread before the training",
    "The rows are those of the start.",
    "at which moment is the spread asked for?",
)
OTHER_GRADIENT = Mistake(
    "the size of another gradient",
    "It is not dW1 that is measured.",
    "of which of the gradients is the size asked for?",
)
OTHER_SPREAD = Mistake(
    "another measure of spread",
    "It is a standard deviation, or only one end of the range.",
    "what do you do with the largest and the smallest entry of each column?",
)
ENDS_SWAPPED = Mistake(
    "smallest minus largest",
    "The spread is negative.",
    "which of the two ends of a range is the larger one?",
)
WHOLE_RANGE = Mistake(
    "the columns are thrown together",
    "The largest entry of one column meets the smallest of another.",
    "do equal rows make all entries equal?",
)
ROW_RANGES = Mistake(
    "the range of each row, not of each column",
    "The weights of one unit are compared with each other.",
    "in which direction do you go through W1 to come from one unit to the next?",
)
ZEROS = Mistake(
    "0 for every start",
    "Nothing that was handed over makes a difference.",
    "is the gradient 0 for every start, or for some only?",
)
OTHER_WEIGHTS = Mistake(
    "the spread of another parameter",
    "It is not W1 whose rows are compared.",
    "of which of the parameters is the spread asked for?",
)


def _spread_fault(measure: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda after: measure(after["W1"])


def _range(array: Any, axis: int) -> Any:
    return np.max(array, axis=axis) - np.min(array, axis=axis)


SYMMETRY = Model(
    reference="shallow.symmetry",
    inputs=("params", "X", "Y", "eta", "steps"),
    steps={
        "grads": lambda params, X, Y: backward(params, forward(params, X), X, Y),
        "after": lambda params, X, Y, eta, steps: train(params, X, Y, eta, steps)[0],
        "first": lambda grads: grads["dW1"],
        "ranges": lambda after: _range(after["W1"], 0),
        "spread": lambda ranges: np.max(ranges),
        "largest": lambda first: np.max(np.abs(first)),
        "returned": lambda spread, largest: (spread, largest),
    },
    returns="returned",
    faults=(
        *faults_of(
            "first",
            (lambda after, X, Y: backward(after, forward(after, X), X, Y)["dW1"], GRADIENT_AFTER),
            (lambda grads: grads["dW2"], OTHER_GRADIENT),
            (lambda grads: grads["db1"], OTHER_GRADIENT),
            (lambda grads: grads["dZ1"], OTHER_GRADIENT),
        ),
        *faults_of(
            "spread",
            (_spread_fault(lambda W1: np.max(_range(W1, 1))), ROW_RANGES),
            (_spread_fault(lambda W1: np.ptp(W1)), WHOLE_RANGE),
            (_spread_fault(lambda W1: np.max(np.std(W1, axis=0))), OTHER_SPREAD),
            (_spread_fault(lambda W1: np.std(W1)), OTHER_SPREAD),
            (_spread_fault(lambda W1: np.max(W1)), OTHER_SPREAD),
            (_spread_fault(lambda W1: np.max(np.abs(W1))), OTHER_SPREAD),
            (_spread_fault(lambda W1: np.max(np.max(W1, axis=0) + np.min(W1, axis=0))), OTHER_SPREAD),
            (lambda right: -right, ENDS_SWAPPED),
            (_spread_fault(lambda W1: -np.min(_range(W1, 0))), ENDS_SWAPPED),
            (lambda ranges: np.min(ranges), OTHER_THAN_LARGEST),
            (lambda ranges: np.mean(ranges), OTHER_THAN_LARGEST),
            (lambda ranges: np.sum(ranges), OTHER_THAN_LARGEST),
            (lambda ranges: ranges, NOT_ONE_NUMBER),
            (lambda params: np.max(_range(params["W1"], 0)), SPREAD_BEFORE),
            (lambda after: np.max(_range(after["W2"], 1)), OTHER_WEIGHTS),
        ),
        *faults_of(
            "largest",
            (lambda first: np.max(first), ABS_MISSING),
            (lambda first: np.abs(np.max(first)), ABS_MISSING),
            (lambda first: np.abs(np.min(first)), ABS_MISSING),
            (lambda first: np.min(np.abs(first)), OTHER_THAN_LARGEST),
            (lambda first: np.mean(np.abs(first)), OTHER_THAN_LARGEST),
            (lambda first: np.sum(np.abs(first)), OTHER_THAN_LARGEST),
            (lambda first: np.linalg.norm(first), OTHER_THAN_LARGEST),
            (lambda first: np.abs(first), NOT_ONE_NUMBER),
            (lambda first: first, NOT_ONE_NUMBER),
        ),
        *faults_of(
            "returned",
            (lambda: (0.0, 0.0), ZEROS),
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

ONE_MATRIX_ONLY = Mistake(
    "only one of the two matrices is there",
    "W' is the matrix of one layer.",
    "through how many matrices does X go?",
)
B1_MISSING = Mistake(
    "the first bias is missing",
    "b1 makes no difference.",
    "what becomes of b1 when you multiply the bracket out?",
)
B2_MISSING = Mistake(
    "the second bias is missing",
    "b2 makes no difference.",
    "what is added after the bracket has been multiplied out?",
)
B1_STRAIGHT = Mistake(
    "the first bias does not go through W2",
    "b1 is added as it is.",
    "what stands in front of the bracket that b1 is in?",
)
B2_THROUGH = Mistake(
    "the second bias goes through W2 too",
    "b2 is multiplied by W2, and it is added after that product.",
    "which of the two biases is inside the bracket?",
)
BIAS_SIGN = Mistake(
    "a bias is subtracted",
    "One of the two biases has the wrong sign.",
    "which signs stand before the biases in the two lines that you put together?",
)
BIAS_IN_MATRIX = Mistake(
    "a bias is in W'",
    "What stands in front of X holds something that does not.",
    "which terms hold X when you have multiplied out?",
)

ALL_PRODUCTS = Mistake(
    "every entry of W2 times every entry of b1",
    "No sum is left: `*` makes a square of a row and a column, and so does @ with the column in front.",
    "which shapes have W2 and b1, and which shape should their product have?",
)

COLLAPSE = Model(
    reference="shallow.collapse",
    inputs=("params",),
    steps={
        "W": lambda params: params["W2"] @ params["W1"],
        "through": lambda params: params["W2"] @ params["b1"],
        "b": lambda params, through: through + params["b2"],
        "returned": lambda W, b: (W, b),
    },
    returns="returned",
    faults=(
        *faults_of(
            "W",
            (lambda params: params["W2"].T * params["W1"], ELEMENTWISE),
            (lambda right: right.T, TRANSPOSED),
            (lambda right: np.ravel(right), AXIS_LOST),
            (lambda params, right: right + params["b2"], BIAS_IN_MATRIX),
            (lambda params: params["W1"], ONE_MATRIX_ONLY),
            (lambda params: params["W2"], ONE_MATRIX_ONLY),
        ),
        *faults_of(
            "through",
            (lambda params: params["b1"], B1_STRAIGHT),
            (lambda params: params["W2"].T * params["b1"], ELEMENTWISE),
            (lambda params: params["W2"] * params["b1"], ALL_PRODUCTS),
            (lambda right: -right, BIAS_SIGN),
        ),
        *faults_of(
            "b",
            (lambda through: through, B2_MISSING),
            (lambda params: params["b2"], B1_MISSING),
            (lambda params, through: through - params["b2"], BIAS_SIGN),
            (lambda params: params["W2"] @ (params["b1"] + params["b2"]), B2_THROUGH),
            (lambda right: right.T, TRANSPOSED),
            (lambda right: np.ravel(right), AXIS_LOST),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
