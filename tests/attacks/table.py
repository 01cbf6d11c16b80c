"""`python -m tests.attacks.table`: every attack, what it gains under stock nbgrader and boxed, what it could read."""

import argparse
import tempfile
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.grading.classroom import Classroom
from course.grading.results import StudentResult, read_results
from tests.attacks import ALL
from tests.attacks.classroom import LESSON, MiniClass
from tests.attacks.run import Grading, Outcome, Run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names or kinds of attacks; all when left out")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--stock-only", action="store_true")
    parser.add_argument("--keep", type=Path, help="an empty folder to grade in")
    words = parser.parse_args()
    attacks = [attack for attack in ALL if not words.only or {attack.name, attack.kind} & set(words.only)]
    with tempfile.TemporaryDirectory() as folder:
        base = words.keep or Path(folder)
        for name in ("stock", "boxed"):
            (base / name).mkdir(parents=True)
        safe = [attack for attack in attacks if not attack.unsafe]
        stock = Grading(safe, base / "stock", stock=True).finish(900)
        boxed = None if words.stock_only else Grading(attacks, base / "boxed", stock=False).finish(600)
        show(stock, boxed, words.markdown)


def show(stock: Run, boxed: Run | None, markdown: bool) -> None:
    """Print the table, and what became of the honest students."""
    on_stock = {outcome.attack.name: outcome for outcome in stock.outcomes}
    said = what_the_instructor_sees(boxed) if boxed else {}
    outcomes = boxed.outcomes if boxed else stock.outcomes
    table = Table(box=box.MARKDOWN if markdown else box.SIMPLE, show_edge=not markdown)
    for title in ("attack", "kind", "points stock", "points boxed", "read stock", "read boxed", "the instructor sees"):
        table.add_column(title, justify="right" if title.startswith("points") else "left", overflow="fold")
    for outcome in outcomes:
        attack, before = outcome.attack, on_stock.get(outcome.attack.name)
        row = [attack.name, attack.kind, _points(before, attack.unsafe), _points(outcome if boxed else None)]
        row += [_list(before), _list(outcome if boxed else None), said.get(attack.name, "")]
        table.add_row(*(Text(entry) for entry in row))
    console = Console(width=400 if markdown else None)
    console.print(table)
    for name, result in (("stock", stock), ("boxed", boxed)):
        if result:
            honest = ", ".join(f"{student} {points:g}" for student, points in result.honest.items())
            ended = "ended by itself" if result.ended else "did not end by itself"
            console.print(f"{name}: {len(result.outcomes)} attacks, {result.seconds:.0f} s, {ended}; honest: {honest}")


def what_the_instructor_sees(boxed: Run) -> dict[str, str]:
    """Return, by the attack's name, the first thing that the course's report says about it."""
    results = {result.student: result for result in read_results(Classroom(boxed.root), LESSON).students}
    attackers = MiniClass(boxed.root).attackers([outcome.attack for outcome in boxed.outcomes])
    return {attack.name: _seen(results[student])[:110] for student, attack in attackers.items() if student in results}


def _seen(result: StudentResult) -> str:
    if result.problem:
        return result.problem
    mended = [entry["what"] for entry in result.mended]
    return " ".join([*mended, *dict.fromkeys(entry.message for entry in result.results if entry.message)])


def _points(outcome: Outcome | None, unsafe: str = "") -> str:
    if outcome is None:
        return f"not run: {unsafe}" if unsafe else "–"
    return f"{outcome.points:g}" if outcome.graded else "not graded"


def _list(outcome: Outcome | None) -> str:
    return (", ".join(sorted(outcome.reads)) or "nothing") if outcome else "–"


if __name__ == "__main__":
    main()
