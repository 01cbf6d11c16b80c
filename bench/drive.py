"""One way of grading in a process of its own: `python -m bench.drive WAY CLASSROOM LESSON`. Prints JSON.

Ways: stock, boxed (nbgrader's `autograde`), grade_N (`course grade --workers N`), pages (nbgrader's
`generate_feedback`), feedback_N (`course feedback --workers N`).
"""

import contextlib
import io
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

STOCK = {
    "sanitize_preprocessors": "ClearOutput DeduplicateIds OverwriteKernelspec OverwriteCells CheckCellMetadata",
    "autograde_preprocessors": "Execute IgnorePattern LimitOutput SaveAutoGrades AssignLatePenalties CheckCellMetadata",
}


def main(way: str, root: Path, lesson: str) -> dict[str, Any]:
    """Grade all that was handed in.

    Returns "graded" and "saved", when each submission was so, "begun", when the process had its modules and turned to
    the class, and "ended", all in seconds of `time.time()`; and what the command itself says. Only `course grade` saves
    some at a time, a while after they were graded.
    """
    os.chdir(root)
    logging.disable(logging.CRITICAL)
    kind, _, workers = way.partition("_")
    graded: list[float] = []
    saved: list[float] = []
    run: Callable[[], dict[str, Any]]
    if kind in ("stock", "boxed", "pages"):
        run = _nbgrader(kind, root, lesson, saved)
    elif kind == "grade":
        run = _grade(lesson, int(workers), graded, saved)
    else:
        run = _feedback(lesson, int(workers), saved)
    begun = time.time()
    said = run()
    return {"begun": begun, "ended": time.time(), "graded": graded or saved, "saved": saved, "said": said}


def _nbgrader(kind: str, root: Path, lesson: str, saved: list[float]) -> Callable[[], dict[str, Any]]:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.converters import Autograde, GenerateFeedback
    from nbgrader.converters.base import BaseConverter

    from course.grading.classroom import Classroom

    config = Classroom(root).config.copy()
    if kind == "stock":
        for key, names in STOCK.items():
            config.Autograde[key] = [f"nbgrader.preprocessors.{name}" for name in names.split()]
        config.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"
    converter: type[BaseConverter] = GenerateFeedback if kind == "pages" else Autograde
    turn_to = converter.init_destination

    def note_and_turn(self: Any, assignment_id: str, student_id: str) -> Any:
        saved.append(time.time())
        return turn_to(self, assignment_id, student_id)

    converter.init_destination = note_and_turn

    def run() -> dict[str, Any]:
        api = NbGraderAPI(config=config)
        outcome = api.generate_feedback(lesson) if kind == "pages" else api.autograde(lesson, "*")
        # A submission ends where the next one begins.
        saved[:] = [*saved[1:], time.time()]
        return {"success": outcome["success"]}

    return run


def _grade(lesson: str, workers: int, graded: list[float], saved: list[float]) -> Callable[[], dict[str, Any]]:
    from course.parallel import command

    @contextlib.contextmanager
    def note(*_: Any) -> Iterator[Callable[[Any], None]]:
        """Stand in the progress bar's place: it is told of every submission that comes to an end."""
        yield lambda summary: saved.append(time.time())

    command.progress_bar = note  # type: ignore[assignment]

    def run() -> dict[str, Any]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            command.grade_lesson(lesson, workers=workers, as_json=True)
        graded[:] = saved  # each is saved when it comes
        said: dict[str, Any] = json.loads(printed.getvalue())
        return said

    return run


def _feedback(lesson: str, workers: int, saved: list[float]) -> Callable[[], dict[str, Any]]:
    from course.feedback import command

    inner = command.make_pages

    def make_pages(*arguments: Any) -> Iterator[Any]:
        for outcome in inner(*arguments):
            saved.append(time.time())
            yield outcome

    command.make_pages = make_pages  # type: ignore[assignment]

    def run() -> dict[str, Any]:
        with contextlib.redirect_stderr(io.StringIO()):
            return {"success": command.make_feedback(lesson, workers=workers, force=True) == 0}

    return run


if __name__ == "__main__":
    # What libraries print must not get between: the answer is the last line.
    answer = main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    print()
    print(json.dumps(answer))
