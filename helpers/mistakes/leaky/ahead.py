"""Models of lesson 5's way forward: leaky ReLU with its slope, and three layers of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import NOT_ALL_RETURNED, NOTHING_RETURNED, SWAPPED_RESULTS, faults_of
from helpers.mistakes.layers import (
    ACTIVATED_TWICE,
    ACTIVATION_MISSING,
    BIAS_MISSING,
    BIAS_SUBTRACTED,
    SLOPE_FOR_VALUE,
)
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.shallow.ahead import CACHE_MIXED
from helpers.mistakes.shallow.ahead import ONLY_PREDICTION as ONLY_PREDICTION_OF_TWO
from helpers.mistakes.shallow.curves import LEFT_SIGN, NO_KINK, SIDES_SWAPPED, SLOPE_AS_VALUE, VALUE_AS_SLOPE
from helpers.mistakes.shallow.curves import RELU_FOR_LEAKY as RELU_FOR_LEAKY_BY_NAME
from helpers.reference.leaky import ALPHA

RELU_FOR_LEAKY = replace(RELU_FOR_LEAKY_BY_NAME, think="what leaks on the left, and by which factor?")
ALPHA_FIXED = Mistake(
    "alpha is typed in, or not handed on",
    "The slope on the left is a fixed number, whatever alpha is.",
    "which input should decide how steep the left side is, and where is it handed on?",
)
ALPHA_DIVIDES = Mistake(
    "alpha divides",
    "The left side is steeper than the right one.",
    "is 1 / 0.1 larger or smaller than 1?",
)
ONE_MINUS_ALPHA = Mistake(
    "1 - alpha for alpha",
    "The left side has what is missing from 1 to its slope.",
    "which factor has z on the left in equation (5.1)?",
)
OTHER_SIDE_AT_KINK = Mistake(
    "another slope at the kink",
    "Everywhere else it is right, and at z = 0 the slope is not the one agreed on.",
    "to which of the two pieces does z = 0 belong in equation (5.1)?",
)
ALPHA_FOR_LINE = Mistake(
    "alpha stands where alpha z should stand",
    "The left piece is level.",
    "what is s(-1), and what is s(-2)?",
)

LEAKY_RELU = Model(
    reference="leaky.leaky_relu",
    inputs=("z", "alpha"),
    steps={
        "left": lambda alpha: alpha,
        "on_the_right": lambda z: np.asarray(z) >= 0,
        "value": lambda z, left, on_the_right: np.where(on_the_right, z, left * np.asarray(z)),
        "slope": lambda left, on_the_right: np.where(on_the_right, 1.0, left),
        "returned": lambda value, slope: (value, slope),
    },
    returns="returned",
    faults=(
        *faults_of(
            "left",
            (lambda: 0.0, RELU_FOR_LEAKY),
            (lambda right: -right, LEFT_SIGN),
            (lambda: 1.0, NO_KINK),
            (lambda right: 1 / right, ALPHA_DIVIDES),
            (lambda right: 1 - right, ONE_MINUS_ALPHA),
            *((lambda typed=typed: typed, ALPHA_FIXED) for typed in (0.1, 0.01)),
        ),
        *faults_of(
            "on_the_right",
            (lambda right: ~right, SIDES_SWAPPED),
            (lambda z: np.asarray(z) > 0, OTHER_SIDE_AT_KINK),
        ),
        *faults_of(
            "value",
            (lambda z: np.maximum(z, 0.0), RELU_FOR_LEAKY),
            (lambda z: np.asarray(z), NO_KINK),
            (lambda z, alpha, on_the_right: np.where(on_the_right, z, alpha), ALPHA_FOR_LINE),
            (lambda z, alpha: np.minimum(z, alpha * np.asarray(z)), SIDES_SWAPPED),
            (lambda z, left: np.where(np.asarray(z) >= 0, z, -left * np.asarray(z)), LEFT_SIGN),
            (lambda left, on_the_right: np.where(on_the_right, 1.0, left), SLOPE_AS_VALUE),
        ),
        *faults_of(
            "slope",
            (lambda on_the_right: np.where(on_the_right, 1.0, 0.0), RELU_FOR_LEAKY),
            (lambda right: np.ones_like(right), NO_KINK),
            (lambda left, on_the_right: np.where(on_the_right, left, 1.0), SIDES_SWAPPED),
            (lambda left, on_the_right: np.where(on_the_right, 1.0, -left), LEFT_SIGN),
            (lambda value: value, VALUE_AS_SLOPE),
            (lambda z, left: np.where(np.asarray(z) > 0, 1.0, left), OTHER_SIDE_AT_KINK),
            (lambda z, left, right: np.where(np.asarray(z) == 0, (1 + left) / 2, right), OTHER_SIDE_AT_KINK),
            (lambda z, right: np.where(np.asarray(z) == 0, 0.0, right), OTHER_SIDE_AT_KINK),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], NOT_ALL_RETURNED),
            (lambda right: right[1], NOT_ALL_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)


def bent(Z: Any, left: Any) -> Any:
    """Leaky ReLU with this slope on the left."""
    return np.where(Z >= 0, Z, left * Z)


def slope_of(Z: Any, left: Any) -> Any:
    """Its slope."""
    return np.where(Z >= 0, 1.0, left)


OTHER_ACTIVATION = Mistake(
    "another activation than leaky ReLU",
    "The values are bent like a sigmoid or a tanh.",
    "which activation has each layer of this lesson's network?",
)
Z_PASSED_ON = Mistake(
    "Z goes into the next layer, not A",
    "The activation was computed, and not used.",
    "what does a layer receive in equation (5.2)?",
)
ONLY_PREDICTION = replace(ONLY_PREDICTION_OF_TWO, said="The way back will need all six arrays.")
NO_NAMES = Mistake(
    "the arrays are returned without names",
    "A tuple is handed over, and a dict is asked for.",
    "how does a dict say which array is which?",
)
SAME_WEIGHTS = Mistake(
    "the weights of another layer",
    "A layer uses the weights or the bias of another one.",
    "which number stands behind W and b in each of your lines?",
)


def _z(layer: int) -> Callable[..., Any]:
    """Z of this layer, as a step."""
    if layer == 1:
        return lambda params, X: params["W1"] @ X + params["b1"]
    if layer == 2:
        return lambda params, A1: params["W2"] @ A1 + params["b2"]
    return lambda params, A2: params["W3"] @ A2 + params["b3"]


def _a(layer: int) -> Callable[..., Any]:
    if layer == 1:
        return lambda Z1, left: bent(Z1, left)
    if layer == 2:
        return lambda Z2, left: bent(Z2, left)
    return lambda Z3, left: bent(Z3, left)


def _layer_faults(layer: int) -> tuple[Fault, ...]:
    """What is done wrong in one layer; `right` is its Z or its A."""
    z, a, b = f"Z{layer}", f"A{layer}", f"b{layer}"
    found = faults_of(
        z,
        (lambda right, params: right - params[b], BIAS_MISSING),
        (lambda right, params: right - 2 * params[b], BIAS_SUBTRACTED),
    )
    return found + faults_of(
        a,
        (_with_z(layer, lambda Z, left: Z), ACTIVATION_MISSING),
        (_with_z(layer, slope_of), SLOPE_FOR_VALUE),
        (_with_z(layer, lambda Z, left: bent(bent(Z, left), left)), ACTIVATED_TWICE),
        (_with_z(layer, lambda Z, left: 1 / (1 + np.exp(-Z))), OTHER_ACTIVATION),
        (_with_z(layer, lambda Z, left: np.tanh(Z)), OTHER_ACTIVATION),
    )


def _with_z(layer: int, change: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """A change of A as a function of this layer's Z, under the name that the model knows."""
    if layer == 1:
        return lambda Z1, left: change(Z1, left)
    if layer == 2:
        return lambda Z2, left: change(Z2, left)
    return lambda Z3, left: change(Z3, left)


