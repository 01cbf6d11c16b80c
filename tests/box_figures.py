"""Seconds for each submission, boxed and with nbgrader's own Execute, and where the boxed ones go.

    python -m tests.box_figures --lesson 03_network --students 6

One process; the two take turns, submission by submission, after one of each that is not counted.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbgrader.apps import NbGraderAPI

from course.box import execute
from course.box.plan import Planned
from tests.box_processes import processes
from tests.grading_class import ROOT, STOCK, load_config


def make_class(root: Path, lesson: str, students: list[str], stock: bool) -> NbGraderAPI:
    """Make the folder of a class in which everyone hands in the solution."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "source" / lesson, root / "source" / lesson)
    config = load_config(root)
    if stock:
        for key, names in STOCK.items():
            config.Autograde[key] = [f"nbgrader.preprocessors.{name}" for name in names.split()]
        del config.Autograde["exporter_class"]
    api = NbGraderAPI(config=config)
    result = api.generate_assignment(lesson)
    assert result["success"], result
    solution = nbformat.read(root / "source" / lesson / f"{lesson}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in solution.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    notebook = nbformat.read(root / "release" / lesson / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    for student in students:
        folder = root / "submitted" / student / lesson
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{lesson}.ipynb")
    return api


def timed(api: NbGraderAPI, lesson: str, student: str) -> float:
    started = time.perf_counter()
    result = api.autograde(lesson, student)
    assert result["success"], result
    return time.perf_counter() - started


def processor_seconds(way: str) -> float:
    """Return the processor's time that was spent for one way so far, in the processes beside this one.

    A machine that others use, too, takes longer, and spends about the same.
    """
    if way == "stock":  # kernels, whose ends this process has waited for
        return sum(os.times()[2:4])
    spent = 0.0
    for grader in execute._graders.values():
        if grader._warm and grader._trusted:
            found = processes(grader._warm[0].pid, grader._trusted[0].pid)
            for pid in (found["warm process"], found["trusted server"]):
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                spent += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--lesson", default="03_network")
    parser.add_argument("--students", type=int, default=6)
    parser.add_argument("--boxed-only", action="store_true")
    options = parser.parse_args()
    students = [f"s{number:02}" for number in range(options.students + 1)]
    ways = ("boxed",) if options.boxed_only else ("boxed", "stock")
    with tempfile.TemporaryDirectory() as folder:
        apis = {}
        for way in ways:
            (Path(folder) / way).mkdir()
            apis[way] = make_class(Path(folder) / way, options.lesson, students, way == "stock")
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        spent = dict.fromkeys(ways, 0.0)
        before: dict[str, float] = {}
        for student in students:
            for way in ways:
                own = time.process_time()
                seconds[way].append(timed(apis[way], options.lesson, student))
                print(f"{student} {way}: {seconds[way][-1]:.2f} s", flush=True)
                if student == students[0]:
                    before[way] = processor_seconds(way)
                else:
                    spent[way] += time.process_time() - own
        for way in ways:
            spent[way] = (spent[way] + processor_seconds(way) - before[way]) / options.students
        print({way: f"{value:.2f} s of the processor" for way, value in spent.items()})
        if "stock" in ways:
            print(f"ratio of the processor's time: {spent['stock'] / spent['boxed']:.2f}")
        middle = {way: statistics.median(seconds[way][1:]) for way in ways}
        print({way: f"{value:.2f} s (the median)" for way, value in middle.items()})
        if "stock" in ways:
            print(f"ratio: {middle['stock'] / middle['boxed']:.2f}")
            pairs = zip(seconds["stock"][1:], seconds["boxed"][1:], strict=True)
            print("ratios, pair by pair:", ", ".join(f"{stock / boxed:.1f}" for stock, boxed in pairs))
        steps(apis["boxed"], options.lesson, students[-1])
        for grader in execute._graders.values():
            assert grader._warm
            assert grader._trusted
            warm, trusted = grader._warm[0].pid, grader._trusted[0].pid
            look = (
                f"from tests.box_processes import memory, processes\n"
                f"for name, pid in processes({warm}, {trusted}).items():\n    print(name + ':', memory(pid))"
            )
            cells = [Planned(0, "student", "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")]
            shown = grader.run([*cells, Planned(1, "test", look)], Path(folder)).messages[1]
            print("".join(content.get("text", str(content)) for _, content in shown))


def steps(api: NbGraderAPI, lesson: str, student: str) -> None:
    """Print what each step of nbgrader's takes of one more submission, and of what each kind of cell takes."""
    spent: Counter[str] = Counter()
    ordinary = Preprocessor.__call__

    def call(self: Any, nb: Any, resources: Any) -> Any:
        started = time.perf_counter()
        done = ordinary(self, nb, resources)
        spent[type(self).__name__] += time.perf_counter() - started
        return done

    run = execute.Grader.run

    def run_and_look(self: Any, *args: Any, **named: Any) -> Any:
        started = time.perf_counter()
        done = run(self, *args, **named)
        spent["  of it: the box and the checks"] += time.perf_counter() - started
        return done

    Preprocessor.__call__, execute.Grader.run = call, run_and_look  # type: ignore[method-assign]
    try:
        total = timed(api, lesson, student)
    finally:
        Preprocessor.__call__, execute.Grader.run = ordinary, run  # type: ignore[method-assign]
    for name, value in spent.most_common():
        print(f"{value:6.2f} s  {value / total:4.0%}  {name}")
    rest = total - sum(value for name, value in spent.items() if not name.startswith(" "))
    print(f"{rest:6.2f} s  {rest / total:4.0%}  the rest: gradebook, reading, checking and writing the notebook")


if __name__ == "__main__":
    main()
