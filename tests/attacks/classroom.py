"""A small class to attack: three answers with hidden tests, secrets to read, and honest students among the others."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from tests.attacks.attack import Attack, Place
from tests.grading_class import LESSON, ROOT, Notebook, SmallCourse, cell, find, generated

POINTS = {"double": 2.0, "halve": 1.0, "step": 3.0}
FULL = sum(POINTS.values())
RIGHT = {
    "double": "def double(n):\n    return 2 * n",
    "halve": "def halve(values):\n    return [value / 2 for value in values]",
    "step": "def step(x, eta):\n    return x - eta * 2 * x",
}
# Time limits are short: what hangs is meant to.
SHORT = """
c.BoxedExecute.timeout = 4
c.BoxedExecute.notebook_timeout = 30
"""
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
class MiniClass(SmallCourse):
    """A course's folder with attacks handed in, and an honest student before, between and last.

    stock: graded by nbgrader as it comes; otherwise by the course's own configuration.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stock:
            del self.config.CourseDirectory["ignore"]
            self.config.Autograde.pop("exporter_class")
            self.config.Execute.timeout = 20

    def generate(self) -> None:
        """Make the course, with secrets in it."""
        shutil.copytree(generated(nbformat.writes(source_notebook())).name, self.root, dirs_exist_ok=True)
        with (self.root / "nbgrader_config.py").open("a") as settings:
            settings.write(SHORT)
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            gradebook.add_student("a-honest", email="canary-gradebook@example.org")
        text = self.root / "course" / "lessons" / f"{LESSON}.py"
        text.parent.mkdir(parents=True)
        text.write_text("# canary-text\n")
        private = self.root / "private.txt"
        private.write_text("canary-private\n")
        private.chmod(0o600)

    def hand_in_all(self, attacks: Sequence[Attack], place: Place) -> None:
        """Hand in everything. Students are graded in the order of their names."""
        for student in self.honest(attacks):
            self._write(student, self._honest_notebook())
        for student, attack in self.attackers(attacks).items():
            self._write(student, attack.notebook(self.released, place))
            if attack.files:
                attack.files(self.folder(student), place)

    def honest(self, attacks: Sequence[Attack]) -> list[str]:
        """Names of the honest students: first, in the middle, last."""
        return ["a-honest", f"s{len(attacks) // 2:03}-honest", "z-honest"]

    def attackers(self, attacks: Sequence[Attack]) -> dict[str, Attack]:
        """Each attack by the name of the student who hands it in."""
        return {f"s{number:03}-{attack.name}": attack for number, attack in enumerate(attacks)}

    def _honest_notebook(self) -> Notebook:
        notebook = nbformat.from_dict(self.released)
        for name, text in RIGHT.items():
            find(notebook, f"{name}-answer").source = f"{text}  # canary-neighbour"
        return notebook

    def _write(self, student: str, notebook: Notebook) -> None:
        self.folder(student).mkdir(parents=True)
        (self.folder(student) / f"{LESSON}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")


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
