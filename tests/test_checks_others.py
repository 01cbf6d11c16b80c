"""check_gradient, check_raises, require and on_purpose; answers of several values; an author's own mistakes."""

from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, check_gradient, check_raises, inputs, on_purpose, require
from helpers.checks.record import from_plain
from tests.checking import assert_holds, failure, returning, said

pytestmark = pytest.mark.unit

X = inputs(x=[3.0, -2.0, 5.0, 1.5])
NAMES = ("f(x)", "f'(x)")


def square(x: Any) -> Any:
    return x * x


def pair(x: Any) -> Any:
    return x * x, 2 * x


# --- Several values ---


def test_each_value_of_a_tuple_is_named() -> None:
    message = said(lambda x: (x * x, x), X, pair, names=NAMES)
    assert message.startswith("f'(x) is wrong")
    assert_holds(message, "f(x) is right. | On each of these inputs yours is 1/2 of the expected one.")
    message = said(lambda x: (0.5, 0.25), X, pair, names=NAMES)
    assert message.startswith("f(x) is wrong")
    assert "f'(x) is wrong too." in message
    assert said(lambda x: (x * x, x), X, pair).startswith("value 2 of 2 is wrong")
    assert said(lambda x: (x * x, None), X, pair, names=NAMES).startswith("f'(x) returned nothing (None)")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "yours     nothing (None) | does the function end with `return`?"),
        (1.0, "yours     a number | commas"),
        ((1.0,), "yours     a tuple of 1 entries | commas"),
        ((1.0, 2.0, 3.0), "yours     a tuple of 3 entries"),
        ("ab", "yours     a text"),
        ({"a": 1, "b": 2}, "yours     a dict"),
        (np.ones(3), "yours     an array of shape (3,)"),
    ],
)
def test_wrong_number_of_values(value: Any, words: str) -> None:
    message = said(returning(value), X, pair, names=NAMES)
    assert message.startswith("answer should return 2 values: f(x), f'(x).")
    assert_holds(message, words)


# --- check_gradient ---


def bowl(x: float, y: float, a: float) -> float:
    return a * x**2 + y**2


def matrix_norm(W: Any) -> Any:
    return np.sum(W**2)


AT = inputs(x=[1.0, -2.0, 0.5], y=[3.0, 1.0, 2.0], a=[2.0, 3.0, 0.5])
W = inputs(W=np.random.default_rng(3).standard_normal((4, 3)))
FAR = inputs(x=[1e-3])


def test_check_gradient_takes_right_ones() -> None:
    check_gradient(lambda x: 2 * x, of=square, at=X)
    check_gradient(lambda x, y, a: (2 * a * x, 2 * y), of=bowl, at=AT, by=("x", "y"))
    check_gradient(lambda x, y, a: x**2, of=bowl, at=AT, by=("a",))
    check_gradient(lambda x, y, a: [2 * a * x, 2 * y, x**2], of=bowl, at=AT)
    check_gradient(lambda W: 2 * W, of=matrix_norm, at=W)
    check_gradient(lambda x: 2 * x, of=square, at=inputs(x=[3, -2]))
    # An exact zero, and the noise of measuring.
    check_gradient(lambda x: 3 * x**2, of=lambda x: x**3, at=inputs(x=[0.0, 1.0]))
    check_gradient(lambda x: 2 * (x - 1.1), of=lambda x: (x - 1.1) ** 2 + 1, at=inputs(x=[1.1, 1.1 + 1e-9]))
    check_gradient(lambda x: 2 * x, of=lambda x: x * x + 1000, at=FAR)


WRONG_SLOPES: dict[str, tuple[Any, dict[str, Any], str]] = {
    "half": (
        lambda x: x,
        {"of": square, "at": X, "look": "the power rule."},
        "yours     3\n | 1/2 of the expected one",
    ),
    "one of two": (
        lambda x, y, a: (2 * a * x, y),
        {"of": bowl, "at": AT, "by": ("x", "y"), "names": ("the slope along x", "the slope along y")},
        "the slope along y is wrong",
    ),
    "too few": (lambda x, y, a: 2 * a * x, {"of": bowl, "at": AT, "by": ("x", "y")}, "should return 2 values"),
    "transposed": (lambda W: 2 * W.T, {"of": matrix_norm, "at": W}, "shape (3, 4)"),
    "off by more than noise": (lambda x: 2 * x + 1e-4, {"of": lambda x: x * x + 1000, "at": FAR}, "is wrong"),
}


