"""Filled-in notebooks: the released lesson with known answers in it."""

import copy
from dataclasses import dataclass

from nbformat import NotebookNode

from course.authoring.known import KnownAnswer, read_known
from course.authoring.notebook import lesson_notebook
from course.authoring.text import SOLUTION, Text
from course.build import read_lessons
from course.errors import CourseError
from course.paths import Tree


@dataclass(frozen=True)
class LessonAnswers:
    """A lesson's exercises in order, its essays, its solution, and its known answers by exercise."""

    exercises: tuple[str, ...]
    essays: tuple[str, ...]
    solution: dict[str, str]  # source by cell id, of answers and essays
    wrong: dict[str, list[KnownAnswer]]
    right: dict[str, list[KnownAnswer]]

    def fill_in(self, released: NotebookNode, answers: dict[str, KnownAnswer], essays: bool = True) -> NotebookNode:
        """Return the released notebook with the solution in it, and `answers` by exercise in its place."""
        notebook = copy.deepcopy(released)
        for cell in notebook.cells:
            if cell.id in self.solution and (essays or cell.id not in self.essays):
                cell.source = self.solution[cell.id]
        for exercise, answer in answers.items():
            find_cell(notebook, f"{exercise}-answer").source = answer.source
        return notebook


def read_answers(tree: Tree, lesson: str) -> LessonAnswers:
    """Read solution and known answers of `lesson`. Raises CourseError where their texts have problems."""
    if lesson not in tree.lesson_names():
        raise CourseError(f"no lesson named {lesson}. There are: {', '.join(tree.lesson_names())}.")
    texts, problems = read_lessons(tree, [lesson])
    text: Text = texts[lesson]
    known, more = read_known(tree, text) if not problems else ([], [])
    if problems or more:
        raise CourseError("\n".join(["the demo needs texts without problems:", *map(str, [*problems, *more])]))
    exercises = tuple(cell.name for cell in text.cells if cell.role == "answer")
    if not exercises:
        raise CourseError(f"{lesson} has no exercises to hand in. Choose another lesson with --lesson.")
    return LessonAnswers(
        exercises=exercises,
        essays=tuple(cell.name for cell in text.cells if cell.role == "essay"),
        solution={
            cell.id: _without_markers(cell.source)
            for cell in lesson_notebook(text).cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        },
        wrong=_by_exercise(known, "wrong"),
        right=_by_exercise(known, "right"),
    )


def find_cell(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    """Return the cell with this id, which is its grade id too where it has one."""
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def _by_exercise(known: list[KnownAnswer], kind: str) -> dict[str, list[KnownAnswer]]:
    found: dict[str, list[KnownAnswer]] = {}
    for answer in known:
        if answer.kind == kind:
            found.setdefault(answer.exercise, []).append(answer)
    return found


def _without_markers(source: str) -> str:
    markers = (f"### BEGIN {SOLUTION}", f"### END {SOLUTION}")
    return "\n".join(line for line in source.splitlines() if line.strip() not in markers)
