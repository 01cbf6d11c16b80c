"""Model of lesson 6's way forward, for any number of layers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, ROUNDED, faults_of
from helpers.mistakes.layers import (
    ACTIVATED_TWICE,
    AXIS_LOST,
    BIAS_MISSING,
    BIAS_SUBTRACTED,
    MIRRORED,
    ROW_MEETS_COLUMN,
    SIGMA_MISSING,
    SLOPE_FOR_VALUE,
    TANH,
)
from helpers.mistakes.leaky.ahead import NO_NAMES
from helpers.mistakes.leaky.ahead import Z_PASSED_ON as Z_PASSED_ON_IN_LESSON_5
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.paths.slope import sigmoid
from helpers.mistakes.shallow.ahead import CACHE_MIXED
from helpers.mistakes.shallow.ahead import ONLY_PREDICTION as ONLY_PREDICTION_OF_TWO

Z_PASSED_ON = replace(Z_PASSED_ON_IN_LESSON_5, think="what does a layer receive in equation (6.1)?")
ONLY_PREDICTION = replace(ONLY_PREDICTION_OF_TWO, said="The way back will need the arrays of every layer.")
RELU = Mistake(
    "ReLU for the sigmoid",
    "Everything left of 0 becomes 0, and the rest passes as it is.",
    "which activation has this lesson's network?",
)
A0_MISSING = Mistake(
    "A0 is missing in the cache",
    "The sample went through the network, and was not kept.",
    "which A does the gradient of the first weights need?",
)
A0_ACTIVATED = Mistake(
    "the sample goes through a sigmoid",
    "A0 should be the sample as it is.",
    "where is the first sigmoid of the network: before the first weights, or behind them?",
)
LAST_LAYER_MISSING = Mistake(
    "the last layer is missing",
    "The loop ends one layer too early.",
    "which numbers does your `range` give, and which layers has the network?",
)
FIRST_LAYER_ONLY = Mistake(
    "only the first layer is computed",
    "The function ends after one layer.",
    "how far is your `return` indented, and what does it belong to?",
)
LAYERS_FROM_0 = Mistake(
    "the layers are counted from 0",
    "The names in the dict are those of the layer before.",
    "what are the first weights called, and what is A0?",
)
ONLY_A = Mistake(
    "only the activations are kept",
    "The sums Z are missing in the dict.",
    "which names does the text under `def` list for each layer?",
)


def _walk(params: Any, X: Any, receives: Callable[..., Any], activation: Any, output: Any) -> dict[str, Any]:
    cache, last = {"A0": X}, len(params) // 2
    for layer in range(1, last + 1):
        cache[f"Z{layer}"] = receives(params[f"W{layer}"], params[f"b{layer}"], layer, cache)
        cache[f"A{layer}"] = (output if layer == last else activation)(cache[f"Z{layer}"])
    return cache


def _flat(cache: Any, *, sample: bool) -> dict[str, Any]:
    return {name: array if name == "A0" and not sample else np.ravel(array) for name, array in cache.items()}


def _until(cache: Any, last: int) -> dict[str, Any]:
    return {name: array for name, array in cache.items() if int(name[1:]) <= last}


def _before(layer: int, cache: Any) -> Any:
    """What an answer passes on that goes on with Z."""
    return cache[f"Z{layer - 1}"] if layer > 1 else cache["A0"]


_WRONG_VALUES: tuple[tuple[Callable[[Any], Any], Mistake], ...] = (
    (lambda z: z, SIGMA_MISSING),
    (lambda z: sigmoid(z) * (1 - sigmoid(z)), SLOPE_FOR_VALUE),
    (lambda z: sigmoid(sigmoid(z)), ACTIVATED_TWICE),
    (np.tanh, TANH),
    (lambda z: sigmoid(-z), MIRRORED),
    (lambda z: np.maximum(z, 0), RELU),
)

FORWARD = Model(
    reference="paths.forward",
    inputs=("params", "X"),
    steps={
        "sample": lambda X: X,
        "receives": lambda: lambda W, b, layer, cache: W @ cache[f"A{layer - 1}"] + b,
        "activation": lambda: sigmoid,
        "output": lambda activation: activation,
        "cache": lambda params, sample, receives, activation, output: _walk(
            params, sample, receives, activation, output
        ),
    },
    returns="cache",
    faults=(
        *faults_of("sample", (lambda X: sigmoid(X), A0_ACTIVATED)),
        *faults_of(
            "receives",
            (lambda: lambda W, b, layer, cache: W @ cache[f"A{layer - 1}"], BIAS_MISSING),
            (lambda: lambda W, b, layer, cache: W @ cache[f"A{layer - 1}"] - b, BIAS_SUBTRACTED),
            (lambda: lambda W, b, layer, cache: W @ _before(layer, cache) + b, Z_PASSED_ON),
            (lambda: lambda W, b, layer, cache: W @ cache[f"A{layer - 1}"] + b.T, ROW_MEETS_COLUMN),
        ),
        *(
            fault
            for step in ("activation", "output")
            for fault in faults_of(step, *((lambda wrong=wrong: wrong, name) for wrong, name in _WRONG_VALUES))
        ),
        *faults_of(
            "cache",
            (lambda params, sample, receives: _walk(params, sample, receives, lambda z: z, sigmoid), SIGMA_MISSING),
            (lambda right: {name: right[name] for name in right if name != "A0"}, A0_MISSING),
            (lambda right: {name: right[name] for name in right if name[0] == "A"}, ONLY_A),
            (lambda right, params: _until(right, len(params) // 2 - 1), LAST_LAYER_MISSING),
            (lambda right: _until(right, 1), FIRST_LAYER_ONLY),
            (lambda right: _renumbered(right), LAYERS_FROM_0),
            (lambda right, params: right[f"A{len(params) // 2}"], ONLY_PREDICTION),
            (lambda right: tuple(right.values()), NO_NAMES),
            (lambda right: {name: right["A" + name[1:]] for name in right}, CACHE_MIXED),
            (lambda right: {name: right.get("Z" + name[1:], right["A0"]) for name in right}, CACHE_MIXED),
            (lambda right: _swapped(right), CACHE_MIXED),
            (lambda right: _flat(right, sample=False), AXIS_LOST),
            (lambda right: _flat(right, sample=True), AXIS_LOST),
            *((lambda right, digits=digits: _rounded(right, digits), ROUNDED) for digits in (2, 3, 4)),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)


def _renumbered(cache: Any) -> dict[str, Any]:
    moved = {f"{name[0]}{int(name[1:]) - 1}": array for name, array in cache.items() if name != "A0"}
    return {name: array for name, array in moved.items() if name in cache}


def _swapped(cache: Any) -> dict[str, Any]:
    turned = {"A": "Z", "Z": "A"}
    return {name: cache.get(turned[name[0]] + name[1:], cache["A0"]) for name in cache}


def _rounded(cache: Any, digits: int) -> dict[str, Any]:
    return {name: np.round(array, digits) for name, array in cache.items()}
