"""The folder of a class, and the nbgrader configuration that lies in it."""

import glob
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from course.errors import CourseError

CONFIG = "nbgrader_config.py"
# A file in a graded folder as long as grading goes on there: nbgrader writes a notebook twice to the same place, made
# ready and graded, and would skip for ever what was only made ready. No pattern of nbgrader matches a name with a dot.
UNFINISHED = ".course-unfinished"


@dataclass(frozen=True)
class Classroom:
    """A folder with nbgrader_config.py, in which a class is graded: a checkout, or what `course demo` made."""

    root: Path

    @cached_property
    def config(self) -> Config:
        """The configuration, as nbgrader reads it."""
        return PyFileConfigLoader(CONFIG, str(self.root)).load_config()

    @cached_property
    def folders(self) -> CourseDirectory:
        """Where nbgrader keeps what, by that configuration."""
        return CourseDirectory(config=self.config)

    def folder(self, step: str, student: str, lesson: str) -> Path:
        """Return the folder of one student's lesson; `step` is submitted, autograded or feedback."""
        named = getattr(self.folders, f"{step}_directory")
        return Path(self.folders.format_path(named, student, lesson))

    def who_handed_in(self, lesson: str) -> set[str]:
        """Return the students that have a folder for `lesson` among the submissions, be there a notebook or not."""
        return who_handed_in(self.folders, lesson)


def student_folders(folders: CourseDirectory, step: str, lesson: str, students: str = "*") -> dict[str, Path]:
    """Return what stands at a step (submitted, autograded) for `lesson`, by student, found as nbgrader finds it.

    students: a name, or a pattern such as "a*".
    """
    named = getattr(folders, f"{step}_directory")
    shape = re.compile(folders.format_path(named, "(?P<student>.*)", "(?P<lesson>.*)", escape=True))
    found = sorted(glob.glob(folders.format_path(named, students, lesson)))
    return {matched["student"]: Path(place) for place in found if (matched := shape.match(place))}


def who_handed_in(folders: CourseDirectory, lesson: str) -> set[str]:
    """Return the students that have a folder for `lesson` among the submissions, be there a notebook or not."""
    return {student for student, folder in student_folders(folders, "submitted", lesson).items() if folder.is_dir()}


def excluded_students(folders: CourseDirectory) -> set[str]:
    """Return whom nbgrader's `student_id_exclude` leaves out."""
    return {name.strip() for name in folders.student_id_exclude.split(",")}


MAKE = "Make it with: nbgrader generate_assignment"


def what_to_do(folders: CourseDirectory, lesson: str, advice: str = MAKE) -> str:
    """Return what to do where there is nothing yet of `lesson`: the advice, or for an unknown name which there are."""
    sources = Path(folders.format_path(folders.source_directory, ".", lesson)).parent
    names = sorted(path.name for path in sources.glob("*") if any(path.glob("*.ipynb")))
    if lesson in names or not names:
        return f"{advice} {lesson}"
    return f"There are: {', '.join(names)}."


def find_classroom(start: Path | None = None) -> Classroom:
    """Return the classroom at or above `start` (default: here). Raises CourseError where there is none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return Classroom(folder)
    raise CourseError(f"no {CONFIG} at or above {here}. Run this in the folder where the class is graded.")


def is_unfinished(folder: Path) -> bool:
    """Return whether an autograded folder is there and was not graded to its end: killed, say, or the disk was full."""
    if not folder.is_dir() or (folder / UNFINISHED).exists():
        return folder.is_dir()
    contents = [path.read_bytes().strip() for path in folder.glob("*.ipynb")]
    return not contents or not all(content[:1] + content[-1:] == b"{}" for content in contents)
