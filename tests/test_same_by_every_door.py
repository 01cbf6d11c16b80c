"""What comes in in odd shapes is judged the same by check, autograde, `course grade` and the report."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.check.check import check
from course.check.run import run_notebook
from course.errors import CourseError
from course.grading.classroom import Classroom
from course.parallel.summary import Summary
from course.results.results import StudentResult, read_results
from tests.grading_class import LESSON, SmallCourse, find
from tests.parallel_class import grade_here

NAME = f"{LESSON}.ipynb"
FULL = {"double": 2, "square": 3, "why": None}
PHOTO = "data:image/png;base64," + "QUJD" * 200_000


def crlf(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def same_ids(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"


def no_ids(notebook: dict) -> None:
    for cell in notebook["cells"]:
        del cell["id"]


def photo(notebook: dict) -> None:
    find(notebook, "why").source = f"Here is my derivation: ![d]({PHOTO})"  # type: ignore[arg-type]


def conflict(text: str) -> str:
    lines = text.splitlines()
    return "\n".join([*lines[:40], "<<<<<<< HEAD", "  1,", "=======", "  2,", ">>>>>>> origin/main", *lines[40:]])


# What is changed in the notebook, and how its text becomes a file.
GRADED: dict[str, tuple[Callable[[dict], None] | None, Callable[[str], bytes]]] = {
    "utf-8-mark": (None, lambda text: b"\xef\xbb\xbf" + text.encode()),
    "utf-16": (None, lambda text: text.encode("utf-16")),
    "utf-16-be": (None, lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    "utf-16-bare": (None, lambda text: text.encode("utf-16-le")),
    "crlf-file": (None, lambda text: json.dumps(json.loads(text), indent=1).replace("\n", "\r\n").encode()),
    "crlf-sources": (crlf, str.encode),
    "same-ids": (same_ids, str.encode),
    "no-ids": (no_ids, str.encode),
    "photo": (photo, str.encode),
}
# The file, and what everybody says of it. `course check` names the file as it was given to it.
REFUSED: dict[str, tuple[Callable[[str], bytes], str]] = {
    "conflict": (
        lambda text: conflict(json.dumps(json.loads(text), indent=1)).encode(),
        f"{NAME} has a git conflict in line 41: git could not merge two versions",
    ),
    "conflict-crlf": (
        lambda text: conflict(json.dumps(json.loads(text), indent=1)).replace("\n", "\r\n").encode("utf-16"),
        f"{NAME} has a git conflict in line 41: git could not merge two versions",
    ),
    "half": (lambda text: text[: len(text) // 2].encode(), f"{NAME} is not a notebook: broken JSON"),
    "latin": (lambda text: text.replace("Since", "Dà").encode("latin-1"), f"{NAME} cannot be read: it is no text"),
    "empty": (lambda text: b"\xff\xfe", f"{NAME} is an empty file."),
    "long": (lambda text: text.replace("Since I", "Since " * 50_000).encode(), "characters in cell"),
}
# timestamp.txt, and the time in the gradebook; None: it is refused.
TIMES: dict[str, tuple[str, datetime | None]] = {
    "minus": ("2026-11-20 10:00:00.000000 -03", datetime(2026, 11, 20, 13)),
    "plus": ("2026-11-20 10:00:00.000000 +0100", datetime(2026, 11, 20, 9)),
    "half-hour": ("2026-11-20 10:00:00 +05:30", datetime(2026, 11, 20, 4, 30)),
    "z": ("2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10)),
    "utc": ("2026-11-20 10:00:00.000000 UTC", datetime(2026, 11, 20, 10)),
    "est": ("2026-11-20 10:00:00.000000 EST", datetime(2026, 11, 20, 15)),
    "city": ("2026-11-20 10:00:00 America/Sao_Paulo", datetime(2026, 11, 20, 13)),
    "bare": ("2026-11-20 10:00:00", datetime(2026, 11, 20, 10)),
    "marked": ("\ufeff2026-11-20 10:00:00 +0100\r\n", datetime(2026, 11, 20, 9)),
    "many-zones": ("2026-11-20 10:00:00 CST", None),
    "summer": ("2026-07-20 10:00:00 CET", None),
    "words": ("yesterday", None),
}
# Who hands it in. A time that can be read stands beside one of the odd files, so that fewer have to be graded.
READ = [name for name, (_, time) in TIMES.items() if time is not None]
WHEN = dict(zip(READ, GRADED, strict=True)) | {name: f"time-{name}" for name in TIMES if name not in READ}


@dataclass
class Doors:
    """One class, graded twice from the same files."""

    autograded: SmallCourse
    graded: SmallCourse
    summary: Summary
    log: str
    reports: tuple[dict[str, StudentResult], dict[str, StudentResult]]


def hand_in(course: SmallCourse) -> None:
    for name, (change, write) in GRADED.items():
        notebook = course.hand_in(name, change)  # type: ignore[arg-type]
        (course.folder(name) / NAME).write_bytes(write(json.dumps(notebook)))
    for name, (write, _) in REFUSED.items():
        notebook = course.hand_in(name)
        (course.folder(name) / NAME).write_bytes(write(json.dumps(notebook)))
    for name, (text, time) in TIMES.items():
        if time is None:
            course.hand_in(WHEN[name])
        (course.folder(WHEN[name]) / "timestamp.txt").write_text(text, encoding="utf-8")
    course.hand_in("left-behind")
    for name in (".venv", "venv"):
        (course.folder("left-behind") / name).mkdir()
        (course.folder("left-behind") / name / "python").symlink_to("/etc/passwd")
    (course.folder("left-behind") / "Icon\r").touch()
    for number in range(230):
        (course.folder("left-behind") / f"{number}.png").touch()
    course.hand_in("stub", lambda nb: setattr(find(nb, "why"), "source", find(course.released, "why").source))
    (course.folder("stub") / NAME).write_text((course.folder("stub") / NAME).read_text().replace("\\n", "\\r\\n"))


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Doors:
    root = tmp_path_factory.mktemp("doors") / "autograded"
    root.mkdir()
    one = SmallCourse(root)
    hand_in(one)
    shutil.copytree(one.root, one.root.with_name("graded"), symlinks=True)
    two = SmallCourse(one.root.with_name("graded"))
    log = one.autograde()["log"]
    summary = grade_here(two.root)
    first, second = (
        {one.student: one for one in read_results(Classroom(course.root), LESSON).students} for course in (one, two)
    )
    return Doors(one, two, summary, log, (first, second))


@pytest.mark.parametrize("name", [*GRADED, "left-behind"])
def test_what_can_be_read_is_graded_by_both(doors: Doors, name: str) -> None:
    assert doors.autograded.scores(name) == doors.graded.scores(name) == FULL
    assert [report[name].problem for report in doors.reports] == [None, None]
    assert doors.autograded.graded(name).cells == doors.graded.graded(name).cells


@pytest.mark.parametrize("name", ["utf-16", "crlf-sources", "same-ids", "photo"])
def test_check_says_that_all_is_right(
    doors: Doors, name: str, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    path = doors.graded.folder(name) / NAME
    result = run_notebook(path)
    assert result.ok, result
    assert not [warning for warning in recwarn if "id" in str(warning.message)]
    assert "Warning" not in capfd.readouterr().err


@pytest.mark.parametrize("name", REFUSED)
def test_all_give_the_same_reason(doors: Doors, name: str) -> None:
    words = REFUSED[name][1]
    for report in doors.reports:
        assert words in str(report[name].problem)
        assert "Ask the student" in str(report[name].problem)
        assert not report[name].graded
    assert words in doors.summary.failed[name]
    assert words in next(line for line in doors.log.splitlines() if f"CourseError: {name}: " in line)
    path = doors.graded.folder(name) / NAME
    with pytest.raises(CourseError) as said:
        check(path)
    assert words in str(said.value)
    assert "student" not in str(said.value)


@pytest.mark.parametrize("name", TIMES)
def test_a_time_is_read_right_or_refused_by_both(doors: Doors, name: str) -> None:
    _, time = TIMES[name]
    student = WHEN[name]
    for course, report in zip((doors.autograded, doors.graded), doors.reports, strict=True):
        if time is None:
            assert "timestamp.txt does not hold a time" in str(report[student].problem)
            assert not report[student].graded
            continue
        with Gradebook(course.api().coursedir.db_url) as gradebook:
            assert gradebook.find_submission(LESSON, student).timestamp == time
        assert course.scores(student) == FULL
    if time is None:
        assert "does not hold a time" in doors.summary.failed[student]
        assert f"{student}: timestamp.txt does not hold a time" in doors.log


def test_an_untouched_essay_is_one_with_any_line_ends(doors: Doors) -> None:
    assert doors.autograded.scores("stub") == doors.graded.scores("stub") == FULL | {"why": 0}


def test_a_pasted_picture_is_attached_and_that_is_said(doors: Doors) -> None:
    for course, report in zip((doors.autograded, doors.graded), doors.reports, strict=True):
        essay = find(course.graded("photo"), "why")
        assert essay.source == "Here is my derivation: ![d](attachment:pasted-1.png)"
        assert essay.attachments["pasted-1.png"]["image/png"] == PHOTO.partition(",")[2]
        assert {"cell": "why", "what": "Pictures in the middle of the text: 1, attached to it now."} in report[
            "photo"
        ].mended


def test_the_report_is_silent(
    doors: Doors, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    read_results(Classroom(doors.graded.root), LESSON)
    assert capfd.readouterr().err == ""
    assert not [warning for warning in recwarn if "nbformat" in str(warning.category)]


def test_nobody_else_was_harmed(doors: Doors) -> None:
    refused = {*REFUSED, *(WHEN[name] for name in TIMES if name not in READ)}
    assert set(doors.summary.failed) == refused
    assert Path(doors.autograded.root / "autograded").is_dir()
