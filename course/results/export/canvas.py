"""Scores as Canvas imports them: Grades, then Import.

What Canvas reads, by its guide "How do I import grades in the Gradebook?", which says to start from its own export
(as do universities' versions of it, such as teaching.resources.osu.edu, "Import CSV file to Carmen grades"), and by
its open importer and exporter (instructure/canvas-lms, lib/gradebook_importer.rb and lib/gradebook_exporter.rb):

- The columns are Student ("Last, First"), ID (Canvas's own number), SIS User ID, SIS Login ID and Section, in this
  order, then assignments. Only one of the first four needs to be known: Canvas looks for the ID, then the SIS user
  id, then the login, then the name. Section must be there and may be empty.
- An assignment's column is called "Title (number)". One that Canvas does not know becomes a new assignment.
- The next row has "Points Possible" in its first cell, and changes an assignment's points where they differ. Any row
  whose first cell has these words in it is taken for it.
- Scores have a decimal point; a comma is taken for one. UTF-8, commas or semicolons. Canvas shows two decimals.
- Columns that Canvas computes ("Final Score" and others, "(read only)") are ignored.
- A cell without a score is a change where Canvas has one: it is taken away.

With the table that Canvas exports as `roster`, students and assignments get the numbers that it knows them by.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from course.errors import CourseError
from course.results.export.plugin import PlatformExporter, named
from course.results.export.scores import Person, Scores
from course.results.export.table import Key, KeysOf, Roster, Row, Rows, neutral, number, read_roster

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS = "Points Possible"
EXPORT = "Export it in Canvas: Grades, Export, Export Entire Gradebook."
_NUMBERED = re.compile(r"^(?P<title>.*\S)\s*\((?P<number>\d+)\)$")
_NUMBER = re.compile(r"\d+(\.\d*)?")
SHOWN = 0.005  # Canvas writes two decimals


class CanvasExporter(PlatformExporter):
    """`nbgrader export --exporter course.results.export.canvas.CanvasExporter --to canvas.csv`."""

    file_name = "canvas.csv"
    heading_rows = 2  # the second has the points

    def rows(self, scores: Scores) -> list[Sequence[str]]:
        """Return header, points and students. Raises CourseError where Canvas has other points for an assignment."""
        people = self.with_something(scores)
        roster = self._read_roster() if self.roster else None
        columns = _assignment_columns(roster, scores) if roster else {lesson: lesson for lesson in scores.maximum}
        if roster is None:
            people = self.without_formulas(people, {person.id: person.id for person in people})
            who = {person.id: _without_roster(person) for person in people}
            there: Rows = {}
        else:
            there = self.match(roster, people, _keys_in(roster), _marks)
            new = [lesson for lesson in scores.maximum if columns[lesson] == lesson]
            if new:
                self.notes.append(f"{named(new)}: new to Canvas, which will ask about it and make the assignment.")
            who = {student: _from_roster(row) for student, row in there.items()}
        maxima = ["    " + POINTS, "", "", "", "", *map(number, scores.maximum.values())]
        table: list[Sequence[str]] = [[*COLUMNS, *columns.values()], maxima]
        for person in people:
            if person.id in who:
                # What Canvas has where there is nothing to say: so nothing changes there.
                old = [there.get(person.id, {}).get(column, self.no_score) for column in columns.values()]
                new_scores = self.cells(scores, person)
                cells = [before if now is None else now for before, now in zip(old, new_scores, strict=True)]
                table.append([*map(neutral, who[person.id]), *cells])
        return table

    def _read_roster(self) -> Roster:
        path = Path(self.roster)
        roster = read_roster(path, ("ID", "SIS Login ID", "Section"), EXPORT)
        if "Student" not in roster.columns and not {"LastName", "FirstName"} <= set(roster.columns):
            raise CourseError(f"{path} has no column Student. {EXPORT}")
        return roster


def _without_roster(person: Person) -> tuple[str, ...]:
    name = ", ".join(part for part in (person.last_name, person.first_name) if part)
    # Canvas would take this row for the one with the points.
    name = person.id if not name or POINTS in neutral(name) else name
    return name, person.lms_user_id, "", person.id, ""


def _from_roster(row: Row) -> tuple[str, ...]:
    name = row.get("Student") or f"{row.get('LastName', '')}, {row.get('FirstName', '')}"
    name = row["SIS Login ID"] if POINTS in neutral(name) else name
    return name, row["ID"], row.get("SIS User ID", ""), row["SIS Login ID"], row["Section"]


def _keys(person: Person) -> set[Key]:
    if person.lms_user_id:
        return {("ID", person.lms_user_id)}
    return {("name", person.id.casefold()), ("name", person.email.casefold())}


def _keys_in(roster: Roster) -> KeysOf:
    """Return what a student may be called in Canvas: also by its number, which `nbgrader zip_collect` has from there.

    A number that is somebody's login is not taken for another's number.
    """
    logins = {name for row in roster.rows for kind, name in _marks(row) if kind == "name"}

    def keys(person: Person) -> set[Key]:
        number = {("ID", person.id)} if person.id.casefold() not in logins else set()
        return _keys(person) | number

    return keys


def _marks(row: Row) -> set[Key]:
    if not row["ID"].isdecimal():
        return set()  # the row with the points, and the one that says how grades are posted
    names = {row["SIS Login ID"].casefold(), row.get("SIS User ID", "").casefold()} - {""}
    return {("ID", row["ID"]), *(("name", name) for name in names)}


def _assignment_columns(roster: Roster, scores: Scores) -> dict[str, str]:
    """Return each lesson's column in Canvas, or its own name where Canvas has none. Points must agree."""
    points = next((row for row in roster.rows if POINTS in next(iter(row.values()))), {})
    found = {}
    for lesson, maximum in scores.maximum.items():
        titles = [name for name in roster.columns if (m := _NUMBERED.match(name)) and m["title"] == lesson]
        if len(titles) > 1:
            raise CourseError(f"Canvas has {len(titles)} assignments named {lesson}. Rename all but one, export anew.")
        found[lesson] = titles[0] if titles else lesson
        there = points.get(found[lesson], "").replace(",", ".")
        if _NUMBER.fullmatch(there) and abs(float(there) - maximum) > SHOWN:
            raise CourseError(
                f"{lesson} has {there} points in Canvas and {number(maximum)} in the gradebook, and the import would "
                f"change Canvas's. Set them there to {number(maximum)} and export the roster anew."
            )
    return found
