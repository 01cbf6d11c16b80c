"""Lesson 6: its formulas and its reference against automatic differentiation, complex step and counting."""

from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest

from helpers.checks import CheckFailed, check
from helpers.differences import central_difference, complex_step
from helpers.figures import lit_paths, operation_counts, path_products
from helpers.nudge import multiplications, paths_loss, paths_networks, paths_slopes, paths_values
from helpers.reference import paths
from tests.judges import agree, say_their_numbers

pytestmark = pytest.mark.unit

LESSON = Path(__file__).parent.parent / "course" / "lessons" / "06_paths.py"

# One layer and many, sizes that differ, so that a swapped index cannot hide, and the lesson's own.
SIZES = [(3, 1), (2, 4, 3), (3, 3, 3, 3), (4, 2, 3, 1), (2, 3, 2, 4, 2), (1, 2, 3, 2, 2, 3)]
NETWORKS = [(sizes, seed) for sizes in SIZES for seed in range(4)]


def network(sizes: Any, seed: int) -> dict[str, Any]:
    return paths_networks(seed, sizes, count=1)[0]


def loss_by(name: str, case: dict[str, Any], last: int) -> Any:
    """The lesson's loss in autograd's own NumPy, as a function of one parameter."""

    def loss(value: Any) -> Any:
        params = {**case["params"], name: value}
        A = case["X"]
        for layer in range(1, last + 1):
            A = 1 / (1 + anp.exp(-(anp.dot(params[f"W{layer}"], A) + params[f"b{layer}"])))
        return anp.sum((A - case["Y"]) ** 2) / len(case["Y"])

    return loss


@pytest.mark.parametrize(("sizes", "seed"), NETWORKS)
def test_gradients_by_three_judges(lesson: dict[str, Any], sizes: Any, seed: int) -> None:
    case, last = network(sizes, seed), len(sizes) - 1
    cache = lesson["forward"](case["params"], case["X"])
    for name, value in paths_values(case["params"], case["X"]).items():
        np.testing.assert_allclose(cache[name], value, rtol=1e-14)
    for backward in (lesson["backward"], paths.backward):
        found = backward(case["params"], cache, case["Y"])
        for name, at in case["params"].items():
            loss = loss_by(name, case, last)
            agree(found["d" + name], loss, at, absolute=0.01)


