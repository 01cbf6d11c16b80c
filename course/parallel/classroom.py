"""What one run stands on: the class's folders, its plan, its gradebook, and the right to be the only run."""

import contextlib
import fcntl
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from traitlets import TraitError
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from course.errors import CourseError
from course.grading.classroom import CONFIG, Classroom
from course.grading.faults import need_gradebook
from course.grading.outdated import problem_of_lesson
from course.parallel.autograde import worker_steps
from course.parallel.cluster import sweep_scratch
from course.parallel.place import Places
from course.parallel.plan import Plan, read_plan
from course.parallel.save import PATIENCE, Writer
from course.runner.errors import GradingStopped

LOCK = "gradebook.db.lock"


@dataclass(frozen=True)
class GradedClass:
    """An assignment of a class, opened for grading."""

    folders: CourseDirectory
    plan: Plan
    places: Places
    writer: Writer
    makes_students: bool  # whether nbgrader may add a student whom the gradebook does not know


@contextlib.contextmanager
def open_class(
    classroom: Classroom,
    assignment: str,
    db_url: str | None = None,
    stopping: Callable[[], bool] = lambda: False,
    patience: float = PATIENCE,
) -> Iterator[GradedClass]:
    """Open what is needed to grade `assignment`. Raises CourseError where that cannot be, or another run is at it."""
    config: Config = classroom.config.copy()
    if db_url:
        config.CourseDirectory.db_url = database_url(db_url)
    # nbgrader's steps say much on what they do; what matters of it is kept, and `course report` shows it.
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    folders = CourseDirectory(config=config)
    try:
        converter = Autograde(coursedir=folders, config=config)
        worker_steps(config)
    except (ImportError, TraitError) as error:
        raise CourseError(
            f"{classroom.root / CONFIG} is of another version of the course ({str(error).splitlines()[0]}). Take the "
            "new one, which `course demo FOLDER` puts into its folder too, and make your own changes to it again."
        ) from None
    if converter.pre_convert_hook or converter.post_convert_hook:
        raise CourseError(
            "nbgrader_config.py has a hook (pre_convert_hook, post_convert_hook), which expects to run between two "
            f"submissions. Grade this class with: nbgrader autograde {assignment}"
        )
    try:
        need_gradebook(folders.db_url)
    except GradingStopped as stopped:
        raise CourseError(str(stopped)) from None
    with _only_run(Path(folders.root)):
        try:
            plan = read_plan(folders, config, assignment)
            problem = problem_of_lesson(folders, assignment, plan.notebooks)
            if problem:
                raise CourseError(problem)
            writer = Writer(
                folders.db_url,
                folders.course_id,
                assignment,
                late=_late_step(converter, config),
                patience=patience,
                stopping=stopping,
            )
        except ModuleNotFoundError as error:
            if error.name != "psycopg":
                raise
            raise CourseError("PostgreSQL needs psycopg: pip install 'backprop-by-hand[postgres]'") from None
        except SQLAlchemyError as error:
            text = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            shown = make_url(folders.db_url).render_as_string(hide_password=True)
            raise CourseError(f"the gradebook {shown} cannot be opened: {text}") from None
        try:
            places = Places(folders, converter, assignment)
            places.sweep()
            sweep_scratch()
            yield GradedClass(folders, plan, places, writer, converter.create_student)
            places.sweep()
        finally:
            writer.close()


def database_url(text: str) -> str:
    """Return a database's address as SQLAlchemy needs it, PostgreSQL's by psycopg 3. Raises CourseError for none."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise CourseError(
            f"{text!r} is no database's address. Write sqlite:////folder/gradebook.db or postgresql://user@host/name."
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return str(url.render_as_string(hide_password=False))


def _late_step(converter: Autograde, config: Config) -> AssignLatePenalties | None:
    """Return nbgrader's step for late penalties with its plugin, where it is among the configured ones."""
    for step in converter.autograde_preprocessors:
        kind = import_item(step) if isinstance(step, str) else step
        if isinstance(kind, type) and issubclass(kind, AssignLatePenalties):
            late: AssignLatePenalties = kind(config=config)
            late.init_plugin()
            return late if late.enabled else None
    return None


@contextlib.contextmanager
def _only_run(root: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when this process ends, however it ends."""
    file: IO[str]
    with open(root / LOCK, "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseError(f"another `course grade` is at work in {root}. Wait for its end, or stop it.") from None
        yield
