"""Figures: alt text with the decisive numbers, the same bytes for the same input, all in view, no need of colour."""

import html
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import helpers
from helpers import figures
from helpers.figures import (
    Picture,
    bowl_paths,
    difference_errors,
    directions,
    distances,
    parabola_tangent,
    picture,
)
from helpers.figures.base import COLOURS, LINE_STYLES, MARKERS, described, style
from helpers.reference import descent

ANGLES = np.arange(0.0, 361.0)


def sigmoid(x: float) -> float:
    return 1 / (1 + float(np.exp(-x)))


# name -> how to draw it, and what its alt text must tell
FIGURES: dict[str, tuple[Callable[[], Picture], list[str]]] = {
    "tangent": (lambda: parabola_tangent(descent.parabola, 1.5), ["x = 1.5", "f is 2.25", "slope is 3"]),
    "another tangent": (lambda: parabola_tangent(lambda x: (x * x, x), 1.5), ["slope is 1.5"]),
    "distances": (
        lambda: distances({eta: descent.descend(10.0, eta, 10) for eta in (0.05, 0.2, 0.5)}),
        ["3.49 for eta = 0.05", "0.0605 for eta = 0.2", "0 for eta = 0.5"],
    ),
    "difference errors": (
        lambda: difference_errors(descent.central_difference, sigmoid, sigmoid(1) * (1 - sigmoid(1)), 1.0, "sigmoid"),
        ["sigmoid at x = 1", "best near h = ", "error near ", "round-off"],
    ),
    "one bowl": (
        lambda: bowl_paths({"round": (descent.descend_bowl((4.0, 2.0), 0.1, 20, 1.0, 1.0), 0.1, 1.0, 1.0)}),
        ["round, 1 x² + 1 y² with eta = 0.1", "from (4, 2) to (0.046, 0.023) in 20 steps"],
    ),
    "two bowls": (
        lambda: bowl_paths(
            {
                "round": (descent.descend_bowl((4.0, 2.0), 0.1, 20, 1.0, 1.0), 0.1, 1.0, 1.0),
                "narrow": (descent.descend_bowl((4.0, 2.0), 0.05, 20, 1.0, 10.0), 0.05, 1.0, 10.0),
            }
        ),
        ["round, ", "narrow, 1 x² + 10 y² with eta = 0.05", "in 20 steps"],
    ),
    "directions": (
        lambda: directions(ANGLES, np.cos(np.radians(ANGLES - 30)), {"the gradient": 30.0, "yours": 210.0}),
        ["rises most at 30 degrees", "falls most at 210 degrees", "the gradient at 30 degrees, yours at 210 degrees"],
    ),
}
each_figure = pytest.mark.parametrize("name", FIGURES)


@each_figure
def test_a_figure_is_a_figure_that_says_what_it_shows(name: str) -> None:
    draw, words = FIGURES[name]
    figure = draw()
    assert isinstance(figure, Figure)
    assert figure.axes
    for axes in figure.axes:
        assert axes.get_xlabel()
        assert axes.get_ylabel()
        assert axes.get_title()
    for word in words:
        assert word in figure.alt
    assert figure.alt.endswith(".")
    assert "np." not in figure.alt


@each_figure
def test_same_input_same_bytes(name: str) -> None:
    draw, _ = FIGURES[name]
    first, second = draw(), draw()
    assert first.png() == second.png()
    assert first.png().startswith(b"\x89PNG")
    assert first._repr_mimebundle_() == second._repr_mimebundle_()


def test_another_input_other_bytes() -> None:
    assert distances({0.1: [3.0, 2.0]}).png() != distances({0.1: [3.0, 1.0]}).png()


@each_figure
def test_no_warning_and_no_text_from_drawing(name: str, recwarn: pytest.WarningsRecorder, capfd: object) -> None:
    """A warning goes to stderr, and nbgrader scores a cell with stderr 0."""
    FIGURES[name][0]().png()
    assert [str(warning.message) for warning in recwarn] == []
    assert tuple(capfd.readouterr()) == ("", "")  # type: ignore[attr-defined]


RANDOM = np.random.default_rng(0)
POINTS, CLASSES = RANDOM.normal(size=(3, 60)), RANDOM.uniform(size=(1, 60)) > 0.5


def turned() -> Picture:
    figure, axes = picture("Slanted labels.")
    axes.plot([0, 1], [1e-9, 1e9])
    axes.set_yscale("log")
    axes.set_xticks([0, 1], ["the first", "the second, which is long"], rotation=45, ha="right")
    return figure


