"""Models of lesson 2: the sigmoid and its slope."""

import numpy as np

from helpers.mistakes.common import (
    FACTOR_2_TWICE,
    NOTHING_RETURNED,
    ROUNDED,
    faults_of,
)
from helpers.mistakes.model import Mistake, Model
from helpers.reference import activations

sigmoid, sigmoid_prime = activations.sigmoid.value, activations.sigmoid.slope

MIRRORED = Mistake(
    "the S-curve is mirrored",
    "At z stands the value that belongs to -z.",
    "is the answer near 0 or near 1 for a large positive z, and which sign does the exponent have there?",
)
ONE_FORM = Mistake(
    "one form for both signs of z",
    "The result never crosses one half: a form that belongs to one sign of z is used for the other too.",
    "what does your code give for z = 2, and what for z = -2?",
)
NOT_BELOW = Mistake(
    "1 + e^-z does not stand below the line",
    "The result is 1 + e^-z itself: there is no division, or it stops before the plus.",
    "in which order does Python work out 1 / 1 + 2?",
)
ONE_PLUS_MISSING = Mistake(
    "the 1 below the line is missing",
    "Only the exponential is divided by.",
    "can your result become larger than 1?",
)
MINUS_BELOW = Mistake(
    "1 - e^-z below the line",
    "There is a minus where equation (2.1) has a plus.",
    "what is your denominator at z = 0?",
)
FORMS_MIXED = Mistake(
    "the two forms are mixed",
    "The top belongs to one form, and the bottom to the other.",
    "which exponent does the top have in your line, and which one the bottom?",
)
NO_EXPONENTIAL = Mistake(
    "the exponential is missing",
    "z itself stands where e to the power of it should stand.",
    "which function of NumPy makes e to the power z?",
)
OTHER_BASE = Mistake(
    "another base than e",
    "The power is not one of e, or e was typed in with few digits.",
    "what does np.exp do, and which number do you use in its place?",
)
TANH = Mistake(
    "tanh for the sigmoid",
    "The values lie between -1 and 1, and the sigmoid's lie between 0 and 1.",
    "which S-curve is equation (2.1), and what is its value at 0?",
)
CLIPPED = Mistake(
    "z is cut off too early",
    "The curve is level where it should still rise.",
    "which z does your function not tell apart any more?",
)
SLOPE_FOR_CURVE = Mistake(
    "the slope of the sigmoid for the sigmoid",
    "The values are those of sigma'.",
    "should the result rise from 0 to 1, or rise and fall again?",
)
TOO_LARGE_A_POWER = Mistake(
    "a power grows beyond what a float can hold",
    "Far out, infinity is divided by infinity.",
    "for which z is e to the power z too large, and which form avoids it there?",
)

