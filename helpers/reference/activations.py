"""Activation functions and their derivatives.

Each works elementwise on numbers and arrays of any shape, keeps the shape, and accepts complex arrays (so that the
complex step can judge it). `slope` takes z, never a: applying it to a is a mistake that the course teaches to see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Activation:
    """An elementwise function g with its derivative g', both as functions of z."""

    name: str
    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]


def _sigmoid(z: Any) -> Any:
    """1 / (1 + e^-z), without overflow: the exponent is never positive, so e <= 1."""
    z = np.asarray(z)
    positive = np.real(z) >= 0
    e = np.exp(np.where(positive, -z, z))
    return (np.where(positive, 1, e) / (1 + e))[()]


def _sigmoid_slope(z: Any) -> Any:
    # sigmoid(-z) is 1 - sigmoid(z) without the cancellation, so the slope keeps its digits at large z too.
    return _sigmoid(z) * _sigmoid(-np.asarray(z))


def _tanh_slope(z: Any) -> Any:
    # 1 - tanh(z)^2 without the cancellation, and without the overflow of 1 / cosh(z)^2.
    return 4 * _sigmoid_slope(2 * np.asarray(z))


def _step_at_zero(z: Any, below: float, above: float) -> Any:
    """`above` for z >= 0 and `below` elsewhere; at 0 the course counts the right-hand slope."""
    z = np.asarray(z)
    return np.where(np.real(z) >= 0, above, below)[()]


def leaky_relu(below: float = 0.01) -> Activation:
    """Leaky ReLU: z for z >= 0 and `below` times z elsewhere; at 0 its slope counts as 1."""
    return Activation(
        name=f"leaky_relu({below:g})",
        value=lambda z: z * _step_at_zero(z, below, 1.0),
        slope=lambda z: _step_at_zero(z, below, 1.0),
    )


sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_slope)
tanh = Activation("tanh", np.tanh, _tanh_slope)
relu = Activation("relu", lambda z: z * _step_at_zero(z, 0.0, 1.0), lambda z: _step_at_zero(z, 0.0, 1.0))
identity = Activation("identity", lambda z: np.asarray(z)[()], lambda z: np.ones_like(z))


def _softmax(z: Any) -> Any:
    """e^z_k / sum_l e^z_l down each column of a (K, m) array; shifted by the column's maximum, so nothing overflows."""
    e = np.exp(z - np.max(np.real(z), axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


def _no_elementwise_slope(z: Any) -> Any:
    raise ValueError("softmax mixes the entries of a column, so it has no elementwise slope: use it with cross_entropy")


# Not elementwise: it serves as the output of a classifier, together with cross-entropy (dZ = A - Y).
softmax = Activation("softmax", _softmax, _no_elementwise_slope)
