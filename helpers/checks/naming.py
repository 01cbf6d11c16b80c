"""Look up a failing answer in the catalogue of mistakes. Its models load on demand: a passing check needs none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.checks.cases import Case
from helpers.equal import NEAR, same
from helpers.mistakes import Diagnosis, Findings, fitting, model_of
from helpers.mistakes.plain import ENDS_EARLY, OTHER_ARRAY, OTHER_WORD, SAME_ANSWER

# Two answers can be equal by chance.
ENOUGH = 3
MOST_ARRAYS = 100


@dataclass(frozen=True)
class Naming:
    """What the catalogue says about a failing answer; the default is that it has nothing on this exercise.

    findings: what fits, None where the exercise has no model. steps: per case, what a right answer computes on its way.
    failed: a sentence on the error that ended the search, if one did.
    """

    findings: Findings | None = None
    steps: Sequence[Mapping[str, Any]] = ()
    failed: str = ""

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The one diagnosis that fits, or None."""
        return self.findings.only if self.findings else None

    @property
    def honest_words(self) -> str:
        """What to say where no mistake is named: that none fits, or that several do; empty where that is not known."""
        if self.findings is None or self.diagnosis:
            return ""
        if self.findings.diagnoses:
            return "More than one of the mistakes that the course knows would give exactly this."
        return "This is none of the mistakes that the course knows." if self.findings.complete else ""


def name_mistake(reference: str, cases: Sequence[Case], returned: Sequence[Any]) -> Naming:
    """Look for the mistake of an answer to the exercise whose reference function has this name ("" for none)."""
    # An exception in the catalogue costs the name only: the message still has the numbers.
    try:
        if reference and returned and all(value is None for value in returned):
            from helpers.mistakes.common import NOTHING_RETURNED

            return Naming(Findings((Diagnosis((NOTHING_RETURNED,)),)))
        model = model_of(reference) if reference else None
        if model is None or not model.faults:
            return Naming()
        inputs = [tuple(case.values()) for case in cases]
        findings = fitting(model, inputs, returned)
        known = [model.environment(values) for values in inputs]
        if not findings.diagnoses:
            shown = in_common(returned, [model.returned(one) for one in known])
            findings = replace(findings, diagnoses=(shown,)) if shown else findings
        return Naming(findings, known)
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Naming(
            failed=f"The search for the mistake's name failed ({reason}). Please report that, with your answer."
        )


# Mistakes that no model gives, recognised by what all returned values have in common.


def in_common(returned: Sequence[Any], rights: Sequence[Any]) -> Diagnosis | None:
    """The mistake that `returned` shows beside the right values, case by case; None where it shows none."""
    for mistake, shown in ((OTHER_WORD, _other_word), (SAME_ANSWER, _same_answer), (ENDS_EARLY, _ends_early)):
        if shown(returned, rights):
            return Diagnosis((mistake,))
    return None


def _same_answer(returned: Sequence[Any], rights: Sequence[Any]) -> bool:
    return (
        len(returned) >= ENOUGH
        and returned[0] is not None
        and all(same(value, returned[0]) for value in returned[1:])
        and not all(same(value, rights[0], NEAR) for value in rights[1:])
    )


def _ends_early(returned: Sequence[Any], rights: Sequence[Any]) -> bool:
    """Whether each is the beginning of the right list, and one at least lacks entries."""
    shorter = 0
    for got, right in zip(returned, rights, strict=True):
        if not isinstance(got, list | np.ndarray) or not isinstance(right, np.ndarray):
            return False
        if np.ndim(got) != right.ndim or right.ndim == 0 or not 0 < len(got) <= len(right):
            return False
        if not same(got, right[: len(got)], NEAR):
            return False
        shorter += len(got) < len(right)
    return shorter > 0 and max(map(len, returned)) >= ENOUGH


def _other_word(returned: Sequence[Any], rights: Sequence[Any]) -> bool:
    """Whether only texts differ, and each right text has one text of the learner's in its place, and none another's."""
    words: dict[str, str] = {}
    for got, right in zip(returned, rights, strict=True):
        values, wanted = (one if isinstance(one, tuple) else (one,) for one in (got, right))
        if len(values) != len(wanted):
            return False
        for value, wish in zip(values, wanted, strict=True):
            if not isinstance(wish, str):
                if not same(value, wish, NEAR):
                    return False
            elif not isinstance(value, str) or words.setdefault(wish, value) != value:
                return False
    changed = {right: got for right, got in words.items() if not same(got, right)}
    return bool(changed) and len(words) > 1 and len({*words.values(), *changed}) == len(words) + len(changed)


def other_array(
    rule: Callable[..., Any], keys: Sequence[str], known: Sequence[Mapping[str, Any]], returned: Sequence[Any]
) -> Diagnosis | None:
    """Whether `returned` is what `rule` gives with another array in the place of one of its inputs.

    keys: the names of the right inputs. known: per case, all arrays by name. None where none or several fit.
    """
    names = [name for name in known[0] if all(name in row for row in known)]
    # A learner's dicts may hold any number of arrays. Among so many, one would fit by chance, after a long search.
    if len(names) > MOST_ARRAYS:
        return None
    fitting = [
        name
        for at, key in enumerate(keys)
        for name in names
        if name != key and _explains(rule, [*keys[:at], name, *keys[at + 1 :]], known, returned)
    ]
    if len(fitting) != 1:
        return None
    return Diagnosis((replace(OTHER_ARRAY, said=f"It is what comes out with {fitting[0]} in another one's place."),))


def _explains(
    rule: Callable[..., Any], chosen: Sequence[str], known: Sequence[Mapping[str, Any]], returned: Sequence[Any]
) -> bool:
    return all(
        same(got, _result(rule, [row.get(name) for name in chosen]), NEAR)
        for got, row in zip(returned, known, strict=True)
    )


def _result(rule: Callable[..., Any], given: Sequence[Any]) -> Any:
    try:
        return rule(*given)
    # Shapes that do not fit: then this is not what the learner did.
    except Exception:
        return None
