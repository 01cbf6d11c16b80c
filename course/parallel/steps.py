"""nbgrader's preprocessors that use the gradebook, without it: they read the plan, and say what is to be saved.

They are nbgrader's own classes with another thing in the gradebook's place, so that their rules stay nbgrader's.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.nbgraderformat.common import BaseMetadataValidator
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.utils.importstring import import_item

from course.errors import CourseError
from course.grading.cells import _CACHE as KNOWN  # where `known_cells` looks before it opens a gradebook
from course.grading.cells import KnownCell

KERNELSPEC = "backprop_by_hand_kernelspec"
SAVED = "backprop_by_hand_saved"


@dataclass
class Saved:
    """What nbgrader's own step would have written to the gradebook, by grade id."""

    scores: dict[str, float | None] = field(default_factory=dict)  # None: a person has to grade it
    comments: dict[str, str | None] = field(default_factory=dict)


class _PlannedCells:
    """The questions that OverwriteCells asks of a gradebook, answered from the plan."""

    def __init__(self, known: dict[str, KnownCell]) -> None:
        self._known = known
        graded = [_graded(cell) for cell in known.values() if cell.points is not None]
        self._notebook = SimpleNamespace(
            source_cells=list(known.values()),
            grade_cells=[cell for cell in graded if not cell.task],
            task_cells=[cell for cell in graded if cell.task],
            solution_cells=[cell for cell in known.values() if cell.solution],
        )

    def __enter__(self) -> "_PlannedCells":
        return self

    def __exit__(self, *reason: object) -> None:
        """Nothing is open."""

    def find_notebook(self, *names: str) -> Any:
        return self._notebook

    def find_source_cell(self, name: str, *others: str) -> KnownCell:
        if name not in self._known:
            raise MissingEntry(f"No such source cell: {name}")
        return self._known[name]

    def find_graded_cell(self, name: str, *others: str) -> Any:
        cell = self._known.get(name)
        if cell is None or cell.points is None:
            raise MissingEntry(f"No such graded cell: {name}")
        return _graded(cell)


def _graded(cell: KnownCell) -> Any:
    return SimpleNamespace(name=cell.name, max_score=cell.points, cell_type=cell.cell_type, task=cell.task)


class PlannedOverwriteCells(OverwriteCells):
    """nbgrader's OverwriteCells, with the plan's cells."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with known cells as they have to be."""
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.gradebook = _PlannedCells(resources[KNOWN])
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class PlannedOverwriteKernelspec(OverwriteKernelspec):
    """nbgrader's OverwriteKernelspec, with the plan's."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the kernel that the instructor's has, if it has one."""
        kernelspec = json.loads(resources[KERNELSPEC] or "null")
        if kernelspec:
            nb.metadata["kernelspec"] = kernelspec
        return nb, resources


class _KeptGrades:
    """What SaveAutoGrades writes to. Whether a person graded before, only the coordinator knows."""

    def __init__(self, known: dict[str, KnownCell]) -> None:
        self._known = known
        self.grades: dict[str, Any] = {}
        self.comments: dict[str, Any] = {}
        self.db = SimpleNamespace(commit=lambda: None)

    def find_grade(self, name: str, *others: str) -> Any:
        if name not in self._known or self._known[name].points is None:
            raise MissingEntry(f"No such grade: {name}")
        return self.grades.setdefault(name, SimpleNamespace(auto_score=None, manual_score=None))

    def find_comment(self, name: str, *others: str) -> Any:
        if name not in self._known or not (self._known[name].solution or self._known[name].task):
            raise MissingEntry(f"No such comment: {name}")
        return self.comments.setdefault(name, SimpleNamespace(auto_comment=None))


class PlannedSaveAutoGrades(SaveAutoGrades):
    """nbgrader's SaveAutoGrades, which leaves what it would save in `resources`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook; scores and comments are in `resources`."""
        where = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = where["notebook"], where["assignment"], where["student"]
        self.gradebook = kept = _KeptGrades(resources[KNOWN])
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        saved: Saved = resources[SAVED]
        saved.scores.update({name: grade.auto_score for name, grade in kept.grades.items()})
        saved.comments.update({name: comment.auto_comment for name, comment in kept.comments.items()})
        return nb, resources


class _Compiled(BaseMetadataValidator):
    """The part of nbgrader's check of metadata that reads the schema and checks it, for each cell: done once here."""

    def __init__(self) -> None:
        super().__init__()
        kind = validator_for(self.schema)
        kind.check_schema(self.schema)
        self._compiled = kind(self.schema)
        # RestoreCells has given all known cells the lesson's own metadata, so that it is the same ones that come.
        self._error = lru_cache(maxsize=2000)(lambda meta: best_match(self._compiled.iter_errors(json.loads(meta))))

    def validate_cell(self, cell: NotebookNode) -> None:
        meta = cell.metadata.get("nbgrader")
        if meta is None or meta.get("schema_version", 0) != self.schema_version:
            super().validate_cell(cell)
            return
        error = self._error(json.dumps(meta))
        if error is not None:
            raise error


class _QuickValidator(MetadataValidator, _Compiled):
    """nbgrader's validator, with the step of `_Compiled` in it."""


class QuickCheckCellMetadata(CheckCellMetadata):
    """nbgrader's CheckCellMetadata, with a validator that is made once."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._validator = _QuickValidator()

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook unchanged. Raises ValidationError."""
        try:
            self._validator.validate_nb(nb)
        except ValidationError as error:
            raise ValidationError(
                f"Notebook failed to validate; the nbgrader metadata may be corrupted: {error.message}"
            ) from None
        return nb, resources


# Our own step in place of nbgrader's, which saves in one piece; here nothing is saved at all.
_SAVES_TOO = "course.grading.save.SaveGrades"
_INSTEAD = {
    OverwriteCells: PlannedOverwriteCells,
    OverwriteKernelspec: PlannedOverwriteKernelspec,
    SaveAutoGrades: PlannedSaveAutoGrades,
    CheckCellMetadata: QuickCheckCellMetadata,
}


def without_gradebook(steps: list[Any]) -> list[Any]:
    """Return nbgrader's configured preprocessors as a worker can run them.

    Late penalties are left out: whether one is late, and with which score, only the coordinator knows. Raises
    CourseError for a class derived from one that needs the gradebook: nobody knows what it would do without.
    """
    kept = []
    for step in steps:
        kind = import_item(step) if isinstance(step, str) else step
        if isinstance(kind, type) and issubclass(kind, AssignLatePenalties):
            continue
        needs = next((base for base in _INSTEAD if isinstance(kind, type) and issubclass(kind, base)), None)
        if needs is not None and kind is not needs and f"{kind.__module__}.{kind.__qualname__}" != _SAVES_TOO:
            raise CourseError(
                f"{kind.__name__} of nbgrader_config.py derives from {needs.__name__}, which uses the gradebook, and "
                "workers have none. Grade this class with: nbgrader autograde"
            )
        kept.append(kind if needs is None else _INSTEAD[needs])
    return kept
