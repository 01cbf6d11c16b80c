"""Lesson 7: its formulas and its reference against automatic differentiation, complex step and central differences."""

import hashlib
import time
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from helpers.checks import CheckFailed, check
from helpers.differences import complex_step
from helpers.digits import FILE, HELD_OUT, digits_by_place, digits_for_training, distances_in_file, load_digits
from helpers.figures import (
    confusion_matrix,
    digit_images,
    loss_and_slope,
    pixel_slopes,
    slopes_agree,
    softmax_bars,
    weight_images,
    worst_confusions,
)
from helpers.nudge import GAP, digit_networks, digit_slopes, digit_values, score_slopes
from helpers.progress import show_progress
from helpers.reference import activations, digits
from tests.judges import agree, say_their_numbers

pytestmark = pytest.mark.unit

LESSON = Path(__file__).parent.parent / "course" / "lessons" / "07_digits.py"

# Sizes that differ, so that a transposed factor cannot hide, and equal ones; from no hidden layer to three.
NETWORKS = [
    ([3, 2], [], 4),
    ([2, 4, 3], ["tanh"], 1),
    ([3, 4, 2], ["sigmoid"], 5),
    ([3, 5, 4, 3], ["relu", "tanh"], 4),
    ([4, 3, 5, 2], ["leaky_relu", "sigmoid"], 3),
    ([3, 3, 3, 3], ["tanh", "relu"], 3),
    ([2, 3, 4, 3, 5], ["relu", "leaky_relu", "tanh"], 6),
]
CASES = [(*network, seed) for network in NETWORKS for seed in (1, 2, 3)]


def network(sizes: Any, hidden: Any, m: int, seed: int) -> dict[str, Any]:
    return digit_networks(seed, sizes, hidden, m, count=1)[0]


def cost_by(name: str, case: dict[str, Any]) -> Any:
    """The lesson's J in autograd's own NumPy, as a function of one parameter or of X."""
    curves = {
        "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
        "tanh": anp.tanh,
        "relu": lambda z: anp.where(anp.real(z) >= 0, z, 0 * z),
        "leaky_relu": lambda z: anp.where(anp.real(z) >= 0, z, 0.01 * z),
    }

    def J(value: Any) -> Any:
        have = {**case["params"], "X": case["X"], name: value}
        A = have["X"]
        for layer, activation in enumerate([*case["hidden"], ""], start=1):
            Z = anp.dot(have[f"W{layer}"], A) + have[f"b{layer}"]
            A = curves[activation](Z) if activation else anp.exp(Z) / anp.sum(anp.exp(Z), axis=0, keepdims=True)
        return -anp.sum(case["Y"] * anp.log(A)) / case["X"].shape[1]

    return J


@pytest.mark.parametrize(("sizes", "hidden", "m", "seed"), CASES)
def test_gradients_by_three_judges(lesson: dict[str, Any], sizes: Any, hidden: Any, m: int, seed: int) -> None:
    case = network(sizes, hidden, m, seed)
    by_lesson = lesson["backward"](case["params"], lesson["forward"](case["params"], case["X"], hidden), case["X"],
                                   case["Y"], hidden)  # fmt: skip
    by_formula = digits.backward(case["params"], digits.forward(case["params"], case["X"], hidden), case["X"],
                                 case["Y"], hidden)  # fmt: skip
    for found in (by_lesson, by_formula, digits.gradients(**case)):
        for name, at in case["params"].items():
            J = cost_by(name, case)
            agree(found["d" + name], J, at)


