"""Sliders around a figure. The figure is drawn first and stands by itself: on paper, in feedback, without a kernel."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
from IPython.display import Markdown, display

from helpers.explore import base


def explore(draw: Callable[..., Any], **sliders: tuple[float, float, float, float]) -> None:
    """Show draw(**start values), then one slider per argument that draws it anew.

    sliders: name = (lowest, highest, step, start); whole numbers give a slider over whole numbers.
    An error of `draw` at the start is raised; later ones are said in the picture's place, so that a slider never ends
    in a stack of red.
    """
    if base.describing:  # a grader's page has no sliders
        display(draw(**{name: start for name, (*_, start) in sliders.items()}))
        return
    controls = {name: _slider(name, *limits) for name, limits in sliders.items()}
    shown = display(draw(**{name: control.value for name, control in controls.items()}), display_id=True)

    def redraw(_: Mapping[str, Any]) -> None:
        values = {name: control.value for name, control in controls.items()}
        try:
            shown.update(draw(**values))
        except Exception as error:
            at = ", ".join(f"{name} = {value:g}" for name, value in values.items())
            shown.update(Markdown(f"No picture at {at}: **{type(error).__name__}**: {error}"))

    for control in controls.values():
        control.observe(redraw, names="value")
    display(widgets.VBox(list(controls.values())))


def _slider(name: str, low: float, high: float, step: float, start: float) -> widgets.Widget:
    kind = widgets.IntSlider if all(isinstance(v, int) for v in (low, high, step, start)) else widgets.FloatSlider
    # Redrawing takes longer than a drag's events come: draw where the slider comes to rest.
    return kind(
        value=start,
        min=low,
        max=high,
        step=step,
        description=name,
        continuous_update=False,
        style={"description_width": "6em"},
        layout={"width": "28em"},
    )
