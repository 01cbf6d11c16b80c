"""Models of lesson 3: one step in four parameters, and the repaired step of the published program."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    ETA_TYPED_IN,
    NO_STEP,
    NOT_MOVED,
    NOTHING_RETURNED,
    SIGN,
    STEP_REVERSED,
    faults_of,
)
from helpers.mistakes.layers import AXIS_LOST
from helpers.mistakes.model import Mistake, Model
from helpers.reference.shallow import NAMES, backward, forward, update

ONE_STAYS = Mistake(
    "not all four parameters are moved",
    "One or more of them keep their old values.",
    "which names stand on the left in your step, and which do not?",
)
ONE_UPHILL = Mistake(
    "one of the four goes uphill",
    "The sign of the step is right for some parameters only.",
    "is there anything in which the four differ in equation (3.17)?",
)
NEIGHBOURS_GRADIENT = Mistake(
    "a parameter moves along another one's gradient",
    "The two names in a line do not belong together.",
    "did you change everything that needed it when you copied the first line?",
)
OLD_PLACE_MISSING = Mistake(
    "the old values are missing",
    "The step alone is returned, and not the place that it leads to.",
    "from where does the step start?",
)
GRADIENTS_RETURNED = Mistake(
    "the gradients are returned",
    "The parameters' names hold their gradients.",
    "what does the text under `def` say that is returned?",
)
STEP_TIMES_PLACE = Mistake(
    "the step is a share of the parameter",
    "A parameter of 0 would never move.",
    "what is multiplied by eta in equation (3.17)?",
)
MEAN_AGAIN = Mistake(
    "1/m is in the step too",
    "The gradients are means already, and the step is divided by m again.",
    "where did the mean over the samples enter?",
)

ETA_FOR_SOME = Mistake(
    "the learning rate is there for some of the four only",
    "Some parameters move by the full length of their gradient.",
    "is there anything in which the four differ in equation (3.17)?",
)
Arrays = dict[str, Any]


def _kept(*names: str) -> Callable[..., Any]:
    """The old values under these names."""
    return lambda right, params: {name: params[name] if name in names else right[name] for name in NAMES}


def _turned(*names: str) -> Callable[..., Any]:
    """The step of these parameters turned round."""
    return lambda right, params: {
        name: 2 * params[name] - right[name] if name in names else right[name] for name in NAMES
    }


def _without_rate(*names: str) -> Callable[..., Any]:
    """A step in which these parameters move by their whole gradient."""
    return lambda params, grads, eta: {
        name: params[name] - (1.0 if name in names else eta) * grads["d" + name] for name in NAMES
    }


def _moved(rate: float, **sources: str) -> Callable[..., Any]:
    """A step with a fixed rate, or along another parameter's gradient (with rate 0: eta)."""
    return lambda params, grads, eta: {
        name: params[name] - (rate or eta) * grads["d" + sources.get(name, name)] for name in NAMES
    }


