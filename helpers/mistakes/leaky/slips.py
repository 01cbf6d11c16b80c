"""Models of lesson 5's two slips: averaging before multiplying, and updating before passing back."""

from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    SIGN,
    SUM_FOR_MEAN,
    SWAPPED_RESULTS,
    TRANSPOSED,
    faults_of,
)
from helpers.mistakes.layers import ERROR_MISSING, INPUT_MISSING, MEANS_MULTIPLIED
from helpers.mistakes.leaky.ahead import ALPHA_FIXED
from helpers.mistakes.model import Mistake, Model
from helpers.reference.leaky import ALPHA, NAMES, gradients, step_updating_early, update

GAP_TURNED = Mistake(
    "the gap is taken the other way round",
    "The sign of every entry is turned.",
    "which of the two does the text under `def` name first?",
)
GAP_IS_RESULT = Mistake(
    "the wrong result stands where the gap should stand",
    "Nothing is subtracted from it.",
    "how far is it from yours, and how do you compute a distance with a sign?",
)
GAP_WITHOUT_SIGN = Mistake(
    "the gap has lost its sign",
    "Only its size is left.",
    "does the text under `def` ask for a difference or for its size?",
)
GAP_RELATIVE = Mistake(
    "the gap is divided by the result",
    "It is a relative gap, and a difference is asked for.",
    "what does the text under `def` say: minus, or over?",
)
GAP_ONE_NUMBER = Mistake(
    "the gap is one number",
    "It is the length or the largest entry of what should be an array.",
    "which shape does the text under `def` name for the second value?",
)


def _published(dZ3: Any, A2: Any) -> Any:
    return np.outer(np.mean(dZ3, axis=1), np.mean(A2, axis=1))


