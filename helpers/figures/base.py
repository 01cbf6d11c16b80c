"""A Matplotlib Figure that carries alt text, and the course's style.

Pyplot is not used: it keeps global state, it takes time to import, and figures made through it are shown twice.
"""

import base64
import functools
import html
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers.colours import COLOURS
from helpers.figures.layout import Row

Array = NDArray[np.float64]
# Each series has a line style and a marker of its own besides its colour, so that a figure reads without colour.
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")

_DOTS_PER_INCH = 144  # twice the size on the page, for sharp screens
_describing = False  # whether a function that `described` returned is running


class _AltTextFound(BaseException):
    """Ends a figure function once its alt text is known. Not an Exception: no figure function shall catch it."""


class Picture(Figure):
    """A Figure with `alt`, the sentence that says what it shows to a person who does not see it."""

    alt: str = ""

    def png(self) -> bytes:
        """The picture as PNG bytes; the same picture has the same bytes."""
        buffer = io.BytesIO()
        FigureCanvasAgg(self).print_png(buffer)
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        width = round(self.get_figwidth() * 96)
        data = base64.b64encode(self.png()).decode("ascii")
        alt = html.escape(self.alt)
        image = f'<img src="data:image/png;base64,{data}" width="{width}" style="max-width:100%" alt="{alt}">'
        return {"text/html": image, "text/plain": f"[figure: {self.alt}]"}


def picture(alt: str, columns: int = 1, width: float = 6.4, height: float = 4.0, **options: Any) -> tuple[Picture, Any]:
    """Return a Picture and its axes (one Axes, or an array of `columns`).

    alt: what the figure shows, in a sentence or two; refused where it is empty (ValueError).
    """
    if not alt.strip():
        raise ValueError("a figure needs alt text: say what it shows")
    if _describing:
        raise _AltTextFound(alt)
    figure = Picture(figsize=(width, height), dpi=_DOTS_PER_INCH, layout=Row())
    figure.alt = alt
    axes = figure.subplots(1, columns, **options)
    for one in figure.axes:
        _plain(one)
    return figure, axes


def described(make: Callable[..., Picture]) -> Callable[..., Picture]:
    """Return a function that gives what `make` gives with the alt text alone: a Picture without axes.

    For whoever shows no pictures, such as a grader: making axes takes longer than most cells.
    """

    @functools.wraps(make)
    def describe(*given: Any, **named: Any) -> Picture:
        global _describing
        before, _describing = _describing, True
        try:
            return make(*given, **named)
        except _AltTextFound as found:
            figure = Picture()
            figure.alt = str(found)
            return figure
        finally:
            _describing = before

    return describe


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
