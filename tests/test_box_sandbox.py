"""What the sandbox shows and lets through, in each of its kinds; and that there is none without a sandbox."""

import subprocess
import sys
from pathlib import Path

import pytest
from traitlets.config import Config

import helpers
from course.runner import doctor, landlock, sandbox
from course.runner.doctor import run_doctor, try_out
from course.runner.errors import GradingStopped
from course.runner.execute import BoxedExecute, collect_files
from course.runner.grader import Grader, Settings
from course.runner.plan import Planned
from course.runner.sandbox import make_import_root, student_helpers

NOTHING = sandbox.Offer(bubblewrap="it is not installed", landlock=0, seccomp=True, root=False)


@pytest.fixture(params=["bubblewrap", "landlock"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each kind of sandbox. Landlock alone is tried as an ordinary user would have it."""
    monkeypatch.setattr("course.runner.grader.choose", lambda no_sandbox: request.param)
    if request.param == "landlock":
        monkeypatch.setattr(sandbox, "is_root", lambda: False)
    return str(request.param)


def test_nobody_gets_out(kind: str) -> None:
    found = try_out()
    assert [finding.what for finding in found if finding.ok is False] == []
    assert len([finding for finding in found if finding.ok]) == 1 + len(doctor.ESCAPES)
    assert f"kind {kind}" in found[1].said


def test_without_a_sandbox_the_same_escapes_get_out() -> None:
    """So that what is seen above is the sandbox."""
    found = try_out(Settings(seconds=20, total_seconds=120, no_sandbox=True))
    out = {finding.what for finding in found if finding.ok is False}
    stopped = {finding.what for finding in found if finding.ok and finding.what in doctor.ESCAPES}
    assert {"read a file of the instructor's", "start a program", "connect to this machine"} <= out
    # What no sandbox is needed for: the environment is not handed on, memory is limited, helpers is a copy.
    assert {"read the environment", "take 16 GB of memory", "import the reference"} <= stopped


def test_each_submission_has_its_own_folder(kind: str) -> None:
    grader = Grader(Settings())
    see = Planned(0, "student", "import os\nprint(sorted(os.listdir('.')), sorted(os.listdir(os.environ['HOME'])))")
    leave = Planned(1, "student", "open('left.txt', 'w').close()\nopen(os.environ['HOME'] + '/too.txt', 'w').close()")
    for _ in range(2):
        shown = grader.run([see, leave], Path("/")).messages
        assert [content["text"] for _, content in shown[0]] == ["[] []\n"]
        assert shown[1] == []
    grader.close()


def test_only_computing_is_allowed(kind: str) -> None:
    source = """
import ctypes, os, resource, socket, threading
libc = ctypes.CDLL(None, use_errno=True)
def refused(call, *arguments):
    try:
        call(*arguments)
    except (OSError, ValueError):
        return True
thread = threading.Thread(target=print); thread.start(); thread.join()
left, right = socket.socketpair()
left.send(b"x")
print(resource.getrlimit(resource.RLIMIT_CPU)[0] > 0, os.getpid() > 0, os.uname().sysname)
print(refused(os.fork), refused(os.execv, "/bin/true", ["true"]), refused(os.kill, os.getppid() or 2, 0),
      refused(socket.socket, socket.AF_UNIX), refused(socket.socketpair, socket.AF_INET),
      refused(resource.setrlimit, resource.RLIMIT_NOFILE, (10, 10)), refused(os.chroot, "."),
      refused(os.setns, 0, 0) if hasattr(os, "setns") else True, refused(os.mkdir, "/usr/x"))
for number, name in ((101, "ptrace"), (165, "mount"), (272, "unshare"), (319, "memfd_create"), (425, "io_uring_setup"),
                     (29, "shmget"), (248, "add_key"), (321, "bpf"), (323, "userfaultfd"), (310, "process_vm_readv")):
    if os.uname().machine == "x86_64" and libc.syscall(number, 0, 0, 0, 0, 0) >= 0:
        print(name, "is allowed")
"""
    grader = Grader(Settings())
    shown = grader.run([Planned(0, "student", source)], Path("/")).messages[0]
    grader.close()
    text = "".join(content.get("text", str(content)) for _, content in shown)
    assert text == "\nTrue True Linux\n" + " ".join(["True"] * 9) + "\n"


def test_without_any_sandbox_grading_stops_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "look", lambda: NOTHING)
    with pytest.raises(GradingStopped, match=r"(?s)not installed.*apt-get install bubblewrap.*no_sandbox = True"):
        sandbox.choose(no_sandbox=False)
    assert sandbox.choose(no_sandbox=True) == "none"
    monkeypatch.setattr(sandbox, "look", lambda: sandbox.Offer("it is not installed", 3, True, root=True))
    monkeypatch.setattr(sandbox, "closed_to_nobody", lambda: "/root")
    with pytest.raises(GradingStopped, match="Landlock cannot be used as root: /root is closed to other users"):
        sandbox.choose(no_sandbox=False)
    monkeypatch.setattr(sandbox, "closed_to_nobody", lambda: "")
    assert sandbox.choose(no_sandbox=False) == "landlock"
    monkeypatch.setattr(sandbox, "look", lambda: sandbox.Offer("", 7, False, root=True))
    with pytest.raises(GradingStopped, match="no sandbox for this kind of machine"):
        sandbox.choose(no_sandbox=False)


def test_the_option_is_said_in_so_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BoxedExecute().no_sandbox is False
    assert BoxedExecute(config=Config(BoxedExecute={"no_sandbox": True})).no_sandbox is True
    monkeypatch.setenv("COURSE_NO_SANDBOX", "yes")
    assert BoxedExecute().no_sandbox is False
    monkeypatch.setenv("COURSE_NO_SANDBOX", "1")
    assert BoxedExecute().no_sandbox is True


def test_the_doctor_says_what_there_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_doctor() == 0
    said = " ".join(capsys.readouterr().out.split())
    for word in ("bubblewrap", "Landlock", "seccomp", "user namespaces", "can be graded here", "refused: MemoryError"):
        assert word in said
    monkeypatch.setattr(doctor, "look", lambda: NOTHING)
    monkeypatch.setattr(sandbox, "look", lambda: NOTHING)
    assert run_doctor() == 1
    assert "Grading would stop" in capsys.readouterr().out


def test_an_empty_folder_in_place_of_the_courses_is_no_way_out(tmp_path: Path) -> None:
    """So it is where the course is installed among other packages; an exception is what the doctor takes for a no."""
    script = doctor.ESCAPES["list the course's folder"].replace("@COURSE@", str(tmp_path))
    empty = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "OUT" not in empty.stdout
    assert "it is empty" in empty.stderr
    (tmp_path / "answers.py").touch()
    assert "OUT" in subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout


def test_the_doctor_sees_a_sandbox_that_does_not_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.runner.grader.choose", lambda no_sandbox: "none")
    assert run_doctor() == 1
    assert "The sandbox does not hold here" in capsys.readouterr().out


def test_the_box_can_import_helpers_and_nothing_that_knows_answers(tmp_path: Path) -> None:
    make_import_root(tmp_path)
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")}
    assert "helpers/checks/check.py" in there
    assert not [name for name in there if name.startswith("helpers/reference")]
    topics = {path.stem for path in Path(str(helpers.__file__)).parent.joinpath("reference").glob("[a-z]*.py")}
    assert not [name for name in there if name.startswith("helpers/mistakes/") and Path(name).parts[2] in topics]
    assert not [name for name in there if name.startswith("course/") and "/runner/" not in name and len(name) > 18]
    assert "course/runner/trusted.py" not in there
    code = "import sys, helpers.checks, helpers.figures, helpers.explore\nprint('helpers.reference' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.stdout == "False\n", done.stderr


def test_what_needs_the_reference_can_be_imported_and_says_why_it_cannot_be_called(tmp_path: Path) -> None:
    make_import_root(tmp_path)
    code = "from helpers.nudge import leaky_networks\nleaky_networks(1, (2, 3, 2, 1), 2, 1)"
    env = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-P", "-c", code], env=env, capture_output=True, text=True)
    assert "not there while a notebook is graded. Nothing is wrong with this cell" in done.stderr


def test_the_box_gets_what_the_checks_import_and_no_models(tmp_path: Path) -> None:
    source = tmp_path / "helpers"
    left_out = {
        "mistakes/topic",
        "mistakes/topic/model",
        "mistakes/__pycache__/plain",
        "reference/x",
        "reference/plain",
    }
    given = {"__init__", "plain", "mistakes/__init__", "mistakes/model"}
    for file in left_out | given:
        (source / file).parent.mkdir(parents=True, exist_ok=True)
        (source / f"{file}.py").write_text("")
    found = {path.relative_to(source).with_suffix("").as_posix() for path in student_helpers(source)}
    assert found == given


def test_a_course_inside_the_environment_is_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "site-packages"
    for name in ("course", "helpers", "numpy"):
        (packages / name).mkdir(parents=True)
        (packages / name / "__init__.py").write_text("text")
    monkeypatch.setattr("course.__file__", str(packages / "course" / "__init__.py"))
    monkeypatch.setattr("helpers.__file__", str(packages / "helpers" / "__init__.py"))
    hidden = sandbox.hidden_folders([str(tmp_path)])
    assert hidden == [str(packages / "course"), str(packages / "helpers")]
    words = sandbox.Sandbox("bubblewrap", tmp_path)._bubblewrap([str(tmp_path)])
    for folder in hidden:
        assert words[words.index(folder) - 1] == "--tmpfs"
    code = (
        f"from course.runner.landlock import confine_files\nconfine_files({[str(tmp_path)]!r}, [], {hidden!r})\n"
        "for name in ('numpy', 'course', 'helpers'):\n    try:\n"
        f"        print(open('{packages}/' + name + '/__init__.py').read())\n"
        "    except OSError as error:\n        print(type(error).__name__)\n"
    )
    root = str(Path(landlock.__file__).resolve().parent.parent.parent)
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": root}, capture_output=True, text=True)
    assert done.stdout.split() == ["text", "PermissionError", "PermissionError"], done.stderr


def test_files_that_are_handed_over_are_plain_and_small(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("1")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "y").write_text("1")
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    (tmp_path / "huge.bin").write_bytes(b"0" * (21 * 2**20))
    assert collect_files(tmp_path) == {"data/x.csv": b"1"}
