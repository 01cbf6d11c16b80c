"""Each kind of wrong answer gets its own message, and each part of the message is true."""

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, check_gradient, check_raises, inputs, on_purpose, require

pytestmark = pytest.mark.unit

X = inputs(x=[3.0, -2.0, 5.0, 1.5])


def square(x: Any) -> Any:
    return x * x


def said(function: Any, cases: Any, expected: Any, **options: Any) -> str:
    """The message of a check that must fail."""
    with pytest.raises(CheckFailed) as caught:
        check(function, cases, expected, **options)
    return str(caught.value)


def returning(value: Any) -> Callable[[Any], Any]:
    def answer(x: Any) -> Any:
        return value

    return answer


# --- What came back ---

FOUR_BY_ONE = np.arange(4.0)[:, None]
WRONG_VALUES: dict[str, tuple[Any, Any, list[str]]] = {
    # name -> what the answer returns, what is right, what the message must hold
    "None": (None, 1.0, ["answer returned nothing (None)", "expected a number", "only `return` hands it over"]),
    "text for number": ("1.0", 1.0, ["wrong kind", "yours     a text", "expected  a number"]),
    "True for number": (True, 1.0, ["wrong kind", "yours     True or False", "expected  a number"]),
    "NumPy's True for number": (np.True_, 1.0, ["wrong kind", "True or False"]),
    "number for True": (1, True, ["wrong kind", "yours     a number", "expected  True or False"]),
    "number for text": (2.0, "oscillating", ["wrong kind", "yours     a number", "expected  a text"]),
    "function": (np.sin, 1.0, ["wrong kind", "a function (was it called? write the brackets)"]),
    "complex": (1 + 0j, 1.0, ["wrong kind", "yours     a complex number"]),
    "the placeholder": (..., 1.0, ["wrong kind", "yours     `...`, the placeholder"]),
    "dict": ({"a": 1.0}, 1.0, ["wrong kind", "yours     a dict"]),
    "generator": ((i for i in [1.0]), 1.0, ["wrong kind", "yours     a generator"]),
    "ragged list": ([[1.0], [1.0, 2.0]], np.ones((2, 2)), ["wrong kind", "yours     a list of 2 entries"]),
    "complex array": (np.array([1j, 2]), np.ones(2), ["wrong kind", "(2,) of complex numbers"]),
    "array of truths": (np.array([True, False]), np.ones(2), ["wrong kind", "(2,) of True and False"]),
    "texts in an object array": (
        np.array(["1.0", "1.0"], dtype=object),
        np.ones(2),
        ["wrong kind", "of mixed objects"],
    ),
    "None in a list": ([None, 1.0], np.ones(2), ["wrong kind", "Look at: the entry None among your numbers"]),
    "objects": (np.array([object(), object()]), np.ones(2), ["wrong kind", "of mixed objects"]),
    "numbers for truths": (np.ones(2), np.array([True, True]), ["wrong kind", "(2,) of True and False"]),
    "(1,) for number": (
        np.ones(1),
        1.0,
        ["wrong shape", "an array of shape (1,)", "expected  a number", "hand over the"],
    ),
    "(1, 1) for number": (np.ones((1, 1)), 1.0, ["wrong shape", "shape (1, 1)", "hand over the number in it"]),
    "array for number": (np.ones(3), 1.0, ["wrong shape", "shape (3,)", "Is a sum, a mean or an index missing?"]),
    "tuple for number": ((1.0, 2.0), 1.0, ["wrong shape", "yours     a tuple of 2 entries", "expected  a number"]),
    "number for array": (1.0, np.ones(3), ["wrong shape", "yours     a number", "shape (3,)", "one number came back"]),
    "transposed": (
        FOUR_BY_ONE.T,
        FOUR_BY_ONE,
        ["wrong shape", "shape (1, 4)", "shape (4, 1)", "transposed or flattened"],
    ),
    "flattened": (FOUR_BY_ONE.ravel(), FOUR_BY_ONE, ["wrong shape", "shape (4,)", "transposed or flattened"]),
    "one too few": (
        np.ones(3),
        np.ones(4),
        ["wrong shape", "shape (3,)", "shape (4,)", "one entry too few or too many"],
    ),
    "one too many": (np.ones((2, 5)), np.ones((2, 4)), ["wrong shape", "one entry too few or too many"]),
    "broadcast": (np.ones((4, 4)), FOUR_BY_ONE, ["wrong shape", "shape (4, 4)", "write the shape of each factor"]),
    "empty": (np.ones(0), np.ones(4), ["wrong shape", "shape (0,)"]),
    "nan": (float("nan"), 1.0, ["answer is not a number (nan)", "yours     nan", "0 / 0"]),
    "inf": (float("inf"), 1.0, ["answer is infinite", "yours     inf", "division by 0 or an overflow"]),
    "one nan of three": (
        [1.0, np.nan, 3.0],
        np.arange(1.0, 4),
        ["holds one entry that is not a number", "at [1]: yours nan"],
    ),
    "two inf of three": (
        [np.inf, 2.0, -np.inf],
        np.arange(1.0, 4),
        ["holds 2 entries that are infinite", "at [0]: yours inf"],
    ),
    "wrong text": ("monotone", "oscillating", ["is wrong", "yours     'monotone'", "expected  'oscillating'"]),
    "False for True": (False, True, ["is wrong", "yours     False", "expected  True"]),
    "number": (2.0, 1.5, ["is wrong, and its shape and type are right", "yours     2", "expected  1.5", "0.5 larger"]),
    "second entry": (
        [1.0, 7.0, 3.0],
        np.arange(1.0, 4),
        ["difference at [1]: yours 7, expected 2", "1 of 3 entries differ"],
    ),
    "entry of a matrix": (
        np.array([[1.0, 2.0], [3.0, 3.5]]),
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        ["difference at [1, 1]: yours 3.5, expected 4   (yours is 0.5 smaller)", "expected  [[1, 2], [3, 4]]"],
    ),
    "nearly equal": (1.00000123, 1.0, ["yours     1.000001\n", "expected  1 "]),
    "cut off": (
        np.array([3, 2, 1]),
        np.array([3.0, 2.4, 1.9]),
        ["holds whole numbers only (its dtype is int64)", "behind a decimal point is cut off", "np.zeros(n)"],
    ),
}