UPDATE = Model(
    reference="shallow.update",
    inputs=("params", "grads", "eta"),
    steps={
        "rate": lambda eta: eta,
        "way": lambda grads, rate: {name: rate * grads["d" + name] for name in NAMES},
        "new": lambda params, way: {name: params[name] - way[name] for name in NAMES},
    },
    returns="new",
    faults=(
        *faults_of(
            "rate",
            (lambda right: -right, SIGN),
            (lambda: 1.0, ETA_MISSING),
            (lambda eta: 1 / eta, ETA_DIVIDES),
            *((lambda typed=typed: typed, ETA_TYPED_IN) for typed in (0.01, 0.1, 0.5, 2.0)),
            (lambda eta: eta / 5, MEAN_AGAIN),
        ),
        *faults_of(
            "way", (lambda params, right: {name: params[name] * right[name] for name in NAMES}, STEP_TIMES_PLACE)
        ),
        *faults_of(
            "new",
            *((_kept(name), ONE_STAYS) for name in NAMES),
            (_kept("b1", "b2"), ONE_STAYS),
            (_kept("W1", "b1"), ONE_STAYS),
            (_kept("W2", "b2"), ONE_STAYS),
            (_kept("W1", "W2"), ONE_STAYS),
            (_kept("b1", "W2", "b2"), ONE_STAYS),
            *((_turned(name), ONE_UPHILL) for name in NAMES),
            (_turned("b1", "b2"), ONE_UPHILL),
            (_turned("W1", "W2"), ONE_UPHILL),
            *((_without_rate(*names), ETA_FOR_SOME) for names in combinations(NAMES, 2)),
            *((_without_rate(name), ETA_FOR_SOME) for name in NAMES),
            (_moved(0, b1="b2"), NEIGHBOURS_GRADIENT),
            (_moved(0, b2="b1"), NEIGHBOURS_GRADIENT),
            (_moved(0, b1="b2", b2="b1"), NEIGHBOURS_GRADIENT),
            (_moved(0, W1="b1"), NEIGHBOURS_GRADIENT),
            (_moved(0, W2="b2"), NEIGHBOURS_GRADIENT),
            (_moved(0, b2="W2"), NEIGHBOURS_GRADIENT),
            (_moved(0, b1="W1"), NEIGHBOURS_GRADIENT),
            (_kept(*NAMES), NO_STEP),
            (lambda right: {name: -value for name, value in right.items()}, STEP_REVERSED),
            (lambda way: way, OLD_PLACE_MISSING),
            (lambda way: {name: -value for name, value in way.items()}, OLD_PLACE_MISSING),
            (lambda grads: {name: grads["d" + name] for name in NAMES}, GRADIENTS_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

# Told by the start that is returned, not by the model.
START_FORGOTTEN = Mistake(
    "the two starts are not told apart",
    "What is asked for with `start` makes no difference.",
    "which input does your function not use?",
)
TWICE_IN_W1 = Mistake(
    "1/m is still there twice",
    "The gradients of the hidden layer are divided by m once too often.",
    "in which of the three lines of the hidden layer does the mean over the samples belong?",
)
NO_MEAN_LEFT = Mistake(
    "1/m was taken away where it belongs",
    "A gradient of the hidden layer is a sum, and no mean any more.",
    "in which of the three lines of the hidden layer does the mean over the samples belong?",
)
OTHER_REPAIRED = Mistake(
    "one gradient of the hidden layer is divided by m twice",
    "The other one is right: 1/m is there once too often, or was taken away at another line than it should.",
    "which of the three lines of the hidden layer is per sample?",
)


def _with(grads: Arrays, **changed: Any) -> Arrays:
    return {**grads, **changed}


ONE_STEP = Model(
    reference="shallow.one_step",
    inputs=("params", "X", "Y", "eta"),
    steps={
        "m": lambda X: np.shape(X)[1],
        "all": lambda params, X, Y: backward(params, forward(params, X), X, Y),
        "grads": lambda all: {"d" + name: all["d" + name] for name in NAMES},
        "returned_grads": lambda grads: grads,
        "rate": lambda eta: eta,
        "after": lambda params, grads, rate: update(params, grads, rate),
        "returned": lambda returned_grads, after: (returned_grads, after),
    },
    returns="returned",
    faults=(
        *faults_of(
            "grads",
            (lambda right, m: _with(right, dW1=right["dW1"] / m, db1=right["db1"] / m), TWICE_IN_W1),
            (lambda right, m: _with(right, dW1=right["dW1"] * m, db1=right["db1"] * m), NO_MEAN_LEFT),
            (lambda right, m: _with(right, dW1=right["dW1"] * m), NO_MEAN_LEFT),
            (lambda right, m: _with(right, db1=right["db1"] * m), NO_MEAN_LEFT),
            (lambda right, m: _with(right, db1=right["db1"] / m), OTHER_REPAIRED),
            (lambda right, m: _with(right, dW1=right["dW1"] / m), OTHER_REPAIRED),
            (lambda right: _with(right, db1=right["db1"][:, 0]), AXIS_LOST),
        ),
        *faults_of("rate", (lambda right: -right, SIGN), (lambda: 0.0, NOT_MOVED)),
        *faults_of(
            "returned",
            (lambda params, returned_grads: (returned_grads, params), NOT_MOVED),
        ),
    ),
)
