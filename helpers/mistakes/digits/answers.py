"""Models of what lesson 7 says about the trained network: accuracy, and the confusion matrix."""

from dataclasses import replace
from typing import Any

import numpy as np

from helpers.mistakes.common import NOTHING_RETURNED, RETURN_IN_LOOP, SUM_FOR_MEAN, TRANSPOSED, faults_of
from helpers.mistakes.layers import ENTRIES_FOR_M, ROWS_FOR_M, ends
from helpers.mistakes.model import Mistake, Model

SMALLEST = Mistake(
    "the smallest probability is the answer",
    "The network is asked what it believes least.",
    "which of the ten probabilities belongs to the network's answer?",
)
NO_ROWS = Mistake(
    "the answers are no numbers of rows",
    "They hardly ever agree with a label: they are counted from 1, or found in the whole array at once.",
    "which digit belongs to row 0, and along which axis does your `argmax` look for the largest?",
)
WRONG_COUNTED = Mistake(
    "the wrong answers are counted",
    "What is returned grows with the mistakes.",
    "what should the accuracy be when everything is right?",
)
IN_PERCENT = Mistake(
    "percent for a part",
    "The result is a hundred times too large.",
    "between which two numbers does the text under `def` place the result?",
)
NOT_AVERAGED = Mistake(
    "the truth values are returned",
    "There is one entry for each sample where one number is asked for.",
    "what makes one number of right and wrong?",
)
SURE_OF_LABEL = Mistake(
    "the mean probability of the right class",
    "It says how sure the network is, and not how often it is right.",
    "what does a right answer with the probability 0.4 add to the accuracy?",
)
SURE_ONLY = Mistake(
    "only probabilities above one half count",
    "With many classes the largest one is often smaller.",
    "how large must the largest of ten probabilities be at least?",
)
CELLS_COMPARED = Mistake(
    "cells of the table are compared, not samples",
    "Each sample counts once for each class, and most of these agree.",
    "how many comparisons are there for one sample?",
)
RIGHT_OF_SURE = Mistake(
    "how sure the network is, not whether it is right",
    "The labels make no difference.",
    "where do the labels stand in your line?",
)


def _columns(A: Any, labels: Any) -> Any:
    return np.eye(len(A))[:, labels]


def _hits_of_cells(A: Any, labels: Any) -> Any:
    answers = np.eye(len(A))[:, np.argmax(A, axis=0)]
    return np.mean(answers == _columns(A, labels))


def _sure(A: Any, labels: Any) -> Any:
    return A[labels, np.arange(len(labels))]


ACCURACY = Model(
    reference="digits.accuracy",
    inputs=("A", "labels"),
    steps={
        "answers": lambda A: np.argmax(A, axis=0),
        "hits": lambda answers, labels: answers == labels,
        "m": lambda labels: len(labels),
        "part": lambda hits, m: np.sum(hits) / m,
    },
    returns="part",
    faults=(
        *faults_of(
            "answers",
            (lambda A: np.argmin(A, axis=0), SMALLEST),
            (lambda right: right + 1, NO_ROWS),
            (lambda A: np.argmax(A), NO_ROWS),
        ),
        *faults_of(
            "hits",
            (lambda right: ~right, WRONG_COUNTED),
            (lambda A, labels: _sure(A, labels) > 0.5, SURE_ONLY),
            (lambda A, labels: _sure(A, labels), SURE_OF_LABEL),
            (lambda A: np.max(A, axis=0), RIGHT_OF_SURE),
        ),
        *faults_of(
            "m",
            (lambda: 1, SUM_FOR_MEAN),
            (lambda A: len(A), ROWS_FOR_M),
            (lambda A: np.size(A), ENTRIES_FOR_M),
        ),
        *faults_of(
            "part",
            (_hits_of_cells, CELLS_COMPARED),
            (lambda A, labels: np.mean((A > 0.5) == _columns(A, labels)), CELLS_COMPARED),
            (lambda right: 100 * right, IN_PERCENT),
            (lambda hits: hits, NOT_AVERAGED),
            (lambda hits: hits * 1, NOT_AVERAGED),
            (lambda hits: hits[0] * 1.0, RETURN_IN_LOOP),
            (lambda hits: hits[0] / len(hits), RETURN_IN_LOOP),
        ),
        *ends("part", 0, 1, 2, 3),
    ),
)

