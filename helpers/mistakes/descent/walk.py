"""Model of lesson 1's walk on x^2, and what may go wrong with any list of places."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    LAST_ONLY,
    NOT_MOVED,
    NOTHING_RETURNED,
    ONE_TOO_FEW,
    ONE_TOO_MANY,
    RETURN_IN_LOOP,
    SLOPE_OF_START,
    START_MISSING,
    START_TWICE,
    TRUNCATED,
    faults_of,
)
from helpers.mistakes.descent.step import NEW_CHANGES, SLOPE_CHANGES, WAY_CHANGES
from helpers.mistakes.model import Fault, Mistake, Model

HEIGHTS = Mistake(
    "heights, not places",
    "The entries are values of f, and the places x are asked for.",
    "what does the text under `def` call the entries?",
)
STARTS_AT_ZERO = Mistake(
    "the start is left at zero",
    "The array was made of zeros, and its first entry was never set.",
    "what does your array hold before the loop runs?",
)

START_ONLY = Mistake(
    "only the start is returned",
    "No place after a step is in the result.",
    "which of your names holds all places, and which one do you return?",
)
EACH_TWICE = Mistake(
    "the places between come twice",
    "Each place is noted at the end of one turn and again at the beginning of the next.",
    "within one turn: how often do you note where you are?",
)
ETA_CHANGES = Mistake(
    "the learning rate changes on the way",
    "The later steps are taken with another eta than the first one.",
    "which line of your loop gives eta a new value, and who asked for that?",
)

OneStep = Callable[[Any], Any]


def walk(start: Any, one_step: OneStep, rounds: int) -> list[Any]:
    """The start and all places after it, one step from each to the next."""
    path = [start]
    for _ in range(rounds):
        path.append(one_step(path[-1]))
    return path


def _whole_number_walk(start: Any, one_step: OneStep, rounds: int) -> Any:
    """The walk, written into an array that has the start's kind of numbers."""
    path = np.array([start] * (rounds + 1))
    for k in range(rounds):
        path[k + 1] = one_step(path[k])
    return path


def _with_zeros(path: Any, count: int) -> Any:
    return np.concatenate([path, np.zeros((count, *np.shape(path)[1:]))])


# What may go wrong with the list of places on any curve; for models with the steps start, one_step, rounds, path and
# returned.
WALK_FAULTS = (
    *faults_of("rounds", (lambda right: max(right - 1, 0), ONE_TOO_FEW), (lambda right: right + 1, ONE_TOO_MANY)),
    *faults_of(
        "path",
        (lambda start, one_step, rounds: _whole_number_walk(start, one_step, rounds), TRUNCATED),
        (lambda start, one_step, rounds: [start] + [one_step(start)] * rounds, NOT_MOVED),
        (lambda start, rounds: [start] * (rounds + 1), NOT_MOVED),
    ),
    *faults_of(
        "returned",
        (lambda right: right[:-1], ONE_TOO_FEW),  # a list that begins empty, and notes before it steps
        (lambda right: _with_zeros(right[:-1], 1) if len(right) > 1 else right, ONE_TOO_FEW),
        (lambda right: right[1:], START_MISSING),
        (lambda right: right[1:] if len(right) > 1 else np.array([]), START_MISSING),  # an empty list has no columns
        (lambda right: np.concatenate([right[:1], right]), START_TWICE),
        (lambda right: np.concatenate([right[:1], right[:-1]]), START_TWICE),
        (lambda right: np.zeros_like(right), STARTS_AT_ZERO),
        (lambda right: right[-1], LAST_ONLY),
        (lambda right: right[0], START_ONLY),
        (lambda right: right[:2] if len(right) > 1 else None, RETURN_IN_LOOP),
        (lambda right: _with_zeros(right[:2], len(right) - 2) if len(right) > 1 else None, RETURN_IN_LOOP),
        (lambda right: np.trunc(right), TRUNCATED),
        (lambda right: right[None], EXTRA_BRACKETS),
        (lambda right: None, NOTHING_RETURNED),
    ),
)


def _slope_fault(change: Callable[..., Any], mistake: Mistake) -> Fault:
    return Fault("slope", lambda right: lambda x: change(right(x)), mistake)


def _way_fault(change: Callable[..., Any], mistake: Mistake) -> Fault:
    return Fault("way", lambda slope, eta: lambda x: change(slope(x), eta), mistake)


def _new_fault(change: Callable[..., Any], mistake: Mistake) -> Fault:
    return Fault("one_step", lambda slope, eta, way: lambda x: change(x, slope(x), eta, way(x)), mistake)


def _with_rates(rates: Callable[[int], float]) -> Callable[..., Any]:
    """The walk whose step number k is that of eta times rates(k)."""

    def path(start: Any, one_step: OneStep, rounds: int) -> list[Any]:
        places = [start]
        for k in range(rounds):
            x = places[-1]
            places.append(x + rates(k) * (one_step(x) - x))
        return places

    return path


def _powers(factor: float) -> Callable[[int], float]:
    return lambda k: factor**k


DESCEND = Model(
    reference="descent.descend",
    inputs=("x0", "eta", "steps"),
    steps={
        "start": lambda x0: x0,
        "slope": lambda: lambda x: 2 * x,
        "way": lambda slope, eta: lambda x: eta * slope(x),
        "one_step": lambda way: lambda x: x - way(x),
        "rounds": lambda steps: steps,
        "path": lambda start, one_step, rounds: walk(start, one_step, rounds),
        "returned": lambda path: np.array(path),
    },
    returns="returned",
    faults=(
        *(_slope_fault(change, mistake) for change, mistake in SLOPE_CHANGES),
        *(_way_fault(change, mistake) for change, mistake in WAY_CHANGES),
        *(_new_fault(change, mistake) for change, mistake in NEW_CHANGES),
        *WALK_FAULTS,
        *faults_of("slope", (lambda x0: lambda x: 2 * x0, SLOPE_OF_START)),
        *faults_of(
            "path",
            *((_with_rates(_powers(factor)), ETA_CHANGES) for factor in (0.9, 0.95, 0.99, 0.5, 0.8, 2.0)),
            (_with_rates(lambda k: 1 / (k + 1)), ETA_CHANGES),
        ),
        *faults_of(
            "returned",
            (lambda right: right**2, HEIGHTS),
            (lambda right: np.concatenate([right[:1], right[1:] ** 2]), HEIGHTS),
            (lambda right: right[:, None], EXTRA_BRACKETS),
            (lambda right: np.repeat(right, 2)[:-1], EACH_TWICE),
        ),
    ),
)
