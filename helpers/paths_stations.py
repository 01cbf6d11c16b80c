"""Sigmoid networks of any layer sizes for lesson 6: what is nudged or counted to judge answers, and random networks."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.differences import central_difference
from helpers.reference import activations, paths

Arrays = dict[str, Any]


def paths_values(params: Arrays, X: Any) -> Arrays:
    """A0, Z1, A1 ... ZL, AL of the network with these parameters."""
    return paths.forward(params, X)


def paths_loss(params: Arrays, X: Any, Y: Any, **changed: Any) -> float:
    """The loss when `changed` (W1, b1, Z1, A1 ... AL) replaces its like, and all that follows from it follows.

    Raises ValueError for any other name.
    """
    last = len(paths.sizes_of(params)) - 1
    known = {f"{letter}{layer}" for letter in "WbZA" for layer in range(1, last + 1)}
    if unknown := set(changed) - known:
        raise ValueError(f"the network has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    have = {**params, **changed}
    A = X
    for layer in range(1, last + 1):
        Z = changed.get(f"Z{layer}", have[f"W{layer}"] @ A + have[f"b{layer}"])
        A = changed.get(f"A{layer}", activations.sigmoid.value(Z))
    return float(paths.loss(A, Y))


def paths_slopes(params: Arrays, X: Any, Y: Any) -> Arrays:
    """All slopes of the loss by nudging: "dW1", "db1", "dZ1", "dA1" ... "dAL"."""
    values = {**params, **paths_values(params, X)}
    del values["A0"]
    return {
        "d" + name: central_difference(lambda value, name=name: paths_loss(params, X, Y, **{name: value}), at)  # type: ignore[misc]
        for name, at in values.items()
    }


def paths_networks(seed: int, sizes: Sequence[int], count: int) -> list[Arrays]:
    """`count` random cases of params, X and Y, one sample each, none of its units saturated. sizes: n_0 ... n_L."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        params: Arrays = {}
        for layer, (n_before, n) in enumerate(pairwise(sizes), start=1):
            params[f"W{layer}"] = rng.uniform(-1.5, 1.5, (n, n_before))
            params[f"b{layer}"] = rng.uniform(-0.5, 0.5, (n, 1))
        X = rng.uniform(0.3, 2.0, (sizes[0], 1)) * rng.choice([-1.0, 1.0], (sizes[0], 1))
        found.append({"params": params, "X": X, "Y": rng.uniform(0, 1, (sizes[-1], 1))})
    return found


class _Counted:
    """A number that only counts: how many multiplications it took part in, all together."""

    done = 0

    def __mul__(self, other: Any) -> "_Counted":
        _Counted.done += 1
        return self

    def __add__(self, other: Any) -> "_Counted":
        return self


def multiplications(sizes: Sequence[int]) -> tuple[int, int]:
    """Multiplications that both ways really make for all dW, counted one by one: by paths, and by backpropagation.

    sizes: n_0 ... n_L. What is ready for both ways is not counted: values, slopes of the units, slopes of the loss.
    """
    one, last = _Counted(), len(sizes) - 1
    _Counted.done = 0
    for layer in range(1, last + 1):
        for j, i in np.ndindex(sizes[layer], sizes[layer - 1]):
            for path in paths.paths(sizes, layer, j, i):
                product = one * one  # the value in front, and the slope of the first unit
                for _ in path[2:]:
                    product = product * one * one  # a weight, and the slope of the unit behind it
                product = product * one  # the slope of the loss
    by_paths, _Counted.done = _Counted.done, 0
    for _ in range(sizes[last]):
        one * one  # the slope of the loss times the slope of the output
    for layer in range(last, 0, -1):
        for _ in np.ndindex(sizes[layer], sizes[layer - 1]):
            one * one  # an error times the value in front
        for _ in range(sizes[layer - 1] if layer > 1 else 0):
            back = one
            for _ in range(sizes[layer]):
                back = back + one * one  # a weight times the error behind it
            back = back * one  # times the slope of the unit
    return by_paths, _Counted.done
