"""The last page of a lesson: made by the builder, true to the map, and of no consequence for grading."""

import base64
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
import pytest

from course.authoring.notebook import lesson_notebook
from course.authoring.rules import ENDING, check_lesson
from course.authoring.text import read_text
from course.build import build_lessons, lesson_files, read_lessons
from course.coursemap.course_map import LINKS, read_map
from course.coursemap.ending import changed_endings, ending, last_page
from course.coursemap.glossary import GLOSSARY, PLACE, glossary_home
from course.grading.inert import clean_html
from course.paths import Tree

REPOSITORY = Tree(Path(__file__).parents[1])
MINI = Path(__file__).parent / "minicourse" / "01_mini.py"
LINK = '[[link]]\nfrom = "01_mini.double"\nto = "02_more.slope"\nwhy = "Twice $x$ again."\n'
TERM = '[[term]]\nenglish = "slope"\nchinese = "斜率"\nlesson = "01_mini"\nmeaning = "How steep."\n'


@pytest.fixture
def tree(mini: Tree) -> Tree:
    """A course of two lessons with a link and a glossary, not built yet; also the working directory."""
    shutil.copy(MINI, mini.lessons / "02_more.py")
    (mini.root / LINKS).write_text(LINK)
    (mini.root / GLOSSARY).write_text(TERM, encoding="utf-8")
    return mini


def built(tree: Tree, name: str) -> dict[str, bytes]:
    texts, problems = read_lessons(tree, [name])
    assert problems == []
    return lesson_files(tree, texts[name])


def cells_of(files: dict[str, bytes], path: str) -> list[nbformat.NotebookNode]:
    return list(nbformat.reads(files[path].decode(), as_version=4).cells)


@pytest.mark.parametrize("name", REPOSITORY.lesson_names())
@pytest.mark.parametrize("folder", ["source", "release"])
def test_every_lesson_ends_with_where_it_stands(name: str, folder: str) -> None:
    course = read_map(REPOSITORY)
    assert course
    notebook = nbformat.read(REPOSITORY.root / folder / name / f"{name}.ipynb", as_version=4)
    last = notebook.cells[-1]
    assert (last.id, last.cell_type, dict(last.metadata)) == (ENDING, "markdown", {})
    assert last.source == ending(course, name, glossary_home(REPOSITORY))
    assert last.source.count("\n## ") + last.source.startswith("## ") == 1
    exercises = next(outline.exercises for outline in course.lessons if outline.name == name)
    rows = re.findall(r"^\| [0-9.]+ `(\w+)` \|", last.source, re.MULTILINE)
    assert rows == [exercise.name for exercise in exercises]
    for link in course.behind(name) + course.ahead(name):
        assert link.why in last.source
    numbers = [
        number for cell in notebook.cells for number in re.findall(r"^## (\d+\.\d+) ", cell.source, re.MULTILINE)
    ]
    assert numbers[-1].split(".")[1] == str(int(numbers[-2].split(".")[1]) + 1)


def test_the_picture_is_inside_and_marks_the_lesson(tree: Tree) -> None:
    page = last_page(tree, "02_more")
    assert page
    found = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" width="\d+" alt="([^"]+)">', page)
    assert found
    words = [text.text for text in ElementTree.fromstring(base64.b64decode(found[1])).iter() if text.text]
    assert words == [words[0], "1", "mini", "2", "more", "you are here"]
    assert "Lesson 2 is marked. Curves come to it from lesson 1." in found[2]
    # Feedback pages show no picture but one that has everything inside.
    assert f'src="data:image/svg+xml;base64,{found[1]}"' in clean_html(found[0])


def test_the_words(tree: Tree) -> None:
    first, second = last_page(tree, "01_mini"), last_page(tree, "02_more")
    assert first
    assert second
    assert "- `double` → lesson 2, `slope`: Twice $x$ again." in first
    assert "Behind you" not in first
    assert "- lesson 1, `double` → `slope`: Twice $x$ again." in second
    assert "Ahead" not in second
    assert "| `double` |  |  | 2 |" in first
    assert f"(../01_mini/{PLACE})" in first
    assert f"(../01_mini/{PLACE})" in second


def test_nothing_that_is_graded_or_run_changes(tree: Tree) -> None:
    with_page = built(tree, "01_mini")
    (tree.root / LINKS).unlink()
    without = built(tree, "01_mini")
    for path in ("source/01_mini/01_mini.ipynb", "release/01_mini/01_mini.ipynb"):
        assert cells_of(with_page, path)[:-1] == cells_of(without, path)
        assert cells_of(with_page, path)[-1].cell_type == "markdown"
    assert lesson_notebook(read_text(MINI)) == nbformat.reads(
        without["source/01_mini/01_mini.ipynb"].decode(), as_version=4
    )


def test_the_glossary_lies_beside_the_first_lesson(tree: Tree) -> None:
    files = built(tree, "01_mini")
    assert "| **slope** | 斜率 |  | How steep. | 1 |" in files[f"release/01_mini/{PLACE}"].decode()
    assert files[f"source/01_mini/{PLACE}"] == files[f"release/01_mini/{PLACE}"]
    assert [path for path in built(tree, "02_more") if path.endswith(".md")] == []
    (tree.root / GLOSSARY).unlink()
    assert [path for path in built(tree, "01_mini") if path.endswith(".md")] == []
    assert PLACE not in str(last_page(tree, "01_mini"))


def test_a_lesson_whose_last_page_is_old_is_named(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    build_lessons([], force=False)
    assert changed_endings(tree) == []
    (tree.root / LINKS).write_text(LINK.replace("Twice", "Three times"))
    capsys.readouterr()
    build_lessons(["02_more"], force=False)
    assert "The last page of these lessons has changed too. Build them: course build 01_mini" in capsys.readouterr().out
    build_lessons(["01_mini"], force=False)
    assert "has changed too" not in capsys.readouterr().out
    assert changed_endings(tree) == []


def test_no_cell_of_a_lesson_may_have_its_name(tmp_path: Path) -> None:
    path = tmp_path / "01_mini.py"
    path.write_text(MINI.read_text().replace('locked="setup"', f'locked="{ENDING}"'))
    assert [
        f"`{ENDING}` is what cells without keys are called" in str(one) for one in check_lesson(read_text(path))
    ] == [True]
