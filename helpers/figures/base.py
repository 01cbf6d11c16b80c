"""A Matplotlib Figure that carries alt text, and the course's style.

Pyplot is not used: it keeps global state, it takes time to import, and figures made through it are shown twice.
"""

import base64
import contextlib
import html
import io
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers.colours import COLOURS
from helpers.figures.layout import Row
from helpers.figures.palette import as_image

Array = NDArray[np.float64]
# Each series has a line style and a marker of its own besides its colour, so that a figure reads without colour.
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")

_DOTS_PER_INCH = 144  # twice the size on the page, for sharp screens
# Methods of an axis that its place, limits and settings decide.
_FOUND_OFTEN = ("_update_ticks", "_get_ticklabel_bboxes")
# Pictures that `keep_ready` made: columns, options and how many; and the settings they were made with.
_USUAL: tuple[tuple[int, dict[str, Any], int], ...] = ((1, {}, 4), (2, {}, 2), (3, {"sharey": True}, 3))
_TICKS = 8
_READY: dict[str, list[tuple["Picture", Any]]] = {}
_SETTINGS: dict[str, Any] = {}


class Picture(Figure):
    """A Figure with `alt`, the sentence that says what it shows to a person who does not see it."""

    alt: str = ""

    @staticmethod
    def of(make: Callable[..., "Picture"], *data: Any) -> "Picture":
        """Return what `make` makes of plain data: what a learner's functions returned. Grading looks it up here."""
        return make(*data)

    def png(self) -> bytes:
        """The picture as PNG bytes; the same picture has the same bytes."""
        canvas, buffer = FigureCanvasAgg(self), io.BytesIO()
        with _ticks_found_once(self):
            canvas.draw()
        as_image(np.asarray(canvas.buffer_rgba())).save(buffer, "png", dpi=(self.dpi, self.dpi))
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        width = round(self.get_figwidth() * 96)
        data = base64.b64encode(self.png()).decode("ascii")
        alt = html.escape(self.alt)
        image = f'<img src="data:image/png;base64,{data}" width="{width}" style="max-width:100%" alt="{alt}">'
        return {"text/html": image, "text/plain": f"[figure: {self.alt}]"}


@contextlib.contextmanager
def _ticks_found_once(figure: Figure) -> Iterator[None]:
    """Let Matplotlib find an axis's ticks and measure their labels once for each place of the axes.

    It does so up to ten times while it lays out and draws, and that takes longer than all else.
    """
    every = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    for axis in every:
        for name in _FOUND_OFTEN:
            setattr(axis, name, _remembered(axis, getattr(axis, name)))
    try:
        yield
    finally:
        for axis in every:
            for name in _FOUND_OFTEN:
                delattr(axis, name)


def _remembered(axis: Axis, find: Callable[..., Any]) -> Callable[..., Any]:
    found: dict[Any, Any] = {}

    def look_up(*given: Any) -> Any:
        place = (*axis.axes.bbox.bounds, *axis.get_view_interval())
        if place not in found:
            found.clear()
            found[place] = find(*given)
        return found[place]

    return look_up


def picture(alt: str, columns: int = 1, width: float = 6.4, height: float = 4.0, **options: Any) -> tuple[Picture, Any]:
    """Return a Picture and its axes (one Axes, or an array of `columns`).

    alt: what the figure shows, in a sentence or two; refused where it is empty (ValueError).
    """
    if not alt.strip():
        raise ValueError("a figure needs alt text: say what it shows")
    ready = _READY.get(f"{columns} {options}")
    usable = ready and dict(matplotlib.rcParams.items()) == _SETTINGS
    figure, axes = ready.pop() if ready and usable else _blank(columns, options)
    figure.set_size_inches(width, height)
    figure.alt = alt
    return figure, axes


def keep_ready() -> None:
    """Make pictures with nothing in them ahead, about as many as a lesson draws.

    For a process whose children draw: to make axes and ticks takes them a quarter of the time.
    """
    _SETTINGS.update(matplotlib.rcParams.items())
    for columns, options, count in _USUAL:
        _READY[f"{columns} {options}"] = [_blank(columns, options) for _ in range(count)]
        for figure, _ in _READY[f"{columns} {options}"]:
            for axes in figure.axes:
                axes.xaxis.get_major_ticks(_TICKS)
                axes.yaxis.get_major_ticks(_TICKS)


def _blank(columns: int, options: dict[str, Any]) -> tuple[Picture, Any]:
    figure = Picture(dpi=_DOTS_PER_INCH, layout=Row())
    axes = figure.subplots(1, columns, **options)
    for one in axes if columns > 1 else (axes,):
        _plain(one)
    return figure, axes


def _plain(axes: Axes) -> None:
    axes.grid(True, alpha=0.3, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def style(series: int) -> dict[str, Any]:
    """Colour, line style and marker of the series with this number, counted from 0."""
    return {
        "color": COLOURS[series % len(COLOURS)],
        "linestyle": LINE_STYLES[series % len(LINE_STYLES)],
        "marker": MARKERS[series % len(MARKERS)],
    }
