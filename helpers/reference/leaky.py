"""Reference for three weight layers with leaky ReLU throughout, in the lesson's own words and shapes.

params: dict with "W1", "b1", "W2", "b2", "W3", "b3".   X: (n_0, m), samples as columns.   Y: (n_3, m).
cache: dict with "Z1", "A1", "Z2", "A2", "Z3", "A3".   alpha: the slope of leaky ReLU left of 0.
grads: "dZ3", "dZ2", "dZ1" per sample, without 1/m; "dW3", "db3" ... with the 1/m, each of the shape of what it
differentiates by. The cost is J = 1/(2m) sum (A3 - Y)^2, so its slope carries no 2.

`gradients` comes from the general network, not from the lesson's formulas, so that a mistake in a formula cannot judge
itself right.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.reference import activations, losses, network

Arrays = dict[str, Any]

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
ALPHA = 0.1
_LOSS = losses.squared_error(scale=0.5, averages=True)


def leaky_relu(z: Any, alpha: float) -> tuple[Any, Any]:
    """s(z) and s'(z), each of the shape of z, equation (5.1). At 0 the slope counts as 1."""
    s = activations.leaky_relu(alpha)
    return s.value(z), s.slope(z)


def forward(params: Arrays, X: Any, alpha: float = ALPHA) -> Arrays:
    """The cache Z1, A1 ... Z3, A3, equation (5.2). Raises ValueError where X does not fit W1."""
    cache: Arrays = {}
    A = X
    for layer in "123":
        cache["Z" + layer] = params["W" + layer] @ A + params["b" + layer]
        A = cache["A" + layer] = leaky_relu(cache["Z" + layer], alpha)[0]
    return cache


def cost(A3: Any, Y: Any) -> Any:
    """J = 1/(2m) sum (A3 - Y)^2, equation (5.3). A3, Y: (n_3, m). One number."""
    return _LOSS.value(A3, Y)


def output_delta(A3: Any, Z3: Any, Y: Any, alpha: float) -> Any:
    """dZ3 = (A3 - Y) s'(Z3), per sample, equation (5.4). A3, Z3, Y: (n_3, m). Returns (n_3, m)."""
    return (A3 - Y) * leaky_relu(Z3, alpha)[1]


def last_layer_gradients(dZ3: Any, A2: Any) -> tuple[Any, Any]:
    """dW3 = 1/m dZ3 A2^T and db3, equations (5.5) and (5.6). dZ3: (n_3, m), A2: (n_2, m). (n_3, n_2) and (n_3, 1)."""
    m = np.shape(dZ3)[1]
    return dZ3 @ A2.T / m, np.sum(dZ3, axis=1, keepdims=True) / m


def pass_back(W: Any, dZ: Any, Z_before: Any, alpha: float) -> Any:
    """(W^T dZ) s'(Z_before), per sample, equation (5.7). W: (n, n_before), dZ: (n, m). Returns (n_before, m)."""
    return W.T @ dZ * leaky_relu(Z_before, alpha)[1]


def gradients(params: Arrays, X: Any, Y: Any, alpha: float = ALPHA) -> Arrays:
    """All of dZ, dW, db, equation (5.8), by the general network. Raises ValueError where shapes do not fit."""
    return network.named_gradients(params, [activations.leaky_relu(alpha)] * 3, _LOSS, X, Y)


def backward(params: Arrays, cache: Arrays, X: Any, Y: Any, alpha: float = ALPHA) -> Arrays:
    """All of dZ, dW, db from the cache, by the formulas (5.4) to (5.8)."""
    grads: Arrays = {"dZ3": output_delta(cache["A3"], cache["Z3"], Y, alpha)}
    for layer in (3, 2, 1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dW{layer}"], grads[f"db{layer}"] = last_layer_gradients(grads[f"dZ{layer}"], before)
        if layer > 1:
            Z_before = cache[f"Z{layer - 1}"]
            grads[f"dZ{layer - 1}"] = pass_back(params[f"W{layer}"], grads[f"dZ{layer}"], Z_before, alpha)
    return grads


def update(params: Arrays, grads: Arrays, eta: float) -> Arrays:
    """All parameters minus eta times their gradients; the given dict is left as it is."""
    return {name: params[name] - eta * grads["d" + name] for name in NAMES}


def slip_average(dZ3: Any, A2: Any) -> tuple[Any, Any]:
    """dW3, and the product of the means minus it, equation (5.9). Two arrays of shape (n_3, n_2).

    The difference is minus the covariance of errors and activations over the samples, and 0 for one sample.
    """
    dW3 = last_layer_gradients(dZ3, A2)[0]
    return dW3, _mean(dZ3) @ _mean(A2).T - dW3


def _mean(columns: Any) -> Any:
    return np.mean(columns, axis=1, keepdims=True)


def slip_order(params: Arrays, X: Any, Y: Any, eta: float, alpha: float = ALPHA) -> tuple[Arrays, Any]:
    """The parameters after one step, equation (5.10), and W1 of the step that updates too early minus its W1."""
    right = update(params, backward(params, forward(params, X, alpha), X, Y, alpha), eta)
    return right, step_updating_early(params, X, Y, eta, alpha)["W1"] - right["W1"]


def step_updating_early(params: Arrays, X: Any, Y: Any, eta: float, alpha: float = ALPHA) -> Arrays:
    """One step in the wrong order: each layer is updated before the error is passed back through it."""
    cache = {**forward(params, X, alpha), "A0": X}
    new = dict(params)
    dZ = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    for layer in (3, 2, 1):
        dW, db = last_layer_gradients(dZ, cache[f"A{layer - 1}"])
        new[f"W{layer}"], new[f"b{layer}"] = params[f"W{layer}"] - eta * dW, params[f"b{layer}"] - eta * db
        if layer > 1:
            dZ = pass_back(new[f"W{layer}"], dZ, cache[f"Z{layer - 1}"], alpha)
    return new


def train(
    params: Arrays,
    X: Any,
    Y: Any,
    eta: float,
    batch: int,
    epochs: int,
    percent: float,
    alpha: float = ALPHA,
) -> tuple[Arrays, Any, int]:
    """Descent in batches of `batch` columns: the last parameters, J at the start and after each epoch, and iterations.

    One iteration is one update, one epoch one pass over the data; the last batch of an epoch may be smaller. Ends after
    `epochs` epochs, or after one that changed J by less than `percent` % of what it was before.
    """
    params = {name: np.copy(value) for name, value in params.items()}
    m, iterations = np.shape(X)[1], 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations


def shapes(sizes: Sequence[int], m: int) -> dict[str, tuple[int, int]]:
    """The shape of every array of a network with these layer sizes (inputs first) and m samples, equation (5.12)."""
    found = {"X": (sizes[0], m)}
    for layer, (n_before, n) in enumerate(pairwise(sizes), start=1):
        for name, shape in (("W", (n, n_before)), ("b", (n, 1)), ("Z", (n, m)), ("A", (n, m))):
            found[f"{name}{layer}"] = shape
        for name in ("dZ", "dW", "db"):
            found[f"{name}{layer}"] = found[f"{name[1:]}{layer}"]
    return found