FORWARD = Model(
    reference="leaky.forward",
    inputs=("params", "X", "alpha"),
    steps={
        "left": lambda alpha: alpha,
        "Z1": _z(1),
        "A1": _a(1),
        "Z2": _z(2),
        "A2": _a(2),
        "Z3": _z(3),
        "A3": _a(3),
        "cache": lambda Z1, A1, Z2, A2, Z3, A3: {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": A3},
    },
    returns="cache",
    defaults={"alpha": ALPHA},
    faults=(
        *faults_of(
            "left",
            (lambda: 0.0, RELU_FOR_LEAKY),
            *((lambda typed=typed: typed, ALPHA_FIXED) for typed in (0.1, 0.01)),
        ),
        *(fault for layer in (1, 2, 3) for fault in _layer_faults(layer)),
        *faults_of("Z2", (lambda params, Z1: params["W2"] @ Z1 + params["b2"], Z_PASSED_ON)),
        *faults_of(
            "Z3",
            (lambda params, Z2: params["W3"] @ Z2 + params["b3"], Z_PASSED_ON),
            (lambda params, A2: params["W2"] @ A2 + params["b2"], SAME_WEIGHTS),
        ),
        *faults_of(
            "cache",
            (lambda right: right["A3"], ONLY_PREDICTION),
            (lambda right: tuple(right.values()), NO_NAMES),
            (lambda right: {name: right["A" + name[1]] for name in right}, CACHE_MIXED),
            (lambda right: {name: right["Z" + name[1]] for name in right}, CACHE_MIXED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
