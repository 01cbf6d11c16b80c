"""Each preprocessor with the submission that breaks nbgrader as it comes."""

import copy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course.grading.mended import list_mended
from tests.grading_class import LESSON, SmallCourse, find, position, put_copy

FULL = {"double": 2, "square": 3, "why": None}


@pytest.fixture
def ours(tmp_path: Path) -> SmallCourse:
    return SmallCourse(tmp_path / "ours")


@pytest.fixture
def stock(tmp_path: Path) -> SmallCourse:
    return SmallCourse(tmp_path / "stock", stock=True)


def mended_cells(course: SmallCourse, student: str) -> list[str]:
    return [entry["cell"] for entry in list_mended(course.graded(student))]


def copied(nb: NotebookNode) -> None:
    put_copy(nb, "double")


def stop_at_schema(nb: NotebookNode) -> None:
    find(nb, "double").metadata.nbgrader.schema_version = 9


def skipped_with_wrong_answer(nb: NotebookNode) -> None:
    find(nb, "double-answer").source = "def double(x):\n    return x"
    find(nb, "double").metadata.tags = ["skip-execution"]


def without_check(nb: NotebookNode) -> None:
    del nb.cells[position(nb, "double")]


def with_warning(nb: NotebookNode) -> None:
    find(nb, "double-answer").source = "def double(x):\n    warnings.warn('careful')\n    return 2 * x"


def long_line(nb: NotebookNode) -> None:
    find(nb, "double-answer").source += "\nprint('x' * 20_000_000)"


def test_right_answers_keep_all_points_and_the_essay_waits_for_a_person(ours: SmallCourse) -> None:
    ours.hand_in("ada")
    result = ours.autograde()
    assert result["success"], result
    assert ours.scores("ada") == FULL
    graded = ours.graded("ada")
    assert list_mended(graded) == []
    assert "The scheme." in find(graded, "why-question").source  # the grader reads it above the answer
    assert "The scheme." not in str(ours.released)


def test_an_unanswered_essay_gets_nothing_and_waits_for_nobody(ours: SmallCourse) -> None:
    ours.hand_in("ada", lambda nb: find(nb, "why").update(source=find(ours.released, "why").source))
    ours.autograde()
    assert ours.scores("ada") == FULL | {"why": 0}


@pytest.mark.parametrize("change", [copied, stop_at_schema])
def test_stock_nbgrader_loses_the_students_after_this_one(stock: SmallCourse, change) -> None:
    """What is mended here is really broken there: `zoe` comes after `bad` and is not graded."""
    stock.hand_in("bad", change)
    stock.hand_in("zoe")
    assert not stock.autograde()["success"]
    assert not stock.is_graded("zoe")


@pytest.mark.parametrize(
    ("change", "score"),
    [(skipped_with_wrong_answer, 2), (without_check, None), (with_warning, 0)],
    ids=["skip-execution gives full points", "deleted check waits for ever", "warning costs all points"],
)
def test_stock_nbgrader_scores_wrongly(stock: SmallCourse, change, score) -> None:
    stock.hand_in("bad", change)
    stock.autograde()
    assert stock.scores("bad")["double"] == score


def test_stock_nbgrader_keeps_a_long_line(stock: SmallCourse) -> None:
    stock.hand_in("bad", long_line)
    stock.autograde()
    assert len(str(stock.graded("bad"))) > 20_000_000


def test_stock_nbgrader_cannot_put_back_a_cell_after_a_locked_one(stock: SmallCourse) -> None:
    stock.config.OverwriteCells.add_missing_cells = True
    stock.hand_in("bad", lambda nb: nb.cells.pop(position(nb, "why")))
    assert "KeyError" in stock.autograde()["log"]
    assert not stock.is_graded("bad")


def test_bad_submissions_are_mended_and_their_neighbours_keep_their_scores(ours: SmallCourse) -> None:
    changes = {
        "b1": copied,
        "b2": stop_at_schema,
        "b3": skipped_with_wrong_answer,
        "b4": without_check,
        "b5": with_warning,
        "b6": long_line,
    }
    for student, change in changes.items():
        ours.hand_in(student, change)
    ours.hand_in("ann")
    ours.hand_in("zoe")
    result = ours.autograde()
    assert result["success"], result
    assert ours.scores("ann") == ours.scores("zoe") == FULL
    for student in changes:
        assert ours.scores(student) == FULL | ({"double": 0} if student == "b3" else {}), student
    assert [mended_cells(ours, student) for student in ("ann", "b1", "b2", "b3", "b4")] == [[]] + [["double"]] * 4
    assert "costs no points" in str(find(ours.graded("b5"), "double").outputs)
    assert len(str(ours.graded("b6"))) < 300_000
    assert position(ours.graded("b4"), "double") == position(ours.released, "double")


