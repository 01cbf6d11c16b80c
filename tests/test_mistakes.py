"""What the checks of the lessons say of answers that no known answer can hold.

These are answers upon a wrong earlier one, answers that no model knows, and words that belong to one lesson. That each
mistake is named is held by the known answers (`course audit`) and by test_separability.py.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, check_backward
from helpers.equal import same
from helpers.mistakes import Fault, model_of
from helpers.reference import descent, digits, leaky, neuron, paths, shallow, sum_term
from tests.real_checks import checks_by_reference, message_of, notebook
from tests.test_checks_backward import NEEDS

pytestmark = pytest.mark.unit

UNKNOWN: dict[str, Callable[..., Any]] = {
    "descent.step": lambda x, eta: x - eta * np.sin(x) * 1.7,
    "neuron.mse": lambda y_hat, y: float(np.mean(np.abs(y_hat - y) ** 1.7)),
    "shallow.dZ1": lambda dA1, Z1: dA1 * np.cos(1.3 * Z1),
    "sum_term.hidden_error": lambda w, delta: np.tanh(w) @ delta,
    "leaky.pass_back": lambda W, dZ, Z_before, alpha: np.sin(W.T @ dZ),
    "paths.path_product": lambda *given: np.sin(paths.path_product(*given)) + 0.1,
    "digits.input_gradient": lambda params, X, Y, hidden: np.sin(3 * X),
}


@pytest.mark.parametrize("reference", UNKNOWN)
def test_what_is_not_known_is_not_named(reference: str) -> None:
    message = message_of(reference, UNKNOWN[reference])
    assert message.startswith("it ")
    assert "Think" not in message


# --- Answers upon a wrong earlier one ---


def published_sum(w, o, t, j, k):
    s = w[:, k] @ o
    return -2 * (t[k] - neuron.sigmoid(s)) * neuron.sigmoid_prime(s) * np.sum(o)


def path_without_weights(params, cache, Y, layer, path):
    return cache[f"A{layer - 1}"][path[0], 0] * (cache[f"A{len(params) // 2}"][path[-1], 0] - Y[path[-1], 0])


def softmax_of_rows(Z):
    powers = np.exp(Z)
    return powers / powers.sum(axis=1, keepdims=True)


MATRIX_FORM = """
def matrix_form(w, o, t):
    J, K = w.shape
    return np.array([[expression_2(w, o, t, j, k) for k in range(K)] for j in range(J)])
"""
GRADIENTS = """
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
GRADIENT_BY_PATHS = """
def gradient_by_paths(params, cache, Y, layer):
    sizes = paths.sizes_of(params)
    gradient = np.zeros((sizes[layer], sizes[layer - 1]))
    for j, i in np.ndindex(gradient.shape):
        for path in paths.paths(sizes, layer, j, i):
            gradient[j, i] += path_product(params, cache, Y, layer, path)
    return gradient
"""
FORWARD = """
def forward(params, X, hidden):
    A, cache = X, {}
    for layer, name in enumerate([*hidden, ""], start=1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = digits.ACTIVATIONS[name].value(Z) if name else softmax(Z)
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache
"""
# The answer, its source, the reference of the wrong earlier answer, and that answer.
UPON: list[tuple[str, str, str, dict[str, Any]]] = [
    ("sum_term.matrix_form", MATRIX_FORM, "sum_term.expression_2", {"expression_2": published_sum}),
    ("leaky.gradients", GRADIENTS, "leaky.pass_back", {"pass_back": lambda W, dZ, Z_before, alpha: W.T @ dZ}),
    ("paths.gradient_by_paths", GRADIENT_BY_PATHS, "paths.path_product", {"path_product": path_without_weights}),
    ("digits.forward", FORWARD, "digits.softmax", {"softmax": softmax_of_rows}),
]


def upon(source: str, reference: str, earlier: dict[str, Any]) -> Callable[..., Any]:
    names = notebook(source, leaky=leaky, paths=paths, digits=digits, sum_term=sum_term, **earlier)
    return names[reference.partition(".")[2]]


@pytest.mark.parametrize(("reference", "source", "wrong", "earlier"), UPON, ids=[row[0] for row in UPON])
def test_an_answer_upon_a_wrong_earlier_one_is_right(
    reference: str, source: str, wrong: str, earlier: dict[str, Any]
) -> None:
    answer = upon(source, reference, earlier)
    assert message_of(reference, answer, earlier=[wrong]) == ""
    assert message_of(reference, answer) != ""


@pytest.mark.parametrize(
    ("row", "change", "name"),
    [
        (
            0,
            ("for k in range(K)] for j in range(J)", "for j in range(J)] for k in range(K)"),
            "rows and columns are swapped.",
        ),
        (1, ("leaky.output_delta(cache", "0.5 * leaky.output_delta(cache"), "a factor 1/2 that is not there"),
    ],
)
def test_a_mistake_upon_a_wrong_earlier_answer_is_named(row: int, change: tuple[str, str], name: str) -> None:
    reference, source, wrong, earlier = UPON[row]
    message = message_of(reference, upon(source.replace(*change), reference, earlier), earlier=[wrong])
    assert message.startswith(f"it: {name}")
    assert "One of your earlier answers is wrong, too" in message


