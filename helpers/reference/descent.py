"""Reference gradient descent on f(x) = x^2, on a x^2 + b x + c, and on the bowl a x^2 + b y^2."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.equal import Array


def parabola(x: Any) -> tuple[Any, Any]:
    """f(x) = x^2 and f'(x) = 2x, for a number or an array."""
    return x * x, 2 * x


def central_difference(f: Callable[[float], float], x: float, h: float = 1e-5) -> float:
    """(f(x + h) - f(x - h)) / 2h for a number x."""
    return (f(x + h) - f(x - h)) / (2 * h)


def step(x: float, eta: float) -> float:
    """One step of descent on x^2: x - eta * 2x."""
    return x - eta * parabola(x)[1]


def descend(x0: float, eta: float, steps: int) -> Array:
    """All positions x_0 ... x_steps of descent on x^2, shape (steps + 1,)."""
    path = np.empty(steps + 1)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = step(path[k], eta)
    return path


def closed_form(a: float, b: float, x0: float, eta: float, k: int) -> float:
    """x_k of descent on a x^2 + b x + c without a loop: x* + (1 - 2 a eta)^k (x0 - x*), with x* = -b / 2a."""
    lowest = -b / (2 * a)
    return lowest + (1 - 2 * a * eta) ** k * (x0 - lowest)


REGIMES = ("monotone", "one step", "oscillating", "bouncing", "diverging")


def regime(eta: float, a: float = 1.0) -> str:
    """How descent on a x^2 behaves: one of REGIMES, by the factor 1 - 2 a eta that multiplies the distance."""
    if eta < 1 / (2 * a):
        return "monotone"
    if eta == 1 / (2 * a):
        return "one step"
    if eta < 1 / a:
        return "oscillating"
    return "bouncing" if eta == 1 / a else "diverging"


def minimise(
    a: float, b: float, c: float, eta: float, max_steps: int, percent: float, x0: float = 7.5
) -> tuple[float, int, str]:
    """Descend on a x^2 + b x + c from x0 until a stop rule holds; returns (x, steps taken, rule).

    rule "change": the new x differs from the one before by less than `percent` % of the one before;
    rule "steps": `max_steps` steps were taken. Raises ValueError unless a > 0 (there is no lowest point).
    """
    if not a > 0:
        raise ValueError(f"a must be positive, or there is no lowest point; a = {a}")
    x = x0
    for taken in range(1, max_steps + 1):
        before, x = x, x - eta * (2 * a * x + b)
        if abs(x - before) < percent / 100 * abs(before):
            return x, taken, "change"
    return x, max_steps, "steps"


def bowl(x: Any, y: Any, a: float, b: float) -> Any:
    """f(x, y) = a x^2 + b y^2."""
    return a * x**2 + b * y**2


def bowl_gradient(x: float, y: float, a: float, b: float) -> Array:
    """Gradient (2 a x, 2 b y) of the bowl, shape (2,)."""
    return np.array([2 * a * x, 2 * b * y])


def descend_bowl(start: Any, eta: float, steps: int, a: float, b: float) -> Array:
    """All points of descent on the bowl from `start` (x, y), shape (steps + 1, 2)."""
    path = np.empty((steps + 1, 2))
    path[0] = start
    for k in range(steps):
        x, y = path[k]
        path[k + 1] = path[k] - eta * bowl_gradient(x, y, a, b)
    return path


def downhill_direction(x: float, y: float, a: float, b: float) -> Array:
    """Unit vector in which the bowl falls fastest at (x, y): minus the gradient over its length, shape (2,).

    Raises ValueError at the lowest point, where no direction falls.
    """
    gradient = bowl_gradient(x, y, a, b)
    length = float(np.linalg.norm(gradient))
    if length == 0:
        raise ValueError("the gradient is zero at the lowest point: no direction falls")
    return -gradient / length
