"""Where the machine fails: nobody gets a 0 that was not earned, earlier grades stay, a plain run grades the rest."""

import contextlib
import errno
import os
import resource
import shutil
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.errors import CourseError
from course.grading.classroom import UNFINISHED, Classroom, is_unfinished
from course.parallel.ledger import SaveGrades
from course.results.results import read_results
from course.runner import sandbox
from course.runner.answers import make_error
from course.runner.boxed import Box, MachineFault
from course.runner.channel import Channel
from course.runner.errors import GradingStopped, NotGraded, raise_if_stopped
from course.runner.execute import BoxedExecute
from course.runner.grader import Grader, Settings
from course.runner.processes import Process
from course.runner.trusted import machine_fault
from tests.box import BESIDE_IT, IN_THE_BOX, errors, run
from tests.grading_class import LESSON, SmallCourse, find

FULL = {"double": 2, "square": 3, "why": None}
NOTHING = dict.fromkeys(FULL)
F = "def f(x):\n    return x"


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    """A class of two, and a gradebook that is not waited for."""
    made = SmallCourse(tmp_path)
    made.config.CourseDirectory.db_url = f"sqlite:///{tmp_path}/gradebook.db?timeout=0.1"
    for student in ("ada", "bob"):
        made.hand_in(student)
    return made


def plain_run(course: SmallCourse, student: str = "*") -> dict[str, Any]:
    """Grade as `nbgrader autograde` does: what is there is skipped."""
    return course.api().autograde(LESSON, student, force=False)


def said(grader: Grader, *tests: str, student: str = F, **options: Any) -> list[list[str]]:
    """What the student's cell and the tests said where they failed."""
    done = run(grader, student, *tests, **options)
    return [[one.split(": ", 1)[1] for one in errors(done, number)] for number in range(1, len(tests) + 2)]


# --- A process is killed ---


@pytest.mark.parametrize("name", [*IN_THE_BOX, *BESIDE_IT])
def test_a_process_that_is_killed_while_a_check_runs_costs_no_point(name: str, grader: Grader, tmp_path: Path) -> None:
    said(grader)
    pids, flag = grader.pids(), tmp_path / "flag"
    kill = (
        f"import os\nfrom tests.box import processes\nif not os.path.exists('{flag}'):\n"
        f"    open('{flag}', 'w').close()\n    os.kill(processes(*{pids})['{name}'], 9)"
    )
    assert said(grader, kill, "assert f(1) == 1", "assert f(1) == 2") == [[], [], [], [""]]
    assert flag.exists()
    assert said(grader, "assert f(1) == 1") == [[], []]


