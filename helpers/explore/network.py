"""A layered network of any sizes, as an explorable of lessons 3, 5 and 6: values forward, gradients backward.

One sample at a time. Names as in the lessons: params W1, b1 ... (weights of shape (n_l, n_l-1); biases may be left
out), cache Z1, A1 ..., grads dW1, db1, dZ1 ...
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Built, Explorable, alt_text, choice, explorable, packed, picked, slider
from helpers.explore.network_scene import describe, draw

Array = NDArray[np.float64]
Params = Mapping[str, Any]


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
) -> Explorable:
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
    named: dict[str, Callable[..., Any]] = {"forward": forward, "backward": backward}
    named |= {name: f for name, f in (("cost", cost), ("update", update), ("activations", activations)) if f}
    first = next(iter(params.values()))
    starts: Mapping[str, Params] = params if isinstance(first, Mapping) else {"these weights": params}
    names = tuple(hidden) if activations else tuple(hidden[:1])

    def build() -> Built:
        yours = {name: LearnerFunction(name, function) for name, function in named.items()}
        asked = _Asked(yours, names, output, eta, updates if update else 0)
        scene, alt, controls, data = _network(
            asked, starts, np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64), output_slope, weight
        )
        return scene, alt, controls, {**data, "countFrom": count_from}

    return explorable("network", build)


@dataclass
class _Asked:
    """The learner's functions and what they are asked."""

    yours: dict[str, LearnerFunction]
    hidden: tuple[str, ...]
    output: str
    eta: float
    updates: int
    sizes: list[int] = field(default_factory=list)

    def passes(self, place: int, params: Params, x: Array, y: Array) -> dict[str, Array]:
        """Values and gradients of one sample, with the hidden activation number `place`."""
        if place == 0:
            return self._own(params, x, y)
        return self._built(self.hidden[place], params, x, y)

    def slopes(self, place: int, found: dict[str, Array]) -> dict[str, Array]:
        """g'(Z) of every layer where the learner's activations are known, else nothing."""
        if "activations" not in self.yours:
            return {}
        names = [self.hidden[place]] * (len(self.sizes) - 2) + [self.output]
        return {f"G{layer}": self._activation(name, found[f"Z{layer}"])[1] for layer, name in enumerate(names, start=1)}

    def _own(self, params: Params, x: Array, y: Array) -> dict[str, Array]:
        forward, backward = self.yours["forward"], self.yours["backward"]
        cache = forward(params, x)
        grads = backward(params, cache, x, y)
        found = {}
        for layer, (before, size) in enumerate(zip(self.sizes, self.sizes[1:], strict=False), start=1):
            for name in ("Z", "A"):
                found[f"{name}{layer}"] = _entry(forward, cache, f"{name}{layer}", (size, 1))
            found[f"dZ{layer}"] = _entry(backward, grads, f"dZ{layer}", (size, 1))
            found[f"dW{layer}"] = _entry(backward, grads, f"dW{layer}", (size, before))
            if f"b{layer}" in params:
                found[f"db{layer}"] = _entry(backward, grads, f"db{layer}", (size, 1))
        return found

    def _built(self, name: str, params: Params, x: Array, y: Array) -> dict[str, Array]:
        last = len(self.sizes) - 1
        found, slopes, value = {}, {}, x
        for layer in range(1, last + 1):
            z = params[f"W{layer}"] @ value + params.get(f"b{layer}", 0.0)
            value, slopes[layer] = self._activation(self.output if layer == last else name, z)
            found[f"Z{layer}"], found[f"A{layer}"] = z, value
        delta = value - y
        for layer in range(last, 0, -1):
            before = found[f"A{layer - 1}"] if layer > 1 else x
            found[f"dZ{layer}"], found[f"dW{layer}"] = delta, delta @ before.T
            if f"b{layer}" in params:
                found[f"db{layer}"] = delta
            if layer > 1:
                delta = params[f"W{layer}"].T @ delta * slopes[layer - 1]
        return found

    def _activation(self, name: str, z: Array) -> tuple[Array, Array]:
        return self.yours["activations"].pair(z.shape, name, z)

    def cost(self, found: dict[str, Array], y: Array) -> float:
        """What the learner's cost says, or nan where there is none."""
        if "cost" not in self.yours:
            return float("nan")
        return float(self.yours["cost"].numbers((), found[f"A{len(self.sizes) - 1}"], y))

    def step(self, params: Params, found: dict[str, Array]) -> dict[str, Array]:
        """The learner's update."""
        update = self.yours["update"]
        grads = {name: value for name, value in found.items() if name.startswith("d")}
        new = update({name: value.copy() for name, value in params.items()}, grads, self.eta)
        return {name: _entry(update, new, name, value.shape) for name, value in params.items()}


