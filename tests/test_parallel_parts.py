"""The parts of `course grade`: what is read, what is sent, nbgrader's steps without a gradebook, what is said."""

import json
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import CheckCellMetadata, OverwriteCells, SaveAutoGrades
from traitlets.config import Config
from typer.testing import CliRunner

from course.cli import app
from course.errors import CourseError
from course.grading.check_metadata import CheckMetadata
from course.grading.classroom import Classroom
from course.parallel import versions as versions_module
from course.parallel.autograde import CollectScores, EnterGraded, PutKernelspec, Task, worker_steps
from course.parallel.classroom import open_class
from course.parallel.cluster import open_cluster
from course.parallel.command import grade_lesson
from course.parallel.plan import read_plan
from course.parallel.show import as_data, show_summary
from course.parallel.submissions import Submission, find_submissions, notebooks_in, read_content
from course.parallel.summary import Summary
from course.parallel.versions import differences, versions
from course.parallel.worker import PlanPlugin, grade_submission
from tests.grading_class import LESSON, SmallCourse


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    made = SmallCourse(tmp_path_factory.mktemp("parts"))
    for student in ("ada", "bob", "eve"):
        made.hand_in(student)
    return made


def content_of(folder: Path) -> Any:
    return read_content(Submission("ada", folder))


def test_the_content_of_a_folder_is_names_and_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    (folder / "more").mkdir(parents=True)
    (folder / "one.ipynb").write_bytes(b"1")
    (folder / "more" / "two.ipynb").write_bytes(b"2")
    first = content_of(folder)
    assert first.files == {"one.ipynb": b"1", "more/two.ipynb": b"2"}
    assert notebooks_in(first, "*") == ["one"]
    assert notebooks_in(first, "two") == []
    os.utime(folder / "one.ipynb", (0, 0))
    assert content_of(folder).digest == first.digest
    (folder / "one.ipynb").rename(folder / "three.ipynb")
    assert content_of(folder).digest != first.digest


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "many"])
def test_what_is_no_ordinary_file_is_refused_and_not_opened(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "one.ipynb").write_text("{}")
    if what == "link":
        (folder / "two.ipynb").symlink_to("/etc/passwd")
    elif what == "pipe":
        os.mkfifo(folder / "two.ipynb")
    elif what == "folder":
        folder.rename(tmp_path / "real")
        folder.symlink_to(tmp_path / "real")
    else:
        for number in range(201):
            (folder / f"{number}.ipynb").write_text("")
    found = content_of(folder)
    assert found.problem
    assert found.files == {}


def test_submissions_are_found_by_nbgraders_settings(course: SmallCourse) -> None:
    folders = Classroom(course.root).folders
    assert [one.student for one in find_submissions(folders, LESSON)] == ["ada", "bob", "eve"]
    assert [one.student for one in find_submissions(folders, LESSON, ("e*", "ada", "a*"))] == ["ada", "eve"]
    with pytest.raises(CourseError, match="zoe has handed in nothing"):
        find_submissions(folders, LESSON, ("zoe",))
    config = Classroom(course.root).config.copy()
    config.CourseDirectory.student_id_exclude = "bob"
    config.CourseDirectory.submitted_directory = "handed"
    config.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"
    (course.root / "handed").mkdir()
    shutil.copytree(course.root / "submitted" / "ada" / LESSON, course.root / "handed" / LESSON / "ada")
    shutil.copytree(course.root / "submitted" / "bob" / LESSON, course.root / "handed" / LESSON / "bob")
    other = type(folders)(config=config)
    assert [one.student for one in find_submissions(other, LESSON)] == ["ada"]


