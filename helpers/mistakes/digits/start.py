"""Model of lesson 7's start values, for any number of layers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, RETURN_IN_LOOP, TRANSPOSED, faults_of
from helpers.mistakes.digits.slips import OTHER_GENERATOR
from helpers.mistakes.leaky.ahead import NO_NAMES
from helpers.mistakes.leaky.shapes import BIAS_OF_BEFORE
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow import start

ROOT_MISSING = Mistake(
    "the root is missing",
    "The weights are spread by what should be the square of their spread.",
    "is it the spread of the weights or its square that 2/n gives in equation (7.6)?",
)
ONE_FOR_TWO = Mistake(
    "another number than 2 under the root",
    "It suits an activation that lets both signs through, or none.",
    "which share of the squares does a ReLU let through, and what makes up for it?",
)
OWN_SIZE = Mistake(
    "the layer's own size stands under the root",
    "What counts is the number of terms in the sum that a unit forms.",
    "how many products does one unit of the layer add up?",
)
BOTH_SIZES = Mistake(
    "both sizes stand under the root",
    "That is a good start of another kind, and not the one of equation (7.6).",
    "which of the two sizes is in equation (7.6)?",
)
FIRST_SIZE = Mistake(
    "the size of the inputs stands under each root",
    "From the second layer on, another number of values comes in.",
    "how many values come into layer 2?",
)
ROOT_OF_ONE = Mistake(
    "the root reaches over one of the two numbers only",
    "It belongs over the whole fraction.",
    "how far does the root reach in equation (7.6), and how far do your brackets?",
)
SPREAD_DIVIDES = Mistake(
    "the spread is turned upside down",
    "The more values come in, the larger the weights are.",
    "should a weight be larger or smaller if more products are added up?",
)
SPREAD_OF_LESSON_3 = Mistake(
    "a fixed spread",
    "The sizes of the layers make no difference to it.",
    "which number of equation (7.6) changes from layer to layer?",
)
SPREAD_MISSING = replace(
    start.SCALE_MISSING, name="the spread is missing", think="what stands in front of the random numbers in (7.6)?"
)
NEW_GENERATOR = replace(
    start.SEED_TWICE,
    name="a new generator in each layer",
    said="Each layer's weights begin with the same numbers.",
    think="in which line do you make the generator, and how often does it run?",
)
DRAWN_TURNED = Mistake(
    "drawn in the turned shape",
    "The shape was put right afterwards, and the numbers stand in other places than in the check.",
    "which shape should `standard_normal` be given: rows and columns of what?",
)
BIASES_DRAWN = replace(start.BIASES_NOT_ZERO, said="They are drawn, or hold another number than 0.")
BIASES_USE_DRAWS = Mistake(
    "numbers are drawn for the biases",
    "They shift what is drawn for the weights after them.",
    "which calls of your generator lie between W1 and W2?",
)
UNIFORM = replace(start.UNIFORM, think="which distribution does equation (7.6) name, and which one do you draw from?")
FROM_THE_BACK = Mistake(
    "the layers are drawn from the back",
    "The last layer gets the numbers that belong to the first one.",
    "in which order does the text want the matrices to be drawn?",
)
COUNTED_FROM_ZERO = Mistake(
    "the layers are counted from 0",
    "What belongs to layer 1 stands under the name of layer 0.",
    "which number has the first layer of weights?",
)
LAST_LAYER_MISSING = Mistake(
    "the last layer is missing",
    "The loop ends one layer early.",
    "how many layers of weights does a list of sizes make, and which number has the last one?",
)
ALL_ZERO = replace(start.ALL_ZERO)


def _draws(draw: Callable[[Any, tuple[int, int]], Any]) -> Callable[..., Any]:
    """What one generator gives for all layers."""

    def drawn(sizes: Sequence[int], seed: int) -> list[Any]:
        rng = np.random.default_rng(seed)
        return [draw(rng, (n, n_before)) for n_before, n in pairwise(sizes)]

    return drawn


def _old_draws(sizes: Sequence[int], seed: int) -> list[Any]:
    rng = np.random.RandomState(seed)
    return [rng.randn(n, n_before) for n_before, n in pairwise(sizes)]


def _with_biases(sizes: Sequence[int], seed: int) -> list[Any]:
    rng, found = np.random.default_rng(seed), []
    for n_before, n in pairwise(sizes):
        found.append(rng.standard_normal((n, n_before)))
        rng.standard_normal((n, 1))
    return found


def _drawn_biases(sizes: Sequence[int], seed: int) -> list[Any]:
    rng, found = np.random.default_rng(seed), []
    for n_before, n in pairwise(sizes):
        rng.standard_normal((n, n_before))
        found.append(rng.standard_normal((n, 1)))
    return found


def _biases_after_all(sizes: Sequence[int], seed: int) -> list[Any]:
    rng = np.random.default_rng(seed)
    for n_before, n in pairwise(sizes):
        rng.standard_normal((n, n_before))
    return [rng.standard_normal((n, 1)) for n in sizes[1:]]


def _from_the_back(sizes: Sequence[int], seed: int) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((n, n_before)) for n_before, n in [*pairwise(sizes)][::-1]][::-1]


def _typed_in(seed: int) -> Callable[..., Any]:
    return lambda sizes: _draws(lambda rng, shape: rng.standard_normal(shape))(sizes, seed)


def _spread(size: Callable[[int, int], float]) -> Callable[..., Any]:
    """For each layer its spread, a function of the layer's inputs and units."""
    return lambda sizes: [size(n_before, n) for n_before, n in pairwise(sizes)]


