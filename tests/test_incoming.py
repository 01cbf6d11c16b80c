"""What is handed in is looked at before it is opened: links, pipes, sizes, names, depth."""

import json
import os
from pathlib import Path

import pytest
from nbgrader.utils import find_all_files

from course.grading.folder import (
    LEFT_OUT,
    MAX_ALL_MEGABYTES,
    MAX_DEPTH,
    MAX_FILES,
    MAX_MEGABYTES,
    MAX_NOTEBOOKS,
    is_left_out,
    problem_of_folder,
)
from course.grading.pasted import take_out
from course.grading.printable import printable
from course.grading.reading import MAX_CELLS, MAX_NESTED, MAX_SOURCE, MAX_SOURCES, problem_of_size
from course.grading.submissions import problem_of
from course.parallel.submissions import Submission, read_content
from tests.grading_class import LESSON, SmallCourse, source_notebook

NAME = f"{LESSON}.ipynb"
FULL = {"double": 2, "square": 3, "why": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "s"
    made.mkdir()
    (made / NAME).write_text("{}")
    return made


def test_an_ordinary_folder_has_no_problem(folder: Path) -> None:
    (folder / "pictures" / "of mine").mkdir(parents=True)
    (folder / "pictures" / "of mine" / "Bild ä 你.png").write_bytes(b"x")
    (folder / ".ipynb_checkpoints").mkdir()
    assert problem_of_folder(folder) is None


def link_notebook(folder: Path) -> None:
    (folder / NAME).unlink()
    os.symlink("/dev/zero", folder / NAME)


def link_folder(folder: Path) -> None:
    os.symlink("/etc", folder / "pictures")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "data")


def large(folder: Path) -> None:
    with (folder / "data.csv").open("wb") as file:
        file.truncate(MAX_MEGABYTES * 1_000_000 + 1)


def many(folder: Path) -> None:
    for number in range(MAX_NOTEBOOKS):
        (folder / f"{number}.ipynb").touch()


def much(folder: Path) -> None:
    for number in range(MAX_ALL_MEGABYTES // MAX_MEGABYTES + 1):
        with (folder / f"{number}.png").open("wb") as file:
            file.truncate(MAX_MEGABYTES * 1_000_000)


def deep(folder: Path) -> None:
    folder.joinpath(*"d" * (MAX_DEPTH + 1)).mkdir(parents=True)


def line_end(folder: Path) -> None:
    (folder / "two\nlines").touch()


def no_text(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff.txt")).touch()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (link_notebook, f"{NAME} is a link"),
        (link_folder, "pictures is a link"),
        (pipe, "data is no ordinary file"),
        (large, "data.csv has 50 MB, and 50 are allowed"),
        (many, "More than 200 notebooks"),
        (much, "More than 1000 MB"),
        (deep, "d lies more than 8 folders deep"),
        (line_end, "'two\\nlines' is not a name"),
        (no_text, "'\\udcff.txt' is not a name"),
    ],
)
def test_each_problem_has_its_sentence(folder: Path, change, words: str) -> None:
    change(folder)
    problem = problem_of_folder(folder)
    assert problem is not None
    assert problem.startswith(words)
    assert problem.endswith("Ask the student to hand in the notebook alone, as a file.")
    assert problem.isprintable()
    assert problem_of(folder, LESSON) == problem


def left_behind(folder: Path) -> None:
    """What a student does not know of: of a Mac, of Windows, of git, of Python, with links and thousands of files."""
    for name in ("Icon\r", ".DS_Store", "._.DS_Store", "Thumbs.db", "desktop.ini", "~$notes.docx"):
        (folder / name).touch()
    for name in (".git", ".venv", "venv", "__MACOSX", "__pycache__", "node_modules", ".ipynb_checkpoints"):
        deep = folder / name / "a" / "b"
        deep.mkdir(parents=True)
        (deep / "link").symlink_to("/etc/passwd")
        (folder / name / "Icon\r").touch()
        for number in range(60):
            (deep / f"{number}.ipynb").write_text("{")
    for number in range(230):
        (folder / f"photo {number}.jpg").write_bytes(b"x")


