"""Models of lesson 7's way back: through any number of layers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, RETURN_IN_LOOP, SUM_FOR_MEAN, TRANSPOSED, faults_of
from helpers.mistakes.digits.ahead import LAST_LAYER_MISSING, OTHER_LAYERS_NAME, SAME_FOR_ALL, slope_at
from helpers.mistakes.digits.scores import SLOPE_BY_A, SLOPE_KEPT
from helpers.mistakes.layers import (
    ALL_SUMMED,
    AXIS_LOST,
    DIVIDED_TWICE,
    EARLY_MEAN,
    ELEMENTWISE,
    ENTRIES_FOR_M,
    ERROR_ADDED,
    ERROR_MISSING,
    EXTRA_TWO,
    GRADIENT_SIGN,
    HALF,
    MULTIPLIED_BY_M,
    ROWS_FOR_M,
    SAMPLES_LEFT,
    TARGET_MISSING,
    WRONG_AXIS,
)
from helpers.mistakes.leaky.ahead import NO_NAMES
from helpers.mistakes.leaky.back import INVERSE, NOT_TURNED, SLOPE_DIVIDES, SLOPE_MISSING, SLOPE_TWICE, TIMES_Z, Z_FOR_A
from helpers.mistakes.leaky.back import VALUE_FOR_SLOPE as VALUE_FOR_SLOPE_OF_LEAKY
from helpers.mistakes.leaky.whole import LAYERS_REVERSED, OTHER_WEIGHTS, OWN_OUTPUT
from helpers.mistakes.model import Mistake, Model
from helpers.reference.digits import forward

VALUE_FOR_SLOPE = replace(
    VALUE_FOR_SLOPE_OF_LEAKY,
    said="The error is multiplied by g(Z) where g'(Z) should stand.",
    think="which of the two values that `activate` returns do you use?",
)
SLOPE_OF_A = Mistake(
    "the slope is taken at A, not at Z",
    "The number handed to the slope went through the activation already.",
    "what does `activate` take: what went into the activation, or what came out of it?",
)
INPUT_EVERYWHERE = Mistake(
    "X stands in front of every layer",
    "From the second layer on, something else came in.",
    "which array did W of this layer multiply on the way forward?",
)
W_NOT_DIVIDED = Mistake(
    "only db is averaged, and dW is summed",
    "The two equations begin with the same factor, and yours do not.",
    "what would happen to dW if every sample were there twice?",
)
B_NOT_DIVIDED = Mistake(
    "only dW is averaged, and db is summed",
    "The two equations begin with the same factor, and yours do not.",
    "what would happen to db if every sample were there twice?",
)
LAST_STAYS = Mistake(
    "each layer has the error of the output",
    "The error is not replaced on its way from layer to layer.",
    "which of your names changes from one turn of the loop to the next?",
)
NEXT_STORED = Mistake(
    "the error is noted after it was passed back",
    "Under the name of a layer stands the error of the layer before it.",
    "which comes first in your loop: noting dZ, or replacing it?",
)
FIRST_LAYER_MISSING = Mistake(
    "the first layer is missing",
    "The loop ends before it comes to layer 1.",
    "which is the last number in range(3, 1, -1)?",
)

Arrays = Mapping[str, Any]


def _back(
    params: Arrays,
    cache: Arrays,
    X: Any,
    names: Sequence[str],
    dZ: Any,
    through: Any,
    slope: Any,
    before: Any,
    dW: Any,
    db: Any,
) -> dict[str, Any]:
    """All layers from the last to the first, each step as given."""
    grads: dict[str, Any] = {}
    for layer in range(len(names) + 1, 0, -1):
        grads |= {f"dZ{layer}": dZ, f"dW{layer}": dW(dZ, before(cache, X, layer)), f"db{layer}": db(dZ)}
        if layer > 1:
            Z, A = cache[f"Z{layer - 1}"], cache[f"A{layer - 1}"]
            dZ = slope(through(params, layer, dZ), names[layer - 2], Z, A)
    return grads  # fmt: skip


def _output(cache: Arrays, kind: str = "A") -> Any:
    """A, or Z, of the last layer."""
    return cache[f"{kind}{len(cache) // 2}"]


def _before(cache: Arrays, X: Any, layer: int) -> Any:
    return cache[f"A{layer - 1}"] if layer > 1 else X


def _times(factor: Callable[[str, Any, Any], Any]) -> Callable[..., Any]:
    """The error times a factor made of the activation's name, Z and A."""
    return lambda: lambda dA, name, Z, A: dA * factor(name, Z, A)


