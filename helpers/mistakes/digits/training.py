"""Model of lesson 7's training: shuffled batches, epochs, and the costs that are noted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    ETA_DIVIDES,
    ETA_MISSING,
    LAST_ONLY,
    NOT_ALL_RETURNED,
    NOT_MOVED,
    NOTHING_RETURNED,
    ONE_TOO_MANY,
    SIGN,
    START_MISSING,
    START_TWICE,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.digits.slips import cut, permutation
from helpers.mistakes.leaky.slips import ONE_STAYS as NOT_ALL_MOVED
from helpers.mistakes.leaky.training import (
    COST_EACH_ITERATION,
    COST_OF_BATCH,
    ONE_BATCH,
)
from helpers.mistakes.model import Mistake, Model
from helpers.reference.digits import backward, cost, forward, update

OTHER_SHUFFLE = Mistake(
    "not each epoch is shuffled by its own seed",
    "The batches of an epoch, or of all, are others than those of seed + epoch.",
    "which seed does equation (7.11) give to the second epoch, and which one does yours get?",
)
BATCHES_LEFT_OUT = Mistake(
    "batches are left out",
    "Not every sample is used in each epoch.",
    "how many batches does an epoch have, and which of them does your inner loop reach?",
)
EPOCHS_MISSING = Mistake(
    "not all epochs are done",
    "The outer loop ends too early.",
    "how often does your outer loop run for epochs = 3, and what does your `return` belong to?",
)
EPOCHS_FROM_ONE = Mistake(
    "the epochs are counted from 1",
    "The first epoch is shuffled by the seed of the second one.",
    "which number has the first epoch, and by which seed is it shuffled?",
)
ALL_SAMPLES_EACH = Mistake(
    "each iteration uses all samples",
    "The batches are counted, and not used.",
    "which columns go into forward in your inner loop?",
)
MEAN_OF_BATCHES = Mistake(
    "the costs of the batches are averaged",
    "Each of them belongs to other parameters, and none to those after the epoch.",
    "of which samples, and at which moment, is the cost asked for?",
)
NOT_ALL_STAY = replace(
    NOT_ALL_MOVED,
    name="not all parameters are moved",
    said="One or more of them keep their old values.",
)
UPDATE_LOST = Mistake(
    "the update is lost",
    "Neither the parameters nor the cost ever change.",
    "what becomes of the dict that `update` returns?",
)
TARGETS_OF_OTHERS = Mistake(
    "inputs and targets belong to different samples",
    "Only one of the two is taken in the shuffled order.",
    "which columns does your x take, and which does your y?",
)
START_RETURNED = Mistake(
    "the parameters of the start are returned",
    "What was learned is not handed over.",
    "which of your names holds the newest parameters when the loop ends?",
)
BATCHES_FROM_START = replace(
    NOT_MOVED,
    name="every iteration begins at the start",
    said="The parameters are not carried over from one batch to the next.",
    think="where does your second iteration begin?",
)
EPOCH_FROM_START = Mistake(
    "every epoch begins at the start",
    "The parameters are not carried over from one epoch to the next.",
    "where does your second epoch begin?",
)
GRADIENT_OF_EPOCH = Mistake(
    "the gradients are those of the epoch's start",
    "Each batch is judged by parameters that are no longer in use.",
    "after each update, with which parameters is the next batch computed?",
)
LAST_COST_MISSING = Mistake(
    "the cost after the last epoch is missing",
    "The cost is noted before the updates of an epoch, and none follows the last one.",
    "how many costs belong to three epochs, the start included?",
)

Arrays = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One call of train, without what may be done wrong in it."""

    params: Arrays
    X: Any
    Y: Any
    hidden: Sequence[str]

    def cost(self, params: Arrays, batch: Any = slice(None)) -> float:
        """J of the samples of a batch, or of all."""
        return float(cost(params, self.X[:, batch], self.Y[:, batch], self.hidden))

    def costs(self, path: Sequence[Arrays]) -> Any:
        """J of all samples for each of these parameters."""
        return np.array([self.cost(params) for params in path])


@dataclass(frozen=True)
class Walk:
    """What training saw: the parameters at the start and after each epoch; each epoch's turns.

    A turn is the parameters before and after it, and the batch. Costs are worked out where they are asked for.
    """

    path: Sequence[Arrays]
    epochs: Sequence[Sequence[tuple[Arrays, Arrays, Any]]]

    @property
    def each(self) -> list[Arrays]:
        """The parameters at the start and after each turn."""
        return [self.path[0], *(after for turns in self.epochs for _, after, _ in turns)]


def _walk(run: Run, cuts: Any, one_step: Any, epochs: int, again: bool = False, apart: str = "") -> Walk:
    """again: whether each epoch begins at the start. apart: "X" or "Y" if that one is not taken in shuffled order."""
    params, path, seen = run.params, [run.params], []
    for epoch in range(epochs):
        first = params = run.params if again else params
        turns, used = [], 0
        for batch in cuts(epoch):
            in_order = np.arange(used, used + len(batch))
            x, y = (in_order if apart == name else batch for name in "XY")
            before, params = params, one_step(params, run.X[:, x], run.Y[:, y], first)
            turns.append((before, params, batch))
            used += len(batch)
        path.append(params)
        seen.append(turns)
    return Walk(path, seen)


def _of_last_batches(run: Run, walk: Walk) -> Any:
    return np.array([run.cost(walk.path[0]), *(run.cost(turns[-1][1], turns[-1][2]) for turns in walk.epochs)])


def _means(run: Run, walk: Walk, which: int) -> Any:
    """The mean of each epoch's costs of its batches, before (0) or after (1) the update."""
    means = [np.mean([run.cost(turn[which], turn[2]) for turn in turns]) for turns in walk.epochs]
    return np.array([run.cost(walk.path[0]), *means])


