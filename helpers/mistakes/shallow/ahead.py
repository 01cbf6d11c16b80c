"""Models of lesson 3's way forward through both layers: by a loop over the samples, and all at once."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, TRANSPOSED, faults_of
from helpers.mistakes.layers import (
    ACTIVATED_TWICE,
    AXIS_LOST,
    BIAS_SUBTRACTED,
    FIRST_SAMPLE,
    LAST_SAMPLE,
    ROW_MEETS_COLUMN,
    ROWS_FOR_M,
    ends,
)
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow.unit import slope_of, value_of

HIDDEN_SIGMOID = Mistake(
    "the sigmoid in the hidden layer",
    "The hidden units squeeze their sums with another curve than tanh.",
    "which of the two layers has which activation in this network?",
)
OUTPUT_TANH = Mistake(
    "tanh at the output",
    "The prediction can be negative, and it is meant as a probability.",
    "which of the two layers has which activation in this network?",
)
ACTIVATIONS_SWAPPED = Mistake(
    "the two activations have each other's place",
    "The hidden layer has the sigmoid, and the output has tanh.",
    "which of the two layers has which activation in this network?",
)
HIDDEN_OTHER = Mistake(
    "ReLU in the hidden layer",
    "The hidden units bend their sums with another curve than tanh.",
    "which of the two layers has which activation in this network?",
)
HIDDEN_MISSING = Mistake(
    "the hidden layer has no activation",
    "What goes into the output layer is Z1, straight and unbent.",
    "which of the two arrays does the second layer get, and what has happened to it?",
)
OUTPUT_MISSING = Mistake(
    "the output has no activation",
    "The prediction is Z2 itself.",
    "between which two numbers does a probability lie?",
)
Z_PASSED_ON = Mistake(
    "Z1 goes into the second layer, not A1",
    "The activation was computed, and not used.",
    "what does the second layer get in equation (3.5)?",
)
B1_MISSING = Mistake(
    "the bias of the hidden layer is missing",
    "b1 makes no difference.",
    "which entry of params does your function not use?",
)
B2_MISSING = Mistake(
    "the bias of the output is missing",
    "b2 makes no difference.",
    "which entry of params does your function not use?",
)
HIDDEN_SLOPE = Mistake(
    "the slope goes on from the hidden layer, not the value",
    "g'(Z1) stands where g(Z1) should stand.",
    "which of the two values that `activations` returns do you use?",
)
OUTPUT_SLOPE = Mistake(
    "the slope is returned by the output, not the value",
    "g'(Z2) stands where g(Z2) should stand.",
    "which of the two values that `activations` returns do you use?",
)
OUTPUT_OTHER = Mistake(
    "ReLU at the output",
    "The prediction has no upper end, and it is meant as a probability.",
    "which of the two layers has which activation in this network?",
)
SAME_COLUMN = Mistake(
    "the same sample in every turn",
    "All predictions are that of one sample.",
    "where in your loop does the number of the turn stand?",
)
STACKED = Mistake(
    "the columns are piled up, not put side by side",
    "The result has an axis too many.",
    "which function puts columns side by side, and what does np.array do with a list of columns?",
)
FIRST_COLUMN_MISSING = Mistake(
    "the first sample is missing",
    "The loop begins one sample late.",
    "which number has the first sample?",
)
LAST_COLUMN_MISSING = Mistake(
    "the last sample is missing",
    "The loop ends one sample early.",
    "how many samples are there, and which number has the last one?",
)

_NET: dict[str, Callable[..., Any]] = {
    "Z1": lambda params, X: params["W1"] @ X + params["b1"],
    "A1": lambda Z1: np.tanh(Z1),
    "passed_on": lambda A1: A1,
    "Z2": lambda params, passed_on: params["W2"] @ passed_on + params["b2"],
    "A2": lambda Z2: value_of("sigmoid", Z2),
}
_NET_FAULTS = (
    *faults_of(
        "Z1",
        (lambda params, X: params["W1"] @ X, B1_MISSING),
        (lambda params, X: params["W1"] @ X - params["b1"], BIAS_SUBTRACTED),
    ),
    *faults_of(
        "A1",
        (lambda Z1: value_of("sigmoid", Z1), HIDDEN_SIGMOID),
        (lambda Z1: value_of("relu", Z1), HIDDEN_OTHER),
        (lambda Z1: value_of("leaky_relu", Z1), HIDDEN_OTHER),
        (lambda Z1: Z1, HIDDEN_MISSING),
        (lambda Z1: slope_of("tanh", Z1), HIDDEN_SLOPE),
    ),
    *faults_of(
        "Z2",
        (lambda params, passed_on: params["W2"] @ passed_on, B2_MISSING),
        (lambda params, passed_on: params["W2"] @ passed_on - params["b2"], BIAS_SUBTRACTED),
    ),
    *faults_of(
        "A2",
        (lambda Z2: np.tanh(Z2), OUTPUT_TANH),
        (lambda Z2: Z2, OUTPUT_MISSING),
        (lambda Z2: slope_of("sigmoid", Z2), OUTPUT_SLOPE),
        (lambda Z2: value_of("relu", Z2), OUTPUT_OTHER),
        (lambda right: value_of("sigmoid", right), ACTIVATED_TWICE),
    ),
)


def _swapped(params: Mapping[str, Any], Z1: Any) -> Any:
    return np.tanh(params["W2"] @ value_of("sigmoid", Z1) + params["b2"])


def _flat_samples(params: Mapping[str, Any], X: Any) -> Any:
    """The predictions where each sample goes in as a row: a column of biases makes a square of it."""
    squares = [np.tanh(params["W1"] @ sample + params["b1"]) for sample in np.transpose(X)]
    return np.hstack([value_of("sigmoid", params["W2"] @ square + params["b2"]) for square in squares])


LOOP_FORWARD = Model(
    reference="shallow.loop_forward",
    inputs=("params", "X"),
    steps={**_NET, "returned": lambda A2: A2},
    returns="returned",
    faults=(
        *_NET_FAULTS,
        *faults_of(
            "returned",
            (lambda params, Z1: _swapped(params, Z1), ACTIVATIONS_SWAPPED),
            (lambda params, X: _flat_samples(params, X), ROW_MEETS_COLUMN),
            (lambda right: right[:, :1], FIRST_SAMPLE),
            (lambda right: right[:, 0], FIRST_SAMPLE),
            (lambda right: right[:, -1:], LAST_SAMPLE),
            (lambda right: right[:, -1], LAST_SAMPLE),
            (lambda right: right[:, :-1], LAST_COLUMN_MISSING),
            (lambda right: right[:, 1:], FIRST_COLUMN_MISSING),
            (lambda right, X: right[:, : len(X)], ROWS_FOR_M),
            (lambda right: np.repeat(right[:, :1], right.shape[1], axis=1), SAME_COLUMN),
            (lambda right: right.T, TRANSPOSED),
            (lambda right: np.ravel(right), AXIS_LOST),
            (lambda right: right.T[:, :, None], STACKED),
            (lambda right: right.T[:, None, :], STACKED),
        ),
        *ends("returned"),
    ),
)

CACHE_MIXED = Mistake(
    "an array of the cache stands under another one's name",
    "Two entries of the dict have each other's place, or one stands there twice.",
    "which array belongs to which name?",
)
CACHE_SLOPE = Mistake(
    "the cache holds a slope for an activation",
    "The way forward is right, and g'(Z) was kept where g(Z) should be kept.",
    "which of the two values that `activations` returns do you keep?",
)
ONLY_PREDICTION = Mistake(
    "only the prediction is returned",
    "The way back will need all four arrays.",
    "how many names does the text under `def` list?",
)
NO_NAMES = Mistake(
    "the four arrays are returned without names",
    "A tuple is handed over, and a dict is asked for.",
    "how does a dict say which array is which?",
)


def _renamed(**sources: str) -> Callable[..., Any]:
    """The cache with the entry of another name under some names."""
    return lambda right: {name: right[sources.get(name, name)] for name in right}


FORWARD = Model(
    reference="shallow.forward",
    inputs=("params", "X"),
    steps={**_NET, "returned": lambda Z1, A1, Z2, A2: {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}},
    returns="returned",
    faults=(
        *_NET_FAULTS,
        *faults_of("passed_on", (lambda Z1: Z1, Z_PASSED_ON)),
        *faults_of(
            "returned",
            (lambda right: {**right, "A1": slope_of("tanh", right["Z1"])}, CACHE_SLOPE),
            (_renamed(A1="Z1"), CACHE_MIXED),
            (_renamed(Z1="A1"), CACHE_MIXED),
            (_renamed(Z1="A1", A1="Z1"), CACHE_MIXED),
            (_renamed(Z2="A2"), CACHE_MIXED),
            (_renamed(Z2="A2", A2="Z2"), CACHE_MIXED),
            (_renamed(Z1="A1", A1="Z1", Z2="A2", A2="Z2"), CACHE_MIXED),
            (_renamed(Z1="A1", Z2="A2"), CACHE_MIXED),
            (_renamed(Z1="Z2", A1="A2", Z2="Z1", A2="A1"), CACHE_MIXED),
            (lambda right: right["A2"], ONLY_PREDICTION),
            (lambda right: (right["Z1"], right["A1"], right["Z2"], right["A2"]), NO_NAMES),
            (lambda right: None, NOTHING_RETURNED),
            (lambda right: {name: value.T for name, value in right.items()}, TRANSPOSED),
        ),
    ),
)
