"""The checks of the course's lessons, with the very inputs that they use, for tests of the catalogue of mistakes."""

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

import helpers.checks
from course.authoring.text import read_text
from course.paths import Tree
from helpers.checks import CheckFailed, check

TREE = Tree(Path(__file__).resolve().parent.parent)
CHECKS = ("check", "check_backward", "check_derivation", "check_gradient", "check_raises", "require")
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


@dataclass(frozen=True)
class RealCheck:
    """One call of a check in a test cell that names a reference function. `inputs`: per case, the values in order."""

    lesson: str
    exercise: str
    reference: str
    cases: tuple[dict[str, Any], ...]
    hidden: bool

    @property
    def inputs(self) -> list[tuple[Any, ...]]:
        return [tuple(case.values()) for case in self.cases]


def notebook(source: str, **above: Any) -> dict[str, Any]:
    """The names of a notebook with this one cell; `above` are those that stood there before."""
    names = {"np": np, **above}
    exec(source, names)
    return names


def real_checks(lessons: Sequence[str] = ()) -> list[RealCheck]:
    """All checks with a reference name, in the order in which a learner meets them."""
    return [call for lesson in lessons or TREE.lesson_names() for call in _of_lesson(lesson)]


@lru_cache
def checks_by_reference() -> dict[str, list[RealCheck]]:
    found: dict[str, list[RealCheck]] = {}
    for call in real_checks():
        found.setdefault(call.reference, []).append(call)
    return found


def message_of(reference: str, answer: Callable[..., Any], **options: Any) -> str:
    """What the first check with this reference that the answer fails says; empty where it passes all of them."""
    for call in checks_by_reference()[reference]:
        try:
            check(answer, list(call.cases), expected=call.reference, label="it", **options)
        except CheckFailed as failure:
            return failure.message
    return ""


@lru_cache
def _of_lesson(lesson: str) -> tuple[RealCheck, ...]:
    return collect(lesson, TREE.lessons / f"{lesson}.py")


def collect(lesson: str, path: Path) -> tuple[RealCheck, ...]:
    """Run a lesson's locked cells, answers and tests, with stand-ins for the checks that note what they are given."""
    found: list[RealCheck] = []
    where = {"exercise": "", "hidden": False}

    def note(function: Any, cases: Any, expected: Any = None, **options: Any) -> None:
        name = expected if isinstance(expected, str) else options.get("reference")
        if name:
            copied = tuple(dict(case) for case in cases)
            found.append(RealCheck(lesson, str(where["exercise"]), name, copied, bool(where["hidden"])))

    def note_gradient(function: Any, of: Any = None, at: Any = (), **options: Any) -> None:
        note(function, at, options.get("expected"))

    stand_ins: dict[str, Callable[..., Any]] = dict.fromkeys(CHECKS, lambda *_, **__: None)
    stand_ins |= {"check": note, "check_gradient": note_gradient, "on_purpose": contextlib.nullcontext}
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        for name, stand_in in stand_ins.items():
            stack.enter_context(patch.object(helpers.checks, name, stand_in))
        for cell in read_text(path).cells:
            if cell.kind != "code" or cell.role not in ("locked", "answer", "test"):
                continue
            where["exercise"] = cell.name
            for source, where["hidden"] in _regions(cell.source):
                exec(compile(source, f"{lesson}: {cell.name}", "exec"), namespace)
    return tuple(found)


def _regions(source: str) -> Iterator[tuple[str, bool]]:
    """The text of a test before, inside and after its hidden region."""
    before, _, rest = source.partition(BEGIN)
    hidden, _, after = rest.partition(END)
    yield from ((part, at == 1) for at, part in enumerate((before, hidden, after)) if part.strip())
