"""Look at a submission before nbgrader opens or copies any file of it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from course.errors import CourseError
from course.grading.faults import stop_at_faults
from course.grading.folder import FILES_OF_EXCHANGE, LEFT_OUT, problem_of_folder
from course.grading.reading import NotReadable, parse_notebook
from course.grading.timestamps import read_timestamp


def _existing_timestamp(folder: str) -> datetime | None:
    """Answer nbgrader's question. What is no time is refused with its sentence, when the notebook is looked at."""
    try:
        return read_timestamp(folder)
    except (OSError, ValueError):
        return None


class CheckedExporter(NotebookExporter):
    """nbgrader's exporter, which refuses a submission whose folder cannot be opened safely.

    nbgrader copies all files of a folder before any preprocessor runs: a link to a device would fill the disk, and a
    link to the gradebook would put it among the student's files. Its hooks cannot refuse one student, but an error
    where it prepares the folder is that student's alone. The exporter is the part of a converter that the
    configuration can name, and it is given the converter as its parent.
    """

    def __init__(self, parent: Any = None, **more: Any) -> None:
        super().__init__(parent=parent, **more)
        if not hasattr(parent, "init_assignment"):
            return
        prepare = parent.init_assignment
        folders = parent.coursedir
        folders.get_existing_timestamp = _existing_timestamp
        folders.ignore = [*folders.ignore, *(pattern for pattern in LEFT_OUT if pattern not in folders.ignore)]

        def check_and_prepare(assignment_id: str, student_id: str) -> None:
            submitted = folders.format_path(folders.submitted_directory, student_id, assignment_id)
            problem = problem_of_folder(Path(submitted))
            if problem:
                raise CourseError(f"{student_id}: {problem}")
            prepare(assignment_id, student_id)
            self._keep_notebooks_alone(parent.coursedir, student_id, assignment_id)

        parent.init_assignment = check_and_prepare
        stop_at_faults(parent)

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

    def _keep_notebooks_alone(self, folders: Any, student: str, lesson: str) -> None:
        """Take away nbgrader's copies of what lies beside the notebook. Files that the course has there too stay.

        The notebook would import or read them, and they would be copied on into the student's feedback.
        """
        graded = Path(folders.format_path(folders.autograded_directory, student, lesson))
        source = Path(folders.format_path(folders.source_directory, ".", lesson))
        others: list[str] = []
        for path in sorted(graded.rglob("*"), reverse=True):
            own = (source / path.relative_to(graded)).exists()
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif not own and path.name not in FILES_OF_EXCHANGE:
                path.unlink()
                others.append(path.name)
        if others:
            shown = f"{', '.join(others[:5])}{f' and {len(others) - 5} more files' if others[5:] else ''}"
            self.log.warning("%s handed in %s as well; only the notebook counts.", student, shown)
