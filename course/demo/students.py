"""The class of 12: what each student hands in, and what should become of it."""

import ast
import copy
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course.authoring.known import KnownAnswer
from course.demo.answers import LessonAnswers, find_cell
from course.results.results import StudentResult


@dataclass(frozen=True)
class Student:
    """One student: files to hand in, and the expected outcome."""

    name: str
    story: str
    files: dict[str, str]
    lost: frozenset[str] = frozenset()  # exercises that get 0; all others get full marks
    waiting: frozenset[str] = frozenset()  # essays that wait for a person
    mended: frozenset[str] = frozenset()  # cells that are named as mended
    problem: str = ""  # words of the reason, where the submission cannot be graded

    def deviations(self, result: StudentResult | None) -> list[str]:
        """Return one sentence for everything that did not end as expected."""
        if result is None:
            return ["is not in the report at all."]
        if self.problem:
            if result.graded:
                return [f"was graded, but should not be: {self.story}."]
            return [] if self.problem in (result.problem or "") else [f"has the reason {result.problem!r}."]
        if not result.graded:
            return [f"was not graded: {result.problem}"]
        said = []
        for entry in result.results:
            waits = entry.exercise in self.waiting
            expected = 0.0 if waits or entry.exercise in self.lost else entry.maximum
            if (entry.score, entry.needs_person) != (expected, waits):
                said.append(f"has {entry.score:g} and not {expected:g} in {entry.exercise}: {entry.message or '-'}")
        mended = {entry["cell"] for entry in result.mended}
        if mended != self.mended:
            said.append(f"has mended cells {sorted(mended)}, not {sorted(self.mended)}.")
        return said


