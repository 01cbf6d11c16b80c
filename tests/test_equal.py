"""The one judgement of equality: each part of a tolerance, and what counts as unchanged."""

from typing import Any

import numpy as np
import pytest

from helpers.equal import RIGHT, Tolerance, same, unchanged

BARE = Tolerance(1e-3, share=0.0)


@pytest.mark.parametrize(
    ("tolerance", "got", "expected", "close"),
    [
        (BARE, [1.0009, 100.09], [1.0, 100.0], [True, True]),
        (BARE, [1.0011, 100.11], [1.0, 100.0], [False, False]),
        (BARE, [1e-9], [0.0], [False]),
        (Tolerance(1e-3, share=0.1), [0.009, 100.0], [0.0, 100.0], [True, True]),
        (Tolerance(1e-3, share=0.1), [0.011, 100.0], [0.0, 100.0], [False, True]),
        (Tolerance(1e-3, share=0.1), [1e-9, 0.0], [0.0, 0.0], [False, True]),
        (Tolerance(1e-3, share=0.1, zeros=1.0), [0.9e-4, 1.1e-4], [0.0, 0.0], [True, False]),
        (Tolerance(0.0, absolute=0.5), [1.4, 1.6], [1.0, 1.0], [True, False]),
        (BARE, [np.nan, np.inf, -np.inf], [1.0, 1.0, 1.0], [False, False, False]),
    ],
)
def test_how_far_an_entry_may_be(tolerance: Tolerance, got: Any, expected: Any, close: list[bool]) -> None:
    assert tolerance.close(np.array(got), np.array(expected)).tolist() == close
    assert tolerance.all_close(np.array(got), np.array(expected)) is all(close)


def test_the_largest_numbers_do_not_make_everything_equal() -> None:
    largest = np.finfo(np.float64).max
    assert not RIGHT.all_close(np.array([0.5 * largest]), np.array([largest]))


def test_fewer_digits_are_judged_by_fewer() -> None:
    tolerance = Tolerance(1e-7, single=1e-3)
    got, expected = np.array([1.0005]), np.array([1.0])
    assert tolerance.all_close(got.astype(np.float32), expected)
    assert not tolerance.all_close(got, expected)


ARRAY = np.array([1.0, np.nan])


@pytest.mark.parametrize(
    ("before", "after", "is_unchanged"),
    [
        (ARRAY, ARRAY.copy(), True),
        (ARRAY, np.array([1.0, 2.0]), False),
        (ARRAY, ARRAY.reshape(2, 1), False),
        (ARRAY, [1.0, np.nan], False),
        (np.array([1, 2]), np.array([1.0, 2.0]), True),
        ({"W": ARRAY, "b": [1, (2,)]}, {"W": ARRAY.copy(), "b": [1, (2,)]}, True),
        ({"W": ARRAY}, {"W": ARRAY, "b": 0}, False),
        ([1, 2], (1, 2), False),
        ([np.int64(1)], [np.int64(2)], False),
        ([np.int64(1)], [np.int64(1)], True),
        (float("nan"), float("nan"), True),
        (1.0, np.nextafter(1.0, 2.0), False),
        ("a", "A", False),
        (np.array(["a"]), np.array(["a"]), True),
        (np.array(["a"]), np.array(["b"]), False),
        (np.array(["a"]), np.array([1.0]), False),
        (np.array([np.nan, "a"], dtype=object), np.array([np.nan, "a"], dtype=object), True),
        (len, max, True),
    ],
    ids=repr,
)
def test_what_counts_as_unchanged(before: Any, after: Any, is_unchanged: bool) -> None:
    assert unchanged(before, after) is is_unchanged


@pytest.mark.parametrize("kind", [None, True, "x", (1, 2), {"a": 1}, np.ones(2), 1.0])
def test_objects_of_other_kinds_are_equal_to_nothing(kind: Any) -> None:
    assert not same(object(), kind)
