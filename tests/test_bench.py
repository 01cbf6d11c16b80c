"""`make bench`: classes that are the same each time, figures that mean what they say, and no difference overlooked."""

import io
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from rich.console import Console

from bench.checks import in_turns, spread
from bench.classes import EVERY, ClassMaker, Submission, hand_in
from bench.plot import draw
from bench.run import WAYS, LessonBench, _floor_differences, _refuse
from bench.scores import differences
from bench.show import show
from bench.ways import Measured, MemoryWatch, seconds_after, tree_megabytes
from course.errors import CourseError
from course.paths import Tree

ROOT = Path(__file__).resolve().parent.parent
LESSON = "00_start"


@pytest.fixture(scope="module")
def maker() -> ClassMaker:
    return new_maker()


def new_maker(seed: int = 0) -> ClassMaker:
    released = nbformat.read(ROOT / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    return ClassMaker(Tree(ROOT), LESSON, released, seed)


def test_a_number_gives_the_same_submission_every_time(maker: ClassMaker) -> None:
    again = new_maker()
    some = [maker.submission(number) for number in range(30)]
    assert [again.submission(number) for number in reversed(range(30))] == some[::-1]
    assert [new_maker(seed=1).submission(number) for number in range(30)] != some


def test_nobody_hands_in_what_another_does_and_some_hand_in_odd_things(maker: ClassMaker) -> None:
    some = [maker.submission(number) for number in range(10 * EVERY)]
    assert len({json.dumps(submission.files) for submission in some}) == len(some)
    odd = [submission for submission in some if not submission.honest]
    assert len(odd) == 10
    files = {tuple(sorted(set(submission.files) - {"notes.txt"})) for submission in odd}
    assert {(), (f"{LESSON}.ipynb",), (f"{LESSON} (1).ipynb",)} <= files
    for submission in some:
        if submission.honest:
            nbformat.validate(nbformat.reads(submission.files[f"{LESSON}.ipynb"], as_version=4))


def test_some_answers_are_wrong_and_some_right(maker: ClassMaker) -> None:
    solution = maker.warm_up(0).files[f"{LESSON}.ipynb"].replace("by a0.", "by s.")
    honest = [maker.submission(number) for number in range(30) if maker.submission(number).honest]
    texts = [one.files[f"{LESSON}.ipynb"].replace(f"by {one.student}.", "by s.") for one in honest]
    assert solution in texts
    assert len(set(texts)) > 3


def test_handing_in_takes_away_what_was_there(tmp_path: Path) -> None:
    hand_in(tmp_path, LESSON, [Submission("old", {"a.ipynb": "{}"}, honest=True)])
    hand_in(tmp_path, LESSON, [Submission("new", {"a.ipynb": "{}"}, honest=True)])
    assert [path.name for path in (tmp_path / "submitted").iterdir()] == ["new"]
    assert {path.name for path in (tmp_path / "submitted/new" / LESSON).iterdir()} == {"a.ipynb", "timestamp.txt"}


RIGHT = {"amara": {"step": (2.0, False), "why": (None, True)}, "ben": {"step": (0.0, False)}}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (RIGHT, []),
        ({}, []),
        ({"ben": {"step": (1.0, False)}}, ["ben, step: 0.0 points by stock, 1.0 points by boxed"]),
        ({"ben": {"step": (0.0, True)}}, ["ben, step: 0.0 points by stock, waits for a person by boxed"]),
        ({"ben": {}}, ["ben, step: 0.0 points by stock, not graded by boxed"]),
        (
            {"ben": {"step": (0.0, False), "more": (1.0, False)}},
            ["ben, more: not graded by stock, 1.0 points by boxed"],
        ),
    ],
)
def test_every_difference_between_two_ways_is_found(other: Any, said: list[str]) -> None:
    assert differences("stock", RIGHT, "boxed", other) == said


def test_a_difference_ends_the_benchmark() -> None:
    _refuse([])
    with pytest.raises(CourseError, match="two ways of grading differ:\nben, step"):
        _refuse(["ben, step: ..."])
    with pytest.raises(CourseError, match="and 5 more"):
        _refuse([f"s{number}" for number in range(25)])


def test_bare_execution_that_stopped_early_is_no_floor() -> None:
    assert _floor_differences({"amara": set(), "ben": {"step"}, "unknown": {"step"}}, RIGHT) == []
    assert len(_floor_differences({"amara": {"step"}}, RIGHT)) == 1
    assert len(_floor_differences({"ben": set()}, RIGHT)) == 1


def test_the_warm_up_is_not_counted() -> None:
    graded, saved = [5.0, 1.0, 2.0, 7.0], [3.0, 3.0, 7.5, 7.5]  # as workers end, which is in no order; saved in pairs
    assert seconds_after(0.0, graded, saved, warm_up=0) == 7.5
    assert seconds_after(0.0, graded, saved, warm_up=2) == 5.5
    with pytest.raises(CourseError, match="warm-up"):
        seconds_after(0.0, graded, [*saved, 8.0], warm_up=4)