def test_what_is_ignored_is_not_counted(folder: Path) -> None:
    left_behind(folder)
    assert problem_of_folder(folder) is None
    files = read_content(Submission("s", folder)).files
    assert set(files) == {NAME, *(f"photo {number}.jpg" for number in range(230))}


def test_nbgrader_copies_nothing_of_what_is_not_looked_at(folder: Path) -> None:
    left_behind(folder)
    copied = {Path(path).relative_to(folder) for path in find_all_files(str(folder), list(LEFT_OUT))}
    assert not [path for path in copied if any(map(is_left_out, path.parts))]
    assert len(copied) == 231


def test_a_folder_full_of_files_is_not_looked_through_for_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_FILES == 500
    monkeypatch.setattr("course.grading.folder.MAX_FILES", 20)
    left_behind(folder)
    assert str(problem_of_folder(folder)).startswith("More than 20 files were handed in.")


def test_more_pictures_than_a_worker_is_sent_cost_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.parallel.submissions.MOST_BYTES", 1_000)
    (folder / "a.jpg").write_bytes(b"x" * 2_000)
    assert set(read_content(Submission("s", folder)).files) == {NAME}
    (folder / NAME).write_bytes(b"x" * 2_000)
    assert "MB were handed in" in read_content(Submission("s", folder)).problem


def test_what_the_grader_may_not_read_is_no_fault_of_the_students(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != NAME)
    problem = str(problem_of(folder, LESSON))
    assert problem.startswith(f"{NAME} may not be read by you who grade")
    assert "chmod" in problem
    assert "student" not in problem
    assert read_content(Submission("s", folder)).problem == problem


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (f"{LESSON}.txt", f"but there is {LESSON}.txt. It holds this lesson's cells: rename it"),
        (f"{NAME}.txt", f"but there is {NAME}.txt. It holds"),
        ("homework.ipynb", "but there is homework.ipynb. It holds this lesson's cells: rename it"),
        (f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb", "what JupyterLab kept of it when it was saved"),
        ("notes.txt", "is missing. There is only notes.txt. Ask the student"),
    ],
)
def test_what_was_found_in_place_of_the_notebook_is_named(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    text = "Dear teacher" if name == "notes.txt" else json.dumps(source_notebook())
    (tmp_path / name).write_text(text)
    assert words in str(problem_of(tmp_path, LESSON, known={"double", "square"}))


def test_a_link_in_the_folders_place(folder: Path, tmp_path: Path) -> None:
    os.symlink(folder, tmp_path / "other")
    assert "other is a link to another folder" in str(problem_of_folder(tmp_path / "other"))


def nested(depth: int) -> object:
    content: object = "x"
    for _ in range(depth):
        content = [content]
    return content


PHOTO = "data:image/png;base64," + "QUJD" * 200_000


def test_a_pasted_picture_has_no_size() -> None:
    photo = {"cell_type": "markdown", "source": f"My derivation: ![d]({PHOTO})"}
    assert problem_of_size({"cells": [photo]}) is None
    assert problem_of_size({"cells": [photo | {"source": ["Mine:\n", f"![d]({PHOTO})\n"]}]}) is None
    assert "characters in cell 1" in str(problem_of_size({"cells": [photo | {"cell_type": "code"}]}))
    assert "characters in cell 1" in str(problem_of_size({"cells": [photo | {"source": "x" * 300_000 + PHOTO}]}))


def test_pasted_pictures_become_attachments() -> None:
    text = f"a ![d]({PHOTO}) b <img src='{PHOTO.replace('png', 'jpeg')}'> data:image/png;base64,QUJD d"
    left, pictures, cut = take_out(text, {"pasted-1.png"})
    assert left == "a ![d](attachment:pasted-2.png) b <img src='attachment:pasted-2.jpg'> data:image/png;base64,QUJD d"
    assert {name: list(data) for name, data in pictures.items()} == {
        "pasted-2.png": ["image/png"],
        "pasted-2.jpg": ["image/jpeg"],
    }
    assert cut == 0
    odd = PHOTO.replace("png", "svg+xml")
    assert take_out(f"a ![d]({odd}) b", {}) == ("a ![d]([a picture was here]) b", {}, 1)


def test_sizes_up_to_the_limits_are_no_problem() -> None:
    cells = [{"source": "x" * MAX_SOURCE}] + [{"source": ["x\n"]}] * (MAX_CELLS - 1)
    assert 10 * MAX_SOURCE == MAX_SOURCES
    assert problem_of_size({"cells": cells}) is None
    assert problem_of_size(nested(MAX_NESTED)) is None
    assert problem_of_size({"cells": 3}) is None
    assert problem_of_size([]) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (nested(MAX_NESTED + 1), "is nested more than 100 levels deep."),
        (nested(100_000), "is nested more than 100 levels deep."),
        ({"cells": [{}] * (MAX_CELLS + 1)}, "has 2001 cells, and 2000 are allowed."),
        ({"cells": [{}, {"source": "x" * (MAX_SOURCE + 1)}]}, "has 200001 characters in cell 2, and 200000 are"),
        ({"cells": [{"source": ["x" * MAX_SOURCE, "y"]}]}, "has 200001 characters in cell 1"),
        ({"cells": [{"source": {"x": "y" * MAX_SOURCE}}]}, "characters in cell 1"),
        ({"cells": [{"source": "x" * MAX_SOURCE}] * 11}, "has 2200000 characters in all its cells, and 2000000 are"),
    ],
    ids=["nested", "nested far", "cells", "source", "source in lines", "source of another type", "sources"],
)
def test_sizes_beyond_the_limits(content: object, words: str) -> None:
    assert words in str(problem_of_size(content))


