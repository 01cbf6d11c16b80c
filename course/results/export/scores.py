"""What the gradebook says of a class, and which of it is final."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory

from course.errors import CourseError
from course.grading.classroom import who_handed_in
from course.grading.submissions import problem_of
from course.results.results import came_again


class State(Enum):
    """What became of one student's lesson. Only a FINAL score goes out by itself."""

    FINAL = "final"
    WAITING = "to be graded by hand"
    AGAIN = "handed in again since it was graded"
    UNGRADED = "handed in, but not graded"
    MISSING = "handed in nothing"


@dataclass(frozen=True)
class Score:
    """One student's lesson. points: given so far, less the late penalty, never under 0. why: it is not graded."""

    state: State
    points: float = 0.0
    why: str = ""


@dataclass(frozen=True)
class Person:
    """One student, as the gradebook knows them. `lms_user_id`: the number in the learning platform, or ""."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str


@dataclass(frozen=True)
class Scores:
    """A class: lessons with their points, students by id, and a score for each student and lesson."""

    maximum: dict[str, float]
    people: tuple[Person, ...]
    of: dict[tuple[str, str], Score]  # by student's id and lesson


def read_scores(gradebook: Gradebook, folders: CourseDirectory, lessons: list[str], students: list[str]) -> Scores:
    """Read `lessons` and `students` (empty: all). Changes nothing.

    By `folders`, submissions that never reached the gradebook, or came again, are told apart from final ones.
    Raises CourseError for a lesson or a student that the gradebook does not have.
    """
    known = {assignment.name: assignment for assignment in gradebook.assignments}
    _refuse_unknown("lesson", lessons, set(known), "Make it with: nbgrader generate_assignment LESSON")
    chosen = lessons or sorted(known)
    if not chosen:
        raise CourseError("the gradebook has no lesson. Make one with: nbgrader generate_assignment LESSON")
    columns = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    rows = gradebook.db.query(*columns).order_by(Student.id).all()
    people = [Person(str(row[0]), *(str(value or "").strip() for value in row[1:])) for row in rows]
    # Who was refused before nbgrader opened the notebook has no row.
    ids = {person.id for person in people}
    handed_in = {student for lesson in chosen for student in who_handed_in(folders, lesson)}
    people += [Person(student, "", "", "", "") for student in handed_in - ids]
    people.sort(key=lambda person: person.id)
    _refuse_unknown("student", students, {person.id for person in people}, "Names are those under submitted/.")
    people = [person for person in people if not students or person.id in students]
    found: dict[tuple[str, str], Score] = {}
    for lesson in chosen:
        graded, cells = _graded(gradebook, known[lesson]), _cell_names(gradebook, lesson)
        for person in people:
            found[person.id, lesson] = _score(graded.get(person.id), folders, person.id, lesson, cells)
    return Scores({lesson: float(known[lesson].max_score) for lesson in chosen}, tuple(people), found)


def _refuse_unknown(kind: str, names: list[str], known: set[str], advice: str) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        there = ", ".join(sorted(known)[:20]) or "none"
        raise CourseError(f"the gradebook has no {kind} {', '.join(unknown)}. It has: {there}. {advice}")


def _graded(gradebook: Gradebook, assignment: Assignment) -> dict[str, Score]:
    """Scores of one lesson by student: one query, whatever the size of the class."""
    query = gradebook.db.query(
        SubmittedAssignment.student_id,
        SubmittedAssignment.score,
        SubmittedAssignment.late_submission_penalty,
        SubmittedAssignment.needs_manual_grade,
    ).filter(SubmittedAssignment.assignment_id == assignment.id)
    return {
        student: Score(State.WAITING if waits else State.FINAL, max(0.0, float(score or 0) - float(penalty or 0)))
        for student, score, penalty, waits in query
    }


def _cell_names(gradebook: Gradebook, lesson: str) -> set[str]:
    try:
        return {cell.name for cell in gradebook.find_notebook(lesson, lesson).source_cells}
    except MissingEntry:
        return set()


def _score(graded: Score | None, folders: CourseDirectory, student: str, lesson: str, cells: set[str]) -> Score:
    """Hold the gradebook's score against the folders: nbgrader keeps the old one where a new submission failed.

    Why a submission is not graded is said in the words of `course report`.
    """
    submitted = Path(folders.format_path(folders.submitted_directory, student, lesson))
    if not submitted.is_dir():
        return graded or Score(State.MISSING)
    autograded = Path(folders.format_path(folders.autograded_directory, student, lesson))
    if graded is None or not autograded.is_dir():
        why = problem_of(submitted, lesson, cells) or "Not graded yet, or it could not be run to its end."
        return Score(State.UNGRADED, why=why)
    return Score(State.AGAIN, graded.points) if came_again(submitted, autograded) else graded
