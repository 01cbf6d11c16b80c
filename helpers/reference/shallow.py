"""The 3-4-1 network of lesson 3, step by step: tanh in the hidden layer, sigmoid at the output, cross-entropy.

Parameters, cache and gradients are dicts of arrays, as the learner's own are:

* params: W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
* cache: Z1, A1 (n_h, m), Z2, A2 (n_y, m)
* grads: dA2, dZ2, dA1, dZ1 per sample, each of the shape of what it differentiates by; dW2, db2, dW1, db1 with the 1/m

The cost is J = -1/m sum [Y log A2 + (1 - Y) log(1 - A2)].
"""

from functools import partial
from typing import Any

import numpy as np

from helpers.differences import central_difference
from helpers.reference import losses, network
from helpers.reference.activations import Activation, identity, leaky_relu, relu, sigmoid, tanh

Arrays = dict[str, Any]

_BY_NAME = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu, "leaky_relu": leaky_relu(0.01), "none": identity}
NAMES = ("W1", "b1", "W2", "b2")


def activations(name: str, Z: Any) -> tuple[Any, Any]:
    """g(Z) and g'(Z), each of the shape of Z, equation (3.2); leaky ReLU has slope 0.01 below 0.

    Raises ValueError for a name other than sigmoid, tanh, relu, leaky_relu (and none, which collapse needs).
    """
    g = _activation(name)
    return g.value(Z), g.slope(Z)


