"""`course build` refuses a test that would judge an answer otherwise once the answer is in the box."""

import shutil
from pathlib import Path

import pytest

from course.build import build_lessons
from course.errors import CourseError

HERE = Path(__file__).parent
RIGHT = "check_equal(double(3), 6)\n"


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The text of the small lesson, in a course of its own."""
    target = tmp_path / "course" / "lessons" / "01_mini.py"
    target.parent.mkdir(parents=True)
    shutil.copy(HERE / "minicourse" / "01_mini.py", target)
    monkeypatch.chdir(tmp_path)
    return target


CHANGED = {
    "hands over a function of its own": "assert double([].append) is not None\n",
    "looks at an object": "check_equal(type(double).__name__, 'function')\n",
    "compares objects": "assert double == double\n",
    "gets an attribute by its name": "check_equal(getattr(double, '__code__').co_argcount, 1)\n",
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_test_that_the_box_changes_is_refused(name: str, text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = text.read_text().replace("return 2 * x", "return 6 if callable(x) else 2 * x")
    text.write_text(source.replace(RIGHT, CHANGED[name], 1))
    with pytest.raises(CourseError, match="1 problem in the lesson texts, nothing was built"):
        build_lessons([], force=False)
    said = capsys.readouterr().out
    assert "the test `double`: where students' code is graded, the solution loses it: it ends with " in said
    assert not (text.parents[2] / "source").exists()


def test_what_is_built_already_is_not_run_again(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_lessons([], force=False)
    monkeypatch.setattr("course.authoring.engine.check_solution", lambda *_: pytest.fail("it was run"))
    build_lessons([], force=False)
