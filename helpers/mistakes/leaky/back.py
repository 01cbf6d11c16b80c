"""Models of lesson 5's way back, step by step: the error at the output, a layer's gradients, one layer further back."""

from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    SUM_FOR_MEAN,
    SWAPPED_RESULTS,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import (
    ALL_SUMMED,
    AXIS_LOST,
    BOTH_FOR_VALUE,
    DIVIDED_TWICE,
    ELEMENTWISE,
    ENTRIES_FOR_M,
    ERROR_ADDED,
    ERROR_MISSING,
    ERROR_SQUARED,
    EXTRA_TWO,
    FIRST_SAMPLE,
    GRADIENT_SIGN,
    HALF,
    INPUT_MISSING,
    LAST_SAMPLE,
    M_TYPED_IN,
    MATRIX_FOR_ELEMENTWISE,
    MEANS_MULTIPLIED,
    MULTIPLIED_BY_M,
    ONE_OUTPUT,
    PER_SAMPLE,
    ROWS_FOR_M,
    SAMPLES_LEFT,
    TARGET_MISSING,
    WRONG_AXIS,
    ends,
)
from helpers.mistakes.leaky.ahead import ALPHA_FIXED, RELU_FOR_LEAKY, bent, slope_of
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow.curves import SIDES_SWAPPED

Z_FOR_A = Mistake(
    "Z stands where A should stand",
    "What went into an activation is used where what came out of it is needed.",
    "what does the equation name at this place: the value before or after the activation?",
)
SLOPE_MISSING = Mistake(
    "the slope of the activation is missing",
    "A nudge of Z is passed on as if A moved just as much.",
    "how many arrows does the chain rule pass here, and how many factors do you have?",
)
VALUE_FOR_SLOPE = Mistake(
    "the value of the activation for its slope",
    "The error is multiplied by s(z) where s'(z) should stand.",
    "which of the two values that `leaky_relu` returns do you use?",
)
TIMES_Z = Mistake(
    "Z stands where its slope should stand",
    "The error is multiplied by what went into the activation.",
    "how steep is leaky ReLU at z = 3, and what is your factor there?",
)
BOTH_FOR_SLOPE = replace(
    BOTH_FOR_VALUE,
    said="The pair that `leaky_relu` returns stands where its slope alone should stand.",
    think="how many values does `leaky_relu` return, and how many do you need here?",
)
SLOPE_TWICE = Mistake(
    "the slope of the activation is there twice",
    "One arrow counts twice.",
    "how many arrows does the chain rule pass here, and how many factors do you have?",
)
SLOPE_OF_MISS = Mistake(
    "the slope is taken at the miss",
    "The side of 0 is that of A - Y, and not that of Z.",
    "which number went into the activation?",
)
SLOPE_DIVIDES = Mistake(
    "the slope of the activation divides",
    "The error grows left of 0 where it should shrink.",
    "a nudge of Z is shrunk to a tenth on its way to A: does the loss move more or less?",
)


def _slope_faults(step: str, z: str) -> Any:
    """What may happen to the slope at `z`; the step is a function of that name and `alpha`."""
    at_z: Any = {
        "Z3": lambda change: lambda Z3, alpha: change(Z3, alpha),
        "Z_before": lambda change: lambda Z_before, alpha: change(Z_before, alpha),
    }[z]
    return faults_of(
        step,
        (at_z(lambda Z, alpha: np.ones_like(Z)), SLOPE_MISSING),
        (at_z(bent), VALUE_FOR_SLOPE),
        (at_z(lambda Z, alpha: Z), TIMES_Z),
        (at_z(lambda Z, alpha: np.array((bent(Z, alpha), slope_of(Z, alpha)))), BOTH_FOR_SLOPE),
        (at_z(lambda Z, alpha: slope_of(Z, alpha) ** 2), SLOPE_TWICE),
        (at_z(lambda Z, alpha: 1 / slope_of(Z, alpha)), SLOPE_DIVIDES),
        (at_z(lambda Z, alpha: slope_of(Z, 0.0)), RELU_FOR_LEAKY),
        (at_z(lambda Z, alpha: slope_of(-Z, alpha)), SIDES_SWAPPED),
        (at_z(lambda Z, alpha: slope_of(Z, 0.1)), ALPHA_FIXED),
    )


OUTPUT_DELTA = Model(
    reference="leaky.output_delta",
    inputs=("A3", "Z3", "Y", "alpha"),
    steps={
        "miss": lambda A3, Y: A3 - Y,
        "slope": lambda Z3, alpha: slope_of(Z3, alpha),
        "dZ3": lambda miss, slope: miss * slope,
    },
    returns="dZ3",
    faults=(
        *faults_of(
            "miss",
            (lambda A3: A3, TARGET_MISSING),
            (lambda A3, Y: A3 + Y, ERROR_ADDED),
            (lambda right: right**2, ERROR_SQUARED),
            (lambda right: right**2 / 2, ERROR_SQUARED),
            (lambda right: np.ones_like(right), ERROR_MISSING),
            (lambda Z3, Y: Z3 - Y, Z_FOR_A),
        ),
        *_slope_faults("slope", "Z3"),
        *faults_of("slope", (lambda miss, alpha: slope_of(miss, alpha), SLOPE_OF_MISS)),
        *faults_of(
            "dZ3",
            (lambda miss, slope: miss @ slope.T, MATRIX_FOR_ELEMENTWISE),
            (lambda miss, slope: miss.T @ slope, MATRIX_FOR_ELEMENTWISE),
            (lambda miss, slope: miss @ slope, MATRIX_FOR_ELEMENTWISE),
            *PER_SAMPLE,
        ),
        *ends("dZ3"),
    ),
)