def test_of_copied_locked_cells_the_first_unchanged_one_counts(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        find(nb, "double").source = "pass"  # split: the first half
        put_copy(nb, "double", source=find(ours.released, "double").source)
        put_copy(nb, "double", at=len(nb.cells), source=find(ours.released, "double").source)

    ours.hand_in("ada", change)
    ours.autograde()
    assert ours.scores("ada") == FULL
    graded = ours.graded("ada")
    assert position(graded, "double") == position(ours.released, "double") + 1
    assert len(graded.cells) == len(ours.released.cells) + 2
    assert "times" in list_mended(graded)[0]["what"]


def test_a_split_answer_still_runs_whole(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        find(nb, "double-answer").source = "factor = 2"
        put_copy(nb, "double-answer", source="def double(x):\n    return factor * x")

    ours.hand_in("ada", change)
    ours.autograde()
    assert ours.scores("ada") == FULL


@pytest.mark.parametrize("stub_last", [True, False])
def test_of_copied_essays_the_written_one_counts(ours: SmallCourse, stub_last: bool) -> None:
    def change(nb: NotebookNode) -> None:
        stub = find(ours.released, "why").source
        put_copy(nb, "why", at=None if stub_last else position(nb, "why"), source=stub)

    ours.hand_in("ada", change)
    ours.autograde()
    assert ours.scores("ada") == FULL
    assert find(ours.graded("ada"), "why").source == "Since I thought about it."


EDITS: list[dict[str, object]] = [
    {"points": 100},
    {"grade": False},
    {"solution": True},
    {"locked": False},
    {"task": True},
    {"schema_version": 1},
    {"schema_version": "three"},
    {"points": "many", "extra": [1], "checksum": 5},
]


def test_edited_metadata_is_restored(ours: SmallCourse) -> None:
    """Of a check, of given code and of both answers at once; the wrong answer still costs its points."""

    def change(nb: NotebookNode, edit: dict[str, object]) -> None:
        find(nb, "double-answer").source = "def double(x):\n    return x"
        find(nb, "double").source = "pass"
        for name in ("double", "imports", "double-answer", "why"):
            find(nb, name).metadata.nbgrader.update(edit)

    for number, edit in enumerate(EDITS):
        ours.hand_in(f"student{number}", lambda nb, edit=edit: change(nb, edit))
    result = ours.autograde()
    assert result["success"], result
    for number, edit in enumerate(EDITS):
        assert ours.scores(f"student{number}") == FULL | {"double": 0}, edit
        assert find(ours.graded(f"student{number}"), "double").metadata.nbgrader.points == 2, edit
        assert "double" in mended_cells(ours, f"student{number}"), edit


def test_changed_cell_types_are_restored(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        for name, kind in (("double", "markdown"), ("double-answer", "raw"), ("why-question", "code"), ("why", "raw")):
            find(nb, name).cell_type = kind

    ours.hand_in("ada", change)
    result = ours.autograde()
    assert result["success"], result
    assert ours.scores("ada") == FULL


def test_every_cell_deleted_but_one(ours: SmallCourse) -> None:
    """All come back in the lesson's order; what was not there is not passed, and nothing waits for a person."""
    ours.hand_in("ada", lambda nb: nb.update(cells=[find(nb, "given")]))
    result = ours.autograde()
    assert result["success"], result
    assert ours.scores("ada") == {"double": 0, "square": 0, "why": 0}
    names = [node.metadata.nbgrader.grade_id for node in ours.graded("ada").cells]
    assert names == [node.metadata.nbgrader.grade_id for node in ours.released.cells if "nbgrader" in node.metadata]


def test_a_deleted_answer_cell_loses_nothing_by_itself(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        old = nb.cells.pop(position(nb, "double-answer"))
        nb.cells.insert(1, new_code_cell(old.source))

    ours.hand_in("ada", change)
    ours.autograde()
    assert ours.scores("ada") == FULL


def test_tags_and_metadata_of_unknown_cells_go(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        stray = copy.deepcopy(find(nb, "double"))
        stray.metadata.nbgrader.update(grade_id="from-elsewhere", schema_version=1)
        nb.cells.append(stray)
        nb.cells[0].metadata.tags = ["skip-execution"]
        nb.cells[4].metadata.nbgrader = {}

    ours.hand_in("ada", change)
    result = ours.autograde()
    assert result["success"], result
    assert ours.scores("ada") == FULL
    assert mended_cells(ours, "ada") == ["from-elsewhere"]


def test_a_real_error_after_a_warning_costs_the_points(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        find(nb, "double-answer").source = "def double(x):\n    warnings.warn('careful')\n    return x"

    ours.hand_in("ada", change)
    ours.autograde()
    assert ours.scores("ada") == FULL | {"double": 0}


def test_a_long_error_is_cut_and_still_costs_the_points(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        lines = ["def double(x):", "    for _ in range(900):", "        print('y' * 10_000)"]
        find(nb, "double-answer").source = "\n".join([*lines, "    raise ValueError('x' * 20_000_000)"])

    ours.hand_in("ada", change)
    ours.autograde()
    assert ours.scores("ada") == FULL | {"double": 0}
    assert len(str(ours.graded("ada"))) < 6_000_000


def test_unusual_cells_do_not_stop_anything(ours: SmallCourse) -> None:
    def change(nb: NotebookNode) -> None:
        find(nb, "double").outputs = [{"output_type": "telepathy"}]
        find(nb, "square").outputs = [{"output_type": "stream"}]
        nb.cells[0].pop("source")
        nb.cells[0].attachments = {"a.png": {"image/png": "AAAA"}}
        nb.cells[4].source = ["one\n", "two \ud800"]
        nb.cells[4].metadata.nbgrader = None
        nb.cells.append({"cell_type": "telepathy", "metadata": {}, "id": nb.cells[0].id})
        nb.metadata.backprop_by_hand = {"mended": 3}
        nb.metadata.widgets = {"x": "y" * 1000}

    ours.hand_in("ada", change)
    ours.hand_in("zoe")
    result = ours.autograde()
    assert result["success"], result
    assert ours.scores("ada") == ours.scores("zoe") == FULL


def test_python_files_handed_in_are_not_imported(ours: SmallCourse) -> None:
    ours.hand_in("ada")
    (ours.folder("ada") / "math.py").write_text("raise SystemExit")
    (ours.folder("ada") / "warnings.py").write_text("raise SystemExit")
    ours.autograde()
    assert ours.scores("ada") == FULL
    assert [path.name for path in (ours.root / "autograded" / "ada" / LESSON).iterdir()] == [f"{LESSON}.ipynb"]
