"""Scores into the gradebook, all of a submission's or none."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from course.grading.faults import need_gradebook
from course.parallel import ledger


class SaveGrades(SaveAutoGrades):
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
        found = ledger.fingerprint_of(self.config, self.student_id, self.assignment_id)
        with Gradebook(self.db_url) as self.gradebook:
            ledger.make_table(self.gradebook.engine)
            with ledger.one_transaction(self.gradebook) as connection:
                submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
                ledger.forget(connection, submission.assignment_id, self.student_id)
                nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
                if found is not None:
                    ledger.note_saved(connection, submission.assignment_id, self.student_id, submission.id, found)
        return nb, resources
