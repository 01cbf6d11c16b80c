"""No picture is drawn while grading: in the box and beside it each is a frame with its alt text."""

from pathlib import Path
from typing import Any

import pytest

from course.runner.grader import Grader
from course.runner.plan import Planned

# No pixel is computed: whatever draws with Matplotlib comes through here.
NO_DRAWING = """
from matplotlib.backends.backend_agg import FigureCanvasAgg
def draw(*given, **named): raise AssertionError("drawn")
FigureCanvasAgg.draw = FigureCanvasAgg.print_png = draw
import numpy as np
import matplotlib.pyplot as plt
from helpers import explore, figures
parabola = lambda x: (x**2, 2 * x)
descend = lambda x, eta, steps: [x * (1 - 2 * eta) ** step for step in range(steps + 1)]
"""
SHOW = {
    "of ours": ("figures.parabola_tangent(parabola, 1.0)", "with its tangent at x = 1"),
    "made by a cell": ("figure, axes = figures.picture('A <line>.')\naxes.plot([1, 2])\nfigure", "A &lt;line&gt;."),
    "kept and shown": ("from IPython.display import display\ndisplay(figures.distances({0.1: [3.0, 2.0]}))", "0.1"),
    "explorable": ("explore.descent(parabola, descend)", "Left: the curve of your parabola and a ball at x = "),
    "explorable again": ("explore.descent(parabola, descend)", "parabola"),
    "with sliders": ("explore.explore(lambda x: figures.parabola_tangent(parabola, x), x=(0, 3, 1, 1))", "at x = 1,"),
    "pyplot": ("plt.plot([1, 2])\nplt.show()", "with Matplotlib"),
    "open": ("plt.plot([1, 2]);", "with Matplotlib"),
    "result": ("fig, ax = plt.subplots()\nplt.close(fig)\nfig", "with Matplotlib"),
    "sharper": ("%config InlineBackend.figure_format = 'retina'\nplt.plot([1, 2]);", "with Matplotlib"),
    "magic": ("%matplotlib inline\nplt.plot([1, 2]);", "with Matplotlib"),
}


def shown(grader: Grader, role: str) -> list[Any]:
    cells = [
        Planned(0, role, NO_DRAWING),
        *(Planned(n, role, source) for n, (source, _) in enumerate(SHOW.values(), 1)),
    ]
    return grader.run(cells, Path("/")).messages[1:]


@pytest.mark.parametrize("role", ["student", "locked"])
def test_each_picture_is_a_frame_with_its_alt_text(grader: Grader, role: str) -> None:
    for (name, (_, words)), messages in zip(SHOW.items(), shown(grader, role), strict=True):
        [(_, content)] = messages
        assert set(content["data"]) == {"text/html", "text/plain"}, (name, content)
        page = content["data"]["text/html"]
        assert words in page, (name, page)
        assert "The picture is in your own notebook." in page
        assert "<img" not in page
        assert content["data"]["text/plain"].startswith("[figure: ")


def test_an_explorable_that_a_wrong_function_fails_says_so_and_promises_no_picture(grader: Grader) -> None:
    source = NO_DRAWING + "explore.descent(lambda x: 1 / 0, descend)"
    [[(_, content)]] = grader.run([Planned(0, "student", source)], Path("/")).messages
    page = content["data"]["text/html"]
    assert "raised ZeroDivisionError" in page
    assert "The picture is in your own notebook." not in page


def test_a_figure_of_a_wrong_function_fails_as_in_the_notebook(grader: Grader) -> None:
    source = NO_DRAWING + "figures.parabola_tangent(lambda x: 1 / 0, 1.0)"
    [[(kind, content)]] = grader.run([Planned(0, "student", source)], Path("/")).messages
    assert (kind, content["ename"]) == ("error", "ZeroDivisionError")


def test_a_figure_that_is_saved_to_a_file_is_drawn_there(grader: Grader) -> None:
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
    save = draw + "plt.savefig('kept.png')\nplt.close()\nwith open('kept.png', 'rb') as file:\n    print(file.read(4))"
    cells = [Planned(0, "student", save), Planned(1, "student", draw + "plt.show()")]
    saved, shown = grader.run(cells, Path("/")).messages
    assert saved == [("stream", {"name": "stdout", "text": "b'\\x89PNG'\n"})]
    assert "with Matplotlib" in shown[0][1]["data"]["text/html"]