@pytest.mark.parametrize(("sizes", "seed"), NETWORKS)
def test_the_sum_over_paths_is_backpropagation(lesson: dict[str, Any], sizes: Any, seed: int) -> None:
    case, last = network(sizes, seed), len(sizes) - 1
    cache = paths_values(case["params"], case["X"])
    right = paths.backward(case["params"], cache, case["Y"])
    for layer in range(1, last + 1):
        for gradient_by_paths in (lesson["gradient_by_paths"], paths.gradient_by_paths):
            found = gradient_by_paths(case["params"], cache, case["Y"], layer)
            np.testing.assert_allclose(found, right[f"dW{layer}"], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("sizes", SIZES)
def test_one_path_is_the_slope_where_all_other_arrows_are_cut(lesson: dict[str, Any], sizes: Any) -> None:
    """The chain along one path, walked with complex numbers: every other value stays what it was."""
    case = network(sizes, seed=5)
    params, cache = case["params"], paths_values(case["params"], case["X"])
    for layer in range(1, len(sizes)):
        for path in paths.paths(sizes, layer, sizes[layer] - 1, 0):

            def along(weight: Any, path: Any = path, layer: int = layer) -> Any:
                moved = weight * cache[f"A{layer - 1}"][path[0], 0]
                moved = moved - params[f"W{layer}"][path[1], path[0]] * cache[f"A{layer - 1}"][path[0], 0]
                for at, (unit, behind) in enumerate(pairwise(path[1:]), start=layer):
                    a = 1 / (1 + np.exp(-(cache[f"Z{at}"][unit, 0] + moved)))
                    moved = params[f"W{at + 1}"][behind, unit] * (a - cache[f"A{at}"][unit, 0])
                a = 1 / (1 + np.exp(-(cache[f"Z{len(sizes) - 1}"][path[-1], 0] + moved)))
                return (a - case["Y"][path[-1], 0]) ** 2 / sizes[-1]

            right = complex_step(along, params[f"W{layer}"][path[1], path[0]])
            for path_product in (lesson["path_product"], paths.path_product):
                found = path_product(params, cache, case["Y"], layer, path)
                np.testing.assert_allclose(found, right, rtol=1e-11, atol=1e-16)


@pytest.mark.parametrize("sizes", [*SIZES, (2, 2, 2, 2)])
def test_paths_are_all_the_ways_and_no_other(lesson: dict[str, Any], sizes: Any) -> None:
    for layer in range(1, len(sizes)):
        j, i = sizes[layer] - 1, sizes[layer - 1] - 1
        found = lesson["paths"](list(sizes), layer, j, i)
        assert sorted(found) == sorted(paths.paths(list(sizes), layer, j, i))
        assert len(found) == len(set(found)) == prod(sizes[layer + 1 :])
        for path in found:
            assert path[:2] == (i, j)
            assert all(0 <= unit < size for unit, size in zip(path, sizes[layer - 1 :], strict=True))


@pytest.mark.parametrize("sizes", [*SIZES, (3, 3, 3, 3, 3), (2, 5, 1, 4)])
def test_operations_are_those_that_are_really_made(lesson: dict[str, Any], sizes: Any) -> None:
    for count_operations in (lesson["count_operations"], paths.count_operations):
        assert tuple(count_operations(list(sizes))) == multiplications(sizes)


def test_paths_grow_by_a_factor_with_depth_and_backpropagation_by_a_summand(lesson: dict[str, Any]) -> None:
    counts = [lesson["count_operations"]([3] * (depth + 1)) for depth in range(1, 41)]
    by_paths, by_backward = zip(*counts, strict=True)
    assert set(np.diff(by_backward)) == {21}
    ratios = [after / before for before, after in pairwise(by_paths[9:])]
    assert all(3 < ratio < 3.4 for ratio in ratios)
    year = 365.25 * 24 * 3600
    first = [next(depth for depth, n in enumerate(by_paths, start=1) if n >= limit * 1e9) for limit in (1, year)]
    assert first == [15, 30]


@pytest.mark.parametrize("seed", range(5))
def test_slips_are_wrong_and_their_repairs_are_right(lesson: dict[str, Any], seed: int) -> None:
    sizes = (2, 3, 4, 3)
    case = network(sizes, seed)
    params, cache, slopes = case["params"], paths_values(case["params"], case["X"]), paths_slopes(**case)
    right = paths.backward(params, cache, case["Y"])
    for slip_neuron in (lesson["slip_neuron"], paths.slip_neuron):
        for layer, k, j in ((1, 2, 1), (2, 3, 0), (3, 1, 2)):
            found, times = slip_neuron(cache, layer, k, j)
            W, b, A = params[f"W{layer}"], params[f"b{layer}"], cache[f"A{layer - 1}"]
            seen = central_difference(lambda W, b=b, A=A, k=k: (1 / (1 + np.exp(-(W @ A + b))))[k, 0], W)[k, j]  # type: ignore[misc]
            assert found == pytest.approx(seen, rel=1e-7)
            assert times == pytest.approx(A[j, 0] / seen, rel=1e-7)
            assert times >= 4
            assert lesson["published_neuron"](cache, layer, k, j) == pytest.approx(times * found)
    for slip_middle in (lesson["slip_middle"], paths.slip_middle):
        middle, gap = slip_middle(params, cache, case["Y"])
        dA = 2 / 3 * (cache["A3"] - case["Y"])
        np.testing.assert_allclose(middle.T @ dA, slopes["dA2"], rtol=1e-7, atol=1e-10)
        published = lesson["published_middle"](params, cache, case["Y"])
        np.testing.assert_allclose(published - gap, slopes["dA2"], rtol=1e-7, atol=1e-10)
        assert np.max(np.abs(gap)) > 1e-3
    for slip_input in (lesson["slip_input"], paths.slip_input):
        for layer in (1, 2, 3):
            repaired, gap = slip_input(right[f"dZ{layer}"], cache, layer)
            np.testing.assert_allclose(repaired, right[f"dW{layer}"], rtol=1e-12)
            published = lesson["published_input"](right[f"dZ{layer}"], cache, layer)
            np.testing.assert_allclose(published - gap, right[f"dW{layer}"], rtol=1e-10, atol=1e-15)
            assert np.max(np.abs(gap)) > 1e-4


def test_the_example_shows_what_the_text_says(lesson: dict[str, Any]) -> None:
    """All middle factors and all rows of W1's slopes differ, so that a mistake cannot hide in the example."""
    cache, slopes = lesson["ex_values"], lesson["nudged"]
    assert len({round(float(slope), 6) for slope in slopes["dW1"].ravel()}) == 9
    np.testing.assert_allclose(
        lesson["nudged_middle"], lesson["slip_middle"](lesson["ex_params"], cache, lesson["ex_Y"])[0], 1e-7
    )
    for k, j in np.ndindex(3, 3):
        assert lesson["nudged_neuron"][k, j] == pytest.approx(lesson["slip_neuron"](cache, 3, k, j)[0], rel=1e-7)
    products = [
        lesson["path_product"](lesson["ex_params"], cache, lesson["ex_Y"], 1, path)
        for path in paths.paths([3] * 4, 1, 1, 0)
    ]
    assert min(products) < 0 < max(products)


def test_the_published_gradient_does_not_learn_what_the_right_one_does(lesson: dict[str, Any]) -> None:
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


def test_a_network_refuses_what_it_has_not() -> None:
    case = network((2, 3, 2), 1)
    with pytest.raises(ValueError, match="no A0, W3"):
        paths_loss(**case, W3=1.0, A0=case["X"])
    with pytest.raises(ValueError, match="must have shape"):
        paths.backward(case["params"], paths_values(case["params"], case["X"]), case["Y"].T)


def test_a_check_compares_networks_of_different_depth(lesson: dict[str, Any]) -> None:
    """The dicts of two cases have different keys: the last layer of one is not there in the other."""

    def with_a_sine(params: Any, X: Any) -> Any:
        cache = paths.forward(params, X)
        last = len(params) // 2
        return {**cache, f"A{last}": np.sin(cache[f"Z{last}"])}

    cases = lesson["forward_cases"](1, (2, 3, 2, 2), 1) + lesson["forward_cases"](1, (2, 3, 2), 1)
    with pytest.raises(CheckFailed, match="A3 is wrong, and its shape"):
        check(with_a_sine, cases, "paths.forward")
    with pytest.raises(CheckFailed, match=r"A2 is wrong.*[\s\S]*A2 is right on 1 of 2 inputs"):
        check(with_a_sine, cases[::-1], "paths.forward")


def test_figures_say_their_numbers() -> None:
    counts = {depth: paths.count_operations([3] * (depth + 1)) for depth in range(1, 35)}
    two = path_products({(0, 1): 0.25, (0, 2): -0.5}, -0.2)
    said = {
        "The weight W1[1, 0] is marked. Paths lit in it: 9, namely 0-1-0-0": lit_paths(
            [3, 3, 3, 3], paths.paths([3, 3, 3, 3], 1, 1, 0)
        ),
        "A 2-4 network. The weight W1[3, 1] is marked. Paths lit in it: 1": lit_paths([2, 4], [(1, 3)]),
        "Paths lit in it: 0, namely none": lit_paths([2, 2], []),
        "0-1: 0.25, 0-2: -0.5. Their sum is -0.25, and a nudge says -0.2": two,
        "the paths take a second at depth 15, a day at depth 25, a year at depth 30": operation_counts(counts, 1e9),
        "the paths take no second": operation_counts({1: (18, 12), 2: (126, 33)}, 1e9),
    }
    say_their_numbers(said)
