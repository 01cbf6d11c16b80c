"""Models of lesson 1: where the walk is after k steps, in closed form, and the five ways to walk."""

from collections.abc import Callable, Mapping
from itertools import combinations

from helpers.mistakes.common import (
    BRACKETS_BELOW,
    MORE_RETURNED,
    NOTHING_RETURNED,
    ONE_TOO_FEW,
    ONE_TOO_MANY,
    faults_of,
    number_kinds,
)
from helpers.mistakes.model import Mistake, Model

LOWEST_SIGN = Mistake(
    "the sign of the lowest point is turned round",
    "x* lies on the wrong side of 0.",
    "what happens to b when you bring it to the other side of 2ax* + b = 0?",
)
LOWEST_2_MISSING = Mistake(
    "the 2 is missing in the lowest point",
    "x* is twice as far out as it should be.",
    "by what do you divide in 2ax* + b = 0 to get x* alone?",
)
LOWEST_A_MISSING = Mistake(
    "a is missing in the lowest point",
    "x* does not depend on a, and it should.",
    "by what do you divide in 2ax* + b = 0 to get x* alone?",
)
LOWEST_IS_ZERO = Mistake(
    "the lowest point is taken to be 0",
    "The formula measures from 0, which is right for b = 0 only.",
    "where is the lowest point of the parabola when b is not 0?",
)
FACTOR_2_IN_R_MISSING = Mistake(
    "the 2 is missing in the factor r",
    "The walk comes closer more slowly than it should.",
    "what is left when you factor out x - x* of x - x* - eta 2a (x - x*)?",
)
FACTOR_A_MISSING = Mistake(
    "a is missing in the factor r",
    "The factor is the same for a flat and for a steep parabola.",
    "what is left when you factor out x - x* of x - x* - eta 2a (x - x*)?",
)
FACTOR_SIGN = Mistake(
    "the sign in the factor r is turned round",
    "The factor is larger than 1, so the walk runs away.",
    "does the distance grow or shrink in one short step?",
)
FACTOR_NEGATIVE = Mistake(
    "the two terms of the factor r are swapped",
    "The factor has the wrong sign.",
    "what is the factor when eta is nearly 0, and nothing moves?",
)
FACTOR_1_MISSING = Mistake(
    "the 1 is missing in the factor r",
    "The factor is what a step takes away, and not what it leaves.",
    "what is the factor when eta is nearly 0, and nothing moves?",
)
FACTOR_WITH_B = Mistake(
    "b stands in the factor r",
    "The whole slope 2a + b was put where only 2a belongs.",
    "which part of the slope is left once you measure from x*?",
)
FACTOR_WITHOUT_SIGN = Mistake(
    "the factor r counts without its sign",
    "The walk stays on one side of the lowest point, also where it should jump to and fro.",
    "on which side of the lowest point is x after one step with a large eta?",
)
TIMES_FOR_POWER = Mistake(
    "multiplied by k, not raised to the power k",
    "The factor is counted k times as a sum, and it multiplies k times.",
    "by what is the distance multiplied in two steps?",
)
K_MISSING = Mistake(
    "the number of steps has no effect",
    "The result is that of a single step.",
    "which input does your code not use?",
)
DISTANCE_SIGN = Mistake(
    "the sign of the distance is turned round",
    "The walk begins on the other side of the lowest point.",
    "what does your formula give for k = 0, where nothing has moved?",
)
DISTANCE_NOT_MEASURED = Mistake(
    "the distance is measured from 0",
    "x0 stands where the way from x* to x0 should be.",
    "what does your formula give for k = 0, where nothing has moved?",
)
DISTANCE_ADDED = Mistake(
    "added where the distance is a difference",
    "x0 and x* are added.",
    "how far is it from 2 to 5?",
)
NOT_ADDED_BACK = Mistake(
    "the distance, not the place",
    "The way from the lowest point is returned, and the lowest point is not added.",
    "what does your formula give for k = 0, where nothing has moved?",
)
MEASURED_FROM_START = Mistake(
    "the distance is added to x0",
    "x0 stands where x* should stand in front.",
    "where does the walk end when the distance has become 0?",
)
POWER_OF_PRODUCT = Mistake(
    "the distance is raised to the power k too",
    "The power takes in the distance, and it belongs to the factor alone.",
    "what does Python raise to the power: what stands in brackets, or the last name only?",
)

