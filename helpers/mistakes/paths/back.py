"""Model of lesson 6's backpropagation, for any number of layers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, ROUNDED, TRANSPOSED, faults_of
from helpers.mistakes.layers import (
    ALL_SUMMED,
    AXIS_LOST,
    INPUT_MISSING,
    ONE_OUTPUT,
)
from helpers.mistakes.leaky.ahead import NO_NAMES
from helpers.mistakes.leaky.back import INVERSE, WEIGHTS_MISSING, Z_FOR_A
from helpers.mistakes.leaky.whole import LAYERS_REVERSED, NOT_PASSED_BACK, OWN_OUTPUT
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.paths.slope import (
    N_TWICE,
    OTHER_N,
    OUTPUTS_SUMMED,
    WRONG_FACTORS,
    WRONG_MISSES,
    WRONG_SLOPES,
    Slope,
    sigma_prime,
)
from helpers.mistakes.shallow.curves import BRACKETS_OF_1_MINUS, SLOPE_SIGN

SAMPLE_IN_FRONT = Mistake(
    "the sample stands in front of every layer",
    "A weight's gradient needs what came in through that weight.",
    "which array did W multiply on the way forward?",
)
DA_FOR_DZ = Mistake(
    "the slope of the loss by A is kept as dZ",
    "What is kept is the error before it went through the slope of the sigmoid.",
    "which of the two lies behind the sigmoid, and which in front of it?",
)
DW_BEFORE_SLOPE = Mistake(
    "dW lacks the slope of the sigmoid",
    "The weights act before the sigmoid.",
    "which arrows lie between a weight and its unit's output?",
)
DB_BEFORE_SLOPE = Mistake(
    "db lacks the slope of the sigmoid",
    "The bias is added before the sigmoid.",
    "which arrows lie between a bias and its unit's output?",
)
DB_WITH_INPUT = Mistake(
    "db holds the input of the layer",
    "A bias is added as it is, and nothing stands beside it.",
    "by how much does Z grow when b grows by 1?",
)
DB_AVERAGED = Mistake(
    "db is averaged",
    "It is divided by the number of units.",
    "over what would the mean be taken, with one sample?",
)
LAST_GRADIENT_MISSING = Mistake(
    "the first layer is missing",
    "The loop ends one layer before the first one.",
    "which numbers does `range(last, 1, -1)` give?",
)
OUTPUT_LAYER_MISSING = Mistake(
    "the last layer is missing in the gradients",
    "The loop begins one layer too far in front.",
    "with which number does your loop begin, and what is the last layer called?",
)
ONLY_LAST_LAYER = Mistake(
    "only the last layer's gradients are returned",
    "The function ends after one layer.",
    "how far is your `return` indented, and what does it belong to?",
)
DZ_NOT_KEPT = Mistake(
    "dZ is not kept",
    "dW and db are there, and the text under `def` asks for the errors too.",
    "which three names does each layer have in the dict?",
)
PASSED_BEFORE_SLOPE = Mistake(
    "the error is passed back without its slope",
    "What goes to the layer before is dA, and not dZ.",
    "which array does equation (6.6) multiply by the weights?",
)

Arrays = dict[str, Any]
LETTERS = ("dZ", "dW", "db")


def _error(slope: Slope) -> Callable[..., Any]:
    return lambda: lambda dA, z, a: dA * slope(z, a)


def _errors(params: Any, cache: Any, dA: Any, through: Any, error: Any, last_error: Any, *, early: bool = False) -> Any:
    """dA and dZ of each layer; `early`: dA itself goes further back."""
    last, found = len(params) // 2, {}
    for layer in range(last, 0, -1):
        used = last_error if layer == last else error
        dZ = used(dA, cache[f"Z{layer}"], cache[f"A{layer}"])
        found[layer] = (dA, dZ)
        dA = through(params[f"W{layer}"], dA if early else dZ)
    return found


def _of_errors(change: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    return lambda errors: {layer: change(dA, dZ) for layer, (dA, dZ) in errors.items()}


def _with_front(front: Callable[[Any, int], Any]) -> Callable[..., Any]:
    """dW of each layer with what `front` gives in front of its weights."""
    return lambda errors, cache: {layer: dZ @ front(cache, layer).T for layer, (_, dZ) in errors.items()}


def _all(right: Any, change: Callable[[Any], Any]) -> Any:
    return {name: change(array) for name, array in right.items()}


def _kept(right: Arrays, which: Callable[[str, int], bool]) -> Arrays:
    return {name: array for name, array in right.items() if which(name[:2], int(name[2:]))}


def _reversed(right: Arrays, params: Any) -> Arrays:
    last = len(params) // 2
    return {f"{name[:2]}{last + 1 - int(name[2:])}": array for name, array in right.items()}


BACKWARD = Model(
    reference="paths.backward",
    inputs=("params", "cache", "Y"),
    steps={
        "last": lambda params: len(params) // 2,
        "n": lambda Y: len(Y),
        "y": lambda Y: Y,
        "miss": lambda cache, last, y: cache[f"A{last}"] - y,
        "dA": lambda miss, n: 2 / n * miss,
        "error": _error(sigma_prime),
        "last_error": lambda error: error,
        "hidden_error": lambda error: error,
        "through": lambda: lambda W, dZ: W.T @ dZ,
        "errors": lambda params, cache, dA, through, hidden_error, last_error: _errors(
            params, cache, dA, through, hidden_error, last_error
        ),
        "dZ": _of_errors(lambda dA, dZ: dZ),
        "dW": _with_front(lambda cache, layer: cache[f"A{layer - 1}"]),
        "db": _of_errors(lambda dA, dZ: dZ),
        "grads": lambda dZ, dW, db: {
            f"{name}{layer}": arrays[layer] for layer in dZ for name, arrays in zip(LETTERS, (dZ, dW, db), strict=True)
        },
    },
    returns="grads",
    faults=(
        *faults_of("n", (lambda cache: len(cache["A0"]), OTHER_N)),
        *faults_of("miss", *WRONG_MISSES),
        *faults_of(
            "miss",
            (lambda cache, last, y: cache[f"Z{last}"] - y, Z_FOR_A),
            (lambda right: np.full(right.shape, np.sum(right)), OUTPUTS_SUMMED),
            (lambda right: np.full(right.shape, np.mean(right)), OUTPUTS_SUMMED),
        ),
        *faults_of("dA", *WRONG_FACTORS),
        *(
            fault
            for step in ("error", "last_error", "hidden_error")
            for fault in faults_of(
                step,
                # At the last layer alone, a slope with the wrong sign turns the whole gradient round.
                *((_error(wrong), name) for wrong, name in WRONG_SLOPES if (step, name) != ("last_error", SLOPE_SIGN)),
                (lambda: lambda dA, z, a: dA * a * 1 - a, BRACKETS_OF_1_MINUS),
            )
        ),
        *faults_of(
            "through",
            (lambda: lambda W, dZ: np.linalg.pinv(W) @ dZ, INVERSE),
            (lambda: lambda W, dZ: W[:1].T @ dZ[:1], ONE_OUTPUT),
            (lambda: lambda W, dZ: np.full((W.shape[1], 1), np.sum(dZ)), WEIGHTS_MISSING),
        ),
        *faults_of(
            "errors",
            (
                lambda params, cache, dA, through, hidden_error, last_error: _errors(
                    params, cache, dA, through, hidden_error, last_error, early=True
                ),
                PASSED_BEFORE_SLOPE,
            ),
        ),
        *faults_of("errors", (lambda right, last: dict.fromkeys(right, right[last]), NOT_PASSED_BACK)),
        *faults_of("dZ", (_of_errors(lambda dA, dZ: dA), DA_FOR_DZ)),
        *faults_of(
            "dW",
            (lambda right: _all(right, np.transpose), TRANSPOSED),
            (
                lambda errors, cache: {layer: dA @ cache[f"A{layer - 1}"].T for layer, (dA, _) in errors.items()},
                DW_BEFORE_SLOPE,
            ),
            (lambda right, n: _all(right, lambda one: one / n), N_TWICE),
            (_with_front(lambda cache, layer: cache[f"A{layer}"]), OWN_OUTPUT),
            (_with_front(lambda cache, layer: cache[f"Z{layer - 1}"] if layer > 1 else cache["A0"]), Z_FOR_A),
            (_with_front(lambda cache, layer: cache["A0"]), SAMPLE_IN_FRONT),
            (_with_front(lambda cache, layer: np.ones_like(cache[f"A{layer - 1}"])), INPUT_MISSING),
        ),
        *faults_of(
            "db",
            (lambda right: _all(right, np.ravel), AXIS_LOST),
            (lambda right: _all(right, np.transpose), TRANSPOSED),
            (lambda right: _all(right, np.sum), ALL_SUMMED),
            (lambda right: _all(right, lambda dZ: np.sum(dZ, axis=0, keepdims=True)), ALL_SUMMED),
            (lambda right: _all(right, lambda dZ: np.sum(dZ, axis=0)), ALL_SUMMED),
            (lambda right: _all(right, np.mean), DB_AVERAGED),
            (lambda right: _all(right, lambda dZ: np.mean(dZ, axis=0, keepdims=True)), DB_AVERAGED),
            (lambda right: _all(right, lambda dZ: dZ / len(dZ)), DB_AVERAGED),
            (_of_errors(lambda dA, dZ: dA), DB_BEFORE_SLOPE),
            (lambda right, n: _all(right, lambda one: one / n), N_TWICE),
            (lambda dW: _all(dW, lambda one: one), DB_WITH_INPUT),
            (lambda dW: _all(dW, lambda one: np.sum(one, axis=1, keepdims=True)), DB_WITH_INPUT),
        ),
        *faults_of(
            "grads",
            (lambda right: _kept(right, lambda letters, layer: layer > 1), LAST_GRADIENT_MISSING),
            (lambda right, last: _kept(right, lambda letters, layer: layer < last), OUTPUT_LAYER_MISSING),
            (lambda right, last: _kept(right, lambda letters, layer: layer == last), ONLY_LAST_LAYER),
            (lambda right: _kept(right, lambda letters, layer: letters != "dZ"), DZ_NOT_KEPT),
            (lambda right, params: _reversed(right, params), LAYERS_REVERSED),
            (lambda right: tuple(right.values()), NO_NAMES),
            *(
                (lambda right, digits=digits: _all(right, lambda one: np.round(one, digits)), ROUNDED)
                for digits in (2, 3, 4)
            ),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
