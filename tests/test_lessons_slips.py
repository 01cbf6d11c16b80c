"""The published slips of lessons 2 to 7: what is wrong with each, what it costs, and that the repair is right."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.differences import central_difference, complex_step
from helpers.digits import digits_by_place
from helpers.nudge import leaky_networks, leaky_values, paths_networks, paths_slopes, paths_values
from helpers.reference import digits, leaky, neuron, paths, sum_term
from tests.judges import both, solved

pytestmark = pytest.mark.unit


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


@pytest.mark.parametrize(("J", "K"), [(1, 3), (3, 2), (2, 3), (4, 4), (6, 1)])
def test_the_slip_counts_the_other_outputs_too(J: int, K: int) -> None:
    lesson = solved("04_sigmoid_term")
    rng = np.random.default_rng([J, K])
    w, o = rng.uniform(-2, 2, (J, K)), rng.uniform(-1, 1, J)
    for j, k in np.ndindex(J, K):
        nudged = complex_step(lambda weights, k=k: (weights.T @ o)[k], w)[j, k]
        for repaired in (lesson["slip_index"], sum_term.repaired_sum):
            factor, surplus = repaired(w, o, j, k)
            assert factor == pytest.approx(nudged, rel=1e-12)
            assert factor + surplus == pytest.approx(lesson["published_factor"](w, o, j, k), rel=1e-12)
    if J == 1:
        assert lesson["published_factor"](w, o, 0, 0) == pytest.approx(o[0], rel=1e-12)  # the slip cannot be seen
    else:
        assert lesson["published_factor"](w, o, 0, 0) != pytest.approx(o[0], rel=1e-3)


def test_averaging_first_agrees_for_one_sample_only_and_misses_the_covariance() -> None:
    rng = np.random.default_rng(5)
    for m in (1, 2, 3, 8, 50):
        for n_3, n_2 in ((1, 2), (3, 2), (2, 4), (3, 3)):
            d, a = rng.normal(size=(n_3, m)), rng.normal(size=(n_2, m))
            right = np.mean([np.outer(d[:, i], a[:, i]) for i in range(m)], axis=0)
            covariance = np.cov(d, a, bias=True)[:n_3, n_3:] if m > 1 else np.zeros((n_3, n_2))
            for slip_average in both("05_leaky_relu", leaky, "slip_average"):
                repaired, gap = slip_average(d, a)
                np.testing.assert_allclose(repaired, right, rtol=1e-12, atol=1e-14)
                np.testing.assert_allclose(gap, -covariance, rtol=1e-10, atol=1e-14)
                assert (np.linalg.norm(gap) > 1e-2) == (m > 1)


@pytest.mark.parametrize("seed", range(6))
def test_updating_first_is_off_in_proportion_to_the_learning_rate(seed: int) -> None:
    lesson = solved("05_leaky_relu")
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


def test_the_wrong_order_costs_nothing_at_small_rates_and_fails_where_the_right_one_settles() -> None:
    lesson = solved("05_leaky_relu")
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


@pytest.mark.parametrize("seed", range(5))
def test_slips_are_wrong_and_their_repairs_are_right(seed: int) -> None:
    lesson = solved("06_paths")
    sizes = (2, 3, 4, 3)
    (case,) = paths_networks(seed, sizes, count=1)
    params, cache, slopes = case["params"], paths_values(case["params"], case["X"]), paths_slopes(**case)
    right = paths.backward(params, cache, case["Y"])
    for slip_neuron in both("06_paths", paths, "slip_neuron"):
        for layer, k, j in ((1, 2, 1), (2, 3, 0), (3, 1, 2)):
            found, times = slip_neuron(cache, layer, k, j)
            W, b, A = params[f"W{layer}"], params[f"b{layer}"], cache[f"A{layer - 1}"]
            seen = central_difference(lambda W, b=b, A=A, k=k: (1 / (1 + np.exp(-(W @ A + b))))[k, 0], W)[k, j]  # type: ignore[misc]
            assert found == pytest.approx(seen, rel=1e-7)
            assert times == pytest.approx(A[j, 0] / seen, rel=1e-7)
            assert times >= 4
            assert lesson["published_neuron"](cache, layer, k, j) == pytest.approx(times * found)
    for slip_middle in both("06_paths", paths, "slip_middle"):
        middle, gap = slip_middle(params, cache, case["Y"])
        dA = 2 / 3 * (cache["A3"] - case["Y"])
        np.testing.assert_allclose(middle.T @ dA, slopes["dA2"], rtol=1e-7, atol=1e-10)
        published = lesson["published_middle"](params, cache, case["Y"])
        np.testing.assert_allclose(published - gap, slopes["dA2"], rtol=1e-7, atol=1e-10)
        assert np.max(np.abs(gap)) > 1e-3
    for slip_input in both("06_paths", paths, "slip_input"):
        for layer in (1, 2, 3):
            repaired, gap = slip_input(right[f"dZ{layer}"], cache, layer)
            np.testing.assert_allclose(repaired, right[f"dW{layer}"], rtol=1e-12)
            published = lesson["published_input"](right[f"dZ{layer}"], cache, layer)
            np.testing.assert_allclose(published - gap, right[f"dW{layer}"], rtol=1e-10, atol=1e-15)
            assert np.max(np.abs(gap)) > 1e-4


def test_the_published_gradient_does_not_learn_what_the_right_one_does() -> None:
    lesson = solved("06_paths")

    def after_training(published: bool) -> float:
        params, X, Y = lesson["ex_params"], lesson["bits_X"], lesson["bits_Y"]
        for sample in 150 * list(range(8)):
            cache = paths.forward(params, X[:, [sample]])
            grads = lesson["backward"](params, cache, Y[:, [sample]])
            if published:
                for layer in (1, 2, 3):
                    grads[f"dW{layer}"] = lesson["published_input"](grads[f"dZ{layer}"], cache, layer)
            params = {name: params[name] - 2.0 * grads["d" + name] for name in params}
        return float(np.mean((paths.forward(params, X)["A3"] - Y) ** 2))

    assert after_training(published=False) < 0.01
    assert after_training(published=True) > 0.1


@pytest.mark.parametrize(("m", "size"), [(1400, 32), (10, 4), (20, 32), (64, 32), (5, 1), (1, 1)])
def test_batches_hold_every_sample_once_and_the_published_ones_do_not(m: int, size: int) -> None:
    lesson = solved("07_digits")
    for batches in both("07_digits", digits, "slip_batches"):
        found = batches(m, size, 1)
        assert sorted(np.concatenate(found).tolist()) == list(range(m))
        assert [len(batch) for batch in found[:-1]] == [size] * (len(found) - 1)
        assert len(found) == -(-m // size)
        if m > 4:
            assert not np.array_equal(np.concatenate(found), np.concatenate(batches(m, size, 2)))
    used = sum(len(batch) for batch in lesson["published_batches"](m, size, 1))
    assert used == m - m % size


def test_split_has_nothing_in_both_parts_and_the_published_one_has() -> None:
    lesson = solved("07_digits")
    for split in both("07_digits", digits, "slip_split"):
        learn, test = split(150, 50, 3)
        assert len(test) == 50
        assert sorted([*learn, *test]) == list(range(150))
    learn, test = lesson["published_split"](150, 50, 3)
    assert set(test) <= set(learn)


def test_what_the_slips_cost() -> None:
    lesson = solved("07_digits")
    hidden = ["relu"]
    right, slipped = lesson["reader"]()[0], lesson["slipped_reader"]()[0]
    assert lesson["held_out_accuracy"](right, hidden) > lesson["held_out_accuracy"](slipped, hidden) + 0.05
    X, labels, X_last, labels_last = digits_by_place()
    start = lesson["initialise"]([64, 32, 10], 1)
    by_place = lesson["train"](start, X, lesson["one_hot"](labels), hidden, 0.3, 32, 30, 1)[0]
    other_hands = digits.accuracy(digits.forward(by_place, X_last, hidden)["A2"], labels_last)
    assert other_hands < lesson["held_out_accuracy"](right, hidden) - 0.03
