"""Reference code for one sigmoid neuron, y_hat = sigma(w x + b), with the loss 1/n sum (y_hat - y)^2.

The numbers of equations are lesson 2's. The gradient is the general network's, for one layer of one unit.
"""

from typing import Any

import numpy as np

from helpers.equal import Array
from helpers.reference import activations, losses, network
from helpers.reference.descent import central_difference

# Where the gradient counts as vanished, as a share of its largest value.
FLAT = 1e-3


def sigmoid(z: Any) -> Any:
    """sigma(z) = 1 / (1 + e^-z), equation (2.1), elementwise and without overflow; keeps the shape of z."""
    return activations.sigmoid.value(z)


def sigmoid_prime_lines() -> list[str]:
    """A derivation of equation (2.2), one rule a line, as `check_derivation` reads it."""
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
        "-1 / (1 + exp(-z)) ** 2 * (-exp(-z))",
        "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
        "sigma(z) * (1 + exp(-z) - 1) / (1 + exp(-z))",
        "sigma(z) * (1 - sigma(z))",
    ]


def sigmoid_prime(z: Any) -> Any:
    """sigma'(z) = sigma(z) (1 - sigma(z)), equation (2.2), elementwise; keeps the shape of z."""
    return activations.sigmoid.slope(z)


def predict(w: Any, b: Any, x: Any) -> Any:
    """y_hat = sigma(w x + b), equation (2.3). w, b: numbers. x: a number or an array; y_hat has its shape."""
    return sigmoid(w * np.asarray(x) + b)


def mse(y_hat: Any, y: Any) -> Any:
    """1/n sum (y_hat - y)^2, equation (2.4). y_hat, y: arrays of shape (n,). Returns a number."""
    return losses.squared_error().value(y_hat, y)


def gradient_one(w: Any, b: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """(dl/dw, dl/db) of one sample's loss (y_hat - y)^2, equation (2.5). w, b, x, y: numbers.

    With x and y of shape (n,) it gives both for each sample by itself: two arrays of that shape.
    """
    dl_dz = np.reshape(_gradients(w, b, np.atleast_1d(x), np.atleast_1d(y)).dZ, np.shape(x))[()]
    return dl_dz * x, dl_dz


def gradient_batch(w: Any, b: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """(dL/dw, dL/db) of the loss of n samples, equation (2.6). w, b: numbers. x, y: shape (n,). Two numbers."""
    gradients = _gradients(w, b, x, y)
    return gradients.dW[0, 0], gradients.db[0, 0]


def _gradients(w: Any, b: Any, x: Any, y: Any) -> network.LayerGradients:
    layer = network.Layer(np.array([[w]]), np.array([[b]]), activations.sigmoid)
    neuron = network.Network((layer,), losses.squared_error())
    cache = network.forward(neuron, np.asarray(x)[None, :])
    return network.backward(neuron, cache, np.asarray(y)[None, :])[0]


def relative_difference(a: float, b: float) -> float:
    """|a - b| over the larger of |a| and |b|; 0 where both are 0."""
    larger = max(abs(a), abs(b))
    return abs(a - b) / larger if larger > 0 else 0.0


def gradient_check(dw: float, db: float, w: float, b: float, x: Any, y: Any, h: float = 1e-5) -> float:
    """How far the claimed slopes dw, db of the loss are from central differences of it, equation (2.7).

    w, b, h: numbers. x, y: shape (n,). Returns the larger of the two relative differences.
    """
    by_w = central_difference(lambda v: float(mse(predict(v, b, x), y)), w, h)
    by_b = central_difference(lambda v: float(mse(predict(w, v, x), y)), b, h)
    return max(relative_difference(dw, by_w), relative_difference(db, by_b))


def train(w: float, b: float, x: Any, y: Any, eta: float, steps: int) -> tuple[float, float, Array]:
    """Gradient descent on the loss of n samples, equation (2.8). x, y: shape (n,).

    Returns the last w, the last b, and the losses before the first step and after each: shape (steps + 1,).
    """
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)


def slip_update(w: float, b: float, x: float, y: float, eta: float) -> tuple[float, float]:
    """One step for one sample with all three factors, equation (2.8): the repaired form of the published update."""
    dw, db = gradient_one(w, b, x, y)
    return w - eta * dw, b - eta * db


def gradient_by_z(z: Any, y: float) -> Any:
    """dl/dz = 2 (sigma(z) - y) sigma'(z), equation (2.9): two factors of the three. Keeps the shape of z."""
    return 2 * (sigmoid(z) - y) * sigmoid_prime(z)


def saturation(z: Any, y: float) -> tuple[float, float, int]:
    """Where a neuron still learns the target y, among the values z (increasing, shape (n,)).

    Returns the smallest and the largest z at which |dl/dz| is at least FLAT times its maximum over z, and how many z
    are stuck: the gradient is smaller than that and the answer is off by more than a half.
    """
    z = np.asarray(z, dtype=np.float64)
    size = np.abs(gradient_by_z(z, y))
    alive = size >= FLAT * size.max()
    stuck = ~alive & (np.abs(sigmoid(z) - y) > 0.5)
    return float(z[alive][0]), float(z[alive][-1]), int(stuck.sum())