@pytest.mark.parametrize("name", WRONG_VALUES)
def test_each_wrong_value_has_its_own_message(name: str) -> None:
    value, right, words = WRONG_VALUES[name]
    message = said(returning(value), inputs(x=3.0), [right])
    for word in words:
        assert word in message
    assert "on x = 3" in message
    assert "np." not in message.replace("np.zeros", "")


@pytest.mark.parametrize("name", WRONG_VALUES)
def test_the_right_value_beside_each_passes(name: str) -> None:
    _, right, _ = WRONG_VALUES[name]
    check(returning(right), inputs(x=3.0), [right])


def test_the_advice_of_the_test_stands_where_only_the_numbers_are_wrong() -> None:
    assert said(returning(2.0), X, square, look="equation (1.1).").endswith("Look at: equation (1.1).")
    # Where the shape is wrong, advice about the numbers would lead astray.
    assert "equation" not in said(returning(np.ones(1)), X, square, look="equation (1.1).")


def test_the_first_input_that_goes_wrong_is_shown() -> None:
    message = said(abs, inputs(x=[1.0, 2.0, -3.0, -4.0]), lambda x: x)
    assert message.startswith("abs is wrong")
    assert "on x = -3\n" in message
    assert "It is right on 2 of 4 inputs." in message


def test_a_label_names_the_answer() -> None:
    assert said(lambda x: 0.5, X, square).startswith("your function is wrong")
    assert said(lambda x: 0.5, X, square, label="the second value").startswith("the second value is wrong")


def test_numbers_are_shown_plainly() -> None:
    message = said(
        returning(np.float64(0.25)), inputs(x=np.float64(2.0), n=np.int64(3), f=np.sin, W=np.ones((9, 9))), [1]
    )
    assert "on x = 2, n = 3, f = sin, W = an array of shape (9, 9)" in message
    assert "np.float64" not in message


# --- What happened on the way ---


def test_changed_array() -> None:
    def step(x: Any) -> Any:
        x -= 0.5
        return x

    message = said(step, inputs(x=np.array([1.0, 2.0])), lambda x: x - 0.5)
    assert message.startswith("step changes its input `x`.")
    assert "on x = [1, 2]\n" in message
    assert "after the call x = [0.5, 1.5]" in message
    assert "`x = x - ...` makes a new one" in message


