"""`course feedback`: the pages of nbgrader, to the byte, made in parallel and only where something changed."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from course.errors import CourseError
from course.feedback.command import ENDED, make_feedback, make_pages
from course.feedback.worker import BUILD, FINGERPRINT, Outcome, Setup
from course.parallel.cluster import open_cluster
from tests.grading_class import LESSON, ROOT, Notebook, SmallCourse, find


def odd_cells() -> list[Notebook]:
    """Cells whose HTML opens or closes what is not its own, or reads as another thing than it is."""
    texts = [
        "</div></div>left",
        "<div><div>never closed",
        "</div><div>",
        "<b>never closed",
        "<!-- never closed",
        "<script>never closed",
        "<style>p {} ",
        "<textarea><p></textarea>",
        '<div class="cell border-box-sizing text_cell rendered">not a cell</div>',
        "<feedback-cells></feedback-cells>",
        "</feedback-end>",
        '<img src="data:image/png;base64,AA==">',
        "<p>a<p>b",
        "<a title='\"&amp;&copy;&lt'>x</a> & &amp;",
        "]]> <![CDATA[ x ]]>",
        "<?php x ?>",
        "$a<b>c$ and `<b>`",
        "| a |\n|---|\n| <i> |",
        "</body></html>",
    ]
    return [new_markdown_cell(text, id=f"odd-{number}") for number, text in enumerate(texts)]


def has_odd_cells(notebook: Notebook) -> None:
    for cell in odd_cells():
        notebook.cells.insert(1, cell)


def is_wrong(notebook: Notebook) -> None:
    find(notebook, "double-answer").source = "def double(x):\n    print('<b>')\n    return x"


CLASS: dict[str, Callable[[Notebook], None] | None] = {
    "amara": None,
    "ben": is_wrong,
    "chiara": has_odd_cells,
    "dan": None,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A class that was autograded, with a penalty and what a grader wrote."""
    course = SmallCourse(tmp_path_factory.mktemp("graded"))
    for name, change in CLASS.items():
        course.hand_in(name, change)
        (course.folder(name) / "timestamp.txt").write_text("2030-01-31 09:30:00.000000 UTC")
        (course.folder(name) / "submission_secret.txt").write_text(f"secret of {name}")
    assert course.autograde()["success"]
    with Gradebook(course.api().coursedir.db_url, "backprop-by-hand") as gradebook:
        grade_by_hand(gradebook, "ben", score=1.5, comment="Think of *why*.</div>")
        gradebook.find_submission_notebook(LESSON, LESSON, "ben").late_submission_penalty = 0.25
        gradebook.db.commit()
    return course


def grade_by_hand(gradebook: Gradebook, student: str, score: float, comment: str) -> None:
    grade = gradebook.find_grade("why", LESSON, LESSON, student)
    grade.manual_score, grade.needs_manual_grade = score, False
    gradebook.find_comment("double-answer", LESSON, LESSON, student).manual_comment = comment
    gradebook.db.commit()


@pytest.fixture
def course(graded: SmallCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallCourse]:
    """A copy of that class, with its folder as the working directory."""
    shutil.copytree(graded.root, tmp_path / "class")
    monkeypatch.chdir(tmp_path / "class")
    yield SmallCourse(tmp_path / "class")
    logging.disable(logging.NOTSET)


def written(course: SmallCourse) -> dict[str, bytes]:
    """Return all files under feedback/ by path, without the fingerprints."""
    folder = course.root / "feedback"
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != FINGERPRINT]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def times(course: SmallCourse) -> dict[str, int]:
    return {path.parts[-3]: path.stat().st_mtime_ns for path in (course.root / "feedback").rglob("*.html")}


def test_the_files_are_those_of_nbgrader_and_can_be_released(course: SmallCourse) -> None:
    assert make_feedback(LESSON, workers=2) == 0
    ours = written(course)
    modes = {path.name: path.stat().st_mode for path in (course.root / "feedback/ben").rglob("*") if path.is_file()}
    assert set(ours) == {
        f"{name}/{LESSON}/{file}"
        for name in CLASS
        for file in (f"{LESSON}.html", "timestamp.txt", "submission_secret.txt")
    }
    assert b"Think of <em>why</em>." in ours[f"ben/{LESSON}/{LESSON}.html"]
    assert course.api().release_feedback(LESSON)["success"]
    released = {path.name: path.read_bytes() for path in (course.root / "exchange").rglob("*.html")}
    assert sorted(released.values()) == sorted(text for name, text in ours.items() if name.endswith(".html"))
    assert course.api().generate_feedback(LESSON, force=True)["success"]
    assert written(course) == ours
    for path in (course.root / "feedback/ben").rglob("*.*"):
        if path.is_file():
            assert path.stat().st_mode == modes[path.name]


