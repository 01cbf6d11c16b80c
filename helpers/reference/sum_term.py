"""Reference for the sigmoid(sum w o) term: E = sum_k (t_k - o_k)^2 without a factor, o_k = sigmoid(sum_j w_jk o_j).

Index order of this lesson: w[j, k] leads from unit j to unit k, so w has shape (J, K) and is the transpose of the
other lessons' W. There is no bias. Gradients come from the general network, not from the lesson's formulas, so that a
mistake in a formula cannot judge itself right. Every function raises ValueError where shapes do not fit.
"""

from typing import Any

import numpy as np

from helpers.equal import Array
from helpers.reference import losses, network
from helpers.reference.activations import sigmoid

_LOSS = losses.squared_error(scale=1.0, averages=False)


def _network(*weights: Any) -> network.Network:
    """Sigmoid layers without bias, from weights in this lesson's index order, first layer first."""
    layers = (network.Layer(np.transpose(w), np.zeros((np.shape(w)[1], 1)), sigmoid) for w in weights)
    return network.Network(tuple(layers), _LOSS)


def _columns(values: Any) -> Any:
    """One sample of shape (n,) as a column; a batch of shape (n, m) as it is."""
    values = np.asarray(values)
    return values[:, None] if values.ndim == 1 else values


def output(w: Any, o: Any) -> Any:
    """o_k = sigmoid(sum_j w_jk o_j), eq. (4.1). w: (J, K), o: (J,) or a batch, (J, m). Returns (K,) or (K, m)."""
    found = network.forward(_network(w), _columns(o)).Y_hat
    return found[:, 0] if np.ndim(o) == 1 else found


def error(w: Any, o: Any, t: Any) -> Any:
    """E = sum_k (t_k - o_k)^2, eq. (4.2). w: (J, K), o: (J,), t: (K,); or a batch, (J, m) and (K, m). One number."""
    return network.cost(_network(w), _columns(o), _columns(t))


def sum_term_jacobian(w: Any, o: Any) -> Array:
    """d s_l / d w_jk = delta_kl o_j, eq. (4.4), at [j, k, l]. w: (J, K), o: (J,). Returns (J, K, K)."""
    return np.einsum("j,kl->jkl", o, np.eye(np.shape(w)[1]))


def partial_derivative(w: Any, o: Any, t: Any, j: int, k: int) -> float:
    """dE/dw_jk, one entry of `matrix_form`: what expression 1 (4.5) and expression 2 (4.6) both are. One number."""
    return float(matrix_form(w, o, t)[j, k])


expression_2 = partial_derivative  # the learner's name for it


def derivation() -> list[str]:
    """The way from expression 1 (4.5) to expression 2 (4.6), one rule a line, as `check_derivation` reads it."""
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
        front + " * o[j]",
    ]


def matrix_form(w: Any, o: Any, t: Any) -> Array:
    """Gradient dE/dw for one sample, eq. (4.8). w: (J, K), o: (J,), t: (K,). Returns (J, K).

    Raises ValueError for a batch: that is the next exercise.
    """
    if np.ndim(o) != 1:
        raise ValueError(f"one sample has shape (J,); this is {np.shape(o)}")
    return batch_form(w, _columns(o), _columns(t))


def batch_form(w: Any, o: Any, t: Any) -> Array:
    """Gradient dE/dw for E summed over a batch, eq. (4.9). w: (J, K), o: (J, m), t: (K, m). Returns (J, K)."""
    model = _network(w)
    return network.backward(model, network.forward(model, o), t)[0].dW.T


def hidden_error(w: Any, delta: Any) -> Array:
    """e_j = sum_k w_jk delta_k, eq. (4.10). w: (J, K), delta: (K,). Returns (J,)."""
    return np.einsum("jk,k->j", w, delta)


def hidden_gradient(v: Any, w: Any, x: Any, t: Any) -> Array:
    """Gradient dE/dv of the layer before, eq. (4.11). v: (I, J), w: (J, K), x: (I,), t: (K,). Returns (I, J)."""
    model = _network(v, w)
    return network.backward(model, network.forward(model, _columns(x)), _columns(t))[0].dW.T


def update(w: Any, gradient: Any, alpha: float) -> Array:
    """One step of descent, w - alpha dE/dw, eq. (4.12). w, gradient: (J, K). Returns (J, K)."""
    return np.asarray(w) - alpha * np.asarray(gradient)


def repaired_sum(w: Any, o: Any, j: int, k: int) -> tuple[float, float]:
    """d(sum_i w_ik o_i)/dw_jk, eq. (4.13), and how much larger the reading is that names both indices j.

    w: (J, K). o: (J,). Returns two numbers.
    """
    one_by_one = sum_term_jacobian(w, o)[:, k, k]
    return float(one_by_one[j]), float(np.sum(np.delete(one_by_one, j)))
