"""Models of lesson 2: the neuron's answer and the loss."""

from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ALWAYS_ZERO,
    EXTRA_BRACKETS,
    NOTHING_RETURNED,
    ROUNDED,
    SUM_FOR_MEAN,
    faults_of,
)
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.neuron.curve import MIRRORED, SIGMA_TWICE, SLOPE_FOR_CURVE, TANH, sigmoid, sigmoid_prime

ACTIVATION_MISSING = Mistake(
    "the sigmoid is missing",
    "z itself is taken as the neuron's answer.",
    "between which two numbers does every answer of this neuron lie?",
)
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
    "w and x are added",
    "The weight should stretch the input.",
    "what does a weight do to its input?",
)
BIAS_INSIDE = Mistake(
    "the bias is multiplied by the weight too",
    "b was added to x before the weight came.",
    "in which order do the product and the sum come in equation (2.3)?",
)
BIAS_OUTSIDE = Mistake(
    "the bias comes after the sigmoid",
    "The S-curve is moved up or down, and it should be moved sideways.",
    "can your answer be larger than 1?",
)
X_OUTSIDE = Mistake(
    "only the weight goes through the sigmoid",
    "x and b come in after the S-curve, and they belong to z.",
    "which of your brackets closes too early?",
)
ROLES_SWAPPED = Mistake(
    "the weight and the bias have each other's place",
    "b is multiplied by x, and w is added.",
    "in which order are w and b handed over?",
)
SUMMED_INPUTS = Mistake(
    "the inputs are summed",
    "One z is made of all inputs, and each input should have its own.",
    "how many answers are there for four inputs?",
)
DECIDED = Mistake(
    "the answer is rounded to 0 or 1",
    "A share is asked for, and a decision is returned.",
    "which values between 0 and 1 does your function return?",
)

