"""Each kind of wrong answer gets its own message, and each part of the message is true."""

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, check_gradient, check_raises, inputs
from tests.checking import assert_holds, failure, returning, said

pytestmark = pytest.mark.unit

X = inputs(x=[3.0, -2.0, 5.0, 1.5])


def square(x: Any) -> Any:
    return x * x


# --- What came back ---

COLUMN = np.arange(4.0)[:, None]
TEXTS = np.array(["1.0", "1.0"], dtype=object)
OBJECTS = np.array([object(), object()])
MATRICES = np.array([[1.0, 2.0], [3.0, 3.5]]), np.array([[1.0, 2.0], [3.0, 4.0]])
THREE = np.arange(1.0, 4)
WHOLE = "holds whole numbers only (its dtype is int64) | behind a decimal point is cut off | np.zeros(n)"
# name -> what the answer returns, what is right, what the message must hold
WRONG_VALUES: dict[str, tuple[Any, Any, str]] = {
    "None": (None, 1.0, "answer returned nothing (None) | expected a number | only `return` hands it over"),
    "text for number": ("1.0", 1.0, "wrong kind | yours     a text | expected  a number"),
    "True for number": (True, 1.0, "wrong kind | yours     True or False | expected  a number"),
    "NumPy's True for number": (np.True_, 1.0, "wrong kind | True or False"),
    "number for True": (1, True, "wrong kind | yours     a number | expected  True or False"),
    "number for text": (2.0, "oscillating", "wrong kind | yours     a number | expected  a text"),
    "function": (np.sin, 1.0, "wrong kind | a function (was it called? write the brackets)"),
    "complex": (1 + 0j, 1.0, "wrong kind | yours     a complex number"),
    "the placeholder": (..., 1.0, "wrong kind | yours     `...`, the placeholder"),
    "dict": ({"a": 1.0}, 1.0, "wrong kind | yours     a dict"),
    "generator": ((i for i in [1.0]), 1.0, "wrong kind | yours     a generator"),
    "ragged list": ([[1.0], [1.0, 2.0]], np.ones((2, 2)), "wrong kind | yours     a list of 2 entries"),
    "complex array": (np.array([1j, 2]), np.ones(2), "wrong kind | (2,) of complex numbers"),
    "array of truths": (np.array([True, False]), np.ones(2), "wrong kind | (2,) of True and False"),
    "texts in an object array": (TEXTS, np.ones(2), "wrong kind | of mixed objects"),
    "None in a list": ([None, 1.0], np.ones(2), "wrong kind | Look at: the entry None among your numbers"),
    "objects": (OBJECTS, np.ones(2), "wrong kind | of mixed objects"),
    "numbers for truths": (np.ones(2), np.array([True, True]), "wrong kind | (2,) of True and False"),
    "(1,) for number": (np.ones(1), 1.0, "wrong shape | an array of shape (1,) | expected  a number | hand over the"),
    "(1, 1) for number": (np.ones((1, 1)), 1.0, "wrong shape | shape (1, 1) | hand over the number in it"),
    "array for number": (np.ones(3), 1.0, "wrong shape | shape (3,) | Is a sum, a mean or an index missing?"),
    "tuple for number": ((1.0, 2.0), 1.0, "wrong shape | yours     a tuple of 2 entries | expected  a number"),
    "number for array": (1.0, np.ones(3), "wrong shape | yours     a number | shape (3,) | one number came back"),
    "transposed": (COLUMN.T, COLUMN, "wrong shape | shape (1, 4) | shape (4, 1) | transposed or flattened"),
    "flattened": (COLUMN.ravel(), COLUMN, "wrong shape | shape (4,) | transposed or flattened"),
    "one too few": (np.ones(3), np.ones(4), "wrong shape | shape (3,) | shape (4,) | one entry too few or too many"),
    "one too many": (np.ones((2, 5)), np.ones((2, 4)), "wrong shape | one entry too few or too many"),
    "broadcast": (np.ones((4, 4)), COLUMN, "wrong shape | shape (4, 4) | write the shape of each factor"),
    "empty": (np.ones(0), np.ones(4), "wrong shape | shape (0,)"),
    "nan": (float("nan"), 1.0, "answer is not a number (nan) | yours     nan | 0 / 0"),
    "inf": (float("inf"), 1.0, "answer is infinite | yours     inf | division by 0 or an overflow"),
    "one nan of three": ([1.0, np.nan, 3.0], THREE, "holds one entry that is not a number | at [1]: yours nan"),
    "two inf of three": ([np.inf, 2.0, -np.inf], THREE, "holds 2 entries that are infinite | at [0]: yours inf"),
    "wrong text": ("monotone", "oscillating", "is wrong | yours     'monotone' | expected  'oscillating'"),
    "False for True": (False, True, "is wrong | yours     False | expected  True"),
    "number": (2.0, 1.5, "is wrong, and its shape and type are right | yours     2 | expected  1.5 | 0.5 larger"),
    "second entry": ([1.0, 7.0, 3.0], THREE, "difference at [1]: yours 7, expected 2 | 1 of 3 entries differ"),
    "entry of a matrix": (
        *MATRICES,
        "difference at [1, 1]: yours 3.5, expected 4   (yours is 0.5 smaller) | expected  [[1, 2], [3, 4]]",
    ),
    "nearly equal": (1.00000123, 1.0, "yours     1.000001\n | expected  1 "),
    "cut off": (np.array([3, 2, 1]), np.array([3.0, 2.4, 1.9]), WHOLE),
}


