"""`course audit`: run every known answer, and compare the tests it loses with the tests it should lose."""

import json
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course.audit.audited import Audited
from course.audit.confusion import confusion, show_confusion
from course.authoring.engine import make_grader, run_lesson
from course.authoring.known import KnownAnswer, read_known
from course.authoring.notebook import lesson_notebook
from course.build import read_lessons
from course.errors import CourseError
from course.paths import Tree, chosen_lessons, find_tree
from course.runner.grader import Grader

# Each worker has two warm processes of its own, which take a second or two to start.
WORKERS = 4
ANSWERS_WORTH_A_WORKER = 16


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
    """Run the solution and every known answer of each lesson, each as a submission of its own.

    Raises CourseError where a text has problems.
    """
    texts, problems = read_lessons(tree, list(names))
    jobs: list[tuple[str, NotebookNode, KnownAnswer | None]] = []
    if not problems:
        for name, text in texts.items():
            known, wrong = read_known(tree, text)
            problems += wrong
            notebook = lesson_notebook(text)
            jobs += [(name, notebook, answer) for answer in (None, *known)]
    if problems:
        raise CourseError("\n".join(["nothing was audited. Mend these lines first.", *map(str, problems)]))

    own = threading.local()
    with ExitStack() as graders:

        def run(job: tuple[str, NotebookNode, KnownAnswer | None]) -> Audited:
            if not hasattr(own, "grader"):
                own.grader = graders.enter_context(closing(make_grader()))
            return audit_answer(own.grader, *job, folder=tree.lessons / job[0])

        workers = min(os.cpu_count() or 1, WORKERS, 1 + len(jobs) // ANSWERS_WORTH_A_WORKER)
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(run, jobs))


def audit_answer(
    grader: Grader, lesson: str, notebook: NotebookNode, answer: KnownAnswer | None, folder: Path | None = None
) -> Audited:
    """Run a lesson's source notebook with a known answer in place of the solution; None is the solution itself.

    folder: whose files the notebook finds beside it.
    """
    started = time.perf_counter()
    sources = {f"{answer.exercise}-answer": answer.source} if answer else {}
    runs = run_lesson(grader, notebook, sources, folder, only_graded=answer is not None)
    messages: dict[str, str] = {}
    errors: dict[str, str] = {}
    named: dict[str, str | None] = {}
    for cell in notebook.cells:
        done = runs.get(cell.id)
        if done is None:
            continue
        marks = cell.metadata.get("nbgrader", {})
        said = f"{done.error}: {done.message}" if done.error else ""
        if marks.get("grade"):
            if done.error or (done.value is not None and done.value < marks["points"]):
                named[cell.id] = done.named
                messages[cell.id] = said or f"{done.value:g} of {marks['points']:g} points\n{done.printed}"
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
        seconds=time.perf_counter() - started,
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
