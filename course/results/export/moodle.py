"""Scores as Moodle imports them: Grades, More, Import, CSV file.

What Moodle reads, by docs.moodle.org, "Grade import", and by its open importer (moodle/moodle,
grade/import/csv/classes/load_data.php):

- One column identifies the user: "Map from" it "Map to" username, useridnumber or useremail (case counts). All others
  are mapped to a grade item, to a new one, or ignored, which is the default. The first row has their names.
- One row with a user that Moodle does not know ends the whole import. A row where the column is empty, or "0", is
  taken for the user of the row above: here it is refused.
- Encoding (UTF-8) and separator (comma) are chosen on the page, and are its defaults.
- Scores may have a decimal point whatever the language. "-" is no grade; it, and an empty cell, take away the one
  that is there. A score over the site's maximum, 100 unless changed, ends the import.
- A CSV says nothing of a grade item's maximum, which is set in Moodle.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from traitlets import Enum

from course.results.export.plugin import PlatformExporter, named
from course.results.export.scores import Person, Scores
from course.results.export.table import Key, Row, neutral, number, read_roster

# What identifies a user: the column, as Moodle's own exports call it, and what to map it to.
COLUMNS = {"username": "Username", "idnumber": "ID number", "email": "Email address"}
MAP_TO = {"username": "username", "idnumber": "useridnumber", "email": "useremail"}
NO_GRADE = "-"
SITE_MAXIMUM = 100


class MoodleExporter(PlatformExporter):
    """`nbgrader export --exporter course.results.export.moodle.MoodleExporter --to moodle.csv`."""

    by = Enum(
        list(COLUMNS),
        "username",
        help="what identifies a user: username (the name in the gradebook), email, or idnumber (its lms_user_id)",
    ).tag(config=True)

    file_name = "moodle.csv"
    no_score = NO_GRADE

    def rows(self, scores: Scores) -> list[Sequence[str]]:
        """Return header and students. Raises CourseError for a student that Moodle could not tell from others."""
        people = self.with_something(scores)
        ids = self._identify(people)
        people = [person for person in people if person.id in ids]
        what = f"no {COLUMNS[self.by]}, and Moodle would give their scores to the student of the row above"
        nameless = {person.id for person in people if ids[person.id] in ("", "0")}
        people = self.leave_out(people, nameless, what, "Add it to the gradebook, or choose another with --by.")
        counts = Counter(ids[person.id] for person in people)
        same = {person.id for person in people if counts[ids[person.id]] > 1}
        advice = "Correct it in the gradebook, or choose another with --by."
        people = self.leave_out(people, same, f"the same {COLUMNS[self.by]} as another", advice)
        people = self.without_formulas(people, ids)
        table: list[Sequence[str]] = [[COLUMNS[self.by], "First name", "Surname", *scores.maximum]]
        for person in people:
            cells = [self.no_score if text is None else text for text in self.cells(scores, person)]
            table.append([ids[person.id], neutral(person.first_name), neutral(person.last_name), *cells])
        self._say_how_to_import(scores)
        return table

    def _identify(self, people: list[Person]) -> dict[str, str]:
        """Return what Moodle calls each student, by id. Who is not in the roster is left out, and said so."""
        if not self.roster:
            return {person.id: _own(person)[self.by] for person in people}
        advice = "Export it in Moodle: Grades, More, Export, Plain text file."
        roster = read_roster(Path(self.roster), (COLUMNS[self.by],), advice)
        there = self.match(roster, people, _keys, _marks)
        return {student: row[COLUMNS[self.by]] for student, row in there.items()}

    def _say_how_to_import(self, scores: Scores) -> None:
        column = COLUMNS[self.by]
        self.notes.append(f"In Moodle, map from {column} to {MAP_TO[self.by]}, and each lesson to its grade item.")
        maxima = ", ".join(f"{lesson} {number(maximum)}" for lesson, maximum in scores.maximum.items())
        self.notes.append(f"Moodle learns no maximum from a CSV. Set its grade items to: {maxima}.")
        over = [lesson for lesson, maximum in scores.maximum.items() if maximum > SITE_MAXIMUM]
        if over:
            self.notes.append(f"{named(over)}: Moodle refuses scores over {SITE_MAXIMUM}, unless its site allows more.")


def _own(person: Person) -> dict[str, str]:
    return {"username": person.id, "idnumber": person.lms_user_id, "email": person.email}


def _keys(person: Person) -> set[Key]:
    if person.lms_user_id:
        return {("number", person.lms_user_id)}
    return {("name", person.id), ("name", person.email.casefold())}


def _marks(row: Row) -> set[Key]:
    number = row.get(COLUMNS["idnumber"], "")
    names = {row.get(COLUMNS["username"], ""), number, row.get(COLUMNS["email"], "").casefold()} - {""}
    return {("number", number), *(("name", name) for name in names)} - {("number", "")}
