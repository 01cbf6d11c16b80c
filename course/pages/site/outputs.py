"""What a page shows below the given cells: what the lesson draws with right answers, and nothing that gives one away.

Two notebooks are run. Pictures come from the instructor's, since the learner's functions draw them. Text is shown
only where the released one, without any answer, prints the same.

Both run in a kernel, plainly through nbclient: the page needs the figures as drawn and the state of its widgets, which
is more than a score needs.
"""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.errors import CourseError
from helpers.explore import STATE_MIME

CELL_SECONDS = 120
PICTURE = "<img "
LATER = '<p class="later">What this cell shows depends on your answers above.</p>'


def shown_outputs(source: Path, release: Path) -> dict[str, list[NotebookNode]]:
    """Run a lesson's two notebooks and return, by cell id, the outputs that its page shows.

    Raises CourseError where the instructor's notebook does not run to its end.
    """
    with ThreadPoolExecutor(2) as pool:
        right, bare = pool.map(_run, (source, release))
    for cell in right.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise CourseError(
                    f"{source}: cell {cell.id!r} ends with {output.ename}: {output.evalue}\n"
                    "The page is drawn by the right answers. Mend the lesson's text, then: course build"
                )
    printed = {cell.id: list(_texts(cell)) for cell in bare.cells}
    given = [cell for cell in right.cells if cell.cell_type == "code" and is_given(cell)]
    return {cell.id: _shown(cell, printed.get(cell.id, [])) for cell in given}


def is_given(cell: NotebookNode) -> bool:
    """Whether a cell is neither an answer nor a check."""
    nbgrader = cell.metadata.get("nbgrader", {})
    return not nbgrader.get("solution") and not nbgrader.get("grade")


def _run(path: Path) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    root = str(Path(__file__).resolve().parents[3])
    python_path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    with tempfile.TemporaryDirectory(prefix="course-site-") as folder:
        # Nothing of this person's own IPython settings, and nothing written beside the notebook.
        env = {**os.environ, "PYTHONPATH": python_path, "IPYTHONDIR": folder, "OMP_NUM_THREADS": "1"}
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            allow_errors=True,
            # The same text comes in one or several messages, as the moment wants.
            coalesce_streams=True,
            kernel_name="python3",
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute(env=env)
        except (CellTimeoutError, DeadKernelError) as error:
            raise CourseError(f"{path} cannot be run for its page: {str(error).splitlines()[0]}") from None
    return notebook


def _shown(cell: NotebookNode, printed: list[str]) -> list[NotebookNode]:
    kept = [shown for output in cell.outputs if (shown := _kept(output, printed))]
    if not kept and any(_text(output) for output in cell.outputs):
        return [nbformat.v4.new_output("display_data", {"text/html": LATER})]
    return kept


def _kept(output: NotebookNode, printed: list[str]) -> NotebookNode | None:
    data = output.get("data", {})
    if STATE_MIME in data or PICTURE in data.get("text/html", ""):
        kinds = ("text/html", STATE_MIME)
        return nbformat.v4.new_output("display_data", {kind: data[kind] for kind in kinds if kind in data})
    text = _text(output)
    if text is None or text not in printed:
        return None
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        text = _text(output)
        if text is not None:
            yield text


def _text(output: NotebookNode) -> str | None:
    """What a cell printed or returned as text; None for errors, widgets and what goes to stderr."""
    if output.output_type == "stream":
        return str(output.text) if output.name == "stdout" else None
    data = output.get("data", {})
    rich = [kind for kind in data if kind != "text/plain"]
    return str(data["text/plain"]) if "text/plain" in data and not rich else None
