"""Hooks by which a grader takes part in a check, such as a grader that runs answers in another process.

In a learner's own notebook no grader is installed, and every hook does nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from helpers.checks.cases import Case


class Hooks:
    """What a grader may override. These do nothing."""

    @property
    def records(self) -> bool:
        """Whether `publish` is to be called at the end of each check."""
        return False

    def calling(self, arguments: Case) -> AbstractContextManager[None]:
        """Surround the call of an answer. The arguments are copies that the check compares and throws away."""
        return nullcontext()

    def exchanged(self, functions: Mapping[str, Callable[..., Any]]) -> AbstractContextManager[None]:
        """Surround calls during which these functions stand in place of the learner's earlier answers, by name."""
        return nullcontext()

    def origin(self, error: BaseException) -> tuple[str, str] | None:
        """Return an error's traceback and the function that raised it, where that was in another process."""
        return None

    def publish(self, record: dict[str, Any]) -> None:
        """Keep the record of a check; see helpers.checks.record."""


_installed = [Hooks()]


def hooks() -> Hooks:
    """Return the hooks that are installed in this process."""
    return _installed[-1]


@contextmanager
def installed(graders: Hooks) -> Iterator[None]:
    """Use these hooks in this block."""
    _installed.append(graders)
    try:
        yield
    finally:
        _installed.pop()
