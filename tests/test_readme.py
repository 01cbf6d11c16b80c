"""README and CONTRIBUTING are run: every line that they tell people to type, in order, from a fresh clone."""

import ast
import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from course.demo.answers import read_answers
from course.demo.students import ClassOfTwelve, hand_in
from course.paths import Tree
from helpers.mistakes import descent
from helpers.mistakes.descent import step
from tests.real_checks import message_of

ROOT = Path(__file__).resolve().parent.parent
PAGES = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
LESSON = "01_descent"


def blocks(text: str, language: str = "") -> list[str]:
    """Return the fenced blocks of a page in one language; without a language stands what a reader types."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [block for name, block in found if name == language]


def typed_lines(text: str) -> list[str]:
    """Return the lines that a reader types, without the remark that follows two spaces and #."""
    lines = [re.sub(r"\s\s+#.*", "", line).strip() for block in blocks(text) for line in block.splitlines()]
    return [line for line in lines if line]


# Which lines are not run here, and why.
NOT_RUN = {
    "make demo": "sets up .venv from the network; tests/test_demo.py runs the demo",
    "make test": "these are the tests",
    "make test-fast": "these are the tests",
    "make test-all": "these are the tests",
    "make lint": "`make test` begins with it",
    "make lab": "sets up .venv from the network and opens a browser; `course lab` is run",
    "conda env create -f environment.yml": "needs conda and the network; tests/test_packaging.py reads the file",
    "conda activate backprop-by-hand": "needs conda",
}
# Nobody is there to look at a browser.
ADDED = {".venv/bin/course lab": " --no-open", "course lab": " --no-open"}


@dataclass
class Clone:
    """A fresh clone, and what runs in it."""

    root: Path

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line in bash as in a terminal where .venv is activated; pip brings nothing from the network."""
        path = [str(self.root / ".venv" / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
        offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
        return subprocess.run(
            ["bash", "-c", line + ADDED.get(line, "")],
            cwd=self.root,
            env=environment | offline | {"PATH": os.pathsep.join(path), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=900,
        )

    def files(self, pattern: str) -> list[Path]:
        return sorted(self.root.glob(pattern))


def clone(folder: Path) -> Clone:
    """Clone this checkout, with what is not committed yet."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True, capture_output=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).unlink(missing_ok=True)
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    made = Clone(folder)
    made.run("git add -A && git -c user.name=test -c user.email=test commit -q -m 'what is not committed yet'")
    return made


def lend_packages(made: Clone) -> None:
    """After `python -m venv`: the environment sees the packages that this Python has, as if pip had fetched them."""
    (site,) = made.files(".venv/lib/python*/site-packages")
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (site / "lent.pth").write_text("".join(f"{path}\n" for path in ours))
    # Beside packages lie their data: nbconvert's templates, and the kernel's specification.
    (made.root / ".venv" / "share").symlink_to(Path(sys.prefix) / "share")


def samples() -> dict[str, str]:
    """Return the samples of Python, by the file that their first line names."""
    return {block.splitlines()[0].removeprefix("# "): block for block in blocks(PAGES, "python")}


def write_lesson(made: Clone) -> None:
    """Before `course build`: the samples of a lesson and its answers are pasted, as they stand, into their files."""
    for name, block in samples().items():
        if name.startswith("course/"):
            assert not (made.root / name).exists()
            (made.root / name).write_text(block, encoding="utf-8")


