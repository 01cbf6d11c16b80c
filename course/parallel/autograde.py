"""nbgrader's converter without a gradebook: the lesson's cells come from a plan, and the scores go back to it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import (
    AssignLatePenalties,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from course.cells import CACHE_KEY
from course.errors import CourseError

if TYPE_CHECKING:
    from course.parallel.plan import Plan

_SCORES, _KERNELSPEC = "backprop_by_hand_scores", "backprop_by_hand_kernelspec"


@dataclass
class Scores:
    """What the steps gave a notebook, by grade id."""

    scores: dict[str, float | None] = field(default_factory=dict)  # None: a person has to grade it
    comments: dict[str, str | None] = field(default_factory=dict)


class PutKernelspec(NbGraderPreprocessor):
    """nbgrader's OverwriteKernelspec, with the kernel from the plan."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the kernel that the lesson has."""
        kernelspec = json.loads(resources[_KERNELSPEC] or "null")
        if kernelspec:
            nb.metadata["kernelspec"] = kernelspec
        return nb, resources


class CollectScores(NbGraderPreprocessor):
    """nbgrader's SaveAutoGrades, into `resources`: the coordinator saves them in the class's gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is, and the resources with its scores."""
        found = Scores()
        for cell in nb.cells:
            if utils.is_grade(cell):
                found.scores[cell.metadata.nbgrader.grade_id], _ = utils.determine_grade(cell, self.log)
            if utils.is_solution(cell) or utils.is_task(cell):
                found.comments[cell.metadata.nbgrader.grade_id] = _comment(cell)
        resources[_SCORES] = found
        return nb, resources


def _comment(cell: NotebookNode) -> str | None:
    untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    return "No response." if untouched and not utils.is_task(cell) else None


# By nbgrader's step, what a worker does in its place. RestoreCells has put back all that OverwriteCells would, and late
# penalties depend on the due date, an extension and grades by hand, which the class's gradebook has.
_IN_PLACE: dict[type, type[NbGraderPreprocessor] | None] = {
    OverwriteKernelspec: PutKernelspec,
    OverwriteCells: None,
    SaveAutoGrades: CollectScores,
    AssignLatePenalties: None,
}


def worker_steps(config: Config) -> None:
    """Change the steps in `config` to those of a worker, which has no gradebook.

    Raises CourseError for an instructor's own step that is derived from one which writes scores.
    """
    for name in ("sanitize_preprocessors", "autograde_preprocessors"):
        steps = config.Autograde.get(name, getattr(Autograde(), name))
        config.Autograde[name] = [there for step in steps if (there := _step(step)) is not None]


def _step(step: Any) -> Any:
    kind = import_item(step) if isinstance(step, str) else step
    for replaced, there in _IN_PLACE.items() if isinstance(kind, type) else ():
        if issubclass(kind, replaced):
            ours = kind is replaced or kind.__module__.startswith("course.")
            if not ours and replaced is SaveAutoGrades:
                raise CourseError(
                    f"`course grade` saves scores by itself, and cannot run {kind.__module__}.{kind.__qualname__}, "
                    "which does so too. Grade with `nbgrader autograde`, or take that step out of nbgrader_config.py."
                )
            return there
    return step


class PlannedAutograde(Autograde):
    """nbgrader's converter for one submission of a plan. `scores`: what each of its notebooks got, by name."""

    plan: "Plan"
    scores: dict[str, Scores]

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the submission's files and the course's over them, as nbgrader does; there is no gradebook to tell."""
        BaseConverter.init_assignment(self, assignment_id, student_id)
        graded = Path(self.coursedir.format_path(self.coursedir.autograded_directory, student_id, assignment_id))
        kept = self.exclude_overwriting.get(assignment_id, [])
        for name, content in self.plan.source.items():
            if not name.endswith(".ipynb") and name not in kept:
                (graded / name).parent.mkdir(parents=True, exist_ok=True)
                (graded / name).write_bytes(content)

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Return nbgrader's resources, with what the plan has of the notebook."""
        resources: dict[str, Any] = super().init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        resources[CACHE_KEY], resources[_KERNELSPEC] = self.plan.notebooks[name], self.plan.kernelspecs[name]
        return resources

    def write_single_notebook(self, output: str, resources: dict[str, Any]) -> None:
        """Write the notebook, and keep the scores that the steps found."""
        super().write_single_notebook(output, resources)
        if _SCORES in resources:
            self.scores[resources["nbgrader"]["notebook"]] = resources[_SCORES]

    def grade(self, assignment: str, student: str, notebooks: list[str]) -> dict[str, Scores]:
        """Grade one submission's notebooks, given by path, and return their scores. Raises what the steps raise."""
        self.scores = {}
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self.exporter.optimistic_validation = True
        self.notebooks = notebooks
        self.init_assignment(assignment, student)
        for path in notebooks:
            self.convert_single_notebook(path)
        return self.scores