SLIP_AVERAGE = Model(
    reference="leaky.slip_average",
    inputs=("dZ3", "A2"),
    steps={
        "published": lambda dZ3, A2: _published(dZ3, A2),
        "repaired": lambda dZ3, A2: dZ3 @ A2.T / np.shape(dZ3)[1],
        "gap": lambda published, repaired: published - repaired,
        "returned": lambda repaired, gap: (repaired, gap),
    },
    returns="returned",
    faults=(
        *faults_of(
            "repaired",
            (lambda published: published, MEANS_MULTIPLIED),
            (lambda published, dZ3: published * np.shape(dZ3)[1], MEANS_MULTIPLIED),
            (lambda right, dZ3: right * np.shape(dZ3)[1], SUM_FOR_MEAN),
            (lambda right: right.T, TRANSPOSED),
            (lambda dZ3, A2: np.outer(np.mean(dZ3, axis=1), np.ones(len(A2))), INPUT_MISSING),
            (lambda dZ3, A2: np.outer(np.ones(len(dZ3)), np.mean(A2, axis=1)), ERROR_MISSING),
        ),
        *faults_of(
            "gap",
            (lambda right: -right, GAP_TURNED),
            (lambda published: published, GAP_IS_RESULT),
            (lambda right: np.abs(right), GAP_WITHOUT_SIGN),
            (lambda right, repaired: right / repaired, GAP_RELATIVE),
            (lambda right, published: right / published, GAP_RELATIVE),
            (lambda right: np.linalg.norm(right), GAP_ONE_NUMBER),
            (lambda right: np.max(np.abs(right)), GAP_ONE_NUMBER),
            (lambda right: np.sum(right), GAP_ONE_NUMBER),
            (lambda right: np.mean(right), GAP_ONE_NUMBER),
        ),
        *faults_of(
            "returned",
            (lambda published, repaired: (published, published - repaired), MEANS_MULTIPLIED),
            (lambda published, repaired: (published, repaired - published), MEANS_MULTIPLIED),
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], NOT_ALL_RETURNED),
            (lambda right: right[1], NOT_ALL_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)

UPDATED_TOO_EARLY = Mistake(
    "updated before the error is passed back",
    "The error goes back through weights that are new already.",
    "with which weights was the loss computed whose slope you want?",
)
TWO_STEPS = Mistake(
    "two steps, not one",
    "A second step starts where the first one ended.",
    "how many steps does the text under `def` ask for?",
)
ONE_STAYS = Mistake(
    "not all six parameters are moved",
    "One or more of them keep their old values.",
    "which names stand on the left in your step, and which do not?",
)
OTHER_WEIGHTS_GAP = Mistake(
    "the gap of another array than W1",
    "The text under `def` asks for the weights of the first layer.",
    "which name do you look up in the two dicts?",
)
GAP_OF_STEP = Mistake(
    "the gap is taken from the old weights",
    "It is the whole step in the wrong order, and not how far it lies from the right one.",
    "which W1 is subtracted: the one before the step, or the one after it?",
)
GAP_BY_ETA = Mistake(
    "the gap is divided by the learning rate",
    "It is the gap of the gradients, and that of the weights is asked for.",
    "what does the text under `def` subtract from what?",
)
ETA_LOST = replace(ETA_MISSING, said="The step has the full length of the gradient, whatever eta is.")


def _kept(*names: str) -> Any:
    return lambda right, params: {**right, **{name: params[name] for name in names}}


SLIP_ORDER = Model(
    reference="leaky.slip_order",
    inputs=("params", "X", "Y", "eta", "alpha"),
    steps={
        "left": lambda alpha: alpha,
        "grads": lambda params, X, Y, left: gradients(params, X, Y, left),
        "rate": lambda eta: eta,
        "new": lambda params, grads, rate: update(params, grads, rate),
        "early": lambda params, X, Y, eta, left: step_updating_early(params, X, Y, eta, left),
        "gap": lambda early, new: early["W1"] - new["W1"],
        "returned": lambda new, gap: (new, gap),
    },
    returns="returned",
    defaults={"alpha": ALPHA},
    faults=(
        *faults_of("left", (lambda: ALPHA, ALPHA_FIXED), (lambda: 0.01, ALPHA_FIXED)),
        *faults_of("grads", (lambda params, X, Y: gradients(params, X, Y), ALPHA_FIXED)),
        *faults_of("early", (lambda params, X, Y, eta: step_updating_early(params, X, Y, eta), ALPHA_FIXED)),
        *faults_of(
            "rate",
            (lambda right: -right, SIGN),
            (lambda: 1.0, ETA_LOST),
            (lambda right: 1 / right, ETA_DIVIDES),
        ),
        *faults_of(
            "new",
            (
                lambda params, X, Y, eta, left: step_updating_early(params, X, Y, eta, left),
                UPDATED_TOO_EARLY,
            ),
            (lambda right, X, Y, rate, left: update(right, gradients(right, X, Y, left), rate), TWO_STEPS),
            (_kept("b1", "b2", "b3"), ONE_STAYS),
            (_kept("W1", "b1"), ONE_STAYS),
            (_kept("W3", "b3"), ONE_STAYS),
            (_kept(*NAMES), ONE_STAYS),
        ),
        *faults_of(
            "gap",
            (lambda right: -right, GAP_TURNED),
            (lambda early: early["W1"], GAP_IS_RESULT),
            (lambda right: np.abs(right), GAP_WITHOUT_SIGN),
            (lambda right, new: right / new["W1"], GAP_RELATIVE),
            (lambda right: np.linalg.norm(right), GAP_ONE_NUMBER),
            (lambda right: np.max(np.abs(right)), GAP_ONE_NUMBER),
            (lambda right, eta: right / eta, GAP_BY_ETA),
            (lambda early, new: early["W2"] - new["W2"], OTHER_WEIGHTS_GAP),
            (lambda early, new: early["W3"] - new["W3"], OTHER_WEIGHTS_GAP),
            (lambda early, params: early["W1"] - params["W1"], GAP_OF_STEP),
        ),
        *faults_of(
            "returned",
            (lambda early, right: (early, right[1]), UPDATED_TOO_EARLY),
            (lambda early, right: (early, -right[1]), UPDATED_TOO_EARLY),
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda right: right[0], NOT_ALL_RETURNED),
            (lambda right: right[1], NOT_ALL_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
