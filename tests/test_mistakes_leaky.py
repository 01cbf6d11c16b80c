"""Lesson 5's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import between, integer, random_inputs
from helpers.mistakes.leaky import MODELS
from helpers.mistakes.match import same
from helpers.nudge import leaky_networks
from helpers.reference import leaky
from tests.real_checks import checks_by_reference, message_of, notebook
from tests.test_separability import Table, not_apart, not_named, not_right

ALPHA = between(0.02, 0.4)
Z = between(-2, 2, 2, 4, away_from=0.0, gap=0.2)
DRAWS: dict[str, dict[str, Any]] = {
    "leaky_relu": {"z": Z, "alpha": ALPHA},
    "output_delta": {"A3": Z, "Z3": Z, "Y": between(-1, 1, 2, 4), "alpha": ALPHA},
    "last_layer_gradients": {"dZ3": between(-1, 1, 2, 4), "A2": between(-1, 1, 3, 4)},
    "pass_back": {"W": between(-1, 1, 3, 2), "dZ": between(-1, 1, 3, 4), "Z_before": Z, "alpha": ALPHA},
    "slip_average": {"dZ3": between(-1, 1, 2, 4), "A2": between(-1, 1, 3, 4)},
    "shapes": {"sizes": lambda rng: [int(n) for n in rng.integers(1, 9, size=4)], "m": integer(1, 9)},
}
# What follows params, X and Y in the whole-network exercises.
MORE: dict[str, dict[str, Any]] = {
    "gradients": {},
    "slip_order": {"eta": 0.3},
    "train": {"eta": 0.05, "batch": 3, "epochs": 4, "percent": 8.0},
}


def cases_of(exercise: str) -> list[dict[str, Any]]:
    if exercise in DRAWS:
        return random_inputs(seed=8, count=25, **DRAWS[exercise])
    networks = leaky_networks(seed=8, sizes=(2, 3, 3, 2), m=5, count=25, alpha=0.2)
    if exercise == "forward":
        return [{key: case[key] for key in ("params", "X", "alpha")} for case in networks]
    return [{**case, **MORE[exercise]} for case in networks]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    exercise = model.reference.removeprefix("leaky.")
    for case in cases_of(exercise):
        values = [case[name] for name in model.inputs]
        assert same(model.run(values), getattr(leaky, exercise)(**case), 1e-10), case


def test_every_exercise_of_the_lesson_has_a_model() -> None:
    with_check = {name for name in checks_by_reference() if name.startswith("leaky.")}
    assert with_check == {model.reference for model in MODELS}
    assert all(len({fault.mistake.name for fault in model.faults}) >= 5 for model in MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_the_lessons_checks_tell_all_mistakes_apart_and_name_them(model: Any) -> None:
    table = Table(model, checks_by_reference()[model.reference])
    assert [*not_right(table), *not_apart(table), *not_named(table)] == []


# --- What learners write: each is caught by the first check that it fails, and named ---


def relu_kept_strict(z, alpha):
    return np.where(z > 0, z, alpha * z), np.where(z > 0, 1, alpha)


def alpha_on_both_sides(z, alpha):
    return np.maximum(z, 0), np.where(z >= 0, 1.0, 0.0)


def lesson_3s_leak(z, alpha):
    slope = np.where(z >= 0, 1.0, 0.01)
    return slope * z, slope


def linear_output(params, X, alpha=0.1):
    cache = leaky.forward(params, X, alpha)
    return {**cache, "A3": cache["Z3"]}


def biases_forgotten(params, X, alpha=0.1):
    A, cache = X, {}
    for layer in "123":
        cache["Z" + layer] = params["W" + layer] @ A
        A = cache["A" + layer] = leaky.leaky_relu(cache["Z" + layer], alpha)[0]
    return cache


def z_handed_on(params, X, alpha=0.1):
    A, cache = X, {}
    for layer in "123":
        A = cache["Z" + layer] = params["W" + layer] @ A + params["b" + layer]
        cache["A" + layer] = leaky.leaky_relu(A, alpha)[0]
    return cache


def lesson_2s_factor(A3, Z3, Y, alpha):
    return 2 * (A3 - Y) * np.where(Z3 >= 0, 1, alpha)


def value_times_miss(A3, Z3, Y, alpha):
    return (A3 - Y) * leaky.leaky_relu(Z3, alpha)[0]


def lesson_4s_sign(A3, Z3, Y, alpha):
    return -(A3 - Y) * np.where(Z3 >= 0, 1, alpha)


def mean_in_the_error(A3, Z3, Y, alpha):
    return (A3 - Y) * np.where(Z3 >= 0, 1, alpha) / Y.shape[1]


def sums(dZ3, A2):
    return dZ3 @ A2.T, np.sum(dZ3, axis=1, keepdims=True)


def no_keepdims(dZ3, A2):
    return dZ3 @ A2.T / dZ3.shape[1], np.mean(dZ3, axis=1)


def averaged_first(dZ3, A2):
    error = np.mean(dZ3, axis=1, keepdims=True)
    return error @ np.mean(A2, axis=1, keepdims=True).T, error


def no_slope(W, dZ, Z_before, alpha):
    return W.T @ dZ


def undone(W, dZ, Z_before, alpha):
    return np.linalg.pinv(W) @ dZ * np.where(Z_before >= 0, 1, alpha)


def dead_units(W, dZ, Z_before, alpha):
    return W.T @ dZ * (Z_before > 0)


def _whole(params, X, Y, alpha, inputs: Callable[[Any], tuple[Any, Any]], slope: Callable[[Any, Any], Any]):
    cache, grads = leaky.forward(params, X, alpha), {}
    A2, A1 = inputs(cache)
    grads["dZ3"] = (cache["A3"] - Y) * slope(cache["Z3"], alpha)
    grads["dZ2"] = params["W3"].T @ grads["dZ3"] * slope(cache["Z2"], alpha)
    grads["dZ1"] = params["W2"].T @ grads["dZ2"] * slope(cache["Z1"], alpha)
    for layer, A in (("3", A2), ("2", A1), ("1", X)):
        grads["dW" + layer], grads["db" + layer] = leaky.last_layer_gradients(grads["dZ" + layer], A)
    return grads


def right_slope(Z, alpha):
    return np.where(Z >= 0, 1.0, alpha)


def z_before_the_weights(params, X, Y, alpha=0.1):
    return _whole(params, X, Y, alpha, lambda cache: (cache["Z2"], cache["Z1"]), right_slope)


def fixed_alpha(params, X, Y, alpha=0.1):
    return _whole(params, X, Y, alpha, lambda cache: (cache["A2"], cache["A1"]), lambda Z, alpha: right_slope(Z, 0.1))


def no_slopes_at_all(params, X, Y, alpha=0.1):
    return _whole(params, X, Y, alpha, lambda cache: (cache["A2"], cache["A1"]), lambda Z, alpha: 1.0)


def gap_turned(dZ3, A2):
    repaired, gap = leaky.slip_average(dZ3, A2)
    return repaired, -gap


def still_averaged(dZ3, A2):
    published = np.outer(np.mean(dZ3, axis=1), np.mean(A2, axis=1))
    return published, published - dZ3 @ A2.T / dZ3.shape[1]


def uphill(params, X, Y, eta, alpha=0.1):
    new = leaky.update(params, leaky.gradients(params, X, Y, alpha), -eta)
    return new, leaky.step_updating_early(params, X, Y, eta, alpha)["W1"] - new["W1"]


def published_kept(params, X, Y, eta, alpha=0.1):
    gap = leaky.slip_order(params, X, Y, eta, alpha)[1]
    return leaky.step_updating_early(params, X, Y, eta, alpha), gap


def _train(params, X, Y, eta, batch, epochs, percent, alpha, *, cut_off=False, of_batch=False, share=0.01, each=False):
    costs, count, m = [leaky.cost(leaky.forward(params, X, alpha)["A3"], Y)], 0, X.shape[1]
    for _ in range(epochs):
        for first in range(0, m - m % batch if cut_off else m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = leaky.update(params, leaky.gradients(params, x, y, alpha), eta)
            count += 1
            if each:
                costs.append(leaky.cost(leaky.forward(params, X, alpha)["A3"], Y))
        if not each:
            seen = (x, y) if of_batch else (X, Y)
            costs.append(leaky.cost(leaky.forward(params, seen[0], alpha)["A3"], seen[1]))
        if abs(costs[-1] - costs[-2]) < percent * share * costs[-2]:
            break
    return params, np.array(costs), count


def with_options(**options: Any) -> Callable[..., Any]:
    def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
        return _train(params, X, Y, eta, batch, epochs, percent, alpha, **options)

    return train


def epochs_counted(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    last, costs, _ = leaky.train(params, X, Y, eta, batch, epochs, percent, alpha)
    return last, costs, len(costs) - 1


def turned_weights(sizes, m):
    return {name: s[::-1] if name[0] == "W" or name[:2] == "dW" else s for name, s in leaky.shapes(sizes, m).items()}


def flat_biases(sizes, m):
    return {name: (s[0],) if "b" in name else s for name, s in leaky.shapes(sizes, m).items()}


def bias_for_each_sample(sizes, m):
    return {name: (s[0], m) if "b" in name else s for name, s in leaky.shapes(sizes, m).items()}


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("leaky_relu", relu_kept_strict, "another slope at the kink"),
    ("leaky_relu", alpha_on_both_sides, "ReLU for leaky ReLU"),
    ("leaky_relu", lesson_3s_leak, "alpha is typed in, or not handed on"),
    ("forward", linear_output, "the activation is missing"),
    ("forward", biases_forgotten, "the bias is missing"),
    ("forward", z_handed_on, "Z goes into the next layer, not A"),
    ("output_delta", lesson_2s_factor, "a factor 2 that is not there"),
    ("output_delta", value_times_miss, "the value of the activation for its slope"),
    ("output_delta", lesson_4s_sign, "the sign of the gradient is turned round"),
    ("output_delta", mean_in_the_error, "1/m comes too early"),
    ("last_layer_gradients", sums, "summed, not averaged"),
    ("last_layer_gradients", no_keepdims, "an axis is lost"),
    ("last_layer_gradients", averaged_first, "the factors are averaged before they are multiplied"),
    ("pass_back", no_slope, "the slope of the activation is missing"),
    ("pass_back", undone, "the inverse for the transpose"),
    ("pass_back", dead_units, "ReLU for leaky ReLU"),
    ("gradients", z_before_the_weights, "Z stands where A should stand"),
    ("gradients", fixed_alpha, "alpha is typed in, or not handed on"),
    ("gradients", no_slopes_at_all, "the slope of the activation is missing"),
    ("slip_average", gap_turned, "the gap is taken the other way round"),
    ("slip_average", still_averaged, "the factors are averaged before they are multiplied"),
    ("slip_order", uphill, "the sign of the step is turned round"),
    ("slip_order", published_kept, "updated before the error is passed back"),
    ("train", with_options(cut_off=True), "the last, smaller batch is left out"),
    ("train", with_options(of_batch=True), "the cost is that of the last batch"),
    ("train", with_options(share=1.0), "percent is taken for a share"),
    ("train", with_options(share=0.0), "the stop rule never stops"),
    ("train", with_options(each=True), "a cost is noted after each iteration"),
    ("train", epochs_counted, "epochs are counted, not iterations"),
    ("shapes", turned_weights, "rows and columns are swapped"),
    ("shapes", bias_for_each_sample, "a bias for each sample"),
    ("shapes", flat_biases, "an axis is lost"),
]


def first_message(exercise: str, answer: Callable[..., Any], **options: Any) -> str:
    return message_of(f"leaky.{exercise}", answer, **options)


@pytest.mark.parametrize(
    ("exercise", "answer", "name"), WRITTEN, ids=[f"{exercise}-{name[:60]}" for exercise, _, name in WRITTEN]
)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    assert first_message(exercise, answer).splitlines()[0] == f"it: {name}."


@pytest.mark.parametrize(
    ("exercise", "answer", "of_lesson_3"),
    [
        ("output_delta", mean_in_the_error, "eight"),
        ("shapes", flat_biases, "sum"),
        ("shapes", flat_biases, "array has"),
    ],
)
def test_what_lesson_3_has_is_not_told_in_lesson_5(exercise: str, answer: Callable[..., Any], of_lesson_3: str) -> None:
    message = first_message(exercise, answer)
    assert "Think" in message
    assert of_lesson_3 not in message


def test_what_is_not_known_is_not_named() -> None:
    message = first_message("pass_back", lambda W, dZ, Z_before, alpha: np.sin(W.T @ dZ))
    assert message.startswith("it ")
    assert "Think" not in message


UPON_PASS_BACK = """
def gradients(params, X, Y, alpha=0.1):
    cache = {"A0": X, **leaky.forward(params, X, alpha)}
    grads = {"dZ3": leaky.output_delta(cache["A3"], cache["Z3"], Y, alpha)}
    for at in (3, 2, 1):
        dZ = grads[f"dZ{at}"]
        grads[f"dW{at}"], grads[f"db{at}"] = leaky.last_layer_gradients(dZ, cache[f"A{at - 1}"])
        if at > 1:
            grads[f"dZ{at - 1}"] = pass_back(params[f"W{at}"], dZ, cache[f"Z{at - 1}"], alpha)
    return grads
"""


def test_an_answer_upon_a_wrong_earlier_one_is_right() -> None:
    gradients = notebook(UPON_PASS_BACK, leaky=leaky, pass_back=no_slope)["gradients"]
    assert first_message("gradients", gradients, earlier=["leaky.pass_back"]) == ""
    assert first_message("gradients", gradients) != ""


def test_a_mistake_upon_a_wrong_earlier_answer_is_named() -> None:
    fixed = UPON_PASS_BACK.replace("leaky.output_delta(cache", "0.5 * leaky.output_delta(cache")
    gradients = notebook(fixed, leaky=leaky, pass_back=no_slope)["gradients"]
    message = first_message("gradients", gradients, earlier=["leaky.pass_back"])
    assert message.startswith("it: a factor 1/2 that is not there")
    assert "One of your earlier answers is wrong, too" in message
