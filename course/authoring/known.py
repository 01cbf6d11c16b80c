"""Known answers of a lesson: wrong ones, each a mistake with a name, and right ones of another style."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from traceback import extract_tb

from course.authoring.code_rules import syntax_error
from course.authoring.text import Cell, Finding, Problem, Text, read_text
from course.errors import CourseError
from course.paths import Tree
from helpers.mistakes import all_names

WRONG_NEEDED = 3
RIGHT_NEEDED = 2
# What `names` says of a mistake that the catalogue does not have.
NO_NAME = "none"
_KEYS = ("exercise", "wrong", "right", "loses", "names")


@dataclass(frozen=True)
class KnownAnswer:
    """Source that replaces an exercise's whole answer cell, and the tests that it should lose.

    `name` is stable, such as "step-wrong-1". `kind` is "wrong" or "right", `title` the mistake's or the style's name.
    `names`: what the check must call it, in the catalogue's words, NO_NAME where it must not name anything; None where
    that is left open.
    """

    exercise: str
    name: str
    kind: str
    title: str
    loses: tuple[str, ...]
    source: str
    line: int
    names: str | None = None


def read_known(tree: Tree, lesson: Text) -> tuple[list[KnownAnswer], list[Problem]]:
    """Read the known answers of `lesson` (read from `tree`), and all problems of their text.

    Every exercise needs three wrong and two right answers. A lesson without a text of known answers has one problem.
    """
    path = tree.answers / lesson.path.name
    shown = path.relative_to(tree.root)
    exercises = [cell.name for cell in lesson.cells if cell.role == "answer"]
    tests = [cell.name for cell in lesson.cells if cell.role == "test"]
    if not path.is_file():
        if not exercises:
            return [], []
        return [], [Problem(shown, 1, f"this file is missing. Write the known answers of {lesson.path.stem} there.")]
    text = read_text(path, shown=shown)
    wrong: list[Finding] = []
    known: list[KnownAnswer] = []
    counts: Counter[tuple[str, str]] = Counter()
    for cell in text.cells:
        wrong_here = list(_check_cell(cell, exercises, tests))
        wrong += wrong_here
        if wrong_here or cell.kind == "markdown":
            continue
        exercise, kind = cell.keys["exercise"], "wrong" if "wrong" in cell.keys else "right"
        counts[exercise, kind] += 1
        for twin in known:
            if (twin.exercise, twin.title) == (exercise, cell.keys[kind]):
                wrong.append((cell.line, f"`{twin.title}` is in line {twin.line} already. Give it another name."))
        loses = set(str(cell.keys.get("loses", "")).split())
        known.append(
            KnownAnswer(
                exercise=exercise,
                name=f"{exercise}-{kind}-{counts[exercise, kind]}",
                kind=kind,
                title=cell.keys[kind],
                loses=tuple(test for test in tests if test in loses),
                source=cell.source,
                line=cell.line,
                names=cell.keys.get("names"),
            )
        )
    for exercise in exercises:
        line = max((answer.line for answer in known if answer.exercise == exercise), default=1)
        for kind, needed in (("wrong", WRONG_NEEDED), ("right", RIGHT_NEEDED)):
            if counts[exercise, kind] < needed:
                message = f"`{exercise}` has {counts[exercise, kind]} {kind} answers and needs {needed}. Write more."
                wrong.append((line, message))
    return known, sorted([*text.problems, *(Problem(shown, line, message) for line, message in wrong)])


def split_names(text: str) -> frozenset[str] | None:
    """The mistakes in a text such as "NAME" or "NAME and NAME"; None unless the catalogue has each of them.

    Empty for NO_NAME.
    """
    known = _catalogue_names()
    if text == NO_NAME:
        return frozenset()
    if text in known:
        return frozenset({text})
    parts = text.split(" and ")
    # A mistake's own name may have an "and" in it.
    for cut in range(1, len(parts)):
        first, rest = " and ".join(parts[:cut]), split_names(" and ".join(parts[cut:]))
        if first in known and rest is not None:
            return frozenset({first}) | rest
    return None


@cache
def _catalogue_names() -> frozenset[str]:
    try:
        return all_names()
    # A topic that somebody is just writing may end in any error.
    except Exception as error:
        frame = extract_tb(error.__traceback__)[-1]
        raise CourseError(
            f"the catalogue of mistakes cannot be loaded: {type(error).__name__}: {error}\n"
            f"Mend {frame.filename}, line {frame.lineno}; its tests are tests/test_mistakes_*.py."
        ) from None


def _check_cell(cell: Cell, exercises: list[str], tests: list[str]) -> Iterator[Finding]:
    if cell.kind == "markdown":
        if cell.keys:
            yield cell.line, "a Markdown cell is a comment here and has no keys. Delete them."
        return
    for key, value in cell.keys.items():
        if key not in _KEYS:
            yield cell.line, f"`{key}` is no key here. The keys are {', '.join(_KEYS)}, each with a value in quotes."
        elif not isinstance(value, str) or not value.strip():
            yield cell.line, f"the key `{key}` has no text. Write it in quotes."
    exercise = cell.keys.get("exercise")
    if exercise is None:
        yield cell.line, 'this cell has no exercise. Write exercise="NAME", one of the lesson\'s answers.'
    elif exercise not in exercises:
        yield cell.line, f"the lesson has no exercise `{exercise}`. It has: {', '.join(exercises)}."
    if ("wrong" in cell.keys) == ("right" in cell.keys):
        yield cell.line, 'an answer has one of wrong="its mistake" and right="its style".'
    elif "right" in cell.keys and "loses" in cell.keys:
        yield cell.line, "a right answer loses nothing: delete `loses`."
    elif "wrong" in cell.keys and "loses" not in cell.keys:
        yield cell.line, 'this wrong answer names no tests. Write loses="TEST TEST", the tests that it must lose.'
    names = cell.keys.get("names")
    if "right" in cell.keys and names is not None:
        yield cell.line, "a right answer has no mistake: delete `names`."
    elif isinstance(names, str) and split_names(names) is None:
        yield cell.line, f"the catalogue of mistakes has no `{names}`. Take its name from helpers/mistakes."
    for test in str(cell.keys.get("loses", "")).split():
        if test not in tests:
            yield cell.line, f"the lesson has no test `{test}`. It has: {', '.join(tests)}."
    if error := syntax_error(cell.source):
        yield cell.first + error[0], f"this is not Python: {error[1]}."
    if not cell.source.strip():
        yield cell.line, "this answer is empty. Write the whole answer cell."
