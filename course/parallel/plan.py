"""What a worker has to know of an assignment to grade a submission of it: it sees neither gradebook nor course."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets.config import Config, LazyConfigValue

from course.cells import KnownCell
from course.errors import CourseError
from course.grading.classroom import what_to_do
from course.grading.outdated import lesson_cells
from course.parallel.versions import grading_versions, versions

# What concerns the coordinator alone, or other commands of nbgrader: no grade depends on it.
_NOT_SENT = (
    "Application",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ClearSolutions",
    "CourseDirectory",
    "Exchange",
    "FileNameCollector",
    "FormgradeApp",
    "GenerateAssignment",
    "GenerateFeedback",
    "HTMLExporter",
    "JupyterApp",
    "NbGraderAPI",
    "NbGraderApp",
    "WidgetsDataTypeFilter",
    "ZipCollect",
)
_COORDINATORS = ("force", "pre_convert_hook", "post_convert_hook")


@dataclass(frozen=True)
class Plan:
    """An assignment as the gradebook has it, the instructor's files, and the settings of nbgrader's steps."""

    assignment: str
    notebooks: dict[str, dict[str, KnownCell]]  # by name, and in it by grade id, in the notebook's order
    kernelspecs: dict[str, str | None]  # by name of the notebook, as JSON
    source: dict[str, bytes]  # files of the instructor's folder, notebooks too, by path from there
    settings: Config
    versions: dict[str, str]
    key: str  # changes when anything does that a grade depends on


def read_plan(folders: CourseDirectory, config: Config, assignment: str) -> Plan:
    """Return the plan of `assignment`. Raises CourseError where the gradebook does not have it."""
    notebooks = lesson_cells(folders, assignment)
    if not notebooks:
        raise CourseError(f"the gradebook has no lesson {assignment}. {what_to_do(folders, assignment)}")
    kernelspecs = _kernelspecs(folders, assignment)
    source = _read_source(folders, assignment)
    settings = _settings(config, folders)
    found = hashlib.sha256(repr((assignment, sorted(grading_versions().items()))).encode())
    for name, cells in notebooks.items():
        found.update(repr((name, kernelspecs[name], list(cells.values()))).encode())
    for path, content in sorted(source.items()):
        found.update(repr((path, hashlib.sha256(content).hexdigest())).encode())
    found.update(repr(_stable(settings)).encode())
    return Plan(assignment, notebooks, kernelspecs, source, settings, versions(), found.hexdigest())


def _kernelspecs(folders: CourseDirectory, assignment: str) -> dict[str, str | None]:
    """Return the kernels of the assignment's notebooks, by the notebook's name."""
    with Gradebook(folders.db_url, folders.course_id) as gradebook:
        return {notebook.name: notebook.kernelspec for notebook in gradebook.find_assignment(assignment).notebooks}


def _read_source(folders: CourseDirectory, assignment: str) -> dict[str, bytes]:
    """Return the instructor's files; none where there is no such folder, which autograde can do without."""
    folder = Path(folders.format_path(folders.source_directory, ".", assignment))
    paths = [Path(name) for name in find_all_files(str(folder), folders.ignore)] if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def _settings(config: Config, folders: CourseDirectory) -> Config:
    """Return the configuration without what no grade depends on. Hooks are functions of the coordinator's."""
    settings = Config({name: value for name, value in config.items() if not name.startswith(_NOT_SENT)})
    settings = Config(settings.copy())
    for section in ("Autograde", "BaseConverter"):
        if section in settings:
            settings[section] = Config({k: v for k, v in settings[section].items() if k not in _COORDINATORS})
    settings.CourseDirectory.ignore = list(folders.ignore)
    settings.CourseDirectory.notebook_id = folders.notebook_id
    return settings


def _stable(value: Any) -> Any:
    if isinstance(value, LazyConfigValue):
        value = value.to_dict()
    if isinstance(value, dict):
        return [(str(key), _stable(value[key])) for key in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [_stable(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if callable(value):
        return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    return repr(value)
