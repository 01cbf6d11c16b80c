"""What a failing check says: the first difference, what is right beside it, and what all inputs have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.cases import Case
from helpers.checks.compare import Difference
from helpers.checks.failure import CheckFailed
from helpers.checks.naming import Naming
from helpers.checks.patterns import observe
from helpers.checks.show import listed, show_case
from helpers.mistakes import Diagnosis
from helpers.mistakes.plain import FEW_DIGITS, QUOTIENT


@dataclass(frozen=True)
class Part:
    """One named value that the function returned on one input, beside the expected one."""

    name: str
    got: Any
    right: Any
    difference: Difference | None


NOTHING_KNOWN = Naming()

# A formula is right to about 1e-15 and a central difference to about 1e-10; one this far off is neither.
_ROUND_OFF, _NOT_EVEN_A_DIFFERENCE = 1e-11, 1e-4


def refuse_finite_differences(name: str, cases: Sequence[Case], table: list[list[Part]]) -> None:
    """Raise CheckFailed where every value is nearly right and one of them bears the error of a finite difference.

    So it is told by its digits, in every type of number: float32 has too few of them to tell, and is refused. What has
    a formula's digits by other means, the complex step or a difference where it is exact, cannot be told from one.
    """
    worst, at, short = 0.0, cases[0], ""
    for case, parts in zip(cases, table, strict=True):
        for part in parts:
            got, right = np.asarray(part.got), np.asarray(part.right)
            if got.dtype.kind not in "fiuO" and part.difference is None:
                continue  # a text, or whether something holds
            if got.dtype.kind not in "fiuO" or got.shape != right.shape or got.size == 0:
                return  # something else is wrong
            try:
                values = got.astype(np.float64)
            except (ValueError, TypeError):
                return
            if not np.all(np.isfinite(values)):
                return
            if got.dtype.kind == "f" and got.dtype.itemsize < 8:
                if part.difference is not None:
                    return
                short = short or f"{'' if part.name == name else part.name + ', '}{got.dtype}"
                continue
            error = float(np.max(np.abs(values - right)) / (np.max(np.abs(right)) or 1.0))
            if error > worst:
                worst, at = error, case
    if short and worst < _NOT_EVEN_A_DIFFERENCE:
        raise CheckFailed(
            f"{name} has too few digits ({short}).\n"
            f"This exercise asks for a formula, which is known by its fifteen digits. float32 has seven of them.\n"
            f"Look at: where does float32 come from? NumPy's own numbers, float64, have them all: leave the dtype out.",
            named=FEW_DIGITS.name,
        )
    if _ROUND_OFF < worst < _NOT_EVEN_A_DIFFERENCE:
        raise CheckFailed(
            f"{name} is nearly right, but not as a formula is.\n"
            f"  on {show_case(at)}\n"
            f"  relative error {worst:.0e}, where a formula gives about 1e-15\n"
            f"This is the accuracy of a difference quotient such as (f(x + h) - f(x - h)) / (2 * h).\n"
            f"It is a good judge, and this exercise asks for what it judges.\n"
            f"Look at: the derivation above. Write its last line as code. Is a constant in it rounded?",
            named=QUOTIENT.name,
        )


def explain(
    name: str,
    cases: Sequence[Case],
    table: list[list[Part]],
    look: str | Mapping[str, str],
    further: list[str],
    naming: Naming = NOTHING_KNOWN,
) -> str:
    """The message about the first wrong value in `table` (a row for each case, in it each value).

    look: what to look at next, where the difference itself does not tell; one text, or one for each named value.
    further: lines to add. naming: what the catalogue of mistakes says; where it names one, the message leads with it.
    """
    row = next(at for at, parts in enumerate(table) if any(part.difference for part in parts))
    column, wrong = next((at, part) for at, part in enumerate(table[row]) if part.difference)
    difference = wrong.difference
    assert difference is not None
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
        return lead_with(name, naming.diagnosis, [*where, *lines[1:], *further])
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
    # What a wrong shape or kind is, the first line has said.
    if naming.honest_words and not seen and difference.numbers_only:
        lines.append(naming.honest_words)
    lines += _integer_inputs(cases[row]) if difference.numbers_only else []
    lines += further
    next_look = difference.look or (look if isinstance(look, str) else look.get(wrong.name, ""))
    if next_look:
        lines.append(f"Look at: {next_look}")
    return "\n".join(lines)


def lead_with(name: str, named: Diagnosis, numbers: Sequence[str]) -> str:
    """A message that begins with the mistake's name and a sentence on it, then `numbers`, and ends with a question."""
    if len(named.mistakes) == 1:
        first = f"{name}: {named.name}."
    else:
        first = f"{name}: {'two' if len(named.mistakes) == 2 else len(named.mistakes)} mistakes, {named.name}."
    said = [mistake.said for mistake in named.mistakes]
    return "\n".join([first, *said, *numbers, *(f"Think: {mistake.think}" for mistake in named.mistakes)])


def _like(wrong: Part, column: int, parts: list[Part]) -> list[Part]:
    """The value of another case that belongs to `wrong`: dicts of several cases need not have the same keys."""
    if column < len(parts) and parts[column].name == wrong.name:
        return [parts[column]]
    return [part for part in parts if part.name == wrong.name][:1]


def _the_others(parts: list[Part], column: int) -> list[str]:
    """Which of the other values of the same call are right: it tells where the mistake is not."""
    others = [part for at, part in enumerate(parts) if at != column]
    right = [part.name for part in others if part.difference is None]
    wrong = [part.name for part in others if part.difference is not None]
    lines = []
    if right:
        lines.append(f"{listed(right)} {'is' if len(right) == 1 else 'are'} right.")
    if wrong:
        lines.append(f"{listed(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong too.")
    return lines


def _integer_inputs(case: Case) -> list[str]:
    arrays = {key: value for key, value in case.items() if isinstance(value, np.ndarray)}
    whole = [key for key, value in arrays.items() if value.dtype.kind in "iu"]
    # Beside arrays of other numbers, whole ones are labels or places, of which nobody makes room for fractions.
    if not whole or len(whole) < len(arrays):
        return []
    return [f"Here {listed(whole)} holds whole numbers: an array made from it by copying cuts off every fraction."]


def count(number: int, noun: str) -> str:
    """`1 input`, `all 5 inputs`."""
    return f"{number} {noun}" if number == 1 else f"all {number} {noun}s"