def _gradients(params: Arrays, x: Any, y: Any, hidden: Sequence[str]) -> Arrays:
    return backward(params, forward(params, x, hidden), x, y, hidden)


def _shuffled(seed_of: Callable[[int, int], int]) -> Callable[..., Any]:
    """The batches of each epoch, where seed_of gives its seed from the seed and the epoch."""
    return lambda X, size, seed: lambda epoch: cut(permutation(np.shape(X)[1], seed_of(seed, epoch)), size)


def _moves_only(kind: str) -> Callable[..., Any]:
    return lambda right: (
        lambda params, x, y, first: {
            name: moved if name.startswith(kind) else params[name] for name, moved in right(params, x, y, first).items()
        }
    )


TRAIN = Model(
    reference="digits.train",
    inputs=("params", "X", "Y", "hidden", "eta", "size", "epochs", "seed", "show"),
    steps={
        "run": lambda params, X, Y, hidden: Run(params, X, Y, hidden),
        "rate": lambda eta: eta,
        "number": lambda epochs: epochs,
        "cuts": _shuffled(lambda seed, epoch: seed + epoch),
        "one_step": lambda rate, hidden: (
            lambda params, x, y, first: update(params, _gradients(params, x, y, hidden), rate)
        ),
        "walk": lambda run, cuts, one_step, number: _walk(run, cuts, one_step, number),
        "last": lambda walk: walk.path[-1],
        "costs": lambda run, walk: run.costs(walk.path),
        "returned": lambda last, costs: (last, costs),
    },
    returns="returned",
    defaults={"show": False},
    faults=(
        *faults_of(
            "rate",
            (lambda right: -right, SIGN),
            (lambda: 1.0, replace(ETA_MISSING, said="The step has the full length of the gradient.")),
            (lambda right: 1 / right, ETA_DIVIDES),
            (lambda: 0.0, UPDATE_LOST),
        ),
        *faults_of(
            "number", (lambda right: max(right - 1, 0), EPOCHS_MISSING), (lambda right: right + 1, ONE_TOO_MANY)
        ),
        *faults_of(
            "cuts",
            (_shuffled(lambda seed, epoch: seed), OTHER_SHUFFLE),
            (_shuffled(lambda seed, epoch: seed + epoch + 1), EPOCHS_FROM_ONE),
            (_shuffled(lambda seed, epoch: epoch), OTHER_SHUFFLE),
            (_shuffled(lambda seed, epoch: seed * epoch), OTHER_SHUFFLE),
            (_shuffled(lambda seed, epoch: seed * (epoch + 1)), OTHER_SHUFFLE),
            (_shuffled(lambda seed, epoch: 0), OTHER_SHUFFLE),
            (_shuffled(lambda seed, epoch: 42), OTHER_SHUFFLE),
            (lambda X, size: lambda epoch: cut(np.arange(np.shape(X)[1]), size), OTHER_SHUFFLE),
            (
                lambda right, size: lambda epoch: [batch for batch in right(epoch) if len(batch) == size],
                BATCHES_LEFT_OUT,
            ),
            (lambda right: lambda epoch: right(epoch)[:1], BATCHES_LEFT_OUT),
            (lambda X: lambda epoch: [np.arange(np.shape(X)[1])], ONE_BATCH),
            (
                lambda right, X: lambda epoch: [np.arange(np.shape(X)[1])] * len(right(epoch)),
                ALL_SAMPLES_EACH,
            ),
        ),
        *faults_of(
            "one_step",
            (_moves_only("W"), NOT_ALL_STAY),
            (_moves_only("b"), NOT_ALL_STAY),
            (
                lambda right, run: lambda params, x, y, first: right(run.params, x, y, first),
                BATCHES_FROM_START,
            ),
            (
                lambda rate, hidden: lambda params, x, y, first: update(params, _gradients(first, x, y, hidden), rate),
                GRADIENT_OF_EPOCH,
            ),
        ),
        *faults_of(
            "walk",
            (lambda run, cuts, one_step, number: _walk(run, cuts, one_step, number, again=True), EPOCH_FROM_START),
            (lambda run, cuts, one_step, number: _walk(run, cuts, one_step, number, apart="X"), TARGETS_OF_OTHERS),
            (lambda run, cuts, one_step, number: _walk(run, cuts, one_step, number, apart="Y"), TARGETS_OF_OTHERS),
        ),
        *faults_of("last", (lambda walk: walk.path[0], START_RETURNED)),
        *faults_of(
            "costs",
            (lambda right: right[1:], START_MISSING),
            (lambda right: right[-1], LAST_ONLY),
            (lambda run, walk: _of_last_batches(run, walk), COST_OF_BATCH),
            (lambda run, walk: _of_last_batches(run, walk)[1:], COST_OF_BATCH),
            (lambda run, walk: run.costs(walk.each), COST_EACH_ITERATION),
            (lambda run, walk: run.costs(walk.each[1:]), COST_EACH_ITERATION),
            (lambda run, walk: _means(run, walk, 1), MEAN_OF_BATCHES),
            (lambda run, walk: _means(run, walk, 0), MEAN_OF_BATCHES),
            (lambda right: np.concatenate([right[:1], right[:-1]]), START_TWICE),
            (lambda right: right[:-1], LAST_COST_MISSING),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda last: last, NOT_ALL_RETURNED),
            (lambda costs: costs, NOT_ALL_RETURNED),
            (lambda walk, costs: (walk.path[1], costs[:2]) if len(walk.path) > 1 else None, EPOCHS_MISSING),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
