"""One sigmoid neuron in training, as an explorable of lesson 2: its curve, the chain rule's factors, the loss."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from contourpy import contour_generator
from numpy.typing import ArrayLike, NDArray

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Built, Explorable, alt_text, explorable, nearest, packed, slider
from helpers.explore.scene import Axes, Node, label, node, number, picture, polyline, short

# Steps get shorter while training runs, so that later moments lie further apart.
_MOMENTS = [*range(11), *range(15, 51, 5), *range(60, 201, 10)]
_FACTORS = ("ŷ → l:  2(ŷ − y)", "z → ŷ:  σ′(z)", "w → z:  x", "product")
# Bars are as long as the square root of what they show, or a product of small factors could not be seen.
_BAR_LEFT, _BAR_TOP, _BAR_STEP, _UNIT = 510.0, 372.0, 27.0, 100.0

Array = NDArray[np.float64]


@dataclass
class _Run:
    """What the learner's functions say at each moment of the training, and for each sample."""

    weights: Array  # (moments, 2): w and b
    losses: Array  # (moments,)
    curves: Array  # (moments, points)
    answers: Array  # (moments, samples), and so the next two
    primes: Array
    slopes: Array


def neuron(
    predict: Callable[..., Any],
    mse: Callable[..., Any],
    gradient_one: Callable[..., Any],
    sigmoid_prime: Callable[..., Any],
    train: Callable[..., Any],
    x: ArrayLike,
    y: ArrayLike,
    start: tuple[float, float] = (0.2, -3.0),
    eta: float = 2.0,
    step: int = 10,
) -> Explorable:
    """A neuron while it trains: the curve over the points, dl/dw of one sample as a product, the path over the loss.

    predict(w, b, x), mse(y_hat, y), gradient_one(w, b, x, y), sigmoid_prime(z), train(w, b, x, y, eta, steps): the
    learner's, as lesson 2 defines them. x, y: shape (n,). start: w and b. step: where the slider stands at first.
    """
    data = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    named = {
        "predict": predict,
        "mse": mse,
        "gradient_one": gradient_one,
        "sigmoid_prime": sigmoid_prime,
        "train": train,
    }
    return explorable("neuron", lambda: _neuron(named, *data, start, eta, step))


def _neuron(named: dict[str, Callable[..., Any]], x: Array, y: Array, start: Any, eta: float, step: int) -> Built:
    yours = {name: LearnerFunction(name, function) for name, function in named.items()}
    grid = np.linspace(x.min() - 0.5, x.max() + 0.5, 61)
    run = _train(yours, x, y, start, eta, grid)
    moment = nearest(_MOMENTS, step)
    sample = int(np.argmax(np.abs(run.slopes[moment])))  # the one that pulls most
    line, answers = run.curves[moment], run.answers[moment]
    factors = [2 * (answers[sample] - y[sample]), run.primes[moment, sample], x[sample]]
    product = float(np.prod(factors))
    w, b = run.weights[moment]
    alt = alt_text(
        f"Left: {len(x)} points and the neuron's curve after {_MOMENTS[moment]} steps. Right: contour lines of "
        f"the loss over w and b with the path of the training, now at w = {number(w, 3)}, b = {number(b, 3)}, loss "
        f"{number(run.losses[moment], 3)}. Below: for the sample x = {number(x[sample], 3)} three bars, the "
        f"factors {', '.join(number(factor, 3) for factor in factors)}, and their product {number(product, 3)}."
    )
    curve = Axes(46, 40, 330, 240, (float(grid[0]), float(grid[-1])), (-0.08, 1.08))
    low, high = run.weights.min(axis=0) - 0.8, run.weights.max(axis=0) + 0.8
    land = Axes(450, 40, 290, 240, (float(low[0]), float(high[0])), (float(low[1]), float(high[1])))
    scene = picture(
        760,
        490,
        "A neuron in training",
        alt,
        curve.draw(
            "your curve over the points",
            "x",
            "y",
            *[node("circle", r=3.5, cx=px, cy=py, kind="dot-ink") for px, py in curve.points(x, y)],
            polyline(curve.points(grid, line), kind="line-a", part="curve"),
            polyline(curve.points([x[sample]] * 2, [y[sample], answers[sample]]), kind="line-b", part="miss"),
            node("circle", r=7, cx=curve.x(x[sample]), cy=curve.y(y[sample]), kind="ring-c", part="sample"),
        ),
        land.draw(
            "your path over the loss",
            "w",
            "b",
            *_contours(yours, x, y, land),
            polyline(land.points(*run.weights.T), kind="trail"),
            polyline(land.points(*run.weights[: moment + 1].T), kind="line-b", part="path"),
            node("circle", r=7, cx=land.x(w), cy=land.y(b), kind="dot-ink", part="place"),
        ),
        *_bars([*factors, product], number(run.slopes[moment, sample])),
    )
    controls = [
        slider("moment", "steps of training", [str(k) for k in _MOMENTS], moment),
        slider("sample", "sample at x =", [number(value, 3) for value in x], sample),
    ]
    data = {
        "moments": _MOMENTS,
        "x": packed(x),
        "y": packed(y),
        "grid": packed(grid),
        **{name: packed(value) for name, value in vars(run).items()},
        "curve": curve.json(),
        "land": land.json(),
        "bars": [_BAR_LEFT, _UNIT],
    }
    return scene, alt, controls, data