def test_in_a_class_only_that_student_is_refused_and_nothing_is_copied(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for student in ("ann", "bad", "cy", "zoe"):
        course.hand_in(student)
    os.symlink(secret, course.folder("bad") / "notes.txt")
    (course.folder("cy") / "data").mkdir()
    (course.folder("cy") / "data" / "notes.csv").write_text("1,2")
    (course.folder("cy") / "timestamp.txt").write_text("2030-01-31 09:30:00 UTC")
    result = course.autograde()
    assert "bad: notes.txt is a link to another file. Ask the student" in result["log"]
    assert not (tmp_path / "autograded" / "bad").exists() or not any((tmp_path / "autograded" / "bad").iterdir())
    for student in ("ann", "cy", "zoe"):
        assert course.scores(student) == FULL
    # Files beside the notebook stay where they were handed in; the time is needed.
    graded = tmp_path / "autograded" / "cy" / LESSON
    assert sorted(path.name for path in graded.iterdir()) == [NAME, "timestamp.txt"]
    assert (course.folder("cy") / "data" / "notes.csv").read_text() == "1,2"


def test_files_that_the_course_has_beside_the_lesson_stay(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    (tmp_path / "source" / LESSON / "digits.csv").write_text("1,2")
    course.hand_in("ann")
    (course.folder("ann") / "digits.csv").write_text("9,9")
    course.autograde()
    assert (tmp_path / "autograded" / "ann" / LESSON / "digits.csv").read_text() == "1,2"


def test_what_is_printed_steers_no_terminal() -> None:
    assert printable("Größe 你 \\frac") == "Größe 你 \\frac"
    assert printable("a\x1b[2J\x07\u202e\nb") == "a\ufffd[2J\ufffd\ufffd\ufffdb"
    assert printable("x" * 301) == "x" * 300 + " ..."
