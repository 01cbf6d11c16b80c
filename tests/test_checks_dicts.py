"""Checks of answers that are dicts: parameters, caches and gradients by name."""

import re
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check, inputs

pytestmark = pytest.mark.unit

RIGHT = {"W": np.array([[1.0, 2.0]]), "b": np.array([[0.5], [1.5]])}
CASES = inputs(x=[1.0])


def answer(value: Any) -> Any:
    def net(x: float) -> Any:
        return value

    return net


def refused(value: Any, expected: Any = RIGHT) -> str:
    with pytest.raises(CheckFailed) as failure:
        check(answer(value), CASES, expected=[expected])
    return str(failure.value)


@pytest.mark.parametrize("value", [RIGHT, {"b": np.array([[0.5], [1.5]]), "W": np.array([[1, 2]]), "more": "is fine"}])
def test_equal_entries_pass_in_any_order_and_beside_others(value: Any) -> None:
    check(answer(value), CASES, expected=[RIGHT])


def test_the_wrong_entry_is_named_and_the_right_one_too() -> None:
    message = refused({**RIGHT, "b": RIGHT["b"] + 1})
    assert message.startswith("b is wrong")
    assert "W is right." in message


def test_missing_and_extra_keys_are_named() -> None:
    message = refused({"W": RIGHT["W"], "B": RIGHT["b"]})
    assert 'net has no "b".' in message
    assert 'there is "B", which nobody asked for' in message


@pytest.mark.parametrize(
    ("value", "seen"), [(None, "nothing (None)"), ((1, 2), "a tuple of 2 entries"), ({}, "an empty dict")]
)
def test_what_is_no_dict_or_an_empty_one_is_refused(value: Any, seen: str) -> None:
    assert re.search(rf"yours +{re.escape(seen)}", refused(value))


def test_a_dict_inside_a_tuple_names_its_parts_by_key() -> None:
    message = refused(({**RIGHT, "W": RIGHT["W"] * 2}, 3.0), (RIGHT, 3.0))
    assert message.startswith("W is wrong")
    check(answer((RIGHT, 3.0)), CASES, expected=[(RIGHT, 3.0)])


def test_a_changed_dict_is_noticed_and_its_entry_shown() -> None:
    def net(params: dict[str, Any]) -> float:
        params["W"] -= 1.0
        return 0.0

    with pytest.raises(CheckFailed) as failure:
        check(net, inputs(params=RIGHT), expected=[0.0])
    message = str(failure.value)
    assert message.startswith('net changes its input `params["W"]`.')
    assert "[[1, 2]]" in message
    assert "[[0, 1]]" in message
    assert "a new dict" in message


def test_a_dict_is_shown_by_the_shapes_in_it() -> None:
    with pytest.raises(CheckFailed, match=re.escape("on params = {W (1, 2), b (2, 1)}")):
        check(lambda params: 1.0, inputs(params=RIGHT), expected=[0.0])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda a, b: a @ b, "the inner sizes of a matrix product must agree"),
        (lambda a, b: a * b, "Is @ meant instead of *"),
        (lambda a, b: 1 if a > 0 else 0, "np.where(condition, this, that)"),
    ],
)
def test_numpys_complaints_about_shapes_are_translated(body: Any, words: str) -> None:
    with pytest.raises(CheckFailed, match=re.escape(words)):
        check(body, inputs(a=np.ones((4, 3)), b=np.ones((4, 1, 2))), expected=[0.0])


def test_a_column_that_lost_an_axis_is_told_of_keepdims() -> None:
    message = refused({**RIGHT, "b": np.array([0.5, 1.5])})
    assert "keepdims=True" in message
    assert "(2, 1) - (2,) would give (2, 2) without an error" in message
