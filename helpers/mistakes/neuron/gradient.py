"""Models of lesson 2's gradient: three arrows for one sample, and the mean over n samples."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    FACTOR_2_MISSING,
    FACTOR_2_TWICE,
    NOT_DIFFERENTIATED,
    SUM_FOR_MEAN,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.descent.curve import POWER_NOT_LOWERED
from helpers.mistakes.layers import (
    FIRST_SAMPLE,
    LAST_SAMPLE,
    MEANS_MULTIPLIED,
    SLOPE_AS_OUTPUT,
    SUM_FOR_SLOPE,
)
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.neuron.answer import (
    ACTIVATION_MISSING,
    BIAS_MISSING,
    BIAS_SUBTRACTED,
    DIVIDED_TWICE,
    N_MINUS_ONE,
    N_TYPED_IN,
    NOT_AVERAGED,
)
from helpers.mistakes.neuron.curve import ONE_FACTOR_OF_TWO, SIGMA_LEFT_OUT, TANH_SLOPE, sigmoid, sigmoid_prime

GRADIENT_SIGN = Mistake(
    "the sign of the gradient is turned round",
    "Both slopes are minus what they should be.",
    "does the loss rise or fall when an answer that is too large grows a little?",
)
TARGET_MISSING = Mistake(
    "the target is missing",
    "The answer itself stands where its distance from the target should be.",
    "where does y stand in your code?",
)
ANSWER_MISSING = Mistake(
    "the answer is missing",
    "y itself stands where the distance from it should stand.",
    "where does y_hat stand in your code?",
)
ERROR_ADDED = Mistake(
    "y_hat and y are added",
    "The distance from the target is a difference.",
    "what should the gradient be where the answer is right?",
)
ERROR_WITHOUT_SIGN = Mistake(
    "the error counts without its sign",
    "It makes no difference whether the answer is too large or too small.",
    "which way should w go when the answer is too small, and which way when it is too large?",
)
ERROR_MISSING = Mistake(
    "the slope from y_hat to l is missing",
    "The product begins at y_hat, and l was to be differentiated.",
    "how many arrows lead from w to l, and how many factors do you have?",
)
SIGMA_PRIME_MISSING = Mistake(
    "the slope of the sigmoid is missing",
    "The nudge of z is passed on as if y_hat moved just as much.",
    "how many arrows lead from w to l, and how many factors do you have?",
)
SIGMA_PRIME_OF_A = Mistake(
    "sigma' is taken of the answer, not of z",
    "The number handed to the slope went through the sigmoid already.",
    "what is the input of your `sigmoid_prime`, by the text under its `def`?",
)
SIGMA_PRIME_OF_X = Mistake(
    "sigma' is taken of x, not of z",
    "The slope of the S-curve is taken at another place than the neuron's.",
    "where on the S-curve does the neuron stand?",
)
SIGMA_PRIME_TWICE = Mistake(
    "the slope of the sigmoid is there twice",
    "One arrow counts twice.",
    "how many arrows lead from w to l, and how many factors do you have?",
)
X_MISSING = Mistake(
    "the slope from w to z is missing",
    "A weight on a large input counts as much as one on a small input.",
    "by how much does z grow when w grows by 1?",
)
X_TWICE = Mistake(
    "the input x is there twice",
    "The last arrow of the weight counts twice.",
    "by how much does z grow when w grows by 1?",
)
W_FOR_X = Mistake(
    "the weight stands where the input should be",
    "z was differentiated by x in place of w.",
    "which of the two moves: w or x?",
)
OUTPUT_FOR_INPUT = Mistake(
    "the neuron's output stands where its input should be",
    "The last arrow of the weight carries y_hat or z.",
    "by how much does z grow when w grows by 1?",
)
X_IN_BIAS = Mistake(
    "the bias's slope carries the input",
    "x is multiplied into the slope by b too.",
    "by how much does z grow when b grows by 1?",
)
BIAS_IN_BIAS = Mistake(
    "the bias's slope carries the bias",
    "b is multiplied into its own slope.",
    "by how much does z grow when b grows by 1?",
)
BIAS_SLOPE_ZERO = Mistake(
    "the bias's slope is 0",
    "b counts as a constant that changes nothing.",
    "does the answer change when b does?",
)
SLOPES_ADDED = Mistake(
    "the slopes are added",
    "Stretching several times in a row is multiplying.",
    "a nudge is stretched by 2 and then by 3: how large is it?",
)

SAMPLE_STEPS: dict[str, Callable[..., Any]] = {
    "wx": lambda w, x: w * np.asarray(x),
    "z": lambda wx, b: wx + b,
    "y_hat": lambda z: sigmoid(z),
    "error": lambda y_hat, y: y_hat - y,
    "two": lambda: 2.0,
    "dl_dy_hat": lambda two, error: two * error,
    "dy_hat_dz": lambda z: sigmoid_prime(z),
    "dl_dz": lambda dl_dy_hat, dy_hat_dz: dl_dy_hat * dy_hat_dz,
    "dz_dw": lambda x: np.asarray(x),
    "dz_db": lambda: 1.0,
    "dl_dw": lambda dl_dz, dz_dw: dl_dz * dz_dw,
    "dl_db": lambda dl_dz, dz_db: dl_dz * dz_db,
}
# For every model that begins with SAMPLE_STEPS. The sign of the error is not among them: in an update it cannot be told
# from the sign of the step.
SAMPLE_FAULTS = (
    *faults_of("z", (lambda wx: wx, BIAS_MISSING), (lambda wx, b: wx - b, BIAS_SUBTRACTED)),
    *faults_of("y_hat", (lambda z: z, ACTIVATION_MISSING), (lambda z: sigmoid_prime(z), SLOPE_AS_OUTPUT)),
    *faults_of(
        "error",
        (lambda y_hat: y_hat, TARGET_MISSING),
        (lambda y: np.asarray(y), ANSWER_MISSING),
        (lambda y: -np.asarray(y), ANSWER_MISSING),
        (lambda y_hat, y: y_hat + y, ERROR_ADDED),
        (lambda right: np.abs(right), ERROR_WITHOUT_SIGN),
        (lambda right: np.ones_like(right), ERROR_MISSING),
    ),
    *faults_of("two", (lambda: 1.0, FACTOR_2_MISSING), (lambda: 4.0, FACTOR_2_TWICE)),
    *faults_of(
        "dl_dy_hat",
        (lambda right: np.ones_like(right), ERROR_MISSING),
        (lambda error: error**2, NOT_DIFFERENTIATED),
        (lambda two, error: two * error**2, POWER_NOT_LOWERED),
    ),
    *faults_of(
        "dy_hat_dz",
        (lambda right: np.ones_like(right), SIGMA_PRIME_MISSING),
        (lambda y_hat: sigmoid_prime(y_hat), SIGMA_PRIME_OF_A),
        (lambda x: sigmoid_prime(x), SIGMA_PRIME_OF_X),
        (lambda right: right**2, SIGMA_PRIME_TWICE),
        (lambda z: sigmoid(z), ONE_FACTOR_OF_TWO),
        (lambda z: sigmoid(-z), ONE_FACTOR_OF_TWO),
        (lambda z: z, SUM_FOR_SLOPE),
        (lambda z: z * (1 - z), SIGMA_LEFT_OUT),
        (lambda y_hat: 1 - y_hat**2, TANH_SLOPE),
        (lambda wx: sigmoid_prime(wx), BIAS_MISSING),
    ),
    *faults_of("dl_dz", (lambda dl_dy_hat, dy_hat_dz: dl_dy_hat + dy_hat_dz, SLOPES_ADDED)),
    *faults_of(
        "dz_dw",
        (lambda: 1.0, X_MISSING),
        (lambda right: right**2, X_TWICE),
        (lambda w: w, W_FOR_X),
        (lambda y_hat: y_hat, OUTPUT_FOR_INPUT),
        (lambda z: z, OUTPUT_FOR_INPUT),
    ),
    *faults_of(
        "dz_db",
        (lambda x: np.asarray(x), X_IN_BIAS),
        (lambda b: b, BIAS_IN_BIAS),
        (lambda: 0.0, BIAS_SLOPE_ZERO),
    ),
    *faults_of(
        "dl_dw",
        (lambda dl_dy_hat, dz_dw: dl_dy_hat * dz_dw, SIGMA_PRIME_MISSING),
        (lambda dy_hat_dz, dz_dw: dy_hat_dz * dz_dw, ERROR_MISSING),
        (lambda dl_dy_hat, dy_hat_dz, dz_dw: dl_dy_hat + dy_hat_dz + dz_dw, SLOPES_ADDED),
    ),
    *faults_of(
        "dl_db",
        (lambda dl_dy_hat: dl_dy_hat, SIGMA_PRIME_MISSING),
        (lambda dy_hat_dz: dy_hat_dz, ERROR_MISSING),
        (lambda right: right / 2, FACTOR_2_MISSING),
    ),
)
# Where both slopes carry the sum.
_ALL_ADDED = Fault(
    "returned",
    lambda dl_dy_hat, dy_hat_dz, dz_dw, dz_db: (dl_dy_hat + dy_hat_dz + dz_dw, dl_dy_hat + dy_hat_dz + dz_db),
    SLOPES_ADDED,
)

GRADIENT_ONE = Model(
    reference="neuron.gradient_one",
    inputs=("w", "b", "x", "y"),
    steps={**SAMPLE_STEPS, "returned": lambda dl_dw, dl_db: (dl_dw, dl_db)},
    returns="returned",
    faults=(
        *SAMPLE_FAULTS,
        *faults_of("error", (lambda right: -right, GRADIENT_SIGN)),
        *faults_of("returned", (lambda dl_dw, dl_db: (dl_db, dl_dw), SWAPPED_RESULTS)),
        _ALL_ADDED,
    ),
)


def _means(*factors: Any) -> Any:
    product = 1.0
    for factor in factors:
        product = product * np.mean(factor)
    return product


GRADIENT_BATCH = Model(
    reference="neuron.gradient_batch",
    inputs=("w", "b", "x", "y"),
    steps={
        **SAMPLE_STEPS,
        "n": lambda x: np.size(x),
        "sum_w": lambda dl_dw: np.sum(dl_dw),
        "sum_b": lambda dl_db: np.sum(dl_db),
        "dw": lambda sum_w, n: sum_w / n,
        "db": lambda sum_b, n: sum_b / n,
        "returned": lambda dw, db: (dw, db),
    },
    returns="returned",
    faults=(
        *SAMPLE_FAULTS,
        *faults_of("error", (lambda right: -right, GRADIENT_SIGN)),
        *faults_of(
            "n",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda right: right**2, DIVIDED_TWICE),
            (lambda right: np.float64(right - 1), N_MINUS_ONE),
            (lambda: 24, N_TYPED_IN),
        ),
        *faults_of(
            "dw",
            (lambda sum_w: sum_w, SUM_FOR_MEAN),
            (lambda dl_dw: dl_dw, NOT_AVERAGED),
            (lambda dl_dz, dz_dw: _means(dl_dz, dz_dw), MEANS_MULTIPLIED),
            (lambda dl_dy_hat, dy_hat_dz, dz_dw: _means(dl_dy_hat, dy_hat_dz * dz_dw), MEANS_MULTIPLIED),
        ),
        *faults_of("db", (lambda sum_b: sum_b, SUM_FOR_MEAN), (lambda dl_db: dl_db, NOT_AVERAGED)),
        *faults_of(
            "returned",
            (lambda dw, db: (db, dw), SWAPPED_RESULTS),
            (lambda dl_dw, dl_db: (dl_dw, dl_db), NOT_AVERAGED),
            (lambda dl_dw, dl_db: (dl_dw[0], dl_db[0]), FIRST_SAMPLE),
            (lambda dl_dw, dl_db, n: (dl_dw[0] / n, dl_db[0] / n), FIRST_SAMPLE),
            (lambda dl_dw, dl_db: (dl_dw[-1], dl_db[-1]), LAST_SAMPLE),
            (lambda dl_dw, dl_db, n: (dl_dw[-1] / n, dl_db[-1] / n), LAST_SAMPLE),
            (
                lambda dl_dy_hat, dy_hat_dz, dz_dw: (_means(dl_dy_hat, dy_hat_dz, dz_dw), _means(dl_dy_hat, dy_hat_dz)),
                MEANS_MULTIPLIED,
            ),
            (
                lambda dl_dy_hat, dy_hat_dz, dz_dw: (
                    _means(dl_dy_hat, dy_hat_dz * dz_dw),
                    _means(dl_dy_hat, dy_hat_dz),
                ),
                MEANS_MULTIPLIED,
            ),
            (lambda right: (np.array([right[0]]), np.array([right[1]])), EXTRA_BRACKETS),
        ),
    ),
)
