"""What `nbgrader autograde` graded, noted in the ledger: `course grade` need not grade the same bytes again."""

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from course.errors import CourseError
from course.parallel import ledger
from course.parallel.plan import read_plan
from course.parallel.submissions import Submission, fingerprint, read_content

_CONVERTERS_OWN = {"default_preprocessors"}


def fingerprint_of(config: Any, student: str, assignment: str) -> str | None:
    """Return the fingerprint of what lies in the student's folder now; None where it is not a class's usual one.

    config: nbgrader's, as the converter that grades has it.
    """
    # What the converter itself puts there is in no class's configuration.
    config = Config({name: part for name, part in config.items() if name != "Exporter" or set(part) != _CONVERTERS_OWN})
    folders = CourseDirectory(config=config)
    folder = Path(folders.format_path(folders.submitted_directory, student, assignment))
    try:
        content = read_content(Submission(student, folder))
        return None if content.problem else fingerprint(content, read_plan(folders, config, assignment).key)
    except (CourseError, OSError):
        return None


def note_graded(gradebook: Gradebook, student: str, assignment: str, found: str | None) -> None:
    """Write into the ledger that this content is saved, or that it is not known which; in the caller's transaction."""
    connection, assignment_id = gradebook.db.connection(), gradebook.find_assignment(assignment).id
    if found is None:
        ledger.forget(connection, assignment_id, student)
    else:
        submission = gradebook.find_submission(assignment, student)
        ledger.note_saved(connection, assignment_id, student, submission.id, found)
