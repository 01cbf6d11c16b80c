"""Calling the learner's functions for a picture: whatever goes wrong there becomes a sentence in the picture."""

import contextlib
import io
import reprlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.checks.limit import TooLong, time_limit

# A picture should be there at once. A function that needs longer than this for all its points has an endless loop.
SECONDS = 4.0


class Trouble(Exception):
    """A picture cannot be drawn. The message says whose fault it is, in a sentence for the learner."""


class LearnerFunction:
    """A function of the learner's, called by the name that it has in the notebook."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        if not callable(function):
            raise Trouble(f"`{name}` is no function any more: it is {_brief(function)}. Run its cell again.")
        self.name, self.function = name, function

    def __call__(self, *args: Any) -> Any:
        """Call it with copies of arrays. Raises Trouble where it raises anything, or does not end."""
        given = [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]
        try:
            return self.function(*given)
        except NotImplementedError:
            raise Trouble(f"`{self.name}` is not written yet. This picture is drawn by it.") from None
        except TooLong:
            raise Trouble(
                f"`{self.name}` was stopped after {SECONDS:g} seconds. Has it an endless loop? It is called many times "
                "for one picture, so it may also be too slow."
            ) from None
        except Trouble:
            raise
        except Exception as error:
            with_what = ", ".join(_brief(arg) for arg in args)
            raise Trouble(f"`{self.name}({with_what})` raised {type(error).__name__}: {error}") from None

    def numbers(self, shape: tuple[int, ...], *args: Any) -> NDArray[np.float64]:
        """Call it and return an array of this shape. Raises Trouble for anything else, and for nan at finite inputs."""
        return self.as_numbers(self(*args), shape, args)

    def as_numbers(self, value: Any, shape: tuple[int, ...], args: tuple[Any, ...]) -> NDArray[np.float64]:
        """Return what it returned for `args`, or one of several values, as an array of this shape; else Trouble."""
        # The words cost more than the numbers, so they are made only when they are needed.
        return _as_numbers(value, shape, lambda: f"`{self.name}({', '.join(_brief(arg) for arg in args)})` returned")

    def entry(self, value: Any, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Return one entry of a dict that it returned as an array of this shape; else raise Trouble."""
        if not isinstance(value, Mapping):
            raise Trouble(f"`{self.name}` should return a dict; it returned {type(value).__name__}.")
        if name not in value:
            raise Trouble(f'`{self.name}` should return a dict with "{name}" in it.')
        return _as_numbers(value[name], shape, lambda: f'"{name}" of what `{self.name}` returned is')

    def pair(self, shape: tuple[int, ...], *args: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Call it and return the two arrays that it returns. Raises Trouble for anything else."""
        value = self(*args)
        if not isinstance(value, tuple | list) or len(value) != 2:
            given = ", ".join(_brief(arg) for arg in args)
            raise Trouble(f"`{self.name}({given})` should return two values; it returned {_brief(value)}.")
        first, second = (self.as_numbers(part, shape, args) for part in value)
        return first, second


@contextlib.contextmanager
def asking() -> Iterator[None]:
    """In the block learners' functions print nothing, warn of nothing and have SECONDS together."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        time_limit(SECONDS),
    ):
        warnings.simplefilter("ignore")
        try:
            yield
        except TooLong:
            raise Trouble(f"The picture was not ready after {SECONDS:g} seconds. Which function is slow?") from None


def _as_numbers(value: Any, shape: tuple[int, ...], said: Callable[[], str]) -> NDArray[np.float64]:
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        array = None
    if array is not None and array.size == 1 and not shape:
        array = array.reshape(())
    if array is not None and array.shape == shape and not np.isnan(array).any():
        return array
    if value is None:
        raise Trouble(f"{said()} None. Is there a `return`?")
    if array is None:
        raise Trouble(f"{said()} {_brief(value)}, and numbers are needed here.")
    if array.shape != shape:
        raise Trouble(f"{said()} {_shape(array.shape)}, and {_shape(shape)} is needed here.")
    raise Trouble(f"{said()} nan, which is not a number: something like 0/0 or inf − inf.")


def _shape(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "one number"


_SHORT = reprlib.Repr()
_SHORT.maxother = _SHORT.maxstring = 40


def _brief(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return str(value)
    if isinstance(value, int | float | np.number) and np.isreal(value):
        return f"{float(value):g}"
    if isinstance(value, np.ndarray):
        return _shape(value.shape) if value.ndim else f"{value:g}"
    if isinstance(value, dict):
        return "{" + ", ".join(str(key) for key in list(value)[:8]) + "}"
    return _SHORT.repr(value)
