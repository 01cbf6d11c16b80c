"""What is handed in is looked at before it is opened: links, pipes, sizes, names, depth."""

import os
from pathlib import Path

import pytest

from course.grading.folder import MAX_DEPTH, MAX_FILES, MAX_MEGABYTES, problem_of_folder
from course.grading.printable import printable
from course.grading.size import MAX_CELLS, MAX_SOURCE, MAX_SOURCES, problem_of_size
from course.grading.size import MAX_DEPTH as MAX_NESTED
from course.grading.submissions import problem_of
from tests.grading_class import LESSON, SmallCourse

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
    for number in range(MAX_FILES):
        (folder / str(number)).touch()


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
        (many, "More than 200 files"),
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


def test_a_link_in_the_folders_place(folder: Path, tmp_path: Path) -> None:
    os.symlink(folder, tmp_path / "other")
    assert "other is a link to another folder" in str(problem_of_folder(tmp_path / "other"))


def nested(depth: int) -> object:
    content: object = "x"
    for _ in range(depth):
        content = [content]
    return content


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
