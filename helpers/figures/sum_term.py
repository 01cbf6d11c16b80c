"""Figures of the sigmoid(sum w o) term: index orders, E under the update, the index slip."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from helpers.colours import COLOURS
from helpers.figures.base import Picture, picture, style

_MARKED = "#FBE3D2"


def index_orders(w: ArrayLike, j: int, k: int) -> Picture:
    """One weight in three places: as an arrow, in w[j, k] of this lesson, and in W[k, j] of the others.

    w: shape (J, K). j, k: the weight that is marked.
    """
    weights = np.asarray(w, dtype=np.float64)
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
    _bare(axes)
    axes.set(xlim=(-0.35, 1.35), ylim=(-0.6, max(J, K) - 0.4), title=f"the arrow from j = {j} to k = {k}")
    axes.invert_yaxis()
    left = np.arange(J) + (max(J, K) - J) / 2
    right = np.arange(K) + (max(J, K) - K) / 2
    for a in range(J):
        for b in range(K):
            marked = (a, b) == (j, k)
            axes.annotate(
                "",
                xy=(0.88, right[b]),
                xytext=(0.12, left[a]),
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": COLOURS[1] if marked else "0.7",
                    "linewidth": 3.0 if marked else 0.9,
                    "zorder": 3 if marked else 1,
                },
            )
    for side, heights, name in ((0.0, left, "j"), (1.0, right, "k")):
        for index, height in enumerate(heights):
            edge = 2.5 if (name, index) in (("j", j), ("k", k)) else 1.0
            axes.plot([side], [height], "o", ms=26, color="white", markeredgecolor="black", markeredgewidth=edge)
            axes.text(side, height, f"{name}={index}", ha="center", va="center", fontsize=9)


def _matrix(axes: Axes, values: Any, marked: tuple[int, int]) -> None:
    """A matrix as numbers in a grid, one entry in a thick frame."""
    _grid(axes, values.shape)
    axes.set_aspect("equal")  # so that J by K and K by J look different
    for (row, column), value in np.ndenumerate(values):
        here = (row, column) == marked
        _cell(axes, row, column, f"{value:.2g}", _MARKED if here else "white", bold=here)
    _frame(axes, *marked)


def error_falling(errors: Mapping[float, ArrayLike]) -> Picture:
    """E after each update on a logarithmic axis, one line for each learning rate.

    errors: alpha -> E_0 ... E_n, shape (n + 1,), all positive.
    """
    lines = {alpha: np.asarray(values, dtype=np.float64) for alpha, values in errors.items()}
    said = ", ".join(f"{values[0]:.3g} to {values[-1]:.3g} for alpha = {alpha:g}" for alpha, values in lines.items())
    figure, axes = picture(f"The error E after each update, on a logarithmic axis. It goes from {said}.")
    for series, (alpha, values) in enumerate(lines.items()):
        look = style(series)
        axes.plot(values, markevery=max(1, len(values) // 10), markersize=5, label=f"alpha = {alpha:g}", **look)
    axes.set_yscale("log")
    axes.set(xlabel="number of updates", ylabel="E", title="The error under your update")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def factors_by_unit(nudged: ArrayLike, claimed: Mapping[str, ArrayLike]) -> Picture:
    """For each unit j: the last factor d s_k / d w_jk as a nudge shows it, beside what formulas claim.

    nudged: shape (J,). claimed: label -> shape (J,).
    """
    seen = np.asarray(nudged, dtype=np.float64)
    values = {label: np.asarray(column, dtype=np.float64) for label, column in claimed.items()}
    said = "; ".join(f"{label}: {_numbers(column)}" for label, column in values.items())
    figure, axes = picture(
        f"The last factor for each unit j. A nudge of the weight gives {_numbers(seen)}. {said}.", height=3.4
    )
    units = np.arange(len(seen))
    axes.bar(units, seen, width=0.5, color="0.85", edgecolor="0.3", label="seen by a nudge")
    for series, (label, column) in enumerate(values.items(), start=1):
        look = style(series)
        axes.plot(units, column, markersize=9, **{**look, "linestyle": "none"}, label=label)
    axes.set_xticks(units)
    axes.set(xlabel="unit j", ylabel="d s_k / d w_jk", title="The last factor, unit by unit")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def _numbers(values: Sequence[float] | Any) -> str:
    return ", ".join(f"{value:.3g}" for value in values)


def _bare(axes: Axes) -> None:
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _grid(axes: Axes, shape: tuple[int, int]) -> None:
    """Axes for a table of `shape`: row 0 on top, an index at each row and column."""
    rows, columns = shape
    _bare(axes)
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    axes.set_xticks(range(columns))
    axes.set_yticks(range(rows))
    axes.tick_params(length=0)


def _cell(axes: Axes, row: int, column: int, text: str, fill: str, bold: bool) -> None:
    axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=fill, edgecolor="0.6", linewidth=0.8))
    axes.text(column, row, text, ha="center", va="center", fontsize=9.5, fontweight="bold" if bold else "normal")


def _frame(axes: Axes, row: int, column: int) -> None:
    axes.add_patch(
        Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, fill=False, edgecolor=COLOURS[1], linewidth=2.5, zorder=4)
    )
