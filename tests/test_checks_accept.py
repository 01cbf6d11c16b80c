"""Right answers of every style pass with one line; what is only nearly right does not."""

import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks import CheckFailed, between, check, inputs, integer, one_of, random_inputs
from helpers.checks.compare import compare
from tests.checking import said

pytestmark = pytest.mark.unit

W = np.random.default_rng(5).standard_normal((4, 3))
ARRAYS = inputs(x=[np.random.default_rng(seed).standard_normal((3, 2)) for seed in range(3)])
NUMBERS = inputs(x=[3.0, -2.0, 0.5])


def product(x: Any) -> Any:
    return W @ x


def by_loops(x: Any) -> Any:
    out = np.zeros((4, 2))
    for i in range(4):
        for j in range(2):
            for k in range(3):
                out[i, j] += W[i, k] * x[k, j]
    return out


def keyword_only(*, x: Any) -> Any:
    return W @ x


class Callable_:
    def __call__(self, x: Any) -> Any:
        return W @ x


@pytest.mark.parametrize(
    "answer",
    [
        product,
        by_loops,
        keyword_only,
        Callable_(),
        lambda x: np.einsum("ij,jk->ik", W, x),
        lambda x: np.asfortranarray(W @ x),
        lambda x: (W @ x).astype(np.float32),
        lambda x: W.astype(np.float32) @ x.astype(np.float32),
        lambda x: (W @ x).astype(np.longdouble),
        lambda x: (W @ x).astype(object),
        lambda x: np.ma.asarray(W @ x),
        lambda x, scale=1.0: scale * W @ x,
        lambda x, *rest, **named: W @ x,
    ],
)
def test_right_arrays_of_every_style(answer: Any, capsys: pytest.CaptureFixture[str]) -> None:
    check(answer, ARRAYS, product)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "right on all 3 inputs." in out


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: 2 * x,
        lambda x: np.float64(2 * x),
        lambda x: np.float32(2 * x),
        lambda x: np.array(2 * x),
        lambda x: np.array(2 * x, dtype=np.float32),
        lambda x: int(2 * x),
        lambda x: np.int8(2 * x),
    ],
)
def test_right_numbers_of_every_kind(answer: Any) -> None:
    check(answer, NUMBERS, lambda x: 2 * x)


@pytest.mark.parametrize(
    "answer", [lambda x: [x, 2 * x], lambda x: np.array([x, 2 * x]), lambda x: (x, np.array(2 * x))]
)
def test_right_pairs_of_every_kind(answer: Any) -> None:
    check(answer, NUMBERS, lambda x: (x, 2 * x), names=("a", "b"))


@pytest.mark.parametrize("text", ["one step", "One Step", " one step "])
def test_texts(text: str) -> None:
    check(lambda x: text, NUMBERS, ["one step"] * 3)


def test_truths() -> None:
    check(lambda x: np.bool_(x > 0), NUMBERS, lambda x: x > 0)
    check(lambda x: x > 0, inputs(x=np.array([1.0, -1.0])), lambda x: x > 0)


def test_a_function_of_no_input(capsys: pytest.CaptureFixture[str]) -> None:
    check(lambda: 3.0, inputs(), [3.0], label="three")
    assert capsys.readouterr().out == "three: right on 1 input.\n"


def test_the_reference_by_name() -> None:
    check(lambda x, eta: x * (1 - 2 * eta), inputs(x=[3.0, 1.0], eta=0.1), expected="descent.step")
    with pytest.raises(CheckFailed, match=r"x = 3, eta = 0\.1"):
        check(lambda x, eta: x + eta * 2 * x, inputs(x=[3.0, 1.0], eta=0.1), expected="descent.step")


# --- Where right ends ---


@pytest.mark.parametrize("right", [1.0, -3.7, 4.149516e-14, 1e12, np.array([3.0, -2.0]), np.array([[5e-9]])])
def test_tolerance_is_relative(right: Any) -> None:
    for error, passes in ((1e-12, True), (1e-9, True), (1e-6, False), (1e-3, False)):
        assert (compare(right * (1 + error), right) is None) is passes
        assert (compare(right * (1 - error), right) is None) is passes


PAIR = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("got", "right", "passes"),
    [
        # Tiny expected values are not rounded to zero.
        (0.0, 4.149516e-14, False),
        (4.15e-14, 4.149516e-14, False),
        (np.zeros(3), np.full(3, 1e-30), False),
        (0, 0.0, True),
        (-0.0, 0.0, True),
        (1e-13, 0.0, True),
        (1e-11, 0.0, False),
        # Beside large entries a zero may carry their round-off, and no more.
        (np.array([1e6, 1e-10]), np.array([1e6, 0.0]), True),
        (np.array([1e6, 1e-3]), np.array([1e6, 0.0]), False),
        # float32 is judged by its own digits.
        ((PAIR * (1 + 1e-5)).astype(np.float32), PAIR, True),
        ((PAIR * (1 + 1e-3)).astype(np.float32), PAIR, False),
        (PAIR * (1 + 1e-5), PAIR, False),
    ],
)
def test_zeros_and_float32(got: Any, right: Any, passes: bool) -> None:
    assert (compare(got, right) is None) is passes


