"""What a lesson only names is there: references of its checks, equations, and the other `$` of a formula."""

import shutil
from pathlib import Path

import pytest

from course.build import build_lessons, read_lessons
from course.errors import CourseError
from course.paths import Tree

pytestmark = pytest.mark.unit

HERE = Path(__file__).parent
SAMPLE = '''# %% locked="setup"
from helpers.checks import check, check_gradient, inputs, yours

# %% [markdown]
# # A step
#
# A step goes downhill, $x - 2 x$.
#
# $$f(x) = x^2 \\tag{1.1}$$
#
# $$x - \\eta f'(x) \\tag{1.2}$$

# %% answer="step"
def step(x, eta):
    """One step of gradient descent, equation (1.2)."""
    ### BEGIN SOLUTION
    return x - eta * 2 * x
    ### END SOLUTION

# %% test="step" points=1
check(step, inputs(x=[5.0, -3.0], eta=[0.1, 0.25]), expected="descent.step", look="equation (1.2): the sign.")

# %% [markdown] hints="step"
# 1. **The idea.** Walk against the slope, see (1.1).
# 2. **The rule.** New x is old x minus eta times the slope.
# 3. **The first line.** `slope = 2 * x`
'''
OTHER = "# %% [markdown]\n# # Another lesson\n#\n# As in (1.2).\n#\n# $$y \\tag{2.1}$$\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = Tree(tmp_path)
    tree.lessons.mkdir(parents=True)
    (tree.lessons / "02_other.py").write_text(OTHER)
    monkeypatch.chdir(tmp_path)
    return tree


def said(tree: Tree, text: str) -> list[str]:
    (tree.lessons / "01_step.py").write_text(text)
    return [str(problem).removeprefix("course/lessons/") for problem in read_lessons(tree, ["01_step"])[1]]


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_sample_is_right(tree: Tree) -> None:
    assert said(tree, SAMPLE) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"descent.step"', '"descent.stp"', "test=", "helpers/reference/descent.py has no function `stp`."),
        ('"descent.step"', '"descent.stp"', "test=", "did you mean descent.step?"),
        ('"descent.step"', '"momentum.velocity"', "test=", "there is no helpers/reference/momentum.py."),
        ('"descent.step"', '"decent.step"', "test=", "did you mean descent.step?"),
        ('"descent.step"', '"step"', "test=", "the reference `step` is not there"),
        ('"descent.step"', '["descent.stp", "bounces"]', "test=", "the reference `descent.stp` is not there"),
        ('"descent.step"', '[1.0, 2.0], reference="descent.stp"', "test=", "the reference `descent.stp`"),
        ('"descent.step"', '[1.0, 2.0], carried=yours("descent.stp")', "test=", "the reference `descent.stp`"),
    ],
)
def test_a_reference_that_is_not_there_is_refused_with_near_names(
    tree: Tree, old: str, new: str, line: str, says: str
) -> None:
    text = SAMPLE.replace(old, new)
    (problem,) = said(tree, text)
    assert problem.startswith(f"01_step.py:{line_of(text, line) + 1}: ")
    assert says in problem


def test_expected_values_that_are_words_are_values(tree: Tree) -> None:
    assert said(tree, SAMPLE.replace('"descent.step"', '["a walk that arrives", "bounces"]')) == []


def test_the_builder_refuses_and_writes_nothing(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    (tree.lessons / "01_step.py").write_text(SAMPLE.replace("descent.step", "descent.stp"))
    with pytest.raises(CourseError, match="1 problem in the lesson texts"):
        build_lessons(["01_step"], force=False)
    assert "descent.stp" in capsys.readouterr().out
    assert not tree.source.exists()


@pytest.mark.parametrize("part", ['look="equation (1.2)', "descent, equation (1.2)", "slope, see (1.1)"])
def test_an_equation_that_is_not_there_is_refused_in_text_and_code(tree: Tree, part: str) -> None:
    text = SAMPLE.replace(part, part.replace("(1.", "(1.3"))
    (problem,) = said(tree, text)
    assert problem.startswith(f"01_step.py:{line_of(text, '(1.3')}: there is no equation (1.3")


def test_a_number_that_changed_is_refused_wherever_it_is_referred_to(tree: Tree) -> None:
    text = SAMPLE.replace("\\tag{1.2}", "\\tag{1.3}")
    assert [problem.split(" ", 1)[0] for problem in said(tree, text)] == [
        f"01_step.py:{line_of(text, 'descent, equation (1.2)')}:",
        f"01_step.py:{line_of(text, 'look=')}:",
        "02_other.py:4:",
    ]


def test_an_equation_of_another_lesson_and_numbers_in_brackets_are_no_mistake(tree: Tree) -> None:
    text = SAMPLE.replace("see (1.1)", "see (1.1), (2.1) and lesson 3's (3.4); 2 * (0.5) and f(1.7) are numbers")
    assert said(tree, text) == []


def test_a_number_that_stands_twice_is_refused(tree: Tree) -> None:
    text = SAMPLE.replace("\\tag{1.2}", "\\tag{1.1}").replace("(1.2)", "(1.1)")
    shutil.rmtree(tree.lessons)
    tree.lessons.mkdir()
    (problem,) = said(tree, text)
    assert f"the equation number 1.1 is taken by line {line_of(text, 'tag{1.1}')}." in problem


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("$x - 2 x$", "$x - 2 x", "lacks one of its `$`"),
        ("$x - 2 x$", "x - 2 x$ and $y$", "lacks one of its `$`"),
        ("x^2 \\tag{1.1}$$", "x^2 \\tag{1.1}", "inside a formula|has no other one"),
        ("see (1.1).", "see (1.1), $x.", "lacks one of its `$`"),
    ],
)
def test_a_lost_dollar_is_refused(tree: Tree, old: str, new: str, says: str) -> None:
    text = SAMPLE.replace(old, new)
    problems = said(tree, text)
    assert any(part in problem for problem in problems for part in says.split("|")), problems


def test_dollars_in_code_and_pairs_over_two_lines_are_no_mistake(tree: Tree) -> None:
    more = "# It costs 3\\$, `$HOME` is code, and $a +\n# b$ goes on.\n#\n# ```\n# $PATH\n# ```\n# | $a$ | $b$ |\n"
    assert said(tree, SAMPLE.replace("# A step goes downhill", f"{more}#\n# A step goes downhill")) == []
