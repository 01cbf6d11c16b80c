"""Judging an answer: call it on every input, hold what it returns against the right values, and keep what was seen."""

import contextlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.checks.call import call
from helpers.checks.cases import Case
from helpers.checks.compare import Difference, as_numbers, compare
from helpers.checks.earlier import right_ones_in_place
from helpers.checks.failure import CheckFailed
from helpers.checks.limit import SECONDS
from helpers.checks.show import show_case, show_kind
from helpers.equal import RIGHT, Tolerance
from helpers.mistakes.plain import ENDLESS, FEW_DIGITS, KEYS_MISSING, OVERFLOW, QUOTIENT

# A formula is right to about 1e-15 and a central difference to about 1e-10; one this far off is neither.
_ROUND_OFF, _NOT_EVEN_A_DIFFERENCE = 1e-11, 1e-4


@dataclass(frozen=True)
class Part:
    """One named value that the function returned on one input, beside the expected one."""

    name: str
    got: Any
    right: Any
    difference: Difference | None


Table = Sequence[Sequence[Part]]


@dataclass(frozen=True)
class Answered:
    """What a check makes of an answer's values: right; or stopped or refused by a failure; or wrong in the table.

    table: a row for each case. misshapen: the failure where not even the number of values, or a key, is right.
    """

    values: Sequence[Any] = ()
    notes: Sequence[str] = ()
    table: Table = ()
    stopped: CheckFailed | NotImplementedError | None = None
    misshapen: CheckFailed | None = None
    refused: CheckFailed | None = None

    @property
    def right(self) -> bool:
        """Whether every value on every input is right, and nothing is refused."""
        failed = self.stopped or self.misshapen or self.refused
        return not failed and all(part.difference is None for row in self.table for part in row)


@dataclass(frozen=True)
class Judge:
    """The inputs of a check, with the right value for each; the options are those of `check`."""

    name: str
    cases: Sequence[Case]
    rights: Sequence[Any]
    names: Sequence[str] = ()
    tolerance: float = RIGHT.relative
    absolute: Sequence[float] = ()
    derived: bool = False
    warnings_allowed: bool = True
    look: str | Mapping[str, str] = ""
    seconds: float = SECONDS

    def ask(self, function: Callable[..., Any]) -> Answered:
        """Call the function on every input, and judge what it returns."""
        try:
            outcomes = [call(function, case, self.seconds) for case in self.cases]
        except (CheckFailed, NotImplementedError) as failure:
            return Answered(stopped=failure)
        values = [outcome.value for outcome in outcomes]
        notes = list(dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings))
        tolerances = [replace(RIGHT, relative=self.tolerance, absolute=slack) for slack in self.absolute]
        tolerances = tolerances or [replace(RIGHT, relative=self.tolerance)] * len(values)
        compared = zip(self.cases, values, self.rights, tolerances, strict=True)
        try:
            table = [_parts(self.name, case, got, right, self.names, allowed) for case, got, right, allowed in compared]
        except CheckFailed as failure:
            return Answered(values, notes, misshapen=failure)
        refused = self._warning_refused(notes) or (self._difference_refused(table) if self.derived else None)
        longest = max(outcome.seconds for outcome in outcomes)
        if longest > self.seconds / 4:
            notes.append(f"one call took {longest:.0f} s, and the check waits {self.seconds:g} s for it")
        return Answered(values, notes, table, refused=refused)

    def ask_with_right_ones(self, function: Callable[..., Any], earlier: Sequence[str], own: Answered) -> Answered:
        """The same with right earlier answers in place of the learner's. What it prints is not shown again.

        own: what it gave with the learner's. After an endless loop it is not called again, and `own` is returned.
        """
        if isinstance(own.stopped, CheckFailed) and own.stopped.named == ENDLESS.name:
            return own
        with contextlib.redirect_stdout(io.StringIO()), right_ones_in_place(function, earlier):
            return self.ask(function)

    def _warning_refused(self, notes: Sequence[str]) -> CheckFailed | None:
        if self.warnings_allowed or not notes:
            return None
        return CheckFailed(
            f"{self.name} printed a warning, and this exercise asks for none.\n  {notes[0]}\n"
            f"Look at: {self.look or 'for which inputs does an intermediate value grow too large?'}",
            named=OVERFLOW.name if any("overflow" in said for said in notes) else None,
        )

    def _difference_refused(self, table: Table) -> CheckFailed | None:
        """The failure where every value is nearly right and one of them bears the error of a finite difference.

        So it is told by its digits, in every type of number: float32 has too few of them to tell, and is refused. What
        has a formula's digits by other means, the complex step or a difference where it is exact, cannot be told from
        one.
        """
        worst, at, short = 0.0, self.cases[0], ""
        for case, part in ((case, part) for case, row in zip(self.cases, table, strict=True) for part in row):
            values, right = as_numbers(part.got), np.asarray(part.right)
            if values is None and part.difference is None:
                continue  # a text, or whether something holds
            if values is None or values.shape != right.shape or not values.size or not np.all(np.isfinite(values)):
                return None  # something else is wrong
            if values.dtype.kind == "f" and values.dtype.itemsize < 8:
                if part.difference:
                    return None
                short = short or f"{'' if part.name == self.name else part.name + ', '}{values.dtype}"
                continue
            off = np.max(np.abs(values.astype(np.float64) - right))
            error = float(off / (np.max(np.abs(right)) or 1.0))
            if error > worst:
                worst, at = error, case
        if short and worst < _NOT_EVEN_A_DIFFERENCE:
            return CheckFailed(
                f"{self.name} has too few digits ({short}).\n"
                f"This exercise asks for a formula, which is known by its fifteen digits. float32 has seven of them.\n"
                f"Look at: where does float32 come from? NumPy's own numbers, float64, have them all: leave the dtype "
                "out.",
                named=FEW_DIGITS.name,
            )
        if _ROUND_OFF < worst < _NOT_EVEN_A_DIFFERENCE:
            return CheckFailed(
                f"{self.name} is nearly right, but not as a formula is.\n"
                f"  on {show_case(at)}\n"
                f"  relative error {worst:.0e}, where a formula gives about 1e-15\n"
                f"This is the accuracy of a difference quotient such as (f(x + h) - f(x - h)) / (2 * h).\n"
                f"It is a good judge, and this exercise asks for what it judges.\n"
                f"Look at: the derivation above. Write its last line as code. Is a constant in it rounded?",
                named=QUOTIENT.name,
            )
        return None


