"""Mistakes with layers of units: biases, activations, samples as columns, matrix products; for lessons 3 on."""

from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, ROUNDED, TRANSPOSED, faults_of
from helpers.mistakes.model import Fault, Mistake

# --- Forward ---

BIAS_MISSING = Mistake(
    "the bias is missing",
    "b makes no difference.",
    "which input does your z not use?",
)
BIAS_SUBTRACTED = Mistake(
    "the bias is subtracted",
    "b has the wrong sign in z.",
    "does z grow or shrink when b grows?",
)
ADDED_NOT_MULTIPLIED = Mistake(
    "the weights are added to the inputs",
    "A weight should stretch its input.",
    "what does a weight do to its input?",
)
MEAN_FOR_SUM = Mistake(
    "averaged, not summed",
    "The result is divided by the number of what was added.",
    "which factor does the equation have in front of its sum?",
)
NOT_SUMMED = Mistake(
    "the sum is missing",
    "The products are there, one by one, and they were not added.",
    "over which index does the equation sum, and where does your code?",
)
RUNNING_TOTAL = Mistake(
    "the sum does not begin anew",
    "Each sum still holds those before it.",
    "what is in your variable for the sum when the next unit's turn comes?",
)
LAST_TERM = Mistake(
    "only the last term is left of the sum",
    "Each term replaces those before it.",
    "what does your loop do with the sum so far: add to it, or write over it?",
)
FIRST_UNIT_ONLY = Mistake(
    "only the first unit is computed",
    "The other units never have their turn, or their results are not kept.",
    "how many units are there, and at which of them does your function end?",
)
MATRIX_TURNED = Mistake(
    "the other index of the weights is summed",
    "The weights meet the wrong units.",
    "which axis of the weights belongs to the units that you sum over?",
)
SIGMA_MISSING = Mistake(
    "the sigmoid is missing",
    "The sum itself is taken for the unit's output.",
    "between which two numbers does every output of such a unit lie?",
)
ACTIVATION_MISSING = Mistake(
    "the activation is missing",
    "z itself is taken for the unit's output.",
    "what happens to z before it leaves the unit?",
)
SLOPE_FOR_VALUE = Mistake(
    "the slope of the activation for its value",
    "g'(z) stands where g(z) should stand.",
    "which of the two values that the activation's function returns do you use?",
)
BOTH_FOR_VALUE = Mistake(
    "value and slope are both kept",
    "The pair of value and slope stands where the value alone should stand.",
    "how many values does the activation's function return, and how many do you need here?",
)
ACTIVATION_FIXED = Mistake(
    "the activation is typed in",
    "The unit bends its sum the same way whatever name it is given.",
    "which input does your function not use?",
)
ACTIVATED_TWICE = Mistake(
    "the activation is applied twice",
    "What comes out of g goes through g again.",
    "how often does z go through the activation on its way?",
)
TANH = Mistake(
    "tanh for the sigmoid",
    "The values lie between -1 and 1, and the sigmoid's lie between 0 and 1.",
    "which S-curve does the equation ask for here, and what is its value at 0?",
)
MIRRORED = Mistake(
    "the S-curve is mirrored",
    "At z stands the value that belongs to -z.",
    "is the output near 0 or near 1 for a large positive sum?",
)
ROW_MEETS_COLUMN = Mistake(
    "a row is added to a column",
    "NumPy repeats both, and makes a square of them without a word.",
    "which shapes have the two sides of your plus?",
)

# --- Backward ---

GRADIENT_SIGN = Mistake(
    "the sign of the gradient is turned round",
    "Every slope is minus what it should be.",
    "does the error rise or fall when an output that is too large grows a little?",
)
EXTRA_TWO = Mistake(
    "a factor 2 that is not there",
    "Everything is twice as large as it should be.",
    "of which function is 2 in the slope, and does this lesson's loss hold one?",
)
HALF = Mistake(
    "a factor 1/2 that is not there",
    "Everything is half as large as it should be.",
    "which factor does the equation have in front?",
)
TARGET_MISSING = Mistake(
    "the target is missing",
    "The output itself stands where its distance from the target should be.",
    "where does the target stand in your code?",
)
ERROR_ADDED = Mistake(
    "output and target are added",
    "The distance from the target is a difference.",
    "what should the result be where the output is right?",
)
ERROR_MISSING = Mistake(
    "the error is missing",
    "What came back from behind makes no difference.",
    "how many arrows does the chain rule pass here, and how many factors do you have?",
)
ERROR_SQUARED = Mistake(
    "the square is not differentiated",
    "The square of the miss stands where its slope should stand.",
    "what becomes of a square when you differentiate it?",
)
SIGMA_PRIME_MISSING = Mistake(
    "the slope of the sigmoid is missing",
    "The nudge of a sum is passed on as if the output moved just as much.",
    "how many arrows does the chain rule pass here, and how many factors do you have?",
)
SIGMA_PRIME_OF_A = Mistake(
    "sigma' is taken of the output, not of the sum",
    "The number handed to the slope went through the sigmoid already.",
    "at which point of the S-curve does the unit stand?",
)
SUM_FOR_SLOPE = Mistake(
    "the sum stands where the slope of the sigmoid should be",
    "The sum itself is a factor, and it should only say where on the S-curve the slope is taken.",
    "how steep is the S-curve there, and which function tells it?",
)
SLOPE_AS_OUTPUT = Mistake(
    "the slope of the sigmoid stands where the output should be",
    "The distance from the target is that of a slope.",
    "which of the two functions gives a unit's output?",
)
OUTPUT_MISSING = Mistake(
    "the output is missing",
    "The target itself stands where its distance from the output should be.",
    "where does the output stand in your code?",
)
SIGMA_PRIME_TWICE = Mistake(
    "the slope of the sigmoid is there twice",
    "One arrow counts twice.",
    "how many arrows does the chain rule pass here, and how many factors do you have?",
)
ONE_FACTOR_OF_TWO = Mistake(
    "one of sigma's two factors is missing",
    "sigma' is a product of two factors, and only one of them is there.",
    "how steep is the S-curve far to the right and far to the left, and what does yours say there?",
)
TANH_SLOPE = Mistake(
    "the slope of tanh for that of the sigmoid",
    "1 minus the square belongs to another S-curve.",
    "of which curve is 1 - a^2 the slope?",
)
INPUT_MISSING = Mistake(
    "the input of the weight is missing",
    "A weight on a large input counts as much as one on a small input.",
    "by how much does the sum grow when the weight grows by 1?",
)

