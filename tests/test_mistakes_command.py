"""What checks record while nbgrader grades a class, and what `course mistakes` makes of it."""

import contextlib
import json
import struct
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import determine_grade
from rich.console import Console
from typer.testing import CliRunner

from course.cli import app
from course.errors import CourseError
from course.grading.classroom import Classroom
from course.grading.mended import KEY
from course.results.mistakes.collect import (
    EMPTY,
    NOT_NAMED,
    OTHER_CHECK,
    STOPPED,
    ClassMistakes,
    Finding,
    _finding,
    collect,
    matched,
)
from course.results.mistakes.command import as_data, as_page, print_table, show_mistakes
from course.results.mistakes.picture import heat_map
from course.results.records import KeepRecords, records_of
from course.runner.hooks import BoxHooks
from helpers.checks import CheckFailed, check, inputs
from helpers.checks.grader import installed
from helpers.checks.record import MIME, MOST_NUMBERS, CheckRecord, as_plain, as_record, from_plain
from helpers.mistakes import Fault, Mistake, Model
from helpers.mistakes.plain import QUOTIENT
from tests import grading_class
from tests.grading_class import LESSON, Notebook, SmallCourse, find

SIGN = "the sign of the step is turned round"
CHECK = (
    'check(step, inputs(x=[3.0, -2.0, 1.5], eta=[0.1, 0.2, 0.3]), expected="descent.step")\n'
    "### BEGIN HIDDEN TESTS\n"
    'check(step, inputs(x=[1.0], eta=[0.4]), expected="descent.step")\n'
    "### END HIDDEN TESTS"
)
PASSED = {"version": 1, "check": "step", "reference": "descent.step", "passed": True}
STEPS = {
    "ada": "return x - eta * 2 * x",
    "bob": "return x + eta * 2 * x",
    "dan": "return x - eta * 2 * x + x**3 / 7",
    "eve": "return x / 0",
    "finn": "raise NotImplementedError",
}
original_source = grading_class.source_notebook


def source_with_step() -> Notebook:
    notebook = original_source()
    notebook.cells[1].source += "\nfrom helpers.checks import check, inputs"
    answer = "def step(x, eta):\n    ### BEGIN SOLUTION\n    return x - eta * 2 * x\n    ### END SOLUTION"
    notebook.cells[2:2] = [
        grading_class.cell("code", "step-answer", answer, solution=True),
        grading_class.cell("code", "step", CHECK, points=2),
    ]
    return notebook


def hand_in(course: SmallCourse, student: str, body: str, double: str = "2 * x") -> None:
    def change(notebook: Notebook) -> None:
        find(notebook, "step-answer").source = f"def step(x, eta):\n    {body}"
        find(notebook, "double-answer").source = f"def double(x):\n    return {double}"

    course.hand_in(student, change)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A class that nbgrader graded with the course's own configuration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading_class, "source_notebook", source_with_step)
        course = SmallCourse(tmp_path_factory.mktemp("class"))
    for student, body in STEPS.items():
        hand_in(course, student, body, double="2 * x" if student != "eve" else "3 * x")
    assert course.autograde()["success"]
    return course


def cell_with(record: Any) -> Notebook:
    """A graded cell, as nbgrader leaves it with its own steps only: the record stays an output."""
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {MIME: record})])
    cell.metadata.nbgrader = {"grade": True, "solution": False, "grade_id": "step", "points": 2.0}
    return cell


def step_cell(course: SmallCourse, student: str) -> Notebook:
    return find(course.graded(student), "step")


# --- Records, under nbgrader ---


def test_records_decide_no_score_and_show_nowhere(graded: SmallCourse) -> None:
    scores = {student: graded.scores(student)["step"] for student in STEPS}
    assert scores == {student: 2.0 if student == "ada" else 0.0 for student in STEPS}
    for student in STEPS:
        notebook = graded.graded(student)
        assert MIME not in json.dumps([cell.get("outputs") for cell in notebook.cells])
        assert [cell.metadata.nbgrader.grade_id for cell in notebook.cells if KEY in cell.metadata] in (["step"], [])


