"""Models of lesson 3: one step in four parameters, the training, and the repaired step of the published program."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    ETA_TYPED_IN,
    LAST_ONLY,
    NOT_MOVED,
    NOTHING_RETURNED,
    ONE_TOO_FEW,
    ONE_TOO_MANY,
    RETURN_IN_LOOP,
    SIGN,
    SLOPE_OF_START,
    START_MISSING,
    START_TWICE,
    SUM_FOR_MEAN,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.layers import AXIS_LOST
from helpers.mistakes.model import Mistake, Model
from helpers.reference.shallow import NAMES, backward, cost, forward, update

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

Arrays = dict[str, Any]
Params = Callable[[Arrays], Arrays]


def _kept(*names: str) -> Callable[..., Any]:
    """The old values under these names."""
    return lambda right, params: {name: params[name] if name in names else right[name] for name in NAMES}


def _turned(*names: str) -> Callable[..., Any]:
    """The step of these parameters turned round."""
    return lambda right, params: {
        name: 2 * params[name] - right[name] if name in names else right[name] for name in NAMES
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
            (_moved(0, b1="b2"), NEIGHBOURS_GRADIENT),
            (_moved(0, b2="b1"), NEIGHBOURS_GRADIENT),
            (_moved(0, b1="b2", b2="b1"), NEIGHBOURS_GRADIENT),
            (_moved(0, W1="b1"), NEIGHBOURS_GRADIENT),
            (_moved(0, W2="b2"), NEIGHBOURS_GRADIENT),
            (_moved(0, b2="W2"), NEIGHBOURS_GRADIENT),
            (_moved(0, b1="W1"), NEIGHBOURS_GRADIENT),
            (lambda way: way, OLD_PLACE_MISSING),
            (lambda way: {name: -value for name, value in way.items()}, OLD_PLACE_MISSING),
            (lambda grads: {name: grads["d" + name] for name in NAMES}, GRADIENTS_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

LAST_COST_MISSING = Mistake(
    "the cost after the last step is missing",
    "Each turn of the loop notes first and steps then, so the last place has no cost.",
    "how many costs are there for one step, and which of them do you note?",
)
START_ZERO = Mistake(
    "the start is left at zero",
    "The array was made of zeros, and its first entry was never set.",
    "what does your array hold before the loop runs?",
)
OLD_COST = Mistake(
    "all costs are that of the start",
    "The parameters move, and the predictions that the cost is taken of do not.",
    "which lines must run again before you note a cost?",
)
LAST_TWICE = Mistake(
    "the last cost comes twice",
    "The place after the last step is noted in the loop, and after it once more.",
    "how many costs are there for one step, and which of them do you note?",
)
OLD_CACHE = Mistake(
    "the cache is never made anew",
    "All gradients are computed from the forward pass of the start.",
    "which lines must run again after the parameters have moved?",
)
BEFORE_LAST = Mistake(
    "the parameters before the last step are returned",
    "The last step is counted in the costs, and not in the parameters.",
    "which of your names holds the newest parameters when the loop ends?",
)
COSTS_SUMMED = Mistake(
    "the costs are piled up",
    "Each entry holds those before it.",
    "does each entry stand for one moment, or for all moments so far?",
)
ONLY_ONE_VALUE = Mistake(
    "only one of the two values is returned",
    "The parameters or the costs are not handed over.",
    "how many values does the text under `def` ask for?",
)


def _walk(start: Arrays, one_step: Params, rounds: int) -> list[Arrays]:
    path = [start]
    for _ in range(rounds):
        path.append(one_step(path[-1]))
    return path


def _old_cache_gradient(start: Arrays, X: Any, Y: Any) -> Params:
    cache = forward(start, X)
    return lambda params: backward(params, cache, X, Y)


def _only(names: tuple[str, ...]) -> Callable[..., Any]:
    return lambda right: lambda params: {**params, **{name: right(params)[name] for name in names}}


TRAIN = Model(
    reference="shallow.train",
    inputs=("params", "X", "Y", "eta", "steps"),
    steps={
        "gradient": lambda X, Y: lambda params: backward(params, forward(params, X), X, Y),
        "one_step": lambda gradient, eta: lambda params: update(params, gradient(params), eta),
        "rounds": lambda steps: steps,
        "path": lambda params, one_step, rounds: _walk(params, one_step, rounds),
        "last": lambda path: path[-1],
        "costs": lambda path, X, Y: np.array([cost(forward(params, X)["A2"], Y) for params in path]),
        "returned": lambda last, costs: (last, costs),
    },
    returns="returned",
    faults=(
        *faults_of(
            "gradient",
            (lambda right, params: lambda _: right(params), SLOPE_OF_START),
            (lambda params, X, Y: _old_cache_gradient(params, X, Y), OLD_CACHE),
        ),
        *faults_of(
            "one_step",
            (lambda gradient, eta: lambda params: update(params, gradient(params), -eta), SIGN),
            (lambda gradient: lambda params: update(params, gradient(params), 1.0), ETA_MISSING),
            (lambda gradient, eta: lambda params: update(params, gradient(params), 1 / eta), ETA_DIVIDES),
            *(
                (lambda gradient, typed=typed: lambda params: update(params, gradient(params), typed), ETA_TYPED_IN)
                for typed in (0.1, 0.5, 2.0)
            ),
            (_only(("W1", "b1")), ONE_STAYS),
            (_only(("W2", "b2")), ONE_STAYS),
            (_only(("W1", "W2")), ONE_STAYS),
        ),
        *faults_of("rounds", (lambda right: max(right - 1, 0), ONE_TOO_FEW), (lambda right: right + 1, ONE_TOO_MANY)),
        *faults_of("path", (lambda params, rounds: [params] * (rounds + 1), NOT_MOVED)),
        *faults_of(
            "last",
            (lambda path: path[-2] if len(path) > 1 else path[-1], BEFORE_LAST),
            (lambda path: path[0], NOT_MOVED),
        ),
        *faults_of(
            "costs",
            (lambda right: right[:-1], LAST_COST_MISSING),
            (lambda right: np.append(right[:-1], 0.0) if len(right) > 1 else right, LAST_COST_MISSING),
            (lambda right: right[1:], START_MISSING),
            (lambda right: np.concatenate([right[:1], right]), START_TWICE),
            (lambda right: np.concatenate([right[:1], right[:-1]]), START_TWICE),
            (lambda right: np.concatenate([[0.0], right[1:]]), START_ZERO),
            (lambda right: right[-1], LAST_ONLY),
            (lambda right: np.array([right[-1]]), LAST_ONLY),
            (lambda right: np.cumsum(right), COSTS_SUMMED),
            (lambda right, X: right * np.shape(X)[1], SUM_FOR_MEAN),
            (lambda right: np.full_like(right, right[0]), OLD_COST),
            (lambda right: np.append(right, right[-1]), LAST_TWICE),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], ONLY_ONE_VALUE),
            (lambda right: right[1], ONLY_ONE_VALUE),
            (lambda path, costs: (path[1], costs[:2]) if len(path) > 1 else None, RETURN_IN_LOOP),
            (lambda path, costs: (path[1], costs[:1]) if len(path) > 1 else None, RETURN_IN_LOOP),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
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
    "1/m was taken away from one line of three, and from another one than it should",
    "One gradient of the hidden layer is right, and the other is divided by m once too often.",
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
