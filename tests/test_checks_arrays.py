"""Where an array is expected, a list or a np.matrix is named at once, before a later exercise stops at it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, check_backward, check_start, inputs
from helpers.checks.compare import compare
from helpers.reference import digits, shallow

pytestmark = pytest.mark.unit

RNG = np.random.default_rng(3)
CASES = inputs(dZ2=[RNG.standard_normal((2, 5)) for _ in range(2)], A1=[RNG.standard_normal((4, 5)) for _ in range(2)])
LIST, MATRIX = "a list where an array is expected", "a np.matrix where an array is expected"


def failure(run: Callable[[], Any]) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        run()
    return caught.value


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda a: a.tolist(), LIST),
        (list, LIST),
        (lambda a: tuple(map(tuple, a)), LIST),
        (np.matrix, MATRIX),
    ],
)
def test_right_numbers_that_are_no_array(change: Any, named: str | None) -> None:
    said = failure(lambda: check(lambda dZ2, A1: change(shallow.dW2(dZ2, A1)), CASES, "shallow.dW2"))
    assert said.named == named
    assert "where an array is expected" in said.message.splitlines()[0]
    assert "array" in said.message.splitlines()[-1]
    assert "less than expected" not in said.message


def test_one_of_several_values_is_a_list() -> None:
    said = failure(
        lambda: check(lambda x: (x, x.tolist()), inputs(x=[np.ones(3)]), lambda x: (x, x), names=("first", "second"))
    )
    assert said.message.startswith("second is a list where an array is expected")
    assert said.named == LIST


def test_a_wrong_shape_and_wrong_numbers_are_said_first() -> None:
    assert "shape" in str(compare([[1.0]], np.ones((2, 1))))
    assert "first difference at [1]: yours 3, expected 2" in str(compare([1.0, 3.0], np.array([1.0, 2.0])))
    check(lambda x: [x, 2 * x], inputs(x=[1.0]), lambda x: (x, 2 * x))  # two values, no array
    assert compare([1, 2], (1, 2)) is None


def test_a_start_and_a_backward_pass() -> None:
    def start(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Any:
        rng = np.random.default_rng(seed)
        shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
        numbers = {k: rng.standard_normal(s) * scale if k[0] == "W" else np.zeros(s) for k, s in shapes.items()}
        return {key: np.matrix(value) for key, value in numbers.items()}

    sizes = inputs(n_x=[3], n_h=4, n_y=1, scale=0.01, seed=1)
    assert failure(lambda: check_start(start, sizes)).named == MATRIX

    params = digits_params()
    X, Y = RNG.standard_normal((3, 5)), RNG.integers(0, 2, (1, 5)).astype(float)

    def backward(params: Any, cache: Any, X: Any, Y: Any) -> Any:
        grads = shallow.backward(params, cache, X, Y)
        return {**grads, "dW2": grads["dW2"].tolist()}

    said = failure(lambda: check_backward(backward, inputs(params=params, X=X, Y=Y), earlier=[]))
    assert "dW2 is a list where an array is expected" in said.message
    assert said.named == LIST


def digits_params() -> dict[str, Any]:
    return {key: np.asarray(value) for key, value in digits.initialise([3, 4, 1], 1).items()}


def test_a_matrix_stays_one_on_its_way_out_of_the_box() -> None:
    from course.runner.answers import revive
    from course.runner.codec import Opaque, decode, describe, encode

    with pytest.warns(PendingDeprecationWarning):
        matrix = np.matrix([[1.0]])
    sent = decode(encode(matrix, describe), lambda marker: revive(marker) if isinstance(marker, Opaque) else None)
    difference = compare(sent, np.ones((1, 1)))
    assert difference is not None
    assert difference.named is not None
    assert difference.named.name == MATRIX
