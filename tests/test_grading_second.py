"""The lesson as it was handed out beside a second notebook that holds the work: a person decides which one counts."""

import copy
import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from course.grading.classroom import Classroom
from course.grading.submissions import problem_of
from course.results.report import show_results
from course.results.results import read_results
from tests.grading_class import LESSON, Notebook, SmallCourse, find, right_answers
from tests.parallel_class import grade_here

NAME, SECOND = f"{LESSON}.ipynb", f"{LESSON}-Copy1.ipynb"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    return SmallCourse(tmp_path_factory.mktemp("class"))


def folder_with(course: SmallCourse, folder: Path, **notebooks: Notebook | str) -> Path:
    folder.mkdir(parents=True)
    names = {"first": NAME, "second": SECOND, "other": "02_other.ipynb"}
    for key, content in notebooks.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / names[key]).write_text(text, encoding="utf-8")
    return folder


def partly(course: SmallCourse, *names: str) -> Notebook:
    """The released notebook with these answers in it."""
    notebook, right = copy.deepcopy(course.released), right_answers(course.released)
    for name in names:
        find(notebook, name).source = find(right, name).source
    return notebook


def test_work_in_a_second_notebook_is_seen(course: SmallCourse, tmp_path: Path) -> None:
    untouched = folder_with(course, tmp_path / "a", first=course.released, second=right_answers(course.released))
    problem = str(problem_of(untouched, LESSON))
    for word in (NAME, SECOND, "double, square, why", "Needs a person"):
        assert word in problem
    first, second = partly(course, "double-answer"), partly(course, "square-answer")
    assert "square" in str(problem_of(folder_with(course, tmp_path / "b", first=first, second=second), LESSON))


def test_a_second_notebook_that_holds_no_more_is_no_matter(course: SmallCourse, tmp_path: Path) -> None:
    right = right_answers(course.released)
    other = copy.deepcopy(right)
    for cell in other.cells:
        if "nbgrader" in cell.metadata and cell.id != "double-answer":
            cell.metadata.nbgrader.grade_id += "_of_another_lesson"
    folders = [
        folder_with(course, tmp_path / "same", first=right, second=right),
        folder_with(course, tmp_path / "backup", first=right, second=partly(course, "double-answer")),
        folder_with(course, tmp_path / "untouched", first=right, second=course.released),
        folder_with(course, tmp_path / "both", first=course.released, second=course.released),
        folder_with(course, tmp_path / "broken", first=course.released, second="{"),
        folder_with(course, tmp_path / "odd", first=course.released, second='{"cells": [3, {"metadata": 3}]}'),
        folder_with(course, tmp_path / "lesson", first=course.released, other=other),
    ]
    assert [problem_of(folder, LESSON) for folder in folders] == [None] * len(folders)
    checkpoints = tmp_path / "untouched" / ".ipynb_checkpoints"
    shutil.copytree(tmp_path / "same", checkpoints)
    assert problem_of(tmp_path / "untouched", LESSON) is None


def test_grade_and_report_name_both(course: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    course.hand_in("zoe")
    folder = course.root / "submitted" / "ada" / LESSON
    folder_with(course, folder, first=course.released, second=right_answers(course.released))
    summary = grade_here(course.root)
    assert NAME in summary.failed["ada"]
    assert SECOND in summary.failed["ada"]
    assert not course.is_graded("ada")
    course.autograde()
    assert course.is_graded("zoe")
    assert not course.is_graded("ada")
    show_results(read_results(Classroom(course.root), LESSON), Console(width=300))
    said = capsys.readouterr().out
    row = next(line for line in said.split("Needs a person")[1].splitlines() if line.startswith("ada"))
    assert NAME in row
    assert SECOND in row
    assert said.count(SECOND) == 1
