"""Gradient descent on the parabola, as an explorable of lesson 1."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Built, Explorable, alt_text, explorable, nearest, packed, slider
from helpers.explore.scene import Axes, Node, label, node, number, picture, polyline, short

_ETAS = [round(0.05 * place, 2) for place in range(1, 25)]
_STARTS = [float(start) for start in range(-8, 9, 2)]
_STEPS = 20
_GRID = np.linspace(-11, 11, 111)
# The scale of learning rates: where it begins, pixels for 1, where it lies.
_SCALE = (46.0, 555.2, 362.0)

Curve = Callable[[Any], tuple[Any, Any]]


def descent(
    parabola: Curve,
    descend: Callable[[float, float, int], Any],
    closed_form: Callable[[float, float, float, float, int], Any] | None = None,
    regime: Callable[[float, float], Any] | None = None,
    eta: float = 0.1,
    start: float = 8.0,
    step: int = 3,
) -> Explorable:
    """A ball that walks down x^2: where it is, the tangent there, the whole walk, and what kind of walk it is.

    parabola(x) -> f(x), f'(x). descend(x0, eta, steps) -> positions, shape (steps + 1,).
    closed_form(a, b, x0, eta, k) -> position k, drawn over the walk. regime(eta, a) -> the name of the walk.
    eta, start, step: where the sliders stand at first. Any of the functions may be wrong: that shows, and is said.
    """
    return explorable("descent", lambda: _descent(parabola, descend, closed_form, regime, (eta, start, step)))


def _descent(
    parabola: Curve,
    descend: Callable[..., Any],
    closed_form: Callable[..., Any] | None,
    regime: Callable[..., Any] | None,
    first: tuple[float, float, int],
) -> Built:
    curve, walk = LearnerFunction("parabola", parabola), LearnerFunction("descend", descend)
    place = {"eta": nearest(_ETAS, first[0]), "start": nearest(_STARTS, first[1]), "step": first[2]}
    path, here = walk.numbers((_STEPS + 1,), _STARTS[place["start"]], _ETAS[place["eta"]], _STEPS), first[2]
    x, slope = path[here], curve.pair(path.shape, path)[1][here]
    alt = alt_text(
        f"Left: the curve of your parabola and a ball at x = {number(x)} after {here} steps of gradient descent "
        f"from {number(path[0])} with eta = {_ETAS[place['eta']]:g}; the tangent there has slope {number(slope)}. "
        f"Right: all {_STEPS} positions of the walk against the step; the last is {number(path[-1])}."
        + (" The positions by your closed form are drawn over them." if closed_form is not None else "")
    )
    heights, _ = curve.pair(_GRID.shape, _GRID)
    paths = np.array([[walk.numbers((_STEPS + 1,), x0, eta, _STEPS) for x0 in _STARTS] for eta in _ETAS])
    values, slopes = curve.pair(paths.shape, paths)
    formula = None
    if closed_form is not None:
        position = LearnerFunction("closed_form", closed_form)
        formula = np.array(
            [
                [[position.numbers((), 1.0, 0.0, x0, eta, k) for k in range(_STEPS + 1)] for x0 in _STARTS]
                for eta in _ETAS
            ]
        )
    names: list[str] = []
    if regime is not None:
        names = [_name(LearnerFunction("regime", regime), eta) for eta in _ETAS]

    hill = Axes(46, 40, 320, 250, (-11, 11), (-12, 125))
    time = Axes(430, 40, 310, 250, (0, _STEPS), (-11, 11))
    value = values[place["eta"], place["start"], here]
    near = np.array([x - 5, x + 5])
    formula_line = polyline(
        time.points(range(_STEPS + 1), formula[place["eta"], place["start"]]) if formula is not None else [],
        kind="wide-c",
        part="formula",
    )
    scene = picture(
        760,
        400 if names else 340,
        "Descent on a parabola",
        alt,
        hill.draw(
            "the curve, and the slope where the ball is",
            "x",
            "f(x)",
            polyline(hill.points(_GRID, heights), kind="line-a"),
            polyline(hill.points(near, value + slope * (near - x)), kind="line-b", part="tangent"),
            polyline(
                hill.points(path[: here + 1], values[place["eta"], place["start"], : here + 1]),
                kind="rule",
                part="trail",
            ),
            node("circle", r=7, cx=hill.x(x), cy=hill.y(value), kind="dot-ink", part="ball"),
        ),
        time.draw(
            "your walk" if formula is None else "your walk, and wide: your formula",
            "step k",
            "x",
            node("path", d=f"M0 {short(time.y(0))}h{time.width:g}", kind="rule"),
            formula_line,
            polyline(time.points(range(_STEPS + 1), path), kind="line", part="walk"),
            node("g", *_dots(time, path), part="dots"),
            node("circle", r=7, cx=time.x(here), cy=time.y(x), kind="dot-ink", part="now"),
        ),
        *_eta_scale(names, place["eta"]),
    )
    controls = [
        slider("eta", "learning rate η", [f"{eta:.2f}" for eta in _ETAS], place["eta"]),
        slider("start", "start", [number(start) for start in _STARTS], place["start"]),
        slider("step", "step k", [str(k) for k in range(_STEPS + 1)], here),
    ]
    data = {
        "paths": packed(paths),
        "values": packed(values),
        "slopes": packed(slopes),
        "formula": None if formula is None else packed(formula),
        "names": names,
        "etas": _ETAS,
        "scale": _SCALE,
        "hill": hill.json(),
        "time": time.json(),
    }
    return scene, alt, controls, data


def _eta_scale(names: list[str], place: int) -> list[Node]:
    """The learning rates as a line, cut where the walk changes its kind; the cuts are computed, the names are yours."""
    if not names:
        return []
    left, unit, top = _SCALE

    def at(eta: float) -> float:
        return left + unit * eta

    a = 1.0
    cuts = ((1 / (2 * a), f"1/(2a) = {1 / (2 * a):g}"), (1 / a, f"1/a = {1 / a:g}"))
    marks = [node("path", d=f"M{short(left)} {short(top)}h{short(1.25 * unit)}", kind="tick")]
    for eta, words in cuts:
        marks.append(node("path", d=f"M{short(at(eta))} {short(top - 12)}v24", kind="line"))
        marks.append(label(at(eta), top + 28, words, "mid quiet"))
    marker = node(
        "path",
        d="M0 -3l-8 -14h16z",
        kind="fill-b",
        part="marker",
        transform=f"translate({short(at(_ETAS[place]))} {short(top)})",
    )
    marks += [label(left, top + 28, "η, with a = 1", "quiet"), marker]
    marks.append(label(at(1.25), top - 12, f"yours: {names[place]}", "end strong", part="regime"))
    return marks


def _dots(axes: Axes, path: NDArray[np.float64]) -> list[Node]:
    return [node("circle", r=3, cx=x, cy=y, kind="dot-ink") for x, y in axes.points(range(len(path)), path)]


def _name(regime: LearnerFunction, eta: float) -> str:
    name = regime(eta, 1.0)
    if not isinstance(name, str):
        raise Trouble(f"`regime({eta:g}, 1)` should return a name, a text; it returned {name!r}."[:300])
    return name[:40]
