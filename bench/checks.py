"""What a learner waits for, and what grading cannot do without: checks, imports, the build, and bare execution."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from bench.bare import BareRun, run_bare
from bench.classes import ClassMaker
from bench.ways import ROOT
from course.authoring.known import KnownAnswer
from course.build import lesson_files, read_lessons
from course.demo.answers import read_answers
from course.paths import Tree


@dataclass(frozen=True)
class Spread:
    """Several times of one thing, in seconds."""

    median: float
    worst: float
    count: int


def spread(values: Iterable[float]) -> Spread | None:
    """Return the middle and the largest of some times; None of none."""
    times = sorted(values)
    return Spread(statistics.median(times), times[-1], len(times)) if times else None


@dataclass(frozen=True)
class Floor:
    """Bare execution of submissions: seconds for each, and the tests that failed, by student."""

    seconds: list[float]
    failed: dict[str, set[str]]


def measure_floor(tree: Tree, lesson: str, maker: ClassMaker, numbers: Iterable[int]) -> Floor:
    """Run honest submissions in a process forked from one that has NumPy and Matplotlib, with all their figures.

    The student's cells are theirs, locked cells and tests the instructor's. No box, no gradebook, no notebook written.
    """
    source = nbformat.read(tree.source / lesson / f"{lesson}.ipynb", as_version=4)
    seconds, failed = [], {}
    run_bare(["1"])
    for number in numbers:
        handed_in = maker.submission(number)
        if not handed_in.honest:
            continue
        notebook = nbformat.reads(handed_in.files[f"{lesson}.ipynb"], as_version=4)
        cells, names = _cells(source, notebook)
        started = time.perf_counter()
        runs = run_bare(cells)
        seconds.append(time.perf_counter() - started)
        failed[handed_in.student] = {name for name, run in zip(names, runs, strict=True) if name and not run.ok}
    return Floor(seconds, failed)


def _cells(source: NotebookNode, handed_in: NotebookNode) -> tuple[list[str], list[str | None]]:
    """Return the code of a submission as it is graded, and for each cell its name where it is a test."""
    own = {cell.metadata.nbgrader.grade_id: cell for cell in source.cells if "nbgrader" in cell.metadata}
    cells, names = [], []
    for cell in handed_in.cells:
        if cell.cell_type != "code":
            continue
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        known = own.get(name, cell)
        marks = known.metadata.get("nbgrader", {})
        cells.append(known.source if marks.get("locked") else cell.source)
        names.append(name if marks.get("locked") and marks.get("grade") else None)
    return cells, names


def measure_checks(tree: Tree, lesson: str, most: int) -> dict[str, Spread | None]:
    """Time the lesson's checks in a warm process: passing, failing with the mistake's name, failing without one."""
    answers = read_answers(tree, lesson)
    source = nbformat.read(tree.source / lesson / f"{lesson}.ipynb", as_version=4)
    tests = [
        cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
    ]
    times: dict[str, list[float]] = {"passing": [], "named": [], "unnamed": []}
    wrong = in_turns(answers.wrong.values())
    for known in [None, None, *wrong[:most]]:
        for run, test in _run_tests(source, tests, known):
            if run.ok:
                times["passing"].append(run.seconds)
            elif known and test in known.loses and run.error == "CheckFailed":
                times["named" if run.named else "unnamed"].append(run.seconds)
    return {kind: spread(values) for kind, values in times.items()}


def in_turns(groups: Iterable[list[KnownAnswer]]) -> list[KnownAnswer]:
    """Return the first of each group, then the second of each, and so on: a few of them stand for all."""
    lists = [list(group) for group in groups]
    return [group[at] for at in range(max(map(len, lists), default=0)) for group in lists if at < len(group)]


def _run_tests(source: NotebookNode, tests: list[NotebookNode], known: KnownAnswer | None) -> list[tuple[BareRun, str]]:
    cells, names = [], []
    graded = {cell.id for cell in tests}
    for cell in source.cells:
        if cell.cell_type == "code":
            replaced = known is not None and cell.id == f"{known.exercise}-answer"
            cells.append(known.source if known and replaced else cell.source)
            names.append(cell.id if cell.id in graded else "")
    return [(run, name) for run, name in zip(run_bare(cells), names, strict=True) if name]


def measure_import(times: int) -> dict[str, float]:
    """Return milliseconds that a new Python takes for NumPy, and with what a notebook's first cell imports besides."""
    code = {"numpy": "import numpy", "checks": "import numpy, helpers.checks"}
    best = dict.fromkeys(code, float("inf"))
    for _ in range(times):
        for name, line in code.items():
            script = f"import time; t = time.perf_counter(); {line}; print(time.perf_counter() - t)"
            done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
            best[name] = min(best[name], float(done.stdout))
    return {
        "numpy_ms": 1000 * best["numpy"],
        "helpers_over_numpy_ms": 1000 * (best["checks"] - best["numpy"]),
    }


def measure_build(tree: Tree) -> float:
    """Return the seconds that it takes to make source and release notebooks of all lessons; nothing is written."""
    started = time.perf_counter()
    texts, _ = read_lessons(tree, tree.lesson_names())
    for text in texts.values():
        lesson_files(tree, text)
    return time.perf_counter() - started


def checkout() -> Tree:
    """Return the checkout that this package lies in."""
    return Tree(Path(ROOT))
