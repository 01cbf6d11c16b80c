"""A notebook's file as a notebook, whatever program saved it, and the reason where it is none."""

import codecs
import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.errors import CourseError
from course.grading.folder import unreadable
from course.grading.printable import printable
from course.grading.size import problem_of_size

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"{\0": "utf-16-le",  # without a mark
    b"\0{": "utf-16-be",
}
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
