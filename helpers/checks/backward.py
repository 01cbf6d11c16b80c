"""Judging a whole backward pass: all of it with right earlier answers, and each part by what the parts before it imply.

A mistake in dZ2 makes dW2, db2 and everything before them wrong. What is looked for is the first part that is wrong by
itself. And a backward pass that is right for a cost that is a multiple of the right one is right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.checks.call import call, name_of
from helpers.checks.cases import Case
from helpers.checks.compare import Difference, compare
from helpers.checks.earlier import reference_function, right_ones_in_place
from helpers.checks.explain import lead_with
from helpers.checks.failure import CheckFailed
from helpers.checks.naming import Naming, name_mistake
from helpers.checks.record import CheckRecord, recorded
from helpers.checks.shared_symptom import other_array
from helpers.checks.show import listed, show_case, show_kind
from helpers.mistakes import Diagnosis, Findings
from helpers.mistakes.plain import ENDLESS, KEYS_MISSING

Grads = Mapping[str, Any]
# For each part, the ways to get it: a function of helpers.reference, and what it takes.
Rules = Mapping[str, Sequence[tuple[str, ...]]]


@dataclass(frozen=True)
class Equations:
    """A network's equations: the names of its functions in helpers.reference, and the parts of its backward pass.

    forward: of params and X to the cache. backward: of params, cache, X and Y to the gradients. cost: of the cache's
        entry `output` and Y.
    rules: for each part, in order, the ways to get it from parameters, cache, X, Y and parts before it.
    look: for each part, what to look at where it is the first that is wrong by itself.
    """

    forward: str
    backward: str
    cost: str
    output: str
    rules: Rules
    look: Mapping[str, str]


@dataclass(frozen=True)
class _Verdict:
    """One part on one case. `by_itself` is None where the part is what the parts before it imply."""

    name: str
    by_itself: Difference | None
    absolute: Difference | None


def check_equations(
    backward: Callable[..., Any],
    cases: Sequence[Case],
    equations: Equations,
    *,
    earlier: Sequence[str],
    cost: Callable[..., Any] | None = None,
) -> None:
    """Check backward(params, cache, X, Y), which returns a dict of gradients, on cases of params, X and Y.

    The cache is that of the right forward pass, so that only backward is judged.
    earlier: the answers that it calls, by their names in helpers.reference; it passes if it is right with right ones.
    cost: the learner's. Where it is a multiple of the right one, the same multiple of the right gradients passes, with
        a note.
    Raises as `check` does.
    """
    name, rules = name_of(backward), equations.rules
    with recorded(name, "", cases) as note:
        givens = [_given(case, equations.forward) for case in cases]
        rights = [reference_function(equations.backward)(*given.values()) for given in givens]
        own, failure = _ask(backward, givens, rules)
        passed = f"{name}: right on {'1 input' if len(cases) == 1 else f'all {len(cases)} inputs'}."
        if own and _all_right(own, rights):
            print(passed)
            return
        again = None
        if not (isinstance(failure, CheckFailed) and failure.named == ENDLESS.name):
            with right_ones_in_place(backward, earlier):
                again, _ = _ask(backward, givens, rules)
        if again and _all_right(again, rights):
            print(passed, "It is right given right earlier answers. One of yours is still wrong, and is counted there.")
            return
        if own and cost is not None and _right_for(equations, cost, own, rights, givens):
            print(passed, "It is right for your cost, which is a multiple of the right one, and is counted there.")
            return
        if failure:
            if again and isinstance(failure, CheckFailed) and failure.learner_traceback:
                said = "With right earlier answers it does not stop: mend the checks above first."
                raise CheckFailed(f"{failure}\n{said}", failure.learner_traceback) from None
            raise failure
        grads = again or own
        verdicts = [_judge(given, part, right, rules) for given, part, right in zip(givens, grads, rights, strict=True)]
        at = next(at for at, row in enumerate(verdicts) if any(verdict.by_itself for verdict in row))
        first = next(verdict.name for verdict in verdicts[at] if verdict.by_itself)
        _name(note, first, rules[first], [{**_flat(given), **part} for given, part in zip(givens, grads, strict=True)])
        message = _explain(name, cases[at], verdicts[at], equations.look, note.naming.diagnosis)
        seen = next(verdict.by_itself.named for verdict in verdicts[at] if verdict.by_itself)
        named = note.naming.diagnosis or seen
        raise CheckFailed(message, named=named.name if named else None)


def _given(case: Case, forward: str) -> Case:
    cache = reference_function(forward)(case["params"], case["X"])
    return {"params": case["params"], "cache": cache, "X": case["X"], "Y": case["Y"]}


def _flat(given: Case) -> dict[str, Any]:
    return {**given["params"], **given["cache"], "X": given["X"], "Y": given["Y"]}


def _ask(
    backward: Callable[..., Any], givens: Sequence[Case], rules: Rules
) -> tuple[list[Grads], CheckFailed | NotImplementedError | None]:
    """Return what `backward` gives on every case; none, and the failure, where it stops or lacks a part."""
    try:
        found = [call(backward, given).value for given in givens]
        for grads in found:
            _refuse_missing(name_of(backward), grads, rules)
    except (CheckFailed, NotImplementedError) as failure:
        return [], failure
    return found, None


def _all_right(found: Sequence[Grads], rights: Sequence[Grads]) -> bool:
    pairs = zip(found, rights, strict=True)
    return all(compare(grads[part], right[part]) is None for grads, right in pairs for part in right)


def _right_for(
    equations: Equations,
    cost: Callable[..., Any],
    found: Sequence[Grads],
    rights: Sequence[Grads],
    givens: Sequence[Case],
) -> bool:
    """Whether all gradients are the right ones times the factor by which the cost is too large.

    Only the factor is the learner's, and it is not 0: a cost that is constant makes no gradients right.
    """
    for grads, right, given in zip(found, rights, givens, strict=True):
        inputs = {equations.output: given["cache"][equations.output], "Y": given["Y"]}
        try:
            factor = float(call(cost, inputs).value) / float(reference_function(equations.cost)(*inputs.values()))
        except (CheckFailed, NotImplementedError, TypeError, ValueError):
            return False
        if not 1e-3 < abs(factor) < 1e3:
            return False
        if any(compare(grads[part], factor * value) is not None for part, value in right.items()):
            return False
    return True


def _name(note: CheckRecord, part: str, ways: Sequence[tuple[str, ...]], have: Sequence[Grads]) -> None:
    """Look for the mistake of one part, given the learner's own parts before it, on all cases and along each way."""
    note.returned = [one.get(part) for one in have]
    tried = []
    for way in ways:
        given = [{key: one.get(key) for key in way[1:]} for one in have]
        tried.append((way[0], given, name_mistake(way[0], given, note.returned)))
    found = [one for one in tried if one[2].diagnosis]
    if len({one[2].diagnosis.name for one in found if one[2].diagnosis}) > 1:
        found = [(*tried[0][:2], Naming())]  # the ways disagree
    note.reference, note.cases, note.naming = (found or tried)[0]
    if not found:
        before = [{key: value for key, value in one.items() if key != part} for one in have]
        other = other_array(reference_function(ways[0][0]), ways[0][1:], before, note.returned)
        note.naming = replace(note.naming, findings=Findings((other,))) if other else note.naming