@pytest.mark.parametrize(
    ("given", "entry", "was", "now"),
    [
        (np.array([[0.5, 12.25]]), "x[0, 1]", "12.25", "12.25001"),
        (np.full((5, 4), 12.25), "x[0, 1]", "12.25", "12.25001"),
        ({"W1": np.array([[0.5, 12.25]])}, 'x["W1"][0, 1]', "12.25", "12.25001"),
        ({"W": [np.array([[0.5, 12.25]])]}, 'x["W"][0][0, 1]', "12.25", "12.25001"),
    ],
)
def test_a_tiny_change_is_shown_with_the_digits_that_differ(given: Any, entry: str, was: str, now: str) -> None:
    def nudge(x: Any) -> Any:
        while not isinstance(x, np.ndarray):
            x = next(iter(x.values())) if isinstance(x, dict) else x[0]
        x[0, 1] += 1e-5
        return 1.0

    assert f"{entry} was {was}, and is {now} now" in said(nudge, [{"x": given}], [1.0])


@pytest.mark.parametrize("given", [[3.0, 1.0], {"a": 1.0}, [np.array([1.0])], (np.array([1.0]),)])
def test_changed_containers(given: Any) -> None:
    def spoil(x: Any) -> Any:
        if isinstance(x, dict):
            x["b"] = 2.0
        elif isinstance(x[0], np.ndarray):
            x[0][0] = 9.0
        else:
            x.sort()
        return 1.0

    assert "changes its input `x`" in said(spoil, [{"x": given}], [1.0])


def test_a_change_of_kind_has_no_entry_to_show() -> None:
    def retype(x: Any) -> Any:
        x[0] = tuple(x[0])
        return 1.0

    message = said(retype, [{"x": [[1.0, 2.0]]}], [1.0])
    assert "changes its input `x`" in message
    assert " was " not in message.replace("was passed in", "")


def test_every_case_gets_its_inputs_anew() -> None:
    start = np.array([1.0, 2.0])

    def spoil(x: Any) -> Any:
        x *= 0
        return x

    said(spoil, inputs(x=start), [start])
    assert start.tolist() == [1.0, 2.0]


def helper_of_learner(x: Any) -> Any:
    return x["missing"]


def test_error_inside_the_answer() -> None:
    def step(x: Any) -> Any:
        y = helper_of_learner({"x": x})
        return y

    with pytest.raises(CheckFailed) as caught:
        check(step, X, square)
    message, shown = str(caught.value), "\n".join(caught.value._render_traceback_())
    assert message.startswith("step stopped with an error before it returned anything.")
    assert "on x = 3" in message
    assert "KeyError: 'missing'" in message
    assert 'y = helper_of_learner({"x": x})' in shown
    assert 'return x["missing"]' in shown
    assert "helpers/checks" not in shown
    assert shown.index("missing") < shown.index("CheckFailed: step stopped")
    assert caught.value.__suppress_context__


