"""Sliders: the figure first, drawn anew when one moves, and no stack of red when drawing fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers.explore import explore
from helpers.figures import Picture, picture
from helpers.reference.descent import descend

pytestmark = pytest.mark.unit


class Screen(DisplayPublisher):
    """What a notebook would show, in order: (data, display id, whether it replaces what is there)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown: list[tuple[dict[str, Any], str | None, bool]] = []

    def publish(
        self, data: Any, metadata: Any = None, *, transient: Any = None, update: bool = False, **_: Any
    ) -> None:
        self.shown.append((data, (transient or {}).get("display_id"), update))


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """IPython's own display machinery, with what it publishes kept; no kernel."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    settings = Config()
    settings.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=settings)
    shell.display_pub = Screen(parent=shell)
    yield shell.display_pub
    InteractiveShell.clear_instance()


@pytest.fixture
def sliders(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The sliders that are made, by name."""
    made: dict[str, Any] = {}

    def recorded(kind: Any) -> Any:
        def make(**options: Any) -> Any:
            made[options["description"]] = kind(**options)
            return made[options["description"]]

        return make

    for name in ("IntSlider", "FloatSlider"):
        monkeypatch.setattr(widgets, name, recorded(getattr(widgets, name)))
    return made


def draw_path(eta: float, steps: int) -> Picture:
    if eta > 2:
        raise ValueError("eta is too large")
    x = descend(10.0, eta, steps)[-1]
    return picture(f"{steps} steps with eta = {eta:g}, which ends at x = {x:.4g}.")[0]


def test_the_figure_comes_before_the_sliders(screen: Screen) -> None:
    explore(draw_path, eta=(0.05, 3.0, 0.05, 0.2), steps=(0, 20, 1, 10))
    (figure, display_id, update), (box, _, _) = screen.shown
    assert "ends at x = 0.06047" in figure["text/html"]
    assert "<img" in figure["text/html"]
    assert display_id
    assert not update
    assert "application/vnd.jupyter.widget-view+json" in box


def test_a_graders_page_has_the_figure_alone(
    screen: Screen, sliders: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.explore.base.describing", True)
    explore(draw_path, eta=(0.05, 3.0, 0.05, 0.2), steps=(0, 20, 1, 10))
    [(figure, _, _)] = screen.shown
    assert "10 steps with eta = 0.2, which ends at x = 0.06047" in figure["text/html"]
    assert sliders == {}


def test_a_slider_draws_anew_in_the_same_place(screen: Screen, sliders: dict[str, Any]) -> None:
    explore(draw_path, eta=(0.05, 3.0, 0.05, 0.2), steps=(0, 20, 1, 10))
    place = screen.shown[0][1]
    sliders["eta"].value = 0.05
    sliders["steps"].value = 3
    assert len(screen.shown) == 4
    assert [(display_id, update) for _, display_id, update in screen.shown[2:]] == [(place, True)] * 2
    assert "10 steps with eta = 0.05" in screen.shown[2][0]["text/html"]
    assert "3 steps with eta = 0.05" in screen.shown[3][0]["text/html"]


def test_draw_gets_the_values_by_name(screen: Screen, sliders: dict[str, Any]) -> None:
    seen: list[dict[str, float]] = []

    def draw(**values: float) -> Picture:
        seen.append(values)
        return picture("Nothing in particular.")[0]

    explore(draw, eta=(0.1, 2.0, 0.1, 0.5), steps=(0, 20, 1, 4))
    sliders["steps"].value = 7
    assert seen == [{"eta": 0.5, "steps": 4}, {"eta": 0.5, "steps": 7}]
    assert {name: type(slider).__name__ for name, slider in sliders.items()} == {
        "eta": "FloatSlider",
        "steps": "IntSlider",
    }
    assert not sliders["eta"].continuous_update


def test_an_error_is_said_in_the_pictures_place_and_goes_away(screen: Screen, sliders: dict[str, Any]) -> None:
    explore(draw_path, eta=(0.05, 3.0, 0.05, 0.2), steps=(0, 20, 1, 10))
    sliders["eta"].value = 2.5
    data, place, update = screen.shown[-1]
    assert data["text/markdown"] == "No picture at eta = 2.5, steps = 10: **ValueError**: eta is too large"
    assert update
    assert place == screen.shown[0][1]
    sliders["eta"].value = 0.2
    assert "ends at x = 0.06047" in screen.shown[-1][0]["text/html"]


def test_an_error_at_the_start_is_raised_and_shows_no_slider(screen: Screen) -> None:
    with pytest.raises(ValueError, match="eta is too large"):
        explore(draw_path, eta=(0.05, 3.0, 0.05, 2.5), steps=(0, 20, 1, 10))
    assert screen.shown == []
