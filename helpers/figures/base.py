"""A Matplotlib Figure that carries alt text, and the course's style.

Pyplot is not used: it keeps global state, it takes time to import, and figures made through it are shown twice.
"""

import base64
import html
import io
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.colours import COLOURS

# Each series has a line style and a marker of its own besides its colour, so that a figure reads without colour.
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")

_DOTS_PER_INCH = 144  # twice the size on the page, for sharp screens
# More has a picture with a colour map, whose shades a palette would make into bands.
_FEW_COLOURS = 4096


class Picture(Figure):
    """A Figure with `alt`, the sentence that says what it shows to a person who does not see it."""

    alt: str = ""

    def png(self) -> bytes:
        """The picture as PNG bytes; the same picture has the same bytes."""
        canvas, buffer = FigureCanvasAgg(self), io.BytesIO()
        canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        if image.getcolors(_FEW_COLOURS):
            # Lines and letters on white: with a palette it has a third of the bytes, and nobody sees a difference.
            image = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        image.save(buffer, "png", dpi=(self.dpi, self.dpi))
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
    figure = Picture(figsize=(width, height), dpi=_DOTS_PER_INCH, layout="constrained")
    figure.alt = alt
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
