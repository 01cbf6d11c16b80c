"""Models of lesson 4's way back to the layer before, and of its update."""

from dataclasses import replace

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    ETA_TYPED_IN,
    EXTRA_BRACKETS,
    RESHAPED,
    SIGN,
    STEP_REVERSED,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import (
    ALL_SUMMED,
    ERROR_MISSING,
    EXTRA_TWO,
    FIRST_UNIT_ONLY,
    GRADIENT_SIGN,
    HALF,
    INPUT_MISSING,
    LAST_TERM,
    MATRIX_TURNED,
    MEAN_FOR_SUM,
    NOT_SUMMED,
    RUNNING_TOTAL,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.sum_term.entry import CHAIN, CHAIN_FAULTS, OUTPUT_FOR_INPUT, SUM_FOR_INPUT, factor_faults
from helpers.reference.activations import sigmoid

WEIGHTS_MISSING = Mistake(
    "the weights are missing on the way back",
    "Each error signal counts the same for every unit, as if each weight were 1.",
    "by how much does a sum move when the output before it moves by 1?",
)
WEIGHTS_SQUARED = Mistake(
    "the weights are there twice",
    "Each way back carries the square of its weight.",
    "by how much does a sum move when the output before it moves by 1?",
)
ONE_WAY_ONLY = Mistake(
    "only one of the ways is counted",
    "The error that comes back through the other output units is left out.",
    "through how many output units does a change of this output reach the error?",
)

HIDDEN_ERROR = Model(
    reference="sum_term.hidden_error",
    inputs=("w", "delta"),
    steps={"terms": lambda w, delta: w * delta, "e": lambda terms: np.sum(terms, axis=1)},
    returns="e",
    faults=(
        *faults_of(
            "terms",
            (lambda w: w, ERROR_MISSING),
            (lambda right, delta: np.broadcast_to(delta, right.shape), WEIGHTS_MISSING),
            (lambda right, w: right * w, WEIGHTS_SQUARED),
        ),
        *faults_of(
            "e",
            (lambda terms: terms, NOT_SUMMED),
            (lambda terms: np.sum(terms, axis=0), MATRIX_TURNED),
            (lambda w, delta: w.T @ delta if w.shape[0] == w.shape[1] else w @ delta, MATRIX_TURNED),
            (lambda terms: np.mean(terms, axis=1), MEAN_FOR_SUM),
            (lambda terms: np.sum(terms), ALL_SUMMED),
            (lambda delta: np.sum(delta), WEIGHTS_MISSING),
            (lambda terms: np.cumsum(np.sum(terms, axis=1)), RUNNING_TOTAL),
            (lambda terms: terms[:, 0], ONE_WAY_ONLY),
            (lambda terms: terms[:, -1], LAST_TERM),
            (lambda right: right[0], FIRST_UNIT_ONLY),
            (lambda right: np.where(np.arange(len(right)) == 0, right, 0.0), FIRST_UNIT_ONLY),
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: right / 2, HALF),
            (lambda right: right[:, None], EXTRA_BRACKETS),
        ),
        *ends("e"),
    ),
)

HIDDEN_SIGMA_MISSING = Mistake(
    "the sigmoid of the hidden units is missing",
    "Their sums go into the next layer as they are.",
    "what happens to r before it leaves the hidden unit?",
)
HIDDEN_SLOPE_MISSING = Mistake(
    "the slope of the hidden units is missing",
    "The error that comes back to their outputs is taken for that of their sums.",
    "how many arrows lead from the hidden unit's sum to its output?",
)
HIDDEN_SLOPE_OF_OUTPUT = Mistake(
    "sigma' of the hidden units is taken of their outputs",
    "The number handed to the slope went through the sigmoid already.",
    "at which point of the S-curve does the hidden unit stand?",
)
HIDDEN_SLOPE_TWICE = Mistake(
    "the slope of the hidden units is there twice",
    "One arrow counts twice.",
    "how many arrows lead from the hidden unit's sum to its output?",
)
HIDDEN_ONE_FACTOR = Mistake(
    "one of the two factors of the hidden units' slope is missing",
    "sigma' is a product of two factors, and only one of them is there.",
    "how steep is the S-curve far to the right and far to the left, and what does yours say there?",
)
HIDDEN_SLOPE_OF_INPUT = Mistake(
    "the slope of the hidden units is another one",
    "sigma' is written with the sum where the sigmoid of it should stand, or with a square.",
    "is the a in a (1 - a) the value before or after the sigmoid?",
)
ERROR_NOT_PASSED = Mistake(
    "the error that comes back is missing",
    "The slope of the hidden units stands alone.",
    "what takes the place of -2 (t - o) for a hidden unit?",
)
WEIGHT_FOR_INPUT = Mistake(
    "the weight stands where the input should be",
    "The sum was differentiated by the input, and the weight is what is nudged.",
    "which of the two moves: the weight or the input?",
)
LAST_LAYER = Mistake(
    "the gradient of the other layer",
    "It is dE/dw, of the weights that lead to the outputs.",
    "the slopes by which weights are asked for, those before or behind the hidden units?",
)

