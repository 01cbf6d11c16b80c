"""Submissions that cannot be graded are named with a reason, and the report on a class."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from rich.console import Console

from course.errors import CourseError
from course.grading.submissions import problem_of
from course.results.report import as_data, report_lesson, show_results
from course.results.results import Exercise, LessonResult, Result, StudentResult
from tests.grading_class import LESSON, SmallCourse, find, position, put_copy

NAME = f"{LESSON}.ipynb"


def write(folder: Path, content: object, name: str = NAME) -> Path:
    folder.mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def notebook_with(*cells: dict[str, object]) -> dict[str, object]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def code(cell_id: str, **nbgrader: object) -> dict[str, object]:
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": metadata,
        "source": "",
        "outputs": [],
        "execution_count": None,
    }


def test_a_good_submission_has_no_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", notebook_with(code("step", grade_id="step")))
    (folder / "timestamp.txt").write_text("2030-01-31 09:30:00.000000 UTC")
    assert problem_of(folder, LESSON) is None
    assert problem_of(folder, LESSON, known={"step"}) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is an empty file"),
        ('{"cells": [', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ("[1, 2]", "not a notebook that can be read"),
        ("{}", "not a notebook that can be read"),
        ({"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}, "not a notebook that can be read"),
        (notebook_with({"cell_type": "code"}), "not a notebook that can be read"),
        (notebook_with(code("a"), code("b")), "has lost all nbgrader metadata, so no cell can be graded. Ask"),
        (notebook_with(code("step"), code("step-answer")), "1 cell ids are still those of the lesson"),
    ],
)
def test_each_problem_has_its_sentence(tmp_path: Path, content: object, words: str) -> None:
    problem = problem_of(write(tmp_path / "s", content), LESSON)
    assert problem is not None
    assert problem.startswith(NAME)
    assert words in problem
    assert "Ask the student to" in problem


def test_another_lessons_notebook(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", notebook_with(code("sigmoid", grade_id="sigmoid")))
    assert "another lesson's notebook" in str(problem_of(folder, LESSON, known={"step"}))


def test_missing_and_renamed_notebooks(tmp_path: Path) -> None:
    assert "Nothing was handed in" in str(problem_of(tmp_path / "nobody", LESSON))
    (tmp_path / "s").mkdir()
    assert "is missing. Ask" in str(problem_of(tmp_path / "s", LESSON))
    (tmp_path / "s" / NAME).mkdir()  # a folder by the notebook's name is no notebook
    assert "is missing. Ask" in str(problem_of(tmp_path / "s", LESSON))
    write(tmp_path / "s", "", name="Untitled.ipynb")
    assert f"rename it to {NAME}" in str(problem_of(tmp_path / "s", LESSON))
    write(tmp_path / "s", "", name="other.ipynb")
    assert "Untitled.ipynb, other.ipynb" in str(problem_of(tmp_path / "s", LESSON))


def test_bytes_that_are_no_text_and_a_time_that_is_none(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", notebook_with(code("step", grade_id="step")))
    (folder / "timestamp.txt").write_text("yesterday, I think")
    assert "timestamp.txt does not hold a time" in str(problem_of(folder, LESSON))
    (folder / NAME).write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in str(problem_of(folder, LESSON))


def strip(nb: NotebookNode) -> None:
    for cell in nb.cells:
        cell.metadata = {}


def wrong(nb: NotebookNode) -> None:
    find(nb, "double-answer").source = "def double(x):\n    return x"
    find(nb, "square-answer").source = "def square(x):\n    return [b] + x"
    find(nb, "why").source = ""
    put_copy(nb, "given")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A class in which every second student's submission cannot be graded."""
    course = SmallCourse(tmp_path_factory.mktemp("class"))
    course.hand_in("ada")
    course.hand_in("bad-json")
    path = course.folder("bad-json") / NAME
    path.write_text(path.read_text()[:-40])
    course.hand_in("cy", wrong)
    course.folder("empty").mkdir(parents=True)
    course.hand_in("fay", lambda nb: nb.cells.pop(position(nb, "why")))
    course.hand_in("renamed", name="my own copy")
    course.hand_in("stripped", strip)
    course.hand_in("zoe")
    assert not course.autograde()["success"]  # as nbgrader does where one failed
    return course


