"""What a worker has to know of an assignment to grade a submission of it: it sees neither gradebook nor course."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files
from traitlets.config import Config, Configurable, LazyConfigValue
from traitlets.utils.importstring import import_item

from course.cells import KnownCell, known_cells
from course.errors import CourseError
from course.grading.classroom import what_to_do
from course.parallel.versions import grading_versions, versions

# What concerns the coordinator alone, or other commands of nbgrader.
_NOT_SENT = ("CourseDirectory", "Exchange", "NbGraderAPI", "NbGraderApp", "FormgradeApp", "GenerateFeedback")
_HOOKS = ("pre_convert_hook", "post_convert_hook")


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
    kernelspecs = _kernelspecs(folders, assignment)
    notebooks = {name: _known(folders, assignment, name) for name in kernelspecs}
    source = _read_source(folders, assignment)
    settings = _settings(config, folders)
    found = hashlib.sha256(repr((assignment, sorted(grading_versions().items()))).encode())
    for name, cells in sorted(notebooks.items()):
        found.update(repr((name, kernelspecs[name], list(cells.values()))).encode())
    for path, content in sorted(source.items()):
        found.update(repr((path, hashlib.sha256(content).hexdigest())).encode())
    found.update(repr(_what_matters(settings)).encode())
    return Plan(assignment, notebooks, kernelspecs, source, settings, versions(), found.hexdigest())


def _kernelspecs(folders: CourseDirectory, assignment: str) -> dict[str, str | None]:
    """Return the kernels of the assignment's notebooks, by the notebook's name."""
    with Gradebook(folders.db_url, folders.course_id) as gradebook:
        try:
            found = {notebook.name: notebook.kernelspec for notebook in gradebook.find_assignment(assignment).notebooks}
        except MissingEntry:
            found = {}
    if not found:
        raise CourseError(f"the gradebook has no lesson {assignment}. {what_to_do(folders, assignment)}")
    return dict(sorted(found.items()))


def _known(folders: CourseDirectory, assignment: str, name: str) -> dict[str, KnownCell]:
    return known_cells({"nbgrader": {"db_url": folders.db_url, "assignment": assignment, "notebook": name}})


def _read_source(folders: CourseDirectory, assignment: str) -> dict[str, bytes]:
    """Return the instructor's files; none where there is no such folder, which autograde can do without."""
    folder = Path(folders.format_path(folders.source_directory, ".", assignment))
    paths = [Path(name) for name in find_all_files(str(folder), folders.ignore)] if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def _settings(config: Config, folders: CourseDirectory) -> Config:
    """Return the configuration without what a worker has no use for. Hooks are functions of the coordinator's."""
    settings = Config({name: value for name, value in config.items() if not name.startswith(_NOT_SENT)})
    settings = Config(settings.copy())
    for section in ("Autograde", "BaseConverter"):
        if section in settings:
            settings[section] = Config({k: v for k, v in settings[section].items() if k not in _HOOKS})
    settings.CourseDirectory.ignore = list(folders.ignore)
    settings.CourseDirectory.notebook_id = folders.notebook_id
    return settings


def _what_matters(settings: Config) -> Any:
    """Return the settings of the steps that a notebook goes through, in a form that is the same in every process."""
    steps = [step for name in ("sanitize", "autograde") for step in settings.Autograde.get(f"{name}_preprocessors", [])]
    steps.append(settings.Autograde.get("exporter_class", "nbconvert.exporters.NotebookExporter"))
    names = {"Autograde", "BaseConverter", "CourseDirectory"}
    steps += [late for step in steps if (late := _late_plugin(step, settings)) is not None]
    for step in steps:
        kind = import_item(step) if isinstance(step, str) else step
        if isinstance(kind, type):
            names |= {parent.__name__ for parent in kind.mro() if issubclass(parent, Configurable)}
    return [(name, _stable(settings[name])) for name in sorted(names) if name in settings]


def _late_plugin(step: Any, settings: Config) -> Any:
    """Return the plugin of nbgrader's step for late penalties: what it is set to, it costs."""
    kind = import_item(step) if isinstance(step, str) else step
    if isinstance(kind, type) and issubclass(kind, AssignLatePenalties):
        return kind(config=settings).plugin_class
    return None


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
