"""Networks in which one quantity is replaced or nudged while the cost is watched: the judge of slopes in the lessons.

For each lesson's network there are its values Z and A, its cost with some of them replaced, its slopes by central
differences, and random cases. It holds no formula for a slope.

The reference is imported when it is called, not at import: while a notebook is graded the sandbox has no reference, and
a locked cell must still be able to import this module there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.differences import central_difference
from helpers.equal import Array

Arrays = dict[str, Any]
# Numbers this close to 0 would let a nudge cross the kink of ReLU, where no slope is the right one.
GAP = 0.02
ALPHA = 0.1


def _reference(name: str) -> Any:
    """The module of helpers.reference with this name. Raises RuntimeError where the reference is not installed."""
    try:
        return import_module(f"helpers.reference.{name}")
    except ModuleNotFoundError:
        raise RuntimeError(
            "this is not there while a notebook is graded. Nothing is wrong with this cell, and no point depends on it."
        ) from None


@dataclass(frozen=True)
class _Judged:
    """A network on its data. activations: Z to A, one for each layer. measure: what the last A and Y cost."""

    params: Mapping[str, Any]
    X: Array
    Y: Array
    activations: Sequence[Callable[[Any], Any]]
    measure: Callable[[Any, Any], Any]

    def cost(self, changed: Mapping[str, Any]) -> float:
        """The cost when `changed` (X, W1, b1, Z1, A1 ...) replaces its like. Raises ValueError for any other name."""
        known = {f"{letter}{layer}" for letter in "WbZA" for layer in range(1, len(self.activations) + 1)}
        if unknown := set(changed) - known - {"X"}:
            raise ValueError(f"the network has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
        have = {**self.params, **changed}
        A = changed.get("X", self.X)
        for layer, activation in enumerate(self.activations, start=1):
            Z = changed.get(f"Z{layer}", have[f"W{layer}"] @ A + have[f"b{layer}"])
            A = changed.get(f"A{layer}", activation(Z))
        return float(self.measure(A, self.Y))

    def slopes(self, at: Mapping[str, Any], names: Iterable[str], times: int = 1) -> Arrays:
        """For each name "d" + name: `times` the slope of the cost by that quantity, at its value in `at`."""
        return {
            "d" + name: times * central_difference(lambda value, name=name: self.cost({name: value}), at[name])  # type: ignore[misc]
            for name in names
        }


def _params(rng: np.random.Generator, sizes: Sequence[int], largest: float) -> Arrays:
    params: Arrays = {}
    for layer, (n_before, n) in enumerate(pairwise(sizes), start=1):
        params[f"W{layer}"] = rng.uniform(-largest, largest, (n, n_before))
        params[f"b{layer}"] = rng.uniform(-0.5, 0.5, (n, 1))
    return params


def intermediates(params: Arrays, X: Array) -> tuple[Array, Array, Array, Array]:
    """Z1, A1 (n_h, m), Z2 and A2 (n_y, m) of lesson 3's network with these parameters (W1, b1, W2, b2)."""
    cache = _reference("shallow").forward(params, X)
    return cache["Z1"], cache["A1"], cache["Z2"], cache["A2"]


def cost_with(params: Arrays, X: Array, Y: Array, **changed: Any) -> float:
    """The cost of lesson 3's network when `changed` (W1, b1, Z1, A1 ... A2) replaces its like, else ValueError."""
    shallow = _reference("shallow")
    activations = [lambda Z, name=name: shallow.activations(name, Z)[0] for name in ("tanh", "sigmoid")]
    return _Judged(params, X, Y, activations, shallow.cost).cost(changed)


def cost_after_step(params: Arrays, X: Array, Y: Array, eta: float) -> float:
    """The cost of lesson 3's network after one step of gradient descent in all four parameters."""
    shallow = _reference("shallow")
    return float(shallow.cost_of(shallow.one_step(params, X, Y, eta)[1], X, Y))


def leaky_values(params: Arrays, X: Array, alpha: float = ALPHA) -> Arrays:
    """Z1, A1 ... Z3, A3 of lesson 5's network with these parameters."""
    values: Arrays = _reference("leaky").forward(params, X, alpha)
    return values


def _leaky(params: Arrays, X: Array, Y: Array, alpha: float) -> _Judged:
    leaky = _reference("leaky")
    return _Judged(params, X, Y, [lambda Z: leaky.leaky_relu(Z, alpha)[0]] * 3, leaky.cost)


def leaky_cost(params: Arrays, X: Array, Y: Array, alpha: float = ALPHA, **changed: Any) -> float:
    """The cost of lesson 5's network when `changed` (W1, b1, Z1, A1 ... A3) replaces its like, else ValueError."""
    return _leaky(params, X, Y, alpha).cost(changed)


def leaky_slopes(params: Arrays, X: Array, Y: Array, alpha: float = ALPHA) -> Arrays:
    """All slopes by nudging: "dA3", "dZ3" ... "dZ1" of each sample's own loss, and "dW1", "db1" ... "db3" of J."""
    judged, values = _leaky(params, X, Y, alpha), leaky_values(params, X, alpha)
    # One sample's share of J is its loss over m.
    return judged.slopes(values, reversed(values), times=np.shape(X)[1]) | judged.slopes(params, params)


