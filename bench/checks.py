"""What a learner waits for: the checks of a lesson, and the imports in its first cell."""

import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import nbformat

from bench.ways import ROOT
from course.demo.answers import read_answers
from course.paths import Tree
from helpers.checks import CheckFailed

_IMPORT = "import time; begun = time.perf_counter(); import {}; print(1000 * (time.perf_counter() - begun))"


def time_checks(tree: Tree, lesson: str) -> dict[str, list[float]]:
    """Return milliseconds of a lesson's checks: of those that pass, and that fail with and without a mistake's name."""
    groups = read_answers(tree, lesson).wrong.values()
    known = [group[number % len(group)] for number, group in enumerate(groups)]  # one for each exercise
    source = nbformat.read(tree.source / lesson / f"{lesson}.ipynb", as_version=4)
    cells = [cell for cell in source.cells if cell.cell_type == "code"]
    tests = {cell.id for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")}
    sources = {cell.id: cell.source for cell in cells}
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
    hidden = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(hidden), redirect_stderr(hidden):
        os.chdir(folder)
        for name, source in sources.items():
            begun, kind = time.perf_counter(), "passes"
            try:
                exec(compile(source, name, "exec"), names)
            except CheckFailed as error:
                kind = "names the mistake" if error.named else "knows no name"
            except Exception:
                continue  # the wrong answer itself stopped
            if name in tests:
                found.append((kind, 1000 * (time.perf_counter() - begun)))
    return found


def time_import(module: str) -> list[float]:
    """Return milliseconds that a new Python takes to import a module."""
    command = [sys.executable, "-c", _IMPORT.format(module)]
    runs = (subprocess.run(command, cwd=ROOT, capture_output=True, check=True) for _ in range(5))
    return [float(run.stdout) for run in runs]
