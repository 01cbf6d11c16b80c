"""Formulas in lesson texts: equations that are referred to are there, once, and each `$` has its other."""

import io
import re
import tokenize
from collections.abc import Collection, Iterator, Sequence

from course.authoring.text import Cell, Finding, Problem, Text
from course.paths import lesson_number

_TAG = re.compile(r"\\tag\*?\{(\d+)\.(\w+)\}")
# Not the argument of a call, such as log(0.5).
_REFERENCE = re.compile(r"(?<![\w)\]}.])\((\d+)\.(\d+[a-z]?)\)")
# What begins a piece of text of its own, in which a formula must end.
_PIECE = re.compile(r"\s*(?:$|\||[-*+] |\d+\. |#+ |>)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def check_equations(texts: Sequence[Text], chosen: Collection[str]) -> list[Problem]:
    """Hold the formulas of the chosen lessons, and what the others say of them, against the equations that there are.

    texts: of all lessons.
    """
    every: dict[int, set[str]] = {}
    own: dict[int, set[str]] = {}
    for text in texts:
        tags = {f"{a}.{b}" for cell in text.cells for a, b in _TAG.findall(cell.source)}
        number = int(lesson_number(text.path.name))
        for known in [every, own] if text.path.stem in chosen else [every]:
            known.setdefault(number, set()).update(tags)
    problems = []
    for text in texts:
        found = list(_lost_references(text, every if text.path.stem in chosen else own))
        if text.path.stem in chosen:
            found += _check_tags(text)
            found += [finding for cell in text.cells for finding in _check_dollars(cell)]
        problems += [Problem(text.path, line, message) for line, message in found]
    return sorted(problems)


def _lost_references(text: Text, tags: dict[int, set[str]]) -> Iterator[Finding]:
    """Find each (1.3) in text, strings and comments that lesson 1 does not have, if it numbers any."""
    for cell in text.cells:
        for number, line in _prose(cell):
            for lesson, rest in _REFERENCE.findall(line):
                equation, there = f"{lesson}.{rest}", tags.get(int(lesson))
                if there and equation not in there:
                    yield (
                        cell.first + number,
                        f"there is no equation ({equation}): no \\tag{{{equation}}} is in lesson {int(lesson)}. "
                        "Mend either.",
                    )


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
        for number, line in enumerate(cell.markdown.splitlines()):
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
    for number, line in enumerate([*cell.markdown.splitlines(), ""]):
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
