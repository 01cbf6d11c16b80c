"""`course audit`: run every known answer, and compare the tests it loses with the tests it should lose."""

import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course.build import read_lessons
from course.confusion import confusion, show_confusion
from course.errors import CourseError
from course.known import KnownAnswer, read_known, split_names
from course.notebook import lesson_notebook
from course.paths import Tree, chosen_lessons, find_tree
from course.run import CellRun, Runner

# A right cell takes well under a second. A wrong answer may never end, and several cells may call it.
CELL_SECONDS = 20.0
TOTAL_SECONDS = 120.0
# Each worker has a server process of its own, which takes a second or two to start.
WORKERS = 4
# What answers of one exercise have in common is run once for so many.
_TOGETHER = 16


@dataclass(frozen=True)
class _Job:
    lesson: str
    notebook: NotebookNode
    answers: Sequence[KnownAnswer | None]


@dataclass(frozen=True)
class Audited:
    """One answer and the tests it lost, in the notebook's order. `messages`: what each lost test said."""

    lesson: str
    exercise: str | None
    answer: str
    kind: str
    mistake: str | None
    expected_lost: list[str]
    lost: list[str]
    messages: dict[str, str] = field(default_factory=dict)
    # The mistake that the exercise's own check named, and the one that it must name where the text says so.
    named: str | None = None
    names: str | None = None
    # Errors of cells that are no tests, by cell id. A wrong answer may well break a figure.
    errors: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    line: int = 0

    @property
    def ok(self) -> bool:
        """A wrong answer loses exactly what it should, and something; any other loses nothing.

        Where it says what it must be called, it is called that.
        """
        if self.kind == "wrong":
            return (
                bool(self.expected_lost) and set(self.lost) == set(self.expected_lost) and self.well_named is not False
            )
        return not self.lost

    @property
    def well_named(self) -> bool | None:
        """Whether the check said the name that it must say, and no other; None where that is left open."""
        if self.names is None:
            return None
        wanted = split_names(self.names)
        return wanted == (frozenset() if self.named is None else split_names(self.named))

    def as_json(self) -> dict[str, object]:
        """Return the object that `course audit --json` prints."""
        keys = ("lesson", "exercise", "answer", "kind", "mistake", "expected_lost", "lost", "named", "ok")
        return {key: getattr(self, key) for key in keys}


def audit_lessons(names: list[str], as_json: bool, confused: bool = False) -> int:
    """Audit the named lessons, or all, of the course at or above the working directory, and print the result.

    With `confused` the result is only how well the checks named the mistakes, in counts.
    Returns 0 where every answer loses what it should, else 1. Raises CourseError where a text has problems (all
    of them are printed first).
    """
    tree = find_tree()
    chosen = chosen_lessons(tree, names)
    console = Console(stderr=True)
    with console.status("running the known answers") if console.is_terminal else ExitStack():
        audited = audit(tree, chosen)
    if confused:
        if as_json:
            print(json.dumps(confusion(audited), indent=1))
        else:
            show_confusion(audited, Console())
    elif as_json:
        print(json.dumps([one.as_json() for one in audited], indent=1))
    else:
        for name in chosen:
            _print_lesson(name, [one for one in audited if one.lesson == name])
    return 0 if all(one.ok for one in audited) else 1


def audit(tree: Tree, names: Sequence[str]) -> list[Audited]:
    """Run the solution and every known answer of each lesson. Raises CourseError where a text has problems."""
    texts, problems = read_lessons(tree, list(names))
    jobs: list[_Job] = []
    if not problems:
        for name, text in texts.items():
            known, wrong = read_known(tree, text)
            problems += wrong
            notebook = lesson_notebook(text)
            answers = [None, *known]
            parts = [answers[first : first + _TOGETHER] for first in range(0, len(answers), _TOGETHER)]
            jobs += [_Job(name, notebook, part) for part in parts]
    if problems:
        raise CourseError("\n".join(["nothing was audited. Mend these lines first.", *map(str, problems)]))

    own = threading.local()
    with ExitStack() as runners:

        def run(job: _Job) -> list[Audited]:
            if not hasattr(own, "runner"):
                own.runner = runners.enter_context(Runner())
            return audit_answers(own.runner, job.lesson, job.notebook, job.answers, files=tree.lessons / job.lesson)

        with ThreadPoolExecutor(min(os.cpu_count() or 1, WORKERS)) as pool:
            return [one for done in pool.map(run, jobs) for one in done]


