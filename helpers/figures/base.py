"""A Matplotlib Figure that carries alt text, and what the figures of all lessons are made of.

Pyplot is not used: it keeps global state, it takes time to import, and figures made through it are shown twice.
"""

import base64
import functools
import html
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from helpers.colours import COLOURS

Array = NDArray[np.float64]
Layout = Literal["constrained", "compressed"]
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
        canvas = FigureCanvasAgg(self)
        canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        buffer = io.BytesIO()
        # A palette: a third of the size, and quicker than all colours are compressed.
        image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "png")
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        width = round(self.get_figwidth() * 96)
        data = base64.b64encode(self.png()).decode("ascii")
        alt = html.escape(self.alt)
        image = f'<img src="data:image/png;base64,{data}" width="{width}" style="max-width:100%" alt="{alt}">'
        return {"text/html": image, "text/plain": f"[figure: {self.alt}]"}


def picture(
    alt: str, columns: int = 1, width: float = 6.4, height: float = 4.0, layout: Layout = "constrained", **options: Any
) -> tuple[Picture, Any]:
    """Return a Picture and its axes (one Axes, or an array of `columns`).

    alt: what the figure shows, in a sentence or two; refused where it is empty (ValueError).
    layout: of Matplotlib, "compressed" for panels with a fixed ratio. options: of Figure.subplots.
    """
    if not alt.strip():
        raise ValueError("a figure needs alt text: say what it shows")
    if _describing:
        raise _AltTextFound(alt)
    figure = Picture(figsize=(width, height), dpi=_DOTS_PER_INCH, layout=layout)
    figure.alt = alt
    axes = figure.subplots(1, columns, **options)
    for one in figure.axes:
        one.grid(True, alpha=0.3, linewidth=0.6)
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def described(make: Callable[..., Picture]) -> Callable[..., Picture]:
    """Return a function that gives what `make` gives with the alt text alone: a Picture without axes.

    For whoever shows no pictures, such as a grader: making axes takes longer than most cells.
    """

    @functools.wraps(make)
    def describe(*given: Any, **named: Any) -> Picture:
        global _describing
        _describing = True
        try:
            return make(*given, **named)
        except _AltTextFound as found:
            figure = Picture()
            figure.alt = str(found)
            return figure
        finally:
            _describing = False

    return describe


def array(values: ArrayLike) -> Array:
    """Numbers as float64."""
    return np.asarray(values, dtype=np.float64)


def arrays(values: Mapping[Any, ArrayLike]) -> dict[Any, Array]:
    """Several arrays by the same names, each as float64."""
    return {name: array(value) for name, value in values.items()}


def listed(values: Iterable[float]) -> str:
    """Numbers in words, such as "0.5, 1.25"."""
    return ", ".join(f"{value:.3g}" for value in values)


# The vocabulary: what one series looks like, and marks that many figures draw.


def style(series: int) -> dict[str, Any]:
    """Colour, line style and marker of the series with this number, counted from 0."""
    return {**line_style(series), "marker": MARKERS[series % len(MARKERS)]}


def line_style(series: int) -> dict[str, Any]:
    """Colour and line style of a series whose points have no markers."""
    return {"color": COLOURS[series % len(COLOURS)], "linestyle": LINE_STYLES[series % len(LINE_STYLES)]}


def tangent(axes: Axes, x: float, y: float, slope: float, reach: float, **look: Any) -> None:
    """A straight line through (x, y), from x - reach to x + reach."""
    near = np.array([x - reach, x + reach])
    axes.plot(near, y + slope * (near - x), **look)


def legend_beside(axes: Axes) -> None:
    """A legend at the right of the axes, where it hides no line."""
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))


def bare(axes: Axes) -> None:
    """No grid, no frame, no ticks: for drawings that have no scales."""
    axes.grid(False)
    axes.set_axis_off()


def box(axes: Axes, x: float, y: float, width: float, height: float, **look: Any) -> None:
    """A rectangle with a corner at (x, y); a frame alone where `look` has fill=False."""
    axes.add_patch(Rectangle((x, y), width, height, **look))


def words(axes: Axes, x: float, y: float, said: str, **look: Any) -> None:
    """A text around (x, y)."""
    axes.text(x, y, said, **{"ha": "center", "va": "center", **look})
