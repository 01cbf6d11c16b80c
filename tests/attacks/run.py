"""Grade one class that holds every attack, and say what each of them got."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from course.grading.records import records_of
from tests.attacks.attack import Attack, Place
from tests.attacks.classroom import LESSON, POINTS, SECRETS, MiniClass, environment
from tests.attacks.listeners import Listeners

# What attacks leave where everybody can write; taken away after each run.
LITTER = ("attack-learned", "attack-fill-*")
SHARED = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/run"))


@dataclass(frozen=True)
class Outcome:
    """What one attack got: points, secrets and other things that it could reach, what the autograded notebook says."""

    attack: Attack
    graded: bool
    points: float
    reads: frozenset[str]


@dataclass(frozen=True)
class Run:
    """What became of a class."""

    root: Path
    outcomes: tuple[Outcome, ...]
    honest: dict[str, float]
    ended: bool  # by itself, in time
    seconds: float
    litter: tuple[str, ...]
    changed: tuple[str, ...]  # files of the class that are not nbgrader's to change

    @property
    def log(self) -> str:
        """What nbgrader said."""
        path = self.root / "log.txt"
        return path.read_text() if path.exists() else ""


def run(attacks: Sequence[Attack], root: Path, stock: bool, limit: float) -> Run:
    """Make a class in the empty folder `root`, grade it in a process of its own, and see what became of it.

    limit: seconds after which the process is killed.
    """
    # The path of a unix socket must be short.
    with tempfile.TemporaryDirectory() as short, Listeners(Path(short) / "line") as listeners:
        os.chmod(short, 0o755)
        place = Place(root, listeners.port, listeners.path)
        mini = MiniClass(root, stock)
        mini.make(attacks, place)
        home = Path(short) / "home"
        home.mkdir()
        before, files = _litter(), _files(root)
        start = time.monotonic()
        ended = _grade(root, stock, home, limit)
        seconds = time.monotonic() - start
        left = _end_left_behind(root)
        after = _files(root)
        changed = tuple(sorted(name for name in files.keys() | after.keys() if files.get(name) != after.get(name)))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        outcomes = tuple(
            Outcome(
                attack,
                graded=_graded(root, student).exists(),
                points=_points(gradebook, student),
                reads=frozenset(_reads(root, student, attack, listeners.heard, left)),
            )
            for student, attack in mini.attackers(attacks).items()
        )
        honest = {student: _points(gradebook, student) for student in mini.honest(attacks)}
    litter = tuple(str(path) for path in _litter() if path not in before)
    for path in litter:
        Path(path).unlink()
    return Run(root, outcomes, honest, ended, seconds, litter, changed)


def _grade(root: Path, stock: bool, home: Path, limit: float) -> bool:
    """Grade the class; returns whether that ended by itself."""
    command = [sys.executable, "-m", "tests.attacks.grade", str(root), "stock" if stock else "boxed"]
    with (root / "output.txt").open("w") as output:
        process = subprocess.Popen(
            command, cwd=root, env=environment(home), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return False
    return process.returncode == 0


def _graded(root: Path, student: str) -> Path:
    return root / "autograded" / student / LESSON / f"{LESSON}.ipynb"


def _points(gradebook: Gradebook, student: str) -> float:
    try:
        return float(gradebook.find_submission(LESSON, student).score)
    except MissingEntry:
        return 0.0


def _reads(root: Path, student: str, attack: Attack, heard: set[str], left: set[str]) -> Iterator[str]:
    """Say what the attack could reach: by its outputs, by what it sent, and by what it left."""
    text = _said(_graded(root, student))
    yield from (name for name, secret in SECRETS.items() if secret in text)
    if "attack-not-contained" in text:
        yield "was not contained"
    if attack.name in heard:
        yield "network"
    if (root / f"attack-was-here-{attack.name}").exists():
        yield "wrote into the class"
    if attack.name in left:
        yield "left a process"
    if "forged" in _records(_graded(root, student)):
        yield "forged a check's record"


def _said(path: Path) -> str:
    """Return all that the student's code wrote. A check's own message is not among it, nor is the source of a cell."""
    if not path.exists():
        return ""
    outputs = []
    for cell in nbformat.read(path, as_version=4).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        for output in cell.get("outputs", []):
            if name not in POINTS or output.output_type == "stream":
                outputs.append(json.dumps(output, ensure_ascii=False))
    return "\n".join(outputs)


def _records(path: Path) -> str:
    """Return what checks recorded about their own work, as the course's report would read it."""
    if not path.exists():
        return ""
    cells = nbformat.read(path, as_version=4).cells
    return json.dumps([records_of(cell) for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")])


def _end_left_behind(root: Path) -> set[str]:
    """End the processes that attacks left; returns the names of those attacks."""
    left = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"attack-left-behind{root}".encode() in words:
            left.add("child-left-behind")
            os.kill(int(folder.name), signal.SIGKILL)
    return left


def _files(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of all files but those that grading makes."""
    own = ("gradebook.db", "log.txt", "output.txt")
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if not name.startswith(("autograded/", "exchange/")) and name not in own and not path.is_dir():
            status = path.lstat()
            found[name] = (status.st_size, status.st_mtime_ns)
    return found


def _litter() -> set[Path]:
    return {path for folder in SHARED for name in LITTER for path in folder.glob(name)}
