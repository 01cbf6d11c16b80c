"""Gradient descent on the parabola, as an explorable of lesson 1."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Parts, explorable, nearest, packed, slider
from helpers.explore.scene import Axes, Node, dot, label, node, number, picture, polyline, short

_ETAS = [round(0.05 * place, 2) for place in range(1, 25)]
_STARTS = [float(start) for start in range(-8, 9, 2)]
_STEPS = 20
_GRID = np.linspace(-11, 11, 111)
# The scale of learning rates: where it begins, pixels for 1, where it lies.
_SCALE = (46.0, 555.2, 362.0)


@explorable("descent")
def descent(
    parabola: Callable[[Any], tuple[Any, Any]],
    descend: Callable[[float, float, int], Any],
    closed_form: Callable[[float, float, float, float, int], Any] | None = None,
    regime: Callable[[float, float], Any] | None = None,
    eta: float = 0.1,
    start: float = 8.0,
    step: int = 3,
) -> Parts:
    """A ball that walks down x^2: where it is, the tangent there, the whole walk, and what kind of walk it is.

    parabola(x) -> f(x), f'(x). descend(x0, eta, steps) -> positions, shape (steps + 1,).
    closed_form(a, b, x0, eta, k) -> position k, drawn over the walk. regime(eta, a) -> the name of the walk.
    eta, start, step: where the sliders stand at first. Any of the functions may be wrong: that shows, and is said.
    """
    curve, walk = LearnerFunction("parabola", parabola), LearnerFunction("descend", descend)
    at = nearest(_ETAS, eta), nearest(_STARTS, start)
    path = walk.numbers((_STEPS + 1,), _STARTS[at[1]], _ETAS[at[0]], _STEPS)
    x, slope = path[step], curve.pair(path.shape, path)[1][step]
    alt = (
        f"Left: the curve of your parabola and a ball at x = {number(x)} after {step} steps of gradient descent "
        f"from {number(path[0])} with eta = {_ETAS[at[0]]:g}; the tangent there has slope {number(slope)}. "
        f"Right: all {_STEPS} positions of the walk against the step; the last is {number(path[-1])}."
        + (" The positions by your closed form are drawn over them." if closed_form is not None else "")
    )
    yield alt
    heights, _ = curve.pair(_GRID.shape, _GRID)
    paths = np.array([[walk.numbers((_STEPS + 1,), x0, rate, _STEPS) for x0 in _STARTS] for rate in _ETAS])
    values, slopes = curve.pair(paths.shape, paths)
    formula = None
    if closed_form is not None:
        position = LearnerFunction("closed_form", closed_form)
        formula = np.array(
            [
                [[position.numbers((), 1.0, 0.0, x0, rate, k) for k in range(_STEPS + 1)] for x0 in _STARTS]
                for rate in _ETAS
            ]
        )
    names: list[str] = []
    if regime is not None:
        names = [_name(LearnerFunction("regime", regime), rate) for rate in _ETAS]

    hill = Axes(46, 40, 320, 250, (-11, 11), (-12, 125))
    time = Axes(430, 40, 310, 250, (0, _STEPS), (-11, 11))
    value, steps, near = values[at][step], range(_STEPS + 1), np.array([x - 5, x + 5])
    scene = picture(
        760,
        400 if names else 340,
        "Descent on a parabola",
        alt,
        hill.draw(
            "the curve, and the slope where the ball is",
            "x",
            "f(x)",
            polyline(hill.points(_GRID, heights), "line-a"),
            polyline(hill.points(near, value + slope * (near - x)), "line-b", "tangent"),
            polyline(hill.points(path[: step + 1], values[at][: step + 1]), "rule", "trail"),
            dot(hill.x(x), hill.y(value), "ball"),
        ),
        time.draw(
            "your walk" if formula is None else "your walk, and wide: your formula",
            "step k",
            "x",
            node("path", d=f"M0 {short(time.y(0))}h{time.width:g}", kind="rule"),
            polyline([] if formula is None else time.points(steps, formula[at]), "wide-c", "formula"),
            polyline(time.points(steps, path), "line", "walk"),
            node(
                "g",
                *(node("circle", r=3, cx=px, cy=py, kind="dot-ink") for px, py in time.points(steps, path)),
                part="dots",
            ),
            dot(time.x(step), time.y(x), "now"),
        ),
        *_eta_scale(names, at[0]),
    )
    controls = [
        slider("eta", "learning rate η", [f"{rate:.2f}" for rate in _ETAS], at[0]),
        slider("start", "start", [number(x0) for x0 in _STARTS], at[1]),
        slider("step", "step k", [str(k) for k in steps], step),
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
    yield scene, controls, data


def _eta_scale(names: list[str], place: int) -> list[Node]:
    """The learning rates as a line, cut where the walk changes its kind; the cuts are computed, the names are yours."""
    if not names:
        return []
    left, unit, top = _SCALE

    def at(eta: float) -> float:
        return left + unit * eta

    marks = [node("path", d=f"M{short(left)} {short(top)}h{short(1.25 * unit)}", kind="tick")]
    for eta, words in ((0.5, "1/(2a) = 0.5"), (1.0, "1/a = 1")):
        marks.append(node("path", d=f"M{short(at(eta))} {short(top - 12)}v24", kind="line"))
        marks.append(label(at(eta), top + 28, words, "mid quiet"))
    move = f"translate({short(at(_ETAS[place]))} {short(top)})"
    return [
        *marks,
        label(left, top + 28, "η, with a = 1", "quiet"),
        node("path", d="M0 -3l-8 -14h16z", kind="fill-b", part="marker", transform=move),
        label(at(1.25), top - 12, f"yours: {names[place]}", "end strong", part="regime"),
    ]


def _name(regime: LearnerFunction, eta: float) -> str:
    name = regime(eta, 1.0)
    if not isinstance(name, str):
        raise Trouble(f"`regime({eta:g}, 1)` should return a name, a text; it returned {name!r}."[:300])
    return name[:40]
