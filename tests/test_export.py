"""`course export`: files for Canvas and Moodle, held against what both importers are documented to do."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.errors import CourseError
from course.results.export.canvas import CanvasExporter
from course.results.export.command import export_lessons
from course.results.export.moodle import MoodleExporter
from course.results.export.table import is_formula, neutral, number, read_table

ONE, TWO = "01_one", "02_two"
ROOT = Path(__file__).resolve().parent.parent


class Class:
    """A gradebook with two lessons of 10.5 and 4 points, and folders as nbgrader keeps them."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str] | None = None) -> None:
        self.root, self._capsys = root, capsys
        (root / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.root = {str(root)!r}\nc.CourseDirectory.course_id = 'x'\n"
        )

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.root}/gradebook.db", "x")

    def enrol(self, name: str, **known: str) -> None:
        with self.gradebook() as gradebook:
            gradebook.add_student(name, **known)

    def grade(self, name: str, lesson: str, score: float | None, penalty: float = 0.0) -> None:
        """Put a score into the gradebook; None waits for a person. The student is added where they are new."""
        for step in ("submitted", "autograded"):
            (self.root / step / name / lesson).mkdir(parents=True, exist_ok=True)
            (self.root / step / name / lesson / "timestamp.txt").write_text("2030-01-31 09:30:00.000000 UTC")
        with self.gradebook() as gradebook:
            gradebook.update_or_create_student(name)
            submission = gradebook.update_or_create_submission(lesson, name)
            grade = submission.notebooks[0].grades[0]
            grade.auto_score, grade.needs_manual_grade = score, score is None
            submission.notebooks[0].late_submission_penalty = penalty
            gradebook.db.commit()

    def said(self) -> str:
        """Return what was printed on stderr since the last time."""
        assert self._capsys
        return self._capsys.readouterr().err

    def export(self, to: str, **options: object) -> Path:
        path = self.root / f"{to}.csv"
        options.setdefault("lessons", [ONE])
        assert export_lessons(to=to, output=path, **options) == 0  # type: ignore[arg-type]
        return path


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook without students, made once: nbgrader takes a second for it, and calls alembic by name."""
    root = tmp_path_factory.mktemp("lessons")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        with Class(root).gradebook() as gradebook:
            for lesson, points in ((ONE, 10.5), (TWO, 4.0)):
                gradebook.add_assignment(lesson)
                gradebook.add_notebook(lesson, lesson)
                gradebook.add_grade_cell("check", lesson, lesson, max_score=points, cell_type="code")
    return root / "gradebook.db"


@pytest.fixture
def klass(lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Class:
    shutil.copy(lessons, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Class(tmp_path, capsys)


Cells = dict[tuple[str, str], str]


def canvas_reads(path: Path, ids: dict[str, str], **titles: str) -> tuple[dict[str, float], Cells]:
    """Do what Canvas's importer does: an independent reading of its rules.

    ids: Canvas's number by login. titles: of its assignments, by "_" and number. Returns points and scores.
    """
    header, *rows = csv.reader(path.read_bytes().decode("utf-8").splitlines())
    assert "Student" in header[0]
    assert header[1:5] == ["ID", "SIS User ID", "SIS Login ID", "Section"]
    names = header[5:]
    assert len(set(names)) == len(names)
    points: dict[str, float] = {}
    scores: Cells = {}
    for row in rows:
        assert len(row) == len(header)
        if "Points Possible" in row[0]:
            points |= dict(zip(names, map(float, row[5:]), strict=True))
            continue
        number = row[1] or ids.get(row[3], "")
        assert number in ids.values(), f"Canvas knows nobody as {row[:5]}"
        for name, cell in zip(names, row[5:], strict=True):
            scores[number, titles.get("_" + name.rpartition("(")[2].rstrip(")"), name)] = cell
    return points, scores


def moodle_reads(path: Path, users: set[str]) -> dict[tuple[str, str], float | None]:
    """Do what Moodle's importer does: an unknown user ends the import, an empty one is the one above."""
    header, *rows = csv.reader(path.read_bytes().decode("utf-8").splitlines())
    found: dict[tuple[str, str], float | None] = {}
    user = ""
    for row in rows:
        user = row[0] if row[0] not in ("", "0") else user
        if user not in users:
            raise AssertionError(f"Moodle knows no user {user!r}, and imports nothing")
        for item, cell in zip(header[3:], row[3:], strict=True):
            found[user, item] = None if cell in ("", "-") else float(cell)
            assert (found[user, item] or 0) <= 100
    return found


