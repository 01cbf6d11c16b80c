"""Bare execution: cells in IPython's shell, in a process forked from one that has NumPy and Matplotlib."""

import contextlib
import importlib
import io
import multiprocessing
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

_PRELOAD = ("IPython.core.interactiveshell", "matplotlib.pyplot", "helpers.checks", "helpers.figures")


@dataclass(frozen=True)
class BareRun:
    """What one cell did: the class name of its error, None where it ended well, and the mistake that a check named."""

    error: str | None
    named: str | None
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the cell ended without an exception."""
        return self.error is None


def run_bare(cells: Sequence[str]) -> list[BareRun]:
    """Run code cells in order in one namespace, in a process and a folder of their own."""
    for name in _PRELOAD:
        importlib.import_module(name)
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ProcessPoolExecutor(1, context) as pool:
        return pool.submit(_run, list(cells), folder).result()


def _run(cells: list[str], folder: str) -> list[BareRun]:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    os.chdir(folder)
    settings = Config()
    settings.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=settings)
    runs = []
    for source in cells:
        started = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        seconds = time.perf_counter() - started
        runs.append(BareRun(type(error).__name__ if error else None, getattr(error, "named", None), seconds))
    return runs
