"""The command's ways out: a table in the terminal, JSON, a picture, a page."""

import base64
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.errors import CourseError
from course.grading.classroom import find_classroom
from course.results.mistakes.collect import WITHOUT_NAME, ClassMistakes, collect
from course.results.mistakes.picture import heat_map
from course.terminal import print_json, report_console


def show_mistakes(
    lesson: str, as_json: bool = False, html: Path | None = None, png: Path | None = None, rematch: bool = False
) -> int:
    """Print how often each mistake occurs in the class at or above the working directory; returns 0.

    html, png: files to write as well. rematch: name the recorded answers anew, by the catalogue as it is now. Raises
    CourseError where there is no class, nothing was graded, or a file cannot be written.
    """
    found = collect(find_classroom(), lesson, rematch)
    if png:
        _write(png, heat_map(found).png())
    if html:
        _write(html, as_page(found).encode())
    if as_json:
        print_json(as_data(found))
    else:
        print_table(found, report_console())
    return 0


def as_data(found: ClassMistakes) -> dict[str, object]:
    """All counts as plain data: per exercise the mistakes, most frequent first, each with the students."""
    return {
        "lesson": found.lesson,
        "students": list(found.students),
        "exercises": [
            {
                "exercise": exercise,
                "passed": sum(one.exercise == exercise and not one.labels for one in found.findings),
                "mistakes": [
                    {"mistake": label, "named": label not in WITHOUT_NAME, "count": len(students), "students": students}
                    for label, students in mistakes.items()
                ],
            }
            for exercise, mistakes in found.counts().items()
        ],
    }


def as_page(found: ClassMistakes) -> str:
    """Return the whole page. What students and lessons are called is text in it, never markup."""
    environment = Environment(
        loader=PackageLoader("course.results.mistakes", "."), autoescape=True, undefined=StrictUndefined
    )
    figure = heat_map(found)
    return environment.get_template("page.html").render(
        found=found,
        picture=base64.b64encode(figure.png()).decode("ascii"),
        alt=figure.alt,
        without_name=WITHOUT_NAME,
    )


def print_table(found: ClassMistakes, console: Console) -> None:
    """Print one row for each exercise and mistake, and how many answers were named at all."""
    table = Table("exercise", "mistake", title=f"{found.lesson}: {len(found.students)} students", title_justify="left")
    table.add_column("how many", justify="right")
    table.add_column("students", overflow="fold")
    for exercise, mistakes in found.counts().items():
        for position, (label, students) in enumerate(mistakes.items()):
            shown = Text(label, style="" if label not in WITHOUT_NAME else "italic")
            name = Text(exercise if position == 0 else "")
            table.add_row(name, shown, str(len(students)), Text(", ".join(students)))
    console.print(table)
    console.print(found.summary, highlight=False, soft_wrap=True)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}. Name a file in a folder that exists.") from None
