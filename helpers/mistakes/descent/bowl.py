"""Models of lesson 1's bowl: its gradient, and the walk on it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    EXTRA_BRACKETS,
    FACTOR_2_MISSING,
    FACTOR_2_TWICE,
    NOT_DIFFERENTIATED,
    NOTHING_RETURNED,
    SIGN,
    SLOPE_OF_START,
    STRUNG_TOGETHER,
    TRANSPOSED,
    TRUNCATED,
    faults_of,
)
from helpers.mistakes.descent.curve import POWER_NOT_LOWERED, SLOPE_SIGN
from helpers.mistakes.descent.step import OLD_PLACE_MISSING
from helpers.mistakes.descent.walk import WALK_FAULTS, walk
from helpers.mistakes.model import Fault, Mistake, Model

COEFFICIENTS_MIXED = Mistake(
    "a and b are mixed up",
    "A slope carries the coefficient of the other variable.",
    "which coefficient stands beside x in the bowl, and which beside y?",
)
VARIABLES_MIXED = Mistake(
    "x and y are mixed up",
    "A slope carries the other variable.",
    "which term of the bowl holds the variable that you differentiate by?",
)
ENTRIES_SWAPPED = Mistake(
    "the two entries are swapped",
    "The one for y stands first.",
    "which variable comes first?",
)
ONE_FOR_BOTH = Mistake(
    "the same slope stands in both places",
    "The two entries are equal, and the bowl is not equally steep along x and along y.",
    "did you change everything that needed it when you copied the first slope?",
)
COEFFICIENT_MISSING = Mistake(
    "a and b are missing",
    "A slope does not depend on how narrow the bowl is.",
    "what becomes of a constant factor when you differentiate?",
)
COEFFICIENT_SQUARED = Mistake(
    "a and b are squared",
    "The coefficient was put into the square.",
    "is it the square of ax that stands in the bowl, or a times the square of x?",
)
OTHER_TERM_KEPT = Mistake(
    "the other variable's term is kept",
    "A term that does not change with the variable stands in its slope.",
    "what does the term with y do while only x moves?",
)
SLOPES_ADDED = Mistake(
    "the two slopes are added",
    "The slope along x and the slope along y are put together.",
    "by how many variables do you differentiate, and how many slopes are there?",
)
SIGN_OF_ONE = Mistake(
    "the sign of one entry is turned round",
    "One entry is right, and the other is minus what it should be.",
    "is there anything in which x and y differ here?",
)

UNIT_GRADIENT = Mistake(
    "the gradient is divided by its length",
    "How steep the bowl is can no longer be seen in it.",
    "should the gradient be longer where the bowl is steeper?",
)

# The gradient as two slopes; for models with the steps two, along_x, along_y, gradient and the inputs a, b.
GRADIENT_STEPS: dict[str, Callable[..., Any]] = {
    "two": lambda: 2.0,
    "along_x": lambda two, a: lambda x, y: two * a * x,
    "along_y": lambda two, b: lambda x, y: two * b * y,
    "gradient": lambda along_x, along_y: lambda x, y: np.array([along_x(x, y), along_y(x, y)]),
}
# Those that change the length of the gradient only: a direction does not show them.
LENGTH_FAULTS = faults_of("two", (lambda: 1.0, FACTOR_2_MISSING), (lambda: 4.0, FACTOR_2_TWICE))
GRADIENT_FAULTS = (
    *faults_of(
        "along_x",
        (lambda two, b: lambda x, y: two * b * x, COEFFICIENTS_MIXED),
        (lambda two, a: lambda x, y: two * a * y, VARIABLES_MIXED),
        (lambda two, a: lambda x, y: two * a * a * x, COEFFICIENT_SQUARED),
        (lambda a: lambda x, y: a * x * x, NOT_DIFFERENTIATED),
        (lambda two, a: lambda x, y: two * a * x * x, POWER_NOT_LOWERED),
        (lambda a, b, right: lambda x, y: right(x, y) + b * y * y, OTHER_TERM_KEPT),
    ),
    *faults_of(
        "along_y",
        (lambda two, a: lambda x, y: two * a * y, COEFFICIENTS_MIXED),
        (lambda two, b: lambda x, y: two * b * x, VARIABLES_MIXED),
        (lambda two, b: lambda x, y: two * b * b * y, COEFFICIENT_SQUARED),
        (lambda b: lambda x, y: b * y * y, NOT_DIFFERENTIATED),
        (lambda two, b: lambda x, y: two * b * y * y, POWER_NOT_LOWERED),
        (lambda two: lambda x, y: two * y, COEFFICIENT_MISSING),
    ),
    *faults_of(
        "gradient",
        (lambda two, a, b: lambda x, y: np.array([two * b * x, two * a * y]), COEFFICIENTS_MIXED),
        (lambda two, a, b: lambda x, y: np.array([two * a * y, two * b * x]), VARIABLES_MIXED),
        (lambda two, a, b: lambda x, y: np.array([two * a * a * x, two * b * b * y]), COEFFICIENT_SQUARED),
        (lambda a, b: lambda x, y: np.array([a * x * x, b * y * y]), NOT_DIFFERENTIATED),
        (lambda two, a, b: lambda x, y: np.array([two * a * x * x, two * b * y * y]), POWER_NOT_LOWERED),
        (lambda two: lambda x, y: two * np.array([x, y]), COEFFICIENT_MISSING),
        (lambda a, b, right: lambda x, y: right(x, y) + np.array([b * y * y, a * x * x]), OTHER_TERM_KEPT),
        (lambda right: lambda x, y: right(x, y)[[0, 0]], ONE_FOR_BOTH),
        (lambda right: lambda x, y: right(x, y)[[1, 1]], ONE_FOR_BOTH),
        (lambda right: lambda x, y: right(x, y) * [1, -1], SIGN_OF_ONE),
        (lambda right: lambda x, y: right(x, y) * [-1, 1], SIGN_OF_ONE),
    ),
)
# Where one of the two is left untouched.
HALVES = faults_of(
    "gradient",
    (lambda right: lambda x, y: right(x, y) * [0.5, 1], FACTOR_2_MISSING),
    (lambda right: lambda x, y: right(x, y) * [1, 0.5], FACTOR_2_MISSING),
)
SWAPPED = Fault("gradient", lambda right: lambda x, y: right(x, y)[::-1], ENTRIES_SWAPPED)

BOWL_GRADIENT = Model(
    reference="descent.bowl_gradient",
    inputs=("x", "y", "a", "b"),
    steps={**GRADIENT_STEPS, "returned": lambda gradient, x, y: gradient(x, y)},
    returns="returned",
    faults=(
        *LENGTH_FAULTS,
        *GRADIENT_FAULTS,
        *HALVES,
        SWAPPED,
        *faults_of(
            "returned",
            (lambda right: -right, SLOPE_SIGN),
            (lambda right: np.sum(right), SLOPES_ADDED),
            (lambda right: np.full_like(right, np.sum(right)), SLOPES_ADDED),
            (lambda right: right / np.hypot(*right), UNIT_GRADIENT),
            (lambda right: right / np.sum(right**2), UNIT_GRADIENT),
            (lambda right: right[None], EXTRA_BRACKETS),
            (lambda right: right[:, None], EXTRA_BRACKETS),
            (lambda right: np.trunc(right), TRUNCATED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

ONE_MOVES = Mistake(
    "only one of the two entries moves",
    "One column keeps the start's value.",
    "which of the two variables does your step change?",
)
UNIT_STEPS = Mistake(
    "the gradient is made a unit vector",
    "Every step has the length eta, however steep the bowl is.",
    "what does the step of equation (1.3) do where the bowl gets flatter?",
)
LAST_IN_EVERY_ROW = Mistake(
    "every row shows the last point",
    "The list holds the same array again and again, and that array was moved after it was put there.",
    "when you append an array and change it afterwards, what does the list show?",
)

OnePoint = Callable[[Any], Any]

DESCEND_BOWL = Model(
    reference="descent.descend_bowl",
    inputs=("start_given", "eta", "steps", "a", "b"),
    steps={
        "start": lambda start_given: start_given,
        **GRADIENT_STEPS,
        "way": lambda gradient, eta: lambda point: eta * gradient(*point),
        "one_step": lambda way: lambda point: point - way(point),
        "rounds": lambda steps: steps,
        "path": lambda start, one_step, rounds: walk(start, one_step, rounds),
        "returned": lambda path: np.array(path),
    },
    returns="returned",
    faults=(
        *LENGTH_FAULTS,
        *GRADIENT_FAULTS,
        SWAPPED,
        *faults_of(
            "way",
            (lambda right: lambda point: -right(point), SIGN),
            (lambda gradient: lambda point: gradient(*point), ETA_MISSING),
            (lambda gradient, eta: lambda point: gradient(*point) / eta, ETA_DIVIDES),
            (lambda gradient, eta: lambda point: eta * _unit(gradient(*point)), UNIT_STEPS),
            (lambda right, start: lambda point: right(start), SLOPE_OF_START),
            (lambda right: lambda point: right(point) * [1, 0], ONE_MOVES),
            (lambda right: lambda point: right(point) * [0, 1], ONE_MOVES),
        ),
        *faults_of(
            "one_step",
            (lambda way: lambda point: -way(point), OLD_PLACE_MISSING),
            (lambda way: way, OLD_PLACE_MISSING),
        ),
        *WALK_FAULTS,
        *faults_of(
            "returned",
            (lambda right: np.tile(right[-1], (len(right), 1)), LAST_IN_EVERY_ROW),
            (lambda right: np.vstack([right[:1], np.tile(right[-1], (len(right) - 1, 1))]), LAST_IN_EVERY_ROW),
            (lambda right: right.T, TRANSPOSED),
            (lambda right: np.ravel(right), STRUNG_TOGETHER),
        ),
    ),
)


def _unit(vector: Any) -> Any:
    return vector / np.hypot(*vector)
