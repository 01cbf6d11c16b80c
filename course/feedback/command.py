"""`course feedback`."""

import contextlib
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from distributed import Client, as_completed
from distributed.scheduler import KilledWorker
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import course.pages
from course.cells import KnownCell
from course.errors import CourseError
from course.feedback.worker import BUILD, Outcome, Setup, find_students, make_page
from course.grading.classroom import CONFIG, Classroom, find_classroom
from course.parallel.cluster import count_cores, open_cluster
from course.parallel.place import Prepared
from course.parallel.plan import read_plan
from course.parallel.versions import grading_versions

_MAKES_PAGES = ("nbconvert", "nbformat", "jinja2", "math-core", "pygments", "mistune", "bleach", "beautifulsoup4")
INTERRUPTED = 130
ENDED = "the process that made this page ended without a word, twice: too little memory?"


def make_feedback(lesson: str, students: Sequence[str] = (), workers: int | None = None, force: bool = False) -> int:
    """Write the feedback pages of a class, and say what became of it.

    Returns 0, 1 if a page could not be made, or 130 after Ctrl-C. Raises CourseError where there is no
    class, nothing graded, or the gradebook does not have the lesson.
    """
    if workers is not None and workers < 1:
        raise CourseError("--workers has to be 1 or more.")
    classroom = find_classroom()
    folders = classroom.folders
    chosen = find_students(folders, lesson, students)
    known = read_plan(folders, classroom.config, lesson).notebooks
    setup = Setup(classroom.root, lesson, _key(classroom, known), force)
    console = Console(stderr=True)
    kinds: Counter[str] = Counter()
    failed: list[Outcome] = []
    try:
        with (
            _build_folder(classroom.root),
            _progress(console) as progress,
            open_cluster(workers or min(count_cores(), len(chosen)), None) as client,
        ):
            bar = progress.add_task(lesson, total=len(chosen), failed="")
            for outcome in make_pages(client, chosen, setup):
                if outcome.kind == "failed":
                    Prepared(classroom.folder("feedback", outcome.student, lesson)).take_away()
                    failed.append(outcome)
                kinds[outcome.kind] += 1
                progress.update(bar, advance=1, failed=f"{len(failed)} failed" if failed else "")
    except KeyboardInterrupt:
        console.print("course: stopped. Pages that were written stay; the same command goes on from there.")
        return INTERRUPTED
    where = Path(folders.format_path(folders.feedback_directory, "STUDENT", lesson))
    console.print(f"{kinds['written']} written, {kinds['unchanged']} unchanged, {len(failed)} failed: {where}")
    for outcome in sorted(failed, key=lambda outcome: outcome.student):
        console.print(f"  {outcome.student}: {outcome.reason}", markup=False, highlight=False, soft_wrap=True)
    return 1 if failed else 0


def make_pages(
    client: Client, students: Sequence[str], setup: Setup, work: Callable[[Setup, str], Outcome] = make_page
) -> Iterator[Outcome]:
    """Give an outcome for every student.

    Where a worker dies, the students whose pages it made are tried once more, one at a time, so that only the page
    that kills its worker fails.
    """
    suspects: list[str] = []
    futures = {client.submit(work, setup, student, pure=False): student for student in students}
    for future, result in as_completed(list(futures), loop=client.loop, with_results=True, raise_errors=False):
        student = futures.pop(future)
        if isinstance(result, Outcome):
            yield result
        else:
            suspects.append(student)
    for student in suspects:
        try:
            yield client.submit(work, setup, student, pure=False).result()
        except KilledWorker:
            yield Outcome(student, "failed", ENDED)


@contextlib.contextmanager
def _build_folder(root: Path) -> Iterator[None]:
    """Remove what a run that was killed has left, and at the end what this one leaves."""
    shutil.rmtree(root / BUILD, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(root / BUILD, ignore_errors=True)


def _key(classroom: Classroom, known: dict[str, dict[str, KnownCell]]) -> str:
    """Return what changes when the pages of all students do: the lesson, the configuration, or the programs."""
    found = hashlib.sha256((classroom.root / CONFIG).read_bytes())
    found.update(repr([(name, list(cells.items())) for name, cells in sorted(known.items())]).encode())
    programs = [(name, version(name)) for name in _MAKES_PAGES]
    found.update(repr((programs, sorted(grading_versions().items()))).encode())
    pages = Path(str(course.pages.__file__)).parent
    for path in sorted([*Path(__file__).parent.glob("*.py"), *pages.rglob("*.py"), *pages.rglob("*.j2")]):
        found.update(path.read_bytes())
    return found.hexdigest()


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
        console=console,
    )
