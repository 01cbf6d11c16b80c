"""The style of formulas, with the font that has their signs in every size."""

import base64
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "base"


@cache
def math_style(before: str = "") -> str:
    """Return CSS, after `before`: templates use this as a filter.

    The font is inside, so that it is there for a page that is a single file, without network.
    """
    font = base64.b64encode((HERE / "STIXTwoMath.woff2").read_bytes()).decode("ascii")
    css = (HERE / "mathematics.css").read_text(encoding="utf-8")
    return before + css.replace("FONT", f"data:font/woff2;base64,{font}")
