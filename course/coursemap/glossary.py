"""The glossary of terms and symbols, course/glossary.toml: read, held against the course, and written as Markdown.

The Markdown lies beside the first lesson, so that it is handed out with it.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from course.coursemap.course_map import read_tables
from course.errors import CourseError
from course.paths import Tree, lesson_number

GLOSSARY = Path("course") / "glossary.toml"
PLACE = "glossary.md"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Term:
    """A term in English and simplified Chinese, its symbol (or ""), the lesson that introduces it, and its meaning."""

    english: str
    chinese: str
    symbol: str
    lesson: str
    meaning: str

    @property
    def anchor(self) -> str:
        """Its name in a page."""
        return re.sub(r"[^a-z0-9]+", "-", self.english.casefold()).strip("-")


@dataclass(frozen=True)
class Letter:
    """What a letter stands for in a lesson, or in some: "01_descent 02_neuron"."""

    letter: str
    lessons: tuple[str, ...]
    meaning: str

    @property
    def numbers(self) -> str:
        """The numbers of the lessons: "1, 2, 5"."""
        return ", ".join(map(lesson_number, self.lessons))


@dataclass(frozen=True)
class Glossary:
    """Terms in the order of the alphabet, and the letters that need a word."""

    terms: tuple[Term, ...]
    letters: tuple[Letter, ...]


def read_glossary(tree: Tree) -> Glossary | None:
    """Return the glossary of a course, None for one without course/glossary.toml.

    Raises CourseError for an entry that is incomplete, out of order or there twice, or that names no lesson.
    """
    path = tree.root / GLOSSARY
    if not path.is_file():
        return None
    tables = read_tables(
        path, term=("english", "chinese", "symbol?", "lesson", "meaning"), letter=("letter", "lessons", "meaning")
    )
    terms = [Term(**{"symbol": "", **one}) for one in tables["term"]]
    letters = [Letter(one["letter"], tuple(one["lessons"].split()), one["meaning"]) for one in tables["letter"]]
    known = tree.lesson_names()
    named = [(term.english, term.lesson) for term in terms]
    for name, lesson in named + [(one.letter, lesson) for one in letters for lesson in one.lessons]:
        if lesson not in known:
            raise CourseError(f"{GLOSSARY}: {name!r} names the lesson {lesson!r}. There are: {', '.join(known)}.")
    for before, term in pairwise(terms):
        if before.english.casefold() >= term.english.casefold():
            wrong = "stands twice" if before.english.casefold() == term.english.casefold() else "is out of order"
            raise CourseError(
                f"{GLOSSARY}: {term.english!r}, below {before.english!r}, {wrong}. Terms stand by the alphabet."
            )
    for term in terms:
        if not _CHINESE.search(term.chinese):
            raise CourseError(f"{GLOSSARY}: {term.english!r} has no Chinese term. Write chinese = ...")
    return Glossary(tuple(terms), tuple(letters))


def glossary_home(tree: Tree) -> str | None:
    """Return the lesson that the glossary lies beside, the first one; None for a course without a glossary."""
    return next(iter(tree.lesson_names()), None) if (tree.root / GLOSSARY).is_file() else None


def glossary_markdown(glossary: Glossary) -> str:
    """Return the glossary as Markdown for JupyterLab: a table of terms and one of letters."""
    rows = ["| term | 中文 | symbol | meaning | lesson |", "|---|---|---|---|---|"]
    rows += [
        f"| **{term.english}** | {term.chinese} | {term.symbol} | {term.meaning} | {lesson_number(term.lesson)} |"
        for term in glossary.terms
    ]
    letters = ["| letter | in lesson | means |", "|---|---|---|"]
    letters += [f"| {one.letter} | {one.numbers} | {one.meaning} |" for one in glossary.letters]
    parts = [
        "# Glossary",
        "Terms and symbols of the course, with the Chinese terms (中文) beside the English ones. "
        "The last column says in which lesson a term is met first.",
        "\n".join(rows),
    ]
    if glossary.letters:
        parts += [
            "## Letters that change their meaning",
            "The lessons keep the letters of the texts that they follow, so some letters stand for different things.",
            "\n".join(letters),
        ]
    return "\n\n".join(parts) + "\n"