@pytest.mark.parametrize("name", WRONG_VALUES)
def test_each_wrong_value_has_its_own_message(name: str) -> None:
    value, right, words = WRONG_VALUES[name]
    message = said(returning(value), inputs(x=3.0), [right])
    assert_holds(message, f"{words} | on x = 3")
    assert "np." not in message.replace("np.zeros", "")


@pytest.mark.parametrize("name", WRONG_VALUES)
def test_the_right_value_beside_each_passes(name: str) -> None:
    right = WRONG_VALUES[name][1]
    check(returning(right), inputs(x=3.0), [right])


def test_the_advice_of_the_test_stands_where_only_the_numbers_are_wrong() -> None:
    assert said(returning(2.0), X, square, look="equation (1.1).").endswith("Look at: equation (1.1).")
    # Where the shape is wrong, advice about the numbers would lead astray.
    assert "equation" not in said(returning(np.ones(1)), X, square, look="equation (1.1).")


def test_the_first_input_that_goes_wrong_is_shown() -> None:
    message = said(abs, inputs(x=[1.0, 2.0, -3.0, -4.0]), lambda x: x)
    assert message.startswith("abs is wrong")
    assert_holds(message, "on x = -3\n | It is right on 2 of 4 inputs.")


def test_a_label_names_the_answer() -> None:
    assert said(lambda x: 0.5, X, square).startswith("your function is wrong")
    assert said(lambda x: 0.5, X, square, label="the second value").startswith("the second value is wrong")


def test_numbers_are_shown_plainly() -> None:
    cases = inputs(x=np.float64(2.0), n=np.int64(3), f=np.sin, W=np.ones((9, 9)))
    message = said(returning(np.float64(0.25)), cases, [1])
    assert "on x = 2, n = 3, f = sin, W = an array of shape (9, 9)" in message
    assert "np.float64" not in message


# --- Changed inputs ---


def test_changed_array() -> None:
    def step(x: Any) -> Any:
        x -= 0.5
        return x

    message = said(step, inputs(x=np.array([1.0, 2.0])), lambda x: x - 0.5)
    assert message.startswith("step changes its input `x`.")
    assert_holds(message, "on x = [1, 2]\n | after the call x = [0.5, 1.5] | `x = x - ...` makes a new one")