# --- In a whole backward pass the first wrong part is named ---

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
    def backward(params, cache, X, Y):
        have = {**params, **cache, "X": X, "Y": Y}
        for each, inputs in NEEDS.items():
            right = getattr(shallow, each)
            have[each] = wrong(have) if each == part else right(*(have[value] for value in inputs))
        return have

    cases = [
        {key: case[key] for key in ("params", "X", "Y")} for case in checks_by_reference()["shallow.train"][0].cases
    ]
    with pytest.raises(CheckFailed) as caught:
        check_backward(backward, cases, earlier=[])
    assert caught.value.message.splitlines()[0] == f"backward, {part}: {name}."


# --- Words of one lesson ---


@pytest.mark.parametrize(
    ("reference", "answer", "name", "elsewhere"),
    [
        (
            "leaky.output_delta",
            lambda A3, Z3, Y, alpha: (A3 - Y) * np.where(Z3 >= 0, 1, alpha) / Y.shape[1],
            "1/m comes too early",
            ["eight"],
        ),
        (
            "leaky.shapes",
            lambda sizes, m: {name: s[:1] if "b" in name else s for name, s in leaky.shapes(sizes, m).items()},
            "an axis is lost",
            ["sum", "array has"],
        ),
    ],
)
def test_what_lesson_3_has_is_not_told_in_lesson_5(
    reference: str, answer: Callable[..., Any], name: str, elsewhere: list[str]
) -> None:
    message = message_of(reference, answer)
    assert message.startswith(f"it: {name}.")
    assert "Think" in message
    assert not [words for words in elsewhere if words in message]


def test_a_difference_over_half_its_way_is_told_of_the_way_and_not_of_a_square() -> None:
    def gradient_check(params, X, Y, grads, h=1e-5):
        distances = {}
        for name, value in params.items():
            n = np.zeros(value.shape)
            for index in np.ndindex(value.shape):
                up, down = value.copy(), value.copy()
                up[index] += h
                down[index] -= h
                costs = [shallow.cost_of({**params, name: changed}, X, Y) for changed in (up, down)]
                n[index] = (costs[0] - costs[1]) / h
            g = grads["d" + name]
            distances["d" + name] = np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))
        return distances

    message = message_of("shallow.gradient_check", gradient_check)
    assert message.startswith("it: the rise of two sides over the way of one.")
    assert "one up and one down" in message
    assert "equation (3.15)" in message
    assert "square" not in message
    assert "power rule" not in message


def test_a_window_of_signed_slopes_is_told_of_their_sign() -> None:
    def saturation(z, y):
        size = 2 * (neuron.sigmoid(z) - y) * neuron.sigmoid_prime(z)
        learns = size >= 1e-3 * np.max(size)
        return z[learns][0], z[learns][-1], np.sum(~learns)

    with pytest.raises(CheckFailed) as caught:
        check(saturation, list(checks_by_reference()["neuron.saturation"][0].cases), expected="neuron.saturation")
    assert caught.value.named == "an empty array where entries are needed"
    assert "Does the sign of a number count where only its size should?" in caught.value.message


def test_a_walk_of_whole_numbers_is_named_where_the_start_is_one() -> None:
    def descend(x0, eta, steps):
        path = np.array([x0] * (steps + 1))
        for k in range(steps):
            path[k + 1] = path[k] - eta * 2 * path[k]
        return path

    floats, whole = checks_by_reference()["descent.descend"][:2]
    check(descend, list(floats.cases), expected=floats.reference)
    with pytest.raises(CheckFailed, match="descend: fractions are cut off"):
        check(descend, list(whole.cases), expected=whole.reference)


def test_two_mistakes_of_a_backward_pass_are_both_named() -> None:
    def backward(params, cache, Y):
        return {name: len(Y) / 2 * value for name, value in paths.backward(params, cache, Y).items()}

    first = "it: two mistakes, the 1/n of the outputs is missing and the factor 2"
    assert message_of("paths.backward", backward).startswith(first)


def test_two_mistakes_of_two_results_are_both_named() -> None:
    def slip_middle(params, cache, Y):
        last = len(params) // 2
        W, dA = params[f"W{last}"], 2 / len(Y) * (cache[f"A{last}"] - Y)
        return W, W.T @ dA - np.ones_like(W).T @ dA

    first = "it: two mistakes, the slope of the sigmoid is missing and the gap is taken the other way round."
    assert message_of("paths.slip_middle", slip_middle).splitlines()[0] == first


# --- Models at their borders ---


@pytest.mark.parametrize(("eta", "name"), [(0.25, "one step"), (0.5, "bouncing")])
def test_the_borders_of_the_regimes_are_hit(eta: float, name: str) -> None:
    model = model_of("descent.regime")
    assert model is not None
    assert model.run([eta, 2.0]) == descent.regime(eta, 2.0) == name


def test_a_power_that_overflows_is_seen_far_out_only() -> None:
    model = model_of("neuron.sigmoid")
    assert model is not None
    (fault,) = (fault for fault in model.faults if fault.mistake.name.startswith("a power grows"))
    assert isinstance(fault, Fault)
    with np.errstate(all="ignore"):
        assert same(model.run([np.array([-3.0, 2.0])], [fault]), neuron.sigmoid(np.array([-3.0, 2.0])))
        assert np.isnan(model.run([800.0], [fault]))


def test_whole_numbers_beyond_numpys_are_compared() -> None:
    assert same(10**30, 10**30)
    assert same((10**30, 7), (10**30, 7))
    assert not same(10**30, 2 * 10**30)
