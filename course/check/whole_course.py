"""`course check` by any name: one notebook in full, or all lessons of a folder in a line each."""

import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from course.check.learner import find_notebooks
from course.check.verdicts import Result
from course.errors import CourseError


def check(name: Path | None = None, started: float | None = None) -> int:
    """Run what `name` means, print which checks pass, and return 0 if all do, else 1.

    `name` is what `find_notebooks` takes. `started`: since when the time that is shown counts, by `time.perf_counter`;
    now when left out. Raises CourseError where there is no notebook, or a single one cannot be judged.
    """
    started = time.perf_counter() if started is None else started
    notebooks = find_notebooks(name)
    console = Console(highlight=False, soft_wrap=True)
    # What runs a notebook takes seconds to load, in which a person should see something.
    with console.status("Getting ready ..."):
        from course.check.check import check_notebook, is_untouched, run_notebook
    if len(notebooks) == 1:
        return check_notebook(notebooks[0], started)
    width = max(len(notebook.stem) for notebook in notebooks)
    following: list[str] = []
    for notebook in notebooks:
        with console.status(f"Running {notebook.stem} ...") as status:
            say = _progress(status.update, notebook.stem)
            try:
                result = None if is_untouched(notebook) else run_notebook(notebook, say)
                said, left = _summary(result) if result else (Text("not begun"), notebook.stem)
            except CourseError as error:
                said, left = Text(str(error)), notebook.stem
        done = result is not None and not left
        if not done:
            following.append(left if left == notebook.stem else f"{notebook.stem}, {left}")
        console.print(Text.assemble(("done" if done else "    ", "green"), f"  {notebook.stem:{width}}  ", said))
    whole = f"{len(notebooks) - len(following)} of {len(notebooks)} lessons done"
    ahead = f", next: {following[0]}" if following else ""
    seconds = time.perf_counter() - started
    console.print(f"\n{whole}{ahead} ({seconds:.1f} s).", style="bold" if following else "bold green", markup=False)
    return 1 if following else 0


def _progress(update: Callable[[str], None], lesson: str) -> Callable[[str], None]:
    return lambda exercise: update(f"Running {lesson}: {exercise} ...")


def _summary(result: Result) -> tuple[Text, str]:
    """Return what became of a lesson, and its first exercise that is left to do, or ""."""
    checks = [one for one in result.exercises if not one.essay]
    texts = sum(one.essay and not one.ok for one in result.exercises)
    said = f"{sum(one.ok for one in checks)} of {len(checks)} checks pass"
    if texts:
        said += f", {texts} {'text' if texts == 1 else 'texts'} to be written"
    left = next((one.name for one in result.exercises if not one.ok), "")
    if not result.ok and (result.changed or result.retyped or result.broken_off):
        return Text(f"{said}; see course check on this lesson alone", style="red"), left or "given cells were changed"
    return Text(said), left
