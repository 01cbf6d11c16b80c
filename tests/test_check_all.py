"""`course check` by folder, short name or none at all, what it does not run, and checks that are not there."""

import contextlib
import io
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course.check.check import check
from course.check.installs import leave_out_installs
from course.check.lacking import missing_checks
from course.check.learner import find_notebooks
from course.errors import CourseError
from course.lab import released_lessons
from tests.grading_class import cell
from tests.test_check import double, lesson, save, write

NAMES = ("01_first", "02_second", "03_third")


def answered(body: str) -> NotebookNode:
    nb = lesson(double(), [cell("markdown", "why", "Your text.", points=2, solution=True)])
    write(nb, "double-answer", f"def double(x):\n    {body}")
    return nb


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder work/ with three lessons of empty files, and the folder above it as the working directory."""
    for name in NAMES:
        (tmp_path / "work" / name).mkdir(parents=True)
        (tmp_path / "work" / name / f"{name}.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "work"


def stems(found: list[Path]) -> list[str]:
    return [path.stem for path in found]


def test_a_lessons_folder_is_the_lesson_from_inside_too(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work / "02_second")
    for name in (Path("."), None, Path("02_second.ipynb"), Path("02_second")):
        assert stems(find_notebooks(name)) == ["02_second"]
    assert stems(find_notebooks(Path("03"))) == ["03_third"]  # beside it
    assert stems(find_notebooks(Path(".."))) == list(NAMES)


def test_a_folder_of_lessons_or_nothing_is_all_lessons(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work / "02_second" / "02_second.new.ipynb").touch()
    assert stems(find_notebooks(None)) == stems(find_notebooks(Path("work"))) == list(NAMES)
    monkeypatch.chdir(work)
    assert stems(find_notebooks(None)) == stems(find_notebooks(Path("."))) == list(NAMES)


@pytest.mark.parametrize("name", ["02", "2", "02_second", "02_se", "second", "sec", "work/02_second"])
def test_a_short_name_is_enough(work: Path, name: str) -> None:
    assert stems(find_notebooks(Path(name))) == ["02_second"]


def test_a_name_that_fits_none_or_several_is_refused_with_what_there_is(work: Path) -> None:
    (work / "03_second_half").mkdir()
    (work / "03_second_half" / "03_second_half.ipynb").touch()
    with pytest.raises(CourseError, match=r"may mean several lessons.*02_second, .*03_second_half"):
        find_notebooks(Path("second"))
    with pytest.raises(CourseError, match=r"no such notebook: 09\. There are: work/01_first, "):
        find_notebooks(Path("09"))


def test_where_there_are_no_lessons_one_is_told_how_to_get_them(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (None, Path("01")):
        with pytest.raises(CourseError, match="course lab"):
            find_notebooks(name)
    with pytest.raises(CourseError, match="there is no notebook in"):
        find_notebooks(Path("."))


def test_a_line_for_each_lesson_and_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done, begun = answered("return 2 * x"), answered("return 3 * x")
    write(done, "why", "Because.")
    for name, nb in zip(NAMES, (done, begun, lesson(double())), strict=True):
        save(nb, tmp_path / name, f"{name}.ipynb")
    (tmp_path / "04_broken").mkdir()
    (tmp_path / "04_broken" / "04_broken.ipynb").write_text("no notebook")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert check() == 1
    first, second, third, fourth, _, last = out.getvalue().splitlines()
    assert first == "done  01_first   1 of 1 checks pass"
    assert second == "      02_second  0 of 1 checks pass, 1 text to be written"
    assert third == "      03_third   not begun"
    assert fourth.startswith("      04_broken  04_broken/04_broken.ipynb is not a notebook")
    assert last.startswith("1 of 4 lessons done, next: 02_second, double (")


def test_installs_are_left_out_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nb = answered("return 2 * x")
    write(nb, "why", "Because.")
    trace = tmp_path / "installed"
    python = f"!python -c \"open('{trace}', 'w')\" -m pip install x"  # no installer: runs as it is
    nb.cells.insert(0, new_code_cell(f"%pip install --no-index nothing-of-that-name\n{python}"))
    assert check(save(nb, tmp_path)) == 0
    out = capsys.readouterr().out
    assert (
        "Not run, for this would change the Python that you use: %pip install --no-index nothing-of-that-name." in out
    )
    assert trace.exists()


@pytest.mark.parametrize(
    "line",
    [
        "%pip install numpy",
        "!pip install numpy",
        "! pip3 install --upgrade numpy",
        "!python -m pip install numpy",
        "!{sys.executable} -m pip install numpy",
        "said = !pip install numpy",
        "    %conda install numpy",
        "!!mamba install numpy",
        "!sudo apt-get install gcc",
        "%uv pip install numpy",
    ],
)
def test_each_way_to_install_is_known(line: str) -> None:
    nb = lesson([new_code_cell(f"a = 1\nif a:\n{line}\nb = 2" if line[0] == " " else f"a = 1\n{line}\nb = 2")])
    assert leave_out_installs(nb) == [line.strip()]
    assert "pass" in nb.cells[0].source
    compile(nb.cells[0].source, "cell", "exec")


def test_a_shell_cell_is_looked_into_and_other_lines_stay() -> None:
    kept = "pip = 3\n%matplotlib inline\n!ls pip\nprint('!pip install x')\npip install"
    nb = lesson([new_code_cell("%%bash\npip install numpy\nls"), new_code_cell(kept)])
    assert leave_out_installs(nb) == ["pip install numpy"]
    assert [one.source for one in nb.cells] == ["%%bash\n:\nls", kept]


def test_what_is_printed_names_no_file_of_the_kernel_and_no_line_of_a_library(tmp_path: Path, capsys) -> None:
    nb = lesson(double("broken"), double("deep"), double("named"))
    write(nb, "broken-answer", "def broken(x)\n    return 2 * x")
    write(nb, "deep-answer", "import numpy as np\n\ndef deep(x):\n    return np.linalg.inv([x])")
    write(nb, "named-answer", "def named(x):\n    raise NotImplementedError('named: only a part is written')")
    assert check(save(nb, tmp_path)) == 1
    out = capsys.readouterr().out
    assert "SyntaxError: expected ':' (your cell, line 1)" in out
    assert "in the line: return np.linalg.inv([x])" in out
    assert "fail  named   2 points  only a part is written" in out


def test_a_deleted_check_is_named_and_the_status_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nb = lesson(double("here"), double("gone"))
    write(nb, "here-answer", "def here(x):\n    return 2 * x")
    nb.cells.pop()
    assert check(save(nb, tmp_path)) == 1
    said = capsys.readouterr().out
    assert "Missing in this notebook: gone." in said
    assert "1 of 1 checks pass" in said
    assert "1 not looked at: missing." in said


def test_the_released_lesson_says_what_there_should_be() -> None:
    """Also where answer and check are gone, or the essay; and whatever the file is called."""
    nb = nbformat.read(released_lessons() / "01_descent" / "01_descent.ipynb", as_version=4)
    assert missing_checks(nb) == []
    gone = {"step-answer", "step", "why_bouncing"}
    nb.cells = [cell for cell in nb.cells if cell.id not in gone]
    next(cell for cell in nb.cells if cell.id == "descend").metadata = {}
    assert missing_checks(nb) == ["step", "descend", "why_bouncing"]
