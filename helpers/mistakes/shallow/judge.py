"""Model of lesson 3's judge of all four gradients: a central difference for every entry, and a distance."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.mistakes.common import BRACKETS_BELOW, NOTHING_RETURNED, faults_of
from helpers.mistakes.descent.curve import H_WITHOUT_EFFECT
from helpers.mistakes.layers import EXTRA_TWO
from helpers.mistakes.model import Mistake, Model
from helpers.reference.shallow import NAMES, cost_of

FORWARD_FOR_CENTRAL = Mistake(
    "a one-sided difference",
    "Only one of the two nudges is made, and the other end is the place itself.",
    "on how many sides of the place does equation (3.15) compute the cost?",
)
WAY_HALVED = Mistake(
    "the rise of two sides over the way of one",
    "The two costs belong to two nudges, one up and one down, and what divides their difference is one nudge long.",
    "how far apart are the two ends of equation (3.15)?",
)
NOT_DIVIDED_BY_H = Mistake(
    "the difference of the costs is not divided by 2h",
    "What should divide by the width of the nudge multiplies, or is missing.",
    "in which order does Python work out 1 / 2 * 3?",
)
NOT_RESTORED = Mistake(
    "the nudges pile up",
    "An entry that was nudged is not put back before the next one's turn.",
    "from which array do you make the copy, and when?",
)
ALL_NUDGED = Mistake(
    "all entries are nudged at once",
    "Every entry gets the same slope.",
    "which entries should stay as they are while one is nudged?",
)
EXTRA_TWO_BELOW = Mistake(
    "divided by 2 once too often",
    "The slope found by nudging is half as large as it should be.",
    "how far apart are the two ends of your difference?",
)
ABSOLUTE_DISTANCE = Mistake(
    "the distance is not relative",
    "The size of the difference stands alone.",
    "by what does equation (3.16) divide?",
)
ONE_NORM_BELOW = Mistake(
    "only one of the two sizes stands below",
    "The distance is relative to one of the two gradients.",
    "what do you get where one of them is nearly 0?",
)
OTHER_SIZES_BELOW = Mistake(
    "the two sizes below are put together in another way",
    "It is not the sum of the two sizes that divides.",
    "what exactly stands below the line in equation (3.16)?",
)
DIFFERENCE_OF_SIZES = Mistake(
    "the difference of the sizes, not the size of the difference",
    "Two gradients of equal size and different direction count as equal.",
    "which comes first in equation (3.16): the difference or the size?",
)
OTHER_SIZE = Mistake(
    "another size than the root of the sum of squares",
    "The entries are put together in another way.",
    "how long is the vector (3, 4), and what does yours say?",
)
ENTRY_BY_ENTRY = Mistake(
    "a distance for each entry",
    "Each entry is compared on its own, and then one number is made of all.",
    "does equation (3.16) divide entries, or sizes of whole arrays?",
)
GRADIENTS_RETURNED = Mistake(
    "the slopes are returned, not the distances",
    "The arrays found by nudging are handed over.",
    "how many numbers should there be for each parameter?",
)
ONE_FOR_ALL = Mistake(
    "one distance for all four",
    "The four parameters are thrown together.",
    "how many numbers does the text under `def` ask for?",
)

Arrays = dict[str, Any]


def _costs(params: Arrays, X: Any, Y: Any, h: float, pile_up: bool = False) -> Arrays:
    """For each parameter the costs with one entry nudged by h, in an array of its shape."""
    costs = {}
    for name in NAMES:
        found = np.empty(params[name].shape)
        shifted = params[name].copy()
        for index in np.ndindex(found.shape):
            if not pile_up:
                shifted = params[name].copy()
            shifted[index] = shifted[index] + h
            found[index] = cost_of({**params, name: shifted}, X, Y)
        costs[name] = found
    return costs


def _piled_there_and_back(params: Arrays, X: Any, Y: Any, h: float) -> tuple[Arrays, Arrays]:
    """As when every entry is nudged up and then down from there, and left."""
    above, below = {}, {}
    for name in NAMES:
        above[name], below[name] = (np.empty(params[name].shape) for _ in range(2))
        shifted = params[name].copy()
        for index in np.ndindex(shifted.shape):
            shifted[index] += h
            above[name][index] = cost_of({**params, name: shifted}, X, Y)
            shifted[index] -= 2 * h
            below[name][index] = cost_of({**params, name: shifted}, X, Y)
    return above, below


def _width(params: Arrays, h: float) -> Arrays:
    """What really lies between the two ends: value + h is rounded."""
    return {name: (params[name] + h) - (params[name] - h) for name in NAMES}


def _all_at_once(params: Arrays, X: Any, Y: Any, h: float) -> Arrays:
    return {
        name: np.full(
            params[name].shape,
            cost_of({**params, name: params[name] + h}, X, Y) - cost_of({**params, name: params[name] - h}, X, Y),
        )
        / (2 * h)
        for name in NAMES
    }


def _slopes(ends: tuple[Arrays, Arrays], width: Any) -> Arrays:
    return {
        name: (ends[0][name] - ends[1][name]) / (width[name] if isinstance(width, Mapping) else width) for name in NAMES
    }


def _typed_in(size: float) -> Callable[..., Any]:
    return lambda params, X, Y: (_costs(params, X, Y, size), _costs(params, X, Y, -size))


def _scaled(factor: float) -> Callable[..., Any]:
    return lambda right: {name: factor * value for name, value in right.items()}


def _distances(distance: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The four distances, each of n and g of one parameter."""
    return lambda numeric, grads: {"d" + name: distance(numeric[name], grads["d" + name]) for name in NAMES}


