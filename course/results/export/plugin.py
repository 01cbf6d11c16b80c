"""What both exports have in common, as a plugin of nbgrader's `export`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from course.errors import CourseError
from course.results.export.scores import Person, Score, Scores, State, read_scores
from course.results.export.table import KeysOf, MarksOf, Roster, Rows, is_formula, number, write_table

MOST_NAMES = 10


class PlatformExporter(ExportPlugin):
    """Writes the scores of chosen lessons for a learning platform. Only final scores go out, unless `partial`."""

    partial = Bool(help="write what is not final too: what waits for a person, or was handed in again").tag(config=True)
    zeros = Bool(help="write 0 for those who handed in nothing").tag(config=True)
    roster = Unicode("", help="a CSV that the platform exported, for what it calls its users").tag(config=True)

    file_name = "grades.csv"
    heading_rows = 1
    no_score = ""  # what the platform takes for "no score"

    def __init__(self, folders: CourseDirectory | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folders: CourseDirectory = folders or self.parent.coursedir
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
        formulas = [lesson for lesson in scores.maximum if is_formula(lesson)]
        if formulas:
            raise CourseError(f"{', '.join(formulas)}: a spreadsheet would take it for a formula. Rename the lesson.")
        if not self.with_something(scores):
            states = Counter(score.state for score in scores.of.values())
            why = ", ".join(f"{count} {state.value}" for state, count in states.items()) or "the class is empty"
            advice = "Grade essays in formgrader, or export what there is with --partial."
            raise CourseError(f"nothing to export: {why}. {advice}")
        rows = self.rows(scores)
        if len(rows) == self.heading_rows:
            raise CourseError(f"nothing to export. {' '.join(self.notes)}")
        self._say_what_is_left_out(scores)
        path = Path(self.to or self.file_name)
        write_table(path, rows)
        return path

    def rows(self, scores: Scores) -> list[Sequence[str]]:
        """Return the table with its header, as the platform reads it."""
        raise NotImplementedError

    def cells(self, scores: Scores, person: Person) -> list[str | None]:
        """Return what is written for a student, by lesson: None where the platform should learn nothing."""
        return [self._cell(scores.of[person.id, lesson]) for lesson in scores.maximum]

    def _cell(self, score: Score) -> str | None:
        if score.state is State.MISSING:
            return number(0) if self.zeros else None
        goes_out = score.state is State.FINAL or (self.partial and score.state in (State.WAITING, State.AGAIN))
        return number(score.points) if goes_out else None

    def with_something(self, scores: Scores) -> list[Person]:
        """Return the students of whom there is something to write.

        The others have no row: to both platforms, a cell without a score in it takes away the one that is there.
        """
        return [person for person in scores.people if any(self.cells(scores, person))]

    def match(self, roster: Roster, people: list[Person], keys: KeysOf, marks: MarksOf) -> Rows:
        """Return the platform's row of each student who has one there, and note who has none or not one alone."""
        there, odd = roster.match(people, keys, marks)
        self.notes += [f"{student} left out: {why}" for student, why in odd.items()]
        strangers = [person.id for person in people if person.id not in there and person.id not in odd]
        if strangers:
            self.notes.append(f"{len(strangers)} are not in {roster.path.name}, left out: {', '.join(strangers)}")
        return there

    def leave_out(self, people: list[Person], odd: Collection[str], what: str, advice: str) -> list[Person]:
        """Return the others, and note whom it is about: one who cannot be written must not stop the class."""
        if odd:
            self.notes.append(f"{len(odd)} left out, {what}: {', '.join(sorted(odd))}. {advice}")
        return [person for person in people if person.id not in odd]

    def without_formulas(self, people: list[Person], ids: Mapping[str, str]) -> list[Person]:
        """Leave out whose identifier, by student, is a formula: it cannot be changed without becoming another's."""
        odd = {person.id for person in people if is_formula(ids[person.id])}
        what = "for what identifies them, a spreadsheet would take for a formula"
        return self.leave_out(people, odd, what, "Give them another in the gradebook, or enter their scores by hand.")

    def _say_what_is_left_out(self, scores: Scores) -> None:
        for lesson in scores.maximum:
            for state in [state for state in State if state is not State.FINAL]:
                about = [person.id for person in scores.people if scores.of[person.id, lesson].state is state]
                if about:
                    done = "written as 0" if state is State.MISSING else "written as it is so far"
                    end = done if self._cell(scores.of[about[0], lesson]) else "left out"
                    self.notes.append(f"{lesson}: {len(about)} {state.value}, {end}: {', '.join(about)}")
                why = {student: scores.of[student, lesson].why for student in about}
                self.notes += [f"    {student}: {reason}" for student, reason in why.items() if reason]
        holes = sum(self.cells(scores, person).count(None) for person in self.with_something(scores))
        if holes:
            self.notes.append(
                f"{holes} cells have no score, in rows with another. Where the platform has one there, the import "
                "takes it away: export one lesson at a time to keep it."
            )


def named(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
