"""Grade a class while its processes are killed at random moments, and look at what became of everyone.

    python -m tests.fuzz_kills --kills 24 --seed 1

A run may stop, and a submission may be left ungraded; no score may be another than the one that was earned, and a
plain run afterwards grades all. It takes some minutes, so that the suite only kills at chosen moments
(test_box_faults.py).
"""

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from course.runner import execute
from course.runner.grader import Grader
from tests.box import BESIDE_IT, IN_THE_BOX, processes
from tests.grading_class import LESSON, SmallCourse, find

STUDENTS = ("ada", "bob", "cat", "dan", "eve")
EARNED = {"ada": (2, 3), "bob": (0, 3), "cat": (2, 3), "dan": (2, 0), "eve": (2, 3)}
# So that a kill hits a cell, too, and not only what is between cells.
BUSY = "\nimport time\nuntil = time.monotonic() + 0.2\nwhile time.monotonic() < until:\n    pass"


class Killer(threading.Thread):
    """Kills one process of this process's grader after each of the given times, in seconds."""

    def __init__(self, moments: list[tuple[float, str]]) -> None:
        super().__init__(daemon=True)
        self.moments, self.killed = moments, Counter[str]()
        self.over = threading.Event()

    def run(self) -> None:
        for after, name in self.moments:
            if self.over.wait(after):
                return
            # The first moment at which there is such a process.
            while not self._kill(name):
                if self.over.wait(0.001):
                    return
            self.killed[name] += 1

    def _kill(self, name: str) -> bool:
        if name == "nbgrader":
            os.kill(os.getpid(), signal.SIGKILL)
        grader = next((one for one in execute._graders.values() if one.owner == os.getpid()), None)
        pids = grader.pids() if isinstance(grader, Grader) else None
        pid = processes(*pids).get(name) if pids else None
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None


def hand_in(course: SmallCourse) -> None:
    """Hand in for everyone: right and wrong answers, some of which keep the box busy for a while."""
    wrong = {"bob": "double", "dan": "square"}

    def change(student: str) -> None:
        def apply(nb: object) -> None:
            if student in wrong:
                find(nb, f"{wrong[student]}-answer").source = f"def {wrong[student]}(x):\n    return 3 * x + 1"
            find(nb, "square-answer").source += BUSY

        course.hand_in(student, apply)

    for student in STUDENTS:
        change(student)


def graded(course: SmallCourse) -> dict[str, tuple[float | None, ...]]:
    """Return the scores of those that are graded: whose notebook is there, and not one left half done."""
    from course.grading.classroom import is_unfinished

    found = {}
    for student in STUDENTS:
        folder = course.root / "autograded" / student / LESSON
        if folder.is_dir() and not is_unfinished(folder):
            scores = course.scores(student)
            found[student] = (scores["double"], scores["square"])
    return found


def run_once(course: SmallCourse, moments: list[tuple[float, str]]) -> Counter[str]:
    """Grade the class in a process of its own while a killer is at it; return whom it killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            os.close(reader)
            killer = Killer(moments)
            killer.start()
            course.api().autograde(LESSON, "*", force=False)
            killer.over.set()
            os.write(writer, "\n".join(killer.killed.elements()).encode())
            for grader in execute._graders.values():
                grader.close()
            code = 0
        os._exit(code)
    os.close(writer)
    said = b""
    while part := os.read(reader, 4096):
        said += part
    os.close(reader)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Counter(said.decode().split("\n") if said else ["nbgrader"] if status == -signal.SIGKILL else [])


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, killed, rounds, bad = random.Random(options.seed), Counter[str](), 0, 0
    names = (*IN_THE_BOX, *BESIDE_IT)
    with tempfile.TemporaryDirectory() as folder:
        course = SmallCourse(Path(folder))
        hand_in(course)
        while killed.total() < options.kills:
            rounds += 1
            moments = [(chance.uniform(0, 1.5), chance.choice(names)) for _ in range(chance.randint(1, 3))]
            if rounds % 4 == 0:
                moments = [(chance.uniform(0.2, 5), "nbgrader")]
            for student in STUDENTS:
                autograded = course.root / "autograded" / student
                if chance.random() < 0.8 and autograded.exists():
                    os.system(f"rm -rf '{autograded}'")
            before = graded(course)
            hit = run_once(course, moments)
            killed += hit
            after = graded(course)
            left = [student for student in STUDENTS if student not in after]
            unearned = {s: scores for s, scores in after.items() if scores != EARNED[s]}
            lost = [student for student in before if student not in after]
            run_once(course, [])
            mended = graded(course) == EARNED
            bad += bool(unearned) + bool(lost) + (not mended)
            print(
                f"round {rounds}: killed {', '.join(hit.elements()) or 'nobody'}; "
                f"not graded: {', '.join(left) or '-'}; unearned: {unearned or '-'}; lost: {lost or '-'}; "
                f"all graded by a plain run: {mended}",
                flush=True,
            )
    print(f"{killed.total()} kills ({dict(killed)}) in {rounds} rounds, seed {options.seed}: {bad} things wrong")
    return int(bad > 0)


if __name__ == "__main__":
    started = time.monotonic()
    status = main()
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(status)
