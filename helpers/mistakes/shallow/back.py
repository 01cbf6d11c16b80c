"""Models of lesson 3's gradients of weights and biases: 1/m dZ A^T, and 1/m times the sum of dZ."""

from typing import Any

import numpy as np

from helpers.mistakes.common import RESHAPED, SUM_FOR_MEAN, TRANSPOSED, faults_of
from helpers.mistakes.layers import (
    ALL_SUMMED,
    AXIS_LOST,
    DIVIDED_TWICE,
    ELEMENTWISE,
    ENTRIES_FOR_M,
    EXTRA_TWO,
    FIRST_SAMPLE,
    GRADIENT_SIGN,
    HALF,
    INPUT_MISSING,
    LAST_SAMPLE,
    M_TYPED_IN,
    MEANS_MULTIPLIED,
    MULTIPLIED_BY_M,
    OUTER,
    ROWS_FOR_M,
    SAMPLES_LEFT,
    WRONG_AXIS,
    ends,
)
from helpers.mistakes.model import Fault, Mistake, Model

Z_FOR_A = Mistake(
    "Z1 stands where A1 should be",
    "The weight's input is taken before its activation.",
    "by which value was the weight multiplied on the way forward?",
)
FIRST_ROW = Mistake(
    "only the first unit's weights are there",
    "The weights of the other units have no gradient.",
    "how many rows has the matrix, and to which units do they belong?",
)
_MEAN_FAULTS = faults_of(
    "m",
    (lambda: 1, SUM_FOR_MEAN),
    (lambda right: right * right, DIVIDED_TWICE),
    (lambda right: 1 / right, MULTIPLIED_BY_M),
    (lambda: 5, M_TYPED_IN),
)
# At the last step, so that the order in which two such mistakes are made makes no difference.
_FACTORS = (
    (lambda right: -right, GRADIENT_SIGN),
    (lambda right: 2 * right, EXTRA_TWO),
    (lambda right: right / 2, HALF),
)


def _column_mean(array: Any) -> Any:
    return np.mean(array, axis=1, keepdims=True)


def of_weights(reference: str, *further: Fault) -> Model:
    """The model of 1/m dZ A^T, where A is what the layer was given."""
    return Model(
        reference=reference,
        inputs=("dZ", "A"),
        steps={
            "m": lambda dZ: np.shape(dZ)[1],
            "seen": lambda A: np.asarray(A),
            "total": lambda dZ, seen: dZ @ seen.T,
            "dW": lambda total, m: total / m,
        },
        returns="dW",
        faults=(
            *_MEAN_FAULTS,
            *faults_of("m", (lambda A: np.shape(A)[0], ROWS_FOR_M), (lambda A: np.size(A), ENTRIES_FOR_M)),
            *faults_of(
                "total",
                (lambda dZ, seen: dZ * seen, ELEMENTWISE),
                (lambda dZ, seen: np.sum(dZ * seen, axis=1), AXIS_LOST),
                (lambda right: np.ravel(right), AXIS_LOST),
                (lambda right: np.sum(right), ALL_SUMMED),
                (lambda right: right[:1], FIRST_ROW),
                (lambda dZ, seen: np.outer(dZ, seen), OUTER),
                (lambda dZ, m: np.sum(dZ, axis=1, keepdims=True), INPUT_MISSING),
                (lambda right, dZ: np.tile(np.sum(dZ, axis=1, keepdims=True), (1, right.shape[1])), INPUT_MISSING),
                (lambda dZ, seen: dZ[:, :1] @ seen[:, :1].T, FIRST_SAMPLE),
                (lambda dZ, seen: dZ[:, -1:] @ seen[:, -1:].T, LAST_SAMPLE),
            ),
            *faults_of(
                "dW",
                (lambda right: right.T, TRANSPOSED),
                (lambda right: right.T.reshape(right.shape), RESHAPED),
                *_FACTORS,
                (lambda dZ, seen: _column_mean(dZ) @ _column_mean(seen).T, MEANS_MULTIPLIED),
                (lambda dZ, seen, m: _column_mean(dZ) @ np.sum(seen, axis=1, keepdims=True).T, MEANS_MULTIPLIED),
                (lambda dZ, seen: dZ[:, :1] @ seen[:, :1].T, FIRST_SAMPLE),
                (lambda dZ, seen: dZ[:, -1:] @ seen[:, -1:].T, LAST_SAMPLE),
                (lambda dZ, seen: np.mean(dZ * seen), ALL_SUMMED),
                (lambda dZ, seen, m: np.sum(dZ) / m, ALL_SUMMED),
                (lambda dZ: np.mean(dZ), ALL_SUMMED),
            ),
            *ends("dW"),
            *further,
        ),
    )


