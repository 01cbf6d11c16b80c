"""Reference descent: the published numbers, the closed form against the loop, the regimes, the stop rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.differences import central_difference
from helpers.reference import descent

pytestmark = pytest.mark.unit


def test_a_hundred_steps_from_a_thousand() -> None:
    path = descent.descend(1000.0, 0.1, 100)
    assert path.shape == (101,)
    assert path[0] == 1000.0
    assert f"{path[-1]:.6e}" == "2.037036e-07"
    assert f"{descent.parabola(path[-1])[0]:.6e}" == "4.149516e-14"


@pytest.mark.parametrize(("eta", "end"), [(0.05, "3.487"), (0.2, "0.0605"), (0.5, "0"), (1.0, "10"), (1.1, "61.92")])
def test_ten_steps_from_ten(eta: float, end: str) -> None:
    last = descent.descend(10.0, eta, 10)[-1]
    digits = 3 if eta == 0.2 else 4
    assert f"{last:.{digits}g}" == end


def test_eta_one_only_turns_the_sign() -> None:
    np.testing.assert_array_equal(descent.descend(7.0, 1.0, 4), [7.0, -7.0, 7.0, -7.0, 7.0])


def test_no_steps_leave_the_start() -> None:
    np.testing.assert_array_equal(descent.descend(7.0, 0.1, 0), [7.0])
    np.testing.assert_array_equal(descent.descend(7, 0.25, 2), [7.0, 3.5, 1.75])  # nothing is cut off


@given(x=st.floats(-100, 100), eta=st.floats(0.01, 1.2))
def test_parabola_and_step(x: float, eta: float) -> None:
    f, slope = descent.parabola(x)
    assert f == x**2
    assert slope == 2 * x
    assert descent.step(x, eta) == pytest.approx((1 - 2 * eta) * x, rel=1e-12, abs=1e-12)


@given(
    a=st.floats(0.1, 5),
    b=st.floats(-10, 10),
    x0=st.floats(-50, 50),
    share=st.floats(0.01, 1.1),
    k=st.integers(0, 30),
)
def test_closed_form_is_the_loop(a: float, b: float, x0: float, share: float, k: int) -> None:
    eta, x = share / a, x0
    for _ in range(k):
        x -= eta * (2 * a * x + b)
    reach = (abs(x0) + abs(b / (2 * a)) + 1) * max(1.0, abs(1 - 2 * share)) ** k
    assert abs(descent.closed_form(a, b, x0, eta, k) - x) <= 1e-12 * (k + 1) * reach


@given(x0=st.floats(-50, 50), eta=st.floats(0.01, 1.1), k=st.integers(0, 30))
def test_descend_is_the_closed_form_of_the_plain_parabola(x0: float, eta: float, k: int) -> None:
    reach = (abs(x0) + 1) * max(1.0, abs(1 - 2 * eta)) ** k
    assert abs(descent.descend(x0, eta, k)[-1] - descent.closed_form(1.0, 0.0, x0, eta, k)) <= 1e-12 * reach


@pytest.mark.parametrize("a", [1.0, 0.5, 2.0, 4.0])
def test_regimes_and_their_borders(a: float) -> None:
    border = 1 / (2 * a)
    found = [descent.regime(border * share, a) for share in (0.1, 0.99, 1.0, 1.01, 1.99, 2.0, 2.01)]
    assert found == ["monotone", "monotone", "one step", "oscillating", "oscillating", "bouncing", "diverging"]
    assert set(found) == set(descent.REGIMES)


@given(share=st.floats(0.05, 1.2).filter(lambda s: min(abs(s - 0.5), abs(s - 1)) > 0.01), a=st.floats(0.1, 5))
def test_regimes_are_what_the_path_does(share: float, a: float) -> None:
    eta = share / a
    path = [descent.closed_form(a, 0.0, 8.0, eta, k) for k in range(6)]
    turns = path[1] < 0
    grows = abs(path[5]) > abs(path[0])
    assert descent.regime(eta, a) == ("diverging" if grows else "oscillating" if turns else "monotone")


def test_minimise_stops_by_change() -> None:
    """x is halved each step, a change of 50 %: a rule of 51 % stops at once, one of 50 % never ("less than")."""
    assert descent.minimise(1.0, 0.0, 0.0, eta=0.25, max_steps=9, percent=51, x0=8.0) == (4.0, 1, "change")
    assert descent.minimise(1.0, 0.0, 0.0, eta=0.25, max_steps=3, percent=50, x0=8.0) == (1.0, 3, "steps")


def test_minimise_from_the_published_start() -> None:
    x, taken, rule = descent.minimise(2.0, -4.0, 1.0, 0.1, max_steps=1000, percent=0.01)
    assert rule == "change"
    assert x == pytest.approx(1.0, rel=1e-3)
    before = descent.closed_form(2.0, -4.0, 7.5, 0.1, taken - 1)
    two_before = descent.closed_form(2.0, -4.0, 7.5, 0.1, taken - 2)
    assert abs(x - before) < 1e-4 * abs(before)
    assert abs(before - two_before) >= 1e-4 * abs(two_before)  # and not a step later than it had to


def test_minimise_stops_by_steps() -> None:
    x, taken, rule = descent.minimise(1.0, 0.0, 0.0, 0.1, max_steps=5, percent=0.01)
    assert (taken, rule) == (5, "steps")
    assert x == pytest.approx(7.5 * 0.8**5)


@pytest.mark.parametrize("a", [0.0, -1.0, float("nan")])
def test_minimise_refuses_a_parabola_without_a_lowest_point(a: float) -> None:
    with pytest.raises(ValueError, match="a must be positive"):
        descent.minimise(a, 1.0, 0.0, 0.1, 10, 1.0)


def test_central_difference_of_the_lesson() -> None:
    assert descent.central_difference(np.sin, 0.7) == pytest.approx(np.cos(0.7), rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_bowl_gradient(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.2, 9, size=2)
    point = rng.uniform(-5, 5, size=2)
    judge = central_difference(lambda p: descent.bowl(p[0], p[1], a, b), point)
    np.testing.assert_allclose(descent.bowl_gradient(*point, a, b), judge, rtol=1e-8, atol=1e-8)
    way = descent.downhill_direction(*point, a, b)
    assert np.hypot(*way) == pytest.approx(1.0)
    # No other direction falls faster over a short step.
    angles = np.linspace(0, 2 * np.pi, 721)
    ends = descent.bowl(point[0] + 1e-6 * np.cos(angles), point[1] + 1e-6 * np.sin(angles), a, b)
    steepest = angles[np.argmin(ends)]
    assert np.dot(way, [np.cos(steepest), np.sin(steepest)]) > np.cos(np.radians(1))


def test_bowl_path_and_the_lowest_point() -> None:
    path = descent.descend_bowl((3.0, -2.0), 0.1, 5, 1.0, 4.0)
    assert path.shape == (6, 2)
    k = np.arange(6)
    np.testing.assert_allclose(path, np.stack([3 * 0.8**k, -2 * 0.2**k], axis=1), rtol=1e-12)
    with pytest.raises(ValueError, match="zero at the lowest point"):
        descent.downhill_direction(0.0, 0.0, 1.0, 4.0)
