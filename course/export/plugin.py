"""What both exports have in common, as a plugin of nbgrader's `export`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from course.errors import CourseError
from course.export.scores import Person, Score, Scores, State, read_scores
from course.export.table import is_formula, number, write_table

MOST_NAMES = 10


class PlatformExporter(ExportPlugin):
    """Writes the scores of chosen lessons for a learning platform. Only final scores go out, unless `partial`."""

    partial = Bool(help="write what is not final too: what waits for a person, or was handed in again").tag(config=True)
    zeros = Bool(help="write 0 for those who handed in nothing").tag(config=True)
    roster = Unicode("", help="a CSV that the platform exported, for what it calls its users").tag(config=True)

    file_name = "grades.csv"
    no_score = ""  # what the platform takes for "no score"

    def __init__(self, folders: CourseDirectory | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folders = folders or getattr(self.parent, "coursedir", None)
        self.notes: list[str] = []

    def export(self, gradebook: Gradebook) -> None:
        """Write the file. This is what `nbgrader export` calls, so a mistake ends it with a sentence."""
        try:
            written = self.write(gradebook)
        except CourseError as error:
            self.log.error("%s", error)
            raise SystemExit(1) from None
        for note in self.notes:
            self.log.warning("%s", note)
        self.log.info("Wrote %s", written)

    def write(self, gradebook: Gradebook) -> Path:
        """Write the file and return its path; `notes` then says what is not in it.

        Raises CourseError where the platform would refuse the file, or give a score to somebody else.
        """
        self.notes = []
        lessons = [str(name) for name in self.assignment]
        scores = read_scores(gradebook, self.folders, lessons, [str(name) for name in self.student])
        self._refuse_formulas("lessons", list(scores.maximum))
        if not self.with_something(scores):
            self._refuse_nothing(scores)
        rows = self.rows(scores)
        self._say_what_is_left_out(scores)
        path = Path(self.to or self.file_name)
        write_table(path, rows)
        return path

    def rows(self, scores: Scores) -> list[Sequence[str]]:
        """Return the table with its header, as the platform reads it."""
        raise NotImplementedError

    def shown(self, score: Score) -> str | None:
        """Return what stands in the table for a score, or None where the platform should learn nothing."""
        if score.state is State.FINAL:
            return number(score.points)
        if score.state in (State.WAITING, State.AGAIN) and self.partial:
            return number(score.points)
        if score.state is State.MISSING and self.zeros:
            return number(0)
        return None

    def with_something(self, scores: Scores) -> list[Person]:
        """Return the students of whom there is something to write.

        The others have no row: to both platforms, a cell without a score in it takes away the one that is there.
        """
        return [
            person
            for person in scores.people
            if any(self.shown(scores.of[person.id, lesson]) is not None for lesson in scores.maximum)
        ]

    def refuse(self, names: list[str], what: str, advice: str) -> None:
        """Raise CourseError where there are `names`; the sentence begins with them."""
        if names:
            raise CourseError(f"{named(names)}: {what}. {advice}")

    def _refuse_formulas(self, kind: str, names: list[str]) -> None:
        """An identifier cannot be changed without becoming somebody else's."""
        what = f"{kind} that a spreadsheet would take for a formula"
        self.refuse([name for name in names if is_formula(name)], what, "Give them other names.")

    def _refuse_nothing(self, scores: Scores) -> None:
        states = Counter(score.state for score in scores.of.values())
        why = ", ".join(f"{count} {state.value}" for state, count in states.items()) or "the class is empty"
        raise CourseError(
            f"nothing to export: {why}. Grade essays in formgrader, or export what there is with --partial."
        )

    def _say_what_is_left_out(self, scores: Scores) -> None:
        for lesson in scores.maximum:
            for state in State:
                about = [person.id for person in scores.people if scores.of[person.id, lesson].state is state]
                if not about or state is State.FINAL:
                    continue
                some = scores.of[about[0], lesson]
                text = self.shown(some)
                done = "written as 0" if state is State.MISSING else "written as it is so far"
                end = done if text is not None else "left out"
                self.notes.append(f"{lesson}: {len(about)} {state.value}, {end}: {named(about)}")
        if len(scores.maximum) > 1:
            holes = sum(
                self.shown(scores.of[person.id, lesson]) is None
                for person in self.with_something(scores)
                for lesson in scores.maximum
            )
            if holes:
                self.notes.append(
                    f"{holes} cells have no score, in rows with another. Where the platform has one there, the import "
                    "takes it away: export one lesson at a time to keep it."
                )


def named(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
