"""nbgrader's execute step, with the student's code in a box and the checks outside of it.

In nbgrader_config.py, in place of nbgrader.preprocessors.Execute:

    c.Autograde.autograde_preprocessors = ["course.runner.execute.BoxedExecute", ...]
"""

import math
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer

from course.cells import known_cells
from course.runner.grader import Grader, Settings
from course.runner.messages import Message, frame
from course.runner.plan import Planned, given_cells, names_of_answers, plan_cells, without_unneeded

# In place of what a given cell shows that no answer and no check uses: it is no evidence, and the learner has seen it.
_NOT_RUN = {
    "output_type": "display_data",
    "data": frame("A given cell; grading does not need it.", "What it shows is in your own notebook."),
    "metadata": {},
}
# Beside a notebook may lie data. More than this nobody needs.
MOST_BYTES_OF_FILES = 20 * 2**20
_graders: dict[Settings, Grader] = {}


class BoxedExecute(NbGraderPreprocessor):
    """Run a submission: the student's cells in a sandbox, locked cells there and here, test cells here alone."""

    timeout = Integer(60, help="seconds for one cell, with the calls of the student's functions in it").tag(config=True)
    check_timeout = Integer(help="seconds for the cell of a check; by default 30 times `timeout`").tag(config=True)
    notebook_timeout = Integer(3600, help="seconds for one notebook").tag(config=True)
    memory_mb = Integer(2048, help="memory of the process that runs the student's code").tag(config=True)
    no_sandbox = Bool(
        help="run students' code with your own rights, where there is no sandbox; COURSE_NO_SANDBOX=1 says the same"
    ).tag(config=True)

    def _check_timeout_default(self) -> int:
        """A right answer in plain loops may take minutes to train a network. One that never ends, the check stops."""
        return 30 * self.timeout

    def _no_sandbox_default(self) -> bool:
        return os.environ.get("COURSE_NO_SANDBOX") == "1"

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the outputs of all its cells.

        Raises NotGraded where this submission could not be run, which is not its score, and GradingStopped, which
        ends nbgrader's run, where no submission can be.
        """
        known = known_cells(resources)
        folders = CourseDirectory(config=self.config)
        # The instructor's folder of this lesson, which may be missing.
        source = Path(folders.format_path(folders.source_directory, ".", resources["nbgrader"]["assignment"]))
        written = source / f"{resources['nbgrader']['notebook']}.ipynb"
        notebook = _read_notebook(written)
        planned = plan_cells(nb.cells, known, names_of_answers(known, notebook))
        cells = without_unneeded(planned, given_cells(nb.cells, notebook))
        beside = Path(resources["metadata"]["path"])
        settings = Settings(
            self.timeout, self.notebook_timeout, self.memory_mb * 2**20, self.no_sandbox, self.check_timeout
        )
        run = get_grader(settings).run(
            cells,
            source if source.is_dir() else beside,
            collect_files(beside),
            {name: os.environ[name] for name in ("NBGRADER_EXECUTION",) if name in os.environ},
        )
        if self.no_sandbox:
            self.log.warning("Students' code runs without a sandbox, with your own rights.")
        if run.ended:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], run.ended)
        show_outputs(nb, cells, run.messages)
        for index in {one.index for one in planned} - {one.index for one in cells}:
            nb.cells[index].update(outputs=[nbformat.from_dict(_NOT_RUN)], execution_count=None)
        return nb, resources


def get_grader(settings: Settings) -> Grader:
    """Return this process's grader with these settings. A forked process gets its own."""
    found = _graders.get(settings)
    if found is None or found.owner != os.getpid():
        found = _graders[settings] = Grader(settings)
    return found


def collect_files(folder: Path) -> dict[str, bytes]:
    """Return the files beside a notebook, by path from there. No links, nothing hidden or too large."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES_OF_FILES
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix == ".ipynb" or path.is_symlink() or not path.is_file():
                continue
            if path.stat().st_size > left:
                continue
            content = found[path.relative_to(folder).as_posix()] = path.read_bytes()
            left -= len(content)
    return found


def show_outputs(nb: NotebookNode, cells: list[Planned], messages: list[list[Message]]) -> None:
    """Make outputs of what the cells showed, as a notebook makes them of a kernel's messages."""
    displays: dict[str, list[NotebookNode]] = {}
    for count, (planned, shown) in enumerate(zip(cells, messages, strict=True), 1):
        cell = nb.cells[planned.index]
        cell.outputs = _outputs(shown, displays)
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
        if planned.role == "test":
            clamp_score(cell)


# What an output of each kind keeps of its message.
_KEPT = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}


def _outputs(messages: list[Message], displays: dict[str, list[NotebookNode]]) -> list[NotebookNode]:
    """Return a cell's outputs. displays: by display id, the outputs of the notebook so far that an update changes.

    `messages.clean_message` has validated each message, and nbgrader validates the whole notebook at the end.
    """
    outputs: list[NotebookNode] = []
    clear_before_next = False
    for kind, content in _joined(messages):
        if kind == "clear_output":
            clear_before_next = content["wait"]
            if not clear_before_next:
                outputs.clear()
            continue
        display_id = content.get("transient", {}).get("display_id")
        for earlier in displays.get(display_id, []):
            earlier.update(nbformat.from_dict({"data": content["data"], "metadata": content["metadata"]}))
        if kind == "update_display_data":
            continue
        if clear_before_next:
            outputs.clear()
            clear_before_next = False
        output = nbformat.from_dict({"output_type": kind, **{name: content[name] for name in _KEPT[kind]}})
        outputs.append(output)
        if display_id:
            displays.setdefault(display_id, []).append(output)
    return outputs


def _joined(messages: list[Message]) -> list[Message]:
    """Return the messages with text of one stream in one piece."""
    joined: list[Message] = []
    for kind, content in messages:
        if kind == "stream" and joined and joined[-1][0] == "stream" and joined[-1][1]["name"] == content["name"]:
            joined[-1] = (kind, {**content, "text": joined[-1][1]["text"] + content["text"]})
        else:
            joined.append((kind, content))
    return joined


def clamp_score(cell: NotebookNode) -> None:
    """Keep the number that a test cell ends with between 0 and its points: nbgrader gives full marks for nan."""
    for output in cell.outputs:
        if output.output_type != "execute_result":
            continue
        try:
            score = float(output.data.get("text/plain", ""))
        except ValueError:
            continue
        points = float(cell.metadata.nbgrader.points)
        right = 0.0 if math.isnan(score) else min(max(score, 0.0), points)
        if right != score:
            output.data["text/plain"] = repr(right)


def _read_notebook(path: Path) -> NotebookNode | None:
    """Return a notebook, None where there is none. It is read again when it was changed."""
    try:
        return _read_once(path, path.stat().st_mtime)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=8)
def _read_once(path: Path, modified: float) -> NotebookNode:
    return nbformat.read(path, as_version=4)
