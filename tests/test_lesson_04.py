"""Lesson 4: its formulas and its reference against automatic differentiation, complex step and central differences."""

from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from course.authoring.text import read_text
from helpers.checks import CheckFailed, check
from helpers.differences import complex_step
from helpers.figures import error_falling, factors_by_unit, index_orders
from helpers.reference import sum_term
from tests.judges import agree, say_their_numbers

pytestmark = pytest.mark.unit

LESSON = Path(__file__).parent.parent / "course" / "lessons" / "04_sigmoid_term.py"

# Two seeds for each; J and K differ in most, so that a swapped index cannot hide, and agree in some.
SHAPES = [(3, 2), (2, 3), (4, 4), (2, 2), (1, 3), (3, 1), (5, 2), (2, 6), (3, 3), (4, 3), (6, 1)]
LAYERS = [(seed, J, K) for J, K in SHAPES for seed in (1, 2)]


def layer(seed: int, J: int, K: int) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng([seed, J, K])
    return rng.uniform(-2, 2, (J, K)), rng.uniform(-1, 1, J), rng.uniform(0, 1, K)


def error(w: Any, o: Any, t: Any) -> Any:
    """The lesson's E in autograd's own NumPy, for one sample or a batch."""
    return anp.sum((t - 1 / (1 + anp.exp(-anp.dot(w.T, o)))) ** 2)


