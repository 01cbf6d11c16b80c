"""The numerical judges, held against derivatives that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import array_shapes

from helpers.differences import central_difference, complex_step, elementwise_slope

pytestmark = pytest.mark.unit

# name -> (f, f'), all analytic so that the complex step may judge them too.
KNOWN = {
    "square": (lambda x: x * x, lambda x: 2 * x),
    "cubic": (lambda x: x**3 - 4 * x, lambda x: 3 * x**2 - 4),
    "sine": (np.sin, np.cos),
    "exponential": (np.exp, np.exp),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
}


def relative_error(found: object, right: object) -> float:
    """The largest error beside the right value of the same shape, none of which is 0."""
    assert np.shape(found) == np.shape(right)
    return float(np.max(np.abs((np.asarray(found) - right) / np.asarray(right))))  # type: ignore[operator]


POINTS = np.random.default_rng(11).uniform(-3, 3, size=25)


@pytest.mark.parametrize("name", KNOWN)
def test_all_three_agree_with_known_derivatives(name: str) -> None:
    f, slope = KNOWN[name]
    scale = 1 + np.abs(slope(POINTS))
    central = np.array([central_difference(f, x) for x in POINTS])
    assert np.max(np.abs(central - slope(POINTS)) / scale) < 2e-9
    assert np.max(np.abs(elementwise_slope(f, POINTS) - slope(POINTS)) / scale) < 2e-9
    exact = np.array([complex_step(f, x) for x in POINTS])
    assert np.max(np.abs(exact - slope(POINTS)) / scale) < 1e-15


def test_gradient_of_an_array_has_its_shape_and_every_entry() -> None:
    W = np.random.default_rng(12).standard_normal((4, 3))
    x = np.random.default_rng(13).standard_normal((3, 2))
    right = 2 * W.T @ (W @ x)  # the gradient of sum (W x)^2

    def f(x: np.ndarray) -> float:
        return np.sum((W @ x) ** 2)

    assert central_difference(f, x).shape == (3, 2)
    assert relative_error(complex_step(f, x), right) < 1e-14
    np.testing.assert_allclose(central_difference(f, x), right, rtol=1e-8, atol=1e-8)


def test_step_grows_with_x() -> None:
    # With a step of 6e-6 at 1e6 the round-off of x^2 alone would leave an error near 1e-5.
    assert relative_error(central_difference(lambda x: x * x, 1e6), 2e6) < 1e-10
    fixed = central_difference(lambda x: x * x, 1e6, h=6e-6)
    assert relative_error(fixed, 2e6) > 1e-8
    # Each entry has its own step: a large neighbour does not coarsen the small one's.
    both = central_difference(lambda v: np.sum(np.sin(v)), np.array([0.5, 1e6]))
    assert abs(both[0] - np.cos(0.5)) < 1e-9
    slopes = elementwise_slope(np.square, np.array([-1e6, 0.5, 1e6]))
    np.testing.assert_allclose(slopes, [-2e6, 1.0, 2e6], rtol=1e-10)


@pytest.mark.parametrize("x", [3, [1, 2, 3], np.array([1, 2, 3]), np.array([[4], [5]], dtype=np.int8)])
def test_whole_numbers_do_not_cut_off_the_step(x: object) -> None:
    right = 2.0 * np.asarray(x, dtype=np.float64)

    def f(v: np.ndarray) -> float:
        return np.sum(np.asarray(v) ** 2)

    np.testing.assert_allclose(central_difference(f, x), right, rtol=1e-9)
    np.testing.assert_allclose(elementwise_slope(np.square, x), right, rtol=1e-9)
    np.testing.assert_allclose(complex_step(f, x), right, rtol=1e-15)


def test_the_point_is_left_as_it_is() -> None:
    x = np.array([1.0, 2.0])

    def spoils(v: np.ndarray) -> float:
        v *= 0
        return 0.0

    central_difference(spoils, x)
    complex_step(spoils, x)
    assert x.tolist() == [1.0, 2.0]


@given(array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
def test_shapes_are_kept(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(1).uniform(-2, 2, size=shape)
    for found in (
        central_difference(lambda v: np.sum(np.sin(v)), x),
        complex_step(lambda v: np.sum(np.sin(v)), x),
        elementwise_slope(np.sin, x),
    ):
        assert found.shape == shape
        np.testing.assert_allclose(found, np.cos(x), atol=1e-9)


def test_published_errors_of_the_two_quotients() -> None:
    """Sigmoid at 1: about 2.3e-6 forward and 9e-12 central with h = 1e-5; 1e-8 is worse for the central one."""

    def sigmoid(x: float) -> float:
        return 1 / (1 + np.exp(-x))

    right = sigmoid(1.0) * (1 - sigmoid(1.0))
    forward = (sigmoid(1 + 1e-5) - sigmoid(1.0)) / 1e-5
    assert abs(forward - right) / right == pytest.approx(2.3e-6, rel=0.05)
    assert relative_error(central_difference(sigmoid, 1.0, h=1e-5), right) < 2e-11
    assert relative_error(central_difference(sigmoid, 1.0, h=1e-8), right) > 1e-9


@pytest.mark.parametrize("judge", [central_difference, complex_step])
def test_more_than_one_number_is_refused(judge: object) -> None:
    with pytest.raises(ValueError, match=r"one number.*\(2,\)"):
        judge(lambda x: np.array([x, x]), 1.0)  # type: ignore[operator]


def test_a_step_that_does_not_move_x_is_refused() -> None:
    with pytest.raises(ValueError, match=r"h = 1e-05 is too small.*1e\+12"):
        central_difference(lambda x: x, 1e12, h=1e-5)


def test_lost_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="keep the shape"):
        elementwise_slope(np.sum, np.ones(3))
