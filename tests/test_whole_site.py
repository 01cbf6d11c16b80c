"""The map and the glossary as pages: whole in words, every link inside, and none of it where a course has neither."""

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from course.coursemap.course_map import LINKS
from course.coursemap.glossary import GLOSSARY
from course.errors import CourseError
from course.pages.site.build import site_files
from course.pages.site.text import Lesson, read_lesson
from course.pages.site.whole import MAP, WORDS, Whole, read_whole, whole_pages
from course.paths import Tree
from tests.test_site import write_tree

REPOSITORY = Tree(Path(__file__).parents[1])
MINI = Path(__file__).parent / "minicourse" / "01_mini.py"
LINK = '[[link]]\nfrom = "01_mini.double"\nto = "02_more.slope"\nwhy = "Twice $x$ & again."\n'
TERM = (
    '[[term]]\nenglish = "a < slope"\nchinese = "斜率"\nsymbol = "$x$"\nlesson = "02_more"\nmeaning = "How steep."\n'
    '[[letter]]\nletter = "$x$"\nlessons = "01_mini 02_more"\nmeaning = "A number."\n'
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    root = tmp_path_factory.mktemp("whole")
    (root / "course").mkdir()
    (root / LINKS).write_text(LINK)
    (root / GLOSSARY).write_text(TERM, encoding="utf-8")
    return write_tree(root, **dict.fromkeys(("01_mini", "02_more"), MINI.read_text()))


def lessons_of(tree: Tree, whole: Whole) -> list[Lesson]:
    return [
        read_lesson(name, str(tree.release / name / f"{name}.ipynb"), whole.addresses) for name in tree.lesson_names()
    ]


def page_of(content: bytes | str) -> BeautifulSoup:
    return BeautifulSoup(content, "html.parser")


def test_the_site_has_both_pages_and_leads_to_them(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    # Outputs are drawn by kernels, which tests/test_site.py starts.
    monkeypatch.setattr("course.pages.site.build.shown_outputs", lambda source, release: {})
    files = site_files(tree)
    assert {MAP, WORDS} < set(files)
    for name in ("index.html", "01_mini.html", "02_more.html", MAP, WORDS):
        header = page_of(files[name]).header
        assert header
        assert {"map.html", "glossary.html"} <= {link["href"] for link in header.find_all("a")}
    last_page = page_of(files["02_more.html"]).find(id="where-you-stand")
    assert last_page
    assert last_page.find("a", string="the glossary")["href"] == WORDS  # type: ignore[index, call-overload]
    assert site_files(tree) == files


def test_a_course_with_neither_has_no_such_page(tree: Tree, tmp_path: Path) -> None:
    shutil.copytree(tree.root, tmp_path / "plain")
    plain = Tree(tmp_path / "plain")
    (plain.root / LINKS).unlink()
    (plain.root / GLOSSARY).unlink()
    whole = read_whole(plain)
    assert (whole.pages, whole.addresses, whole_pages(whole, lessons_of(plain, whole))) == ([], {}, {})


def test_the_map_in_words(tree: Tree) -> None:
    whole = read_whole(tree)
    page = page_of(whole_pages(whole, lessons_of(tree, whole))[MAP])
    first, second = page.find(id="01_mini.double"), page.find(id="02_more.slope")
    assert first
    assert second
    assert "→ lesson 2, slope: Twice" in first.get_text()
    assert "← lesson 1, double: Twice" in second.get_text()
    assert first.find("math") is not None
    places = ["02_more.html#slope-answer", "#02_more.double", "#01_mini.double"]
    assert [link["href"] for link in second.find_all("a")] == places
    assert [len(svg.find_all("title")) for svg in page.find_all("svg")] == [1, 1, 1]


def test_the_glossary_in_two_languages(tree: Tree) -> None:
    whole = read_whole(tree)
    page = page_of(whole_pages(whole, lessons_of(tree, whole))[WORDS])
    term = page.find(id="a-slope")
    assert term
    assert [span.get_text() for span in term.find_all("span", lang="zh-Hans")] == ["斜率"]
    assert term.dt.get_text().startswith("a < slope")  # type: ignore[union-attr]
    assert term.dd.a["href"] == "02_more.html"  # type: ignore[union-attr, index]
    assert [cell.get_text() for cell in page.find_all("td")] == ["x", "1, 2", "A number."]


def test_a_formula_that_cannot_be_set_is_named_with_its_file(tree: Tree) -> None:
    whole = read_whole(tree)
    lessons = lessons_of(tree, whole)
    for file, text, good in ((LINKS, LINK, "$x$"), (GLOSSARY, TERM, "$x$")):
        (tree.root / file).write_text(text.replace(good, "$\\\\sqroot$", 1), encoding="utf-8")
        try:
            with pytest.raises(CourseError, match=f"{file}: no page can show the formula"):
                whole_pages(read_whole(tree), lessons)
        finally:
            (tree.root / file).write_text(text, encoding="utf-8")


def test_the_real_pages() -> None:
    whole = read_whole(REPOSITORY)
    lessons = lessons_of(REPOSITORY, whole)
    pages = {name: page_of(content) for name, content in whole_pages(whole, lessons).items()}
    cells = {lesson.name: {cell.id for cell in lesson.notebook.cells} for lesson in lessons}
    for page in pages.values():
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(set(ids)) == len(ids)
        for link in page.find_all("a"):
            file, _, place = str(link["href"]).partition("#")
            if file in ("index.html", "map.html", "glossary.html", ""):
                assert not place or place in ids, link
            else:
                assert not place or place in cells[file.removesuffix(".html")], link
    assert whole.course
    assert whole.glossary
    for outline in whole.course.lessons:
        for exercise in outline.exercises:
            shown = pages[MAP].find(id=exercise.key)
            assert shown
            places = {str(link["href"]) for link in shown.find_all("a")}
            assert {f"#{outline.name}.{name}" for name in exercise.needs} <= places
    assert len(pages[WORDS].find_all("dt")) == len(whole.glossary.terms)
