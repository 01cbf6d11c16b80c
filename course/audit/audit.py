"""`course audit`: run every known answer, and compare the tests it loses with the tests it should lose."""

import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.audit.audited import SOLUTION, Audited, audit_answer
from course.audit.confusion import confusion, show_confusion
from course.authoring.engine import make_grader
from course.authoring.known import KnownAnswer, read_known
from course.authoring.notebook import lesson_notebook
from course.build import read_lessons
from course.errors import CourseError
from course.paths import Tree, chosen_lessons, find_tree

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
    if as_json:
        print(json.dumps(confusion(audited) if confused else [one.as_json() for one in audited], indent=1))
    elif confused:
        show_confusion(audited, Console())
    else:
        for name in chosen:
            _print_lesson(name, [one for one in audited if one.lesson == name])
    return 0 if all(one.ok for one in audited) else 1


def audit(tree: Tree, names: Sequence[str]) -> list[Audited]:
    """Run the solution and every known answer of each lesson, each as a submission of its own.

    Raises CourseError where a text has problems.
    """
    texts, problems = read_lessons(tree, list(names))
    jobs: list[tuple[str, NotebookNode, KnownAnswer]] = []
    if not problems:
        for name, text in texts.items():
            known, wrong = read_known(tree, text)
            problems += wrong
            notebook = lesson_notebook(text)
            jobs += [(name, notebook, answer) for answer in (SOLUTION, *known)]
    if problems:
        raise CourseError("\n".join(["nothing was audited. Mend these lines first.", *map(str, problems)]))

    own = threading.local()
    with ExitStack() as graders:

        def run(job: tuple[str, NotebookNode, KnownAnswer]) -> Audited:
            if not hasattr(own, "grader"):
                own.grader = graders.enter_context(closing(make_grader()))
            return audit_answer(own.grader, *job, folder=tree.lessons / job[0])

        workers = min(os.cpu_count() or 1, WORKERS, 1 + len(jobs) // ANSWERS_WORTH_A_WORKER)
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(run, jobs))


def _print_lesson(name: str, audited: list[Audited]) -> None:
    """Print a lesson's answers as a table, then what is not as it should be, then the counts."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    table = Table(title=Text(name), title_justify="left")
    for title in ("answer", "mistake", "named", "should lose", "lost", "ok"):
        table.add_column(title, overflow="fold")
    for one in audited:
        answer, mistake = one.answer, one.answer.title if one.answer.kind == "wrong" else ""
        tests = (" ".join(answer.loses), " ".join(one.lost))
        verdict = ("yes", "") if one.ok else ("NO", "bold red")
        table.add_row(*map(Text, (answer.name, mistake, one.named or "", *tests)), Text(*verdict))
    console.print(table)
    for one in audited:
        for line in _complaints(one):
            console.print(line)
    wrong = [one for one in audited if one.answer.kind == "wrong"]
    right = [one for one in audited if one.answer.kind == "right"]
    solution = all(one.ok for one in audited if one.answer is SOLUTION)
    known = sum(one.named is not None for one in wrong)
    console.print(
        f"{name}: {sum(one.ok for one in wrong)} of {len(wrong)} wrong answers lose exactly what they should, "
        f"{sum(one.ok for one in right)} of {len(right)} right ones keep all, "
        f"the solution {'has full marks' if solution else 'LOSES MARKS'} "
        f"({sum(one.seconds for one in audited) / max(1, len(audited)):.2f} s an answer)\n"
        f"{name}: {known} wrong answers were named, {len(wrong) - known} not"
    )


def _complaints(one: Audited) -> list[str]:
    """Say what is not as it should be about an answer."""
    if one.answer is SOLUTION:
        errors = [f"{one.lesson}: the solution's cell {cell} ends with {error}" for cell, error in one.errors.items()]
        return errors + [f"{one.lesson}: the solution loses {test}: {said}" for test, said in one.messages.items()]
    if one.ok:
        return []
    where = f"course/answers/{one.lesson}.py:{one.answer.line}: {one.answer.name}"
    should, lost = (" ".join(tests) or "nothing" for tests in (one.answer.loses, one.lost))
    lines = [f"{where} should lose {should} and lost {lost}."] if should != lost else []
    if one.well_named is False:
        called = f"called `{one.named}`" if one.named else "not named"
        lines.append(f"{where} is `{one.answer.names}` and was {called}.")
    return lines + [f"  {test} said: {said}" for test, said in one.messages.items() if test not in one.answer.loses]