def test_a_failing_check_keeps_what_was_returned(graded: SmallCourse) -> None:
    (record,) = records_of(step_cell(graded, "bob"))
    assert record["passed"] is False
    assert (record["check"], record["reference"], record["mistakes"]) == ("step", "descent.step", [SIGN])
    assert from_plain(record["inputs"][1]) == {"x": -2.0, "eta": 0.2}
    assert record["returned"] == pytest.approx([3.6, -2.8, 2.4])
    (odd,) = records_of(step_cell(graded, "dan"))
    assert (odd["mistakes"], odd["abstained"], odd["candidates"]) == (None, True, [])
    (stopped,) = records_of(step_cell(graded, "eve"))
    assert stopped["stopped"] is True
    assert records_of(step_cell(graded, "finn")) == []


def test_a_passing_check_records_that_it_passed(graded: SmallCourse) -> None:
    assert records_of(step_cell(graded, "ada")) == [PASSED] * 2


def test_feedback_pages_do_not_show_records(graded: SmallCourse) -> None:
    assert NbGraderAPI(config=graded.config).generate_feedback(LESSON, "bob")["success"]
    page = (graded.root / "feedback" / "bob" / LESSON / f"{LESSON}.html").read_text()
    assert SIGN in page  # the message
    assert "candidates" not in page
    assert "vnd.backprop" not in page


def test_a_record_left_in_the_outputs_is_no_grade() -> None:
    cell = cell_with(PASSED)
    assert determine_grade(cell) == (2.0, 2.0)
    assert records_of(cell) == [PASSED]
    cell.outputs.append(nbformat.v4.new_output("error", ename="CheckFailed", evalue="", traceback=[]))
    assert determine_grade(cell) == (0, 2.0)
    kept, _ = KeepRecords().preprocess_cell(cell, {}, 0)
    assert len(kept.outputs) == 1
    assert records_of(kept) == [PASSED]
    nbformat.validate(nbformat.v4.new_notebook(cells=[kept]))


@pytest.mark.parametrize("forged", [7, "text", [], {"passed": 1}, {"passed": True, "check": 3, "reference": ""}])
def test_what_is_no_record_is_left_out(forged: Any) -> None:
    cell = cell_with(forged)
    cell.metadata[KEY] = {"checks": [{"passed": False, "check": "forged", "reference": "", "mistakes": ["none"]}]}
    kept, _ = KeepRecords().preprocess_cell(cell, {}, 0)
    assert records_of(kept) == []
    assert kept.outputs == []
    answer = nbformat.v4.new_code_cell(metadata={KEY: {"checks": [1]}})
    assert KEY not in KeepRecords().preprocess_cell(answer, {}, 0)[0].metadata


# --- Records as such ---


def displayed(monkeypatch: pytest.MonkeyPatch, function: Any) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("course.runner.hooks.display", lambda data, raw: shown.append(data))
    with installed(BoxHooks()), contextlib.suppress(CheckFailed):
        check(function, inputs(x=[3.0, -2.0, 1.0], eta=0.1), expected="descent.step")
    return shown


def test_only_grading_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert displayed(monkeypatch, lambda x, eta: 7.0) == []
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert displayed(monkeypatch, lambda x, eta: 7.0) == []
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert [list(data) for data in displayed(monkeypatch, lambda x, eta: 7.0)] == [[MIME]]


def test_a_record_that_cannot_be_shown_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("no display")

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr("course.runner.hooks.display", fails)
    with installed(BoxHooks()):
        check(lambda x, eta: x - eta * 2 * x, inputs(x=[3.0, -2.0], eta=0.1), expected="descent.step")
    with installed(BoxHooks()), pytest.raises(CheckFailed, match="sign of the step"):
        check(lambda x, eta: x + eta * 2 * x, inputs(x=[3.0, -2.0], eta=0.1), expected="descent.step")


