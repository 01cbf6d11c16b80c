"""What `course check` prints about one notebook."""

from rich.console import Console
from rich.text import Text

from course.check.verdicts import Exercise, Result

MAX_LINES = 12


def print_result(console: Console, result: Result, seconds: float) -> None:
    """Print a line or more for each exercise, what is wrong with the notebook, and how many checks pass."""
    width = max((len(exercise.name) for exercise in result.exercises), default=0)
    for exercise in result.exercises:
        _print_exercise(console, exercise, width)
    if result.broken_off:
        console.print(f"\n{result.broken_off} Nothing after it was run.", style="bold red", markup=False)
    if result.retyped:
        console.print(
            f"\nThese cells changed between code and text, so nothing was run: {', '.join(result.retyped)}. "
            "Change them back in JupyterLab's toolbar.",
            style="bold red",
            markup=False,
        )
    if result.changed:
        console.print(
            f"\nGiven cells were changed: {', '.join(result.changed)}. What you hand in is judged with the "
            "original ones, whatever is said above. To get them back, take a fresh copy with: course lab",
            style="bold red",
            markup=False,
        )
    if result.left_out:
        console.print(
            f"\nNot run, for this would change the Python that you use: {'; '.join(result.left_out)}. "
            "What you need, install in a terminal.",
            style="yellow",
            markup=False,
        )
    if result.missing:
        console.print(
            f"\nMissing in this notebook: {', '.join(result.missing)}. When you hand it in, what is missing comes back "
            "and is judged. To see what it says now, take a fresh copy of the lesson with: course lab",
            style="bold red",
            markup=False,
        )
    checks = [exercise for exercise in result.exercises if not exercise.essay]
    passed = sum(exercise.ok for exercise in checks)
    unwritten = sum(exercise.essay and not exercise.ok for exercise in result.exercises)
    if result.exercises:
        console.print(
            f"\n{passed} of {len(checks)} checks pass ({seconds:.1f} s)."
            + (f" {len(result.missing)} not looked at: missing." if result.missing else "")
            + (f" {unwritten} text still to be written." if unwritten else ""),
            style="bold green" if result.ok else "bold",
            markup=False,
        )


def _print_exercise(console: Console, exercise: Exercise, width: int) -> None:
    if exercise.essay:
        word, style = ("text", "") if exercise.ok else ("todo", "yellow")
        note = "graded by a person" if exercise.ok else exercise.message
    else:
        word, style = ("pass", "green") if exercise.ok else ("fail", "red")
        # The line begins with the exercise's name already.
        note = exercise.message.removeprefix(f"{exercise.name}: ")
    lines = note.splitlines()
    if len(lines) > MAX_LINES:
        lines = [*lines[:MAX_LINES], "..."]
    unit = "point" if exercise.points == 1 else "points"
    line = Text.assemble((word, style), f"  {exercise.name:{width}}  {exercise.points:g} {unit}")
    if exercise.score:  # part of the points
        line.append(f", you have {exercise.score:g}" if not exercise.ok else "")
    if len(lines) == 1:
        line.append(f"  {lines.pop()}")
    console.print(line)
    for text in lines:
        console.print(f"      {text}", markup=False)