HIDDEN_GRADIENT = Model(
    reference="sum_term.hidden_gradient",
    inputs=("v", "w", "x", "t"),
    steps={
        "r": lambda v, x: np.transpose(v) @ x,
        "o": lambda r: sigmoid.value(r),
        "s": lambda w, o: np.transpose(w) @ o,
        **CHAIN,
        "e": lambda w, signal: w @ signal,
        "own_slope": lambda r: sigmoid.slope(r),
        "hidden": lambda e, own_slope: e * own_slope,
        "incoming": lambda x: np.asarray(x),
        "gradient": lambda incoming, hidden: np.outer(incoming, hidden),
    },
    returns="gradient",
    faults=(
        *faults_of("o", (lambda r: r, HIDDEN_SIGMA_MISSING)),
        *CHAIN_FAULTS,
        *faults_of(
            "e",
            (lambda right: np.ones_like(right), ERROR_NOT_PASSED),
            (lambda right, signal: np.full_like(right, np.sum(signal)), WEIGHTS_MISSING),
            (lambda w, signal: w**2 @ signal, WEIGHTS_SQUARED),
            (lambda w, signal: w[:, 0] * signal[0], ONE_WAY_ONLY),
            (lambda right: np.full_like(right, np.sum(right)), ALL_SUMMED),
        ),
        *faults_of(
            "own_slope",
            (lambda right: np.ones_like(right), HIDDEN_SLOPE_MISSING),
            (lambda o: sigmoid.slope(o), HIDDEN_SLOPE_OF_OUTPUT),
            (lambda right: right**2, HIDDEN_SLOPE_TWICE),
            (lambda o: o, HIDDEN_ONE_FACTOR),
            (lambda o: 1 - o, HIDDEN_ONE_FACTOR),
            (lambda r: r * (1 - r), HIDDEN_SLOPE_OF_INPUT),
            (lambda o: 1 - o**2, HIDDEN_SLOPE_OF_INPUT),
        ),
        *faults_of(
            "incoming",
            (lambda right: np.ones_like(right), INPUT_MISSING),
            (lambda o: o, OUTPUT_FOR_INPUT),
            (lambda r: r, SUM_FOR_INPUT),
        ),
        *factor_faults("gradient"),
        *faults_of(
            "gradient",
            (lambda right: right.T, TRANSPOSED),
            (lambda right: right.T.reshape(right.shape), RESHAPED),
            (lambda v, hidden: v * hidden, WEIGHT_FOR_INPUT),
            (lambda hidden: hidden, INPUT_MISSING),
            (lambda o, signal: np.outer(o, signal), LAST_LAYER),
            (lambda right, t: right / len(t), MEAN_FOR_SUM),
        ),
        *ends("gradient"),
    ),
)

ALPHA_MISSING = replace(ETA_MISSING, said="The step has the full length of the gradient, whatever alpha is.")
ALPHA_DIVIDES = replace(
    ETA_DIVIDES,
    said="The gradient is divided by alpha where the two should be multiplied.",
    think="what should a smaller alpha do to the length of the step?",
)
ALPHA_TYPED_IN = replace(ETA_TYPED_IN, said="The step has a fixed alpha, and not the one that is handed over.")
OLD_PLACE_MISSING = Mistake(
    "the old weights are missing",
    "The step alone is returned, and not the place that it leads to.",
    "from where does the step start?",
)
STEP_TIMES_PLACE = Mistake(
    "the step is a share of the weight",
    "A weight of 0 would never move.",
    "what is multiplied by alpha in equation (4.12)?",
)
BRACKETS_OF_STEP = Mistake(
    "alpha multiplies the weight too",
    "The difference is taken before alpha comes.",
    "which of the two does alpha make shorter: the step, or everything?",
)
GRADIENT_UNUSED = Mistake(
    "the gradient is missing",
    "Every weight is moved by the same amount.",
    "which input does your step not use?",
)
GRADIENT_RETURNED = Mistake(
    "the gradient is returned",
    "The result is what came in.",
    "what does the text under `def` say that is returned?",
)
WEIGHTS_UNCHANGED = Mistake(
    "the old weights are returned",
    "The step is worked out, if at all, and not handed over.",
    "which of your names holds the new weights?",
)

UPDATE = Model(
    reference="sum_term.update",
    inputs=("w", "gradient", "alpha"),
    steps={
        "rate": lambda alpha: alpha,
        "way": lambda rate, gradient: rate * np.asarray(gradient),
        "new": lambda w, way: w - way,
    },
    returns="new",
    faults=(
        *faults_of(
            "rate",
            (lambda right: -right, SIGN),
            (lambda: 1.0, ALPHA_MISSING),
            (lambda alpha: 1 / alpha, ALPHA_DIVIDES),
            *((lambda typed=typed: typed, ALPHA_TYPED_IN) for typed in (0.01, 0.1, 0.2, 0.5)),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: right / 2, HALF),
        ),
        *faults_of("way", (lambda right, w: right * w, STEP_TIMES_PLACE)),
        *faults_of(
            "new",
            (lambda way: way, OLD_PLACE_MISSING),
            (lambda way: -way, OLD_PLACE_MISSING),
            (lambda w, gradient, alpha: (w - gradient) * alpha, BRACKETS_OF_STEP),
            (lambda w, alpha: w - alpha, GRADIENT_UNUSED),
            (lambda gradient: gradient, GRADIENT_RETURNED),
            (lambda w: w, WEIGHTS_UNCHANGED),
            (lambda right: -right, STEP_REVERSED),
            (lambda right: right.T, TRANSPOSED),
        ),
        *ends("new"),
    ),
)
