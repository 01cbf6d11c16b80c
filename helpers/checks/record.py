"""The JSON record that each check publishes while a notebook is graded; in a learner's own notebook there is none.

The grader stores it (helpers.checks.grader) as a display of a MIME type that no page shows. It holds inputs and
returned values, so that a mistake added to the catalogue later can be matched without running the answer again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.checks.cases import Case
from helpers.checks.failure import CheckFailed, Stopped
from helpers.checks.grader import hooks
from helpers.checks.naming import Naming
from helpers.mistakes.model import Mistake

MIME = "application/vnd.backprop-by-hand.check+json"
VERSION = 1
# Size limits of a record: numbers of one check, in whole cases from the first on, and characters of a text.
MOST_NUMBERS = 5000
MOST_CHARACTERS = 200


@dataclass
class CheckRecord:
    """The data of a running check, from which its record is made."""

    check: str
    reference: str
    cases: Sequence[Case]
    returned: Sequence[Any] = ()
    naming: Naming = field(default_factory=Naming)

    def failure(self, message: str, seen: Mistake | None = None) -> CheckFailed:
        """The failure with the name of the catalogue's mistake, else of `seen`, which a value shows by its kind."""
        known = self.naming.diagnosis or seen
        return CheckFailed(message, named=known.name if known else None)


@contextmanager
def recorded(check: str, reference: str, cases: Sequence[Case]) -> Iterator[CheckRecord]:
    """Record how the check in this `with` block ends; the block fills in the rest of the CheckRecord.

    A stub leaves no record. Raises ValueError where there are no cases.
    """
    if not cases:
        raise ValueError("a check without inputs would pass any answer")
    note = CheckRecord(check, reference, cases)
    try:
        yield note
    except CheckFailed as failure:
        _publish(note, passed=False, plain=failure.named)
        raise
    except Stopped:
        raise
    except KeyboardInterrupt:
        raise Stopped(f"You stopped the check of {check} while it looked at what was returned. Run it again.") from None
    _publish(note, passed=True)


def _publish(note: CheckRecord, passed: bool, plain: str | None = None) -> None:
    # An error while recording must not cost the learner a point.
    with suppress(Exception):
        if hooks().records:
            hooks().publish(as_record(note, passed, plain))


def as_record(note: CheckRecord, passed: bool, plain: str | None = None) -> dict[str, Any]:
    """The record as plain JSON. Of a check that passed, only that it did.

    plain: the name of a mistake that was seen without the catalogue's models.
    mistakes: the names, None where none was named. abstained: none was named though the exercise has a catalogue.
    candidates: all that fit, where several did. stopped: nothing was returned.
    cases: how many there were; `inputs` and `returned` have the first of them. names: the inputs in order.
    """
    record = {"version": VERSION, "check": note.check[:MOST_CHARACTERS], "reference": note.reference, "passed": passed}
    if passed:
        return record
    diagnosis, findings = note.naming.diagnosis, note.naming.findings
    kept = _within_bounds(note.cases, note.returned)
    return record | {
        "mistakes": [mistake.name for mistake in diagnosis.mistakes] if diagnosis else [plain] if plain else None,
        "abstained": findings is not None and diagnosis is None,
        "candidates": [found.name for found in findings.diagnoses] if findings and not diagnosis else [],
        "stopped": not note.returned,
        "cases": len(note.cases),
        # A notebook sorts the keys of what it keeps, and the order of the inputs matters.
        "names": list(note.cases[0]) if note.cases else [],
        "inputs": [as_plain(dict(case)) for case, _ in kept],
        "returned": [as_plain(value) for _, value in kept],
    }


def _within_bounds(cases: Sequence[Case], returned: Sequence[Any]) -> list[tuple[Case, Any]]:
    kept, used = [], 0
    for case, value in zip(cases, returned, strict=False):
        used += _count(case) + _count(value)
        if used > MOST_NUMBERS:
            break
        kept.append((case, value))
    return kept


def _count(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(map(_count, value.values()))
    if isinstance(value, list | tuple):
        return 1 + sum(map(_count, value))
    return int(value.size) if isinstance(value, np.ndarray) else 1


def as_plain(value: Any) -> Any:
    """`value` as JSON that `from_plain` reads back: numbers, texts, arrays, lists, tuples, dicts.

    Numbers that are not finite are texts. A function, and any other object, is kept by its name only.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else {"float": repr(value)}
    if isinstance(value, str):
        return value[:MOST_CHARACTERS]
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        return {"array": as_plain(value.ravel().tolist()), "dtype": str(value.dtype), "shape": list(value.shape)}
    if isinstance(value, Mapping):
        return {"dict": {str(key)[:MOST_CHARACTERS]: as_plain(entry) for key, entry in value.items()}}
    if isinstance(value, tuple):
        return {"tuple": [as_plain(entry) for entry in value]}
    if isinstance(value, list):
        return [as_plain(entry) for entry in value]
    return {"object": str(getattr(value, "__name__", type(value).__name__))[:MOST_CHARACTERS]}


def from_plain(plain: Any) -> Any:
    """The value that `as_plain` wrote. Raises ValueError where it was an object that cannot be restored."""
    if isinstance(plain, list):
        return [from_plain(entry) for entry in plain]
    if not isinstance(plain, dict):
        return plain
    try:
        if "array" in plain:
            numbers = np.array([float(from_plain(value)) for value in plain["array"]])
            return numbers.astype(str(plain["dtype"])).reshape([int(size) for size in plain["shape"]])
        if "float" in plain:
            return float(plain["float"])
        if "dict" in plain:
            return {key: from_plain(entry) for key, entry in plain["dict"].items()}
        if "tuple" in plain:
            return tuple(from_plain(entry) for entry in plain["tuple"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is no record of a value: {plain!r:.60}") from error
    raise ValueError(f"{plain.get('object', 'this')} was not kept, only its name")
