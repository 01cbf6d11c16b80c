"""Activations and losses against automatic differentiation, central differences and the complex step."""

import warnings
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.differences import complex_step, elementwise_slope
from helpers.reference import activations, losses
from helpers.reference.activations import Activation, leaky_relu

pytestmark = pytest.mark.unit

# Written here once more, from the formulas and with autograd's own NumPy: no line of the code under test.
FORWARD: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": lambda z: (anp.exp(z) - anp.exp(-z)) / (anp.exp(z) + anp.exp(-z)),
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky_relu(0.01)": lambda z: anp.where(z > 0, z, 0.01 * z),
    "leaky_relu(0.3)": lambda z: anp.where(z > 0, z, 0.3 * z),
    "identity": lambda z: 1.0 * z,
}
ELEMENTWISE = [
    activations.sigmoid,
    activations.tanh,
    activations.relu,
    leaky_relu(),
    leaky_relu(0.3),
    activations.identity,
]
each_activation = pytest.mark.parametrize("g", ELEMENTWISE, ids=lambda g: g.name)

# 40 points, none of them within 0.01 of the kink at 0.
POINTS = np.random.default_rng(21).uniform(0.01, 5, size=40) * np.tile([1.0, -1.0], 20)


@each_activation
def test_value_and_slope_agree_with_autograd(g: Activation) -> None:
    forward = FORWARD[g.name]
    np.testing.assert_allclose(g.value(POINTS), forward(POINTS), rtol=1e-13)
    np.testing.assert_allclose(g.slope(POINTS), autograd.elementwise_grad(forward)(POINTS), rtol=1e-11)


@each_activation
def test_slope_agrees_with_central_difference_and_complex_step(g: Activation) -> None:
    np.testing.assert_allclose(elementwise_slope(g.value, POINTS), g.slope(POINTS), atol=1e-9)
    np.testing.assert_allclose([complex_step(g.value, z) for z in POINTS], g.slope(POINTS), rtol=1e-11)


@each_activation
@given(shape=st.lists(st.integers(0, 4), max_size=3).map(tuple))
def test_shape_is_kept(g: Activation, shape: tuple[int, ...]) -> None:
    z = np.random.default_rng(0).standard_normal(shape)
    assert np.shape(g.value(z)) == shape
    assert np.shape(g.slope(z)) == shape


@each_activation
def test_numbers_and_whole_numbers(g: Activation) -> None:
    assert np.ndim(g.value(2)) == 0
    assert g.value(2) == g.value(2.0)
    assert g.slope(-2) == g.slope(-2.0)
    np.testing.assert_array_equal(g.value(np.array([-2, 0, 3])), g.value(np.array([-2.0, 0.0, 3.0])))
    np.testing.assert_array_equal(g.slope(np.array([-2, 0, 3])), g.slope(np.array([-2.0, 0.0, 3.0])))


def test_sigmoid_far_out_is_exact_and_silent() -> None:
    z = np.concatenate([-np.logspace(-3, 4, 200)[::-1], [0.0], np.logspace(-3, 4, 200)])
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        a, slope = activations.sigmoid.value(z), activations.sigmoid.slope(z)
        assert activations.sigmoid.value(1e4) == 1.0
        assert activations.sigmoid.value(-1e4) == 0.0
    assert activations.sigmoid.value(0.0) == 0.5
    assert activations.sigmoid.slope(0.0) == 0.25
    assert np.all(np.diff(a) >= 0)
    assert np.all(np.diff(a[np.abs(z) < 30]) > 0)
    assert np.all((a >= 0) & (a <= 1))
    np.testing.assert_allclose(a + activations.sigmoid.value(-z), 1.0, rtol=1e-15)
    np.testing.assert_array_equal(slope, slope[::-1])  # an even function


def test_a_plain_sigmoid_would_not_be_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="overflow"):
            FORWARD["sigmoid"](np.array(-1e4))


def test_slopes_keep_their_digits_where_they_saturate() -> None:
    z = np.linspace(-100, 100, 81)
    np.testing.assert_allclose(activations.sigmoid.slope(z), 1 / (2 * np.cosh(z / 2)) ** 2, rtol=1e-13)
    np.testing.assert_allclose(activations.tanh.slope(z), 1 / np.cosh(z) ** 2, rtol=1e-13)
    with np.errstate(over="raise"):
        assert activations.tanh.slope(1e4) == 0.0