def error_of_both(v: Any, w: Any, x: Any, t: Any) -> Any:
    return error(w, 1 / (1 + anp.exp(-anp.dot(v.T, x))), t)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_forward_and_error(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    w, o, t = layer(seed, J, K)
    W = w.T
    right = 1 / (1 + np.exp(-(W @ o)))
    for output in (lesson["output"], sum_term.output):
        np.testing.assert_allclose(output(w, o), right, rtol=1e-12)
    for its_error in (lesson["error"], sum_term.error):
        assert its_error(w, o, t) == pytest.approx(float(error(w, o, t)), rel=1e-12)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_sum_term_jacobian(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    w, o, _ = layer(seed, J, K)
    for jacobian in (lesson["sum_term_jacobian"](w, o), sum_term.sum_term_jacobian(w, o)):
        assert jacobian.shape == (J, K, K)
        for column in range(K):
            agree(jacobian[:, :, column], lambda weights, column=column: anp.dot(weights.T, o)[column], w)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_expressions_and_matrix_form(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    w, o, t = layer(seed, J, K)
    agree(lesson["matrix_form"](w, o, t), lambda weights: error(weights, o, t), w)
    agree(sum_term.matrix_form(w, o, t), lambda weights: error(weights, o, t), w)
    right = autograd.grad(error)(w, o, t)
    for j, k in np.ndindex(J, K):
        assert lesson["expression_2"](w, o, t, j, k) == pytest.approx(right[j, k], rel=1e-12, abs=1e-15)
        assert lesson["expression_1"](w, o, t, j, k) == pytest.approx(right[j, k], rel=1e-8, abs=1e-11)
        assert sum_term.partial_derivative(w, o, t, j, k) == pytest.approx(right[j, k], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_batch_form(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    rng = np.random.default_rng([seed, J, K])
    w, o, t = rng.uniform(-2, 2, (J, K)), rng.uniform(-1, 1, (J, 4)), rng.uniform(0, 1, (K, 4))
    for batch_form in (lesson["batch_form"], sum_term.batch_form):
        agree(batch_form(w, o, t), lambda weights: error(weights, o, t), w)
        one_by_one = sum(sum_term.matrix_form(w, o[:, n], t[:, n]) for n in range(4))
        np.testing.assert_allclose(batch_form(w, o, t), one_by_one, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_hidden_error_and_hidden_gradient(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    w, o, t = layer(seed, J, K)
    s = w.T @ o
    delta = autograd.grad(lambda sums: anp.sum((t - 1 / (1 + anp.exp(-sums))) ** 2))(s)
    for hidden_error in (lesson["hidden_error"], sum_term.hidden_error):
        agree(hidden_error(w, delta), lambda outputs: error(w, outputs, t), o)
    rng = np.random.default_rng([seed, J, K, 9])
    v, x = rng.uniform(-2, 2, (4, J)), rng.uniform(-1, 1, 4)
    for hidden_gradient in (lesson["hidden_gradient"], sum_term.hidden_gradient):
        agree(hidden_gradient(v, w, x, t), lambda first: error_of_both(first, w, x, t), v)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_update_lowers_the_error_as_much_as_predicted(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    w, o, t = layer(seed, J, K)
    gradient, alpha = sum_term.matrix_form(w, o, t), 1e-4
    before = w.copy()
    for update in (lesson["update"], sum_term.update):
        change = sum_term.error(update(w, gradient, alpha), o, t) - sum_term.error(w, o, t)
        assert change < 0
        assert change == pytest.approx(-alpha * np.sum(gradient**2), rel=1e-3)
    np.testing.assert_array_equal(w, before)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_the_slip_counts_the_other_outputs_too(lesson: dict[str, Any], seed: int, J: int, K: int) -> None:
    w, o, _ = layer(seed, J, K)
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


def test_updates_on_the_lessons_batch(lesson: dict[str, Any]) -> None:
    """E falls at every update where alpha is small, soonest at 1, and alpha = 2 steps too far to settle."""
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


@pytest.mark.parametrize("h", [1e-5, 1e-3, 0.5])
def test_a_nudge_of_the_sum_is_found_out_where_a_unit_is_nearly_silent(lesson: dict[str, Any], h: float) -> None:
    """The sum is linear, so a nudge of it errs by rounding only: without a small output it would pass for a formula."""

    def nudged(w: Any, o: Any, t: Any, j: int, k: int) -> Any:
        up, down = w.copy(), w.copy()
        up[j, k] += h
        down[j, k] -= h
        s = w[:, k] @ o
        slope = (up[:, k] @ o - down[:, k] @ o) / (2 * h)
        return -2 * (t[k] - lesson["sigmoid"](s)) * lesson["sigmoid_prime"](s) * slope

    silent = {"w": np.array([[0.5, -0.4], [0.8, 0.3]]), "o": np.array([3e-7, 0.7]), "t": np.array([0.9, 0.2])}
    cases = lesson["each_weight"]([silent])
    with pytest.raises(CheckFailed, match="nearly right, but not as a formula is"):
        check(nudged, cases, "sum_term.partial_derivative", derived=True)
    check(lesson["expression_2"], cases, "sum_term.partial_derivative", derived=True)


@pytest.mark.parametrize(("seed", "J", "K"), LAYERS)
def test_the_outputs_of_a_batch_are_those_of_its_samples(seed: int, J: int, K: int) -> None:
    """A learner's formula takes a batch as it takes a sample, and may be called with one further below."""
    w, o, _ = layer(seed, J, K)
    batch = np.column_stack([o, 2 * o, -o])
    columns = [sum_term.output(w, sample) for sample in batch.T]
    np.testing.assert_allclose(sum_term.output(w, batch), np.column_stack(columns), rtol=1e-14)


def test_new_weights_as_nested_lists_are_refused_where_they_are_made(lesson: dict[str, Any]) -> None:
    """What comes after the check calculates with them."""
    names = {**lesson, "w": np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]])}
    names["update"] = lambda w, gradient, alpha: (w - alpha * gradient).tolist()
    test = next(cell for cell in read_text(LESSON).cells if cell.role == "test" and cell.name == "update")
    with pytest.raises(CheckFailed, match="is a list where an array is expected"):
        exec(compile(test.source, f"{LESSON.name}:{test.line}", "exec"), names)


def test_reference_refuses_shapes_that_do_not_fit() -> None:
    w, o, t = layer(1, 3, 2)
    with pytest.raises(ValueError, match="must have shape"):
        sum_term.output(w.T, o)
    with pytest.raises(ValueError, match="must have shape"):
        sum_term.matrix_form(w, o, t[:1])


def test_figures_say_their_numbers() -> None:
    w, o = np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]]), np.array([0.5, 0.8, 0.2])
    said = {
        "row 1, column 0": index_orders(w, 1, 0),
        "2 to 0.5 for alpha = 0.1": error_falling({0.1: [2.0, 1.0, 0.5]}),
        "published: 1.5, 1.5, 1.5": factors_by_unit(o, {"published": [1.5, 1.5, 1.5]}),
    }
    say_their_numbers(said)
