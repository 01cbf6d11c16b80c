"""`course site` on a course of two small lessons: what a page shows, what it must not show, the same bytes twice."""

import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook

from course.authoring.text import read_text
from course.build import lesson_files
from course.errors import CourseError
from course.pages.site.build import site_files, write_files
from course.pages.site.outputs import shown_outputs
from course.paths import Tree
from tests.site_secrets import leaks

FIRST = '''
# %% [markdown]
# # 1 Roots of $x^2$
#
# **What you will be able to do.** Take a root.
#
# **Time.** 5 minutes.

# %% locked="setup"
import numpy as np

from helpers.explore import Explorable, explore
from helpers.explore.scene import label, picture
from helpers.figures.base import picture as plot

# %% [markdown]
# ## 1.1 A root & more
#
# With $x < y$:
#
# $$\\sqrt{x} = \\frac{1}{2} \\tag{1.1}$$

# %% answer="root"
def root(x):
    """The root."""
    ### BEGIN SOLUTION
    steps = 4711.25
    return x**0.5
    ### END SOLUTION

# %% test="root" points=1
assert abs(root(4.0) - 2) < 1e-9
### BEGIN HIDDEN TESTS
assert abs(root(1234321.0) - 1111) < 1e-9
### END HIDDEN TESTS

# %% [markdown] hints="root"
# 1. What times itself?
# 2. A power.
# 3. `return x**...`

# %%
print("before any answer", 3 + 4)

# %%
print("an answer says", root(2.0))

# %%
root(3.0)

# %%
figure, axes = plot("A root of your own: $\\\\sqrt{x}$.")
axes.plot([0, 1], [0, root(1.0)])
figure

# %%
scene = picture(90, 50, "t", "A </script> picture.", label(1.0, 20.0, "</script><b>"))
Explorable("descent", {"scene": scene, "message": "m"}, "alt & \\"alt\\"")

# %%
import sys
print("a complaint", file=sys.stderr)
explore(lambda x: figure, x=(0, 3, 1, 1))

# %% [markdown] essay="why" points=1
# Why?
#
# ### BEGIN SOLUTION
# Since the model answer says so.
# ### END SOLUTION
# ### BEGIN MARK SCHEME
# One point for the words model answer.
# ### END MARK SCHEME
'''
SECOND = """
# %% [markdown]
# # 2 The end
#
# Nothing more.

# %%
print("done")
"""


def write_tree(root: Path, **texts: str) -> Tree:
    """Build lessons of these texts, by name, in a folder that may hold more of a course."""
    tree = Tree(root)
    tree.lessons.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (tree.lessons / f"{name}.py").write_text(text.lstrip("\n"))
    for name in texts:
        for file, content in lesson_files(tree, read_text(tree.lessons / f"{name}.py")).items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(content)
    return tree


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return write_tree(tmp_path_factory.mktemp("site"), **{"01_roots": FIRST, "02_end": SECOND})


@pytest.fixture(scope="module")
def files(tree: Tree) -> dict[str, bytes]:
    return site_files(tree)


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> BeautifulSoup:
    return BeautifulSoup(files["01_roots.html"].decode(), "html.parser")


def cell(page: BeautifulSoup, name: str) -> str:
    found = page.find(id=name)
    assert found is not None
    return found.get_text()


def test_the_files(tree: Tree, files: dict[str, bytes]) -> None:
    assert sorted(files) == [
        "01_roots.html",
        "02_end.html",
        "explorables.js",
        "index.html",
        "notebooks/01_roots.ipynb",
        "notebooks/02_end.ipynb",
        "style.css",
    ]
    released = tree.release / "01_roots" / "01_roots.ipynb"
    assert files["notebooks/01_roots.ipynb"] == released.read_bytes()


def test_text_is_shown_where_it_needs_no_answer(page: BeautifulSoup) -> None:
    assert "before any answer 7" in cell(page, "code-1")
    assert "an answer says" not in cell(page, "code-2").replace('print("an answer says"', "")
    assert "1.41" not in cell(page, "code-2")
    assert "depends on your answers" in cell(page, "code-2")
    assert "1.73" not in cell(page, "code-3")
    assert "a complaint" not in cell(page, "code-6").replace('print("a complaint"', "")


def test_pictures_are_drawn_by_the_right_answer(page: BeautifulSoup) -> None:
    picture = page.find(id="code-4").img
    assert picture["src"].startswith("data:image/png;base64,")
    assert picture["alt"] == "A root of your own: $\\sqrt{x}$."
    assert page.find(id="code-6").img is not None
    assert "VBox" not in page.get_text()


def test_an_explorable_brings_its_state_which_is_no_markup(page: BeautifulSoup, files: dict[str, bytes]) -> None:
    figure = page.find(id="code-5").figure
    assert figure.img["alt"] == 'alt & "alt"'
    state = figure.find("script", type="application/json").string
    assert "\\u003c/script>" in state
    assert [tag.name for tag in figure.find_all(True)] == ["img", "script"]
    assert b"import(" in files["explorables.js"]
    assert [tag["src"] for tag in page.find_all("script", src=True)] == ["explorables.js"]


