"""`course lab`: the learner's files are never touched, and every message says what happened."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import urllib3

import course.lab
from course.errors import CourseError
from course.lab import RECORD, copy_lessons, open_lessons, released_lessons

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def released(tmp_path: Path) -> Path:
    folder = tmp_path / "released"
    for name in ("00_start", "01_descent"):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.ipynb").write_text(f"{name}, first edition")
    return folder


def publish(released: Path, text: str) -> None:
    (released / "01_descent" / "01_descent.ipynb").write_text(text)


def test_everything_is_new_in_a_new_folder(released: Path, tmp_path: Path) -> None:
    work = tmp_path / "deep" / "with space"
    copied = copy_lessons(released, work)
    assert copied.new == [Path("00_start/00_start.ipynb"), Path("01_descent/01_descent.ipynb")]
    assert copied.kept == copied.editions == []
    assert (work / "01_descent/01_descent.ipynb").read_text() == "01_descent, first edition"


def test_the_learners_work_is_kept(released: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    copy_lessons(released, work)
    mine = work / "01_descent/01_descent.ipynb"
    mine.write_text("my answers")
    copied = copy_lessons(released, work)
    assert mine.read_text() == "my answers"
    assert copied.new == copied.editions == []
    assert len(copied.kept) == 2


def test_a_new_edition_is_laid_beside_once(released: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    copy_lessons(released, work)
    mine = work / "01_descent/01_descent.ipynb"
    mine.write_text("my answers")
    publish(released, "second edition")
    assert copy_lessons(released, work).editions == [Path("01_descent/01_descent.new.ipynb")]
    assert copy_lessons(released, work).editions == []
    publish(released, "third edition")
    assert copy_lessons(released, work).editions == [Path("01_descent/01_descent.new2.ipynb")]
    assert mine.read_text() == "my answers"
    assert (work / "01_descent/01_descent.new.ipynb").read_text() == "second edition"
    assert (work / "01_descent/01_descent.new2.ipynb").read_text() == "third edition"


def test_a_lesson_moved_away_comes_afresh(released: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    copy_lessons(released, work)
    mine = work / "01_descent/01_descent.ipynb"
    mine.rename(mine.with_name("mine.ipynb"))
    assert copy_lessons(released, work).new == [Path("01_descent/01_descent.ipynb")]


@pytest.mark.parametrize("text", ["", "not json", "[1, 2]", '{"a": 1}'])
def test_a_damaged_record_costs_no_work(released: Path, tmp_path: Path, text: str) -> None:
    work = tmp_path / "work"
    copy_lessons(released, work)
    (work / RECORD).write_text(text)
    (work / "01_descent/01_descent.ipynb").write_text("my answers")
    copied = copy_lessons(released, work)
    assert copied.new == copied.editions == []
    assert (work / "01_descent/01_descent.ipynb").read_text() == "my answers"
    assert len(json.loads((work / RECORD).read_text())) == 2


def test_files_from_elsewhere_are_kept(released: Path, tmp_path: Path) -> None:
    mine = tmp_path / "work/01_descent/01_descent.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("from a friend")
    copied = copy_lessons(released, tmp_path / "work")
    assert copied.kept == [Path("01_descent/01_descent.ipynb")]
    assert copied.editions == []


def test_checkpoints_stay_behind(released: Path, tmp_path: Path) -> None:
    (released / ".ipynb_checkpoints").mkdir()
    (released / ".ipynb_checkpoints/00_start.ipynb").write_text("old")
    assert len(copy_lessons(released, tmp_path / "work").new) == 2


@pytest.mark.parametrize("name", ["a file", "a file/below"])
def test_a_file_is_no_folder(released: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("text")
    with pytest.raises(CourseError, match="there is a file of that name"):
        copy_lessons(released, tmp_path / name)


def test_the_release_itself_is_refused(released: Path) -> None:
    with pytest.raises(CourseError, match="released lessons themselves"):
        copy_lessons(released, released)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        # Permission bits do not hold root, so the refusal comes from the copy itself.
        (PermissionError(13, "Permission denied", "work/00_start.ipynb"), r"cannot write to work/00_start\.ipynb"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_a_copy_that_cannot_be_written_is_a_sentence(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(course.lab, "_copy_new", refuse)
    with pytest.raises(CourseError, match=said):
        copy_lessons(released, tmp_path / "work")


def test_without_jupyterlab_it_says_how_to_get_it(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course.lab.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CourseError, match="pip install jupyterlab"):
        open_lessons(tmp_path / "work", start=True)


def test_the_package_inside_a_checkout_finds_release() -> None:
    assert released_lessons() == ROOT / "release"


def test_no_lessons_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course.lab.course, "__file__", str(tmp_path / "course" / "__init__.py"))
    with pytest.raises(CourseError, match="course build"):
        released_lessons()


def test_it_says_what_it_did(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(course.lab, "released_lessons", lambda: released)
    work = tmp_path / "[red]work"
    assert open_lessons(work, start=False) == 0
    first = capsys.readouterr().out
    assert "New in" in first
    assert "[red]work" in first
    assert "00_start.ipynb" in first
    publish(released, "second edition")
    open_lessons(work, start=False)
    second = capsys.readouterr().out
    assert "Kept as you left them: 2" in second
    assert "01_descent.new.ipynb" in second
    assert "New in" not in second


DEAF = "import signal, time\n{}\nprint('here', flush=True)\ntime.sleep(600)"


@pytest.mark.parametrize(
    ("source", "status"),
    [("", -signal.SIGTERM), ("signal.signal(signal.SIGTERM, signal.SIG_IGN)", -signal.SIGKILL)],
    ids=["told", "killed"],
)
def test_a_server_that_does_not_hear_ctrl_c_is_ended(source: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course.lab, "_PATIENCE", 0.2)
    with subprocess.Popen([sys.executable, "-c", DEAF.format(source)], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"here\n"
        course.lab._end(server)
        assert server.wait(60) == status


START = """
import signal
import sys
from pathlib import Path
from course import lab
# Tests that were started in the background of a shell ignore Ctrl-C, and so would all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
lab.released_lessons = lambda: Path(sys.argv[1])
raise SystemExit(lab.open_lessons(Path(sys.argv[2]), start=True))
"""


def test_jupyterlab_opens_the_lessons_and_ends_with_ctrl_c(released: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text('{"ExtensionApp": {"open_browser": false}}')
    private = {name: str(tmp_path / name) for name in ("HOME", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")}
    with subprocess.Popen(
        [sys.executable, "-c", START, str(released), str(tmp_path / "work")],
        cwd=ROOT,
        env={**os.environ, **private, "JUPYTER_CONFIG_DIR": str(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        watchdog = threading.Timer(240, os.killpg, [process.pid, signal.SIGKILL])
        watchdog.start()
        assert process.stdout is not None
        said = ""
        while not (address := re.search(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)", said)):
            line = process.stdout.readline()
            assert line, f"JupyterLab ended before it said where it is:\n{said}"
            said += line
        base, token = address.groups()
        # The address is printed a moment before the server listens.
        patient = urllib3.Retry(total=100, connect=100, backoff_factor=0.05, backoff_max=1)
        answer = urllib3.request("GET", f"{base}/api/contents/00_start?token={token}", retries=patient)
        os.killpg(process.pid, signal.SIGINT)
        said += process.stdout.read()
        process.wait()
        watchdog.cancel()
    assert "00_start.ipynb" in [entry["name"] for entry in answer.json()["content"]]
    assert "/lab/tree/00_start/00_start.ipynb" in said
    assert "Traceback" not in said
    assert process.returncode == 0
