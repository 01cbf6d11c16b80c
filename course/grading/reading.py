"""The files of a submission: a notebook, whatever program saved it, and the time; and the reason where one is none."""

import codecs
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from dateutil.tz import gettz, tzlocal  # type: ignore[import-untyped]
from nbformat import NotebookNode

from course.errors import CourseError
from course.grading.folder import unreadable
from course.grading.pasted import without_pictures
from course.grading.printable import printable

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"{\0": "utf-16-le",  # without a mark
    b"\0{": "utf-16-be",
}
# A notebook far beyond these only slows down or stops the grading.
MAX_CELLS = 2_000  # a lesson has about 100
MAX_SOURCE = 200_000  # characters of one cell
MAX_SOURCES = 2_000_000  # characters of all cells; a lesson has about 100 000
MAX_NESTED = 100  # lists and dicts in each other; pictures and widgets have about 15

TIMESTAMP = "timestamp.txt"
_NAMED = re.compile(r"(?P<time>.*\d)\s+(?P<zone>[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*)")
_SPACED = re.compile(r"\s+(?=[+-]\d\d(?::?\d\d)?$)")  # before an offset
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_AGAIN = "Ask the student to hand in the notebook again."
_EARLIER = "Take an earlier copy of it, or a fresh one with: course lab"


class NotReadable(CourseError):
    """A file that is no notebook.

    reason: a sentence that begins with the file's name. advice: to the one whose file it is. ask: to the one who
    grades it.
    """

    def __init__(self, reason: str, advice: str = _EARLIER, ask: str = _AGAIN) -> None:
        super().__init__(f"{reason} {advice}")
        self.reason, self.ask = reason, ask


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in a file, as `parse_notebook` does. Raises NotReadable."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotReadable(unreadable(path.name, error), advice="", ask="") from None
    return parse_notebook(content, path.name)


def parse_notebook(content: bytes, name: str) -> NotebookNode:
    """Return a notebook of format 4: in UTF-8 or UTF-16, with or without a byte order mark. Raises NotReadable.

    Not validated: what is only odd, such as two cells with one id, is put right when the notebook is graded.
    """
    text = decode(content, name)
    problem = problem_of_size(_parse_json(text, name))
    if problem:
        ask = "Ask the student to hand in a notebook of the usual size."
        raise NotReadable(f"{name} {problem}", "Delete what does not belong to the lesson.", ask)
    try:
        notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(text), 4)
        _mend_cells(notebook)
        return notebook
    except Exception as error:  # nbformat lets many kinds out for a file that is JSON and no notebook
        said = f"{type(error).__name__}: {printable(str(error))}"
        raise NotReadable(f"{name} is not a notebook that can be read ({said}).") from None


def _mend_cells(notebook: NotebookNode) -> None:
    """Have all texts end their lines in one way, as nbgrader's checksums need it, and each cell an id of its own.

    nbformat would draw new ids by lot, and warn of each.
    """
    used: set[str] = set()
    for number, cell in enumerate(notebook.get("cells", []), 1):
        if not isinstance(cell, dict):
            continue
        cell["id"] = cell_id(cell.get("id"), number, used)
        if isinstance(cell.get("source"), str):
            cell["source"] = cell["source"].replace("\r\n", "\n").replace("\r", "\n")
    notebook["nbformat_minor"] = 5  # the first with ids


def cell_id(given: object, number: int, used: set[str]) -> str:
    """Return the cell's own id where it is valid and not taken, else a counted one."""
    name = given if isinstance(given, str) and 0 < len(given) <= 64 else ""
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or name in used:
        name = f"cell-{number}"
    return free_id(name, used)


def free_id(name: str, used: set[str]) -> str:
    """Return the name, or one made of it, that is not among `used`; it is added to them."""
    while name in used:
        name += "-again"
    used.add(name)
    return name


def decode(content: bytes, name: str) -> str:
    """Return the text of a notebook's file. Raises NotReadable where it is none, or empty."""
    encoding = next((found for mark, found in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotReadable(f"{name} cannot be read: it is no text ({printable(str(error))}).") from None
    if not text.strip():
        ask = "Ask the student to save the notebook and hand it in again."
        raise NotReadable(f"{name} is an empty file.", "Save the notebook again, or take a fresh one: course lab", ask)
    return text


def _parse_json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        found = _CONFLICT.search(text)
        if not found:
            raise NotReadable(f"{name} is not a notebook: broken JSON ({printable(str(error))}).") from None
    line = text.count("\n", 0, found.start()) + 1
    raise NotReadable(
        f"{name} has a git conflict in line {line}: git could not merge two versions, and left both in the file.",
        f"Choose one: git checkout --ours {name}, or --theirs. Look at it in JupyterLab before you go on.",
        "Ask the student to choose one of the two and to hand in the notebook again.",
    )


def problem_of_size(content: object) -> str | None:
    """Return a clause that follows the notebook's name, or None. `content` is what the JSON says, valid or not."""
    if _is_deeper(content, MAX_NESTED):
        return f"is nested more than {MAX_NESTED} levels deep."
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        return None
    if len(cells) > MAX_CELLS:
        return f"has {len(cells)} cells, and {MAX_CELLS} are allowed."
    total = 0
    for number, cell in enumerate(cells, 1):
        source = cell.get("source") if isinstance(cell, dict) else None
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        is_text = isinstance(cell, dict) and cell.get("cell_type") == "markdown"
        size = len(without_pictures(text) if is_text else text)  # `TidyNotebook` takes them out
        if size > MAX_SOURCE:
            return f"has {size} characters in cell {number}, and {MAX_SOURCE} are allowed."
        total += size
    return f"has {total} characters in all its cells, and {MAX_SOURCES} are allowed." if total > MAX_SOURCES else None


def _is_deeper(content: object, depth: int) -> bool:
    """Whether lists and dicts are nested more than `depth` levels. Without recursion, which they would break."""
    level = [content]
    for _ in range(depth):
        level = [
            part
            for here in level
            if isinstance(here, dict | list)
            for part in (here.values() if isinstance(here, dict) else here)
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True


def parse_timestamp(text: str) -> datetime | None:
    """Return the time in UTC, without a zone, as nbgrader keeps it; None for an empty text.

    A time is 2026-11-20 10:00:00.000000, and then UTC, an offset (-03, +0100, +05:30, Z) or the name of a zone that
    is the same everywhere; without any it is UTC. nbgrader itself takes "-03" for three seconds. Raises ValueError.
    """
    text = text.strip()
    if not text:
        return None
    named = _NAMED.fullmatch(text)
    try:
        time = datetime.fromisoformat(named["time"] if named else _SPACED.sub("", text))
    except ValueError:
        raise ValueError(f"{text[:60]!a}: write it as 2026-11-20 10:00:00 UTC, or with an offset, as +0100") from None
    if named:
        zone = UTC if named["zone"] in ("UTC", "GMT", "Z") else gettz(named["zone"])
        if zone is None or isinstance(zone, tzlocal) or time.tzinfo is not None:
            raise ValueError(f"{named['zone'][:40]!a} is not one zone everywhere: write an offset, as +0100")
        time = time.replace(tzinfo=zone)
        if zone is not UTC and "/" not in named["zone"] and time.tzname() != named["zone"]:
            raise ValueError(f"{named['zone'][:40]!a} does not hold on that day: write an offset, as +0100")
    try:
        return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(f"{text[:60]!a}: {error}") from None


def read_timestamp(folder: Path | str) -> datetime | None:
    """Return when a folder was handed in, or None where that is not known. Raises ValueError and OSError."""
    try:
        return parse_timestamp((Path(folder) / TIMESTAMP).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
