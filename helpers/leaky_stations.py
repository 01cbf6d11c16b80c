"""Leaky ReLU networks of three layers for lesson 5: what is nudged to judge slopes, and random ones away from kinks."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.differences import central_difference
from helpers.reference import leaky

Arrays = dict[str, Any]
_STATIONS = ("Z1", "A1", "Z2", "A2", "Z3", "A3")
# Numbers this close to 0 would let a nudge cross the kink, where no slope is the right one.
GAP = 0.02


def leaky_values(params: Arrays, X: Any, alpha: float = leaky.ALPHA) -> Arrays:
    """Z1, A1 ... Z3, A3 of the network with these parameters."""
    return leaky.forward(params, X, alpha)


def leaky_cost(params: Arrays, X: Any, Y: Any, alpha: float = leaky.ALPHA, **changed: Any) -> float:
    """The cost when `changed` (W1, b1, Z1, A1 ... A3) replaces its like, and all that follows from it follows.

    Raises ValueError for any other name.
    """
    known = {*leaky.NAMES, *_STATIONS}
    if unknown := set(changed) - known:
        raise ValueError(f"the network has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    have = {**params, **changed}
    A = X
    for layer in "123":
        Z = changed.get("Z" + layer, have["W" + layer] @ A + have["b" + layer])
        A = changed.get("A" + layer, leaky.leaky_relu(Z, alpha)[0])
    return float(leaky.cost(A, Y))


def leaky_slopes(params: Arrays, X: Any, Y: Any, alpha: float = leaky.ALPHA) -> Arrays:
    """All slopes by nudging: "dA3", "dZ3" ... "dZ1" of each sample's own loss, and "dW3", "db3" ... "db1" of J."""
    values = leaky_values(params, X, alpha)
    m = np.shape(X)[1]

    def slope(name: str, at: Any, times: int) -> Any:
        return times * central_difference(lambda value: leaky_cost(params, X, Y, alpha, **{name: value}), at)

    # One sample's share of J is its loss over m.
    found = {"d" + name: slope(name, values[name], m) for name in reversed(_STATIONS)}
    return found | {"d" + name: slope(name, params[name], 1) for name in leaky.NAMES}


def leaky_networks(
    seed: int, sizes: Sequence[int], m: int, count: int, alpha: float = leaky.ALPHA, gap: float = GAP
) -> list[Arrays]:
    """`count` random cases of params, X, Y and alpha whose Z all keep at least `gap` from the kink at 0.

    sizes: of the input, the two hidden layers and the output. Raises ValueError for other than four sizes.
    """
    if len(sizes) != 4:
        raise ValueError(f"three layers have four sizes, and these are {len(sizes)}")
    rng = np.random.default_rng(seed)
    found: list[Arrays] = []
    while len(found) < count:
        params: Arrays = {}
        for layer, (n_before, n) in enumerate(pairwise(sizes), start=1):
            params[f"W{layer}"] = rng.uniform(-1, 1, (n, n_before))
            params[f"b{layer}"] = rng.uniform(-0.5, 0.5, (n, 1))
        X, Y = rng.uniform(-2, 2, (sizes[0], m)), rng.uniform(-1, 1, (sizes[-1], m))
        values = leaky_values(params, X, alpha)
        if min(np.min(np.abs(values["Z" + layer])) for layer in "123") >= gap:
            found.append({"params": params, "X": X, "Y": Y, "alpha": alpha})
    return found
