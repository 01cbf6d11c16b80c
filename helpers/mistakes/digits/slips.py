"""Models of lesson 7's two slips: batches that leave samples out, and a test on what was learned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import (
    MORE_RETURNED,
    NOT_ALL_RETURNED,
    NOTHING_RETURNED,
    SWAPPED_RESULTS,
    faults_of,
)
from helpers.mistakes.leaky.training import FIRST_BATCH_ONLY, LAST_BATCH_MISSING
from helpers.mistakes.leaky.training import ONE_MORE_COLUMN as OVERLAP
from helpers.mistakes.model import Mistake, Model
from helpers.mistakes.shallow.start import SEED_TYPED_IN as SEED_TYPED_IN_AT_START

NOT_SHUFFLED = Mistake(
    "the samples are not shuffled",
    "They come in the order in which they stand.",
    "what does the seed change in your result?",
)
SEED_TYPED_IN = replace(SEED_TYPED_IN_AT_START, said="Another seed gives the same order.")
OTHER_GENERATOR = Mistake(
    "another generator than default_rng",
    "The order is random, and not the one that this lesson's generator draws.",
    "which function of np.random does the text name, and which one does your line use?",
)
DRAWN_TWICE = Mistake(
    "samples are drawn more than once",
    "Some numbers come twice, and others never.",
    "what is the difference between drawing cards from a pack and throwing a die?",
)
DRAWN_OTHERWISE = Mistake(
    "the order is drawn in another way",
    "It is random and complete, and it is not what `permutation(m)` gives.",
    "which method of the generator does the text name?",
)
FROM_ONE = Mistake(
    "the samples are counted from 1",
    "Sample 0 is never used, and there is no sample m.",
    "which number has the first column of an array?",
)
SORTED = Mistake(
    "the numbers are sorted again",
    "The right samples are there, and their order is lost.",
    "what happens to the random order on its way through your function?",
)
BACKWARDS = Mistake(
    "the order is run through from its end",
    "The last number drawn comes first.",
    "which number of the order should stand first in the first batch?",
)
EMPTY_BATCH = Mistake(
    "an empty batch at the end",
    "Where the samples fill all batches, one more comes that has none.",
    "12 samples in batches of 4: at which places do your batches begin?",
)
EQUAL_BATCHES = Mistake(
    "the batches are made almost equally large",
    "Only the last one may be shorter.",
    "10 samples in batches of 4: how many samples has the second batch?",
)
SIZE_FOR_NUMBER = Mistake(
    "size is taken for the number of batches",
    "There are as many batches as there should be samples in one.",
    "10 samples, size 4: how many batches should there be, and how many have you?",
)
REST_JOINED = Mistake(
    "the rest is put into the batch before it",
    "The last batch has more samples than size allows.",
    "what does equation (7.10) say about the number of batches?",
)
FILLED_UP = Mistake(
    "the last batch is filled up",
    "Samples that were used already come a second time.",
    "how often is each sample used in an epoch?",
)
REST_FIRST = Mistake(
    "the shorter batch comes first",
    "It should be what is left over at the end.",
    "where in your order do the full batches begin?",
)
BATCHES_SHUFFLED = Mistake(
    "the batches are shuffled, not the samples",
    "Neighbours stay together in one batch.",
    "what is in a batch when the samples stand in ten blocks?",
)

LAST_OF_EACH = Mistake(
    "the last sample of each batch is missing",
    "Between two batches one sample is left out.",
    "which is the last number in order[0:3], and where does your next batch begin?",
)
NOT_CUT = Mistake(
    "the order is not cut",
    "It comes back in one piece, or sample by sample.",
    "what is the first entry of your list: an array of samples, or one sample?",
)
EACH_PLACE = Mistake(
    "a batch begins at every sample",
    "Each sample is used many times in an epoch.",
    "how far is it from the beginning of one batch to that of the next?",
)


def permutation(m: int, seed: int) -> Any:
    """The order in which this lesson draws the samples."""
    return np.random.default_rng(seed).permutation(m)


def cut(order: Any, size: int) -> list[Any]:
    """The order in pieces, the last one shorter."""
    return [order[first : first + size] for first in range(0, len(order), size)]


# Other ways to make an order of m numbers from the seed, each with its name.
OTHER_ORDERS: tuple[tuple[Callable[[int, int], Any], Mistake], ...] = (
    (lambda m, seed: np.arange(m), NOT_SHUFFLED),
    *((lambda m, seed, typed=typed: permutation(m, typed), SEED_TYPED_IN) for typed in (0, 42)),
    (lambda m, seed: np.random.RandomState(seed).permutation(m), OTHER_GENERATOR),
    (lambda m, seed: np.random.default_rng(seed).integers(0, m, m), DRAWN_TWICE),
    (lambda m, seed: np.random.default_rng(seed).choice(m, m), DRAWN_TWICE),
    (lambda m, seed: np.random.default_rng(seed).choice(m, m, replace=False), DRAWN_OTHERWISE),
    (lambda m, seed: np.argsort(np.random.default_rng(seed).random(m)), DRAWN_OTHERWISE),
    (lambda m, seed: permutation(m, seed) + 1, FROM_ONE),
    (lambda m, seed: np.sort(permutation(m, seed)), NOT_SHUFFLED),
    (lambda m, seed: permutation(m, seed)[::-1], BACKWARDS),
    (lambda m, seed: np.argsort(permutation(m, seed)), DRAWN_OTHERWISE),
)


def _joined(right: list[Any], size: int) -> list[Any]:
    if len(right) < 2 or len(right[-1]) == size:
        return right
    return [*right[:-2], np.concatenate(right[-2:])]


def _in_parts(batches: list[Any]) -> tuple[int, Any, Any]:
    return len(batches), np.array([len(batch) for batch in batches]), np.concatenate([[], *batches])


_ORDER_FAULTS = faults_of("order", *OTHER_ORDERS)


SLIP_BATCHES = Model(
    reference="digits.slip_batches_parts",
    inputs=("m", "size", "seed"),
    steps={
        "order": lambda m, seed: permutation(m, seed),
        "batches": lambda order, size: cut(order, size),
        "returned": lambda batches: _in_parts(batches),
    },
    returns="returned",
    faults=(
        *_ORDER_FAULTS,
        *faults_of(
            "batches",
            (lambda right, size: [batch for batch in right if len(batch) == size], LAST_BATCH_MISSING),
            (lambda right, m, size: right if m % size else [*right, np.array([], int)], EMPTY_BATCH),
            (lambda order, m, size: np.array_split(order, -(-m // size)), EQUAL_BATCHES),
            (lambda order, m, size: np.array_split(order, m // size), EQUAL_BATCHES),
            (lambda order, size: np.array_split(order, size), SIZE_FOR_NUMBER),
            (lambda order, m, size: cut(order, -(-m // size)), SIZE_FOR_NUMBER),
            (lambda order, m, size: cut(order, m // size), SIZE_FOR_NUMBER),
            (lambda right, size: _joined(right, size), REST_JOINED),
            (lambda right, order, size: cut(np.resize(order, len(right) * size), size), FILLED_UP),
            (
                lambda right, order, size: [*right[:-1], order[-size:]],
                FILLED_UP,
            ),
            (
                lambda order, m, size: [
                    batch for batch in (order[: m % size], *cut(order[m % size :], size)) if len(batch)
                ],
                REST_FIRST,
            ),
            (lambda m, seed, right: [right[number] for number in permutation(len(right), seed)], BATCHES_SHUFFLED),
            (
                lambda m, size, seed: [cut(np.arange(m), size)[at] for at in permutation(-(-m // size), seed)],
                BATCHES_SHUFFLED,
            ),
            (lambda order, m, size: [order[first : first + size + 1] for first in range(0, m, size)], OVERLAP),
            (lambda order, m, size: [order[first : first + size - 1] for first in range(0, m, size)], LAST_OF_EACH),
            (lambda order, m, size: [order[first : first + size] for first in range(m)], EACH_PLACE),
            (lambda order: order[:, None], NOT_CUT),
            (lambda right: right[:1], FIRST_BATCH_ONLY),
            (lambda right: [right[0]] * len(right), FIRST_BATCH_ONLY),
            (lambda order: [order], NOT_CUT),
            (lambda right: [np.sort(batch) for batch in right], SORTED),
        ),
        *faults_of("returned", (lambda right: None, NOTHING_RETURNED)),
    ),
)

LEARNED_IS_TESTED = Mistake(
    "tested on what was learned",
    "The samples to be tested on are among those to learn from.",
    "which numbers stand in both of your arrays?",
)
LAST_TESTED = Mistake(
    "the last ones drawn are for the test",
    "The cut is at the wrong end of the order.",
    "which part of the order does the text under `def` name for the test?",
)
DRAWN_AGAIN = Mistake(
    "two orders are drawn",
    "The two parts come from different orders, so some samples are in both or in none.",
    "how often does your generator draw?",
)
CUT_BESIDE = Mistake(
    "the second part does not begin where the first one ends",
    "One sample is in both parts, or in none.",
    "which is the last number in order[:3], and which is the first in yours after it?",
)


def _two_orders(test_first: bool) -> Callable[..., Any]:
    """Both parts with a `permutation` of their own from one generator."""

    def parts(m: int, count: int, seed: int) -> tuple[Any, Any]:
        rng = np.random.default_rng(seed)
        one, other = rng.permutation(m), rng.permutation(m)
        return (other[count:], one[:count]) if test_first else (one[count:], other[:count])

    return parts


SLIP_SPLIT = Model(
    reference="digits.slip_split",
    inputs=("m", "count", "seed"),
    steps={
        "order": lambda m, seed: permutation(m, seed),
        "learn": lambda order, count: order[count:],
        "test": lambda order, count: order[:count],
        "returned": lambda learn, test: (learn, test),
    },
    returns="returned",
    faults=(
        *_ORDER_FAULTS,
        *faults_of(
            "learn",
            (lambda order: order, LEARNED_IS_TESTED),
            (lambda order, count: order[:count], LEARNED_IS_TESTED),
            (lambda right: np.sort(right), SORTED),
            (lambda order, count: order[count + 1 :], CUT_BESIDE),
            (lambda order, count: order[count - 1 :], CUT_BESIDE),
            (lambda m, count: np.arange(m)[count:], NOT_SHUFFLED),
        ),
        *faults_of(
            "test",
            (lambda order, count: order[count:], LEARNED_IS_TESTED),
            (lambda order: order, LEARNED_IS_TESTED),
            (lambda right: np.sort(right), SORTED),
            (lambda order, count: order[: count - 1], CUT_BESIDE),
            (lambda order, count: order[: count + 1], CUT_BESIDE),
            (lambda m, count: np.arange(count), NOT_SHUFFLED),
            (lambda order, count: order[-count:], LAST_TESTED),
        ),
        *faults_of(
            "returned",
            (lambda right: right[::-1], SWAPPED_RESULTS),
            (lambda order, count: (order[:-count], order[-count:]), LAST_TESTED),
            (lambda right: (np.sort(right[0]), np.sort(right[1])), SORTED),
            (_two_orders(False), DRAWN_AGAIN),
            (_two_orders(True), DRAWN_AGAIN),
            (lambda learn: learn, NOT_ALL_RETURNED),
            (lambda test: test, NOT_ALL_RETURNED),
            (lambda order, right: (*right, order), MORE_RETURNED),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
