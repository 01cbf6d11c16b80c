"""Figures of gradient descent. Every one draws arrays that the learner's own functions computed."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.colours import COLOURS, INK
from helpers.figures.base import Picture, array, arrays, legend_beside, line_style, picture, style, tangent


def parabola_tangent(parabola: Callable[[Any], tuple[Any, Any]], x: float) -> Picture:
    """The parabola and its tangent at x, from a function that returns (f(x), f'(x))."""
    value, slope = (float(part) for part in parabola(x))
    grid = np.linspace(-4, 4, 161)
    curve = [float(parabola(point)[0]) for point in grid]
    figure, axes = picture(
        f"The curve of f from -4 to 4 with its tangent at x = {x:g}, "
        f"where f is {value:.3g} and the slope is {slope:.3g}."
    )
    axes.plot(grid, curve, color=COLOURS[0], label="f(x)")
    tangent(axes, x, value, slope, 1.5, color=COLOURS[1], linestyle="--", label=f"tangent, slope {slope:.3g}")
    axes.plot([x], [value], "o", color=INK, markersize=9, label=f"x = {x:g}")
    axes.set(xlabel="x", ylabel="f(x)", ylim=(-3, 17), title="The slope your function returns, drawn as a tangent")
    axes.legend(loc="upper center")
    return figure


def distances(paths: Mapping[float, ArrayLike]) -> Picture:
    """Distance from the lowest point, |x_k|, against k on a logarithmic axis; one line for each eta."""
    lines = {eta: np.abs(path) for eta, path in arrays(paths).items()}
    said = ", ".join(f"{distance[-1]:.3g} for eta = {eta:g}" for eta, distance in lines.items())
    figure, axes = picture(
        f"Distance from the lowest point after each step, one line per eta. The last distance is {said}."
    )
    for series, (eta, distance) in enumerate(lines.items()):
        k = np.flatnonzero(distance > 0)
        axes.plot(k, distance[k], markersize=4, label=f"eta = {eta:g}", **style(series))
    axes.set_yscale("log")
    axes.set(xlabel="step k", ylabel="|x_k|", title="A straight line: every step multiplies |x| by the same factor")
    legend_beside(axes)
    return figure


def difference_errors(
    central: Callable[..., Any], f: Callable[[float], float], slope: float, x: float, name: str = "f"
) -> Picture:
    """Relative error of the forward and of the learner's central difference of f at x, against h, on log axes.

    central: called as central(f, x, h). slope: the true f'(x).
    """
    steps = np.logspace(-13, -1, 97)
    forward = np.array([abs((f(x + h) - f(x)) / h - slope) for h in steps]) / abs(slope)
    yours = np.array([abs(float(central(f, x, h)) - slope) for h in steps]) / abs(slope)
    best = int(np.argmin(yours))
    figure, axes = picture(
        f"Relative error of two difference quotients of {name} at x = {x:g} against the step h, both axes logarithmic. "
        f"The central difference is best near h = {steps[best]:.0e}, with an error near {yours[best]:.0e}; "
        f"for smaller h round-off takes over and the error rises again."
    )
    axes.loglog(steps, np.maximum(forward, 1e-17), color=COLOURS[1], linestyle="--", label="forward difference")
    axes.loglog(steps, np.maximum(yours, 1e-17), color=COLOURS[0], label="your central difference")
    axes.set(xlabel="h", ylabel="relative error", title=f"Too large a step, and too small a one ({name} at x = {x:g})")
    axes.legend(loc="upper center")
    return figure


def bowl_paths(panels: Mapping[str, tuple[ArrayLike, float, float, float]]) -> Picture:
    """Paths of descent on the contour lines of a x^2 + b y^2, one panel each.

    panels: title -> (points of shape (steps + 1, 2), eta, a, b).
    """
    drawn = {title: (array(path), eta, a, b) for title, (path, eta, a, b) in panels.items()}
    said = "; ".join(
        f"{title}, {a:g} x² + {b:g} y² with eta = {eta:g}: from ({points[0, 0]:.3g}, {points[0, 1]:.3g}) "
        f"to ({points[-1, 0]:.2g}, {points[-1, 1]:.2g}) in {len(points) - 1} steps"
        for title, (points, eta, a, b) in drawn.items()
    )
    figure, all_axes = picture(
        f"Contour lines of a bowl with the path of descent. {said}.",
        columns=len(drawn),
        width=4.4 * len(drawn),
        height=3.9,
    )
    for axes, (title, (points, eta, a, b)) in zip(np.atleast_1d(all_axes), drawn.items(), strict=True):
        reach = 1.15 * max(1.0, float(np.max(np.abs(points[0]))))
        side = np.linspace(-reach, reach, 81)
        X, Y = np.meshgrid(side, side)
        axes.contour(X, Y, a * X**2 + b * Y**2, levels=12, colors="0.65", linewidths=0.8)
        axes.plot(points[:, 0], points[:, 1], color=COLOURS[1], marker="o", markersize=3, linewidth=1.2)
        axes.plot(*points[0], "s", color=COLOURS[2], markersize=8)
        axes.plot(0, 0, "*", color=INK, markersize=11)
        axes.set(xlabel="x", ylabel="y", title=f"{title}, eta = {eta:.3g}")
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    return figure


def directions(angles: ArrayLike, changes: ArrayLike, marked: Mapping[str, float]) -> Picture:
    """Change of f for a short step, against the direction of the step; marked directions as vertical lines.

    angles: degrees, shape (n,). changes: shape (n,). marked: label -> angle in degrees.
    """
    angle, change = array(angles), array(changes)
    said = ", ".join(f"{label} at {at:.0f} degrees" for label, at in marked.items())
    figure, axes = picture(
        f"Change of f for a short step in each direction. It rises most at {angle[np.argmax(change)]:.0f} degrees and "
        f"falls most at {angle[np.argmin(change)]:.0f} degrees. Marked: {said}."
    )
    axes.plot(angle, change, color=COLOURS[0])
    axes.axhline(0, color="0.5", linewidth=0.8)
    for series, (label, at) in enumerate(marked.items(), start=1):
        axes.axvline(at, label=label, **line_style(series))
    axes.set(xlabel="direction of the step, in degrees", ylabel="change of f", title="Which way does f fall fastest?")
    axes.set_xticks(range(0, 361, 45))
    axes.legend(loc="upper right")
    return figure
