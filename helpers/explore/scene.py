"""Pictures as trees of SVG elements: written once in Python, shown as SVG text or built in the browser node by node.

A node is a list [tag, {attribute: text}, child, ...]; a child is a node or a text. It is plain data, so that it goes
to the browser as JSON, where a small function builds elements of allowed kinds only.
"""

import html
import math
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from helpers.explore.theme import picture_style

Node = list[Any]
Pair = tuple[float, float]

# Coordinates beyond the picture are cut here, so that a runaway walk does not write numbers of 300 digits.
_FAR = 1e4


def node(tag: str, /, *children: Any, **attributes: Any) -> Node:
    """Return a node. `part` names a node that moves; `_` in a name stands for `-`, numbers are shortened to pixels."""
    names = {"kind": "class", "part": "data-part"}
    said = {key: short(value) if isinstance(value, float) else str(value) for key, value in attributes.items()}
    return [tag, {names.get(key, key.replace("_", "-")): text for key, text in said.items() if text}, *children]


def short(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    if not math.isfinite(value):
        value = math.copysign(_FAR, value) if not math.isnan(value) else -_FAR
    said = f"{min(max(value, -_FAR), _FAR):.1f}".removesuffix(".0")
    return "0" if said == "-0" else said


def label(x: float, y: float, words: str, kind: str = "", **attributes: Any) -> Node:
    """Return a text at a place. kind: classes such as "mid", "end", "strong", "quiet"."""
    return node("text", words, x=float(x), y=float(y), kind=kind, **attributes)


def polyline(points: Iterable[Pair], kind: str, part: str = "") -> Node:
    """Return a line through points, in pixels."""
    return node("polyline", points=" ".join(f"{short(x)},{short(y)}" for x, y in points), kind=kind, part=part)


def dot(x: float, y: float, part: str) -> Node:
    """Return the mark of the place that is looked at."""
    return node("circle", r=7, cx=x, cy=y, kind="dot-ink", part=part)


class Axes:
    """A panel of a picture with two scales. What is drawn in it has its own origin and is cut at the panel's edge."""

    def __init__(self, left: float, top: float, width: float, height: float, x: Pair, y: Pair) -> None:
        self.left, self.top, self.width, self.height = left, top, width, height
        self.x_range, self.y_range = x, y

    def x(self, value: float) -> float:
        """Pixel, from the panel's left edge."""
        low, high = self.x_range
        return (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        """Pixel, from the panel's upper edge."""
        low, high = self.y_range
        return (high - value) / (high - low) * self.height

    def points(self, xs: Iterable[float], ys: Iterable[float]) -> list[Pair]:
        """Pixels of points."""
        return [(self.x(float(x)), self.y(float(y))) for x, y in zip(xs, ys, strict=True)]

    def draw(self, title: str, x_label: str, y_label: str, *content: Node) -> Node:
        """Return the panel: a frame with ticks and words around the content."""
        bottom, middle = self.top + self.height, self.left + self.width / 2
        marks: list[Node] = []
        for value in ticks(*self.x_range, count=6):
            at = self.left + self.x(value)
            marks.append(node("path", d=f"M{short(at)} {short(bottom)}v5", kind="tick"))
            marks.append(label(at, bottom + 18, number(value), "mid quiet"))
        for value in ticks(*self.y_range, count=5):
            at = self.top + self.y(value)
            marks.append(node("path", d=f"M{short(self.left)} {short(at)}h-5", kind="tick"))
            marks.append(label(self.left - 8, at + 4, number(value), "end quiet"))
        place = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        return node(
            "g",
            *marks,
            node("svg", *content, **place),
            node("rect", **place, kind="frame"),
            label(middle, self.top - 10, title, "mid strong"),
            label(middle, bottom + 36, x_label, "mid"),
            label(self.left - 8, self.top - 10, y_label, "end"),
        )

    def json(self) -> dict[str, Any]:
        """What the browser needs for the same scales."""
        return {"size": [self.width, self.height], "x": list(self.x_range), "y": list(self.y_range)}


def ticks(low: float, high: float, count: int) -> list[float]:
    """Return round numbers between low and high, about `count` of them."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(i * step, 10) for i in range(first, math.floor(high / step + 1e-9) + 1)]


def number(value: float, digits: int = 4) -> str:
    """Return a number as text with a true minus sign."""
    return f"{value:.{digits}g}".replace("-", "−")


def picture(width: int, height: int, title: str, description: str, *content: Node) -> Node:
    """Return a whole picture. description: what it shows, for a person who does not see it."""
    if not description.strip():
        raise ValueError("a picture needs a description: say what it shows")
    return node(
        "svg",
        node("title", title),
        node("desc", description, part="desc"),
        node("rect", width=width, height=height, kind="paper"),
        *content,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )


def to_svg(root: Node) -> str:
    """Return a picture as a file's text, with its style inside, light or dark as the page around it asks."""
    opening = ["svg", {"xmlns": "http://www.w3.org/2000/svg", **root[1]}, ["style", {}, picture_style()], *root[2:]]
    return _markup(opening)


def data_url(svg: str) -> str:
    """Return a picture as an address. Escaped, not base64: it is a third shorter, and a person can read it."""
    return "data:image/svg+xml," + quote(svg, safe=" =:/'(),;-.+*@!$&?~_{}|[]")


def _markup(item: Any) -> str:
    if isinstance(item, str):
        return html.escape(item, quote=False)
    tag, attributes, *children = item
    if "hidden" in attributes.get("class", "").split():
        return ""
    said = "".join(f" {name}='{html.escape(value)}'" for name, value in attributes.items())
    inside = "".join(_markup(child) for child in children)
    return f"<{tag}{said}>{inside}</{tag}>" if inside else f"<{tag}{said}/>"


def message_picture(title: str, lines: Sequence[str]) -> Node:
    """Return a picture of words alone, where there is nothing to draw."""
    height = 60 + 24 * len(lines)
    rows = [label(24, 66 + 24 * row, line) for row, line in enumerate(lines)]
    return picture(760, height, title, " ".join(lines), label(24, 34, title, "strong"), *rows)
