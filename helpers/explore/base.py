"""The base of all explorables: a widget whose state is plain data, and a picture where no widget is shown.

Python computes arrays with the learner's functions and draws the first picture. The browser draws the same picture,
moves its parts and picks from the arrays: it asks Python nothing, so it answers at once, with or without a kernel.
One cannot: what is drawn on the digit pad is not known before (see digits.py).
"""

import base64
import functools
import html
import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike

from helpers.explore.ask import Trouble, asking
from helpers.explore.scene import data_url, message_picture, to_svg
from helpers.explore.theme import page_style

_HERE = Path(__file__).parent
KINDS = ("descent", "bowl", "neuron", "network", "sum_term", "digits")
# What a page without a kernel needs to show the explorable live: {"kind", "state", "values"}, plain data.
STATE_MIME = "application/vnd.backprop-by-hand.explorable+json"

# Whether explorables are asked for their alt text alone, as by a grader, which shows no pictures.
describing = False

P = ParamSpec("P")
# What an explorable is made of: first its alt text, then (the first picture, the controls, the data behind them).
Parts = Iterator[Any]


@cache
def module_source(kind: str) -> str:
    """Return the ES module of an explorable, whose default export has `render`: base.js, and the kind's own file."""
    if kind not in KINDS:
        raise ValueError(f"there is no explorable {kind!r}; there are {', '.join(KINDS)}")
    return "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in ("base", kind))


class Explorable(anywidget.AnyWidget):
    """A picture that moves. Shown as a widget where there is a kernel, and as its first picture elsewhere."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    # Where the controls stand; the browser moves them.
    values = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: str, state: dict[str, Any], alt: str) -> None:
        values = {control["name"]: control["value"] for control in state.get("controls", [])}
        super().__init__(_esm=module_source(kind), _css=page_style(), kind=kind, state=state, values=values)
        self.alt = alt

    def svg(self) -> str:
        """The first picture, as the text of an SVG file."""
        return to_svg(self.state["scene"])

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        made: Any = super()._repr_mimebundle_()
        data, metadata = made
        alt, width = html.escape(self.alt), self.state["scene"][1]["width"]
        image = f'<img src="{data_url(self.svg())}" width="{width}" style="max-width:100%" alt="{alt}">'
        return {
            **data,
            "text/html": image,
            "text/plain": f"[explorable: {self.alt}]",
            STATE_MIME: {"kind": self.kind, "state": self.state, "values": self.values},
        }, metadata


def explorable(kind: str) -> Callable[[Callable[P, Parts]], Callable[P, Explorable]]:
    """Have a generator of an explorable's parts return the explorable itself.

    Where a learner's function fails in it, the explorable says so in words, and has no controls. Where the alt text is
    all that is asked for, the generator goes no further.
    """

    def decorate(parts: Callable[P, Parts]) -> Callable[P, Explorable]:
        @functools.wraps(parts)
        def make(*args: P.args, **named: P.kwargs) -> Explorable:
            try:
                with asking():
                    made = parts(*args, **named)
                    alt = next(made)
                    if describing:
                        return Explorable(kind, {}, alt)
                    scene, controls, data = next(made)
            except Trouble as trouble:
                message = str(trouble)
                lines = textwrap.wrap(message, 92)[:12]
                return Explorable(
                    kind, {"scene": message_picture("No picture yet", lines), "message": message}, message
                )
            return Explorable(kind, {"scene": scene, "controls": controls, "data": data}, alt)

        signature = inspect.signature(parts).replace(return_annotation=Explorable)
        setattr(make, "__signature__", signature)  # noqa: B010 - for help, which mypy does not know
        return make

    return decorate


def slider(name: str, words: str, texts: Sequence[str], start: int) -> dict[str, Any]:
    """Return a slider over the places of a list. texts: what each place is called, such as "0.05"."""
    return {"kind": "slider", "name": name, "label": words, "texts": list(texts), "value": start}


def choice(name: str, words: str, texts: Sequence[str], start: int = 0) -> dict[str, Any]:
    """Return a list to choose from."""
    return {**slider(name, words, texts, start), "kind": "choice"}


def picked(name: str, value: Any) -> dict[str, Any]:
    """Return a value that is chosen in the picture itself."""
    return {"kind": "picked", "name": name, "value": value}


def packed(values: ArrayLike) -> dict[str, Any]:
    """Return an array as plain data: float32 in base64, a third shorter than digits, and with room for inf."""
    array = np.asarray(values, dtype="<f4")
    return {"shape": list(array.shape), "f4": base64.b64encode(array.tobytes()).decode("ascii")}


def nearest(places: Sequence[float], value: float) -> int:
    """Return the index of the place that is closest to the value."""
    return min(range(len(places)), key=lambda place: abs(places[place] - value))
