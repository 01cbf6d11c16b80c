"""Lesson 2: its formulas by three judges, its numbers, its data, its figures."""

import warnings
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from helpers import figures
from helpers.checks import CheckFailed, Milestone, check_derivation
from helpers.data import neuron_points
from helpers.differences import central_difference
from helpers.reference import neuron
from tests.judges import say_their_numbers

pytestmark = pytest.mark.unit

RNG = np.random.default_rng(2)
PLACES = [tuple(float(v) for v in RNG.uniform(-2, 2, size=2)) for _ in range(24)]
SAMPLES = [(*place, float(RNG.uniform(-2, 2)), float(RNG.uniform(0, 1))) for place in PLACES]
X, Y = neuron_points()


def plain_loss(theta: Any, x: Any, y: Any) -> Any:
    """The loss written for autograd, without anything of the reference code."""
    return anp.mean((1 / (1 + anp.exp(-(theta[0] * x + theta[1]))) - y) ** 2)


def by_complex_step(f: Callable[[Any], Any], at: float) -> float:
    return float(np.imag(f(at + 1e-30j)) / 1e-30)


@pytest.mark.parametrize("z", np.linspace(-6, 6, 25))
def test_sigmoid_prime_by_autograd_complex_step_and_difference(z: float) -> None:
    slope = neuron.sigmoid_prime(z)
    assert slope == pytest.approx(autograd.grad(lambda v: 1 / (1 + anp.exp(-v)))(z), rel=1e-12)
    assert slope == pytest.approx(by_complex_step(neuron.sigmoid, z), rel=1e-12)
    assert slope == pytest.approx(central_difference(neuron.sigmoid, z), rel=1e-7)


@pytest.mark.parametrize(("w", "b", "x", "y"), SAMPLES)
def test_gradient_of_one_sample(w: float, b: float, x: float, y: float) -> None:
    found = neuron.gradient_one(w, b, x, y)
    right = autograd.grad(plain_loss)(np.array([w, b]), np.array([x]), np.array([y]))
    np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-15)
    by_w = by_complex_step(lambda v: (neuron.predict(v, b, x) - y) ** 2, w)
    by_b = by_complex_step(lambda v: (neuron.predict(w, v, x) - y) ** 2, b)
    np.testing.assert_allclose(found, (by_w, by_b), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("w", "b"), PLACES)
def test_gradient_of_the_lessons_data(w: float, b: float) -> None:
    found = neuron.gradient_batch(w, b, X, Y)
    np.testing.assert_allclose(found, autograd.grad(plain_loss)(np.array([w, b]), X, Y), rtol=1e-12, atol=1e-15)
    by_w = by_complex_step(lambda v: neuron.mse(neuron.predict(v, b, X), Y), w)
    by_b = by_complex_step(lambda v: neuron.mse(neuron.predict(w, v, X), Y), b)
    np.testing.assert_allclose(found, (by_w, by_b), rtol=1e-12, atol=1e-15)
    each = np.array([neuron.gradient_one(w, b, x, y) for x, y in zip(X, Y, strict=True)])
    np.testing.assert_allclose(found, each.mean(axis=0), rtol=1e-12)
    assert neuron.gradient_check(*found, w, b, X, Y) < 1e-7
    assert neuron.gradient_check(found[0] / 2, found[1], w, b, X, Y) == pytest.approx(0.5, abs=1e-7)
    assert neuron.gradient_check(found[0], -found[1], w, b, X, Y) == pytest.approx(2.0, abs=1e-7)


def test_the_gradient_of_each_of_many_samples_is_that_of_one() -> None:
    """A learner's formula takes arrays as it takes numbers, and may be called with them further below."""
    each = np.array([neuron.gradient_one(0.3, -0.2, x, y) for x, y in zip(X, Y, strict=True)])
    np.testing.assert_allclose(neuron.gradient_one(0.3, -0.2, X, Y), each.T, rtol=1e-13)
    assert [np.shape(slope) for slope in neuron.gradient_one(0.3, -0.2, 2.0, 1.0)] == [(), ()]


@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
def test_gradient_by_z(y: float) -> None:
    for z in np.linspace(-8, 8, 21):
        step = by_complex_step(lambda v: (neuron.sigmoid(v) - y) ** 2, z)
        assert neuron.gradient_by_z(z, y) == pytest.approx(step, rel=1e-9, abs=1e-16)


def test_sigmoid_is_stable_exact_and_monotone() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        far = neuron.sigmoid(np.array([-1e4, -800.0, 0.0, 800.0, 1e4]))
        neuron.sigmoid_prime(np.array([-1e4, 0.0, 1e4]))
    np.testing.assert_array_equal(far, [0.0, 0.0, 0.5, 1.0, 1.0])
    assert np.all(np.diff(neuron.sigmoid(np.linspace(-1e4, 1e4, 200_001))) >= 0)


def test_training_arrives_from_three_starts() -> None:
    ends = []
    for w, b in ((0.0, 0.0), (-3.0, 0.0), (0.2, -3.0)):
        last_w, last_b, history = neuron.train(w, b, X, Y, eta=2.0, steps=1000)
        assert history.shape == (1001,)
        assert history[-1] < 0.001 < history[0]
        assert np.all(np.diff(history) <= 1e-15)
        assert max(abs(slope) for slope in neuron.gradient_batch(last_w, last_b, X, Y)) < 1e-7
        ends.append((last_w, last_b))
    np.testing.assert_allclose(ends, [ends[0]] * 3, rtol=1e-5)


