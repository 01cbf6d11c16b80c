"""Frames with alt text in place of pictures: nothing is drawn while a notebook is graded.

A figure is no evidence for a score, and the learner has seen it; drawing would take longer than all else. This module
is also the Matplotlib backend of the grading processes: its canvas draws nothing, and to show a figure displays it.
"""

from types import FunctionType
from typing import Any

import matplotlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from matplotlib.backend_bases import FigureCanvasBase, FigureManagerBase
from matplotlib.figure import Figure
from matplotlib_inline.config import InlineBackend

from course.runner.messages import ELSEWHERE, frame
from helpers import figures
from helpers.explore import base as explorables
from helpers.figures.base import described

BACKEND = f"module://{__name__}"


def _explorable_frame(explorable: explorables.Explorable) -> dict[str, str]:
    """Return an explorable's frame. Where a learner's function failed there is a message, and no picture anywhere."""
    return frame(explorable.alt, note="" if "message" in explorable.state else ELSEWHERE)


class FigureManager(FigureManagerBase):
    """Shows pyplot's figures as a notebook does: each once, at `plt.show()` or when its cell ends."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Display all open figures, and close them."""
        import matplotlib.pyplot as plt

        for number in plt.get_fignums():
            display(plt.figure(number))
        plt.close("all")


class FigureCanvas(FigureCanvasBase):
    """A canvas that draws nothing. `savefig` still works: Matplotlib then takes the canvas of the file's format."""

    manager_class = FigureManager


def show_frames(shell: InteractiveShell) -> None:
    """Have this process show frames in place of figures and explorables, with figure functions that draw nothing."""
    matplotlib.use(BACKEND)
    shell.events.register("post_execute", FigureManager.pyplot_show)
    # So that `%config InlineBackend.figure_format` is no error; the inline backend itself is not in use.
    shell.configurables.append(InlineBackend.instance(parent=shell))
    bundles: Any = shell.display_formatter.mimebundle_formatter
    bundles.for_type(figures.Picture, lambda figure: frame(figure.alt))
    explorables.describing = True
    bundles.for_type(explorables.Explorable, _explorable_frame)
    bundles.for_type(Figure, lambda figure: frame("A figure that this cell draws with Matplotlib."))
    for name in figures.__all__:
        make = getattr(figures, name)
        if isinstance(make, FunctionType) and make.__annotations__.get("return") is figures.Picture:
            setattr(figures, name, described(make))
