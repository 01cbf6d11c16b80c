"""What a run of a learner's notebook showed, exercise by exercise, and how it is printed."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

MAX_LINES = 12


@dataclass(frozen=True)
class Exercise:
    """One graded cell and what became of it. `score` is None where nothing can be said by running."""

    name: str
    points: float
    score: float | None
    essay: bool
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is left to do here."""
        return self.score is None or self.score >= self.points


@dataclass
class Result:
    """What a run of a notebook showed. `changed` are locked cells, `retyped` any, whose text or type differs.

    `left_out` are lines that were not run, for they install something.
    missing: graded cells of the lesson that are not there, or have lost what marks them.
    """

    exercises: list[Exercise] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    broken_off: str = ""

    @property
    def ok(self) -> bool:
        """Whether nbgrader would have nothing to say against this notebook."""
        complaints = self.changed or self.retyped or self.missing or self.broken_off
        return not complaints and all(exercise.ok for exercise in self.exercises)

    @property
    def checks(self) -> list[Exercise]:
        """The exercises that are no essays."""
        return [one for one in self.exercises if not one.essay]

    @property
    def passed(self) -> int:
        """How many checks pass."""
        return sum(one.ok for one in self.checks)

    @property
    def unwritten(self) -> int:
        """How many essays are not written yet."""
        return sum(one.essay and not one.ok for one in self.exercises)


def print_result(console: Console, result: Result, seconds: float) -> None:
    """Print a line or more for each exercise, what is wrong with the notebook, and how many checks pass."""
    width = max((len(exercise.name) for exercise in result.exercises), default=0)
    for exercise in result.exercises:
        _print_exercise(console, exercise, width)
    for names, said in (
        ([result.broken_off], "{} Nothing after it was run."),
        (
            result.retyped,
            "These cells changed between code and text, so nothing was run: {}. Change them back in JupyterLab's "
            "toolbar.",
        ),
        (
            result.changed,
            "Given cells were changed: {}. What you hand in is judged with the original ones, whatever is said above. "
            "To get them back, take a fresh copy with: course lab",
        ),
        (
            result.left_out,
            "Not run, for this would change the Python that you use: {}. What you need, install in a terminal.",
        ),
        (
            result.missing,
            "Missing in this notebook: {}. When you hand it in, what is missing comes back and is judged. To see what "
            "it says now, take a fresh copy of the lesson with: course lab",
        ),
    ):
        if any(names):
            style, between = ("yellow", "; ") if names is result.left_out else ("bold red", ", ")
            console.print(f"\n{said.format(between.join(names))}", style=style, markup=False)
    if result.exercises:
        console.print(
            f"\n{result.passed} of {len(result.checks)} checks pass ({seconds:.1f} s)."
            + (f" {len(result.missing)} not looked at: missing." if result.missing else "")
            + (f" {result.unwritten} text still to be written." if result.unwritten else ""),
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
    if exercise.score and not exercise.ok:  # part of the points
        line.append(f", you have {exercise.score:g}")
    if len(lines) == 1:
        line.append(f"  {lines.pop()}")
    console.print(line)
    for text in lines:
        console.print(f"      {text}", markup=False)
