"""The demo's phases: from the lesson's source to feedback, by nbgrader itself."""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps import NbGraderAPI
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import course
from course.build import lesson_files, read_lessons
from course.demo.answers import read_answers
from course.demo.students import ClassOfTwelve, Student, hand_in
from course.demo.watch import watch_nbgrader
from course.errors import CourseError
from course.grading.classroom import CONFIG, Classroom
from course.paths import Tree
from course.results.report import show_results
from course.results.results import LessonResult, read_results
from course.runner.errors import raise_if_stopped
from course.terminal import report_console

MARKER = ".course-demo"
LOG = "nbgrader.log"


def run_demo(directory: Path, lesson: str) -> int:
    """Grade a class of 12 in `directory`, print the gradebook, and return 0 if all 12 ended as they should.

    A folder that an earlier demo made is made anew. Raises CourseError for any other folder that is not empty, and
    where lesson or known answers cannot be read.
    """
    # The course as it lies beside this package: in a checkout, or installed.
    return run_demo_of(Tree(Path(course.__file__).resolve().parent.parent), directory, lesson)


def run_demo_of(tree: Tree, directory: Path, lesson: str) -> int:
    """Do what `run_demo` does, with the course in `tree`."""
    answers = read_answers(tree, lesson)
    root = _fresh_folder(directory)
    _use_writable_folders(root)
    console = report_console()
    demo = _Demo(Classroom(root), lesson, console)
    _set_up(tree, root, lesson)
    with demo.progress:
        demo.phase("generate", lambda api: api.generate_assignment(lesson))
        demo.phase("release", lambda api: api.release_assignment(lesson))
        released = nbformat.read(root / "release" / lesson / f"{lesson}.ipynb", as_version=4)
        students = ClassOfTwelve(lesson, released, answers).students()
        _hand_in_all(students, demo.classroom, lesson)
        names = [student.name for student in students]
        demo.phase("collect", lambda api: api.collect(lesson), names)
        # Ends with an error, as it must: some submissions cannot be graded.
        demo.phase("autograde", lambda api: api.autograde(lesson, "*"), names, may_fail=True)
        graded = [student.name for student in students if not student.problem]
        demo.phase("feedback", lambda api: api.generate_feedback(lesson), graded)
    result = read_results(demo.classroom, lesson)
    show_results(result, console)
    deviations = _deviations(students, result, demo.classroom)
    demo.show_end(deviations)
    return 1 if deviations else 0


def _set_up(tree: Tree, root: Path, lesson: str) -> None:
    """Put configuration and the lesson's source notebook into the folder."""
    places = [tree.root / CONFIG, tree.root / "course" / CONFIG]
    config = next((path for path in places if path.is_file()), None)
    if config is None:
        raise CourseError(f"{CONFIG} is missing in {tree.root}. Install the course anew.")
    shutil.copy(config, root / CONFIG)
    for name in ("submitted", "autograded", "feedback"):
        (root / name).mkdir()
    if (tree.source / lesson).is_dir():
        shutil.copytree(tree.source / lesson, root / "source" / lesson)
        return
    texts, _ = read_lessons(tree, [lesson])
    for path, content in lesson_files(tree, texts[lesson]).items():
        if path.startswith("source/"):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)


def _hand_in_all(students: list[Student], classroom: Classroom, lesson: str) -> None:
    """Let each student hand in, half an hour after the one before."""
    config, now = classroom.config, datetime.now(UTC)
    inbound = Path(config.Exchange.root) / config.CourseDirectory.course_id / "inbound"
    for number, student in enumerate(reversed(students), 1):
        hand_in(student, inbound, lesson, f"{now - timedelta(minutes=30 * number):%Y-%m-%d %H:%M:%S.%f} UTC")