NOT_TURNED = Mistake(
    "nothing is transposed",
    "The product runs over the wrong index, and only sizes that happen to agree let it run at all.",
    "over which index should the product add, and where does it stand in each factor?",
)
W_NOT_DIVIDED = Mistake(
    "only db3 is averaged, and dW3 is summed",
    "The two equations begin with the same factor, and yours do not.",
    "what would happen to dW3 if every sample were there twice?",
)
B_NOT_DIVIDED = Mistake(
    "only dW3 is averaged, and db3 is summed",
    "The two equations begin with the same factor, and yours do not.",
    "what would happen to db3 if every sample were there twice?",
)

_MEANS = (lambda dZ3, A2: np.outer(np.mean(dZ3, axis=1), np.mean(A2, axis=1)), MEANS_MULTIPLIED)

LAST_LAYER_GRADIENTS = Model(
    reference="leaky.last_layer_gradients",
    inputs=("dZ3", "A2"),
    steps={
        "m": lambda dZ3: np.shape(dZ3)[1],
        "dW3": lambda dZ3, A2, m: dZ3 @ A2.T / m,
        "db3": lambda dZ3, m: np.sum(dZ3, axis=1, keepdims=True) / m,
        "returned": lambda dW3, db3: (dW3, db3),
    },
    returns="returned",
    faults=(
        *faults_of(
            "m",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda right: right**2, DIVIDED_TWICE),
            (lambda right: 1 / right, MULTIPLIED_BY_M),
            (lambda dZ3: len(dZ3), ROWS_FOR_M),
            (lambda A2: len(A2), ROWS_FOR_M),
            (lambda dZ3: np.size(dZ3), ENTRIES_FOR_M),
            (lambda: 5, M_TYPED_IN),
            (lambda right: 2 * right, HALF),
            (lambda right: right / 2, EXTRA_TWO),
            (lambda right: -right, GRADIENT_SIGN),
        ),
        *faults_of(
            "dW3",
            (lambda right: right.T, TRANSPOSED),
            _MEANS,
            (lambda right, m: right * m, W_NOT_DIVIDED),
            (lambda dZ3, A2, m: dZ3 * A2 / m, ELEMENTWISE),
            (lambda dZ3, A2, m: dZ3 @ A2 / m, NOT_TURNED),
            (lambda dZ3, A2: np.outer(dZ3[:, -1], A2[:, -1]), LAST_SAMPLE),
            (lambda dZ3, A2, m: np.outer(dZ3[:, -1], A2[:, -1]) / m, LAST_SAMPLE),
            (lambda dZ3, A2, m: np.outer(dZ3[:, 0], A2[:, 0]) / m, FIRST_SAMPLE),
            (lambda dZ3, A2, m: np.outer(np.sum(dZ3, axis=1), np.ones(len(A2))) / m, INPUT_MISSING),
        ),
        *faults_of(
            "db3",
            (lambda right: right[:, 0], AXIS_LOST),
            (lambda right: right.T, TRANSPOSED),
            (lambda right, m: right * m, B_NOT_DIVIDED),
            (lambda right: np.sum(right), ALL_SUMMED),
            (lambda dZ3, m: np.sum(dZ3, axis=0, keepdims=True) / m, WRONG_AXIS),
            (lambda dZ3, m: dZ3 / m, SAMPLES_LEFT),
            (lambda dZ3: dZ3, SAMPLES_LEFT),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], NOT_ALL_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

INVERSE = Mistake(
    "the inverse for the transpose",
    "The product undoes the weights, and the error should go back through them.",
    "does the equation ask which input gave this output, or how the loss moves with each input?",
)
WEIGHTS_MISSING = Mistake(
    "the weights are missing on the way back",
    "Each error counts the same for every unit, as if each weight were 1.",
    "by how much does a sum move when the output before it moves by 1?",
)

PASS_BACK = Model(
    reference="leaky.pass_back",
    inputs=("W", "dZ", "Z_before", "alpha"),
    steps={
        "dA": lambda W, dZ: W.T @ dZ,
        "slope": lambda Z_before, alpha: slope_of(Z_before, alpha),
        "back": lambda dA, slope: dA * slope,
    },
    returns="back",
    faults=(
        *faults_of(
            "dA",
            (lambda W, dZ: np.linalg.pinv(W) @ dZ, INVERSE),
            (lambda W, dZ: W @ dZ, NOT_TURNED),
            (lambda W, dZ: W[:1].T @ dZ[:1], ONE_OUTPUT),
            (lambda W, dZ: np.broadcast_to(np.sum(dZ, axis=0), (W.shape[1], dZ.shape[1])), WEIGHTS_MISSING),
            (lambda right: np.ones_like(right), ERROR_MISSING),
        ),
        *_slope_faults("slope", "Z_before"),
        *faults_of(
            "back",
            (lambda dA, slope: dA @ slope.T, MATRIX_FOR_ELEMENTWISE),
            (lambda dA, slope: dA.T @ slope, MATRIX_FOR_ELEMENTWISE),
            (lambda slope: slope, ERROR_MISSING),
            *PER_SAMPLE,
        ),
        *ends("back"),
    ),
)