def test_a_plan_travels_and_a_worker_needs_nothing_else(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    # A run of another test may have left the same plan in this process.
    monkeypatch.setattr("course.parallel.worker._plans", {})
    monkeypatch.setattr("course.parallel.worker._workspaces", {})
    classroom = Classroom(course.root)
    plan = read_plan(classroom.folders, classroom.config, LESSON)
    again = read_plan(classroom.folders, classroom.config, LESSON)
    assert plan.key == again.key
    sent = pickle.loads(pickle.dumps(PlanPlugin(plan)))
    assert str(course.root) not in repr(sent.plan.settings)
    assert not list(course.root.glob("**/*.py.lock"))
    files = read_content(find_submissions(classroom.folders, LESSON)[0]).files
    task = Task("ada", files, (LESSON,))
    unknown = grade_submission(sent.plan.key, task)
    assert (unknown.kind, unknown.reason[:36]) == ("stopped", "the worker was not told what to grad")
    course.root.rename(course.root.with_name("away"))
    sent.setup(None)
    try:
        outcome = grade_submission(sent.plan.key, task)
        assert outcome.kind == "graded", outcome.reason
        assert outcome.saved[LESSON].scores == {"double": 2.0, "square": 3.0, "why": None}
        assert set(outcome.files) == {f"{LESSON}.ipynb"}
        broken = grade_submission(sent.plan.key, Task("bob", {f"{LESSON}.ipynb": b"{"}, (LESSON,)))
        assert (broken.kind, broken.saved) == ("failed", {})
        assert grade_submission(sent.plan.key, task).files == outcome.files
    finally:
        sent.teardown(None)
        course.root.with_name("away").rename(course.root)

    monkeypatch.setitem(sent.plan.versions, "numpy", "0.1")
    sent.setup(None)
    refused = grade_submission(sent.plan.key, task)
    sent.teardown(None)
    assert refused.kind == "stopped"
    assert "numpy is " in refused.reason
    assert "and 0.1 here" in refused.reason


def test_a_lesson_that_the_gradebook_does_not_have_is_named(course: SmallCourse) -> None:
    classroom = Classroom(course.root)
    with pytest.raises(CourseError, match=r"the gradebook has no lesson 07_none\. There are: 01_small\."):
        read_plan(classroom.folders, classroom.config, "07_none")


class MySave(SaveAutoGrades):
    """An instructor's own step, derived from one that uses the gradebook."""


def test_a_worker_has_no_step_that_needs_a_gradebook() -> None:
    config = Config()
    config.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.OverwriteKernelspec", OverwriteCells]
    late = "nbgrader.preprocessors.AssignLatePenalties"
    for saving in ("course.parallel.ledger.SaveGrades", SaveAutoGrades):
        config.Autograde.autograde_preprocessors = [late, saving, CheckCellMetadata]
        assert worker_steps(config) == [PutKernelspec, EnterGraded, CollectScores, CheckCellMetadata]


def test_an_instructors_own_way_to_save_scores_is_refused_by_name() -> None:
    config = Config()
    config.Autograde.autograde_preprocessors = [MySave]
    with pytest.raises(CourseError, match=r"cannot run .*MySave, which does so too\. Grade with `nbgrader autograde`"):
        worker_steps(config)


GOOD = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "grade_id": "a", "points": 1}


@pytest.mark.parametrize(
    "meta",
    [
        {},
        GOOD,
        GOOD | {"points": -1},
        GOOD | {"grade_id": "a b"},
        GOOD | {"grade": 1},
        GOOD | {"more": 1},
        {"schema_version": 3},
        {name: value for name, value in GOOD.items() if name != "points"},
        GOOD | {"schema_version": 2},
        GOOD | {"schema_version": 4},
    ],
)
@pytest.mark.parametrize(("kind", "times"), [("code", 1), ("code", 2), ("markdown", 1)])
def test_the_cached_check_of_metadata_says_what_nbgraders_says(meta: dict[str, Any], kind: str, times: int) -> None:
    def judged(step: Any) -> tuple[type, str] | None:
        metadata = NotebookNode(nbgrader=NotebookNode(meta)) if meta else NotebookNode()
        cells = [NotebookNode(cell_type=kind, source="", metadata=metadata)] * times  # twice: the grade id is taken
        try:
            step.preprocess(NotebookNode(cells=cells), {})
        except Exception as error:
            return type(error), "" if isinstance(error, ValidationError) else str(error)
        return None

    assert judged(CheckMetadata()) == judged(CheckCellMetadata())
    assert judged(CheckMetadata()) == judged(CheckCellMetadata()), "from the cache, too"