def test_canvas_reads_every_score(klass: Class) -> None:
    klass.enrol("amara", first_name="Amara", last_name='O"Kafor, the 2nd', lms_user_id="71")
    klass.enrol("zoë", first_name="Zoë", last_name="Šimková 李")
    klass.grade("amara", ONE, 7.25)
    klass.grade("zoë", ONE, 0.1 + 0.2)
    klass.grade("amara", TWO, 4)
    path = klass.export("canvas", lessons=[ONE, TWO])
    points, scores = canvas_reads(path, {"amara": "71", "zoë": "72"})
    assert points == {ONE: 10.5, TWO: 4.0}
    assert scores == {("71", ONE): "7.25", ("71", TWO): "4", ("72", ONE): "0.3", ("72", TWO): ""}
    assert next(csv.reader([path.read_text(encoding="utf-8").splitlines()[2]]))[0] == 'O"Kafor, the 2nd, Amara'


def test_moodle_reads_every_score(klass: Class) -> None:
    klass.grade("amara", ONE, 7.25)
    klass.grade("ben", ONE, 3)
    klass.grade("ben", TWO, 1)
    path = klass.export("moodle", lessons=[ONE, TWO])
    assert moodle_reads(path, {"amara", "ben"}) == {
        ("amara", ONE): 7.25,
        ("amara", TWO): None,
        ("ben", ONE): 3.0,
        ("ben", TWO): 1.0,
    }
    said = klass.said()
    assert "map from Username to username" in said
    assert f"{ONE} 10.5, {TWO} 4" in said
    assert "1 cells have no score" in said


def test_the_late_penalty_is_taken_off_and_nothing_goes_below_zero(klass: Class) -> None:
    klass.grade("amara", ONE, 7, penalty=2.5)
    klass.grade("ben", ONE, 1, penalty=2.5)
    assert set(moodle_reads(klass.export("moodle"), {"amara", "ben"}).values()) == {4.5, 0.0}


def test_only_final_scores_go_out(klass: Class) -> None:
    klass.grade("done", ONE, 5)
    klass.grade("waiting", ONE, None)
    klass.enrol("absent")
    (klass.root / "submitted" / "broken" / ONE).mkdir(parents=True)
    klass.enrol("broken")
    klass.grade("again", ONE, 6)
    (klass.root / "submitted" / "again" / ONE / "timestamp.txt").write_text("2030-02-01 09:30:00.000000 UTC")
    everybody = {"done", "waiting", "absent", "broken", "again"}
    assert moodle_reads(klass.export("moodle"), everybody) == {("done", ONE): 5.0}
    said = klass.said()
    for state, who in (
        ("to be graded by hand", "waiting"),
        ("handed in nothing", "absent"),
        ("handed in, but not graded", "broken"),
        ("handed in again since it was graded", "again"),
    ):
        assert f"{ONE}: 1 {state}, left out: {who}" in said


def test_partial_and_zeros_say_what_they_do(klass: Class) -> None:
    klass.grade("waiting", ONE, None)
    klass.enrol("absent")
    klass.enrol("broken")
    (klass.root / "submitted" / "broken" / ONE).mkdir(parents=True)
    path = klass.export("moodle", partial=True, zeros=True)
    # Who handed in something that could not be graded gets no 0.
    assert moodle_reads(path, {"waiting", "absent"}) == {("waiting", ONE): 0.0, ("absent", ONE): 0.0}
    said = klass.said()
    assert "to be graded by hand, written as it is so far: waiting" in said
    assert "handed in nothing, written as 0: absent" in said


