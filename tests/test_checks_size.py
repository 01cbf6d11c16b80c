"""Values that take little room and grow where a check looks at them: refused in a sentence, before anything grows."""

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, inputs
from helpers.checks.naming import other_array
from helpers.checks.show import show_kind, show_value
from helpers.checks.size import MOST, weight
from tests.checking import returning, said

pytestmark = pytest.mark.unit

RING: list[Any] = []
RING.append(RING)
OBJECTS = np.empty(1, dtype=object)
OBJECTS[0] = range(10**9)

GROWING = {
    "a range": range(3 * 10**7),
    "an endless range": range(10**30),
    "texts of which one is long": ["x" * 50_000] + ["a"] * 300,
    "an array that takes no memory": np.broadcast_to(0.0, (10**12,)),
    "single bytes": np.broadcast_to(np.int8(0), (10**7, 6)),
    "one array many times": [np.zeros(10**6)] * 5,
    "keys": {"a": [[0.0] * 1000] * 600},
    "objects": OBJECTS,
}


EXPECTED: dict[str, Callable[[Any], Any]] = {
    "a number": lambda x: x,
    "two": lambda x: (x, x),
    "a dict": lambda x: {"a": x},
}


@pytest.mark.parametrize("expected", EXPECTED)
@pytest.mark.parametrize("name", GROWING)
def test_what_would_grow_is_refused_before_it_does(name: str, expected: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(CheckFailed, match=r"answer returned an? .*which is far too much to look at"):
            check(returning(GROWING[name]), inputs(x=[1.0, 2.0]), expected=EXPECTED[expected])
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


def test_a_list_that_holds_itself_is_refused() -> None:
    with pytest.raises(CheckFailed, match="far too much"):
        check(returning(RING), inputs(x=[1.0]), expected=[1.0])


def test_what_the_course_asks_for_is_far_below_the_bound() -> None:
    digits = {"X": np.zeros((64, 1797)), "A1": np.zeros((32, 1797)), "A2": np.zeros((10, 1797))}
    for value in (digits, [0.0] * 10_000, "x" * 10_000, np.zeros((500, 500)), 10**1000, None, True):
        assert 0 <= weight(value) < MOST / 4
    assert weight(np.zeros(4, np.int8)) == weight(np.zeros(4)) == 32
    assert weight(["ab", "c"]) == max(2 * 64, 3 * 8)


@pytest.mark.parametrize(
    "value", [10**400, -(10**400), [10**400, 1.0], 10**10**5], ids=["large", "small", "list", "too many digits"]
)
def test_a_whole_number_beyond_all_floats_is_judged_in_a_sentence(value: Any) -> None:
    with pytest.raises(CheckFailed, match=r"answer (is|holds one entry that is) infinite"):
        check(returning(value), inputs(x=[1.0]), expected=[np.ones(np.shape(value))[()]])


def test_long_values_are_shown_in_short() -> None:
    assert show_value(10**6000) == "a whole number of about 6000 digits"
    assert show_value([10**6000] * 20) == "a list of 20 entries"
    assert show_kind({str(number): 0 for number in range(1000)}).endswith("18, 19 and 980 more")
    assert len(said(returning("x" * 10**6), inputs(x=[1.0]), ["word"])) < 1000
    assert len(said(returning([1.0, "x" * 10**5]), inputs(x=[1.0]), [2.0])) < 1000


def test_any_number_of_arrays_is_looked_through_in_no_time() -> None:
    """A learner's cache and gradients may hold more keys than the lesson asks for."""
    known = [{"A": np.full(2, 3.0 + case), "B": np.full(2, 5.0 - case)} for case in range(3)]
    returned = [row["B"] * row["B"] for row in known]
    found = other_array(lambda a, b: a * b, ("A", "B"), known, returned)
    assert found is not None
    assert "with B in another one's place" in found.mistakes[0].said
    many = [{**row, **{f"more {number}": np.full(2, number) for number in range(3000)}} for row in known]
    started = time.process_time()
    assert other_array(lambda a, b: a * b, ("A", "B"), many, returned) is None
    assert time.process_time() - started < 2
