"""Derivatives without a derivation: the numerical judges that gradients are held against.

Three independent ways to see a slope, each with its own error:

* `central_difference`: (f(x + h) - f(x - h)) / 2h, error O(h^2) plus round-off O(eps / h);
* `complex_step`: Im f(x + ih) / h, error O(h^2) without round-off, for functions that accept complex numbers;
* automatic differentiation, which only the tests use.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

# The step that balances the O(h^2) error of the formula against the O(eps / h) of round-off.
_CENTRAL_STEP = float(np.cbrt(np.finfo(np.float64).eps))
# No difference is taken in complex_step, so nothing cancels and h may be as small as we like.
_COMPLEX_STEP = 1e-30


def central_difference(f: Callable[[Any], Any], x: ArrayLike, h: float | None = None) -> FloatArray:
    """Gradient of a number-valued `f` at `x` by central differences.

    x: a number or an array of any shape; integers are taken as float64, so no step is cut off.
    h: the step; by default 6e-6 times max(1, |x_i|), so that it is scaled to each entry.
    Returns an array of the shape of x (0-dimensional for a number).
    Raises ValueError where f does not return one number, and where h is lost in the rounding of x.
    """
    return _entry_by_entry(f, x, lambda value: _CENTRAL_STEP * max(1.0, abs(value)) if h is None else h)


def _entry_by_entry(f: Callable[[Any], Any], x: ArrayLike, step_for: Callable[[float], float]) -> FloatArray:
    point = np.array(x, dtype=np.float64)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        value = float(point[index])
        step = step_for(value)
        if value + step == value - step:
            raise ValueError(f"h = {step:g} is too small to move x = {value:g}: leave h out and it fits x")
        ends = []
        for end in (value + step, value - step):
            shifted = point.copy()
            shifted[index] = end
            ends.append(_one_number(f(shifted if point.ndim else float(shifted))))
        # Divide by the distance that was really taken: value + step is rounded.
        gradient[index] = (ends[0] - ends[1]) / ((value + step) - (value - step))
    return gradient


def elementwise_slope(f: Callable[[Any], Any], x: ArrayLike) -> FloatArray:
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


def complex_step(f: Callable[[Any], Any], x: ArrayLike) -> FloatArray:
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
        value = np.asarray(f(shifted if point.ndim else complex(shifted)))
        if value.size != 1:
            raise ValueError(f"f must return one number, it returned an array of shape {value.shape}")
        gradient[index] = value.reshape(()).imag / _COMPLEX_STEP
    return gradient


def relative_error(a: ArrayLike, b: ArrayLike) -> float:
    """Largest |a - b| / max(|a|, |b|) over all entries; 0.0 where both are 0.

    a, b: numbers or arrays whose shapes agree (broadcasting is refused: it hides a wrong shape).
    Raises ValueError for different shapes.
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"the shapes differ: {first.shape} and {second.shape}")
    size = np.maximum(np.abs(first), np.abs(second))
    # A nan must not pass for "no error".
    if not np.all(np.isfinite(size)):
        return float("nan")
    error = np.divide(np.abs(first - second), size, out=np.zeros_like(size), where=size > 0)
    return float(np.max(error, initial=0.0))


def _one_number(value: Any) -> float:
    array = np.asarray(value, dtype=np.float64)
    if array.size != 1:
        raise ValueError(f"f must return one number, it returned an array of shape {array.shape}")
    return float(array.reshape(()))
