"""Model of lesson 1: one step downhill."""

from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    ETA_TYPED_IN,
    FACTOR_2_MISSING,
    FACTOR_2_TWICE,
    MORE_RETURNED,
    NO_STEP,
    NOTHING_RETURNED,
    SIGN,
    STEP_REVERSED,
    TRUNCATED,
)
from helpers.mistakes.descent.curve import POWER_NOT_LOWERED, SECOND_SLOPE
from helpers.mistakes.model import Fault, Mistake, Model

CURVE_FOR_SLOPE = Mistake(
    "the curve's value stands where its slope should be",
    "The step has the length of f(x), and not of f'(x).",
    "`parabola` returns two values: which of them says how steep it is?",
)
OLD_PLACE_MISSING = Mistake(
    "the way of the step, not the place after it",
    "What is returned is how far to go, without where we start from.",
    "at which place are you before the step, and does it stand in your result?",
)
SLOPE_MISSING = Mistake(
    "the slope is missing",
    "Every step has the length eta, however steep it is.",
    "where in your line does it matter how steep the curve is?",
)
STEP_BRACKETS = Mistake(
    "brackets in the wrong place",
    "The learning rate should multiply the slope alone.",
    "what belongs to the product with eta, and what does not?",
)
# eta * (x - slope) gives -eta * x, as -eta * slope does where its 2 is missing.
ALL_TIMES_ETA = Mistake(
    "all of the result is multiplied by eta",
    "With eta = 0 the result is 0, wherever the step begins.",
    "where should you be after a step with eta = 0?",
)
SIGN_OF_SLOPE_LOST = Mistake(
    "the slope counts without its sign",
    "Every step goes in the same direction, on both sides of the lowest point.",
    "which way is downhill at x = 3, and which way at x = -3?",
)

ONLY_SIGN = Mistake(
    "only the sign of the slope counts",
    "Every step has the length eta, however steep it is, and it goes downhill.",
    "where in your code does it matter how steep the curve is?",
)

# The same one step is taken in `step` and, again and again, in `descend`; see helpers.mistakes.descent.walk.
SLOPE_CHANGES = (
    (lambda slope: slope / 2, FACTOR_2_MISSING),
    (lambda slope: 2 * slope, FACTOR_2_TWICE),
    (lambda slope: slope * slope / 4, CURVE_FOR_SLOPE),
    (lambda slope: slope * slope / 2, POWER_NOT_LOWERED),
    (lambda slope: 2.0, SECOND_SLOPE),
    (lambda slope: 1.0, SLOPE_MISSING),
    (lambda slope: abs(slope), SIGN_OF_SLOPE_LOST),
    (lambda slope: np.sign(slope), ONLY_SIGN),
)
WAY_CHANGES = (
    (lambda slope, eta: -eta * slope, SIGN),
    (lambda slope, eta: slope, ETA_MISSING),
    (lambda slope, eta: slope / eta, ETA_DIVIDES),
    (lambda slope, eta: 0.1 * slope, ETA_TYPED_IN),
    (lambda slope, eta: 0.01 * slope, ETA_TYPED_IN),
)
NEW_CHANGES = (
    (lambda x, slope, eta, way: -way, OLD_PLACE_MISSING),
    (lambda x, slope, eta, way: (x - eta) * slope, STEP_BRACKETS),
    (lambda x, slope, eta, way: eta * (x - slope), ALL_TIMES_ETA),
)


def _slope_fault(change: Any, mistake: Mistake) -> Fault:
    return Fault("slope", lambda right: change(right), mistake)


def _way_fault(change: Any, mistake: Mistake) -> Fault:
    return Fault("way", lambda slope, eta: change(slope, eta), mistake)


def _new_fault(change: Any, mistake: Mistake) -> Fault:
    return Fault("new", lambda x, slope, eta, way: change(x, slope, eta, way), mistake)


STEP = Model(
    reference="descent.step",
    inputs=("x", "eta"),
    steps={
        "slope": lambda x: 2 * x,
        "way": lambda slope, eta: eta * slope,
        "new": lambda x, way: x - way,
    },
    returns="new",
    faults=(
        *(_slope_fault(change, mistake) for change, mistake in SLOPE_CHANGES),
        *(_way_fault(change, mistake) for change, mistake in WAY_CHANGES),
        *(_new_fault(change, mistake) for change, mistake in NEW_CHANGES),
        Fault("new", lambda way: way, OLD_PLACE_MISSING),
        Fault("new", lambda x: x, NO_STEP),
        Fault("new", lambda right: -right, STEP_REVERSED),
        Fault("new", lambda right, slope: (right, slope), MORE_RETURNED),
        Fault("new", lambda right: np.trunc(right), TRUNCATED),
        Fault("new", lambda right: None, NOTHING_RETURNED),
    ),
)
