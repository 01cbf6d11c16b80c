"""`python -m tests.attacks.table`: every attack, what it gains under stock nbgrader and boxed, what it could read."""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.grading.classroom import Classroom
from course.results.results import StudentResult, read_results
from tests.attacks import ALL
from tests.attacks.alone import run_alone, said_of
from tests.attacks.attack import Attack
from tests.attacks.classroom import LESSON, MiniClass
from tests.attacks.run import Grading, Outcome, Run

MOST = 110
# What the checks say of the answers that every attack has where it has no other.
ORDINARY = {
    "double": "double(3) should be 6",
    "halve": "TypeError: object of type 'NoneType' has no len()",
    "step": "step: nothing is returned.",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names or kinds of attacks; all when left out")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--stock-only", action="store_true")
    parser.add_argument("--boxed-only", action="store_true")
    parser.add_argument("--keep", type=Path, help="an empty folder to grade in")
    words = parser.parse_args()
    attacks = [attack for attack in ALL if not words.only or {attack.name, attack.kind} & set(words.only)]
    with tempfile.TemporaryDirectory() as folder:
        base = words.keep or Path(folder)
        safe = [] if words.boxed_only else [attack for attack in attacks if not attack.unsafe]
        unsafe = [] if words.boxed_only else [attack for attack in attacks if attack.unsafe]
        stock = _graded(safe, base / "stock", stock=True)
        alone = run_alone(unsafe, base / "alone")
        boxed = _graded([] if words.stock_only else attacks, base / "boxed", stock=False)
        show(attacks, stock, alone, boxed, words.markdown)


def _graded(attacks: Sequence[Attack], root: Path, stock: bool) -> Run | None:
    if not attacks:
        return None
    root.mkdir(parents=True)
    return Grading(attacks, root, stock).finish(900)


def show(
    attacks: Sequence[Attack], stock: Run | None, alone: Mapping[str, Run], boxed: Run | None, markdown: bool
) -> None:
    """Print the table, and what became of the honest students."""
    on_stock = _by_name([stock, *alone.values()])
    in_the_box = _by_name([boxed])
    said = what_the_instructor_sees(boxed) if boxed else {}
    table = Table(box=box.MARKDOWN if markdown else box.SIMPLE, show_edge=not markdown)
    for title in ("attack", "kind", "points stock", "points boxed", "read stock", "read boxed", "the instructor sees"):
        table.add_column(title, overflow="fold")
    for attack in attacks:
        before, now = on_stock.get(attack.name), in_the_box.get(attack.name)
        points = said_of(alone[attack.name]) if attack.name in alone else _points(before)
        row = [attack.name, attack.kind, points, _points(now), _list(before), _list(now), said.get(attack.name, "")]
        table.add_row(*(Text(entry) for entry in row))
    console = Console(width=400 if markdown else None)
    console.print(table)
    for name, result in (("stock", stock), ("boxed", boxed)):
        if result:
            honest = ", ".join(f"{student} {points:g}" for student, points in result.honest.items())
            ended = "ended by itself" if result.ended else "did not end by itself"
            console.print(f"{name}: {len(result.outcomes)} attacks, {result.seconds:.0f} s, {ended}; honest: {honest}")


def _by_name(runs: Sequence[Run | None]) -> dict[str, Outcome]:
    return {outcome.attack.name: outcome for run in runs if run for outcome in run.outcomes}


def what_the_instructor_sees(boxed: Run) -> dict[str, str]:
    """Return, by the attack's name, the most telling line that the course's report says about it."""
    results = {result.student: result for result in read_results(Classroom(boxed.root), LESSON).students}
    attackers = MiniClass(boxed.root).attackers([outcome.attack for outcome in boxed.outcomes])
    return {attack.name: _seen(results[student]) for student, attack in attackers.items() if student in results}


def _seen(result: StudentResult) -> str:
    """Return the problem, what was mended, or the first message that an ordinary wrong answer does not get."""
    if result.problem:
        return result.problem[:MOST]
    if result.mended:
        return f"{result.mended[0]['cell']}: {result.mended[0]['what']}"[:MOST]
    failed = {entry.exercise: entry.message for entry in result.results if entry.message}
    telling = {name: message for name, message in failed.items() if message != ORDINARY[name]}
    for name, message in (telling or failed).items():
        return f"{name} failed: {message}"[:MOST]
    return ""


def _points(outcome: Outcome | None) -> str:
    if outcome is None:
        return "–"
    return f"{outcome.points:g}" if outcome.graded else "not graded"


def _list(outcome: Outcome | None) -> str:
    return (", ".join(sorted(outcome.reads)) or "nothing") if outcome else "–"


if __name__ == "__main__":
    main()
