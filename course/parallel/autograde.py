"""nbgrader's Autograde on one submission in a worker, without a gradebook: cells from a plan, scores as plain data."""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task, setenv
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from course.cells import CACHE_KEY, grade_id_of
from course.errors import CourseError
from course.grading.folder import FILES_OF_EXCHANGE
from course.parallel.plan import Plan

_SCORES, _KERNELSPEC = "backprop_by_hand_scores", "backprop_by_hand_kernelspec"


@dataclass(frozen=True)
class Task:
    """One submission: its files by path from its folder, and the names of the notebooks to grade."""

    student: str
    files: dict[str, bytes]
    notebooks: tuple[str, ...]


@dataclass
class Scores:
    """What nbgrader's steps gave a notebook, by grade id."""

    scores: dict[str, float | None] = field(default_factory=dict)  # None: a person has to grade it
    comments: dict[str, str | None] = field(default_factory=dict)


class Workspace:
    """A temporary course folder of one plan, with the instructor's files. There is no gradebook in it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._folder = tempfile.TemporaryDirectory(prefix="course-grade-")
        config = Config(plan.settings.copy())
        config.CourseDirectory.root = os.path.realpath(self._folder.name)
        config.CourseDirectory.db_url = "sqlite://"  # in memory and empty: no step asks it anything
        self._config, self._folders = config, CourseDirectory(config=config)
        self._steps = worker_steps(config)
        _write_files(self._place("source", "."), plan.source)

    def grade(self, task: Task) -> tuple[dict[str, bytes], dict[str, Scores]]:
        """Return the files of the graded folder, and the scores by notebook. Raises what nbgrader's steps raise."""
        submitted, graded = self._place("submitted", task.student), self._place("autograded", task.student)
        try:
            _write_files(submitted, task.files)
            _write_files(graded, self._beside(task))
            # A converter and an exporter for each submission: nothing of one student is left for the next.
            autograde = PlannedAutograde(coursedir=self._folders, config=self._config)
            autograde.plan, autograde.scores = self._plan, {}
            autograde.writer = FilesWriter(parent=autograde, config=autograde.config)
            autograde.exporter = autograde.exporter_class(parent=autograde, config=autograde.config)
            autograde.exporter.optimistic_validation = True
            for step in self._steps:
                autograde.exporter.register_preprocessor(step)
            for name in task.notebooks:
                autograde.convert_single_notebook(str(submitted / f"{name}.ipynb"))
            return _read_files(graded), autograde.scores
        finally:
            for folder in (submitted, graded):
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def _place(self, step: str, student: str) -> Path:
        named = getattr(self._folders, f"{step}_directory")
        return Path(self._folders.format_path(named, student, self._plan.assignment))

    def _beside(self, task: Task) -> dict[str, bytes]:
        """Return what is in the graded folder beside notebooks: the course's files, and those of the exchange.

        nbgrader lets a student's own file stand where `Autograde.exclude_overwriting` names it.
        """
        files = {name: content for name, content in self._plan.source.items() if not name.endswith(".ipynb")}
        kept = self._config.Autograde.get("exclude_overwriting", {}).get(self._plan.assignment, [])
        own = {name: task.files[name] for name in kept if name in files and name in task.files}
        times = {name: content for name, content in task.files.items() if Path(name).name in FILES_OF_EXCHANGE}
        return {**times, **files, **own}


class PlannedAutograde(Autograde):
    """nbgrader's converter, which takes the lesson's cells from a plan, and keeps the scores."""

    plan: Plan
    scores: dict[str, Scores]

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Return nbgrader's resources, with what the plan has of the notebook."""
        resources: dict[str, Any] = super().init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        resources[CACHE_KEY], resources[_KERNELSPEC] = self.plan.notebooks[name], self.plan.kernelspecs[name]
        return resources

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Repair and grade a notebook in one conversion; nbgrader itself writes and reads it in between."""
        with setenv(NBGRADER_EXECUTION="autograde"):
            super(Autograde, self).convert_single_notebook(notebook_filename)

    def write_single_notebook(self, output: str, resources: dict[str, Any]) -> None:
        """Write the notebook; keep the scores where it was graded."""
        if _SCORES in resources:
            self.scores[resources["nbgrader"]["notebook"]] = resources[_SCORES]
        super().write_single_notebook(output, resources)


class PutKernelspec(NbGraderPreprocessor):
    """nbgrader's OverwriteKernelspec, with the kernel from the plan."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the kernel that the lesson has."""
        kernelspec = json.loads(resources[_KERNELSPEC] or "null")
        if kernelspec:
            nb.metadata["kernelspec"] = kernelspec
        return nb, resources


class EnterGraded(NbGraderPreprocessor):
    """Between repair and execution: from here on, the notebook stands in the graded folder, as in nbgrader's two."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is; `resources` have the path of the graded folder."""
        where, folders = resources["nbgrader"], CourseDirectory(config=self.config)
        path = folders.format_path(folders.autograded_directory, where["student"], where["assignment"])
        resources["metadata"]["path"] = path
        return nb, resources


class CollectScores(NbGraderPreprocessor):
    """nbgrader's SaveAutoGrades, into `resources`: the coordinator saves them in the class's gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook; `resources` have the scores."""
        scores = Scores()
        for cell in nb.cells:
            name = str(grade_id_of(cell))
            if is_grade(cell):
                score = determine_grade(cell, self.log)[0]
                scores.scores[name] = None if score is None else float(score)
            if is_task(cell):
                scores.scores[name] = None
            if is_solution(cell) or is_task(cell):
                unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
                scores.comments[name] = "No response." if unchanged else None
        resources[_SCORES] = scores
        return nb, resources


# By nbgrader's step, what a worker does in its place. RestoreLesson has put back all that OverwriteCells would. Late
# penalties depend on the due date, an extension and grades by hand, which the class's gradebook has.
_IN_PLACE: dict[type, type[NbGraderPreprocessor] | None] = {
    OverwriteKernelspec: PutKernelspec,
    OverwriteCells: None,
    SaveAutoGrades: CollectScores,
    AssignLatePenalties: None,
}


def worker_steps(config: Config) -> list[Any]:
    """Return nbgrader's steps of repair and grading as a worker takes them.

    Raises CourseError for an instructor's own step that is derived from one which writes scores, and ImportError for
    one that is not there.
    """
    usual = Autograde(config=config)
    steps = [*map(_step, usual.sanitize_preprocessors), EnterGraded, *map(_step, usual.autograde_preprocessors)]
    return [step for step in steps if step is not None]


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
    return kind


def _write_files(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _read_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
