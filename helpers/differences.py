"""Derivatives without a derivation: the numerical judges that gradients are held against.

Three independent ways to see a slope, each with its own error:

* `central_difference`: (f(x + h) - f(x - h)) / 2h, error O(h^2) plus round-off O(eps / h);
* `complex_step`: Im f(x + ih) / h, error O(h^2) without round-off, for functions that accept complex numbers;
* automatic differentiation, which only the tests use.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.equal import Array

# The step that balances the O(h^2) error of the formula against the O(eps / h) of round-off.
_CENTRAL_STEP = float(np.cbrt(np.finfo(np.float64).eps))
# No difference is taken in complex_step, so nothing cancels and h may be as small as we like.
_COMPLEX_STEP = 1e-30


def central_difference(f: Callable[[Any], Any], x: ArrayLike, h: float | None = None) -> Array:
    """Gradient of a number-valued `f` at `x` by central differences.

    x: a number or an array of any shape; integers are taken as float64, so no step is cut off.
    h: the step; by default 6e-6 times max(1, |x_i|), so that it is scaled to each entry.
    Returns an array of the shape of x (0-dimensional for a number).
    Raises ValueError where f does not return one number, and where h is lost in the rounding of x.
    """
    point = np.array(x, dtype=np.float64)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        value = float(point[index])
        step = _CENTRAL_STEP * max(1.0, abs(value)) if h is None else h
        if value + step == value - step:
            raise ValueError(f"h = {step:g} is too small to move x = {value:g}: leave h out and it fits x")
        ends = []
        for end in (value + step, value - step):
            shifted = point.copy()
            shifted[index] = end
            ends.append(float(_one_number(f(shifted if point.ndim else float(shifted)))))
        # Divide by the distance that was really taken: value + step is rounded.
        gradient[index] = (ends[0] - ends[1]) / ((value + step) - (value - step))
    return gradient


def elementwise_slope(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Slope of an elementwise `f` (such as an activation) at every entry of `x`; the shape of x.

    Raises ValueError where f does not keep the shape.
    """
    point = np.array(x, dtype=np.float64)
    step = _CENTRAL_STEP * np.maximum(1.0, np.abs(point))
    ahead, behind = point + step, point - step
    values = [np.asarray(f(end), dtype=np.float64) for end in (ahead, behind)]
    if values[0].shape != point.shape:
        raise ValueError(f"f must keep the shape: it got {point.shape} and returned {values[0].shape}")
    return (values[0] - values[1]) / (ahead - behind)


def complex_step(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Gradient of a number-valued `f` at `x` by the complex step, exact to round-off.

    f must be written with operations that are analytic (no abs, no comparison of x itself).
    x: a number or an array of any shape. Returns an array of the shape of x.
    Source: Squire and Trapp, SIAM Review 40 (1998) 110-112.
    """
    point = np.array(x, dtype=np.complex128)
    gradient = np.empty(point.shape, dtype=np.float64)
    for index in np.ndindex(point.shape):
        shifted = point.copy()
        shifted[index] += 1j * _COMPLEX_STEP
        gradient[index] = complex(_one_number(f(shifted if point.ndim else complex(shifted)))).imag / _COMPLEX_STEP
    return gradient


def _one_number(value: Any) -> Any:
    array = np.asarray(value)
    if array.size != 1:
        raise ValueError(f"f must return one number, it returned an array of shape {array.shape}")
    return array.item()
