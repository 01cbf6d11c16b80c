"""Mistakes that are made in more than one exercise, and means to write faults down."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.model import Fault, Mistake

NOTHING_RETURNED = Mistake(
    "nothing is returned",
    "The function ends without handing over a value.",
    "what does `print` do with a value, and what does `return` do with it?",
)
TRUNCATED = Mistake(
    "fractions are cut off",
    "Somewhere a number loses what stands behind its decimal point.",
    "which array or number holds whole numbers only, and where does it get that from?",
)
# Where right values lie between -1 and 1, cutting off cannot be told from other ways to get 0.
ALWAYS_ZERO = Mistake(
    "the result is 0 every time",
    "It is cut off, or something is taken away from itself.",
    "which step on the way gives 0 for the first input of the check?",
)
ROUNDED = Mistake(
    "the result is rounded",
    "The values are those of a right answer after rounding.",
    "who asked for fewer digits?",
)
SWAPPED_RESULTS = Mistake(
    "the returned values are in another order",
    "Each value is there, and at another one's place.",
    "which value does the text under `def` name first?",
)
SIGN = Mistake(
    "the sign of the step is turned round",
    "The step goes with the slope, and so it climbs.",
    "which way does f rise where the slope is positive, and do you want to rise?",
)
STEP_REVERSED = Mistake(
    "the place is taken away from the step",
    "The two sides of the minus have each other's place.",
    "where should you be after a step of length 0?",
)
NO_STEP = Mistake(
    "the old place is returned",
    "The step makes no difference to what is returned.",
    "which of your names holds the place after the step?",
)
ETA_MISSING = Mistake(
    "the learning rate is missing",
    "The step has the full length of the slope, whatever eta is.",
    "which input does your step not use?",
)
ETA_DIVIDES = Mistake(
    "the learning rate divides",
    "The slope is divided by eta where the two should be multiplied.",
    "what should a smaller eta do to the length of the step?",
)
ETA_TYPED_IN = Mistake(
    "the learning rate is typed in",
    "The step has a fixed eta, and not the one that is handed over.",
    "which number in your line should be the input's name?",
)
FACTOR_2_MISSING = Mistake(
    "the factor 2 is missing",
    "The slope of a square is half as large as it should be.",
    "what does the power rule put in front when you differentiate a square?",
)
FACTOR_2_TWICE = Mistake(
    "the factor 2 is there twice",
    "The slope of a square is twice as large as it should be.",
    "how often did you apply the power rule to the same square?",
)
NOT_DIFFERENTIATED = Mistake(
    "the function stands where its slope should be",
    "The value itself is used, and it was not differentiated.",
    "which of the two says how fast the value changes?",
)
ONE_TOO_FEW = Mistake(
    "one step too few",
    "The loop ends one step early.",
    "how often does your loop run for steps = 1, and for steps = 0?",
)
ONE_TOO_MANY = Mistake(
    "one step too many",
    "The loop runs once more than it should.",
    "how often does your loop run for steps = 1, and for steps = 0?",
)
START_MISSING = Mistake(
    "the entry for the start is missing",
    "The first entry belongs to the place after the first step.",
    "what is the state before any step, and where in your result does it stand?",
)
START_TWICE = Mistake(
    "the entry for the start comes twice",
    "Each turn of the loop notes the old state, and the start was noted already.",
    "within one turn: do you note first or do you step first?",
)
LAST_ONLY = Mistake(
    "only the last entry is returned",
    "The way there is not kept.",
    "how many entries does the text under `def` ask for?",
)
RETURN_IN_LOOP = Mistake(
    "the loop is left in its first turn",
    "The function returns after one turn of the loop, whatever the number of steps.",
    "how far is your `return` indented, and what does it belong to?",
)
NOT_MOVED = Mistake(
    "every step begins at the start",
    "The state is not carried over from one turn to the next.",
    "where does your second step begin?",
)
SLOPE_OF_START = Mistake(
    "the slope is taken at the start only",
    "Every step uses the slope of the first place, so all steps have the same length.",
    "when is your slope computed: once, or in every turn?",
)
TRANSPOSED = Mistake(
    "rows and columns are swapped",
    "The numbers are right, and the array is transposed.",
    "what does one row hold in yours, and what should it hold?",
)
RESHAPED = Mistake(
    "reshaped where it should be transposed",
    "The shape is right, and most numbers stand in another one's place.",
    "what does reshape do with the order of the numbers, and what does .T do?",
)
NOT_ALL_RETURNED = Mistake(
    "not all values are returned",
    "Fewer values come back than the text under `def` names.",
    "how many values does the text under `def` name, and how many follow your `return`?",
)
MORE_RETURNED = Mistake(
    "more is returned than is asked for",
    "The right value is there, and something else stands beside it.",
    "how many values does the text under `def` name, and how many follow your `return`?",
)
STRUNG_TOGETHER = Mistake(
    "the rows are strung together",
    "The numbers are right, and all of them stand in one long row.",
    "how does a list of rows become an array with two axes?",
)
EXTRA_BRACKETS = Mistake(
    "there is one pair of square brackets too many",
    "The numbers are right, and the array has one dimension more than it should.",
    "what is the shape of your result, and how many brackets does that take?",
)
BRACKETS_BELOW = Mistake(
    "the brackets around the denominator are missing",
    "What should divide multiplies.",
    "in which order does Python work out 1 / 2 * 3?",
)
SUM_FOR_MEAN = Mistake(
    "summed, not averaged",
    "The result grows with the number of samples.",
    "what would happen to your result if every sample were there twice?",
)


def faults_of(step: str, *changes: tuple[Callable[..., Any], Mistake]) -> tuple[Fault, ...]:
    """One fault of `step` for each pair of a change and the mistake that it is."""
    return tuple(Fault(step, change, mistake) for change, mistake in changes)


def number_kinds(step: str, *digits: int) -> tuple[Fault, ...]:
    """What may happen to a number or an array at the very end, in any exercise: cut off, rounded, not returned.

    digits: to how many it may be rounded, 2 when left out.
    """
    return faults_of(
        step,
        (lambda right: np.trunc(right), TRUNCATED),
        *((lambda right, number=number: np.round(right, number), ROUNDED) for number in digits or (2,)),
        (lambda right: None, NOTHING_RETURNED),
    )
