"""Figures of the sigmoid(sum w o) term: index orders, E under the update, the index slip."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.colours import COLOURS
from helpers.figures.base import (
    Array,
    Picture,
    array,
    arrays,
    bare,
    box,
    legend_beside,
    listed,
    picture,
    style,
    words,
)

_MARKED = "#FBE3D2"


def index_orders(w: ArrayLike, j: int, k: int) -> Picture:
    """One weight in three places: as an arrow, in w[j, k] of this lesson, and in W[k, j] of the others.

    w: shape (J, K). j, k: the weight that is marked.
    """
    weights = array(w)
    J, K = weights.shape
    chosen = weights[j, k]
    figure, (arrows, here, there) = picture(
        f"Three views of one weight, {chosen:.2g}. As an arrow from unit j = {j} of {J} on the left to unit k = {k} "
        f"of {K} on the right. In this lesson's {J} by {K} matrix w at row {j}, column {k}. In the other lessons' "
        f"{K} by {J} matrix W at row {k}, column {j}.",
        columns=3,
        width=9.6,
        height=3.6,
    )
    _arrows(arrows, J, K, j, k)
    _matrix(here, weights, (j, k))
    here.set(ylabel="from unit j", xlabel="to unit k", title=f"this lesson: w[{j}, {k}] = {chosen:.2g}")
    _matrix(there, weights.T, (k, j))
    there.set(ylabel="to unit k", xlabel="from unit j", title=f"other lessons: W[{k}, {j}] = {chosen:.2g}")
    return figure


def _arrows(axes: Axes, J: int, K: int, j: int, k: int) -> None:
    bare(axes)
    axes.set(xlim=(-0.35, 1.35), ylim=(max(J, K) - 0.4, -0.6), title=f"the arrow from j = {j} to k = {k}")
    left = np.arange(J) + (max(J, K) - J) / 2
    right = np.arange(K) + (max(J, K) - K) / 2
    for a, b in np.ndindex(J, K):
        marked = (a, b) == (j, k)
        look = {"color": COLOURS[1], "linewidth": 3.0, "zorder": 3} if marked else {"color": "0.7", "linewidth": 0.9}
        arrow = {"arrowstyle": "-|>", "zorder": 1, **look}
        axes.annotate("", xy=(0.88, right[b]), xytext=(0.12, left[a]), arrowprops=arrow)
    for side, heights, name, chosen in ((0.0, left, "j", j), (1.0, right, "k", k)):
        for index, height in enumerate(heights):
            edge = 2.5 if index == chosen else 1.0
            axes.plot([side], [height], "o", ms=26, color="white", markeredgecolor="black", markeredgewidth=edge)
            words(axes, side, height, f"{name}={index}", fontsize=9)


def _matrix(axes: Axes, values: Array, marked: tuple[int, int]) -> None:
    """A matrix as numbers in a grid, row 0 on top, an index at each row and column, one entry in a thick frame."""
    rows, columns = values.shape
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    # The aspect, so that J by K and K by J look different.
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal")
    axes.set(xticks=range(columns), yticks=range(rows))
    for (row, column), value in np.ndenumerate(values):
        here = (row, column) == marked
        fill = _MARKED if here else "white"
        box(axes, column - 0.5, row - 0.5, 1, 1, facecolor=fill, edgecolor="0.6", linewidth=0.8)
        words(axes, column, row, f"{value:.2g}", fontsize=9.5, fontweight="bold" if here else "normal")
    row, column = marked
    frame = {"fill": False, "edgecolor": COLOURS[1], "linewidth": 2.5, "zorder": 4}
    box(axes, column - 0.47, row - 0.47, 0.94, 0.94, **frame)


def error_falling(errors: Mapping[float, ArrayLike]) -> Picture:
    """E after each update on a logarithmic axis, one line for each learning rate.

    errors: alpha -> E_0 ... E_n, shape (n + 1,), all positive.
    """
    lines = arrays(errors)
    said = ", ".join(f"{values[0]:.3g} to {values[-1]:.3g} for alpha = {alpha:g}" for alpha, values in lines.items())
    figure, axes = picture(f"The error E after each update, on a logarithmic axis. It goes from {said}.")
    for series, (alpha, values) in enumerate(lines.items()):
        every = max(1, len(values) // 10)
        axes.plot(values, markevery=every, markersize=5, label=f"alpha = {alpha:g}", **style(series))
    axes.set_yscale("log")
    axes.set(xlabel="number of updates", ylabel="E", title="The error under your update")
    legend_beside(axes)
    return figure


def factors_by_unit(nudged: ArrayLike, claimed: Mapping[str, ArrayLike]) -> Picture:
    """For each unit j: the last factor d s_k / d w_jk as a nudge shows it, beside what formulas claim.

    nudged: shape (J,). claimed: label -> shape (J,).
    """
    seen, values = array(nudged), arrays(claimed)
    said = "; ".join(f"{label}: {listed(column)}" for label, column in values.items())
    figure, axes = picture(
        f"The last factor for each unit j. A nudge of the weight gives {listed(seen)}. {said}.", height=3.4
    )
    units = np.arange(len(seen))
    axes.bar(units, seen, width=0.5, color="0.85", edgecolor="0.3", label="seen by a nudge")
    for series, (label, column) in enumerate(values.items(), start=1):
        axes.plot(units, column, markersize=9, label=label, **{**style(series), "linestyle": "none"})
    axes.set_xticks(units)
    axes.set(xlabel="unit j", ylabel="d s_k / d w_jk", title="The last factor, unit by unit")
    legend_beside(axes)
    return figure