def _kept(chosen: Callable[[int, int], bool]) -> Callable[..., Any]:
    """The gradients of those layers for which chosen(layer, last layer) holds."""
    return lambda right: {name: value for name, value in right.items() if chosen(int(name[2:]), len(right) // 3)}


def _renamed(right: Arrays) -> dict[str, Any]:
    last = len(right) // 3
    return {name[:2] + str(last + 1 - int(name[2:])): value for name, value in right.items()}


def _errors_averaged(right: Arrays, X: Any) -> dict[str, Any]:
    """As when 1/m comes in at the output, and no more at the weights."""
    return {name: value / np.shape(X)[1] if name[:2] == "dZ" else value for name, value in right.items()}


def _next_stored(right: Arrays) -> dict[str, Any]:
    return {
        name: right[f"dZ{int(name[2:]) - 1}"] if name[:2] == "dZ" and name != "dZ1" else value
        for name, value in right.items()
    }


GRADIENTS = Model(
    reference="digits.gradients",
    inputs=("params", "X", "Y", "hidden"),
    steps={
        "cache": lambda params, X, hidden: forward(params, X, hidden),
        "names": lambda hidden: list(hidden),
        "m": lambda X: np.shape(X)[1],
        "dZL": lambda cache, Y: _output(cache) - Y,
        "through": lambda: lambda params, layer, dZ: params[f"W{layer}"].T @ dZ,
        "slope": _times(lambda name, Z, A: slope_at(name, Z)),
        "before": lambda: _before,
        "dW": lambda m: lambda dZ, before: dZ @ before.T / m,
        "db": lambda m: lambda dZ: np.sum(dZ, axis=1, keepdims=True) / m,
        "grads": lambda params, cache, X, names, dZL, through, slope, before, dW, db: _back(
            params, cache, X, names, dZL, through, slope, before, dW, db
        ),
    },
    returns="grads",
    faults=(
        *faults_of(
            "names",
            *((lambda right, name=name: [name] * len(right), SAME_FOR_ALL) for name in ("sigmoid", "tanh", "relu")),
            (lambda right: right[:1] * len(right), SAME_FOR_ALL),
            (lambda right: right[-1:] * len(right), SAME_FOR_ALL),
            (lambda right: right[-1:] + right[:-1], OTHER_LAYERS_NAME),
            (lambda right: right[::-1], OTHER_LAYERS_NAME),
        ),
        *faults_of(
            "m",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda right: right**2, DIVIDED_TWICE),
            (lambda right: 1 / right, MULTIPLIED_BY_M),
            (lambda X: len(X), ROWS_FOR_M),
            (lambda X: np.size(X), ENTRIES_FOR_M),
        ),
        *faults_of(
            "dZL",
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda right: right / 2, HALF),
            (lambda right, X: right / np.shape(X)[1], EARLY_MEAN),
            (lambda right, X: right * np.shape(X)[1], MULTIPLIED_BY_M),
            (lambda cache: _output(cache), TARGET_MISSING),
            (lambda cache, Y: _output(cache) + Y, ERROR_ADDED),
            (lambda cache, Y: _output(cache, "Z") - Y, Z_FOR_A),
            (lambda right, cache: right * _output(cache) * (1 - _output(cache)), SLOPE_KEPT),
            (lambda right, cache: right * _output(cache), SLOPE_KEPT),
            (lambda cache, Y: -Y / _output(cache), SLOPE_BY_A),
        ),
        *faults_of(
            "through",
            (lambda: lambda params, layer, dZ: params[f"W{layer}"] @ dZ, NOT_TURNED),
            (lambda: lambda params, layer, dZ: params[f"W{layer - 1}"].T @ dZ, OTHER_WEIGHTS),
            (lambda: lambda params, layer, dZ: np.linalg.pinv(params[f"W{layer}"]) @ dZ, INVERSE),
        ),
        *faults_of(
            "slope",
            (_times(lambda name, Z, A: 1.0), SLOPE_MISSING),
            (_times(lambda name, Z, A: A), VALUE_FOR_SLOPE),
            (_times(lambda name, Z, A: Z), TIMES_Z),
            (_times(lambda name, Z, A: slope_at(name, A)), SLOPE_OF_A),
            (_times(lambda name, Z, A: slope_at(name, Z) ** 2), SLOPE_TWICE),
            (_times(lambda name, Z, A: 1 / slope_at(name, Z)), SLOPE_DIVIDES),
            (lambda: lambda dA, name, Z, A: slope_at(name, Z), ERROR_MISSING),
            (lambda X: lambda dA, name, Z, A: dA * slope_at(name, Z) / np.shape(X)[1], EARLY_MEAN),
        ),
        *faults_of(
            "before",
            (lambda: lambda cache, X, layer: cache[f"A{layer}"], OWN_OUTPUT),
            (lambda: lambda cache, X, layer: cache[f"Z{layer - 1}"] if layer > 1 else X, Z_FOR_A),
            (lambda: lambda cache, X, layer: X, INPUT_EVERYWHERE),
        ),
        *faults_of(
            "dW",
            (lambda: lambda dZ, before: dZ @ before.T, W_NOT_DIVIDED),
            (lambda right: lambda dZ, before: right(dZ, before).T, TRANSPOSED),
            (lambda m: lambda dZ, before: dZ * before / m, ELEMENTWISE),
            (lambda m: lambda dZ, before: dZ @ before / m, NOT_TURNED),
        ),
        *faults_of(
            "db",
            (lambda: lambda dZ: np.sum(dZ, axis=1, keepdims=True), B_NOT_DIVIDED),
            (lambda right: lambda dZ: right(dZ)[:, 0], AXIS_LOST),
            (lambda m: lambda dZ: np.sum(dZ) / m, ALL_SUMMED),
            (lambda: lambda dZ: np.mean(dZ), ALL_SUMMED),
            (lambda m: lambda dZ: np.sum(dZ, axis=0, keepdims=True) / m, WRONG_AXIS),
            (lambda: lambda dZ: np.mean(dZ, axis=0, keepdims=True), WRONG_AXIS),
            (lambda m: lambda dZ: dZ / m, SAMPLES_LEFT),
            (lambda: lambda dZ: dZ, SAMPLES_LEFT),
            (lambda m: lambda dZ: np.mean(dZ, axis=1, keepdims=True) / m, DIVIDED_TWICE),
        ),
        *faults_of(
            "grads",
            (
                lambda params, cache, X, names, dZL, slope, before, dW, db: _back(
                    params,
                    cache,
                    X,
                    names,
                    dZL,
                    lambda params, layer, dZ: dZ,
                    lambda dA, name, Z, A: dA,
                    before,
                    dW,
                    db,
                ),
                LAST_STAYS,
            ),
            (_next_stored, NEXT_STORED),
            (_errors_averaged, EARLY_MEAN),
            (_renamed, LAYERS_REVERSED),
            (_kept(lambda layer, last: layer == last), RETURN_IN_LOOP),
            (_kept(lambda layer, last: layer > 1), FIRST_LAYER_MISSING),
            (_kept(lambda layer, last: layer < last), LAST_LAYER_MISSING),
            (lambda right: tuple(right.values()), NO_NAMES),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
