"""Losses, each with the factor that its error carries stated in its name or argument.

The cost of m samples is J = factor * sum over samples and outputs of l(y_hat, y), where factor is `scale` or, for an
averaging loss, `scale / m`. `slope` is dl/dy_hat per sample, with `scale` and without the 1/m: the 1/m enters at dW
and db.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Loss:
    """A cost of predictions `Y_hat` against targets `Y`, both of shape (n_out, m).

    value(Y_hat, Y): the cost J, one number.
    slope(Y_hat, Y): dl/dY_hat per sample, shape (n_out, m), without the 1/m.
    averages: whether J divides by m.
    """

    name: str
    value: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], Any]
    averages: bool


def squared_error(scale: float = 1.0, averages: bool = True) -> Loss:
    """J = scale * sum (Y_hat - Y)^2, divided by m where `averages`.

    The course's sources use scale 1 without averaging (lesson 4), 1 with (lesson 2), 1/2 with (lesson 5).
    """

    def value(Y_hat: Any, Y: Any) -> Any:
        total = scale * np.sum((np.asarray(Y_hat) - Y) ** 2)
        return total / np.shape(Y)[-1] if averages else total

    def slope(Y_hat: Any, Y: Any) -> Any:
        return 2 * scale * (np.asarray(Y_hat) - Y)

    return Loss(f"squared_error(scale={scale:g}, averages={averages})", value, slope, averages)


# A prediction of exactly 0 or 1 would give log 0; this is the nearest that float64 tells from it.
_EDGE = float(np.finfo(np.float64).eps)


def _off_the_edge(Y_hat: Any) -> Any:
    Y_hat = np.asarray(Y_hat)
    return np.where(np.real(Y_hat) < _EDGE, _EDGE, np.where(np.real(Y_hat) > 1 - _EDGE, 1 - _EDGE, Y_hat))


def _binary_value(Y_hat: Any, Y: Any) -> Any:
    p = _off_the_edge(Y_hat)
    return -np.sum(Y * np.log(p) + (1 - Y) * np.log(1 - p)) / np.shape(Y)[-1]


def _binary_slope(Y_hat: Any, Y: Any) -> Any:
    p = _off_the_edge(Y_hat)
    return (p - Y) / (p * (1 - p))


def _categorical_value(Y_hat: Any, Y: Any) -> Any:
    return -np.sum(Y * np.log(_off_the_edge(Y_hat))) / np.shape(Y)[-1]


def _categorical_slope(Y_hat: Any, Y: Any) -> Any:
    return -np.asarray(Y) / _off_the_edge(Y_hat)


# J = -1/m sum [y log y_hat + (1 - y) log(1 - y_hat)]; finite at predictions of exactly 0 and 1.
cross_entropy = Loss("cross_entropy", _binary_value, _binary_slope, averages=True)
# J = -1/m sum_k y_k log y_hat_k, for softmax outputs and one-hot targets.
categorical_cross_entropy = Loss("categorical_cross_entropy", _categorical_value, _categorical_slope, averages=True)
