"""A layered network of any sizes, as an explorable of lessons 3, 5 and 6: values forward, gradients backward.

One sample at a time. Names as in the lessons: params W1, b1 ... (weights of shape (n_l, n_l-1); biases may be left
out), cache Z1, A1 ..., grads dW1, db1, dZ1 ...
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Parts, choice, explorable, packed, picked, slider
from helpers.explore.layers import forward_and_backward
from helpers.explore.network_scene import describe, draw

Array = NDArray[np.float64]
Params = Mapping[str, Any]


@explorable("network")
def network(
    forward: Callable[[Any, Any], Any],
    backward: Callable[[Any, Any, Any, Any], Any],
    params: Params | Mapping[str, Params],
    X: ArrayLike,
    Y: ArrayLike,
    *,
    cost: Callable[[Any, Any], Any] | None = None,
    update: Callable[[Any, Any, float], Any] | None = None,
    activations: Callable[[str, Any], Any] | None = None,
    hidden: Sequence[str] = ("tanh",),
    output: str = "sigmoid",
    output_slope: str = "ŷ − y",
    eta: float = 1.0,
    updates: int = 4,
    weight: tuple[int, int, int] | None = None,
    count_from: int = 1,
) -> Parts:
    """The network with one sample in it. Point at a unit or an edge: how its value and its gradient come about.

    Choose a weight: the paths from it to the loss light up and are listed, each with its product.

    forward(params, X) -> cache with Z1, A1, ... backward(params, cache, X, Y) -> grads with dZ1, dW1, db1, ...
    params: the weights, or several sets of them by name. X: (n_0, samples). Y: (n_L, samples).
    cost(A, Y) -> a number. update(params, grads, eta) -> new params; it is applied `updates` times to the sample.
    activations(name, Z) -> g(Z), g'(Z): with it `hidden` may hold more names than the first, the one that `forward`
    uses: for the others, layers are put together from it. output: the name of the last layer's activation.
    output_slope: how dZ of the last layer is made, in words; other words than "ŷ − y" are shown without numbers.
    weight: the one that is chosen at the start, (layer, j, i) for W_layer[j, i]; the first hidden unit when left out.
    count_from: what the first unit of a layer is called.
    """
    given = {"forward": forward, "backward": backward, "cost": cost, "update": update, "activations": activations}
    yours = {name: LearnerFunction(name, function) for name, function in given.items() if function is not None}
    first = next(iter(params.values()))
    starts = params if isinstance(first, Mapping) else {"these weights": params}
    weights = {name: _arrays(start) for name, start in starts.items()}
    initial = next(iter(weights.values()))
    X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    sizes = _sizes(initial, X, Y)
    last, samples, rounds = len(sizes) - 1, X.shape[1], updates if update else 0
    names = tuple(hidden) if activations else tuple(hidden[:1])
    passes = [_Passes(yours, [name] * (last - 1) + [output], own=place == 0) for place, name in enumerate(names)]
    chosen = weight or (1, 0)
    view = {**initial, **passes[0].values(initial, X[:, [0]], Y[:, [0]]), "A0": X[:, [0]]}
    alt = describe(sizes, view, Y[:, 0], chosen)
    yield alt
    frames: list[dict[str, Array]] = []
    costs: list[Any] = []
    for start, way, sample in product(weights.values(), passes, range(samples)):
        now, x, y = start, X[:, [sample]], Y[:, [sample]]
        for done in range(rounds + 1):
            found = way.values(now, x, y)
            frames.append({**now, **found, **way.slopes(found)})
            costs.append(yours["cost"].numbers((), found[f"A{last}"], y) if "cost" in yours else np.nan)
            if done < rounds:
                now = way.step(now, found, eta)
    shape = len(weights), len(names), samples, rounds + 1
    stages = _stages(last, bool(rounds))
    controls = [
        choice("start", "weights", list(weights)),
        choice("activation", "hidden activation", names),
        slider("sample", "sample", [str(sample + 1) for sample in range(samples)], 0),
        slider("done", "updates done", [str(done) for done in range(rounds + 1)], 0),
        slider("stage", "stage", stages, len(stages) - 1),
        picked("part", _place(sizes, weight) if weight else sizes[0] * (1 + sizes[1])),
    ]
    data = {
        "sizes": sizes,
        "output": output,
        "hidden": names,
        "outputSlope": output_slope,
        "eta": eta,
        "stages": stages,
        "arrays": {name: packed(np.array([one[name] for one in frames]).reshape(*shape, -1)) for name in frames[0]},
        "costs": packed(np.array(costs).reshape(shape)),
        "X": packed(X),
        "Y": packed(Y),
        "hasBias": [f"b{layer}" in initial for layer in range(1, last + 1)],
        "hasCost": "cost" in yours,
        "countFrom": count_from,
    }
    yield draw(sizes, view, alt, chosen), controls, data


class _Passes:
    """Values and gradients of one sample, with these activations. own: the learner's `forward` uses them."""

    def __init__(self, yours: Mapping[str, LearnerFunction], names: Sequence[str], own: bool) -> None:
        self.yours, self.names, self.own = yours, names, own

    def values(self, params: Params, x: Array, y: Array) -> dict[str, Array]:
        """Z, A, dZ, dW and db of every layer: the learner's own, or put together from the learner's activations."""
        if self.own:
            return self._own(params, x, y)
        layers = [
            (params[f"W{layer}"], params.get(f"b{layer}", 0.0), name) for layer, name in enumerate(self.names, start=1)
        ]
        found = forward_and_backward(layers, x, y, self._activation)
        del found["dX"]
        return found | {f"d{name}": found[f"dZ{name[1:]}"] for name in params if name.startswith("b")}

    def slopes(self, found: Mapping[str, Array]) -> dict[str, Array]:
        """g'(Z) of every layer where the learner's activations are known, else nothing."""
        if "activations" not in self.yours:
            return {}
        named = enumerate(self.names, start=1)
        return {f"G{layer}": self._activation(name, found[f"Z{layer}"])[1] for layer, name in named}

    def step(self, params: Params, found: Mapping[str, Array], eta: float) -> dict[str, Array]:
        """The learner's update."""
        update = self.yours["update"]
        grads = {name: value for name, value in found.items() if name.startswith("d")}
        new = update({name: value.copy() for name, value in params.items()}, grads, eta)
        return {name: update.entry(new, name, value.shape) for name, value in params.items()}

    def _own(self, params: Params, x: Array, y: Array) -> dict[str, Array]:
        """A gradient has the shape of its parameter."""
        forward, backward = self.yours["forward"], self.yours["backward"]
        cache = forward(params, x)
        grads = backward(params, cache, x, y)
        found: dict[str, Array] = {}
        for name, value in params.items():
            if name.startswith("W"):
                column = len(value), 1
                found |= {part: forward.entry(cache, part, column) for part in (f"Z{name[1:]}", f"A{name[1:]}")}
                found[f"dZ{name[1:]}"] = backward.entry(grads, f"dZ{name[1:]}", column)
            found[f"d{name}"] = backward.entry(grads, f"d{name}", value.shape)
        return found

    def _activation(self, name: str, Z: Array) -> tuple[Array, Array]:
        return self.yours["activations"].pair(Z.shape, name, Z)


