"""What the texts of lessons 6 and 7 promise of their functions, data and training runs, beside the slopes."""

import hashlib
import time
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import pytest

from helpers.differences import complex_step
from helpers.digits import FILE, HELD_OUT, digits_by_place, digits_for_training, distances_in_file, load_digits
from helpers.nudge import digit_networks, multiplications, paths_networks, paths_values
from helpers.progress import show_progress
from helpers.reference import digits, paths
from tests.judges import both, solved
from tests.test_lessons_gradients import DEPTHS, DIGITS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("sizes", DEPTHS)
def test_one_path_is_the_slope_where_all_other_arrows_are_cut(sizes: Any) -> None:
    """The chain along one path, walked with complex numbers: every other value stays what it was."""
    (case,) = paths_networks(5, sizes, count=1)
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
            for path_product in both("06_paths", paths, "path_product"):
                found = path_product(params, cache, case["Y"], layer, path)
                np.testing.assert_allclose(found, right, rtol=1e-11, atol=1e-16)


@pytest.mark.parametrize("sizes", [*DEPTHS, (2, 2, 2, 2)])
def test_paths_are_all_the_ways_and_no_other(sizes: Any) -> None:
    lesson = solved("06_paths")
    for layer in range(1, len(sizes)):
        j, i = sizes[layer] - 1, sizes[layer - 1] - 1
        found = lesson["paths"](list(sizes), layer, j, i)
        assert sorted(found) == sorted(paths.paths(list(sizes), layer, j, i))
        assert len(found) == len(set(found)) == prod(sizes[layer + 1 :])
        for path in found:
            assert path[:2] == (i, j)
            assert all(0 <= unit < size for unit, size in zip(path, sizes[layer - 1 :], strict=True))


@pytest.mark.parametrize("sizes", [*DEPTHS, (3, 3, 3, 3, 3), (2, 5, 1, 4)])
def test_operations_are_those_that_are_really_made(sizes: Any) -> None:
    for count_operations in both("06_paths", paths, "count_operations"):
        assert tuple(count_operations(list(sizes))) == multiplications(sizes)


def test_paths_grow_by_a_factor_with_depth_and_backpropagation_by_a_summand() -> None:
    lesson = solved("06_paths")
    counts = [lesson["count_operations"]([3] * (depth + 1)) for depth in range(1, 41)]
    by_paths, by_backward = zip(*counts, strict=True)
    assert set(np.diff(by_backward)) == {21}
    ratios = [after / before for before, after in pairwise(by_paths[9:])]
    assert all(3 < ratio < 3.4 for ratio in ratios)
    year = 365.25 * 24 * 3600
    first = [next(depth for depth, n in enumerate(by_paths, start=1) if n >= limit * 1e9) for limit in (1, year)]
    assert first == [15, 30]


def test_the_example_shows_what_the_text_says() -> None:
    """All middle factors and all rows of W1's slopes differ, so that a mistake cannot hide in the example."""
    lesson = solved("06_paths")
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


@pytest.mark.parametrize("seed", range(20))
def test_a_softmax_does_not_see_what_is_added_to_all_scores(seed: int) -> None:
    """And the long way of section 7.2, through its own slopes, ends at A - Y."""
    rng = np.random.default_rng(seed)
    K, m = int(rng.integers(2, 8)), int(rng.integers(1, 6))
    Z, Y = rng.uniform(-4, 4, (K, m)), np.eye(K)[:, rng.integers(K, size=m)]
    for softmax in both("07_digits", digits, "softmax"):
        A = softmax(Z)
        np.testing.assert_allclose(softmax(Z + 37.5), A, rtol=1e-12)
        for a, y in zip(A.T, Y.T, strict=True):
            np.testing.assert_allclose((-y / a) @ (np.diag(a) - np.outer(a, a)), a - y, atol=1e-13)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [0.0, 1e3, -1e3, 1e8, 1e300])
def test_softmax_and_cross_entropy_are_finite_at_extremes(size: float) -> None:
    lesson = solved("07_digits")
    Z = np.array([[size, -size, 0.0], [0.0, size, -size], [-size, 0.0, size / 2]])
    for label in range(3):
        Y = np.eye(3)[:, [label] * 3]
        for softmax, softmax_cross_entropy in (
            (lesson["softmax"], lesson["softmax_cross_entropy"]),
            (digits.softmax, digits.softmax_cross_entropy),
        ):
            value, dZ = softmax_cross_entropy(Z, Y)
            assert np.isfinite(value)
            assert value == pytest.approx(np.mean([np.max(Z[:, i]) - Z[label, i] for i in range(3)]), rel=1e-6, abs=1.2)
            assert np.all(np.isfinite(dZ))
            np.testing.assert_allclose(np.sum(softmax(Z), axis=0), 1, rtol=1e-14)


