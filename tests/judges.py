"""Judges that the tests of the lessons share: three independent ones of a gradient, one of figures."""

from collections.abc import Callable, Mapping
from typing import Any

import autograd
import numpy as np

from helpers.differences import central_difference, complex_step
from helpers.figures import Picture


def agree(found: Any, f: Callable[[Any], Any], at: Any, absolute: float = 1.0) -> None:
    """Hold `found` against the gradient of f by autograd, complex step and central differences.

    absolute: the absolute tolerance as a multiple of the relative one.
    """
    for right, tolerance in (
        (autograd.grad(f)(at), 1e-12),
        (complex_step(f, at), 1e-12),
        (central_difference(f, at), 1e-8),
    ):
        np.testing.assert_allclose(found, right, rtol=tolerance, atol=absolute * tolerance)


def say_their_numbers(figures: Mapping[str, Picture]) -> None:
    """Each figure can be drawn, and its alt text holds the words that it stands under."""
    for words, figure in figures.items():
        assert isinstance(figure, Picture)
        assert words in figure.alt
        assert figure.png().startswith(b"\x89PNG")
