"""Attacks by what is handed in beside the notebook, or in its place."""

import os
from pathlib import Path

from course.grading.folder import MAX_FILES
from tests.attacks.attack import Attack, Place
from tests.attacks.reading import LOOK

# Gives the real NumPy, in which nothing differs from anything.
NUMPY = """
import importlib, os, sys
here = {"", ".", os.getcwd()}
sys.path[:] = [path for path in sys.path if path not in here]
del sys.modules["numpy"]
importlib.invalidate_caches()
real = importlib.import_module("numpy")
real.any = lambda *a, **k: False
sys.modules["numpy"] = real
"""
AGREES = "def check(*a, **k): pass\ndef inputs(**k): return [k]\nclass CheckFailed(AssertionError): pass\n"


def shadow_numpy(folder: Path, place: Place) -> None:
    (folder / "numpy.py").write_text(NUMPY)


def shadow_helpers(folder: Path, place: Place) -> None:
    (folder / "helpers").mkdir()
    (folder / "helpers" / "__init__.py").write_text("")
    (folder / "helpers" / "checks.py").write_text(AGREES)


def shadow_helpers_module(folder: Path, place: Place) -> None:
    text = f"import sys\nsys.modules['helpers.checks'] = sys.modules[__name__]\n__path__ = []\n{AGREES}"
    (folder / "helpers.py").write_text(text)


def shadow_standard_library(folder: Path, place: Place) -> None:
    for name in ("builtins", "math", "random", "typing", "symtable", "dataclasses", "importlib", "json"):
        (folder / f"{name}.py").write_text(
            f"open({str(place.root / 'attack-was-here-shadow-standard-library')!r}, 'w')\n"
        )


def shadow_at_start(folder: Path, place: Place) -> None:
    text = f"open({str(place.root / 'attack-was-here-shadow-at-start')!r}, 'w')\n"
    for name in ("sitecustomize.py", "usercustomize.py", "site.py", "ipython_config.py", "ipykernel_launcher.py"):
        (folder / name).write_text(text)
    (folder / "evil.pth").write_text(f"import os; {text}")
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text(text)


def link_files(folder: Path, place: Place) -> None:
    os.symlink(place.root / "private.txt", folder / "notes.txt")
    os.symlink("../../../gradebook.db", folder / "data.csv")
    os.symlink(place.root / "source", folder / "pictures")


def link_notebook(folder: Path, place: Place) -> None:
    [notebook] = folder.glob("*.ipynb")
    notebook.unlink()
    os.symlink(place.root / "submitted" / "a-honest" / folder.name / notebook.name, notebook)


def pipe(folder: Path, place: Place) -> None:
    os.mkfifo(folder / "data.csv")


def pipe_notebook(folder: Path, place: Place) -> None:
    [notebook] = folder.glob("*.ipynb")
    notebook.unlink()
    os.mkfifo(notebook)


def odd_names(folder: Path, place: Place) -> None:
    for name in ("new\nline.txt", "-rf", "x" * 200, "*", "{student_id}", "%s", "\x1b[2J.csv"):
        (folder / name).write_text("x")
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("x")
    (folder / "01_small.ipynb.bak").write_text("x")


def many_files(folder: Path, place: Place) -> None:
    # As many as are accepted: nbgrader compares the name of each with those of all.
    for number in range(MAX_FILES - 10):
        (folder / f"{number}.txt").write_text("")


def deep_folders(folder: Path, place: Place) -> None:
    deep = folder.joinpath(*["d" * 20] * 50)
    deep.mkdir(parents=True)
    (deep / "data.csv").write_text("x")


def huge_file(folder: Path, place: Place) -> None:
    with (folder / "data.csv").open("wb") as file:
        file.truncate(300_000_000)  # a hole: takes no room until it is copied


def replace_notebook(folder: Path, text: str) -> None:
    [notebook] = folder.glob("*.ipynb")
    notebook.write_text(text)


def deep_json(folder: Path, place: Place) -> None:
    [notebook] = folder.glob("*.ipynb")
    deep = "[" * 900 + "]" * 900
    replace_notebook(folder, notebook.read_text().replace('"nbformat": 4', f'"deep": {deep}, "nbformat": 4', 1))


def very_deep_json(folder: Path, place: Place) -> None:
    replace_notebook(folder, '{"cells": ' + "[" * 500_000 + "]" * 500_000 + "}")


def huge_notebook(folder: Path, place: Place) -> None:
    [notebook] = folder.glob("*.ipynb")
    replace_notebook(folder, notebook.read_text() + " " * 200_000_000)


def many_cells(folder: Path, place: Place) -> None:
    cell = '{"cell_type": "code", "id": "n%d", "metadata": {}, "source": "", "outputs": [], "execution_count": null},'
    [notebook] = folder.glob("*.ipynb")
    cells = "".join(cell % number for number in range(50_000))
    replace_notebook(folder, notebook.read_text().replace('"cells": [', f'"cells": [{cells}', 1))


SLOW = "slow there, and nothing to gain"

ATTACKS = (
    Attack(
        "shadow-numpy",
        "files beside the notebook",
        "numpy.py, in which nothing differs from anything",
        stock=3,
        files=shadow_numpy,
        step="def step(x, eta):\n    return 0.0",
    ),
    Attack("shadow-helpers", "files beside the notebook", "helpers/, with checks that agree", files=shadow_helpers),
    Attack(
        "shadow-helpers-module", "files beside the notebook", "helpers.py, with the same", files=shadow_helpers_module
    ),
    Attack(
        "shadow-standard-library",
        "files beside the notebook",
        "math.py, random.py and others of Python's own names",
        files=shadow_standard_library,
        start="import symtable",
    ),
    Attack(
        "shadow-at-start",
        "files beside the notebook",
        "sitecustomize.py and others that run by themselves",
        reads=("wrote into the class",),
        files=shadow_at_start,
    ),
    Attack(
        "link-files",
        "symlinks",
        "links to the gradebook, the source and a private file",
        files=link_files,
        reads=("gradebook", "hidden tests", "private file"),
        start=LOOK + "look('*.txt', '*.csv', 'pictures/**/*.ipynb')",
    ),
    Attack("link-notebook", "symlinks", "its notebook is a link to another student's", stock=6, files=link_notebook),
    Attack("pipe", "path tricks", "a named pipe among the files", files=pipe),
    Attack(
        "pipe-notebook",
        "path tricks",
        "a named pipe in the notebook's place",
        files=pipe_notebook,
        unsafe="stock opens it and waits for ever",
    ),
    Attack(
        "odd-names",
        "path tricks",
        "files with line ends, stars, bytes that are no text in their names",
        files=odd_names,
    ),
    Attack("deep-folders", "path tricks", "folders in folders, 50 deep", files=deep_folders),
    Attack("many-files", "absurd sizes", "hundreds of files", unsafe=SLOW, files=many_files),
    Attack("huge-file", "absurd sizes", "a file of 300 MB", unsafe="stock copies it", files=huge_file),
    Attack("deep-json", "absurd sizes", "lists in lists, 900 levels deep", files=deep_json),
    Attack("very-deep-json", "absurd sizes", "JSON half a million levels deep", files=very_deep_json),
    Attack("huge-notebook", "absurd sizes", "a notebook of 200 MB", unsafe=SLOW, files=huge_notebook),
    Attack("many-cells", "absurd sizes", "a notebook of 50 000 cells", unsafe=SLOW, files=many_cells),
)
