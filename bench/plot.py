"""The figures as a picture that reads without colour."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

# Okabe and Ito's colours, which most colour-blind people tell apart; hatches and marks say the same.
BLUE, ORANGE, GREEN, BLACK = "#0072B2", "#E69F00", "#009E73", "#000000"
LABELS = {"stock": "stock", "boxed": "boxed", "grade_1": "grade, 1", "grade_2": "grade, 2"}
HATCHES = {"stock": "", "boxed": "//", "grade_1": "..", "grade_2": "xx"}
MARKS = ("o", "s", "^", "D")


def draw(found: dict[str, Any], path: Path) -> None:
    """Write the picture: seconds for a submission by way, and what grows with the class."""
    lessons = found["lessons"]
    with mpl.rc_context({"font.size": 9, "svg.hashsalt": "bench"}):
        figure = Figure(figsize=(11, 3.4), layout="constrained")
        bars, memory, coordinator = figure.subplots(1, 3)
        _draw_bars(bars, lessons)
        _draw_growth(memory, lessons, "peak_mb", "peak memory, MB")
        _draw_growth(coordinator, lessons, "coordinator_ms", "coordinator, ms for each")
        coordinator.axhline(10, color=BLACK, linestyle=":", linewidth=1)
        coordinator.annotate("aim: 10", (1, 10), xycoords=("axes fraction", "data"), ha="right", va="bottom")
        figure.savefig(path, dpi=150, metadata={"Software": None} if path.suffix == ".png" else None)


def _draw_bars(axes: Axes, lessons: dict[str, Any]) -> None:
    width = 0.8 / len(lessons)
    for number, (lesson, data) in enumerate(lessons.items()):
        colour = (BLUE, ORANGE, GREEN)[number % 3]
        for at, way in enumerate(LABELS):
            seconds = data["seconds_per_submission"][way]
            bar = axes.bar(at + number * width, seconds, width, color=colour, hatch=HATCHES[way], edgecolor="white")
            axes.bar_label(bar, [f"{seconds:.2g}"], padding=2)
        floor = data["floor_seconds"]
        axes.axhline(floor, color=colour, linestyle=("--", "-.", ":")[number % 3], label=f"{lesson}: bare execution")
        axes.bar(0, 0, color=colour, label=lesson)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.margins(y=0.15)
    axes.set_xticks([at + 0.4 - width / 2 for at in range(len(LABELS))], list(LABELS.values()))
    axes.set_ylabel("seconds for a submission")
    axes.legend(fontsize=7)


def _draw_growth(axes: Axes, lessons: dict[str, Any], key: str, label: str) -> None:
    for number, (lesson, data) in enumerate(lessons.items()):
        sizes = [int(size) for size in data[key]]
        colour, mark = (BLUE, ORANGE, GREEN)[number % 3], MARKS[number % len(MARKS)]
        axes.plot(sizes, list(data[key].values()), marker=mark, color=colour, label=lesson)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("students, 2 workers")
    axes.set_ylabel(label)
    axes.legend(fontsize=7)
