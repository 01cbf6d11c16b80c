"""Model of lesson 5's shapes, for any number of layers."""

from itertools import pairwise
from typing import Any

from helpers.mistakes.common import NOTHING_RETURNED, TRANSPOSED, faults_of
from helpers.mistakes.layers import AXIS_LOST
from helpers.mistakes.model import Mistake, Model

SAMPLES_AS_ROWS = Mistake(
    "samples are rows",
    "Arrays with a column for each sample are turned.",
    "is a sample a row or a column in this course?",
)
BIAS_PER_SAMPLE = Mistake(
    "a bias for each sample",
    "b has as many columns as there are samples.",
    "how many biases does a unit have, and does that number change with the samples?",
)
BIAS_IS_ROW = Mistake(
    "the bias is a row",
    "b lies where it should stand.",
    "in which direction do the units of a layer lie in Z?",
)
BIAS_OF_BEFORE = Mistake(
    "the bias has the size of the layer before",
    "One entry for each value that comes in, where there should be one for each that goes out.",
    "to how many sums is a bias added?",
)
Z_OF_BEFORE = Mistake(
    "Z has the size of the layer before",
    "One row for each value that comes in, where there should be one for each unit.",
    "how many sums does a layer with n units make for one sample?",
)
GRADIENT_SHAPE = Mistake(
    "a gradient has another shape than what it differentiates by",
    "Some of dZ, dW, db are not of the shape of Z, W, b.",
    "how many slopes does an array with six entries have, and how would you lay them out?",
)
INPUT_FLAT = Mistake(
    "X has the shape of one sample",
    "The number of samples is missing in it.",
    "how many columns has X?",
)
SQUARE_WEIGHTS = Mistake(
    "the weights are square",
    "Each layer is given as many inputs as it has units.",
    "how many values come into the layer, and from where?",
)


def _per_layer(shape: Any) -> Any:
    """For each layer the shape that `shape(n_before, n, m)` gives."""
    return lambda pairs, m: [shape(n_before, n, m) for n_before, n in pairs]


def _all(X: Any, W: Any, b: Any, Z: Any, dW: Any, db: Any, dZ: Any) -> dict[str, Any]:
    found = {"X": X}
    for layer, parts in enumerate(zip(W, b, Z, dZ, dW, db, strict=True), start=1):
        one_W, one_b, one_Z, one_dZ, one_dW, one_db = parts
        found |= {f"W{layer}": one_W, f"b{layer}": one_b, f"Z{layer}": one_Z, f"A{layer}": one_Z}
        found |= {f"dZ{layer}": one_dZ, f"dW{layer}": one_dW, f"db{layer}": one_db}
    return found


SHAPES = Model(
    reference="leaky.shapes",
    inputs=("sizes", "m"),
    steps={
        "pairs": lambda sizes: list(pairwise(sizes)),
        "X": lambda sizes, m: (sizes[0], m),
        "W": _per_layer(lambda n_before, n, m: (n, n_before)),
        "b": _per_layer(lambda n_before, n, m: (n, 1)),
        "Z": _per_layer(lambda n_before, n, m: (n, m)),
        "dW": lambda W: W,
        "db": lambda b: b,
        "dZ": lambda Z: Z,
        "found": lambda X, W, b, Z, dW, db, dZ: _all(X, W, b, Z, dW, db, dZ),
    },
    returns="found",
    faults=(
        *faults_of("X", (lambda right: right[::-1], SAMPLES_AS_ROWS), (lambda sizes: (sizes[0], 1), INPUT_FLAT)),
        *faults_of(
            "W",
            (_per_layer(lambda n_before, n, m: (n_before, n)), TRANSPOSED),
            (_per_layer(lambda n_before, n, m: (n, n)), SQUARE_WEIGHTS),
        ),
        *faults_of(
            "b",
            (_per_layer(lambda n_before, n, m: (n, m)), BIAS_PER_SAMPLE),
            (_per_layer(lambda n_before, n, m: (1, n)), BIAS_IS_ROW),
            (_per_layer(lambda n_before, n, m: (n,)), AXIS_LOST),
            (_per_layer(lambda n_before, n, m: (n_before, 1)), BIAS_OF_BEFORE),
        ),
        *faults_of(
            "Z",
            (_per_layer(lambda n_before, n, m: (m, n)), SAMPLES_AS_ROWS),
            (_per_layer(lambda n_before, n, m: (n_before, m)), Z_OF_BEFORE),
        ),
        *faults_of("dW", (_per_layer(lambda n_before, n, m: (n_before, n)), GRADIENT_SHAPE)),
        *faults_of(
            "db",
            (_per_layer(lambda n_before, n, m: (n, m)), GRADIENT_SHAPE),
            (_per_layer(lambda n_before, n, m: (1, n)), GRADIENT_SHAPE),
        ),
        *faults_of(
            "dZ",
            (_per_layer(lambda n_before, n, m: (m, n)), GRADIENT_SHAPE),
            (_per_layer(lambda n_before, n, m: (n, 1)), GRADIENT_SHAPE),
            (_per_layer(lambda n_before, n, m: (n, n_before)), GRADIENT_SHAPE),
        ),
        *faults_of("found", (lambda right: None, NOTHING_RETURNED)),
    ),
)
