"""Pictures that are the solution's: the same content has the same name in every process, and another has another."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from course.box.grader import Grader, Settings
from course.box.messages import Message
from course.box.pictures import Album, content_of
from course.box.plan import Planned
from course.box.solution import Solution
from helpers.figures import Picture, decision_slices, picture

X = np.random.default_rng(0).normal(size=(3, 40))
Y = (X[:1] > 0).astype(float)


def lines(
    height: float = 1.0, title: str = "a", alt: str = "A line.", change: Callable[[object], object] = lambda axes: None
) -> Picture:
    figure, axes = picture(alt)
    axes.plot([0.0, 1.0, 2.0], [0.0, height, 3.0], label="line")
    axes.set(title=title, xlabel="x")
    axes.legend()
    change(axes)
    return figure


@pytest.mark.slow
def test_the_name_is_the_same_in_another_process() -> None:
    code = (
        "from tests.test_box_pictures import *\n"
        "figures = lines(), decision_slices(X, Y), decision_slices(X, Y, lambda X: X[:1])\n"
        "print(*map(content_of, figures))"
    )
    root = Path(__file__).parent.parent
    names = {
        subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    }
    assert len(names) == 1
    assert len(set(names.pop().split())) == 3


@pytest.mark.parametrize(
    "other",
    [
        lambda: lines(height=1.0001),
        lambda: lines(title="b"),
        lambda: lines(alt="Another."),
        lambda: lines(change=lambda axes: axes.set_xscale("log")),
        lambda: lines(change=lambda axes: axes.lines[0].set_color("red")),
        lambda: lines(change=lambda axes: axes.get_xticklabels()[0].set_color("red")),
        lambda: lines(change=lambda axes: axes.figure.set_dpi(72)),
        lambda: lines(change=lambda axes: axes.axvline(0.5)),
        lambda: lines(change=lambda axes: axes.set_ylim(0, 4)),
        lambda: lines(change=lambda axes: axes.imshow(np.eye(3, dtype=np.uint8))),
    ],
)
def test_whatever_can_be_seen_changes_the_name(other: Callable[[], Picture]) -> None:
    assert content_of(other()) not in (None, content_of(lines()))


def test_how_something_was_added_up_does_not_change_the_name() -> None:
    assert content_of(lines(height=0.1 + 0.2)) == content_of(lines(height=0.3))
    assert content_of(lines(height=np.float64(0.1) + 0.2)) == content_of(lines(height=np.float64(0.3)))
    assert content_of(decision_slices(X * (1 + 1e-15), Y)) == content_of(decision_slices(X, Y))
    assert content_of(lines(height=float("inf"))) != content_of(lines(height=float("nan")))
    assert content_of(lines(height=1e300)) != content_of(lines(height=2e300))
    assert content_of(lines(height=1e-300)) != content_of(lines(height=2e-300))
    assert content_of(lines(height=-0.0)) == content_of(lines(height=0.0))
    assert content_of(lines(height=-1.0)) != content_of(lines(height=1.0))


def test_what_a_notebook_defines_is_never_looked_up() -> None:
    def drawn_by(axes: object) -> None:
        axes.xaxis.set_major_formatter(lambda value, place: "x")  # type: ignore[attr-defined]

    assert content_of(lines(change=drawn_by)) is None


def test_a_function_of_the_notebooks_own_module_is_never_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def label(value: float, place: int) -> str:
        return "x"

    label.__module__, label.__qualname__ = "__main__", "label"
    monkeypatch.setattr(sys.modules["__main__"], "label", label, raising=False)
    assert content_of(lines(change=lambda axes: axes.xaxis.set_major_formatter(label))) is None


class Counting:
    """Draws, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, figure: Picture) -> bytes:
        self.times += 1
        return f"picture {self.times}".encode()


def test_an_album_draws_what_it_was_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    album, draw = Album(), Counting()
    assert album.png(lines(), draw) == b"picture 1"
    assert album.png(lines(), draw) == b"picture 2"  # nothing is kept of what a student draws
    album.drawn = {}
    assert album.png(lines(), draw) == b"picture 3"
    album.told = album.drawn
    assert album.png(lines(), draw) == b"picture 3"
    assert album.png(lines(height=2), draw) == b"picture 4"
    monkeypatch.setitem(matplotlib.rcParams, "lines.linewidth", 7.0)
    assert album.png(lines(), draw) == b"picture 5"


DRAWING = """
from helpers.figures import Picture, picture
import time
started = time.perf_counter()
figure, axes = picture("A curve.", columns=3, width=9.6)
for one in axes:
    one.plot([0, 1], [0, HEIGHT])
page = figure._repr_mimebundle_()["text/html"]
print(len(page), hash(page) and page[-400:])
"""


def shown(messages: list[list[Message]]) -> str:
    return "".join(content["text"] for kind, content in messages[0] if kind == "stream")


