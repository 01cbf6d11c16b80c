"""`python -m tests.compare.honest`: honest submissions of every lesson, graded with the box and without it.

Without it means nbgrader's own Execute in the place of ours, and every other step the same. The same class in the same
order, and each cell's score is compared, and what its check said. Ends with status 1 where any score differs.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from course.build import read_lessons
from course.demo.answers import read_answers
from course.grading.classroom import Classroom
from course.grading.results import read_results
from course.notebook import lesson_notebook, notebook_bytes
from course.paths import Tree
from tests.attacks.classroom import environment
from tests.compare.students import honest_notebooks
from tests.grading_class import ROOT, load_config

WAYS = ("stock", "boxed")
OURS, STOCK = "course.box.execute.BoxedExecute", "nbgrader.preprocessors.Execute"
Scores = dict[tuple[str, str], float | None]  # by student and grade id; None was not graded by itself


@dataclass(frozen=True)
class Comparison:
    """One lesson: scores both ways, the cells of which a check said something else, and seconds of both runs."""

    lesson: str
    students: int
    scores: dict[str, Scores]
    said: tuple[str, ...]
    seconds: dict[str, float]

    @property
    def differences(self) -> list[str]:
        """One line for each cell that has another score with the box than without it."""
        stock, boxed = (self.scores[way] for way in WAYS)
        return [
            f"{self.lesson} {' '.join(key)}: stock {stock.get(key, 'nothing')}, boxed {boxed.get(key, 'nothing')}"
            for key in sorted(stock.keys() | boxed.keys())
            if stock.get(key, "nothing") != boxed.get(key, "nothing")
        ]


def compare_lesson(tree: Tree, lesson: str, count: int, folder: Path) -> Comparison:
    """Grade `count` honest students of `lesson` both ways, in the empty `folder`."""
    scores, messages, seconds = {}, {}, {}
    for way in WAYS:
        root = folder / way / lesson
        _make_class(tree, lesson, count, root)
        home = root / "home"
        home.mkdir()
        started = time.monotonic()
        command = [sys.executable, "-m", "tests.compare.honest", "--grade", str(root), "--lesson", lesson, "--way", way]
        subprocess.run(command, cwd=root, env=environment(home), stdin=subprocess.DEVNULL, check=True)
        seconds[way] = time.monotonic() - started
        scores[way], messages[way] = _auto_scores(root, lesson), _messages(root, lesson)
    said = tuple(
        f"{lesson} {student} {name}: stock says {messages['stock'].get((student, name))!r}, boxed {words!r}"
        for (student, name), words in sorted(messages["boxed"].items())
        if messages["stock"].get((student, name)) != words
    )
    return Comparison(lesson, count, scores, said, seconds)


def _make_class(tree: Tree, lesson: str, count: int, root: Path) -> None:
    texts, problems = read_lessons(tree, [lesson])
    assert not problems, problems
    source = root / "source" / lesson / f"{lesson}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(notebook_bytes(lesson_notebook(texts[lesson])))
    (root / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    made = NbGraderAPI(config=load_config(root)).generate_assignment(lesson)
    assert made["success"], made
    released = nbformat.read(root / "release" / lesson / f"{lesson}.ipynb", as_version=4)
    for student, notebook in honest_notebooks(released, read_answers(tree, lesson), count):
        handed_in = root / "submitted" / student / lesson / f"{lesson}.ipynb"
        handed_in.parent.mkdir(parents=True)
        handed_in.write_text(nbformat.writes(notebook), encoding="utf-8")


def grade(root: Path, lesson: str, way: str) -> None:
    """Grade the class in `root`, in this process."""
    config = load_config(root)
    if way == "stock":
        steps = config.Autograde.autograde_preprocessors
        config.Autograde.autograde_preprocessors = [STOCK if step == OURS else step for step in steps]
    result = NbGraderAPI(config=config).autograde(lesson, "*")
    (root / "log.txt").write_text(f"{result.get('log')}\n{result.get('error')}", errors="backslashreplace")


def _auto_scores(root: Path, lesson: str) -> Scores:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, score.name): score.auto_score
            for submission in gradebook.notebook_submissions(lesson, lesson)
            for score in submission.grades
            if (root / "autograded" / submission.student.id / lesson / f"{lesson}.ipynb").is_file()
        }


def _messages(root: Path, lesson: str) -> dict[tuple[str, str], str]:
    students = read_results(Classroom(root), lesson).students
    return {(one.student, result.exercise): result.message for one in students for result in one.results}


def _points(scores: Scores) -> float:
    return sum(score for score in scores.values() if score is not None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesson", help="one lesson; all when left out")
    parser.add_argument("--count", type=int, default=10, help="students of each lesson")
    parser.add_argument("--keep", type=Path, help="an empty folder to grade in")
    parser.add_argument("--grade", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.grade:
        grade(words.grade, words.lesson, words.way)
        return 0
    tree = Tree(ROOT)
    done = []
    with tempfile.TemporaryDirectory() as empty:
        for lesson in [words.lesson] if words.lesson else tree.lesson_names():
            one = compare_lesson(tree, lesson, words.count, words.keep or Path(empty))
            done.append(one)
            stock, boxed = (one.scores[way] for way in WAYS)
            print(
                f"{lesson}: {one.students} submissions, {len(stock)} cells; stock {_points(stock):g} points in "
                f"{one.seconds['stock']:.0f} s, boxed {_points(boxed):g} in {one.seconds['boxed']:.0f} s; "
                f"{len(one.differences)} scores and {len(one.said)} messages differ",
                flush=True,
            )
            print(*(f"  {line}" for line in (*one.differences, *one.said)), sep="\n", end="", flush=True)
    count = sum(one.students for one in done)
    differ = sum(len(one.differences) for one in done)
    print(f"{count} submissions, {sum(len(one.scores['stock']) for one in done)} cells: {differ} scores differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
