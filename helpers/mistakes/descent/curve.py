"""Models of lesson 1: the curve and its slope, and the central difference."""

from typing import Any

import numpy as np

from helpers.mistakes.common import (
    BRACKETS_BELOW,
    FACTOR_2_MISSING,
    FACTOR_2_TWICE,
    NOT_ALL_RETURNED,
    NOT_DIFFERENTIATED,
    SWAPPED_RESULTS,
    TRUNCATED,
    faults_of,
    number_kinds,
)
from helpers.mistakes.model import Mistake, Model

DOUBLED = Mistake(
    "doubled, not squared",
    "The curve is 2x where it should be x times x.",
    "what is the square of 3, and what does yours give?",
)
CUBED = Mistake(
    "the power is one too high",
    "The value is multiplied by x once too often.",
    "how many factors x does a square have?",
)
NO_SQUARE = Mistake(
    "the square is missing",
    "x itself stands where its square should stand.",
    "what is the square of 3, and what does yours give?",
)
HALVED_CURVE = Mistake(
    "the curve is halved",
    "There is a factor 1/2 in front of the square, which this lesson does not have.",
    "which factor does equation (1.1) have in front of the square?",
)
POWER_NOT_LOWERED = Mistake(
    "the power is not lowered",
    "The 2 has come to the front, and the power has stayed.",
    "what becomes of the exponent when you differentiate a power?",
)
SECOND_SLOPE = Mistake(
    "differentiated once too often",
    "The slope is the same number everywhere, as if the curve were a straight line.",
    "is the curve equally steep at every x?",
)
SLOPE_SIGN = Mistake(
    "the sign of the slope is turned round",
    "The slope is minus what it should be.",
    "does the curve rise or fall where x is positive?",
)
OTHER_POWER = Mistake(
    "the slope of another power",
    "The slope belongs to a curve that is not the square.",
    "which power of x is differentiated here, and what does the power rule make of it?",
)
SIZE_FOR_SLOPE = Mistake(
    "the slope counts without its sign",
    "The slope is positive on both sides of the lowest point.",
    "does the curve rise or fall where x is negative?",
)
ARRAY_SUMMED = Mistake(
    "an array is summed to one number",
    "Each entry of x has a value and a slope of its own, and here they are added.",
    "how many values should come out for three values of x?",
)
QUOTIENT_LEFT = Mistake(
    "the step of the quotient is still in the slope",
    "The slope is that of a short chord, and not of the tangent.",
    "what does h do in the last line of the derivation?",
)
BASE_AND_EXPONENT = Mistake(
    "base and exponent are swapped",
    "The result is a power of 2, with x above.",
    "in a power, which number is multiplied by itself?",
)

PARABOLA = Model(
    reference="descent.parabola",
    inputs=("x",),
    steps={
        "value": lambda x: x * x,
        "slope": lambda x: 2 * x,
        "returned": lambda value, slope: (value, slope),
    },
    returns="returned",
    faults=(
        *faults_of(
            "value",
            (lambda x: 2 * x, DOUBLED),
            (lambda x: x * x * x, CUBED),
            (lambda right: right / 2, HALVED_CURVE),
            (lambda x: 2.0**x, BASE_AND_EXPONENT),
            (lambda right: np.trunc(right), TRUNCATED),
        ),
        *faults_of(
            "slope",
            (lambda right: right / 2, FACTOR_2_MISSING),
            (lambda right: right * 2, FACTOR_2_TWICE),
            (lambda right: -right, SLOPE_SIGN),
            (lambda x: x * x, NOT_DIFFERENTIATED),
            (lambda x: 2 * x * x, POWER_NOT_LOWERED),
            (lambda: 2.0, SECOND_SLOPE),
            (lambda x: np.full_like(x, 2.0), SECOND_SLOPE),
            (lambda x: 3 * x * x, OTHER_POWER),
            (lambda right: np.abs(right), SIZE_FOR_SLOPE),
            (lambda x: 2.0**x, BASE_AND_EXPONENT),
            (lambda right: right + 0.1, QUOTIENT_LEFT),
            (lambda right: right + 0.01, QUOTIENT_LEFT),
            (lambda right: right + 0.001, QUOTIENT_LEFT),
            (lambda right: np.trunc(right), TRUNCATED),
        ),
        *faults_of(
            "returned",
            (lambda value, slope: (slope, value), SWAPPED_RESULTS),
            # With another mistake in the slope, (x, x^2) may be two values that changed places.
            (lambda x: (x, 2 * x), NO_SQUARE),
            (lambda value, slope: (np.sum(value), np.sum(slope)), ARRAY_SUMMED),
            (lambda value: value, NOT_ALL_RETURNED),
            (lambda slope: slope, NOT_ALL_RETURNED),
        ),
    ),
)

