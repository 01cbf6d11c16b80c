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
from helpers.checks.earlier import reference_function
from helpers.checks.explain import count, lead_with
from helpers.checks.failure import CheckFailed
from helpers.checks.judge import Judge, Part, Table
from helpers.checks.naming import Naming, name_mistake
from helpers.checks.record import CheckRecord, recorded
from helpers.checks.shared_symptom import other_array
from helpers.checks.show import listed, listed_are, show_case, show_kind
from helpers.mistakes import Diagnosis, Findings
from helpers.mistakes.plain import KEYS_MISSING

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
        judge = Judge(name, givens, [reference_function(equations.backward)(*given.values()) for given in givens])
        passed = f"{name}: right on {count(len(cases), 'input')}."
        own = judge.ask(backward)
        if own.right:
            print(passed)
            return
        again = judge.ask_with_right_ones(backward, earlier, own)
        if again.right:
            print(passed, "It is right given right earlier answers. One of yours is still wrong, and is counted there.")
            return
        if own.table and cost is not None and _right_for(equations, cost, own.table, givens):
            print(passed, "It is right for your cost, which is a multiple of the right one, and is counted there.")
            return
        if own.stopped:
            if again.table and isinstance(own.stopped, CheckFailed) and own.stopped.learner_traceback:
                said = "With right earlier answers it does not stop: mend the checks above first."
                raise CheckFailed(f"{own.stopped}\n{said}", own.stopped.learner_traceback) from None
            raise own.stopped
        if own.misshapen:
            raise _missing(name, own.values, rules)
        judged = again if again.table else own
        have = [{**_flat(given), **grads} for given, grads in zip(givens, judged.values, strict=True)]
        verdicts = [_judge(known, parts, rules) for known, parts in zip(have, judged.table, strict=True)]
        found = (
            (row, column, verdict.name, verdict.by_itself)
            for row, case_verdicts in enumerate(verdicts)
            for column, verdict in enumerate(case_verdicts)
            if verdict.by_itself
        )
        row, column, part, wrong = next(found)
        _name(note, part, rules[part], have)
        diagnosis = note.naming.diagnosis
        message = _explain(name, cases[row], verdicts[row], column, wrong, equations.look[part], diagnosis)
        named = diagnosis or wrong.named
        raise CheckFailed(message, named=named.name if named else None)


def _given(case: Case, forward: str) -> Case:
    cache = reference_function(forward)(case["params"], case["X"])
    return {"params": case["params"], "cache": cache, "X": case["X"], "Y": case["Y"]}


def _flat(given: Case) -> dict[str, Any]:
    return {**given["params"], **given["cache"], "X": given["X"], "Y": given["Y"]}


def _right_for(equations: Equations, cost: Callable[..., Any], table: Table, givens: Sequence[Case]) -> bool:
    """Whether all gradients are the right ones times the factor by which the cost is too large.

    Only the factor is the learner's, and it is not 0: a cost that is constant makes no gradients right.
    """
    for parts, given in zip(table, givens, strict=True):
        inputs = {equations.output: given["cache"][equations.output], "Y": given["Y"]}
        try:
            factor = float(call(cost, inputs).value) / float(reference_function(equations.cost)(*inputs.values()))
        except (CheckFailed, NotImplementedError, TypeError, ValueError):
            return False
        if not 1e-3 < abs(factor) < 1e3 or any(compare(part.got, factor * part.right) for part in parts):
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


def _missing(name: str, returned: Sequence[Any], rules: Rules) -> CheckFailed:
    """The failure for the first value returned that is no dict or lacks a part."""
    grads = next(one for one in returned if not (isinstance(one, Mapping) and all(part in one for part in rules)))
    missing = [part for part in rules if part not in grads] if isinstance(grads, Mapping) else []
    said = f"has no {listed(missing)}." if missing else f"should return a dict with the keys {', '.join(rules)}."
    look = f'each part goes in under its name: grads["{next(iter(rules))}"] = ...'
    if grads is None:
        look = "does it end with `return grads`?"
    named = KEYS_MISSING.name if missing else None
    return CheckFailed(f"{name} {said}\n  yours     {show_kind(grads)}\nLook at: {look}", named=named)


def _judge(have: Grads, parts: Sequence[Part], rules: Rules) -> list[_Verdict]:
    """The verdict on each part of one case. have: parameters, cache, X, Y and the learner's parts, by name."""
    verdicts = []
    for part in parts:
        found = [
            _compare_to(part.got, reference_function(way[0]), [have[key] for key in way[1:]])
            for way in rules[part.name]
        ]
        by_itself = None if None in found or part.difference is None else found[0]
        verdicts.append(_Verdict(part.name, by_itself, part.difference))
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
    name: str, case: Case, verdicts: Sequence[_Verdict], at: int, wrong: Difference, look: str, named: Diagnosis | None
) -> str:
    """The message on `wrong`, the difference of the part at this position; look: what to look at for it."""
    first, others = verdicts[at], [*verdicts[:at], *verdicts[at + 1 :]]
    lines = [f"  on {show_case(case)}", *(f"  {line}" for line in wrong.lines)]
    right = [verdict.name for verdict in others if not verdict.absolute]
    follow = [verdict.name for verdict in others if verdict.absolute and not verdict.by_itself]
    themselves = [verdict.name for verdict in others if verdict.by_itself]
    if right:
        lines.append(f"{listed_are(right)} right.")
    if follow:
        lines.append(f"{listed_are(follow)} right given the parts before: only what comes in is wrong.")
    if themselves:
        how = "itself" if len(themselves) == 1 else "themselves"
        lines.append(f"{listed_are(themselves)} wrong by {how} too.")
    first_of_all = "It is the first part that is wrong by itself."
    if named:
        return lead_with(f"{name}, {first.name}", named, [first_of_all, *lines])
    return "\n".join([f"{name}: {first.name} {wrong.what}. {first_of_all}", *lines, f"Look at: {wrong.look or look}"])