_norm = np.linalg.norm


def _with_size(size: Callable[[Any], Any]) -> Callable[..., Any]:
    return _distances(lambda n, g: size(n - g) / (size(n) + size(g)))


def _entries(n: Any, g: Any) -> Any:
    return np.abs(n - g) / (np.abs(n) + np.abs(g))


def _together(numeric: Arrays, grads: Arrays) -> Arrays:
    n = np.concatenate([numeric[name].ravel() for name in NAMES])
    g = np.concatenate([np.ravel(grads["d" + name]) for name in NAMES])
    return {"d" + name: _norm(n - g) / (_norm(n) + _norm(g)) for name in NAMES}


GRADIENT_CHECK = Model(
    reference="shallow.gradient_check",
    inputs=("params", "X", "Y", "grads", "h"),
    defaults={"h": 1e-5},
    steps={
        "here": lambda params, X, Y: cost_of(params, X, Y),
        "both": lambda params, X, Y, h: (_costs(params, X, Y, h), _costs(params, X, Y, -h)),
        "width": lambda params, h: _width(params, h),
        "numeric": lambda both, width: _slopes(both, width),
        "returned": _with_size(_norm),
    },
    returns="returned",
    faults=(
        *faults_of(
            "both",
            (lambda params, X, Y, h: _piled_there_and_back(params, X, Y, h), NOT_RESTORED),
            (lambda params, X, Y, h: tuple(_costs(params, X, Y, s, True) for s in (h, -h)), NOT_RESTORED),
        ),
        *faults_of(
            "numeric",
            *(
                (lambda params, X, Y, s=size: _slopes(_typed_in(s)(params, X, Y), 2 * s), H_WITHOUT_EFFECT)
                for size in (1e-4, 1e-5, 1e-6, 1e-7, 1e-3)
            ),
            (lambda both, here, h: {name: (both[0][name] - here) / h for name in both[0]}, FORWARD_FOR_CENTRAL),
            (lambda both, here, h: {name: (here - both[1][name]) / h for name in both[1]}, FORWARD_FOR_CENTRAL),
            (lambda right, params, X, Y, h: _all_at_once(params, X, Y, h), ALL_NUDGED),
            (lambda params, X, Y, h: {k: v.flat[0] for k, v in _all_at_once(params, X, Y, h).items()}, ALL_NUDGED),
            (_scaled(2), WAY_HALVED),
            (_scaled(0.5), EXTRA_TWO_BELOW),
            (lambda both: _slopes(both, 1.0), NOT_DIVIDED_BY_H),
            (lambda both: _slopes(both, 2.0), NOT_DIVIDED_BY_H),
            (lambda both, h: _slopes(both, 2 / h), NOT_DIVIDED_BY_H),
        ),
        *faults_of(
            "returned",
            (_distances(lambda n, g: _norm(n - g)), ABSOLUTE_DISTANCE),
            (_distances(lambda n, g: np.max(np.abs(n - g))), ABSOLUTE_DISTANCE),
            (_distances(lambda n, g: _norm(n - g) / _norm(n)), ONE_NORM_BELOW),
            (_distances(lambda n, g: _norm(n - g) / _norm(g)), ONE_NORM_BELOW),
            (_distances(lambda n, g: _norm(n - g) / (_norm(n) * _norm(g))), OTHER_SIZES_BELOW),
            (_distances(lambda n, g: _norm(n - g) / max(_norm(n), _norm(g))), ONE_NORM_BELOW),
            (_distances(lambda n, g: _norm(n - g) / _norm(n + g)), OTHER_SIZES_BELOW),
            (_distances(lambda n, g: _norm(n - g) / np.hypot(_norm(n), _norm(g))), OTHER_SIZES_BELOW),
            (_distances(lambda n, g: _norm(n - g) / _norm(n) + _norm(g)), BRACKETS_BELOW),
            (_distances(lambda n, g: abs(_norm(n) - _norm(g)) / (_norm(n) + _norm(g))), DIFFERENCE_OF_SIZES),
            (_distances(lambda n, g: (_norm(n) - _norm(g)) / (_norm(n) + _norm(g))), DIFFERENCE_OF_SIZES),
            (_with_size(lambda v: np.sum(v**2)), OTHER_SIZE),
            (_with_size(lambda v: np.sum(np.abs(v))), OTHER_SIZE),
            (_with_size(lambda v: np.max(np.abs(v))), OTHER_SIZE),
            (_distances(lambda n, g: np.max(_entries(n, g))), ENTRY_BY_ENTRY),
            (_distances(lambda n, g: np.mean(_entries(n, g))), ENTRY_BY_ENTRY),
            (_distances(lambda n, g: _norm(_entries(n, g))), ENTRY_BY_ENTRY),
            (_distances(_entries), ENTRY_BY_ENTRY),
            (_distances(lambda n, g: n), GRADIENTS_RETURNED),
            (_scaled(2), EXTRA_TWO),
            (_together, ONE_FOR_ALL),
            (lambda numeric, grads: _norm(list(_together(numeric, grads).values())), ONE_FOR_ALL),
            (lambda right: max(right.values()), ONE_FOR_ALL),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
