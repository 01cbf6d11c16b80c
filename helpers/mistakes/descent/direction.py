"""Model of lesson 1's direction in which the bowl falls fastest."""

from dataclasses import replace

import numpy as np

from helpers.mistakes.common import (
    ALWAYS_ZERO,
    EXTRA_BRACKETS,
    NOT_DIFFERENTIATED,
    NOTHING_RETURNED,
    faults_of,
)
from helpers.mistakes.descent.bowl import (
    COEFFICIENT_MISSING,
    COEFFICIENTS_MIXED,
    GRADIENT_FAULTS,
    GRADIENT_STEPS,
    HALVES,
    SWAPPED,
)
from helpers.mistakes.descent.curve import POWER_NOT_LOWERED
from helpers.mistakes.model import Fault, Mistake, Model

SQUARES_KEPT = Mistake(
    "the squares are still there",
    "The gradient holds the square of a variable, which a slope of the bowl does not.",
    "what becomes of the exponent when you differentiate a square?",
)
STRAIGHT_TO_THE_MIDDLE = Mistake(
    "the direction points straight at the lowest point",
    "It is the way to the middle, as if the bowl were round.",
    "which inputs make no difference to your result, and which way does a narrow bowl fall?",
)
# What changes the length of the gradient only cannot be seen in a direction.
_AS_DIRECTION = {
    NOT_DIFFERENTIATED.name: SQUARES_KEPT,
    POWER_NOT_LOWERED.name: SQUARES_KEPT,
    COEFFICIENT_MISSING.name: STRAIGHT_TO_THE_MIDDLE,
}


def _seen_in_direction(fault: Fault) -> Fault:
    if fault.step != "gradient" and fault.mistake is COEFFICIENTS_MIXED:
        return replace(fault, mistake=STRAIGHT_TO_THE_MIDDLE)
    return replace(fault, mistake=_AS_DIRECTION.get(fault.mistake.name, fault.mistake))


UPHILL = Mistake(
    "the direction points uphill",
    "It is the published direction, or one like it: the bowl rises along it.",
    "how does f change on a short step along your vector?",
)
NOT_UNIT = Mistake(
    "the length is not 1",
    "The direction is right, and nothing was divided by the gradient's length.",
    "by what do you divide a vector to get a unit vector?",
)
ROOT_MISSING = Mistake(
    "the root is missing in the length",
    "The vector is divided by the square of its length.",
    "how long is the vector (3, 4), and what does yours say?",
)
LENGTH_WITHOUT_SQUARES = Mistake(
    "the length is not taken by squares",
    "The entries are added, or the larger one is taken, where their squares should be added.",
    "how long is the vector (3, 4), and what does yours say?",
)
ROOT_TOO_SHORT = Mistake(
    "a bracket of the length closes too early",
    "The second square is added outside of the root.",
    "what exactly stands under the root, and what is divided by it?",
)
LENGTH_OF_PLACE = Mistake(
    "divided by another vector's length",
    "The length is that of (x, y), and not of the gradient.",
    "which vector should have the length 1 in the end?",
)
ACROSS = Mistake(
    "the direction runs along the level line",
    "The vector is at a right angle to the gradient, where the bowl neither rises nor falls.",
    "by which angle should the vector differ from the gradient?",
)
EACH_ALONE = Mistake(
    "only the signs are left",
    "Each entry is 1 or -1, as if it had been divided by its own size.",
    "do all entries of a vector share one length, or has each its own?",
)
ANGLE = Mistake(
    "an angle, not a vector",
    "One number is returned, and two are asked for.",
    "what shape does the text under `def` name?",
)

DOWNHILL_DIRECTION = Model(
    reference="descent.downhill_direction",
    inputs=("x", "y", "a", "b"),
    steps={
        **GRADIENT_STEPS,
        "vector": lambda gradient, x, y: gradient(x, y),
        "length": lambda vector: np.sqrt(np.sum(vector**2)),
        "unit": lambda vector, length: vector / length,
        "direction": lambda unit: -unit,
    },
    returns="direction",
    faults=(
        *map(_seen_in_direction, GRADIENT_FAULTS),
        SWAPPED,
        *HALVES,
        *faults_of(
            "length",
            (lambda: 1.0, NOT_UNIT),
            (lambda right: right**2, ROOT_MISSING),
            (lambda vector: np.sum(np.abs(vector)), LENGTH_WITHOUT_SQUARES),
            (lambda vector: np.sum(vector), LENGTH_WITHOUT_SQUARES),
            (lambda vector: np.abs(np.sum(vector)), LENGTH_WITHOUT_SQUARES),
            (lambda vector: np.max(np.abs(vector)), LENGTH_WITHOUT_SQUARES),
            (lambda x, y: np.hypot(x, y), LENGTH_OF_PLACE),
        ),
        *faults_of("unit", (lambda vector: np.sign(vector), EACH_ALONE)),
        *faults_of(
            "direction",
            (lambda right: -right, UPHILL),
            (lambda vector: -vector / (abs(vector[0]) + vector[1] ** 2), ROOT_TOO_SHORT),
            (lambda vector: -vector / abs(vector[0]) + vector[1] ** 2, ROOT_TOO_SHORT),
            (lambda vector: -(vector / abs(vector[0]) + vector[1] ** 2), ROOT_TOO_SHORT),
            (lambda right: right[::-1] * [1, -1], ACROSS),
            (lambda right: right[::-1] * [-1, 1], ACROSS),
            (lambda right: np.arctan2(right[1], right[0]), ANGLE),
            (lambda right: np.degrees(np.arctan2(right[1], right[0])), ANGLE),
            (lambda right: np.degrees(np.arctan2(right[1], right[0])) % 360, ANGLE),
            (lambda right: right[None], EXTRA_BRACKETS),
            (lambda right: right[:, None], EXTRA_BRACKETS),
            (lambda right: np.zeros_like(right), ALWAYS_ZERO),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
