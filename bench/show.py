"""The figures as tables."""

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

NAMES = {
    "stock": "nbgrader autograde, stock",
    "boxed": "nbgrader autograde, boxed",
    "grade_1": "course grade --workers 1",
    "grade_2": "course grade --workers 2",
}
PAGES = {
    "pages": "nbgrader generate_feedback",
    "feedback_1": "course feedback --workers 1",
    "feedback_2": "course feedback --workers 2",
}


def show(found: dict[str, Any], console: Console) -> None:
    """Print everything that was measured."""
    for lesson, data in found["lessons"].items():
        console.print(_ways(lesson, data))
        console.print(
            f"Scores of {data['submissions_with_equal_scores']} submissions are the same by all ways. "
            f"From 1 to 2 workers: {data['workers_1_to_2']:.2f} times.\n",
            highlight=False,
        )
        console.print(_growth(data))
        console.print(_pages(data))
    console.print(_checks(found))
    machine = found["machine"]
    console.print(
        f"{machine['cores']} cores, {machine['memory_gb']:.0f} GB, {machine['system']}, Python {machine['python']}, "
        f"nbgrader {machine['nbgrader']}, NumPy {machine['numpy']}. "
        f"Load before {_load(machine['load_before'])}, after {_load(machine['load_after'])}. "
        f"The benchmark took {found['bench_seconds'] / 60:.1f} minutes.",
        highlight=False,
    )
    if machine["load_before"] and machine["load_before"][0] > machine["cores"] / 2:
        console.print("The machine was busy with something else: ratios hold more than seconds do.")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left")
    return table


def _ways(lesson: str, data: dict[str, Any]) -> Table:
    table = _table(lesson, "way", "s each", "rounds", "a second", "times stock", "peak MB")
    for way, name in NAMES.items():
        each, rounds = data["seconds_per_submission"][way], data["seconds_by_round"][way]
        table.add_row(
            name,
            f"{each:.3f}",
            f"{min(rounds):.3f} to {max(rounds):.3f}",
            f"{1 / each:.2f}",
            f"{data['ratio_to_stock'][way]:.1f}",
            f"{data['peak_mb_by_way'][way]:.0f}",
        )
    floor = data["floor_seconds"]
    times = data["seconds_per_submission"]["stock"] / floor
    table.add_row("bare execution, one process", f"{floor:.3f}", "", f"{1 / floor:.2f}", f"{times:.1f}", "")
    return table


def _growth(data: dict[str, Any]) -> Table:
    title = "Growth, course grade --workers 2"
    table = _table(title, "class of", "s each", "s in all", "peak MB", "coordinator ms each")
    for size, megabytes in data["peak_mb"].items():
        table.add_row(
            size,
            f"{data['seconds_per_submission_by_n'][size]:.3f}",
            f"{data['whole_seconds_by_n'][size]:.1f}",
            f"{megabytes:.0f}",
            f"{data['coordinator_ms'][size]:.1f}",
        )
    return table


def _pages(data: dict[str, Any]) -> Table:
    table = _table("Feedback", "way", "s a page", "times nbgrader")
    each = data["feedback_seconds_per_page"]
    for way, seconds in each.items():
        table.add_row(PAGES[way], f"{seconds:.3f}", f"{each['pages'] / seconds:.1f}")
    return table


def _checks(found: dict[str, Any]) -> Table:
    table = _table(f"Checks of {found['checks_of']}, and the rest", "what", "median", "worst", "of")
    for kind, name in (
        ("passing", "a check that passes"),
        ("named", "one that fails and names the mistake"),
        ("unnamed", "one that fails and knows no name"),
    ):
        if kind in found["check_ms"]:
            data = found["check_ms"][kind]
            table.add_row(name, f"{data['median']:.1f} ms", f"{data['worst']:.1f} ms", str(data["count"]))
    table.add_row("import of numpy", f"{found['import']['numpy_ms']:.0f} ms", "", "")
    table.add_row("import of helpers.checks besides", f"{found['import']['helpers_over_numpy_ms']:.0f} ms", "", "")
    table.add_row("build of all lessons", f"{found['build_seconds']:.1f} s", "", "")
    return table


def _load(values: list[float] | None) -> str:
    return "unknown" if values is None else f"{values[0]:.1f}"
