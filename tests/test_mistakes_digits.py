"""Lesson 7's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import between, integer, random_inputs
from helpers.mistakes.digits import MODELS
from helpers.mistakes.match import same
from helpers.nudge import digit_networks
from helpers.reference import digits
from tests.real_checks import checks_by_reference, message_of, notebook
from tests.test_separability import Table, not_apart, not_named, not_right

COUNT = 25


def labels(rng: np.random.Generator) -> Any:
    return rng.integers(4, size=6)


def one_hot(rng: np.random.Generator) -> Any:
    return np.eye(4)[:, labels(rng)]


def sizes(rng: np.random.Generator) -> list[int]:
    return [int(n) for n in rng.integers(1, 7, size=rng.integers(2, 6))]


DRAWS: dict[str, dict[str, Any]] = {
    "softmax": {"Z": between(-900, 900, 4, 6)},
    "softmax_cross_entropy": {"Z": between(-900, 900, 4, 6), "Y": one_hot},
    "initialise": {"sizes": sizes},
    "slip_batches_parts": {"m": integer(1, 40), "size": integer(1, 12)},
    "accuracy": {"A": between(0, 1, 4, 6), "labels": labels},
    "confusion": {"A": between(0, 1, 4, 6), "labels": labels},
}
# These take a seed as their last input.
SEEDED = ("initialise", "slip_batches_parts")
NETWORKS: tuple[tuple[list[int], list[str], int], ...] = (
    ([3, 4, 2, 3], ["tanh", "leaky_relu"], 5),
    ([4, 3], [], 4),
    ([2, 3, 4, 3, 2], ["relu", "sigmoid", "tanh"], 3),
)


def networks() -> list[dict[str, Any]]:
    return [
        case
        for sizes, hidden, m in NETWORKS
        for case in digit_networks(seed=8, sizes=sizes, hidden=hidden, m=m, count=8)
    ]


def cases_of(exercise: str) -> list[dict[str, Any]]:
    if exercise in DRAWS:
        cases = random_inputs(seed=8, count=COUNT, **DRAWS[exercise])
        return [{**case, "seed": at} for at, case in enumerate(cases)] if exercise in SEEDED else cases
    if exercise == "slip_split":
        return [{"m": 12 + at, "count": 1 + at % 9, "seed": at} for at in range(COUNT)]
    if exercise == "forward":
        return [{key: case[key] for key in ("params", "X", "hidden")} for case in networks()]
    if exercise == "train":
        return [{**case, "eta": 0.2, "size": 2, "epochs": 3, "seed": at} for at, case in enumerate(networks())]
    if exercise == "gradient_check":
        return [_judged(at, case) for at, case in enumerate(networks())]
    return networks()


def _judged(seed: int, case: dict[str, Any]) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    params = case["params"]
    names = rng.choice(sorted(params), size=7)
    return {
        "params": params,
        "grads": {"d" + name: rng.uniform(-1, 1, value.shape) for name, value in params.items()},
        **{key: case[key] for key in ("X", "Y", "hidden")},
        "picks": [(str(name), *(int(rng.integers(size)) for size in params[name].shape)) for name in names],
        "h": 1e-3,
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    exercise = model.reference.removeprefix("digits.")
    cases = cases_of(exercise)
    assert len(cases) >= 20
    for case in cases:
        assert same(model.run(list(case.values())), getattr(digits, exercise)(**case), 1e-8), case


def test_every_exercise_of_the_lesson_has_a_model() -> None:
    with_check = {name for name in checks_by_reference() if name.startswith("digits.")}
    assert with_check == {model.reference for model in MODELS}
    assert all(len({fault.mistake.name for fault in model.faults}) >= 8 for model in MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_the_lessons_checks_tell_all_mistakes_apart_and_name_them(model: Any) -> None:
    table = Table(model, checks_by_reference()[model.reference])
    assert [*not_right(table), *not_apart(table), *not_named(table)] == []


# --- What learners write: each is caught by the first check that it fails, and named ---


def rows_for_columns(Z):
    powers = np.exp(Z)
    return powers / powers.sum(axis=1, keepdims=True)


def whole_array(Z):
    powers = np.exp(Z - Z.max())
    return powers / powers.sum()


def exponentials_only(Z):
    return np.exp(Z - Z.max(axis=0))


def naive_entropy(Z, Y):
    A = digits.softmax(Z)
    right = np.argmax(Y, axis=0)
    with np.errstate(divide="ignore"):
        return -np.mean(np.log(A[right, np.arange(Y.shape[1])])), A - Y


def saved_from_zero(Z, Y):
    A = digits.softmax(Z)
    return -np.sum(Y * np.log(A + 1e-12)) / Y.shape[1], A - Y


def mean_of_everything(Z, Y):
    return -np.mean(Y * np.log(digits.softmax(Z))), digits.softmax(Z) - Y


def slope_averaged(Z, Y):
    J, dZ = digits.softmax_cross_entropy(Z, Y)
    return J, dZ / Z.shape[1]


def start_with(scale: Callable[[int, int], float], again: bool = False) -> Callable[..., Any]:
    def initialise(sizes, seed):
        rng, params = np.random.default_rng(seed), {}
        for layer in range(1, len(sizes)):
            if again:
                rng = np.random.default_rng(seed)
            n_before, n = sizes[layer - 1], sizes[layer]
            params[f"W{layer}"] = rng.normal(0, scale(n_before, n), (n, n_before))
            params[f"b{layer}"] = np.zeros((n, 1))
        return params

    return initialise


def forward_with(
    name_of: Callable[[Any, int], str] = lambda hidden, layer: hidden[layer - 1],
    last: Callable[[Any], Any] = digits.softmax,
    bias: bool = True,
) -> Callable[..., Any]:
    def forward(params, X, hidden):
        A, cache = X, {}
        for layer in range(1, len(hidden) + 2):
            Z = params[f"W{layer}"] @ A + (params[f"b{layer}"] if bias else 0)
            A = last(Z) if layer > len(hidden) else digits.ACTIVATIONS[name_of(hidden, layer)].value(Z)
            cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
        return cache

    return forward


def backward_with(
    error: Callable[[Any, Any], Any] = lambda A, Y: A - Y,
    slope: Callable[[str, Any], Any] = lambda name, Z: digits.ACTIVATIONS[name].slope(Z),
    input_of: Callable[[Any, Any, int], Any] = lambda cache, X, layer: cache[f"A{layer - 1}"] if layer > 1 else X,
    by: Callable[[Any], int] = lambda X: X.shape[1],
    keepdims: bool = True,
) -> Callable[..., Any]:
    def backward(params, X, Y, hidden):
        cache, grads, last = digits.forward(params, X, hidden), {}, len(hidden) + 1
        dZ = error(cache[f"A{last}"], Y)
        for layer in range(last, 0, -1):
            grads[f"dZ{layer}"] = dZ
            grads[f"dW{layer}"] = dZ @ input_of(cache, X, layer).T / by(X)
            grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=keepdims) / by(X)
            if layer > 1:
                dZ = params[f"W{layer}"].T @ dZ * slope(hidden[layer - 2], cache[f"Z{layer - 1}"])
        return grads

    return backward


def check_with(
    ends: Callable[[Any, Any, Any, float], float] = lambda up, here, down, h: (up - down) / (2 * h),
    distance: Callable[[Any, Any], Any] = lambda g, n: np.linalg.norm(g - n) / (np.linalg.norm(g) + np.linalg.norm(n)),
) -> Callable[..., Any]:
    def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
        def J(name, row, column, by):
            value = params[name].copy()
            value[row, column] += by
            return digits.cost({**params, name: value}, X, Y, hidden)

        nu = np.array([ends(J(*pick, h), J(*pick, 0.0), J(*pick, -h), h) for pick in picks])
        return nu, distance(np.array([grads["d" + name][row, column] for name, row, column in picks]), nu)

    return gradient_check


def batches_with(batches: Callable[[Any, int, int], Any]) -> Callable[..., Any]:
    def in_parts(m, size, seed):
        found = batches(np.random.default_rng(seed).permutation(m), m, size)
        return len(found), [np.size(batch) for batch in found], [n for batch in found for n in np.ravel(batch).tolist()]

    return in_parts


def train_with(
    order: Callable[[int, int, int], Any] = lambda m, seed, epoch: np.random.default_rng(seed + epoch).permutation(m),
    of_batch: bool = False,
    each: bool = False,
    sign: int = 1,
) -> Callable[..., Any]:
    def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
        costs, m = [digits.cost(params, X, Y, hidden)], X.shape[1]
        for epoch in range(epochs):
            numbers = order(m, seed, epoch)
            for first in range(0, m, size):
                x, y = X[:, numbers[first : first + size]], Y[:, numbers[first : first + size]]
                params = digits.update(params, digits.gradients(params, x, y, hidden), sign * eta)
                if each:
                    costs.append(digits.cost(params, X, Y, hidden))
            if not each:
                costs.append(digits.cost(params, x, y, hidden) if of_batch else digits.cost(params, X, Y, hidden))
        return params, np.array(costs)

    return train


def buffered(A, labels):
    counts = np.zeros((len(A), len(A)))
    counts[labels, np.argmax(A, axis=0)] += 1
    return counts


def answers_in_rows(A, labels):
    counts = np.zeros((len(A), len(A)))
    for label, answer in zip(labels, A.argmax(axis=0), strict=True):
        counts[answer, label] += 1
    return counts


def averaged_pixels(params, X, Y, hidden):
    return digits.input_gradient(params, X, Y, hidden) / X.shape[1]


def bent_pixels(params, X, Y, hidden):
    return digits.input_gradient(params, X, Y, hidden) * (X > 0)


def split_with(parts: Callable[[Any, int], Any]) -> Callable[..., Any]:
    return lambda m, count, seed: parts(np.random.default_rng(seed).permutation(m), count)


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("softmax", rows_for_columns, "taken along the wrong axis"),
    ("softmax", whole_array, "everything is summed to one number"),
    ("softmax", exponentials_only, "the division by the sum is missing"),
    ("softmax_cross_entropy", naive_entropy, "not finite for large scores"),
    ("softmax_cross_entropy", saved_from_zero, "a small number inside the logarithm"),
    ("softmax_cross_entropy", mean_of_everything, "the number of entries is taken for m"),
    ("softmax_cross_entropy", slope_averaged, "1/m comes too early"),
    ("initialise", start_with(lambda before, n: 2 / before), "the root is missing"),
    ("initialise", start_with(lambda before, n: np.sqrt(2 / n)), "the layer's own size stands under the root"),
    ("initialise", start_with(lambda before, n: np.sqrt(2 / before), again=True), "a new generator in each layer"),
    ("forward", forward_with(bias=False), "the bias is missing"),
    ("forward", forward_with(last=lambda Z: Z), "softmax is missing at the output"),
    (
        "forward",
        forward_with(lambda hidden, layer: hidden[layer - 2]),
        "a layer has the activation of another one",
    ),
    ("forward", forward_with(lambda hidden, layer: "relu"), "all hidden layers have the same activation"),
    ("gradients", backward_with(error=lambda A, Y: Y - A), "the sign of the gradient is turned round"),
    ("gradients", backward_with(error=lambda A, Y: (A - Y) * A * (1 - A)), "a slope is multiplied that cancels"),
    ("gradients", backward_with(slope=lambda name, Z: 1.0), "the slope of the activation is missing"),
    (
        "gradients",
        backward_with(input_of=lambda cache, X, layer: cache[f"A{layer}"]),
        "a layer's own output stands in front of its weights",
    ),
    ("gradients", backward_with(by=lambda X: 1), "summed, not averaged"),
    ("gradients", backward_with(keepdims=False), "an axis is lost"),
    ("gradient_check", check_with(lambda up, here, down, h: (up - here) / h), "a one-sided difference"),
    ("gradient_check", check_with(lambda up, here, down, h: (up - down) / h), "the factor 2 is missing"),
    ("gradient_check", check_with(distance=lambda g, n: np.linalg.norm(g - n)), "the distance is not relative"),
    (
        "slip_batches_parts",
        batches_with(lambda order, m, size: [order[k * size : (k + 1) * size] for k in range(m // size)]),
        "the last, smaller batch is left out",
    ),
    (
        "slip_batches_parts",
        batches_with(lambda order, m, size: [order[k * size : (k + 1) * size] for k in range(m // size + 1)]),
        "an empty batch at the end",
    ),
    (
        "slip_batches_parts",
        batches_with(lambda order, m, size: [np.arange(m)[k : k + size] for k in range(0, m, size)]),
        "the samples are not shuffled",
    ),
    (
        "train",
        train_with(lambda m, seed, epoch: np.random.default_rng(seed).permutation(m)),
        "not each epoch is shuffled by its own seed",
    ),
    ("train", train_with(of_batch=True), "the cost is that of the last batch"),
    ("train", train_with(each=True), "a cost is noted after each iteration"),
    ("train", train_with(sign=-1), "the sign of the step is turned round"),
    ("accuracy", lambda A, labels: np.sum(A.argmax(axis=0) == labels), "summed, not averaged"),
    ("accuracy", lambda A, labels: 100 * np.mean(A.argmax(axis=0) == labels), "percent for a part"),
    ("slip_split", split_with(lambda order, count: (order, order[:count])), "tested on what was learned"),
    (
        "slip_split",
        split_with(lambda order, count: (order[:count], order[count:])),
        "the returned values are in another order",
    ),
    ("confusion", buffered, "a pair that comes several times counts once"),
    ("confusion", answers_in_rows, "rows and columns are swapped"),
    ("input_gradient", averaged_pixels, "1/m comes in though each sample stands for itself"),
    ("input_gradient", bent_pixels, "a slope of an activation in front of the inputs"),
]


def first_message(exercise: str, answer: Callable[..., Any], **options: Any) -> str:
    return message_of(f"digits.{exercise}", answer, **options)


@pytest.mark.parametrize(
    ("exercise", "answer", "name"), WRITTEN, ids=[f"{exercise}-{name[:60]}" for exercise, _, name in WRITTEN]
)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    assert first_message(exercise, answer).splitlines()[0] == f"it: {name}."


def test_what_is_not_known_is_not_named() -> None:
    message = first_message("input_gradient", lambda params, X, Y, hidden: np.sin(3 * X))
    assert message.startswith("it ")
    assert "Think" not in message


def test_an_answer_upon_a_wrong_earlier_one_is_right() -> None:
    source = "def forward(params, X, hidden): return forward_with(last=lambda Z: softmax(Z))(params, X, hidden)"
    upon_it = notebook(source, forward_with=forward_with, softmax=rows_for_columns)["forward"]
    assert first_message("forward", upon_it, earlier=["digits.softmax"]) == ""
    assert first_message("forward", upon_it) != ""
