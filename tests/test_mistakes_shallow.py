"""Lesson 3's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check_backward
from helpers.mistakes import model_of
from helpers.mistakes.match import same
from helpers.mistakes.shallow import MODELS
from helpers.reference import shallow
from tests.real_checks import checks_by_reference, message_of

Arrays = dict[str, Any]


def random_values(rng: np.random.Generator) -> Arrays:
    """One random value for every name that an input of lesson 3 has; two outputs, so that their order matters."""
    n_x, n_h, n_y, m = rng.integers(1, 5), rng.integers(2, 6), 2, rng.integers(1, 7)

    def draw(*shape: int) -> Any:
        return rng.uniform(-1, 1, shape)

    params = {"W1": draw(n_h, n_x), "b1": draw(n_h, 1), "W2": draw(n_y, n_h), "b2": draw(n_y, 1)}
    return {
        "params": params,
        "grads": {"d" + name: draw(*value.shape) for name, value in params.items()},
        "name": str(rng.choice(["sigmoid", "tanh", "relu", "leaky_relu"])),
        "Z": draw(n_h, m),
        "W": params["W1"],
        "w": draw(n_x),
        "X": draw(n_x, m),
        "Y": rng.integers(0, 2, (n_y, m)).astype(float),
        "A1": draw(n_h, m),
        "A2": rng.uniform(0.05, 0.95, (n_y, m)),
        "W2": params["W2"],
        "Z1": draw(n_h, m),
        "dA1": draw(n_h, m),
        "dZ1": draw(n_h, m),
        "dZ2": draw(n_y, m),
        "h": 0.01,
        "eta": rng.uniform(0.1, 2),
        "steps": int(rng.integers(0, 6)),
    }


NAMES: dict[str, tuple[str, ...]] = {
    "activations": ("name", "Z"),
    "loop_forward": ("params", "X"),
    "forward": ("params", "X"),
    "cost": ("A2", "Y"),
    "dA2": ("A2", "Y"),
    "dZ2": ("A2", "Y"),
    "dW2": ("dZ2", "A1"),
    "db2": ("dZ2",),
    "dA1": ("W2", "dZ2"),
    "dZ1": ("dA1", "Z1"),
    "dW1": ("dZ1", "X"),
    "db1": ("dZ1",),
    "gradient_check": ("params", "X", "Y", "grads", "h"),
    "update": ("params", "grads", "eta"),
    "train": ("params", "X", "Y", "eta", "steps"),
    "symmetry": ("params", "X", "Y", "eta", "steps"),
    "collapse": ("params",),
    "one_step": ("params", "X", "Y", "eta"),
}


def values_for(exercise: str, drawn: Arrays) -> list[Any]:
    if exercise == "neuron_forward":
        return [drawn["w"], float(drawn["eta"]), drawn["X"][:, 0], drawn["name"]]
    if exercise == "layer_forward":
        return [drawn["W"], drawn["params"]["b1"], drawn["X"][:, :1], drawn["name"]]
    return [drawn[name] for name in NAMES[exercise]]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    exercise = model.reference.removeprefix("shallow.")
    rng = np.random.default_rng(7)
    for _ in range(25):
        values = values_for(exercise, random_values(rng))
        assert same(model.run(values), getattr(shallow, exercise)(*values), 1e-9), values


def test_every_exercise_of_the_lesson_has_a_model() -> None:
    with_check = {name for name in checks_by_reference() if name.startswith("shallow.")}
    assert with_check == {model.reference for model in MODELS}
    assert all(len({fault.mistake.name for fault in model.faults}) >= 5 for model in MODELS)


# --- What learners write: each is caught by the first check that it fails, and named ---


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def g(name, Z):
    return shallow.activations(name, Z)[0]


def sigmoid_slope_of_output(name, Z):
    if name == "sigmoid":
        A = sigmoid(Z)
        return A, sigmoid(A) * (1 - sigmoid(A))
    return shallow.activations(name, Z)


def tanh_without_square(name, Z):
    if name == "tanh":
        return np.tanh(Z), 1 - np.tanh(Z)
    return shallow.activations(name, Z)


def relu_slope_where_negative(name, Z):
    if name == "relu":
        return np.maximum(Z, 0), np.where(Z < 0, 1.0, 0.0)
    return shallow.activations(name, Z)


def forgot_index_of_pair(w, b, x, name):
    z = w @ x + b
    return z, shallow.activations(name, z)


def always_tanh(w, b, x, name):
    z = w @ x + b
    return z, np.tanh(z)


def star_for_at(W, b, x, name):
    z = W * x.T + b
    return z, g(name, z)


def flat_sample(W, b, x, name):
    z = W @ x[:, 0] + b
    return z, g(name, z)


def tanh_twice(params, X):
    columns = []
    for i in range(X.shape[1]):
        a1 = np.tanh(params["W1"] @ X[:, i : i + 1] + params["b1"])
        columns.append(np.tanh(params["W2"] @ a1 + params["b2"]))
    return np.hstack(columns)


def returns_in_loop(params, X):
    for i in range(X.shape[1]):
        a1 = np.tanh(params["W1"] @ X[:, i : i + 1] + params["b1"])
        return sigmoid(params["W2"] @ a1 + params["b2"])


def z_passed_on(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = params["W2"] @ Z1 + params["b2"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": sigmoid(Z2)}


def no_biases(params, X):
    Z1 = params["W1"] @ X
    A1 = np.tanh(Z1)
    Z2 = params["W2"] @ A1
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": sigmoid(Z2)}


def cost_as_sum(A2, Y):
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P))


def cost_of_class_one(A2, Y):
    return -np.sum(Y * np.log(np.clip(A2, 1e-15, 1))) / Y.shape[1]


def cost_with_large_clip(A2, Y):
    P = np.clip(A2, 1e-3, 1 - 1e-3)
    return -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))


def no_brackets_below(A2, Y):
    return (A2 - Y) / A2 * (1 - A2)


def inner_minus_forgotten(A2, Y):
    return -(Y / A2 + (1 - Y) / (1 - A2))


def keeps_sigma_prime(A2, Y):
    return (A2 - Y) * A2 * (1 - A2)


def target_minus_prediction_over_m(A2, Y):
    return (Y - A2) / Y.shape[1]


def forgets_m(dZ2, A1):
    return dZ2 @ A1.T


def transposed(dZ2, A1):
    return A1 @ dZ2.T / dZ2.shape[1]


def without_keepdims(dZ2):
    return np.sum(dZ2, axis=1) / dZ2.shape[1]


def axis_zero(dZ1):
    return np.mean(dZ1, axis=0, keepdims=True)


def over_m_too(W2, dZ2):
    return W2.T @ dZ2 / dZ2.shape[1]


def slope_at_a(dA1, Z1):
    A1 = np.tanh(Z1)
    return dA1 * (1 - np.tanh(A1) ** 2)


def sigmoid_for_tanh_without_sign(dA1, Z1):
    A1 = np.tanh(Z1)
    return -dA1 * A1 * (1 - A1)


def rows_counted(dZ1, X):
    return np.dot(dZ1, X.T) / len(X)


def means_first(dZ1, X):
    return np.mean(dZ1, axis=1, keepdims=True) @ np.mean(X, axis=1, keepdims=True).T


def _judge(slope: Callable[..., Any], distance: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def gradient_check(params, X, Y, grads, h=1e-5):
        distances = {}
        for name, value in params.items():
            n = np.zeros(value.shape)
            for index in np.ndindex(value.shape):

                def J(nudge, name=name, value=value, index=index):
                    changed = value.copy()
                    changed[index] += nudge
                    return shallow.cost_of({**params, name: changed}, X, Y)

                n[index] = slope(J, h)
            distances["d" + name] = distance(n, grads["d" + name])
        return distances

    return gradient_check


def relative(n, g):
    return np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))


def climbs(params, grads, eta):
    return {name: params[name] + eta * grads["d" + name] for name in params}


def biases_forgotten(params, grads, eta):
    return {**params, **{name: params[name] - eta * grads["d" + name] for name in ("W1", "W2")}}


def _trains(note_first: bool = True, renew: bool = True, keep: bool = True) -> Callable[..., Any]:
    def train(params, X, Y, eta, steps):
        costs, cache = [], shallow.forward(params, X)
        for _ in range(steps):
            if renew:
                cache = shallow.forward(params, X)
            if note_first:
                costs.append(shallow.cost(cache["A2"], Y))
            new = shallow.update(params, shallow.backward(params, cache, X, Y), eta)
            params = new if keep else params
            if not note_first:
                costs.append(shallow.cost_of(params, X, Y))
        if note_first:
            costs.append(shallow.cost_of(params, X, Y))
        return params, np.array(costs)

    return train


def forgets_last_cost(params, X, Y, eta, steps):
    params, costs = shallow.train(params, X, Y, eta, steps)
    return params, costs[:-1]


def spread_within_rows(params, X, Y, eta, steps):
    W1 = shallow.train(params, X, Y, eta, steps)[0]["W1"]
    first = shallow.backward(params, shallow.forward(params, X), X, Y)["dW1"]
    return np.max(np.max(W1, axis=1) - np.min(W1, axis=1)), np.max(np.abs(first))


def forgets_the_first_bias(params):
    return params["W2"] @ params["W1"], params["b2"]


def half_repaired(params, X, Y, eta):
    m = X.shape[1]
    grads = shallow.one_step(params, X, Y, eta)[0]
    grads = {**grads, "dW1": grads["dW1"] / m, "db1": grads["db1"] / m}
    return grads, shallow.update(params, grads, eta)


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("activations", sigmoid_slope_of_output, "sigma' is taken of the output, not of the sum"),
    ("activations", tanh_without_square, "the square is missing in the slope of tanh"),
    ("activations", relu_slope_where_negative, "the two sides are swapped"),
    ("neuron_forward", forgot_index_of_pair, "value and slope are both kept"),
    ("neuron_forward", always_tanh, "the activation is typed in"),
    ("layer_forward", star_for_at, "entry by entry, not a matrix product"),
    ("layer_forward", flat_sample, "a row is added to a column"),
    ("loop_forward", tanh_twice, "tanh at the output"),
    ("loop_forward", returns_in_loop, "only the first sample counts"),
    ("forward", z_passed_on, "Z1 goes into the second layer, not A1"),
    (
        "forward",
        no_biases,
        "two mistakes, the bias of the hidden layer is missing and the bias of the output is missing",
    ),
    ("cost", cost_as_sum, "not divided by the number of samples"),
    ("cost", cost_of_class_one, "one of the two terms is missing"),
    ("cost", cost_with_large_clip, "the predictions are moved too far"),
    ("dA2", no_brackets_below, "the brackets around the denominator are missing"),
    ("dA2", inner_minus_forgotten, "the same sign for both targets"),
    ("dZ2", keeps_sigma_prime, "sigma' is kept though it cancels"),
    (
        "dZ2",
        target_minus_prediction_over_m,
        "two mistakes, 1/m comes too early and the sign of the gradient is turned round",
    ),
    ("dW2", forgets_m, "summed, not averaged"),
    ("dW2", transposed, "rows and columns are swapped"),
    ("db2", without_keepdims, "an axis is lost"),
    ("db1", axis_zero, "summed over the wrong axis"),
    ("dA1", over_m_too, "1/m comes too early"),
    ("dZ1", slope_at_a, "tanh' is taken of A1, not of Z1"),
    (
        "dZ1",
        sigmoid_for_tanh_without_sign,
        "two mistakes, the slope of the sigmoid for that of tanh and the sign of the gradient is turned round",
    ),
    ("dW1", rows_counted, "the number of rows is taken for m"),
    ("dW1", means_first, "the factors are averaged before they are multiplied"),
    ("gradient_check", _judge(lambda J, h: (J(h) - J(0)) / h, relative), "a one-sided difference"),
    (
        "gradient_check",
        _judge(lambda J, h: (J(h) - J(-h)) / h, relative),
        "the rise of two sides over the way of one",
    ),
    (
        "gradient_check",
        _judge(lambda J, h: (J(h) - J(-h)) / (2 * h), lambda n, g: np.linalg.norm(n - g)),
        "the distance is not relative",
    ),
    ("update", climbs, "the sign of the step is turned round"),
    ("update", biases_forgotten, "not all four parameters are moved"),
    ("train", _trains(note_first=False), "the entry for the start is missing"),
    ("train", forgets_last_cost, "the cost after the last step is missing"),
    ("train", _trains(keep=False), "every step begins at the start"),
    ("symmetry", spread_within_rows, "the range of each row, not of each column"),
    ("collapse", forgets_the_first_bias, "the first bias is missing"),
    ("one_step", half_repaired, "1/m is still there twice"),
]


def first_message(topic: str, exercise: str, answer: Callable[..., Any]) -> str:
    return message_of(f"{topic}.{exercise}", answer)


IDS = [f"{exercise}-{name[:60]}" for exercise, _, name in WRITTEN]


@pytest.mark.parametrize(("exercise", "answer", "name"), WRITTEN, ids=IDS)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    assert first_message("shallow", exercise, answer).splitlines()[0] == f"it: {name}."


def test_a_difference_over_half_its_way_is_told_of_the_way_and_not_of_a_square() -> None:
    message = first_message("shallow", "gradient_check", _judge(lambda J, h: (J(h) - J(-h)) / h, relative))
    assert "one up and one down" in message
    assert "equation (3.15)" in message
    assert "square" not in message
    assert "power rule" not in message


def test_what_is_not_known_is_not_named() -> None:
    message = first_message("shallow", "dZ1", lambda dA1, Z1: dA1 * np.cos(1.3 * Z1))
    assert message.startswith("it ")
    assert "Think" not in message


# --- In a whole backward pass the first wrong part is named ---


def backward_with(**changed: Callable[..., Any]) -> Callable[..., Any]:
    """A backward pass whose parts are the reference's, but for those given: functions of the cache and the rest."""

    def backward(params, cache, X, Y):
        have = {**params, **cache, "X": X, "Y": Y}
        for part in ("dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"):
            names = NAMES[part]
            have[part] = (
                changed[part](have) if part in changed else getattr(shallow, part)(*(have[name] for name in names))
            )
        return have

    return backward


