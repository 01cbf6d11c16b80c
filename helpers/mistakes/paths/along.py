"""Models of lesson 6's product along one path, and of the gradient as the sum over all of them."""

from collections.abc import Callable
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    EXTRA_BRACKETS,
    RETURN_IN_LOOP,
    TRANSPOSED,
    TRUNCATED,
    faults_of,
)
from helpers.mistakes.layers import (
    ALL_SUMMED,
    EXTRA_TWO,
    GRADIENT_SIGN,
    INPUT_MISSING,
    LAST_TERM,
    MEAN_FOR_SUM,
    NOT_SUMMED,
    RUNNING_TOTAL,
    ends,
)
from helpers.mistakes.leaky.back import WEIGHTS_MISSING, Z_FOR_A
from helpers.mistakes.leaky.whole import OWN_OUTPUT
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.paths.slope import (
    OUTPUTS_SUMMED,
    SLOPE_OF_OTHER,
    WRONG_FACTORS,
    WRONG_MISSES,
    WRONG_SLOPES,
    sigma_prime,
)
from helpers.mistakes.shallow.curves import BRACKETS_OF_1_MINUS
from helpers.reference.paths import path_product, paths, sizes_of

OWN_WEIGHT = Mistake(
    "the weight itself is a factor",
    "The product holds the weight that is nudged.",
    "what stands beside the weight in Z, and what is left of it when you differentiate by the weight?",
)
LAST_SLOPE_MISSING = Mistake(
    "the slope of the output is missing",
    "The last sigmoid on the path is passed as if it were a straight line.",
    "how many sigmoids does the path pass, and how many slopes do you have?",
)
FIRST_SLOPE_MISSING = Mistake(
    "the slope of the first unit behind the weight is missing",
    "The first sigmoid on the path is passed as if it were a straight line.",
    "how many sigmoids does the path pass, and how many slopes do you have?",
)
SLOPE_IN_FRONT = Mistake(
    "the slope of the unit in front of the weight is a factor",
    "The nudge begins at the weight, and does not pass that unit.",
    "which units does the nudge of a weight move?",
)
LAST_WEIGHT_MISSING = Mistake(
    "the last weight of the path is missing",
    "The last arrow between two units is passed as if its weight were 1.",
    "how many arrows are there between the units behind the weight?",
)
LAST_UNIT_MISSING = Mistake(
    "the last unit of the path is left out",
    "The walk ends one unit too early.",
    "which numbers does your `range` give for a path of four units?",
)
SHIFTED_WEIGHTS = Mistake(
    "each arrow has the weight of the arrow before",
    "The weight that is nudged is a factor, and the last one is not.",
    "which two units does an arrow join, and in which layer's W is its weight?",
)
FACTORS_ADDED = Mistake(
    "the factors are added, not multiplied",
    "Along one path the slopes of its single steps belong in a product.",
    "what does the chain rule do with the slopes of single steps?",
)
STARTS_AT_0 = Mistake(
    "the product is 0 every time",
    "It begins with 0, and stays there.",
    "with which number must a product begin, so that the first factor is left as it is?",
)
FIRST_OUTPUT = Mistake(
    "the miss of the first output stands at the end of every path",
    "The path may end at another output.",
    "which unit does the path name last?",
)
LOSS_SLOPE_IN_LOOP = Mistake(
    "the slope of the loss is multiplied in at every unit",
    "It stands once in the product, at the very end.",
    "how far is your line with the slope of the loss indented?",
)

Factors = list[Any]


def _slopes(slope: Callable[[Any, Any], Any]) -> Callable[..., Factors]:
    return lambda z, a: [slope(one, other) for one, other in zip(z, a, strict=True)]


def _units(cache: Any, layer: int, path: tuple[int, ...], letter: str) -> Factors:
    """Z or A of each unit behind the weight."""
    return [cache[f"{letter}{at}"][unit, 0] for at, unit in enumerate(path[1:], start=layer)]


def _units_before(cache: Any, layer: int, path: tuple[int, ...]) -> Factors:
    """The slope of each unit but the last."""
    return [sigma_prime(0.0, cache[f"A{at}"][unit, 0]) for at, unit in enumerate(path[:-1], start=layer - 1)]


def _weights(params: Any, layer: int, path: tuple[int, ...]) -> Factors:
    """The weight of each arrow of the path, the one to differentiate by first."""
    return [params[f"W{at}"][unit, before] for at, (before, unit) in enumerate(pairwise(path), start=layer)]


