"""The map of the course: what an exercise needs is found in the lesson, and declared links lead somewhere."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from course.authoring.text import read_text
from course.coursemap.arcs import Arc, Row, arcs_svg
from course.coursemap.course_map import LINKS, read_map
from course.coursemap.outline import AROUND, CHECK, SOLUTION, TEXT, Outline, direct_needs, read_outline
from course.coursemap.pictures import lesson_svg, path_svg
from course.errors import CourseError
from course.paths import Tree

pytestmark = pytest.mark.unit

REPOSITORY = Tree(Path(__file__).parents[1])

LESSON = """
# %% [markdown]
# # 1 Small things

# %% locked="setup"
def given(x):
    return later(x)

# %% [markdown]
# ## 1.1 First
#
# $$y = x \\tag{1.1}$$

# %% answer="first"
def first(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% test="first" points=1
assert first(1) == 1

# %% [markdown] hints="first"
# 1. See (1.2).
# 2. Two.
# 3. Three.

# %%
shown = first(2)

# %% [markdown]
# ## 1.2 Second

# %%
print(shown)

# %% answer="second"
def second(x):
    ### BEGIN SOLUTION
    return first(x)
    ### END SOLUTION

# %% test="second" points=1
assert second(1) == 1

# %% answer="later"
def later(x):
    ### BEGIN SOLUTION
    return 0
    ### END SOLUTION

# %% test="later" points=1
assert later(1) == second(0)

# %% [markdown]
# ## 1.3 Third
#
# As in (1.1), and see (1.9). Exercises may be named too: exercise 1.2.

# %% answer="third"
def third(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% test="third" points=1
assert third(1) == 1

# %% [markdown]
# ## 1.4 Last

# %% answer="last"
def last(x):
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% test="last" points=1
assert last(1) == given(1)

# %%
print(third(1), shown)

# %% [markdown] essay="why" points=1
# ## 1.5 Explain
#
# Why (1.1)?
#
# ### BEGIN SOLUTION
# So.
# ### END SOLUTION
# ### BEGIN MARK SCHEME
# One.
# ### END MARK SCHEME
"""


def outline_of(folder: Path, text: str, name: str = "01_small") -> Outline:
    path = folder / f"{name}.py"
    path.write_text(text.lstrip("\n"))
    return read_outline(read_text(path))


@pytest.fixture
def small(tmp_path: Path) -> Outline:
    return outline_of(tmp_path, LESSON)


def test_what_an_exercise_needs_and_in_which_way(small: Outline) -> None:
    assert {exercise.name: exercise.needs for exercise in small.exercises} == {
        "first": {},
        "second": {"first": SOLUTION},
        "later": {"second": CHECK},
        # By its equation and by its number, not by the number of an equation that is not there.
        "third": {"first": TEXT, "second": TEXT},
        # By way of a given function that was defined before it.
        "last": {"first": AROUND, "later": CHECK, "third": AROUND},
    }


def test_sections_and_equations(small: Outline) -> None:
    assert [(exercise.section.number, exercise.section.title) for exercise in small.exercises] == [
        ("1.1", "First"),
        ("1.2", "Second"),
        ("1.2", "Second"),
        ("1.3", "Third"),
        ("1.4", "Last"),
    ]
    assert [exercise.equations for exercise in small.exercises] == [["1.1"], [], [], [], []]
    assert (small.title, small.number, small.short) == ("1 Small things", "1", "small")
    assert small.sections[-1].number == "1.5"


def test_a_solution_that_does_without_needs_nothing(tmp_path: Path) -> None:
    without = outline_of(tmp_path, LESSON.replace("return first(x)", "return x"))
    assert without.exercises[1].needs == {"first": AROUND}  # its cells print what `first` made


def test_what_is_reached_another_way_has_no_curve_of_its_own(small: Outline) -> None:
    assert direct_needs(small.exercises) == {
        "first": [],
        "second": ["first"],
        "later": ["second"],
        "third": ["second"],
        "last": ["later"],
    }
    assert direct_needs(small.exercises, around=True)["last"] == ["third"]


def test_a_lesson_that_is_being_written_can_be_read(tmp_path: Path) -> None:
    half = outline_of(tmp_path, LESSON.replace("return first(x)", "return first(x"))
    assert [exercise.name for exercise in half.exercises] == ["first", "second", "later", "third", "last"]


@pytest.mark.parametrize("name", REPOSITORY.lesson_names())
def test_a_real_lesson(name: str) -> None:
    text = read_text(REPOSITORY.lessons / f"{name}.py")
    outline = read_outline(text)
    assert [exercise.name for exercise in outline.exercises] == [
        cell.name for cell in text.cells if cell.role == "answer"
    ]
    # A number that is missing stands in a code cell: above its text `# %% [markdown]` was left out.
    numbers = [section.number for section in outline.sections if section.number]
    assert numbers == [f"{outline.number}.{place}" for place in range(1, len(numbers) + 1)]
    before: set[str] = set()
    for exercise in outline.exercises:
        assert exercise.section.number.startswith(f"{outline.number}.")
        assert set(exercise.needs) <= before
        before.add(exercise.name)


def test_needs_of_real_exercises() -> None:
    course = read_map(REPOSITORY)
    assert course
    needs = {exercise.key: exercise.needs for outline in course.lessons for exercise in outline.exercises}
    assert needs["01_descent.descend"]["step"] == SOLUTION
    assert needs["02_neuron.train"]["gradient_batch"] == SOLUTION
    partials = {"dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"}
    assert {name for name, way in needs["03_network.backward"].items() if way == SOLUTION} == partials
    assert needs["05_leaky_relu.slip_order"]["pass_back"] == SOLUTION


def test_declared_links_of_the_course() -> None:
    course = read_map(REPOSITORY)  # which refuses a link whose ends are not there
    assert course
    assert len(course.links) > 30
    names = [outline.name for outline in course.lessons]
    assert all(course.behind(name) for name in names[1:])
    assert all(course.ahead(name) for name in names[:-1])
    reasons = [link.why for link in course.links]
    assert all(reason.rstrip("`$)").endswith(".") for reason in reasons)
    assert len(set(reasons)) == len(reasons)


def link(start: str, end: str, more: str = 'why = "So."') -> str:
    return f'[[link]]\nfrom = "{start}"\nto = "{end}"\n{more}\n'


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    tree = Tree(tmp_path)
    tree.lessons.mkdir(parents=True)
    outline_of(tree.lessons, LESSON)
    outline_of(tree.lessons, LESSON, "02_next")
    return tree


def test_links_in_the_order_of_the_lessons(tree: Tree) -> None:
    assert read_map(tree) is None
    pairs = [
        ("01_small.second", "02_next.last"),
        ("01_small.last", "02_next.first"),
        ("01_small.first", "02_next.last"),
    ]
    (tree.root / LINKS).write_text("\n".join(link(*pair) for pair in pairs))
    course = read_map(tree)
    assert course
    assert [(each.start.name, each.end.name) for each in course.links] == [
        ("last", "first"),
        ("first", "last"),
        ("second", "last"),
    ]
    assert [each.start.name for each in course.ahead("01_small")] == ["first", "second", "last"]
    assert course.behind("01_small") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (link("01_small.first", "02_next.none"), "there is no exercise '02_next.none'"),
        (link("09_none.first", "02_next.first"), "there is no exercise '09_none.first'"),
        (link("02_next.first", "01_small.first"), "leads to no later lesson"),
        (link("01_small.first", "01_small.second"), "leads to no later lesson"),
        (link("01_small.first", "02_next.first") * 2, "stands there twice"),
        (link("01_small.first", "02_next.first", ""), "number 1 has no `why`"),
        (link("01_small.first", "02_next.first", "why = 3"), "number 1: `why` is no text"),
        (link("01_small.first", "02_next.first", 'why = "So."\nwhen = "now"'), "has `when`, which is unknown"),
        ("[[link]\n", "cannot be read"),
        ("[link]\nfrom = 'x'\n", r"every table should begin with \[\[link\]\]"),
    ],
)
def test_a_wrong_link_is_named(tree: Tree, text: str, said: str) -> None:
    (tree.root / LINKS).write_text(text)
    with pytest.raises(CourseError, match=said):
        read_map(tree)


def test_the_drawing() -> None:
    rows = [Row("1", "a < b"), Row("2", "c", "→ 3", "here"), Row("3", "d", mark="hollow")]
    drawn = arcs_svg(rows, [Arc(0, 1), Arc(0, 2, faint=True, dashed=True)], "Rows & curves")
    assert drawn == arcs_svg(rows, [Arc(0, 2, faint=True, dashed=True), Arc(0, 1)], "Rows & curves")
    svg = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert svg.find(f"{space}title").text == "Rows & curves"  # type: ignore[union-attr]
    assert len(list(svg.iter(f"{space}path"))) == 2
    assert [text.text for text in svg.iter(f"{space}text")] == ["1", "a < b", "2", "c", "→ 3", "3", "d"]


def test_real_drawings_fit() -> None:
    course = read_map(REPOSITORY)
    assert course
    drawn = [path_svg(course), *(lesson_svg(course, outline) for outline in course.lessons if outline.exercises)]
    for one in drawn:
        svg = ElementTree.fromstring(one)
        left, _, width, height = map(float, svg.attrib["viewBox"].split())
        for text in svg.iter("{http://www.w3.org/2000/svg}text"):
            assert left <= float(text.attrib["x"]) <= width
            assert float(text.attrib["y"]) < height
            # So that it does not run into what stands at the right.
            assert len(text.text or "") <= 22
