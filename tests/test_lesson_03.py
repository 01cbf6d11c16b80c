"""Lesson 3: its formulas against independent judges, and the numbers that its text promises."""

import time
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from helpers.data import sandwich_points, shell_points
from helpers.differences import central_difference, complex_step
from helpers.figures import activation_curves, cost_history, decision_slices, network_diagram, row_paths
from helpers.nudge import cost_after_step, cost_with, intermediates
from helpers.reference import network, shallow

pytestmark = pytest.mark.unit

Arrays = dict[str, Any]
POINTS = range(24)


def draw(seed: int) -> tuple[Arrays, Any, Any]:
    """Parameters of a random size, inputs and targets, away from saturation."""
    rng = np.random.default_rng(seed)
    n_x, n_h, n_y, m = (int(n) for n in rng.integers([1, 1, 1, 1], [5, 6, 4, 8]))
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    params = {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    return params, rng.uniform(-1.5, 1.5, (n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)


def costs_from_each_station(params: Arrays, cache: Arrays, X: Any, Y: Any, xp: Any) -> dict[str, Callable[[Any], Any]]:
    """J as a function of each quantity of the network, written anew from the lesson's text; xp is like NumPy."""
    m = Y.shape[1]

    def from_A2(A2: Any) -> Any:
        return -xp.sum(Y * xp.log(A2) + (1 - Y) * xp.log(1 - A2)) / m

    def from_Z2(Z2: Any) -> Any:
        return from_A2(1 / (1 + xp.exp(-Z2)))

    def from_A1(A1: Any, W2: Any = params["W2"], b2: Any = params["b2"]) -> Any:
        return from_Z2(xp.dot(W2, A1) + b2)

    def from_Z1(Z1: Any) -> Any:
        return from_A1(xp.tanh(Z1))

    return {
        "dA2": lambda A2: m * from_A2(A2),
        "dZ2": lambda Z2: m * from_Z2(Z2),
        "dW2": lambda W2: from_A1(cache["A1"], W2=W2),
        "db2": lambda b2: from_A1(cache["A1"], b2=b2),
        "dA1": lambda A1: m * from_A1(A1),
        "dZ1": lambda Z1: m * from_Z1(Z1),
        "dW1": lambda W1: from_Z1(xp.dot(W1, X) + params["b1"]),
        "db1": lambda b1: from_Z1(xp.dot(params["W1"], X) + b1),
    }


@pytest.mark.parametrize("seed", POINTS)
def test_each_of_the_eight_formulas_is_the_derivative(seed: int) -> None:
    params, X, Y = draw(seed)
    cache = shallow.forward(params, X)
    grads = shallow.backward(params, cache, X, Y)
    by_parts = {
        "dA2": shallow.dA2(cache["A2"], Y),
        "dZ2": shallow.dZ2(cache["A2"], Y),
        "dW2": shallow.dW2(grads["dZ2"], cache["A1"]),
        "db2": shallow.db2(grads["dZ2"]),
        "dA1": shallow.dA1(params["W2"], grads["dZ2"]),
        "dZ1": shallow.dZ1(grads["dA1"], cache["Z1"]),
        "dW1": shallow.dW1(grads["dZ1"], X),
        "db1": shallow.db1(grads["dZ1"]),
    }
    at = {"d" + name: value for name, value in (params | cache).items()}
    automatic = costs_from_each_station(params, cache, X, Y, anp)
    plain = costs_from_each_station(params, cache, X, Y, np)
    for part, formula in by_parts.items():
        assert formula.shape == at[part].shape, part
        np.testing.assert_allclose(
            formula, autograd.grad(automatic[part])(at[part]), rtol=1e-12, atol=1e-14, err_msg=part
        )
        np.testing.assert_allclose(formula, complex_step(plain[part], at[part]), rtol=1e-12, atol=1e-14, err_msg=part)
        np.testing.assert_allclose(
            formula, central_difference(plain[part], at[part]), rtol=1e-6, atol=1e-8, err_msg=part
        )
        np.testing.assert_allclose(formula, grads[part], rtol=1e-14, atol=1e-16, err_msg=part)
    np.testing.assert_allclose(shallow.dZ2_from_dA2(grads["dA2"], cache["A2"]), grads["dZ2"], rtol=1e-12)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu"])
def test_the_slopes_of_the_activations(name: str) -> None:
    z = np.random.default_rng(1).uniform(0.1, 4, 24) * np.where(np.arange(24) % 2, 1, -1)
    slope = shallow.activations(name, z)[1]
    judged = complex_step(lambda v: np.sum(shallow.activations(name, v)[0]), z)
    np.testing.assert_allclose(slope, judged, rtol=1e-12)
    nudged = central_difference(lambda v: np.sum(shallow.activations(name, v)[0]), z)
    np.testing.assert_allclose(slope, nudged, rtol=1e-6, atol=1e-9)


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no activation 'swish'"):
        shallow.activations("swish", np.zeros(2))


@pytest.mark.parametrize("seed", POINTS)
def test_four_ways_forward_agree(seed: int) -> None:
    params, X, _ = draw(seed)
    at_once = shallow.forward(params, X)["A2"]
    np.testing.assert_allclose(shallow.loop_forward(params, X), at_once, rtol=0, atol=1e-12)
    for i in range(X.shape[1]):
        hidden = np.array(
            [
                shallow.neuron_forward(w, b, X[:, i], "tanh")[1]
                for w, b in zip(params["W1"], params["b1"][:, 0], strict=True)
            ]
        )
        output = [
            shallow.neuron_forward(w, b, hidden, "sigmoid")[1]
            for w, b in zip(params["W2"], params["b2"][:, 0], strict=True)
        ]
        np.testing.assert_allclose(output, at_once[:, i], rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", POINTS)
def test_forward_is_that_of_the_general_network(seed: int) -> None:
    params, X, _ = draw(seed)
    kept = network.forward(shallow.to_network(params), X)
    for name, value in zip(("Z1", "A1", "Z2", "A2"), (kept.Z[1], kept.A[1], kept.Z[2], kept.A[2]), strict=True):
        np.testing.assert_allclose(shallow.forward(params, X)[name], value, rtol=1e-15)


@pytest.mark.parametrize("seed", POINTS)
def test_the_cost_with_a_changed_quantity_is_the_cost_from_that_station_on(seed: int) -> None:
    params, X, Y = draw(seed)
    cache = dict(zip(("Z1", "A1", "Z2", "A2"), intermediates(params, X), strict=True))
    by_hand = costs_from_each_station(params, cache, X, Y, np)
    for name, value in (params | cache).items():
        changed = value * 0.9
        factor = Y.shape[1] if name[0] in "ZA" else 1
        assert factor * cost_with(params, X, Y, **{name: changed}) == pytest.approx(by_hand["d" + name](changed))
    stepped = shallow.update(params, shallow.backward(params, shallow.forward(params, X), X, Y), 0.3)
    assert cost_after_step(params, X, Y, 0.3) == pytest.approx(shallow.cost_of(stepped, X, Y), rel=1e-15)


def test_a_station_that_the_network_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="the network has no W3; it has A1, A2"):
        cost_with(*draw(1), W3=np.zeros(2))


@pytest.mark.parametrize("steps", [0, 2])
def test_training_leaves_the_given_parameters_as_they_are(steps: int) -> None:
    params, X, Y = draw(3)
    given = {name: value.copy() for name, value in params.items()}
    trained, _ = shallow.train(params, X, Y, 0.1, steps)
    for name, value in trained.items():
        value += 1
        np.testing.assert_array_equal(params[name], given[name])


def test_the_cost_is_finite_at_the_ends_and_exact_elsewhere() -> None:
    ends = np.array([[0.0, 1.0]])
    assert abs(shallow.cost(ends, ends)) < 1e-12
    assert 30 < shallow.cost(ends, 1 - ends) < 40
    for y_hat in (1e-12, 1e-6, 0.3, 1 - 1e-6):
        assert shallow.cost(np.array([[y_hat]]), np.array([[1.0]])) == pytest.approx(-np.log(y_hat), rel=1e-12)


@pytest.mark.parametrize("scale", [0.01, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_training_reaches_95_percent_on_unseen_points_in_time(seed: int, scale: float) -> None:
    started = time.perf_counter()
    params, costs = shallow.train(shallow.initialise(3, 4, 1, scale, seed), *sandwich_points(200, seed=4), 4.0, 200)
    assert time.perf_counter() - started < 5
    assert shallow.accuracy(params, *sandwich_points(200, seed=5)) >= 0.95
    assert len(costs) == 201
    assert costs[-1] < 0.15 < costs[0]


@pytest.mark.parametrize("steps", [1, 10, 1000])
def test_equal_rows_stay_equal_and_zero_weights_have_no_gradient(steps: int) -> None:
    X, Y = sandwich_points(200, seed=4)
    zero = {"W1": np.zeros((4, 3)), "b1": np.zeros((4, 1)), "W2": np.zeros((1, 4)), "b2": np.zeros((1, 1))}
    equal = {**zero, "W1": np.tile([0.3, -0.2, 0.1], (4, 1)), "W2": np.full((1, 4), 0.5)}
    assert shallow.symmetry(zero, X, Y, 1.0, steps) == (0.0, 0.0)
    spread, first = shallow.symmetry(equal, X, Y, 1.0, steps)
    assert spread < 1e-12
    assert first > 0.01
    no_W2 = {**zero, "W1": shallow.initialise(3, 4, 1, 0.5, seed=1)["W1"]}
    assert shallow.symmetry(no_W2, X, Y, 1.0, steps)[1] == 0.0


@pytest.mark.parametrize("seed", POINTS)
def test_without_activations_two_layers_are_one(seed: int) -> None:
    params, X, _ = draw(seed)
    W, b = shallow.collapse(params)
    deep = params["W2"] @ (params["W1"] @ X + params["b1"]) + params["b2"]
    np.testing.assert_allclose(W @ X + b, deep, rtol=1e-12, atol=1e-14)


def test_the_gradient_check_tells_right_from_wrong() -> None:
    params, X, Y = draw(3)
    right = shallow.backward(params, shallow.forward(params, X), X, Y)
    assert max(shallow.gradient_check(params, X, Y, right).values()) < 1e-6
    wrong = shallow.gradient_check(params, X, Y, {**right, "dW1": 1.1 * right["dW1"]})
    assert wrong["dW1"] == pytest.approx(0.1 / 2.1, rel=1e-4)
    assert max(wrong["db1"], wrong["dW2"], wrong["db2"]) < 1e-6


@pytest.mark.parametrize("count", [400, 7])
def test_the_sandwich_has_two_classes_and_is_the_same_each_time(count: int) -> None:
    X, Y = sandwich_points(count)
    assert X.shape == (3, count)
    assert Y.shape == (1, count)
    assert set(np.unique(Y)) == {0.0, 1.0}
    assert Y.sum() == count - count // 2
    np.testing.assert_array_equal(X, sandwich_points(count)[0])


@pytest.mark.parametrize("points", [sandwich_points, shell_points])
def test_a_neuron_cannot_do_what_the_network_can(points: Callable[..., tuple[Any, Any]]) -> None:
    """A logistic regression, which is convex and so has one minimum, ends far below 0.95."""
    X, Y = points(400)
    w, b = np.zeros((1, 3)), 0.0
    for _ in range(500):
        dZ = 1 / (1 + np.exp(-(w @ X + b))) - Y
        w, b = w - dZ @ X.T / 400, b - np.mean(dZ)
    assert np.mean((w @ X + b > 0) == (Y > 0.5)) < 0.8


def picture_parts() -> tuple[Arrays, Arrays, Arrays, Any, Any]:
    rng = np.random.default_rng(2)
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    params = {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    X, Y = np.array([[0.5], [-1.25], [2.0]]), np.array([[1.0]])
    cache = shallow.forward(params, X)
    return params, cache, shallow.backward(params, cache, X, Y), X, Y


def test_the_diagram_says_its_numbers_and_no_two_of_its_texts_meet() -> None:
    params, cache, grads, X, Y = picture_parts()
    figure = network_diagram(params, cache, grads, X, Y)
    assert f"prediction {cache['A2'][0, 0]:.3f} for the target 1" in figure.alt
    assert "Inputs 0.5, -1.25, 2;" in figure.alt
    figure.png()  # lays the texts out
    axes = figure.axes[0]
    shown = [text for text in axes.texts if text.get_text()]
    texts = [text.get_text() for text in shown]
    for name in ("W1", "W2"):
        for weight, gradient in zip(params[name].ravel(), grads["d" + name].ravel(), strict=True):
            assert f"{weight:+.2f}" in texts
            assert f"{gradient:+.3f}" in texts
    boxes = [text.get_window_extent() for text in shown]
    meet = [
        (texts[a], texts[b])
        for a in range(len(boxes))
        for b in range(a)
        if boxes[a].padded(-1).overlaps(boxes[b].padded(-1))
    ]
    assert not meet


def test_the_other_figures_say_the_decisive_numbers() -> None:
    curves = activation_curves(shallow.activations, 1.0)
    assert "tanh 0.762 with slope 0.42" in curves.alt
    X, Y = sandwich_points(200)
    assert "The points alone." in decision_slices(X, Y).alt
    half = decision_slices(X, Y, lambda X: np.full((1, X.shape[1]), 0.4), "at the start")
    assert "at the start. 50.0% of the points are on the right side" in half.alt
    assert "a run: from 0.7 to 0.1 in 2 steps" in cost_history({"a run": [0.7, 0.3, 0.1]}).alt
    rows = row_paths({"zero": np.zeros((3, 4, 3)), "random": np.arange(36).reshape(3, 4, 3)})
    assert "zero: at the end 0, 0, 0, 0; random: at the end 24, 27, 30, 33" in rows.alt
    late = row_paths({"zero": np.zeros((3, 4, 3))}, every=4)
    assert late.axes[0].lines[0].get_xdata().tolist() == [0, 4, 8]
    for slices in (decision_slices(X, Y), half):
        slices.png()  # lays the texts out
        top = slices.bbox.y1
        assert all(axes.title.get_window_extent().y1 <= top for axes in slices.axes)
    for figure in (curves, half, rows):
        assert figure.png().startswith(b"\x89PNG")