PREDICT = Model(
    reference="neuron.predict",
    inputs=("w", "b", "x"),
    steps={
        "product": lambda w, x: w * np.asarray(x),
        "shift": lambda b: b,
        "z": lambda product, shift: product + shift,
        "y_hat": lambda z: sigmoid(z),
    },
    returns="y_hat",
    faults=(
        *faults_of(
            "product",
            (lambda w, x: w + np.asarray(x), ADDED_NOT_MULTIPLIED),
            (lambda right: np.sum(right), SUMMED_INPUTS),
        ),
        *faults_of("shift", (lambda b: -b, BIAS_SUBTRACTED)),
        *faults_of(
            "z",
            (lambda product: product, BIAS_MISSING),
            (lambda w, shift, x: w * (np.asarray(x) + shift), BIAS_INSIDE),
            (lambda w, b, x: b * np.asarray(x) + w, ROLES_SWAPPED),
        ),
        *faults_of(
            "y_hat",
            (lambda z: z, ACTIVATION_MISSING),
            (lambda z: sigmoid(-z), MIRRORED),
            (lambda z: np.tanh(z), TANH),
            (lambda right: sigmoid(right), SIGMA_TWICE),
            (lambda z: sigmoid_prime(z), SLOPE_FOR_CURVE),
            (lambda product, shift: sigmoid(product) + shift, BIAS_OUTSIDE),
            (lambda w, x, shift: sigmoid(w) * np.asarray(x) + shift, X_OUTSIDE),
            (lambda z: np.where(z >= 0, 1.0, 0.0)[()], DECIDED),
            (lambda right: np.round(right, 2), ROUNDED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

HALF = Mistake(
    "a factor 1/2 that is not there",
    "This lesson's loss has 1/n in front, and nothing else.",
    "which factor does equation (2.4) have in front?",
)
ABS_FOR_SQUARE = Mistake(
    "the sizes count, not the squares",
    "Each difference loses its sign, and it is not squared.",
    "what does the second of the three decisions do with each difference?",
)
NOT_SQUARED = Mistake(
    "the differences are not squared",
    "Errors to both sides cancel.",
    "what is your loss where one answer is 0.1 too large and another 0.1 too small?",
)
DOUBLED = Mistake(
    "doubled, not squared",
    "Each difference is multiplied by 2 where it should be multiplied by itself.",
    "what is the square of 3, and what does yours give?",
)
ROOT = Mistake(
    "a root is taken at the end",
    "It is the root of the mean squared error.",
    "which of the three decisions asks for a root?",
)
MEAN_BEFORE_SQUARE = Mistake(
    "the square comes after the mean or the sum",
    "The differences are added first, and then squared, so errors to both sides cancel.",
    "in which order do the three decisions come?",
)
SQUARED_BEFORE_DIFFERENCE = Mistake(
    "squared before the difference is taken",
    "Each of the two is squared alone.",
    "in which order do the three decisions come?",
)
ADDED_DIFFERENCE = Mistake(
    "added where a difference is asked for",
    "y_hat and y are added.",
    "what should the loss be where every answer is right?",
)
ONE_OF_TWO = Mistake(
    "only one of y_hat and y is there",
    "There is no difference in it.",
    "what should the loss be where every answer is right?",
)
NOT_AVERAGED = Mistake(
    "one value for each sample",
    "The sum over the samples was not taken.",
    "how many numbers should come out, whatever n is?",
)
DIVIDED_TWICE = Mistake(
    "divided by n twice",
    "It is the mean, divided by n once more.",
    "what does np.mean divide by, and do you divide too?",
)
N_MINUS_ONE = Mistake(
    "divided by n - 1",
    "The sum is divided by one less than the number of samples.",
    "what is your loss for a single sample?",
)
N_TYPED_IN = Mistake(
    "the number of samples is typed in",
    "The sum is divided by a fixed number.",
    "which of your numbers should depend on the data?",
)
CROSS_ENTROPY = Mistake(
    "the cross-entropy for the squared error",
    "It is another loss, with logarithms.",
    "what does equation (2.4) do with each difference?",
)
MULTIPLIED_BY_N = Mistake(
    "multiplied by n",
    "The sum is multiplied where it should be divided.",
    "what does the loss do when every sample is there twice?",
)


def _cross_entropy(y_hat: Any, y: Any) -> Any:
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


MSE = Model(
    reference="neuron.mse",
    inputs=("y_hat", "y"),
    steps={
        "difference": lambda y_hat, y: np.asarray(y_hat) - y,
        "square": lambda difference: difference**2,
        "total": lambda square: np.sum(square),
        "n": lambda y: np.size(y),
        "loss": lambda total, n: total / n,
    },
    returns="loss",
    faults=(
        *faults_of(
            "difference",
            (lambda y_hat, y: np.asarray(y_hat) + y, ADDED_DIFFERENCE),
            (lambda y_hat: np.asarray(y_hat), ONE_OF_TWO),
            (lambda y: np.asarray(y), ONE_OF_TWO),
        ),
        *faults_of(
            "square",
            (lambda difference: np.abs(difference), ABS_FOR_SQUARE),
            (lambda difference: difference, NOT_SQUARED),
            (lambda difference: 2 * difference, DOUBLED),
            (lambda y_hat, y: np.asarray(y_hat) ** 2 - np.asarray(y) ** 2, SQUARED_BEFORE_DIFFERENCE),
        ),
        *faults_of("total", (lambda square: square, NOT_AVERAGED)),
        *faults_of(
            "n",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda right: 2 * right, HALF),
            (lambda right: right * right, DIVIDED_TWICE),
            (lambda right: 1 / right, MULTIPLIED_BY_N),
            (lambda right: np.float64(right - 1), N_MINUS_ONE),
            (lambda: 24, N_TYPED_IN),
        ),
        *faults_of(
            "loss",
            (lambda right: np.sqrt(right), ROOT),
            (lambda difference: np.mean(difference) ** 2, MEAN_BEFORE_SQUARE),
            (lambda difference, n: np.sum(difference) ** 2 / n, MEAN_BEFORE_SQUARE),
            (lambda difference: np.sum(difference) ** 2, MEAN_BEFORE_SQUARE),
            (lambda y_hat, y: _cross_entropy(y_hat, y), CROSS_ENTROPY),
            (lambda square: square, NOT_AVERAGED),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
        ),
        *faults_of(
            "loss",
            (lambda: 0.0, ALWAYS_ZERO),
            *((lambda right, number=number: np.round(right, number), ROUNDED) for number in (1, 2, 3)),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
