"""The reference network: any layer sizes, activations and loss; forward, cache, backward.

Forward, layer by layer:   Z_l = W_l @ A_(l-1) + b_l,   A_l = g_l(Z_l)
Backward, layer by layer:  dZ_l = dA_l * g_l'(Z_l),  dW_l = 1/m dZ_l @ A_(l-1)^T,  db_l = 1/m sum_columns dZ_l,
                           dA_(l-1) = W_l^T @ dZ_l

dA and dZ are per sample; the 1/m of an averaging loss enters at dW and db.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.reference import activations, losses
from helpers.reference.activations import Activation
from helpers.reference.losses import Loss


@dataclass(frozen=True)
class Layer:
    """W: (n_out, n_in), b: (n_out, 1), and the activation g."""

    W: Any
    b: Any
    activation: Activation


@dataclass(frozen=True)
class Network:
    """Layers from the input to the output, and the loss at the end."""

    layers: tuple[Layer, ...]
    loss: Loss


@dataclass(frozen=True)
class Cache:
    """What forward keeps for backward. A[0] is X and A[l], Z[l] belong to layer l, so Z[0] is None."""

    Z: tuple[Any, ...]
    A: tuple[Any, ...]

    @property
    def Y_hat(self) -> Any:
        """The prediction, (n_out, m)."""
        return self.A[-1]


@dataclass(frozen=True)
class LayerGradients:
    """The four partial derivatives of one layer: dA, dZ (n_out, m) per sample; dW (n_out, n_in); db (n_out, 1)."""

    dA: Any
    dZ: Any
    dW: Any
    db: Any


def forward(network: Network, X: Any) -> Cache:
    """Forward pass for X of shape (n_in, m). Raises ValueError where X has not n_in rows."""
    n_in = np.shape(network.layers[0].W)[1]
    if np.ndim(X) != 2 or np.shape(X)[0] != n_in:
        raise ValueError(f"X must have shape ({n_in}, m), samples as columns; it has {np.shape(X)}")
    Z: list[Any] = [None]
    A: list[Any] = [X]
    for layer in network.layers:
        Z.append(layer.W @ A[-1] + layer.b)
        A.append(layer.activation.value(Z[-1]))
    return Cache(tuple(Z), tuple(A))


def cost(network: Network, X: Any, Y: Any) -> Any:
    """The cost J of the network on X (n_in, m) against Y (n_out, m), one number. Raises ValueError for other shapes."""
    Y_hat = forward(network, X).Y_hat
    _refuse_other_shape(Y_hat, Y)
    return network.loss.value(Y_hat, Y)


def backward(network: Network, cache: Cache, Y: Any) -> tuple[LayerGradients, ...]:
    """Gradients of the cost for every layer, first layer first. Y: (n_out, m), or ValueError is raised."""
    _refuse_other_shape(cache.Y_hat, Y)
    m = np.shape(Y)[1] if network.loss.averages else 1
    gradients: list[LayerGradients] = []
    dA = network.loss.slope(cache.Y_hat, Y)
    for at in range(len(network.layers), 0, -1):
        layer = network.layers[at - 1]
        last = at == len(network.layers)
        dZ = _output_dZ(network, cache, Y, dA) if last else dA * layer.activation.slope(cache.Z[at])
        dW = dZ @ cache.A[at - 1].T / m
        db = np.sum(dZ, axis=1, keepdims=True) / m
        gradients.insert(0, LayerGradients(dA, dZ, dW, db))
        dA = layer.W.T @ dZ
    return tuple(gradients)


def _refuse_other_shape(Y_hat: Any, Y: Any) -> None:
    # Broadcasting would turn (1, m) - (m, 1) into (m, m) without a word.
    if np.shape(Y) != np.shape(Y_hat):
        raise ValueError(f"Y must have shape {np.shape(Y_hat)}, as the prediction has; it has {np.shape(Y)}")


def _output_dZ(network: Network, cache: Cache, Y: Any, dA: Any) -> Any:
    """dZ of the output layer. For sigmoid or softmax with their cross-entropy the slope cancels: dZ = A - Y.

    The product dA * g'(Z) is the same in exact arithmetic, but 0 / 0 where the output saturates.
    """
    activation = network.layers[-1].activation
    cancels = {
        (activations.sigmoid.name, losses.cross_entropy.name),
        (activations.softmax.name, losses.categorical_cross_entropy.name),
    }
    if (activation.name, network.loss.name) in cancels:
        return cache.Y_hat - Y
    return dA * activation.slope(cache.Z[-1])


def named_gradients(
    params: Mapping[str, Any], functions: Sequence[Activation], loss: Loss, X: Any, Y: Any
) -> dict[str, Any]:
    """dZL, dWL, dbL ... dZ1, dW1, db1 of the network with these W1, b1 ... and one activation for each layer.

    X: (n_0, m), Y: (n_L, m). Raises ValueError where shapes do not fit.
    """
    layers = [Layer(params[f"W{at}"], params[f"b{at}"], g) for at, g in enumerate(functions, start=1)]
    whole = Network(tuple(layers), loss)
    found = list(enumerate(backward(whole, forward(whole, X), Y), start=1))
    return {f"{part}{at}": getattr(layer, part) for at, layer in reversed(found) for part in ("dZ", "dW", "db")}
