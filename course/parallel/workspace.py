"""A worker's course folder: nbgrader's Autograde on one submission at a time, with a gradebook of the lesson alone."""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.api import Base, Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task, setenv
from sqlalchemy import create_engine
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from course.cells import CACHE_KEY, KnownCell, grade_id_of
from course.errors import CourseError
from course.grading.folder import FILES_OF_EXCHANGE
from course.parallel.ledger import SaveGrades
from course.parallel.plan import Plan

_SCORES = "backprop_by_hand_scores"


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
    """A temporary course folder of one plan. No student is in its gradebook: scores come back as plain data."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._folder = tempfile.TemporaryDirectory(prefix="course-grade-")
        root = Path(os.path.realpath(self._folder.name))
        config = Config(plan.settings.copy())
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
        self._config, self._folders = config, CourseDirectory(config=config)
        self._steps = worker_steps(config)
        _write_files(self._place("source", "."), plan.source)
        make_gradebook(plan, self._folders.db_url)

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
        """Return nbgrader's resources, with the lesson's cells in them."""
        resources: dict[str, Any] = super().init_single_notebook_resources(notebook_filename)
        resources[CACHE_KEY] = self.plan.notebooks[resources["nbgrader"]["notebook"]]
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


class EnterGraded(NbGraderPreprocessor):
    """Between repair and execution: from here on, the notebook stands in the graded folder, as in nbgrader's two."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is; `resources` have the path of the graded folder."""
        where, folders = resources["nbgrader"], CourseDirectory(config=self.config)
        path = folders.format_path(folders.autograded_directory, where["student"], where["assignment"])
        resources["metadata"]["path"] = path
        return nb, resources


class CollectScores(NbGraderPreprocessor):
    """In place of nbgrader's SaveAutoGrades, by its rules: a gradebook for each submission would cost most of all."""

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


def worker_steps(config: Config) -> list[Any]:
    """Return nbgrader's steps of repair and grading as a worker takes them.

    Raises CourseError for one that needs the class's gradebook, and ImportError for one that is not there.
    Late penalties depend on the due date, an extension and grades by hand, so the coordinator gives them.
    """
    usual = Autograde(config=config)
    steps = [*map(_imported, usual.sanitize_preprocessors), EnterGraded]
    for step in map(_imported, usual.autograde_preprocessors):
        if step in (SaveAutoGrades, SaveGrades):
            steps.append(CollectScores)
        elif isinstance(step, type) and issubclass(step, SaveAutoGrades):
            raise CourseError(
                f"nbgrader_config.py saves scores by a step of its own, {step.__name__}, which needs the class's "
                "gradebook in every worker. Grade this class with: nbgrader autograde LESSON"
            )
        elif not (isinstance(step, type) and issubclass(step, AssignLatePenalties)):
            steps.append(step)
    return steps


def _imported(step: Any) -> Any:
    return import_item(step) if isinstance(step, str) else step


def make_gradebook(plan: Plan, db_url: str) -> None:
    """Write a worker's gradebook: it has the plan's assignment, and no student."""
    engine = create_engine(db_url)
    # Where there are tables, nbgrader does not start alembic to find out its version, which takes seconds.
    Base.metadata.create_all(engine)
    engine.dispose()
    with Gradebook(db_url) as gradebook:
        gradebook.add_assignment(plan.assignment)
        for notebook, cells in plan.notebooks.items():
            gradebook.add_notebook(notebook, plan.assignment, kernelspec=plan.kernelspecs[notebook])
            for cell in cells.values():
                _add_cell(gradebook, cell, (cell.name, notebook, plan.assignment))


def _add_cell(gradebook: Gradebook, cell: KnownCell, where: tuple[str, str, str]) -> None:
    facts = {"cell_type": cell.cell_type, "source": cell.source, "checksum": cell.checksum, "locked": cell.locked}
    gradebook.add_source_cell(*where, **facts)
    if cell.task:
        gradebook.add_task_cell(*where, max_score=cell.points, cell_type=cell.cell_type)
    elif cell.points is not None:
        gradebook.add_grade_cell(*where, max_score=cell.points, cell_type=cell.cell_type)
    if cell.solution:
        gradebook.add_solution_cell(*where)


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
