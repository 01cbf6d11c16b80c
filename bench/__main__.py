"""`python -m bench`: rounds in which all ways grade the same submissions, then ever larger classes, then checks."""

import json
import os
import platform
import re
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

from bench.checks import time_checks, time_import
from bench.classes import EVERY, ClassMaker
from bench.ways import ONE, ROOT, STOCK, TWO, WARM_UP, Grading, Run, adopt_orphans
from course.errors import CourseError
from course.parallel.cluster import count_cores
from course.paths import Tree
from course.terminal import report_console

RIGHT = (6, 18)  # two classes of right submissions, whose difference is what one more costs
COLUMNS = ("median", "least", "most", "count")


def main(
    lesson: Annotated[str, typer.Option(help="Which lesson.")] = "03_network",
    rounds: Annotated[int, typer.Option(min=1, help="How often all ways grade, each time other submissions.")] = 3,
    students: Annotated[int, typer.Option(min=1, help="How many submissions in a round.")] = 12,
    sizes: Annotated[str, typer.Option(help="Classes for two workers, such as 50,200,1000.")] = "25,75",
    output: Annotated[Path, typer.Option(help="The file for the figures.")] = ROOT / "bench" / "latest.json",
) -> None:
    """Measure how long grading takes, side by side with stock nbgrader, and how that grows with the class."""
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", sizes):
        raise CourseError(f"--sizes {sizes}: write numbers with commas between them, such as 50,200,1000.")
    if not (ROOT / "source" / lesson).is_dir():
        raise CourseError(f"there is no source/{lesson}. Make it with: course build {lesson}")
    adopt_orphans()
    machine = {
        "cores": count_cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("nbgrader", "numpy", "matplotlib", "distributed")},
        "load_before": round(os.getloadavg()[0], 2),
    }
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        measured = measure(Path(folder), lesson, rounds, students, sorted(map(int, sizes.split(","))))
    figures = {
        name: dict(zip(COLUMNS, (statistics.median(each), min(each), max(each), len(each)), strict=True))
        for name, each in measured.items()
        if each
    }
    found = {"lesson": lesson, "machine": machine, "figures": figures}
    output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    show(found)


def measure(folder: Path, lesson: str, rounds: int, students: int, sizes: list[int]) -> dict[str, list[float]]:
    """Return all that was measured, by what it is. Raises CourseError where two ways differ in a score."""
    tree = Tree(ROOT)
    maker, grading = ClassMaker(tree, lesson), Grading(tree, lesson, folder)
    runs: dict[str, list[Run]] = {way: [] for way in WARM_UP}
    for number in range(rounds):
        turn = number % len(WARM_UP)
        for way in (*list(WARM_UP)[turn:], *list(WARM_UP)[:turn]):
            submissions = maker.right(WARM_UP[way]) | maker.ordinary(number * students, students)
            runs[way].append(grading.run(way, submissions, len(submissions)))
    found = {f"{way}, s each": [run.seconds for run in runs[way]] for way in WARM_UP}
    for slow, quick in ((STOCK, ONE), (STOCK, TWO), (ONE, TWO)):
        pairs = zip(runs[slow], runs[quick], strict=True)
        found[f"{quick}, times {slow}"] = [a.seconds / b.seconds for a, b in pairs]
    found |= {f"{way}, peak MB": [run.peak_mb for run in runs[way]] for way in WARM_UP}
    few, many = (grading.run(ONE, maker.right(count), count).cpu_seconds for count in RIGHT)
    found["a right submission, CPU s"] = [(many - few) / (RIGHT[1] - RIGHT[0])]
    for size in sizes:
        submissions = maker.right(WARM_UP[TWO]) | maker.anybody(size)
        run = grading.run(TWO, submissions, len(submissions) - size // EVERY)
        found |= {f"class of {size}, s each": [run.seconds], f"class of {size}, peak MB": [run.peak_mb]}
    found |= {f"a check that {kind}, ms": times for kind, times in time_checks(tree, lesson).items()}
    return found | {f"import {module}, ms": time_import(module) for module in ("numpy", "helpers.checks")}


def show(found: dict[str, Any]) -> None:
    """Print the figures as a table, and what they depend on."""
    table = Table("", *COLUMNS, title=found["lesson"], title_justify="left", box=box.SIMPLE)
    for name, row in found["figures"].items():
        table.add_row(name, *(f"{row[column]:.4g}" for column in COLUMNS))
    console, machine = report_console(), found["machine"]
    console.print(table)
    console.print(", ".join(f"{name} {value}" for name, value in machine.items()), highlight=False)
    if machine["load_before"] > machine["cores"] / 2:
        console.print("The machine was busy with something else: ratios hold more than seconds do.")


if __name__ == "__main__":
    try:
        typer.run(main)
    except CourseError as error:
        print(f"bench: {error}", file=sys.stderr)
        raise SystemExit(2) from None
