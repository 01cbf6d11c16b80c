"""Networks with a softmax output for lesson 7: what is nudged to judge slopes, and random ones away from kinks."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.differences import central_difference
from helpers.reference import digits

Arrays = dict[str, Any]
# Numbers this close to 0 would let a nudge cross the kink of ReLU, where no slope is the right one.
GAP = 0.02


def digit_values(params: Arrays, X: Any, hidden: Sequence[str]) -> Arrays:
    """Z1, A1 ... ZL, AL of the network with these parameters."""
    return digits.forward(params, X, hidden)


def digit_slopes(params: Arrays, X: Any, Y: Any, hidden: Sequence[str]) -> Arrays:
    """Slopes by nudging: of each sample's loss by its inputs, "dX", and its scores, "dZL"; of J, "dW1", "db1" ..."""
    m, last = np.shape(X)[1], digits.layers_of(params)
    found = {
        "d" + name: central_difference(lambda value: digits.cost({**params, name: value}, X, Y, hidden), params[name])  # noqa: B023
        for name in params
    }  # fmt: skip
    # One sample's share of J is its loss over m.
    found["dX"] = m * central_difference(lambda value: digits.cost(params, value, Y, hidden), X)
    return found | {f"dZ{last}": score_slopes(digit_values(params, X, hidden)[f"Z{last}"], Y)}


def score_slopes(Z: Any, Y: Any) -> Any:
    """The slope of each sample's own cross-entropy by its scores, by nudging. Z, Y: (K, m). Returns (K, m)."""
    m = np.shape(Z)[1]
    return m * np.asarray(central_difference(lambda value: digits.softmax_cross_entropy(value, Y)[0], Z))


def digit_networks(seed: int, sizes: Sequence[int], hidden: Sequence[str], m: int, count: int) -> list[Arrays]:
    """`count` random cases of params, X, Y and hidden whose hidden Z all keep at least GAP from the kink at 0."""
    rng = np.random.default_rng(seed)
    found: list[Arrays] = []
    while len(found) < count:
        params = digits.initialise(sizes, int(rng.integers(2**31)))
        params |= {name: rng.uniform(-0.5, 0.5, np.shape(b)) for name, b in params.items() if name.startswith("b")}
        X = rng.uniform(-2, 2, (sizes[0], m))
        Y = np.eye(sizes[-1])[:, rng.integers(sizes[-1], size=m)]
        values = digit_values(params, X, hidden)
        if all(np.min(np.abs(values[f"Z{layer}"])) >= GAP for layer in range(1, len(sizes) - 1)):
            found.append({"params": params, "X": X, "Y": Y, "hidden": list(hidden)})
    return found
