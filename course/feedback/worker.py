"""What runs in a process of the pool: nbgrader's own converter, set up once, for one student after the other."""

import hashlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from course.errors import CourseError
from course.feedback.exporter import QuickHTMLExporter
from course.feedback.grades import ShowGrades, count_graded
from course.feedback.marks import Marks
from course.grading.cells import CACHE_KEY as KNOWN
from course.grading.cells import KnownCell
from course.grading.classroom import Classroom, what_to_do
from course.grading.printable import printable
from course.parallel.place import Prepared

MARKS = "backprop_by_hand_marks"
FINGERPRINT = ".fingerprint"  # beside the page: what it was made from


@dataclass(frozen=True)
class Task:
    """One student's page, and what the gradebook has for it, by notebook."""

    student: str
    marks: dict[str, Marks]


@dataclass(frozen=True)
class Outcome:
    """What became of a task: "written", "unchanged", or "failed" for the reason given."""

    student: str
    kind: str
    reason: str = ""


class _Known(dict[str, KnownCell]):
    """Cells of the lesson. nbconvert copies what a preprocessor is given; these are never changed."""

    def __deepcopy__(self, memo: Any) -> "_Known":
        return self


class GivenGrades(GetGrades):
    """`ShowGrades`, with what was read from the gradebook before."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with its scores and comments. Raises MissingEntry where one is not in the gradebook."""
        where = resources["nbgrader"]
        marks: Marks = resources[MARKS]
        self._marks, self._known = marks, resources[KNOWN]
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        penalty = marks.penalty or 0
        where["score"], where["max_score"], where["late_penalty"] = marks.score - penalty, marks.maximum, penalty
        count_graded(nb, where)
        return nb, resources

    def _get_comment(self, cell: NotebookNode, resources: Any) -> None:
        name = cell.metadata["nbgrader"]["grade_id"]
        if name not in self._marks.comments:
            raise MissingEntry(f"the gradebook has no comment for {name}")
        cell.metadata.nbgrader["comment"] = self._marks.comments[name]

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        name = cell.metadata["nbgrader"]["grade_id"]
        if name not in self._marks.scores or name not in self._known:
            raise MissingEntry(f"the gradebook has no grade for {name}")
        cell.metadata.nbgrader["score"] = self._marks.scores[name]
        cell.metadata.nbgrader["points"] = self._known[name].points
        cell.metadata.nbgrader["waiting"] = name in self._marks.waiting


class Feedback(GenerateFeedback):
    """nbgrader's converter, for one student at a time, into a folder beside the page's."""

    def __init__(self, classroom: Classroom, known: dict[str, dict[str, KnownCell]], key: str, force: bool) -> None:
        config = Config(classroom.config.copy())
        super().__init__(coursedir=classroom.folders, config=config)
        self.known = {name: _Known(cells) for name, cells in known.items()}
        self.key, self.remake = key, force
        self.marks: dict[str, Marks] = {}
        self.writer = FilesWriter(parent=self, config=self.config)
        kind = QuickHTMLExporter if self.exporter_class is HTMLExporter else self.exporter_class
        self.exporter = kind(parent=self, config=self.config)
        # The notebook is validated when all steps are done, and not after each of them.
        self.exporter.optimistic_validation = True
        for step in self.preprocessors:
            step = import_item(step) if isinstance(step, str) else step
            self.exporter.register_preprocessor(GivenGrades if step in (GetGrades, ShowGrades) else step)

    def place(self, assignment: str, student: str) -> Prepared:
        """Return the student's feedback folder, with the one beside it that is written first."""
        return Prepared(Path(super()._format_dest(assignment, student)))

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        return str(self.place(assignment_id, student_id).new)

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Return nbgrader's resources, with the lesson's cells and the student's marks in them."""
        resources: dict[str, Any] = super().init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        if name not in self.marks or name not in self.known:
            raise MissingEntry(f"the gradebook has no submission of {name}")
        resources[KNOWN], resources[MARKS] = self.known[name], self.marks[name]
        return resources

    def convert(self, assignment: str, task: Task) -> Outcome:
        """Write one student's folder, whole or not at all. A page that can no longer be made is taken away."""
        student, self.marks = task.student, task.marks
        place = self.place(assignment, student)
        try:
            source = Path(self._format_source(assignment, student))
            found = self.fingerprint(source, task)
            if not self.remake and _read(place.place / FINGERPRINT) == found:
                return Outcome(student, "unchanged")
            place.clear()
            place.new.mkdir(parents=True)
            self.notebooks = sorted(map(str, source.glob(f"{self.coursedir.notebook_id}.ipynb")))
            self.run_pre_convert_hook()
            self.init_assignment(assignment, student)
            for notebook in self.notebooks:
                self.convert_single_notebook(notebook)
            self.set_permissions(assignment, student)
            (place.new / FINGERPRINT).write_text(found, encoding="utf-8")
            place.put()
            self.run_post_convert_hook()
            return Outcome(student, "written")
        except Exception as error:  # whatever one notebook can bring about is this student's alone
            place.take_away()
            text = str(error).strip() or type(error).__name__
            return Outcome(student, "failed", printable(text.splitlines()[0]))
        finally:
            place.clear()

    def fingerprint(self, source: Path, task: Task) -> str:
        """Return what changes when anything does that the page shows."""
        found = hashlib.sha256(f"{self.key} {sorted(task.marks.items())!r}".encode())
        for folder, folders, names in os.walk(source):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                found.update(f"{path.relative_to(source).as_posix()}\0{path.stat().st_size}\0".encode())
                found.update(path.read_bytes())
        return found.hexdigest()


_feedback: Feedback | None = None


def set_up(root: Path, known: dict[str, dict[str, KnownCell]], key: str, force: bool) -> None:
    """Make this process ready. nbgrader's log is not for the terminal: outcomes have the reasons."""
    global _feedback
    logging.disable(logging.CRITICAL)
    # Ctrl-C ends the command, which lets the pages at work come to their end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.chdir(root)
    _feedback = Feedback(Classroom(root), known, key, force)


def _end_with_parent() -> None:
    """End this process when the command is gone: a pool's processes would wait for it for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def make_page(assignment: str, task: Task) -> Outcome:
    """Make one student's page in a process that was set up."""
    if _feedback is None:
        raise CourseError("this process was not set up to make pages.")
    return _feedback.convert(assignment, task)


def find_students(folders: Any, assignment: str, students: Sequence[str] = ()) -> list[str]:
    """Return who has a graded notebook. Raises CourseError for a student that has none, and where nobody has."""
    step, advice = folders.autograded_directory, what_to_do(folders, assignment, "Grade first: course grade")
    pattern = Path(folders.format_path(step, "*", assignment))
    position = pattern.parts.index("*")
    root = Path(*pattern.parts[:position])
    found = root.glob(str(Path(*pattern.parts[position:], f"{folders.notebook_id}.ipynb")))
    excluded = {name.strip() for name in folders.student_id_exclude.split(",")}
    graded = {path.parts[position] for path in found} - excluded
    missing = [student for student in students if student not in graded]
    if missing:
        raise CourseError(
            f"{', '.join(missing)}: nothing graded for {assignment} in {Path(folders.root) / step}. {advice}"
        )
    if not graded:
        raise CourseError(f"nothing is graded for {assignment} in {Path(folders.root) / step}. {advice}")
    return sorted(students or graded)


def forget(folders: Any, assignment: str, student: str) -> None:
    """Take away what a process left that ended while it made this student's page, and the page."""
    Prepared(Path(folders.format_path(folders.feedback_directory, student, assignment))).take_away()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
