"""What a check gets in place of a student's objects: callable, and otherwise of no use to anybody."""

import copy
import inspect
import math
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.runner.answers import Answer, Returned, make_error, revive, warn_again
from course.runner.codec import Opaque
from course.runner.hooks import BoxHooks
from helpers.checks import CheckFailed, check, inputs
from helpers.checks.call import call
from helpers.checks.grader import installed

USES: dict[str, Callable[[Any], Any]] = {
    "equals": lambda x: x == 6,
    "is equalled": lambda x: 6 == x,  # noqa: SIM300
    "differs": lambda x: x != 6,
    "is less": lambda x: x < 6,
    "is at most": lambda x: 6 >= x,  # noqa: SIM300
    "plus": lambda x: x + 1,
    "is added": lambda x: 1 + x,
    "minus": lambda x: 4 - x,
    "times": lambda x: x * 2,
    "power": lambda x: 2**x,
    "matrix product": lambda x: np.ones(2) @ x,
    "array minus": lambda x: np.ones(2) - x,
    "negative": operator.neg,
    "size": abs,
    "truth": bool,
    "not": operator.not_,
    "length": len,
    "steps": iter,
    "members": lambda x: 3 in x,
    "entry": lambda x: x[0],
    "setting": lambda x: operator.setitem(x, 0, 1),
    "float": float,
    "int": int,
    "index": lambda x: [1, 2][x],
    "round": round,
    "floor": math.floor,
    "array": np.asarray,
    "ufunc": np.sin,
    "numpy's function": np.allclose,
    "close": lambda x: np.isclose(x, 1),
    "sum": lambda x: sum([x]),
    "attribute": lambda x: x.real,
    "format": lambda x: f"{x:.3f}",
    "with": lambda x: x.__enter__(),
    "calling a method": lambda x: x.all(),
}
STAND_INS = {
    "answer": Answer("step", lambda answer, args, named: 1),
    "object": revive(Opaque("Evil")),
    "function": revive(Opaque("function", True)),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", STAND_INS)
def test_every_use_but_a_call_raises(kind: str, use: str) -> None:
    with pytest.raises((CheckFailed, TypeError)):
        USES[use](STAND_INS[kind])


def test_what_they_raise_is_a_failed_check_in_words() -> None:
    with pytest.raises(CheckFailed, match="`step` is no plain value, and was used as one"):
        STAND_INS["answer"] == 1  # noqa: B015
    with pytest.raises(CheckFailed, match="a Evil has no `real`"):
        STAND_INS["object"].real  # noqa: B018
    with pytest.raises(CheckFailed, match="a check calls only what a cell defines"):
        STAND_INS["function"]()


def test_our_checks_say_the_same_of_a_stand_in_as_of_the_object() -> None:
    class Evil:
        pass

    said = []
    for value in (Evil(), revive(Opaque("Evil")), len, revive(Opaque("builtin_function_or_method", True))):
        with pytest.raises(CheckFailed) as caught:
            check(lambda x, value=value: value, inputs(x=1.0), expected=[2.0], label="f")
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert said[2] == said[3]


def test_an_answer_has_the_name_and_parameters_of_the_students_function() -> None:
    calls = []
    parameters = [["x", 1, False], ["eta", 1, True], ["k", 3, True]]
    answer = Answer("step", lambda answer, args, named: calls.append((args, named)), parameters)
    assert answer.__name__ == "step"
    assert list(inspect.signature(answer).parameters) == ["x", "eta", "k"]
    inspect.signature(answer).bind(1)
    answer(1, eta=2)
    assert calls == [((1,), {"eta": 2})]
    assert copy.deepcopy(answer) is answer
    for broken in ([["x", 99, True]], [["not a name", 1, False]], "x", [1], None):
        Answer("step", lambda *_: None, broken)(1)


SAID = {"text": "message", "frames": "  File x", "where": "inner"}


@pytest.mark.parametrize(
    ("name", "bases", "kind"),
    [
        ("ValueError", ["ValueError", "Exception"], ValueError),
        ("NotImplementedError", ["NotImplementedError", "RuntimeError", "Exception"], NotImplementedError),
        ("KeyError", ["KeyError", "LookupError", "Exception"], KeyError),
        ("TooSmall", ["ValueError", "Exception"], ValueError),
        ("UnicodeDecodeError", ["UnicodeDecodeError", "UnicodeError", "ValueError", "Exception"], ValueError),
        ("FileNotFoundError", ["FileNotFoundError", "OSError", "Exception"], FileNotFoundError),
    ],
)
def test_errors_arrive_as_what_they_are(name: str, bases: list[str], kind: type[Exception]) -> None:
    error = make_error({"name": name, "bases": [*bases, "BaseException", "object"], **SAID})
    assert isinstance(error, kind)
    assert (type(error).__name__, str(error)) == (name, "message")


@pytest.mark.parametrize(
    ("name", "bases"),
    [
        ("AssertionError", ["AssertionError", "Exception"]),
        ("CheckFailed", ["AssertionError", "Exception"]),
        ("StopIteration", ["StopIteration", "Exception"]),
        ("SystemExit", ["SystemExit"]),
        ("KeyboardInterrupt", ["KeyboardInterrupt"]),
        ("Sly", ["ValueError", "StopIteration", "Exception"]),
        ("__import__", ["__import__", "eval"]),
        ("not a name", [1, None, "BaseException"]),
    ],
)
def test_errors_that_would_mean_something_to_a_check_are_plain_ones(name: str, bases: list[Any]) -> None:
    error = make_error({"name": name, "bases": bases, **SAID})
    assert type(error).__mro__[2] is Exception
    assert not isinstance(error, AssertionError | StopIteration)
    assert isinstance(make_error(None), Exception)
    assert isinstance(make_error({"bases": 3, "text": 4, "name": 5}), Exception)


def test_a_check_shows_where_in_the_students_code_it_stopped() -> None:
    def failing(answer: Answer, args: Any, named: Any) -> Any:
        raise make_error({"name": "ZeroDivisionError", "bases": ["ZeroDivisionError"], **SAID})

    def stub(answer: Answer, args: Any, named: Any) -> Any:
        raise make_error({"name": "NotImplementedError", "bases": ["NotImplementedError"], **SAID})

    with installed(BoxHooks()), pytest.raises(CheckFailed) as caught:
        call(Answer("step", failing), {"x": 1.0})
    assert caught.value.learner_traceback == "  File x"
    assert "ZeroDivisionError: message" in str(caught.value)
    with installed(BoxHooks()), pytest.raises(NotImplementedError, match="`inner`, which `step` uses"):
        call(Answer("step", stub), {"x": 1.0})


def test_a_changed_input_is_seen_and_only_in_copies_that_a_check_has_lent() -> None:
    hooks = BoxHooks()

    def changing(answer: Answer, args: Any, named: Any) -> Any:
        hooks.leave_changed(args[0], {"W": np.array([9.0])})
        return 1.0

    own = {"W": np.array([1.0])}
    Answer("update", changing)(own)
    assert own["W"][0] == 1.0
    with installed(hooks), pytest.raises(CheckFailed, match="update changes its input `params"):
        call(Answer("update", changing), {"params": own})
    assert own["W"][0] == 1.0


def test_warnings_happen_again_and_are_ordinary_ones() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn_again([["RuntimeWarning", "overflow"], ["eval", "x"], ["BytesWarning", "y"], 3, ["SystemExit", "z"], [1]])
    expected = [(RuntimeWarning, "overflow"), (UserWarning, "x"), (BytesWarning, "y"), (UserWarning, "z")]
    for one, (kind, text) in zip(caught, expected, strict=True):
        assert issubclass(one.category, kind)
        assert (one.category.__name__, str(one.message)) == (kind.__name__, text)
    assert isinstance(STAND_INS["object"], Returned)
