"""What a person sees of a run: a bar while it works, a table when it is done; or JSON for programs."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from course.parallel.summary import Summary, peak_megabytes
from course.terminal import report_console, show_list

MOST_SHOWN = 20  # failures; `course report` lists all


@contextlib.contextmanager
def progress_bar(lesson: str, total: int) -> Iterator[Callable[[Summary], None]]:
    """Show a bar on stderr where that is a terminal, and give what has to be called after each submission."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[failed]}", style="red"),
        console=console,
        refresh_per_second=2,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        line = bar.add_task(lesson, total=total, rate="starting", failed="")

        def show(summary: Summary) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            failed = f"{len(summary.failed)} failed" if summary.failed else ""
            bar.update(line, completed=summary.done, total=summary.total, failed=failed, rate=_rate(summary, elapsed))

        yield show


def tell(line: str) -> None:
    """Print a line with the time of day on stderr, where the bar goes: what became of one, while others are awaited."""
    print(f"{datetime.now():%H:%M} {line}", file=sys.stderr, flush=True)


def _rate(summary: Summary, elapsed: float) -> str:
    elapsed -= summary.start_seconds
    if not summary.worked or elapsed <= 0:
        return "starting"
    rate = summary.worked / elapsed
    if summary.done >= summary.total:
        return f"{rate:.1f} a second"
    left = (summary.total - summary.done) / rate
    return f"{rate:.1f} a second, {_clock(left)} left"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def show_summary(summary: Summary) -> None:
    """Print a table of what became of the class, and why some failed."""
    console = report_console()
    table = Table(title=f"{summary.lesson}: {summary.total} handed in", title_justify="left", box=box.SIMPLE)
    for name in ("graded", "needs a person", "failed", "unchanged", "not looked at"):
        table.add_column(name, justify="right")
    counts = [summary.counts[kind] for kind in ("graded", "needs_person", "failed", "skipped")]
    table.add_row(*map(str, (*counts, summary.total - summary.done)))
    console.print(table)
    if summary.worked:
        speed = f"{summary.seconds:.1f} s, {summary.worked / summary.seconds:.2f} a second"
        console.print(f"{speed}, {_plural(summary.workers, 'worker')}.", highlight=False)
    console.print()
    failed = [(student, "", reason) for student, reason in sorted(summary.failed.items())]
    show_list(console, "Failed, and the reasons", failed[:MOST_SHOWN])
    if len(summary.failed) > MOST_SHOWN:
        console.print(f"  ... and {len(summary.failed) - MOST_SHOWN} more: course report {summary.lesson}")
    if summary.stopped:
        console.print(Text(stopped_text(summary)))


def stopped_text(summary: Summary) -> str:
    """Say what a stopped run has done."""
    return (
        f"Stopped. {_plural(summary.worked, 'submission')} of this run {'is' if summary.worked == 1 else 'are'} saved; "
        "the same command goes on from here."
    )


def as_data(summary: Summary) -> dict[str, object]:
    """Return the summary as plain data."""
    worked = max(1, summary.worked)
    return {
        "lesson": summary.lesson,
        "total": summary.total,
        "graded": summary.counts["graded"],
        "needs_person": summary.counts["needs_person"],
        "failed": [{"student": student, "reason": reason} for student, reason in sorted(summary.failed.items())],
        "skipped": summary.counts["skipped"],
        "stopped": summary.stopped,
        "workers": summary.workers,
        "seconds": round(summary.seconds, 3),
        "start_seconds": round(summary.start_seconds, 3),
        "per_second": round(summary.worked / summary.seconds, 3) if summary.seconds else None,
        "coordinator_ms": round(1000 * summary.coordinator_seconds / worked, 3),
        "peak_mb": round(peak_megabytes(), 1),
    }


def _plural(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