ERRORS: dict[str, tuple[Callable[..., Any], list[str]]] = {
    "too few parameters": (lambda: 1.0, ["TypeError", "Look at: the parameters of", "hands over (x)"]),
    "too many parameters": (lambda x, y: 1.0, ["missing 1 required", "Look at: the parameters of", "hands over (x)"]),
    "keyword only, another name": (lambda *, z: 1.0, ["TypeError", "Look at: the parameters of"]),
    "exit": (lambda x: sys.exit(), ["SystemExit\n", "A function ends with `return`"]),
    "exit with a message": (lambda x: sys.exit("done"), ["SystemExit: done"]),
    "unknown name": (lambda x: unknown_name, ["NameError", "spelling", "has been run"]),  # type: ignore[name-defined] # noqa: F821
    "division": (lambda x: 1 / 0, ["ZeroDivisionError: division by zero", "the last line of the traceback"]),
    "no text": (lambda x: (_ for _ in ()).throw(ValueError), ["ValueError\n"]),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_has_its_own_advice(name: str) -> None:
    answer, words = ERRORS[name]
    message = said(answer, X, square)
    assert "stopped with an error" in message
    for word in words:
        assert word in message


def test_a_name_without_a_value_is_not_called_a_misspelling() -> None:
    def step(x: Any) -> Any:
        total += x  # type: ignore[name-defined]  # noqa: F821
        return total

    message = said(step, X, square)
    assert "UnboundLocalError" in message
    assert "Give it a value first" in message
    assert "spelling" not in message


@pytest.mark.parametrize("one_number", [float, int, math.exp])
def test_what_takes_one_number_is_not_always_a_function_of_math(one_number: Callable[..., Any]) -> None:
    message = said(lambda x: one_number(x), inputs(x=[np.array([1.0, 2.0])]), square)
    assert "`float(...)`, `int(...)` and the functions of `math` take one number" in message


def test_an_array_without_entries_is_not_said_to_be_too_short() -> None:
    """As where a condition that compares signed numbers holds nowhere."""
    z = inputs(z=[np.linspace(-3.0, -1.0, 9)])
    for answer in (lambda z: z[z >= 1e-3 * np.max(z)][0], lambda z: z[z >= 1e-3 * np.max(z)].min()):
        message = said(answer, z, lambda z: z[0])
        assert "the array is empty here" in message
        assert "the sign" in message
        assert "which one does your code ask for" not in message
    assert "which one does your code ask for" in said(lambda z: z[9], z, lambda z: z[0])


def test_a_wrong_call_inside_is_not_blamed_on_the_parameters() -> None:
    def step(x: Any) -> Any:
        return square(x, 2)  # type: ignore[call-arg]

    message = said(step, X, square)
    assert "positional argument" in message
    assert "the parameters of step" not in message


def test_endless_recursion_is_short() -> None:
    def again(x: Any) -> Any:
        return again(x)

    with pytest.raises(CheckFailed) as caught:
        check(again, X, square)
    assert "again calls itself without an end" in str(caught.value)
    shown = caught.value._render_traceback_()
    assert len(shown) < 30
    assert any("more calls" in line for line in shown)


def test_parameters_in_another_order() -> None:
    def step(eta: float, x: float) -> float:
        return x - eta * 2 * x

    message = said(step, inputs(x=[3.0, 4.0], eta=0.1), lambda x, eta: x - eta * 2 * x)
    assert "hands over (x, eta), and yours takes them in another order: (eta, x)" in message

    def walk(steps: int, x: float) -> float:
        return sum(x for _ in range(steps))

    message = said(walk, inputs(x=[3.5], steps=[2]), [7.0])
    assert "TypeError" in message
    assert "in another order: (steps, x)" in message


@pytest.mark.parametrize("value", [9.0, None, "step", np.ones(2)])
def test_no_function_at_all(value: Any) -> None:
    message = said(value, X, square)
    assert "needs a function and found" in message
    assert "Run the cell with `def` again" in message


def test_the_stub_is_no_wrong_answer() -> None:
    def step(x: Any) -> Any:
        raise NotImplementedError("your turn: replace this line")

    def descend(x: Any) -> Any:
        return step(x)

    for answer, words in (
        (step, "`step` is not written yet"),
        (descend, "`step`, which `descend` uses, is not written"),
    ):
        with pytest.raises(NotImplementedError) as caught:
            check(answer, X, square)
        assert not isinstance(caught.value, CheckFailed)
        assert words in str(caught.value)
        assert caught.value.__suppress_context__
    with pytest.raises(NotImplementedError, match="`step` is not written"):
        check_raises(step, X, RuntimeError)  # NotImplementedError is one, and is no refusal
    with pytest.raises(NotImplementedError, match="`step` is not written"):
        check_gradient(square, of=step, at=X)


# --- Several values ---


def pair(x: Any) -> Any:
    return x * x, 2 * x


NAMES = ("f(x)", "f'(x)")


def test_each_value_of_a_tuple_is_named() -> None:
    message = said(lambda x: (x * x, x), X, pair, names=NAMES)
    assert message.startswith("f'(x) is wrong")
    assert "f(x) is right." in message
    assert "On each of these inputs yours is 1/2 of the expected one." in message
    message = said(lambda x: (0.5, 0.25), X, pair, names=NAMES)
    assert message.startswith("f(x) is wrong")
    assert "f'(x) is wrong too." in message
    assert said(lambda x: (x * x, x), X, pair).startswith("value 2 of 2 is wrong")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ["yours     nothing (None)", "does the function end with `return`?"]),
        (1.0, ["yours     a number", "commas"]),
        ((1.0,), ["yours     a tuple of 1 entries", "commas"]),
        ((1.0, 2.0, 3.0), ["yours     a tuple of 3 entries"]),
        ("ab", ["yours     a text"]),
        ({"a": 1, "b": 2}, ["yours     a dict"]),
        (np.ones(3), ["yours     an array of shape (3,)"]),
    ],
)
def test_wrong_number_of_values(value: Any, words: list[str]) -> None:
    message = said(returning(value), X, pair, names=NAMES)
    assert message.startswith("answer should return 2 values: f(x), f'(x).")
    for word in words:
        assert word in message


