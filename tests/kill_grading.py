"""Kill `course grade` at random moments, run the same command again, and compare with a run that nobody disturbed.

python -m tests.kill_grading --kills 20 --seed 1
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.grading_class import LESSON, SmallCourse
from tests.parallel_class import changed, copy_course, state

TARGETS = {
    "worker": "multiprocessing.spawn",
    "box": "course.runner.warm",
    "checks": "course.runner.trusted",
}
LONGEST = 300.0  # seconds for anything; a busy machine is slow


@dataclass
class Grading:
    """One `course grade` in a process of its own, and every process that it was seen to start."""

    root: Path
    options: tuple[str, ...] = ("--workers", "2")
    seen: set[psutil.Process] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.temporary = self.root.with_name(f"{self.root.name}-temporary")
        self.temporary.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "course", "grade", LESSON, "--json", *self.options],
            cwd=self.root,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started = time.monotonic()

    def look(self) -> None:
        """Note the processes that are there now."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self.seen.update(psutil.Process(self.process.pid).children(recursive=True))

    def find(self, target: str) -> list[int]:
        """Return the numbers of the processes of a kind."""
        if target == "coordinator":
            return [self.process.pid]
        self.look()
        found = []
        for process in self.seen:
            with contextlib.suppress(psutil.Error):
                if TARGETS[target] in " ".join(process.cmdline()):
                    found.append(process.pid)
        return sorted(found)

    def wait_for(self, saved: int, target: str = "coordinator") -> list[int]:
        """Return processes of the kind when so many submissions are saved; none where the run ended before."""
        while self.process.poll() is None:
            self.look()
            if count_saved(self.root) >= saved and (found := self.find(target)):
                return found
            self._check_time()
            time.sleep(0.02)
        return []

    def end(self) -> dict[str, Any]:
        """Wait for the end, and return what was printed as data; nothing where it was killed."""
        out, err = self.process.communicate(timeout=LONGEST)
        return {"status": self.process.returncode, "said": err, **(json.loads(out) if out.strip() else {})}

    def left_over(self, seconds: float = 30.0) -> list[str]:
        """Return the command lines of its processes that are still there after some time."""
        until = time.monotonic() + seconds
        while left := [line for process in self.seen if (line := _alive(process))]:
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        return left

    def _check_time(self) -> None:
        if time.monotonic() - self.started > LONGEST:
            self.process.kill()
            raise TimeoutError(f"no such moment came within {LONGEST:g} seconds")


def _alive(process: psutil.Process) -> str:
    try:
        return "" if process.status() == psutil.STATUS_ZOMBIE else f"{process.pid} {' '.join(process.cmdline())[-80:]}"
    except psutil.Error:
        return ""


def count_saved(root: Path) -> int:
    """Return how many submissions are saved."""
    with contextlib.closing(sqlite3.connect(f"file:{root / 'gradebook.db'}?mode=ro", uri=True)) as database:
        try:
            return int(database.execute("select count(*) from course_graded").fetchone()[0])
        except sqlite3.OperationalError:  # no table yet, or locked for a moment
            return 0


def kill_and_go_on(root: Path, target: str, saved: int, workers: str = "2") -> tuple[dict[str, Any], int]:
    """Grade, kill a process of the kind when `saved` are saved, and run the command again where that ended it.

    Returns what the last run printed, and how many were saved before it.
    """
    run = Grading(root, ("--workers", workers))
    victims = run.wait_for(saved, target)
    for victim in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    said = run.end()
    left = run.left_over()
    assert not left, f"still there after the {target} was killed: {left}"
    before = count_saved(root)
    if target == "coordinator" and victims:
        again = Grading(root, ("--workers", workers))
        again.look()
        said = again.end()
        assert not again.left_over()
        assert not list(run.temporary.glob("course-*")), "the next run takes away what the killed one left"
        return said, before
    return said, 0


def make_class(root: Path, count: int) -> SmallCourse:
    """Return a class in which some are right, some wrong, and some end their box."""
    course = SmallCourse(root)
    for number in range(count):
        how = [
            None,
            changed("double", "def double(x):\n    return x"),
            changed("square", "import os\ndef square(x):\n    os._exit(0)"),
        ][number % 3]
        course.hand_in(f"s{number:02}", how)
    return course


def main() -> int:
    """Kill as often as asked for; returns 0 if the gradebook was the same each time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--workers", default="2")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="kill-grading-") as folder:
        place = Path(folder, "calm")
        place.mkdir()
        course = make_class(place, asked.students)
        fresh = copy_course(course, Path(folder, "fresh"))
        calm = Grading(place).end()
        assert calm["status"] == 0, calm
        wanted, wrong = state(place), 0
        for number in range(asked.kills):
            root = Path(folder, f"killed-{number}")
            copy_course(fresh, root)
            target, saved = chance.choice(["coordinator", *TARGETS]), chance.randrange(asked.students)
            said, before = kill_and_go_on(root, target, saved, asked.workers)
            same = state(root) == wanted and said["status"] == 0 and said.get("skipped") == before
            wrong += not same
            print(
                f"kill {number + 1:2}: {target:11} when {saved:2} were saved: "
                f"{'the same' if same else f'NOT THE SAME: {said}'}; {said.get('skipped')} not graded again",
                flush=True,
            )
    print(f"{asked.kills - wrong} of {asked.kills} gradebooks are the same.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
