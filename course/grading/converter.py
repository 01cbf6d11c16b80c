"""nbgrader's Autograde, made careful: it looks at a submission before it opens it, and stops where all would fail.

The one module that changes nbgrader's converter, by a subclass that overrides its public methods. nbgrader's
configuration cannot name a converter, and its hooks cannot refuse one student; but it names the exporter, which is
given the converter as its parent.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import rmtree

from course.errors import CourseError
from course.grading.classroom import UNFINISHED, is_unfinished
from course.grading.faults import machine_faults
from course.grading.folder import FILES_OF_EXCHANGE, LEFT_OUT, problem_of_folder
from course.grading.outdated import lesson_cells, problem_of_lesson
from course.grading.reading import NotReadable, parse_notebook, read_timestamp
from course.runner.errors import GradingStopped


class CarefulAutograde(Autograde):
    """nbgrader's converter, which refuses what cannot be opened safely, and grades again what was left unfinished.

    nbgrader copies all files of a folder before any preprocessor runs: a link to a device would fill the disk, and a
    link to the gradebook would put it among the student's files. An error where it prepares the folder is that
    student's alone; a fault of the gradebook or of the machine, which would meet everybody, stops the run.
    """

    def convert_notebooks(self) -> None:
        """Grade all submissions. Raises NbGraderException, with a sentence, where the run stops."""
        try:
            with machine_faults(self.coursedir.db_url):
                lesson = self.coursedir.assignment_id
                problem = problem_of_lesson(self.coursedir, lesson, lesson_cells(self.coursedir, lesson))
                if problem is None:
                    super().convert_notebooks()
                    return
        except GradingStopped as stopped:
            problem = f"{stopped} {self._so_far()}"
        self.log.error("Grading stops: %s", problem)
        raise NbGraderException(f"{GradingStopped.__name__}: {problem}")

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Return whether this submission is to be graded. What an earlier run left half graded is removed first."""
        with machine_faults(self.coursedir.db_url):
            folder = self._folder(assignment_id, student_id)
            if is_unfinished(folder):
                self.log.warning("%s: an earlier run ended before this was graded. It is graded now.", student_id)
                rmtree(str(folder))
            return bool(super().init_destination(assignment_id, student_id))

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Prepare the graded folder. Raises CourseError for a submission that cannot be opened safely."""
        with machine_faults(self.coursedir.db_url):
            folders = self.coursedir
            problem = problem_of_folder(
                Path(folders.format_path(folders.submitted_directory, student_id, assignment_id))
            )
            if problem:
                raise CourseError(f"{student_id}: {problem}")
            folder = self._folder(assignment_id, student_id)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / UNFINISHED).touch()
            super().init_assignment(assignment_id, student_id)
            self._keep_notebooks_alone(assignment_id, student_id)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade one notebook."""
        with machine_faults(self.coursedir.db_url):
            super().convert_single_notebook(notebook_filename)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Set the permissions of the graded folder, which is finished then."""
        (self._folder(assignment_id, student_id) / UNFINISHED).unlink(missing_ok=True)
        super().set_permissions(assignment_id, student_id)

    def _folder(self, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment))

    def _so_far(self) -> str:
        """Say how many are graded, whenever that was."""
        graded = 0
        for submitted in self.assignments:
            found = self.init_single_notebook_resources(str(Path(submitted, "any.ipynb")))["nbgrader"]
            folder = self._folder(found["assignment"], found["student"])
            graded += folder.is_dir() and not is_unfinished(folder)
        return f"{graded} of {len(self.assignments)} submissions are graded. The same command goes on with the others."

    def _keep_notebooks_alone(self, assignment: str, student: str) -> None:
        """Take away nbgrader's copies of what lies beside the notebook. Files that the course has there too stay.

        The notebook would import or read them, and they would be copied on into the student's feedback.
        """
        graded = self._folder(assignment, student)
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))
        others: list[str] = []
        for path in sorted(graded.rglob("*"), reverse=True):
            own = (source / path.relative_to(graded)).exists()
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif not own and path.name not in (*FILES_OF_EXCHANGE, UNFINISHED):
                path.unlink()
                others.append(path.name)
        if others:
            shown = f"{', '.join(others[:5])}{f' and {len(others) - 5} more files' if others[5:] else ''}"
            self.log.warning("%s handed in %s as well; only the notebook counts.", student, shown)


class CheckedExporter(NotebookExporter):
    """The exporter for `Autograde.exporter_class`: makes its converter careful, and reads any encoding."""

    def __init__(self, parent: Any = None, **more: Any) -> None:
        super().__init__(parent=parent, **more)
        if type(parent) is Autograde:
            parent.__class__ = CarefulAutograde
            folders = parent.coursedir
            folders.get_existing_timestamp = _existing_timestamp
            folders.ignore = [*folders.ignore, *(pattern for pattern in LEFT_OUT if pattern not in folders.ignore)]

    def from_file(self, file_stream: Any, resources: Any = None, **more: Any) -> Any:
        """Convert a notebook's file, in whatever encoding it was saved. Raises CourseError with one sentence."""
        content = file_stream.buffer.read() if hasattr(file_stream, "buffer") else file_stream.read()
        content = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        name = f"{(resources or {}).get('metadata', {}).get('name', 'notebook')}.ipynb"
        try:
            notebook = parse_notebook(content, name)
        except NotReadable as error:
            student = (resources or {}).get("nbgrader", {}).get("student", "")
            raise CourseError(f"{student}: {error.reason} {error.ask}".strip()) from None
        return self.from_notebook_node(notebook, resources=resources, **more)


def _existing_timestamp(folder: str) -> datetime | None:
    """Answer nbgrader's question. What is no time is refused with its sentence, when the notebook is looked at."""
    try:
        return read_timestamp(folder)
    except (OSError, ValueError):
        return None
