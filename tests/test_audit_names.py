"""The audit tells what each known wrong answer was called, and holds the checks to the names that the text asks for."""

import json
from pathlib import Path

import pytest

from course.audit.audit import audit_lessons
from course.audit.audited import SOLUTION, Audited
from course.audit.confusion import confusion
from course.authoring.known import KnownAnswer, split_names
from course.errors import CourseError
from course.paths import Tree

LESSON = '''\
# %% locked="setup"
from helpers.checks import check, inputs

# %% [markdown] hints="step"
# 1. The idea.
# 2. The rule.
# 3. The line.

# %% answer="step"
def step(x, eta):
    """One step."""
    ### BEGIN SOLUTION
    return x - eta * 2 * x
    ### END SOLUTION

# %% test="step" points=1
check(step, inputs(x=[3.0, -2.0, 1.5], eta=[0.1, 0.2, 0.3]), expected="descent.step")
### BEGIN HIDDEN TESTS
check(step, inputs(x=[1.0], eta=[0.4]), expected="descent.step")
### END HIDDEN TESTS
'''
SIGN = "the sign of the step is turned round"
ANSWERS = f'''\
# %% exercise="step" wrong="uphill" loses="step" names="{SIGN}"
def step(x, eta):
    return x + eta * 2 * x

# %% exercise="step" wrong="something odd" loses="step"
def step(x, eta):
    return x - eta * 2 * x + x**3 / 7

# %% exercise="step" wrong="stops" loses="step"
def step(x, eta):
    return x / 0

# %% exercise="step" right="factored"
def step(x, eta):
    return x * (1 - 2 * eta)

# %% exercise="step" right="in two lines"
def step(x, eta):
    slope = 2 * x
    return x - eta * slope
'''


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = Tree(tmp_path)
    tree.lessons.mkdir(parents=True)
    tree.answers.mkdir()
    (tree.lessons / "01_step.py").write_text(LESSON)
    (tree.answers / "01_step.py").write_text(ANSWERS)
    monkeypatch.chdir(tmp_path)
    return tree


def edit(tree: Tree, old: str, new: str) -> None:
    path = tree.answers / "01_step.py"
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))


def audited(capsys: pytest.CaptureFixture[str], code: int) -> dict[str, dict[str, object]]:
    assert audit_lessons([], as_json=True) == code
    return {one["answer"]: one for one in json.loads(capsys.readouterr().out)}


def test_the_name_that_the_check_said_is_told(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    found = audited(capsys, 0)
    assert found["step-wrong-1"]["named"] == SIGN
    assert [found[name]["named"] for name in found if name != "step-wrong-1"] == [None] * 5
    assert audit_lessons([], as_json=False) == 0
    assert "01_step: 1 wrong answers were named, 2 not" in capsys.readouterr().out


def test_a_wrong_answer_that_is_called_something_else_ends_with_1(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(tree, "return x + eta * 2 * x", "return x - eta * 2 * x + x**3 / 3")
    assert not audited(capsys, 1)["step-wrong-1"]["ok"]
    assert audit_lessons([], as_json=False) == 1
    assert f"course/answers/01_step.py:1: step-wrong-1 is `{SIGN}` and was not named." in capsys.readouterr().out
    assert audit_lessons([], as_json=True, confused=True) == 1
    assert json.loads(capsys.readouterr().out)["singles"] == {"named rightly": 0, "abstained": 1, "named wrongly": 0}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (f'names="{SIGN}"', 'names="no such mistake"', "the catalogue of mistakes has no `no such mistake`."),
        ('right="factored"', f'right="factored" names="{SIGN}"', "a right answer has no mistake: delete `names`."),
        (f'names="{SIGN}"', 'names=""', "the key `names` has no text."),
    ],
)
def test_a_name_that_cannot_be_said_is_refused(tree: Tree, old: str, new: str, problem: str) -> None:
    edit(tree, old, new)
    with pytest.raises(CourseError, match=problem):
        audit_lessons([], as_json=True)


def test_names_are_split_at_the_right_and(monkeypatch: pytest.MonkeyPatch) -> None:
    known = frozenset({"sign", "rows and columns are swapped", "half"})
    monkeypatch.setattr("course.authoring.known._catalogue_names", lambda: known)
    assert split_names("rows and columns are swapped") == {"rows and columns are swapped"}
    assert split_names("rows and columns are swapped and half") == {"rows and columns are swapped", "half"}
    assert split_names("half and sign") == split_names("sign and half") == {"sign", "half"}
    assert split_names("half and rows") is None


def test_the_counts(monkeypatch: pytest.MonkeyPatch, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("course.authoring.known._catalogue_names", lambda: frozenset({"a", "b", "c"}))

    def wrong(names: str | None, named: str | None) -> Audited:
        return Audited("l", KnownAnswer("e", "e-wrong-1", "wrong", "m", ("e",), "", 1, names), {"e": "no"}, named)

    def right(**lost: str) -> Audited:
        return Audited("l", KnownAnswer("e", "e-right-1", "right", "m", (), "", 1), lost)

    answers = [
        wrong("a", "a"),
        wrong("a", "b"),
        wrong("a", None),
        wrong("a and b", "b and a"),
        wrong("a and b", "a and c"),
        wrong("a and b", "a"),
        wrong(None, "a"),
        wrong(None, None),
        right(),
        right(e="no"),
        Audited("l", SOLUTION),
    ]
    assert confusion(answers) == {
        "singles": {"named rightly": 1, "abstained": 1, "named wrongly": 1},
        "by their end": {"named rightly": 0, "abstained": 0, "named wrongly": 0},
        "pairs": {"named rightly": 1, "abstained": 0, "named wrongly": 2},
        "not judged": {"named": 1, "abstained": 1},
        "right answers": {"accepted": 1, "rejected": 1},
    }
    monkeypatch.undo()
    monkeypatch.chdir(tree.root)
    assert audit_lessons([], as_json=False, confused=True) == 0
    printed = capsys.readouterr().out
    assert "Right answers: 2 accepted, 0 rejected." in printed
    assert "Without `names`, so for a person to judge: 0 named, 2 not." in printed