def test_with_nothing_final_no_file_is_written(klass: Class) -> None:
    klass.grade("amara", ONE, None)
    with pytest.raises(CourseError, match="nothing to export: 1 to be graded by hand"):
        klass.export("canvas")
    assert not (klass.root / "canvas.csv").exists()


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n@"])
@pytest.mark.parametrize("to", ["canvas", "moodle"])
def test_no_name_becomes_a_formula(klass: Class, to: str, begin: str) -> None:
    bad = f"{begin}HYPERLINK(1)"
    klass.enrol("amara", first_name=bad, last_name=bad)
    klass.grade("amara", ONE, 3)
    for row in csv.reader(klass.export(to).read_text(encoding="utf-8").splitlines()):
        assert not [cell for cell in row if is_formula(cell) and cell != "    Points Possible"]


def test_a_name_makes_no_row_and_is_never_taken_for_the_row_of_points(klass: Class) -> None:
    klass.enrol("amara", first_name="A\n99,99", last_name="B\r\nPoints\nPossible", lms_user_id="71")
    klass.grade("amara", ONE, 3)
    assert len(klass.export("canvas").read_bytes().splitlines()) == 3
    assert canvas_reads(klass.export("canvas"), {"amara": "71"}) == ({ONE: 10.5}, {("71", ONE): "3"})


@pytest.mark.parametrize("to", ["canvas", "moodle"])
def test_an_identifier_that_is_a_formula_stops_one_student(klass: Class, to: str) -> None:
    for name in ("-dash", "=1+1"):
        klass.grade(name, ONE, 3)
    with pytest.raises(CourseError, match=r"nothing to export. 2 left out, .*formula: -dash, =1\+1"):
        klass.export(to)
    klass.grade("amara", ONE, 5)
    text = klass.export(to).read_text(encoding="utf-8")
    assert "amara" in text
    assert "dash" not in text
    assert "formula: -dash, =1+1. Give them another" in klass.said()


def test_everybody_is_in_the_file_or_named_with_the_reason(klass: Class) -> None:
    """Also who was refused before nbgrader opened anything, and has no row in the gradebook."""
    klass.grade("amara", ONE, 5)
    for count in range(14):
        folder = klass.root / "submitted" / f"s{count:02}" / ONE
        folder.mkdir(parents=True)
        (folder / "link.csv").symlink_to("/etc/passwd")
    empty = klass.root / "submitted" / "lena" / ONE
    empty.mkdir(parents=True)
    (empty / "notes.pdf").write_bytes(b"x")
    klass.export("canvas", partial=True, zeros=True)
    said = klass.said()
    names = [*(f"s{count:02}" for count in range(14)), "lena"]
    assert f"15 handed in, but not graded, left out: {', '.join(sorted(names))}" in said
    assert f"lena: {ONE}.ipynb is missing. There is only notes.pdf. Ask the student" in said
    for count in range(14):
        assert f"s{count:02}: link.csv is a link to another file." in said


def test_moodle_without_identification_stops_one_student(klass: Class) -> None:
    klass.enrol("amara", email="amara@example.org")
    klass.grade("amara", ONE, 5)
    klass.grade("ben", ONE, 3)
    path = klass.export("moodle", by="email")
    assert moodle_reads(path, {"amara@example.org"}) == {("amara@example.org", ONE): 5.0}
    said = klass.said()
    assert "1 left out, no Email address" in said
    assert "row above: ben." in said
    # What Moodle would do with such a file:
    (klass.root / "bad.csv").write_text(f"Email address,First name,Surname,{ONE}\na@b,,,5\n,,,3\n")
    assert moodle_reads(klass.root / "bad.csv", {"a@b"}) == {("a@b", ONE): 3.0}


def test_moodle_refuses_two_with_one_identification(klass: Class) -> None:
    for name in ("amara", "ben"):
        klass.enrol(name, email="same@example.org")
        klass.grade(name, ONE, 5)
    with pytest.raises(CourseError, match="2 left out, the same Email address as another: amara, ben"):
        klass.export("moodle", by="email")
    klass.enrol("cy", email="other@example.org")
    klass.grade("cy", ONE, 2)
    assert moodle_reads(klass.export("moodle", by="email"), {"other@example.org"}) == {("other@example.org", ONE): 2.0}


