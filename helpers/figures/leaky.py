"""Figures of the three-layer leaky ReLU network: its curve, shapes that flow, two slips, training, errors by layer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.colours import AREAS, COLOURS
from helpers.figures.base import (
    Picture,
    array,
    bare,
    box,
    legend_beside,
    line_style,
    picture,
    style,
    tangent,
    words,
)

Arrays = Mapping[str, Any]
Product = tuple[Sequence[str], Sequence[tuple[int, int]]]  # left, right and result: their names, their shapes


def leaky_curve(leaky_relu: Callable[[Any, float], tuple[Any, Any]], alpha: float, z: float) -> Picture:
    """Leaky ReLU with its tangent at z, and beside it its slope.

    leaky_relu: called with an array and alpha; returns values and slopes, each of the array's shape.
    """
    grid = np.linspace(-4, 4, 401)
    value, slope = (array(part) for part in leaky_relu(grid, alpha))
    here = [float(np.asarray(part)[0]) for part in leaky_relu(np.array([z]), alpha)]
    figure, (left, right) = picture(
        f"Leaky ReLU with slope {alpha:g} left of 0, and beside it its slope. "
        f"At z = {z:g} the value is {here[0]:.3g} and the slope {here[1]:.3g}.",
        columns=2,
        width=8.4,
        height=3.2,
    )
    for axes, line, mark in ((left, value, here[0]), (right, slope, here[1])):
        axes.plot(grid, line, **line_style(0))
        axes.plot([z], [mark], "o", color=COLOURS[1], markersize=8)
        axes.axvline(0, color="0.6", linewidth=0.8)
        axes.set(xlabel="z")
    tangent(left, z, here[0], here[1], 1.2, color=COLOURS[1], linewidth=3.5, alpha=0.5)
    left.set(title="s(z), with your slope as a tangent", ylim=(-1.5, 4.2))
    right.set(title="s'(z), the slope", ylim=(-0.1, 1.2))
    return figure


def shape_flow(params: Arrays, cache: Arrays, grads: Arrays, X: ArrayLike) -> Picture:
    """Every matrix product of the way forward and of the way back, each array as a grid with a cell for each entry.

    params: W1 ... cache: Z1 ... grads: dZ1 ..., as in the lesson, of a network with any number of layers.
    """
    shape = {name: np.shape(value) for name, value in {**params, **cache, **grads, "X": X}.items()}
    last = sum(name.startswith("W") for name in params)
    ahead: list[Product] = []
    back: list[Product] = []
    for at in range(1, last + 1):
        names = f"W{at}", "X" if at == 1 else f"A{at - 1}", f"Z{at}"
        ahead.append((names, [shape[name] for name in names]))
    for at in range(last, 1, -1):
        names = f"W{at}ᵀ", f"dZ{at}", f"dZ{at - 1}"
        back.append((names, [shape[f"W{at}"][::-1], shape[names[1]], shape[names[2]]]))
    figure, panels = picture(
        f"The shapes on the way forward: {_said(ahead)}. On the way back: {_said(back)}.",
        columns=2,
        width=10.4,
        height=1.0 + 1.15 * last,
    )
    rows = max(rows for _, shapes in ahead + back for rows, _ in shapes)
    width = max(sum(columns for _, columns in shapes) for _, shapes in ahead + back) + 6
    for axes, products in zip(panels, (ahead, back), strict=True):
        bare(axes)
        axes.set(xlim=(-0.5, width), ylim=((rows + 2.6) * last, -1.6), aspect="equal")
        for number, product in enumerate(products):
            _product(axes, *product, top=number * (rows + 2.6), height=rows)
    panels[0].set_title("forward: Z = W A + b")
    panels[1].set_title("back: dZ before = (Wᵀ dZ) · slope")
    return figure


def _said(products: Sequence[Product]) -> str:
    shaped = [[f"{name} {shape}" for name, shape in zip(*product, strict=True)] for product in products]
    return "; ".join(f"{left} times {right} gives {result}" for left, right, result in shaped)


def _product(axes: Axes, names: Sequence[str], shapes: Sequence[tuple[int, int]], top: float, height: int) -> None:
    """One line "left @ right → result", the boxes centred on a common middle."""
    x = 0.0
    fills, signs = (*AREAS, "0.85"), ("@", "→", "")
    for name, (rows, columns), fill, sign in zip(names, shapes, fills, signs, strict=True):
        y = top + (height - rows) / 2
        for row, column in np.ndindex(rows, columns):
            box(axes, x + column, y + row, 1, 1, facecolor=fill, edgecolor="white", linewidth=1)
        words(axes, x + columns / 2, y - 0.25, name, va="bottom", fontsize=9.5)
        words(axes, x + columns / 2, y + rows + 0.2, f"({rows}, {columns})", va="top", fontsize=8)
        words(axes, x + columns + 0.9, top + height / 2, sign, fontsize=12)
        x += columns + 1.8


def relative_gaps(gaps: Mapping[float, float], along: str, title: str) -> Picture:
    """How large a gap is, relative to what it is a gap in, against what was varied; both on logarithmic axes.

    gaps: what was varied -> gap / size. Where the gap is 0 a mark on the lower edge says so. along: the x axis.
    """
    places, sizes = array(list(gaps)), array(list(gaps.values()))
    said = ", ".join(f"{size:.2g} at {place:g}" for place, size in zip(places, sizes, strict=True))
    figure, axes = picture(f"{title}. The relative gap against {along}: {said}.", height=3.4)
    some = sizes > 0
    axes.plot(places[some], sizes[some], **style(0))
    axes.set_xscale("log")
    axes.set_yscale("log")
    if np.any(~some):
        low = axes.get_ylim()[0] / 3
        axes.set_ylim(bottom=low)
        axes.plot(places[~some], np.full(int(np.sum(~some)), low), "v", color=COLOURS[1], markersize=10, clip_on=False)
        axes.annotate("exactly 0", (places[~some][0], low), textcoords="offset points", xytext=(8, 8))
    axes.set(xlabel=along, ylabel="gap / size", title=title)
    return figure


def training_runs(runs: Mapping[str, tuple[ArrayLike, int]]) -> Picture:
    """The cost against epochs and, for the same runs, against iterations.

    runs: label -> J at the start and after each epoch, shape (epochs + 1,), and the number of iterations in all.
    """
    lines = {label: (array(costs), int(count)) for label, (costs, count) in runs.items()}
    said = "; ".join(
        f"{label}: from {costs[0]:.3g} to {costs[-1]:.3g} in {len(costs) - 1} epochs, {count} iterations"
        for label, (costs, count) in lines.items()
    )
    figure, (left, right) = picture(
        f"The cost J of training runs, on a logarithmic axis, against epochs and against iterations. {said}.",
        columns=2,
        width=9.6,
        height=3.6,
        sharey=True,
    )
    for series, (label, (costs, count)) in enumerate(lines.items()):
        left.plot(costs, label=label, **line_style(series))
        right.plot(np.linspace(0, count, len(costs)), costs, **line_style(series))
    left.set_yscale("log")
    right.set_xscale("symlog", linthresh=10)
    left.set(xlabel="epochs: passes over the data", ylabel="cost J", title="by epochs")
    right.set(xlabel="iterations: updates", title="by iterations", xlim=(0, None))
    left.legend(loc="upper right", fontsize=9)
    return figure


def layer_deltas(sizes: ArrayLike, costs: ArrayLike) -> Picture:
    """How large the error is at each layer after each epoch, with the cost.

    sizes: root of the mean square of dZ1, dZ2, ... , shape (epochs + 1, layers). costs: shape (epochs + 1,).
    """
    deltas, cost = array(sizes), array(costs)
    said = "; ".join(
        f"dZ{layer} from {column[0]:.2g} to {column[-1]:.2g}" for layer, column in enumerate(deltas.T, start=1)
    )
    figure, axes = picture(
        f"The size of the error at each layer while training runs, on a logarithmic axis: {said}. "
        f"The cost goes from {cost[0]:.2g} to {cost[-1]:.2g}.",
        height=3.6,
    )
    for series, column in enumerate(deltas.T):
        every = max(1, len(column) // 8)
        axes.plot(column, markevery=every, markersize=5, label=f"dZ{series + 1}", **style(series))
    axes.plot(cost, color="0.5", linewidth=3, alpha=0.6, label="cost J")
    axes.set_yscale("log")
    axes.set(xlabel="epochs", ylabel="root of the mean square", title="How large is the error at each layer?")
    legend_beside(axes)
    return figure


def height_maps(maps: Mapping[str, Callable[[Any], Any]], reach: float) -> Picture:
    """Functions of two inputs as maps with lines of equal height, one panel for each, on the square -reach ... reach.

    maps: title -> function of an array (2, n) that returns (1, n).
    """
    side = np.linspace(-reach, reach, 81)
    across, up = np.meshgrid(side, side)
    grid = np.vstack([across.ravel(), up.ravel()])
    heights = {title: array(f(grid)).reshape(across.shape) for title, f in maps.items()}
    middle = len(side) // 2
    said = "; ".join(
        f"{title}: {field[middle, middle]:.2f} in the middle and {field.min():.2f} at the lowest point"
        for title, field in heights.items()
    )
    figure, all_axes = picture(
        f"Maps with lines of equal height. {said}.", columns=len(heights), width=3.7 * len(heights), height=3.5
    )
    low, high = min(field.min() for field in heights.values()), max(field.max() for field in heights.values())
    # Steps of 0.2, or a multiple of it where a network's heights go far beyond those of a roof.
    step = 0.2 * max(1.0, np.ceil((high - low) / 4))
    levels = step * np.arange(np.floor(low / step), np.ceil(high / step) + 2)
    for axes, (title, field) in zip(np.atleast_1d(all_axes), heights.items(), strict=True):
        axes.contourf(side, side, field, levels=levels, cmap="Greys_r", alpha=0.6)
        lines = axes.contour(side, side, field, levels=levels, colors="black", linewidths=0.9)
        axes.clabel(lines, lines.levels[::2], fontsize=8)
        axes.set(xlabel="x1", ylabel="x2", title=title, aspect="equal")
    return figure
