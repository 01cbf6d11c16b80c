"""Figures of the 3-4-1 network. Every one draws arrays that the learner's own functions computed."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike, NDArray

from helpers.colours import COLOURS
from helpers.figures.base import Array, Picture, picture, style
from helpers.figures.layout import Row

_FORWARD, _BACKWARD = COLOURS[0], COLOURS[1]
_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU"}


def activation_curves(activations: Callable[[str, Any], tuple[Any, Any]], z: float) -> Picture:
    """The four activations with their tangents at z, and beside them their slopes.

    activations: called with a name and an array; returns g and g', both of the array's shape.
    """
    grid = np.linspace(-5, 5, 401)
    curves = {name: [np.asarray(part, dtype=np.float64) for part in activations(name, grid)] for name in _NAMES}
    here = {name: [np.asarray(part, dtype=np.float64) for part in activations(name, np.array([z]))] for name in _NAMES}
    return _activation_curves(grid, curves, here, z)


def _activation_curves(
    grid: Array, curves: Mapping[str, list[Array]], here: Mapping[str, list[Array]], z: float
) -> Picture:
    said = "; ".join(f"{_NAMES[name]} {at[0][0]:.3g} with slope {at[1][0]:.3g}" for name, at in here.items())
    figure, (left, right) = picture(
        f"Four activation functions from z = -5 to 5 with their tangents at z = {z:g}, and beside them their slopes. "
        f"At z: {said}.",
        columns=2,
        width=9.6,
        height=3.8,
    )
    for series, (name, (value, slope)) in enumerate(curves.items()):
        look = {**style(series), "marker": ""}
        left.plot(grid, value, label=_NAMES[name], **look)
        right.plot(grid, slope, label=_NAMES[name], **look)
        g, s = float(here[name][0][0]), float(here[name][1][0])
        near = np.array([z - 0.8, z + 0.8])
        left.plot(near, g + s * (near - z), color=look["color"], linewidth=3.5, alpha=0.45)
        for axes, height in ((left, g), (right, s)):
            axes.plot([z], [height], style(series)["marker"], color=look["color"], markersize=6)
    for axes, title in ((left, "g(z), with your slope as a tangent"), (right, "g'(z), the slope")):
        axes.axvline(z, color="0.6", linewidth=0.8)
        axes.set(xlabel="z", title=title)
    left.set(ylim=(-1.4, 2.6))
    right.set(ylim=(-0.08, 1.15))
    left.legend(loc="upper left", fontsize=9)
    return figure


def decision_slices(
    X: ArrayLike,
    Y: ArrayLike,
    predict: Callable[[Any], Any] | None = None,
    title: str = "",
    cuts: tuple[float, ...] = (-1, 0, 1),
) -> Picture:
    """Three slices through the space of the inputs, x3 fixed: the points near each, and what the network says between.

    X: (3, m). Y: (1, m) of 0 and 1. predict: called with (3, n), returns (1, n) between 0 and 1; None: points only.
    """
    points, target = np.asarray(X, dtype=np.float64), np.asarray(Y)[0] > 0.5
    right: float | None = None
    shares: list[Array | None] = [None] * len(cuts)
    side = 1.05 * float(np.max(np.abs(points))) * np.linspace(-1, 1, 61)
    if predict is not None:
        right = float(np.mean((np.asarray(predict(points))[0] > 0.5) == target))
        across, up = (values.ravel() for values in np.meshgrid(side, side))
        grids = [np.vstack([across, up, np.full(across.size, float(cut))]) for cut in cuts]
        shares = [np.asarray(predict(grid), dtype=np.float64).reshape(side.size, side.size) for grid in grids]
    return _decision_slices(points, target, side, shares, right, title, cuts)


def _decision_slices(
    points: Array,
    target: NDArray[np.bool_],
    side: Array,
    shares: list[Array | None],
    right: float | None,
    title: str,
    cuts: tuple[float, ...],
) -> Picture:
    said = "The points alone."
    if right is not None:
        said = f"{right:.1%} of the points are on the right side of the boundary, the thick line at 0.5."
    head = f"{title}. {said}" if title else said
    figure, all_axes = picture(
        f"Three slices through the input space, at x3 = {', '.join(f'{cut:g}' for cut in cuts)}, "
        f"with the points close to each. {head}",
        columns=len(cuts),
        width=3.3 * len(cuts),
        height=3.6,
        sharey=True,
    )
    # Square panels: this layout leaves the titles their room.
    figure.set_layout_engine(Row(together=True))
    for axes, cut, share in zip(np.atleast_1d(all_axes), cuts, shares, strict=True):
        if share is not None:
            axes.contourf(side, side, share, levels=np.linspace(0, 1, 11), cmap="Greys", alpha=0.55)
            if share.min() < 0.5 < share.max():
                axes.contour(side, side, share, levels=[0.5], colors="black", linewidths=2.2)
        close = np.abs(points[2] - cut) < 0.4
        for series, (is_one, label) in enumerate(((False, "class 0"), (True, "class 1"))):
            shown = close & (target == is_one)
            look = style(series)
            axes.plot(
                points[0, shown], points[1, shown], look["marker"], color=look["color"], markersize=5,
                markeredgecolor="white", markeredgewidth=0.6, label=label,
            )  # fmt: skip
        axes.set(xlabel="x1", title=f"x3 = {cut:g}", xlim=(side[0], side[-1]), ylim=(side[0], side[-1]), aspect="equal")
    first = np.atleast_1d(all_axes)[0]
    first.set(ylabel="x2")
    first.legend(loc="lower left", fontsize=8)
    if head != "The points alone.":
        figure.suptitle(head, fontsize=10)
    return figure


def cost_history(histories: Mapping[str, ArrayLike]) -> Picture:
    """The cost against the step, one line for each run. histories: label -> costs of shape (steps + 1,)."""
    costs = {label: np.asarray(history, dtype=np.float64) for label, history in histories.items()}
    said = "; ".join(
        f"{label}: from {cost[0]:.3g} to {cost[-1]:.3g} in {len(cost) - 1} steps" for label, cost in costs.items()
    )
    figure, axes = picture(f"The cost after each step of training. {said}.", height=3.6)
    for series, (label, cost) in enumerate(costs.items()):
        axes.plot(cost, label=label, **{**style(series), "marker": ""})
    axes.set(xlabel="step", ylabel="cost J", title="Training", ylim=(0, None))
    axes.legend(loc="upper right")
    return figure


def row_paths(runs: Mapping[str, ArrayLike], every: int = 1) -> Picture:
    """The four weights from x1 to the hidden units against the step, one panel for each run.

    runs: title -> W1 at the start and after each `every` steps, shape (times, 4, 3).
    """
    drawn = {title: np.asarray(path, dtype=np.float64)[:, :, 0] for title, path in runs.items()}
    said = "; ".join(
        f"{title}: at the end {', '.join(f'{weight:.3g}' for weight in rows[-1])}" for title, rows in drawn.items()
    )
    figure, all_axes = picture(
        f"The weight from x1 to each of the four hidden units while training runs. {said}.",
        columns=len(drawn),
        width=3.4 * len(drawn),
        height=3.3,
        sharey=True,
    )
    for axes, (title, rows) in zip(np.atleast_1d(all_axes), drawn.items(), strict=True):
        for unit in range(rows.shape[1]):
            look = {**style(unit), "marker": ""}
            # Lines that coincide: the lower ones are wider, so that all of them can be seen.
            steps = every * np.arange(len(rows))
            axes.plot(steps, rows[:, unit], label=f"unit {unit + 1}", linewidth=7.5 - 2 * unit, alpha=0.9, **look)
        axes.set(xlabel="step", title=title)
    first = np.atleast_1d(all_axes)[0]
    first.set(ylabel="weight from x1")
    first.legend(loc="best", fontsize=8)
    return figure


def network_diagram(
    params: Mapping[str, ArrayLike],
    cache: Mapping[str, ArrayLike],
    grads: Mapping[str, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
) -> Picture:
    """The network with one sample in it: values forward above each unit and edge, gradients backward below.

    params, cache, grads: of one sample (m = 1), as the lesson names their entries. X: (3, 1). Y: (1, 1).
    """
    p, c, g = (
        {key: np.asarray(value, dtype=np.float64) for key, value in part.items()} for part in (params, cache, grads)
    )
    x, y = np.asarray(X, dtype=np.float64), float(np.asarray(Y).reshape(()))
    y_hat = float(c["A2"][0, 0])
    figure, axes = picture(
        f"The network with one sample. Inputs {_row(x)}; hidden activations {_row(c['A1'])}; "
        f"prediction {y_hat:.3f} for the target {y:g}. Gradients: dZ2 {_row(g['dZ2'])}, dZ1 {_row(g['dZ1'])}. "
        f"The largest |dW1| is {np.abs(g['dW1']).max():.3g}, the largest |dW2| {np.abs(g['dW2']).max():.3g}.",
        width=10.4,
        height=7.6,
    )
    axes.grid(False)
    axes.axis("off")
    inputs = [(0.0, 4.4 - 2.2 * row) for row in range(3)]
    hidden = [(5.4, 6.0 - 2.5 * row) for row in range(4)]
    output = (9.8, 2.25)
    for i, start in enumerate(inputs):
        for j, end in enumerate(hidden):
            # Where no label meets another, nor an edge that is not its own: found by trying all places.
            _edge(axes, start, end, (0.74, 0.62, 0.74)[i], p["W1"][j, i], g["dW1"][j, i])
    for j, start in enumerate(hidden):
        _edge(axes, start, output, 0.42, p["W2"][0, j], g["dW2"][0, j])
    for i, place in enumerate(inputs):
        _unit(axes, place, f"x{i + 1}", f"{x[i, 0]:.2f}", "", "")
    for j, place in enumerate(hidden):
        bias = f"b {p['b1'][j, 0]:+.3f}", f"db {g['db1'][j, 0]:+.3f}"
        _unit(axes, place, "", f"a = {c['A1'][j, 0]:+.3f}", f"dz = {g['dZ1'][j, 0]:+.4f}", *bias)
    bias = f"b {p['b2'][0, 0]:+.3f}", f"db {g['db2'][0, 0]:+.3f}"
    _unit(axes, output, "", f"ŷ = {y_hat:.3f}   y = {y:g}", f"dz = {g['dZ2'][0, 0]:+.4f}", *bias)
    axes.text(9.8, 5.9, "above, upright: values, forward", color=_FORWARD, ha="center", fontsize=9.5, fontweight="bold")
    axes.text(
        9.8, 5.5, "below, slanted: gradients, backward", color=_BACKWARD, ha="center", fontsize=9.5, style="italic"
    )
    for text in axes.texts:
        text.set_in_layout(False)  # They are inside: to ask each where it is takes as long as to draw it.
    axes.set(xlim=(-0.7, 11.4), ylim=(-2.35, 6.9), aspect="equal")
    return figure


def _edge(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], at: float, weight: float, gradient: float
) -> None:
    axes.plot([start[0], end[0]], [start[1], end[1]], color="0.75", linewidth=1.0, zorder=1)
    x, y = (a + at * (b - a) for a, b in zip(start, end, strict=True))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.text(x, y + 0.01, f"{weight:+.2f}", color=_FORWARD, ha="center", va="bottom", fontsize=8, bbox=box, zorder=2)
    axes.text(
        x,
        y - 0.01,
        f"{gradient:+.3f}",
        color=_BACKWARD,
        ha="center",
        va="top",
        fontsize=8,
        style="italic",
        bbox=box,
        zorder=2,
    )


def _unit(
    axes: Axes, place: tuple[float, float], label: str, above: str, below: str, bias: str = "", bias_gradient: str = ""
) -> None:
    x, y = place
    axes.add_patch(Circle(place, 0.52, facecolor="white", edgecolor="black", linewidth=1.4, zorder=3))
    if label:
        axes.text(x, y, label, ha="center", va="center", fontsize=11, zorder=4)
    axes.text(x, y + 0.1, bias, ha="center", va="center", fontsize=7.5, color=_FORWARD, zorder=4)
    axes.text(
        x, y - 0.14, bias_gradient, ha="center", va="center", fontsize=7.5, color=_BACKWARD, style="italic", zorder=4
    )
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.text(
        x,
        y + 0.6,
        above,
        ha="center",
        va="bottom",
        fontsize=9.5,
        color=_FORWARD,
        fontweight="bold",
        bbox=box,
        zorder=2.5,
    )
    axes.text(x, y - 0.6, below, ha="center", va="top", fontsize=9.5, color=_BACKWARD, style="italic", zorder=4)


def _row(values: Array) -> str:
    return ", ".join(f"{value:.3g}" for value in values.ravel())
