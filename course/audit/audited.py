"""One known answer: run as a submission, and what became of it."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course.authoring.engine import run_lesson
from course.authoring.known import KnownAnswer, split_names
from course.runner.grader import Grader

# The solution itself, which is graded as any other answer.
SOLUTION = KnownAnswer("", "solution", "solution", "", (), "", 0)


@dataclass(frozen=True)
class Audited:
    """One answer, and what each test said that it lost, in the notebook's order.

    named: the mistake that the exercise's own check named. errors: those of cells that are no tests, by cell id; a
    wrong answer may well break a figure.
    """

    lesson: str
    answer: KnownAnswer
    messages: dict[str, str] = field(default_factory=dict)
    named: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def lost(self) -> list[str]:
        """The tests that it lost."""
        return list(self.messages)

    @property
    def ok(self) -> bool:
        """A wrong answer loses exactly what it should, and something; any other loses nothing.

        Where it says what it must be called, it is called that.
        """
        if self.answer.kind != "wrong":
            return not self.lost
        expected = set(self.answer.loses)
        return bool(expected) and set(self.lost) == expected and self.well_named is not False

    @property
    def well_named(self) -> bool | None:
        """Whether the check said the name that it must say, and no other; None where that is left open."""
        if self.answer.names is None:
            return None
        return split_names(self.answer.names) == (frozenset() if self.named is None else split_names(self.named))

    def as_json(self) -> dict[str, object]:
        """Return the object that `course audit --json` prints."""
        return {
            "lesson": self.lesson,
            "exercise": self.answer.exercise or None,
            "answer": self.answer.name,
            "kind": self.answer.kind,
            "mistake": self.answer.title if self.answer.kind == "wrong" else None,
            "expected_lost": list(self.answer.loses),
            "lost": self.lost,
            "named": self.named,
            "ok": self.ok,
        }


def audit_answer(
    grader: Grader, lesson: str, notebook: NotebookNode, answer: KnownAnswer, folder: Path | None = None
) -> Audited:
    """Run a lesson's source notebook with a known answer in place of the solution, or with the solution itself.

    folder: whose files the notebook finds beside it.
    """
    started = time.perf_counter()
    sources = {f"{answer.exercise}-answer": answer.source} if answer.exercise else {}
    runs = run_lesson(grader, notebook, sources, folder, only_graded=answer is not SOLUTION)
    messages: dict[str, str] = {}
    errors: dict[str, str] = {}
    for cell in notebook.cells:
        done = runs.get(cell.id)
        if done is None:
            continue
        marks = cell.metadata.get("nbgrader", {})
        said = f"{done.error}: {done.message}" if done.error else ""
        if marks.get("grade") and not said and done.value is not None and done.value < marks["points"]:
            said = f"{done.value:g} of {marks['points']:g} points\n{done.printed}"
        if said:
            (messages if marks.get("grade") else errors)[cell.id] = said
    named = None
    if messages and answer is not SOLUTION:
        named = runs[answer.exercise if answer.exercise in messages else next(iter(messages))].named
    return Audited(lesson, answer, messages, named, errors, time.perf_counter() - started)