@pytest.mark.parametrize(("sizes", "hidden", "m", "seed"), CASES)
def test_gradient_by_the_inputs_by_three_judges(
    lesson: dict[str, Any], sizes: Any, hidden: Any, m: int, seed: int
) -> None:
    case = network(sizes, hidden, m, seed)
    J = cost_by("X", case)
    for input_gradient in (lesson["input_gradient"], digits.input_gradient):
        found = input_gradient(**case)
        np.testing.assert_allclose(found, m * autograd.grad(J)(case["X"]), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found, m * complex_step(J, case["X"]), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found, digit_slopes(**case)["dX"], rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("seed", range(20))
def test_softmax_and_cross_entropy_at_ordinary_scores(lesson: dict[str, Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    K, m = int(rng.integers(2, 8)), int(rng.integers(1, 6))
    Z, Y = rng.uniform(-4, 4, (K, m)), np.eye(K)[:, rng.integers(K, size=m)]

    def J(value: Any) -> Any:
        return -anp.sum(Y * anp.log(anp.exp(value) / anp.sum(anp.exp(value), axis=0, keepdims=True))) / m

    for softmax in (lesson["softmax"], digits.softmax):
        A = softmax(Z)
        np.testing.assert_allclose(A, np.exp(Z) / np.sum(np.exp(Z), axis=0), rtol=1e-13)
        np.testing.assert_allclose(softmax(Z + 37.5), A, rtol=1e-12)
    for both in (lesson["softmax_cross_entropy"], digits.softmax_cross_entropy):
        value, dZ = both(Z, Y)
        assert value == pytest.approx(J(Z), rel=1e-13)
        np.testing.assert_allclose(dZ, m * autograd.grad(J)(Z), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(dZ, m * complex_step(J, Z), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(dZ, score_slopes(Z, Y), rtol=1e-7, atol=1e-8)
    # The long way of 7.2, through the softmax's own slopes.
    A = lesson["softmax"](Z)
    for i in range(m):
        jacobian = np.diag(A[:, i]) - np.outer(A[:, i], A[:, i])
        np.testing.assert_allclose((-Y[:, i] / A[:, i]) @ jacobian, A[:, i] - Y[:, i], atol=1e-13)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [0.0, 1e3, -1e3, 1e8, 1e300])
def test_softmax_and_cross_entropy_are_finite_at_extremes(lesson: dict[str, Any], size: float) -> None:
    Z = np.array([[size, -size, 0.0], [0.0, size, -size], [-size, 0.0, size / 2]])
    for label in range(3):
        Y = np.eye(3)[:, [label] * 3]
        for softmax, both in (
            (lesson["softmax"], lesson["softmax_cross_entropy"]),
            (digits.softmax, digits.softmax_cross_entropy),
        ):
            value, dZ = both(Z, Y)
            assert np.isfinite(value)
            assert value == pytest.approx(np.mean([np.max(Z[:, i]) - Z[label, i] for i in range(3)]), rel=1e-6, abs=1.2)
            assert np.all(np.isfinite(dZ))
            np.testing.assert_allclose(np.sum(softmax(Z), axis=0), 1, rtol=1e-14)


def test_given_activations_are_those_of_the_reference(lesson: dict[str, Any]) -> None:
    Z = np.concatenate([np.random.default_rng(1).uniform(-4, 4, 50), [0.0, -0.0, 800.0, -800.0]])
    for name, activation in digits.ACTIVATIONS.items():
        value, slope = lesson["activate"](name, Z)
        np.testing.assert_allclose(value, activation.value(Z), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(slope, activation.slope(Z), rtol=1e-12, atol=1e-15)
    with pytest.raises(KeyError):
        lesson["activate"]("swish", Z)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_start_keeps_the_size_of_values_through_many_layers(lesson: dict[str, Any], seed: int) -> None:
    for initialise in (lesson["initialise"], digits.initialise):
        params = initialise([64] * 13, seed)
        A = np.random.default_rng(seed).standard_normal((64, 400))
        cache = digits.forward(params, A, ["relu"] * 11)
        for layer in range(1, 13):
            assert np.std(params[f"W{layer}"]) == pytest.approx(np.sqrt(2 / 64), rel=0.05)
            assert not np.any(params[f"b{layer}"])
        assert 0.3 < np.sqrt(np.mean(cache["A11"] ** 2)) < 3
    one, other = lesson["initialise"]([4, 3, 2], 1), lesson["initialise"]([4, 3, 2], 2)
    assert not np.array_equal(one["W1"], other["W1"])


def test_gradient_check_finds_a_wrong_backward_and_passes_a_right_one(lesson: dict[str, Any]) -> None:
    for sizes, hidden, m in NETWORKS:
        case = network(sizes, hidden, m, seed=4)
        right = digits.gradients(**case)
        picks = lesson["some_entries"](case["params"], 20, seed=1)
        assert {name for name, _, _ in picks} == set(case["params"])
        for judge in (lesson["gradient_check"], digits.gradient_check):
            assert judge(case["params"], right, case["X"], case["Y"], hidden, picks)[1] < 1e-7
            slipped = {**right, "dW1": 1.1 * right["dW1"]}
            assert judge(case["params"], slipped, case["X"], case["Y"], hidden, picks)[1] > 1e-4
            minus = {name: -value for name, value in right.items()}
            assert judge(case["params"], minus, case["X"], case["Y"], hidden, picks)[1] == pytest.approx(1)


@pytest.mark.parametrize(("m", "size"), [(1400, 32), (10, 4), (20, 32), (64, 32), (5, 1), (1, 1)])
def test_batches_hold_every_sample_once_and_the_published_ones_do_not(
    lesson: dict[str, Any], m: int, size: int
) -> None:
    for batches in (lesson["slip_batches"], digits.slip_batches):
        found = batches(m, size, 1)
        assert sorted(np.concatenate(found).tolist()) == list(range(m))
        assert [len(batch) for batch in found[:-1]] == [size] * (len(found) - 1)
        assert len(found) == -(-m // size)
        if m > 4:
            assert not np.array_equal(np.concatenate(found), np.concatenate(batches(m, size, 2)))
    used = sum(len(batch) for batch in lesson["published_batches"](m, size, 1))
    assert used == m - m % size


def test_split_has_nothing_in_both_parts_and_the_published_one_has(lesson: dict[str, Any]) -> None:
    for split in (lesson["slip_split"], digits.slip_split):
        learn, test = split(150, 50, 3)
        assert len(test) == 50
        assert sorted([*learn, *test]) == list(range(150))
    learn, test = lesson["published_split"](150, 50, 3)
    assert set(test) <= set(learn)


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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_training_reads_held_out_digits_in_time(lesson: dict[str, Any], seed: int) -> None:
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
    for accuracy in (lesson["accuracy"], digits.accuracy):
        assert accuracy(A, lesson["labels_new"]) >= 0.96
        assert accuracy(A, lesson["labels_new"]) == lesson["held_out_accuracy"](trained, ["relu"])
    for confusion in (lesson["confusion"], digits.confusion):
        counts = confusion(A, lesson["labels_new"])
        assert np.trace(counts) / np.sum(counts) == pytest.approx(digits.accuracy(A, lesson["labels_new"]))
        np.testing.assert_array_equal(np.sum(counts, axis=1), np.bincount(lesson["labels_new"], minlength=10))


def test_what_the_slips_cost(lesson: dict[str, Any]) -> None:
    hidden = ["relu"]
    right, slipped = lesson["reader"]()[0], lesson["slipped_reader"]()[0]
    assert lesson["held_out_accuracy"](right, hidden) > lesson["held_out_accuracy"](slipped, hidden) + 0.05
    X, labels, X_last, labels_last = digits_by_place()
    start = lesson["initialise"]([64, 32, 10], 1)
    by_place = lesson["train"](start, X, lesson["one_hot"](labels), hidden, 0.3, 32, 30, 1)[0]
    other_hands = digits.accuracy(digits.forward(by_place, X_last, hidden)["A2"], labels_last)
    assert other_hands < lesson["held_out_accuracy"](right, hidden) - 0.03


def test_random_networks_keep_away_from_their_kinks() -> None:
    for sizes, hidden, m in NETWORKS:
        for case in digit_networks(seed=1, sizes=sizes, hidden=hidden, m=m, count=5):
            values = digit_values(case["params"], case["X"], hidden)
            for layer in range(1, len(sizes) - 1):
                assert np.min(np.abs(values[f"Z{layer}"])) >= GAP
            assert np.all(np.sum(case["Y"], axis=0) == 1)


def test_reference_refuses_shapes_that_do_not_fit() -> None:
    case = network([3, 4, 2], ["tanh"], 5, 1)
    with pytest.raises(ValueError, match="must have shape"):
        digits.gradients(case["params"], case["X"], case["Y"].T, case["hidden"])
    with pytest.raises(ValueError, match="must have shape"):
        digits.gradients(case["params"], case["X"].T, case["Y"], case["hidden"])


def test_labels_beside_probabilities_are_no_room_for_fractions() -> None:
    def half(x: Any) -> Any:
        return x / 3

    labels = np.array([0, 1])
    for cases, said in (([{"x": labels}], True), ([{"x": labels, "A": np.eye(2)}], False)):
        with pytest.raises(CheckFailed) as failure:
            check(lambda x, A=None: half(x), cases, expected=[labels / 2])
        assert ("holds whole numbers" in str(failure.value)) is said


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


def test_figures_say_their_numbers() -> None:
    X, labels = load_digits()
    A = np.eye(10)[:, labels[:20]] * 0.8 + 0.02
    A[:, 3] = np.roll(A[:, 3], 1)
    counts = digits.confusion(A, labels[:20])
    pressed = np.zeros((64, 1))
    pressed[10] = -3
    said = {
        "The titles: 0, 1, 2.": digit_images(X[:, :3], ["0", "1", "2"]),
        "25 images": digit_images(X[:, :25], ["?"] * 25),
        "0 becomes 0.269, 1 becomes 0.731": softmax_bars(activations.softmax.value, [0.0, 1.0]),
        "2.00 at -1, 0.500 at 1": loss_and_slope([-1, 1], [2.0, 0.5], [-0.9, -0.1]),
        "from -1.00 to 1.00": weight_images(np.linspace(-1, 1, 640).reshape(10, 64)),
        "is 1.0e-01, the largest slope 2": slopes_agree([1.0, 2.0], [1.1, 2.0]),
        "20 samples, 19 right. Most frequent: 3 taken for 4 (1)": confusion_matrix(counts),
        "1 of 20 images are read wrongly. The worst: 3, read 4 (82% sure)": worst_confusions(X[:, :20], labels[:20], A),
        "0 of 3 images are read wrongly. The worst: none": worst_confusions(X[:, :3], labels[:3], A[:, :3]),
        "seven: -3 at row 1, column 2, up to 0": pixel_slopes(X[:, :1], pressed, ["seven"]),
    }
    say_their_numbers(said)
