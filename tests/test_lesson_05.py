"""Lesson 5: its formulas and its reference against automatic differentiation, complex step and central differences."""

from pathlib import Path
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest

from helpers.differences import elementwise_slope
from helpers.figures import (
    height_maps,
    layer_deltas,
    leaky_curve,
    relative_gaps,
    shape_flow,
    training_runs,
)
from helpers.nudge import GAP, leaky_cost, leaky_networks, leaky_slopes, leaky_values
from helpers.reference import leaky
from tests.judges import agree, say_their_numbers

pytestmark = pytest.mark.unit

LESSON = Path(__file__).parent.parent / "course" / "lessons" / "05_leaky_relu.py"

# Sizes that differ, so that a transposed factor cannot hide, and equal ones; one sample and many; two slopes each.
SIZES = [(2, 3, 2, 1), (3, 4, 2, 3), (3, 3, 3, 3), (1, 2, 4, 2), (4, 2, 3, 1)]
NETWORKS = [(sizes, m, alpha) for sizes in SIZES for m, alpha in ((1, 0.1), (2, 0.3), (5, 0.1), (6, 0.2), (3, 0.01))]
GRADIENTS = ("dW3", "db3", "dW2", "db2", "dW1", "db1")


def network(sizes: Any, m: int, alpha: float) -> dict[str, Any]:
    return leaky_networks(seed=sum(sizes) + m, sizes=sizes, m=m, count=1, alpha=alpha)[0]


def cost_by(name: str, case: dict[str, Any]) -> Any:
    """The lesson's J in autograd's own NumPy, as a function of one parameter."""

    def J(value: Any) -> Any:
        params = {**case["params"], name: value}
        A = case["X"]
        for layer in "123":
            Z = anp.dot(params["W" + layer], A) + params["b" + layer]
            A = anp.where(anp.real(Z) >= 0, Z, case["alpha"] * Z)
        return anp.sum((A - case["Y"]) ** 2) / (2 * case["X"].shape[1])

    return J


@pytest.mark.parametrize(("sizes", "m", "alpha"), NETWORKS)
def test_gradients_by_three_judges(lesson: dict[str, Any], sizes: Any, m: int, alpha: float) -> None:
    case = network(sizes, m, alpha)
    cache = lesson["forward"](case["params"], case["X"], alpha)
    by_lesson = lesson["backward"](case["params"], cache, case["X"], case["Y"], alpha)
    by_formulas = leaky.backward(
        case["params"], leaky.forward(case["params"], case["X"], alpha), case["X"], case["Y"], alpha
    )
    for found in (by_lesson, by_formulas, leaky.gradients(**case)):
        for name in GRADIENTS:
            J, at = cost_by(name[1:], case), case["params"][name[1:]]
            agree(found[name], J, at)


@pytest.mark.parametrize(("sizes", "m", "alpha"), NETWORKS)
def test_errors_of_single_samples_by_nudging(lesson: dict[str, Any], sizes: Any, m: int, alpha: float) -> None:
    case = network(sizes, m, alpha)
    values, slopes = leaky_values(case["params"], case["X"], alpha), leaky_slopes(**case)
    dZ3 = lesson["output_delta"](values["A3"], values["Z3"], case["Y"], alpha)
    dZ2 = lesson["pass_back"](case["params"]["W3"], dZ3, values["Z2"], alpha)
    dZ1 = lesson["pass_back"](case["params"]["W2"], dZ2, values["Z1"], alpha)
    for name, found in (("dZ3", dZ3), ("dZ2", dZ2), ("dZ1", dZ1)):
        np.testing.assert_allclose(found, slopes[name], rtol=1e-7, atol=1e-8)
    dW3, db3 = lesson["last_layer_gradients"](dZ3, values["A2"])
    np.testing.assert_allclose(dW3, slopes["dW3"], rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(db3, slopes["db3"], rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.3])
