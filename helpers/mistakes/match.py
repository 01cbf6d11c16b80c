"""Which known mistake explains what a learner returned? One that does so on every input, or none.

Singles are tried first, then pairs, then edits that rules make of the steps.
Where two different mistakes would give the same values, none is named: a wrong name is worse than none.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from helpers.equal import NEAR, SEPARATION, same
from helpers.mistakes.generated import generated
from helpers.mistakes.model import Fault, Mistake, Model
from helpers.mistakes.words import mistake_of

# A learner waits for the check. The bound is a number of attempts, so that every machine gives the same name. An
# attempt is one mistake, or a pair, on one input; the largest model needs 3,500.
TRIES = 20_000

# Numbers that have to be explained: one or two, some edit would give by chance.
ENOUGH = 3

Faults = tuple[Fault, ...]
_Found = dict[tuple[str, ...], tuple[Mistake, ...]]  # by name


@dataclass(frozen=True)
class Diagnosis:
    """One or more mistakes which together give exactly what the learner returned, on every input."""

    mistakes: tuple[Mistake, ...]

    @property
    def name(self) -> str:
        """The names, joined by "and"."""
        return " and ".join(mistake.name for mistake in self.mistakes)


@dataclass(frozen=True)
class Findings:
    """All diagnoses that fit.

    complete: everything in the catalogue was tried, singles and pairs.
    """

    diagnoses: tuple[Diagnosis, ...] = ()
    complete: bool = True

    @property
    def only(self) -> Diagnosis | None:
        """The diagnosis, where exactly one fits."""
        return self.diagnoses[0] if len(self.diagnoses) == 1 else None


def diagnose(
    model: Model,
    inputs: Sequence[Sequence[Any]],
    returned: Sequence[Any],
    tries: int = TRIES,
) -> Diagnosis | None:
    """The diagnosis that explains `returned` on all `inputs`, or None where none does or several do.

    inputs: per case, the values in the order of model.inputs. returned: per case, what the learner's function returned.
    tries: attempts, after which the search ends without a diagnosis.
    """
    return fitting(model, inputs, returned, tries).only


def fitting(
    model: Model,
    inputs: Sequence[Sequence[Any]],
    returned: Sequence[Any],
    tries: int = TRIES,
) -> Findings:
    """All diagnoses that explain `returned`, as `diagnose` does: singles, or pairs where no single explains it."""
    if not inputs or len(inputs) != len(returned):
        return Findings(complete=False)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return _search(model, inputs, returned, _Tries(tries))
        except _TooManyError:
            return Findings(complete=False)


class _TooManyError(Exception):
    """The search took more attempts than it may."""


class _Tries:
    """The attempts that are left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def each(self, candidates: Iterable[Any]) -> Iterator[Any]:
        """Yield the candidates, an attempt each. Raises _TooManyError when none is left."""
        for candidate in candidates:
            self.left -= 1
            if self.left < 0:
                raise _TooManyError
            yield candidate


@dataclass(frozen=True)
class _Case:
    """One input: the right environment, the right answer, and what was returned (without keys nobody asked for)."""

    known: Mapping[str, Any]
    right: Any
    got: Any
    size: int  # numbers in the environment

    @property
    def is_wrong(self) -> bool:
        return not same(self.got, self.right, NEAR)


def _search(
    model: Model,
    inputs: Sequence[Sequence[Any]],
    returned: Sequence[Any],
    tries: _Tries,
) -> Findings:
    cases = [_case(model, values, got) for values, got in zip(inputs, returned, strict=True)]
    wrong = [case for case in cases if case.is_wrong]
    if not wrong:
        return Findings(complete=False)
    # Most faults are ruled out on one input: the smallest among those that can tell.
    first = min(wrong, key=lambda case: case.size)
    cases = [first, *(case for case in cases if case is not first)]
    singles = {fault: model.vary(first.known, fault) for fault in tries.each(model.faults)}
    candidates = [((fault,), model.returned(known)) for fault, known in singles.items()]
    candidates += [(group, model.returned(_varied(model, first.known, group))) for group in tries.each(_groups(model))]
    found = _explaining(model, candidates, cases, tries)
    if not found and not _says_little(model, cases):
        found = _explaining(model, _pairs(model, singles, tries), cases, tries) or _by_rule(model, cases, tries)
    return Findings(tuple(Diagnosis(mistakes) for mistakes in found.values()))