COLUMNS_ARE_LABELS = replace(
    TRANSPOSED,
    said="What is right stands in the columns, and the answers in the rows.",
    think="does a row of (7.13) belong to a label or to an answer?",
)
COUNTED_ONCE = Mistake(
    "a pair that comes several times counts once",
    "The table says whether something happened, and not how often.",
    "what should happen at a place of the table when the same pair comes again?",
)
SIZE_OF_LABELS = Mistake(
    "the size of the table depends on the labels",
    "Classes that do not occur have no row.",
    "how many classes are there, and what in the inputs tells it for sure?",
)
PARTS_FOR_COUNTS = Mistake(
    "parts for counts",
    "The table is divided by something, and whole numbers are asked for.",
    "what does one sample add to the table?",
)
ONLY_RIGHT = Mistake(
    "only right answers are counted",
    "All entries beside the diagonal are 0.",
    "where does a sample go whose answer is wrong?",
)
ONLY_WRONG = Mistake(
    "only wrong answers are counted",
    "All entries on the diagonal are 0.",
    "where does a sample go whose answer is right?",
)
PROBABILITIES_ADDED = Mistake(
    "probabilities are added, not answers",
    "Every sample adds something in all columns.",
    "how many answers does the network give to one image?",
)
LABEL_TWICE = Mistake(
    "row and column come from the same array",
    "Everything lands on the diagonal.",
    "which two numbers say where a sample belongs?",
)
ROW_SUMS = Mistake(
    "one number for each class, not a table",
    "The answers, or the labels, are counted alone.",
    "how many numbers say where one sample belongs?",
)
SIZE_TYPED_IN = Mistake(
    "the size of the table is typed in",
    "It has ten rows, however many classes there are.",
    "which of the inputs knows how many classes there are?",
)
SIZE_OF_SAMPLES = Mistake(
    "the table has a row for each sample",
    "The number of samples was taken for the number of classes.",
    "is a class a row or a column of A?",
)
NEW_TABLE = Mistake(
    "only the last sample is counted",
    "The table is made anew for each sample.",
    "in which line do you make the table, and how often does it run?",
)


def _table(rows: Any, columns: Any, size: int) -> Any:
    counts = np.zeros((size, size))
    np.add.at(counts, (rows, columns), 1)
    return counts


CONFUSION = Model(
    reference="digits.confusion",
    inputs=("A", "labels"),
    steps={
        "answers": lambda A: np.argmax(A, axis=0),
        "rows": lambda labels: labels,
        "columns": lambda answers: answers,
        "size": lambda A: len(A),
        "counts": lambda rows, columns, size: _table(rows, columns, size),
    },
    returns="counts",
    faults=(
        *faults_of("answers", (lambda A: np.argmin(A, axis=0), SMALLEST)),
        *faults_of(
            "size",
            (lambda labels: np.max(labels) + 1, SIZE_OF_LABELS),
            (lambda labels, answers: max(np.max(labels), np.max(answers)) + 1, SIZE_OF_LABELS),
            (lambda: 10, SIZE_TYPED_IN),
            (lambda A: np.shape(A)[1], SIZE_OF_SAMPLES),
        ),
        *faults_of(
            "counts",
            (lambda right: right.T, COLUMNS_ARE_LABELS),
            (lambda rows, size: _table(rows, rows, size), LABEL_TWICE),
            (lambda columns, size: _table(columns, columns, size), LABEL_TWICE),
            (lambda right: np.minimum(right, 1), COUNTED_ONCE),
            (lambda right: right / np.sum(right), PARTS_FOR_COUNTS),
            (lambda right: right / np.sum(right, axis=1, keepdims=True), PARTS_FOR_COUNTS),
            (lambda right: right / np.maximum(np.sum(right, axis=1, keepdims=True), 1), PARTS_FOR_COUNTS),
            (lambda right: right / np.sum(right, axis=0, keepdims=True), PARTS_FOR_COUNTS),
            (lambda right: 100 * right / np.sum(right), PARTS_FOR_COUNTS),
            (lambda right: np.diag(np.diag(right)), ONLY_RIGHT),
            (lambda right: np.diag(right), ROW_SUMS),
            (lambda right: right - np.diag(np.diag(right)), ONLY_WRONG),
            (lambda right: np.sum(right, axis=0), ROW_SUMS),
            (lambda right: np.sum(right, axis=1), ROW_SUMS),
            (lambda A, labels: _columns(A, labels) @ A.T, PROBABILITIES_ADDED),
            (lambda A, labels: A @ _columns(A, labels).T, PROBABILITIES_ADDED),
            (lambda rows, columns, size: _table(rows[:1], columns[:1], size), RETURN_IN_LOOP),
            (lambda rows, columns, size: _table(rows[-1:], columns[-1:], size), NEW_TABLE),
            (lambda right: None, NOTHING_RETURNED),
        ),
    ),
)
