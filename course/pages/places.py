"""Formulas in text that has to be cleaned: each leaves a mark in its place, and is put there when the rest is clean.

Bleach would take MathML for tags that it does not know. A mark is two characters without a meaning and a number, and
only text is looked through for marks: one that got into an attribute shows nothing.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from course.pages.mathematics import formula_or_source

_BEGIN, _END = "\ue000", "\ue001"
_MARK = re.compile(f"{_BEGIN}(\\d{{1,6}}){_END}")

Token = dict[str, Any]


class Places:
    """The formulas of one text, in order."""

    def __init__(self) -> None:
        self._formulas: list[tuple[str, bool]] = []

    def keep(self, latex: str, block: bool) -> str:
        """Keep a formula, and return the mark for its place."""
        self._formulas.append((latex, block))
        return f"{_BEGIN}{len(self._formulas) - 1}{_END}"

    def fill(self, source: Iterable[Token]) -> Iterator[Token]:
        """Pass clean tokens on, as bleach's filters do, with the formulas in their places."""
        for token in source:
            if token["type"] != "Characters":
                yield token
                continue
            parts = _MARK.split(token["data"])
            for text, number in zip(parts[::2], [*parts[1::2], None], strict=True):
                if text:
                    yield {"type": "Characters", "data": text}
                if number is not None and int(number) < len(self._formulas):
                    yield from _tokens(formula_or_source(*self._formulas[int(number)]))


def _tokens(element: Element) -> Iterator[Token]:
    attributes = {(None, name): value for name, value in element.attrib.items()}
    yield {"type": "StartTag", "name": element.tag, "namespace": None, "data": attributes}
    if element.text:
        yield {"type": "Characters", "data": element.text}
    for child in element:
        yield from _tokens(child)
        if child.tail:
            yield {"type": "Characters", "data": child.tail}
    yield {"type": "EndTag", "name": element.tag, "namespace": None, "data": {}}
