"""What checks, references and nudging refuse, in cases that belong to one lesson."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.authoring.text import read_text
from helpers import nudge
from helpers.checks import CheckFailed, check
from helpers.reference import digits, leaky, paths, shallow, sum_term
from tests.judges import LESSONS, solved
from tests.test_lessons_gradients import DIGITS, shallow_networks

pytestmark = pytest.mark.unit

TWO = shallow_networks(1)
(THREE,) = nudge.leaky_networks(seed=10, sizes=(2, 3, 2, 1), m=3, count=1)
(DEEP,) = nudge.paths_networks(1, (2, 3, 2), count=1)
(READER,) = nudge.digit_networks(1, [3, 4, 2], ["tanh"], 5, count=1)
w, o, t = np.ones((3, 2)), np.ones(3), np.ones(2)


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (lambda: shallow.activations("swish", np.zeros(2)), "there is no activation 'swish'"),
        (lambda: nudge.cost_with(TWO.params, TWO.X, TWO.Y, W3=np.zeros(2)), "the network has no W3; it has A1, A2"),
        (lambda: nudge.leaky_cost(**THREE, W4=1.0), "no W4"),
        (lambda: nudge.paths_loss(**DEEP, W3=1.0, A0=DEEP["X"]), "no A0, W3"),
        (lambda: nudge.leaky_networks(seed=1, sizes=(2, 3, 1), m=2, count=1), "four sizes"),
        (lambda: sum_term.output(w.T, o), "must have shape"),
        (lambda: sum_term.matrix_form(w, o, t[:1]), "must have shape"),
        (lambda: leaky.gradients(**{**THREE, "Y": THREE["Y"].T}), "must have shape"),
        (lambda: leaky.gradients(**{**THREE, "X": THREE["X"].T}), "must have shape"),
        (
            lambda: paths.backward(DEEP["params"], nudge.paths_values(DEEP["params"], DEEP["X"]), DEEP["Y"].T),
            "must have shape",
        ),
        (lambda: digits.gradients(**{**READER, "Y": READER["Y"].T}), "must have shape"),
        (lambda: digits.gradients(**{**READER, "X": READER["X"].T}), "must have shape"),
    ],
)
def test_what_the_network_has_not_or_does_not_fit_is_refused(run: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        run()


def test_random_networks_keep_away_from_their_kinks() -> None:
    for case in nudge.leaky_networks(seed=1, sizes=(3, 4, 3, 2), m=6, count=20, alpha=0.1):
        values = nudge.leaky_values(case["params"], case["X"], 0.1)
        assert min(np.min(np.abs(values["Z" + layer])) for layer in "123") >= nudge.GAP
    for sizes, hidden, m in DIGITS:
        for case in nudge.digit_networks(seed=1, sizes=sizes, hidden=hidden, m=m, count=5):
            values = nudge.digit_values(case["params"], case["X"], hidden)
            assert all(np.min(np.abs(values[f"Z{layer}"])) >= nudge.GAP for layer in range(1, len(sizes) - 1))
            assert np.all(np.sum(case["Y"], axis=0) == 1)


@pytest.mark.parametrize("h", [1e-5, 1e-3, 0.5])
def test_a_nudge_of_the_sum_is_found_out_where_a_unit_is_nearly_silent(h: float) -> None:
    """The sum is linear, so a nudge of it errs by rounding only: without a small output it would pass for a formula."""
    lesson = solved("04_sigmoid_term")

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


def test_new_weights_as_nested_lists_are_refused_where_they_are_made() -> None:
    """What comes after the check calculates with them."""
    lesson = solved("04_sigmoid_term")
    names = {**lesson, "w": np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]])}
    names["update"] = lambda w, gradient, alpha: (w - alpha * gradient).tolist()
    test = next(
        cell
        for cell in read_text(LESSONS / "04_sigmoid_term.py").cells
        if cell.role == "test" and cell.name == "update"
    )
    with pytest.raises(CheckFailed, match="is a list where an array is expected"):
        exec(compile(test.source, f"04_sigmoid_term:{test.line}", "exec"), names)


def test_a_check_compares_networks_of_different_depth() -> None:
    """The dicts of two cases have different keys: the last layer of one is not there in the other."""
    lesson = solved("06_paths")

    def with_a_sine(params: Any, X: Any) -> Any:
        cache = paths.forward(params, X)
        last = len(params) // 2
        return {**cache, f"A{last}": np.sin(cache[f"Z{last}"])}

    cases = lesson["forward_cases"](1, (2, 3, 2, 2), 1) + lesson["forward_cases"](1, (2, 3, 2), 1)
    with pytest.raises(CheckFailed, match="A3 is wrong, and its shape"):
        check(with_a_sine, cases, "paths.forward")
    with pytest.raises(CheckFailed, match=r"A2 is wrong.*[\s\S]*A2 is right on 1 of 2 inputs"):
        check(with_a_sine, cases[::-1], "paths.forward")


def test_labels_beside_probabilities_are_no_room_for_fractions() -> None:
    def half(x: Any) -> Any:
        return x / 3

    labels = np.array([0, 1])
    for cases, said in (([{"x": labels}], True), ([{"x": labels, "A": np.eye(2)}], False)):
        with pytest.raises(CheckFailed) as failure:
            check(lambda x, A=None: half(x), cases, expected=[labels / 2])
        assert ("holds whole numbers" in str(failure.value)) is said
