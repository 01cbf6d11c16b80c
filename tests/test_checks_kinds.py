"""Answers that are arrays or dicts of arrays: a list or a np.matrix in place of one, and which entry is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.runner.answers import revive
from course.runner.codec import Opaque, decode, describe, encode
from helpers.checks import check, check_backward, check_start, inputs
from helpers.checks.compare import compare
from helpers.reference import digits, shallow
from tests.checking import assert_holds, failure, returning, said

pytestmark = pytest.mark.unit

RNG = np.random.default_rng(3)
CASES = inputs(dZ2=[RNG.standard_normal((2, 5)) for _ in range(2)], A1=[RNG.standard_normal((4, 5)) for _ in range(2)])
LIST, MATRIX = "a list where an array is expected", "a np.matrix where an array is expected"

# --- Lists and matrices ---


@pytest.mark.parametrize(
    ("change", "named"),
    [(lambda a: a.tolist(), LIST), (list, LIST), (lambda a: tuple(map(tuple, a)), LIST), (np.matrix, MATRIX)],
)
def test_right_numbers_that_are_no_array(change: Any, named: str) -> None:
    failed = failure(lambda: check(lambda dZ2, A1: change(shallow.dW2(dZ2, A1)), CASES, "shallow.dW2"))
    first, *_, last = failed.message.splitlines()
    assert failed.named == named
    assert "where an array is expected" in first
    assert "array" in last
    assert "less than expected" not in failed.message


def test_one_of_several_values_is_a_list() -> None:
    x = inputs(x=[np.ones(3)])
    failed = failure(lambda: check(lambda x: (x, x.tolist()), x, lambda x: (x, x), names=("first", "second")))
    assert failed.message.startswith("second is a list where an array is expected")
    assert failed.named == LIST


def test_a_wrong_shape_and_wrong_numbers_are_said_first() -> None:
    assert "shape" in str(compare([[1.0]], np.ones((2, 1))))
    assert "first difference at [1]: yours 3, expected 2" in str(compare([1.0, 3.0], np.array([1.0, 2.0])))
    check(lambda x: [x, 2 * x], inputs(x=[1.0]), lambda x: (x, 2 * x))  # two values, no array
    assert compare([1, 2], (1, 2)) is None


def test_a_start_and_a_backward_pass() -> None:
    def start(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Any:
        params = shallow.initialise(n_x, n_h, n_y, scale, seed)
        return {key: np.matrix(value) for key, value in params.items()}

    def backward(params: Any, cache: Any, X: Any, Y: Any) -> Any:
        grads = shallow.backward(params, cache, X, Y)
        return {**grads, "dW2": grads["dW2"].tolist()}

    sizes = inputs(n_x=[3], n_h=4, n_y=1, scale=0.01, seed=1)
    assert failure(lambda: check_start(start, sizes)).named == MATRIX
    X, Y = RNG.standard_normal((3, 5)), RNG.integers(0, 2, (1, 5)).astype(float)
    cases = inputs(params=digits.initialise([3, 4, 1], 1), X=X, Y=Y)
    failed = failure(lambda: check_backward(backward, cases, earlier=[]))
    assert "dW2 is a list where an array is expected" in failed.message
    assert failed.named == LIST


def test_a_matrix_stays_one_on_its_way_out_of_the_box() -> None:
    with pytest.warns(PendingDeprecationWarning):
        matrix = np.matrix([[1.0]])
    sent = decode(encode(matrix, describe), lambda marker: revive(marker) if isinstance(marker, Opaque) else None)
    difference = compare(sent, np.ones((1, 1)))
    assert difference is not None
    assert difference.named is not None
    assert difference.named.name == MATRIX


# --- Dicts ---

RIGHT = {"W": np.array([[1.0, 2.0]]), "b": np.array([[0.5], [1.5]])}
X = inputs(x=[1.0])
# name -> what the answer returns, what is right, how the message begins, what it must hold
WRONG: dict[str, tuple[Any, Any, str, str]] = {
    "one entry": ({**RIGHT, "b": RIGHT["b"] + 1}, RIGHT, "b is wrong", "W is right."),
    "a missing and an extra key": (
        {"W": RIGHT["W"], "B": RIGHT["b"]},
        RIGHT,
        'answer has no "b".',
        'there is "B", which nobody asked for',
    ),
    "nothing": (None, RIGHT, "answer", "yours     nothing (None)"),
    "a tuple": ((1, 2), RIGHT, "answer", "yours     a tuple of 2 entries"),
    "an empty dict": ({}, RIGHT, "answer", "yours     an empty dict"),
    "inside a tuple": (({**RIGHT, "W": RIGHT["W"] * 2}, 3.0), (RIGHT, 3.0), "W is wrong", ""),
    "a column that lost an axis": (
        {**RIGHT, "b": np.array([0.5, 1.5])},
        RIGHT,
        "b has the wrong shape",
        "keepdims=True | (2, 1) - (2,) would give (2, 2) without an error",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_dict_is_named(name: str) -> None:
    value, right, start, words = WRONG[name]
    message = said(returning(value), X, [right])
    assert message.startswith(start)
    assert_holds(message, words)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (RIGHT, RIGHT),
        ({"b": np.array([[0.5], [1.5]]), "W": np.array([[1, 2]]), "more": "is fine"}, RIGHT),
        ((RIGHT, 3.0), (RIGHT, 3.0)),
    ],
)
def test_equal_entries_pass_in_any_order_and_beside_others(value: Any, right: Any) -> None:
    check(returning(value), X, expected=[right])


def test_a_changed_dict_is_noticed_and_its_entry_shown() -> None:
    def net(params: dict[str, Any]) -> float:
        params["W"] -= 1.0
        return 0.0

    message = said(net, inputs(params=RIGHT), [0.0])
    assert message.startswith('net changes its input `params["W"]`.')
    assert_holds(message, "[[1, 2]] | [[0, 1]] | a new dict")


def test_a_dict_is_shown_by_the_shapes_in_it() -> None:
    assert "on params = {W (1, 2), b (2, 1)}" in said(lambda params: 1.0, inputs(params=RIGHT), [0.0])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda a, b: a @ b, "the inner sizes of a matrix product must agree"),
        (lambda a, b: a * b, "Is @ meant instead of *"),
        (lambda a, b: 1 if a > 0 else 0, "np.where(condition, this, that)"),
    ],
)
def test_numpys_complaints_about_shapes_are_translated(body: Callable[..., Any], words: str) -> None:
    assert words in said(body, inputs(a=np.ones((4, 3)), b=np.ones((4, 1, 2))), [0.0])