@pytest.mark.parametrize("name", WRONG_SLOPES)
def test_check_gradient_refuses_wrong_ones(name: str) -> None:
    answer, options, words = WRONG_SLOPES[name]
    message = failure(lambda: check_gradient(answer, **options)).message
    assert_holds(message, words)
    assert message.endswith(options.get("look", ""))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "which returned nothing"),
        ((1.0, 2.0), "which has the wrong shape"),
        (np.nan, "which is not a number"),
        (np.inf, "which is infinite"),
        ("1", "which is of the wrong kind"),
    ],
)
def test_check_gradient_blames_the_function_that_cannot_be_measured(value: Any, words: str) -> None:
    with pytest.raises(CheckFailed, match=f"the slope of answer, {words}"):
        check_gradient(lambda x: 2 * x, of=returning(value), at=X)


# --- check_raises ---


def refuse_negative(x: float) -> float:
    if x < 0:
        raise ValueError("x must not be negative")
    return x


def assert_positive(x: float) -> float:
    assert x >= 0, "x must not be negative"
    return x


def test_check_raises(capsys: pytest.CaptureFixture[str]) -> None:
    check_raises(refuse_negative, inputs(x=[-1.0, -2.0]), ValueError)
    assert capsys.readouterr().out == "refuse_negative: refuses all 2 inputs that it should refuse.\n"
    failed = failure(lambda: check_raises(refuse_negative, inputs(x=[-1.0, 2.0]), ValueError, look="the first line."))
    assert_holds(failed.message, "should refuse this input with a ValueError | on x = 2 | returned a number")
    assert "Look at: the first line." in failed.message
    assert failed.learner_traceback == ""


def test_check_raises_tells_another_error_from_none() -> None:
    failed = failure(lambda: check_raises(assert_positive, inputs(x=[-1.0]), ValueError))
    assert_holds(failed.message, "yours     raised AssertionError: x must not be negative")
    assert_holds(failed.message, "expected  raise ValueError(...)")
    shown = "\n".join(failed._render_traceback_())
    assert "assert x >= 0" in shown
    assert "helpers/checks" not in shown
    only_returned = failure(lambda: check_raises(lambda x: ValueError("negative"), X, ValueError))
    assert "returned a ValueError" in only_returned.message


@pytest.mark.parametrize("error", [ValueError, TypeError, Exception])
def test_check_raises_needs_a_function(error: type[Exception]) -> None:
    with pytest.raises(CheckFailed, match="needs a function"):
        check_raises(5, X, error)  # type: ignore[arg-type]


# --- require, on_purpose, records, an author's mistakes ---


def test_require() -> None:
    require(True, "never said")
    require(np.bool_(True), "never said")
    with pytest.raises(CheckFailed, match=r"^say this$"):
        require(0 > 1, "say this")


def test_arrays_in_older_records_are_read() -> None:
    """Numbers that are not finite stood in them as bare texts."""
    found = from_plain({"array": ["nan", 1.0, "-inf"], "dtype": "float32", "shape": [3, 1]})
    np.testing.assert_array_equal(found, np.array([[np.nan], [1.0], [-np.inf]]))
    assert found.dtype == np.float32


def test_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    with on_purpose():
        check(lambda x: x, X, square)
    out = capsys.readouterr().out
    assert out.startswith("This check fails on purpose.")
    assert "CheckFailed: your function is wrong" in out
    with pytest.raises(CheckFailed, match="did not fail"), on_purpose():
        check(square, X, square)
    with pytest.raises(NotImplementedError), on_purpose():
        raise NotImplementedError


@pytest.mark.parametrize(
    ("run", "error", "words"),
    [
        (lambda: check(square, [], square), ValueError, "pass any answer"),
        (lambda: check_gradient(square, of=square, at=inputs(x=[])), ValueError, "pass any answer"),
        (lambda: check_raises(square, [], ValueError), ValueError, "pass any answer"),
        (lambda: check(square, X, [9.0]), ValueError, "1 expected values for 4 inputs"),
        (lambda: inputs(x=[1.0, 2.0], y=[1.0]), ValueError, "differ in length"),
        (lambda: check(square, X, expected="descent.no_such_name"), AttributeError, "no_such_name"),
        (lambda: check(square, X, lambda x: None), TypeError, "cannot expect None"),
    ],
)
def test_mistakes_of_whoever_writes_a_check(run: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        run()
