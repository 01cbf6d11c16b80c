"""What a learner waits for: the checks of a lesson, and the imports in its first cell."""

import contextlib
import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import nbformat

import helpers.checks
import helpers.figures  # noqa: F401 - both: what a process has that was forked from this one
from bench.ways import ROOT
from course.demo.answers import read_answers
from course.paths import Tree

MOST_IMPORTS = 5
_IMPORT = "import time; begun = time.perf_counter(); import {}; print(1000 * (time.perf_counter() - begun))"


def time_checks(tree: Tree, lesson: str) -> dict[str, list[float]]:
    """Return milliseconds of the lesson's checks: of those that pass, and that fail with and without a mistake's name.

    Two wrong answers of each exercise stand for all.
    """
    known = [answer for group in read_answers(tree, lesson).wrong.values() for answer in (group[0], group[-1])]
    source = nbformat.read(tree.source / lesson / f"{lesson}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in source.cells if cell.cell_type == "code"}
    tests = {name for name, cell in cells.items() if cell.metadata.get("nbgrader", {}).get("grade")}
    sources = {name: cell.source for name, cell in cells.items()}
    found: dict[str, list[float]] = {"passes": [], "names the mistake": [], "knows no name": []}
    for answer in (None, *known):
        changed = {f"{answer.exercise}-answer": answer.source} if answer else {}
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
            for kind, milliseconds in pool.submit(_run, sources | changed, tests).result():
                found[kind].append(milliseconds)
    return found


def _run(sources: dict[str, str], tests: set[str]) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        for name, source in sources.items():
            begun, kind = time.perf_counter(), "passes"
            try:
                exec(compile(source, name, "exec"), names)
            except Exception as error:  # of a wrong answer, whatever that is
                kind = "names the mistake" if getattr(error, "named", None) else "knows no name"
            if name in tests:
                found.append((kind, 1000 * (time.perf_counter() - begun)))
    return found


def time_import(module: str) -> list[float]:
    """Return milliseconds that a new Python takes to import a module."""
    command = [sys.executable, "-c", _IMPORT.format(module)]
    runs = (subprocess.run(command, cwd=ROOT, capture_output=True, check=True) for _ in range(MOST_IMPORTS))
    return [float(run.stdout) for run in runs]