def _brackets_forgotten(in_front: Any, a: Factors, weights: Factors, end: Any) -> Any:
    product = in_front
    for one, weight in zip(a, [1.0, *weights], strict=True):
        product = product * weight * one * 1 - one
    return product * end


PATH_PRODUCT = Model(
    reference="paths.path_product",
    inputs=("params", "cache", "Y", "layer", "path"),
    steps={
        "z": lambda cache, layer, path: _units(cache, layer, path, "Z"),
        "a": lambda cache, layer, path: _units(cache, layer, path, "A"),
        "in_front": lambda cache, layer, path: cache[f"A{layer - 1}"][path[0], 0],
        "slopes": _slopes(sigma_prime),
        "weights": lambda params, layer, path: _weights(params, layer, path)[1:],
        "n": lambda Y: len(Y),
        "y": lambda Y, path: Y[path[-1], 0],
        "miss": lambda a, y: a[-1] - y,
        "slope_of_loss": lambda miss, n: 2 / n * miss,
        "product": lambda in_front, slopes, weights, slope_of_loss: (
            in_front * prod(slopes) * prod(weights) * slope_of_loss
        ),
    },
    returns="product",
    faults=(
        *faults_of(
            "in_front",
            (lambda: 1.0, INPUT_MISSING),
            (lambda a: a[0], OWN_OUTPUT),
            (
                lambda cache, layer, path: cache[f"Z{layer - 1}" if layer > 1 else "A0"][path[0], 0],
                Z_FOR_A,
            ),
            (lambda right: right * right * (1 - right), SLOPE_IN_FRONT),
            (lambda right: right * (1 - right), SLOPE_IN_FRONT),
            (lambda right, params, layer, path: right * _weights(params, layer, path)[0], OWN_WEIGHT),
            (lambda params, layer, path: _weights(params, layer, path)[0], OWN_WEIGHT),
        ),
        *faults_of("slopes", *((_slopes(wrong), name) for wrong, name in WRONG_SLOPES)),
        *faults_of(
            "slopes",
            (lambda cache, layer, path: _units_before(cache, layer, path), SLOPE_OF_OTHER),
            (lambda right: right[:-1], LAST_SLOPE_MISSING),
            (lambda right: right[1:], FIRST_SLOPE_MISSING),
        ),
        *faults_of(
            "weights",
            (lambda: [], WEIGHTS_MISSING),
            (lambda right: right[:-1], LAST_WEIGHT_MISSING),
            (lambda params, layer, path: _weights(params, layer, path)[:-1], SHIFTED_WEIGHTS),
        ),
        *faults_of("y", (lambda Y: Y[0, 0], FIRST_OUTPUT)),
        *faults_of("miss", *WRONG_MISSES),
        *faults_of(
            "miss",
            (lambda z, y: z[-1] - y, Z_FOR_A),
            (lambda cache, Y, layer, path: np.sum(cache[f"A{layer + len(path) - 2}"] - Y), OUTPUTS_SUMMED),
        ),
        *faults_of("slope_of_loss", *WRONG_FACTORS),
        *faults_of(
            "slope_of_loss",
            (lambda right, path: right ** (len(path) - 1), LOSS_SLOPE_IN_LOOP),
        ),
        *faults_of(
            "product",
            (
                lambda in_front, slopes, weights, slope_of_loss: in_front + sum(slopes) + sum(weights) + slope_of_loss,
                FACTORS_ADDED,
            ),
            (
                lambda in_front, a, weights, slope_of_loss: _brackets_forgotten(in_front, a, weights, slope_of_loss),
                BRACKETS_OF_1_MINUS,
            ),
            (
                lambda in_front, slopes, weights, slope_of_loss: (
                    in_front * prod(slopes[:-1]) * prod(weights[:-1]) * slope_of_loss
                ),
                LAST_UNIT_MISSING,
            ),
            (lambda: 0.0, STARTS_AT_0),
            (lambda in_front, slopes: in_front * slopes[0], RETURN_IN_LOOP),
            (lambda right: np.array([right]), EXTRA_BRACKETS),
            (lambda right: np.array([[right]]), EXTRA_BRACKETS),
        ),
        *ends("product"),
    ),
)

# --- The sum over paths ---

