"""Rows from top to bottom, and beside them a curve from each row to those below that need it: as SVG.

One drawing serves the course's path and the map of a lesson. It takes the colour of the text around it. The same rows
give the same bytes.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

LINE = 26  # from row to row
LEFT = 96  # room for the curves
WIDTH = 360


@dataclass(frozen=True)
class Row:
    """A line of the picture. `aside` stands at its right end; `mark`: full, hollow, or "here" for where we are."""

    number: str
    label: str
    aside: str = ""
    mark: str = "full"


@dataclass(frozen=True)
class Arc:
    """A curve from one row down to another, by their places from 0."""

    start: int
    end: int
    width: float = 1.6
    faint: bool = False
    dashed: bool = False


def arcs_svg(rows: Sequence[Row], arcs: Sequence[Arc], title: str, style: str = "") -> str:
    """Return the picture as an SVG element with a title.

    style: of the element itself, for a picture that stands alone.
    """
    height = LINE * len(rows) + 8
    farthest = max([arc.end - arc.start for arc in arcs], default=1)
    # Long curves first, so that short ones lie on top of them.
    ordered = sorted(arcs, key=lambda arc: (arc.start - arc.end, arc.start))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img"{f" style={chr(34)}{style}{chr(34)}" if style else ""}><title>{html.escape(title)}</title>',
        '<g fill="none" stroke="currentColor">',
        *(_curve(arc, farthest) for arc in ordered),
        "</g>",
        '<g fill="currentColor" font-family="system-ui, sans-serif" font-size="13">',
        *(part for place, row in enumerate(rows) for part in _row(row, place)),
        "</g></svg>",
    ]
    return "".join(parts)


def _y(place: int) -> int:
    return LINE * place + LINE // 2 + 4


def _curve(arc: Arc, farthest: int) -> str:
    top, bottom = _y(arc.start), _y(arc.end)
    # A curve between neighbours hugs the rows; the longest goes to the edge. It bulges by 3/4 of its handles.
    bulge = 16 + (LEFT - 16) * ((arc.end - arc.start) / farthest) ** 0.6
    left = round(LEFT - bulge * 4 / 3 + 4)
    look = ' stroke-opacity=".45"' if arc.faint else ""
    look += ' stroke-dasharray="2 4"' if arc.dashed else ""
    way = f"M{LEFT} {top}C{left} {top} {left} {bottom} {LEFT} {bottom}"
    return f'<path d="{way}" stroke-width="{arc.width:g}"{look}/>'


def _row(row: Row, place: int) -> list[str]:
    y = _y(place)
    here = row.mark == "here"
    hollow = ' fill="none" stroke="currentColor" stroke-width="1.6"' if row.mark == "hollow" else ""
    bold = ' font-weight="700"' if here else ""
    parts = [f'<circle cx="{LEFT}" cy="{y}" r="{7 if here else 4.5}"{hollow}/>']
    parts.append(f'<text x="{LEFT + 14}" y="{y + 4.5:g}"{bold}>{html.escape(row.number)}</text>')
    parts.append(f'<text x="{LEFT + 52}" y="{y + 4.5:g}"{bold}>{html.escape(row.label)}</text>')
    if row.aside:
        aside = f'x="{WIDTH - 4}" y="{y + 4.5:g}" text-anchor="end" font-size="12"{bold}'
        parts.append(f"<text {aside}>{html.escape(row.aside)}</text>")
    return parts
