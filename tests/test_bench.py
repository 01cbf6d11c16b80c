"""`make bench`: classes that are the same each time, figures that mean what they say, and no difference overlooked."""

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from bench.__main__ import main, show
from bench.classes import EVERY, ClassMaker, hand_in
from bench.ways import WARM_UP, Scores, compare, tree_megabytes
from course.errors import CourseError
from course.paths import Tree
from course.results.results import Result, StudentResult

ROOT = Path(__file__).resolve().parent.parent
LESSON = "00_start"
NOTEBOOK = f"{LESSON}.ipynb"


@pytest.fixture(scope="module")
def maker() -> ClassMaker:
    return ClassMaker(Tree(ROOT), LESSON)


def test_a_number_gives_the_same_submission_every_time(maker: ClassMaker) -> None:
    assert ClassMaker(Tree(ROOT), LESSON).anybody(30) == maker.anybody(30)
    ordinary = maker.ordinary(0, 30)
    assert ordinary.items() <= maker.anybody(40).items()
    assert maker.ordinary(10, 20) == dict(list(ordinary.items())[10:])


def test_nobody_hands_in_what_another_does_and_some_hand_in_odd_things(maker: ClassMaker) -> None:
    everybody, ordinary = maker.anybody(10 * EVERY), maker.ordinary(0, 9 * EVERY)
    assert len({json.dumps(files) for files in everybody.values()}) == len(everybody)
    odd = [files for student, files in everybody.items() if "notes.txt" in files]
    assert len(odd) == 10
    assert {(), (NOTEBOOK,), (f"{LESSON} (1).ipynb",)} <= {tuple(sorted(set(files) - {"notes.txt"})) for files in odd}
    for files in ordinary.values():
        nbformat.validate(nbformat.reads(files[NOTEBOOK], as_version=4))


def test_some_answers_are_wrong_and_some_right(maker: ClassMaker) -> None:
    solution = maker.right(1)["a0"][NOTEBOOK].replace("by a0.", "by s.")
    texts = [files[NOTEBOOK].replace(f"by {student}.", "by s.") for student, files in maker.ordinary(0, 28).items()]
    assert solution in texts
    assert len(set(texts)) > 3


def test_what_is_handed_in_lies_where_nbgrader_looks(tmp_path: Path) -> None:
    hand_in(tmp_path, LESSON, {"new": {"a.ipynb": "{}"}})
    assert (tmp_path / "submitted/new" / LESSON / "a.ipynb").read_text() == "{}"


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ((0.0, False), None),
        ((1.0, False), r"ben step: \(1.0, False\) by course grade, and \(0.0, False\) before"),
        ((0.0, True), r"ben step: \(0.0, True\) by course grade"),
    ],
)
def test_a_difference_between_two_ways_ends_the_benchmark(score: tuple[float, bool], said: str | None) -> None:
    known: Scores = {}
    compare(known, "nbgrader", StudentResult("ben", True, results=(Result("step", 0.0, 2.0, False),)))
    other = StudentResult("ben", True, results=(Result("step", score[0], 2.0, score[1]),))
    compare(known, "nbgrader", StudentResult("amara", True, results=(Result("step", 2.0, 2.0, False),)))
    if said is None:
        compare(known, "course grade", other)
    else:
        with pytest.raises(CourseError, match=said):
            compare(known, "course grade", other)


def test_memory_counts_what_a_process_started() -> None:
    """100 MB in a grandchild, and the pages of a forked child counted once."""
    code = "x = bytearray(b'x') * 100_000_000; import os, sys; os.fork(); os.write(1, b'ready\\n'); sys.stdin.read()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
        assert 100 < tree_megabytes(psutil.Process(process.pid)) < 190
        process.communicate()
    assert tree_megabytes(psutil.Process()) > 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans to a grandparent")
def test_processor_time_counts_also_where_a_parent_was_killed(tmp_path: Path) -> None:
    """As a worker is at the end, before its sandbox."""
    busy = "import time\nwhile time.process_time() < 1: pass"
    killed = f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}]); os.kill(os.getpid(), 9)"
    code = (
        "import sys; from pathlib import Path; from bench.ways import adopt_orphans, measure; adopt_orphans(); "
        f"print(measure([sys.executable, '-c', {killed!r}], Path({str(tmp_path)!r}))[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 1 <= float(done.stdout) < 3


def test_the_table_has_every_figure_and_says_that_the_machine_was_busy(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"median": 12.5, "least": 12.1, "most": 13.0, "count": 5}
    found: dict[str, Any] = {"lesson": LESSON, "figures": {"times": row}, "machine": {"cores": 2, "load_before": 3.0}}
    show(found)
    printed = capsys.readouterr().out
    assert next(line.split() for line in printed.splitlines() if "times" in line) == [
        "times",
        "12.5",
        "12.1",
        "13",
        "5",
    ]
    assert "busy with something else" in printed
    show(found | {"machine": {"cores": 2, "load_before": 0.1}})
    assert "busy" not in capsys.readouterr().out


@pytest.mark.slow
def test_a_small_run_measures_everything(tmp_path: Path) -> None:
    """All three ways, for real: some of what they cost, on the same submissions."""
    options = [
        "--lesson",
        LESSON,
        "--rounds",
        "2",
        "--students",
        "2",
        "--sizes",
        "12",
        "--output",
        str(tmp_path / "found"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "found").read_text())
    figures = found["figures"]
    assert {f"{way}, s each" for way in WARM_UP} | {f"{way}, peak MB" for way in WARM_UP} <= figures.keys()
    assert {"class of 12, s each", "class of 12, peak MB", "a right submission, CPU s"} <= figures.keys()
    assert {"a check that passes, ms", "a check that knows no name, ms", "import numpy, ms"} <= figures.keys()
    assert all(0 < row["least"] <= row["median"] <= row["most"] for row in figures.values())
    assert figures["course grade --workers 2, times nbgrader autograde"]["count"] == 2
    asked = [line for line in done.stderr.splitlines() if line.endswith("submissions")]
    stock, one, two = WARM_UP
    assert [line.partition(":")[0] for line in asked[:6]] == [stock, one, two, one, two, stock]
    assert found["machine"]["cores"] >= 1
    text = json.dumps(found) + done.stdout
    assert str(ROOT) not in text
    assert str(tmp_path) not in text
    assert platform.node() not in text


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("sizes", "0", "--sizes 0: write numbers"),
        ("sizes", "50;200", "--sizes 50;200: write numbers"),
        ("sizes", "50,", "--sizes 50,: write numbers"),
        ("lesson", "99_none", "there is no source/99_none. Make it with: course build 99_none"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_a_sentence(option: str, value: str, said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)):
        main(**{option: value})
