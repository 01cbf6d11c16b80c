"""One run of a way of grading, as a command in a process of its own: time, processor time, memory, and the scores."""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]

from bench.classes import Submissions, hand_in
from course.errors import CourseError
from course.grading.classroom import CONFIG, Classroom
from course.paths import Tree
from course.results.results import StudentResult, read_results

ROOT = Path(__file__).resolve().parent.parent
STOCK, ONE, TWO = "nbgrader autograde", "course grade --workers 1", "course grade --workers 2"
# Submissions of a warm-up, with which processes start and load: of two workers each has two.
WARM_UP = {STOCK: 1, ONE: 4, TWO: 4}

Scores = dict[tuple[str, str], tuple[float, bool]]  # by student and exercise: points, and if they wait for a person


class Run(NamedTuple):
    """One run: seconds for each submission after the warm-up; processor seconds and peak memory of all processes."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


class Grading:
    """Grades submissions of one lesson in classrooms of their own, and holds all scores against each other."""

    def __init__(self, tree: Tree, lesson: str, folder: Path) -> None:
        """Make an empty classroom in `folder`. Raises CourseError where nbgrader cannot."""
        self.lesson, self._template = lesson, folder / "template"
        self._known: Scores = {}
        shutil.copytree(tree.source / lesson, self._template / "source" / lesson)
        shutil.copy(tree.root / CONFIG, self._template)
        said = measure([sys.executable, "-m", "nbgrader", "generate_assignment", lesson], self._template)[2]
        if not (self._template / "release" / lesson).is_dir():
            raise CourseError(f"nbgrader could not generate {lesson}:\n{said[-2000:]}")

    def run(self, way: str, submissions: Submissions, gradable: int) -> Run:
        """Grade in a copy of the classroom. Raises CourseError where too few are graded, or other scores come out."""
        print(f"{way}: {len(submissions)} submissions", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=self._template.parent) as folder:
            root, warm_up = Path(folder) / "class", WARM_UP[way]
            shutil.copytree(self._template, root)
            hand_in(root, self.lesson, submissions)
            if way == STOCK:
                with (root / CONFIG).open("a", encoding="utf-8") as config:
                    config.write('\ndel c["Autograde"]  # nbgrader\'s own steps\n')
            cpu_seconds, peak_mb, said = measure([sys.executable, "-m", *way.split(), self.lesson], root)
            # A notebook is written when its submission has been graded.
            ended = sorted(path.stat().st_mtime for path in root.glob(f"autograded/*/{self.lesson}/*.ipynb"))
            if len(ended) < gradable:
                raise CourseError(f"{way} graded {len(ended)} submissions, not {gradable}:\n{said[-2000:]}")
            for student in read_results(Classroom(root), self.lesson).students:
                compare(self._known, way, student)
        return Run((ended[-1] - ended[warm_up - 1]) / (len(submissions) - warm_up), cpu_seconds, peak_mb)


def compare(known: Scores, way: str, result: StudentResult) -> None:
    """Add a student's scores to those that are known. Raises CourseError where a run before gave another."""
    for one in result.results:
        score, where = (one.score, one.needs_person), (result.student, one.exercise)
        before = known.setdefault(where, score)
        if before != score:
            raise CourseError(f"ways of grading differ: {' '.join(where)}: {score} by {way}, and {before} before.")


def measure(command: list[str], folder: Path) -> tuple[float, float, str]:
    """Run a command until it and all that it started have ended. Returns processor seconds, peak MB and its output."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    before, peak = os.times(), 0.0
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        while process.returncode is None:
            peak = max(peak, tree_megabytes(psutil.Process(process.pid)))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1.0)  # reading the memory costs time itself
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        output.seek(0)
        seconds = sum(os.times()[2:4]) - sum(before[2:4])  # of children: user and system
        return seconds, peak, output.read()


def adopt_orphans() -> None:
    """On Linux, become the parent of descendants that lose theirs: processor time counts for whoever waits for them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def tree_megabytes(process: psutil.Process) -> float:
    """Return the memory of a process and its descendants in MB; a page that several share is counted once (PSS)."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                try:
                    total += one.memory_full_info().pss
                except (psutil.AccessDenied, AttributeError):  # another user's box; a system without PSS
                    total += one.memory_info().rss
    return total / 1e6
