"""nbgrader's Autograde for one assignment, set up once in a worker, in a folder of the worker's own."""

import gc
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files, setenv
from traitlets.config import Config

from course.grading.cells import KnownCell
from course.grading.reading import read_notebook
from course.parallel.notebook import OwnNotebook, write_text
from course.parallel.plan import Plan
from course.parallel.steps import KERNELSPEC, KNOWN, SAVED, Saved, without_gradebook

# Of what a step that should not would write there, nothing is left.
NO_GRADEBOOK = "sqlite://"


@dataclass
class Graded:
    """One graded submission: the files of its autograded folder, and what nbgrader saves, by notebook."""

    files: dict[str, bytes]
    saved: dict[str, Saved]


class _Known(dict[str, KnownCell]):
    """Cells of the plan. nbconvert copies what a preprocessor is given; these are never changed."""

    def __deepcopy__(self, memo: Any) -> "_Known":
        return self


class WorkerAutograde(Autograde):
    """nbgrader's converter without the gradebook, with its exporters and preprocessors made once."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        config = Config(plan.settings.copy())
        # Where a worker's files are is no matter of the course's configuration.
        config.CourseDirectory.root = str(folder)
        config.CourseDirectory.db_url = NO_GRADEBOOK
        super().__init__(coursedir=CourseDirectory(config=config), config=config)
        self.plan = plan
        self.known = {name: _Known(cells) for name, cells in plan.notebooks.items()}
        self.saved: dict[str, Saved] = {}
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        # The notebook is validated when all steps are done, and not after each of them.
        self.exporter.optimistic_validation = True
        self._steps = [self._make(self.sanitize_preprocessors), self._make(self.autograde_preprocessors)]

    def _make(self, steps: list[Any]) -> list[Any]:
        """Return the preprocessors, made once."""
        self.exporter._preprocessors = []
        for step in without_gradebook(list(steps)):
            self.exporter.register_preprocessor(step)
        return list(self.exporter._preprocessors)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Put the files beside the notebook in place, as nbgrader does, and none of the gradebook's rows."""
        BaseConverter.init_assignment(self, assignment_id, student_id)
        graded = Path(self._format_dest(assignment_id, student_id))
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id))
        kept = {source / name for name in self.exclude_overwriting.get(assignment_id, [])}
        for found in map(Path, find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"])):
            if found not in kept:
                place = graded / found.relative_to(source)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.unlink(missing_ok=True)
                shutil.copy(found, place)

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Return nbgrader's resources, with the plan's cells in them."""
        resources = super().init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        resources[KNOWN] = self.known[name]
        resources[KERNELSPEC] = self.plan.kernelspecs[name]
        resources[SAVED] = Saved()
        return resources

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Sanitize, then grade, without the file that nbgrader writes and reads between the two."""
        path = Path(notebook_filename)
        nb: NotebookNode = OwnNotebook(read_notebook(path))
        for sanitizing, steps in zip((True, False), self._steps, strict=True):
            self._sanitizing, self.exporter._preprocessors = sanitizing, steps
            resources = self.init_single_notebook_resources(str(path))
            resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
            nb, resources = Exporter.from_notebook_node(self.exporter, nb, resources)
            # nbconvert keeps the metadata of all notebooks that it has ever seen.
            self.exporter._nb_metadata.clear()
            where = resources["nbgrader"]
            path = Path(self._format_dest(where["assignment"], where["student"]), path.name)
        self._sanitizing = True
        self.write_single_notebook(f"{write_text(nb)}\n", resources)
        self.saved[path.stem] = resources[SAVED]

    def write_single_notebook(self, output: str, resources: Any) -> None:
        """Write the notebook. nbgrader's writer makes a folder only when its name is another than the last one's."""
        Path(self._format_dest(resources["nbgrader"]["assignment"], resources["nbgrader"]["student"])).mkdir(
            parents=True, exist_ok=True
        )
        super().write_single_notebook(output, resources)


class Converter:
    """Grades submissions of one plan, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._folder = tempfile.TemporaryDirectory(prefix="course-grade-")
        root = Path(os.path.realpath(self._folder.name))
        self._autograde = WorkerAutograde(plan, root)
        folders = self._autograde.coursedir
        source = Path(folders.format_path(folders.source_directory, ".", plan.assignment))
        _write_files(source, plan.source)
        # What is here now stays. To look through all of it for garbage takes as long as a submission does here.
        gc.collect()
        gc.freeze()

    def grade(self, student: str, files: dict[str, bytes], notebooks: tuple[str, ...]) -> Graded:
        """Return what became of the files that a student handed in. Raises what nbgrader's steps raise.

        files: by path from the submission's folder. notebooks: names of those that are to be graded.
        """
        autograde, folders, assignment = self._autograde, self._autograde.coursedir, self.plan.assignment
        submitted = Path(folders.format_path(folders.submitted_directory, student, assignment))
        graded = Path(folders.format_path(folders.autograded_directory, student, assignment))
        autograde.saved = {}
        try:
            _write_files(submitted, files)
            autograde.notebooks = [str(submitted / f"{name}.ipynb") for name in notebooks]
            autograde.init_assignment(assignment, student)
            with setenv(NBGRADER_EXECUTION="autograde"):
                for path in autograde.notebooks:
                    autograde.convert_single_notebook(path)
            return Graded(_read_files(graded), autograde.saved)
        finally:
            for folder in (submitted, graded):
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Take the folder away."""
        gc.unfreeze()
        self._folder.cleanup()


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
