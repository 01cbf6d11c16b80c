"""Classes to grade: made from the solution, from known right and wrong answers, and from bad submissions."""

import itertools
import json
import random
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell

from course.authoring.known import KnownAnswer
from course.demo.answers import read_answers
from course.demo.students import ClassOfTwelve
from course.paths import Tree

EVERY = 12  # one of so many hands in something unusual, as one of the eight odd ones of `course demo`
MOST_WRONG = 5

Submissions = dict[str, dict[str, str]]  # by student: the text of each file


class ClassMaker:
    """Makes the submissions of a class, each by its number alone: the same number, the same submission."""

    def __init__(self, tree: Tree, lesson: str) -> None:
        self.lesson, self._answers = lesson, read_answers(tree, lesson)
        self._released = nbformat.read(tree.release / lesson / f"{lesson}.ipynb", as_version=4)
        demo = ClassOfTwelve(lesson, self._released, self._answers).students()
        self._odd = [student.files for student in demo if student.mended or student.problem or "MB" in student.story]

    def right(self, count: int) -> Submissions:
        """Return right submissions, of students whose names come before all others."""
        return {f"a{number}": self._signed(f"a{number}", {}) for number in range(count)}

    def anybody(self, count: int) -> Submissions:
        """Return the first `count` of the class: right, wrong and unusual ones."""
        return dict(self._submission(number) for number in range(1, count + 1))

    def ordinary(self, start: int, count: int) -> Submissions:
        """Return `count` notebooks that stock nbgrader can grade, right or wrong, without the first `start` of them."""
        numbers = (number for number in itertools.count(1) if number % EVERY != 0)
        return dict(map(self._submission, itertools.islice(numbers, start, start + count)))

    def _submission(self, number: int) -> tuple[str, dict[str, str]]:
        name = f"s{number:05}"
        if number % EVERY == 0:
            # Nobody's files are like anybody else's, or a grader with a cache would look quick.
            return name, {**self._odd[number // EVERY % len(self._odd)], "notes.txt": f"Handed in by {name}.\n"}
        chance, exercises = random.Random(f"{self.lesson} {name}"), self._answers.exercises
        known = {one: chance.choice(self._answers.right[one]) for one in exercises if chance.random() < 1 / 4}
        for exercise in chance.sample(exercises, chance.randint(0, min(MOST_WRONG, len(exercises)))):
            known[exercise] = chance.choice(self._answers.wrong[exercise])
        return name, self._signed(name, known)

    def _signed(self, name: str, answers: dict[str, KnownAnswer]) -> dict[str, str]:
        notebook = self._answers.fill_in(self._released, answers)
        notebook.cells.append(new_markdown_cell(f"Handed in by {name}.", id="signature"))
        return {f"{self.lesson}.ipynb": json.dumps(notebook, indent=1)}


def hand_in(root: Path, lesson: str, submissions: Submissions) -> None:
    """Put submissions where nbgrader's `collect` would."""
    for student, files in submissions.items():
        folder = root / "submitted" / student / lesson
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
