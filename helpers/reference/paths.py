"""Reference for sigmoid networks of any layer sizes, one sample at a time, and gradients as sums over paths.

params: dict with "W1", "b1" ... "WL", "bL".   X: (n_0, 1).   Y: (n_L, 1).
cache: dict with "A0" (the sample), "Z1", "A1" ... "ZL", "AL".   grads: dict with "dZL", "dWL", "dbL" ... "db1".
The loss is l = 1/n_L sum (A_L - Y)^2, so its slope carries 2/n_L.

A path begins with a weight W_l[j, i] and ends at an output. It is a tuple of unit indices, one for each layer from the
unit in front of the weight on: (i, j, ..., r), of length L - l + 2.

`backward` comes from the general network, not from the lesson's formulas, so that a mistake in a formula cannot judge
itself right.
"""

from collections.abc import Sequence
from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np

from helpers.reference import activations, losses, network

Arrays = dict[str, Any]
Path = tuple[int, ...]


def sizes_of(params: Arrays) -> list[int]:
    """The layer sizes n_0, n_1 ... n_L of these parameters."""
    last = sum(name.startswith("W") for name in params)
    return [np.shape(params["W1"])[1], *(np.shape(params[f"W{layer}"])[0] for layer in range(1, last + 1))]


def forward(params: Arrays, X: Any) -> Arrays:
    """The cache A0, Z1, A1 ... ZL, AL, equation (6.1). X: (n_0, m). Raises ValueError where X does not fit W1."""
    cache: Arrays = {"A0": X}
    for layer in range(1, len(sizes_of(params))):
        cache[f"Z{layer}"] = params[f"W{layer}"] @ cache[f"A{layer - 1}"] + params[f"b{layer}"]
        cache[f"A{layer}"] = activations.sigmoid.value(cache[f"Z{layer}"])
    return cache


def loss(A: Any, Y: Any) -> Any:
    """l = 1/n_L sum (A - Y)^2 of one sample, equation (6.2). A, Y: (n_L, 1). One number."""
    return _loss(len(Y)).value(A, Y)


def _loss(outputs: int) -> losses.Loss:
    # With one sample the mean over the samples is the sample's own loss.
    return losses.squared_error(scale=1 / outputs, averages=True)


def paths(sizes: Sequence[int], layer: int, j: int, i: int) -> list[Path]:
    """All paths from the weight W_layer[j, i] to the outputs, in ascending order; their number is equation (6.3).

    sizes: n_0 ... n_L. Each path is (i, j, ...), with one unit for each layer from layer - 1 on.
    """
    return [(i, j, *behind) for behind in product(*(range(size) for size in sizes[layer + 1 :]))]


def path_product(params: Arrays, cache: Arrays, Y: Any, layer: int, path: Path) -> Any:
    """The product of the slopes along one path that begins with a weight of this layer, equation (6.4). A number."""
    value = cache[f"A{layer - 1}"][path[0], 0]
    for at, (before, unit) in enumerate(pairwise(path), start=layer):
        # The first arrow is the weight that we differentiate by: it leaves the value in front of it.
        factor = params[f"W{at}"][unit, before] if at > layer else 1.0
        value = value * factor * activations.sigmoid.slope(cache[f"Z{at}"][unit, 0])
    last = layer + len(path) - 2
    return value * 2 * (cache[f"A{last}"][path[-1], 0] - Y[path[-1], 0]) / len(Y)


def gradient_by_paths(params: Arrays, cache: Arrays, Y: Any, layer: int) -> Any:
    """dW of this layer, each entry as the sum over its paths, equation (6.5). Returns (n_layer, n_before)."""
    sizes = sizes_of(params)
    gradient = np.zeros((sizes[layer], sizes[layer - 1]))
    for j, i in np.ndindex(gradient.shape):
        gradient[j, i] = sum(path_product(params, cache, Y, layer, path) for path in paths(sizes, layer, j, i))
    return gradient


def backward(params: Arrays, cache: Arrays, Y: Any) -> Arrays:
    """All of dZ, dW, db, equations (6.6) and (6.7), by the general network. ValueError where shapes do not fit."""
    layers = len(sizes_of(params)) - 1
    return network.named_gradients(params, [activations.sigmoid] * layers, _loss(len(Y)), cache["A0"], Y)


def count_operations(sizes: Sequence[int]) -> tuple[int, int]:
    """Multiplications for all dW, by paths (6.8) and by backpropagation (6.9); sizes: n_0 ... n_L."""
    last = len(sizes) - 1
    by_paths = sum(
        sizes[layer - 1] * sizes[layer] * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        for layer in range(1, last + 1)
    )
    by_backward = sizes[last] + sum(before * here for before, here in pairwise(sizes))
    by_backward += sum(here * behind + here for here, behind in pairwise(sizes[1:]))
    return by_paths, by_backward


def slip_neuron(cache: Arrays, layer: int, k: int, j: int) -> tuple[Any, Any]:
    """d A_layer[k] / d W_layer[k, j], equation (6.10), and the published one, without the slope, over it."""
    slope = activations.sigmoid.slope(cache[f"Z{layer}"][k, 0])
    return slope * cache[f"A{layer - 1}"][j, 0], 1 / slope


def slip_middle(params: Arrays, cache: Arrays, Y: Any) -> tuple[Any, Any]:
    """The middle factors d A_L[r] / d A_(L-1)[k], equation (6.11), (n_L, n_(L-1)), and by how much 1 for each is off.

    The second value, (n_(L-1), 1), is the slope of the loss by A_(L-1) with 1 for every middle factor, minus the right
    one.
    """
    last = len(sizes_of(params)) - 1
    middle = activations.sigmoid.slope(cache[f"Z{last}"]) * params[f"W{last}"]
    dA = _loss(len(Y)).slope(cache[f"A{last}"], Y)
    return middle, (np.ones_like(middle) - middle).T @ dA


def slip_input(dZ: Any, cache: Arrays, layer: int) -> tuple[Any, Any]:
    """dW of this layer, equation (6.12), and the published one, with each unit's own output as its input, minus it.

    dZ: (n_layer, 1), the error at this layer. Two arrays of shape (n_layer, n_before).
    """
    right = dZ @ cache[f"A{layer - 1}"].T
    return right, dZ * cache[f"A{layer}"] - right