# Panels that share an axis, a title above all, fixed ratios, legends beside, drawings without scales.
LAYOUTS: dict[str, Callable[[], Picture]] = {
    **{name: draw for name, (draw, _) in FIGURES.items()},
    "turned": turned,
    "costs": lambda: figures.cost_history({"a run": np.geomspace(1, 0.1, 50), "another": np.ones(50)}),
    "shared": lambda: figures.row_paths({title: RANDOM.normal(size=(9, 4, 3)) for title in "abc"}, every=100),
    "squares": lambda: figures.decision_slices(POINTS, CLASSES, title="A title above all"),
    "two ratios": lambda: figures.index_orders(RANDOM.normal(size=(3, 2)), 1, 0),
    "a square": lambda: figures.confusion_matrix(np.diag(np.arange(1, 11))),
    "many lines": lambda: figures.height_maps({"a": lambda X: X[:1], "b": lambda X: X[1:]}, 1.5),
    "images": lambda: figures.weight_images(RANDOM.normal(size=(10, 64))),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_is_cut_off_and_nothing_lies_on_its_neighbour(name: str) -> None:
    figure = LAYOUTS[name]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    boxes = [box for axes in figure.axes if (box := axes.get_tightbbox(renderer, for_layout_only=True))]
    for box in [*boxes, *(text.get_window_extent() for text in figure.texts)]:
        assert min(box.x0, box.y0) >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    for left, right in pairwise(boxes):
        assert left.x1 < right.x0
    for text in figure.texts:
        assert text.get_window_extent().y0 > max(box.y1 for box in boxes)


def test_a_picture_too_small_for_its_labels_is_drawn_nevertheless() -> None:
    figure, axes = picture("Nothing to see.", width=0.5, height=0.5)
    axes.set(xlabel="x", ylabel="y", title="title")
    with pytest.warns(UserWarning, match="collapsed to zero"):
        assert figure.png().startswith(b"\x89PNG")


@each_figure
def test_every_line_differs_by_more_than_colour(name: str) -> None:
    for axes in FIGURES[name][0]().axes:
        looks = [
            (str(line.get_linestyle()), str(line.get_marker()))
            for line in axes.get_lines()
            if not str(line.get_label()).startswith("_")
        ]
        assert len(set(looks)) == len(looks)


def test_the_page_carries_the_picture_and_its_escaped_alt_text() -> None:
    alt = 'f < g & "h" isn\'t <b>bold</b>.'
    figure, _ = picture(alt)
    bundle = figure._repr_mimebundle_()
    assert html.escape(alt) in bundle["text/html"]
    assert "<b>" not in bundle["text/html"]
    (image,) = BeautifulSoup(bundle["text/html"], "html.parser").find_all(True)
    assert image.name == "img"
    assert image["alt"] == alt
    assert re.match(r"data:image/png;base64,iVBOR", str(image["src"]))
    assert image["width"] == "614"
    assert bundle["text/plain"] == f"[figure: {alt}]"


@pytest.mark.parametrize("alt", ["", "  ", "\n"])
def test_a_figure_without_alt_text_is_refused(alt: str) -> None:
    with pytest.raises(ValueError, match="needs alt text"):
        picture(alt)


def test_panels() -> None:
    figure, axes = picture("Two panels.", columns=2)
    assert len(axes) == len(figure.axes) == 2


def test_pyplot_is_never_loaded() -> None:
    script = (
        "import sys; from helpers.figures import distances; import helpers.explore\n"
        "distances({0.1: [3.0, 2.0]})._repr_mimebundle_()\n"
        "print('matplotlib.pyplot' in sys.modules, 'matplotlib.figure' in sys.modules)"
    )
    environment = {"PYTHONPATH": str(Path(helpers.__file__).parents[1]), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["False", "True"]


# --- The style ---


def test_every_series_has_a_look_of_its_own() -> None:
    assert len(COLOURS) == len(LINE_STYLES) == len(MARKERS)
    assert len(set(COLOURS)) == len(COLOURS)
    assert len(set(MARKERS)) == len(MARKERS)
    assert len({str(line) for line in LINE_STYLES}) == len(LINE_STYLES)
    assert [style(k)["marker"] for k in range(5)] == list(MARKERS)
    assert style(5) == style(0)


@pytest.mark.parametrize("name", FIGURES)
def test_a_described_figure_has_the_same_alt_text_and_no_axes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make = FIGURES[name][0]
    drawn = make()
    assert drawn.axes
    shown = described(make)()
    assert isinstance(shown, Picture)
    assert shown.alt == drawn.alt
    assert not shown.axes
    assert make().axes  # the next one is drawn again


def test_what_goes_wrong_in_a_described_figure_is_raised_and_the_next_is_drawn() -> None:
    def broken(x: float) -> tuple[float, float]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        described(parabola_tangent)(broken, 1.0)
    assert distances({0.1: [3.0, 2.0]}).axes
