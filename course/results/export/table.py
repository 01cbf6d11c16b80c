"""Tables: CSV that is written and read, and what a learning platform exported, with what it calls its users.

What students named themselves must not run when a table is opened in a spreadsheet.
"""

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError
from course.results.export.scores import Person

Row = dict[str, str]
Rows = dict[str, Row]
Key = tuple[str, str]
KeysOf = Callable[[Person], set[Key]]
MarksOf = Callable[[Row], set[Key]]
# OWASP, "CSV Injection": what begins with one of these is a formula to a spreadsheet, quoted or not.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take `text` for a formula. Some look past spaces."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def neutral(text: str) -> str:
    """Return `text` on one line, with an apostrophe before it where a spreadsheet would take it for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if is_formula(line) else line


def number(value: float) -> str:
    """Return points with a decimal point, as both platforms read them everywhere, and without digits of round-off."""
    return f"{round(value, 5):.10g}"


def write_table(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as RFC 4180 CSV in UTF-8, whole or not at all. Raises CourseError where that is not possible."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text.getvalue())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}. Name another file with --output.") from None


def read_table(path: Path) -> list[list[str]]:
    """Read a CSV file with commas or semicolons. Raises CourseError where it is none, or not in UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        mark = ";" if first.count(";") > first.count(",") else ","
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True) if any(row)]
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}. Name the file that you exported.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} is no CSV in UTF-8: {error}. Export it anew, and do not save it in Excel.") from None
    if not rows:
        raise CourseError(f"{path} is empty. Export it anew.")
    return rows


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
