"""A small network that knows ten drawn digits, as a learner of lesson 7 would have it; for tests of the digit pad."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.reference import digits

Array = NDArray[np.float64]

GLYPHS = """
..####.. ...##... ..####.. ..####.. ....##.. .######. ...###.. .######. ..####.. ..####..
.##..##. ..###... .##..##. .##..##. ...###.. .##..... ..##.... .....##. .##..##. .##..##.
.##..##. .####... .....##. .....##. ..####.. .##..... .##..... ....##.. .##..##. .##..##.
.##..##. ...##... ....##.. ...###.. .##.##.. .#####.. .#####.. ....##.. ..####.. ..#####.
.##..##. ...##... ...##... .....##. ####### .....##. .##..##. ...##... .##..##. .....##.
.##..##. ...##... ..##.... .....##. ....##.. .....##. .##..##. ...##... .##..##. .....##.
.##..##. ...##... .##..... .##..##. ....##.. .##..##. .##..##. ..##.... .##..##. ....##..
..####.. .######. .######. ..####.. ....##.. ..####.. ..####.. ..##.... ..####.. ..###...
"""


@cache
def images() -> Array:
    """The ten digits, 0 to 9, shape (64, 10), with softer edges than the letters above."""
    rows = [line.split() for line in GLYPHS.strip().splitlines()]
    drawn = [[[mark == "#" for mark in row[digit].ljust(8, ".")] for row in rows] for digit in range(10)]
    sharp = np.array(drawn, dtype=float)
    return np.round(16 * (0.75 * sharp + 0.25 * np.roll(sharp, 1, axis=2))).reshape(10, 64).T / 16


@cache
def weights() -> dict[str, Array]:
    """W1, b1, W2, b2 after some descent on noisy copies of the digits: 24 hidden units, ReLU, softmax."""
    rng = np.random.default_rng(7)
    X = np.clip(np.tile(images(), 20) + 0.25 * rng.standard_normal((64, 200)), 0, 1)
    Y = np.tile(np.eye(10), 20)
    params = {"W1": rng.standard_normal((24, 64)) * np.sqrt(2 / 64), "b1": np.zeros((24, 1))}
    params |= {"W2": rng.standard_normal((10, 24)) * np.sqrt(2 / 24), "b2": np.zeros((10, 1))}
    for _ in range(150):
        cache = digits.forward(params, X, ["relu"])
        params = digits.update(params, digits.backward(params, cache, X, Y, ["relu"]), 1.0)
    return params


def answer(X: Any) -> Any:
    """Probabilities, shape (10, m)."""
    return digits.forward(weights(), X, ["relu"])["A2"]


def gradient(X: Any, digit: int) -> Any:
    """The slopes of -log(probability of digit) by the pixels, shape (64, m)."""
    return digits.input_gradient(weights(), X, np.eye(10)[:, [digit] * X.shape[1]], ["relu"])


def layers() -> list[tuple[Array, Array, str]]:
    """The same network as plain weights."""
    W1, b1, W2, b2 = weights().values()
    return [(W1, b1, "relu"), (W2, b2, "softmax")]
