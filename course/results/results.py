"""What became of a class: read from the gradebook, the autograded notebooks and what was handed in."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Grade, Gradebook, MissingEntry, Notebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from course.cells import grade_id_of
from course.errors import CourseError
from course.grading.classroom import Classroom, is_unfinished, what_to_do
from course.grading.faults import account
from course.grading.mended import list_mended
from course.grading.printable import printable
from course.grading.submissions import problem_of


@dataclass(frozen=True)
class Exercise:
    """A graded cell of the lesson."""

    name: str
    maximum: float


@dataclass(frozen=True)
class Result:
    """One student's score in one exercise, and what the check said where it failed."""

    exercise: str
    score: float
    maximum: float
    needs_person: bool
    message: str = ""
    by_hand: bool = False  # a person has given it; where one is needed, it is to be looked at again


@dataclass(frozen=True)
class StudentResult:
    """What became of one student's submission. `problem`: why it was not graded, or is graded as it was before."""

    student: str
    graded: bool
    problem: str | None = None
    results: tuple[Result, ...] = ()
    mended: tuple[dict[str, str], ...] = ()
    penalty: float = 0.0

    @property
    def total(self) -> float:
        """All scores so far, less what coming late costs."""
        return sum(result.score for result in self.results) - self.penalty


@dataclass(frozen=True)
class LessonResult:
    """What became of one lesson's class: exercises in the lesson's order, students by name."""

    lesson: str
    exercises: tuple[Exercise, ...]
    students: tuple[StudentResult, ...] = ()

    @property
    def maximum(self) -> float:
        """The points of the whole lesson."""
        return sum(exercise.maximum for exercise in self.exercises)


@contextlib.contextmanager
def open_gradebook(folders: CourseDirectory, advice: str) -> Iterator[Gradebook]:
    """Open the gradebook of a class. Raises CourseError where there is none, with the advice, or it cannot be used."""
    database = make_url(folders.db_url)
    if database.drivername.startswith("sqlite") and not Path(database.database or "").is_file():
        raise CourseError(f"no gradebook at {database.database}. {advice}")
    try:
        with Gradebook(folders.db_url, folders.course_id) as gradebook:
            yield gradebook
    except DatabaseError as error:
        raise CourseError(account(error, folders.db_url)) from None


def read_results(classroom: Classroom, lesson: str) -> LessonResult:
    """Read what became of `lesson`. Changes nothing. Raises CourseError where the gradebook has no such lesson."""
    advice = what_to_do(classroom.folders, lesson)
    with open_gradebook(classroom.folders, advice) as gradebook:
        try:
            notebook = gradebook.find_notebook(lesson, lesson)
        except MissingEntry:
            raise CourseError(f"the gradebook in {classroom.root} has no lesson {lesson}. {advice}") from None
        points = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
        order = [cell.name for cell in notebook.source_cells]
        exercises = tuple(Exercise(name, points[name]) for name in order if name in points)
        students = classroom.who_handed_in(lesson) | {student.id for student in gradebook.students}
        results = tuple(_read_student(classroom, gradebook, notebook, name, exercises) for name in sorted(students))
    return LessonResult(lesson, exercises, results)


def _read_student(
    classroom: Classroom, gradebook: Gradebook, notebook: Notebook, student: str, exercises: tuple[Exercise, ...]
) -> StudentResult:
    lesson = notebook.name
    submitted = classroom.folder("submitted", student, lesson)
    autograded = classroom.folder("autograded", student, lesson)
    problem = problem_of(submitted, lesson, known={cell.name for cell in notebook.source_cells})
    try:
        if is_unfinished(autograded):
            raise FileNotFoundError
        graded = nbformat.read(autograded / f"{lesson}.ipynb", as_version=4)
        submission = gradebook.find_submission_notebook(lesson, lesson, student)
    except (FileNotFoundError, MissingEntry):
        again = f"Not autograded, or it could not be run to its end: course grade {lesson} --student {student}"
        return StudentResult(student, graded=False, problem=problem or again)
    if problem is None and came_again(submitted, autograded):
        problem = f"Handed in again since it was graded: course grade {lesson} --student {student}"
    messages = {name: _message(cell) for cell in graded.cells if (name := grade_id_of(cell))}
    grades: dict[str, Grade] = {grade.name: grade for grade in submission.grades}
    results = tuple(_result(exercise, grades[exercise.name], messages) for exercise in exercises)
    penalty = float(submission.late_submission_penalty or 0)
    return StudentResult(student, True, problem, results, tuple(list_mended(graded)), penalty)


def _result(exercise: Exercise, grade: Grade, messages: dict[str, str]) -> Result:
    score = float(grade.score)
    message = messages.get(exercise.name, "") if score < exercise.maximum else ""
    by_hand = grade.manual_score is not None
    return Result(exercise.name, score, exercise.maximum, bool(grade.needs_manual_grade), message, by_hand)


def _message(cell: nbformat.NotebookNode) -> str:
    """Return the first line that a failed check said, or "" where it did not fail."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            line = next((line.strip() for line in output.evalue.splitlines() if line.strip()), "")
            line = printable(line)
            if output.ename in ("CheckFailed", "AssertionError") and line:
                return line
            if output.ename == "CellTimeoutError" and not line:
                return "The check did not end within the time limit."
            return f"{printable(output.ename)}: {line}" if line else printable(output.ename)
    return ""


def came_again(submitted: Path, autograded: Path) -> bool:
    """Whether a submission came again since it was graded, by its time. One that cannot be read is another time."""
    times = []
    for folder in (submitted, autograded):
        path = folder / "timestamp.txt"
        try:
            times.append(path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else "")
        except OSError:
            return True
    return times[0] != times[1]
