"""A small network that knows ten drawn digits, as a learner of lesson 7 would have it; for tests of the digit pad."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
def weights() -> tuple[Array, Array, Array, Array]:
    """W1, b1, W2, b2 after some descent on noisy copies of the digits: 24 hidden units, ReLU, softmax."""
    rng = np.random.default_rng(7)
    X = np.clip(np.tile(images(), 20) + 0.25 * rng.standard_normal((64, 200)), 0, 1)
    Y = np.tile(np.eye(10), 20)
    W1, b1 = rng.standard_normal((24, 64)) * np.sqrt(2 / 64), np.zeros((24, 1))
    W2, b2 = rng.standard_normal((10, 24)) * np.sqrt(2 / 24), np.zeros((10, 1))
    for _ in range(150):
        Z, P = forward((W1, b1, W2, b2), X)
        delta = (P - Y) / X.shape[1]
        hidden = (W2.T @ delta) * (Z > 0)
        W2, b2 = W2 - delta @ np.maximum(Z, 0).T, b2 - delta.sum(axis=1, keepdims=True)
        W1, b1 = W1 - hidden @ X.T, b1 - hidden.sum(axis=1, keepdims=True)
    return W1, b1, W2, b2


def forward(params: tuple[Array, ...], X: Any) -> tuple[Array, Array]:
    """What goes into the hidden layer, and the probabilities."""
    W1, b1, W2, b2 = params
    Z = W1 @ X + b1
    scores = W2 @ np.maximum(Z, 0) + b2
    powers = np.exp(scores - scores.max(axis=0))
    return Z, powers / powers.sum(axis=0)


def answer(X: Any) -> Any:
    """Probabilities, shape (10, m)."""
    return forward(weights(), X)[1]


def gradient(X: Any, digit: int) -> Any:
    """The slopes of -log(probability of digit) by the pixels, shape (64, m)."""
    W1, _, W2, _ = params = weights()
    Z, P = forward(params, X)
    return W1.T @ (W2.T @ (P - np.eye(10)[:, [digit]]) * (Z > 0))


def layers() -> list[tuple[Array, Array, str]]:
    """The same network as plain weights."""
    W1, b1, W2, b2 = weights()
    return [(W1, b1, "relu"), (W2, b2, "softmax")]