def test_what_students_were_given_has_no_hidden_tests_and_is_computed_once(course: SmallCourse) -> None:
    classroom = Classroom(course.root)
    cell = read_plan(classroom.folders, classroom.config, LESSON).notebooks[LESSON]["double"]
    assert "hidden" in cell.source.lower()
    assert "hidden" not in cell.released_source().lower()
    assert cell.released_source() is cell.released_source()


def test_versions_change_with_the_code(tmp_path: Path) -> None:
    assert differences(versions(), versions()) == []
    assert differences({"a": "1", "b": "1"}, {"a": "2"}) == ["a is 2 there and 1 here", "b is missing there and 1 here"]
    (tmp_path / "one.py").write_bytes(b"a\nb\n")
    first = versions_module._digest(tmp_path, [tmp_path / "one.py"])
    (tmp_path / "one.py").write_bytes(b"a\r\nb\r\n")
    assert versions_module._digest(tmp_path, [tmp_path / "one.py"]) == first
    (tmp_path / "one.py").write_bytes(b"a\nb \n")
    assert versions_module._digest(tmp_path, [tmp_path / "one.py"]) != first


def test_a_summary_counts_each_student_once(capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary("01_small")
    summary.expect(["ada", "bob", "cat", "[red]"])
    summary.note("ada", "failed", "why")
    summary.note("ada", "graded")
    summary.note("bob", "skipped")
    summary.note("[red]", "failed", "[bold]a reason")
    summary.seconds, summary.workers, summary.stopped = 2.0, 2, True
    data = as_data(summary)
    assert {name: data[name] for name in ("total", "graded", "skipped", "stopped", "per_second")} == {
        "total": 4,
        "graded": 1,
        "skipped": 1,
        "stopped": True,
        "per_second": 1.0,
    }
    assert json.dumps(data)
    show_summary(summary)
    said = capsys.readouterr().out
    assert "[red]  [bold]a reason" in said
    assert "2 submissions of this run are saved" in said


def test_a_file_mode_that_is_none_is_refused_at_the_start(course: SmallCourse) -> None:
    config = Classroom(course.root).config.copy()
    config.Autograde.permissions = 0o444
    classroom = Classroom(course.root)
    classroom.__dict__["config"] = config
    with pytest.raises(CourseError, match=r"permissions = 292, .* write 644, not"), open_class(classroom, LESSON):
        pass


def test_a_hook_of_nbgraders_is_not_passed_over(course: SmallCourse) -> None:
    config = Classroom(course.root).config.copy()
    config.Autograde.pre_convert_hook = print
    classroom = Classroom(course.root)
    classroom.__dict__["config"] = config
    with pytest.raises(CourseError, match="nbgrader autograde 01_small"), open_class(classroom, LESSON):
        pass


def test_what_was_asked_for_wrongly_is_said(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)
    for options, words in (
        ({"workers": 0}, "--workers has to be 1 or more"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "Leave one out"),
        ({"students": ("zoe",)}, "zoe has handed in nothing"),
        ({"db_url": "nowhere"}, "no database's address"),
        ({"db_url": "sqlite:////none/gradebook.db"}, "there is no gradebook at /none/gradebook.db"),
    ):
        with pytest.raises(CourseError, match=words):
            grade_lesson(LESSON, **options)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="no Dask scheduler answers at nonsense"), open_cluster(1, "nonsense://"):
        pass
    assert "--watch" in CliRunner().invoke(app, ["grade", "--help"], env={"COLUMNS": "200"}).stdout
