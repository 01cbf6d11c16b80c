"""`course report`: a class as a table, what went wrong where, and what needs a person."""

import dataclasses

from rich import box
from rich.columns import Columns
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.grading.classroom import find_classroom
from course.grading.submissions import NEEDS_PERSON
from course.results.results import LessonResult, Result, read_results
from course.terminal import print_json, report_console, show_list


def report_lesson(lesson: str, as_json: bool) -> int:
    """Print what became of `lesson` in the class at or above the working directory; returns 0.

    Raises CourseError where there is no class, or its gradebook does not have the lesson.
    """
    result = read_results(find_classroom(), lesson)
    if as_json:
        print_json(as_data(result))
    else:
        show_results(result, report_console())
    return 0


def as_data(result: LessonResult) -> dict[str, object]:
    """Return the whole report as plain data; the total of a submission that was not graded is None."""
    students = [
        dataclasses.asdict(student) | {"total": student.total if student.graded else None}
        for student in result.students
    ]
    return dataclasses.asdict(result) | {"maximum": result.maximum, "students": students}


def show_results(result: LessonResult, console: Console) -> None:
    """Print the table of marks with its legend, then everything that an instructor should look at."""
    console.print(_marks(result))
    _show_legend(result, console)
    problems = [(student.student, student.problem) for student in result.students if student.problem]
    ungraded = [(name, "", problem) for name, problem in problems if not problem.startswith(NEEDS_PERSON)]
    unclear = [(name, "", said.removeprefix(NEEDS_PERSON)) for name, said in problems if said.startswith(NEEDS_PERSON)]
    mended = [
        (student.student, entry["cell"], entry["what"]) for student in result.students for entry in student.mended
    ]
    show_list(console, "Not graded, or to be graded again", ungraded)
    show_list(console, "What went wrong where", _failures(result))
    show_list(console, "Mended before grading", mended)
    show_list(console, "Needs a person", unclear + _waiting(result))


def _marks(result: LessonResult) -> Table:
    """Student by exercise. Marks keep their width; where a terminal is narrow, long names are folded."""
    rows = [[_mark(entry) for entry in student.results] for student in result.students]
    table = Table(
        title=f"{result.lesson}: {len(result.students)} students",
        title_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
    table.add_column("student", overflow="fold")
    for number in range(len(result.exercises)):
        width = max([2, *(len(row[number]) for row in rows if row)])
        table.add_column(str(number + 1), justify="right", no_wrap=True, min_width=width)
    total = f"of {_number(result.maximum)}"
    table.add_column(total, justify="right", no_wrap=True, min_width=len(total))
    for student, row in zip(result.students, rows, strict=True):
        if student.graded:
            table.add_row(Text(student.student), *row, Text(_number(student.total), style="bold"))
        else:
            table.add_row(Text(student.student), *["–"] * len(result.exercises), "–")
    return table


def _mark(entry: Result) -> Text:
    """Return a mark that reads without colour too."""
    if entry.needs_person:
        return Text(f"{_number(entry.score)}?" if entry.by_hand else "?", style="yellow")
    if entry.score >= entry.maximum:
        return Text(_number(entry.score), style="green")
    return Text(("✗" if entry.score <= 0 else "~") + _number(entry.score), style="red")


def _show_legend(result: LessonResult, console: Console) -> None:
    console.print("Exercises with their points:")
    names = [f"{i} {exercise.name} ({_number(exercise.maximum)})" for i, exercise in enumerate(result.exercises, 1)]
    console.print(Columns([Text(name) for name in names], padding=(0, 3), column_first=True))
    console.print(
        "✗ lost, ~ some of the points, ? waits for a person, 2? has 2 and is to be looked at again, – not graded.\n",
        highlight=False,
    )


def _failures(result: LessonResult) -> list[tuple[str, str, str]]:
    numbers = {exercise.name: number for number, exercise in enumerate(result.exercises, 1)}
    return [
        (student.student, f"{numbers[entry.exercise]} {entry.exercise}", _why(entry))
        for student in result.students
        for entry in student.results
        if entry.score < entry.maximum and not entry.needs_person
    ]


def _why(entry: Result) -> str:
    return entry.message or ("Not answered." if entry.score <= 0 else f"{_number(entry.score)} points were given.")


def _waiting(result: LessonResult) -> list[tuple[str, str, str]]:
    """One line for each exercise: it is graded by hand student by student."""
    order = [exercise.name for exercise in result.exercises]
    waiting: dict[tuple[str, str], list[str]] = {}
    for student in result.students:
        for entry in student.results:
            if entry.needs_person:
                what = "graded by hand before and to be looked at again" if entry.by_hand else "to grade by hand"
                waiting.setdefault((entry.exercise, what), []).append(student.student)
    return [
        (exercise, "", f"{len(names)} {what}, in formgrader: {', '.join(names)}")
        for (exercise, what), names in sorted(waiting.items(), key=lambda item: order.index(item[0][0]))
    ]


def _number(value: float) -> str:
    return f"{value:.10g}" if value == round(value, 2) else f"{value:.2f}"