SIGMOID = Model(
    reference="neuron.sigmoid",
    inputs=("z",),
    steps={
        "exponent": lambda z: -np.asarray(z, dtype=float),
        "e": lambda exponent: np.exp(exponent),
        "below": lambda e: 1 + e,
        "value": lambda below: 1 / below,
    },
    returns="value",
    faults=(
        *faults_of("exponent", (lambda right: -right, MIRRORED)),
        *faults_of(
            "e",
            (lambda exponent: exponent, NO_EXPONENTIAL),
            (lambda exponent: 2.0**exponent, OTHER_BASE),
            (lambda exponent: 10.0**exponent, OTHER_BASE),
            (lambda exponent: 2.718**exponent, OTHER_BASE),
            (lambda exponent: 2.72**exponent, OTHER_BASE),
            (lambda exponent: 2.7**exponent, OTHER_BASE),
        ),
        *faults_of("below", (lambda e: e, ONE_PLUS_MISSING), (lambda e: 1 - e, MINUS_BELOW)),
        *faults_of(
            "value",
            (lambda below: below, NOT_BELOW),
            (lambda z: 1 / (1 + np.exp(-np.abs(z))), ONE_FORM),
            (lambda z: 1 / (1 + np.exp(np.abs(z))), ONE_FORM),
            (lambda z: np.exp(z) / (1 + np.exp(-np.asarray(z))), FORMS_MIXED),
            (lambda z: np.exp(z) / (1 + np.exp(z)), TOO_LARGE_A_POWER),
            *((lambda z, most=most: sigmoid(np.clip(z, -most, most)), CLIPPED) for most in (1, 2, 3, 4, 5, 6, 8, 10)),
            (lambda z: np.tanh(z), TANH),
            (lambda right: right * (1 - right), SLOPE_FOR_CURVE),
            (lambda right: np.round(right, 2), ROUNDED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

SIGMA_LEFT_OUT = Mistake(
    "sigma is left out",
    "z stands in the formula where sigma(z) should stand.",
    "is the input of your function z, or is it sigma(z) already?",
)
SIGMA_TWICE = Mistake(
    "sigma is taken twice",
    "The sigmoid of the sigmoid stands in the formula.",
    "how often does your line send z through the S-curve?",
)
ONE_FACTOR_OF_TWO = Mistake(
    "one of sigma's two factors is missing",
    "sigma' is a product of two factors that both depend on z, and only one of them is there.",
    "how steep is the S-curve far to the right and far to the left, and what does yours say there?",
)
SAME_FACTOR_TWICE = Mistake(
    "the same factor twice",
    "The two factors of sigma' are not equal, and yours are.",
    "what do the two factors of equation (2.2) add up to?",
)
FACTORS_ADDED = Mistake(
    "added where the factors multiply",
    "The two factors of sigma' are added.",
    "does your result depend on z at all?",
)
BRACKETS_OF_1_MINUS = Mistake(
    "the brackets around 1 - sigma are missing",
    "Only the 1 is multiplied, and sigma is taken away afterwards.",
    "what does Python do first in a * 1 - a?",
)
SLOPE_SIGN = Mistake(
    "the sign of the slope is turned round",
    "The slope is negative, and the S-curve rises everywhere.",
    "does the S-curve rise or fall?",
)
PLUS_FOR_MINUS = Mistake(
    "1 + sigma for 1 - sigma",
    "The second factor grows where it should shrink.",
    "how steep should the curve be where sigma is nearly 1?",
)
ONE_MINUS_INSIDE = Mistake(
    "sigma of 1 - z for 1 - sigma of z",
    "The 1 minus went into the brackets of sigma.",
    "what is taken away from 1: z, or sigma(z)?",
)
TANH_SLOPE = Mistake(
    "the slope of tanh for that of the sigmoid",
    "1 minus the square belongs to another S-curve.",
    "of which curve is 1 - a^2 the slope?",
)
POWER_OF_E_MIRRORED = Mistake(
    "the exponent above the line has the wrong sign",
    "The fraction grows with z, where it should be the same for z and -z.",
    "what is the slope of e^-z, and which power stands in it?",
)
SECOND_SLOPE = Mistake(
    "differentiated once too often",
    "The values are those of the slope's slope.",
    "is the S-curve level at z = 0?",
)

SIGMOID_PRIME = Model(
    reference="neuron.sigmoid_prime",
    inputs=("z",),
    steps={
        "s": lambda z: sigmoid(z),
        "other": lambda z: sigmoid(-np.asarray(z)),  # 1 - sigma(z), without cancellation
        "slope": lambda s, other: s * other,
    },
    returns="slope",
    faults=(
        *faults_of("s", (lambda right: sigmoid(right), SIGMA_TWICE)),
        *faults_of(
            "slope",
            (lambda z: z * (1 - np.asarray(z)), SIGMA_LEFT_OUT),
            (lambda z: sigmoid_prime(sigmoid(z)), SIGMA_TWICE),
            (lambda s: s, ONE_FACTOR_OF_TWO),
            (lambda other: other, ONE_FACTOR_OF_TWO),
            (lambda s, z: s * sigmoid(1 - np.asarray(z)), ONE_MINUS_INSIDE),
            (lambda s: s * s, SAME_FACTOR_TWICE),
            (lambda other: other * other, SAME_FACTOR_TWICE),
            (lambda s, other: s + other, FACTORS_ADDED),
            (lambda s: s * 1 - s, BRACKETS_OF_1_MINUS),
            (lambda s: s * (1 + s), PLUS_FOR_MINUS),
            (lambda s: 1 - s * s, TANH_SLOPE),
            (lambda z: 1 - np.tanh(z) ** 2, TANH_SLOPE),
            (lambda right: -right, SLOPE_SIGN),
            (lambda right: 2 * right, FACTOR_2_TWICE),
            (lambda z, s: np.exp(z) * s * s, POWER_OF_E_MIRRORED),
            (lambda s, right: right * (1 - 2 * s), SECOND_SLOPE),
            (lambda right: np.round(right, 2), ROUNDED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