CLOSED_FORM = Model(
    reference="descent.closed_form",
    inputs=("a", "b", "x0", "eta", "k"),
    steps={
        "lowest": lambda a, b: -b / (2 * a),
        "shrink": lambda a, eta: 2 * a * eta,
        "factor": lambda shrink: 1 - shrink,
        "power": lambda factor, k: factor**k,
        "distance": lambda x0, lowest: x0 - lowest,
        "place": lambda lowest, power, distance: lowest + power * distance,
    },
    returns="place",
    faults=(
        *faults_of(
            "lowest",
            (lambda right: -right, LOWEST_SIGN),
            (lambda right: 2 * right, LOWEST_2_MISSING),
            (lambda right, a: right * a, LOWEST_A_MISSING),
            (lambda a, b: -b / 2 * a, BRACKETS_BELOW),
            (lambda: 0.0, LOWEST_IS_ZERO),
        ),
        *faults_of(
            "shrink",
            (lambda right: right / 2, FACTOR_2_IN_R_MISSING),
            (lambda right, a: right / a, FACTOR_A_MISSING),
            (lambda right: -right, FACTOR_SIGN),
            (lambda a, b, eta: eta * (2 * a + b), FACTOR_WITH_B),
        ),
        *faults_of(
            "factor",
            (lambda right: -right, FACTOR_NEGATIVE),
            (lambda shrink: shrink, FACTOR_1_MISSING),
            (lambda right: abs(right), FACTOR_WITHOUT_SIGN),
        ),
        *faults_of(
            "power",
            (lambda factor, k: factor * k, TIMES_FOR_POWER),
            (lambda factor: factor, K_MISSING),
            (lambda factor, k: factor ** (k - 1), ONE_TOO_FEW),
            (lambda factor, k: factor ** (k + 1), ONE_TOO_MANY),
        ),
        *faults_of(
            "distance",
            (lambda right: -right, DISTANCE_SIGN),
            (lambda x0: x0, DISTANCE_NOT_MEASURED),
            (lambda x0, lowest: x0 + lowest, DISTANCE_ADDED),
        ),
        *faults_of(
            "place",
            (lambda power, distance: power * distance, NOT_ADDED_BACK),
            (lambda x0, power, distance: x0 + power * distance, MEASURED_FROM_START),
            (lambda lowest, factor, distance, k: lowest + (factor * distance) ** k, POWER_OF_PRODUCT),
        ),
        *number_kinds("place", 1, 2, 3),
    ),
)

BORDER_AT_ZERO = Mistake(
    "the border r = 0 has no name of its own",
    "Where one step arrives, the answer is a neighbour's.",
    "what does your code say where the factor is exactly 0?",
)
BORDER_AT_MINUS_ONE = Mistake(
    "the border r = -1 has no name of its own",
    "Where the walk bounces, the answer is a neighbour's.",
    "what does your code say where the factor is exactly -1?",
)
NAMES_SWAPPED = Mistake(
    "two names are swapped",
    "The cases are told apart, and two of them have each other's name.",
    "read the table's middle column again: what does x do in each of the two?",
)
ASKED_TOO_WIDELY = Mistake(
    "a question catches too much",
    "A case gets the answer of a question that should have said no.",
    "in which order do you ask, and which factors does your first question let in?",
)
NO_ANSWER = Mistake(
    "a case without an answer",
    "For one of the five cases nothing is returned.",
    "which of the five rows of the table does no `return` of yours belong to?",
)
# With or without the borders: not every check has inputs that hit them.
ONE_ANSWER = Mistake(
    "the three cases between the borders get one answer",
    "Whether eta is small, larger or too large, your function says the same.",
    "which of your questions lets in more factors than it should, or writes over an answer that was found?",
)
SIDES_OF_ZERO = Mistake(
    "the two sides of r = 0 are swapped",
    "The sign of the factor, or of the question about it, is turned round.",
    "is the factor positive or negative for a very small eta, and what does your first question say then?",
)
ETA_FOR_A = Mistake(
    "eta stands where a should be",
    "The factor is the same for a flat and for a steep parabola.",
    "which input does your factor not use?",
)
REACH_A_DIVIDES = Mistake(
    "a divides where it should multiply",
    "The steeper the parabola, the larger your borders, and it is the other way round.",
    "does a steeper parabola allow a larger eta, or only a smaller one?",
)