@pytest.mark.slow
def test_a_class_gets_the_pictures_that_it_would_have_drawn(tmp_path: Path) -> None:
    """The second submission has the solution's picture and the third its own; all as without a solution."""
    right = [Planned(0, "student", DRAWING.replace("HEIGHT", "1"))]
    wrong = [Planned(0, "student", DRAWING.replace("HEIGHT", "2"))]
    solution = Solution("lesson", lambda: (right, {}))
    grader = Grader(Settings())
    try:
        drawn = [shown(grader.run(cells, tmp_path).messages) for cells in (right, wrong)]
        found = [shown(grader.run(cells, tmp_path, solution=solution).messages) for cells in (right, right, wrong)]
        assert len(grader._pictures) == 1
        assert found == [drawn[0], drawn[0], drawn[1]]
        assert drawn[0] != drawn[1]
        # That it was found there and not drawn shows when the picture there is another.
        grader._pictures = dict.fromkeys(grader._pictures, b"put there by the test")
        grader._told = False
        assert shown(grader.run(right, tmp_path, solution=solution).messages) != drawn[0]
        assert shown(grader.run(wrong, tmp_path, solution=solution).messages) == drawn[1]
        # A sandbox that is started anew is told again.
        assert grader._warm
        grader._warm[0].kill()
        grader._warm[0].wait()
        assert shown(grader.run(right, tmp_path, solution=solution).messages) != drawn[0]
    finally:
        grader.close()


@pytest.mark.parametrize("source", ["1 / 0", "import os; os._exit(1)", "while True: pass", "not Python"])
def test_a_solution_that_does_not_run_harms_nobody(source: str, tmp_path: Path) -> None:
    solution = Solution("lesson", lambda: ([Planned(0, "student", source)], {}))
    grader = Grader(Settings(seconds=0.5))
    try:
        for _ in range(3):
            run = grader.run([Planned(0, "student", "print('well')")], tmp_path, solution=solution)
            assert shown(run.messages) == "well\n"
    finally:
        grader.close()


class Made:
    """A function that makes figures, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, x: object, height: float = 1.0, by: object = None) -> Picture:
        """Make a figure."""
        self.times += 1
        return lines(height=height, title=str(x))


def filled(make: Made) -> tuple[Album, Callable[..., Picture]]:
    make.__module__ = make.__qualname__ = make.__name__ = "made"  # type: ignore[attr-defined]
    album = Album()
    album.drawn = {}
    look_up = album.looked_up(make)
    look_up(np.array([1.0, 0.3]), height=2.0)
    album.told, album.drawn = album.drawn, None
    make.times = 0
    return album, look_up


def test_what_was_made_from_the_same_data_need_not_be_made() -> None:
    make = Made()
    _, look_up = filled(make)
    found = look_up(np.array([1.0, 0.1 + 0.2]), height=2.0)
    shown = found._repr_mimebundle_()
    assert make.times == 0
    assert shown == make(np.array([1.0, 0.3]), height=2.0)._repr_mimebundle_()
    assert isinstance(found, Picture)
    assert found.alt == "A line."
    make.times = 0
    look_up(np.array([1.0, 0.31]), height=2.0)
    look_up(np.array([1.0, 0.3]), height=2.1)
    look_up(np.array([1.0, 0.3]), 2.0)
    assert make.times == 3


def test_one_that_was_found_is_made_when_somebody_changes_it() -> None:
    make = Made()
    _, look_up = filled(make)
    given = np.array([1.0, 0.3])
    changed = look_up(given, height=2.0)
    given[:] = 7
    [axes] = changed.axes
    assert make.times == 1
    assert axes.get_title() == "[1.  0.3]"
    axes.set_title("mine")
    mine = make(np.array([1.0, 0.3]), height=2.0)
    mine.axes[0].set_title("mine")
    assert changed._repr_mimebundle_() == mine._repr_mimebundle_()
    other = look_up(np.array([1.0, 0.3]), height=2.0)
    other.alt = "My words."
    assert "My words." in other._repr_mimebundle_()["text/plain"]
    assert repr(other) == repr(mine)
    assert other.png() == make(np.array([1.0, 0.3]), height=2.0).png()


def test_what_a_notebook_defines_is_always_made(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Made()
    _, look_up = filled(make)
    monkeypatch.setattr(Counting, "__module__", "__main__")
    for by in (lambda: 1, Counting()):
        assert content_of((by,)) is None
        look_up(np.array([1.0, 0.3]), height=2.0, by=by)
    assert make.times == 2


def test_most_figures_of_a_lesson_are_looked_up() -> None:
    code = (
        "from course.box.pictures import Album; from helpers import figures; Album().hang()\n"
        "print(sum(hasattr(getattr(figures, name), '__wrapped__') for name in figures.__all__), len(figures.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    wrapped, all_of_them = map(int, done.stdout.split())
    assert wrapped == all_of_them - 2  # Picture and picture
