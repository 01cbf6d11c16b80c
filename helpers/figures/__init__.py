"""Figures of the lessons. Each takes what it draws as arguments and returns a Figure with alt text."""

from helpers.figures.base import Picture, picture
from helpers.figures.descent import (
    bowl_paths,
    difference_errors,
    directions,
    distances,
    parabola_path,
    parabola_tangent,
)
from helpers.figures.sum_term import error_falling, factors_by_unit, index_orders, terms_that_stay

__all__ = [
    "Picture",
    "bowl_paths",
    "difference_errors",
    "directions",
    "distances",
    "error_falling",
    "factors_by_unit",
    "index_orders",
    "parabola_path",
    "parabola_tangent",
    "picture",
    "terms_that_stay",
]