@pytest.mark.parametrize(
    ("given", "entry"),
    [
        (np.array([[0.5, 12.25]]), "x[0, 1]"),
        (np.full((5, 4), 12.25), "x[0, 1]"),
        ({"W1": np.array([[0.5, 12.25]])}, 'x["W1"][0, 1]'),
        ({"W": [np.array([[0.5, 12.25]])]}, 'x["W"][0][0, 1]'),
    ],
)
def test_a_tiny_change_is_shown_with_the_digits_that_differ(given: Any, entry: str) -> None:
    def nudge(x: Any) -> Any:
        while not isinstance(x, np.ndarray):
            x = next(iter(x.values())) if isinstance(x, dict) else x[0]
        x[0, 1] += 1e-5
        return 1.0

    assert f"{entry} was 12.25, and is 12.25001 now" in said(nudge, [{"x": given}], [1.0])


def spoil(x: Any) -> float:
    if isinstance(x, dict):
        x["b"] = 2.0
    elif isinstance(x[0], np.ndarray):
        x[0][0] = 9.0
    elif isinstance(x[0], list):
        x[0] = tuple(x[0])
    else:
        x.sort()
    return 1.0


@pytest.mark.parametrize("given", [[3.0, 1.0], {"a": 1.0}, [np.array([1.0])], (np.array([1.0]),), [[1.0, 2.0]]])
def test_changed_containers(given: Any) -> None:
    message = said(spoil, [{"x": given}], [1.0])
    assert "changes its input `x`" in message
    if isinstance(given, list) and isinstance(given[0], list):  # a change of kind has no entry to show
        assert " was " not in message.replace("was passed in", "")


def test_every_case_gets_its_inputs_anew() -> None:
    start = np.array([1.0, 2.0])

    def clear(x: Any) -> Any:
        x *= 0
        return x

    said(clear, inputs(x=start), [start])
    assert start.tolist() == [1.0, 2.0]


# --- Errors on the way ---


def helper_of_learner(x: Any) -> Any:
    return x["missing"]


def test_error_inside_the_answer() -> None:
    def step(x: Any) -> Any:
        y = helper_of_learner({"x": x})
        return y

    failed = failure(lambda: check(step, X, square))
    shown = "\n".join(failed._render_traceback_())
    assert failed.message.startswith("step stopped with an error before it returned anything.")
    assert_holds(failed.message, "on x = 3 | KeyError: 'missing'")
    assert_holds(shown, 'y = helper_of_learner({"x": x}) | return x["missing"]')
    assert "helpers/checks" not in shown
    assert shown.index("missing") < shown.index("CheckFailed: step stopped")
    assert failed.__suppress_context__


def unbound(x: Any) -> Any:
    total += x  # type: ignore[name-defined]  # noqa: F821
    return total


def wrong_call(x: Any) -> Any:
    return square(x, 2)  # type: ignore[call-arg]