def _train(yours: dict[str, LearnerFunction], x: Array, y: Array, start: Any, eta: float, grid: Array) -> _Run:
    w, b = (float(part) for part in start)
    weights, losses = [(w, b)], [float(yours["mse"].numbers((), yours["predict"].numbers(x.shape, w, b, x), y))]
    for steps in np.diff(_MOMENTS):
        args = (w, b, x, y, eta, int(steps))
        value = yours["train"](*args)
        if not isinstance(value, tuple | list) or len(value) != 3:
            raise Trouble("`train` should return three values: the last w, the last b, the history of the loss.")
        w, b = (float(yours["train"].as_numbers(part, (), args)) for part in value[:2])
        losses.append(float(yours["train"].as_numbers(value[2], (int(steps) + 1,), args)[-1]))
        weights.append((w, b))
    curves = [yours["predict"].numbers(grid.shape, w, b, grid) for w, b in weights]
    answers = [yours["predict"].numbers(x.shape, w, b, x) for w, b in weights]
    primes = [yours["sigmoid_prime"].numbers(x.shape, w * x + b) for w, b in weights]
    slopes = [
        [yours["gradient_one"].pair((), w, b, float(one), float(target))[0] for one, target in zip(x, y, strict=True)]
        for w, b in weights
    ]
    return _Run(*(np.asarray(part, dtype=np.float64) for part in (weights, losses, curves, answers, primes, slopes)))


def _contours(yours: dict[str, LearnerFunction], x: Array, y: Array, land: Axes) -> list[Node]:
    """Contour lines of the learner's loss over the panel; close together where it is small."""
    ws, bs = np.linspace(*land.x_range, 25), np.linspace(*land.y_range, 25)
    predict, mse = yours["predict"], yours["mse"]
    heights = np.array(
        [[mse.numbers((), predict.numbers(x.shape, float(w), float(b), x), y) for w in ws] for b in bs], dtype=float
    )
    lowest, highest = max(float(heights.min()), 1e-4), float(heights.max())
    if not highest > lowest:
        return []
    contours = contour_generator(ws, bs, heights)
    lines: list[Any] = []
    for level in np.geomspace(1.1 * lowest, highest, 12)[:-1]:
        lines += contours.lines(float(level))
    return [polyline(land.points(*line.T), kind="level") for line in lines]


def _bars(values: list[float], yours: str) -> list[Node]:
    rows: list[Node] = [
        node("path", d=f"M{short(_BAR_LEFT)} {short(_BAR_TOP - 22)}v{short(4 * _BAR_STEP)}", kind="tick"),
        label(46, _BAR_TOP - 32, "one sample: three slopes, multiplied, are dl/dw", "strong"),
        label(740, _BAR_TOP - 32, "as long as the square root", "end quiet"),
    ]
    for row, (words, value) in enumerate(zip(_FACTORS, values, strict=True)):
        top = _BAR_TOP + row * _BAR_STEP
        kind = "fill-a" if row < 3 else "fill-b"
        width = math.sqrt(abs(value)) * _UNIT
        left = _BAR_LEFT - (width if value < 0 else 0)
        rows += [
            label(46, top, words, "large strong" if row == 3 else "large"),
            label(250, top, number(value), "end large", part=f"value{row}"),
            node("rect", x=left, y=top - 15, width=width, height=18, kind=kind, part=f"bar{row}"),
        ]
    rows.append(label(46, _BAR_TOP + 4 * _BAR_STEP, f"your gradient_one says dl/dw = {yours}", part="yours"))
    return rows
