"""Attacks that stop, kill or fill up the grading that runs them, under stock nbgrader: each in a class of its own.

Processes that it starts see and reach one another alone, and everything ends when the time is over.
"""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.attacks.attack import Attack
from tests.attacks.classroom import FULL
from tests.attacks.run import Grading, Run

# An honest class of three needs about ten seconds, or thirty on a busy machine.
LIMIT = 120.0
AT_ONCE = 2


def within() -> list[str]:
    """Return the words of the command that gives a grading its own processes. Raises RuntimeError without it."""
    found = shutil.which("bwrap")
    if not found:
        raise RuntimeError("these attacks need bubblewrap around stock nbgrader; on Debian: apt-get install bubblewrap")
    return [found, "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid", "--die-with-parent"]


def run_alone(attacks: Sequence[Attack], base: Path) -> dict[str, Run]:
    """Grade each attack with three honest students under stock nbgrader; returns what became of each class by name."""

    def run(attack: Attack) -> Run:
        root = base / attack.name
        root.mkdir(parents=True)
        return Grading([attack], root, stock=True, within=within()).finish(LIMIT)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip((attack.name for attack in attacks), threads.map(run, attacks), strict=True))


def said_of(run: Run) -> str:
    """Say in a few words what such a class came to."""
    [outcome] = run.outcomes
    points = f"{outcome.points:g}" if outcome.graded else "not graded"
    ungraded = [student for student, honest in run.honest.items() if honest < FULL]
    if not run.ended:
        points += "; hangs" if run.seconds >= LIMIT else "; nbgrader is killed"
    if ungraded:
        points += f", {len(ungraded)} of {len(run.honest)} honest not graded"
    return points
