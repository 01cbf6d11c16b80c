"""Models of lesson 3 for one sample: one neuron, and one layer."""

from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    NOTHING_RETURNED,
    ROUNDED,
    SWAPPED_RESULTS,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import (
    ACTIVATED_TWICE,
    ACTIVATION_FIXED,
    ACTIVATION_MISSING,
    ADDED_NOT_MULTIPLIED,
    AXIS_LOST,
    BIAS_MISSING,
    BIAS_SUBTRACTED,
    BOTH_FOR_VALUE,
    ELEMENTWISE,
    MEAN_FOR_SUM,
    NOT_SUMMED,
    ROW_MEETS_COLUMN,
    SLOPE_FOR_VALUE,
)
from helpers.mistakes.model import Mistake, Model
from helpers.reference.shallow import activations

BIAS_INSIDE = Mistake(
    "the bias is added to each product",
    "b comes in as often as there are inputs.",
    "in which order do the sum and the bias come in equation (3.3)?",
)
BIAS_OUTSIDE = Mistake(
    "the bias is added after the activation",
    "The curve is lifted, and it should be moved sideways.",
    "what exactly goes into g?",
)
Z_REPLACED = Mistake(
    "z is returned after its activation",
    "Both returned values are a.",
    "which of your names did you use for two things?",
)
ONLY_A = Mistake(
    "only one of the two values is returned",
    "z or a is not handed over.",
    "how many values does the text under `def` ask for?",
)
SUMS_MULTIPLIED = Mistake(
    "summed before multiplying",
    "The sum of the products is not the product of the sums.",
    "which weight should the first input meet, and which the second?",
)
ONE_BIAS_FOR_ALL = Mistake(
    "the same bias for every unit",
    "One number is added to all sums, and each unit has a bias of its own.",
    "which bias should be added to the second unit's sum?",
)


def value_of(name: str, z: Any) -> Any:
    """g(z) of the activation with this name."""
    return activations(name, z)[0]


def slope_of(name: str, z: Any) -> Any:
    """g'(z) of the activation with this name."""
    return activations(name, z)[1]


def _other(name: str) -> str:
    return "sigmoid" if name == "tanh" else "tanh"


# For models with the inputs b and name and the steps total, z, a and returned.
_UNIT_FAULTS = (
    *faults_of(
        "z",
        (lambda total: total, BIAS_MISSING),
        (lambda total, b: total - b, BIAS_SUBTRACTED),
    ),
    *faults_of(
        "a",
        (lambda name, total: value_of(name, total), BIAS_MISSING),
        (lambda z: value_of("tanh", z), ACTIVATION_FIXED),
        (lambda z: value_of("sigmoid", z), ACTIVATION_FIXED),
        (lambda z: z, ACTIVATION_MISSING),
        (lambda name, z: slope_of(name, z), SLOPE_FOR_VALUE),
        (lambda name, z: activations(name, z), BOTH_FOR_VALUE),
        (lambda name, total, b: value_of(name, total) + b, BIAS_OUTSIDE),
        (lambda name, right: value_of(name, right), ACTIVATED_TWICE),
        (lambda name, z: value_of(_other(name), z), ACTIVATION_FIXED),
    ),
    *faults_of(
        "returned",
        (lambda right: right[::-1], SWAPPED_RESULTS),
        (lambda right: (right[1], right[1]), Z_REPLACED),
        (lambda right: right[0], ONLY_A),
        (lambda right: right[1], ONLY_A),
        (lambda right: None, NOTHING_RETURNED),
        *((lambda right, digits=digits: tuple(np.round(part, digits) for part in right), ROUNDED) for digits in (2, 3)),
    ),
)

NEURON_FORWARD = Model(
    reference="shallow.neuron_forward",
    inputs=("w", "b", "x", "name"),
    steps={
        "products": lambda w, x: w * x,
        "total": lambda products: np.sum(products),
        "z": lambda total, b: total + b,
        "a": lambda name, z: value_of(name, z),
        "returned": lambda z, a: (z, a),
    },
    returns="returned",
    faults=(
        *faults_of("products", (lambda w, x: w + x, ADDED_NOT_MULTIPLIED)),
        *faults_of(
            "total",
            (lambda products: products, NOT_SUMMED),
            (lambda products: np.mean(products), MEAN_FOR_SUM),
            (lambda products, b: np.sum(products + b) - b, BIAS_INSIDE),
            (lambda w, x: np.sum(w) * np.sum(x), SUMS_MULTIPLIED),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
        ),
        *_UNIT_FAULTS,
    ),
)

LAYER_FORWARD = Model(
    reference="shallow.layer_forward",
    inputs=("W", "b", "x", "name"),
    steps={
        "total": lambda W, x: W @ x,
        "z": lambda total, b: total + b,
        "a": lambda name, z: value_of(name, z),
        "returned": lambda z, a: (z, a),
    },
    returns="returned",
    faults=(
        *faults_of(
            "total",
            (lambda W, x: W * x.T, ELEMENTWISE),
            (lambda right: right[:, 0], ROW_MEETS_COLUMN),
            (lambda W, x: np.sum(W * x.T, axis=1, keepdims=True) / len(x), MEAN_FOR_SUM),
        ),
        *faults_of(
            "z",
            (lambda total, b: total + b.T, ROW_MEETS_COLUMN),
            (lambda total, b: total + b[:, 0], ROW_MEETS_COLUMN),
            (lambda right: right[:, 0], AXIS_LOST),
            (lambda right: right.T, TRANSPOSED),
            (lambda total, b: total + np.sum(b), ONE_BIAS_FOR_ALL),
            (lambda total, b: total + b[0], ONE_BIAS_FOR_ALL),
            (lambda total, b, x: total + len(x) * b, BIAS_INSIDE),
        ),
        *_UNIT_FAULTS,
    ),
)
