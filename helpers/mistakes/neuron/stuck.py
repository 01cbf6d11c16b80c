"""Model of lesson 2's window in which a saturated neuron still learns."""

import numpy as np

from helpers.mistakes.common import NOT_DIFFERENTIATED, SWAPPED_RESULTS, faults_of
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.neuron.curve import sigmoid, sigmoid_prime
from helpers.mistakes.neuron.gradient import ERROR_MISSING, SIGMA_PRIME_MISSING, SIGMA_PRIME_OF_A
from helpers.reference.neuron import FLAT

WITHOUT_SIZE = Mistake(
    "the gradient keeps its sign",
    "Slopes are compared where their sizes should be.",
    "is a slope of -0.3 flatter than one of 0.01?",
)
ABSOLUTE_LIMIT = Mistake(
    "the limit is absolute",
    "The size is compared with a thousandth, and not with a thousandth of the largest size.",
    "a thousandth of what?",
)
OTHER_SHARE = Mistake(
    "another share than a thousandth",
    "The limit is not 1e-3 of the largest size.",
    "how is a thousandth written with e?",
)
LIMIT_OF_SIGMOID = Mistake(
    "the limit is a share of sigma's largest slope",
    "The size is compared with a share of another quantity's maximum.",
    "the maximum of what does the text name?",
)
POSITIONS = Mistake(
    "positions, not values of z",
    "The first two numbers count places in the array.",
    "what does z hold at that position?",
)
WHOLE_RANGE = Mistake(
    "the ends of all z",
    "The first and the last z are returned, whether the neuron learns there or not.",
    "which of the z did you keep before you took the first and the last?",
)
STEEPEST = Mistake(
    "the place of the extreme, not the ends of the window",
    "The z of the largest or the smallest gradient is returned.",
    "how many z lie in the window, and which two of them are asked for?",
)
ALL_FLAT = Mistake(
    "all flat z are counted as stuck",
    "Flat and right is counted together with flat and wrong.",
    "is a neuron stuck where its answer is right?",
)
ALL_WRONG = Mistake(
    "all wrong answers are counted as stuck",
    "Wrong and learning is counted together with wrong and flat.",
    "is a neuron stuck where its gradient is large?",
)
LEARNING_COUNTED = Mistake(
    "those that learn are counted",
    "The count takes in z where the gradient is not flat.",
    "what two things must hold of a z that is stuck?",
)
EITHER = Mistake(
    "or, where and is asked for",
    "A z is counted where it is flat or wrong.",
    "must one of the two hold, or both?",
)
RIGHT_COUNTED = Mistake(
    "the right ones among the flat are counted",
    "The count takes in z whose answer is near the target.",
    "should the error be above or below one half where the neuron is stuck?",
)
ERROR_SIGNED = Mistake(
    "the error keeps its sign in the count",
    "Only answers that are wrong to one side can count.",
    "what is y_hat - y where the target is 1 and the answer is nearly 0?",
)
ANSWER_FOR_ERROR = Mistake(
    "the answer is compared with one half, not the error",
    "The count asks whether y_hat is above or below one half, whatever the target is.",
    "how far is an answer of 0.7 from a target of 0.9?",
)
SHARE_COUNTED = Mistake(
    "a share, not a count",
    "The number of stuck z is divided by the number of all.",
    "what does np.mean of an array of True and False give, and what np.sum?",
)
MARKS_RETURNED = Mistake(
    "the marks, not their number",
    "An array of True and False, or the z themselves, is returned for the count.",
    "how many of them are True?",
)


SATURATION = Model(
    reference="neuron.saturation",
    inputs=("z", "y"),
    steps={
        "y_hat": lambda z: sigmoid(z),
        "dl_dy_hat": lambda y_hat, y: 2 * (y_hat - y),
        "dy_hat_dz": lambda z: sigmoid_prime(z),
        "slope": lambda dl_dy_hat, dy_hat_dz: dl_dy_hat * dy_hat_dz,
        "size": lambda slope: np.abs(slope),
        "limit": lambda size: FLAT * np.max(size),
        "learns": lambda size, limit: size >= limit,
        "window": lambda z, learns: (z[learns][0], z[learns][-1]),
        "flat": lambda learns: ~learns,
        "far_off": lambda y_hat, y: np.abs(y_hat - y) > 0.5,
        "stuck": lambda flat, far_off: flat & far_off,
        "count": lambda stuck: np.sum(stuck),
        "returned": lambda window, count: (window[0], window[1], count),
    },
    returns="returned",
    faults=(
        *faults_of(
            "dl_dy_hat",
            (lambda right: np.ones_like(right), ERROR_MISSING),
            (lambda y_hat, y: (y_hat - y) ** 2, NOT_DIFFERENTIATED),
        ),
        *faults_of(
            "dy_hat_dz",
            (lambda right: np.ones_like(right), SIGMA_PRIME_MISSING),
            (lambda y_hat: sigmoid_prime(y_hat), SIGMA_PRIME_OF_A),
        ),
        *faults_of(
            "limit",
            (lambda slope: FLAT * np.max(slope), WITHOUT_SIZE),
            (lambda: FLAT, ABSOLUTE_LIMIT),
            (lambda size: 1e-2 * np.max(size), OTHER_SHARE),
            (lambda size: 1e-4 * np.max(size), OTHER_SHARE),
            (lambda size: 1e-1 * np.max(size), OTHER_SHARE),
            (lambda size: 0.5 * np.max(size), OTHER_SHARE),
            (lambda dy_hat_dz: FLAT * np.max(dy_hat_dz), LIMIT_OF_SIGMOID),
        ),
        *faults_of(
            "window",
            (lambda learns: (np.flatnonzero(learns)[0], np.flatnonzero(learns)[-1]), POSITIONS),
            (lambda z: (z[0], z[-1]), WHOLE_RANGE),
            (lambda z, size: (z[np.argmin(size)], z[np.argmax(size)]), STEEPEST),
        ),
        *faults_of(
            "far_off",
            (lambda y_hat, y: y_hat - y > 0.5, ERROR_SIGNED),
            (lambda y_hat, y: y - y_hat > 0.5, ERROR_SIGNED),
            (lambda y_hat: y_hat > 0.5, ANSWER_FOR_ERROR),
            (lambda y_hat: y_hat < 0.5, ANSWER_FOR_ERROR),
            (lambda right: ~right, RIGHT_COUNTED),
        ),
        *faults_of(
            "stuck",
            (lambda flat: flat, ALL_FLAT),
            (lambda far_off: far_off, ALL_WRONG),
            (lambda learns: learns, LEARNING_COUNTED),
            (lambda learns, far_off: learns & far_off, LEARNING_COUNTED),
            (lambda flat, far_off: flat | far_off, EITHER),
        ),
        *faults_of(
            "count",
            (lambda stuck: np.mean(stuck), SHARE_COUNTED),
            (lambda stuck: stuck, MARKS_RETURNED),
            (lambda z, stuck: z[stuck], MARKS_RETURNED),
        ),
        *faults_of(
            "returned",
            (lambda right: (right[1], right[0], right[2]), SWAPPED_RESULTS),
            (lambda right: (right[2], right[0], right[1]), SWAPPED_RESULTS),
        ),
    ),
)
