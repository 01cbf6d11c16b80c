"""What was handed in: found as nbgrader finds it, looked at without opening what is no ordinary file, and read."""

import fnmatch
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from course.errors import CourseError
from course.grading.classroom import excluded_students, student_folders
from course.grading.folder import AGAIN, FILES_OF_EXCHANGE, is_left_out, problem_of_folder, unreadable

MOST_BYTES = 100_000_000  # all files of one submission


@dataclass(frozen=True)
class Submission:
    """One student's folder of an assignment."""

    student: str
    folder: Path


@dataclass(frozen=True)
class Content:
    """What is in the folder. `problem` says why it cannot be read; there are no files then."""

    files: dict[str, bytes]
    digest: str
    problem: str = ""


def find_submissions(folders: CourseDirectory, assignment: str, students: tuple[str, ...] = ()) -> list[Submission]:
    """Return all submissions in nbgrader's order, by its settings.

    students: names or patterns such as "a*"; all where there are none. Raises CourseError where nothing was handed in
    for one of them.
    """
    found: dict[str, Path] = {}
    for pattern in students or (folders.student_id,):
        places = student_folders(folders, "submitted", assignment, pattern)
        if students and not places:
            where = Path(folders.root) / folders.submitted_directory
            raise CourseError(f"{pattern} has handed in nothing for {assignment} in {where}.")
        found |= {student: place for student, place in places.items() if place.is_dir() or place.is_symlink()}
    chosen = found.keys() - excluded_students(folders)
    return [Submission(student, found[student]) for student in sorted(chosen, key=lambda student: str(found[student]))]


def read_content(submission: Submission) -> Content:
    """Return all files of a submission, with a digest of their names and bytes. No link is followed."""
    problem = problem_of_folder(submission.folder)
    files: dict[str, bytes] = {}
    total = 0
    try:
        for path in [] if problem else _files(submission.folder):
            counts = path.suffix == ".ipynb" or path.name in FILES_OF_EXCHANGE
            try:
                content = _read_file(path, MOST_BYTES - total)
            except _TooLarge:
                if counts:
                    problem = f"More than {MOST_BYTES // 1_000_000} MB were handed in. {AGAIN}"
                    break
                continue  # pictures: only the notebook is graded
            total += len(content)
            files[path.relative_to(submission.folder).as_posix()] = content
    except OSError as error:
        problem = unreadable(os.path.basename(str(error.filename)), error)
    if problem:
        files = {}
    found = hashlib.sha256(repr(problem).encode())
    for name, content in sorted(files.items()):
        found.update(repr((name, len(content))).encode())
        found.update(content)
    return Content(files, found.hexdigest(), problem or "")


def notebooks_in(content: Content, pattern: str) -> list[str]:
    """Return the names of the notebooks that nbgrader would look at; pattern is its `notebook_id`."""
    names = [name[: -len(".ipynb")] for name in content.files if name.endswith(".ipynb") and "/" not in name]
    return sorted(name for name in names if fnmatch.fnmatchcase(name, pattern) and not name.startswith("."))


def fingerprint(content: Content, plan_key: str, seconds_late: float = 0.0) -> str:
    """Return what changes when the files, or anything else that a grade depends on, do.

    seconds_late: by the due date and the student's extension. Who is on time before and after a new date is the same.
    """
    late = f" {seconds_late:.0f} seconds late" if seconds_late > 0 else ""
    return hashlib.sha256(f"{plan_key} {content.digest}{late}".encode()).hexdigest()


class _TooLarge(Exception):
    """More bytes than a submission may have."""


def _files(folder: Path) -> list[Path]:
    """Return the files that nbgrader would look at: first what is graded, so that there is room for it."""
    found = []
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not is_left_out(name))
        found += [Path(place, name) for name in sorted(names) if not is_left_out(name)]
    return sorted(found, key=lambda path: (path.name not in FILES_OF_EXCHANGE, path.suffix != ".ipynb"))


def _read_file(path: Path, most: int) -> bytes:
    """Return an ordinary file's bytes. It may have become something else since it was looked at."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(number, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise _TooLarge
    return content
