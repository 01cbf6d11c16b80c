"""Every refusal of the builder is shown on a small broken lesson: tests/broken.txt says what is expected, and where."""

import re
from pathlib import Path

import pytest

from course.authoring.rules import check_lesson
from course.authoring.text import find_rungs, read_text
from course.errors import CourseError
from course.names import cell_names

pytestmark = pytest.mark.unit

HERE = Path(__file__).parent
# What `<answer double>`, alone on a line of tests/broken.txt, stands for; an exercise is an answer with hints and test.
BLOCKS = {
    "answer": """\
# %% answer="NAME"
def NAME(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
""",
    "hints": """\
# %% [markdown] hints="NAME"
# 1. The idea.
# 2. The rule.
# 3. The first line.
""",
    "test": """\
# %% test="NAME" points=1
assert NAME(3) == 6
""",
    "essay": """\
# %% [markdown] essay="NAME" points=1
# Why?
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
# ### BEGIN MARK SCHEME
# One point for because.
# ### END MARK SCHEME
""",
}
BLOCKS["untested"] = BLOCKS["answer"] + BLOCKS["hints"]
BLOCKS["unanswered"] = BLOCKS["hints"] + BLOCKS["test"]
BLOCKS["exercise"] = BLOCKS["answer"] + BLOCKS["unanswered"]


def broken_lessons() -> dict[str, str]:
    """The lessons of tests/broken.txt by name; each begins with what is expected of it, and an empty line."""
    parts = re.split(r"^=== (\w+)\n((?:# expect .*\n)+)", (HERE / "broken.txt").read_text(), flags=re.MULTILINE)[1:]
    return {
        name: f"{expected}\n"
        + re.sub(r"<(\w+) (\w+)>\n", lambda found: BLOCKS[found[1]].replace("NAME", found[2]), text)
        for name, expected, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


BROKEN = broken_lessons()


def problems_of(path: Path) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in check_lesson(read_text(path))]


def lesson(folder: Path, text: str) -> Path:
    path = folder / "01_x.py"
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_broken_lesson_is_refused_at_the_line(name: str, tmp_path: Path) -> None:
    expected = re.findall(r"^# expect (\d+): (.*)$", BROKEN[name], re.MULTILINE)
    found = problems_of(lesson(tmp_path, BROKEN[name]))
    assert expected
    assert [line for line, _ in found] == [int(line) for line, _ in expected], found
    for (_, sentence), (_, message) in zip(expected, found, strict=True):
        assert sentence in message


def test_right_lesson_has_no_problem() -> None:
    assert problems_of(HERE / "minicourse" / "01_mini.py") == []


def test_problem_is_printed_with_file_and_line(tmp_path: Path) -> None:
    path = lesson(tmp_path, BROKEN["points_zero"])
    assert str(check_lesson(read_text(path, shown=Path("a/b.py")))[0]).startswith(
        "a/b.py:12: points=0 is not positive."
    )


def test_header_of_jupytext_is_no_cell(tmp_path: Path) -> None:
    header = "# ---\n# jupyter:\n#   jupytext:\n#     formats: py:percent\n# ---\n\n"
    text = read_text(lesson(tmp_path, header + "# %% [markdown]\n# Hello\n\n\n\n# %%\n\nx = 1\n"))
    assert [(cell.kind, cell.source, cell.line, cell.first) for cell in text.cells] == [
        ("markdown", "Hello", 7, 8),
        ("code", "x = 1", 12, 14),
    ]
    assert text.problems == ()


def test_unreadable_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "01_x.py").write_bytes(b"# %%\n# \xff\n")
    with pytest.raises(CourseError, match=r"01_x\.py cannot be read"):
        read_text(tmp_path / "01_x.py")
    with pytest.raises(CourseError, match=r"02_y\.py cannot be read"):
        read_text(tmp_path / "02_y.py")


def test_missing_jupytext_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jupytext", None)
    with pytest.raises(CourseError, match=r"pip install 'backprop-by-hand\[teach\]'"):
        read_text(HERE / "minicourse" / "01_mini.py")


def test_functions_may_read_what_is_set_later_in_the_notebook(tmp_path: Path) -> None:
    text = "# %%\ndef f():\n    return limit\n\n# %%\nlimit = 3\nprint(f(), display(limit))\n"
    assert problems_of(lesson(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("source", "free"),
    [
        ("x = 1\nprint(x)", set()),
        ("print(x)\nx = 1", {"x"}),
        ("x = x + 1", {"x"}),
        ("x += 1", {"x"}),
        ("x: int = y", {"y"}),
        ("a[i] = b.c", {"a", "i", "b"}),
        ("for i in xs:\n    print(i)", {"xs"}),
        ("[i * k for i in xs if i]", {"k", "xs"}),
        ("{i: j for i, j in pairs}\n{i for i in s}\nlist(i for i in g)", {"pairs", "s", "g"}),
        ("[i for i in xs]\nprint(i)", {"xs", "i"}),
        ("import numpy as np, os.path\nnp, os", set()),
        ("from a import b as c\nb", {"b"}),
        ("def f(x, y=d):\n    z = x\n    return z + w", {"d", "w"}),
        ("def f():\n    return f()", set()),
        ("def f():\n    global g\n    g = 1\nprint(g)", set()),
        ("g = lambda x: x + k", {"k"}),
        ("class A(B):\n    n = m\n    def f(self):\n        return n", {"B", "m", "n"}),
        ("@deco\ndef f(x: T) -> U: pass", {"deco", "T", "U"}),
        ("with open(p) as fh:\n    fh.read()", {"p"}),
        ("try:\n    pass\nexcept E as e:\n    print(e)", {"E"}),
        ("print((n := 3), n)", set()),
        ("f'{value:{width}}'", {"value", "width"}),
        ("match v:\n    case {'a': a, **rest}:\n        print(a, rest)", {"v"}),
        ("(x, *y), z = q\nprint(x, y, z)", {"q"}),
    ],
)
def test_free_names(source: str, free: set[str]) -> None:
    assert {use.name for use in cell_names(source).uses} == free


def test_uses_know_their_line_and_whether_a_function_defers_them() -> None:
    uses = cell_names("a = 1\n\ndef f():\n    return later\n\nprint(\n    now)").uses
    assert [(use.name, use.line, use.deferred) for use in uses] == [("later", 4, True), ("now", 7, False)]


def test_rungs_keep_their_paragraphs() -> None:
    rungs = find_rungs("1. One.\n\n   ```\n   code\n   ```\n2. Two\nmore\n3. 2.5 is no rung.")
    assert [text for _, _, text in rungs] == ["One.\n\n```\ncode\n```", "Two\nmore", "2.5 is no rung."]
