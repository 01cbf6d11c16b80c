"""Reference for the network of any depth with a softmax output, in the lesson's own words and shapes.

params: dict with "W1", "b1" ... "WL", "bL".   X: (n_0, m), samples as columns.   Y: (n_L, m), one-hot columns.
hidden: the names of the hidden layers' activations, one for each; the output layer is always softmax.
cache: dict with "Z1", "A1" ... "ZL", "AL".   grads: "dZ1" ... per sample, without 1/m; "dW1", "db1" ... with the 1/m.
The cost is J = -1/m sum Y log A, so dZL = A - Y.

`gradients` comes from the general network, not from the lesson's formulas, so that a mistake in a formula cannot judge
itself right.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.reference import activations, losses, network

Arrays = dict[str, Any]
Pick = tuple[str, int, int]

ACTIVATIONS = {
    "sigmoid": activations.sigmoid,
    "tanh": activations.tanh,
    "relu": activations.relu,
    "leaky_relu": activations.leaky_relu(0.01),
}


def layers_of(params: Arrays) -> int:
    """How many layers of weights there are."""
    return sum(name.startswith("W") for name in params)


def softmax(Z: Any) -> Any:
    """e^Z_k / sum_l e^Z_l down each column, equations (7.1) and (7.2). Z: (K, m). Returns (K, m)."""
    return activations.softmax.value(np.asarray(Z))


def softmax_cross_entropy(Z: Any, Y: Any) -> tuple[Any, Any]:
    """J of the scores Z against Y, equation (7.4), and dZ = A - Y per sample, (7.5). Z, Y: (K, m). A number, (K, m).

    Each column of Y adds up to 1. Finite for any finite Z.
    """
    Z = np.asarray(Z)
    top = np.max(np.real(Z), axis=0, keepdims=True)
    losses = np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0)
    return np.mean(losses), softmax(Z) - Y


def initialise(sizes: Sequence[int], seed: int) -> Arrays:
    """W1, b1 ... for these layer sizes (inputs first), equation (7.6); one generator draws W1, W2 ... in this order."""
    rng = np.random.default_rng(seed)
    params: Arrays = {}
    for layer, (n_before, n) in enumerate(pairwise(sizes), start=1):
        params[f"W{layer}"] = rng.standard_normal((n, n_before)) * np.sqrt(2 / n_before)
        params[f"b{layer}"] = np.zeros((n, 1))
    return params


def forward(params: Arrays, X: Any, hidden: Sequence[str]) -> Arrays:
    """The cache Z1, A1 ... ZL, AL, equation (7.7). Raises ValueError where X does not fit W1, KeyError for a name."""
    cache: Arrays = {}
    A, last = X, layers_of(params)
    for layer in range(1, last + 1):
        Z = cache[f"Z{layer}"] = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = cache[f"A{layer}"] = softmax(Z) if layer == last else ACTIVATIONS[hidden[layer - 1]].value(Z)
    return cache


def cost(params: Arrays, X: Any, Y: Any, hidden: Sequence[str]) -> Any:
    """J of the network on X against Y. One number."""
    return softmax_cross_entropy(forward(params, X, hidden)[f"Z{layers_of(params)}"], Y)[0]


def gradients(params: Arrays, X: Any, Y: Any, hidden: Sequence[str]) -> Arrays:
    """All of dZ, dW, db, equation (7.8), by the general network. Raises ValueError where shapes do not fit."""
    functions = [*(ACTIVATIONS[name] for name in hidden), activations.softmax]
    return network.named_gradients(params, functions, losses.categorical_cross_entropy, X, Y)


def backward(params: Arrays, cache: Arrays, X: Any, Y: Any, hidden: Sequence[str]) -> Arrays:
    """All of dZ, dW, db from the cache, by the formula (7.8)."""
    grads: Arrays = {}
    m, last = np.shape(X)[1], layers_of(params)
    dZ = softmax_cross_entropy(cache[f"Z{last}"], Y)[1]
    for layer in range(last, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            slope = ACTIVATIONS[hidden[layer - 2]].slope(cache[f"Z{layer - 1}"])
            dZ = params[f"W{layer}"].T @ dZ * slope
    return grads


def gradient_check(
    params: Arrays,
    grads: Arrays,
    X: Any,
    Y: Any,
    hidden: Sequence[str],
    picks: Sequence[Pick],
    h: float = 1e-5,
) -> tuple[Any, Any]:
    """Central differences of J by the picked entries, shape (len(picks),), and their distance from grads, (7.9)."""

    def J(name: str, row: int, column: int, nudge: float) -> Any:
        value = np.array(params[name], dtype=np.float64)
        value[row, column] += nudge
        return cost({**params, name: value}, X, Y, hidden)

    slopes = np.array([(J(*pick, h) - J(*pick, -h)) / (2 * h) for pick in picks])
    claimed = np.array([grads["d" + name][row, column] for name, row, column in picks])
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))


def update(params: Arrays, grads: Arrays, eta: float) -> Arrays:
    """All parameters minus eta times their gradients; the given dict is left as it is."""
    return {name: params[name] - eta * grads["d" + name] for name in params}


def slip_batches(m: int, size: int, seed: int) -> tuple[Any, ...]:
    """The numbers 0 ... m - 1 in the order that the seed draws, cut into batches of `size`, the last one shorter."""
    order = np.random.default_rng(seed).permutation(m)
    return tuple(order[first : first + size] for first in range(0, m, size))


def slip_batches_parts(m: int, size: int, seed: int) -> tuple[int, Any, Any]:
    """What a check looks at: how many batches there are, how many samples each has, and all samples in their order."""
    batches = slip_batches(m, size, seed)
    return len(batches), np.array([len(batch) for batch in batches]), np.concatenate(batches)


def train(
    params: Arrays,
    X: Any,
    Y: Any,
    hidden: Sequence[str],
    eta: float,
    size: int,
    epochs: int,
    seed: int,
    show: bool = False,
) -> tuple[Arrays, Any]:
    """Descent in shuffled batches: the last parameters, and J of all samples at the start and after each epoch.

    Epoch e, counted from 0, takes the batches of slip_batches(m, size, seed + e). `show` changes nothing here.
    """
    params = {name: np.copy(value) for name, value in params.items()}
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(np.shape(X)[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)


def accuracy(A: Any, labels: Any) -> float:
    """The fraction of the columns of A, (K, m), whose largest entry stands in the row of the label, (7.12)."""
    return float(np.mean(np.argmax(A, axis=0) == labels))


def slip_split(m: int, count: int, seed: int) -> tuple[Any, Any]:
    """The numbers 0 ... m - 1 in two parts that have none in common: to learn from, and the first `count` drawn."""
    order = np.random.default_rng(seed).permutation(m)
    return order[count:], order[:count]


def confusion(A: Any, labels: Any) -> Any:
    """How often which digit (row) got which answer (column), (7.13). A: (K, m), labels: (m,). Returns (K, K)."""
    counts = np.zeros((np.shape(A)[0],) * 2)
    np.add.at(counts, (np.asarray(labels), np.argmax(A, axis=0)), 1)
    return counts


def input_gradient(params: Arrays, X: Any, Y: Any, hidden: Sequence[str]) -> Any:
    """Slope of each sample's own loss by its inputs, (7.14), by the general network. Returns (n_0, m)."""
    return params["W1"].T @ gradients(params, X, Y, hidden)["dZ1"]