def _refuse_missing(name: str, grads: Any, rules: Rules) -> None:
    if isinstance(grads, Mapping) and all(part in grads for part in rules):
        return
    missing = [part for part in rules if part not in grads] if isinstance(grads, Mapping) else []
    said = (
        f"{name} has no {listed(missing)}."
        if missing
        else f"{name} should return a dict with the keys {', '.join(rules)}."
    )
    look = (
        "does it end with `return grads`?"
        if grads is None
        else f'each part goes in under its name: grads["{next(iter(rules))}"] = ...'
    )
    raise CheckFailed(
        f"{said}\n  yours     {show_kind(grads)}\nLook at: {look}", named=KEYS_MISSING.name if missing else None
    )


def _judge(given: Case, grads: Grads, right: Grads, rules: Rules) -> list[_Verdict]:
    have = {**_flat(given), **grads}
    verdicts = []
    for part, ways in rules.items():
        absolute = compare(grads[part], right[part])
        found = [_compare_to(grads[part], reference_function(way[0]), [have[key] for key in way[1:]]) for way in ways]
        verdicts.append(_Verdict(part, None if None in found or absolute is None else found[0], absolute))
    # Each may differ from the right one by little more than allowed.
    if not any(verdict.by_itself for verdict in verdicts):
        return [replace(verdict, by_itself=verdict.absolute) for verdict in verdicts]
    return verdicts


def _compare_to(got: Any, rule: Callable[..., Any], given: Sequence[Any]) -> Difference | None:
    try:
        return compare(got, rule(*(np.asarray(value, dtype=np.float64) for value in given)))
    # An earlier part of a wrong shape or kind implies nothing for this one: it is not to blame.
    except (ValueError, TypeError, IndexError):
        return None


def _explain(
    name: str,
    case: Case,
    verdicts: Sequence[_Verdict],
    look: Mapping[str, str],
    named: Diagnosis | None,
) -> str:
    at = next(at for at, verdict in enumerate(verdicts) if verdict.by_itself)
    first = verdicts[at]
    assert first.by_itself is not None
    lines = [
        f"{name}: {first.name} {first.by_itself.what}. It is the first part that is wrong by itself.",
        f"  on {show_case(case)}",
        *(f"  {line}" for line in first.by_itself.lines),
    ]
    others = [verdict for verdict in verdicts if verdict is not first]
    right = [verdict.name for verdict in others if not verdict.absolute]
    follow = [verdict.name for verdict in others if verdict.absolute and not verdict.by_itself]
    wrong = [verdict.name for verdict in others if verdict.by_itself]
    if right:
        lines.append(f"{listed(right)} {_is(right)} right.")
    if follow:
        lines.append(f"{listed(follow)} {_is(follow)} right given the parts before: only what comes in is wrong.")
    if wrong:
        lines.append(f"{listed(wrong)} {_is(wrong)} wrong by {'itself' if len(wrong) == 1 else 'themselves'} too.")
    if named:
        return lead_with(f"{name}, {first.name}", named, ["It is the first part that is wrong by itself.", *lines[1:]])
    lines.append(f"Look at: {first.by_itself.look or look[first.name]}")
    return "\n".join(lines)


def _is(words: Sequence[str]) -> str:
    return "is" if len(words) == 1 else "are"