REGIMES = ("monotone", "one step", "oscillating", "bouncing", "diverging")


# What is answered for -r in place of r.
_TURNED = {
    "monotone": "oscillating", "oscillating": "monotone", "bouncing": "monotone", "diverging": "monotone",
}  # fmt: skip


def _name_of(shrink: float, first: float, second: float) -> str:
    if shrink < first:
        return "monotone"
    if shrink == first:
        return "one step"
    if shrink < second:
        return "oscillating"
    return "bouncing" if shrink == second else "diverging"


def _renamed(names: Mapping[str, str | None]) -> Callable[[str], str | None]:
    return lambda right: names.get(right, right)


REGIME = Model(
    reference="descent.regime",
    inputs=("eta", "a"),
    steps={
        "shrink": lambda eta, a: 2 * a * eta,  # the factor r is 1 - shrink
        "first": lambda: 1,
        "second": lambda: 2,
        "name": lambda shrink, first, second: _name_of(shrink, first, second),
    },
    returns="name",
    faults=(
        *faults_of(
            "shrink",
            (lambda right: right / 2, FACTOR_2_IN_R_MISSING),
            (lambda right, a: right / a, FACTOR_A_MISSING),
            (lambda right, a: right / a**2, REACH_A_DIVIDES),
            (lambda eta: 2 * eta * eta, ETA_FOR_A),
        ),
        *faults_of("first", (lambda a: a * a, BRACKETS_BELOW)),
        *faults_of(
            "name",
            *((_renamed({"one step": other}), BORDER_AT_ZERO) for other in ("monotone", "oscillating")),
            *((_renamed({"bouncing": other}), BORDER_AT_MINUS_ONE) for other in ("oscillating", "diverging")),
            *((_renamed({one: two, two: one}), NAMES_SWAPPED) for one, two in combinations(REGIMES, 2)),
            *((_renamed({name: None}), NO_ANSWER) for name in REGIMES),
            (_renamed(_TURNED), SIDES_OF_ZERO),
            (_renamed({"oscillating": "monotone"}), ASKED_TOO_WIDELY),
            (_renamed({"oscillating": "monotone", "one step": "monotone"}), ASKED_TOO_WIDELY),
            (_renamed({"monotone": "oscillating", "one step": "oscillating"}), ASKED_TOO_WIDELY),
            (_renamed({"monotone": "oscillating"}), ASKED_TOO_WIDELY),
            (_renamed({"oscillating": "diverging", "bouncing": "diverging"}), ASKED_TOO_WIDELY),
            (_renamed({"bouncing": "oscillating", "diverging": "oscillating"}), ASKED_TOO_WIDELY),
            (_renamed({"oscillating": "diverging"}), ASKED_TOO_WIDELY),
            *((_renamed(dict.fromkeys(REGIMES, name)), ONE_ANSWER) for name in REGIMES),
            *(
                (_renamed({**dict.fromkeys(REGIMES, name), kept: kept}), ONE_ANSWER)
                for name in REGIMES
                for kept in ("one step", "bouncing")
                if kept != name
            ),
            (lambda right, shrink: (right, 1 - shrink), MORE_RETURNED),
            (lambda: None, NOTHING_RETURNED),
        ),
    ),
)