def _activation(name: str) -> Activation:
    if name not in _BY_NAME:
        raise ValueError(f"there is no activation {name!r}; there are: {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def initialise(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Arrays:
    """Small random weights and zero biases, equation (3.1)."""
    rng = np.random.default_rng(seed)
    W1, W2 = scale * rng.standard_normal((n_h, n_x)), scale * rng.standard_normal((n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def neuron_forward(w: Any, b: float, x: Any, name: str) -> tuple[Any, Any]:
    """z = w . x + b and a = g(z) of one neuron, equation (3.3); w and x of shape (n_in,)."""
    z = float(np.asarray(w) @ np.asarray(x) + b)
    return z, _activation(name).value(z)


def layer_forward(W: Any, b: Any, x: Any, name: str) -> tuple[Any, Any]:
    """z = W x + b and a = g(z) of one layer, equation (3.4); x of shape (n_in, 1), z and a (n_out, 1)."""
    z = W @ x + b
    return z, _activation(name).value(z)


def loop_forward(params: Arrays, X: Any) -> Any:
    """A2 of shape (n_y, m), one column at a time."""
    columns = []
    for i in range(np.shape(X)[1]):
        _, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        columns.append(layer_forward(params["W2"], params["b2"], a1, "sigmoid")[1])
    return np.hstack(columns)


def forward(params: Arrays, X: Any) -> Arrays:
    """The cache of all samples at once, equation (3.5). Raises ValueError where X does not fit W1."""
    Z1, A1 = layer_forward(params["W1"], params["b1"], X, "tanh")
    Z2, A2 = layer_forward(params["W2"], params["b2"], A1, "sigmoid")
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def cost(A2: Any, Y: Any) -> Any:
    """J of the predictions A2 (n_y, m) against Y, equation (3.6); finite at predictions of exactly 0 and 1."""
    return losses.cross_entropy.value(A2, Y)


def cost_of(params: Arrays, X: Any, Y: Any) -> Any:
    """J of the network with these parameters."""
    return cost(forward(params, X)["A2"], Y)


def dA2(A2: Any, Y: Any) -> Any:
    """(A2 - Y) / (A2 (1 - A2)), per sample, equation (3.7)."""
    return losses.cross_entropy.slope(A2, Y)


def dZ2(A2: Any, Y: Any) -> Any:
    """A2 - Y, per sample, equation (3.8)."""
    return np.asarray(A2) - Y


def dZ2_from_dA2(dA2: Any, A2: Any) -> Any:
    """dA2 * A2 (1 - A2), which is dZ2 where dA2 is right."""
    return dA2 * A2 * (1 - A2)


def dW2(dZ2: Any, A1: Any) -> Any:
    """1/m dZ2 A1^T, equation (3.9)."""
    return dZ2 @ A1.T / np.shape(dZ2)[1]


def db2(dZ2: Any) -> Any:
    """1/m of the sum over the samples, a column, equation (3.10)."""
    return np.sum(dZ2, axis=1, keepdims=True) / np.shape(dZ2)[1]


def dA1(W2: Any, dZ2: Any) -> Any:
    """W2^T dZ2, per sample, equation (3.11)."""
    return W2.T @ dZ2


def dZ1(dA1: Any, Z1: Any) -> Any:
    """dA1 * tanh'(Z1), per sample, equation (3.12)."""
    return dA1 * tanh.slope(Z1)


def dW1(dZ1: Any, X: Any) -> Any:
    """1/m dZ1 X^T, equation (3.13)."""
    return dW2(dZ1, X)


def db1(dZ1: Any) -> Any:
    """1/m of the sum over the samples, a column, equation (3.14)."""
    return db2(dZ1)


def backward(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
    """All eight partial derivatives, from the back to the front."""
    kept = network.Cache((None, cache["Z1"], cache["Z2"]), (X, cache["A1"], cache["A2"]))
    first, second = network.backward(to_network(params), kept, Y)
    return {
        "dA2": second.dA, "dZ2": second.dZ, "dW2": second.dW, "db2": second.db,
        "dA1": first.dA, "dZ1": first.dZ, "dW1": first.dW, "db1": first.db,
    }  # fmt: skip


def gradient_check(params: Arrays, X: Any, Y: Any, grads: Arrays, h: float = 1e-5) -> dict[str, float]:
    """For dW1, db1, dW2, db2 the distance |n - g| / (|n| + |g|) from the central difference, (3.15) and (3.16).

    Raises ZeroDivisionError where both are zero in every entry.
    """

    def J(name: str, value: Any) -> Any:
        return cost_of({**params, name: value}, X, Y)

    distances = {}
    for name in NAMES:
        n = central_difference(partial(J, name), params[name], h)
        g = np.asarray(grads["d" + name])
        distances["d" + name] = float(np.linalg.norm(n - g)) / float(np.linalg.norm(n) + np.linalg.norm(g))
    return distances


def update(params: Arrays, grads: Arrays, eta: float) -> Arrays:
    """All four parameters minus eta times their gradients, equation (3.17); the given dict is left as it is."""
    return {name: params[name] - eta * grads["d" + name] for name in NAMES}


def one_step(params: Arrays, X: Any, Y: Any, eta: float) -> tuple[Arrays, Arrays]:
    """The four gradients of the cost at `params`, and the parameters after one step."""
    kept = backward(params, forward(params, X), X, Y)
    return {"d" + name: kept["d" + name] for name in NAMES}, update(params, kept, eta)


def train(params: Arrays, X: Any, Y: Any, eta: float, steps: int) -> tuple[Arrays, Any]:
    """Gradient descent on all samples: the last parameters, and the costs from the start on, shape (steps + 1,).

    The given dict and its arrays are left as they are.
    """
    params = {name: np.copy(value) for name, value in params.items()}
    costs = []
    for _ in range(steps):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        params = update(params, backward(params, cache, X, Y), eta)
    costs.append(cost_of(params, X, Y))
    return params, np.array(costs)


def accuracy(params: Arrays, X: Any, Y: Any) -> float:
    """Share of the samples on the right side of 0.5."""
    return float(np.mean((forward(params, X)["A2"] > 0.5) == (np.asarray(Y) > 0.5)))


def symmetry(params: Arrays, X: Any, Y: Any, eta: float, steps: int) -> tuple[float, float]:
    """How far the rows of W1 are apart after `steps` steps, and the largest |dW1| at the first of them."""
    first = float(np.max(np.abs(backward(params, forward(params, X), X, Y)["dW1"])))
    return float(np.max(np.ptp(train(params, X, Y, eta, steps)[0]["W1"], axis=0))), first


def collapse(params: Arrays) -> tuple[Any, Any]:
    """W' and b' of the one linear map that both layers without activations make, equation (3.18)."""
    return params["W2"] @ params["W1"], params["W2"] @ params["b1"] + params["b2"]


def to_network(params: Arrays) -> network.Network:
    """The same network in the form of helpers.reference.network."""
    layers = (network.Layer(params["W1"], params["b1"], tanh), network.Layer(params["W2"], params["b2"], sigmoid))
    return network.Network(layers, losses.cross_entropy)
