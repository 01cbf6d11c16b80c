"""Every package that is imported is declared, for those who need it, and what we know from inside is capped."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.test_packaging import pinned

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN = {"course", "helpers", "bench", "tests"}
# Which groups of requirements a folder may import from.
GROUPS = {
    "helpers": [""],
    "course": ["", "teach", "postgres"],
    "bench": ["", "teach", "postgres", "test"],
    "tests": ["", "teach", "postgres", "test"],
}
# Declared, and imported by nobody here.
NOT_IMPORTED = {
    "jupyterlab": "`course lab` starts it as a program",
    "mypy": "`make lint` starts it as a program",
    "ruff": "`make lint` starts it as a program",
    "pytest-xdist": "the option -n of `make test`",
}
CAPPED = ("nbgrader", "nbconvert", "nbclient", "ipython", "matplotlib", "distributed")
DISTRIBUTIONS = packages_distributions()


def declared(group: str) -> list[Requirement]:
    """Return the requirements of the project itself (""), or of one of its extras."""
    texts = PROJECT["optional-dependencies"][group] if group else PROJECT["dependencies"]
    return [Requirement(text) for text in texts]


def names(groups: list[str]) -> set[str]:
    return {canonicalize_name(each.name) for group in groups for each in declared(group)}


def modules(source: str) -> Iterator[str]:
    """Names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages(source: str) -> set[str]:
    """Return the distributions that a file imports from, by the names that package indexes give them."""
    found = {module.split(".")[0] for module in modules(source)} - OWN - set(sys.stdlib_module_names)
    return {canonicalize_name(DISTRIBUTIONS.get(name, [name])[0]) for name in found}


def files(folder: str) -> list[Path]:
    """Return a folder's own Python files: no lesson of the small course, whose imports are none of ours."""
    return [path for path in (ROOT / folder).rglob("*.py") if "minicourse" not in path.parts]


def undeclared(folder: str, allowed: set[str]) -> dict[str, set[str]]:
    found = {path.relative_to(ROOT).as_posix(): packages(path.read_text("utf-8")) - allowed for path in files(folder)}
    return {name: missing for name, missing in found.items() if missing}


@pytest.mark.parametrize("folder", GROUPS)
def test_every_imported_package_is_declared_for_who_needs_it(folder: str) -> None:
    assert undeclared(folder, names(GROUPS[folder])) == {}


def test_a_package_that_is_not_declared_is_found() -> None:
    assert packages("import os, PIL.Image\nfrom dateutil import tz\nimport unheard_of.part") == {
        "pillow",
        "python-dateutil",
        "unheard-of",
    }
    assert "course/collect/names.py" in undeclared("course", names([""]))


def test_every_declared_package_is_imported_or_has_a_reason() -> None:
    imported = {name for folder in GROUPS for path in files(folder) for name in packages(path.read_text("utf-8"))}
    assert names(["", "teach", "postgres", "test"]) - imported == set(NOT_IMPORTED)


def file_of(module: str) -> Path | None:
    """Return the file of one of our modules, or None where there is none of that name."""
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def reached(start: set[str]) -> set[Path]:
    """Return the files that these modules import, directly or through others, those inside functions left out."""
    waiting, seen = [path for module in start if (path := file_of(module))], set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            top = ast.parse(path.read_text("utf-8"))
            imports = [node for node in top.body if isinstance(node, ast.Import | ast.ImportFrom)]
            found = (file_of(name) for node in imports for name in modules(ast.unparse(node)))
            waiting += [each for each in found if each]
    return seen


@pytest.mark.parametrize("command", ["lab", "check"])
def test_a_learners_command_needs_no_instructors_package(command: str) -> None:
    tree = ast.parse((ROOT / "course" / "cli.py").read_text("utf-8"))
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == command)
    start = {name for name in modules(ast.unparse(function)) if name.startswith("course.")}
    paths = reached(start)
    assert len(paths) > 1
    needed = {name for path in paths for name in packages(path.read_text("utf-8"))}
    assert needed <= names([""])


@pytest.mark.parametrize("name", CAPPED)
def test_what_we_know_from_inside_is_capped_by_the_next_minor_version(name: str) -> None:
    (want,) = (each for group in ("", "teach") for each in declared(group) if each.name == name)
    (pin,) = pinned()[name]
    (at,) = (Version(specifier.version) for specifier in pin.specifier)
    assert f"<{at.major}.{at.minor + 1}" in str(want.specifier)


def test_a_python_is_promised_if_and_only_if_it_has_pins() -> None:
    assert re.fullmatch(r">=3\.\d+", PROJECT["requires-python"])
    header = (ROOT / "Makefile").read_text()
    assert f"--python-version {PROJECT['requires-python'].removeprefix('>=')} " in header
