"""`course check`: a learner runs a notebook in the terminal and gets what JupyterLab's Validate button would say.

nbgrader's own `nbgrader validate` ends with 0 whatever happens, so it can be no gate. This ends with 0 only where
every check passes. Its judgement is nbgrader's, with one difference: a warning costs nothing, as in our grading.
"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import CheckCellMetadata
from rich.console import Console

from course.cells import grade_id_of
from course.check.lacking import missing_checks
from course.check.learner import find_notebook
from course.check.nbgrader_validator import LOG, LessonValidator, first_line, is_stub, type_changed
from course.check.printed import print_result
from course.check.verdicts import Result
from course.errors import CourseError
from course.grading.reading import parse_notebook


def check_notebook(path: Path, started: float | None = None) -> int:
    """Run a notebook, print one line for each check, and return 0 if all pass, else 1.

    `path` is a notebook, its folder, or a lesson's name in the folder work/. `started`: since when the time that is
    shown counts, by `time.perf_counter`; now when left out. Raises CourseError where there is no notebook, where it
    cannot be read, or where it holds no checks.
    """
    started = time.perf_counter() if started is None else started
    console = Console(highlight=False, soft_wrap=True)
    notebook = find_notebook(path)
    with console.status(f"Running {notebook.name} ...") as status:
        result = run_notebook(notebook, lambda name: status.update(f"Running {notebook.name}: {name} ..."))
    print_result(console, result, time.perf_counter() - started)
    return 0 if result.ok else 1


def run_notebook(notebook: Path, watch: Callable[[str], None]) -> Result:
    """Run a lesson's notebook and judge every exercise; `watch` is told the name of the one at work.

    Raises CourseError where it cannot be read, where it holds no checks, or where its kernel is not installed.
    """
    nb = read_notebook(notebook)
    try:
        result = LessonValidator(watch=watch).run(nb, notebook.resolve().parent)
    except NoSuchKernel as error:
        raise CourseError(
            f"{notebook} asks for a kernel named {error.name}, which is not installed here. Open it in JupyterLab, "
            "choose Kernel > Change Kernel > Python 3, and save."
        ) from None
    except RuntimeError as error:  # so jupyter_client says that no kernel came up
        raise CourseError(f"the kernel of {notebook} does not start ({error}). Try again.") from None
    result.missing = missing_checks(nb, notebook.stem)
    return result


def is_untouched(notebook: Path) -> bool:
    """Whether every answer still is as it was given. Raises CourseError where the notebook cannot be read."""
    return all(is_stub(cell) for cell in read_notebook(notebook).cells if utils.is_solution(cell))


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook that has checks. Raises CourseError where it is none, or where nbgrader could not judge it."""
    try:
        nb = parse_notebook(path.read_bytes(), str(path))
        graded = [cell for cell in nb.cells if utils.is_grade(cell)]
    except OSError as error:
        raise CourseError(f"cannot read {path}: {error.strerror}.") from None
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(f"{path} is not a notebook that can be read ({first_line(error)}).") from None
    if not graded:
        raise CourseError(f"{path} has no checks in it. A lesson's notebook has; get one with: course lab")
    names = Counter(grade_id_of(cell) for cell in nb.cells if grade_id_of(cell))
    if copies := [str(name) for name, count in names.items() if count > 1]:
        raise CourseError(
            f"{path} holds a copied or split cell: {', '.join(copies)}. Delete the copy, so that each is there once."
        )
    if type_changed(nb):
        return nb  # nbgrader says that first, and judges nothing else
    try:
        CheckCellMetadata(log=LOG).preprocess(nb, {})
    except Exception as error:
        raise CourseError(
            f"nbgrader's notes in the cells of {path} are damaged ({first_line(error)}). Move your answers to a fresh "
            "copy: rename this file and run course lab."
        ) from None
    return nb
