"""What a terminal can show, and what an installation has: every command says what it says, and never a traceback."""

import contextlib
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from packaging.requirements import Requirement

from course.cli import app, main
from course.parallel.show import show_summary
from course.parallel.summary import Summary
from course.results.report import show_results
from course.results.results import Exercise, LessonResult, Result, StudentResult
from course.terminal import plain, print_json, report_console, use_terminal

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
# What a distribution is called where it is imported.
MODULES = {
    "math-core": "math_core",
    "distributed": "dask",
    "matplotlib-inline": "matplotlib_inline",
    "python-dateutil": "dateutil",
}
# What each command is asked in these tests, besides its name.
ASKED = {
    "audit": ["00_start"],
    "build": ["00_start"],
    "check": ["release/00_start"],
    "lab": ["{folder}/lab", "--no-open"],
    "demo": ["{folder}/demo"],
    "site": ["--output", "{folder}/site"],
    "doctor": [],
    "export": [],
} | {name: ["01_descent"] for name in ("feedback", "grade", "mistakes", "report")}


def optional_modules() -> list[str]:
    names = (Requirement(one).name for extra in ("teach", "postgres") for one in EXTRAS[extra])
    return [MODULES.get(name, name) for name in names]


def start(script: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", f"import sys\n{script}\nfrom course.cli import main\nmain()", *arguments]
    env = {**os.environ, **environment}
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Status and words of each command where no optional package is installed."""
    assert set(ASKED) == set(COMMANDS)
    hide = f"sys.modules.update(dict.fromkeys({optional_modules()}))"
    folder = str(tmp_path_factory.mktemp("bare"))
    running = {
        name: start(hide, name, *(word.replace("{folder}", folder) for word in words)) for name, words in ASKED.items()
    }
    said = {name: "".join(process.communicate(timeout=300)) for name, process in running.items()}
    return {name: (running[name].returncode, text) for name, text in said.items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_installed_is_a_sentence(command: str, bare: dict[str, tuple[int, str]]) -> None:
    status, said = bare[command]
    assert "Traceback" not in said
    if command == "lab":
        assert status == 0
    else:
        assert status == 2, said
        assert said.startswith("course: ")
        assert "pip install 'backprop-by-hand[teach]'" in said


def test_a_learner_checks_a_notebook_without_the_instructors_packages() -> None:
    """Those of them that nbgrader brings along itself are there."""
    only_teach = ["jupytext", "math_core", "distributed", "dask", "cryptography", "psycopg"]
    process = start(f"sys.modules.update(dict.fromkeys({only_teach}))", "check", "release/00_start")
    said = "".join(process.communicate(timeout=300))
    assert "0 of 1 checks pass" in said
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("dask", ["grade", "01_descent"]),
        ("distributed", ["grade", "01_descent"]),
        ("jinja2", ["site"]),
        ("jupytext", ["build", "00_start"]),
        ("math_core", ["site", "--output", "{folder}"]),
    ],
)
def test_the_one_that_is_missing_is_named(module: str, arguments: list[str], tmp_path: Path) -> None:
    words = [word.replace("{folder}", str(tmp_path / "site")) for word in arguments]
    process = start(f"sys.modules[{module!r}] = None", *words)
    said = "".join(process.communicate(timeout=300))
    assert process.returncode == 2, said
    assert module.replace("_", "-") in said.lower().replace("_", "-")
    assert "backprop-by-hand[teach]" in said
    assert "Traceback" not in said


def test_a_fault_of_ours_stays_a_traceback() -> None:
    """A module of the course itself that is missing is no package that one could install."""
    process = start("sys.modules['course.lab'] = None", "lab", "--no-open")
    assert "Traceback" in process.communicate(timeout=60)[1]


def print_everything() -> None:
    """Print a report and a summary with characters that few terminals have."""
    lost = Result("step", 0.0, 2.0, False, "yours −1, right 2·x → «step» 例")
    waits = Result("why", 0.0, 2.0, True)
    students = (StudentResult("zoë", True, None, (lost, waits)), StudentResult("ян", False, "no notebook … there"))
    show_results(LessonResult("01", (Exercise("step", 2.0), Exercise("why", 2.0)), students), report_console())
    summary = Summary("01")
    summary.failed["例"] = "a reason – with a dash"
    show_summary(summary)


@contextlib.contextmanager
def terminal(encoding: str) -> Iterator[io.BytesIO]:
    """Let stdout be one that has only the characters of an encoding."""
    written = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(written, encoding=encoding, write_through=True)):
        use_terminal()
        yield written


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "utf-8"])
def test_a_terminal_without_a_character_gets_a_plain_one(encoding: str) -> None:
    with terminal(encoding) as written:
        print_everything()
        said = written.getvalue().decode(encoding)
    assert "step" in said
    if encoding == "ascii":
        assert "x lost, ~ some of the points" in said
        assert 'yours -1, right 2*x -> "step" \\u4f8b' in said
        assert "zoe" in said
    if encoding == "utf-8":
        assert "✗ lost" in said


def test_every_command_makes_its_terminal_ready_first(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True))
    monkeypatch.setattr(sys, "argv", ["course", "--help"])
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", None)
    with pytest.raises(SystemExit):
        main()
    print("✗", file=sys.stdout)
    assert written.getvalue().decode("ascii").endswith("x\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_loses_no_character_anywhere(encoding: str) -> None:
    with terminal(encoding) as written:
        print_json({"who": "例 ë"})
        assert json.loads(written.getvalue().decode(encoding)) == {"who": "例 ë"}


def test_plain_keeps_what_is_plain_and_tells_two_names_apart() -> None:
    assert plain("a ✗ – b") == "a x - b"
    assert plain("é") == "e"
    assert plain("ян") != plain("на")


def test_grading_wraps_its_reasons_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary("01_descent")
    reason = "The notebook is not valid JSON: Expecting value: line 659 column 12. Ask for it again, and say so."
    summary.failed["a-student-with-a-long-name"] = f"{reason} {reason}"
    show_summary(summary)
    said = capsys.readouterr().out
    assert f"{reason} {reason}" in " ".join(said.split())
    assert all(len(line) <= 100 for line in said.splitlines())
