"""The glossary is complete, in order, and names lessons that there are."""

import re
from pathlib import Path

import pytest

from course.authoring.text import read_text
from course.coursemap.glossary import GLOSSARY, Glossary, Letter, Term, glossary_markdown, read_glossary
from course.errors import CourseError
from course.pages.mathematics import mathml
from course.paths import Tree

pytestmark = pytest.mark.unit

REPOSITORY = Tree(Path(__file__).parents[1])


# What is bold in the lessons and no term: how to use a notebook, parts of an exercise, and words that are stressed.
NO_TERMS = r"""
01_descent, Before you hand in, Hint 1, If you study by yourself, Shift + Enter, To hand in, Validate, While you work,
cells, its check, your cell, ■, dict, copy,
Predict, Derive, Code, Check, See, The factor in front of the error, By backpropagation, By paths, "change", "steps",
Here the $\tfrac1m$ enters, a single layer, adds, against the sign of the slope, all, before, behind, both, by hand,
cancels, choose, claimed, column, columns, each sample's, every, first, from, front, in front, last, look, mean,
middle factor, new, no activation, numerically, old, once, one, one sample, outputs, own output, products, sum,
tanh in the hidden layer and sigmoid at the output, that sample's, the 2, the minus, to, true, twice, two, what,
which sum, which weight
"""
OTHER_FORMS = {"saturated": "saturation"}

TERM = '[[term]]\nenglish = "{}"\nchinese = "斜率"\nlesson = "{}"\nmeaning = "How steep."\n'
LETTER = '[[letter]]\nletter = "$a$"\nlessons = "{}"\nmeaning = "A factor."\n'


def unknown_words(tree: Tree, name: str) -> set[str]:
    """What is bold in the texts of a lesson and neither in the glossary nor among the words above.

    Hints and essays say nothing new. What ends with a full stop is a sentence, or heads a paragraph.
    """
    glossary = read_glossary(tree)
    assert glossary
    known = {term.english.casefold() for term in glossary.terms}
    no_terms = set(" ".join(NO_TERMS.split()).split(", "))
    text = read_text(tree.lessons / f"{name}.py")
    texts = [cell.source for cell in text.cells if cell.kind == "markdown" and cell.role is None]
    words = {found for source in texts for found in re.findall(r"\*\*([^*\n]+)\*\*", source)}
    return {
        word
        for word in words - no_terms
        if not word.endswith((".", "?", "!")) and OTHER_FORMS.get(word, word).casefold() not in known
    }


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    found = read_glossary(REPOSITORY)  # which refuses a lesson that is not there, and terms twice or out of order
    assert found
    return found


@pytest.mark.parametrize("name", REPOSITORY.lesson_names())
def test_every_term_that_a_lesson_introduces_is_there(name: str) -> None:
    assert unknown_words(REPOSITORY, name) == set(), "put it into course/glossary.toml, or into a list above"


def test_a_term_that_is_missing_is_found(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.lessons.mkdir(parents=True)
    (tree.root / GLOSSARY).write_text(TERM.format("slope", "01_mini"), encoding="utf-8")
    text = "# %% [markdown]\n# # 1 Mini\n#\n# The **Slope** is **saturated**, **twice**. **See.** A **tangent**.\n"
    (tree.lessons / "01_mini.py").write_text(text)
    assert unknown_words(tree, "01_mini") == {"saturated", "tangent"}


def test_what_the_course_is_about_is_in_it(glossary: Glossary) -> None:
    chinese = {term.english: term.chinese for term in glossary.terms}
    assert chinese["gradient descent"] == "梯度下降"
    assert chinese["backpropagation"] == "反向传播"
    assert chinese["learning rate"] == "学习率"
    assert chinese["chain rule"] == "链式法则"
    assert len({term.anchor for term in glossary.terms}) == len(glossary.terms)
    lessons = {term.lesson for term in glossary.terms}
    assert lessons == set(REPOSITORY.lesson_names())


def test_terms_are_short_and_whole_sentences(glossary: Glossary) -> None:
    for term in glossary.terms:
        assert term.meaning.rstrip("`$").endswith("."), term.english
        assert len(term.meaning) < 200, term.english
    for letter in glossary.letters:
        assert letter.meaning.endswith("."), letter.letter


def test_every_formula_can_be_set(glossary: Glossary) -> None:
    for source in [text for term in glossary.terms for text in (term.symbol, term.meaning)]:
        for latex in re.findall(r"\$([^$]+)\$", source):
            assert mathml(latex, False)


def test_as_markdown() -> None:
    terms = (
        Term("bias", "偏置", "$b$", "02_neuron", "It is added."),
        Term("slope", "斜率", "", "01_descent", "Steep."),
    )
    letters = (Letter("$b$", ("01_descent", "03_network"), "A factor."),)
    written = glossary_markdown(Glossary(terms, letters))
    assert "| **bias** | 偏置 | $b$ | It is added. | 2 |\n| **slope** | 斜率 |  | Steep. | 1 |\n" in written
    assert "| $b$ | 1, 3 | A factor. |\n" in written
    assert "Letters" not in glossary_markdown(Glossary(terms, ()))


def test_every_row_has_its_cells(glossary: Glossary) -> None:
    rows = [line for line in glossary_markdown(glossary).splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {4, 6}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TERM.format("b", "01_mini") + TERM.format("a", "01_mini"), "'a', below 'b', is out of order"),
        (TERM.format("A", "01_mini") + TERM.format("a", "01_mini"), "'a', below 'A', stands twice"),
        (TERM.format("a", "02_none"), "'a' names the lesson '02_none'. There are: 01_mini"),
        (LETTER.format("01_mini 02_none"), "names the lesson '02_none'"),
        (TERM.format("a", "01_mini").replace("斜率", "slope"), "'a' has no Chinese term"),
        (TERM.format("a", "01_mini").replace("meaning", "means"), "has `means`, which is unknown"),
        (TERM.format("a", "01_mini").replace('"How steep."', '" "'), "`meaning` is no text"),
        (TERM.format("a", "01_mini").replace("[[term]]", "[[terms]]"), "What stands under `terms` does not"),
        ("[[term", "cannot be read"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, said: str) -> None:
    tree = Tree(tmp_path)
    tree.lessons.mkdir(parents=True)
    (tree.lessons / "01_mini.py").write_text("")
    (tree.root / GLOSSARY).write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(said)):
        read_glossary(tree)
