"""Forward and backward through layers of weights, for what no function of the learner's computes."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def forward_and_backward(
    layers: Sequence[tuple[Array, Any, str]],
    X: Array,
    Y: Array,
    activation: Callable[[str, Array], tuple[Array, Array]],
) -> dict[str, Array]:
    """Return Z, A, dZ and dW of each layer by the lessons' names, Z1 ..., and dX; the last dZ is A − Y.

    layers: W of shape (n_l, n_l-1), b that fits to (n_l, m), and the name of g. X: (n_0, m). Y: (n_L, m).
    activation(name, Z) -> g(Z), g'(Z). Raises ValueError where the shapes do not fit together.
    """
    found: dict[str, Array] = {}
    inputs, slopes = [X], []
    for layer, (W, b, name) in enumerate(layers, start=1):
        Z = W @ inputs[-1] + b
        A, slope = activation(name, Z)
        found |= {f"Z{layer}": Z, f"A{layer}": A}
        inputs.append(A)
        slopes.append(slope)
    delta = inputs.pop() - Y
    for layer in range(len(layers), 0, -1):
        found |= {f"dZ{layer}": delta, f"dW{layer}": delta @ inputs[layer - 1].T}
        delta = layers[layer - 1][0].T @ delta * (slopes[layer - 2] if layer > 1 else 1.0)
    return {**found, "dX": delta}
