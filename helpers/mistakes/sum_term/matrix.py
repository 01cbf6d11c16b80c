"""Models of lesson 4's gradients of all weights at once: for one sample, and for a batch."""

from typing import Any

import numpy as np

from helpers.mistakes.common import RESHAPED, TRANSPOSED, faults_of
from helpers.mistakes.layers import (
    ALL_SUMMED,
    AXIS_LOST,
    FIRST_SAMPLE,
    FIRST_UNIT_ONLY,
    INPUT_MISSING,
    LAST_SAMPLE,
    M_TYPED_IN,
    MEAN_FOR_SUM,
    MEANS_MULTIPLIED,
    NOT_SUMMED,
    OUTER,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.sum_term.entry import (
    CHAIN,
    CHAIN_FAULTS,
    OUTPUT_FOR_INPUT,
    SIGNALS_SUMMED,
    SUM_FOR_INPUT,
    factor_faults,
)
from helpers.mistakes.sum_term.term import ALL_OUTPUTS_SUMMED, PRODUCT_KEPT, WEIGHT_FOR_OUTPUT

SIGNAL_RETURNED = Mistake(
    "the error signals are returned",
    "The last arrow, from the weight to the sum, is not passed.",
    "which shape does the text under `def` ask for?",
)


def _rows_of_first(array: Any) -> Any:
    return np.where(np.arange(len(array))[:, None] == 0, array, 0.0)


MATRIX_FORM = Model(
    reference="sum_term.matrix_form",
    inputs=("w", "o", "t"),
    steps={
        "s": lambda w, o: np.transpose(w) @ o,
        **CHAIN,
        "incoming": lambda o: np.asarray(o),
        "gradient": lambda incoming, signal: np.outer(incoming, signal),
    },
    returns="gradient",
    faults=(
        *CHAIN_FAULTS,
        *faults_of(
            "incoming",
            (lambda right: np.ones_like(right), INPUT_MISSING),
            (lambda right: np.full_like(right, np.sum(right)), ALL_OUTPUTS_SUMMED),
            (lambda out: out, OUTPUT_FOR_INPUT),
            (lambda s: s, SUM_FOR_INPUT),
        ),
        *factor_faults("gradient"),
        *faults_of(
            "gradient",
            (lambda right: right.T, TRANSPOSED),
            (lambda right: right.T.reshape(right.shape), RESHAPED),
            (lambda w, signal: w * signal, WEIGHT_FOR_OUTPUT),
            (lambda w, right: w * right, PRODUCT_KEPT),
            (lambda right: right / right.shape[1], MEAN_FOR_SUM),
            (lambda right: right / right.shape[0], MEAN_FOR_SUM),
            (lambda right: np.sum(right, axis=1), SIGNALS_SUMMED),
            (lambda right: np.sum(right, axis=1, keepdims=True), SIGNALS_SUMMED),
            (lambda right: np.repeat(np.sum(right, axis=1, keepdims=True), right.shape[1], axis=1), SIGNALS_SUMMED),
            (lambda signal: signal, SIGNAL_RETURNED),
            (lambda right: np.sum(right), ALL_SUMMED),
            (lambda right: np.ravel(right), AXIS_LOST),
            (lambda right: _rows_of_first(right), FIRST_UNIT_ONLY),
            (lambda right: right[0], FIRST_UNIT_ONLY),
            (lambda right: right[0, 0], FIRST_UNIT_ONLY),
        ),
        *ends("gradient"),
    ),
)

BATCH_FORM = Model(
    reference="sum_term.batch_form",
    inputs=("w", "o", "t"),
    steps={
        "s": lambda w, o: np.transpose(w) @ o,
        **CHAIN,
        "incoming": lambda o: np.asarray(o),
        "gradient": lambda incoming, signal: incoming @ signal.T,
    },
    returns="gradient",
    faults=(
        *CHAIN_FAULTS,
        *faults_of(
            "incoming",
            (lambda right: np.ones_like(right), INPUT_MISSING),
            (lambda right: np.broadcast_to(np.sum(right, axis=0), right.shape), ALL_OUTPUTS_SUMMED),
            (lambda out: out, OUTPUT_FOR_INPUT),
            (lambda s: s, SUM_FOR_INPUT),
        ),
        *factor_faults("gradient"),
        *faults_of(
            "gradient",
            (lambda right: right.T, TRANSPOSED),
            (lambda right: right.T.reshape(right.shape), RESHAPED),
            (lambda right, o: right / np.shape(o)[1], MEAN_FOR_SUM),
            (lambda right: right / 5, M_TYPED_IN),
            (lambda right: right / 12, M_TYPED_IN),
            (lambda w, right: w * right, PRODUCT_KEPT),
            (lambda w, signal: w * np.sum(signal, axis=1), WEIGHT_FOR_OUTPUT),
            (lambda o, signal: np.outer(np.mean(o, axis=1), np.mean(signal, axis=1)), MEANS_MULTIPLIED),
            (lambda o, signal: np.outer(np.sum(o, axis=1), np.sum(signal, axis=1)), MEANS_MULTIPLIED),
            (lambda o, signal: np.outer(np.mean(o, axis=1), np.sum(signal, axis=1)), MEANS_MULTIPLIED),
            (lambda o, signal: np.outer(o[:, 0], signal[:, 0]), FIRST_SAMPLE),
            (lambda o, signal: np.outer(o[:, -1], signal[:, -1]), LAST_SAMPLE),
            (lambda o, signal: np.outer(o, signal), OUTER),
            (lambda o, signal: np.einsum("jn,kn->njk", o, signal), NOT_SUMMED),
            (lambda o, signal: np.einsum("jn,kn->jkn", o, signal), NOT_SUMMED),
            (lambda signal: signal, SIGNAL_RETURNED),
            (lambda signal: np.sum(signal, axis=1), SIGNAL_RETURNED),
            (lambda right: np.sum(right), ALL_SUMMED),
        ),
        *ends("gradient"),
    ),
)
