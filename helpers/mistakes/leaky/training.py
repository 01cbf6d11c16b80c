"""Model of lesson 5's training: batches, epochs, iterations, and the stop rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    LAST_ONLY,
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    ONE_TOO_FEW,
    ONE_TOO_MANY,
    SIGN,
    START_MISSING,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.leaky.ahead import ALPHA_FIXED
from helpers.mistakes.leaky.slips import ONE_STAYS
from helpers.mistakes.model import Mistake, Model
from helpers.reference.leaky import ALPHA, backward, cost, forward, update

LAST_BATCH_MISSING = Mistake(
    "the last, smaller batch is left out",
    "Samples that do not fill a batch are never used.",
    "five samples in batches of two: how many batches are there, and does your loop come to the last?",
)
ONE_BATCH = Mistake(
    "an epoch has one iteration",
    "All samples go through at once, whatever the size of a batch is.",
    "how many updates does an epoch have if batch is smaller than the number of samples?",
)
FIRST_BATCH_ONLY = Mistake(
    "only the first batch is used",
    "The other samples make no difference.",
    "which columns does your loop take in its second turn?",
)
ONE_MORE_COLUMN = Mistake(
    "the batches overlap",
    "Each batch holds one column too many.",
    "where does x[:, 0:2] end, and where should the next batch begin?",
)
COST_OF_BATCH = Mistake(
    "the cost is that of the last batch",
    "After each epoch the cost of all samples is asked for.",
    "how many samples has the array that your cost is taken of?",
)
COST_EACH_ITERATION = Mistake(
    "a cost is noted after each iteration",
    "There is one entry for each update where there should be one for each epoch.",
    "in which of the two loops do you note the cost?",
)
EPOCHS_COUNTED = Mistake(
    "epochs are counted, not iterations",
    "The count goes up once in each pass over the data.",
    "in which of the two loops do you count?",
)
ITERATIONS_OF_ONE_EPOCH = Mistake(
    "the iterations of one epoch only",
    "The count begins anew in each epoch, or was worked out for one.",
    "where is your count set to 0, and how often does that line run?",
)
SAMPLES_COUNTED = Mistake(
    "samples are counted, not iterations",
    "The count goes up by the size of the batch.",
    "how many updates does one batch make?",
)
PERCENT_AS_SHARE = Mistake(
    "percent is taken for a share",
    "4 percent counts as 4, and nearly every change is smaller than that.",
    "what is 4 % of 200, and where does your line divide by 100?",
)
ABSOLUTE_CHANGE = Mistake(
    "the change itself is compared, not its share",
    "The rule stops early where the cost is small.",
    "percent of what does the text under `def` say?",
)
NO_STOP = Mistake(
    "the stop rule never stops",
    "All epochs are done, however little the cost changes.",
    "which line of yours ends the loop before its time?",
)
STOP_TURNED = Mistake(
    "the stop rule is turned round",
    "It stops after a large change, and goes on after a small one.",
    "should a small or a large change end the loop?",
)
SHARE_OF_NEW = Mistake(
    "the share is taken of the new cost",
    "The change is compared with the cost after the epoch.",
    "percent of which of the two costs does the text under `def` name?",
)
EPOCH_NOT_NOTED = Mistake(
    "the epoch that met the stop rule is not noted",
    "Its updates were made, and its cost is missing.",
    "which comes first in your loop: noting the cost, or leaving?",
)
STOP_ONE_EARLY = Mistake(
    "the parameters of the epoch before are returned",
    "The epoch that met the stop rule, or the last one, is undone.",
    "which of your names holds the newest parameters when the loop ends?",
)

Arrays = dict[str, Any]


@dataclass(frozen=True)
class Walk:
    """What training saw: parameters, costs and iterations at the start and after each epoch."""

    path: Sequence[Arrays]
    costs: Sequence[float]
    counts: Sequence[int]
    after_each_iteration: Sequence[float]
    of_last_batch: Sequence[float]


Step = Callable[[Arrays, Any, Any], Arrays]
Stops = Callable[[float, float], bool]


def _walk(
    params: Arrays, X: Any, Y: Any, cuts: Any, one_step: Step, stops: Stops, epochs: int, left: float, by: str = "all"
) -> Walk:
    """Train. by: whose costs the stop rule sees: of "all" samples or of the last "batch"; or at each "iteration"."""
    seen = Walk([params], [_cost(params, X, Y, left)], [0], [_cost(params, X, Y, left)], [_cost(params, X, Y, left)])
    path, costs, counts = [*seen.path], [*seen.costs], [0]
    each, batch = [*seen.after_each_iteration], [*seen.of_last_batch]
    for _ in range(epochs):
        count = counts[-1]
        x, y = X, Y
        for first, last in cuts:
            x, y = X[:, first:last], Y[:, first:last]
            params = one_step(params, x, y)
            count += 1
            if by == "iteration":
                each.append(_cost(params, X, Y, left))
        path.append(params)
        counts.append(count)
        costs.append(_cost(params, X, Y, left))
        batch.append(_cost(params, x, y, left))
        judged = {"all": costs, "batch": batch, "iteration": each}[by]
        if stops(judged[-2], judged[-1]):
            break
    return Walk(path, costs, counts, each, batch)


def _cost(params: Arrays, X: Any, Y: Any, left: float) -> float:
    return float(cost(forward(params, X, left)["A3"], Y))


def _gradients(params: Arrays, x: Any, y: Any, left: float) -> Arrays:
    return backward(params, forward(params, x, left), x, y, left)


def _again(by: str) -> Callable[..., Any]:
    return lambda params, X, Y, cuts, one_step, stops, epochs, left: _walk(
        params, X, Y, cuts, one_step, stops, epochs, left, by
    )


def _moves_only(*names: str) -> Callable[..., Any]:
    return lambda right: lambda params, x, y: {**params, **{name: right(params, x, y)[name] for name in names}}


def _stop(share: Callable[[float, float], float]) -> Callable[..., Any]:
    return lambda percent: lambda before, after: abs(after - before) < percent * share(before, after)


TRAIN = Model(
    reference="leaky.train",
    inputs=("params", "X", "Y", "eta", "batch", "epochs", "percent", "alpha"),
    steps={
        "left": lambda alpha: alpha,
        "rate": lambda eta: eta,
        "cuts": lambda X, batch: [(first, first + batch) for first in range(0, np.shape(X)[1], batch)],
        "one_step": lambda rate, left: lambda params, x, y: update(params, _gradients(params, x, y, left), rate),
        "stops": _stop(lambda before, after: before / 100),
        "walk": _again("all"),
        "last": lambda walk: walk.path[-1],
        "costs": lambda walk: np.array(walk.costs),
        "iterations": lambda walk: walk.counts[-1],
        "returned": lambda last, costs, iterations: (last, costs, iterations),
    },
    returns="returned",
    defaults={"alpha": ALPHA},
    faults=(
        *faults_of("left", (lambda: ALPHA, ALPHA_FIXED), (lambda: 0.01, ALPHA_FIXED)),
        *faults_of(
            "rate",
            (lambda right: -right, SIGN),
            (lambda: 1.0, replace(ETA_MISSING, said="The step has the full length of the gradient.")),
            (lambda right: 1 / right, ETA_DIVIDES),
        ),
        *faults_of(
            "cuts",
            (lambda right, X: [cut for cut in right if cut[1] <= np.shape(X)[1]], LAST_BATCH_MISSING),
            (lambda X: [(0, np.shape(X)[1])], ONE_BATCH),
            (lambda right: right[:1], FIRST_BATCH_ONLY),
            (lambda right: [right[0]] * len(right), FIRST_BATCH_ONLY),
            (lambda right: [(first, last + 1) for first, last in right], ONE_MORE_COLUMN),
        ),
        *faults_of(
            "one_step",
            (_moves_only("W1", "W2", "W3"), ONE_STAYS),
            (_moves_only("W3", "b3"), ONE_STAYS),
        ),
        *faults_of(
            "stops",
            (_stop(lambda before, after: before), PERCENT_AS_SHARE),
            (_stop(lambda before, after: 0.01), ABSOLUTE_CHANGE),
            (_stop(lambda before, after: 1.0), PERCENT_AS_SHARE),
            (lambda: lambda before, after: False, NO_STOP),
            (lambda right: lambda before, after: not right(before, after), STOP_TURNED),
            (_stop(lambda before, after: after / 100), SHARE_OF_NEW),
        ),
        *faults_of("walk", (_again("batch"), COST_OF_BATCH), (_again("iteration"), COST_EACH_ITERATION)),
        *faults_of("last", (lambda walk: walk.path[-2] if len(walk.path) > 1 else walk.path[-1], STOP_ONE_EARLY)),
        *faults_of(
            "costs",
            (lambda right: right[1:], START_MISSING),
            (lambda right: right[-1], LAST_ONLY),
            (lambda walk: np.array(walk.of_last_batch), COST_OF_BATCH),
            (
                lambda params, X, Y, cuts, one_step, stops, epochs, left: np.array(
                    _walk(params, X, Y, cuts, one_step, stops, epochs, left, "iteration").after_each_iteration
                ),
                COST_EACH_ITERATION,
            ),
            (lambda right, epochs: right[:-1] if len(right) <= epochs else right, EPOCH_NOT_NOTED),
        ),
        *faults_of(
            "iterations",
            (lambda walk: len(walk.path) - 1, EPOCHS_COUNTED),
            (lambda cuts: len(cuts), ITERATIONS_OF_ONE_EPOCH),
            (lambda walk, X: (len(walk.path) - 1) * np.shape(X)[1], SAMPLES_COUNTED),
            (lambda right: right - 1, ONE_TOO_FEW),
            (lambda right: right + 1, ONE_TOO_MANY),
        ),
        *faults_of(
            "returned",
            (lambda last, costs, iterations: (costs, last, iterations), SWAPPED_RESULTS),
            (lambda last, costs, iterations: (last, iterations, costs), SWAPPED_RESULTS),
            (lambda last, costs: (last, costs), NOT_ALL_RETURNED),
            (lambda last: last, NOT_ALL_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
