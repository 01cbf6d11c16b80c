"""How the box takes part in a check: see helpers.checks.grader."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from IPython.display import display

from course.runner.answers import StudentError
from helpers.checks.cases import Case
from helpers.checks.grader import Hooks
from helpers.checks.record import MIME


class BoxHooks(Hooks):
    """The hooks of the trusted process, for one submission.

    in_place: the functions that stand in place of earlier answers just now, by name.
    """

    def __init__(self) -> None:
        self.in_place: Mapping[str, Callable[..., Any]] = {}
        # The copies that a check has lent for the call that runs, by id. They are kept alive here, so ids are unique.
        self._lent: dict[int, Any] = {}

    @property
    def records(self) -> bool:
        """Whether nbgrader grades, and does not only validate."""
        return os.environ.get("NBGRADER_EXECUTION") == "autograde"

    def publish(self, record: dict[str, Any]) -> None:
        """Show the record in the test cell, as a MIME type that no page shows."""
        display({MIME: record}, raw=True)

    def origin(self, error: BaseException) -> tuple[str, str] | None:
        """Return where in the student's code an error was raised."""
        return (error.learner_frames, error.learner_where) if isinstance(error, StudentError) else None

    @contextmanager
    def exchanged(self, functions: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
        """Let the box call these functions in place of the student's, during this block."""
        before, self.in_place = self.in_place, {**self.in_place, **functions}
        try:
            yield
        finally:
            self.in_place = before

    @contextmanager
    def calling(self, arguments: Case) -> Iterator[None]:
        """Note the copies that a check lends, which a call may change."""
        before, self._lent = self._lent, self._lent | {id(value): value for value in _changeable(arguments)}
        try:
            yield
        finally:
            self._lent = before

    def leave_changed(self, argument: Any, after: Any) -> None:
        """Let an argument be as the student's function left it, so that the check sees a changed input.

        Only copies that a check has lent are written to: what a test calls by itself keeps its own values.
        """
        if isinstance(argument, tuple) and isinstance(after, tuple):
            for entry, left in zip(argument, after, strict=False):
                self.leave_changed(entry, left)
            return
        lent = self._lent.get(id(argument)) is argument
        if not lent or type(argument) is not type(after):
            return
        if isinstance(argument, np.ndarray):
            if argument.shape != after.shape or argument.dtype != after.dtype:
                argument.resize(after.shape, refcheck=False)
            argument[...] = after
        elif isinstance(argument, list):
            argument[:] = after
        elif isinstance(argument, dict):
            for key in [key for key in argument if key not in after]:
                del argument[key]
            for key, left in after.items():
                if isinstance(argument.get(key), np.ndarray | list | dict) and type(argument[key]) is type(left):
                    self.leave_changed(argument[key], left)
                else:
                    argument[key] = left


def _changeable(value: Any) -> Iterator[Any]:
    """Every array, list and dict in `value`, itself included."""
    if isinstance(value, np.ndarray | list | dict):
        yield value
    if isinstance(value, list | tuple | dict):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _changeable(entry)
