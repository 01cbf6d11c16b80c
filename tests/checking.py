"""What a check says of an answer, for the tests of its messages."""

from collections.abc import Callable
from typing import Any

import pytest

from helpers.checks import CheckFailed, check


def failure(run: Callable[[], Any]) -> CheckFailed:
    """The error of a check that must fail."""
    with pytest.raises(CheckFailed) as caught:
        run()
    return caught.value


def said(function: Any, cases: Any, expected: Any, **options: Any) -> str:
    """The message of a check that must fail."""
    return failure(lambda: check(function, cases, expected, **options)).message


def returning(value: Any) -> Callable[[Any], Any]:
    """An answer of one input that returns this value."""

    def answer(x: Any) -> Any:
        return value

    return answer


def assert_holds(message: str, words: str) -> None:
    """Assert that each of these texts, separated by " | ", is in the message."""
    for word in words.split(" | "):
        assert word in message