def test_no_secret_is_in_any_file(tree: Tree, files: dict[str, bytes]) -> None:
    for name in ("01_roots", "02_end"):
        assert leaks(tree, name, files) == []
    page = files["01_roots.html"].decode()
    for secret in ("4711", "1234321", "1111", "model answer", "MARK SCHEME", "BEGIN"):
        assert secret not in page


@pytest.mark.parametrize(
    "secret",
    [
        "return x**0.5",
        "assert abs(root(1234321.0) - 1111) &lt; 1e-9",
        "Since the model answer says so.",
        "One point for the words model answer.",
    ],
)
def test_a_secret_in_a_page_is_found(tree: Tree, files: dict[str, bytes], secret: str) -> None:
    with_secret = {**files, "01_roots.html": files["01_roots.html"] + f"<p>{secret}</p>".encode()}
    assert leaks(tree, "01_roots", with_secret) != []


def test_formulas_need_no_script(page: BeautifulSoup) -> None:
    formulas = page.find_all("math")
    assert len(formulas) >= 3
    assert [formula.get_text() for formula in formulas if formula.get("display")] == ["x=12(1.1)"]
    assert "$" not in page.find("main").find(class_="words").get_text()


def test_contents_neighbours_and_the_way_back(page: BeautifulSoup, files: dict[str, bytes]) -> None:
    assert [(link["href"], link.get_text()) for link in page.select(".contents li a")] == [
        ("#s-1-1-a-root-amp-more", "1.1 A root & more")
    ]
    assert page.find(id="s-1-1-a-root-amp-more") is not None
    assert {link["href"] for link in page.select("a[rel=next]")} == {"02_end.html"}
    assert page.select("a[rel=prev]") == []
    last = BeautifulSoup(files["02_end.html"].decode(), "html.parser")
    assert {link["href"] for link in last.select("a[rel=prev]")} == {"01_roots.html"}
    assert last.select("script") == []
    front = BeautifulSoup(files["index.html"].decode(), "html.parser")
    assert "Take a root." in front.get_text()
    assert "5 minutes" in front.get_text()


def test_every_link_leads_somewhere_inside(files: dict[str, bytes]) -> None:
    for name in files:
        if not name.endswith(".html"):
            continue
        page = BeautifulSoup(files[name].decode(), "html.parser")
        for tag, key in [(tag, key) for tag in page.find_all(True) for key in ("href", "src") if tag.get(key)]:
            target = tag[key]
            if target.startswith("data:"):
                continue
            file, _, place = target.partition("#")
            assert file in files or (not file and page.find(id=place)), f"{name}: {target}"


def test_hints_fold_one_inside_the_other(page: BeautifulSoup) -> None:
    hint = page.find(id="root-hints").details
    assert hint.get("open") is None
    assert [summary.get_text() for summary in hint.find_all("summary")] == [
        "Hint 1: the idea",
        "Hint 2: the rule",
        "Hint 3: the first line",
    ]


def test_roles_of_cells(page: BeautifulSoup) -> None:
    roles = {section["id"]: section["class"][1] for section in page.select("section.code")}
    assert roles["root-answer"] == "answer"
    assert roles["root"] == "check"
    assert roles["setup"] == roles["code-1"] == "given"


def test_the_same_lessons_give_the_same_bytes(tree: Tree, files: dict[str, bytes]) -> None:
    assert site_files(tree) == files


def test_a_wrong_lesson_is_named(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, **{"02_end": SECOND.replace('print("done")', "1 / 0")})
    with pytest.raises(CourseError, match=r"02_end.ipynb: cell 'code-1' ends with ZeroDivisionError"):
        site_files(tree)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\\sqrt{x}", "\\sqroot{x}", r"01_roots: no page can show the formula .*sqroot"),
        ("# # 1 Roots of $x^2$", "# Roots", "should begin with the lesson's title"),
    ],
)
def test_a_text_that_no_page_can_show(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FIRST[: FIRST.index("# %% answer")].replace(old, new)
    with pytest.raises(CourseError, match=said):
        site_files(write_tree(tmp_path, **{"01_roots": text}))


def test_a_missing_notebook_is_named(tree: Tree, tmp_path: Path) -> None:
    shutil.copytree(tree.root, tmp_path / "tree")
    (tmp_path / "tree" / "release" / "01_roots" / "01_roots.ipynb").unlink()
    with pytest.raises(CourseError, match="course build 01_roots"):
        site_files(Tree(tmp_path / "tree"))


def test_a_kernel_that_dies_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dies.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("import os; os._exit(1)", id="a")]), path)
    with pytest.raises(CourseError, match="cannot be run for its page"):
        shown_outputs(path, path)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    site = {"index.html": b"x", "style.css": b"", "notebooks/a.ipynb": b"{}"}
    write_files(tmp_path / "new" / "site", site)
    write_files(tmp_path / "new" / "site", site)  # again, over its own
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(CourseError, match="holds other files"):
        write_files(tmp_path / "mine", site)
    with pytest.raises(CourseError, match="cannot write the site"):
        write_files(tmp_path / "mine" / "thesis.txt", site)
