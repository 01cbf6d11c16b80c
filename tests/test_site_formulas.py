"""Formulas in pages: set without a script, and harmless whoever wrote them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from course.grading.inert import TAGS as PAGE_TAGS
from course.grading.inert import markdown_to_html
from course.pages.mathematics import ATTRIBUTES, TAGS, FormulaError, formula, formula_or_source, latex_output, mathml

RELEASE = Path(__file__).parents[1] / "release"
MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)


def mathml_or_source(latex: str, block: bool) -> str:
    return tostring(formula_or_source(latex, block), encoding="unicode")


def formulas_of(lesson: Path) -> list[tuple[str, bool]]:
    texts = ["".join(cell["source"]) for cell in json.loads(lesson.read_text())["cells"] if cell["cell_type"] != "code"]
    found = MATH.findall(re.sub(r"`[^`]*`", "", "\n\n".join(texts)))
    return [(block or inline, bool(block)) for block, inline in found]


@pytest.mark.parametrize("lesson", sorted(RELEASE.glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_every_formula_of_a_lesson_is_set(lesson: Path) -> None:
    formulas = formulas_of(lesson)
    assert len(formulas) > 10
    for latex, block in formulas:
        assert "\\" not in "".join(formula(latex, block).itertext())


def test_a_number_stands_beside_its_formula() -> None:
    for latex in (r"a = b \tag{1.1}", r"\begin{aligned} a &= b \\ c &= d \end{aligned} \tag{1.1}"):
        assert "".join(formula(latex, True).itertext()).endswith("(1.1)")


def test_a_large_bracket_with_an_exponent_stands_in_a_row() -> None:
    [power] = formula(r"\Big(x\Big)^2", True).iter("msup")
    assert [part.tag for part in power] == ["mrow", "mn"]
    assert power[0][0].get("minsize") == "1.623em"


@pytest.mark.parametrize(
    "latex",
    [
        r"\nonsense{x}",
        "{x",
        r"\href{javascript:alert(1)}{x}",
        "x" * 5000,
        r"\newcommand{\a}{\a\a}\a",
        "a & b",
        r"\sqrt",
    ],
)
def test_what_is_no_formula_is_shown_as_it_was_written(latex: str) -> None:
    with pytest.raises(FormulaError):
        mathml(latex, False)
    shown = BeautifulSoup(mathml_or_source(latex, False), "html.parser")
    assert [tag.name for tag in shown.find_all(True)] == ["code"]
    assert shown.get_text() == latex


@pytest.mark.parametrize(
    "latex",
    [
        r"\texttt{<script>alert(1)</script>}",
        "x < <b> > y",
        r"\text{</math><img src=x>}",
        r"\color{red}{x}",
        r"\begin{align}a&=b\label{body}\end{align}",
        r"\cancel{x}",
        r"\hspace{90em}x",
        r"\hspace{-90em}x",
    ],
)
def test_a_formula_does_nothing_and_covers_nothing(latex: str) -> None:
    assert harms(mathml_or_source(latex, True)) == []


LETTERS = st.sampled_from([*"abxy<>&\"'{}_^$ \\", r"\frac", r"\text", r"\texttt", r"\begin{aligned}", r"\end{aligned}"])
MORE = st.sampled_from(
    [r"\href", r"\label{a}", r"\color{red}", r"\hspace", "<script>", "</math>", "onclick=", "\ue0000\ue001"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(LETTERS, MORE), max_size=12).map("".join))
def test_nothing_that_is_typed_for_a_formula_does_harm(latex: str) -> None:
    assert harms(mathml_or_source(latex, False)) == []
    assert harms(latex_output(f"so ${latex}$ then $$ {latex} $$")) == []
    page = in_page(f"so ${latex}$ then\n\n$$ {latex} $$\n\n<b title='$x$ {latex}'>")
    # Whoever types a tag by chance gets it where pages allow it; nothing but the title's gets an attribute.
    assert [tag for tag in harms(page) if tag not in (*PAGE_TAGS, "b title")] == []


def harms(text: str) -> list[str]:
    """Tags and attributes that have no place in a formula or in what stands for one."""
    found = []
    for tag in BeautifulSoup(text, "html.parser").find_all(True):
        found += [] if tag.name in TAGS else [tag.name]
        for name, value in tag.attrs.items():
            harmless = name in ATTRIBUTES and not re.search(r"-\d|\d{3}|[:(]", value)
            styled = name == "style" and not re.search(r"margin|position|url|-\d", value)
            found += [] if harmless or styled else [f"{tag.name} {name}"]
    return found


def test_a_harm_is_found() -> None:
    bad = '<math onclick="x" style="margin-left:-9em"><mspace width="-9em"/><script>x</script></math>'
    assert harms(bad) == ["math onclick", "math style", "mspace width", "script"]


def in_page(source: str) -> str:
    """Markdown as pages for feedback and grading show it."""
    environment = Environment(autoescape=False)
    environment.filters["markdown2html"] = markdown_to_html
    return environment.from_string("{{ source | markdown2html }}").render(source=source)


def test_what_to_install_is_said() -> None:
    code = "import sys; sys.modules['math_core'] = None; sys.argv[1:] = ['site']; from course.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=RELEASE.parent, check=False)
    assert done.returncode == 2
    assert done.stderr == "course: formulas in pages need math-core: pip install 'backprop-by-hand[teach]'\n"


def test_formulas_in_markdown() -> None:
    shown = BeautifulSoup(in_page("# Of $x$\n\n| $a$ |\n|---|\n| `$b$` |\n\n$$c < d$$ and \\$5, \\$6"), "html.parser")
    assert [one.get_text() for one in shown.find_all("math")] == ["x", "a", "c<d"]
    assert shown.code.get_text() == "$b$"
    assert "$5, $6" in shown.get_text()
    assert shown.h1.get_text() == "Of x"


def test_a_mark_in_an_attribute_shows_nothing() -> None:
    shown = BeautifulSoup(in_page('<b title="\n\n$x$\n\n">q</b> ![say $y$](data:image/png;base64,AAAA)'), "html.parser")
    assert all("<" not in str(value) for tag in shown.find_all(True) for value in tag.attrs.values())
    assert [one.get_text() for one in shown.find_all("math")] == ["x"]


def test_an_output_of_latex() -> None:
    shown = BeautifulSoup(latex_output(r"so <b> $\displaystyle x^2$ and \[y\]"), "html.parser")
    assert shown.get_text() == "so <b> x2 and y"
    assert [one.get("display") for one in shown.find_all("math")] == [None, "block"]
