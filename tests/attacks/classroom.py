"""A small class to attack: three answers with hidden tests, secrets to read, and honest students among the others."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from tests.attacks.attack import Attack, Place
from tests.grading_class import ROOT, STOCK, Notebook, cell, find, load_config

LESSON = "01_mini"
POINTS = {"double": 2.0, "halve": 1.0, "step": 3.0}
FULL = sum(POINTS.values())
RIGHT = {
    "double": "def double(n):\n    return 2 * n",
    "halve": "def halve(values):\n    return [value / 2 for value in values]",
    "step": "def step(x, eta):\n    return x - eta * 2 * x",
}
# What nobody's code may read: a word that stands in one place only.
SECRETS = {
    "hidden tests": "canary-hidden",
    "solution": "canary-solution",
    "gradebook": "canary-gradebook",
    "another student": "canary-neighbour",
    "environment": "canary-environment",
    "lesson text": "canary-text",
    "private file": "canary-private",
    "reference": "One step of descent on x^2",
}

SETUP = """
import numpy as np
from helpers.checks import check, inputs


def close(a, b):
    return len(a) == len(b) and all(abs(x - y) < 1e-9 for x, y in zip(a, b))
"""
# Each is a way in which tests are written, and each can be deceived where it runs beside the answer.
TESTS = {
    "double": """
assert double(3) == 6, "double(3) should be 6"
### BEGIN HIDDEN TESTS
assert all(map(lambda n: double(n) == 2 * n, [4711, -3])), "canary-hidden"
### END HIDDEN TESTS
""",
    "halve": """
values = [2.0, 5.0]
assert close(halve(values), [value / 2 for value in values]), "halve each value"
### BEGIN HIDDEN TESTS
values = [47.11, -1.0]
assert close(halve(values), [value / 2 for value in values]), "canary-hidden"
### END HIDDEN TESTS
""",
    "step": """
check(step, inputs(x=[3.0, -2.0], eta=0.1), expected="descent.step")
### BEGIN HIDDEN TESTS
check(step, inputs(x=[47.11], eta=0.25), expected="descent.step", look="canary-hidden")
### END HIDDEN TESTS
""",
}


def source_notebook() -> Notebook:
    """The instructor's notebook."""
    cells = [new_markdown_cell("# A lesson to attack", id="text-1"), cell("code", "setup", SETUP.strip())]
    for name, points in POINTS.items():
        head, body = RIGHT[name].split("\n", 1)
        solution = f"{head}\n    ### BEGIN SOLUTION\n    # canary-solution\n{body}\n    ### END SOLUTION"
        cells.append(cell("code", f"{name}-answer", solution, solution=True))
        cells.append(cell("code", name, TESTS[name].strip(), points=int(points)))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
        "language_info": {"name": "python"},
    }
    return new_notebook(cells=cells, metadata=metadata)


@dataclass
class MiniClass:
    """A course's folder with attacks handed in, and an honest student before, between and last.

    stock: graded by nbgrader as it comes; otherwise by the course's own configuration.
    """

    root: Path
    stock: bool = False
    released: Notebook = field(init=False)

    def make(self, attacks: Sequence[Attack], place: Place) -> None:
        """Make the course and hand in everything. Students are graded in the order of their names."""
        shutil.copy(ROOT / "nbgrader_config.py", self.root)
        source = self.root / "source" / LESSON / f"{LESSON}.ipynb"
        source.parent.mkdir(parents=True)
        nbformat.write(source_notebook(), source)
        made = NbGraderAPI(config=self.config()).generate_assignment(LESSON)
        assert made["success"], made
        self.released = nbformat.read(self.root / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
        self._hide_secrets()
        for student in self.honest(attacks):
            self._hand_in(student, self._honest_notebook())
        for student, attack in self.attackers(attacks).items():
            folder = self._hand_in(student, attack.notebook(self.released, place))
            if attack.files:
                attack.files(folder, place)

    def honest(self, attacks: Sequence[Attack]) -> list[str]:
        """Names of the honest students: first, in the middle, last."""
        return ["a-honest", f"s{len(attacks) // 2:03}-honest", "z-honest"]

    def attackers(self, attacks: Sequence[Attack]) -> dict[str, Attack]:
        """Each attack by the name of the student who hands it in."""
        return {f"s{number:03}-{attack.name}": attack for number, attack in enumerate(attacks)}

    def config(self) -> Config:
        """The configuration to grade with. Time limits are short: what hangs is meant to."""
        config = load_config(self.root)
        if self.stock:
            del config.CourseDirectory["ignore"]
            for key, names in STOCK.items():
                config.Autograde[key] = [f"nbgrader.preprocessors.{name}" for name in names.split()]
            config.Autograde.pop("exporter_class")
            config.Execute.timeout = 20
        else:
            config.BoxedExecute.timeout = 4
            config.BoxedExecute.notebook_timeout = 30
        return config

    def _hide_secrets(self) -> None:
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            gradebook.add_student("a-honest", email="canary-gradebook@example.org")
        text = self.root / "course" / "lessons" / f"{LESSON}.py"
        text.parent.mkdir(parents=True)
        text.write_text("# canary-text\n")
        private = self.root / "private.txt"
        private.write_text("canary-private\n")
        private.chmod(0o600)

    def _honest_notebook(self) -> Notebook:
        notebook = nbformat.from_dict(self.released)
        for name, text in RIGHT.items():
            find(notebook, f"{name}-answer").source = f"{text}  # canary-neighbour"
        return notebook

    def _hand_in(self, student: str, notebook: Notebook) -> Path:
        folder = self.root / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
        return folder


def environment(home: Path) -> dict[str, str]:
    """The environment that grading runs in: a home of its own, and a secret."""
    names = ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
    return {
        **os.environ,
        **{name: str(home / name.lower()) for name in names},
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COURSE_SECRET": SECRETS["environment"],
    }