def leaky_networks(
    seed: int, sizes: Sequence[int], m: int, count: int, alpha: float = ALPHA, gap: float = GAP
) -> list[Arrays]:
    """`count` random cases of params, X, Y and alpha whose Z all keep at least `gap` from the kink at 0.

    sizes: of the input, the two hidden layers and the output. Raises ValueError for other than four sizes.
    """
    if len(sizes) != 4:
        raise ValueError(f"three layers have four sizes, and these are {len(sizes)}")
    rng = np.random.default_rng(seed)
    found: list[Arrays] = []
    while len(found) < count:
        params = _params(rng, sizes, 1.0)
        X, Y = rng.uniform(-2, 2, (sizes[0], m)), rng.uniform(-1, 1, (sizes[-1], m))
        values = leaky_values(params, X, alpha)
        if min(np.min(np.abs(values["Z" + layer])) for layer in "123") >= gap:
            found.append({"params": params, "X": X, "Y": Y, "alpha": alpha})
    return found


def paths_values(params: Arrays, X: Array) -> Arrays:
    """A0, Z1, A1 ... ZL, AL of lesson 6's network with these parameters."""
    values: Arrays = _reference("paths").forward(params, X)
    return values


def _paths(params: Arrays, X: Array, Y: Array) -> _Judged:
    return _Judged(
        params, X, Y, [_reference("activations").sigmoid.value] * (len(params) // 2), _reference("paths").loss
    )


def paths_loss(params: Arrays, X: Array, Y: Array, **changed: Any) -> float:
    """The loss of lesson 6's network when `changed` (W1, b1, Z1, A1 ... AL) replaces its like, else ValueError."""
    return _paths(params, X, Y).cost(changed)


def paths_slopes(params: Arrays, X: Array, Y: Array) -> Arrays:
    """All slopes of the loss by nudging: "dW1", "db1", "dZ1", "dA1" ... "dAL"."""
    values = {**params, **paths_values(params, X)}
    del values["A0"]
    return _paths(params, X, Y).slopes(values, values)


def paths_networks(seed: int, sizes: Sequence[int], count: int) -> list[Arrays]:
    """`count` random cases of params, X and Y, one sample each, none of its units saturated. sizes: n_0 ... n_L."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        params = _params(rng, sizes, 1.5)
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
    paths, one, last = _reference("paths"), _Counted(), len(sizes) - 1
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


def digit_values(params: Arrays, X: Array, hidden: Sequence[str]) -> Arrays:
    """Z1, A1 ... ZL, AL of lesson 7's network with these parameters."""
    values: Arrays = _reference("digits").forward(params, X, hidden)
    return values


def digit_slopes(params: Arrays, X: Array, Y: Array, hidden: Sequence[str]) -> Arrays:
    """Slopes by nudging: of each sample's loss by its inputs, "dX", and its scores, "dZL"; of J, "dW1", "db1" ..."""
    digits = _reference("digits")
    activations = [digits.ACTIVATIONS[name].value for name in hidden]
    # The last layer hands on its scores: softmax and cross-entropy are measured in one, for their round-off.
    judged = _Judged(params, X, Y, [*activations, lambda Z: Z], lambda Z, Y: digits.softmax_cross_entropy(Z, Y)[0])
    m, scores = np.shape(X)[1], f"Z{digits.layers_of(params)}"
    # One sample's share of J is its loss over m.
    each = {"X": X, scores: digit_values(params, X, hidden)[scores]}
    return judged.slopes(params, params) | judged.slopes(each, each, times=m)


def score_slopes(Z: Array, Y: Array) -> Array:
    """The slope of each sample's own cross-entropy by its scores, by nudging. Z, Y: (K, m). Returns (K, m)."""
    digits = _reference("digits")
    return np.shape(Z)[1] * central_difference(lambda value: digits.softmax_cross_entropy(value, Y)[0], Z)


def digit_networks(seed: int, sizes: Sequence[int], hidden: Sequence[str], m: int, count: int) -> list[Arrays]:
    """`count` random cases of params, X, Y and hidden whose hidden Z all keep at least GAP from the kink at 0."""
    rng = np.random.default_rng(seed)
    found: list[Arrays] = []
    while len(found) < count:
        params: Arrays = _reference("digits").initialise(sizes, int(rng.integers(2**31)))
        params |= {name: rng.uniform(-0.5, 0.5, np.shape(b)) for name, b in params.items() if name.startswith("b")}
        X = rng.uniform(-2, 2, (sizes[0], m))
        Y = np.eye(sizes[-1])[:, rng.integers(sizes[-1], size=m)]
        values = digit_values(params, X, hidden)
        if all(np.min(np.abs(values[f"Z{layer}"])) >= GAP for layer in range(1, len(sizes) - 1)):
            found.append({"params": params, "X": X, "Y": Y, "hidden": list(hidden)})
    return found
