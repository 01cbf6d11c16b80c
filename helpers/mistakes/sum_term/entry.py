"""Model of lesson 4's derivative by one weight, which expressions 1 and 2 both are; and the chain that others share."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import EXTRA_BRACKETS, FACTOR_2_MISSING, FACTOR_2_TWICE, faults_of
from helpers.mistakes.layers import (
    ERROR_ADDED,
    ERROR_MISSING,
    ERROR_SQUARED,
    INPUT_MISSING,
    ONE_FACTOR_OF_TWO,
    OUTPUT_MISSING,
    SIGMA_MISSING,
    SIGMA_PRIME_MISSING,
    SIGMA_PRIME_OF_A,
    SIGMA_PRIME_TWICE,
    SLOPE_AS_OUTPUT,
    SUM_FOR_SLOPE,
    TANH_SLOPE,
    TARGET_MISSING,
    ends,
)
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.sum_term.term import ALL_OUTPUTS_SUMMED, PRODUCT_KEPT, WEIGHT_FOR_OUTPUT
from helpers.reference.activations import sigmoid

INNER_MINUS = Mistake(
    "the inner -1 is missing, or there twice",
    "The slope has the wrong sign: the inner derivative of the square belongs in it once.",
    "which function is inside the square, and what is its slope by the output?",
)
SIGMA_LEFT_OUT = Mistake(
    "sigma is left out of its slope",
    "The sum stands in the formula where the sigmoid of it should stand.",
    "is the a in a (1 - a) the value before or after the sigmoid?",
)
SLOPE_OF_INPUT = Mistake(
    "sigma' is taken of the layer before",
    "The slope is that of another place on the S-curve than the unit's.",
    "at which point of the S-curve does the unit stand?",
)
OUTPUT_FOR_INPUT = Mistake(
    "the unit's own output stands where its input should be",
    "The last factor belongs to the unit that the weight leads to.",
    "from which unit does the weight come, and what does that unit put out?",
)
SUM_FOR_INPUT = Mistake(
    "the whole sum stands where one output should be",
    "The last factor was not differentiated: it is s itself.",
    "which terms of the sum change with this weight?",
)
ALL_MISSES = Mistake(
    "the misses of all outputs are added",
    "The weight leads to one of them only.",
    "which outputs move when this weight does?",
)
SIGNALS_SUMMED = Mistake(
    "the error signals are added",
    "All weights that leave one unit get the same slope.",
    "which of the error signals belongs to column k?",
)
NOT_INDEXED = Mistake(
    "all output units at once",
    "One number is asked for, and an array is returned.",
    "which index says to which unit the weight leads, and where does it stand in your line?",
)
FACTORS_ADDED = Mistake(
    "the slopes are added",
    "Stretching several times in a row is multiplying.",
    "a nudge is stretched by 2 and then by 3: how large is it?",
)

WITHOUT_SIGN = Mistake(
    "the error counts without its sign",
    "It makes no difference whether the output is too large or too small.",
    "which way should a weight go when the output is too small, and which way when it is too large?",
)

# From the sums to the error signals of a layer, for models with the input t and the step s.
CHAIN: dict[str, Callable[..., Any]] = {
    "out": lambda s: sigmoid.value(s),
    "miss": lambda t, out: t - out,
    "slope": lambda s: sigmoid.slope(s),
    "signal": lambda miss, slope: -2 * miss * slope,
}
CHAIN_FAULTS = (
    *faults_of("out", (lambda s: s, SIGMA_MISSING), (lambda s: sigmoid.slope(s), SLOPE_AS_OUTPUT)),
    *faults_of(
        "miss",
        (lambda out: -out, TARGET_MISSING),
        (lambda out: out, TARGET_MISSING),
        (lambda t: np.asarray(t), OUTPUT_MISSING),
        (lambda t: -np.asarray(t), OUTPUT_MISSING),
        (lambda t, out: t + out, ERROR_ADDED),
        (lambda right: np.ones_like(right), ERROR_MISSING),
        (lambda right: right**2, ERROR_SQUARED),
        (lambda right: np.abs(right), WITHOUT_SIGN),
        (lambda right: np.broadcast_to(np.sum(right, axis=0), right.shape), ALL_MISSES),
    ),
    *faults_of(
        "slope",
        (lambda right: np.ones_like(right), SIGMA_PRIME_MISSING),
        (lambda s: sigmoid.slope(sigmoid.value(s)), SIGMA_PRIME_OF_A),
        (lambda right: right**2, SIGMA_PRIME_TWICE),
        (lambda s: sigmoid.value(s), ONE_FACTOR_OF_TWO),
        (lambda s: sigmoid.value(-s), ONE_FACTOR_OF_TWO),
        (lambda s: s, SUM_FOR_SLOPE),
        (lambda s: s * (1 - s), SIGMA_LEFT_OUT),
        (lambda s: sigmoid.value(s) * (1 - s), SIGMA_LEFT_OUT),
        (lambda s: s * (1 - sigmoid.value(s)), SIGMA_LEFT_OUT),
        (lambda s: 1 - sigmoid.value(s) ** 2, TANH_SLOPE),
    ),
    *faults_of(
        "signal",
        (lambda t, s: -2 * (t - s) * s * (1 - s), SIGMA_MISSING),
        (lambda t, s: -2 * (t - s), SIGMA_MISSING),
        (lambda slope: slope, ERROR_MISSING),
        (lambda miss, slope: -2 * miss + slope, FACTORS_ADDED),
    ),
)


def factor_faults(step: str) -> tuple[Fault, ...]:
    """What may happen to the -2; at the last step, so that it is also seen upon wrong earlier answers."""
    return faults_of(
        step,
        (lambda right: right / 2, FACTOR_2_MISSING),
        (lambda right: 2 * right, FACTOR_2_TWICE),
        (lambda right: -right, INNER_MINUS),
    )


PARTIAL_DERIVATIVE = Model(
    reference="sum_term.partial_derivative",
    inputs=("w", "o", "t", "j", "k"),
    steps={
        "s": lambda w, o: np.transpose(w) @ o,
        **CHAIN,
        "signal_k": lambda signal, k: signal[k],
        "last": lambda o, j: o[j],
        "value": lambda signal_k, last: signal_k * last,
    },
    returns="value",
    faults=(
        *CHAIN_FAULTS,
        *faults_of(
            "signal_k",
            (lambda miss, o, j, k: -2 * miss[k] * sigmoid.slope(o[j]), SLOPE_OF_INPUT),
            (lambda signal: np.sum(signal), SIGNALS_SUMMED),
        ),
        *faults_of(
            "last",
            (lambda w, j, k: w[j, k], WEIGHT_FOR_OUTPUT),
            (lambda: 1.0, INPUT_MISSING),
            (lambda o: np.sum(o), ALL_OUTPUTS_SUMMED),
            (lambda w, o, j, k: w[j, k] * o[j], PRODUCT_KEPT),
            (lambda out, k: out[k], OUTPUT_FOR_INPUT),
            (lambda s, k: s[k], SUM_FOR_INPUT),
        ),
        *faults_of(
            "value",
            (lambda signal, last: signal * last, NOT_INDEXED),
            (lambda miss, slope, k, last: -2 * miss * slope[k] * last, NOT_INDEXED),
            (lambda miss, slope, k, last: -2 * miss[k] * slope * last, NOT_INDEXED),
            (lambda signal_k, o: signal_k * o, NOT_INDEXED),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
        ),
        *factor_faults("value"),
        *ends("value"),
    ),
)
