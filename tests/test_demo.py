"""`course demo`: a class of 12 from handing in to feedback."""

import json
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.demo import run as demo_run
from course.demo import run_demo
from course.demo.run import run_demo_of
from course.demo.students import ClassOfTwelve, Student
from course.errors import CourseError
from course.paths import Tree
from course.results.report import report_lesson
from course.results.results import Result, StudentResult

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


@pytest.fixture
def small(tmp_path: Path) -> Tree:
    """A course of one small lesson, without a source folder, beside a gradebook that must not be touched."""
    tree = Tree(tmp_path / "course of mine")
    tree.lessons.mkdir(parents=True)
    tree.answers.mkdir()
    shutil.copy(HERE / "minicourse" / "01_mini.py", tree.lessons)
    shutil.copy(HERE / "minicourse" / "answers.py", tree.answers / "01_mini.py")
    shutil.copy(ROOT / "nbgrader_config.py", tree.root)
    (tree.root / "gradebook.db").write_text("the instructor's")
    return tree


def test_the_real_lesson_end_to_end(tmp_path: Path, capsys, monkeypatch) -> None:
    before = sorted(path.name for path in ROOT.iterdir())
    assert run_demo(tmp_path / "demo", "01_descent") == 0
    printed = capsys.readouterr().out
    assert "All 12 ended as they should." in printed
    assert "12 students" in printed
    assert max(map(len, printed.split("Feedback pages:")[0].splitlines())) <= 100
    assert len(list((tmp_path / "demo" / "feedback").glob("*/01_descent/01_descent.html"))) == 8
    assert "Traceback" in (tmp_path / "demo" / "nbgrader.log").read_text()  # the broken JSON's, and not on screen
    assert "Traceback" not in printed
    noisy = tmp_path / "demo" / "autograded" / "hana-sato" / "01_descent" / "01_descent.ipynb"
    assert noisy.stat().st_size < 10_000_000
    monkeypatch.chdir(tmp_path / "demo")
    report_lesson("01_descent", as_json=True)
    report = json.loads(capsys.readouterr().out)
    best = {student["student"]: student["total"] for student in report["students"]}["amara-okafor"]
    essays = sum(exercise["maximum"] for exercise in report["exercises"] if exercise["name"] == "why_bouncing")
    assert best == report["maximum"] - essays
    assert sorted(path.name for path in ROOT.iterdir()) == before


def test_a_class_that_ends_otherwise_is_named(small: Tree, tmp_path: Path, capsys, monkeypatch) -> None:
    """The demo can fail: a known answer that loses other cells than its text says, and a student who is not there."""
    path = small.answers / "01_mini.py"
    path.write_text(
        path.read_text().replace('wrong="adds two" loses="double slope"', 'wrong="adds two" loses="double"')
    )
    handed_in = demo_run.hand_in
    present = ("amara-okafor", "farid-haddad", "lena-berg")
    monkeypatch.setattr(
        demo_run, "hand_in", lambda student, *rest: handed_in(student, *rest) if student.name in present else None
    )
    assert run_demo_of(small, tmp_path / "demo", "01_mini") == 1
    printed = capsys.readouterr().out
    assert "farid-haddad has 0 and not 2 in slope" in printed
    assert "ben-fischer is not in the report at all." in printed
    assert "ben-fischer has no feedback page." in printed
    assert "amara-okafor has" not in printed
    assert "lena-berg has" not in printed
    assert (small.root / "gradebook.db").read_text() == "the instructor's"
    with Gradebook(f"sqlite:///{tmp_path}/demo/gradebook.db") as gradebook:
        assert [student.id for student in gradebook.students] == ["amara-okafor", "farid-haddad"]


def test_a_folder_that_no_demo_made_is_refused(small: Tree, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    for refused in (folder, folder / "thesis.txt", small.root):
        with pytest.raises(CourseError, match="Choose a"):
            run_demo_of(small, refused, "01_mini")
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_a_folder_that_a_demo_made_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    root = demo_run._fresh_folder(folder)
    (root / "autograded").mkdir()
    (root / "autograded" / "old.txt").write_text("old")
    (root / "gradebook.db").write_text("old")
    assert demo_run._fresh_folder(folder) == root
    assert [path.name for path in root.iterdir()] == [demo_run.MARKER]


def test_a_lesson_that_is_not_there_or_has_problems_is_refused(small: Tree, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="There are: 01_mini"):
        run_demo_of(small, tmp_path / "demo", "02_other")
    (small.answers / "01_mini.py").unlink()
    with pytest.raises(CourseError, match="this file is missing"):
        run_demo_of(small, tmp_path / "demo", "01_mini")
    assert not (tmp_path / "demo").exists()


def test_an_unwritable_home_is_not_needed(tmp_path: Path, monkeypatch) -> None:
    names = ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
    for name in names:  # set first, so that what the code sets is undone at the end
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "not-there"))
    monkeypatch.setenv("IPYTHONDIR", "/mine")
    demo_run._use_writable_folders(tmp_path)
    assert {name: demo_run.os.environ[name].startswith(str(tmp_path)) for name in names} == {
        name: name != "IPYTHONDIR" for name in names
    }


def test_the_class_is_twelve_with_all_the_bad_submissions(small: Tree, tmp_path: Path) -> None:
    from course.authoring.notebook import lesson_notebook
    from course.build import read_lessons
    from course.demo.answers import read_answers

    texts, _ = read_lessons(small, ["01_mini"])
    students = ClassOfTwelve("01_mini", lesson_notebook(texts["01_mini"]), read_answers(small, "01_mini")).students()
    assert len({student.name for student in students}) == 12
    assert len({student.story for student in students}) == 12
    assert len([student for student in students if student.problem]) == 4


def test_every_deviation_is_noticed() -> None:
    student = Student("ann", "wrong", {}, lost=frozenset({"a"}), waiting=frozenset({"e"}), mended=frozenset({"c"}))
    good = (Result("a", 0, 2, False), Result("b", 1, 1, False), Result("e", 0, 2, True))
    mended = ({"cell": "c", "what": "."},)
    assert student.deviations(StudentResult("ann", True, None, good, mended)) == []
    assert "mended" in student.deviations(StudentResult("ann", True, None, good, ()))[0]
    assert student.deviations(StudentResult("ann", False, "No.", (), ())) == ["was not graded: No."]
    for number, bad in enumerate((Result("a", 2, 2, False), Result("b", 0, 1, False), Result("e", 0, 2, False))):
        results = (*good[:number], bad, *good[number + 1 :])
        assert len(student.deviations(StudentResult("ann", True, None, results, mended))) == 1
    assert "was graded" in Student("ann", "broken", {}, problem="JSON").deviations(StudentResult("ann", True))[0]
    assert "reason" in Student("ann", "broken", {}, problem="JSON").deviations(StudentResult("ann", False, "Gone."))[0]
