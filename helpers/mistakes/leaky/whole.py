"""Model of lesson 5's whole way back: nine arrays from the output to the first layer."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, SUM_FOR_MEAN, TRANSPOSED, faults_of
from helpers.mistakes.layers import AXIS_LOST, EARLY_MEAN, EXTRA_TWO, GRADIENT_SIGN, HALF
from helpers.mistakes.leaky.ahead import ALPHA_FIXED, NO_NAMES, RELU_FOR_LEAKY, bent, slope_of
from helpers.mistakes.leaky.back import SLOPE_MISSING, SLOPE_TWICE, TIMES_Z, VALUE_FOR_SLOPE, Z_FOR_A
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.reference.leaky import ALPHA, forward

OTHER_WEIGHTS = Mistake(
    "the error goes back through another layer's weights",
    "The weights of the layer itself and not those behind it are used.",
    "which weights lie between the two layers that your line connects?",
)
SLOPE_OF_OTHER = Mistake(
    "the slope belongs to another layer",
    "The activation that the error passes is that of the layer where it arrives.",
    "which units does the error reach in this line, and at which Z did they stand?",
)
OWN_OUTPUT = Mistake(
    "a layer's own output stands in front of its weights",
    "A weight's gradient needs what came in through that weight.",
    "which array did W multiply on the way forward?",
)
NOT_PASSED_BACK = Mistake(
    "the error is not passed back",
    "A layer is given the error of the layer behind it as it is.",
    "how many units has this layer, and how many rows has its error in your dict?",
)
LAYERS_REVERSED = Mistake(
    "the layers are numbered from the back",
    "What belongs to the first layer stands under the name of the last one.",
    "which layer has the number 1?",
)

KEYS = ("dZ3", "dW3", "db3", "dZ2", "dW2", "db2", "dZ1", "dW1", "db1")
Arrays = Mapping[str, Any]


def _dW(layer: int) -> Callable[..., Any]:
    if layer == 3:
        return lambda dZ3, cache, X: dZ3 @ cache["A2"].T / np.shape(X)[1]
    if layer == 2:
        return lambda dZ2, cache, X: dZ2 @ cache["A1"].T / np.shape(X)[1]
    return lambda dZ1, X: dZ1 @ X.T / np.shape(X)[1]


def _db(layer: int) -> Callable[..., Any]:
    if layer == 3:
        return lambda dZ3: np.mean(dZ3, axis=1, keepdims=True)
    if layer == 2:
        return lambda dZ2: np.mean(dZ2, axis=1, keepdims=True)
    return lambda dZ1: np.mean(dZ1, axis=1, keepdims=True)


def _gradient_faults(layer: int) -> tuple[Fault, ...]:
    """What is done wrong at one layer's weights and bias."""
    found = faults_of(
        f"dW{layer}",
        (lambda right, X: right * np.shape(X)[1], SUM_FOR_MEAN),
        (lambda right: right.T, TRANSPOSED),
        (_in_front(layer, f"A{layer}"), OWN_OUTPUT),
    )
    if layer > 1:
        found += faults_of(f"dW{layer}", (_in_front(layer, f"Z{layer - 1}"), Z_FOR_A))
    return found + faults_of(
        f"db{layer}",
        (lambda right, X: right * np.shape(X)[1], SUM_FOR_MEAN),
        (lambda right: right[:, 0], AXIS_LOST),
    )


def _in_front(layer: int, name: str) -> Callable[..., Any]:
    """dW of this layer with the cache's array `name` in front of the weights."""
    if layer == 3:
        return lambda dZ3, cache, X: dZ3 @ cache[name].T / np.shape(X)[1]
    if layer == 2:
        return lambda dZ2, cache, X: dZ2 @ cache[name].T / np.shape(X)[1]
    return lambda dZ1, cache, X: dZ1 @ cache[name].T / np.shape(X)[1]


