"""Models of lesson 2: the training loop, and the repaired update of one sample."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    ETA_TYPED_IN,
    FACTOR_2_MISSING,
    FACTOR_2_TWICE,
    LAST_ONLY,
    NOT_ALL_RETURNED,
    NOT_MOVED,
    ONE_TOO_FEW,
    ONE_TOO_MANY,
    RETURN_IN_LOOP,
    SIGN,
    SLOPE_OF_START,
    START_MISSING,
    START_TWICE,
    SUM_FOR_MEAN,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.descent.step import OLD_PLACE_MISSING
from helpers.mistakes.descent.walk import STARTS_AT_ZERO
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.neuron.answer import HALF, ROOT
from helpers.mistakes.neuron.curve import sigmoid
from helpers.mistakes.neuron.gradient import (
    BIAS_SLOPE_ZERO,
    ERROR_MISSING,
    SAMPLE_FAULTS,
    SAMPLE_STEPS,
    SIGMA_PRIME_MISSING,
    X_MISSING,
)

ONLY_W_MOVES = Mistake(
    "b never moves",
    "One of the two parameters keeps its first value.",
    "which of the two letters stands on the left of an = in your loop?",
)
ONLY_B_MOVES = Mistake(
    "w never moves",
    "One of the two parameters keeps its first value.",
    "which of the two letters stands on the left of an = in your loop?",
)
SLOPES_SWAPPED = Mistake(
    "each parameter goes along the other's slope",
    "w is moved by the slope of b, and b by the slope of w.",
    "in which order does your gradient return its two slopes?",
)
ONE_SLOPE_FOR_BOTH = Mistake(
    "the same slope moves both",
    "One of the two slopes is used twice, and the other not at all.",
    "did you change everything that needed it when you copied the first line?",
)
ONE_AFTER_THE_OTHER = Mistake(
    "the second slope is found after the first parameter has moved",
    "The two slopes belong to two different places.",
    "at which w is your slope along b taken?",
)
SIGN_OF_ONE = Mistake(
    "one of the two goes uphill",
    "The sign of the step is right for one parameter only.",
    "is there anything in which w and b differ in equation (2.8)?",
)
LAST_LOSS_MISSING = Mistake(
    "the loss after the last step is missing",
    "Each turn of the loop notes first and steps then, so the last place has no entry.",
    "how many losses are there for one step, and which of them do you note?",
)
GRADIENT_RETURNED = Mistake(
    "the slopes are returned, not the new values",
    "The two numbers are the gradient.",
    "which two letters does the text under `def` ask for?",
)

Place = tuple[Any, Any]
OneStep = Callable[[Any, Any], Place]


def _walk(w: Any, b: Any, one_step: OneStep, rounds: int) -> list[Place]:
    places = [(w, b)]
    for _ in range(rounds):
        places.append(one_step(*places[-1]))
    return places


def _gradient(x: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any, Any, Any]:
    """The two slopes of the mean loss; and the answers and errors that they are made of."""
    y_hat = sigmoid(w * x + b)
    error = y_hat - y
    dl_dz = 2 * error * y_hat * (1 - y_hat)
    return np.mean(dl_dz * x), np.mean(dl_dz), y_hat, error


def _scaled(gradient: OneStep, by_w: float, by_b: float) -> OneStep:
    def scaled(w: Any, b: Any) -> Place:
        dw, db = gradient(w, b)
        return by_w * dw, by_b * db

    return scaled


def _moved(gradient: OneStep, rate: float) -> OneStep:
    def moved(w: Any, b: Any) -> Place:
        dw, db = gradient(w, b)
        return w - rate * dw, b - rate * db

    return moved


def _picked(gradient: OneStep, first: int, second: int) -> OneStep:
    """The two slopes by number: (1, 0) swaps them, (0, 0) uses the first for both."""

    def picked(w: Any, b: Any) -> Place:
        slopes = gradient(w, b)
        return slopes[first], slopes[second]

    return picked


def _w_before_b(gradient: OneStep, eta: float) -> OneStep:
    def moved(w: Any, b: Any) -> Place:
        w = w - eta * gradient(w, b)[0]
        return w, b - eta * gradient(w, b)[1]

    return moved


def _b_before_w(gradient: OneStep, eta: float) -> OneStep:
    def moved(w: Any, b: Any) -> Place:
        b = b - eta * gradient(w, b)[1]
        return w - eta * gradient(w, b)[0], b

    return moved


def _without_slope_of_sigmoid(x: Any, y: Any) -> OneStep:
    def gradient(w: Any, b: Any) -> Place:
        error = _gradient(x, y, w, b)[3]
        return np.mean(2 * error * x), np.mean(2 * error)

    return gradient


def _of_the_answer(x: Any, y: Any) -> OneStep:
    def gradient(w: Any, b: Any) -> Place:
        y_hat = _gradient(x, y, w, b)[2]
        return np.mean(y_hat * (1 - y_hat) * x), np.mean(y_hat * (1 - y_hat))

    return gradient


def _reordered(order: tuple[int, ...]) -> Callable[[Any], Any]:
    return lambda right: tuple(right[at] for at in order)


def _first_zero(right: Any) -> Any:
    changed = np.array(right)
    changed[0] = 0.0
    return changed


# The changes of the pair of slopes that both a step and a whole training may have.
SLOPE_FAULTS = faults_of(
    "gradient",
    (lambda right: _picked(right, 1, 0), SLOPES_SWAPPED),
    (lambda right: _picked(right, 0, 0), ONE_SLOPE_FOR_BOTH),
    (lambda right: _picked(right, 1, 1), ONE_SLOPE_FOR_BOTH),
    (lambda right: _scaled(right, 1, -1), SIGN_OF_ONE),
    (lambda right: _scaled(right, -1, 1), SIGN_OF_ONE),
    (lambda right: _scaled(right, 0.5, 0.5), FACTOR_2_MISSING),
    (lambda right: _scaled(right, 2, 2), FACTOR_2_TWICE),
    (lambda right, x: _scaled(right, np.size(x), np.size(x)), SUM_FOR_MEAN),
    (lambda x, y: _without_slope_of_sigmoid(x, y), SIGMA_PRIME_MISSING),
    (lambda x, y: _of_the_answer(x, y), ERROR_MISSING),
    (lambda right, w, b: lambda _w, _b: right(w, b), SLOPE_OF_START),
    (lambda x, y: lambda w, b: (_gradient(x, y, w, b)[1],) * 2, X_MISSING),
)

TRAIN = Model(
    reference="neuron.train",
    inputs=("w", "b", "x", "y", "eta", "steps"),
    steps={
        "gradient": lambda x, y: lambda w, b: _gradient(x, y, w, b)[:2],
        "one_step": lambda gradient, eta: _moved(gradient, eta),
        "rounds": lambda steps: steps,
        "places": lambda w, b, one_step, rounds: _walk(w, b, one_step, rounds),
        "loss": lambda x, y: lambda w, b: np.mean((sigmoid(w * x + b) - y) ** 2),
        "history": lambda places, loss: np.array([loss(w, b) for w, b in places]),
        "last": lambda places: places[-1],
        "returned": lambda last, history: (last[0], last[1], history),
    },
    returns="returned",
    faults=(
        *(fault for fault in SLOPE_FAULTS if fault.mistake is not X_MISSING),
        *faults_of(
            "one_step",
            (lambda gradient, eta: _moved(gradient, -eta), SIGN),
            (lambda gradient: _moved(gradient, 1.0), ETA_MISSING),
            (lambda gradient: _moved(gradient, 0.1), ETA_TYPED_IN),
            (lambda gradient: _moved(gradient, 0.01), ETA_TYPED_IN),
            (lambda gradient, eta: _moved(gradient, 1 / eta), ETA_DIVIDES),
            (lambda gradient, eta: _w_before_b(gradient, eta), ONE_AFTER_THE_OTHER),
            (lambda gradient, eta: _b_before_w(gradient, eta), ONE_AFTER_THE_OTHER),
            (lambda right: lambda w, b: (right(w, b)[0], b), ONLY_W_MOVES),
            (lambda right: lambda w, b: (w, right(w, b)[1]), ONLY_B_MOVES),
        ),
        *faults_of("rounds", (lambda right: max(right - 1, 0), ONE_TOO_FEW), (lambda right: right + 1, ONE_TOO_MANY)),
        *faults_of("places", (lambda w, b, one_step, rounds: [(w, b)] + [one_step(w, b)] * rounds, NOT_MOVED)),
        *faults_of(
            "loss",
            (lambda right, x: lambda w, b: right(w, b) * np.size(x), SUM_FOR_MEAN),
            (lambda right: lambda w, b: right(w, b) / 2, HALF),
            (lambda right: lambda w, b: np.sqrt(right(w, b)), ROOT),
        ),
        *faults_of(
            "history",
            (lambda right: right[:-1], LAST_LOSS_MISSING),
            (lambda right: np.append(right[:-1], 0.0) if len(right) > 1 else right, LAST_LOSS_MISSING),
            (lambda right: right[1:], START_MISSING),
            (lambda right: np.concatenate([right[:1], right[:-1]]), START_TWICE),
            (lambda right: np.concatenate([right[:1], right]), START_TWICE),
            (lambda right: _first_zero(right), STARTS_AT_ZERO),
            (lambda right: right[-1], LAST_ONLY),
        ),
        *faults_of(
            "returned",
            *((_reordered(order), SWAPPED_RESULTS) for order in list(permutations(range(3)))[1:]),
            (lambda places, history: (*places[:2][-1], history[:2]), RETURN_IN_LOOP),
            (lambda w, b, history: (w, b, history), NOT_MOVED),
            (lambda history: history, NOT_ALL_RETURNED),
            (lambda last: tuple(last), NOT_ALL_RETURNED),
        ),
    ),
)

# After one step, a slope of 0 along b looks as if b had never been moved.
_IN_ONE_STEP = {BIAS_SLOPE_ZERO.name: ONLY_W_MOVES}

SLIP_UPDATE = Model(
    reference="neuron.slip_update",
    inputs=("w", "b", "x", "y", "eta"),
    steps={
        **SAMPLE_STEPS,
        "dw": lambda dl_dw: dl_dw,
        "db": lambda dl_db: dl_db,
        "rate": lambda eta: eta,
        "way_w": lambda rate, dw: -rate * dw,
        "way_b": lambda rate, db: -rate * db,
        "new_w": lambda w, way_w: w + way_w,
        "new_b": lambda b, way_b: b + way_b,
        "returned": lambda new_w, new_b: (new_w, new_b),
    },
    returns="returned",
    faults=(
        *(
            Fault(fault.step, fault.change, _IN_ONE_STEP.get(fault.mistake.name, fault.mistake))
            for fault in SAMPLE_FAULTS
        ),
        *faults_of(
            "rate",
            (lambda right: -right, SIGN),
            (lambda: 1.0, ETA_MISSING),
            (lambda: 0.1, ETA_TYPED_IN),
            (lambda: 0.01, ETA_TYPED_IN),
            (lambda eta: 1 / eta, ETA_DIVIDES),
        ),
        *faults_of("way_w", (lambda: 0.0, ONLY_B_MOVES)),
        *faults_of(
            "returned",
            (lambda new_w, new_b: (new_b, new_w), SWAPPED_RESULTS),
            (lambda w, way_w, new_b: (w - way_w, new_b), SIGN_OF_ONE),
            (lambda b, way_b, new_w: (new_w, b - way_b), SIGN_OF_ONE),
            (lambda dw, db: (dw, db), GRADIENT_RETURNED),
            (lambda way_w, way_b: (way_w, way_b), OLD_PLACE_MISSING),
            (lambda way_w, way_b: (-way_w, -way_b), OLD_PLACE_MISSING),
            (lambda w, b, rate, dw, db: (w - rate * db, b - rate * dw), SLOPES_SWAPPED),
        ),
    ),
)
