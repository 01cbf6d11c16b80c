"""How the axes of a picture share its room: side by side, all of one size, each with room for its own labels.

What Matplotlib's constrained layout makes of one row, but measured once: to measure takes longer than to draw.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine
from numpy.typing import NDArray

_PAD = 0.04167  # inches around everything
_BETWEEN = 0.01  # of the picture's width, for each axes and on each of its sides that has a neighbour; or _PAD
# To begin with, room for labels in inches, left, right, below and above: about what most need.
_USUAL = (0.6, 0.1, 0.5, 0.35)

Margins = tuple[NDArray[np.float64], float, float]


class Row(LayoutEngine):
    """Axes side by side. together: those whose sides have a fixed ratio stand close to each other."""

    _adjust_compatible = False
    _colorbar_gridspec = False

    def __init__(self, together: bool = False) -> None:
        super().__init__()
        self.together = together

    def execute(self, fig: Figure) -> None:
        """Give the axes their places."""
        axes = [one for one in fig.axes if one.get_subplotspec() is not None]
        if not axes:
            return
        usual = _USUAL if any(one.axison for one in axes) else [_PAD] * 4
        left, right, below, above = (inches * fig.dpi for inches in usual)
        self._place(fig, axes, (np.array([[left, right]] * _columns(axes)), below, above))
        for _ in range(2):
            labels = _tick_labels(axes)
            self._place(fig, axes, _measured(fig, axes))
            # In another place there may be other ticks.
            if _tick_labels(axes) == labels:
                break

    def _place(self, fig: Figure, axes: list[Axes], margins: Margins) -> None:
        sides, below, above = margins
        head = sum(text.get_window_extent().height + _PAD * fig.dpi for text in fig.texts)
        width = (fig.bbox.width - sides.sum()) / len(sides)
        height = fig.bbox.height - below - above - head
        x, y = 0.0, below
        if self.together:
            ratio = max(one.get_data_ratio() for one in axes)
            shown = min(width, height / ratio), min(height, width * ratio)
            x, y = len(sides) * (width - shown[0]) / 2, y + (height - shown[1]) / 2
            width, height = shown
        if width < 1 or height < 1:
            return  # labels larger than the picture: it is not worth reading, but it is drawn
        starts = x + np.cumsum(sides.ravel())[::2] + width * np.arange(len(sides))
        for one in axes:
            start = starts[_column(one)] / fig.bbox.width
            one.set_position((start, y / fig.bbox.height, width / fig.bbox.width, height / fig.bbox.height))
            one.set_in_layout(True)
            one.apply_aspect()
        for text in fig.texts:
            text.set(y=(y + height + above) / fig.bbox.height, verticalalignment="bottom")


def _measured(fig: Figure, axes: list[Axes]) -> Margins:
    """What labels, titles and legends need around the axes, in pixels."""
    renderer = fig.canvas.get_renderer()  # type: ignore[attr-defined]
    pad, between = _PAD * fig.dpi, _BETWEEN * fig.bbox.width / _columns(axes)
    sides, below, above = np.zeros((_columns(axes), 2)), 0.0, 0.0
    for one in axes:
        all_of_it, inside = one.get_tightbbox(renderer, for_layout_only=True), one.bbox
        if all_of_it is None:  # invisible
            continue
        side = sides[_column(one)]
        side[:] = np.maximum(side, (inside.x0 - all_of_it.x0, all_of_it.x1 - inside.x1))
        below = max(below, inside.y0 - all_of_it.y0)
        above = max(above, all_of_it.y1 - inside.y1)
    sides += pad
    sides[1:, 0] += max(between - pad, 0)
    sides[:-1, 1] += max(between - pad, 0)
    return sides, below + pad, above + pad


def _column(axes: Axes) -> int:
    spec = axes.get_subplotspec()
    return spec.colspan.start if spec else 0


def _columns(axes: list[Axes]) -> int:
    return 1 + max(_column(one) for one in axes)


def _tick_labels(axes: list[Axes]) -> list[str]:
    shown = [axis for one in axes if one.axison for axis in (one.xaxis, one.yaxis)]
    return [label.get_text() for axis in shown for label in axis.get_ticklabels(which="both")]