def test_a_wrong_kind_inside_a_tuple_names_its_place() -> None:
    assert said(lambda x: (x * x, None), X, pair, names=NAMES).startswith("f'(x) returned nothing (None)")


# --- What all inputs have in common ---

PATTERNS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "sign": (lambda x: -(x**3), "On each of these inputs yours is minus the expected one: the sign is turned round."),
    "double": (lambda x: 2 * x**3, "On each of these inputs yours is 2 times the expected one."),
    "half": (lambda x: x**3 / 2, "On each of these inputs yours is 1/2 of the expected one."),
    "minus a third": (lambda x: -(x**3) / 3, "On each of these inputs yours is -1/3 of the expected one."),
    "offset": (lambda x: x**3 + 0.25, "On each of these inputs yours is 0.25 more than expected."),
    "less": (lambda x: x**3 - 4, "On each of these inputs yours is 4 less than expected."),
    "zero": (lambda x: 0.0, "On each of these inputs yours is 0."),
    "constant": (lambda x: 7, "On each of these inputs yours is 7: it does not depend on them."),
}


def cube(x: Any) -> Any:
    return x**3


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_named(name: str) -> None:
    answer, words = PATTERNS[name]
    assert words.format("f'(x)") in said(answer, X, cube, label="f'(x)")
    assert words.format("function") in said(answer, X, cube)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_where_one_input_does_not_follow_it(name: str) -> None:
    answer, _ = PATTERNS[name]

    def mixed(x: float) -> float:
        return answer(x) if x < 4 else float(answer(x)) + 3.25  # the third of four inputs

    assert "each of these inputs" not in said(mixed, X, cube)


@pytest.mark.parametrize("name", sorted(set(PATTERNS) - {"offset", "less"}))
def test_no_pattern_where_a_tiny_entry_does_not_follow_it(name: str) -> None:
    x = np.array([10.0, 5.0, 2.0, 1e-3])
    answer, _ = PATTERNS[name]
    got = answer(x) * np.array([1.0, 1.0, 1.0, 3.0]) + np.array([0, 0, 0, 1e-9])
    assert "each of these inputs" not in said(returning(got), inputs(x=[x, x]), cube)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_of_too_few_numbers(name: str) -> None:
    answer, _ = PATTERNS[name]
    assert "each of these inputs" not in said(answer, X[:2], cube)


def test_one_input_does_not_show_independence() -> None:
    message = said(lambda x: np.full(3, 5.0), inputs(x=np.array([1.0, 2.0, 3.0])), lambda x: x)
    assert "depend" not in message


def test_nearly_right_is_not_called_one_times() -> None:
    assert "1 times" not in said(lambda x: x * (1 + 5e-7), X, lambda x: x)


def test_no_pattern_next_to_what_is_not_finite() -> None:
    answer = {3.0: np.inf}
    assert "each of these inputs" not in said(lambda x: answer.get(x, -x), X, lambda x: x)


# --- The other checks ---


def test_check_gradient() -> None:
    check_gradient(lambda x: 2 * x, of=square, at=X)
    with pytest.raises(CheckFailed) as caught:
        check_gradient(lambda x: x, of=square, at=X, names=(), look="the power rule.")
    assert "yours     3\n" in str(caught.value)
    assert "1/2 of the expected one" in str(caught.value)
    assert str(caught.value).endswith("the power rule.")


def test_check_gradient_by_some_of_the_inputs() -> None:
    def bowl(x: float, y: float, a: float) -> float:
        return a * x**2 + y**2

    at = inputs(x=[1.0, -2.0, 0.5], y=[3.0, 1.0, 2.0], a=[2.0, 3.0, 0.5])
    check_gradient(lambda x, y, a: (2 * a * x, 2 * y), of=bowl, at=at, by=("x", "y"))
    check_gradient(lambda x, y, a: x**2, of=bowl, at=at, by=("a",))
    check_gradient(lambda x, y, a: [2 * a * x, 2 * y, x**2], of=bowl, at=at)
    with pytest.raises(CheckFailed, match="the slope along y is wrong"):
        check_gradient(
            lambda x, y, a: (2 * a * x, y),
            of=bowl,
            at=at,
            by=("x", "y"),
            names=("the slope along x", "the slope along y"),
        )
    with pytest.raises(CheckFailed, match="should return 2 values"):
        check_gradient(lambda x, y, a: 2 * a * x, of=bowl, at=at, by=("x", "y"))


