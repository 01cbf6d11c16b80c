"""What checks recorded while a notebook was graded: taken out of the outputs, kept in the graded cell's metadata."""

import json
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from course.grading.mended import KEY
from helpers.checks.record import MIME

# A test cell has a handful of checks. More than this is no work of ours.
MOST_RECORDS = 50
MOST_CHARACTERS = 500_000


class KeepRecords(NbGraderPreprocessor):
    """Move the records of checks out of the outputs, so that no page and no limit on outputs has to do with them.

    Runs directly after the notebook was executed. Records decide no score.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell; what a submission brings under our key is dropped, and so are records of other cells."""
        cell.metadata.pop(KEY, None)
        if cell.cell_type == "code":
            records = _in_outputs(cell)
            cell.outputs = [output for output in cell.outputs if not _is_record(output)]
            if records and is_grade(cell) and not is_solution(cell):
                cell.metadata[KEY] = NotebookNode(checks=records)
        return cell, resources


def records_of(cell: NotebookNode) -> list[dict[str, Any]]:
    """The records of a graded cell, in order, also where nbgrader ran without `KeepRecords`.

    They come out of a process that runs students' code: what is no record is left out.
    """
    kept = cell.metadata.get(KEY, {})
    found = kept.get("checks", []) if isinstance(kept, dict) else []
    return [dict(record) for record in found if _is_sound(record)] if found else _in_outputs(cell)


def _in_outputs(cell: NotebookNode) -> list[dict[str, Any]]:
    found = (output.data[MIME] for output in cell.get("outputs", []) if _is_record(output))
    return [dict(record) for record in found if _is_sound(record)][:MOST_RECORDS]


def _is_record(output: NotebookNode) -> bool:
    return output.output_type == "display_data" and MIME in output.data


def _is_sound(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("passed"), bool)
        and all(isinstance(record.get(key), str) for key in ("check", "reference"))
        and len(json.dumps(record, default=str)) <= MOST_CHARACTERS
    )