DW2 = of_weights("shallow.dW2", *faults_of("seen", (lambda A: np.arctanh(A), Z_FOR_A)))
DW1 = of_weights(
    "shallow.dW1",
    *faults_of("m", (lambda dZ: np.shape(dZ)[0], ROWS_FOR_M), (lambda dZ: np.size(dZ), ENTRIES_FOR_M)),
    *faults_of("seen", (lambda A: np.tanh(A), Z_FOR_A)),
)

WRONG_AXIS_OR_NONE = Mistake(
    "summed over the wrong axis, or not at all",
    "The result still has one entry for each sample.",
    "along which axis do the samples lie, and how many biases does a unit have?",
)


def of_biases(reference: str, wrong_axis: Mistake, samples_left: Mistake, *further: Fault) -> Model:
    """The model of 1/m times the sum of dZ over the samples. With one unit the two given mistakes look the same."""
    return Model(
        reference=reference,
        inputs=("dZ",),
        steps={
            "m": lambda dZ: np.shape(dZ)[1],
            "total": lambda dZ: np.sum(dZ, axis=1, keepdims=True),
            "db": lambda total, m: total / m,
        },
        returns="db",
        faults=(
            *_MEAN_FAULTS,
            *faults_of(
                "total",
                (lambda dZ: np.sum(dZ, axis=1), AXIS_LOST),
                (lambda dZ: np.sum(dZ, axis=0, keepdims=True), wrong_axis),
                (lambda dZ: np.sum(dZ, axis=0), wrong_axis),
                (lambda dZ: np.sum(dZ, axis=0)[:, None], wrong_axis),
                (lambda dZ: np.asarray(dZ), samples_left),
                (lambda dZ: np.sum(dZ), ALL_SUMMED),
                (lambda dZ: np.sum(dZ, keepdims=True), ALL_SUMMED),
                (lambda dZ: dZ[:, :1], FIRST_SAMPLE),
                (lambda dZ: dZ[:, -1:], LAST_SAMPLE),
            ),
            *faults_of(
                "db",
                *_FACTORS,
                (lambda dZ: np.mean(dZ), ALL_SUMMED),
                (lambda dZ: np.mean(dZ, keepdims=True), ALL_SUMMED),
                (lambda dZ: np.mean(dZ, axis=0, keepdims=True), wrong_axis),
                (lambda dZ: np.mean(dZ, axis=0), wrong_axis),
                (lambda dZ: dZ[:, :1], FIRST_SAMPLE),
                (lambda dZ: dZ[:, -1:], LAST_SAMPLE),
                (lambda right: right.T, TRANSPOSED),
                (lambda right: np.full_like(right, np.sum(right)), ALL_SUMMED),
            ),
            *ends("db"),
            *further,
        ),
    )


DB2 = of_biases("shallow.db2", WRONG_AXIS_OR_NONE, WRONG_AXIS_OR_NONE)
DB1 = of_biases(
    "shallow.db1",
    WRONG_AXIS,
    SAMPLES_LEFT,
    *faults_of("m", (lambda dZ: np.shape(dZ)[0], ROWS_FOR_M), (lambda dZ: np.size(dZ), ENTRIES_FOR_M)),
)
