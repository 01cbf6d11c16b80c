"""The benchmark: rounds in which all ways grade the same submissions, then ever larger classes."""

import os
import platform
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from bench.checks import checkout, measure_build, measure_checks, measure_floor, measure_import
from bench.classes import ClassMaker, Submission, hand_in, prepare_classroom
from bench.scores import Scores, differences, read_scores
from bench.ways import Measured, run_way
from course.errors import CourseError
from course.parallel.cluster import count_cores

WAYS = ("stock", "boxed", "grade_1", "grade_2")
# What begins with a way's first submissions, and is not counted: the processes that are started once, and what they
# load with the first submission. Of two workers each has two.
WARM_UP = {"stock": 1, "boxed": 2, "grade_1": 4, "grade_2": 4}


@dataclass(frozen=True)
class Options:
    """What to measure. A round grades `chunk` submissions by all ways, the same ones, which stock nbgrader can grade.

    Classes have others too, as of every twelfth student something is the matter.
    """

    lessons: tuple[str, ...] = ("03_network", "00_start")
    rounds: int = 3
    chunk: int = 22  # of 11, two workers spend a tenth of their time with one of them waiting for the last
    sizes: tuple[int, ...] = (50, 200)
    most_seconds: float = 240.0  # for a class; a larger one than the first is left out where it would take longer
    pages: int = 8
    known: int = 16  # wrong answers whose checks are timed
    imports: int = 7


QUICK = Options(lessons=("00_start",), rounds=1, chunk=2, sizes=(6,), pages=2, known=3, imports=1)


@dataclass
class LessonBench:
    """What was measured of one lesson."""

    lesson: str
    rounds: dict[str, list[Measured]] = field(default_factory=lambda: {way: [] for way in WAYS})
    growth: dict[int, Measured] = field(default_factory=dict)
    pages: dict[str, Measured] = field(default_factory=dict)
    floor: list[float] = field(default_factory=list)
    compared: int = 0

    def seconds(self, way: str) -> float:
        """Seconds for one submission: the median of the rounds."""
        return statistics.median(run.seconds / run.count for run in self.rounds[way])

    def ratio(self, slow: str, quick: str) -> float:
        """How many times as long one way takes as another: the median of the rounds, each with its own submissions."""
        pairs = zip(self.rounds[slow], self.rounds[quick], strict=True)
        return statistics.median(a.seconds / a.count / (b.seconds / b.count) for a, b in pairs)

    def as_data(self) -> dict[str, Any]:
        """Return the lesson's part of latest.json."""
        seconds = {way: round(self.seconds(way), 4) for way in WAYS}
        each = {
            way: [round(run.seconds / run.count, 4) for run in runs] for way, runs in self.rounds.items()
        }  # how much the rounds differ says how far the medians can be trusted
        return {
            "seconds_per_submission": seconds,
            "seconds_by_round": each,
            "ratio_to_stock": {way: round(self.ratio("stock", way), 2) for way in WAYS},
            "workers_1_to_2": round(self.ratio("grade_1", "grade_2"), 2),
            "coordinator_ms": {str(n): round(run.said["coordinator_ms"], 2) for n, run in self.growth.items()},
            "peak_mb": {str(n): round(run.peak_mb, 1) for n, run in self.growth.items()},
            "peak_mb_by_way": {way: round(max(run.peak_mb for run in runs), 1) for way, runs in self.rounds.items()},
            "seconds_per_submission_by_n": {
                str(n): round(run.seconds / run.count, 4) for n, run in self.growth.items()
            },
            "whole_seconds_by_n": {str(n): round(run.whole_seconds, 2) for n, run in self.growth.items()},
            "floor_seconds": round(statistics.median(self.floor), 4),
            "feedback_seconds_per_page": {way: round(run.seconds / run.count, 4) for way, run in self.pages.items()},
            "submissions_with_equal_scores": self.compared,
        }


