"""Figures of one neuron. Every one draws what the learner's own functions computed."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.colours import AREAS, COLOURS, INK
from helpers.figures.base import Array, Picture, array, arrays, line_style, picture, tangent

Curve = Callable[[Any], Any]


def _each(f: Curve, points: Array) -> Array:
    """f at each of the points by itself: a learner's function may take numbers only."""
    return np.array([float(f(float(point))) for point in points])


def sigmoid_curve(value: Curve, slope: Curve | None = None) -> Picture:
    """The S-curve from z = -8 to 8 and, where it is given, its slope."""
    grid = np.linspace(-8, 8, 161)
    values, (low, at_zero, high) = _each(value, grid), _each(value, array([-8, 0, 8]))
    slopes = None if slope is None else _each(slope, grid)
    said = f"Your S-curve: {low:.2g} at z = -8, {at_zero:.2g} at z = 0, {high:.4g} at z = 8."
    if slopes is not None:
        top = int(np.argmax(slopes))
        said += (
            f" Your slope is highest at z = {grid[top]:.2g}, where it is {slopes[top]:.3g}, and near 0 at both ends."
        )
    figure, axes = picture(said)
    axes.plot(grid, values, color=COLOURS[0], label="σ(z)")
    axes.plot([0.0], [at_zero], "o", color=INK, markersize=7)
    if slopes is not None:
        axes.plot(grid, slopes, color=COLOURS[1], linestyle="--", label="σ'(z)")
        axes.legend(loc="upper left")
    title = "Your sigmoid" if slopes is None else "Your sigmoid and its slope"
    axes.set(xlabel="z", ylabel="value", ylim=(-0.05, 1.05), title=title)
    return figure


def neuron_factors(factors: Mapping[str, float], product: float, loss: Curve, w: float, x: float) -> Picture:
    """Bars for the three factors and their product; beside them the loss against w with that slope as a tangent.

    factors: name -> value, in the order of the chain. product: dl/dw. loss: the loss of the sample as a function of w.
    """
    grid = np.linspace(w - 3, w + 3, 121)
    losses, here = _each(loss, grid), float(loss(w))
    bars = {**factors, "product dl/dw": product}
    said = ", ".join(f"{name} = {value:.3g}" for name, value in bars.items())
    figure, (left, right) = picture(
        f"Left: bars at x = {x:g}: {said}. Right: the loss against w, with a tangent of slope {product:.3g} "
        f"at w = {w:g}, where the loss is {here:.3g}.",
        columns=2,
        width=9.6,
        height=3.8,
    )
    colours = [*[COLOURS[0]] * len(factors), COLOURS[1]]
    left.barh(list(bars), list(bars.values()), color=colours, hatch=["", "", "", "//"][-len(bars) :], edgecolor="white")
    left.invert_yaxis()
    left.axvline(0, color="0.3", linewidth=0.8)
    reach = max(3.2, 1.25 * max(abs(value) for value in bars.values()))
    for row, value in enumerate(bars.values()):
        side = 0.04 * reach if value >= 0 else -0.04 * reach
        left.text(value + side, row, f"{value:.3f}", va="center", ha="left" if value >= 0 else "right")
    left.set(xlim=(-reach, reach), xlabel="slope of the arrow", title=f"x = {x:g}: three factors and their product")
    right.plot(grid, losses, color=COLOURS[0], label="loss l(w)")
    tangent(right, w, here, product, 1, color=COLOURS[1], linestyle="--", label=f"your slope, {product:.3f}")
    right.plot([w], [here], "o", color=INK)
    right.set(xlabel="w", ylabel="loss of this sample", ylim=(-0.1, 1.1), title="The product is the slope of the loss")
    right.legend(loc="upper right")
    return figure


def neuron_fit(x: ArrayLike, y: ArrayLike, curve: Curve, loss: float, title: str) -> Picture:
    """The points and the neuron's curve. x, y: shape (n,). curve: y_hat of x. title: such as "after 20 steps"."""
    x, y = array(x), array(y)
    grid = np.linspace(x.min() - 0.5, x.max() + 0.5, 121)
    answers, line = _each(curve, x), _each(curve, grid)
    figure, axes = picture(
        f"{len(x)} points and your neuron's curve, {title}. The curve goes from {line[0]:.2g} at x = {grid[0]:.2g} "
        f"to {line[-1]:.2g} at x = {grid[-1]:.2g}, and the loss is {loss:.4g}."
    )
    axes.vlines(x, y, answers, color="0.6", linewidth=0.8, label="y_hat - y")
    axes.plot(x, y, "o", color=INK, markersize=5, label="points (x, y)")
    axes.plot(grid, line, color=COLOURS[0], label="your neuron y_hat")
    axes.set(xlabel="x", ylabel="y", ylim=(-0.05, 1.05), title=f"{title}: loss {loss:.4f}")
    axes.legend(loc="upper left")
    return figure


