"""Formulas in lesson texts: equations that are referred to are there, once, and each `$` has its other."""

import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

from course.authoring.text import Cell, Text

_TAG = re.compile(r"\\tag\*?\{(\d+)\.(\w+)\}")
# Not the argument of a call, such as log(0.5).
_REFERENCE = re.compile(r"(?<![\w)\]}.])\((\d+)\.(\d+[a-z]?)\)")
# What begins a piece of text of its own, in which a formula must end.
_PIECE = re.compile(r"\s*(?:$|\||[-*+] |\d+\. |#+ |>)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")

Finding = tuple[int, str]
Tags = Mapping[int, set[str]]


def lesson_number(path: Path) -> int | None:
    """Return the number that a lesson's file name begins with, or None."""
    found = re.match(r"\d+", path.name)
    return int(found[0]) if found else None


def read_tags(folder: Path) -> dict[int, set[str]]:
    """Return the numbers of the equations of all lesson texts in a folder, by the lesson's number."""
    tags: dict[int, set[str]] = {}
    for path in folder.glob("[0-9]*.py"):
        number = lesson_number(path)
        if number is not None:
            text = path.read_text(encoding="utf-8", errors="replace")
            tags.setdefault(number, set()).update(f"{a}.{b}" for a, b in _TAG.findall(text))
    return tags


def check_equations(text: Text, tags: Tags) -> Iterator[Finding]:
    """Yield (line, message) for what is wrong with a lesson's formulas. `tags`: what `read_tags` found."""
    yield from _check_tags(text)
    for cell in text.cells:
        yield from check_cell(cell, tags)
        if cell.kind == "markdown":
            yield from _check_dollars(cell)


def check_cell(cell: Cell, tags: Tags) -> Iterator[Finding]:
    """Yield (line, message) for each equation that a cell's text, strings and comments name and that is not there."""
    for number, line in _prose(cell):
        for lesson, equation in lost_references(line, tags):
            message = f"there is no equation ({equation}): no \\tag{{{equation}}} is in lesson {lesson}. Mend either."
            yield cell.first + number, message


def lost_references(text: str, tags: Tags) -> list[tuple[int, str]]:
    """Return (lesson, equation) for each (1.3) in `text` that lesson 1 does not have, if it numbers any."""
    found = ((int(lesson), f"{lesson}.{rest}") for lesson, rest in _REFERENCE.findall(text))
    return [(lesson, equation) for lesson, equation in found if tags.get(lesson) and equation not in tags[lesson]]


def _prose(cell: Cell) -> Iterator[tuple[int, str]]:
    if cell.kind == "markdown":
        yield from enumerate(cell.source.splitlines())
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
            if token.type in (tokenize.STRING, tokenize.COMMENT) or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
                for number, line in enumerate(token.string.splitlines()):
                    yield token.start[0] - 1 + number, line
    except (tokenize.TokenError, SyntaxError):
        return  # said by another rule


def _check_tags(text: Text) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for cell in text.cells:
        if cell.kind != "markdown":
            continue
        for number, line in enumerate(cell.source.splitlines()):
            for parts in _TAG.findall(line):
                equation, where = ".".join(parts), cell.first + number
                if equation in seen:
                    yield where, f"the equation number {equation} is taken by line {seen[equation]}. Choose another."
                seen.setdefault(equation, where)


def _check_dollars(cell: Cell) -> Iterator[Finding]:
    """In each paragraph, row or item, the signs of inline formulas come in pairs; those of displays in the cell."""
    display = False
    odd: list[int] = []  # lines with an odd number of `$` in this piece
    opened = 0
    fenced = False
    lines = cell.source.splitlines()
    for number, line in enumerate([*lines, ""]):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        if _PIECE.match(line) and not display:
            if len(odd) % 2:
                yield cell.first + odd[0], _LOST
            odd = []
        plain = _CODE.sub("", line).replace("\\$", "")
        outside = ""
        for position, part in enumerate(plain.split("$$")):
            if position:
                display, opened = not display, number
            outside += "" if display else part
        if outside.count("$") % 2:
            odd.append(number)
        if display and "$" in plain.split("$$")[-1]:
            yield cell.first + number, "a `$` stands inside a formula between `$$` and `$$`. Delete it."
    if display:
        yield cell.first + opened, "this `$$` has no other one in this cell. Add the one that is missing."


_LOST = "a formula here lacks one of its `$`: their number is odd in this paragraph, row or item."
