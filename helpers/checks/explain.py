"""What a failing check says: the first difference, what is right beside it, and what all inputs have in common."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.checks.cases import Case
from helpers.checks.failure import CheckFailed
from helpers.checks.judge import Part, Table
from helpers.checks.patterns import observe
from helpers.checks.record import CheckRecord
from helpers.checks.show import listed, listed_are, show_case
from helpers.mistakes import Diagnosis


def explain(note: CheckRecord, table: Table, look: str | Mapping[str, str], further: Sequence[str]) -> CheckFailed:
    """The failure for the first wrong value in `table`; where the catalogue names a mistake, the message leads with it.

    look: the advice, where the difference has none of its own; one text, or one for each named value.
    further: lines to add.
    """
    cases, naming = note.cases, note.naming
    row, column, wrong, difference = next(
        (row, column, part, part.difference)
        for row, parts in enumerate(table)
        for column, part in enumerate(parts)
        if part.difference
    )
    whole = len(table[row]) == 1
    lines = [
        f"{wrong.name} {difference.what}.",
        f"  on {show_case(cases[row])}",
        *(f"  {line}" for line in difference.lines),
    ]
    lines += _the_others(table[row], column)
    if naming.diagnosis:
        # The first line would have said which of several values the numbers are about.
        where = [] if whole else [f"  {wrong.name} is wrong"]
        return note.failure(lead_with(note.check, naming.diagnosis, [*where, *lines[1:], *further]))
    like = [(at, part) for at, parts in enumerate(table) for part in _like(wrong, column, parts)]
    got, right = [part.got for _, part in like], [part.right for _, part in like]
    steps = [naming.steps[at] for at, _ in like] if naming.steps else ()
    seen = None if difference.named else observe([cases[at] for at, _ in like], got, right, steps)
    right_rows = sum(part.difference is None for _, part in like)
    if seen:
        lines.append(seen)
    if right_rows:
        lines.append(f"{'It' if whole else wrong.name} is right on {right_rows} of {len(like)} inputs.")
    if wrong.got is None and right_rows:
        lines.append("On the others it returned something. Is there a case that no `return` belongs to?")
    # A wrong shape or kind is explained by the first line already.
    if naming.honest_words and not seen and difference.numbers_only:
        lines.append(naming.honest_words)
    lines += [naming.failed] if naming.failed else []
    lines += _integer_inputs(cases[row]) if difference.numbers_only else []
    lines += further
    next_look = difference.look or (look if isinstance(look, str) else look.get(wrong.name, ""))
    if next_look:
        lines.append(f"Look at: {next_look}")
    return note.failure("\n".join(lines), difference.named)


def lead_with(name: str, named: Diagnosis, numbers: Sequence[str]) -> str:
    """A message that begins with the mistake's name and a sentence on it, then `numbers`, and ends with a question."""
    if len(named.mistakes) == 1:
        first = f"{name}: {named.name}."
    else:
        first = f"{name}: {'two' if len(named.mistakes) == 2 else len(named.mistakes)} mistakes, {named.name}."
    said = [mistake.said for mistake in named.mistakes]
    return "\n".join([first, *said, *numbers, *(f"Think: {mistake.think}" for mistake in named.mistakes)])


def _like(wrong: Part, column: int, parts: Sequence[Part]) -> list[Part]:
    """The value of another case that belongs to `wrong`: dicts of several cases need not have the same keys."""
    if column < len(parts) and parts[column].name == wrong.name:
        return [parts[column]]
    return [part for part in parts if part.name == wrong.name][:1]


def _the_others(parts: Sequence[Part], column: int) -> list[str]:
    """Which other values of the same call are right, and which are wrong: it narrows down where the mistake is."""
    others = [part for at, part in enumerate(parts) if at != column]
    right = [part.name for part in others if part.difference is None]
    wrong = [part.name for part in others if part.difference]
    return [f"{listed_are(names)} {how}." for names, how in ((right, "right"), (wrong, "wrong too")) if names]


def _integer_inputs(case: Case) -> list[str]:
    arrays = {key: value for key, value in case.items() if isinstance(value, np.ndarray)}
    whole = [key for key, value in arrays.items() if value.dtype.kind in "iu"]
    # Beside float arrays, integer arrays are labels or indices, and nobody copies those to hold fractions.
    if not whole or len(whole) < len(arrays):
        return []
    return [f"Here {listed(whole)} holds whole numbers: an array made from it by copying cuts off every fraction."]
