"""The files around the code say what is so: each can be read, its commands exist, versions and Pythons agree.

Every rule is a function of a checkout's folder, and is seen to refuse a broken copy.
"""

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from course.cli import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
FILES = (
    *(".editorconfig", ".pre-commit-config.yaml", "CITATION.cff", "CHANGELOG.md", "Makefile", "pyproject.toml"),
    *(".github", ".devcontainer", "binder", "helpers/__init__.py", "requirements.txt", "docs"),
)


def read(path: Path) -> Any:
    """Return the content of a YAML, JSON or TOML file. Raises ValueError or yaml.YAMLError where it is none."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    return tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text)


def jobs(root: Path) -> dict[str, Any]:
    return dict(read(root / ".github" / "workflows" / "tests.yml")["jobs"])


def lines_run(root: Path) -> Iterator[str]:
    """Every line that the workflow, the development container, Binder and pre-commit run."""
    for job in jobs(root).values():
        yield from (step["run"] for step in job["steps"] if "run" in step)
    yield from read(root / ".devcontainer" / "devcontainer.json")["postCreateCommand"].split(" && ")
    yield from (root / "binder" / "postBuild").read_text().splitlines()
    for repo in read(root / ".pre-commit-config.yaml")["repos"]:
        yield from (hook["entry"] for hook in repo["hooks"])


def commands_exist(root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (root / "Makefile").read_text(), flags=re.MULTILINE))
    test_tools = " ".join(read(root / "pyproject.toml")["project"]["optional-dependencies"]["test"])
    checked = set()
    for line in lines_run(root):
        match shlex.split(line, comments=True):
            case ["make", target, *settings]:
                assert target in targets, line
                assert all(re.fullmatch(r"(PYTHON|UPGRADE)=\S+", setting) for setting in settings), line
            case [program, command, *_] if program.rpartition("/")[2] == "course":
                assert command in COMMANDS, line
            case [".venv/bin/python", "-m", tool, *_]:
                assert f"{tool}>=" in test_tools, line
            case _:
                continue
        checked.add(line.split()[0])
    assert {"make", "course", ".venv/bin/course", ".venv/bin/python"} <= checked


def workflow_runs_the_two_commands_on_every_python(root: Path) -> None:
    found = jobs(root)
    promised = read(root / "pyproject.toml")["project"]["requires-python"]
    for name, system in (("ubuntu", "ubuntu-latest"), ("macos", "macos-latest")):
        assert found[name]["runs-on"] == system
        assert found[name]["strategy"]["matrix"]["python"] == PYTHONS
    assert promised == f">={PYTHONS[0]}"
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in found.items()}
    assert runs["ubuntu"][-2:] == ["make demo PYTHON=python", "make test PYTHON=python"]
    assert runs["wheel"][-1] == "make test-wheel PYTHON=python"
    assert "make pins PYTHON=python UPGRADE=--upgrade" in runs["newest"]
    assert runs["newest"][-1] == "make test-all PYTHON=python"


def actions_are_pinned_by_major_version(root: Path) -> None:
    used = [step["uses"] for job in jobs(root).values() for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), used


def the_clouds_have_a_python_that_is_promised(root: Path) -> None:
    assert (root / "binder" / "runtime.txt").read_text().strip().removeprefix("python-") in PYTHONS
    (image,) = re.findall(r"^FROM python:(3\.\d+)-\w+$", (root / ".devcontainer" / "Dockerfile").read_text(), re.M)
    assert image in PYTHONS
    (asked,) = re.findall(r"^-r (.+)$", (root / "binder" / "requirements.txt").read_text(), re.M)
    assert (root / "binder" / asked).resolve() == (root / "requirements.txt").resolve()
    after = root / "binder" / "postBuild"
    assert os.access(after, os.X_OK)
    assert subprocess.run(["bash", "-n", str(after)], check=False).returncode == 0
    container = read(root / ".devcontainer" / "devcontainer.json")
    assert (root / ".devcontainer" / container["build"]["dockerfile"]).is_file()


def the_version_is_one_number(root: Path) -> None:
    project = read(root / "pyproject.toml")
    assert project["project"]["dynamic"] == ["version"]
    source = root / project["tool"]["hatch"]["version"]["path"]
    (version,) = re.findall(r'^__version__ = "(\d+\.\d+\.\d+)"$', source.read_text(), re.M)
    (cited, day) = (str(read(root / "CITATION.cff")[key]) for key in ("version", "date-released"))
    releases = re.findall(r"^## \[(.+?)\](?: - (.+))?$", (root / "CHANGELOG.md").read_text(), re.M)
    assert releases[0] == ("Unreleased", "")
    assert releases[1] == (version, day)
    assert cited == version


def the_citation_has_what_its_format_asks_for(root: Path) -> None:
    cited = read(root / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["cff-version"] == "1.2.0"
    assert all(author.get("name") or author.get("family-names") for author in cited["authors"])
    assert " AND ".join(cited["license"]) == read(root / "pyproject.toml")["project"]["license"]


def the_forms_ask_for_something(root: Path) -> None:
    """The format of forms: every element but text has an id of its own and a label."""
    forms = sorted((root / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert {"mistake-name.yml", "lesson-error.yml", "grading-fault.yml", "config.yml"} == {form.name for form in forms}
    for form in forms:
        asked = read(form)
        if form.name == "config.yml":
            assert asked == {"blank_issues_enabled": True}
            continue
        assert {"name", "description", "body"} <= set(asked)
        elements = [element for element in asked["body"] if element["type"] != "markdown"]
        assert {element["type"] for element in elements} <= {"input", "textarea", "dropdown", "checkboxes"}
        assert len({element["id"] for element in elements}) == len(elements) > 0
        assert all(element["attributes"]["label"] for element in elements)
        assert any(element.get("validations", {}).get("required") for element in elements)
        assert all(element["attributes"]["options"] for element in elements if element["type"] == "dropdown")


def editors_and_ruff_have_one_line_length(root: Path) -> None:
    settings = configparser.ConfigParser()
    settings.read_string("[top]\n" + (root / ".editorconfig").read_text())
    assert settings["*"].getint("max_line_length") == read(root / "pyproject.toml")["tool"]["ruff"]["line-length"]
    assert settings["Makefile"]["indent_style"] == "tab"


def hooks_are_local(root: Path) -> None:
    """They run the tools of .venv, in the versions of requirements.txt, and no others."""
    repos = read(root / ".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    assert [hook["id"] for hook in repos[0]["hooks"]] == ["ruff", "ruff-format", "mypy"]
    assert {hook["language"] for hook in repos[0]["hooks"]} == {"system"}


def every_room_is_there(root: Path) -> None:
    text = (root / "docs" / "architecture.md").read_text()
    rooms = re.findall(r"^\| `([\w/]+)` \|", text, re.M)
    files = re.findall(r"`((?:course|helpers|tests|bench)/[\w/]+\.py)`", text)
    assert {"helpers/checks", "course/grading", "tests"} <= set(rooms)
    assert "helpers/checks/failure.py" in files
    assert [name for name in [*rooms, *files] if not (ROOT / name).exists()] == []
    packages = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("course/*/__init__.py")}
    packages |= {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("helpers/*/__init__.py")}
    assert packages <= set(rooms), packages - set(rooms)


RULES: dict[Callable[[Path], None], tuple[str, str, str]] = {
    # A rule, and what breaks it: a file, a text in it, and what stands there instead.
    commands_exist: (".github/workflows/tests.yml", "make demo", "make party"),
    workflow_runs_the_two_commands_on_every_python: (".github/workflows/tests.yml", '"3.13", ', ""),
    actions_are_pinned_by_major_version: (
        ".github/workflows/tests.yml",
        "actions/checkout@v4",
        "actions/checkout@main",
    ),
    the_clouds_have_a_python_that_is_promised: ("binder/runtime.txt", "3.12", "3.9"),
    the_version_is_one_number: ("CITATION.cff", "version: 0", "version: 1"),
    the_citation_has_what_its_format_asks_for: ("CITATION.cff", "authors:", "writers:"),
    the_forms_ask_for_something: (".github/ISSUE_TEMPLATE/lesson-error.yml", "id: right", "id: wrong"),
    editors_and_ruff_have_one_line_length: (".editorconfig", "max_line_length = 120", "max_line_length = 88"),
    hooks_are_local: (".pre-commit-config.yaml", "repo: local", "repo: elsewhere"),
    every_room_is_there: ("docs/architecture.md", "`helpers/figures`", "`helpers/paintings`"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_right_copy_keeps_and_a_broken_one_is_refused_by(rule: Callable[[Path], None], tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    rule(tmp_path)
    name, before, after = RULES[rule]
    text = (tmp_path / name).read_text()
    assert before in text
    (tmp_path / name).write_text(text.replace(before, after))
    with pytest.raises((AssertionError, KeyError)):
        rule(tmp_path)
