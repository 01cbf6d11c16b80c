"""The command line: commands explain themselves, a user's mistake is one sentence, and the documents tell the truth."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from nbgrader.apps.nbgraderapp import NbGraderApp
from typer.testing import CliRunner

from course.cli import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = [path.relative_to(ROOT).as_posix() for folder in (ROOT, ROOT / "docs") for path in sorted(folder.glob("*.md"))]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Usage: root {command}" in result.output
    assert len(COMMANDS[command].help) > 20


def test_a_mistake_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    command = [sys.executable, "-m", "course", "lab", "file", "--no-open"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "course: file cannot be a folder for your notebooks: there is a file of that name. Choose another folder.\n"
    )


def test_the_command_line_starts_without_nbgrader_or_jupytext() -> None:
    script = "import sys, course.cli, course.lab; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "course" in loaded
    assert not loaded & {"nbgrader", "jupytext", "nbconvert", "nbformat", "numpy", "matplotlib"}


def fenced_lines(text: str) -> Iterator[str]:
    """Lines of the fenced blocks without a language: what a reader types."""
    for block in re.findall(r"^```(?:sh|bash|console)?\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def unknown_commands(text: str) -> list[str]:
    """Return the commands in the fenced blocks of `text` that this project, or nbgrader, does not have."""
    known = {"make": TARGETS, "course": set(COMMANDS), "nbgrader": set(NbGraderApp.subcommands)}
    found = (re.match(r"\$?\s*(?:\S*/)?(make|course|nbgrader)\s+([a-z_-]+)", line) for line in fenced_lines(text))
    return [match[0] for match in found if match and match[2] not in known[match[1]]]


def test_the_readme_promises_commands() -> None:
    text = "\n".join(fenced_lines((ROOT / "README.md").read_text()))
    for promised in ("make demo", "make test", "make lab", "course check", "course grade", "course report"):
        assert promised in text


@pytest.mark.parametrize("page", PAGES)
def test_every_command_in_the_documents_exists(page: str) -> None:
    assert unknown_commands((ROOT / page).read_text()) == []


def test_an_unknown_command_is_found() -> None:
    text = "```\nmake nothing\nmake test-slow\n.venv/bin/course fly\nmake demo  # fine\n```\n"
    text += "```sh\nnbgrader guess 01\n```\n"
    assert unknown_commands(text) == ["make nothing", "make test-slow", ".venv/bin/course fly", "nbgrader guess"]


def anchor(heading: str) -> str:
    """Return what a link calls a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def dead_links(page: Path, text: str) -> list[str]:
    """Return the links to files that are not there, and to headings that the file does not have."""
    dead = []
    for link in re.findall(r"\]\(([^)]+)\)", text):
        name, _, place = link.partition("#")
        target = page.parent / name if name else page
        if "://" not in link and not target.exists():
            dead.append(link)
        elif "://" not in link and place:
            headings = re.findall(r"^#+ (.+)$", target.read_text(), flags=re.MULTILINE)
            dead += [link] if place not in map(anchor, headings) else []
    return dead


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    assert dead_links(ROOT / page, (ROOT / page).read_text()) == []


def test_a_dead_link_is_found() -> None:
    text = "[a](docs/none.md) [b](#no-such) [c](CONTRIBUTING.md#nothing) [d](CONTRIBUTING.md#how-to-add-a-mistake)"
    assert dead_links(ROOT / "README.md", text) == ["docs/none.md", "#no-such", "CONTRIBUTING.md#nothing"]


def test_make_lists_every_target() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert {"lab", "demo", "test", "lint", "build", "audit", "clean", "help"} <= TARGETS
    assert set(re.findall(r"^  make ([\w-]+) ", listed, flags=re.MULTILINE)) == TARGETS
