"""What an import brings along. Seconds differ between machines; the list of loaded modules does not."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import helpers

HELPERS = Path(helpers.__file__).parent


def loaded_after(code: str) -> set[str]:
    """Names of all modules in a fresh Python after `code`."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    environment = {"PYTHONPATH": str(HELPERS.parent), "MPLCONFIGDIR": "/dev/null", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    return set(done.stdout.split())


def families(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


HEAVY = {"matplotlib", "ipywidgets", "IPython", "nbgrader", "jupyterlab", "ipykernel", "pandas", "scipy"}


def test_import_helpers_loads_nothing_but_itself() -> None:
    modules = loaded_after("import helpers")
    assert not families(modules) & (HEAVY | {"course", "numpy"})
    assert {name for name in modules if name.startswith("helpers")} == {"helpers"}


@pytest.mark.parametrize("part", ["checks", "differences", "reference", "data"])
def test_checking_an_answer_loads_no_plots_and_no_widgets(part: str) -> None:
    modules = loaded_after(f"import helpers; helpers.{part}")
    assert f"helpers.{part}" in modules
    assert not families(modules) & (HEAVY | {"course"})


@pytest.mark.parametrize("part", ["checks", "figures", "explore", "data", "differences"])
def test_no_part_that_students_use_loads_the_reference(part: str) -> None:
    """A grader hides `helpers.reference` from the student's code, and the rest must still load."""
    assert not {name for name in loaded_after(f"import helpers.{part}") if name.startswith("helpers.reference")}


def test_the_gate_sees_a_heavy_import() -> None:
    assert "matplotlib" in families(loaded_after("import helpers; helpers.figures"))


def imported_names(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.unit
def test_helpers_know_nothing_of_the_course_nor_of_pyplot() -> None:
    files = sorted(HELPERS.rglob("*.py"))
    assert len(files) > 50
    found = {}
    for path in files:
        names = imported_names(path.read_text(encoding="utf-8"))
        wrong = families(names) & {"course", "nbgrader", "jupytext"}
        wrong |= {name for name in names if name.startswith("matplotlib.pyplot")}
        if wrong:
            found[str(path.relative_to(HELPERS))] = wrong
    assert found == {}


def test_the_gate_sees_an_import_of_the_course() -> None:
    assert "course" in families(imported_names("def f():\n    from course import paths\n"))
    assert "matplotlib.pyplot" in imported_names("from matplotlib import pyplot as plt")


def test_an_unknown_part_is_refused_with_the_list() -> None:
    with pytest.raises(AttributeError, match=r"no part named 'figure'\..*figures"):
        helpers.figure  # noqa: B018
    assert {"checks", "figures", "reference"} <= set(dir(helpers))