def _back_to(layer: int, factor: Callable[[Any, Any], Any], weights: int = 0) -> Callable[..., Any]:
    """dZ of this layer with another factor in place of the slope, or through the weights of another layer."""
    name, W = f"Z{layer}", f"W{weights or layer + 1}"
    if layer == 2:
        return lambda params, dZ3, cache, left: params[W].T @ dZ3 * factor(cache[name], left)
    return lambda params, dZ2, cache, left: params[W].T @ dZ2 * factor(cache[name], left)


def _back_faults(layer: int) -> tuple[Fault, ...]:
    return faults_of(
        f"dZ{layer}",
        (_back_to(layer, lambda Z, left: 1.0), SLOPE_MISSING),
        (_back_to(layer, bent), VALUE_FOR_SLOPE),
        (_back_to(layer, lambda Z, left: Z), TIMES_Z),
        (_back_to(layer, lambda Z, left: slope_of(Z, left) ** 2), SLOPE_TWICE),
        (_back_to(layer, slope_of, weights=layer), OTHER_WEIGHTS),
        (lambda right, X: right / np.shape(X)[1], EARLY_MEAN),
    )


def _reversed_layers(right: Arrays) -> dict[str, Any]:
    return {name[:2] + str(4 - int(name[2])): value for name, value in right.items()}


GRADIENTS = Model(
    reference="leaky.gradients",
    inputs=("params", "X", "Y", "alpha"),
    steps={
        "cache": lambda params, X, alpha: forward(params, X, alpha),
        "left": lambda alpha: alpha,
        "miss": lambda cache, Y: cache["A3"] - Y,
        "dZ3": lambda miss, cache, left: miss * slope_of(cache["Z3"], left),
        "dW3": _dW(3),
        "db3": _db(3),
        "dZ2": _back_to(2, slope_of),
        "dW2": _dW(2),
        "db2": _db(2),
        "dZ1": _back_to(1, slope_of),
        "dW1": _dW(1),
        "db1": _db(1),
        "grads": lambda dZ3, dW3, db3, dZ2, dW2, db2, dZ1, dW1, db1: dict(
            zip(KEYS, (dZ3, dW3, db3, dZ2, dW2, db2, dZ1, dW1, db1), strict=True)
        ),
    },
    returns="grads",
    defaults={"alpha": ALPHA},
    faults=(
        *faults_of("left", (lambda: 0.1, ALPHA_FIXED), (lambda: 0.01, ALPHA_FIXED), (lambda: 0.0, RELU_FOR_LEAKY)),
        *faults_of(
            "miss",
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: right / 2, HALF),
            (lambda right, X: right / np.shape(X)[1], EARLY_MEAN),
            (lambda cache, Y: cache["Z3"] - Y, Z_FOR_A),
        ),
        *faults_of(
            "dZ3",
            (lambda miss: miss, SLOPE_MISSING),
            (lambda miss, cache: miss * cache["A3"], VALUE_FOR_SLOPE),
            (lambda miss, cache: miss * cache["Z3"], TIMES_Z),
            (lambda miss, cache, left: miss * slope_of(cache["Z3"], left) ** 2, SLOPE_TWICE),
        ),
        *(fault for layer in (3, 2, 1) for fault in _gradient_faults(layer)),
        *(fault for layer in (2, 1) for fault in _back_faults(layer)),
        *faults_of(
            "dZ2",
            (
                lambda params, dZ3, cache, left: params["W3"].T @ dZ3 * slope_of(cache["Z3"], left),
                SLOPE_OF_OTHER,
            ),
        ),
        *faults_of("dZ2", (lambda dZ3: dZ3, NOT_PASSED_BACK)),
        *faults_of("dZ1", (lambda dZ2: dZ2, NOT_PASSED_BACK)),
        *faults_of(
            "grads",
            (_reversed_layers, LAYERS_REVERSED),
            (lambda right: tuple(right.values()), NO_NAMES),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
