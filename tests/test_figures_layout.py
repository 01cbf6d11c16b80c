"""How a picture's axes share its room: what constrained layout says, nothing cut off, and everything measured once."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from helpers import figures
from helpers.figures import Picture, picture
from helpers.figures.layout import Row

RANDOM = np.random.default_rng(0)
POINTS, CLASSES = RANDOM.normal(size=(3, 60)), RANDOM.uniform(size=(1, 60)) > 0.5


def plain() -> Picture:
    figure, (left, right) = picture("Two panels.", columns=2, width=8.0)
    left.plot([0, 3], [0, 123456])
    left.set(xlabel="x", ylabel="y", title="left")
    right.plot([0, 1], [0, 1], label="a line")
    right.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def turned() -> Picture:
    figure, axes = picture("Slanted labels.")
    axes.plot([0, 1], [1e-9, 1e9])
    axes.set_yscale("log")
    axes.set_xticks([0, 1], ["the first", "the second, which is long"], rotation=45, ha="right")
    return figure


PICTURES: dict[str, Callable[[], Picture]] = {
    "plain": plain,
    "turned": turned,
    "costs": lambda: figures.cost_history({"a run": np.geomspace(1, 0.1, 50), "another": np.ones(50)}),
    "shared": lambda: figures.row_paths({title: RANDOM.normal(size=(9, 4, 3)) for title in "abc"}, every=100),
    "squares": lambda: figures.decision_slices(POINTS, CLASSES, title="A title above all"),
    "points": lambda: figures.decision_slices(POINTS, CLASSES),
    "two ratios": lambda: figures.index_orders(RANDOM.normal(size=(3, 2)), 1, 0),
    "a square": lambda: figures.confusion_matrix(np.diag(np.arange(1, 11))),
    "many lines": lambda: figures.height_maps({"a": lambda X: X[:1], "b": lambda X: X[1:]}, 1.5),
    "images": lambda: figures.weight_images(RANDOM.normal(size=(10, 64))),
}
each_picture = pytest.mark.parametrize("name", PICTURES)


def drawn(figure: Picture) -> FigureCanvasAgg:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return canvas


def whole(axes: Axes, renderer: RendererBase) -> Bbox:
    box = axes.get_tightbbox(renderer, for_layout_only=True)
    assert isinstance(box, Bbox)
    return box


def places(figure: Picture) -> Any:
    return np.array([axes.get_window_extent().extents for axes in figure.axes])


@each_picture
def test_nothing_is_cut_off_and_nothing_lies_on_its_neighbour(name: str) -> None:
    figure = PICTURES[name]()
    renderer = drawn(figure).get_renderer()
    boxes = [whole(axes, renderer) for axes in figure.axes]
    for box in [*boxes, *(text.get_window_extent() for text in figure.texts)]:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    for left, right in pairwise(boxes):
        assert left.x1 < right.x0
    for text in figure.texts:
        assert text.get_window_extent().y0 > max(box.y1 for box in boxes)


@pytest.mark.parametrize("name", ["plain", "turned", "costs", "images"])
def test_the_places_are_those_of_constrained_layout(name: str) -> None:
    ours, theirs = PICTURES[name](), PICTURES[name]()
    theirs.set_layout_engine("constrained")
    drawn(ours)
    drawn(theirs)
    assert np.abs(places(ours) - places(theirs)).max() < 1


def test_panels_with_a_fixed_ratio_stand_close_to_each_other() -> None:
    figure = figures.decision_slices(POINTS, CLASSES)
    drawn(figure)
    together = places(figure)
    figure.set_layout_engine(Row())
    drawn(figure)
    apart = places(figure)
    assert together[1, 0] - together[0, 2] < 20 < apart[1, 0] - apart[0, 2]
    assert np.diff(together[:, ::2]) == pytest.approx(np.diff(apart[:, ::2]), rel=0.05)


def test_other_ticks_in_the_final_place_are_measured_again() -> None:
    """0.5 is wider than 1, and stands there only where there is room for it."""
    figure, axes = picture("A line.", width=2.0, height=1.5)
    axes.plot([0, 1], [0, 1])
    axes.set(title="a line", ylabel="y")
    renderer = drawn(figure).get_renderer()
    assert whole(axes, renderer).x0 >= 0


def test_a_picture_too_small_for_its_labels_is_drawn_nevertheless() -> None:
    figure, axes = picture("Nothing to see.", width=0.5, height=0.5)
    axes.set(xlabel="x", ylabel="y", title="title")
    assert figure.png().startswith(b"\x89PNG")


def test_a_picture_without_axes() -> None:
    figure = Picture(layout=Row())
    assert figure.png().startswith(b"\x89PNG")
