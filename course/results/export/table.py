"""Writing and reading CSV. What students named themselves must not run when a table is opened in a spreadsheet."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.errors import CourseError

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
