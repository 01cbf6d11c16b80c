"""Figures that are given functions of a notebook are looked up by what these return; what is new is only drawn."""

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from course.box import pictures
from course.box.pictures import Album
from helpers import figures
from helpers.figures import Picture, base

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(3, 40)), RANDOM.uniform(size=(1, 40)) > 0.5
WALK = {"a walk": np.array([[0.5, 0.5], [0.2, 0.1]])}

# name -> a figure drawn by functions whose results are scaled by k
DRAWN: dict[str, Callable[[float], Picture]] = {
    "activation_curves": lambda k: figures.activation_curves(lambda name, z: (k * z, k + 0 * z), 1.0),
    "decision_slices": lambda k: figures.decision_slices(X, Y, lambda points: 0.5 + 0.1 * k * points[:1], "mine"),
    "difference_errors": lambda k: figures.difference_errors(
        lambda f, x, h: k * (f(x + h) - f(x - h)) / (2 * h), np.tanh, 0.41997, 1.0
    ),
    "height_maps": lambda k: figures.height_maps({"mine": lambda points: k * points[:1]}, 1.5),
    "leaky_curve": lambda k: figures.leaky_curve(lambda z, alpha: (k * z, k + 0 * z), 0.1, 1.0),
    "loss_surface": lambda k: figures.loss_surface(lambda w, b: k * (w * w + b * b + 1), WALK),
    "neuron_factors": lambda k: figures.neuron_factors({"a": 0.5}, 0.5, lambda w: k * w * w, 1.0, 1.0),
    "neuron_fit": lambda k: figures.neuron_fit([0, 1], [0, 1], lambda x: k * x, 0.1, "a fit"),
    "parabola_tangent": lambda k: figures.parabola_tangent(lambda x: (k * x * x, 2 * k * x), 1.0),
    "sigmoid_curve": lambda k: figures.sigmoid_curve(lambda z: k / (1 + np.exp(-z)), lambda z: k * z),
    "softmax_bars": lambda k: figures.softmax_bars(lambda Z: k * np.exp(Z), [1.0, 2.0]),
}
each_figure = pytest.mark.parametrize("name", DRAWN)


@pytest.fixture
def album(monkeypatch: pytest.MonkeyPatch) -> Album:
    for function in (*pictures_made(), "Picture"):
        monkeypatch.setattr(figures, function, getattr(figures, function))
    monkeypatch.setattr(Picture, "png", Picture.png)
    monkeypatch.setattr(Picture, "of", staticmethod(Picture.of))
    monkeypatch.setattr(base, "_READY", {})
    monkeypatch.setattr(base, "_SETTINGS", {})
    # As those of a notebook.
    monkeypatch.setitem(globals(), "__name__", "__main__")
    album = Album()
    album.drawn = {}
    album.hang()
    return album


def pictures_made() -> list[str]:
    return [name for name in figures.__all__ if isinstance(getattr(figures, name), FunctionType)]


def takes_functions(name: str) -> bool:
    return "Callable" in str(getattr(figures, name).__annotations__)


@each_figure
def test_it_is_looked_up_by_what_the_functions_return(name: str, album: Album) -> None:
    page = DRAWN[name](1.0)._repr_mimebundle_()
    album.told, album.drawn = album.drawn or {}, None
    found = DRAWN[name](1.0)
    assert type(found) is not Picture
    assert found._repr_mimebundle_() == page
    other = DRAWN[name](1.01)
    assert type(other) is Picture
    assert other._repr_mimebundle_() != page


def test_these_are_all_that_take_functions() -> None:
    assert {name for name in pictures_made() if takes_functions(name)} == set(DRAWN)


def test_what_is_in_a_figure_is_written_down_only_where_it_may_be_known(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def content_of(value: object) -> str:
        asked.append(type(value))
        return "name"

    monkeypatch.setattr(pictures, "content_of", content_of)
    figures.distances({0.1: [3.0, 2.0]}).png()
    assert Picture in asked  # of the solution's all is kept
    asked.clear()
    album.told, album.drawn = {"another": b"page"}, None
    figures.distances({0.1: [3.0, 2.0]}).png()
    figures.picture("Made by a notebook.")[0].png()
    assert asked == [tuple, Picture]
    asked.clear()
    album.told = {}
    figures.distances({0.1: [3.0, 2.0]}).png()
    assert asked == []


def test_what_is_not_known_is_drawn_in_a_picture_that_was_made_ahead(album: Album) -> None:
    before = len(base._READY["1 {}"])
    figures.distances({0.1: [3.0, 2.0]})
    assert len(base._READY["1 {}"]) == before - 1