VALUES = [1, -2.5, True, None, "text", float("inf"), [1.0, [2.0]], (1.0, np.ones(2))]
NESTED = {"W1": np.ones((2, 2)), "b": (1, "x")}
ARRAYS = [np.arange(6.0).reshape(2, 3), np.array([1, 2]), np.array([True, False]), np.zeros((0, 3)), np.array(2.0)]
NOT_FINITE = np.array([[np.nan, -np.inf, 1.0]])


@pytest.mark.parametrize("value", [*VALUES, NESTED, *ARRAYS, NOT_FINITE], ids=repr)
def test_values_come_back_from_a_record(value: Any) -> None:
    text = json.dumps(as_plain(value), allow_nan=False)
    np.testing.assert_equal(from_plain(json.loads(text)), value)
    assert type(from_plain(json.loads(text))) is type(value)


@pytest.mark.parametrize("value", [np.sin, lambda x: x, object(), np.array([1j]), np.array([object()]), (np.sin,)])
def test_what_cannot_be_kept_is_kept_by_name(value: Any) -> None:
    text = json.dumps(as_plain(value))
    with pytest.raises(ValueError, match="only its name"):
        from_plain(json.loads(text))


@pytest.mark.parametrize(
    "forged", [{"array": 3}, {"array": ["x"], "dtype": "f8", "shape": [1]}, {"dict": 3}, {"array": [1]}]
)
def test_a_forged_value_is_refused(forged: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_plain(forged)


def test_a_record_is_bounded() -> None:
    cases = inputs(x=[np.ones(MOST_NUMBERS // 2)] * 5)
    note = CheckRecord("n" * 10_000, "descent.step", cases, [np.ones(10)] * 5)
    record = as_record(note, passed=False)
    assert (record["cases"], len(record["inputs"]), len(record["returned"])) == (5, 1, 1)
    assert len(json.dumps(record)) < 20 * MOST_NUMBERS


# --- The class ---


def test_the_findings_of_the_class(graded: SmallCourse) -> None:
    found = collect(Classroom(graded.root), LESSON)
    assert found.exercises == ("step", "double", "square")
    assert found.students == tuple(sorted(STEPS))
    assert found.counts() == {
        "step": {SIGN: ["bob"], NOT_NAMED: ["dan"], STOPPED: ["eve"], EMPTY: ["finn"]},
        "double": {OTHER_CHECK: ["eve"]},
        "square": {},
    }
    assert found.summary == "5 of 15 answers failed their check; 1 of them have a named mistake."


def test_a_new_mistake_is_found_in_what_was_recorded(graded: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    cubic = Fault("new", lambda x, right: right + x**3 / 7, Mistake("a cube is added", "It is.", "why?"))

    def moved(x: float, eta: float, slope: float) -> float:
        return x - eta * slope

    steps = {"slope": lambda x: 2 * x, "new": moved}
    today = Model("descent.step", ("x", "eta"), steps, "new", (cubic,))
    monkeypatch.setattr("course.results.mistakes.collect.model_of", {"descent.step": today}.get)
    counts = collect(Classroom(graded.root), LESSON, rematch=True).counts()["step"]
    assert counts["a cube is added"] == ["dan"]
    assert counts[NOT_NAMED] == ["bob"]  # today's catalogue has lost their mistake


def record_of(**changes: Any) -> dict[str, Any]:
    returned = [x + 2 * 0.1 * x for x in (3.0, -2.0)]
    note = CheckRecord("step", "descent.step", inputs(x=[3.0, -2.0], eta=0.1), returned)
    return as_record(note, passed=False) | changes


def test_what_a_check_saw_without_a_model_stays_when_records_are_looked_up_again() -> None:
    """Nothing in the catalogue gives these values; that they are nearly right, the check saw."""
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("error", ename="CheckFailed")])
    record = record_of(mistakes=[QUOTIENT.name], returned=[2.4, -1.6 * (1 + 1e-9)])
    cell.metadata[KEY] = {"checks": [record]}
    assert _finding("ada", "step", cell, rematch=True).mistakes == (QUOTIENT.name,)
    cell.metadata[KEY] = {"checks": [record | {"mistakes": ["a name of yesterday"]}]}
    assert _finding("ada", "step", cell, rematch=True).mistakes == ()


def test_what_cannot_be_matched_has_no_name() -> None:
    assert matched(record_of()) == (SIGN,)
    assert matched(record_of(reference="descent.no_such")) is None
    assert matched(record_of(reference="no_such.step")) is None
    assert matched(record_of(inputs=[{"dict": {"x": {"object": "cube"}, "eta": 0.1}}] * 2)) is None
    assert matched(record_of(inputs=[{"dict": {"x": 1.0, "eta": 1.0, "more": 1.0}}] * 2)) == ()
    assert matched(record_of(inputs="nothing", returned=3)) is None
    assert matched(record_of(inputs=[3, 4])) is None


def test_json_and_table(graded: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(graded.root)
    done = CliRunner().invoke(app, ["mistakes", LESSON, "--json"])
    data = json.loads(done.output)
    assert data["students"] == sorted(STEPS)
    step = data["exercises"][0]
    assert (step["exercise"], step["passed"]) == ("step", 1)
    assert step["mistakes"][0] == {"mistake": SIGN, "named": True, "count": 1, "students": ["bob"]}
    assert [entry["named"] for entry in step["mistakes"]] == [True, False, False, False]
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    print_table(collect(Classroom(graded.root), LESSON), console)
    printed = console.export_text()
    assert SIGN in printed
    assert "bob" in printed


def test_picture_and_page(graded: SmallCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(graded.root)
    png, html = tmp_path / "m.png", tmp_path / "m.html"
    assert show_mistakes(LESSON, html=html, png=png) == 0
    content = png.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert 500 < width < 2000
    assert 300 < height < 2000
    page = html.read_text()
    assert '<html lang="en">' in page
    assert f'alt="Heat map of {LESSON}: how many of 5 students' in page
    assert "http" not in page.replace("data:image", "")
    assert "<td>bob</td>" in page


def test_names_are_text_on_the_page() -> None:
    found = ClassMistakes(
        "01_x", ("step",), ("<b>gus",), (Finding("<b>gus", "step", ("<script>",)), Finding("<b>gus", "step"))
    )
    page = as_page(found)
    assert "<b>gus" not in page
    assert "<script>" not in page
    assert "&lt;b&gt;gus" in page


def test_the_picture_writes_each_number() -> None:
    findings = [Finding(f"s{n}", "step", ("sign",)) for n in range(12)] + [Finding("s1", "descend", ("sign", "start"))]
    figure = heat_map(ClassMistakes("01_x", ("step", "descend", "regime"), ("s1",), tuple(findings)))
    axes = figure.axes[0]
    assert sorted(text.get_text() for text in axes.texts) == ["1", "1", "12"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["sign", "start"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["step", "descend"]
    assert figure.alt.endswith("Most often: sign (13); start (1).")


def test_a_class_without_mistakes_has_a_picture_too() -> None:
    found = ClassMistakes("01_x", ("step",), ("ada",), (Finding("ada", "step"),))
    assert heat_map(found).png().startswith(b"\x89PNG")
    assert as_data(found)["exercises"] == [{"exercise": "step", "passed": 1, "mistakes": []}]


def test_nothing_graded_is_said(tmp_path: Path, graded: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").write_text((graded.root / "nbgrader_config.py").read_text())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="no autograded notebook of 01_small"):
        show_mistakes(LESSON)
    monkeypatch.chdir(graded.root)
    with pytest.raises(CourseError, match="cannot be written: No such file"):
        show_mistakes(LESSON, png=tmp_path / "nowhere" / "m.png")