@dataclass(frozen=True)
class ClassOfTwelve:
    """Makes the students' notebooks from the released one and the known answers."""

    lesson: str
    released: NotebookNode
    answers: LessonAnswers

    def students(self) -> list[Student]:
        """Return the 12, by name."""
        name, whole, stripped = f"{self.lesson}.ipynb", json.dumps(self._right(), indent=1), self._right()
        for cell in stripped.cells:
            cell.metadata = {}
        without = {name: json.dumps(stripped, indent=1)}
        half = {name: whole[: len(whole) // 2]}
        notes = {"notes.txt": "The notebook is still on my other computer.\n"}
        return [
            self._graded("amara-okafor", "all right", self._right()),
            self._other_styles("ben-fischer"),
            self._partly("chiara-rossi"),
            self._mostly_wrong("dmitri-petrov"),
            self._copied_and_split("elif-yilmaz"),
            self._skipping("farid-haddad"),
            self._without_check("grace-nguyen"),
            self._noisy("hana-sato"),
            Student("ivan-kovac", "metadata stripped", without, problem="lost all nbgrader metadata"),
            Student("julia-santos", "file cut off in the middle", half, problem="broken JSON"),
            Student("kofi-mensah", "notebook renamed", {f"{self.lesson} (1).ipynb": whole}, problem="rename it to"),
            Student("lena-berg", "notebook missing", notes, problem=f"{name} is missing."),
        ]

    def _exercise(self, number: int) -> str:
        """Return an exercise by number; lessons with few exercises use them more than once."""
        return self.answers.exercises[number % len(self.answers.exercises)]

    def _right(self) -> NotebookNode:
        return self.answers.fill_in(self.released, {})

    def _graded(
        self,
        name: str,
        story: str,
        notebook: NotebookNode,
        lost: Collection[str] = (),
        mended: Collection[str] = (),
        waiting: bool = True,
    ) -> Student:
        files = {f"{self.lesson}.ipynb": json.dumps(notebook, indent=1)}
        essays = frozenset(self.answers.essays if waiting else ())
        return Student(name, story, files, frozenset(lost), essays, frozenset(mended))

    def _other_styles(self, name: str) -> Student:
        chosen = {exercise: known[0] for exercise, known in self.answers.right.items()}
        return self._graded(name, "right in other styles", self.answers.fill_in(self.released, chosen))

    def _partly(self, name: str) -> Student:
        count = len(self.answers.exercises)
        chosen = {e: self.answers.wrong[e][0] for e in {self._exercise(count // 3), self._exercise(2 * count // 3)}}
        lost = {test for known in chosen.values() for test in known.loses}
        return self._graded(name, "partly right", self.answers.fill_in(self.released, chosen), lost)

    def _mostly_wrong(self, name: str) -> Student:
        """All but the first exercise wrong, each with a known mistake, and the essay left as it was."""
        exercises = self.answers.exercises[1:] or self.answers.exercises
        # Two mistakes can cancel: only answers that stand by themselves are wrong beside other wrong ones.
        alone = {exercise: [a for a in self.answers.wrong[exercise] if self._stands_alone(a)] for exercise in exercises}
        chosen = {exercise: known[0] for exercise, known in alone.items() if known}
        lost = {test for known in chosen.values() for test in known.loses} | set(self.answers.essays)
        notebook = self.answers.fill_in(self.released, chosen, essays=False)
        return self._graded(name, "mostly wrong, essay not answered", notebook, lost, waiting=False)

    def _stands_alone(self, answer: KnownAnswer) -> bool:
        others = set(self.answers.exercises) - {answer.exercise}
        return not any(isinstance(node, ast.Name) and node.id in others for node in ast.walk(ast.parse(answer.source)))

    def _copied_and_split(self, name: str) -> Student:
        notebook = self._right()
        check, answer = self._exercise(0), f"{self._exercise(1)}-answer"
        _insert_copy(notebook, check, find_cell(notebook, check).source)
        cell = find_cell(notebook, answer)
        cell.source, second = _split(cell.source)
        _insert_copy(notebook, answer, second)
        return self._graded(name, "a copied check and a split answer", notebook, mended={check, answer})

    def _skipping(self, name: str) -> Student:
        exercise = self._exercise(2)
        known = self.answers.wrong[exercise][0]
        notebook = self.answers.fill_in(self.released, {exercise: known})
        metadata = find_cell(notebook, exercise).metadata
        metadata.tags = ["skip-execution"]
        metadata.nbgrader.points = 100
        return self._graded(name, "skips a check of a wrong answer", notebook, known.loses, {exercise})

    def _without_check(self, name: str) -> Student:
        notebook = self._right()
        check = self._exercise(3)
        notebook.cells.remove(find_cell(notebook, check))
        return self._graded(name, "deleted a check, which comes back", notebook, mended={check})

    def _noisy(self, name: str) -> Student:
        """Warnings in the middle of a check, and a line of 20 MB."""
        notebook = self._right()
        exercise = self._exercise(1)
        find_cell(notebook, f"{exercise}-answer").source += (
            f"\n\nimport sys\n\n_{exercise} = {exercise}\n\n\ndef {exercise}(*args, **kwargs):\n"
            f'    print("Warning: {exercise} was called", file=sys.stderr)\n    return _{exercise}(*args, **kwargs)'
        )
        notebook.cells.append(new_code_cell('print("x" * 20_000_000)', id="long-line"))
        return self._graded(name, "warnings and a line of 20 MB", notebook)


def hand_in(student: Student, inbound: Path, lesson: str, timestamp: str) -> None:
    """Write a student's files where `nbgrader submit` would put them for `nbgrader collect`.

    `timestamp` such as "2030-01-31 09:30:00.000000 UTC".
    """
    folder = inbound / f"{student.name}+{lesson}+{timestamp}+demo"
    folder.mkdir(parents=True)
    for name, content in student.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "timestamp.txt").write_text(timestamp, encoding="utf-8")


def _insert_copy(notebook: NotebookNode, cell_id: str, source: str) -> None:
    """Insert a copy below a cell, with the same metadata and another id, as JupyterLab does."""
    cell = find_cell(notebook, cell_id)
    twin = copy.deepcopy(cell)
    twin.id, twin.source = f"{cell_id[:56]}-copy", source
    position = next(index for index, other in enumerate(notebook.cells) if other is cell)
    notebook.cells.insert(position + 1, twin)


def _split(source: str) -> tuple[str, str]:
    """Split an answer before its last statement; one that is a single function gets a first half of a remark."""
    statements = ast.parse(source).body
    lines = source.splitlines()
    last = statements[-1]
    decorators = getattr(last, "decorator_list", [])
    cut = min([last.lineno, *(node.lineno for node in decorators)]) - 1
    return "\n".join(lines[:cut]).strip() or "# My answer is in the cell below.", "\n".join(lines[cut:])
