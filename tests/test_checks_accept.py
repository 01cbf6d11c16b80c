"""Right answers of every style pass with one line; what is only nearly right does not."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks import CheckFailed, between, check, inputs, integer, one_of, random_inputs, still_right
from helpers.checks.compare import compare
from helpers.reference import descent

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
        lambda x: (W @ x).tolist(),
        lambda x: tuple(map(tuple, W @ x)),
        lambda x: [np.array(row) for row in W @ x],
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
    check(lambda x: [True, False], inputs(x=np.array([1.0, -1.0])), lambda x: x > 0)


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


def test_tiny_expected_values_are_not_rounded_to_zero() -> None:
    assert compare(0.0, 4.149516e-14) is not None
    assert compare(4.15e-14, 4.149516e-14) is not None
    assert compare(np.zeros(3), np.full(3, 1e-30)) is not None


def test_expected_zeros() -> None:
    assert compare(0, 0.0) is None
    assert compare(-0.0, 0.0) is None
    assert compare(1e-13, 0.0) is None
    assert compare(1e-11, 0.0) is not None
    # Beside large entries a zero may carry their round-off, and no more.
    assert compare([1e6, 1e-10], np.array([1e6, 0.0])) is None
    assert compare([1e6, 1e-3], np.array([1e6, 0.0])) is not None


def test_float32_is_judged_by_its_own_digits() -> None:
    right = np.array([1.0, 2.0])
    assert compare((right * (1 + 1e-5)).astype(np.float32), right) is None
    assert compare((right * (1 + 1e-3)).astype(np.float32), right) is not None
    assert compare(right * (1 + 1e-5), right) is not None


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


# --- Earlier answers, warnings, formulas ---


def test_an_earlier_mistake_is_not_counted_twice(capsys: pytest.CaptureFixture[str]) -> None:
    def wrong_slope(x: float) -> float:
        return 3 * x

    def step(x: float, eta: float) -> float:
        return x - eta * wrong_slope(x)

    cases = inputs(x=[3.0, 1.0], eta=0.1)
    check(step, cases, "descent.step", carried=lambda x, eta: x - eta * wrong_slope(x))
    assert "right, given your earlier answers" in capsys.readouterr().out
    with pytest.raises(CheckFailed):
        check(step, cases, "descent.step")
    with pytest.raises(CheckFailed):  # agrees on one input only
        check(step, cases, "descent.step", carried=lambda x, eta: x - eta * wrong_slope(x) * (x < 2))


@pytest.mark.parametrize("broken", [lambda x: 1 / 0, lambda x: None, lambda x: (1, 2), lambda x: "a", lambda: 1.0])
def test_an_earlier_answer_that_cannot_run_excuses_nothing(broken: Any) -> None:
    with pytest.raises(CheckFailed, match="your function is wrong"):
        check(lambda x: x + 1, NUMBERS, lambda x: x, carried=broken)


def test_a_few_steps_show_whether_the_earlier_answers_lead_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    cases = inputs(x=[3.0, 1.0], eta=0.1, steps=2)
    for step, right in ((descent.step, True), (lambda x, eta: x - eta * x, False)):
        arrives = still_right("descent.descend", step=step)
        check(lambda x, eta, steps, right=right: right, cases, [right] * 2, carried=arrives)
        assert arrives(3.0, 0.1, 2) is right
    # A goal that is missed although the earlier answers are right is missed by this answer.
    with pytest.raises(CheckFailed):
        check(lambda x, eta, steps: False, cases, [True] * 2, carried=still_right("descent.descend", step=descent.step))
    check(lambda x, eta, steps: False, cases, [True] * 2, carried=arrives)
    assert "right, given your earlier answers" in capsys.readouterr().out


def test_what_an_earlier_answer_does_to_a_dict_or_to_its_inputs_is_seen() -> None:
    params = {name: np.full(shape, 0.3) for name, shape in (("W1", (4, 3)), ("b1", (4, 1)), ("W2", (1, 4)))}
    params["b2"] = np.zeros((1, 1))
    X, Y = np.ones((3, 2)), np.array([[0.0, 1.0]])

    def spoiled(params: Any, grads: Any, eta: float) -> Any:
        params["W1"] *= 2
        return params

    assert still_right("shallow.train")(params, X, Y, 0.1, 3)
    assert not still_right("shallow.train", update=spoiled)(params, X, Y, 0.1, 3)
    assert params["W1"][0, 0] == 0.3


def test_what_diverges_by_an_earlier_mistake_is_excused_too(capsys: pytest.CaptureFixture[str]) -> None:
    gone = np.array([3.0, np.inf, -np.inf, np.nan])
    check(lambda x: gone, NUMBERS, lambda x: np.zeros(4), carried=lambda x: gone)
    assert "right, given your earlier answers" in capsys.readouterr().out
    with pytest.raises(CheckFailed):
        check(lambda x: gone, NUMBERS, lambda x: np.zeros(4), carried=lambda x: -gone)
    with pytest.raises(CheckFailed, match="is not a number"):
        check(lambda x: np.nan, NUMBERS, lambda x: x, carried=lambda x: None)


def test_an_earlier_stub_excuses_nothing() -> None:
    def stub(x: Any) -> Any:
        raise NotImplementedError

    with pytest.raises(CheckFailed, match="your function is wrong"):
        check(lambda x: x + 1, NUMBERS, lambda x: x, carried=stub)


def overflowing(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z)))


def test_warnings_are_noted(capfd: pytest.CaptureFixture[str]) -> None:
    cases = inputs(z=[1.0, -1e4, -2e4])
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning that gets out would be printed, and nbgrader gives 0 for that
        check(overflowing, cases, [overflowing(1.0), 0.0, 0.0])
    out, err = capfd.readouterr()
    assert "right on all 3 inputs. (note: RuntimeWarning: overflow" in out
    assert out.count("\n") == 1
    assert err == ""
    with pytest.raises(CheckFailed, match=r"printed a warning.*\n  RuntimeWarning: overflow"):
        check(overflowing, cases, [overflowing(1.0), 0.0, 0.0], warnings_allowed=False)
    with pytest.raises(CheckFailed, match="Python warned: RuntimeWarning: overflow"):
        check(lambda z: overflowing(z) + 1, cases, [overflowing(1.0), 0.0, 0.0])


def test_a_formula_is_told_from_a_difference_quotient() -> None:
    def quotient(x: float) -> float:
        return ((x + 1e-5) ** 3 - (x - 1e-5) ** 3) / 2e-5

    def slope(x: float) -> float:
        return 3 * x**2

    check(quotient, NUMBERS, slope)  # right enough where nobody asked for a formula
    with pytest.raises(CheckFailed, match="accuracy of a difference quotient"):
        check(quotient, NUMBERS, slope, derived=True)
    check(lambda x: x * x + x**2 + x * x, NUMBERS, slope, derived=True)
    check(lambda x: np.float32(3 * x**2), NUMBERS, slope, derived=True)
    with pytest.raises(CheckFailed, match="2/3 of the expected one"):
        check(lambda x: 2 * x**2, NUMBERS, slope, derived=True)


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
