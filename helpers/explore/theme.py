"""One style sheet for both ways in which an explorable is seen: as a picture of its own, and live in a page."""

from functools import cache
from pathlib import Path

from helpers.colours import AREAS, COLOURS, COLOURS_ON_DARK

_HERE = Path(__file__).parent

# a, b, c, d: the series. Letters are larger than lines are wide, so words in a series' colour need more contrast.
LIGHT = {
    "paper": "#FFFFFF",
    "ink": "#1A1A1A",
    "quiet": "#5A5A5A",
    "faint": "#D5D5D5",
    "mark": "#FBE3D2",
    "b-words": "#A84A00",
    **dict(zip("abcd", COLOURS, strict=False)),
    "area": AREAS[1],
}
DARK = {
    "paper": "#111417",
    "ink": "#ECECEC",
    "quiet": "#B0B0B0",
    "faint": "#454B50",
    "mark": "#4A3416",
    "b-words": COLOURS_ON_DARK[1],
    **dict(zip("abcd", COLOURS_ON_DARK, strict=False)),
    "area": AREAS[1],
}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


@cache
def picture_style() -> str:
    """Style of a picture that stands by itself: in a feedback page, on paper, without a kernel."""
    words = "text{font-family:system-ui,sans-serif}"
    dark = f"@media screen and (prefers-color-scheme:dark){{svg{{{_variables(DARK)}}}}}"
    return f"svg{{{_variables(LIGHT)}}}{dark}{words}{_squeezed('picture.css')}"


@cache
def page_style() -> str:
    """Style of a live explorable. Its theme is an attribute that the module sets from the page around it."""
    light, dark = _variables(LIGHT), _variables(DARK)
    return (
        f".bbh{{{light}}}.bbh[data-theme=dark]{{{dark}}}@media print{{.bbh.bbh{{{light}}}}}"
        + _squeezed("picture.css", ".bbh ")
        + _squeezed("page.css")
    )


def _squeezed(name: str, before: str = "") -> str:
    """Return a style sheet without comments and line breaks; every selector gets `before` in front."""
    rules = []
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        rule = line.strip()
        if rule and not rule.startswith("/*"):
            selectors, declarations = rule.split("{", 1)
            rules.append(before + selectors.replace(", ", f", {before}") + "{" + declarations)
    return "".join(rules)
