"""The handwritten digits of lesson 7. Source and licence of the images: `digits.csv.txt`, beside `digits.csv.gz`."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from helpers.equal import Array

IntArray = NDArray[np.int64]

FILE = Path(__file__).with_name("digits.csv.gz")
HELD_OUT = 397
_INK = 16


@cache
def _file() -> NDArray[np.int64]:
    return np.loadtxt(FILE, delimiter=",", dtype=np.int64)


def load_digits() -> tuple[Array, IntArray]:
    """All images and what they show, in the order of the file.

    X: (64, 1797), an image in each column, row by row from the top left; 0 is paper and 1 is ink. labels: (1797,).
    """
    table = _file()
    return np.ascontiguousarray(table[:, :64].T) / _INK, table[:, 64].copy()


def digits_for_training(held_out: int = HELD_OUT, seed: int = 7) -> tuple[Array, IntArray, Array, IntArray]:
    """Images to learn from and images to be held out, drawn at random: X and labels, then X and labels.

    The images to learn from stand sorted by digit, as those of many data sets do.
    """
    X, labels = load_digits()
    order = np.random.default_rng(seed).permutation(len(labels))
    new, known = order[:held_out], order[held_out:]
    known = known[np.argsort(labels[known], kind="stable")]
    return X[:, known], labels[known], X[:, new], labels[new]


def digits_by_place(held_out: int = HELD_OUT) -> tuple[Array, IntArray, Array, IntArray]:
    """The same two parts, but the last `held_out` images of the file are held out: by and large, other writers."""
    X, labels = load_digits()
    return X[:, :-held_out], labels[:-held_out], X[:, -held_out:], labels[-held_out:]


def distances_in_file(near: int = 60, far: int = 300) -> tuple[float, float]:
    """How unlike two images of the same digit are, on the average: the root of the sum of the squared differences.

    First of those less than `near` places apart in the file, then of those more than `far` places apart.
    """
    X, labels = load_digits()
    squares = np.sum(X**2, axis=0)
    distance = np.sqrt(np.maximum(squares[:, None] + squares - 2 * X.T @ X, 0))
    places = np.arange(len(labels))
    apart = np.abs(places[:, None] - places)
    same = labels[:, None] == labels
    close, distant = same & (apart > 0) & (apart < near), same & (apart > far)
    return float(np.mean(distance[close])), float(np.mean(distance[distant]))