def _network(
    asked: _Asked,
    starts: Mapping[str, Params],
    X: Array,
    Y: Array,
    output_slope: str,
    weight: tuple[int, int, int] | None,
) -> Built:
    prepared = {label: _arrays(params) for label, params in starts.items()}
    initial = next(iter(prepared.values()))
    asked.sizes = _sizes(initial, X, Y)
    samples, updates = X.shape[1], asked.updates
    chosen = weight or (1, 0)
    view = {**initial, **asked.passes(0, initial, X[:, [0]], Y[:, [0]]), "A0": X[:, [0]]}
    alt = alt_text(describe(asked.sizes, view, Y[:, 0], chosen))
    frames: dict[tuple[int, ...], dict[str, Array]] = {}
    costs = np.zeros((len(prepared), len(asked.hidden), samples, updates + 1))
    for start, first in enumerate(prepared.values()):
        for place in range(len(asked.hidden)):
            for sample in range(samples):
                x, y, params = X[:, [sample]], Y[:, [sample]], first
                for done in range(updates + 1):
                    found = asked.passes(place, params, x, y)
                    costs[start, place, sample, done] = asked.cost(found, y)
                    frames[start, place, sample, done] = {**params, **found, **asked.slopes(place, found)}
                    if done < updates:
                        params = asked.step(params, found)
    arrays = {
        name: np.array([frame[name] for frame in frames.values()]).reshape(*costs.shape, -1)
        for name in frames[0, 0, 0, 0]
    }
    stages = _stages(len(asked.sizes) - 1, bool(updates))
    scene = draw(asked.sizes, view, alt, chosen)
    controls = [
        choice("start", "weights", list(prepared)),
        choice("activation", "hidden activation", asked.hidden),
        slider("sample", "sample", [str(sample + 1) for sample in range(samples)], 0),
        slider("done", "updates done", [str(done) for done in range(updates + 1)], 0),
        slider("stage", "stage", stages, len(stages) - 1),
        picked("part", _place(asked.sizes, weight) if weight else asked.sizes[0] * (1 + asked.sizes[1])),
    ]
    data = {
        "sizes": asked.sizes,
        "output": asked.output,
        "hidden": asked.hidden,
        "outputSlope": output_slope,
        "eta": asked.eta,
        "stages": stages,
        "arrays": {name: packed(array) for name, array in arrays.items()},
        "costs": packed(costs),
        "X": packed(X),
        "Y": packed(Y),
        "hasBias": [f"b{layer}" in view for layer in range(1, len(asked.sizes))],
        "hasCost": "cost" in asked.yours,
    }
    # A control with one place alone says nothing.
    return scene, alt, [control for control in controls if len(control.get("texts", "  ")) > 1], data


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


def _entry(function: LearnerFunction, given: Any, name: str, shape: tuple[int, ...]) -> Array:
    if not isinstance(given, Mapping):
        raise Trouble(f"`{function.name}` should return a dict; it returned {type(given).__name__}.")
    if name not in given:
        raise Trouble(f'`{function.name}` should return a dict with "{name}" in it.')
    return function.part(given[name], name, shape)