def test_leaky_relu_and_its_slope_away_from_the_kink_and_at_it(lesson: dict[str, Any], alpha: float) -> None:
    z = np.random.default_rng(1).uniform(0.1, 3, 40) * np.repeat([-1, 1], 20)
    for leaky_relu in (lesson["leaky_relu"], leaky.leaky_relu):
        value, slope = leaky_relu(z, alpha)
        seen = elementwise_slope(lambda at, f=leaky_relu: f(at, alpha)[0], z)
        np.testing.assert_allclose(slope, seen, 1e-8)
        np.testing.assert_array_equal(value, np.where(z > 0, z, alpha * z))
        assert [float(part) for part in leaky_relu(0.0, alpha)] == [0.0, 1.0]
        assert float(leaky_relu(-0.0, alpha)[1]) == 1.0


def test_random_networks_keep_away_from_their_kinks() -> None:
    for case in leaky_networks(seed=1, sizes=(3, 4, 3, 2), m=6, count=20, alpha=0.1):
        values = leaky_values(case["params"], case["X"], 0.1)
        assert min(np.min(np.abs(values["Z" + layer])) for layer in "123") >= GAP
    with pytest.raises(ValueError, match="four sizes"):
        leaky_networks(seed=1, sizes=(2, 3, 1), m=2, count=1)


def test_stations_refuse_a_name_that_the_network_has_not() -> None:
    case = network((2, 3, 2, 1), 2, 0.1)
    with pytest.raises(ValueError, match="no W4"):
        leaky_cost(**case, W4=1.0)


def test_averaging_first_agrees_for_one_sample_only_and_misses_the_covariance(lesson: dict[str, Any]) -> None:
    rng = np.random.default_rng(5)
    for m in (1, 2, 3, 8, 50):
        for n_3, n_2 in ((1, 2), (3, 2), (2, 4), (3, 3)):
            d, a = rng.normal(size=(n_3, m)), rng.normal(size=(n_2, m))
            right = np.mean([np.outer(d[:, i], a[:, i]) for i in range(m)], axis=0)
            covariance = np.cov(d, a, bias=True)[:n_3, n_3:] if m > 1 else np.zeros((n_3, n_2))
            for slip_average in (lesson["slip_average"], leaky.slip_average):
                repaired, gap = slip_average(d, a)
                np.testing.assert_allclose(repaired, right, rtol=1e-12, atol=1e-14)
                np.testing.assert_allclose(gap, -covariance, rtol=1e-10, atol=1e-14)
                assert (np.linalg.norm(gap) > 1e-2) == (m > 1)