def test_the_published_update_runs_away_and_the_repaired_one_settles() -> None:
    def last_answers(update: Callable[..., tuple[float, float]], y: float) -> tuple[float, float]:
        w, b = 0.5, -0.2
        for _ in range(999):
            w, b = update(w, b, 1.5, y, 0.5)
        before = neuron.predict(w, b, 1.5)
        return before, neuron.predict(*update(w, b, 1.5, y, 0.5), 1.5)

    def published(w: float, b: float, x: float, y: float, eta: float) -> tuple[float, float]:
        slope = neuron.sigmoid_prime(w * x + b)
        return w - eta * slope * x, b - eta * slope

    for y in (0.9, 0.1):
        before, after = last_answers(published, y)
        assert after < 0.001
        assert before - after > 1e-8  # it still moves
        before, after = last_answers(neuron.slip_update, y)
        assert after == pytest.approx(y, abs=1e-6)
        assert abs(after - before) < 1e-12


def test_where_the_neuron_is_stuck() -> None:
    z = np.linspace(-15, 15, 301)
    low, high, stuck = neuron.saturation(z, 1.0)
    assert (low, high, stuck) == (pytest.approx(-8.8), pytest.approx(4.3), 62)
    # dl/dz is largest, 8/27, where sigma = 1/3; far left it is 2 e^z, far right 2 e^-2z.
    assert np.abs(neuron.gradient_by_z(z, 1.0)).max() == pytest.approx(8 / 27, abs=1e-3)
    assert low == pytest.approx(np.log(1e-3 * 8 / 27 / 2), abs=0.1)
    mirrored = neuron.saturation(z, 0.0)
    assert (-mirrored[1], -mirrored[0], mirrored[2]) == (pytest.approx(low), pytest.approx(high), stuck)
    assert np.max(np.abs(neuron.sigmoid(z) - 1.0)[z < -8.8]) > 0.99


START, END = "d(1 / (1 + exp(-z)), z)", "sigma(z) * (1 - sigma(z))"
MILESTONES = [
    Milestone("the chain rule", "d -d>/ -d>**"),
    Milestone("the slope of the inside", "exp -d"),
    Milestone("one fraction split in two", "/ / -d", "exp sigma -d", "** ** -d"),
]
LINES = [
    START,
    "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
    "exp(-z) / (1 + exp(-z)) ** 2",
    "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
    END,
]


@pytest.mark.parametrize(
    ("left_out", "told"),
    [((), ""), ((2,), ""), ((1,), "the chain rule"), ((3,), "one fraction split"), ((2, 3), "slope of the inside")],
)
def test_the_steps_of_the_derivation_of_sigma_prime(left_out: tuple[int, ...], told: str) -> None:
    """Line 3 may be left out: the split fraction below it shows the worked out slope as well."""
    lines = [line for at, line in enumerate(LINES) if at not in left_out]
    points = [{"z": float(z)} for z in np.random.default_rng(7).uniform(-3, 3, size=20)]
    if not told:
        check_derivation(lambda: lines, start=START, end=END, points=points, milestones=MILESTONES)
        return
    with pytest.raises(CheckFailed, match=f"you jumped over: {told}|you jumped over: the {told}"):
        check_derivation(lambda: lines, start=START, end=END, points=points, milestones=MILESTONES)


def test_every_figure_says_its_numbers_and_draws() -> None:
    walk = np.array([[0.0, 0.0], [0.8, -0.2], [1.3942, -0.8842]])
    z = np.linspace(-15, 15, 31)
    drawn = {
        "0.5 at z = 0": figures.sigmoid_curve(neuron.sigmoid),
        "highest at z = 0, where it is 0.25": figures.sigmoid_curve(neuron.sigmoid, neuron.sigmoid_prime),
        "product dl/dw = -0.265": figures.neuron_factors(
            {"y_hat to l": -0.62, "z to y_hat": 0.214, "w to z": 2.0}, -0.265, lambda w: (w - 1) ** 2, 0.5, 2.0
        ),
        "after 20 steps": figures.neuron_fit(X, Y, lambda x: neuron.predict(1.0, 0.0, x), 0.0123, "after 20 steps"),
        "to (1.39, -0.884)": figures.loss_surface(
            lambda w, b: neuron.mse(neuron.predict(w, b, X), Y), {"start (0, 0)": walk}
        ),
        "published ends at 0.1": figures.settling({"published": [0.5, 0.1], "yours": [0.5, 0.8]}, {"target 0.9": 0.9}),
        "from z = -8.8 to z = 4.3": figures.saturation_window(
            z, {"squared error": np.abs(neuron.gradient_by_z(z, 1.0))}, -8.8, 4.3, 1.0
        ),
    }
    say_their_numbers(drawn)


def test_the_lessons_data() -> None:
    assert X.shape == Y.shape == (24,)
    assert np.all((Y > 0) & (Y < 1))
    again = neuron_points()
    np.testing.assert_array_equal(again, (X, Y))
