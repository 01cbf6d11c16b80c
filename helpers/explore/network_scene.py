"""The drawing of a network: units in columns, an edge for every weight, words that the browser writes."""

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from helpers.explore.scene import Node, Pair, label, node, number, picture, short

Array = NDArray[np.float64]
_WIDTH, _TOP, _HEIGHT = 760, 30.0, 330.0
# What stands below the network until the browser writes what is chosen there.
_WORDS = (
    "In a unit: its value. Below it, slanted: its gradient dz.",
    "Wide grey lines: weights, broken where negative.",
    "Narrow lines on them: the size of their gradients.",
    "",
    "",
)
Ends = tuple[Pair, Pair]


def describe(sizes: Sequence[int], view: Mapping[str, Array], y: Array, chosen: tuple[int, ...] = (1, 0)) -> str:
    """Return the alt text of what `draw` draws. y: the target."""
    said = "; ".join(
        f"layer {layer}: values {_row(view[f'A{layer}'])}, gradients dZ {_row(view[f'dZ{layer}'])}"
        for layer in range(1, len(sizes))
    )
    alt = f"A {_sized(sizes)} network with one sample in it. Inputs {_row(view['A0'])}, target {_row(y)}. {said}."
    if len(chosen) == 3:
        layer, j, i = chosen
        steep, ways = number(float(view[f"dW{layer}"][j, i]), 3), prod(sizes[layer + 1 :])
        alt += f" Chosen is the weight W{layer}[{j}, {i}] with the gradient {steep}. Paths from it to the loss: {ways}."
    return alt


def draw(sizes: Sequence[int], view: Mapping[str, Array], alt: str, chosen: tuple[int, ...] = (1, 0)) -> Node:
    """Return the picture of a network with one sample in it, everything computed.

    view: A0 (the sample) and W, b, Z, A, dZ, dW, db of every layer. Parts are named unit-layer-j and edge-layer-j-i.
    chosen: a unit (layer, j), or a weight (layer, j, i), whose paths to the outputs are lit.
    """
    last = len(sizes) - 1
    places = [[_place(layer, j, sizes) for j in range(size)] for layer, size in enumerate(sizes)]
    radius = min(27.0, 0.36 * _HEIGHT / max(sizes))
    edges, plates, units = [], [], []
    for layer in range(1, last + 1):
        weights, slopes = view[f"W{layer}"], view[f"dW{layer}"]
        for j, i in np.ndindex(weights.shape):
            key, ends = f"{layer}-{j}-{i}", (places[layer - 1][i], places[layer][j])
            w, dw = float(weights[j, i]), float(slopes[j, i])
            widths = width(w, weights, 9), width(dw, slopes, 2.6)
            edges.append(_edge(key, ends, widths, w < 0, _kind(chosen, (layer, j, i))))
            named = chosen in ((layer, j), (layer, j, i))
            plates.append(_plate(key, ends, 0.34 if i % 2 else 0.48, w, dw, named))
    for layer, column in enumerate(places):
        for j, (x, y) in enumerate(column):
            key = f"{layer}-{j}"
            words = [label(x, y + 4, brief(float(view[f"A{layer}"][j, 0])), "mid words-a", part=f"a-{key}")]
            if layer:
                slope = number(float(view[f"dZ{layer}"][j, 0]), 2)
                words.append(label(x, y + radius + 14, slope, "mid words-b slanted", part=f"dz-{key}"))
            kind = "chosen" if chosen == (layer, j) else "any"
            circle = node("circle", cx=x, cy=y, r=radius, kind="unit")
            units.append(node("g", circle, *words, kind=kind, part=f"unit-{key}"))
    names = ["inputs", *(["hidden"] if last == 2 else [f"layer {layer}" for layer in range(1, last)]), "output"]
    heads = [label(column[0][0], 18, name, "mid quiet") for name, column in zip(names, places, strict=True)]
    bottom = _TOP + _HEIGHT + 34
    lines = [
        label(20, bottom + 22 * line, words, "" if line else "strong", part=f"line{line}")
        for line, words in enumerate(_WORDS)
    ]
    height = int(bottom + 22 * len(_WORDS))
    return picture(_WIDTH, height, f"A {_sized(sizes)} network", alt, *heads, *edges, *plates, *units, *lines)


def _sized(sizes: Sequence[int]) -> str:
    return "-".join(str(size) for size in sizes)


def _place(layer: int, j: int, sizes: Sequence[int]) -> tuple[float, float]:
    across = 70 + (_WIDTH - 140) * layer / (len(sizes) - 1)
    return across, _TOP + _HEIGHT * (j + 0.5) / sizes[layer]


def _kind(chosen: tuple[int, ...], edge: tuple[int, int, int]) -> str:
    """What an edge is to the chosen part: chosen itself, or along a path, or into a chosen unit."""
    if edge == chosen:
        return "chosen"
    layer, j, i = edge
    if len(chosen) == 2:
        return "along" if chosen == (layer, j) else ""
    behind = layer > chosen[0] + 1 or (layer == chosen[0] + 1 and i == chosen[1])
    return "along" if behind else ""


def _edge(key: str, ends: Ends, widths: tuple[str, str], negative: bool, kind: str) -> Node:
    """A weight as a wide line, its gradient as a narrow one on it, and room for the mouse."""
    (x1, y1), (x2, y2) = ends
    place = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return node(
        "g",
        node("line", **place, kind="weight negative" if negative else "weight", stroke_width=widths[0]),
        node("line", **place, kind="gradient", stroke_width=widths[1]),
        node("line", **place, kind="target"),
        part=f"edge-{key}",
        kind=kind,
    )


def _plate(key: str, ends: Ends, at: float, weight: float, slope: float, named: bool) -> Node:
    """An edge's weight and gradient in words, above all edges, `at` this share of the way: plates must not meet."""
    x, y = (a + at * (b - a) for a, b in zip(*ends, strict=True))
    return node(
        "g",
        node("rect", x=x - 24, y=y - 15, width=48.0, height=30.0, kind="paper"),
        label(x, y - 2, number(weight, 3), "mid words-a", part=f"w-{key}"),
        label(x, y + 12, number(slope, 2), "mid words-b slanted", part=f"dw-{key}"),
        kind="plate" if named else "plate hidden",
        part=f"plate-{key}",
    )


def width(value: float, among: Array, widest: float) -> str:
    """Return a line's width in proportion to a value's size among its like."""
    largest = float(np.max(np.abs(among)))
    share = abs(float(value)) / largest if largest > 0 else 0.0
    return short(0.6 + (widest - 0.6) * share)


def brief(value: float) -> str:
    """Return a number that fits into a unit."""
    said = [number(value, digits) for digits in (3, 2, 1)]
    return next((text for text in said if len(text) <= 6), said[-1])


def _row(values: Array) -> str:
    return ", ".join(number(float(value), 3) for value in np.ravel(values)[:8])
