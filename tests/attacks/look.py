"""What a graded class tells: points, what attacks read or reached, and what the report says of them."""

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from course.grading.classroom import Classroom
from course.results.records import records_of
from course.results.results import StudentResult, read_results
from tests.attacks.attack import Attack
from tests.attacks.classroom import POINTS, SECRETS
from tests.grading_class import LESSON

MOST = 110
# What the checks say of the answers that every attack has where it has no other.
ORDINARY = {
    "double": "double(3) should be 6",
    "halve": "TypeError: object of type 'NoneType' has no len()",
    "step": "step: nothing is returned.",
}


def graded_notebook(root: Path, student: str) -> Path:
    """Return where the graded notebook lies, if there is one."""
    return root / "autograded" / student / LESSON / f"{LESSON}.ipynb"


def points_of(gradebook: Gradebook, student: str) -> float:
    """Return what the student has in all, extra credit too."""
    try:
        return float(gradebook.find_submission(LESSON, student).score)
    except MissingEntry:
        return 0.0


def reads_of(root: Path, student: str, attack: Attack, heard: set[str], left: set[str]) -> Iterator[str]:
    """Say what the attack could reach: by its outputs, by what it sent, and by what it left."""
    text = _said(graded_notebook(root, student))
    yield from (name for name, secret in SECRETS.items() if secret in text)
    if "attack-not-contained" in text:
        yield "was not contained"
    if attack.name in heard:
        yield "network"
    if (root / f"attack-was-here-{attack.name}").exists():
        yield "wrote into the class"
    if attack.name in left:
        yield "left a process"
    if "forged" in _records(graded_notebook(root, student)):
        yield "forged a check's record"


def _said(path: Path) -> str:
    """Return all that the student's code wrote. A check's own message is not among it, nor is the source of a cell."""
    if not path.exists():
        return ""
    outputs = []
    for cell in nbformat.read(path, as_version=4).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        for output in cell.get("outputs", []):
            if name not in POINTS or output.output_type == "stream":
                outputs.append(json.dumps(output, ensure_ascii=False))
    return "\n".join(outputs)


def _records(path: Path) -> str:
    """Return what checks recorded about their own work, as the course's report would read it."""
    if not path.exists():
        return ""
    cells = nbformat.read(path, as_version=4).cells
    return json.dumps([records_of(cell) for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")])


def what_the_instructor_sees(root: Path) -> dict[str, str]:
    """Return, by the student's name, the most telling line that the course's report says about each."""
    return {result.student: _seen(result) for result in read_results(Classroom(root), LESSON).students}


def _seen(result: StudentResult) -> str:
    """Return the problem, what was mended, or the first message that an ordinary wrong answer does not get."""
    if result.problem:
        return result.problem[:MOST]
    if result.mended:
        return f"{result.mended[0]['cell']}: {result.mended[0]['what']}"[:MOST]
    failed = {entry.exercise: entry.message for entry in result.results if entry.message}
    telling = {name: message for name, message in failed.items() if message != ORDINARY[name]}
    for name, message in (telling or failed).items():
        return f"{name} failed: {message}"[:MOST]
    return ""