WHOLE: list[tuple[str, Callable[..., Any], str]] = [
    ("dZ2", lambda have: have["Y"] - have["A2"], "the sign of the gradient is turned round"),
    ("dZ2", lambda have: have["dA2"], "the slope of the sigmoid is missing"),
    ("dW2", lambda have: have["dZ2"] @ have["Z1"].T / have["X"].shape[1], "Z1 stands where A1 should be"),
    ("dZ1", lambda have: have["dA1"] * (1 - have["Z1"] ** 2), "the tanh is left out of its slope"),
    ("dZ1", lambda have: have["dA1"] * (1 - np.tanh(have["A1"]) ** 2), "tanh' is taken of A1, not of Z1"),
    ("dW1", lambda have: have["dZ1"] @ have["X"].T, "summed, not averaged"),
    ("db1", lambda have: np.sum(have["dZ1"], axis=1) / have["X"].shape[1], "an axis is lost"),
]


@pytest.mark.parametrize(("part", "wrong", "name"), WHOLE, ids=[f"{part}-{name}" for part, _, name in WHOLE])
def test_the_first_wrong_part_of_a_backward_pass_is_named(part: str, wrong: Callable[..., Any], name: str) -> None:
    cases = [
        {key: case[key] for key in ("params", "X", "Y")} for case in checks_by_reference()["shallow.train"][0].cases
    ]
    with pytest.raises(CheckFailed) as caught:
        check_backward(backward_with(**{part: wrong}), cases, earlier=[])
    assert caught.value.message.splitlines()[0] == f"backward, {part}: {name}."


def test_the_models_of_the_parts_know_their_names() -> None:
    assert all(model_of(f"shallow.{part}") for part in ("dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"))
