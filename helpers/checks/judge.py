"""Judging an answer: call it on every input, hold what it returns against the right values, and keep what was seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.call import Outcome, call
from helpers.checks.cases import Case
from helpers.checks.compare import compare
from helpers.checks.explain import Part, refuse_finite_differences
from helpers.checks.failure import CheckFailed
from helpers.checks.show import show_case, show_kind
from helpers.equal import Tolerance
from helpers.mistakes.plain import KEYS_MISSING, OVERFLOW


@dataclass(frozen=True)
class Answered:
    """What a check makes of an answer's values: right; or stopped or refused by a failure; or wrong in the table."""

    values: Sequence[Any] = ()
    notes: Sequence[str] = ()
    table: Sequence[list[Part]] = ()
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
    """The inputs and right values of a check, with a tolerance for each input; see `check`."""

    name: str
    cases: Sequence[Case]
    rights: Sequence[Any]
    names: Sequence[str]
    tolerances: Sequence[Tolerance]
    derived: bool
    warnings_allowed: bool
    look: str | Mapping[str, str]
    seconds: float

    def ask(self, function: Callable[..., Any]) -> Answered:
        """Call the function on every input, and judge what it returns."""
        try:
            outcomes = [call(function, case, self.seconds) for case in self.cases]
        except (CheckFailed, NotImplementedError) as failure:
            return Answered(stopped=failure)
        values, notes = [outcome.value for outcome in outcomes], _warnings(outcomes)
        try:
            table = [
                _parts(self.name, case, got, right, self.names, tolerance)
                for case, got, right, tolerance in zip(self.cases, values, self.rights, self.tolerances, strict=True)
            ]
        except CheckFailed as failure:
            return Answered(values, notes, misshapen=failure)
        refused = self._refused(table, notes)
        return Answered(values, [*notes, *_near_the_limit(outcomes, self.seconds)], table, refused=refused)

    def _refused(self, table: list[list[Part]], notes: Sequence[str]) -> CheckFailed | None:
        if notes and not self.warnings_allowed:
            return CheckFailed(
                f"{self.name} printed a warning, and this exercise asks for none.\n  {notes[0]}\n"
                f"Look at: {self.look or 'for which inputs does an intermediate value grow too large?'}",
                named=OVERFLOW.name if any("overflow" in said for said in notes) else None,
            )
        if self.derived:
            try:
                refuse_finite_differences(self.name, self.cases, table)
            except CheckFailed as failure:
                return failure
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
    return [
        part
        for label, entry, value in zip(labels, entries, right, strict=True)
        for part in (
            _parts(label, case, entry, value, (), tolerance)
            if isinstance(value, Mapping)
            else [Part(label, entry, value, compare(entry, value, tolerance))]
        )
    ]


def _refuse_missing_keys(name: str, case: Case, got: Any, right: Mapping[Any, Any]) -> None:
    """Raise CheckFailed unless `got` is a dict that has the keys of `right`. More keys than that do no harm."""
    keys = ", ".join(f'"{key}"' for key in right)
    shown = [f"  on {show_case(case)}", f"  yours     {show_kind(got)}", f"  expected  {show_kind(right)}"]
    if not isinstance(got, Mapping):
        look = "does it end with `return`?" if got is None else 'curly brackets make a dict: {"name": value, ...}.'
        raise CheckFailed("\n".join([f"{name} should be a dict with the keys {keys}.", *shown, f"Look at: {look}"]))
    missing = [key for key in right if key not in got]
    if missing:
        lacks = " and ".join(f'"{key}"' for key in missing)
        said = f"{name} has no {lacks}."
        extra = [f'"{key}"' for key in got if key not in right]
        look = (
            f"the spelling: there is {' and '.join(extra)}, which nobody asked for."
            if extra
            else "the keys of the dict."
        )
        raise CheckFailed("\n".join([said, *shown, f"Look at: {look}"]), named=KEYS_MISSING.name)


def _warnings(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings))


def _near_the_limit(outcomes: Sequence[Outcome], seconds: float) -> list[str]:
    longest = max(outcome.seconds for outcome in outcomes)
    return [f"one call took {longest:.0f} s, and the check waits {seconds:g} s for it"] if longest > seconds / 4 else []