class _Demo:
    """One run: its folder, its progress bar, and how long each phase took."""

    def __init__(self, classroom: Classroom, lesson: str, console: Console) -> None:
        self.classroom, self.lesson, self.console = classroom, lesson, console
        self.seconds: dict[str, float] = {}
        self.progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[student]}"),
            console=console,
        )

    def phase(
        self,
        name: str,
        step: Callable[[NbGraderAPI], dict[str, Any]],
        students: Sequence[str] = (),
        may_fail: bool = False,
    ) -> None:
        """Run one of nbgrader's commands, and show which student it is at."""
        total = len(students) or 1
        task = self.progress.add_task(name, total=total, student="")
        seen: set[str] = set()

        def show(student: str) -> None:
            self.progress.update(task, completed=len(seen), student=student)
            seen.add(student)

        config = self.classroom.config.copy()
        # Here every folder belongs to whoever runs the demo, and none to the student.
        config.ExchangeCollect.check_owner = False
        started = time.perf_counter()
        with watch_nbgrader(self.classroom.root / LOG, students, show):
            outcome = step(NbGraderAPI(config=config))
        self.seconds[name] = time.perf_counter() - started
        self.progress.update(task, completed=total, student="")
        raise_if_stopped(outcome)
        if not may_fail and not outcome["success"]:
            raise CourseError(f"nbgrader could not {name}. What it said is in {self.classroom.root / LOG}.")

    def show_end(self, deviations: list[str]) -> None:
        """Say whether all is as it should be, where things lie, how long it took, and what to try next."""
        root, say = self.classroom.root, self.console.print
        times = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in self.seconds.items())
        say(f"{times}; {sum(self.seconds.values()):.0f} s in all.", highlight=False)
        say(f"Feedback pages: {escape(str(root))}/feedback/STUDENT/{self.lesson}/{self.lesson}.html", soft_wrap=True)
        say(f"nbgrader's log: {escape(str(root / LOG))}", soft_wrap=True)
        say("Next, try:")
        for command, why in (
            (f"cd {root}", ""),
            (f"course report {self.lesson}", "this report again; --json for data"),
            ("jupyter lab", "then Nbgrader > Formgrader: grade the essays"),
            ("nbgrader export", "the gradebook as grades.csv"),
        ):
            say(f"  {escape(command)}" + (f"   # {why}" if why else ""), soft_wrap=True, highlight=False)
        say()
        if deviations:
            say("[bold red]Not all 12 ended as they should:[/]")
            for deviation in deviations:
                say(f"  {escape(deviation)}")
        else:
            say("[bold green]All 12 ended as they should.[/]")


def _deviations(students: list[Student], result: LessonResult, classroom: Classroom) -> list[str]:
    found = {student.student: student for student in result.students}
    said = [f"{student.name} {line}" for student in students for line in student.deviations(found.get(student.name))]
    for student in students:
        page = classroom.folder("feedback", student.name, result.lesson) / f"{result.lesson}.html"
        if page.is_file() == bool(student.problem):
            said.append(f"{student.name} has {'a' if student.problem else 'no'} feedback page.")
    said += [f"{name} is none of the 12." for name in found.keys() - {student.name for student in students}]
    return said


def _fresh_folder(directory: Path) -> Path:
    """Return the folder, empty but for the marker. Raises CourseError for one that was not made by a demo."""
    root = directory.resolve()
    if root.exists() and not root.is_dir():
        raise CourseError(f"{root} is a file. Choose a folder for the demo.")
    if root.is_dir() and any(root.iterdir()):
        if not (root / MARKER).is_file():
            raise CourseError(f"{root} was not made by a demo and is not empty. Choose a new folder.")
        for path in root.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != MARKER:
                path.unlink()
    try:
        root.mkdir(parents=True, exist_ok=True)
        (root / MARKER).write_text("Made by `course demo`, which makes everything in this folder anew.\n")
    except OSError as error:
        raise CourseError(f"{root} cannot be written: {error}. Choose another folder for the demo.") from None
    return root


def _use_writable_folders(root: Path) -> None:
    """Where the home folder cannot be written, let Jupyter, IPython and Matplotlib keep their files in the demo's."""
    if os.access(Path.home(), os.W_OK | os.X_OK):
        return
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        if name not in os.environ:
            folder = root / ".home" / name.lower()
            folder.mkdir(parents=True)
            os.environ[name] = str(folder)
