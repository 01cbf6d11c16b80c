"""Figures of the 3-4-1 network. Every one draws arrays that the learner's own functions computed."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from helpers.colours import COLOURS
from helpers.figures.base import Picture, array, arrays, bare, line_style, listed, picture, style, tangent, words

_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU"}
# Values, which go forward, stand upright; gradients, which go backward, are slanted.
_FORWARD: dict[str, Any] = {"color": COLOURS[0], "va": "bottom"}
_BACKWARD: dict[str, Any] = {"color": COLOURS[1], "va": "top", "style": "italic"}

Place = tuple[float, float]


def activation_curves(activations: Callable[[str, Any], tuple[Any, Any]], z: float) -> Picture:
    """The four activations with their tangents at z, and beside them their slopes.

    activations: called with a name and an array; returns g and g', both of the array's shape.
    """
    grid = np.linspace(-5, 5, 401)
    curves = {name: [array(part) for part in activations(name, grid)] for name in _NAMES}
    here = {name: [float(array(part)[0]) for part in activations(name, np.array([z]))] for name in _NAMES}
    said = "; ".join(f"{_NAMES[name]} {value:.3g} with slope {slope:.3g}" for name, (value, slope) in here.items())
    figure, (left, right) = picture(
        f"Four activation functions from z = -5 to 5 with their tangents at z = {z:g}, and beside them their slopes. "
        f"At z: {said}.",
        columns=2,
        width=9.6,
        height=3.8,
    )
    for series, name in enumerate(_NAMES):
        look, (value, slope) = style(series), here[name]
        for axes, curve, height in zip((left, right), curves[name], here[name], strict=True):
            axes.plot(grid, curve, label=_NAMES[name], **line_style(series))
            axes.plot([z], [height], look["marker"], color=look["color"], markersize=6, zorder=2.1)
        tangent(left, z, value, slope, 0.8, color=look["color"], linewidth=3.5, alpha=0.45)
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
    points, target = array(X), np.asarray(Y)[0] > 0.5
    said = "The points alone."
    if predict is not None:
        right = np.mean((np.asarray(predict(points))[0] > 0.5) == target)
        said = f"{right:.1%} of the points are on the right side of the boundary, the thick line at 0.5."
    head = f"{title}. {said}" if title else said
    figure, all_axes = picture(
        f"Three slices through the input space, at x3 = {', '.join(f'{cut:g}' for cut in cuts)}, "
        f"with the points close to each. {head}",
        columns=len(cuts),
        width=3.3 * len(cuts),
        height=3.6,
        layout="compressed",
        sharey=True,
    )
    side = 1.05 * float(np.max(np.abs(points))) * np.linspace(-1, 1, 61)
    across, up = np.meshgrid(side, side)
    panels = np.atleast_1d(all_axes)
    for axes, cut in zip(panels, cuts, strict=True):
        if predict is not None:
            grid = np.vstack([across.ravel(), up.ravel(), np.full(across.size, float(cut))])
            share = array(predict(grid)).reshape(across.shape)
            axes.contourf(side, side, share, levels=np.linspace(0, 1, 11), cmap="Greys", alpha=0.55)
            if share.min() < 0.5 < share.max():
                axes.contour(side, side, share, levels=[0.5], colors="black", linewidths=2.2)
        close = np.abs(points[2] - cut) < 0.4
        for series, label in enumerate(("class 0", "class 1")):
            shown = points[:2, close & (target == bool(series))]
            look = {**style(series), "linestyle": "none", "markeredgecolor": "white", "markeredgewidth": 0.6}
            axes.plot(*shown, markersize=5, label=label, **look)
        axes.set(xlabel="x1", title=f"x3 = {cut:g}", xlim=(side[0], side[-1]), ylim=(side[0], side[-1]), aspect="equal")
    panels[0].set(ylabel="x2")
    panels[0].legend(loc="lower left", fontsize=8)
    if head != "The points alone.":
        figure.suptitle(head, fontsize=10)
    return figure


def cost_history(histories: Mapping[str, ArrayLike]) -> Picture:
    """The cost against the step, one line for each run. histories: label -> costs of shape (steps + 1,)."""
    costs = arrays(histories)
    said = "; ".join(
        f"{label}: from {cost[0]:.3g} to {cost[-1]:.3g} in {len(cost) - 1} steps" for label, cost in costs.items()
    )
    figure, axes = picture(f"The cost after each step of training. {said}.", height=3.6)
    for series, (label, cost) in enumerate(costs.items()):
        axes.plot(cost, label=label, **line_style(series))
    axes.set(xlabel="step", ylabel="cost J", title="Training", ylim=(0, None))
    axes.legend(loc="upper right")
    return figure


def row_paths(runs: Mapping[str, ArrayLike], every: int = 1) -> Picture:
    """The four weights from x1 to the hidden units against the step, one panel for each run.

    runs: title -> W1 at the start and after each `every` steps, shape (times, 4, 3).
    """
    drawn = {title: path[:, :, 0] for title, path in arrays(runs).items()}
    said = "; ".join(f"{title}: at the end {listed(rows[-1])}" for title, rows in drawn.items())
    figure, all_axes = picture(
        f"The weight from x1 to each of the four hidden units while training runs. {said}.",
        columns=len(drawn),
        width=3.4 * len(drawn),
        height=3.3,
        sharey=True,
    )
    panels = np.atleast_1d(all_axes)
    for axes, (title, rows) in zip(panels, drawn.items(), strict=True):
        steps = every * np.arange(len(rows))
        for unit, path in enumerate(rows.T):
            # Lines that coincide: the lower ones are wider, so that all of them can be seen.
            look = {**line_style(unit), "linewidth": 7.5 - 2 * unit, "alpha": 0.9}
            axes.plot(steps, path, label=f"unit {unit + 1}", **look)
        axes.set(xlabel="step", title=title)
    panels[0].set(ylabel="weight from x1")
    panels[0].legend(loc="best", fontsize=8)
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
    p, c, g = arrays(params), arrays(cache), arrays(grads)
    x, y, y_hat = array(X)[:, 0], float(np.asarray(Y).reshape(())), float(c["A2"][0, 0])
    figure, axes = picture(
        f"The network with one sample. Inputs {listed(x)}; hidden activations {listed(c['A1'].ravel())}; "
        f"prediction {y_hat:.3f} for the target {y:g}. Gradients: dZ2 {listed(g['dZ2'].ravel())}, "
        f"dZ1 {listed(g['dZ1'].ravel())}. "
        f"The largest |dW1| is {np.abs(g['dW1']).max():.3g}, the largest |dW2| {np.abs(g['dW2']).max():.3g}.",
        width=10.4,
        height=7.6,
    )
    bare(axes)
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
        _unit(axes, place, f"{x[i]:.2f}")
        words(axes, *place, f"x{i + 1}", fontsize=11, zorder=4)
    for j, place in enumerate(hidden):
        _unit(axes, place, f"a = {c['A1'][j, 0]:+.3f}", g["dZ1"][j, 0], p["b1"][j, 0], g["db1"][j, 0])
    _unit(axes, output, f"ŷ = {y_hat:.3f}   y = {y:g}", g["dZ2"][0, 0], p["b2"][0, 0], g["db2"][0, 0])
    head = {"va": "baseline", "fontsize": 9.5}
    words(axes, 9.8, 5.9, "above, upright: values, forward", **{**_FORWARD, **head, "fontweight": "bold"})
    words(axes, 9.8, 5.5, "below, slanted: gradients, backward", **{**_BACKWARD, **head})
    for text in axes.texts:
        text.set_in_layout(False)  # They are inside: to ask each where it is takes as long as to draw it.
    axes.set(xlim=(-0.7, 11.4), ylim=(-2.35, 6.9), aspect="equal")
    return figure


def _edge(axes: Axes, start: Place, end: Place, at: float, weight: float, gradient: float) -> None:
    """An edge with its weight and its gradient, `at` this share of the way."""
    axes.plot([start[0], end[0]], [start[1], end[1]], color="0.75", linewidth=1.0, zorder=1)
    x, y = (a + at * (b - a) for a, b in zip(start, end, strict=True))
    look: dict[str, Any] = {"fontsize": 8, "bbox": _plate(0.6), "zorder": 2}
    words(axes, x, y + 0.01, f"{weight:+.2f}", **_FORWARD, **look)
    words(axes, x, y - 0.01, f"{gradient:+.3f}", **_BACKWARD, **look)


def _unit(axes: Axes, place: Place, value: str, *gradient_and_bias: float) -> None:
    """A unit with its value above it; behind the inputs also dz below it, and b and db inside."""
    x, y = place
    axes.add_patch(Circle(place, 0.52, facecolor="white", edgecolor="black", linewidth=1.4, zorder=3))
    look = {**_FORWARD, "fontsize": 9.5, "fontweight": "bold"}
    words(axes, x, y + 0.6, value, **look, bbox=_plate(1.0), zorder=2.5)
    if gradient_and_bias:
        dz, b, db = gradient_and_bias
        inside = {"va": "center", "fontsize": 7.5, "zorder": 4}
        words(axes, x, y - 0.6, f"dz = {dz:+.4f}", **_BACKWARD, fontsize=9.5, zorder=4)
        words(axes, x, y + 0.1, f"b {b:+.3f}", **{**_FORWARD, **inside})
        words(axes, x, y - 0.14, f"db {db:+.3f}", **{**_BACKWARD, **inside})


def _plate(pad: float) -> dict[str, Any]:
    """A white ground for words on lines."""
    return {"facecolor": "white", "edgecolor": "none", "pad": pad}