PRODUCTS_MULTIPLIED = Mistake(
    "the paths are multiplied, not added",
    "The products of several paths belong in a sum.",
    "what does a unit do with all that comes in, and so what becomes of the shares of the paths?",
)
FIRST_PATH = Mistake(
    "only the first path counts",
    "The others make no difference.",
    "how far is your `return` indented, or which index do you use?",
)
LARGEST_PATH = Mistake(
    "only one path counts, the one with the largest share",
    "The others make no difference.",
    "by how much does the loss move when several shares of the nudge arrive?",
)
ENTRIES_AT_0 = Mistake(
    "not all rows and columns are filled",
    "Some entries are never written, and are still 0.",
    "over which two indices do your loops run, from where to where, and which entry does a turn write?",
)
LAYER_TYPED_IN = Mistake(
    "the layer is typed in",
    "It is the gradient of one layer, whichever is asked for.",
    "which input does your function not use?",
)
DIAGONAL_ONLY = Mistake(
    "only the diagonal is filled",
    "j and i run together, and each pair of them needs its turn.",
    "how many entries has dW, and how many turns has your loop?",
)
FLAT_MATRIX = Mistake(
    "the matrix is a list",
    "The entries are right, and they stand in one row.",
    "which shape does the text under `def` name?",
)


def _shares(params: Any, cache: Any, Y: Any, layer: int) -> dict[tuple[int, int], list[Any]]:
    """For each entry j, i of dW the products of its paths."""
    sizes = sizes_of(params)
    return {
        (j, i): [path_product(params, cache, Y, layer, path) for path in paths(sizes, layer, j, i)]
        for j in range(sizes[layer])
        for i in range(sizes[layer - 1])
    }


def _matrix(shares: dict[tuple[int, int], list[Any]], of: Callable[[list[Any]], Any]) -> Any:
    found = np.zeros(tuple(last + 1 for last in max(shares)))
    for entry, products in shares.items():
        found[entry] = of(products)
    return found


def _filled(which: Callable[[int, int, Any], bool]) -> Callable[..., Any]:
    """What is left where only some entries are ever written."""
    return lambda right: np.array(
        [[value if which(j, i, right) else 0.0 for i, value in enumerate(row)] for j, row in enumerate(right)]
    )


GRADIENT_BY_PATHS = Model(
    reference="paths.gradient_by_paths",
    inputs=("params", "cache", "Y", "layer"),
    steps={
        "n": lambda Y: len(Y),
        "shares": lambda params, cache, Y, layer: _shares(params, cache, Y, layer),
        "dW": lambda shares: _matrix(shares, sum),
    },
    returns="dW",
    faults=(
        *faults_of(
            "dW",
            (lambda shares: _matrix(shares, np.mean), MEAN_FOR_SUM),
            (lambda shares: _matrix(shares, prod), PRODUCTS_MULTIPLIED),
            (lambda shares: _matrix(shares, lambda products: products[-1]), LAST_TERM),
            (lambda shares: _matrix(shares, lambda products: products[0]), FIRST_PATH),
            (lambda shares: _matrix(shares, lambda products: max(products, key=abs)), LARGEST_PATH),
            (lambda shares: _matrix(shares, max), LARGEST_PATH),
            (lambda right: np.cumsum(right).reshape(right.shape), RUNNING_TOTAL),
            (lambda params, cache, Y: _matrix(_shares(params, cache, Y, 1), sum), LAYER_TYPED_IN),
            (lambda right: right.T, TRANSPOSED),
            (lambda right: np.sum(right), ALL_SUMMED),
            (lambda right: np.full(right.shape, np.sum(right)), ALL_SUMMED),
            (_filled(lambda j, i, right: j == 0), ENTRIES_AT_0),
            (_filled(lambda j, i, right: i == 0), ENTRIES_AT_0),
            (_filled(lambda j, i, right: j == len(right) - 1), ENTRIES_AT_0),
            (_filled(lambda j, i, right: i == len(right[0]) - 1), ENTRIES_AT_0),
            (_filled(lambda j, i, right: j < len(right) - 1), ENTRIES_AT_0),
            (_filled(lambda j, i, right: i < len(right[0]) - 1), ENTRIES_AT_0),
            (_filled(lambda j, i, right: i < len(right[0]) - 1 and j < len(right) - 1), ENTRIES_AT_0),
            (_filled(lambda j, i, right: i == j), DIAGONAL_ONLY),
            (_filled(lambda j, i, right: i + j == 0), RETURN_IN_LOOP),
            (lambda right: right[0, 0], RETURN_IN_LOOP),
            (lambda right: right.ravel(), FLAT_MATRIX),
            (lambda right: np.zeros_like(right), TRUNCATED),
            (lambda shares, right: np.array(list(shares.values())).reshape(*right.shape, -1), NOT_SUMMED),
            (lambda right: -right, GRADIENT_SIGN),
            (lambda right: 2 * right, EXTRA_TWO),
            *WRONG_FACTORS[:2],
        ),
        *ends("dW"),
    ),
)
