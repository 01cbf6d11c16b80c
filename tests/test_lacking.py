"""`course check` names a check that is not there: it cannot fail, and must not count as passed."""

from pathlib import Path

import nbformat
import pytest

from course.check.check import check_notebook
from course.check.lacking import missing_checks
from course.lab import released_lessons
from tests.test_check import double, lesson, save, write


def test_a_deleted_check_is_named_and_the_status_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nb = lesson(double("here"), double("gone"))
    write(nb, "here-answer", "def here(x):\n    return 2 * x")
    nb.cells.pop()
    assert check_notebook(save(nb, tmp_path)) == 1
    said = capsys.readouterr().out
    assert "Missing in this notebook: gone." in said
    assert "1 of 1 checks pass" in said
    assert "1 not looked at: missing." in said


@pytest.mark.parametrize("name", ["01_descent", "01_descent-Copy1"])
def test_the_released_lesson_says_what_there_should_be(name: str) -> None:
    """Also where answer and check are gone, or the essay; and whatever the file is called."""
    nb = nbformat.read(released_lessons() / "01_descent" / "01_descent.ipynb", as_version=4)
    assert missing_checks(nb, name) == []
    gone = {"step-answer", "step", "why_bouncing"}
    nb.cells = [cell for cell in nb.cells if cell.id not in gone]
    next(cell for cell in nb.cells if cell.id == "descend").metadata = {}
    assert missing_checks(nb, name) == ["step", "descend", "why_bouncing"]