# --- Samples as columns, matrices ---

MULTIPLIED_BY_M = Mistake(
    "multiplied by m",
    "m multiplies where it should divide.",
    "what should happen to the result when every sample is there twice?",
)
DIVIDED_TWICE = Mistake(
    "divided by m twice",
    "It is the mean over the samples, divided by m once more.",
    "what does np.mean divide by, and do you divide too?",
)
M_TYPED_IN = Mistake(
    "the number of samples is typed in",
    "m is a fixed number, or one from outside of the function.",
    "which of the inputs knows how many samples there are?",
)
ROWS_FOR_M = Mistake(
    "the number of rows is taken for m",
    "It divides by the number of units or inputs.",
    "is a sample a row or a column, and which of them does your m count?",
)
ENTRIES_FOR_M = Mistake(
    "the number of entries is taken for m",
    "It divides by the number of units times the number of samples.",
    "how many samples are there, and how many numbers are in the array?",
)
EARLY_MEAN = Mistake(
    "1/m comes too early",
    "A slope that belongs to one sample is divided by the number of all samples.",
    "by this lesson's convention, in which of the gradients does the mean over the samples enter?",
)
SAMPLES_SUMMED = Mistake(
    "the samples are summed or averaged too early",
    "The result has no longer one column for each sample.",
    "which shape does the text under `def` name, and where are the samples in it?",
)
WRONG_AXIS = Mistake(
    "summed over the wrong axis",
    "The units are added, and the samples are left.",
    "along which axis do the samples lie?",
)
SAMPLES_LEFT = Mistake(
    "not summed over the samples",
    "The result still has one entry for each sample.",
    "how many biases does a unit have, and how many samples?",
)
ELEMENTWISE = Mistake(
    "entry by entry, not a matrix product",
    "Products of single entries stand where sums of them should stand.",
    "which sign is the matrix product in NumPy, and which one goes entry by entry?",
)
MATRIX_FOR_ELEMENTWISE = Mistake(
    "a matrix product, not entry by entry",
    "Entries of different units are mixed.",
    "does a unit's activation have an arrow to another unit?",
)
OUTER = Mistake(
    "every entry times every entry",
    "The outer product also multiplies entries of different samples.",
    "should the first sample's error ever meet the second sample's input?",
)
AXIS_LOST = Mistake(
    "an axis is lost",
    "The numbers are right, and one dimension is missing.",
    "how many dimensions should there be, how many are there, and in which line did one go?",
)
ALL_SUMMED = Mistake(
    "everything is summed to one number",
    "The units are added too, and each should have its own value.",
    "which axis does your sum run over if you do not name one?",
)
MEANS_MULTIPLIED = Mistake(
    "the factors are averaged before they are multiplied",
    "The mean of products is not the product of the means.",
    "for which samples does a large error meet a large input, and does your result know?",
)
FIRST_SAMPLE = Mistake(
    "only the first sample counts",
    "The others make no difference.",
    "how far is your `return` indented, or which index do you use?",
)
LAST_SAMPLE = Mistake(
    "only the last sample counts",
    "Each turn of the loop replaces what the turns before it found.",
    "what happens in your loop to the samples before?",
)
ONE_OUTPUT = Mistake(
    "right for a single output only",
    "With several outputs their errors have to be added, and they are not.",
    "how many outputs does a hidden unit reach?",
)

# What may happen to an error with a column for each sample.
PER_SAMPLE = (
    (lambda right: right / np.shape(right)[1], EARLY_MEAN),
    (lambda right: right * np.shape(right)[1], MULTIPLIED_BY_M),
    (lambda right: -right, GRADIENT_SIGN),
    (lambda right: 2 * right, EXTRA_TWO),
    (lambda right: right / 2, HALF),
    (lambda right: np.sum(right, axis=1, keepdims=True), SAMPLES_SUMMED),
    (lambda right: np.mean(right, axis=1, keepdims=True), SAMPLES_SUMMED),
    (lambda right: np.sum(right, axis=1), SAMPLES_SUMMED),
    (lambda right: np.mean(right, axis=1), SAMPLES_SUMMED),
    (lambda right: np.sum(right, axis=0, keepdims=True), WRONG_AXIS),
    (lambda right: np.sum(right, axis=0), WRONG_AXIS),
    (lambda right: right.T, TRANSPOSED),
)


def ends(step: str, *digits: int) -> tuple[Fault, ...]:
    """What may happen to an array at the very end, in any exercise: rounded to so many digits, or not returned."""
    return faults_of(
        step,
        *((_rounded(number), ROUNDED) for number in digits or (2, 3, 4)),
        (lambda right: None, NOTHING_RETURNED),
    )


def _rounded(digits: int) -> Any:
    return lambda right: np.round(right, digits)