FORWARD = Mistake(
    "a one-sided difference",
    "Only one of the two points is moved away from x.",
    "which two points does equation (1.2) compare?",
)
ONE_SIDED_RISE = Mistake(
    "the rise of one side over the way of two",
    "One of the two points is x itself, yet the rise is divided by 2h.",
    "how far apart are the two points at which you call f?",
)
WAY_HALVED = Mistake(
    "the rise of two sides over the way of one",
    "The rise goes from the left point to the right one, and the way from x to one of them.",
    "how far is it from x - h to x + h?",
)
BRACKETS_ABOVE = Mistake(
    "the brackets around the numerator are missing",
    "Only the second term is divided.",
    "what does Python do first in a - b / c?",
)
POINTS_SWAPPED = Mistake(
    "the two points are swapped",
    "The rise is measured from right to left, and the way from left to right.",
    "does a rising curve get a positive slope from you?",
)
ADDED = Mistake(
    "added, not subtracted",
    "The two values are added where their difference is wanted.",
    "what is the rise from a height of 3 to a height of 5?",
)
SAME_POINT = Mistake(
    "both points are the same one",
    "The rise is 0 wherever you look.",
    "at which two places should f be called, and at which two do you call it?",
)
ONLY_WAY = Mistake(
    "the rise is missing",
    "Only the way is left, and it is the same for every f.",
    "which input does your result not depend on?",
)
NOT_DIVIDED = Mistake(
    "the rise is not divided by the way",
    "The result is how much f changes, and not how much it changes per unit of x.",
    "a slope is a rise over ...?",
)
H_NOT_DIVIDED = Mistake(
    "the step h is missing below the line",
    "The rise is divided by 2 only.",
    "what becomes of your result when h is ten times smaller?",
)
H_OUTSIDE = Mistake(
    "h is added to f(x), not to x",
    "The height is nudged where the place should be.",
    "what stands inside the brackets of f in equation (1.2)?",
)
H_HALVED = Mistake(
    "the points are h / 2 away from x",
    "It is a central difference, with half the step that is asked for.",
    "how far from x are the two points of equation (1.2)?",
)
H_DOUBLED = Mistake(
    "the points are 2h away from x",
    "Twice the step that is asked for is taken to both sides.",
    "how far from x are the two points of equation (1.2)?",
)
# The slope itself cannot be told from a difference with a fixed small step.
H_WITHOUT_EFFECT = Mistake(
    "the step h has no effect",
    "The result is the same for every h: a fixed step is used, or no difference is taken at all.",
    "which input does your code not use, and where would it go?",
)


FUNCTION_TYPED_IN = Mistake(
    "the function is typed in",
    "The slope is always that of the same curve.",
    "which input does your code not use?",
)


def _kept_whole(value: Any, like: Any) -> Any:
    """`value` as an array keeps it that was made for the kind of numbers of `like`."""
    return np.asarray(value).astype(np.asarray(like).dtype)[()]


CENTRAL_DIFFERENCE = Model(
    reference="descent.central_difference",
    inputs=("f", "x", "h"),
    defaults={"h": 1e-5},
    steps={
        "near": lambda h: h,
        "ahead": lambda f, x, near: f(x + near),
        "behind": lambda f, x, near: f(x - near),
        "rise": lambda ahead, behind: ahead - behind,
        "way": lambda near: 2 * near,
        "slope": lambda rise, way: rise / way,
    },
    returns="slope",
    faults=(
        *faults_of(
            "slope",
            (lambda f, x, near: (f(x + near) - f(x)) / near, FORWARD),
            (lambda f, x, near: (f(x) - f(x - near)) / near, FORWARD),
            (lambda f, x, near: (f(x + 2 * near) - f(x)) / (2 * near), FORWARD),
            (lambda f, x, near: (f(x + near) - f(x)) / (2 * near), ONE_SIDED_RISE),
            (lambda f, x, near: (f(x) - f(x - near)) / (2 * near), ONE_SIDED_RISE),
            (lambda right: -right, POINTS_SWAPPED),
            (lambda: 0.0, SAME_POINT),
            (lambda way: way, ONLY_WAY),
            (lambda ahead, behind, way: ahead - behind / way, BRACKETS_ABOVE),
            (lambda rise: rise, NOT_DIVIDED),
            (lambda rise: rise / 2, H_NOT_DIVIDED),
            (lambda rise, way: rise // way, TRUNCATED),
            (lambda x, near, way: ((x + near) ** 3 - (x - near) ** 3) / way, FUNCTION_TYPED_IN),
            (lambda x, near, way: ((x + near) ** 2 - (x - near) ** 2) / way, FUNCTION_TYPED_IN),
            (lambda x, near, way: (np.sin(x + near) - np.sin(x - near)) / way, FUNCTION_TYPED_IN),
            (
                lambda f, x, near, way: (f(_kept_whole(x + near, x)) - f(_kept_whole(x - near, x))) / way,
                TRUNCATED,
            ),
        ),
        *faults_of(
            "near",
            (lambda h: h / 2, H_HALVED),
            (lambda h: 2 * h, H_DOUBLED),
            (lambda: 1e-3, H_WITHOUT_EFFECT),
            (lambda: 1e-4, H_WITHOUT_EFFECT),
            (lambda: 1e-5, H_WITHOUT_EFFECT),
            (lambda: 1e-6, H_WITHOUT_EFFECT),
        ),
        *faults_of("ahead", (lambda f, x, near: f(x) + near, H_OUTSIDE)),
        *faults_of("behind", (lambda f, x, near: f(x) - near, H_OUTSIDE)),
        *faults_of(
            "rise",
            (lambda ahead, behind: ahead + behind, ADDED),
            (lambda near: 2 * near, H_OUTSIDE),
        ),
        *faults_of(
            "way",
            (lambda near: near, WAY_HALVED),
            (lambda near: 2 / near, BRACKETS_BELOW),  # rise / 2 * h
        ),
        *number_kinds("slope", 1, 2, 3),
    ),
)
