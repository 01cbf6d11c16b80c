"""Scores into the gradebook, all of a submission's or none."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy import Connection

from course.grading.faults import need_gradebook
from course.parallel import ledger


class SaveAtOnce(SaveAutoGrades):
    """nbgrader's own step in one transaction. nbgrader commits cell by cell.

    A run that is killed, or a gradebook that is locked half way, would leave some scores of this submission and some of
    the one before.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is; its scores are in the gradebook then. Raises GradingStopped without one."""
        where = resources["nbgrader"]
        self.notebook_id, self.assignment_id = where["notebook"], where["assignment"]
        self.student_id, self.db_url = where["student"], where["db_url"]
        need_gradebook(self.db_url)
        with Gradebook(self.db_url) as self.gradebook, ledger.one_transaction(self.gradebook) as connection:
            self.record(connection)
            return NbGraderPreprocessor.preprocess(self, nb, resources)

    def record(self, connection: Connection) -> None:
        """Record in the same transaction what else is to be known of the submission: nothing."""


class SaveGrades(SaveAtOnce):
    """Saves which content was graded, too, so that `course grade` skips it."""

    found: str | None = None

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is; its scores are in the gradebook then. Raises GradingStopped without one."""
        where = resources["nbgrader"]
        need_gradebook(where["db_url"])
        self.found = ledger.fingerprint_of(self.config, where["student"], where["assignment"])
        with Gradebook(where["db_url"]) as gradebook:
            ledger.make_table(gradebook.engine)
        return super().preprocess(nb, resources)

    def record(self, connection: Connection) -> None:
        """Record the fingerprint of the content; where there is none, that nothing is saved."""
        submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
        ledger.forget(connection, submission.assignment_id, self.student_id)
        if self.found is not None:
            ledger.note_saved(connection, submission.assignment_id, self.student_id, submission.id, self.found)
