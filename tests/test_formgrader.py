"""nbgrader's stock commands and its formgrader work with the course's configuration."""

import contextlib
import json
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.browser import isolated, jupyter
from tests.grading_class import LESSON, ROOT, SmallCourse, source_notebook

TOKEN = "for-this-test-only"


class Server:
    """A Jupyter server on the loopback, with the extensions that nbgrader switches on."""

    def __init__(self, root: Path, home: Path) -> None:
        self._running = contextlib.ExitStack()
        self.url = self._running.enter_context(jupyter("jupyter_server", root, home, TOKEN)).rstrip("/")
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, path: str, method: str = "GET") -> str:
        request = urllib.request.Request(
            f"{self.url}/{path}", method=method, headers={"Authorization": f"token {TOKEN}"}
        )
        with self._opener.open(request, timeout=60) as answer:  # raises for 4xx and 5xx
            return answer.read().decode()

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "class").mkdir()
    course = SmallCourse(tmp_path / "class")
    course.hand_in("ada")
    course.hand_in("bob", name="another name")
    (tmp_path / "home").mkdir()
    running = Server(course.root, tmp_path / "home")
    try:
        yield running
    finally:
        running.stop()


def test_formgrader_autogrades_and_all_its_pages_answer(server: Server) -> None:
    assignment = json.loads(server.ask("formgrader/api/assignments"))[0]
    assert (assignment["name"], assignment["num_submissions"]) == (LESSON, 2)

    graded = json.loads(server.ask(f"formgrader/api/submission/{LESSON}/ada/autograde", "POST"))
    assert graded["success"], graded
    failed = json.loads(server.ask(f"formgrader/api/submission/{LESSON}/bob/autograde", "POST"))
    assert not failed["success"]

    submission = json.loads(server.ask(f"formgrader/api/submission/{LESSON}/ada"))
    assert (submission["score"], submission["max_score"], submission["needs_manual_grade"]) == (5, 7, True)
    notebook = json.loads(server.ask(f"formgrader/api/submitted_notebooks/{LESSON}/{LESSON}"))[0]
    page = server.ask(f"formgrader/submissions/{notebook['id']}")
    assert "The scheme." in page
    assert "Since I thought about it." in page

    for path in (
        "formgrader",
        "formgrader/manage_assignments",
        f"formgrader/manage_submissions/{LESSON}",
        "formgrader/gradebook",
        f"formgrader/gradebook/{LESSON}",
        f"formgrader/gradebook/{LESSON}/{LESSON}",
        "formgrader/manage_students",
        "formgrader/manage_students/ada",
        f"formgrader/manage_students/ada/{LESSON}",
    ):
        assert "<table" in server.ask(path), path
    for path in (f"notebooks/{LESSON}", f"submissions/{LESSON}", "students"):
        assert json.loads(server.ask(f"formgrader/api/{path}")), path


# Runs each command as `nbgrader WORDS` would, in a process of its own that is forked after nbgrader's long import.
COMMANDS = """
import json, os, sys
from nbgrader.apps.nbgraderapp import main
for words in json.loads(sys.argv[1]):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        sys.argv = ["nbgrader", *words]
        main()
        sys.exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(f"failed: {words}")
"""


def run_commands(root: Path, home: Path, *commands: str) -> str:
    """Run nbgrader's commands in `root`, as typed, with no alembic on PATH but where the configuration puts it."""
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps([command.split() for command in commands])],
        cwd=root,
        env={**isolated(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_every_stock_command(tmp_path: Path) -> None:
    root, home = tmp_path / "class", tmp_path / "home"
    (root / "source" / LESSON).mkdir(parents=True)
    home.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    nbformat.write(source_notebook(), root / "source" / LESSON / f"{LESSON}.ipynb")
    released = root / "release" / LESSON / f"{LESSON}.ipynb"
    run_commands(root, home, f"generate_assignment {LESSON}", f"release_assignment {LESSON}")

    inbound = root / "exchange" / "backprop-by-hand" / "inbound" / f"ada+{LESSON}+2030-01-31 09:30:00.000000 UTC+x"
    inbound.mkdir()
    shutil.copy(released, inbound)
    (inbound / "timestamp.txt").write_text("2030-01-31 09:30:00.000000 UTC")
    archive = root / "downloaded" / LESSON / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "bob_123_assignment.zip", "w") as file:
        file.write(released, f"{LESSON}.ipynb")
    shutil.copy(released, archive / f"cy_late_{LESSON}.ipynb")
    shutil.copy(released, archive / f"dee_{LESSON}.ipynb")

    said = run_commands(
        root,
        home,
        f"collect {LESSON}",
        f"zip_collect {LESSON}",
        f"autograde {LESSON}",
        f"generate_feedback {LESSON}",
        "export",
        f"validate {released}",
        "list",
    )
    assert "VALIDATION FAILED" in said.upper()
    students = {"ada", "bob", "cy", "dee"}
    assert {path.parts[-3] for path in (root / "feedback").glob(f"*/{LESSON}/{LESSON}.html")} == students
    rows = (root / "grades.csv").read_text().splitlines()[1:]
    assert len([row for row in rows if any(f",{student}," in row for student in students)]) == 4
