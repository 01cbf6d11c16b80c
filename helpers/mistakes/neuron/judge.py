"""Model of lesson 2's judge of a gradient: two central differences of the loss, each compared with its claim."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, SUM_FOR_MEAN, faults_of
from helpers.mistakes.descent.curve import FORWARD, H_WITHOUT_EFFECT, ONE_SIDED_RISE, WAY_HALVED
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.neuron.answer import ABS_FOR_SQUARE, ACTIVATION_MISSING, BIAS_MISSING, HALF, ROOT
from helpers.mistakes.neuron.curve import sigmoid
from helpers.reference.neuron import gradient_batch, relative_difference

NUDGES_MIXED = Mistake(
    "the wrong parameter is nudged",
    "A claim about one parameter is compared with what the other one does.",
    "in each of your two small functions: which letter moves, and which is held still?",
)
PLACES_MIXED = Mistake(
    "a parameter is nudged at the other one's value",
    "The small function is right, and it is evaluated at another place than the neuron's.",
    "around which number is w nudged, and around which number b?",
)
CLAIMS_MIXED = Mistake(
    "each claim is compared with the other slope",
    "dw meets the slope along b, and db the one along w.",
    "which claim belongs to which of your two slopes?",
)
ABSOLUTE = Mistake(
    "the difference is absolute, not relative",
    "It is not divided by the size of what is compared.",
    "is an error of 0.1 large for a slope of 1000?",
)
OVER_SLOPE = Mistake(
    "divided by the measured slope",
    "The difference is taken as a share of the slope alone, and the larger of the two was asked for.",
    "what stands below the line in `relative_difference`?",
)
OVER_CLAIM = Mistake(
    "divided by the claim",
    "The difference is taken as a share of the claim alone, and the larger of the two was asked for.",
    "what stands below the line in `relative_difference`?",
)
OVER_SUM = Mistake(
    "divided by the sum of both",
    "The difference is taken as a share of the two sizes together.",
    "what stands below the line in `relative_difference`?",
)
SIGNED = Mistake(
    "the difference keeps its sign",
    "A claim that is too small counts as less than no difference.",
    "can a distance be negative?",
)
SMALLER = Mistake(
    "the smaller of the two differences",
    "A wrong claim hides behind a right one.",
    "what should the judge say when one claim is right and the other is wrong?",
)
MEAN_OF_BOTH = Mistake(
    "the mean of the two differences",
    "A wrong claim is softened by a right one.",
    "which of the two differences does the text under `def` ask for?",
)
SUM_OF_BOTH = Mistake(
    "the sum of the two differences",
    "The two are added.",
    "which of the two differences does the text under `def` ask for?",
)
ONLY_W = Mistake(
    "only the claim about w is judged",
    "A wrong db goes unseen.",
    "which input does your result not depend on?",
)
ONLY_B = Mistake(
    "only the claim about b is judged",
    "A wrong dw goes unseen.",
    "which input does your result not depend on?",
)
BOTH_RETURNED = Mistake(
    "both differences are returned",
    "Two numbers come out, and one is asked for.",
    "which of the two differences does the text under `def` ask for?",
)
VERDICT = Mistake(
    "a verdict, not a number",
    "True or False is returned.",
    "what kind of value does the text under `def` ask for?",
)
ANSWER_NUDGED = Mistake(
    "the answer is nudged, not the loss",
    "The slopes are those of y_hat, and the claim is about the loss.",
    "of which quantity is dw the slope?",
)
OWN_GRADIENT = Mistake(
    "the claim is not looked at",
    "A gradient of your own is compared with the differences, and not the one that is handed over.",
    "which inputs does your function not use?",
)
AS_VECTORS = Mistake(
    "the two slopes are compared as one vector",
    "One difference of lengths is formed, and each slope was to be judged by itself.",
    "how many relative differences are there, and what do you do with them?",
)

Quotient = Callable[[Callable[[float], Any], float, float], Any]


def _central(f: Callable[[float], Any], x: float, h: float) -> Any:
    return (f(x + h) - f(x - h)) / (2 * h)


def _with_step(h: float) -> Callable[[], Quotient]:
    return lambda: lambda f, x, _given: _central(f, x, h)


GRADIENT_CHECK = Model(
    reference="neuron.gradient_check",
    inputs=("dw", "db", "w", "b", "x", "y", "h"),
    defaults={"h": 1e-5},
    steps={
        "z": lambda x: lambda w, b: w * x + b,
        "answer": lambda z: lambda w, b: sigmoid(z(w, b)),
        "error": lambda answer, y: lambda w, b: answer(w, b) - y,
        "loss": lambda error: lambda w, b: np.mean(error(w, b) ** 2),
        "quotient": lambda: _central,
        "slope_w": lambda loss, quotient, w, b, h: quotient(lambda v: loss(v, b), w, h),
        "slope_b": lambda loss, quotient, w, b, h: quotient(lambda v: loss(w, v), b, h),
        "off": lambda: relative_difference,
        "off_w": lambda off, dw, slope_w: off(dw, slope_w),
        "off_b": lambda off, db, slope_b: off(db, slope_b),
        "worst": lambda off_w, off_b: max(off_w, off_b),
    },
    returns="worst",
    faults=(
        *faults_of("z", (lambda x: lambda w, b: w * x, BIAS_MISSING)),
        *faults_of("answer", (lambda z: z, ACTIVATION_MISSING)),
        *faults_of(
            "loss",
            (lambda error: lambda w, b: np.sum(error(w, b) ** 2), SUM_FOR_MEAN),
            (lambda error: lambda w, b: np.mean(error(w, b) ** 2) / 2, HALF),
            (lambda error: lambda w, b: np.mean(np.abs(error(w, b))), ABS_FOR_SQUARE),
            (lambda right: lambda w, b: np.sqrt(right(w, b)), ROOT),
            (lambda answer: lambda w, b: np.mean(answer(w, b)), ANSWER_NUDGED),
            (lambda answer: lambda w, b: np.sum(answer(w, b)), ANSWER_NUDGED),
        ),
        *faults_of(
            "quotient",
            (lambda: lambda f, x, h: (f(x + h) - f(x)) / h, FORWARD),
            (lambda: lambda f, x, h: (f(x) - f(x - h)) / h, FORWARD),
            (lambda: lambda f, x, h: (f(x + h) - f(x)) / (2 * h), ONE_SIDED_RISE),
            (lambda: lambda f, x, h: (f(x) - f(x - h)) / (2 * h), ONE_SIDED_RISE),
            (lambda: lambda f, x, h: (f(x + h) - f(x - h)) / h, WAY_HALVED),
            (_with_step(1e-3), H_WITHOUT_EFFECT),
            (_with_step(1e-4), H_WITHOUT_EFFECT),
            (_with_step(1e-5), H_WITHOUT_EFFECT),
            (_with_step(1e-6), H_WITHOUT_EFFECT),
        ),
        *faults_of(
            "slope_w",
            (lambda loss, quotient, w, b, h: quotient(lambda v: loss(w, v), b, h), NUDGES_MIXED),
            (lambda loss, quotient, w, b, h: quotient(lambda v: loss(w, v), w, h), NUDGES_MIXED),
            (lambda loss, quotient, b, h: quotient(lambda v: loss(v, b), b, h), PLACES_MIXED),
        ),
        *faults_of(
            "slope_b",
            (lambda loss, quotient, w, b, h: quotient(lambda v: loss(v, b), w, h), NUDGES_MIXED),
            (lambda loss, quotient, w, b, h: quotient(lambda v: loss(v, b), b, h), NUDGES_MIXED),
            (lambda loss, quotient, w, h: quotient(lambda v: loss(w, v), w, h), PLACES_MIXED),
        ),
        *faults_of(
            "off",
            (lambda: lambda claim, slope: abs(claim - slope), ABSOLUTE),
            (lambda: lambda claim, slope: abs(claim - slope) / abs(slope), OVER_SLOPE),
            (lambda: lambda claim, slope: abs(claim - slope) / abs(claim), OVER_CLAIM),
            (lambda: lambda claim, slope: abs(claim - slope) / (abs(claim) + abs(slope)), OVER_SUM),
            (lambda: lambda claim, slope: (claim - slope) / max(abs(claim), abs(slope)), SIGNED),
            (lambda: lambda claim, slope: (slope - claim) / max(abs(claim), abs(slope)), SIGNED),
        ),
        *faults_of(
            "worst",
            (lambda off_w, off_b: min(off_w, off_b), SMALLER),
            (lambda off_w, off_b: (off_w + off_b) / 2, MEAN_OF_BOTH),
            (lambda off_w, off_b: off_w + off_b, SUM_OF_BOTH),
            (lambda off_w: off_w, ONLY_W),
            (lambda off_b: off_b, ONLY_B),
            (lambda off_w, off_b: np.array([off_w, off_b]), BOTH_RETURNED),
            (lambda right: bool(right < 1e-4), VERDICT),
            (lambda right: bool(right > 1e-4), VERDICT),
            (
                lambda off, dw, db, slope_w, slope_b: max(off(dw, slope_b), off(db, slope_w)),
                CLAIMS_MIXED,
            ),
            (
                lambda off, dw, db, w, b, x, y: max(map(off, (dw, db), gradient_batch(w, b, x, y))),
                H_WITHOUT_EFFECT,
            ),
            (
                lambda off, slope_w, slope_b, w, b, x, y: max(map(off, gradient_batch(w, b, x, y), (slope_w, slope_b))),
                OWN_GRADIENT,
            ),
            (
                lambda dw, db, slope_w, slope_b: (
                    np.hypot(dw - slope_w, db - slope_b) / (np.hypot(dw, db) + np.hypot(slope_w, slope_b))
                ),
                AS_VECTORS,
            ),
            (
                lambda dw, db, slope_w, slope_b: (
                    np.hypot(dw - slope_w, db - slope_b) / max(np.hypot(dw, db), np.hypot(slope_w, slope_b))
                ),
                AS_VECTORS,
            ),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
