"""Gradient descent in a bowl of two variables, as an explorable of lesson 1."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.explore.ask import LearnerFunction
from helpers.explore.base import Parts, choice, explorable, nearest, packed, slider
from helpers.explore.scene import Axes, dot, label, node, number, picture, polyline

_WIDTHS = (1.0, 2.0, 5.0, 10.0)  # b, with a = 1: the condition number
# eta, as a share of 1/b: at 1 the walk begins to run away.
_SHARES = [round(0.05 * place, 2) for place in range(1, 23)]
_STEPS = 30
_LEVELS = (0.25, 1.0, 4.0, 9.0, 16.0, 30.0, 55.0)


@explorable("bowl")
def bowl_descent(
    descend_bowl: Callable[..., Any], start: tuple[float, float] = (4.0, 2.0), b: float = 10.0, step: int = 6
) -> Parts:
    """Descent in the bowl x^2 + b y^2: the walk on the contour lines, and how far it still is from the middle.

    descend_bowl(start, eta, steps, a, b) -> points, shape (steps + 1, 2). b, step: where the controls stand at first.
    """
    walk = LearnerFunction("descend_bowl", descend_bowl)

    def points(share: float, wide: float) -> Any:
        return walk.numbers((_STEPS + 1, 2), np.array(start), share / wide, _STEPS, 1.0, wide)

    at = nearest(_WIDTHS, b), nearest(_SHARES, b / (1 + b))
    wide, share = _WIDTHS[at[0]], _SHARES[at[1]]
    path = points(share, wide)
    # The logarithm of the distance: a walk that shrinks by one factor is a straight line.
    distance = np.log10(np.maximum(np.hypot(path[:, 0], path[:, 1]), 1e-9))
    alt = (
        f"Left: contour lines of x² + {wide:g} y² and {_STEPS} steps of gradient descent from "
        f"({start[0]:g}, {start[1]:g}) with eta = {share / wide:.3g}; after {step} steps the point is at "
        f"({number(path[step, 0])}, {number(path[step, 1])}). Right: the distance from the middle after each step, "
        f"on a logarithmic axis; the last is {number(10 ** distance[-1], 2)}."
    )
    yield alt
    paths = np.array([[points(share, wide) for share in _SHARES] for wide in _WIDTHS])
    plane = Axes(46, 40, 400, 250, (-5, 5), (-3.125, 3.125))
    unit = plane.x(1) - plane.x(0)  # pixels, and the same upwards
    fall = Axes(520, 40, 220, 250, (0, _STEPS), (-4, 2))
    x0, y0 = plane.x(0), plane.y(0)
    levels = [
        node("ellipse", cx=x0, cy=y0, rx=unit * level**0.5, ry=unit * (level / wide) ** 0.5, kind="level")
        for level in _LEVELS
    ]
    scene = picture(
        760,
        340,
        "Descent in a bowl",
        alt,
        plane.draw(
            "your walk on the contour lines",
            "x",
            "y",
            node("g", *levels, part="levels"),
            polyline(plane.points(*path.T), "trail", "walk"),
            polyline(plane.points(*path[: step + 1].T), "line-b", "trail"),
            node("path", d=f"M{x0 - 6:g} {y0:g}h12m-6 -6v12", kind="line"),
            dot(plane.x(path[step, 0]), plane.y(path[step, 1]), "ball"),
        ),
        fall.draw(
            "log₁₀ of the distance",
            "step k",
            "",
            polyline(fall.points(range(_STEPS + 1), distance), "line", "fall"),
            dot(fall.x(step), fall.y(distance[step]), "now"),
        ),
        label(60, 58, f"x² + {wide:g} y²", "strong", part="name"),
    )
    controls = [
        choice("width", "bowl", [f"x² + {wide:g} y²" if wide > 1 else "x² + y²" for wide in _WIDTHS], at[0]),
        slider("share", "learning rate η", [f"{share / wide:.3f}" for share in _SHARES], at[1]),
        slider("step", "step k", [str(k) for k in range(_STEPS + 1)], step),
    ]
    data = {
        "paths": packed(paths),
        "widths": _WIDTHS,
        "shares": _SHARES,
        "levels": _LEVELS,
        "unit": unit,
        "plane": plane.json(),
        "fall": fall.json(),
    }
    yield scene, controls, data