def test_what_nobody_has_graded_yet_is_no_0(course: SmallCourse) -> None:
    """An essay that waits has no score, and its points are not among those that could be had so far."""
    assert make_feedback(LESSON, workers=1) == 0
    texts = {
        name: " ".join(BeautifulSoup(page, "html.parser").get_text().split())
        for name, page in written(course).items()
        if name.endswith(".html")
    }
    amara, ben = (texts[f"{name}/{LESSON}/{LESSON}.html"] for name in ("amara", "ben"))
    assert "(Score: 5.0 / 5.0, and 2.0 points not graded yet)" in amara
    assert amara.count("not graded yet, 2.0 points") == 2
    assert "0.0 / 2.0" not in amara
    assert "not graded yet" not in ben
    assert "Score: 1.5 / 2.0" in ben
    assert "/ 7.0)" in ben


def test_only_what_changed_is_made_again(course: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_feedback(LESSON, workers=1) == 0
    assert "4 written, 0 unchanged, 0 failed" in capsys.readouterr().err
    before = times(course)
    with Gradebook(course.api().coursedir.db_url, "backprop-by-hand") as gradebook:
        grade_by_hand(gradebook, "amara", score=2, comment="Well done.")
    path = course.root / "autograded" / "dan" / LESSON / f"{LESSON}.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text().replace("A free cell.", "Another free cell."))
    assert make_feedback(LESSON, workers=1) == 0
    assert "2 written, 2 unchanged, 0 failed" in capsys.readouterr().err
    after = times(course)
    assert {name for name in CLASS if before[name] != after[name]} == {"amara", "dan"}
    assert b"Well done." in written(course)[f"amara/{LESSON}/{LESSON}.html"]
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.HTMLExporter.exclude_input_prompt = True\n")
    assert make_feedback(LESSON, students=["ben"], workers=1) == 0
    assert make_feedback(LESSON, students=["ben"], workers=1, force=True) == 0
    assert capsys.readouterr().err.count("1 written, 0 unchanged, 0 failed") == 2


def test_a_page_that_cannot_be_made_fails_alone(course: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_feedback(LESSON, workers=1) == 0
    path = course.root / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb"
    path.chmod(0o644)
    path.write_text("{")
    course_folder = course.root / "autograded" / "stranger" / LESSON
    course_folder.mkdir(parents=True)
    (course_folder / f"{LESSON}.ipynb").write_text(nbformat.writes(course.released))
    assert make_feedback(LESSON, workers=1, force=True) == 1
    said = capsys.readouterr().err
    assert "3 written, 0 unchanged, 2 failed" in said
    assert f"  stranger: the gradebook has no submission of {LESSON}" in said
    assert "  ben: Notebook does not appear to be JSON" in said
    # An old page would be released as if it were still true.
    assert set(times(course)) == {"amara", "chiara", "dan"}
    assert not list((course.root / "feedback").rglob(".*.new"))
    assert not (course.root / BUILD).exists()


def test_what_does_not_exist_is_refused(course: SmallCourse) -> None:
    with pytest.raises(CourseError, match="eve: nothing graded"):
        make_feedback(LESSON, students=["amara", "eve"])
    with pytest.raises(CourseError, match="nothing is graded for 09_none"):
        make_feedback("09_none")
    with pytest.raises(CourseError, match="--workers has to be 1 or more"):
        make_feedback(LESSON, workers=0)


def ends_for_ben(setup: Setup, student: str) -> Outcome:
    if student == "ben":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(student, "written")


@pytest.mark.slow
def test_a_worker_that_dies_takes_nobody_else_with_it() -> None:
    names = ["amara", "ben", "chiara", "dan", "eve", "farid", "grace"]
    with open_cluster(2, None) as client:
        found = list(make_pages(client, names, Setup(Path(), LESSON, "key", False), ends_for_ben))
    assert {outcome.student: outcome.kind for outcome in found} == {
        name: "failed" if name == "ben" else "written" for name in names
    }
    assert len(found) == len(names)
    assert [outcome.reason for outcome in found if outcome.reason] == [ENDED]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_stopped_run_leaves_whole_pages_and_no_process(course: SmallCourse, number: int, status: int) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "course", "feedback", LESSON, "--workers", "2"]
    with subprocess.Popen(command, cwd=course.root, env=environment, stderr=subprocess.PIPE, text=True) as process:
        started: list[psutil.Process] = []
        # Its processes are there: stop it anywhere between the first page and the last.
        while process.poll() is None and not times(course):
            started = psutil.Process(process.pid).children(recursive=True)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.send_signal(number)
        said = process.communicate()[1]
    assert process.returncode in (status, 0), said
    assert "Traceback" not in said
    assert started
    assert not psutil.wait_procs(started, timeout=20)[1]
    assert make_feedback(LESSON, workers=1) == 0
    ours = written(course)
    assert make_feedback(LESSON, workers=1, force=True) == 0
    assert written(course) == ours


def test_nbgraders_own_command_comes_after_ours(course: SmallCourse) -> None:
    """The fingerprint is gone with nbgrader's page, so a page that nbgrader made is made again."""
    assert make_feedback(LESSON, students=["amara"], workers=1) == 0
    done: dict[str, Any] = NbGraderAPI(config=course.config).generate_feedback(LESSON, "amara", force=True)
    assert done["success"]
    assert not (course.root / "feedback" / "amara" / LESSON / FINGERPRINT).exists()
