"""Models of lesson 4's way forward: the outputs of a layer, and the error."""

from typing import Any

import numpy as np

from helpers.mistakes.common import EXTRA_BRACKETS, faults_of
from helpers.mistakes.layers import (
    ERROR_ADDED,
    EXTRA_TWO,
    FIRST_UNIT_ONLY,
    HALF,
    LAST_TERM,
    MATRIX_TURNED,
    MEAN_FOR_SUM,
    MIRRORED,
    NOT_SUMMED,
    OUTPUT_MISSING,
    RUNNING_TOTAL,
    SIGMA_MISSING,
    TANH,
    TARGET_MISSING,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.reference.activations import sigmoid

SIGMA_INSIDE = Mistake(
    "the sigmoid comes before the sum",
    "The single terms are squeezed, and then they are added.",
    "what exactly goes through the sigmoid in equation (4.1)?",
)
SIGMA_TWICE = Mistake(
    "the sigmoid is applied twice",
    "What comes out of the sigmoid goes through it again.",
    "how often does a sum go through the sigmoid on its way?",
)
SLOPE_FOR_CURVE = Mistake(
    "the slope of the sigmoid for the sigmoid",
    "The values are those of sigma'.",
    "which of the two functions gives an output, and which says how fast it rises?",
)
ONE_SUM_FOR_ALL = Mistake(
    "all units share one sum",
    "The terms of different units are added.",
    "how many outputs does the layer have, and which terms belong to the first?",
)
OUTPUTS_OF_BEFORE_MISSING = Mistake(
    "the outputs of the layer before are missing",
    "Only the weights are added.",
    "which input does your sum not use?",
)

# s_k = sum_j w_jk o_j, for models with the inputs w and o.
SUM_FAULTS = faults_of(
    "s",
    (lambda terms: terms, NOT_SUMMED),
    (lambda terms: np.sum(terms, axis=1), MATRIX_TURNED),
    (lambda w, o: w @ o if w.shape[0] == w.shape[1] else w.T @ o, MATRIX_TURNED),
    (lambda terms: np.sum(terms), ONE_SUM_FOR_ALL),
    (lambda terms: np.mean(terms, axis=0), MEAN_FOR_SUM),
    (lambda terms: np.cumsum(np.sum(terms, axis=0)), RUNNING_TOTAL),
    (lambda terms: terms[-1], LAST_TERM),
    (lambda w: np.sum(w, axis=0), OUTPUTS_OF_BEFORE_MISSING),
    (lambda right: right[:, None], EXTRA_BRACKETS),
)

OUTPUT = Model(
    reference="sum_term.output",
    inputs=("w", "o"),
    steps={
        "terms": lambda w, o: w * np.asarray(o)[:, None],
        "s": lambda terms: np.sum(terms, axis=0),
        "out": lambda s: sigmoid.value(s),
    },
    returns="out",
    faults=(
        *SUM_FAULTS,
        *faults_of(
            "out",
            (lambda s: s, SIGMA_MISSING),
            (lambda s: np.tanh(s), TANH),
            (lambda s: sigmoid.value(-s), MIRRORED),
            (lambda s: sigmoid.slope(s), SLOPE_FOR_CURVE),
            (lambda right: sigmoid.value(right), SIGMA_TWICE),
            (lambda terms: np.sum(sigmoid.value(terms), axis=0), SIGMA_INSIDE),
            (lambda w, o: sigmoid.value(w).T @ o, SIGMA_INSIDE),
            (lambda right: right[0], FIRST_UNIT_ONLY),
            (lambda right: right[:1], FIRST_UNIT_ONLY),
            (lambda right: np.where(np.arange(len(right)) == 0, right, 0.0), FIRST_UNIT_ONLY),
        ),
        *ends("out"),
    ),
)

NOT_SQUARED = Mistake(
    "the misses are not squared",
    "Misses to both sides cancel.",
    "what is your error where one output is 0.1 too large and another 0.1 too small?",
)
ABS_FOR_SQUARE = Mistake(
    "the sizes are added, not the squares",
    "Each miss counts without its sign, and it was not squared.",
    "what does equation (4.2) do with each miss?",
)
SQUARE_LATE = Mistake(
    "the square comes after the sum",
    "The misses are added first and then squared, so misses to both sides cancel.",
    "what comes first in equation (4.2), reading from the inside?",
)
SQUARED_ALONE = Mistake(
    "squared before the difference is taken",
    "Target and output are each squared alone.",
    "what exactly is squared in equation (4.2)?",
)
ROOT = Mistake(
    "a root is taken at the end",
    "It is the length of the vector of misses, and no sum of squares.",
    "where does equation (4.2) ask for a root?",
)
CROSS_ENTROPY = Mistake(
    "the cross-entropy for the squared error",
    "It is another loss, with logarithms.",
    "what does equation (4.2) do with each miss?",
)
ERROR_SIGN = Mistake(
    "the sign of the error is turned round",
    "A sum of squares is negative.",
    "which sign has a square?",
)
FIRST_OUTPUT_ONLY = Mistake(
    "only one of the outputs counts",
    "The misses of the others make no difference.",
    "how far is your `return` indented, or what does your loop do with the sum so far?",
)


def _cross_entropy(t: Any, out: Any) -> Any:
    return -np.sum(t * np.log(out) + (1 - t) * np.log(1 - out))


ERROR = Model(
    reference="sum_term.error",
    inputs=("w", "o", "t"),
    steps={
        "terms": lambda w, o: w * np.asarray(o)[:, None],
        "s": lambda terms: np.sum(terms, axis=0),
        "out": lambda s: sigmoid.value(s),
        "miss": lambda t, out: t - out,
        "squares": lambda miss: miss**2,
        "E": lambda squares: np.sum(squares),
    },
    returns="E",
    faults=(
        *faults_of("out", (lambda s: s, SIGMA_MISSING)),
        *faults_of("miss", (lambda t, out: t + out, ERROR_ADDED), (lambda out: out, TARGET_MISSING)),
        *faults_of("miss", (lambda t: np.asarray(t), OUTPUT_MISSING)),
        *faults_of(
            "squares",
            (lambda miss: miss, NOT_SQUARED),
            (lambda miss: -miss, NOT_SQUARED),
            (lambda miss: 2 * miss, NOT_SQUARED),
            (lambda miss: np.abs(miss), ABS_FOR_SQUARE),
            (lambda t, out: t**2 - out**2, SQUARED_ALONE),
            (lambda t, out: t - out**2, SQUARED_ALONE),
        ),
        *faults_of(
            "E",
            (lambda right: right / 2, HALF),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: -right, ERROR_SIGN),
            (lambda right, t: right / len(t), MEAN_FOR_SUM),
            (lambda right, o: right / len(o), MEAN_FOR_SUM),
            (lambda right: np.sqrt(right), ROOT),
            (lambda miss: np.sum(miss) ** 2, SQUARE_LATE),
            (lambda miss: np.mean(miss) ** 2, SQUARE_LATE),
            (lambda squares: squares, NOT_SUMMED),
            (lambda squares: squares[0], FIRST_OUTPUT_ONLY),
            (lambda squares: squares[-1], FIRST_OUTPUT_ONLY),
            (lambda t, out: _cross_entropy(t, out), CROSS_ENTROPY),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
        ),
        *ends("E"),
    ),
)
