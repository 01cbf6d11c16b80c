"""Grade one class that holds every attack, and say what each of them got."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from tests.attacks.attack import Attack, Place
from tests.attacks.classroom import MiniClass, environment
from tests.attacks.listeners import Listeners
from tests.attacks.look import points_of, reads_of

# Where everybody can write. What attacks leave there has the number of their run in its name.
SHARED = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/run"))

# nbgrader as it comes, and the two ways to grade this course.
WAYS = ("stock", "autograde", "course grade")


@dataclass(frozen=True)
class Outcome:
    """What one attack got: points, secrets and other things that it could reach. student: who handed it in."""

    attack: Attack
    student: str
    points: float
    reads: frozenset[str]


@dataclass(frozen=True)
class Run:
    """What became of a class."""

    root: Path
    outcomes: tuple[Outcome, ...]
    honest: dict[str, float]
    ended: bool  # by itself, in time
    litter: tuple[str, ...]  # what was left in folders that everybody can write to
    changed: tuple[str, ...]  # files of the class that are not nbgrader's to change

    @property
    def log(self) -> str:
        """What nbgrader said."""
        path = self.root / "log.txt"
        return path.read_text() if path.exists() else ""


class Grading:
    """A class in the empty folder `root`, which is graded in a process of its own from now on."""

    def __init__(self, attacks: Sequence[Attack], root: Path, how: str) -> None:
        """Make the class and begin. how: one of WAYS.

        Raises ValueError for another way, and for attacks that would reach beyond their class.
        """
        if how not in WAYS:
            raise ValueError(f"there is no way to grade called {how!r}; there are {', '.join(WAYS)}")
        unsafe = [attack.name for attack in attacks if attack.unsafe]
        if how == "stock" and unsafe:
            raise ValueError(f"{', '.join(unsafe)}: not under stock nbgrader, where these reach beyond their class")
        self.attacks, self.root = attacks, root
        self._open = ExitStack()
        try:
            self._begin(how)
        except BaseException:
            self._open.close()
            raise

    def _begin(self, how: str) -> None:
        root = self.root
        # The path of a unix socket must be short.
        short = Path(self._open.enter_context(tempfile.TemporaryDirectory()))
        short.chmod(0o755)
        self.listeners = self._open.enter_context(Listeners(short / "line"))
        self.mini = MiniClass(root, stock=how == "stock")
        self.mini.hand_in_all(self.attacks, Place(root, self.listeners.port, self.listeners.path))
        self._before = _files(root)
        home = short / "home"
        home.mkdir()
        command = [sys.executable, "-m", "tests.attacks.grade", str(root), how]
        output = self._open.enter_context((root / "output.txt").open("w"))
        self.process = subprocess.Popen(
            command, cwd=root, env=environment(home), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip

    def finish(self, limit: float) -> Run:
        """Wait for the process, and return what became of the class. After `limit` seconds the process is killed."""
        with self._open:
            try:
                ended = self.process.wait(timeout=limit) == 0
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                ended = False
            left = _end_left_behind(self.root)
        before, after = self._before, _files(self.root)
        return Run(
            root=self.root,
            outcomes=self._outcomes(left),
            honest=self._honest(),
            ended=ended,
            litter=_take_litter(self.listeners.port),
            changed=tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))),
        )

    def _outcomes(self, left: set[str]) -> tuple[Outcome, ...]:
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            return tuple(
                Outcome(
                    attack,
                    student,
                    points=points_of(gradebook, student),
                    reads=frozenset(reads_of(self.root, student, attack, self.listeners.heard, left)),
                )
                for student, attack in self.mini.attackers(self.attacks).items()
            )

    def _honest(self) -> dict[str, float]:
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            return {student: points_of(gradebook, student) for student in self.mini.honest(self.attacks)}


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
    own = ("gradebook.db", "gradebook.db.lock", "log.txt", "output.txt")
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if not name.startswith(("autograded/", "exchange/")) and name not in own and not path.is_dir():
            status = path.lstat()
            found[name] = (status.st_size, status.st_mtime_ns)
    return found


def _take_litter(number: int) -> tuple[str, ...]:
    """Remove what the attacks of a run left, and return its names."""
    found = [path for folder in SHARED for path in folder.glob(f"attack-*-{number}*")]
    for path in found:
        path.unlink()
    return tuple(map(str, found))
