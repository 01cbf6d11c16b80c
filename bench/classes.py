"""Classes to grade: made from the solution, from known right and wrong answers, and from bad submissions."""

import copy
import itertools
import json
import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.apps import NbGraderAPI

from course.demo.answers import LessonAnswers, read_answers
from course.demo.students import ClassOfTwelve
from course.errors import CourseError
from course.grading.classroom import CONFIG, Classroom
from course.paths import Tree

EVERY = 12  # one of so many hands in something unusual, as one of the eight odd ones of `course demo`
MOST_WRONG = 5
TIMESTAMP = "2030-01-31 09:30:00.000000 UTC"


@dataclass(frozen=True)
class Submission:
    """What one student hands in. `honest`: a notebook as stock nbgrader expects it, right or wrong."""

    student: str
    files: dict[str, str]
    honest: bool


class ClassMaker:
    """Makes the submissions of a class, each by its number alone: the same number, the same submission."""

    def __init__(self, tree: Tree, lesson: str, released: NotebookNode, seed: int = 0) -> None:
        self.lesson, self._released, self._seed = lesson, released, seed
        self._answers: LessonAnswers = read_answers(tree, lesson)
        demo = ClassOfTwelve(lesson, released, self._answers).students()
        self._odd = [student.files for student in demo if student.mended or student.problem or "MB" in student.story]

    def submission(self, number: int) -> Submission:
        """Return what student `number` hands in."""
        name = f"s{number:05}"
        if number % EVERY == EVERY - 1:
            files = self._odd[number // EVERY % len(self._odd)]
            # Nobody's files are like anybody else's, or a grader that remembers would look quick.
            return Submission(name, {**files, "notes.txt": f"Handed in by {name}.\n"}, honest=False)
        return Submission(name, {f"{self.lesson}.ipynb": self._honest(name)}, honest=True)

    def honest_ones(self, start: int, count: int) -> list[Submission]:
        """Return `count` of those that stock nbgrader can grade, without the first `start` of them."""
        every = (self.submission(number) for number in itertools.count())
        return list(itertools.islice((one for one in every if one.honest), start, start + count))

    def warm_up(self, number: int) -> Submission:
        """Return a right submission of a student who comes before all others."""
        name = f"a{number}"
        notebook = self._answers.fill_in(self._released, {})
        return Submission(name, {f"{self.lesson}.ipynb": _signed(notebook, name)}, honest=True)

    def _honest(self, name: str) -> str:
        """Some exercises wrong, each with a known mistake, some right in another style, the others the solution's."""
        chance = random.Random(f"{self._seed} {self.lesson} {name}")
        exercises = self._answers.exercises
        chosen = {}
        for exercise in exercises:
            if chance.random() < 1 / 4:
                chosen[exercise] = chance.choice(self._answers.right[exercise])
        for exercise in chance.sample(exercises, chance.randint(0, min(MOST_WRONG, len(exercises)))):
            chosen[exercise] = chance.choice(self._answers.wrong[exercise])
        return _signed(self._answers.fill_in(self._released, chosen), name)


def _signed(notebook: NotebookNode, name: str) -> str:
    signed = copy.deepcopy(notebook)
    signed.cells.append(new_markdown_cell(f"Handed in by {name}.", id="signature"))
    return json.dumps(signed, indent=1)


def prepare_classroom(tree: Tree, lesson: str, root: Path) -> NotebookNode:
    """Make a class's folder with an empty gradebook that knows the lesson; returns the released notebook."""
    source = tree.source / lesson
    if not source.is_dir():
        raise CourseError(f"{source} is missing. Make it with: course build {lesson}")
    root.mkdir(parents=True)
    shutil.copy(tree.root / CONFIG, root)
    shutil.copytree(source, root / "source" / lesson)
    outcome = NbGraderAPI(config=Classroom(root).config).generate_assignment(lesson)
    if not outcome["success"]:
        raise CourseError(f"nbgrader could not generate {lesson}: {outcome.get('error', '')[-500:]}")
    return nbformat.read(root / "release" / lesson / f"{lesson}.ipynb", as_version=4)


def hand_in(root: Path, lesson: str, submissions: Iterable[Submission]) -> None:
    """Put submissions where nbgrader's `collect` would; what was there before is gone."""
    for step in ("submitted", "autograded", "feedback"):
        shutil.rmtree(root / step, ignore_errors=True)
        (root / step).mkdir()
    for submission in submissions:
        folder = root / "submitted" / submission.student / lesson
        folder.mkdir(parents=True)
        for name, content in submission.files.items():
            (folder / name).write_text(content, encoding="utf-8")
        (folder / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
