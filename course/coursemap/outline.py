"""What a lesson holds, from its text: its exercises in order, each with its section and equations, and what it needs.

An exercise needs an earlier one of its lesson where its solution or its check uses what the earlier one defines,
directly or by way of given code, or where its text leans on that one's equation. The cells around it, which draw and
compare, may use more.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from course.authoring.text import Text
from course.paths import lesson_number

_SECTION = re.compile(r"^## (?:(\d+\.\d+) )?(.+)$", re.MULTILINE)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_TAG = re.compile(r"\\tag\{([^}]*)\}")

# A text names an equation, (3.8), or an exercise.
_EQUATION = re.compile(r"\((\d+\.\d+)\)")
_EXERCISE = re.compile(r"exercise (\d+\.\d+)")

# How an exercise uses another one. The first that holds is the one that is told.
SOLUTION, CHECK, TEXT, AROUND = "in its solution", "in its check", "in its derivation", "in the cells around it"
WAYS = (SOLUTION, CHECK, TEXT, AROUND)


@dataclass(frozen=True)
class Section:
    """A heading of a lesson: its number, such as "3.10", empty where it has none, and its words as Markdown."""

    number: str
    title: str


@dataclass
class Exercise:
    """One answer with its check. `needs`: earlier exercises of its lesson, each with the way in which it is used."""

    lesson: str
    name: str
    section: Section
    equations: list[str] = field(default_factory=list)
    needs: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in the whole course, such as "03_network.dZ2"."""
        return f"{self.lesson}.{self.name}"


@dataclass(frozen=True)
class Outline:
    """A lesson: its name, its title as Markdown, its sections and its exercises in order."""

    name: str
    title: str
    sections: tuple[Section, ...]
    exercises: tuple[Exercise, ...]

    @property
    def number(self) -> str:
        """The number in its name, without zeros in front: "3" for 03_network."""
        return lesson_number(self.name)

    @property
    def short(self) -> str:
        """Its name in words: "sigmoid term" for 04_sigmoid_term."""
        return self.name.partition("_")[2].replace("_", " ")


def read_outline(text: Text) -> Outline:
    """Return the outline of a lesson. Code that is not Python needs nothing: `course build` names it."""
    title = next((found[1] for cell in text.cells if (found := _TITLE.search(cell.markdown))), text.path.stem)
    sections: list[Section] = []
    owners = _owners(text)
    exercises: dict[str, Exercise] = {}
    for cell, owner in zip(text.cells, owners, strict=True):
        sections += [Section(number, words) for number, words in _SECTION.findall(cell.markdown)]
        if owner is None:
            continue
        here = sections[-1] if sections else Section("", title)
        exercise = exercises.setdefault(owner, Exercise(text.path.stem, owner, here))
        exercise.equations += [tag for tag in _TAG.findall(cell.markdown) if tag not in exercise.equations]
    _find_needs(text, owners, exercises)
    return Outline(text.path.stem, title, tuple(sections), tuple(exercises.values()))


def direct_needs(exercises: Iterable[Exercise], around: bool = False) -> dict[str, list[str]]:
    """Return for each exercise what it needs and nothing else that it needs does (the transitive reduction).

    With `around`, what only the cells around it use, as far as nothing that it needs does, in its stead.
    """
    behind: dict[str, set[str]] = {}
    direct: dict[str, list[str]] = {}
    for exercise in exercises:
        needs = [name for name, way in exercise.needs.items() if way != AROUND]
        further = {far for name in needs for far in behind[name]}
        behind[exercise.name] = further | set(needs)
        if around:
            needs = [name for name in exercise.needs if name not in behind[exercise.name]]
            further = {far for name in needs for far in behind[name]}
        direct[exercise.name] = [name for name in needs if name not in further]
    return direct


def _owners(text: Text) -> list[str | None]:
    """Return for each cell the exercise that it belongs to, None for those of no exercise.

    A section's cells belong to its next answer, and below its last check to that one.
    """
    owners: list[str | None] = []
    waiting = 0  # cells of this section that come before its next answer
    current: str | None = None
    checked = False
    for cell in text.cells:
        if _SECTION.search(cell.markdown):
            current, checked, waiting = None, False, 0
        if cell.role == "answer":
            if current is None or not checked:
                owners[len(owners) - waiting :] = [cell.name] * waiting
            current, checked, waiting = cell.name, False, 0
        elif cell.role == "test":
            current, checked = cell.name, True
        if cell.role == "essay":
            owners.append(None)
            current, waiting = None, 0
            continue
        owners.append(current)
        waiting = waiting + 1 if current is None else 0
    return owners


def _find_needs(text: Text, owners: list[str | None], exercises: dict[str, Exercise]) -> None:
    """Fill in what each exercise needs."""
    order = {name: place for place, name in enumerate(exercises)}
    found: dict[str, dict[str, int]] = {name: {} for name in exercises}
    for cell, owner, used in zip(text.cells, owners, _uses(text, exercises), strict=True):
        if owner is None:
            continue
        way = {"answer": SOLUTION, "test": CHECK}.get(cell.role or "", AROUND if cell.kind == "code" else TEXT)
        for name in used:
            if order[name] < order[owner]:
                found[owner][name] = min(WAYS.index(way), found[owner].get(name, len(WAYS)))
    for exercise in exercises.values():
        ways = found[exercise.name]
        exercise.needs = {name: WAYS[ways[name]] for name in sorted(ways, key=order.__getitem__)}


def _uses(text: Text, exercises: dict[str, Exercise]) -> Iterator[set[str]]:
    """Yield for each cell the exercises that it uses."""
    equations = {tag: exercise.name for exercise in exercises.values() for tag in exercise.equations}
    sections: dict[str, str] = {}
    for exercise in exercises.values():
        sections.setdefault(exercise.section.number, exercise.name)
    # For each name of the lesson, the exercises whose answers stand behind it where it was set last.
    behind: dict[str, set[str]] = {}
    for place, cell in enumerate(text.cells):
        used: set[str] = set()
        if cell.role not in ("hints", "essay"):
            said = cell.markdown
            used |= {equations[tag] for tag in _EQUATION.findall(said) if tag in equations}
            used |= {sections[number] for number in _EXERCISE.findall(said) if number in sections}
        for use in cell.names.uses:
            if use.name in behind:
                used |= behind[use.name]
            elif use.deferred:
                # A function may use what is defined below it.
                below = [other for other in text.cells[place + 1 :] if other.role == "answer"]
                used |= {other.name for other in below if use.name in other.names.sets}
        yield used
        if cell.role != "test":
            behind.update((name, {cell.name} if cell.role == "answer" else used) for name in cell.names.sets)
