"""Models of lesson 7's way forward: through any number of layers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpers.mistakes.common import NOTHING_RETURNED, RETURN_IN_LOOP, TRANSPOSED, faults_of
from helpers.mistakes.digits.scores import softmax_of
from helpers.mistakes.digits.start import LAST_LAYER_MISSING
from helpers.mistakes.layers import (
    ACTIVATED_TWICE,
    ACTIVATION_MISSING,
    BIAS_MISSING,
    BIAS_SUBTRACTED,
    BOTH_FOR_VALUE,
    SLOPE_FOR_VALUE,
)
from helpers.mistakes.leaky.ahead import NO_NAMES
from helpers.mistakes.leaky.ahead import Z_PASSED_ON as Z_PASSED_ON_IN_LESSON_5
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow.ahead import CACHE_MIXED
from helpers.reference.digits import ACTIVATIONS

Arrays = Mapping[str, Any]

Z_PASSED_ON = replace(Z_PASSED_ON_IN_LESSON_5, think="what does a layer receive in equation (7.7)?")
SAME_FOR_ALL = Mistake(
    "all hidden layers have the same activation",
    "The list `hidden` is not followed, or only one of its entries is.",
    "which entry of `hidden` belongs to layer l, and which one does your line use?",
)
OTHER_LAYERS_NAME = Mistake(
    "a layer has the activation of another one",
    "The names are looked up at the wrong places of the list.",
    "a list counts from 0, and the layers from 1: at which place stands the name for layer 1?",
)
SOFTMAX_MISSING = Mistake(
    "softmax is missing at the output",
    "The last layer gives back its scores.",
    "what is A of the last layer in equation (7.7)?",
)
OUTPUT_BENT = Mistake(
    "another activation than softmax at the output",
    "The last layer's values of one sample do not add up to 1.",
    "what is the last activation in equation (7.7)?",
)
SOFTMAX_EVERYWHERE = Mistake(
    "softmax in the hidden layers too",
    "It belongs to the last layer alone.",
    "for which l does equation (7.7) name softmax?",
)
BENT_BEFORE_SOFTMAX = Mistake(
    "the scores are bent before softmax",
    "The last layer has two activations, one after the other.",
    "what goes into softmax in equation (7.7)?",
)
SOFTMAX_ALONG_ROWS = Mistake(
    "softmax runs along the rows",
    "The probabilities of different samples are added up to 1.",
    "what belongs to one sample: a row or a column?",
)
NOT_CARRIED_ON = Mistake(
    "every layer receives X",
    "What comes out of one layer does not go into the next.",
    "which of your names holds what came out of the layer before?",
)
ONLY_PREDICTION = Mistake(
    "only the prediction is returned",
    "The way back will need the arrays of all layers.",
    "what does the text under `def` ask for?",
)

Activation = Callable[[str, Any], Any]


def value_of(name: str, Z: Any) -> Any:
    """The activation's value, by its name."""
    return ACTIVATIONS[name].value(Z)


def slope_at(name: str, Z: Any) -> Any:
    """The activation's slope, by its name."""
    return ACTIVATIONS[name].slope(Z)


def _pass(
    params: Arrays, X: Any, names: Sequence[str], z: Callable[..., Any], g: Activation, out: Callable[..., Any], on: Any
) -> dict[str, Any]:
    """All layers in turn. z: of params, layer and what comes in; on: what goes on, of Z, A and X."""
    cache: dict[str, Any] = {}
    A = X
    for layer in range(1, len(names) + 2):
        Z = z(params, layer, A)
        A = out(Z) if layer > len(names) else g(names[layer - 1], Z)
        cache |= {f"Z{layer}": Z, f"A{layer}": A}
        A = on(Z, A, X)
    return cache


def _z(params: Arrays, layer: int, A: Any) -> Any:
    return params[f"W{layer}"] @ A + params[f"b{layer}"]