def students_hand_in(made: Clone) -> None:
    """After the release: two students hand in, through the exchange."""
    released = nbformat.read(made.root / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    chosen = ClassOfTwelve(LESSON, released, read_answers(Tree(made.root), LESSON)).students()[:2]
    now = datetime.now(UTC)
    for student in chosen:
        hand_in(
            student, made.root / "exchange" / "backprop-by-hand" / "inbound", LESSON, f"{now:%Y-%m-%d %H:%M:%S.%f} UTC"
        )


def grade_essays(made: Clone) -> None:
    """After the report: a person gives the points that wait for one, as in formgrader."""
    with Gradebook(f"sqlite:///{made.root / 'gradebook.db'}", "backprop-by-hand") as gradebook:
        for submission in gradebook.assignment_submissions(LESSON):
            for grade in submission.notebooks[0].grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = grade.max_score, False
        gradebook.db.commit()


def learner_answers(made: Clone) -> None:
    """After `course lab`: the first lesson is answered."""
    path = made.root / "work" / "01_descent" / "01_descent.ipynb"
    shutil.copy(made.root / "source" / "01_descent" / "01_descent.ipynb", path)


def lessons(made: Clone, folder: str) -> dict[str, bytes]:
    """Return the notebooks of a folder of lessons, which has all eight."""
    found = {path.name: path.read_bytes() for path in made.files(f"{folder}/*/*.ipynb")}
    assert len(found) == 8
    return found


Check = Callable[[Clone, str], bool]
FIRST: dict[str, Callable[[Clone], None]] = {"course build 08_downhill": write_lesson}
NEXT: dict[str, Callable[[Clone], None]] = {
    "python -m venv .venv": lend_packages,
    ".venv/bin/course lab": learner_answers,
    "nbgrader release_assignment 01_descent": students_hand_in,
    "course report 01_descent": grade_essays,
}
# What each line does, seen in the clone or in what it printed.
DOES: dict[str, Check] = {
    "python -m venv .venv": lambda made, said: bool(made.files(".venv/bin/pip")),
    ".venv/bin/pip install .": lambda made, said: bool(made.files(".venv/lib/*/site-packages/course/released/*")),
    ".venv/bin/pip install '.[teach]'": lambda made, said: bool(made.files(".venv/lib/*/site-packages/course/cli.py")),
    ".venv/bin/course lab": lambda made, said: lessons(made, "work") == lessons(made, "release"),
    "course lab": lambda made, said: "Kept as you left them" in said,
    "course check work/01_descent": lambda made, said: "10 of 10 checks pass" in said,
    "source .venv/bin/activate": lambda made, said: not said,
    "course doctor": lambda made, said: "Students' code can be graded here." in said,
    "nbgrader generate_assignment 01_descent": lambda made, said: bool(made.files("gradebook.db")),
    "nbgrader release_assignment 01_descent": lambda made, said: bool(made.files("exchange/*/outbound/01_descent/*")),
    "nbgrader collect 01_descent": lambda made, said: len(made.files("submitted/*/01_descent/*.ipynb")) == 2,
    "course grade 01_descent": lambda made, said: len(made.files("autograded/*/01_descent/*.ipynb")) == 2,
    "course report 01_descent": lambda made, said: "01_descent: 2 students" in said,
    "course mistakes 01_descent": lambda made, said: "01_descent: 2 students" in said,
    "course feedback 01_descent": lambda made, said: len(made.files("feedback/*/01_descent/*.html")) == 2,
    "course export 01_descent --to canvas": lambda made, said: bool(made.files("canvas.csv")),
    "course build 08_downhill": lambda made, said: bool(made.files("release/08_downhill/08_downhill.ipynb")),
    "course audit 08_downhill": lambda made, said: "3 wrong answers were named, 0 not" in said,
}


def test_every_line_is_run_or_has_a_reason() -> None:
    known = {*DOES, *NOT_RUN}
    assert set(typed_lines(PAGES)) == known


def test_what_is_typed_is_found_without_its_remark() -> None:
    text = "```\nmake demo    # a class\n\ncourse grade 01  # or more\n```\n```python\nx = 1\n```\n"
    assert typed_lines(text) == ["make demo", "course grade 01"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return clone(tmp_path_factory.mktemp("fresh") / "a clone")


@pytest.mark.slow
def test_each_line_does_what_it_says_in_order(made: Clone) -> None:
    for line in typed_lines(PAGES):
        if line in NOT_RUN:
            continue
        FIRST.get(line, lambda made: None)(made)
        done = made.run(line)
        said = f"{line}: status {done.returncode}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in said, said
        assert done.returncode == 0, said
        assert DOES[line](made, done.stdout + done.stderr), said
        NEXT.get(line, lambda made: None)(made)
    # Whatever was done to the class, the released lessons are as they were.
    assert made.run("git diff --stat release source").stdout == ""


def test_the_sample_of_a_mistake_is_the_model_in_use_and_names_the_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pasted into the file that it names, the sample names an answer with that mistake on the lesson's own inputs."""
    (name,) = (name for name in samples() if name.startswith("helpers/"))
    text, file = samples()[name], (ROOT / name).read_text(encoding="utf-8")
    pasted: dict[str, Any] = {"__name__": "pasted"}
    imports = ast.Module([one for one in ast.parse(file).body if isinstance(one, ast.Import | ast.ImportFrom)], [])
    exec(compile(imports, name, "exec"), pasted)
    exec(compile(text, name, "exec"), pasted)
    sample, ours = pasted["STEP"], step.STEP
    assert (sample.reference, sample.inputs, sample.returns) == (ours.reference, ours.inputs, ours.returns)
    shown = text[text.index("    steps={") : text.index("    faults=(")]
    assert shown in file
    model = dataclasses.replace(ours, faults=(*ours.faults, *sample.faults))
    monkeypatch.setattr(descent, "MODELS", tuple(model if one is ours else one for one in descent.MODELS))
    (fault,) = sample.faults
    said = message_of("descent.step", lambda x, eta: x - eta**2 * 2 * x)
    assert fault.mistake.name in said
    assert fault.mistake.think in said
