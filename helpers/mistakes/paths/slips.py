"""Models of lesson 6's three slips: a missing slope, a middle factor of 1, and a unit's own output for its input."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import NOT_ALL_RETURNED, NOTHING_RETURNED, SWAPPED_RESULTS, TRANSPOSED, faults_of
from helpers.mistakes.layers import (
    AXIS_LOST,
    ERROR_MISSING,
    GRADIENT_SIGN,
    INPUT_MISSING,
    SIGMA_PRIME_MISSING,
    SIGMA_PRIME_TWICE,
)
from helpers.mistakes.leaky.back import WEIGHTS_MISSING, Z_FOR_A
from helpers.mistakes.leaky.slips import GAP_IS_RESULT, GAP_ONE_NUMBER, GAP_RELATIVE, GAP_TURNED, GAP_WITHOUT_SIGN
from helpers.mistakes.leaky.whole import OWN_OUTPUT
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.paths.slope import SLOPE_OF_OTHER, WRONG_FACTORS, WRONG_MISSES, WRONG_SLOPES, sigma_prime
from helpers.mistakes.shallow.curves import BRACKETS_OF_1_MINUS

RATIO_TURNED = Mistake(
    "the ratio is taken the other way round",
    "It is the repaired slope over the published one.",
    "which of the two does the text under `def` name first, and which is larger?",
)
DIFFERENCE_FOR_RATIO = Mistake(
    "a difference, not a ratio",
    "The two slopes are subtracted.",
    "what does the text under `def` say: minus, or over?",
)
PUBLISHED_FOR_RATIO = Mistake(
    "the published slope stands where the ratio should stand",
    "It is not divided by anything.",
    "how many times does one number fit into another, and how do you compute that?",
)
RATIO_TYPED_IN = Mistake(
    "the ratio is typed in",
    "It is a fixed number, and it differs from neuron to neuron.",
    "is the slope of a sigmoid the same everywhere?",
)
SLOPE_TYPED_IN = Mistake(
    "1/4 stands for every slope",
    "A sigmoid is as steep as that at one place only.",
    "where does the neuron stand on its S-curve?",
)
DIVIDED_BY_SLOPE = Mistake(
    "the published slope is divided by that of the sigmoid",
    "It should be divided by the repaired slope.",
    "which of your names holds the repaired slope?",
)
SLOPE_OF_OTHER_UNIT = Mistake(
    "the slope belongs to another unit",
    "The sigmoid is that of unit j, and the weight leads to unit k.",
    "to which unit does W[k, j] lead?",
)
OTHER_INPUT = Mistake(
    "the input of another weight",
    "It is that of unit k, and the weight comes from unit j.",
    "from which unit does W[k, j] come?",
)
GAP_IS_REPAIRED = Mistake(
    "the repaired result stands where the gap should stand",
    "The published one is not there at all.",
    "what does the text under `def` subtract from what?",
)
GAP_OF_FACTORS = Mistake(
    "the gap of the middle factors, not of the slope of the loss",
    "1 minus each middle factor, and no loss in it.",
    "which shape does the text under `def` name for the second value, and a slope of what is it?",
)
AS_PUBLISHED = Mistake(
    "the published result is returned as the repaired one",
    "The slip is still in it.",
    "what did you find in the table above, and where is it in your code?",
)


def _returned(*more: tuple[Callable[..., Any], Mistake]) -> tuple[Fault, ...]:
    return faults_of(
        "returned",
        (lambda right: right[::-1], SWAPPED_RESULTS),
        (lambda right: right[0], NOT_ALL_RETURNED),
        (lambda right: right[1], NOT_ALL_RETURNED),
        (lambda right: None, NOTHING_RETURNED),
        *more,
    )


SLIP_NEURON = Model(
    reference="paths.slip_neuron",
    inputs=("cache", "layer", "k", "j"),
    steps={
        "published": lambda cache, layer, j: cache[f"A{layer - 1}"][j, 0],
        "z": lambda cache, layer, k: cache[f"Z{layer}"][k, 0],
        "a": lambda cache, layer, k: cache[f"A{layer}"][k, 0],
        "in_front": lambda published: published,
        "slope": lambda z, a: sigma_prime(z, a),
        "repaired": lambda slope, in_front: slope * in_front,
        "ratio": lambda published, repaired: published / repaired,
        "returned": lambda repaired, ratio: (repaired, ratio),
    },
    returns="returned",
    faults=(
        *faults_of(
            "in_front",
            (lambda: 1.0, INPUT_MISSING),
            (lambda a: a, OWN_OUTPUT),
            (lambda cache, layer, k: cache[f"A{layer - 1}"][k, 0], OTHER_INPUT),
            (lambda cache, layer, j: cache[f"Z{layer - 1}" if layer > 1 else "A0"][j, 0], Z_FOR_A),
        ),
        *faults_of("slope", *((lambda z, a, wrong=wrong: wrong(z, a), name) for wrong, name in WRONG_SLOPES)),
        *faults_of(
            "slope",
            (lambda published: sigma_prime(0.0, published), SLOPE_OF_OTHER),
            (lambda: 0.25, SLOPE_TYPED_IN),
            (lambda cache, layer, j: sigma_prime(0.0, cache[f"A{layer}"][j, 0]), SLOPE_OF_OTHER_UNIT),
        ),
        *faults_of("repaired", (lambda a, in_front: in_front * a * 1 - a, BRACKETS_OF_1_MINUS)),
        *faults_of(
            "ratio",
            (lambda right: 1 / right, RATIO_TURNED),
            (lambda published, repaired: published - repaired, DIFFERENCE_FOR_RATIO),
            (lambda published, repaired: repaired - published, DIFFERENCE_FOR_RATIO),
            (lambda published: published, PUBLISHED_FOR_RATIO),
            (lambda right: right - 1, GAP_RELATIVE),
            (lambda right: 1 - 1 / right, GAP_RELATIVE),
            (lambda published, slope: published / slope, DIVIDED_BY_SLOPE),
            (lambda: 4.0, RATIO_TYPED_IN),
        ),
        *_returned((lambda published, ratio: (published, ratio), SIGMA_PRIME_MISSING)),
    ),
)


def _gap_faults(published: str, repaired: str) -> tuple[Fault, ...]:
    """What may happen to a difference of two arrays, which are the steps of these names."""
    by_name: dict[str, Callable[..., Any]] = {
        "published": lambda published: published,
        "published_dA": lambda published_dA: published_dA,
        "repaired": lambda repaired: repaired,
        "right_dA": lambda right_dA: right_dA,
    }
    relative: dict[str, Callable[..., Any]] = {
        "published": lambda right, published: right / published,
        "published_dA": lambda right, published_dA: right / published_dA,
        "repaired": lambda right, repaired: right / repaired,
        "right_dA": lambda right, right_dA: right / right_dA,
    }
    return faults_of(
        "gap",
        (lambda right: -right, GAP_TURNED),
        (by_name[published], GAP_IS_RESULT),
        (by_name[repaired], GAP_IS_REPAIRED),
        (lambda right: np.abs(right), GAP_WITHOUT_SIGN),
        (relative[repaired], GAP_RELATIVE),
        (relative[published], GAP_RELATIVE),
        (lambda right: np.linalg.norm(right), GAP_ONE_NUMBER),
        (lambda right: np.max(np.abs(right)), GAP_ONE_NUMBER),
        (lambda right: np.sum(right), GAP_ONE_NUMBER),
        (lambda right: np.mean(right), GAP_ONE_NUMBER),
        (lambda right: right.T, TRANSPOSED),
        (lambda right: np.ravel(right), AXIS_LOST),
    )


def _slope_at(wrong: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    return lambda Z, A: wrong(Z, A)


SLIP_MIDDLE = Model(
    reference="paths.slip_middle",
    inputs=("params", "cache", "Y"),
    steps={
        "last": lambda params: len(params) // 2,
        "A": lambda cache, last: cache[f"A{last}"],
        "Z": lambda cache, last: cache[f"Z{last}"],
        "W": lambda params, last: params[f"W{last}"],
        "slope": _slope_at(sigma_prime),
        "repaired": lambda slope, W: slope * W,
        "n": lambda Y: len(Y),
        "y": lambda Y: Y,
        "miss": lambda A, y: A - y,
        "dA": lambda miss, n: 2 / n * miss,
        "right_dA": lambda repaired, dA: repaired.T @ dA,
        "published_dA": lambda W, A, Y: np.ones_like(W).T @ (2 / len(Y) * (A - Y)),
        "gap": lambda published_dA, right_dA: published_dA - right_dA,
        "returned": lambda repaired, gap: (repaired, gap),
    },
    returns="returned",
    faults=(
        *faults_of("slope", *((_slope_at(wrong), name) for wrong, name in WRONG_SLOPES)),
        *faults_of("W", (lambda right: np.ones_like(right), WEIGHTS_MISSING)),
        *faults_of(
            "repaired",
            (lambda W, cache, last: sigma_prime(0.0, cache[f"A{last - 1}"]).T * W, SLOPE_OF_OTHER),
            (lambda slope: slope, WEIGHTS_MISSING),
            (lambda A, W: W * A * 1 - A, BRACKETS_OF_1_MINUS),
            (lambda A, W: A * 1 - A * W, BRACKETS_OF_1_MINUS),
            (lambda right: np.ones_like(right), AS_PUBLISHED),
        ),
        *faults_of("miss", *WRONG_MISSES),
        *faults_of("dA", *WRONG_FACTORS),
        *faults_of("right_dA", (lambda repaired: np.sum(repaired, axis=0)[:, None], ERROR_MISSING)),
        *_gap_faults("published_dA", "right_dA"),
        *faults_of(
            "gap",
            (lambda repaired: 1 - repaired, GAP_OF_FACTORS),
            (lambda repaired: np.sum(1 - repaired, axis=0)[:, None], GAP_OF_FACTORS),
        ),
        *_returned(
            (lambda right: (right[0].T, right[1]), TRANSPOSED),
            (lambda right: (np.ones_like(right[0]), right[1]), AS_PUBLISHED),
            (lambda right: (np.ones_like(right[0]), -right[1]), AS_PUBLISHED),
        ),
    ),
)

SLIP_INPUT = Model(
    reference="paths.slip_input",
    inputs=("dZ", "cache", "layer"),
    steps={
        "published": lambda dZ, cache, layer: (dZ * cache[f"A{layer}"]) @ np.ones((1, len(cache[f"A{layer - 1}"]))),
        "in_front": lambda cache, layer: cache[f"A{layer - 1}"],
        "error": lambda dZ: dZ,
        "repaired": lambda error, in_front: error @ in_front.T,
        "gap": lambda published, repaired: published - repaired,
        "returned": lambda repaired, gap: (repaired, gap),
    },
    returns="returned",
    faults=(
        *faults_of(
            "in_front",
            (lambda right: np.ones_like(right), INPUT_MISSING),
            (lambda cache, layer: cache[f"Z{layer - 1}" if layer > 1 else "A0"], Z_FOR_A),
        ),
        *faults_of(
            "error",
            (lambda dZ, cache, layer: dZ * sigma_prime(0.0, cache[f"A{layer}"]), SIGMA_PRIME_TWICE),
            (lambda right: np.ones_like(right), ERROR_MISSING),
            (lambda right: -right, GRADIENT_SIGN),
        ),
        *faults_of(
            "repaired",
            (lambda dZ, cache, layer: dZ @ cache[f"A{layer}"].T, OWN_OUTPUT),
            (lambda published: published, AS_PUBLISHED),
        ),
        *_gap_faults("published", "repaired"),
        *_returned(
            (lambda right: (right[0].T, right[1]), TRANSPOSED),
            (lambda right, published: (published, right[1]), AS_PUBLISHED),
            (lambda right, published: (published, -right[1]), AS_PUBLISHED),
        ),
    ),
)
