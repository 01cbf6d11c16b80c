"""A table that the learning platform exported: whom it has, and what it calls them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError
from course.results.export.scores import Person
from course.results.export.table import read_table

Row = dict[str, str]
Rows = dict[str, Row]
Key = tuple[str, str]
KeysOf = Callable[[Person], set[Key]]
MarksOf = Callable[[Row], set[Key]]


@dataclass(frozen=True)
class Roster:
    """The platform's table: its columns in order, and its rows by column."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def match(self, people: list[Person], keys: KeysOf, marks: MarksOf) -> tuple[Rows, dict[str, str]]:
        """Return each student's row by id, the one with a mark that is a key of theirs; who has none is not in it.

        Beside it, by id, a sentence on each student who has two rows, or shares one with another.
        """
        marked: dict[Key, set[int]] = {}
        for number, row in enumerate(self.rows):
            for mark in marks(row):
                marked.setdefault(mark, set()).add(number)
        found: Rows = {}
        odd: dict[str, str] = {}
        owner: dict[int, str] = {}
        for person in people:
            here = set().union(*(marked.get(key, set()) for key in keys(person)))
            if len(here) > 1:
                odd[person.id] = f"{self.path} has {len(here)} rows for {person.id}. Delete those of others."
                continue
            for number in here:
                if number in owner:
                    both = f"{owner[number]} and {person.id}"
                    why = f"{self.path} has one row for {both}. Correct their ids in the gradebook."
                    odd |= {owner[number]: why, person.id: why}
                owner[number], found[person.id] = person.id, self.rows[number]
        return {student: row for student, row in found.items() if student not in odd}, odd


def read_roster(path: Path, needed: tuple[str, ...], advice: str) -> Roster:
    """Read a table. Raises CourseError where a needed column is missing, stands there twice, or a row is too long."""
    table = read_table(path)
    columns = tuple(cell.strip() for cell in table[0])
    missing = [name for name in needed if name not in columns]
    if missing:
        raise CourseError(f"{path} has no column {', '.join(missing)}. {advice}")
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise CourseError(f"{path} has the column {', '.join(twice)} twice. Rename one on the platform.")
    for number, row in enumerate(table[1:], 2):
        if len(row) > len(columns):
            raise CourseError(f"{path}, row {number}, has {len(row)} cells and {len(columns)} columns. {advice}")
    padded = (row + [""] * (len(columns) - len(row)) for row in table[1:])
    return Roster(path, columns, tuple(dict(zip(columns, map(str.strip, row), strict=True)) for row in padded))