def _place(sizes: Sequence[int], weight: tuple[int, int, int]) -> int:
    """Where a weight stands as the browser counts: the inputs, the edges behind them, the hidden units, ..."""
    layer, j, i = weight
    before = sum(sizes[at] * (1 + sizes[at - 1]) for at in range(1, layer))
    return sizes[0] + before + j * sizes[layer - 1] + i


def _stages(layers: int, updated: bool) -> list[str]:
    ahead = [f"forward: layer {layer}" for layer in range(1, layers + 1)]
    back = [f"backward: {part}{layer}" for layer in range(layers, 0, -1) for part in ("dZ", "dW")]
    return ["input", *ahead, "cost", *back, *(["update"] if updated else [])]


def _arrays(params: Params) -> dict[str, Array]:
    try:
        return {name: np.array(value, dtype=np.float64) for name, value in params.items() if name[:1] in "Wb"}
    except (TypeError, ValueError):
        raise Trouble("The weights should be arrays of numbers.") from None


def _sizes(params: Params, X: Array, Y: Array) -> list[int]:
    layers = sum(name.startswith("W") for name in params)
    if not layers or any(np.ndim(params.get(f"W{layer}", 0)) != 2 for layer in range(1, layers + 1)):
        raise Trouble("The weights should be called W1, W2, ..., each with a row for every unit of its layer.")
    sizes = [params["W1"].shape[1], *(params[f"W{layer}"].shape[0] for layer in range(1, layers + 1))]
    if any(params[f"W{layer}"].shape[1] != sizes[layer - 1] for layer in range(1, layers + 1)):
        raise Trouble("Every weight matrix should have a column for every unit of the layer before.")
    if X.ndim != 2 or Y.ndim != 2 or X.shape[0] != sizes[0] or Y.shape != (sizes[-1], X.shape[1]):
        raise Trouble(f"X should have {sizes[0]} rows and Y {sizes[-1]}, with a column for every sample.")
    return sizes
