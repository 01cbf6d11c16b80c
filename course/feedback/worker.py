"""What runs in a worker: nbgrader's GenerateFeedback for one student, whole or not at all."""

import hashlib
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert.writers import FilesWriter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from course.errors import CourseError
from course.grading.classroom import Classroom, excluded_students, student_folders, what_to_do
from course.grading.printable import printable
from course.parallel.place import Prepared

FINGERPRINT = ".fingerprint"  # beside the page: what it was made from
BUILD = ".feedback-new"  # in the course's folder, in the place of feedback/, while pages are made


@dataclass(frozen=True)
class Setup:
    """What is the same for all pages of a run. key: changes when the pages of all students do."""

    root: Path
    lesson: str
    key: str
    force: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a page: "written", "unchanged", or "failed" for the reason given."""

    student: str
    kind: str
    reason: str = ""


def make_page(setup: Setup, student: str) -> Outcome:
    """Make one student's pages. One that can no longer be made is removed. Raises nothing."""
    classroom = _classroom(setup.root)
    page = Prepared(classroom.folder("feedback", student, setup.lesson))
    try:
        source = classroom.folder("autograded", student, setup.lesson)
        found = _fingerprint(setup, classroom, source, student)
        if not setup.force and _read(page.place / FINGERPRINT) == found:
            return Outcome(student, "unchanged")
        built = _convert(classroom, source, student, setup.lesson)
        (built / FINGERPRINT).write_text(found, encoding="utf-8")
        page.clear()
        page.new.parent.mkdir(parents=True, exist_ok=True)
        built.rename(page.new)
        page.put()
        return Outcome(student, "written")
    except Exception as error:  # whatever one notebook can bring about is this student's alone
        page.take_away()
        text = str(error).strip() or type(error).__name__
        return Outcome(student, "failed", printable(text.splitlines()[0]))
    finally:
        page.clear()


@lru_cache(maxsize=1)
def _classroom(root: Path) -> Classroom:
    """Return the class's folder, which is this process's working directory from now on, as nbgrader expects it."""
    logging.disable(logging.CRITICAL)  # outcomes have the reasons
    os.chdir(root)
    return Classroom(root)


def _convert(classroom: Classroom, source: Path, student: str, lesson: str) -> Path:
    """Return the folder that nbgrader's converter writes, which is not the one that it is released from."""
    config = Config(classroom.config.copy())
    config.CourseDirectory.feedback_directory = BUILD
    folders = CourseDirectory(config=config)
    built = Path(folders.format_path(BUILD, student, lesson))
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    converter = GenerateFeedback(coursedir=folders, config=config)
    converter.writer = FilesWriter(parent=converter, config=converter.config)
    converter.exporter = converter.exporter_class(parent=converter, config=converter.config)
    converter.exporter.optimistic_validation = True
    for step in converter.preprocessors:
        converter.exporter.register_preprocessor(step)
    converter.notebooks = sorted(map(str, source.glob(f"{folders.notebook_id}.ipynb")))
    converter.run_pre_convert_hook()
    converter.init_assignment(lesson, student)
    for notebook in converter.notebooks:
        converter.convert_single_notebook(notebook)
    converter.set_permissions(lesson, student)
    converter.run_post_convert_hook()
    return built


def _fingerprint(setup: Setup, classroom: Classroom, source: Path, student: str) -> str:
    """Return what changes when anything does that the page shows. Raises MissingEntry where there are no scores."""
    found = hashlib.sha256(setup.key.encode())
    graded = {path.stem for path in source.glob(f"{classroom.folders.notebook_id}.ipynb")}
    with Gradebook(classroom.folders.db_url, classroom.folders.course_id) as gradebook:
        for name in sorted(graded):
            try:
                notebook = gradebook.find_submission_notebook(name, setup.lesson, student)
            except MissingEntry:
                raise MissingEntry(f"the gradebook has no submission of {name}") from None
            grades = sorted((one.name, one.score, one.manual_score, one.needs_manual_grade) for one in notebook.grades)
            comments = sorted((one.name, one.comment or "") for one in notebook.comments)
            whole = notebook.score, notebook.max_score, notebook.late_submission_penalty
            found.update(repr((name, whole, grades, comments)).encode())
    for folder, folders, names in os.walk(source):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            found.update(f"{path.relative_to(source).as_posix()}\0{path.stat().st_size}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def find_students(folders: Any, assignment: str, students: Sequence[str] = ()) -> list[str]:
    """Return who has a graded notebook. Raises CourseError for a student that has none, and where nobody has."""
    step, advice = folders.autograded_directory, what_to_do(folders, assignment, "Grade first: course grade")
    found = student_folders(folders, "autograded", assignment)
    graded = {student for student, place in found.items() if any(place.glob(f"{folders.notebook_id}.ipynb"))}
    graded -= excluded_students(folders)
    missing = [student for student in students if student not in graded]
    if missing:
        raise CourseError(
            f"{', '.join(missing)}: nothing graded for {assignment} in {Path(folders.root) / step}. {advice}"
        )
    if not graded:
        raise CourseError(f"nothing is graded for {assignment} in {Path(folders.root) / step}. {advice}")
    return sorted(students or graded)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
