"""Right answers of every style pass with one line; what is only nearly right does not."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks import CheckFailed, between, check, inputs, integer, one_of, random_inputs
from helpers.checks.compare import compare

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
    assert compare(np.array([1e6, 1e-10]), np.array([1e6, 0.0])) is None
    assert compare(np.array([1e6, 1e-3]), np.array([1e6, 0.0])) is not None


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


def test_nothing_agrees_with_what_is_not_finite() -> None:
    for odd in (np.nan, np.inf, np.array([1.0, np.nan])):
        difference = compare(odd, odd)
        assert difference is not None
        assert "not even the right answer is a finite number" in difference.what


def notebook(source: str) -> dict[str, Any]:
    """The names of a notebook with one cell."""
    space: dict[str, Any] = {"np": np}
    exec(source, space)
    return space


WRONG_PARABOLA = """
def parabola(x):
    return x * x, 3 * x
"""
STEP = """
def step(x, eta):
    return x - eta * parabola(x)[1]
"""
STEPS = inputs(x=[3.0, 1.0], eta=0.1)
EARLIER = ["descent.parabola"]


@pytest.mark.parametrize(
    "parabola",
    [
        WRONG_PARABOLA,
        "def parabola(x): raise NotImplementedError",
        "def parabola(x): return 1 / 0",
        "def parabola(x): return np.nan, np.nan",
        "parabola = 3",
        "",  # its cell was never run
    ],
)
def test_an_earlier_mistake_is_not_counted_twice(parabola: str, capsys: pytest.CaptureFixture[str]) -> None:
    space = notebook(parabola + STEP)
    before = dict(space)
    check(space["step"], STEPS, "descent.step", earlier=EARLIER)
    assert "right, given right earlier answers. One of yours is still wrong" in capsys.readouterr().out
    assert space == before
    with pytest.raises((CheckFailed, NotImplementedError)):
        check(space["step"], STEPS, "descent.step")


@pytest.mark.parametrize(
    "step",
    [
        "step = lambda x, eta: x - eta * parabola(x)[1]",
        "import functools\nstep = functools.partial(lambda rate, x, eta: x - eta * parabola(x)[1], None)",
        "import functools\nstep = functools.cache(lambda x, eta: x - eta * parabola(x)[1]).__wrapped__",
        "class Step:\n    def __call__(self, x, eta):\n        return x - eta * parabola(x)[1]\nstep = Step()",
        "class Steps:\n    def take(self, x, eta):\n        return x - eta * parabola(x)[1]\nstep = Steps().take",
        "def slope(x): return parabola(x)[1]\nstep = lambda x, eta: x - eta * slope(x)",
    ],
)
def test_whatever_kind_of_function_calls_an_earlier_answer_finds_the_right_one(step: str) -> None:
    check(notebook(WRONG_PARABOLA + step)["step"], STEPS, "descent.step", earlier=EARLIER)


@pytest.mark.parametrize(
    "answers",
    [
        # What earlier answers imply is no measure: that they agree with each other earns nothing.
        "def parabola(x): return np.nan, np.nan\ndef step(x, eta): return np.nan",
        "def parabola(x): return 0 * x, 0 * x\ndef step(x, eta): return x",
        # Nor what they say once a later answer was called.
        "seen = set()\ndef parabola(x): return 0, (x - 7) / 0.1 if seen else 2 * x\n"
        "def step(x, eta):\n    seen.add(x)\n    return 7.0",
        # The same mistake once more, without the earlier answer, is a mistake of this one.
        "def parabola(x): return x * x, 3 * x\ndef step(x, eta): return x - eta * 3 * x",
    ],
)
def test_answers_that_agree_with_wrong_ones_are_wrong(answers: str) -> None:
    with pytest.raises(CheckFailed):
        check(notebook(answers)["step"], STEPS, "descent.step", earlier=EARLIER)


def test_beside_a_wrong_earlier_answer_this_ones_own_mistake_is_named() -> None:
    space = notebook(WRONG_PARABOLA + STEP.replace("x - eta", "x + eta"))
    with pytest.raises(CheckFailed, match="One of your earlier answers is wrong, too") as failure:
        check(space["step"], STEPS, "descent.step", earlier=EARLIER)
    assert failure.value.named == "the sign of the step is turned round"
    assert "yours     3.9" in failure.value.message  # the number that the learner sees
    right = notebook("def parabola(x): return x * x, 2 * x\n" + STEP.replace("x - eta", "x + eta"))
    with pytest.raises(CheckFailed) as failure:
        check(right["step"], STEPS, "descent.step", earlier=EARLIER)
    assert "earlier answers" not in failure.value.message


def test_an_answer_that_stops_by_an_earlier_one_and_is_wrong_is_sent_there_first() -> None:
    space = notebook("def parabola(x): return 1 / 0\n" + STEP.replace("x - eta", "x + eta"))
    with pytest.raises(CheckFailed, match="An earlier answer that this one uses does not work yet"):
        check(space["step"], STEPS, "descent.step", earlier=EARLIER)


def test_an_answer_that_differs_from_call_to_call_says_nothing_of_earlier_ones() -> None:
    space = notebook("rng = np.random.default_rng(1)\ndef step(x, eta): return x + rng.normal()")
    with pytest.raises(CheckFailed) as failure:
        check(space["step"], STEPS, "descent.step", earlier=EARLIER)
    assert "earlier answers" not in failure.value.message


def test_what_an_answer_prints_in_its_second_call_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    space = notebook(WRONG_PARABOLA + STEP.replace("    return", "    print('here')\n    return"))
    check(space["step"], STEPS, "descent.step", earlier=EARLIER)
    assert capsys.readouterr().out.count("here\n") == len(STEPS)


def test_the_notebooks_own_numpy_settings_do_not_decide() -> None:
    with np.errstate(all="ignore"), pytest.raises(CheckFailed, match="printed a warning"):
        check(overflowing, inputs(z=[1.0, -1e4]), [overflowing(1.0), 0.0], warnings_allowed=False)


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
    check(lambda x: np.longdouble(3 * x**2), NUMBERS, slope, derived=True)
    with pytest.raises(CheckFailed, match="2/3 of the expected one"):
        check(lambda x: 2 * x**2, NUMBERS, slope, derived=True)


def quotient_of_a_cube(x: float, number: Any) -> Any:
    return ((x + number(1e-5)) ** 3 - (x - number(1e-5)) ** 3) / number(2e-5)


OTHER_TYPES = {
    "rounded to float32": lambda x: np.float32(quotient_of_a_cube(x, float)),
    "in float32 with a step that fits": lambda x: np.float32(((x + 1e-3) ** 3 - (x - 1e-3) ** 3) / 2e-3),
    "in longdouble": lambda x: quotient_of_a_cube(np.longdouble(x), np.longdouble),
    "as an object": lambda x: np.array(quotient_of_a_cube(x, float), dtype=object),
}


@pytest.mark.parametrize("answer", OTHER_TYPES)
def test_a_difference_quotient_is_told_in_every_type(answer: str) -> None:
    check(OTHER_TYPES[answer], NUMBERS, lambda x: 3 * x**2)
    with pytest.raises(CheckFailed, match=r"too few digits|accuracy of a difference quotient"):
        check(OTHER_TYPES[answer], NUMBERS, lambda x: 3 * x**2, derived=True)
    # Nor does another value of the same answer, of whole numbers or of few digits, hide it.
    for other in (1, np.float32(1.0), True):
        with pytest.raises(CheckFailed, match=r"too few digits|accuracy of a difference quotient"):
            check(
                lambda x, other=other: (other, OTHER_TYPES[answer](x)),
                NUMBERS,
                lambda x, other=other: (True if other is True else 1.0, 3 * x**2),
                derived=True,
            )


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