def test_slope_takes_z_and_not_a() -> None:
    z = 1.5
    assert activations.sigmoid.slope(z) != activations.sigmoid.slope(activations.sigmoid.value(z))


@pytest.mark.parametrize(("g", "below"), [(activations.relu, 0.0), (leaky_relu(), 0.01), (leaky_relu(0.3), 0.3)])
def test_slopes_beside_and_at_the_kink(g: Activation, below: float) -> None:
    z = np.array([-2.0, -1e-300, -0.0, 0.0, 1e-300, 2.0])
    np.testing.assert_array_equal(g.slope(z), [below, below, 1.0, 1.0, 1.0, 1.0])
    assert g.value(0.0) == 0.0
    assert g.value(-2.0) == -2.0 * below


def test_softmax() -> None:
    z = np.random.default_rng(22).normal(0, 3, size=(4, 25))
    p = activations.softmax.value(z)
    np.testing.assert_allclose(p.sum(axis=0), 1.0, rtol=1e-14)
    assert np.all(p > 0)
    np.testing.assert_allclose(p, np.exp(z) / np.exp(z).sum(axis=0), rtol=1e-13)
    # Adding the same number to a whole column changes nothing, and a huge one does not overflow.
    np.testing.assert_allclose(activations.softmax.value(z + np.linspace(-9, 9, 25)), p, rtol=1e-12)
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(activations.softmax.value(np.array([[1e4], [1e4], [-1e4]])), [[0.5], [0.5], [0.0]])
    with pytest.raises(ValueError, match="no elementwise slope"):
        activations.softmax.slope(z)


# --- Losses ---

TARGET_01 = (np.random.default_rng(23).uniform(size=(3, 7)) > 0.5).astype(np.float64)
LOSSES: list[tuple[losses.Loss, Callable[[Any, Any], Any], float]] = [
    (losses.squared_error(), lambda p, y: anp.mean(anp.sum((p - y) ** 2, axis=0)), 7.0),
    (losses.squared_error(0.5), lambda p, y: anp.sum((p - y) ** 2) / 14, 7.0),
    (losses.squared_error(1.0, averages=False), lambda p, y: anp.sum((p - y) ** 2), 1.0),
    (losses.squared_error(1 / 3), lambda p, y: anp.sum((p - y) ** 2) / 21, 7.0),
    (
        losses.cross_entropy,
        lambda p, y: -anp.sum(y * anp.log(p) + (1 - y) * anp.log(1 - p)) / 7,
        7.0,
    ),
    (losses.categorical_cross_entropy, lambda p, y: -anp.sum(y * anp.log(p)) / 7, 7.0),
]
each_loss = pytest.mark.parametrize(("loss", "forward", "m"), LOSSES, ids=[loss.name for loss, _, _ in LOSSES])


@each_loss
@pytest.mark.parametrize("seed", range(3))
def test_loss_and_slope(loss: losses.Loss, forward: Callable[[Any, Any], Any], m: float, seed: int) -> None:
    """21 predictions a seed. The slope is per sample, so an averaging loss has m times the slope of the cost."""
    p = np.random.default_rng(seed).uniform(0.05, 0.95, size=(3, 7))
    assert loss.value(p, TARGET_01) == pytest.approx(forward(p, TARGET_01), rel=1e-13)
    slope = loss.slope(p, TARGET_01)
    assert slope.shape == (3, 7)
    np.testing.assert_allclose(slope / m, autograd.grad(forward)(p, TARGET_01), rtol=1e-12)
    np.testing.assert_allclose(slope / m, complex_step(lambda v: loss.value(v, TARGET_01), p), rtol=1e-12)


@pytest.mark.parametrize("loss", [losses.cross_entropy, losses.categorical_cross_entropy], ids=lambda loss: loss.name)
def test_cost_is_finite_at_predictions_of_exactly_0_and_1(loss: losses.Loss) -> None:
    p = np.array([[0.0, 1.0, 0.0, 1.0]])
    Y = np.array([[0.0, 1.0, 1.0, 0.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        right, wrong = loss.value(p[:, :2], Y[:, :2]), loss.value(p[:, 2:], Y[:, 2:])
        assert np.all(np.isfinite(loss.slope(p, Y)))
    assert abs(right) < 1e-15
    assert np.isfinite(wrong)
    assert wrong > 15
