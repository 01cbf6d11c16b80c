"""Model of lesson 3's training."""

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
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow.step import ONE_STAYS
from helpers.reference.shallow import backward, cost, forward, update

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
FORWARD_ONCE = Mistake(
    "the forward pass runs only once",
    "All gradients and all costs are computed from the predictions of the start.",
    "which lines must run again after the parameters have moved?",
)
STEP_AFTER_LAST = Mistake(
    "a step is taken after the last cost",
    "The costs are right, and the parameters have gone one step further.",
    "how many steps does your loop take for steps = 1, and for steps = 0?",
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


Arrays = dict[str, Any]
Params = Callable[[Arrays], Arrays]


def _walk(start: Arrays, one_step: Params, rounds: int) -> list[Arrays]:
    path = [start]
    for _ in range(rounds):
        path.append(one_step(path[-1]))
    return path


def _old_cache_gradient(start: Arrays, X: Any, Y: Any) -> Params:
    cache = forward(start, X)
    return lambda params: backward(params, cache, X, Y)


def _forward_once(params: Arrays, X: Any, Y: Any, eta: float, steps: int) -> tuple[Arrays, Any]:
    gradient = _old_cache_gradient(params, X, Y)
    path = _walk(params, lambda moved: update(moved, gradient(moved), eta), steps)
    return path[-1], np.full(steps + 1, cost(forward(params, X)["A2"], Y))


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
            (lambda path, one_step: one_step(path[-1]), STEP_AFTER_LAST),
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
            (lambda params, X, Y, eta, steps: _forward_once(params, X, Y, eta, steps), FORWARD_ONCE),
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], ONLY_ONE_VALUE),
            (lambda right: right[1], ONLY_ONE_VALUE),
            (lambda path, costs: (path[1], costs[:2]) if len(path) > 1 else None, RETURN_IN_LOOP),
            (lambda path, costs: (path[1], costs[:1]) if len(path) > 1 else None, RETURN_IN_LOOP),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
