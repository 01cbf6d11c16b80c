"""Models of lesson 4's sum term: the derivatives of every sum by every weight, and the repaired index."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np

from helpers.mistakes.common import NOT_DIFFERENTIATED, NOTHING_RETURNED, SWAPPED_RESULTS, faults_of
from helpers.mistakes.layers import FIRST_UNIT_ONLY, GRADIENT_SIGN, ends
from helpers.mistakes.model import Mistake, Model
from helpers.reference.activations import sigmoid

ALL_ZERO = Mistake(
    "every entry is zero",
    "Nothing was written into the array, or what was written lost everything behind its decimal point.",
    "which kind of numbers does your array hold, and which entries did you set?",
)
WEIGHT_FOR_OUTPUT = Mistake(
    "the weight stands where the output should be",
    "The sum was differentiated by the output, and the weight is what is nudged.",
    "which of the two moves: the weight or the output?",
)
OUTPUT_MISSING = Mistake(
    "the output beside the weight is missing",
    "The entries say which term is left, and not how fast it changes.",
    "by how much does the term grow when its weight grows by 1?",
)
PRODUCT_KEPT = Mistake(
    "the term itself stands where its slope should be",
    "The product of weight and output was not differentiated.",
    "does your entry change when the weight does, and does the slope of a straight line?",
)
ALL_OUTPUTS_SUMMED = Mistake(
    "every term is kept",
    "The outputs are added over all units, as in the line with the slip.",
    "which terms of the sum hold this very weight?",
)
DELTA_MISSING = Mistake(
    "every sum is said to hold the weight",
    "The entries do not depend on l.",
    "to which unit does the weight lead, and to which it does not?",
)
DELTA_REVERSED = Mistake(
    "the entries that should vanish are the ones that are there",
    "The condition on k and l is turned round.",
    "which sum holds a weight that leads to unit k?",
)
AXES_SWAPPED = Mistake(
    "the axes are in another order",
    "The numbers are right, and the axes of the array belong to other indices.",
    "which index does the text under `def` name first, and which last?",
)
AXIS_MISSING = Mistake(
    "the axis of the sums is missing",
    "There is one number for each weight, and one for each weight and each sum is asked for.",
    "how many axes does the text under `def` ask for?",
)
SLOPE_TOO_EARLY = Mistake(
    "the slope of the sigmoid is in it already",
    "The derivative is that of the output, and the sum's is asked for.",
    "which arrow of the chain is this exercise about?",
)
MADE_OF_ONES = Mistake(
    "the entries that should be 0 are 1",
    "The array was made of ones, and the other entries keep them.",
    "what does your array hold before the loop runs?",
)
LAST_UNIT_MISSING = Mistake(
    "a loop ends one unit early",
    "The entries of the last unit are left at 0.",
    "which numbers does `range` run through?",
)


# The axes of k and l may be swapped unseen: the entries are 0 unless the two agree.
def _with_axes(order: tuple[int, ...]) -> Callable[..., Any]:
    return lambda right: np.transpose(right, order)


def _without_last(jacobian: Any, axis: int) -> Any:
    kept = np.arange(jacobian.shape[axis]) < jacobian.shape[axis] - 1
    return jacobian * np.expand_dims(kept, tuple(other for other in range(3) if other != axis))


def _only_at(jacobian: Any, *place: int) -> Any:
    left = np.zeros_like(jacobian)
    left[place] = jacobian[place]
    return left


SUM_TERM_JACOBIAN = Model(
    reference="sum_term.sum_term_jacobian",
    inputs=("w", "o"),
    steps={
        "beside": lambda w, o: np.repeat(np.asarray(o)[:, None], np.shape(w)[1], axis=1),
        "delta": lambda w: np.eye(np.shape(w)[1]),
        "jacobian": lambda beside, delta: beside[:, :, None] * delta,
    },
    returns="jacobian",
    faults=(
        *faults_of(
            "beside",
            (lambda w: w, WEIGHT_FOR_OUTPUT),
            (lambda right: np.ones_like(right), OUTPUT_MISSING),
            (lambda right, w: right * w, PRODUCT_KEPT),
            (lambda right, o: np.full_like(right, np.sum(o)), ALL_OUTPUTS_SUMMED),
            (lambda right, w, o: right * sigmoid.slope(w.T @ o), SLOPE_TOO_EARLY),
        ),
        *faults_of(
            "delta",
            (lambda right: np.ones_like(right), DELTA_MISSING),
            (lambda right: 1 - right, DELTA_REVERSED),
        ),
        *faults_of(
            "jacobian",
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right, delta: np.where(delta, right, 1.0), MADE_OF_ONES),
            (lambda right: np.zeros_like(right), ALL_ZERO),
            *((_with_axes(order), AXES_SWAPPED) for order in list(permutations(range(3)))[2:]),
            (lambda beside: beside, AXIS_MISSING),
            (lambda right: right[:, :, 0], AXIS_MISSING),
            (lambda right: _only_at(right, 0), FIRST_UNIT_ONLY),
            (lambda right: _only_at(right, 0, 0), FIRST_UNIT_ONLY),
            (lambda right: _without_last(right, 0), LAST_UNIT_MISSING),
            (lambda right: _without_last(right, 1), LAST_UNIT_MISSING),
        ),
        *ends("jacobian", 1, 2, 3),
    ),
)

OTHER_UNIT = Mistake(
    "the output of another unit is picked out",
    "The number of the unit to which the weight leads is taken for that of the unit from which it comes.",
    "what does each of the weight's two indices count, and which of them does o have?",
)
SURPLUS_SIGN = Mistake(
    "the surplus is taken the other way round",
    "It is the repaired factor minus the published one.",
    "which of the two should be the larger one?",
)
SURPLUS_IS_PUBLISHED = Mistake(
    "the surplus is the published factor",
    "Nothing was taken away from it.",
    "how much of the published factor is right?",
)
ONE_OTHER_ONLY = Mistake(
    "the surplus is not all of the others",
    "Some of the outputs that are counted though they should not be are left out.",
    "how many terms does the published line count, and how many of them belong there?",
)
RATIO = Mistake(
    "a ratio, not a difference",
    "The published factor is divided by the repaired one.",
    'does "by how much" ask for a difference or for a ratio?',
)
SURPLUS_MISSING = Mistake(
    "the surplus is 0",
    "The repaired factor is not the one that the published factor is compared with.",
    "which two numbers should be subtracted from one another?",
)
PUBLISHED_RETURNED = Mistake(
    "the two factors are returned",
    "The second value is a factor, and the surplus is asked for.",
    "what does the text under `def` say about the second number?",
)
ONLY_FACTOR = Mistake(
    "only the factor is returned",
    "The surplus is not handed over.",
    "how many numbers does the text under `def` ask for?",
)

REPAIRED_SUM = Model(
    reference="sum_term.repaired_sum",
    inputs=("w", "o", "j", "k"),
    steps={
        "factor": lambda o, j: o[j],
        "published": lambda o: np.sum(o),
        "surplus": lambda published, factor: published - factor,
        "returned": lambda factor, surplus: (factor, surplus),
    },
    returns="returned",
    faults=(
        *faults_of(
            "factor",
            (lambda o: np.sum(o), ALL_OUTPUTS_SUMMED),
            (lambda w, j, k: w[j, k], WEIGHT_FOR_OUTPUT),
            (lambda w, o, j, k: w[j, k] * o[j], PRODUCT_KEPT),
            (lambda: 1.0, OUTPUT_MISSING),
            (lambda o, k: o[k] if k < len(o) else 0.0, OTHER_UNIT),
            (lambda w, o, k: w[:, k] @ o, NOT_DIFFERENTIATED),
        ),
        *faults_of(
            "surplus",
            (lambda right: -right, SURPLUS_SIGN),
            (lambda published: published, SURPLUS_IS_PUBLISHED),
            (lambda published, factor: published / factor, RATIO),
            (lambda: 0.0, SURPLUS_MISSING),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda o, j: (np.sum(o), np.sum(o) - o[j]), ALL_OUTPUTS_SUMMED),
            (lambda o, j: (1.0, np.sum(o) - o[j]), OUTPUT_MISSING),
            (lambda w, o, j, k: (w[j, k], np.sum(o) - o[j]), WEIGHT_FOR_OUTPUT),
            (lambda w, j, k: (w[j, k], np.sum(w[:, k]) - w[j, k]), WEIGHT_FOR_OUTPUT),
            (lambda published, factor: (published, factor), PUBLISHED_RETURNED),
            (lambda right: right[0], ONLY_FACTOR),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