def _without(layers: Callable[[int], int]) -> Callable[..., Any]:
    """The cache of the first `layers(L)` layers only."""
    return lambda right: {name: value for name, value in right.items() if int(name[1:]) <= layers(len(right) // 2)}


def _same_everywhere(name: str) -> Callable[..., Any]:
    return lambda right: [name] * len(right)


FORWARD = Model(
    reference="digits.forward",
    inputs=("params", "X", "hidden"),
    steps={
        "names": lambda hidden: list(hidden),
        "z": lambda: _z,
        "g": lambda: value_of,
        "out": lambda: softmax_of,
        "on": lambda: lambda Z, A, X: A,
        "cache": lambda params, X, names, z, g, out, on: _pass(params, X, names, z, g, out, on),
    },
    returns="cache",
    faults=(
        *faults_of(
            "names",
            *((_same_everywhere(name), SAME_FOR_ALL) for name in ("sigmoid", "tanh", "relu", "leaky_relu")),
            (lambda right: right[:1] * len(right), SAME_FOR_ALL),
            (lambda right: right[-1:] * len(right), SAME_FOR_ALL),
            (lambda right: right[-1:] + right[:-1], OTHER_LAYERS_NAME),
            (lambda right: right[::-1], OTHER_LAYERS_NAME),
        ),
        *faults_of(
            "z",
            (lambda: lambda params, layer, A: params[f"W{layer}"] @ A, BIAS_MISSING),
            (lambda: lambda params, layer, A: params[f"W{layer}"] @ A - params[f"b{layer}"], BIAS_SUBTRACTED),
            (lambda: lambda params, layer, A: params[f"W{layer}"].T @ A + params[f"b{layer}"], TRANSPOSED),
        ),
        *faults_of(
            "g",
            (lambda: lambda name, Z: Z, ACTIVATION_MISSING),
            (lambda: slope_at, SLOPE_FOR_VALUE),
            (lambda: lambda name, Z: (value_of(name, Z), slope_at(name, Z)), BOTH_FOR_VALUE),
            (lambda: lambda name, Z: value_of(name, value_of(name, Z)), ACTIVATED_TWICE),
            (lambda: lambda name, Z: softmax_of(Z), SOFTMAX_EVERYWHERE),
        ),
        *faults_of(
            "out",
            (lambda: lambda Z: Z, SOFTMAX_MISSING),
            (lambda: lambda Z: value_of("sigmoid", Z), OUTPUT_BENT),
            (lambda: lambda Z: value_of("tanh", Z), OUTPUT_BENT),
            (lambda: lambda Z: value_of("relu", Z), OUTPUT_BENT),
            (lambda: lambda Z: softmax_of(Z.T).T, SOFTMAX_ALONG_ROWS),
            (lambda: lambda Z: softmax_of(softmax_of(Z)), ACTIVATED_TWICE),
            (lambda names: lambda Z: softmax_of(value_of(names[-1], Z)), BENT_BEFORE_SOFTMAX),
            (lambda names: lambda Z: value_of(names[-1], Z), OUTPUT_BENT),
            (lambda: lambda Z: softmax_of(value_of("sigmoid", Z)), BENT_BEFORE_SOFTMAX),
        ),
        *faults_of(
            "on",
            (lambda: lambda Z, A, X: Z, Z_PASSED_ON),
            (lambda: lambda Z, A, X: X, NOT_CARRIED_ON),
        ),
        *faults_of(
            "cache",
            (_without(lambda last: last - 1), LAST_LAYER_MISSING),
            (_without(lambda last: 1), RETURN_IN_LOOP),
            (lambda right: right[f"A{len(right) // 2}"], ONLY_PREDICTION),
            (lambda right: tuple(right.values()), NO_NAMES),
            (lambda right: {name: right["A" + name[1:]] for name in right}, CACHE_MIXED),
            (lambda right: {name: right["Z" + name[1:]] for name in right}, CACHE_MIXED),
            (lambda right: {name: right["ZA"[name[0] == "Z"] + name[1:]] for name in right}, CACHE_MIXED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
