"""Model of lesson 7's judge: central differences of some picked parameters, and how far a gradient is from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    BRACKETS_BELOW,
    FACTOR_2_MISSING,
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    RETURN_IN_LOOP,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.descent.curve import H_WITHOUT_EFFECT
from helpers.mistakes.layers import EXTRA_TWO, GRADIENT_SIGN
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow import judge
from helpers.reference.digits import cost

ONE_SIDED = replace(
    judge.FORWARD_FOR_CENTRAL, think="on how many sides of the place does equation (7.9) compute the cost?"
)
ABSOLUTE = replace(judge.ABSOLUTE_DISTANCE, think="by what does equation (7.9) divide?")
OTHER_SIZES = replace(judge.OTHER_SIZES_BELOW, think="what exactly stands below the line in equation (7.9)?")
TWO_MISSING = replace(
    FACTOR_2_MISSING,
    said="The slope found by nudging is twice as large as it should be.",
    think="how far apart are the two ends of your difference?",
)
SIZES_SUBTRACTED = replace(
    judge.DIFFERENCE_OF_SIZES, think="which comes first in equation (7.9): the difference or the size?"
)
ENTRY_BY_ENTRY = replace(judge.ENTRY_BY_ENTRY, think="does equation (7.9) divide entries, or sizes of whole arrays?")
CLAIM_FOR_NUDGE = Mistake(
    "the gradient by formula stands where the slopes by nudging should be",
    "What should be judged is its own judge.",
    "which of the two arrays does the text under `def` call nu?",
)
ALL_ENTRIES = Mistake(
    "more than the picked entries are compared",
    "The size of the whole gradient comes in, and only some entries were nudged.",
    "how many entries has each of the two arrays whose sizes you take?",
)
DISTANCE_SQUARED = Mistake(
    "the sum of squares for its root",
    "The sizes are squared.",
    "how long is the vector (3, 4), and what does yours say?",
)
GRADIENTS_ADDED = Mistake(
    "the two gradients are added",
    "Their distance is a difference.",
    "what should the distance of two equal gradients be?",
)

Arrays = Mapping[str, Any]
Picks = Sequence[tuple[str, int, int]]
_norm = np.linalg.norm


def _cost_at(params: Arrays, X: Any, Y: Any, hidden: Any, name: str, value: Any) -> Any:
    return cost({**params, name: value}, X, Y, hidden)


def _costs(nudge: Callable[[Any, int, int, float], Any], sign: float) -> Callable[..., Any]:
    """For each pick the cost with its array changed by `nudge`."""

    def costs(params: Arrays, X: Any, Y: Any, hidden: Any, picks: Picks, width: float) -> Any:
        return np.array(
            [
                _cost_at(params, X, Y, hidden, name, nudge(params[name], row, column, sign * width))
                for name, row, column in picks
            ]
        )

    return costs


def _one(array: Any, row: int, column: int, by: float) -> Any:
    value = np.array(array)
    value[row, column] += by
    return value


def _row(array: Any, row: int, column: int, by: float) -> Any:
    value = np.array(array)
    value[row] += by
    return value


def _piled_up(params: Arrays, X: Any, Y: Any, hidden: Any, picks: Picks, width: float, back: float) -> Any:
    """Both costs of each pick, where entries that were nudged stay nudged by `back` of the width."""
    kept = {name: np.array(value) for name, value in params.items()}
    found = []
    for name, row, column in picks:
        kept[name][row, column] += width
        above = cost(kept, X, Y, hidden)
        kept[name][row, column] -= 2 * width
        below = cost(kept, X, Y, hidden)
        kept[name][row, column] += back * width
        found.append((above, below))
    return np.array(found)


def _piled_slopes(back: float) -> Callable[..., Any]:
    def slopes(params: Arrays, X: Any, Y: Any, hidden: Any, picks: Picks, width: float) -> Any:
        ends = _piled_up(params, X, Y, hidden, picks, width, back)
        return (ends[:, 0] - ends[:, 1]) / (2 * width)

    return slopes


def _distance(size: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda nu, claimed: size(claimed - nu) / (size(claimed) + size(nu))


def _entries(nu: Any, claimed: Any) -> Any:
    return np.abs(claimed - nu) / (np.abs(claimed) + np.abs(nu))


def _whole(grads: Arrays, params: Arrays) -> Any:
    return _norm(np.concatenate([np.ravel(grads["d" + name]) for name in params]))


GRADIENT_CHECK = Model(
    reference="digits.gradient_check",
    inputs=("params", "grads", "X", "Y", "hidden", "picks", "h"),
    defaults={"h": 1e-5},
    steps={
        "width": lambda h: h,
        "here": lambda params, X, Y, hidden: cost(params, X, Y, hidden),
        "above": _costs(_one, 1.0),
        "below": _costs(_one, -1.0),
        "nu": lambda above, below, width: (above - below) / (2 * width),
        "claimed": lambda grads, picks: np.array([grads["d" + name][row, column] for name, row, column in picks]),
        "r": _distance(_norm),
        "returned": lambda nu, r: (nu, r),
    },
    returns="returned",
    faults=(
        *faults_of("width", *((lambda typed=typed: typed, H_WITHOUT_EFFECT) for typed in (1e-4, 1e-5, 1e-6))),
        *faults_of(
            "nu",
            (lambda above, here, width: (above - here) / width, ONE_SIDED),
            (lambda below, here, width: (here - below) / width, ONE_SIDED),
            (lambda above, here, width: (above - here) / (2 * width), ONE_SIDED),
            (lambda right: 2 * right, TWO_MISSING),
            (lambda right: right / 2, judge.EXTRA_TWO_BELOW),
            (lambda right: -right, GRADIENT_SIGN),
            (lambda above, below: above - below, judge.NOT_DIVIDED_BY_H),
            (lambda above, below: (above - below) / 2, judge.NOT_DIVIDED_BY_H),
            (lambda above, below, width: (above - below) / 2 * width, judge.NOT_DIVIDED_BY_H),
            (_piled_slopes(0.0), judge.NOT_RESTORED),
            (_piled_slopes(2.0), judge.NOT_RESTORED),
            (
                lambda params, X, Y, hidden, picks, width: (
                    (
                        _costs(lambda array, row, column, by: array + by, 1.0)(params, X, Y, hidden, picks, width)
                        - _costs(lambda array, row, column, by: array + by, -1.0)(params, X, Y, hidden, picks, width)
                    )
                    / (2 * width)
                ),
                judge.ALL_NUDGED,
            ),
            (
                lambda params, X, Y, hidden, picks, width: (
                    (
                        _costs(_row, 1.0)(params, X, Y, hidden, picks, width)
                        - _costs(_row, -1.0)(params, X, Y, hidden, picks, width)
                    )
                    / (2 * width)
                ),
                judge.ALL_NUDGED,
            ),
        ),
        *faults_of(
            "r",
            (lambda nu, claimed: _norm(claimed - nu), ABSOLUTE),
            (lambda nu, claimed: np.max(np.abs(claimed - nu)), ABSOLUTE),
            (lambda nu, claimed: _norm(claimed - nu) / _norm(nu), judge.ONE_NORM_BELOW),
            (lambda nu, claimed: _norm(claimed - nu) / _norm(claimed), judge.ONE_NORM_BELOW),
            (lambda nu, claimed: _norm(claimed - nu) / max(_norm(claimed), _norm(nu)), judge.ONE_NORM_BELOW),
            (lambda nu, claimed: _norm(claimed - nu) / (_norm(claimed) * _norm(nu)), OTHER_SIZES),
            (lambda nu, claimed: _norm(claimed - nu) / _norm(claimed + nu), OTHER_SIZES),
            (lambda nu, claimed: _norm(claimed - nu) / np.hypot(_norm(claimed), _norm(nu)), OTHER_SIZES),
            (lambda nu, claimed: _norm(claimed - nu) / _norm(claimed) + _norm(nu), BRACKETS_BELOW),
            (lambda nu, claimed: _norm(claimed - nu) / _norm(nu) + _norm(claimed), BRACKETS_BELOW),
            (lambda nu, claimed: abs(_norm(claimed) - _norm(nu)) / (_norm(claimed) + _norm(nu)), SIZES_SUBTRACTED),
            (lambda nu, claimed: (_norm(claimed) - _norm(nu)) / (_norm(claimed) + _norm(nu)), SIZES_SUBTRACTED),
            (lambda nu, claimed: (_norm(nu) - _norm(claimed)) / (_norm(claimed) + _norm(nu)), SIZES_SUBTRACTED),
            (_distance(lambda v: np.sum(v**2)), DISTANCE_SQUARED),
            (_distance(lambda v: np.sum(np.abs(v))), judge.OTHER_SIZE),
            (_distance(lambda v: np.max(np.abs(v))), judge.OTHER_SIZE),
            (lambda nu, claimed: np.max(_entries(nu, claimed)), ENTRY_BY_ENTRY),
            (lambda nu, claimed: np.mean(_entries(nu, claimed)), ENTRY_BY_ENTRY),
            (lambda nu, claimed: _norm(_entries(nu, claimed)), ENTRY_BY_ENTRY),
            (_entries, ENTRY_BY_ENTRY),
            (lambda right: 2 * right, EXTRA_TWO),
            (lambda nu, claimed: _norm(nu + claimed) / (_norm(nu) + _norm(claimed)), GRADIENTS_ADDED),
            (
                lambda nu, claimed, grads, params: _norm(claimed - nu) / (_whole(grads, params) + _norm(nu)),
                ALL_ENTRIES,
            ),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda claimed, r: (claimed, r), CLAIM_FOR_NUDGE),
            (lambda nu: nu, NOT_ALL_RETURNED),
            (lambda r: r, NOT_ALL_RETURNED),
            (lambda nu, claimed: (nu[:1], _distance(_norm)(nu[:1], claimed[:1])), RETURN_IN_LOOP),
            (lambda nu, claimed: (nu[0], _distance(_norm)(nu[:1], claimed[:1])), RETURN_IN_LOOP),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
