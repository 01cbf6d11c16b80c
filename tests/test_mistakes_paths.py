"""Lesson 6's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest

from helpers.mistakes.match import same
from helpers.mistakes.paths import MODELS
from helpers.nudge import paths_networks, paths_values
from helpers.reference import paths
from tests.real_checks import checks_by_reference, message_of, notebook
from tests.test_separability import Table, not_apart, not_named, not_right


def cases_of(exercise: str) -> list[dict[str, Any]]:
    """25 random inputs."""
    rng, found = np.random.default_rng(8), []
    for number in range(25):
        sizes = [int(n) for n in rng.integers(1, 5, size=rng.integers(2, 6))]
        network = paths_networks(seed=number, sizes=sizes, count=1)[0]
        layer = int(rng.integers(1, len(sizes)))
        j, i = int(rng.integers(sizes[layer])), int(rng.integers(sizes[layer - 1]))
        known = {
            **network,
            "cache": paths_values(network["params"], network["X"]),
            "sizes": sizes,
            "layer": layer,
            "j": j,
            "i": i,
            "path": (i, j, *(int(rng.integers(size)) for size in sizes[layer + 1 :])),
            "dZ": rng.uniform(-1, 1, (sizes[layer], 1)),
        }
        if exercise == "slip_neuron":  # its weight leads to k from j
            known |= {"k": j, "j": i}
        found.append(known)
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    exercise = model.reference.removeprefix("paths.")
    for case in cases_of(exercise):
        values = [case[name] for name in model.inputs]
        assert same(model.run(values), getattr(paths, exercise)(*values), 1e-10), case["sizes"]


def test_every_exercise_of_the_lesson_has_a_model() -> None:
    with_check = {name for name in checks_by_reference() if name.startswith("paths.")}
    assert with_check == {model.reference for model in MODELS}
    assert all(len({fault.mistake.name for fault in model.faults}) >= 5 for model in MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_the_lessons_checks_tell_all_mistakes_apart_and_name_them(model: Any) -> None:
    table = Table(model, checks_by_reference()[model.reference])
    assert [*not_right(table), *not_apart(table), *not_named(table)] == []


# --- What learners write: each is caught by the first check that it fails, and named ---


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _forward(params, X, *, goes_on="A", bias=1, last_is_linear=False, keeps_sample=True, layers_left_out=0):
    cache, last = {"A0": X, "Z0": X}, len(params) // 2
    for layer in range(1, last + 1 - layers_left_out):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        cache[f"Z{layer}"] = Z = W @ cache[f"{goes_on}{layer - 1}"] + bias * b
        cache[f"A{layer}"] = Z if last_is_linear and layer == last else sigmoid(Z)
    return cache if keeps_sample else {name: cache[name] for name in cache if name[1:] != "0"}


def forward_with(**options: Any) -> Callable[..., Any]:
    return lambda params, X: _forward(params, X, **options)


def paths_turned(sizes, layer, j, i):
    found = [(j, i)]
    for size in sizes[layer + 1 :]:
        found = [(*path, unit) for path in found for unit in range(size)]
    return found


def paths_from_own_layer(sizes, layer, j, i):
    return [(i, j, *rest) for rest in product(*map(range, sizes[layer:]))]


def paths_from_1(sizes, layer, j, i):
    return [(i, j, *rest) for rest in product(*(range(1, size + 1) for size in sizes[layer + 1 :]))]


def paths_kept_unfinished(sizes, layer, j, i):
    found = [(i, j)]
    for size in sizes[layer + 1 :]:
        longest = max(map(len, found))
        found += [(*path, unit) for path in found if len(path) == longest for unit in range(size)]
    return sorted(found)


def straight_path(sizes, layer, j, i):
    return [(i, j) + (j,) * (len(sizes) - layer - 1)]


def three_units(sizes, layer, j, i):
    return [(i, j, *rest) for rest in product(range(3), repeat=len(sizes) - layer - 1)]


def paths_counted(sizes, layer, j, i):
    return prod(sizes[layer + 1 :])


def _product(params, cache, Y, layer, path, *, first_weight=2, ends=0, factor=2.0, sign=1.0, front=True, one=False):
    value = cache[f"A{layer - 1}"][path[0], 0] if front else 1.0
    for step in range(1, len(path) - ends):
        at = layer + step - 1
        if step >= first_weight:
            value = value * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        value = value * a if one else value * a * (1 - a)
    last = layer + len(path) - 2
    return sign * value * factor / len(Y) * (cache[f"A{last}"][path[-1], 0] - Y[path[-1], 0])


def product_with(**options: Any) -> Callable[..., Any]:
    return lambda params, cache, Y, layer, path: _product(params, cache, Y, layer, path, **options)


def product_of_sum_loss(params, cache, Y, layer, path):
    return _product(params, cache, Y, layer, path) * len(Y)


def _sum_over_paths(params, cache, Y, layer, of):
    sizes = paths.sizes_of(params)
    return np.array(
        [
            [
                of([paths.path_product(params, cache, Y, layer, path) for path in paths.paths(sizes, layer, j, i)])
                for i in range(sizes[layer - 1])
            ]
            for j in range(sizes[layer])
        ]
    )


def sum_with(of: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    return lambda params, cache, Y, layer: _sum_over_paths(params, cache, Y, layer, of)


def sum_not_begun_anew(params, cache, Y, layer):
    total, dW = 0.0, np.zeros_like(params[f"W{layer}"])
    for j, i in np.ndindex(dW.shape):
        for path in paths.paths(paths.sizes_of(params), layer, j, i):
            total += paths.path_product(params, cache, Y, layer, path)
        dW[j, i] = total
    return dW


def _slope(a):
    return a * (1 - a)


def _backward(
    params, cache, Y, *, hidden=_slope, last=_slope, front=lambda layer: f"A{layer - 1}", factor=2.0, n=len, db=np.copy
):
    top, grads = len(params) // 2, {}
    dA = factor / n(Y) * (cache[f"A{top}"] - Y)
    for layer in range(top, 0, -1):
        dZ = dA * (last if layer == top else hidden)(cache[f"A{layer}"])
        grads |= {f"dZ{layer}": dZ, f"db{layer}": db(dZ), f"dW{layer}": dZ @ cache[front(layer)].T}
        dA = params[f"W{layer}"].T @ dZ
    return grads


def backward_with(**options: Any) -> Callable[..., Any]:
    return lambda params, cache, Y: _backward(params, cache, Y, **options)


def backward_without_dZ(params, cache, Y):
    return {name: array for name, array in _backward(params, cache, Y).items() if name[:2] != "dZ"}


def backward_one_layer(params, cache, Y):
    last = len(params) // 2
    return {name: array for name, array in _backward(params, cache, Y).items() if name[2:] == str(last)}


def backward_not_passed_back(params, cache, Y):
    last, grads = len(params) // 2, {}
    dZ = _backward(params, cache, Y)[f"dZ{last}"]
    for layer in range(1, last + 1):
        grads |= {f"dZ{layer}": dZ, f"db{layer}": dZ, f"dW{layer}": dZ @ cache[f"A{layer - 1}"].T}
    return grads


def product_of_numpy(sizes):
    return int(np.prod(sizes, dtype=np.int64))


def _count(sizes, *, per_path=lambda behind: 2 * behind + 2, behind=1, product_of=prod, outputs=1, back=True, slopes=1):
    last = len(sizes) - 1
    by_paths, by_backward = 0, outputs * sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * product_of(sizes[layer + behind :]) * per_path(last - layer)
        by_backward += weights
        if layer < last:
            by_backward += back * sizes[layer + 1] * sizes[layer] + slopes * sizes[layer]
    return by_paths, by_backward


def count_with(**options: Any) -> Callable[..., Any]:
    return lambda sizes: _count(sizes, **options)


def _neuron(cache, layer, k, j, *, slope=_slope, ratio=lambda published, repaired: published / repaired):
    published = cache[f"A{layer - 1}"][j, 0]
    repaired = slope(cache[f"A{layer}"][k, 0]) * published
    return repaired, ratio(published, repaired)


def neuron_with(**options: Any) -> Callable[..., Any]:
    return lambda cache, layer, k, j: _neuron(cache, layer, k, j, **options)


def _middle(params, cache, Y, *, slope=_slope, weights=True, factor=2.0, sign=1.0, lost=False):
    last = len(params) // 2
    A, W = cache[f"A{last}"], params[f"W{last}"]
    middle = slope(A) * (W if weights else np.ones_like(W))
    published = np.ones_like(W).T @ (2 / len(Y) * (A - Y))
    right = middle.T @ (factor / len(Y) * (A - Y))
    gap = sign * (published - right)
    return middle, gap.ravel() if lost else gap


def middle_with(**options: Any) -> Callable[..., Any]:
    return lambda params, cache, Y: _middle(params, cache, Y, **options)


def _input(dZ, cache, layer, *, front=lambda layer: f"A{layer - 1}", sign=1.0, turned=False, relative=False):
    repaired = dZ @ cache[front(layer)].T
    published = dZ * cache[f"A{layer}"] @ np.ones((1, len(cache[f"A{layer - 1}"])))
    gap = sign * (published - repaired)
    return repaired.T if turned else repaired, gap / repaired if relative else gap


def input_with(**options: Any) -> Callable[..., Any]:
    return lambda dZ, cache, layer: _input(dZ, cache, layer, **options)


def published_again(dZ, cache, layer):
    published = dZ * cache[f"A{layer}"] @ np.ones((1, len(cache[f"A{layer - 1}"])))
    return published, published - dZ @ cache[f"A{layer - 1}"].T


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("forward", forward_with(goes_on="Z"), "Z goes into the next layer, not A"),
    ("forward", forward_with(bias=0), "the bias is missing"),
    ("forward", forward_with(last_is_linear=True), "the sigmoid is missing"),
    ("forward", forward_with(keeps_sample=False), "A0 is missing in the cache"),
    ("forward", forward_with(layers_left_out=1), "the last layer is missing"),
    ("paths", paths_turned, "the two ends of the weight are swapped"),
    ("paths", paths_from_own_layer, "a layer too many is behind the weight"),
    ("paths", paths_from_1, "the units are counted from 1"),
    ("paths", paths_kept_unfinished, "unfinished paths are kept"),
    ("paths", straight_path, "only one path is left"),
    ("paths", three_units, "the number of units is typed in"),
    ("paths", paths_counted, "the number of paths, not the paths"),
    ("path_product", product_with(first_weight=1), "the weight itself is a factor"),
    ("path_product", product_with(first_weight=99), "the weights are missing on the way back"),
    ("path_product", product_with(ends=1), "the last unit of the path is left out"),
    ("path_product", product_with(factor=1.0), "the factor 2 is missing"),
    ("path_product", product_with(sign=-1.0), "the sign of the gradient is turned round"),
    ("path_product", product_with(front=False), "the input of the weight is missing"),
    ("path_product", product_with(one=True), "one of sigma's two factors is missing"),
    ("path_product", product_of_sum_loss, "the 1/n of the outputs is missing"),
    ("gradient_by_paths", sum_with(np.mean), "averaged, not summed"),
    ("gradient_by_paths", sum_with(np.prod), "the paths are multiplied, not added"),
    ("gradient_by_paths", sum_with(lambda products: products[-1]), "only the last term is left of the sum"),
    ("gradient_by_paths", sum_not_begun_anew, "the sum does not begin anew"),
    ("backward", backward_with(hidden=lambda A: 1.0), "the slope of the sigmoid is missing"),
    ("backward", backward_with(last=lambda A: 1.0), "the slope of the sigmoid is missing"),
    ("backward", backward_with(last=lambda A: 1.0, hidden=lambda A: 1.0), "the slope of the sigmoid is missing"),
    ("backward", backward_with(hidden=lambda A: 1 - A**2), "the slope of tanh for that of the sigmoid"),
    ("backward", backward_with(front=lambda layer: f"A{layer}"), "a layer's own output stands in front of its weights"),
    ("backward", backward_with(factor=1.0), "the factor 2 is missing"),
    ("backward", backward_with(n=lambda Y: 1), "the 1/n of the outputs is missing"),
    ("backward", backward_with(n=lambda Y: 3), "the number of outputs is typed in"),
    ("backward", backward_with(db=np.ravel), "an axis is lost"),
    ("backward", backward_with(db=np.sum), "everything is summed to one number"),
    ("backward", backward_not_passed_back, "the error is not passed back"),
    ("backward", backward_without_dZ, "dZ is not kept"),
    ("backward", backward_one_layer, "only the last layer's gradients are returned"),
    ("count_operations", count_with(per_path=lambda n: 2 * n + 3), "factors are counted, not multiplications"),
    ("count_operations", count_with(behind=0), "a layer too many is behind the weight"),
    ("count_operations", count_with(product_of=sum), "two sizes are added, not multiplied"),
    ("count_operations", count_with(product_of=np.prod), "a whole number of NumPy overflows"),
    ("count_operations", count_with(product_of=product_of_numpy), "a whole number of NumPy overflows"),
    ("count_operations", count_with(per_path=lambda n: 1), "the paths are counted, not their multiplications"),
    ("count_operations", count_with(outputs=0), "the error at the outputs is not counted"),
    ("count_operations", count_with(back=False), "the way back through the weights is not counted"),
    ("count_operations", count_with(slopes=0), "the slopes on the way back are not counted"),
    ("slip_neuron", neuron_with(slope=lambda a: 1.0), "the slope of the sigmoid is missing"),
    ("slip_neuron", neuron_with(ratio=lambda p, r: r / p), "the ratio is taken the other way round"),
    ("slip_neuron", neuron_with(ratio=np.subtract), "a difference, not a ratio"),
    ("slip_middle", middle_with(slope=lambda A: 1.0), "the slope of the sigmoid is missing"),
    ("slip_middle", middle_with(weights=False), "the weights are missing on the way back"),
    ("slip_middle", middle_with(factor=1.0), "the factor 2 is missing"),
    ("slip_middle", middle_with(sign=-1.0), "the gap is taken the other way round"),
    ("slip_middle", middle_with(lost=True), "an axis is lost"),
    ("slip_input", input_with(sign=-1.0), "the gap is taken the other way round"),
    ("slip_input", input_with(turned=True), "rows and columns are swapped"),
    ("slip_input", input_with(relative=True), "the gap is divided by the result"),
    ("slip_input", published_again, "the published result is returned as the repaired one"),
]  # fmt: skip


def first_message(exercise: str, answer: Callable[..., Any], **options: Any) -> str:
    return message_of(f"paths.{exercise}", answer, **options)


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(
    ("exercise", "answer", "name"), WRITTEN, ids=[f"{exercise}-{name[:60]}" for exercise, _, name in WRITTEN]
)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    first = first_message(exercise, answer).splitlines()[0]
    assert first == f"it: {name}."


def test_two_mistakes_at_once_are_both_named() -> None:
    half_and_no_mean = backward_with(factor=1.0, n=lambda Y: 1)
    assert first_message("backward", half_and_no_mean).startswith(
        "it: two mistakes, the 1/n of the outputs is missing and the factor 2"
    )
    no_slope_and_turned = middle_with(slope=lambda A: 1.0, sign=-1.0)
    first = "it: two mistakes, the slope of the sigmoid is missing and the gap is taken the other way round."
    assert first_message("slip_middle", no_slope_and_turned).splitlines()[0] == first


def test_what_is_not_known_is_not_named() -> None:
    message = first_message("path_product", lambda *given: np.sin(_product(*given)) + 0.1)
    assert message.startswith("it ")
    assert "Think" not in message


def test_whole_numbers_beyond_numpys_are_compared() -> None:
    assert same(10**30, 10**30)
    assert same((10**30, 7), (10**30, 7))
    assert not same(10**30, 2 * 10**30)


def test_an_answer_upon_a_wrong_earlier_one_is_right() -> None:
    source = """
def gradient_by_paths(params, cache, Y, layer):
    sizes = paths.sizes_of(params)
    gradient = np.zeros((sizes[layer], sizes[layer - 1]))
    for j, i in np.ndindex(gradient.shape):
        for path in paths.paths(sizes, layer, j, i):
            gradient[j, i] += path_product(params, cache, Y, layer, path)
    return gradient
"""
    no_weights = product_with(first_weight=99)
    upon_it = notebook(source, paths=paths, path_product=no_weights)["gradient_by_paths"]
    assert first_message("gradient_by_paths", upon_it, earlier=["paths.path_product"]) == ""
    assert first_message("gradient_by_paths", upon_it) != ""