def test_check_gradient_of_arrays_and_whole_numbers() -> None:
    W = np.random.default_rng(3).standard_normal((4, 3))
    check_gradient(lambda W: 2 * W, of=lambda W: np.sum(W**2), at=inputs(W=W))
    check_gradient(lambda x: 2 * x, of=square, at=inputs(x=[3, -2]))
    with pytest.raises(CheckFailed, match=r"shape \(3, 4\)"):
        check_gradient(lambda W: 2 * W.T, of=lambda W: np.sum(W**2), at=inputs(W=W))


def test_check_gradient_takes_an_exact_zero_and_the_noise_of_measuring() -> None:
    check_gradient(lambda x: 3 * x**2, of=cube, at=inputs(x=[0.0, 1.0]))
    check_gradient(lambda x: 2 * (x - 1.1), of=lambda x: (x - 1.1) ** 2 + 1, at=inputs(x=[1.1, 1.1 + 1e-9]))
    check_gradient(lambda x: 2 * x, of=lambda x: x * x + 1000, at=inputs(x=[1e-3]))
    with pytest.raises(CheckFailed):
        check_gradient(lambda x: 2 * x + 1e-4, of=lambda x: x * x + 1000, at=inputs(x=[1e-3]))


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
    def loss(x: float) -> Any:
        return value

    with pytest.raises(CheckFailed, match=f"the slope of loss, {words}"):
        check_gradient(lambda x: 2 * x, of=loss, at=X)


def refuse_negative(x: float) -> float:
    if x < 0:
        raise ValueError("x must not be negative")
    return x


def test_check_raises(capsys: pytest.CaptureFixture[str]) -> None:
    check_raises(refuse_negative, inputs(x=[-1.0, -2.0]), ValueError)
    assert capsys.readouterr().out == "refuse_negative: refuses all 2 inputs that it should refuse.\n"
    with pytest.raises(CheckFailed) as caught:
        check_raises(refuse_negative, inputs(x=[-1.0, 2.0]), ValueError, look="the first line.")
    for words in (
        "should refuse this input with a ValueError",
        "on x = 2",
        "returned a number",
        "Look at: the first line.",
    ):
        assert words in str(caught.value)
    assert caught.value.learner_traceback == ""


def test_check_raises_tells_another_error_from_none() -> None:
    def refuse(x: float) -> float:
        assert x >= 0, "x must not be negative"
        return x

    with pytest.raises(CheckFailed) as caught:
        check_raises(refuse, inputs(x=[-1.0]), ValueError)
    assert "yours     raised AssertionError: x must not be negative" in str(caught.value)
    assert "expected  raise ValueError(...)" in str(caught.value)
    shown = "\n".join(caught.value._render_traceback_())
    assert "assert x >= 0" in shown
    assert "helpers/checks" not in shown


@pytest.mark.parametrize("error", [ValueError, TypeError, Exception])
def test_check_raises_needs_a_function(error: type[Exception]) -> None:
    with pytest.raises(CheckFailed, match="needs a function"):
        check_raises(5, X, error)  # type: ignore[arg-type]


def test_check_raises_sees_an_error_that_is_only_returned() -> None:
    with pytest.raises(CheckFailed, match="returned a ValueError"):
        check_raises(lambda x: ValueError("negative"), X, ValueError)


def test_require() -> None:
    require(True, "never said")
    require(np.bool_(True), "never said")
    with pytest.raises(CheckFailed, match=r"^say this$"):
        require(0 > 1, "say this")


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


def test_mistakes_of_whoever_writes_a_check() -> None:
    with pytest.raises(ValueError, match="pass any answer"):
        check(square, [], square)
    with pytest.raises(ValueError, match="pass any answer"):
        check_gradient(square, of=square, at=inputs(x=[]))
    with pytest.raises(ValueError, match="pass any answer"):
        check_raises(square, [], ValueError)
    with pytest.raises(ValueError, match="1 expected values for 4 inputs"):
        check(square, X, [9.0])
    with pytest.raises(ValueError, match="differ in length"):
        inputs(x=[1.0, 2.0], y=[1.0])
    with pytest.raises(AttributeError):
        check(square, X, expected="descent.no_such_name")
    with pytest.raises(TypeError, match="cannot expect None"):
        check(square, X, lambda x: None)