def loss_surface(loss: Callable[[float, float], Any], paths: Mapping[str, ArrayLike]) -> Picture:
    """Contour lines of the loss over (w, b), with the paths that training took.

    loss: a function of w and b. paths: label -> points (w, b), shape (steps + 1, 2).
    """
    walks = arrays(paths)
    said = "; ".join(
        f"{label}: from ({walk[0, 0]:.2g}, {walk[0, 1]:.2g}) to ({walk[-1, 0]:.3g}, {walk[-1, 1]:.3g}), "
        f"loss {float(loss(*walk[-1])):.2g}"
        for label, walk in walks.items()
    )
    figure, axes = picture(f"Contour lines of the loss over w and b, a valley, with paths (w, b). {said}.", height=4.6)
    every = np.concatenate(list(walks.values()))
    low, high = every.min(axis=0) - 0.8, every.max(axis=0) + 0.8
    w, b = np.linspace(low[0], high[0], 61), np.linspace(low[1], high[1], 61)
    heights = np.array([[float(loss(float(one), float(other))) for one in w] for other in b])
    levels = np.geomspace(max(heights.min(), 1e-4) * 1.1, heights.max(), 14)
    contours = axes.contour(w, b, heights, levels=levels, colors="0.65", linewidths=0.8)
    axes.clabel(contours, contours.levels[1::3], fmt="%.2g", fontsize=8, colors="0.35")
    for series, (label, walk) in enumerate(walks.items()):
        axes.plot(walk[:, 0], walk[:, 1], label=label, **line_style(series))
        # Steps get short near the end: a mark at every tenth step shows the pace.
        axes.plot(walk[::10, 0], walk[::10, 1], ".", color=COLOURS[series], markersize=4)
        axes.plot(*walk[0], "s", color=COLOURS[series], markersize=8)
    axes.plot(*next(iter(walks.values()))[-1], "*", color=INK, markersize=13)
    axes.set(xlabel="w", ylabel="b", title="The loss over (w, b): each line one height, a dot every ten steps")
    axes.legend(loc="best")
    return figure


def settling(runs: Mapping[str, ArrayLike], targets: Mapping[str, float]) -> Picture:
    """Predictions y_hat after each step, one line per run, with the targets as horizontal lines.

    runs: label -> y_hat, shape (steps + 1,). targets: label -> y.
    """
    lines = arrays(runs)
    said = "; ".join(f"{label} ends at {line[-1]:.3g}" for label, line in lines.items())
    aims = ", ".join(f"{label} at {at:g}" for label, at in targets.items())
    figure, axes = picture(f"The prediction y_hat against the step. {said}. Marked: {aims}.", width=7.4)
    for label, at in targets.items():
        axes.axhline(at, color="0.6", linewidth=1.0)
        axes.annotate(label, (1, at), xycoords=("axes fraction", "data"), ha="right", va="bottom", color="0.35")
    for series, (label, line) in enumerate(lines.items()):
        axes.plot(line, label=label, **line_style(series))
    axes.set(xlabel="step", ylabel="y_hat", ylim=(-0.05, 1.05), title="Does it settle on the target?")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def saturation_window(z: ArrayLike, curves: Mapping[str, ArrayLike], low: float, high: float, y: float) -> Picture:
    """Size of dl/dz against z on a logarithmic axis, with the window from `low` to `high` where the neuron learns.

    curves: label -> |dl/dz|, shape (n,), the squared error first.
    """
    z, sizes = array(z), arrays(curves)
    said = "; ".join(
        f"{label} is {size[0]:.2g} at z = {z[0]:.3g} and at most {size.max():.3g}" for label, size in sizes.items()
    )
    figure, axes = picture(
        f"Size of the gradient dl/dz against z for the target {y:g}, logarithmic. {said}. "
        f"The squared error keeps a thousandth of its maximum from z = {low:.3g} to z = {high:.3g}.",
        width=7.0,
    )
    for series, (label, size) in enumerate(sizes.items()):
        axes.plot(z[size > 0], size[size > 0], label=label, **line_style(series))
    limit = 1e-3 * next(iter(sizes.values())).max()
    axes.axhline(limit, color="0.4", linestyle=":", label="a thousandth of the maximum")
    axes.axvspan(low, high, color=AREAS[0], alpha=0.18, label="your window")
    axes.set_yscale("log")
    axes.set(xlabel="z", ylabel="|dl/dz|", title=f"Where does the neuron still learn? (target y = {y:g})")
    axes.legend(loc="lower center")
    return figure
