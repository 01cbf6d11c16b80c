"""Model of what lesson 6's two ways to the gradient cost."""

from collections.abc import Callable
from itertools import pairwise
from math import prod
from typing import Any

from helpers.mistakes.common import (
    MORE_RETURNED,
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    RETURN_IN_LOOP,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.paths.listing import (
    ENDS_BEFORE_OUTPUTS,
    LAYER_TOO_FEW,
    LAYER_TOO_MANY,
    LAYERS_IN_FRONT,
    SIZES_OF_BEFORE,
)

PATHS_OF_ONE = Mistake(
    "the number of paths is missing",
    "Each weight counts as if it had one path.",
    "how many paths has a weight of the first layer?",
)
WEIGHTS_OF_LAYER = Mistake(
    "the number of weights of a layer is missing",
    "It is the count for one weight, or for one unit.",
    "how many weights does a layer have?",
)
SIZES_ADDED = Mistake(
    "two sizes are added, not multiplied",
    "Every unit of a layer has an arrow to every unit of the next.",
    "how many arrows lead from two units to four?",
)
BIASES_COUNTED = Mistake(
    "the biases are counted too",
    "The count is asked for the gradients of the weights.",
    "which gradients does the text under `def` name?",
)
SQUARE_LAYERS = Mistake(
    "the size of one layer is squared",
    "A layer's weights lie between two layers.",
    "which two sizes does the number of a layer's weights have in it?",
)
FACTORS_COUNTED = Mistake(
    "factors are counted, not multiplications",
    "A product of two factors takes one multiplication.",
    "how many stars are there in a * b * c?",
)
PATHS_COUNTED = Mistake(
    "the paths are counted, not their multiplications",
    "Each path counts as one multiplication, however long it is.",
    "how many stars are there in the product along one path?",
)
FACTORS_OF_PATH = Mistake(
    "the multiplications of one path are miscounted",
    "The rest of the sum over paths is right.",
    "take the path (0, 1, 2, 0) of the lesson: which factors has it, and how many stars are between them?",
)
LAST_ERROR_MISSING = Mistake(
    "the error at the outputs is not counted",
    "The first line of the backward count is missing.",
    "what does dZ of the last layer cost?",
)
DW_MISSING = Mistake(
    "the gradients of the weights are not counted",
    "Only what goes back from layer to layer is counted.",
    "what does one entry of dW cost, once dZ is there?",
)
THROUGH_MISSING = Mistake(
    "the way back through the weights is not counted",
    "W.T @ dZ costs multiplications too.",
    "how often is each weight of a layer used on the way back?",
)
SLOPES_MISSING = Mistake(
    "the slopes on the way back are not counted",
    "An error is multiplied by its unit's slope, also in the hidden layers.",
    "what follows W.T @ dZ in equation (6.6)?",
)
BACK_TO_INPUTS = Mistake(
    "the error is also passed back to the inputs",
    "There is no error to compute in front of the first layer.",
    "for which layers does equation (6.9) count a way back?",
)
OUTPUT_COUNTED_TWICE = Mistake(
    "the error at the outputs is counted more than once",
    "It belongs in the count once, and not in every turn.",
    "for which layers does the last sum of equation (6.9) run?",
)
SLOPES_COMPUTED = Mistake(
    "the slopes themselves are counted",
    "A(1 - A) is ready before the count begins.",
    "what does the lesson leave out of both counts?",
)
BOTH_THE_SAME = Mistake(
    "one of the two ways is returned twice",
    "The two counts are equal here, and they should not be.",
    "which of your two names follows `return` first, and which second?",
)
NUMPY_OVERFLOW = Mistake(
    "a whole number of NumPy overflows",
    "Beyond about 9e18 it begins again at the other end, without a word.",
    "which `prod` do you use, and which whole numbers have no end?",
)


def _each(count: Callable[[int, int, int], int]) -> Callable[..., Any]:
    """A number for each layer from n_(l-1), n_l and P_l."""
    return lambda sizes: [
        count(sizes[layer - 1], sizes[layer], prod(sizes[layer + 1 :])) for layer in range(1, len(sizes))
    ]


def _on_a_path(count: Callable[[int], int]) -> Callable[..., Any]:
    """A number for each layer from L - l."""
    return lambda sizes: [count(behind) for behind in range(len(sizes) - 2, -1, -1)]


def _behind(after: int, end: int | None = None) -> Callable[..., Any]:
    return lambda sizes: [prod(sizes[layer + after : end]) for layer in range(1, len(sizes))]


def _wrapped(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


COUNT_OPERATIONS = Model(
    reference="paths.count_operations",
    inputs=("sizes",),
    steps={
        "weights": _each(lambda before, here, paths: here * before),
        "paths": _behind(1),
        "on_a_path": _on_a_path(lambda behind: 2 * behind + 2),
        "terms": lambda weights, paths, on_a_path: [
            a * b * c for a, b, c in zip(weights, paths, on_a_path, strict=True)
        ],
        "by_paths": lambda terms: sum(terms),
        "at_outputs": lambda sizes: sizes[-1],
        "dW": _each(lambda before, here, paths: here * before),
        "through": lambda sizes: [behind * here for here, behind in pairwise(sizes[1:])],
        "slopes": lambda sizes: list(sizes[1:-1]),
        "by_backward": lambda at_outputs, dW, through, slopes: at_outputs + sum(dW) + sum(through) + sum(slopes),
        "returned": lambda by_paths, by_backward: (by_paths, by_backward),
    },
    returns="returned",
    faults=(
        *faults_of(
            "weights",
            (_each(lambda before, here, paths: 1), WEIGHTS_OF_LAYER),
            (_each(lambda before, here, paths: here), WEIGHTS_OF_LAYER),
            (_each(lambda before, here, paths: before), WEIGHTS_OF_LAYER),
            (_each(lambda before, here, paths: here + before), SIZES_ADDED),
            (_each(lambda before, here, paths: here * (before + 1)), BIASES_COUNTED),
            (_each(lambda before, here, paths: here**2), SQUARE_LAYERS),
        ),
        *faults_of(
            "paths",
            (lambda right: [1] * len(right), PATHS_OF_ONE),
            (_behind(0), LAYER_TOO_MANY),
            (_behind(2), LAYER_TOO_FEW),
            (_behind(1, -1), ENDS_BEFORE_OUTPUTS),
            (_behind(0, -1), SIZES_OF_BEFORE),
            (lambda sizes: [prod(sizes[:layer]) for layer in range(1, len(sizes))], LAYERS_IN_FRONT),
            (lambda sizes: [prod(sizes[: layer - 1]) for layer in range(1, len(sizes))], LAYERS_IN_FRONT),
            (lambda sizes: [sum(sizes[layer + 1 :]) for layer in range(1, len(sizes))], SIZES_ADDED),
            (lambda sizes: [sum(sizes[layer + 1 :]) or 1 for layer in range(1, len(sizes))], SIZES_ADDED),
        ),
        *faults_of(
            "on_a_path",
            (_on_a_path(lambda behind: 2 * behind + 3), FACTORS_COUNTED),
            (_on_a_path(lambda behind: 2 * behind + 1), FACTORS_OF_PATH),
            (_on_a_path(lambda behind: 2 * behind), FACTORS_OF_PATH),
            (_on_a_path(lambda behind: 2 * (behind + 2)), FACTORS_OF_PATH),
            (_on_a_path(lambda behind: behind + 2), FACTORS_OF_PATH),
            (_on_a_path(lambda behind: behind + 1), FACTORS_OF_PATH),
            (_on_a_path(lambda behind: behind), FACTORS_OF_PATH),
            (_on_a_path(lambda behind: 1), PATHS_COUNTED),
            (lambda right: [right[0]] * len(right), FACTORS_OF_PATH),
            (lambda right: right[::-1], FACTORS_OF_PATH),
        ),
        *faults_of(
            "terms",
            (
                lambda weights, paths, on_a_path: [
                    _wrapped(a * b) * c for a, b, c in zip(weights, paths, on_a_path, strict=True)
                ],
                NUMPY_OVERFLOW,
            ),
            (
                lambda weights, paths, on_a_path: [
                    a * _wrapped(b) * c for a, b, c in zip(weights, paths, on_a_path, strict=True)
                ],
                NUMPY_OVERFLOW,
            ),
        ),
        *faults_of(
            "by_paths",
            (lambda terms: terms[0], RETURN_IN_LOOP),
            (lambda right: _wrapped(right), NUMPY_OVERFLOW),
        ),
        *faults_of(
            "at_outputs",
            (lambda: 0, LAST_ERROR_MISSING),
            (lambda right: 2 * right, OUTPUT_COUNTED_TWICE),
            (lambda sizes: sizes[-1] * (len(sizes) - 1), OUTPUT_COUNTED_TWICE),
        ),
        *faults_of(
            "dW",
            (lambda right: [0], DW_MISSING),
            (_each(lambda before, here, paths: here + before), SIZES_ADDED),
            (_each(lambda before, here, paths: here * (before + 1)), BIASES_COUNTED),
        ),
        *faults_of(
            "through",
            (lambda right: [0], THROUGH_MISSING),
            (lambda sizes: [here + behind for here, behind in pairwise(sizes[1:])], SIZES_ADDED),
            (lambda right, sizes: [*right, sizes[0] * sizes[1]], BACK_TO_INPUTS),
        ),
        *faults_of(
            "slopes",
            (lambda right: [0], SLOPES_MISSING),
            (lambda right: [2 * size for size in right], SLOPES_COMPUTED),
        ),
        *faults_of(
            "by_backward",
            (lambda right, sizes: right + sizes[0] * sizes[1] + sizes[0], BACK_TO_INPUTS),
        ),
        *faults_of(
            "returned",
            (
                lambda terms, at_outputs, dW, through, slopes: (
                    terms[0],
                    at_outputs + dW[0] + sum(through[:1]) + sum(slopes[:1]),
                ),
                RETURN_IN_LOOP,
            ),
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: (right[0], right[0]), BOTH_THE_SAME),
            (lambda right: (right[1], right[1]), BOTH_THE_SAME),
            (lambda right: right[0], NOT_ALL_RETURNED),
            (lambda right: right[1], NOT_ALL_RETURNED),
            (lambda right: (*right, right[0] / right[1]), MORE_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
