"""Honest submissions of a lesson, as a class hands them in: most of it right, some mistakes, some left undone."""

import random
from collections.abc import Iterator

from nbformat import NotebookNode

from course.demo.answers import LessonAnswers, find_cell

# What becomes of an exercise, and how often: the solution, a right answer of another style, a mistake, the stub.
HOW = {"solution": 3, "right": 4, "wrong": 3, "stub": 1}


def honest_notebooks(released: NotebookNode, known: LessonAnswers, count: int) -> Iterator[tuple[str, NotebookNode]]:
    """Yield name and notebook of `count` students, the same ones each time.

    The first has the whole solution, the second nothing, the third stopped half way, and the others are mixed.
    """
    for number in range(count):
        draw = random.Random(f"{known.exercises}-{number}")
        how = dict(zip(known.exercises, draw.choices([*HOW], [*HOW.values()], k=len(known.exercises)), strict=True))
        if number == 0:
            how = dict.fromkeys(how, "solution")
        elif number == 1:
            how = dict.fromkeys(how, "stub")
        elif number == 2:
            half = len(how) // 2
            how = {name: "right" if place < half else "stub" for place, name in enumerate(how)}
        yield f"{number:02}-student", _fill_in(released, known, how, draw)


def _fill_in(released: NotebookNode, known: LessonAnswers, how: dict[str, str], draw: random.Random) -> NotebookNode:
    choices = {"right": known.right, "wrong": known.wrong}
    drawn = {name: choices.get(kind, {}).get(name, []) for name, kind in how.items()}
    answers = {name: draw.choice(found) for name, found in drawn.items() if found}
    notebook = known.fill_in(released, answers, essays=draw.random() < 0.8)
    for name, kind in how.items():
        if kind == "stub":
            find_cell(notebook, f"{name}-answer").source = find_cell(released, f"{name}-answer").source
    return notebook
