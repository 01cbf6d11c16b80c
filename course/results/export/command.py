"""`course export`."""

from pathlib import Path
from typing import Any

from rich.console import Console

from course.errors import CourseError
from course.grading.classroom import find_classroom
from course.results.export.canvas import CanvasExporter
from course.results.export.moodle import COLUMNS, MoodleExporter
from course.results.export.plugin import PlatformExporter
from course.results.results import open_gradebook

PLATFORMS: dict[str, type[PlatformExporter]] = {"canvas": CanvasExporter, "moodle": MoodleExporter}


def export_lessons(
    lessons: list[str],
    to: str,
    output: Path | None = None,
    roster: Path | None = None,
    by: str = "username",
    partial: bool = False,
    zeros: bool = False,
) -> int:
    """Write the class's scores for a learning platform, say what is left out, and return 0.

    Raises CourseError for what the platform would refuse or misunderstand, and for a choice that does not exist.
    """
    if to not in PLATFORMS:
        raise CourseError(f"no platform {to}. Choose one with --to: {', '.join(PLATFORMS)}.")
    if by not in COLUMNS:
        raise CourseError(f"Moodle identifies nobody by {by}. Choose one with --by: {', '.join(COLUMNS)}.")
    classroom = find_classroom()
    options: dict[str, Any] = {"by": by} if to == "moodle" else {}
    plugin = PLATFORMS[to](
        folders=classroom.folders,
        config=classroom.config,
        assignment=lessons,
        to=str(output or ""),
        roster=str(roster or ""),
        partial=partial,
        zeros=zeros,
        **options,
    )
    with open_gradebook(classroom.folders, "Make it with: nbgrader generate_assignment LESSON") as gradebook:
        path = plugin.write(gradebook)
    console = Console(stderr=True)
    for note in plugin.notes:
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    print(path)
    return 0