@pytest.mark.parametrize("seed", range(6))
def test_updating_first_is_off_in_proportion_to_the_learning_rate(lesson: dict[str, Any], seed: int) -> None:
    case = leaky_networks(seed=seed, sizes=(2, 3, 2, 1), m=5, count=1)[0]
    grads, params = leaky.gradients(**case), case["params"]
    values = leaky_values(params, case["X"])
    slope = leaky.leaky_relu(values["Z2"], 0.1)[1]
    too_much = grads["dW3"].T @ grads["dZ3"] * slope
    for eta in (1e-3, 0.1, 1.0):
        new, gap = lesson["slip_order"](params, case["X"], case["Y"], eta, 0.1)
        early = lesson["early_step"](params, case["X"], case["Y"], eta, 0.1)
        by_reference = leaky.slip_order(params, case["X"], case["Y"], eta, 0.1)
        np.testing.assert_allclose(gap, by_reference[1], rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(gap, early["W1"] - new["W1"], rtol=1e-12, atol=1e-15)
        for name in leaky.NAMES:
            np.testing.assert_allclose(new[name], params[name] - eta * grads["d" + name], rtol=1e-12, atol=1e-15)
        # Equation (5.10): the error used for W2 lacks eta times this.
        used = (params["b2"] - early["b2"]) / eta
        np.testing.assert_allclose(used - grads["db2"], -eta * np.mean(too_much, axis=1, keepdims=True), atol=1e-12)
        np.testing.assert_array_equal(early["W3"], new["W3"])


def test_the_wrong_order_costs_nothing_at_small_rates_and_fails_where_the_right_one_settles(
    lesson: dict[str, Any],
) -> None:
    X, Y, start = lesson["X_train"], lesson["Y_train"], lesson["small_start"](1)

    def trained(step: Any, eta: float) -> float:
        params = start
        with np.errstate(all="ignore"):
            for _ in range(60):
                for first in range(0, 240, 20):
                    params = step(params, X[:, first : first + 20], Y[:, first : first + 20], eta)
            return float(lesson["cost"](leaky.forward(params, X)["A3"], Y))

    def right(params: Any, x: Any, y: Any, eta: float) -> Any:
        return leaky.update(params, leaky.gradients(params, x, y), eta)

    early = lesson["early_step"]
    assert trained(early, 0.05) == pytest.approx(trained(right, 0.05), rel=0.05)
    assert trained(early, 0.2) > 3 * trained(right, 0.2)
    assert trained(right, 0.5) < 0.01
    assert not trained(early, 0.5) < 1


def test_training_counts_epochs_and_iterations_and_learns_the_roof(lesson: dict[str, Any]) -> None:
    X, Y = lesson["X_train"], lesson["Y_train"]
    for seed in (1, 2, 3):
        for train in (lesson["train"], leaky.train):
            params, costs, iterations = train(lesson["small_start"](seed), X, Y, 0.1, 20, 60, 0.0)
            assert (costs.shape, iterations) == ((61,), 720)
            assert lesson["error_on_new_points"](params) < 0.01
    params, costs, iterations = lesson["train"](lesson["small_start"](1), X, Y, 0.1, 100, 60, 5.0)
    changes = np.abs(np.diff(costs)) / costs[:-1]
    assert np.all(changes[:-1] >= 0.05)
    assert changes[-1] < 0.05
    assert iterations == 3 * (len(costs) - 1)


@pytest.mark.parametrize("sizes", [[2, 3, 2, 1], [4, 2], [6, 5, 4, 3, 2]])
def test_shapes_are_those_of_the_arrays(lesson: dict[str, Any], sizes: list[int]) -> None:
    for shapes in (lesson["shapes"], leaky.shapes):
        found = shapes(sizes, 7)
        assert len(found) == 1 + 7 * (len(sizes) - 1)
        if len(sizes) == 4:
            case = leaky_networks(seed=3, sizes=sizes, m=7, count=1)[0]
            made = {"X": case["X"], **case["params"], **leaky_values(case["params"], case["X"])}
            made |= leaky.gradients(**case)
            assert {name: array.shape for name, array in made.items()} == {k: tuple(v) for k, v in found.items()}


def test_reference_refuses_shapes_that_do_not_fit() -> None:
    case = network((2, 3, 2, 1), 3, 0.1)
    with pytest.raises(ValueError, match="must have shape"):
        leaky.gradients(case["params"], case["X"], case["Y"].T)
    with pytest.raises(ValueError, match="must have shape"):
        leaky.gradients(case["params"], case["X"].T, case["Y"])


def test_figures_say_their_numbers() -> None:
    case = network((2, 3, 2, 1), 5, 0.1)
    cache = leaky_values(case["params"], case["X"])
    flow = shape_flow(case["params"], cache, leaky.gradients(**case), case["X"])
    said = {
        "At z = -2 the value is -0.2 and the slope 0.1": leaky_curve(leaky.leaky_relu, 0.1, -2.0),
        "W3 (1, 2) times A2 (2, 5) gives Z3 (1, 5)": flow,
        "W3ᵀ (2, 1) times dZ3 (1, 5) gives dZ2 (2, 5)": flow,
        "0 at 1, 0.5 at 10": relative_gaps({1: 0.0, 10: 0.5}, "samples", "Averaging"),
        "a run: from 0.5 to 0.1 in 2 epochs, 24 iterations": training_runs({"a run": ([0.5, 0.2, 0.1], 24)}),
        "dZ1 from 1 to 0.5; dZ2 from 2 to 0.25": layer_deltas([[1, 2], [0.5, 0.25]], [1.0, 0.1]),
        "flat: 1.00 in the middle": height_maps({"flat": lambda X: np.ones((1, X.shape[1]))}, 1.0),
        "steep: 0.00 in the middle and -1000.00 at": height_maps({"steep": lambda X: 1000 * X[:1]}, 1.0),
    }
    say_their_numbers(said)
