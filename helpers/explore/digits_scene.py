"""The drawing of the digit pad: the pad, ten bars, and the gradient as a signed map of the pixels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.explore.scene import Node, label, node, number, picture

SIDE = 8
PIXELS = SIDE * SIDE
DIGITS = 10
LEVELS = 16  # steps from paper to ink, as in the data

Levels = Sequence[int] | NDArray[np.int64]

_WIDTH, _HEIGHT = 760, 392
_TOP = 44
_PAD, _MAP, _ROW = 38, 27, 29  # pixels of the screen: sides of a cell, height of a bar's row
_BAR_LEFT, _BAR_WIDTH = 366, 96
_MAP_LEFT = 520
# A slope of this share of the steepest gets a sign, so that colour is not the only difference.
_SIGNED = 0.25
_DEEPEST = 0.75  # the sign must be seen on the colour


def describe(levels: Levels, probabilities: ArrayLike, digit: int, slopes: ArrayLike) -> str:
    """Return the alt text of what `draw` draws."""
    given, steep = np.asarray(probabilities, dtype=np.float32), np.asarray(slopes, dtype=np.float32)
    return f"A drawing of 8 by 8 pixels: {_rows(levels)}. {_answer_said(given)} {_gradient_said(steep, digit)}"


def draw(levels: Levels, probabilities: ArrayLike, digit: int, slopes: ArrayLike, alt: str) -> Node:
    """Return the picture of one drawing, its ten probabilities and the gradient for a digit.

    levels: 64 of 0..16. probabilities: 10. slopes: 64, of -log(probability of digit). Children of the parts "pixels",
    "slopes" and "signs" stand in the order of the pixels; the browser moves them.
    """
    given, steep = np.asarray(probabilities, dtype=np.float32), np.asarray(slopes, dtype=np.float32)
    best, steepest = int(given.argmax()), float(np.abs(steep).max())
    answer = [
        label(340, 28, f"your network: {best}", "strong", part="best"),
        *(part for place in range(DIGITS) for part in _bar(place, float(given[place]), best)),
        label(_MAP_LEFT, 28, f"slopes of −log p({digit})", "strong", part="asked"),
        _map(steep / (steepest or 1.0)),
        label(_MAP_LEFT, 282, f"+ more ink makes {digit} more likely", "words-a", part="more"),
        label(_MAP_LEFT, 302, f"− more ink makes {digit} less likely", "words-b", part="less"),
        label(_MAP_LEFT, 322, "(the slope has the other sign)", "quiet"),
        label(_MAP_LEFT, 342, f"deepest colour: {number(steepest, 2)}", "quiet", part="scale"),
    ]
    return picture(
        _WIDTH,
        _HEIGHT,
        "A pad for digits",
        alt,
        label(24, 28, "the drawing", "strong"),
        _pad(levels),
        node("g", *answer, part="answer"),
        label(24, 374, "asked: your functions, when the cell was run", "quiet", part="source"),
    )


def _answer_said(probabilities: NDArray[np.float32]) -> str:
    """The answer in words, as digits.js says it."""
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    return f"Answer: {first} with {probabilities[first]:.2f}; then {second} with {probabilities[second]:.2f}."


def _gradient_said(slopes: NDArray[np.float32], digit: int) -> str:
    """The gradient in words, as digits.js says it."""
    if not slopes.any():
        return f"The gradient for {digit} is 0 at every pixel."
    parts = []
    if slopes.min() < 0:
        parts.append(f"more likely most at {_place(int(slopes.argmin()))}")
    if slopes.max() > 0:
        parts.append(f"less likely most at {_place(int(slopes.argmax()))}")
    return f"More ink would make {digit} {', and '.join(parts)}."


def _place(pixel: int) -> str:
    return f"row {pixel // SIDE + 1}, column {pixel % SIDE + 1}"


def _rows(levels: Levels) -> str:
    """Where there is ink, row by row: enough to see the digit without eyes."""
    inked = np.asarray(levels).reshape(SIDE, SIDE) >= LEVELS / 2
    rows = []
    for row, line in enumerate(inked):
        if line.any():
            rows.append(f"row {row + 1} " + " ".join(str(column + 1) for column in np.flatnonzero(line)))
    return "dark in " + "; ".join(rows) if rows else "no dark pixel"


def _pad(levels: Levels) -> Node:
    size = SIDE * _PAD
    cells = [_cell(pixel, _PAD, "ink", f"{level / LEVELS:g}") for pixel, level in enumerate(levels)]
    lines = "".join(f"M{_PAD * k} 0v{size}M0 {_PAD * k}h{size}" for k in range(1, SIDE))
    return node(
        "g",
        node("rect", width=size, height=size, kind="paper"),
        node("g", *cells, part="pixels"),
        node("path", d=lines, kind="rule"),
        node("rect", width=size, height=size, kind="frame edge"),
        node("rect", width=_PAD, height=_PAD, kind="cursor", part="cursor"),
        kind="pad",
        transform=f"translate(24 {_TOP})",
        part="pad",
    )


def _cell(pixel: int, side: int, kind: str, opacity: str) -> Node:
    row, column = divmod(pixel, SIDE)
    return node("rect", x=column * side, y=row * side, width=side, height=side, kind=kind, fill_opacity=opacity)


def _bar(place: int, probability: float, best: int) -> list[Node]:
    y, kind = _TOP + _ROW * place + 5, "fill-a" if place == best else "fill-quiet"
    width, right = _BAR_WIDTH * probability, _BAR_LEFT + _BAR_WIDTH + 40
    return [
        label(_BAR_LEFT - 12, y + 14, str(place), "end"),
        node("rect", x=_BAR_LEFT, y=y, width=width, height=19, kind=kind, part=f"bar-{place}"),
        label(right, y + 14, f"{probability:.2f}", "end quiet", part=f"p-{place}"),
    ]


def _map(shares: NDArray[np.float32]) -> Node:
    """Slopes as shares of the steepest: colours, and signs where they are large."""
    cells, signs = [], []
    for pixel, share in enumerate(shares):
        row, column = divmod(pixel, SIDE)
        sign = "" if abs(share) < _SIGNED else "−" if share > 0 else "+"
        cells.append(_cell(pixel, _MAP, "fill-b" if share > 0 else "fill-a", f"{_DEEPEST * abs(share):.2f}"))
        signs.append(label((column + 0.5) * _MAP, (row + 0.5) * _MAP + 5, sign, "mid"))
    return node(
        "g",
        node("g", *cells, part="slopes"),
        node("g", *signs, part="signs"),
        node("rect", width=SIDE * _MAP, height=SIDE * _MAP, kind="frame"),
        transform=f"translate({_MAP_LEFT} {_TOP})",
        aria_hidden="true",
    )
