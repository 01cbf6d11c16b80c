"""What the texts of lessons 2 to 5 promise of their functions, data and training runs, beside the slopes."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, Milestone, check_derivation
from helpers.data import neuron_points, sandwich_points, shell_points
from helpers.differences import elementwise_slope
from helpers.nudge import cost_after_step, intermediates, leaky_networks, leaky_values
from helpers.reference import leaky, neuron, shallow, sum_term
from tests.judges import both, solved
from tests.test_lessons_gradients import shallow_networks, sum_terms

pytestmark = pytest.mark.unit
X, Y = neuron_points()


def drawn(seed: int) -> tuple[dict[str, Any], Any, Any]:
    net = shallow_networks(seed)
    return dict(net.params), net.X, net.Y


@pytest.mark.parametrize("seed", range(24))
def test_the_gradient_check_of_one_neuron_tells_right_from_wrong(seed: int) -> None:
    w, b = np.random.default_rng(seed).uniform(-2, 2, 2)
    found = neuron.gradient_batch(w, b, X, Y)
    assert neuron.gradient_check(*found, w, b, X, Y) < 1e-7
    assert neuron.gradient_check(found[0] / 2, found[1], w, b, X, Y) == pytest.approx(0.5, abs=1e-7)
    assert neuron.gradient_check(found[0], -found[1], w, b, X, Y) == pytest.approx(2.0, abs=1e-7)


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


def test_the_lessons_data() -> None:
    assert X.shape == Y.shape == (24,)
    assert np.all((Y > 0) & (Y < 1))
    again = neuron_points()
    np.testing.assert_array_equal(again, (X, Y))


@pytest.mark.parametrize("seed", range(24))
def test_four_ways_forward_agree(seed: int) -> None:
    params, X, _ = drawn(seed)
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


@pytest.mark.parametrize("seed", range(24))
def test_the_cost_after_a_step_is_that_of_the_new_parameters(seed: int) -> None:
    params, X, Y = drawn(seed)
    for value, right in zip(intermediates(params, X), shallow.forward(params, X).values(), strict=True):
        np.testing.assert_array_equal(value, right)
    stepped = shallow.update(params, shallow.backward(params, shallow.forward(params, X), X, Y), 0.3)
    assert cost_after_step(params, X, Y, 0.3) == pytest.approx(shallow.cost_of(stepped, X, Y), rel=1e-15)


@pytest.mark.parametrize("steps", [0, 2])
def test_training_leaves_the_given_parameters_as_they_are(steps: int) -> None:
    params, X, Y = drawn(3)
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


@pytest.mark.parametrize("seed", range(24))
def test_without_activations_two_layers_are_one(seed: int) -> None:
    params, X, _ = drawn(seed)
    W, b = shallow.collapse(params)
    deep = params["W2"] @ (params["W1"] @ X + params["b1"]) + params["b2"]
    np.testing.assert_allclose(W @ X + b, deep, rtol=1e-12, atol=1e-14)


def test_the_gradient_check_tells_right_from_wrong() -> None:
    params, X, Y = drawn(3)
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


@pytest.mark.parametrize("seed", range(0, 44, 2))
def test_update_lowers_the_error_as_much_as_predicted(seed: int) -> None:
    net = sum_terms(seed)
    w, o, t = net.params["W2"].T, net.values()["A1"][:, 0], net.Y[:, 0]
    gradient, alpha = sum_term.matrix_form(w, o, t), 1e-4
    before = w.copy()
    for update in both("04_sigmoid_term", sum_term, "update"):
        change = sum_term.error(update(w, gradient, alpha), o, t) - sum_term.error(w, o, t)
        assert change < 0
        assert change == pytest.approx(-alpha * np.sum(gradient**2), rel=1e-3)
    np.testing.assert_array_equal(w, before)


def test_updates_on_the_lessons_batch() -> None:
    """E falls at every update where alpha is small, soonest at 1, and alpha = 2 steps too far to settle."""
    lesson = solved("04_sigmoid_term")
    o, t = lesson["o_batch"], lesson["t_batch"]
    paths = {}
    for alpha in (0.02, 0.2, 1.0, 2.0):
        w = np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]])
        paths[alpha] = [sum_term.error(w, o, t)]
        for _ in range(100):
            w = lesson["update"](w, lesson["batch_form"](w, o, t), alpha)
            paths[alpha].append(sum_term.error(w, o, t))
    for alpha in (0.02, 0.2, 1.0):
        assert np.all(np.diff(paths[alpha]) < 0)
    assert paths[1.0][-1] < 1e-4 < paths[0.2][-1] < paths[0.02][-1]
    assert paths[2.0][-1] > 0.1
    assert np.any(np.diff(paths[2.0][-10:]) > 0)


@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.3])
def test_leaky_relu_and_its_slope_away_from_the_kink_and_at_it(alpha: float) -> None:
    z = np.random.default_rng(1).uniform(0.1, 3, 40) * np.repeat([-1, 1], 20)
    for leaky_relu in both("05_leaky_relu", leaky, "leaky_relu"):
        value, slope = leaky_relu(z, alpha)
        seen = elementwise_slope(lambda at, f=leaky_relu: f(at, alpha)[0], z)
        np.testing.assert_allclose(slope, seen, 1e-8)
        np.testing.assert_array_equal(value, np.where(z > 0, z, alpha * z))
        assert [float(part) for part in leaky_relu(0.0, alpha)] == [0.0, 1.0]
        assert float(leaky_relu(-0.0, alpha)[1]) == 1.0


def test_training_counts_epochs_and_iterations_and_learns_the_roof() -> None:
    lesson = solved("05_leaky_relu")
    X, Y = lesson["X_train"], lesson["Y_train"]
    for seed in (1, 2, 3):
        for train in both("05_leaky_relu", leaky, "train"):
            params, costs, iterations = train(lesson["small_start"](seed), X, Y, 0.1, 20, 60, 0.0)
            assert (costs.shape, iterations) == ((61,), 720)
            assert lesson["error_on_new_points"](params) < 0.01
    params, costs, iterations = lesson["train"](lesson["small_start"](1), X, Y, 0.1, 100, 60, 5.0)
    changes = np.abs(np.diff(costs)) / costs[:-1]
    assert np.all(changes[:-1] >= 0.05)
    assert changes[-1] < 0.05
    assert iterations == 3 * (len(costs) - 1)


@pytest.mark.parametrize("sizes", [[2, 3, 2, 1], [4, 2], [6, 5, 4, 3, 2]])
def test_shapes_are_those_of_the_arrays(sizes: list[int]) -> None:
    for shapes in both("05_leaky_relu", leaky, "shapes"):
        found = shapes(sizes, 7)
        assert len(found) == 1 + 7 * (len(sizes) - 1)
        if len(sizes) == 4:
            case = leaky_networks(seed=3, sizes=sizes, m=7, count=1)[0]
            made = {"X": case["X"], **case["params"], **leaky_values(case["params"], case["X"])}
            made |= leaky.gradients(**case)
            assert {name: array.shape for name, array in made.items()} == {k: tuple(v) for k, v in found.items()}