def _parts(name: str, case: Case, got: Any, right: Any, names: Sequence[str], tolerance: Tolerance) -> list[Part]:
    """One Part per value returned. Raises CheckFailed where not even the number of values, or a key, is right."""
    if isinstance(right, Mapping):
        _refuse_missing_keys(name, case, got, right)
        return [Part(str(key), got[key], right[key], compare(got[key], right[key], tolerance)) for key in right]
    if not isinstance(right, tuple):
        return [Part(name, got, right, compare(got, right, tolerance))]
    labels = names or [f"value {position} of {len(right)}" for position in range(1, len(right) + 1)]
    entries = list(got) if isinstance(got, tuple | list) or (isinstance(got, np.ndarray) and got.ndim) else None
    if entries is None or len(entries) != len(right):
        hint = "does the function end with `return`?" if got is None else "put commas between them after `return`."
        raise CheckFailed(
            f"{name} should return {len(right)} values: {', '.join(labels)}.\n"
            f"  on {show_case(case)}\n"
            f"  yours     {show_kind(got)}\n"
            f"Look at: {hint}"
        )
    parts: list[Part] = []
    for label, entry, value in zip(labels, entries, right, strict=True):
        if isinstance(value, Mapping):
            parts += _parts(label, case, entry, value, (), tolerance)
        else:
            parts.append(Part(label, entry, value, compare(entry, value, tolerance)))
    return parts


def _refuse_missing_keys(name: str, case: Case, got: Any, right: Mapping[Any, Any]) -> None:
    """Raise CheckFailed unless `got` is a dict that has the keys of `right`. More keys than that do no harm."""

    def quoted(keys: Sequence[Any], between: str = " and ") -> str:
        return between.join(f'"{key}"' for key in keys)

    shown = f"  on {show_case(case)}\n  yours     {show_kind(got)}\n  expected  {show_kind(right)}\nLook at: "
    if not isinstance(got, Mapping):
        look = "does it end with `return`?" if got is None else 'curly brackets make a dict: {"name": value, ...}.'
        raise CheckFailed(f"{name} should be a dict with the keys {quoted(list(right), ', ')}.\n{shown}{look}")
    missing = [key for key in right if key not in got]
    if missing:
        extra = [key for key in got if key not in right]
        look = f"the spelling: there is {quoted(extra)}, which nobody asked for." if extra else "the keys of the dict."
        raise CheckFailed(f"{name} has no {quoted(missing)}.\n{shown}{look}", named=KEYS_MISSING.name)
