"""The lines of a derivation: what the learner's function returned, read and worked out at every point."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.checks.call import call
from helpers.checks.evaluate import evaluate
from helpers.checks.expression_form import expand, words
from helpers.checks.expressions import FUNCTIONS, SPECIAL, Abbreviation, ExpressionError, Point, one_line, parse
from helpers.checks.failure import CheckFailed
from helpers.checks.show import show_kind
from helpers.mistakes.model import Mistake
from helpers.mistakes.plain import LINE_UNREADABLE, NOT_TEXTS

MAX_LINES = 40
SHOWN_CHARACTERS = 140


@dataclass(frozen=True)
class Line:
    """One line: its label in messages, its text, its tree, and its value at each point."""

    label: str
    text: str
    tree: ast.expr
    values: tuple[float, ...]


@dataclass(frozen=True)
class Ground:
    """What all lines are judged on."""

    name: str
    points: Sequence[Point]
    where: Mapping[str, Abbreviation]
    look: str

    def fail(self, mistake: Mistake, *lines: str, look: str = "") -> CheckFailed:
        """The error that says these lines, and what to look at next."""
        said = look or self.look
        return CheckFailed("\n".join([*lines, *([f"Look at: {said}"] if said else [])]), named=mistake.name)

    def words(self, tree: ast.expr) -> list[Mapping[str, int]]:
        """As the line is written, and with abbreviations written out: a milestone may be met in either."""
        return [words(tree), words(expand(tree, self.where))]


def line_of_author(ground: Ground, label: str, text: str) -> Line:
    """The start or the end, which the lesson's author wrote. Raises ValueError: a mistake in it is no learner's."""
    try:
        tree = parse(text)
        values = tuple(evaluate(tree, point, ground.where, text) for point in ground.points)
    except ExpressionError as error:
        raise ValueError(f"{label} of the derivation, {text!r}: {error.message}") from None
    return Line(label, one_line(text), tree, values)


def returned_by(ground: Ground, lines_function: Callable[[], Any]) -> Any:
    """What the function returns. Without quotes Python looks for names that only the lines have, and stops there."""
    try:
        return call(lines_function, {}).value
    except CheckFailed as failure:
        unknown = re.search(r"^ *NameError: name '(\w+)'", failure.message, re.MULTILINE)
        if not unknown or unknown[1] not in {*FUNCTIONS, *SPECIAL, *ground.where, *ground.points[0]}:
            raise
        said = failure.message.partition("\nLook at: ")[0]
        look = "a line is a text, with quotes around it and a comma after it. Without quotes Python works it out."
        raise CheckFailed(f"{said}\nLook at: {look}", failure.learner_traceback, named=NOT_TEXTS.name) from None


def texts_of(name: str, returned: Any) -> list[str]:
    """The lines as texts. Raises CheckFailed where something else was returned, or far too many."""
    if isinstance(returned, list | tuple) and returned and all(isinstance(line, str) for line in returned):
        if len(returned) > MAX_LINES:
            raise CheckFailed(f"{name} returned {len(returned)} lines. A derivation here may have {MAX_LINES}.")
        return [one_line(line) for line in returned]
    hint = "return a list of texts, one per line of the derivation: each in quotes, with a comma after it."
    if returned is None:
        what = f"{name} returned nothing (None)."
        hint = "does the function end with `return`? It should " + hint
    elif isinstance(returned, str):
        what = f"{name} returned one text, and a list of lines is needed."
        hint = "square brackets around the lines, and a comma after each: two texts without a comma become one."
    elif isinstance(returned, list | tuple) and returned:
        number, wrong = next((n, line) for n, line in enumerate(returned, start=1) if not isinstance(line, str))
        what = f"{name} returned {len(returned)} lines, and line {number} is {show_kind(wrong)}, not a text."
        hint = "are there quotes around the line? With them it is kept as you wrote it; without, Python works it out."
    else:
        what = f"{name} returned {show_kind(returned)}."
    raise CheckFailed(f"{what}\nLook at: {hint}", named=NOT_TEXTS.name if returned else None)


def read_line(ground: Ground, label: str, text: str) -> Line:
    """A learner's line. Raises CheckFailed where it cannot be read, or has no value at a point."""
    at: Point | None = None
    values = []
    try:
        if not text:
            raise ExpressionError("It is empty.")
        tree = parse(text)
        for at in ground.points:
            values.append(evaluate(tree, at, ground.where, text))
    except ExpressionError as error:
        part, caret = _around(text, error.column)
        shown = [f"{ground.name}: {label} cannot be {'read' if at is None else 'worked out'}.", f"  {label}   {part}"]
        shown.append(f"  {' ' * len(label)}   {' ' * caret}^")
        raise CheckFailed("\n".join([*shown, f"  {error.message}"]), named=LINE_UNREADABLE.name) from None
    return Line(label, text, tree, tuple(values))


def _around(text: str, column: int) -> tuple[str, int]:
    """A text that fits on the screen, and where the column is in it."""
    if len(text) <= SHOWN_CHARACTERS:
        return text, column
    first = max(0, min(column - SHOWN_CHARACTERS // 2, len(text) - SHOWN_CHARACTERS))
    return text[first : first + SHOWN_CHARACTERS], column - first
