"""One sigmoid neuron in training, as an explorable of lesson 2: its curve, the chain rule's factors, the loss."""

import math
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from contourpy import contour_generator
from numpy.typing import ArrayLike, NDArray

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Parts, explorable, nearest, packed, slider
from helpers.explore.scene import Axes, Node, dot, label, node, number, picture, polyline, short

# Steps get shorter while training runs, so that later moments lie further apart.
_MOMENTS = [*range(11), *range(15, 51, 5), *range(60, 201, 10)]
_FACTORS = ("ŷ → l:  2(ŷ − y)", "z → ŷ:  σ′(z)", "w → z:  x", "product")
# Bars are as long as the square root of what they show, or a product of small factors could not be seen.
_BAR_LEFT, _BAR_TOP, _BAR_STEP, _UNIT = 510.0, 372.0, 27.0, 100.0

Array = NDArray[np.float64]


@explorable("neuron")
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
) -> Parts:
    """A neuron while it trains: the curve over the points, dl/dw of one sample as a product, the path over the loss.

    predict(w, b, x), mse(y_hat, y), gradient_one(w, b, x, y), sigmoid_prime(z), train(w, b, x, y, eta, steps): the
    learner's, as lesson 2 defines them. x, y: shape (n,). start: w and b. step: where the slider stands at first.
    """
    curve, loss = LearnerFunction("predict", predict), LearnerFunction("mse", mse)
    one, prime = LearnerFunction("gradient_one", gradient_one), LearnerFunction("sigmoid_prime", sigmoid_prime)
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def at(w: float, b: float) -> dict[str, Array]:
        """What the functions say of each sample."""
        slopes = [one.pair((), w, b, float(px), float(py))[0] for px, py in zip(x, y, strict=True)]
        primes = prime.numbers(x.shape, w * x + b)
        return {"answers": curve.numbers(x.shape, w, b, x), "primes": primes, "slopes": np.array(slopes)}

    first = float(loss.numbers((), curve.numbers(x.shape, *start, x), y))
    moments = _training(LearnerFunction("train", train), start, first, x, y, eta)
    moment = nearest(_MOMENTS, step)
    run = list(islice(moments, moment + 1))
    w, b, height = run[-1]
    said = at(w, b)
    sample = int(np.argmax(np.abs(said["slopes"])))  # the one that pulls most
    answer = said["answers"][sample]
    factors = [2 * (answer - y[sample]), said["primes"][sample], x[sample]]
    product = float(np.prod(factors))
    alt = (
        f"Left: {len(x)} points and the neuron's curve after {_MOMENTS[moment]} steps. Right: contour lines of "
        f"the loss over w and b with the path of the training, now at w = {number(w, 3)}, b = {number(b, 3)}, loss "
        f"{number(height, 3)}. Below: for the sample x = {number(x[sample], 3)} three bars, the "
        f"factors {', '.join(number(factor, 3) for factor in factors)}, and their product {number(product, 3)}."
    )
    yield alt
    run += moments
    weights = np.array([(w, b) for w, b, _ in run])
    samples = [at(w, b) for w, b, _ in run]
    grid = np.linspace(x.min() - 0.5, x.max() + 0.5, 61)
    curves = [curve.numbers(grid.shape, w, b, grid) for w, b, _ in run]
    plot = Axes(46, 40, 330, 240, (float(grid[0]), float(grid[-1])), (-0.08, 1.08))
    low, high = weights.min(axis=0) - 0.8, weights.max(axis=0) + 0.8
    land = Axes(450, 40, 290, 240, (float(low[0]), float(high[0])), (float(low[1]), float(high[1])))
    scene = picture(
        760,
        490,
        "A neuron in training",
        alt,
        plot.draw(
            "your curve over the points",
            "x",
            "y",
            *[node("circle", r=3.5, cx=px, cy=py, kind="dot-ink") for px, py in plot.points(x, y)],
            polyline(plot.points(grid, curves[moment]), "line-a", "curve"),
            polyline(plot.points([x[sample]] * 2, [y[sample], answer]), "line-b", "miss"),
            node("circle", r=7, cx=plot.x(x[sample]), cy=plot.y(y[sample]), kind="ring-c", part="sample"),
        ),
        land.draw(
            "your path over the loss",
            "w",
            "b",
            *_contours(curve, loss, x, y, land),
            polyline(land.points(*weights.T), "trail"),
            polyline(land.points(*weights[: moment + 1].T), "line-b", "path"),
            dot(land.x(w), land.y(b), "place"),
        ),
        *_bars([*factors, product], number(said["slopes"][sample])),
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
        "weights": packed(weights),
        "losses": packed([height for _, _, height in run]),
        "curves": packed(curves),
        **{name: packed([each[name] for each in samples]) for name in said},
        "curve": plot.json(),
        "land": land.json(),
        "bars": [_BAR_LEFT, _UNIT],
    }
    yield scene, controls, data


def _training(
    train: LearnerFunction, start: tuple[float, float], loss: float, x: Array, y: Array, eta: float
) -> Iterator[tuple[float, float, float]]:
    """w, b and the loss at each moment, from the start on."""
    w, b = (float(part) for part in start)
    yield w, b, loss
    for steps in np.diff(_MOMENTS):
        args = (w, b, x, y, eta, int(steps))
        value = train(*args)
        if not isinstance(value, tuple | list) or len(value) != 3:
            raise Trouble("`train` should return three values: the last w, the last b, the history of the loss.")
        w, b = (float(train.as_numbers(part, (), args)) for part in value[:2])
        yield w, b, float(train.as_numbers(value[2], (int(steps) + 1,), args)[-1])


def _contours(predict: LearnerFunction, mse: LearnerFunction, x: Array, y: Array, land: Axes) -> list[Node]:
    """Contour lines of the learner's loss over the panel; close together where it is small."""
    ws, bs = np.linspace(*land.x_range, 25), np.linspace(*land.y_range, 25)
    heights = np.array(
        [[mse.numbers((), predict.numbers(x.shape, float(w), float(b), x), y) for w in ws] for b in bs], dtype=float
    )
    lowest, highest = max(float(heights.min()), 1e-4), float(heights.max())
    if not highest > lowest:
        return []
    contours = contour_generator(ws, bs, heights)
    levels = np.geomspace(1.1 * lowest, highest, 12)[:-1]
    lines = [np.asarray(line) for level in levels for line in contours.lines(float(level))]
    return [polyline(land.points(*line.T), "level") for line in lines]


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
    return [*rows, label(46, _BAR_TOP + 4 * _BAR_STEP, f"your gradient_one says dl/dw = {yours}", part="yours")]