@pytest.mark.slow
def test_a_sandbox_that_is_killed_again_stops_the_run_and_works_when_it_is_let(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = Grader._ready

    def kill_when_ready(one: Grader) -> Any:
        servers = ready(one)
        servers[0].process.kill()
        servers[0].process.wait()
        return servers

    monkeypatch.setattr(Grader, "_ready", kill_when_ready)
    with pytest.raises(GradingStopped, match=r"the sandbox .*Nobody can be graded now"):
        said(grader, "assert f(1) == 1")
    monkeypatch.undo()
    assert said(grader, "assert f(1) == 1") == [[], []]


def stop_at_nothing(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed_before(module: str, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(f"{module}.{name}", stop_at_nothing)


def _killed_while_saving(patch: pytest.MonkeyPatch) -> None:
    score, seen = SaveGrades._add_score, []

    def second(self: SaveGrades, cell: Any, resources: Any) -> None:
        score(self, cell, resources)
        seen.append(cell)
        if len(seen) == 2:
            stop_at_nothing()

    patch.setattr(SaveGrades, "_add_score", second)


def _killed_while_writing(patch: pytest.MonkeyPatch) -> None:
    from nbconvert.writers import FilesWriter

    write, seen = FilesWriter.write, []

    def half(self: FilesWriter, output: str, resources: Any, notebook_name: str | None = None, **more: Any) -> Any:
        seen.append(output)
        if len(seen) < 2:
            return write(self, output, resources, notebook_name, **more)
        Path(self.build_directory, f"{notebook_name}.ipynb").write_text(output[: len(output) // 2])
        return stop_at_nothing()

    patch.setattr(FilesWriter, "write", half)


KILLED = {
    "when it was made ready": (_killed_before("course.runner.execute", "BoxedExecute.preprocess"), NOTHING),
    "when it was run": (_killed_before("course.results.records", "KeepRecords.preprocess"), NOTHING),
    "while scores are saved": (_killed_while_saving, NOTHING),
    "when scores are saved": (_killed_before("course.grading.inert", "MakeInert.preprocess"), FULL),
    "while it is written": (_killed_while_writing, FULL),
}


@pytest.mark.slow
@pytest.mark.parametrize("when", KILLED)
def test_when_nbgrader_is_killed_a_plain_run_grades_what_it_left(when: str, course: SmallCourse) -> None:
    """The one that is left looks like one without any point, and nbgrader would skip it for ever."""
    patch_it, scores = KILLED[when]
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            patch_it(pytest.MonkeyPatch())
            plain_run(course, "ada")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert course.scores("ada") == scores
    [ada, _] = read_results(Classroom(course.root), LESSON).students
    assert not ada.graded
    assert f"course grade {LESSON} --student ada" in str(ada.problem)
    result = plain_run(course)
    assert result["success"], result
    assert "ada: an earlier run ended before this was graded" in result["log"]
    assert course.scores("ada") == course.scores("bob") == FULL
    assert not (course.root / "autograded" / "ada" / LESSON / UNFINISHED).exists()


def test_there_is_no_feedback_on_what_was_not_graded_to_its_end(course: SmallCourse) -> None:
    assert plain_run(course)["success"]
    (course.root / "autograded" / "ada" / LESSON / UNFINISHED).touch()
    result = course.api().generate_feedback(LESSON)
    assert "was not graded to its end, so there is no feedback" in result["log"]
    pages = {page.parent.parent.name for page in (course.root / "feedback").rglob("*.html")}
    assert pages == {"bob"}


# --- The gradebook or the disk fails ---


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    connection = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


@contextlib.contextmanager
def replaced(root: Path, put: Callable[[Path], object]) -> Iterator[None]:
    path, kept = root / "gradebook.db", root / "kept.db"
    path.rename(kept)
    put(path)
    try:
        yield
    finally:
        if path.is_dir():
            path.rmdir()
        kept.replace(path)


@contextlib.contextmanager
def full(size: int) -> Iterator[None]:
    """No file can grow beyond `size`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


SLOW = pytest.mark.slow
Fault = Callable[[Path], contextlib.AbstractContextManager[None]]
FAULTS: dict[str, tuple[Fault, str]] = {
    "locked": (locked, r"database is locked\)\. Another program is writing to it.*formgrader"),
    "gone": (lambda root: replaced(root, lambda path: None), r"no gradebook at .*gradebook\.db\. Put back a copy"),
    "empty": (lambda root: replaced(root, Path.touch), "no gradebook at"),
    "a folder": (lambda root: replaced(root, Path.mkdir), "unable to open database file.*may read and write"),
    "damaged": (
        lambda root: replaced(root, lambda path: path.write_bytes(b"no database " * 999)),
        "file is not a database.*Put back a copy",
    ),
    "of another version": (
        lambda root: replaced(root, lambda path: _without_a_table(root / "kept.db", path)),
        "no such column.*nbgrader db upgrade",
    ),
    "full": (lambda root: full(100), "cannot be used|the machine fails: File too large"),
}


def _without_a_table(kept: Path, path: Path) -> None:
    shutil.copy(kept, path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE student RENAME COLUMN email TO mail")
        connection.execute("ALTER TABLE submitted_assignment RENAME COLUMN extension TO later")
        connection.commit()


@pytest.mark.parametrize("moment", ["before bob", "after bob was run"])
@pytest.mark.parametrize("fault", ["locked", *(pytest.param(one, marks=SLOW) for one in FAULTS if one != "locked")])
def test_a_gradebook_that_fails_stops_the_run_with_a_sentence(
    fault: str, moment: str, course: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens, sentence = FAULTS[fault]
    ordinary, fails = BoxedExecute.preprocess, contextlib.ExitStack()

    def preprocess(self: BoxedExecute, nb: Any, resources: Any) -> Any:
        done = ordinary(self, nb, resources)
        if resources["nbgrader"]["student"] == "bob":
            fails.enter_context(happens(course.root))
        return done

    assert plain_run(course, "ada")["success"]
    with fails:
        if moment == "before bob":
            fails.enter_context(happens(course.root))
        else:
            monkeypatch.setattr(BoxedExecute, "preprocess", preprocess)
        result = plain_run(course)
    assert not result["success"]
    with pytest.raises(CourseError, match=f"(?s){sentence}.*1 of 2 submissions are graded"):
        raise_if_stopped(result)
    last = result["log"].strip().splitlines()[-1]
    assert "Grading stops: " in last
    assert "upgraded nbgrader" not in result["log"]
    assert course.scores("ada") == FULL
    assert not course.is_graded("bob")
    if moment != "before bob":
        assert course.scores("bob") == NOTHING
    monkeypatch.undo()
    assert plain_run(course)["success"]
    assert course.scores("ada") == course.scores("bob") == FULL


def test_a_full_disk_stops_the_run_when_a_notebook_is_written(course: SmallCourse) -> None:
    room = (course.root / "gradebook.db").stat().st_size * 2
    long = [nbformat.v4.new_markdown_cell("x" * 100_000) for _ in range(room // 100_000 + 1)]
    course.hand_in("bob", lambda nb: nb.cells.extend(long))
    with full(room):
        result = plain_run(course)
    with pytest.raises(CourseError, match=r"machine fails: File too large.*1 of 2 submissions are graded"):
        raise_if_stopped(result)
    assert course.scores("ada") == FULL
    assert not course.is_graded("bob")
    assert plain_run(course)["success"]
    assert course.scores("bob") == FULL


def test_no_room_for_the_sandbox_stops_the_run(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/course-box")

    course.config.BoxedExecute.timeout = 59  # no process that runs already has these settings
    for place in ("course.runner.grader.tempfile.TemporaryDirectory", "course.runner.sandbox.make_import_root"):
        monkeypatch.setattr(place, refuse)
        with pytest.raises(CourseError, match=r"No space left on device.*0 of 2 submissions are graded"):
            raise_if_stopped(plain_run(course))
        monkeypatch.undo()
    assert plain_run(course)["success"]
    assert course.scores("ada") == course.scores("bob") == FULL


def test_a_report_on_a_gradebook_that_fails_is_a_sentence(course: SmallCourse) -> None:
    (course.root / "gradebook.db").write_bytes(b"no database " * 999)
    with pytest.raises(CourseError, match=r"cannot be used .file is not a database.. Put back a copy"):
        read_results(Classroom(course.root), LESSON)


def test_scores_are_saved_all_or_none(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed in again, and the gradebook fails half way: the scores are still those of the first time."""

    def worse(nb: nbformat.NotebookNode) -> None:
        for name in ("double", "square"):
            find(nb, f"{name}-answer").source = f"def {name}(x):\n    return None"

    assert plain_run(course)["success"]
    course.hand_in("ada", worse)
    score = SaveGrades._add_score

    def fail_at_square(self: SaveGrades, cell: Any, resources: Any) -> None:
        score(self, cell, resources)
        if cell.metadata.nbgrader.grade_id == "square":
            raise RuntimeError("half way")

    monkeypatch.setattr(SaveGrades, "_add_score", fail_at_square)
    assert not course.autograde("ada")["success"]
    assert course.scores("ada") == FULL
    monkeypatch.undo()
    assert course.autograde("ada")["success"]
    assert course.scores("ada") == FULL | {"double": 0, "square": 0}


def test_nbgraders_own_step_would_save_half(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is seen above is ours."""
    steps = course.config.Autograde.autograde_preprocessors
    course.config.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.SaveAutoGrades" if step.endswith("SaveGrades") else step for step in steps
    ]
    from nbgrader.preprocessors import SaveAutoGrades

    score = SaveAutoGrades._add_score

    def fail_at_square(self: SaveAutoGrades, cell: Any, resources: Any) -> None:
        if cell.metadata.nbgrader.grade_id == "square":
            raise RuntimeError("half way")
        score(self, cell, resources)

    monkeypatch.setattr(SaveAutoGrades, "_add_score", fail_at_square)
    assert not course.autograde("ada")["success"]
    assert course.scores("ada") == NOTHING | {"double": 2}


# --- There is no memory, or no room ---

NO_MEMORY = {
    "in a check": "assert f(1) == 1\nbytearray(8 * 2**30)",
    "caught by a check": "try:\n    bytearray(8 * 2**30)\nexcept MemoryError as error:\n"
    "    raise AssertionError('wrong') from error",
    "no file": "import errno\nraise OSError(errno.EMFILE, 'Too many open files')",
}


@pytest.mark.parametrize("name", NO_MEMORY)
def test_a_check_that_lacks_memory_is_no_verdict(name: str, grader: Grader) -> None:
    with pytest.raises(NotGraded, match=r"(?s)could not be run\. Nobody is graded by that.*(memory|Too many open)"):
        said(grader, NO_MEMORY[name])
    assert said(grader, "assert f(1) == 1") == [[], []]


OWN_FAULTS = {
    "raises it": "def f(x):\n    raise MemoryError('mine')",
    "takes it": "def f(x):\n    return bytearray(16 * 2**30)",
    "says the disk is full": "def f(x):\n    raise OSError(28, 'No space left on device')",
    "fills its folder": "def f(x):\n    open('big', 'wb').write(b'0' * 2**30)",
}


@pytest.mark.parametrize("name", OWN_FAULTS)
def test_an_answer_that_lacks_memory_has_failed(name: str, grader: Grader) -> None:
    [_, [why], after] = said(grader, "f(1)", "assert 1 == 1", student=OWN_FAULTS[name])
    assert why or name == "takes it"
    assert after == []


def test_only_the_machines_faults_count_as_such() -> None:
    assert machine_fault(None) == machine_fault(ValueError()) == machine_fault(OSError(errno.ENOENT, "x")) == ""
    assert machine_fault(make_error({"name": "MemoryError", "bases": ["MemoryError", "Exception"]})) == ""
    wrapped = ValueError()
    wrapped.__context__ = MemoryError()
    assert "no memory" in machine_fault(wrapped)


def test_no_memory_for_what_an_answer_returned_is_no_broken_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise MemoryError

    ours, theirs = socket.socketpair()
    with ours, theirs:
        box = Box(Channel(ours), Process(None))
        Channel(theirs).send({"id": 1, "value": 3})
        box.begin_cell(5)
        monkeypatch.setattr("course.runner.channel.decode", refuse)
        with pytest.raises(MachineFault, match="no memory left for what an answer returned"):
            box.call("f", (), {}, lambda kind, content: None)
        assert not box.ended


@pytest.mark.parametrize("kind", ["bubblewrap", "landlock"])
def test_files_for_which_there_is_no_room_are_no_verdict(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.runner.grader.choose", lambda no_sandbox: kind)
    if kind == "landlock":
        monkeypatch.setattr(sandbox, "is_root", lambda: False)
    grader = Grader(Settings())
    with pytest.raises(NotGraded, match="its files could not be put into the sandbox"):
        said(grader, "assert f(1) == 1", files={"x" * 300: b""})
    assert said(grader, "assert f(1) == 1", files={"x": b"1"}) == [[], []]
    grader.close()


def test_an_unfinished_folder_is_known(tmp_path: Path) -> None:
    assert not is_unfinished(tmp_path / "none")
    assert is_unfinished(tmp_path)
    path = tmp_path / "a.ipynb"
    for text in ("", "{", "[]"):
        path.write_text(text)
        assert is_unfinished(tmp_path)
    path.write_text('{"metadata": {}}\n')
    assert not is_unfinished(tmp_path)
    (tmp_path / UNFINISHED).touch()
    assert is_unfinished(tmp_path)