def _by_rule(model: Model, cases: Sequence[_Case], tries: _Tries) -> _Found:
    """The mistake that the cheapest edit of a step gives; where edits of one kind fit, what they share."""
    if sum(_size(case.got) for case in cases if case.is_wrong) < ENOUGH:
        return {}
    for made in generated(model):
        groups = (*((fault,) for fault in made.model.faults), *_groups(made.model))
        candidates = (
            (group, made.model.returned(_varied(made.model, cases[0].known, group))) for group in tries.each(groups)
        )
        found = _explaining(made.model, candidates, cases, tries)
        kinds = {made.kinds[fault] for fault in made.model.faults if (fault.mistake.name,) in found}
        if len(found) > 1 and len(kinds) == 1:
            shared = mistake_of(kinds.pop())
            return {(shared.name,): (shared,)}
        if found:
            return found
    return {}


def _says_little(model: Model, cases: Sequence[_Case]) -> bool:
    """Whether each part that was returned is 0, or one of the inputs, every time: many pairs would give that."""
    rows = [case.got if isinstance(case.got, tuple) else (case.got,) for case in cases]
    if len({len(row) for row in rows}) != 1:
        return False
    inputs = [[case.known[name] for case in cases] for name in model.inputs]
    return all(
        all(map(_is_zero, part)) or any(all(map(same, part, values)) for values in inputs)
        for part in zip(*rows, strict=True)
    )


def _is_zero(value: Any) -> bool:
    return isinstance(value, int | float | np.ndarray | np.number) and not np.any(value)


def _case(model: Model, values: Sequence[Any], got: Any) -> _Case:
    known = model.environment(values)
    right = model.returned(known)
    return _Case(known, right, _asked_for(got, right), sum(map(_size, known.values())))


def _size(value: Any) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else None
    if parts is not None:
        return sum(map(_size, parts))
    return value.size if isinstance(value, np.ndarray) else 1


def _groups(model: Model) -> Iterator[Faults]:
    """All faults of one name, where it stands for several steps: the same mistake, made wherever it can be made."""
    names = dict.fromkeys(fault.mistake.name for fault in model.faults)
    for name in names:
        group = tuple(fault for fault in model.faults if fault.mistake.name == name)
        if len(group) > 1 and len({fault.step for fault in group}) == len(group):
            yield group


def _pairs(model: Model, singles: Mapping[Fault, Mapping[str, Any]], tries: _Tries) -> Iterator[tuple[Faults, Any]]:
    """Every pair with what it returns on the first input; faults of the same step in both orders."""
    faults = sorted(model.faults, key=lambda fault: model.position(fault.step))
    for first, second in tries.each(combinations(faults, 2)):
        yield (first, second), model.returned(model.vary(singles[first], second))
        if first.step == second.step:
            yield (second, first), model.returned(model.vary(singles[second], first))


def _varied(model: Model, known: Mapping[str, Any], faults: Faults) -> Mapping[str, Any]:
    for fault in sorted(faults, key=lambda fault: model.position(fault.step)):
        known = model.vary(known, fault)
    return known


def _explaining(model: Model, candidates: Any, cases: Sequence[_Case], tries: _Tries) -> _Found:
    """The mistakes of candidates that fit on every input, by name; none unless one of them fits up to round-off."""
    found: _Found = {}
    exactly = False
    first, *others = cases
    for faults, value in candidates:
        if not same(first.got, value, NEAR):
            continue
        values = [value]
        for case in tries.each(others):
            values.append(model.returned(_varied(model, case.known, faults)))
            if not same(case.got, values[-1], NEAR):
                break
        else:
            # Two faults that cancel give the right answer, and explain nothing.
            if all(same(case.right, value, SEPARATION) for case, value in zip(cases, values, strict=True)):
                continue
            mistakes = _distinct(faults)
            found[tuple(sorted(mistake.name for mistake in mistakes))] = mistakes
            exactly |= all(same(case.got, value) for case, value in zip(cases, values, strict=True))
    return found if exactly else {}


def _distinct(faults: Faults) -> tuple[Mistake, ...]:
    return tuple({fault.mistake.name: fault.mistake for fault in faults}.values())


def _asked_for(got: Any, right: Any) -> Any:
    """`got` without keys that the right answer does not have: more of them do no harm."""
    if isinstance(right, Mapping) and isinstance(got, Mapping):
        return {key: _asked_for(got[key], value) for key, value in right.items() if key in got}
    if isinstance(right, tuple) and isinstance(got, tuple | list) and len(got) == len(right):
        return tuple(_asked_for(a, b) for a, b in zip(got, right, strict=True))
    return got