def test_ungradable_submissions_are_named_and_the_others_graded(graded: SmallCourse, capsys, monkeypatch) -> None:
    monkeypatch.chdir(graded.root / "submitted")  # anywhere in the class
    assert report_lesson(LESSON, as_json=True) == 0
    report = json.loads(capsys.readouterr().out)
    students = {student["student"]: student for student in report["students"]}
    assert report["maximum"] == 7
    assert [exercise["name"] for exercise in report["exercises"]] == ["double", "square", "why"]
    totals = {name: student["total"] for name, student in students.items()}
    assert totals == {
        "ada": 5, "bad-json": None, "cy": 0, "empty": None, "fay": 5, "renamed": None, "stripped": None, "zoe": 5,
    }  # fmt: skip
    assert "broken JSON" in students["bad-json"]["problem"]
    assert "is missing. Ask" in students["empty"]["problem"]
    assert "my own copy.ipynb" in students["renamed"]["problem"]
    assert "8 cell ids" in students["stripped"]["problem"]
    messages = [entry["message"] for entry in students["cy"]["results"]]
    assert messages[:2] == ["double(3) should be 6", "NameError: name 'b' is not defined"]
    assert [entry["cell"] for entry in students["cy"]["mended"]] == ["given"]
    waiting = {name for name, student in students.items() if any(entry["needs_person"] for entry in student["results"])}
    assert waiting == {"ada", "cy", "zoe"}  # not fay: a deleted essay is not left for ever


def test_the_printed_report_has_the_same(graded: SmallCourse, capsys, monkeypatch) -> None:
    monkeypatch.chdir(graded.root)
    report_lesson(LESSON, as_json=False)
    printed = capsys.readouterr().out
    for words in ("✗0", "1 double (2)", "double(3) should be 6", "broken JSON", "put back", "Needs a person"):
        assert words in printed, words
    assert max(map(len, printed.splitlines())) <= 100


def test_a_second_submission_after_grading_is_named(graded: SmallCourse, tmp_path: Path, capsys, monkeypatch) -> None:
    root = Path(shutil.copytree(graded.root, tmp_path / "again"))
    (root / "submitted" / "ada" / LESSON / "timestamp.txt").write_text("2030-01-31 09:30:00 UTC")
    monkeypatch.chdir(root)
    report_lesson(LESSON, as_json=True)
    ada = json.loads(capsys.readouterr().out)["students"][0]
    assert "Handed in again" in ada["problem"]
    assert ada["total"] == 5


def test_reporting_changes_nothing(graded: SmallCourse, capsys, monkeypatch) -> None:
    monkeypatch.chdir(graded.root)
    before = {path: path.read_bytes() for path in graded.root.rglob("*") if path.is_file()}
    report_lesson(LESSON, as_json=False)
    assert {path: path.read_bytes() for path in graded.root.rglob("*") if path.is_file()} == before


def test_without_a_class_or_a_lesson_it_says_what_to_do(graded: SmallCourse, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match=r"no nbgrader_config\.py"):
        report_lesson(LESSON, as_json=False)
    shutil.copy(graded.root / "nbgrader_config.py", tmp_path)
    with pytest.raises(CourseError, match="nbgrader generate_assignment"):
        report_lesson(LESSON, as_json=False)
    assert not (tmp_path / "gradebook.db").exists()
    monkeypatch.chdir(graded.root)
    with pytest.raises(CourseError, match="has no lesson 02_other"):
        report_lesson("02_other", as_json=False)


def test_a_notebook_that_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "ada", notebook_with(code("double", grade_id="double")))
    notebook = nbformat.read(folder / NAME, as_version=4)
    monkeypatch.setattr("course.grading.submissions.read_notebook", lambda path: pytest.fail("it was read again"))
    assert problem_of(folder, LESSON, {"double"}, notebook) is None
    assert "another lesson's notebook" in str(problem_of(folder, LESSON, {"step"}, notebook))


def test_twelve_exercises_fit_in_a_hundred_columns(capsys) -> None:
    """And whatever a student's notebook says is printed as it is, not read as markup."""
    exercises = tuple(Exercise(f"exercise_with_a_long_name_{n}", 2.5) for n in range(12))
    results = tuple(Result(exercise.name, 1.25, 2.5, False, "[b]wrong[/b] [/x]") for exercise in exercises)
    student = StudentResult("a-student-with-a-long-name", graded=True, results=results)
    result = LessonResult("01_long", exercises, (student,))
    show_results(result, Console(width=100))
    printed = capsys.readouterr().out
    row = next(line for line in printed.splitlines() if "~" in line)
    assert row.split()[1:] == [*["~1.25"] * 12, "15"]
    assert max(map(len, printed.splitlines())) <= 100
    assert "[b]wrong[/b] [/x]" in printed
    assert json.loads(json.dumps(as_data(result)))["maximum"] == 30
