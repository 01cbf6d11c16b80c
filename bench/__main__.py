"""`python -m bench`: measure, print tables, and write latest.json and latest.png."""

import json
import math
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.plot import draw
from bench.run import QUICK, Bench, Options
from bench.show import show
from course.errors import CourseError

HERE = Path(__file__).resolve().parent


def main(
    quick: Annotated[bool, typer.Option("--quick", help="A small run: one small lesson, few students.")] = False,
    sizes: Annotated[str | None, typer.Option(help="Classes to grade, such as 50,200,1000: all, however long.")] = None,
    lesson: Annotated[list[str] | None, typer.Option(help="Which lessons. May be given more than once.")] = None,
    output: Annotated[Path, typer.Option(help="Where latest.json and latest.png go.")] = HERE,
) -> None:
    """Measure how long grading takes, side by side with stock nbgrader."""
    options: Options = QUICK if quick else Options()
    if sizes:
        options = replace(options, sizes=_read_sizes(sizes), most_seconds=math.inf)
    if lesson:
        options = replace(options, lessons=tuple(lesson))
    if options.sizes[0] <= 4:
        raise CourseError("--sizes: a class has at least 5 students, of which 4 are a warm-up.")
    # nbgrader calls alembic by name.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    console = Console() if sys.stdout.isatty() else Console(width=100)
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        found = Bench(Path(folder), options, lambda step: print(step, file=sys.stderr, flush=True)).run()
    output.mkdir(parents=True, exist_ok=True)
    (output / "latest.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    draw(found, output / "latest.png")
    show(found, console)


def _read_sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(sorted({int(size) for size in text.split(",")}))
    except ValueError:
        raise CourseError(f"--sizes {text}: write numbers with commas between them, such as 50,200,1000.") from None


if __name__ == "__main__":
    try:
        typer.run(main)
    except CourseError as error:
        print(f"bench: {error}", file=sys.stderr)
        raise SystemExit(2) from None
