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

__all__ = [
    "Picture",
    "bowl_paths",
    "difference_errors",
    "directions",
    "distances",
    "parabola_path",
    "parabola_tangent",
    "picture",
]
