"""Lesson 4's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import between, random_inputs
from helpers.differences import central_difference
from helpers.mistakes.match import same
from helpers.mistakes.sum_term import MODELS
from helpers.reference import sum_term
from tests.real_checks import checks_by_reference, message_of, notebook

Draws = dict[str, Any]
weights, outputs, targets = between(-1, 1, 4, 3), between(0.2, 0.9, 4), between(0, 1, 3)


def index(below: int) -> Callable[[np.random.Generator], int]:
    return lambda rng: int(rng.integers(below))


INPUTS: dict[str, Draws] = {
    "output": {"w": weights, "o": outputs},
    "error": {"w": weights, "o": outputs, "t": targets},
    "sum_term_jacobian": {"w": weights, "o": outputs},
    "partial_derivative": {"w": weights, "o": outputs, "t": targets, "j": index(4), "k": index(3)},
    "matrix_form": {"w": weights, "o": outputs, "t": targets},
    "batch_form": {"w": weights, "o": between(0.2, 0.9, 4, 6), "t": between(0, 1, 3, 6)},
    "hidden_error": {"w": weights, "delta": between(-1, 1, 3)},
    "hidden_gradient": {"v": between(-1, 1, 2, 4), "w": weights, "x": between(-1, 1, 2), "t": targets},
    "update": {"w": weights, "gradient": weights, "alpha": between(0.01, 1)},
    "repaired_sum": {"w": weights, "o": outputs, "j": index(4), "k": index(3)},
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    exercise = model.reference.removeprefix("sum_term.")
    for case in random_inputs(seed=8, count=25, **INPUTS[exercise]):
        values = list(case.values())
        assert same(model.run(values), getattr(sum_term, exercise)(*values), 1e-10), case


def test_every_exercise_of_the_lesson_has_a_model() -> None:
    with_check = {name for name in checks_by_reference() if name.startswith("sum_term.")}
    assert with_check == {model.reference for model in MODELS}
    assert all(len({fault.mistake.name for fault in model.faults}) >= 5 for model in MODELS)


# --- What learners write: each is caught by the first check that it fails, and named ---


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def sigmoid_prime(s):
    return sigmoid(s) * (1 - sigmoid(s))


def loop_without_reset(w, o):
    out, s = [], 0.0
    for k in range(w.shape[1]):
        for j in range(w.shape[0]):
            s += w[j, k] * o[j]
        out.append(sigmoid(s))
    return np.array(out)


def overwrites_the_sum(w, o):
    out = np.zeros(w.shape[1])
    for k in range(w.shape[1]):
        for j in range(w.shape[0]):
            out[k] = sigmoid(w[j, k] * o[j])
    return out


def sums_over_k(w, o):
    return sigmoid(np.sum(w * o[:, None], axis=1))


def mean_error(w, o, t):
    return np.mean((t - sum_term.output(w, o)) ** 2)


def half_the_error(w, o, t):
    return 0.5 * np.sum((t - sum_term.output(w, o)) ** 2)


def square_outside(w, o, t):
    return np.sum(t - sum_term.output(w, o)) ** 2


def no_delta(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K, K))
    for j in range(J):
        for k in range(K):
            for l in range(K):  # noqa: E741
                jacobian[j, k, l] = o[j]
    return jacobian


def weights_in_the_jacobian(w, o):
    J, K = w.shape
    return np.array([[[w[j, k] * (k == l) for l in range(K)] for k in range(K)] for j in range(J)])  # noqa: E741


def sum_axis_first(w, o):
    K = w.shape[1]
    return np.array([[[o[j] * (k == l) for k in range(K)] for j in range(len(o))] for l in range(K)])  # noqa: E741


def positive_two(w, o, t, j, k):
    s = w[:, k] @ o
    return 2 * (t[k] - sigmoid(s)) * sigmoid_prime(s) * o[j]


def slope_at_output(w, o, t, j, k):
    out = sigmoid(w[:, k] @ o)
    return -2 * (t[k] - out) * sigmoid_prime(out) * o[j]


def published_sum(w, o, t, j, k):
    s = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s)) * sigmoid_prime(s) * sum(o[j] for j in range(len(o)))


def weight_kept_and_two_lost(w, o, t, j, k):
    s = w[:, k] @ o
    return -(t[k] - sigmoid(s)) * sigmoid_prime(s) * w[j, k] * o[j]


def slope_of_output_nudged(w, o, t, j, k):
    def out_k(weight):
        changed = w.copy()
        changed[j, k] = weight
        return sigmoid(changed[:, k] @ o)

    s = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s)) * sigmoid_prime(s) * central_difference(out_k, w[j, k])


def _delta(w, o, t):
    s = w.T @ o
    return -2 * (t - sigmoid(s)) * sigmoid_prime(s)


def other_outer(w, o, t):
    return np.outer(_delta(w, o, t), o)


def slope_forgotten(w, o, t):
    return np.outer(o, -2 * (t - sigmoid(w.T @ o)))


def own_output(w, o, t):
    return np.outer(sigmoid(w.T @ o), _delta(w, o, t))


def averaged_batch(w, o, t):
    return o @ _delta(w, o, t).T / o.shape[1]


def means_first(w, o, t):
    return np.outer(np.mean(o, axis=1), np.mean(_delta(w, o, t), axis=1))


def last_sample(w, o, t):
    for n in range(o.shape[1]):
        gradient = np.outer(o[:, n], _delta(w, o[:, n], t[:, n]))
    return gradient


def not_added(w, delta):
    return w * delta


def same_for_all(w, delta):
    return np.full(len(w), np.sum(delta))


def _hidden(slope: Callable[[Any, Any], Any], incoming: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def hidden_gradient(v, w, x, t):
        r = v.T @ x
        o = sigmoid(r)
        return np.outer(incoming(x, o), w @ _delta(w, o, t) * slope(r, o))

    return hidden_gradient


def adds_the_gradient(w, gradient, alpha):
    return w + alpha * gradient


def sum_is_the_factor(w, o, j, k):
    return np.sum(o), np.sum(o) - o[j]


def other_way_round(w, o, j, k):
    return o[j], o[j] - np.sum(o)


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("output", loop_without_reset, "the sum does not begin anew"),
    ("output", overwrites_the_sum, "only the last term is left of the sum"),
    ("output", sums_over_k, "the other index of the weights is summed"),
    ("error", mean_error, "averaged, not summed"),
    ("error", half_the_error, "a factor 1/2 that is not there"),
    ("error", square_outside, "the square comes after the sum"),
    ("sum_term_jacobian", no_delta, "every sum is said to hold the weight"),
    ("sum_term_jacobian", weights_in_the_jacobian, "the weight stands where the output should be"),
    ("sum_term_jacobian", sum_axis_first, "the axes are in another order"),
    ("partial_derivative", positive_two, "the inner -1 is missing, or there twice"),
    ("partial_derivative", slope_at_output, "sigma' is taken of the output, not of the sum"),
    ("partial_derivative", published_sum, "every term is kept"),
    ("partial_derivative", slope_of_output_nudged, "the slope of the sigmoid is there twice"),
    (
        "partial_derivative",
        weight_kept_and_two_lost,
        "two mistakes, the term itself stands where its slope should be and the factor 2 is missing",
    ),
    ("matrix_form", other_outer, "rows and columns are swapped"),
    ("matrix_form", slope_forgotten, "the slope of the sigmoid is missing"),
    ("matrix_form", own_output, "the unit's own output stands where its input should be"),
    ("batch_form", averaged_batch, "averaged, not summed"),
    ("batch_form", means_first, "the factors are averaged before they are multiplied"),
    ("batch_form", last_sample, "only the last sample counts"),
    ("hidden_error", not_added, "the sum is missing"),
    ("hidden_error", same_for_all, "the weights are missing on the way back"),
    ("hidden_gradient", _hidden(lambda r, o: 1.0, lambda x, o: x), "the slope of the hidden units is missing"),
    (
        "hidden_gradient",
        _hidden(lambda r, o: sigmoid_prime(o), lambda x, o: x),
        "sigma' of the hidden units is taken of their outputs",
    ),
    (
        "hidden_gradient",
        _hidden(lambda r, o: o * (1 - o), lambda x, o: o),
        "the unit's own output stands where its input should be",
    ),
    ("update", adds_the_gradient, "the sign of the step is turned round"),
    ("repaired_sum", sum_is_the_factor, "every term is kept"),
    ("repaired_sum", other_way_round, "the surplus is taken the other way round"),
]


def first_message(exercise: str, answer: Callable[..., Any], **options: Any) -> str:
    return message_of(f"sum_term.{exercise}", answer, **options)


@pytest.mark.parametrize(
    ("exercise", "answer", "name"), WRITTEN, ids=[f"{exercise}-{name[:60]}" for exercise, _, name in WRITTEN]
)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    assert first_message(exercise, answer).splitlines()[0] == f"it: {name}."


def test_what_is_not_known_is_not_named() -> None:
    message = first_message("hidden_error", lambda w, delta: np.tanh(w) @ delta)
    assert message.startswith("it ")
    assert "Think" not in message


UPON_ENTRIES = """
def matrix_form(w, o, t):
    J, K = w.shape
    return np.array([[expression_2(w, o, t, j, k) for k in range(K)] for j in range(J)])
"""


def test_an_answer_upon_a_wrong_earlier_one_is_right() -> None:
    matrix_form = notebook(UPON_ENTRIES, expression_2=published_sum)["matrix_form"]
    assert first_message("matrix_form", matrix_form, earlier=["sum_term.expression_2"]) == ""
    assert first_message("matrix_form", matrix_form) != ""


def test_a_mistake_upon_a_wrong_earlier_answer_is_named() -> None:
    turned = UPON_ENTRIES.replace("for k in range(K)] for j in range(J)", "for j in range(J)] for k in range(K)")
    matrix_form = notebook(turned, expression_2=published_sum)["matrix_form"]
    message = first_message("matrix_form", matrix_form, earlier=["sum_term.expression_2"])
    assert message.startswith("it: rows and columns are swapped.")
    assert "One of your earlier answers is wrong, too" in message