ONE_NUMBER = "`float(...)`, `int(...)` and the functions of `math` take one number"
ARRAY, BELOW_ZERO = inputs(x=[np.array([1.0, 2.0])]), inputs(x=[np.linspace(-3.0, -1.0, 9)])
TOO_SHORT = "which one does your code ask for"
# name -> answer, inputs, what the message must hold, what it must not hold
ERRORS: dict[str, tuple[Callable[..., Any], Any, str, str]] = {
    "too few parameters": (lambda: 1.0, X, "TypeError | Look at: the parameters of | hands over (x)", ""),
    "too many": (lambda x, y: 1.0, X, "missing 1 required | Look at: the parameters of | hands over (x)", ""),
    "keyword only, another name": (lambda *, z: 1.0, X, "TypeError | Look at: the parameters of", ""),
    "exit": (lambda x: sys.exit(), X, "SystemExit\n | A function ends with `return`", ""),
    "exit with a message": (lambda x: sys.exit("done"), X, "SystemExit: done", ""),
    "unknown name": (lambda x: unknown, X, "NameError | spelling | has been run", ""),  # type: ignore[name-defined] # noqa: F821
    "no value yet": (unbound, X, "UnboundLocalError | Give it a value first", "spelling"),
    "division": (lambda x: 1 / 0, X, "ZeroDivisionError: division by zero | the last line of the traceback", ""),
    "no text": (lambda x: (_ for _ in ()).throw(ValueError), X, "ValueError\n", ""),
    "float of an array": (lambda x: float(x), ARRAY, ONE_NUMBER, ""),
    "int of an array": (lambda x: int(x), ARRAY, ONE_NUMBER, ""),
    "math of an array": (lambda x: math.exp(x), ARRAY, ONE_NUMBER, ""),
    # As where a condition that compares signed numbers holds nowhere.
    "no entry": (lambda x: x[x >= 1e-3 * np.max(x)][0], BELOW_ZERO, "the array is empty here | the sign", TOO_SHORT),
    "no least": (lambda x: x[x >= 1e-3 * np.max(x)].min(), BELOW_ZERO, "the array is empty here | the sign", TOO_SHORT),
    "beyond the end": (lambda x: x[9], BELOW_ZERO, TOO_SHORT, "the array is empty"),
    "a wrong call inside": (wrong_call, X, "positional argument", "the parameters of wrong_call"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_has_its_own_advice(name: str) -> None:
    answer, cases, words, never = ERRORS[name]
    message = said(answer, cases, square)
    assert_holds(message, f"stopped with an error | {words}")
    assert not never or never not in message


def test_endless_recursion_is_short() -> None:
    def again(x: Any) -> Any:
        return again(x)

    failed = failure(lambda: check(again, X, square))
    assert "again calls itself without an end" in failed.message
    shown = failed._render_traceback_()
    assert len(shown) < 30
    assert any("more calls" in line for line in shown)


def test_parameters_in_another_order() -> None:
    def step(eta: float, x: float) -> float:
        return x - eta * 2 * x

    def walk(steps: int, x: float) -> float:
        return sum(x for _ in range(steps))

    message = said(step, inputs(x=[3.0, 4.0], eta=0.1), lambda x, eta: x - eta * 2 * x)
    assert "hands over (x, eta), and yours takes them in another order: (eta, x)" in message
    assert_holds(said(walk, inputs(x=[3.5], steps=[2]), [7.0]), "TypeError | in another order: (steps, x)")


@pytest.mark.parametrize("value", [9.0, None, "step", np.ones(2)])
def test_no_function_at_all(value: Any) -> None:
    assert_holds(said(value, X, square), "needs a function and found | Run the cell with `def` again")


def test_the_stub_is_no_wrong_answer() -> None:
    def step(x: Any) -> Any:
        raise NotImplementedError("your turn: replace this line")

    def descend(x: Any) -> Any:
        return step(x)

    for run, words in (
        (lambda: check(step, X, square), "`step` is not written yet"),
        (lambda: check(descend, X, square), "`step`, which `descend` uses, is not written"),
        # NotImplementedError is a RuntimeError, and is no refusal.
        (lambda: check_raises(step, X, RuntimeError), "`step` is not written"),
        (lambda: check_gradient(square, of=step, at=X), "`step` is not written"),
    ):
        with pytest.raises(NotImplementedError) as caught:
            run()
        assert not isinstance(caught.value, CheckFailed)
        assert words in str(caught.value)
        assert caught.value.__suppress_context__


def test_an_error_in_the_search_for_a_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise AttributeError("module 'time' has no attribute 'thread_time'")

    monkeypatch.setattr(sys.modules["helpers.checks.naming"], "fitting", broken)
    with pytest.raises(CheckFailed) as failed:
        check(lambda x, eta: x + eta * 2 * x, inputs(x=[1.0, 3.0, 2.0], eta=0.1), expected="descent.step")
    message = str(failed.value)
    assert "The search for the mistake's name failed (AttributeError: module 'time' has no" in message
    assert "yours     1.2" in message