def audit_answers(
    runner: Runner,
    lesson: str,
    notebook: NotebookNode,
    answers: Sequence[KnownAnswer | None],
    files: Path | None = None,
) -> list[Audited]:
    """Run a lesson's source notebook with each known answer in place of the solution; None is the solution itself.

    files: a folder whose files the notebook finds beside it.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    sources = [cell.source for cell in cells]
    places = {cell.id: at for at, cell in enumerate(cells)}
    changes = [(places[f"{one.exercise}-answer"], one.source) if one else (0, sources[0]) for one in answers]
    runs = runner.run_changed(sources, changes, CELL_SECONDS, TOTAL_SECONDS, files)
    return [_held_against(lesson, cells, one, done) for one, done in zip(answers, runs, strict=True)]


def _held_against(
    lesson: str, cells: Sequence[NotebookNode], answer: KnownAnswer | None, runs: Sequence[CellRun]
) -> Audited:
    messages: dict[str, str] = {}
    errors: dict[str, str] = {}
    named: dict[str, str | None] = {}
    for cell, done in zip(cells, runs, strict=True):
        marks = cell.metadata.get("nbgrader", {})
        said = f"{done.error}: {done.message}" if done.error else ""
        if marks.get("grade"):
            if done.error or (done.value is not None and done.value < marks["points"]):
                named[cell.id] = done.named
                messages[cell.id] = said or f"{done.value:g} of {marks['points']:g} points\n{done.stdout}"
        elif said:
            errors[cell.id] = said
    return Audited(
        lesson=lesson,
        exercise=answer.exercise if answer else None,
        answer=answer.name if answer else "solution",
        kind=answer.kind if answer else "solution",
        mistake=answer.title if answer and answer.kind == "wrong" else None,
        expected_lost=list(answer.loses) if answer else [],
        lost=list(messages),
        messages=messages,
        named=named.get(answer.exercise, next(iter(named.values()), None)) if answer else None,
        names=answer.names if answer else None,
        errors=errors,
        seconds=sum(done.seconds for done in runs),
        line=answer.line if answer else 0,
    )


def _print_lesson(name: str, audited: list[Audited]) -> None:
    console = Console()
    table = Table(title=escape(name), title_justify="left")
    for title in ("answer", "mistake", "named", "should lose", "lost", "ok"):
        table.add_column(title, overflow="fold")
    for one in audited:
        verdict = "yes" if one.ok else "[bold red]NO[/]"
        cells = (one.answer, one.mistake or "", one.named or "", " ".join(one.expected_lost), " ".join(one.lost))
        table.add_row(*map(escape, cells), verdict)
    console.print(table)
    for one in audited:
        if one.kind == "solution":
            for cell, error in one.errors.items():
                console.print(escape(f"{name}: the solution's cell {cell} ends with {error}"), soft_wrap=True)
            for test, message in one.messages.items():
                console.print(escape(f"{name}: the solution loses {test}: {message}"), soft_wrap=True)
        elif not one.ok:
            where = f"course/answers/{name}.py:{one.line}"
            should, lost = (" ".join(tests) or "nothing" for tests in (one.expected_lost, one.lost))
            if should != lost:
                console.print(escape(f"{where}: {one.answer} should lose {should} and lost {lost}."), soft_wrap=True)
            if one.well_named is False:
                called = f"called `{one.named}`" if one.named else "not named"
                console.print(escape(f"{where}: {one.answer} is `{one.names}` and was {called}."), soft_wrap=True)
            for test, message in one.messages.items():
                if test not in one.expected_lost:
                    console.print(escape(f"  {test} said: {message}"), soft_wrap=True)
    wrong = [one for one in audited if one.kind == "wrong"]
    right = [one for one in audited if one.kind == "right"]
    solution = all(one.ok for one in audited if one.kind == "solution")
    seconds = sum(one.seconds for one in audited)
    console.print(
        f"{name}: {sum(one.ok for one in wrong)} of {len(wrong)} wrong answers lose exactly what they should, "
        f"{sum(one.ok for one in right)} of {len(right)} right ones keep all, "
        f"the solution {'has full marks' if solution else 'LOSES MARKS'} "
        f"({seconds / max(1, len(audited)):.2f} s an answer)",
        highlight=False,
        soft_wrap=True,
    )
    known = sum(one.named is not None for one in wrong)
    console.print(
        f"{name}: {known} wrong answers were named, {len(wrong) - known} not", highlight=False, soft_wrap=True
    )