def test_moodle_by_number_with_its_roster(klass: Class) -> None:
    klass.enrol("amara", email="Amara@example.org")
    klass.grade("amara", ONE, 5)
    klass.enrol("ben", lms_user_id="s-2")
    klass.grade("ben", ONE, 3)
    klass.grade("gone", ONE, 1)
    roster = klass.root / "moodle-export.csv"
    roster.write_text(
        "\ufeffFirst name,Surname,ID number,Email address\nA,O,s1,amara@example.org\nB,F,s-2,b@x\n", encoding="utf-8"
    )
    path = klass.export("moodle", roster=roster, by="idnumber")
    assert moodle_reads(path, {"s1", "s-2"}) == {("s1", ONE): 5.0, ("s-2", ONE): 3.0}
    assert "1 are not in moodle-export.csv, left out: gone" in klass.said()


ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_one (501),02_two (502),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10.50,4.00,(read only)
"Okafor, Amara",71,a-1,AMARA,"Group 1, Monday",2.00,3.00,50
"=cmd, Ben",72,b-1,ben@example.org,Group 2,EX,,20
"Student, Test",99,,test,Group 1,,,
"""


def put_roster(klass: Class, text: str = ROSTER) -> Path:
    path = klass.root / "canvas-export.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_canvas_roster_gives_numbers_and_columns(klass: Class) -> None:
    klass.grade("amara", ONE, 7)
    klass.enrol("ben", email="ben@example.org")
    klass.grade("ben", TWO, 1)
    klass.grade("gone", ONE, 1)
    path = klass.export("canvas", lessons=[ONE, TWO], roster=put_roster(klass))
    points, scores = canvas_reads(path, {"AMARA": "71", "ben@example.org": "72"}, _501=ONE, _502=TWO)
    assert points == {f"{ONE} (501)": 10.5, f"{TWO} (502)": 4.0}
    # Where there is nothing to say, what Canvas has stays.
    assert scores == {("71", ONE): "7", ("71", TWO): "3.00", ("72", ONE): "EX", ("72", TWO): "1"}
    rows = read_table(path)
    assert rows[2][:5] == ["Okafor, Amara", "71", "a-1", "AMARA", "Group 1, Monday"]
    assert rows[3][0] == "'=cmd, Ben"
    said = klass.said()
    assert "1 are not in canvas-export.csv, left out: gone" in said


def test_canvas_numbers_of_zip_collect_are_found_in_the_roster(klass: Class) -> None:
    klass.grade("72", ONE, 3)  # is a login too: of the one whose number is 71
    roster = put_roster(klass, ROSTER.replace("AMARA", "72"))
    rows = read_table(klass.export("canvas", roster=roster))
    assert [(row[1], row[5]) for row in rows[2:]] == [("71", "3")]
    klass.grade("71", ONE, 7)
    rows = read_table(klass.export("canvas", roster=put_roster(klass)))
    assert [(row[1], row[5]) for row in rows[2:]] == [("71", "7"), ("72", "3")]


def test_a_lesson_that_canvas_does_not_have_is_said(klass: Class) -> None:
    klass.grade("amara", TWO, 1)
    roster = put_roster(klass, ROSTER.replace("02_two (502)", "Something else (502)"))
    path = klass.export("canvas", lessons=[TWO], roster=roster)
    assert read_table(path)[0][5:] == [TWO]
    assert "02_two: new to Canvas" in klass.said()


def grade_three(klass: Class) -> None:
    klass.grade("amara", ONE, 7)
    klass.grade("again", ONE, 2)
    klass.enrol("ben", email="ben@example.org")
    klass.grade("ben", ONE, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("10.50", "12.00", "01_one has 12.00 points in Canvas and 10.5"),
        ("SIS Login ID", "Login", "no column SIS Login ID"),
        ("Student,ID", "Name,ID", "no column Student"),
        ("02_two (502)", "01_one (502)", "2 assignments named 01_one"),
        ("02_two (502)", "01_one (501)", r"01_one \(501\) twice"),
        ("71,a-1,AMARA", "71,a-1,AMARA,more,and,more,and,more,cells", "row 4"),
        ('"=cmd, Ben"', '"=cmd, Ben', "no CSV"),
    ],
)
def test_a_roster_that_cannot_be_followed_is_refused(klass: Class, old: str, new: str, message: str) -> None:
    grade_three(klass)
    assert old in ROSTER
    with pytest.raises(CourseError, match=message):
        klass.export("canvas", roster=put_roster(klass, ROSTER.replace(old, new)))
    assert not (klass.root / "canvas.csv").exists()


@pytest.mark.parametrize(
    ("old", "new", "left", "message"),
    [
        ("99,,test", "99,amara,test", {"amara"}, "amara left out: .*2 rows for amara"),
        ("b-1", "again", {"ben", "again"}, "ben left out: .*one row for again and ben"),
    ],
)
def test_a_row_that_may_be_anothers_stops_those_alone(
    klass: Class, old: str, new: str, left: set[str], message: str
) -> None:
    grade_three(klass)
    rows = read_table(klass.export("canvas", roster=put_roster(klass, ROSTER.replace(old, new))))
    written = {"71": "amara", "72": "ben"}
    assert {written[row[1]] for row in rows[2:]} == {"amara", "ben"} - left
    assert re.search(message, klass.said())


def test_a_roster_that_is_no_text_is_refused(klass: Class) -> None:
    klass.grade("amara", ONE, 7)
    (klass.root / "roster.csv").write_bytes("Ström,ID".encode("latin-1"))
    with pytest.raises(CourseError, match="no CSV in UTF-8"):
        klass.export("canvas", roster=klass.root / "roster.csv")
    with pytest.raises(CourseError, match="cannot be read"):
        klass.export("canvas", roster=klass.root / "nothing.csv")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "blackboard"}, "no platform blackboard"),
        ({"to": "moodle", "by": "name"}, "identifies nobody by name"),
        ({"to": "canvas", "lessons": ["09_none"]}, "no lesson 09_none"),
        ({"to": "canvas", "output": Path("missing/folder.csv")}, "cannot be written"),
    ],
)
def test_choices_that_do_not_exist_are_refused(klass: Class, options: dict[str, object], message: str) -> None:
    klass.grade("amara", ONE, 7)
    with pytest.raises(CourseError, match=message):
        export_lessons(**({"lessons": []} | options))  # type: ignore[arg-type]


def test_without_a_gradebook_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.root = {str(tmp_path)!r}\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="no gradebook"):
        export_lessons([], "canvas")
    assert not (tmp_path / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("exporter", "column"), [(CanvasExporter, 3), pytest.param(MoodleExporter, 0, marks=pytest.mark.slow)]
)
def test_nbgraders_own_command_writes_the_same(klass: Class, exporter: type, column: int) -> None:
    klass.grade("amara", ONE, 7)
    to = exporter.__name__.removesuffix("Exporter").lower()
    ours = klass.export(to, lessons=[]).read_bytes()
    named = f"{exporter.__module__}.{exporter.__name__}"
    command = [sys.executable, "-m", "nbgrader", "export", "--exporter", named, "--to", "theirs.csv"]
    environment = {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(klass.root),
    }
    done = subprocess.run(command, cwd=klass.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (klass.root / "theirs.csv").read_bytes() == ours
    assert read_table(klass.root / "theirs.csv")[-1][column] == "amara"


def test_numbers_and_names() -> None:
    assert [number(value) for value in (0.1 + 0.2, 7, 1 / 3, 1234567.5, 0)] == ["0.3", "7", "0.33333", "1234567.5", "0"]
    assert [neutral(text) for text in ("a", "-a", " =a", "a\nb")] == ["a", "'-a", "'=a", "a b"]
