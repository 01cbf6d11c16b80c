"""`course check`: a learner runs a notebook in the terminal and gets what JupyterLab's Validate button would say.

nbgrader's own `nbgrader validate` ends with 0 whatever happens, so it can be no gate. This ends with 0 only where
every check passes. One notebook is told in full, all lessons of a folder in a line each.
"""

import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from course.check.learner import find_notebooks
from course.check.verdicts import Result, print_result
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
        from course.check.run import is_untouched, run_notebook

    def run(notebook: Path) -> Result:
        running = f"Running {notebook.name}"
        with console.status(f"{running} ...") as status:
            return run_notebook(notebook, lambda exercise: status.update(f"{running}: {exercise} ..."))

    if len(notebooks) == 1:
        result = run(notebooks[0])
        print_result(console, result, time.perf_counter() - started)
        return 0 if result.ok else 1
    width = max(len(notebook.stem) for notebook in notebooks)
    following: list[str] = []
    for notebook in notebooks:
        try:
            done, said, left = (False, Text("not begun"), "") if is_untouched(notebook) else _summary(run(notebook))
        except CourseError as error:
            done, said, left = False, Text(str(error)), ""
        if not done:
            following.append(f"{notebook.stem}, {left}" if left else notebook.stem)
        console.print(Text.assemble(("done" if done else "    ", "green"), f"  {notebook.stem:{width}}  ", said))
    whole = f"{len(notebooks) - len(following)} of {len(notebooks)} lessons done"
    ahead = f", next: {following[0]}" if following else ""
    seconds = time.perf_counter() - started
    console.print(f"\n{whole}{ahead} ({seconds:.1f} s).", style="bold" if following else "bold green", markup=False)
    return 1 if following else 0


def _summary(result: Result) -> tuple[bool, Text, str]:
    """Return whether a lesson is done, what became of it, and its first exercise that is left to do, or ""."""
    said = f"{result.passed} of {len(result.checks)} checks pass"
    if result.unwritten:
        said += f", {result.unwritten} {'text' if result.unwritten == 1 else 'texts'} to be written"
    left = next((one.name for one in result.exercises if not one.ok), "")
    if not result.ok and (result.changed or result.retyped or result.broken_off):
        said += "; see course check on this lesson alone"
        return False, Text(said, style="red"), left or "given cells were changed"
    return not left, Text(said), left
