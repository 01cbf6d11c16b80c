"""Model of lesson 1's walk that stops by itself: the step, the rule, the count and what is returned."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    NOT_ALL_RETURNED,
    NOT_DIFFERENTIATED,
    NOT_MOVED,
    ONE_TOO_FEW,
    ONE_TOO_MANY,
    SIGN,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.model import Mistake, Model

SLOPE_2_MISSING = Mistake(
    "the factor 2 is missing in the slope",
    "The slope of a x^2 is half as large as it should be.",
    "what does the power rule put in front?",
)
SLOPE_B_MISSING = Mistake(
    "b is missing in the slope",
    "The slope of b x was left out, so the walk goes to 0.",
    "how steep is the straight line b x?",
)
SLOPE_B_SIGN = Mistake(
    "the sign of b is turned round",
    "The walk goes to the mirror image of the lowest point.",
    "which sign does b have in the slope of a x^2 + b x + c?",
)
SLOPE_A_MISSING = Mistake(
    "a is missing in the slope",
    "The slope is that of x^2 + b x, whatever a is.",
    "which input does your slope not use?",
)
C_KEPT = Mistake(
    "the constant c is still in the slope",
    "A constant lifts the curve and does not tilt it.",
    "how fast does a constant change?",
)
B_X_KEPT = Mistake(
    "b x is not differentiated",
    "The term b x stands in the slope as it stands in the curve.",
    "how steep is the straight line b x?",
)

NOT_PERCENT = Mistake(
    "percent is not divided by 100",
    "One percent counts as the whole.",
    "which number does 1 % stand for?",
)
ABSOLUTE = Mistake(
    "the rule is absolute, not relative",
    "The change is compared with a fixed number, whatever x is.",
    "one percent of what?",
)
NEW_FOR_OLD = Mistake(
    "the change is compared with the new x",
    "The rule takes its percentage of x after the step, and it should be of x before it.",
    "which x stands at the right of the rule's formula, x_k or x_{k+1}?",
)
OF_START = Mistake(
    "the change is compared with the start",
    "The rule takes its percentage of x0 in every turn.",
    "which x stands at the right of the rule's formula?",
)
FROM_START = Mistake(
    "the change is not that of the last step",
    "What is compared is the way from another place, such as x0, or x itself.",
    "between which two places does the rule measure?",
)
ABS_MISSING = Mistake(
    "a sign counts in the stop rule",
    "The change, or the x that it is compared with, keeps its sign.",
    "what does your rule say when x falls, and when x is negative?",
)
LESS_OR_EQUAL = Mistake(
    "<= for <",
    "The walk ends too where the change is exactly the given percentage.",
    "does the rule say less than, or at most?",
)
RULE_REVERSED = Mistake(
    "the stop rule is turned round",
    "The walk ends where the change is large, and goes on where it is small.",
    "when do you want to stop: while x still changes much, or when it hardly changes?",
)
RULE_NEVER_HOLDS = Mistake(
    "the rule on the change never ends the walk",
    "All walks take max_steps steps.",
    "which two numbers does your rule compare, and are they ever different in the right direction?",
)
OF_HEIGHTS = Mistake(
    "the rule looks at f, not at x",
    "The change of the height is compared, and the change of x is asked for.",
    "what changes in the rule's formula: x, or f(x)?",
)

LEFT_AT_ONCE = Mistake(
    "the loop is left in its first turn",
    "The walk ends after one step, however much x has changed.",
    "in the first turn, which two numbers does your rule compare, and which line does your `return` belong to?",
)
ONE_LATE = Mistake(
    "the walk ends one step late",
    "After the step that ends the walk, another one is taken.",
    "within one turn: do you step first, or do you look at the rule first, and at which change?",
)
OTHER_START = Mistake(
    "the walk begins at another place",
    "It is neither the x0 that is handed over, nor the one of the function's first line.",
    "where does the text under `def` let the walk begin?",
)
COUNT_TOO_LOW = Mistake(
    "the count is one too low",
    "The number of steps returned is one less than were taken.",
    "how many steps have been taken when the first one ends the walk?",
)
COUNT_TOO_HIGH = Mistake(
    "the count is one too high",
    "The number of steps returned is one more than were taken.",
    "how many steps have been taken when the first one ends the walk?",
)
COUNT_IS_MAXIMUM = Mistake(
    "max_steps is returned as the count",
    "The number of steps returned is the number that was allowed.",
    "how many steps had been taken when the walk ended?",
)
OLD_X_RETURNED = Mistake(
    "the x before the last step is returned",
    "The step that ended the walk was taken, and its result was not kept.",
    "where does x get its new value: before your `return`, or after it?",
)
HEIGHT_RETURNED = Mistake(
    "the height, not the place",
    "The value of f at the last place is returned, and the last x is asked for.",
    "which value does the text under `def` name first?",
)
STEPS_FIRST = Mistake(
    '"steps" wins where both rules hold',
    "After the last step that is allowed, the change is not looked at.",
    "what does the text say about a step after which both rules hold?",
)
WORDS_SWAPPED = Mistake(
    "the two rules' names are swapped",
    "The walk ends where it should, and gives the other rule's name.",
    "which rule ended the walk when x hardly changed?",
)
WORD_FIXED = Mistake(
    "the same rule is named every time",
    "The rule returned does not depend on how the walk ended.",
    "how many `return` lines does your function need, and what differs between them?",
)
X0_NOT_USED = Mistake(
    "x0 is not used",
    "The walk begins at a fixed place, and not at the one that is handed over.",
    "which input does your code not use?",
)

Number = Callable[[float], float]
Rule = Callable[[float, float], bool]
Distance = Callable[[float, float], float]


def _walk(start: float, one_step: Number, rounds: int, small: Rule) -> tuple[float, float, int, str]:
    """Where the walk was before its last step and after it, the steps taken, and the rule that ended it."""
    before = x = start
    for taken in range(1, rounds + 1):
        before, x = x, one_step(x)
        if small(before, x):
            return before, x, taken, "change"
    return before, x, rounds, "steps"


def _heights(a: float, b: float, c: float) -> Number:
    return lambda x: a * x * x + b * x + c


def _of_heights(f: Number, change: Distance, base: Distance, share: float) -> Rule:
    """The rule on the change, looked at with the heights of the two places."""
    return lambda before, x: change(f(before), f(x)) < share * base(f(before), f(x))


def _left_at_once(word: str, counted: str) -> Callable[..., tuple[float, float, int, str]]:
    """A walk of one step. word: the rule named unless the change is small. counted: "1", or "all" steps allowed."""

    def ended(start: float, one_step: Number, rounds: int, small: Rule) -> tuple[float, float, int, str]:
        x = one_step(start)
        return start, x, 1 if counted == "1" else rounds, "change" if small(start, x) else word

    return ended


def _never_moved(start: float, one_step: Number, rounds: int, small: Rule) -> tuple[float, float, int, str]:
    """A walk that finds the new place in every turn and does not go there."""
    x = one_step(start)
    return (start, x, 1, "change") if small(start, x) else (start, start, rounds, "steps")


def _never_kept(start: float, one_step: Number, rounds: int, small: Rule) -> tuple[float, float, int, str]:
    """The same, where the old place is returned in any case."""
    word = _never_moved(start, one_step, rounds, small)[3]
    return start, start, 1 if word == "change" else rounds, word


def _one_late(start: float, one_step: Number, rounds: int, small: Rule) -> tuple[float, float, int, str]:
    """A walk that looks at the rule only in the turn after, and steps once more."""
    before, x, taken, word = _walk(start, one_step, rounds, small)
    if word == "steps" or taken == rounds:
        return before, x, taken, "steps"
    return x, one_step(x), taken + 1, "change"


def _in_order(order: tuple[int, ...]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return lambda right: tuple(right[at] for at in order)


# A model of 40 faults has 800 pairs, and each of these walks: where they differ at the first step, they end there.
MINIMISE = Model(
    reference="descent.minimise",
    inputs=("a", "b", "c", "eta", "max_steps", "percent", "x0"),
    defaults={"x0": 7.5},
    steps={
        "start": lambda x0: x0,
        "slope": lambda a, b: lambda x: 2 * a * x + b,
        "way": lambda slope, eta: lambda x: eta * slope(x),
        "one_step": lambda way: lambda x: x - way(x),
        "rounds": lambda max_steps: max_steps,
        "share": lambda percent: percent / 100,
        "base": lambda: lambda before, x: abs(before),
        "change": lambda: lambda before, x: abs(x - before),
        "small": lambda change, base, share: lambda before, x: change(before, x) < share * base(before, x),
        "ended": lambda start, one_step, rounds, small: _walk(start, one_step, rounds, small),
        "x": lambda ended: ended[1],
        "taken": lambda ended: ended[2],
        "rule": lambda ended: ended[3],
        "returned": lambda x, taken, rule: (x, taken, rule),
    },
    returns="returned",
    faults=(
        *faults_of(
            "slope",
            (lambda a, b: lambda x: a * x + b, SLOPE_2_MISSING),
            (lambda a: lambda x: 2 * a * x, SLOPE_B_MISSING),
            (lambda a, b: lambda x: 2 * a * x - b, SLOPE_B_SIGN),
            (lambda b: lambda x: 2 * x + b, SLOPE_A_MISSING),
            (lambda a, b, c: lambda x: 2 * a * x + b + c, C_KEPT),
            (lambda a, b: lambda x: 2 * a * x + b * x, B_X_KEPT),
            (lambda a, b, c: _heights(a, b, c), NOT_DIFFERENTIATED),
        ),
        *faults_of(
            "way",
            (lambda slope, eta: lambda x: -eta * slope(x), SIGN),
            (lambda slope: slope, ETA_MISSING),
            (lambda slope, eta: lambda x: slope(x) / eta, ETA_DIVIDES),
        ),
        *faults_of(
            "start", (lambda: 7.5, X0_NOT_USED), *((lambda at=at: at, OTHER_START) for at in (0.0, 1.0, 5.0, 10.0))
        ),
        *faults_of("rounds", (lambda right: right - 1, ONE_TOO_FEW), (lambda right: right + 1, ONE_TOO_MANY)),
        *faults_of("share", (lambda percent: percent, NOT_PERCENT)),
        *faults_of(
            "base",
            (lambda: lambda before, x: 1.0, ABSOLUTE),
            (lambda: lambda before, x: abs(x), NEW_FOR_OLD),
            (lambda x0: lambda before, x: abs(x0), OF_START),
            (lambda: lambda before, x: before, ABS_MISSING),
        ),
        *faults_of(
            "change",
            (lambda x0: lambda before, x: abs(x - x0), FROM_START),
            (lambda: lambda before, x: abs(x), FROM_START),
            (lambda: lambda before, x: x - before, ABS_MISSING),
            (lambda: lambda before, x: before - x, ABS_MISSING),
        ),
        *faults_of(
            "small",
            (lambda share: lambda before, x: (x - before) / before < share, ABS_MISSING),
            (lambda share: lambda before, x: (before - x) / before < share, ABS_MISSING),
            (lambda share: lambda before, x: abs(x - before) / before < share, ABS_MISSING),
            (lambda share: lambda before, x: before - x < share * before, ABS_MISSING),
            (lambda change, base, share: lambda before, x: change(before, x) <= share * base(before, x), LESS_OR_EQUAL),
            (lambda change, base, share: lambda before, x: change(before, x) > share * base(before, x), RULE_REVERSED),
            (lambda: lambda before, x: False, RULE_NEVER_HOLDS),
            (lambda a, b, c, change, base, share: _of_heights(_heights(a, b, c), change, base, share), OF_HEIGHTS),
            (
                lambda a, b, c, change, share: _of_heights(_heights(a, b, c), change, lambda before, x: 1.0, share),
                OF_HEIGHTS,
            ),
        ),
        *faults_of(
            "ended",
            *((_left_at_once(word, counted), LEFT_AT_ONCE) for word in ("change", "steps") for counted in ("1", "all")),
            (lambda start, one_step, rounds, small: _never_moved(start, one_step, rounds, small), NOT_MOVED),
            (lambda start, one_step, rounds, small: _never_kept(start, one_step, rounds, small), NOT_MOVED),
            (lambda start: (start, start, 1, "change"), NOT_MOVED),
            (lambda start, one_step, rounds, small: _one_late(start, one_step, rounds, small), ONE_LATE),
        ),
        *faults_of(
            "x",
            (lambda ended: ended[0] if ended[3] == "change" else ended[1], OLD_X_RETURNED),
            (lambda a, b, c, right: _heights(a, b, c)(right), HEIGHT_RETURNED),
        ),
        *faults_of(
            "taken",
            (lambda right, ended: right - 1 if ended[3] == "change" else right, COUNT_TOO_LOW),
            (lambda right: right - 1, COUNT_TOO_LOW),
            (lambda right, ended: right + 1 if ended[3] == "change" else right, COUNT_TOO_HIGH),
            (lambda right: right + 1, COUNT_TOO_HIGH),
            (lambda max_steps: max_steps, COUNT_IS_MAXIMUM),
        ),
        *faults_of(
            "rule",
            (lambda right: "steps" if right == "change" else "change", WORDS_SWAPPED),
            (lambda taken, max_steps, right: "steps" if taken == max_steps else right, STEPS_FIRST),
            (lambda: "change", WORD_FIXED),
            (lambda: "steps", WORD_FIXED),
        ),
        *faults_of(
            "returned",
            *((_in_order(order), SWAPPED_RESULTS) for order in list(permutations(range(3)))[1:]),
            (lambda x, taken: (x, taken), NOT_ALL_RETURNED),
            (lambda x: x, NOT_ALL_RETURNED),
        ),
    ),
)