def test_a_wider_tolerance_is_the_tests_choice() -> None:
    check(lambda x: x * (1 + 1e-4), NUMBERS, lambda x: x, tolerance=1e-3)
    with pytest.raises(CheckFailed):
        check(lambda x: x * (1 + 1e-2), NUMBERS, lambda x: x, tolerance=1e-3)


@given(
    right=st.floats(-1e9, 1e9).filter(lambda v: abs(v) > 1e-9),
    error=st.floats(1e-6, 10).flatmap(lambda e: st.sampled_from([e, -e])),
)
def test_no_number_that_is_off_passes(right: float, error: float) -> None:
    assert compare(right * (1 + error), right) is not None


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5),
    st.integers(0, 4),
    st.sampled_from([np.nan, np.inf, -np.inf]),
)
def test_nothing_infinite_passes(values: list[float], at: int, odd: float) -> None:
    right = np.array(values)
    got = right.copy()
    got[at % len(got)] = odd
    assert compare(got, right) is not None


# --- Warnings, formulas ---


def test_nothing_agrees_with_what_is_not_finite() -> None:
    for odd in (np.nan, np.inf, np.array([1.0, np.nan])):
        difference = compare(odd, odd)
        assert difference is not None
        assert "not even the right answer is a finite number" in difference.what


def overflowing(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z)))


LARGE, SIGMAS = inputs(z=[1.0, -1e4, -2e4]), [overflowing(1.0), 0.0, 0.0]


def test_the_notebooks_own_numpy_settings_do_not_decide() -> None:
    with np.errstate(all="ignore"):
        assert "printed a warning" in said(overflowing, LARGE, SIGMAS, warnings_allowed=False)


def test_warnings_are_noted(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning that gets out would be printed, and nbgrader gives 0 for that
        check(overflowing, LARGE, SIGMAS)
    out, err = capfd.readouterr()
    assert "right on all 3 inputs. (note: RuntimeWarning: overflow" in out
    assert out.count("\n") == 1
    assert err == ""
    refused = said(overflowing, LARGE, SIGMAS, warnings_allowed=False)
    assert re.search(r"printed a warning.*\n  RuntimeWarning: overflow", refused)
    assert "Python warned: RuntimeWarning: overflow" in said(lambda z: overflowing(z) + 1, LARGE, SIGMAS)


def slope(x: float) -> float:
    return 3 * x**2


def quotient(x: Any, number: Any = float) -> Any:
    return ((x + number(1e-5)) ** 3 - (x - number(1e-5)) ** 3) / number(2e-5)


def test_a_formula_is_told_from_a_difference_quotient() -> None:
    check(quotient, NUMBERS, slope)  # right enough where nobody asked for a formula
    assert "accuracy of a difference quotient" in said(quotient, NUMBERS, slope, derived=True)
    check(lambda x: x * x + x**2 + x * x, NUMBERS, slope, derived=True)
    check(lambda x: np.longdouble(3 * x**2), NUMBERS, slope, derived=True)
    assert "2/3 of the expected one" in said(lambda x: 2 * x**2, NUMBERS, slope, derived=True)


OTHER_TYPES = {
    "rounded to float32": lambda x: np.float32(quotient(x)),
    "in float32 with a step that fits": lambda x: np.float32(((x + 1e-3) ** 3 - (x - 1e-3) ** 3) / 2e-3),
    "in longdouble": lambda x: quotient(np.longdouble(x), np.longdouble),
    "as an object": lambda x: np.array(quotient(x), dtype=object),
}


@pytest.mark.parametrize("answer", OTHER_TYPES)
def test_a_difference_quotient_is_told_in_every_type(answer: str) -> None:
    refusal = r"too few digits|accuracy of a difference quotient"
    check(OTHER_TYPES[answer], NUMBERS, slope)
    assert re.search(refusal, said(OTHER_TYPES[answer], NUMBERS, slope, derived=True))
    # Nor does another value of the same answer, of whole numbers or of few digits, hide it.
    for other, right in ((1, 1.0), (np.float32(1.0), 1.0), (True, True)):
        both = [(right, slope(case["x"])) for case in NUMBERS]
        message = said(lambda x, other=other: (other, OTHER_TYPES[answer](x)), NUMBERS, both, derived=True)
        assert re.search(refusal, message)


# --- Inputs ---


def test_random_inputs_are_seeded_and_in_range() -> None:
    draws = {"x": between(-5, 5), "W": between(-1, 1, 2, 3), "k": integer(1, 3), "g": one_of("a", "b"), "c": 7.0}
    cases = random_inputs(seed=3, count=40, **draws)
    again = random_inputs(seed=3, count=40, **draws)
    assert [case["x"] for case in cases] == [case["x"] for case in again]
    assert [case["x"] for case in cases] != [case["x"] for case in random_inputs(seed=4, count=40, **draws)]
    assert all(-5 <= case["x"] <= 5 and type(case["x"]) is float and case["c"] == 7.0 for case in cases)
    assert all(case["W"].shape == (2, 3) for case in cases)
    assert {case["k"] for case in cases} == {1, 2, 3}
    assert {case["g"] for case in cases} == {"a", "b"}


def test_random_inputs_keep_away_from_a_kink() -> None:
    for case in random_inputs(
        seed=1, count=50, z=between(-1, 1, 4, away_from=0.0, gap=0.3), y=between(-1, 1, away_from=0.0)
    ):
        assert np.min(np.abs(case["z"])) >= 0.3
        assert abs(case["y"]) >= 0.1
