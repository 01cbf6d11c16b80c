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
from helpers.checks.explain import lead_with
from helpers.checks.failure import CheckFailed
from helpers.checks.judge import Judge, Part, Table
from helpers.checks.naming import Naming, name_mistake, other_array
from helpers.checks.record import CheckRecord, recorded
from helpers.checks.show import count, listed, listed_are, show_case, show_kind
from helpers.mistakes import Findings
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
        wrong = [_wrong_by_themselves(one, parts, rules) for one, parts in zip(have, judged.table, strict=True)]
        row = next(row for row, found in enumerate(wrong) if found)
        _name(note, next(iter(wrong[row])), rules, have)
        raise _explained(note, cases[row], judged.table[row], wrong[row], equations.look)


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


def _name(note: CheckRecord, part: str, rules: Rules, have: Sequence[Grads]) -> None:
    """Look for the mistake of one part, given the learner's own parts before it, on all cases and along each way."""
    ways = rules[part]
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


def _wrong_by_themselves(have: Grads, parts: Sequence[Part], rules: Rules) -> dict[str, Difference]:
    """The parts of one case that are wrong, and not what the parts before them imply.

    have: parameters, cache, X, Y and the learner's parts, by name.
    """
    found = {}
    for part in parts:
        implied = [
            _compare_to(part.got, reference_function(way[0]), [have[key] for key in way[1:]])
            for way in rules[part.name]
        ]
        if part.difference and implied[0] and None not in implied:
            found[part.name] = implied[0]
    # Each may differ from the right one by little more than allowed.
    return found or {part.name: part.difference for part in parts if part.difference}


def _compare_to(got: Any, rule: Callable[..., Any], given: Sequence[Any]) -> Difference | None:
    try:
        return compare(got, rule(*(np.asarray(value, dtype=np.float64) for value in given)))
    # An earlier part of a wrong shape or kind implies nothing for this one: it is not to blame.
    except (ValueError, TypeError, IndexError):
        return None


def _explained(
    note: CheckRecord, case: Case, parts: Sequence[Part], wrong: Mapping[str, Difference], look: Mapping[str, str]
) -> CheckFailed:
    """The failure for the first of the parts that are wrong by themselves on this case."""
    (first, difference), *more = wrong.items()
    lines = [f"  on {show_case(case)}", *(f"  {line}" for line in difference.lines)]
    right = [part.name for part in parts if not part.difference]
    follow = [part.name for part in parts if part.difference and part.name not in wrong]
    if right:
        lines.append(f"{listed_are(right)} right.")
    if follow:
        lines.append(f"{listed_are(follow)} right given the parts before: only what comes in is wrong.")
    if more:
        how = "itself" if len(more) == 1 else "themselves"
        lines.append(f"{listed_are([name for name, _ in more])} wrong by {how} too.")
    said, advice = "It is the first part that is wrong by itself.", difference.look or look[first]
    if note.naming.diagnosis:
        return note.failure(lead_with(f"{note.check}, {first}", note.naming.diagnosis, [said, *lines]))
    first_line = f"{note.check}: {first} {difference.what}. {said}"
    return note.failure("\n".join([first_line, *lines, f"Look at: {advice}"]), difference.named)