def test_given_activations_are_those_of_the_reference() -> None:
    lesson = solved("07_digits")
    Z = np.concatenate([np.random.default_rng(1).uniform(-4, 4, 50), [0.0, -0.0, 800.0, -800.0]])
    for name, activation in digits.ACTIVATIONS.items():
        value, slope = lesson["activate"](name, Z)
        np.testing.assert_allclose(value, activation.value(Z), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(slope, activation.slope(Z), rtol=1e-12, atol=1e-15)
    with pytest.raises(KeyError):
        lesson["activate"]("swish", Z)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_start_keeps_the_size_of_values_through_many_layers(seed: int) -> None:
    lesson = solved("07_digits")
    for initialise in both("07_digits", digits, "initialise"):
        params = initialise([64] * 13, seed)
        A = np.random.default_rng(seed).standard_normal((64, 400))
        cache = digits.forward(params, A, ["relu"] * 11)
        for layer in range(1, 13):
            assert np.std(params[f"W{layer}"]) == pytest.approx(np.sqrt(2 / 64), rel=0.05)
            assert not np.any(params[f"b{layer}"])
        assert 0.3 < np.sqrt(np.mean(cache["A11"] ** 2)) < 3
    one, other = lesson["initialise"]([4, 3, 2], 1), lesson["initialise"]([4, 3, 2], 2)
    assert not np.array_equal(one["W1"], other["W1"])


def test_gradient_check_finds_a_wrong_backward_and_passes_a_right_one() -> None:
    lesson = solved("07_digits")
    for sizes, hidden, m in DIGITS:
        (case,) = digit_networks(4, sizes, hidden, m, count=1)
        right = digits.gradients(**case)
        picks = lesson["some_entries"](case["params"], 20, seed=1)
        assert {name for name, _, _ in picks} == set(case["params"])
        for judge in both("07_digits", digits, "gradient_check"):
            assert judge(case["params"], right, case["X"], case["Y"], hidden, picks)[1] < 1e-7
            slipped = {**right, "dW1": 1.1 * right["dW1"]}
            assert judge(case["params"], slipped, case["X"], case["Y"], hidden, picks)[1] > 1e-4
            minus = {name: -value for name, value in right.items()}
            assert judge(case["params"], minus, case["X"], case["Y"], hidden, picks)[1] == pytest.approx(1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_training_reads_held_out_digits_in_time(seed: int) -> None:
    lesson = solved("07_digits")
    start = lesson["initialise"]([64, 32, 10], seed)
    began = time.process_time()
    X, Y = lesson["X_train"], lesson["Y_train"]
    trained, costs = lesson["train"](start, X, Y, ["relu"], 0.3, 32, 30, seed)
    assert time.process_time() - began < 30
    by_reference, reference_costs = digits.train(start, X, Y, ["relu"], 0.3, 32, 30, seed)
    np.testing.assert_allclose(costs, reference_costs, rtol=1e-9)
    for name, value in trained.items():
        np.testing.assert_allclose(value, by_reference[name], rtol=1e-7, atol=1e-10)
    A = lesson["forward"](trained, lesson["X_new"], ["relu"])["A2"]
    for accuracy in both("07_digits", digits, "accuracy"):
        assert accuracy(A, lesson["labels_new"]) >= 0.96
        assert accuracy(A, lesson["labels_new"]) == lesson["held_out_accuracy"](trained, ["relu"])
    for confusion in both("07_digits", digits, "confusion"):
        counts = confusion(A, lesson["labels_new"])
        assert np.trace(counts) / np.sum(counts) == pytest.approx(digits.accuracy(A, lesson["labels_new"]))
        np.testing.assert_array_equal(np.sum(counts, axis=1), np.bincount(lesson["labels_new"], minlength=10))


def test_the_data_is_the_file_that_its_notice_describes() -> None:
    notice = FILE.with_name("digits.csv.txt").read_text(encoding="utf-8")
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() in notice
    for named in ("Alpaydin", "Kaynak", "UCI", "CC BY 4.0", "scikit-learn", "BSD 3-Clause"):
        assert named in notice
    X, labels = load_digits()
    assert X.shape == (64, 1797)
    assert labels.shape == (1797,)
    assert (X.min(), X.max()) == (0, 1)
    assert np.array_equal(16 * X, np.round(16 * X))
    assert sorted(set(labels.tolist())) == list(range(10))
    X[:], labels[:] = 7, 7
    assert load_digits()[0].max() == 1, "whoever changes what they were given changes it for nobody else"


@pytest.mark.parametrize("parts", [digits_for_training, digits_by_place])
def test_no_image_is_in_both_parts(parts: Any) -> None:
    X, labels, X_new, labels_new = parts()
    assert (X.shape, X_new.shape) == ((64, 1797 - HELD_OUT), (64, HELD_OUT))
    assert not {column.tobytes() for column in X.T.copy()} & {column.tobytes() for column in X_new.T.copy()}
    whole, all_labels = load_digits()
    known = {column.tobytes(): int(label) for column, label in zip(whole.T.copy(), all_labels, strict=True)}
    for images, said in ((X, labels), (X_new, labels_new)):
        assert [known[column.tobytes()] for column in images.T.copy()] == said.tolist()


def test_neighbours_in_the_file_are_more_alike() -> None:
    near, far = distances_in_file()
    assert near < 0.85 * far
    X, labels = load_digits()
    first = np.flatnonzero(labels == 0)[:2]
    assert first[1] - first[0] < 60
    assert 0 < np.linalg.norm(X[:, first[0]] - X[:, first[1]]) < 2 * near


def test_images_for_training_stand_in_blocks() -> None:
    _, labels, _, labels_new = digits_for_training()
    assert np.all(np.diff(labels) >= 0)
    assert not np.all(np.diff(labels_new) >= 0)


def test_progress_prints_one_line_outside_of_a_notebook(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.progress._in_notebook", lambda: False)
    for done in range(1, 31):
        show_progress(done, 30, 1 / done)
    assert capsys.readouterr().out == "epoch 30 of 30, J = 0.0333\n"


def test_progress_is_one_output_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []

    class Handle:
        def update(self, said: Any) -> None:
            shown.append(said)

    def display(said: Any, display_id: bool) -> Handle:
        assert display_id
        shown.append(said)
        return Handle()

    monkeypatch.setattr("helpers.progress._in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", display)
    for done in range(1, 501):
        show_progress(done, 500, 0.5)
    # The first one, the last one, and few in between: it took far less than a second.
    assert 2 <= len(shown) < 20
    end = shown[-1]._repr_mimebundle_()
    assert end["text/plain"] == "epoch 500 of 500, J = 0.5000"
    assert 'value="500" max="500"' in end["text/html"]