def _biases(make: Callable[[int, int], Any]) -> Callable[..., Any]:
    return lambda sizes: [make(n_before, n) for n_before, n in pairwise(sizes)]


def _named(W: Sequence[Any], b: Sequence[Any], first: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for layer, (weights, bias) in enumerate(zip(W, b, strict=True), start=first):
        found |= {f"W{layer}": weights, f"b{layer}": bias}
    return found


INITIALISE = Model(
    reference="digits.initialise",
    inputs=("sizes", "seed"),
    steps={
        "spread": _spread(lambda n_before, n: np.sqrt(2 / n_before)),
        "draws": _draws(lambda rng, shape: rng.standard_normal(shape)),
        "W": lambda spread, draws: [size * draw for size, draw in zip(spread, draws, strict=True)],
        "b": _biases(lambda n_before, n: np.zeros((n, 1))),
        "params": lambda W, b: _named(W, b),
    },
    returns="params",
    faults=(
        *faults_of(
            "spread",
            (_spread(lambda n_before, n: 2 / n_before), ROOT_MISSING),
            (_spread(lambda n_before, n: np.sqrt(1 / n_before)), ONE_FOR_TWO),
            (_spread(lambda n_before, n: np.sqrt(6 / n_before)), ONE_FOR_TWO),
            (_spread(lambda n_before, n: np.sqrt(2 / n)), OWN_SIZE),
            (_spread(lambda n_before, n: np.sqrt(1 / n)), OWN_SIZE),
            (_spread(lambda n_before, n: np.sqrt(2 / (n_before + n))), BOTH_SIZES),
            (_spread(lambda n_before, n: np.sqrt(2 / (n_before * n))), BOTH_SIZES),
            (_spread(lambda n_before, n: np.sqrt(6 / (n_before + n))), BOTH_SIZES),
            (lambda sizes: [np.sqrt(2 / sizes[0])] * (len(sizes) - 1), FIRST_SIZE),
            (_spread(lambda n_before, n: np.sqrt(2) / n_before), ROOT_OF_ONE),
            (_spread(lambda n_before, n: 2 / np.sqrt(n_before)), ROOT_OF_ONE),
            (_spread(lambda n_before, n: np.sqrt(n_before / 2)), SPREAD_DIVIDES),
            (_spread(lambda n_before, n: np.sqrt(2 * n_before)), SPREAD_DIVIDES),
            (_spread(lambda n_before, n: 0.01), SPREAD_OF_LESSON_3),
            (_spread(lambda n_before, n: 0.1), SPREAD_OF_LESSON_3),
            (_spread(lambda n_before, n: np.sqrt(2)), SPREAD_OF_LESSON_3),
            (_spread(lambda n_before, n: np.sqrt(2 / 64)), SPREAD_OF_LESSON_3),
            (_spread(lambda n_before, n: 1.0), SPREAD_MISSING),
            (_spread(lambda n_before, n: 0.0), ALL_ZERO),
        ),
        *faults_of(
            "draws",
            (
                lambda sizes, seed: [
                    np.random.default_rng(seed).standard_normal((n, n_before)) for n_before, n in pairwise(sizes)
                ],
                NEW_GENERATOR,
            ),
            *(
                (
                    lambda sizes, seed, first=first: [
                        np.random.default_rng(seed + layer).standard_normal((n, n_before))
                        for layer, (n_before, n) in enumerate(pairwise(sizes), start=first)
                    ],
                    NEW_GENERATOR,
                )
                for first in (0, 1)
            ),
            (_draws(lambda rng, shape: rng.standard_normal(shape[::-1]).T), DRAWN_TURNED),
            (_draws(lambda rng, shape: rng.random(shape)), start.UNIFORM_POSITIVE),
            (_draws(lambda rng, shape: rng.uniform(-1, 1, shape)), UNIFORM),
            (_draws(lambda rng, shape: rng.random(shape) - 0.5), UNIFORM),
            (_old_draws, OTHER_GENERATOR),
            (_with_biases, BIASES_USE_DRAWS),
            (_from_the_back, FROM_THE_BACK),
            *((_typed_in(seed), start.SEED_TYPED_IN) for seed in (0, 1, 42)),
            (lambda right: [np.ones_like(draw) for draw in right], start.ALL_EQUAL),
            (lambda right: [np.abs(draw) for draw in right], start.POSITIVE),
        ),
        *faults_of(
            "W",
            (lambda right: [weights.T for weights in right], TRANSPOSED),
            (
                lambda sizes, seed, spread: [
                    size * draw.T
                    for size, draw in zip(
                        spread, _draws(lambda rng, shape: rng.standard_normal(shape[::-1]).T)(sizes, seed), strict=True
                    )
                ],
                TRANSPOSED,
            ),
        ),
        *faults_of(
            "b",
            (_biases(lambda n_before, n: np.zeros(n)), start.FLAT_BIASES),
            (_biases(lambda n_before, n: np.zeros((1, n))), start.BIASES_ARE_ROWS),
            (_biases(lambda n_before, n: np.zeros((n_before, 1))), BIAS_OF_BEFORE),
            (_biases(lambda n_before, n: np.zeros((n, n_before))), BIAS_OF_BEFORE),
            (_biases(lambda n_before, n: 0.0), start.FLAT_BIASES),
            (_biases(lambda n_before, n: np.ones((n, 1))), BIASES_DRAWN),
            (_biases_after_all, BIASES_DRAWN),
        ),
        *faults_of(
            "params",
            (lambda W, b: _named(W[:-1], b[:-1]), LAST_LAYER_MISSING),
            (lambda W, b: _named(W[1:], b[1:]), COUNTED_FROM_ZERO),
            (lambda sizes, seed, spread: _all_drawn(sizes, seed, spread, 1.0), BIASES_DRAWN),
            (lambda sizes, seed, spread: _all_drawn(sizes, seed, spread, None), BIASES_DRAWN),
            (lambda right: {name: right[name] for name in ("W1", "b1")}, RETURN_IN_LOOP),
            (lambda right: tuple(right.values()), NO_NAMES),
            (lambda W, b: (W, b), NO_NAMES),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)


def _all_drawn(sizes: Sequence[int], seed: int, spread: Sequence[float], of_bias: float | None) -> dict[str, Any]:
    """Each layer's bias is drawn behind its weights, with its own spread or that of the weights."""
    W = [size * draw for size, draw in zip(spread, _with_biases(sizes, seed), strict=True)]
    b = [(of_bias or size) * draw for size, draw in zip(spread, _drawn_biases(sizes, seed), strict=True)]
    return _named(W, b)