class Bench:
    """One run of the benchmark, in a folder that is thrown away afterwards. `tell` is called before each step."""

    def __init__(self, folder: Path, options: Options, tell: Callable[[str], None]) -> None:
        self.folder, self.options, self._tell = folder, options, tell
        self.tree = checkout()

    def run(self) -> dict[str, Any]:
        """Measure everything and return what latest.json holds. Raises CourseError where two ways differ in a score."""
        begun, machine = time.perf_counter(), describe_machine()
        lessons = {lesson: self._lesson(lesson).as_data() for lesson in self.options.lessons}
        first = self.options.lessons[0]
        self._tell(f"{first}: checks")
        checks = measure_checks(self.tree, first, self.options.known)
        self._tell("imports and build")
        return {
            "lessons": lessons,
            "check_ms": {
                kind: {"median": round(1000 * s.median, 2), "worst": round(1000 * s.worst, 2), "count": s.count}
                for kind, s in checks.items()
                if s
            },
            "checks_of": first,
            "import": {name: round(value, 1) for name, value in measure_import(self.options.imports).items()},
            "build_seconds": round(measure_build(self.tree), 2),
            "machine": machine | {"load_after": _load()},
            "bench_seconds": round(time.perf_counter() - begun, 1),
        }

    def _lesson(self, lesson: str) -> LessonBench:
        bench = LessonBench(lesson)
        template = self.folder / lesson / "template"
        self._tell(f"{lesson}: making the class")
        maker = ClassMaker(self.tree, lesson, prepare_classroom(self.tree, lesson, template))
        scores: dict[str, Scores] = {way: {} for way in WAYS}
        for way in WAYS:
            shutil.copytree(template, self.folder / lesson / way)
        for number in range(self.options.rounds):
            turn = number % len(WAYS)
            for way in (*WAYS[turn:], *WAYS[:turn]):
                self._tell(f"{lesson}: round {number + 1} of {self.options.rounds}, {way}")
                scores[way] |= self._round(bench, maker, way, number)
        self._tell(f"{lesson}: bare execution")
        floor = measure_floor(self.tree, lesson, maker, range(self.options.chunk))
        bench.floor = floor.seconds
        for size in self.options.sizes:
            expected = size * bench.seconds("grade_2")
            if bench.growth and expected > self.options.most_seconds:
                self._tell(f"{lesson}: a class of {size} is left out, it would take {expected / 60:.0f} minutes")
                continue
            self._tell(f"{lesson}: a class of {size}")
            grown = self._growth(bench, maker, template, size)
            _refuse(differences("grade_1", scores["grade_1"], f"grade_2 in a class of {size}", grown))
        for way in WAYS[1:]:
            _refuse(differences("stock", scores["stock"], way, scores[way]))
            _refuse(differences("boxed", scores["boxed"], way, scores[way]))
        _refuse(_floor_differences(floor.failed, scores["boxed"]))
        bench.compared = len(scores["boxed"])
        return bench

    def _round(self, bench: LessonBench, maker: ClassMaker, way: str, number: int) -> Scores:
        options, root = self.options, self.folder / bench.lesson / way
        mine = maker.honest_ones(number * options.chunk, options.chunk)
        warm = WARM_UP[way]
        run = self._run(way, root, bench.lesson, [*map(maker.warm_up, range(warm)), *mine], warm)
        bench.rounds[way].append(run)
        return _without_warm_up(read_scores(root, bench.lesson))

    def _growth(self, bench: LessonBench, maker: ClassMaker, template: Path, size: int) -> Scores:
        """Grade a class of `size` with two workers, and where it is the first, make its feedback pages too."""
        root = self.folder / bench.lesson / f"class-{size}"
        shutil.copytree(template, root)
        warm = WARM_UP["grade_2"]
        submissions = [*map(maker.warm_up, range(warm)), *map(maker.submission, range(size - warm))]
        bench.growth[size] = self._run("grade_2", root, bench.lesson, submissions, warm)
        scores = _without_warm_up(read_scores(root, bench.lesson))
        if not bench.pages:
            graded = sorted(path.name for path in (root / "autograded").iterdir() if any(path.glob("*/*.ipynb")))
            self._pages(bench, root, graded)
        shutil.rmtree(root)
        return scores

    def _pages(self, bench: LessonBench, root: Path, graded: list[str]) -> None:
        for student in graded[self.options.pages + 1 :]:
            shutil.rmtree(root / "autograded" / student)
        left = graded[: self.options.pages + 1]
        for way in ("pages", "feedback_1", "feedback_2"):
            self._tell(f"{bench.lesson}: feedback, {way}")
            shutil.rmtree(root / "feedback", ignore_errors=True)
            bench.pages[way] = run_way(way, root, bench.lesson, len(left), 1)

    def _run(self, way: str, root: Path, lesson: str, submissions: list[Submission], warm_up: int) -> Measured:
        hand_in(root, lesson, submissions)
        return run_way(way, root, lesson, len(submissions), warm_up)


def describe_machine() -> dict[str, Any]:
    """Return what the figures depend on, and nothing that tells whose machine it is."""
    return {
        "cores": count_cores(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("nbgrader", "numpy", "matplotlib", "distributed")},
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "load_before": _load(),
    }


def _load() -> list[float] | None:
    """Return how many processes were at work in the last 1, 5 and 15 minutes, where the system counts them."""
    return [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else None


def _without_warm_up(scores: Scores) -> Scores:
    return {student: cells for student, cells in scores.items() if student.startswith("s")}


def _floor_differences(failed: dict[str, set[str]], graded: Scores) -> list[str]:
    """Hold bare execution against the grades: it is no floor where it did not come as far."""
    return [
        f"{student}: bare execution fails {sorted(tests)}, and grading gives 0 for {sorted(lost)}"
        for student, tests in failed.items()
        if student in graded
        and (lost := {cell for cell, (score, waits) in graded[student].items() if score == 0 and not waits}) != tests
    ]


def _refuse(said: list[str]) -> None:
    if said:
        more = f"\n... and {len(said) - 20} more" if len(said) > 20 else ""
        raise CourseError("two ways of grading differ:\n" + "\n".join(said[:20]) + more)
