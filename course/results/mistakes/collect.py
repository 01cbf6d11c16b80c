"""From the autograded notebooks of a lesson to one finding for each student and exercise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.cells import grade_id_of
from course.errors import CourseError
from course.grading.classroom import Classroom, what_to_do
from course.results.records import records_of
from helpers.checks.record import from_plain
from helpers.mistakes import Diagnosis, fitting, model_of
from helpers.mistakes.plain import PLAIN

# Where no mistake has a name, this is what is known. The order is that of the report.
NOT_NAMED = "not in the catalogue"
OTHER_CHECK = "caught by a check without a catalogue"
STOPPED = "stopped with an error"
EMPTY = "not written yet"
WITHOUT_NAME = (NOT_NAMED, OTHER_CHECK, STOPPED, EMPTY)

_ENDINGS = frozenset(mistake.name for mistake in PLAIN)


@dataclass(frozen=True)
class Finding:
    """What the check of one exercise found in one student's answer.

    mistakes: names from the catalogue, none where none was named; other: then one of WITHOUT_NAME; "" where it passed.
    """

    student: str
    exercise: str
    mistakes: tuple[str, ...] = ()
    other: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What this finding is counted under; nothing where the exercise was passed."""
        return self.mistakes or ((self.other,) if self.other else ())


@dataclass(frozen=True)
class ClassMistakes:
    """The findings of a class in one lesson; exercises in the lesson's order, students by name."""

    lesson: str
    exercises: tuple[str, ...]
    students: tuple[str, ...]
    findings: tuple[Finding, ...]

    def counts(self) -> dict[str, dict[str, list[str]]]:
        """exercise -> mistake -> students, the most frequent mistake first, those without a name last."""
        found: dict[str, dict[str, list[str]]] = {exercise: {} for exercise in self.exercises}
        for finding in self.findings:
            for label in finding.labels:
                found[finding.exercise].setdefault(label, []).append(finding.student)
        return {
            exercise: dict(sorted(mistakes.items(), key=lambda entry: (rank(entry[0]), -len(entry[1]), entry[0])))
            for exercise, mistakes in found.items()
        }

    @property
    def summary(self) -> str:
        """One sentence: how many failed answers have a name."""
        failed = [one for one in self.findings if one.labels]
        named = sum(bool(one.mistakes) for one in failed)
        return (
            f"{len(failed)} of {len(self.findings)} answers failed their check; {named} of them have a named mistake."
        )


def rank(label: str) -> int:
    """0 for a mistake with a name; what has none comes after, in the order of WITHOUT_NAME."""
    return 1 + WITHOUT_NAME.index(label) if label in WITHOUT_NAME else 0


def collect(classroom: Classroom, lesson: str, rematch: bool = False) -> ClassMistakes:
    """Read what the checks of `lesson` recorded. Changes nothing and runs no student's code.

    rematch: look the recorded answers up in the catalogue as it is now. Raises CourseError where nothing was graded.
    """
    exercises: dict[str, None] = {}
    students, findings = [], []
    for student in sorted(classroom.who_handed_in(lesson)):
        path = classroom.folder("autograded", student, lesson) / f"{lesson}.ipynb"
        try:
            notebook = nbformat.read(path, as_version=4)
        except FileNotFoundError:
            continue
        except Exception as error:  # nbformat lets many kinds out for a file that is no notebook
            raise CourseError(f"{path} cannot be read ({error}). Autograde it again.") from None
        students.append(student)
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and marks.get("grade") and not marks.get("solution"):
                exercise = grade_id_of(cell) or ""
                exercises[exercise] = None
                findings.append(_finding(student, exercise, cell, rematch))
    if not students:
        raise CourseError(
            f"no autograded notebook of {lesson} in {classroom.root}. "
            + what_to_do(classroom.folders, lesson, "Make them with: course grade")
        )
    return ClassMistakes(lesson, tuple(exercises), tuple(students), tuple(findings))


def _finding(student: str, exercise: str, cell: NotebookNode, rematch: bool) -> Finding:
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is None:
        return Finding(student, exercise)
    if error.ename == "NotImplementedError":
        return Finding(student, exercise, other=EMPTY)
    failed = [record for record in records_of(cell) if not record["passed"]]
    if not failed:
        by_check = error.ename in ("CheckFailed", "AssertionError")
        return Finding(student, exercise, other=OTHER_CHECK if by_check else STOPPED)
    record = failed[-1]  # a failing check ends the cell
    names = matched(record) if rematch else None
    # What a check sees without a model, such as a difference quotient, is not in the catalogue that is searched.
    if names is None or (not names and _ENDINGS.issuperset(_recorded(record))):
        names = _recorded(record)
    if names:
        return Finding(student, exercise, names)
    if record.get("stopped") is True:
        return Finding(student, exercise, other=STOPPED)
    return Finding(student, exercise, other=NOT_NAMED if record["reference"] else OTHER_CHECK)


def _recorded(record: dict[str, Any]) -> tuple[str, ...]:
    names = record.get("mistakes")
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def matched(record: dict[str, Any]) -> tuple[str, ...] | None:
    """The mistakes that today's catalogue names for a recorded answer; none where it names none.

    Cases whose inputs could not be kept, such as functions, are left out. None where nothing is left, or the catalogue
    does not have the exercise: then what the check said stands.
    """
    model = model_of(record["reference"]) if record["reference"] else None
    if model is None:
        return None
    restored = []
    for case, value in zip(_list(record.get("inputs")), _list(record.get("returned")), strict=False):
        try:
            given = dict(from_plain(case))
            restored.append((tuple(given[name] for name in _list(record.get("names"))), from_plain(value)))
        except (ValueError, TypeError, KeyError):
            continue
    if not restored:
        return None
    try:
        inputs, returned = [values for values, _ in restored], [value for _, value in restored]
        diagnosis: Diagnosis | None = fitting(model, inputs, returned).only
    except ValueError:  # the exercise has other inputs now
        diagnosis = None
    return tuple(mistake.name for mistake in diagnosis.mistakes) if diagnosis else ()


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