def test_memory_counts_what_a_process_started() -> None:
    """100 MB in a grandchild, and the pages of a forked child counted once."""
    code = "x = bytearray(b'x') * 100_000_000; import os, sys; os.fork(); os.write(1, b'ready\\n'); sys.stdin.read()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
        with MemoryWatch(process.pid) as memory:
            assert 100 < tree_megabytes(psutil.Process(process.pid)) < 190
            process.communicate()
        assert memory.peak_mb > 100


def test_middle_and_worst() -> None:
    found = spread([3.0, 1.0, 2.0])
    assert found is not None
    assert (found.median, found.worst, found.count) == (2.0, 3.0, 3)
    assert spread([]) is None


def test_a_few_known_answers_stand_for_all_exercises() -> None:
    groups: Any = [["a1", "a2"], ["b1"], [], ["c1", "c2", "c3"]]
    assert in_turns(groups) == ["a1", "b1", "c1", "a2", "c2", "c3"]


def measured(seconds: float, count: int = 10, **said: float) -> Measured:
    return Measured(seconds, count, seconds + 5, 300.0, said)


def test_figures_are_what_they_say(tmp_path: Path) -> None:
    bench = LessonBench(LESSON, floor=[0.3, 0.1, 0.2], compared=20)
    for way, seconds in zip(WAYS, (40.0, 10.0, 8.0, 4.0), strict=True):
        bench.rounds[way] = [measured(seconds), measured(3 * seconds), measured(seconds)]
    bench.growth = {50: measured(20, 50, coordinator_ms=6.0), 200: measured(90, 200, coordinator_ms=5.0)}
    bench.pages = {"pages": measured(10), "feedback_1": measured(5), "feedback_2": measured(2.5)}
    data = bench.as_data()
    assert data["seconds_per_submission"] == {"stock": 4.0, "boxed": 1.0, "grade_1": 0.8, "grade_2": 0.4}
    assert data["ratio_to_stock"] == {"stock": 1.0, "boxed": 4.0, "grade_1": 5.0, "grade_2": 10.0}
    assert data["workers_1_to_2"] == 2.0
    assert data["coordinator_ms"] == {"50": 6.0, "200": 5.0}
    assert data["peak_mb"] == {"50": 300.0, "200": 300.0}
    assert data["floor_seconds"] == 0.2
    found = {
        "lessons": {LESSON: data},
        "check_ms": {"passing": {"median": 1.0, "worst": 2.0, "count": 3}},
        "checks_of": LESSON,
        "import": {"numpy_ms": 100.0, "helpers_over_numpy_ms": 20.0},
        "build_seconds": 3.0,
        "machine": {"cores": 2, "memory_gb": 8.0, "system": "x", "python": "3", "nbgrader": "0", "numpy": "2"}
        | {"load_before": [3.0, 1.0, 1.0], "load_after": None},
        "bench_seconds": 60.0,
    }
    console = Console(width=100, record=True, file=io.StringIO())
    show(found, console)
    printed = console.export_text()
    assert "course grade --workers 2" in printed
    assert "10.0" in next(line for line in printed.splitlines() if "--workers 2" in line)
    assert "busy with something else" in printed
    draw(found, tmp_path / "latest.png")
    assert (tmp_path / "latest.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_small_run_measures_everything(tmp_path: Path) -> None:
    """All four ways, for real: some of what they cost, on the same submissions."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--output", str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "latest.json").read_text())
    data = found["lessons"][LESSON]
    assert set(data["seconds_per_submission"]) == set(data["ratio_to_stock"]) == set(WAYS)
    assert all(seconds > 0 for seconds in data["seconds_per_submission"].values())
    assert data["coordinator_ms"].keys() == data["peak_mb"].keys() == {"6"}
    assert data["floor_seconds"] > 0
    assert data["submissions_with_equal_scores"] == 2
    assert found["machine"]["cores"] >= 1
    text = json.dumps(found) + done.stdout
    assert str(ROOT) not in text
    assert str(tmp_path) not in text
    assert platform.node() not in text
    assert (tmp_path / "latest.png").stat().st_size > 10_000


@pytest.mark.parametrize(("sizes", "said"), [("4", "at least 5 students"), ("50;200", "numbers with commas")])
def test_sizes_that_make_no_class_are_refused(sizes: str, said: str) -> None:
    command = [sys.executable, "-m", "bench", "--sizes", sizes]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert said in done.stderr


def test_all_ways_grade_the_same_submissions_and_the_ratio_is_that_of_a_round() -> None:
    bench = LessonBench(LESSON, floor=[0.1])
    bench.rounds["stock"] = [measured(40), measured(80), measured(10)]
    bench.rounds["grade_2"] = [measured(4), measured(4), measured(5)]
    assert bench.ratio("stock", "grade_2") == 10
