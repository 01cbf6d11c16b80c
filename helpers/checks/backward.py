"""Judging a whole backward pass: each part by what the learner's own earlier parts imply, and all of it by the cost.

A mistake in dZ2 makes dW2, db2 and everything before them wrong. They are not counted: what is looked for is the first
part that is wrong by itself. And a backward pass that is right for a cost that is wrong is right.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np

from helpers.checks.call import call, name_of
from helpers.checks.cases import Case
from helpers.checks.compare import Difference, compare
from helpers.checks.explain import lead_with
from helpers.checks.failure import CheckFailed
from helpers.checks.likeness import other_array
from helpers.checks.naming import Naming, name_mistake
from helpers.checks.record import Note, recorded
from helpers.checks.show import show_case, show_kind
from helpers.checks.slopes import cost_slopes, near
from helpers.mistakes import Diagnosis, Findings
from helpers.mistakes.plain import KEYS_MISSING

# The network of the lesson: each part, and the ways to get it from what comes before it.
Rules = Mapping[str, Sequence[tuple[str, ...]]]

SHALLOW: Rules = {
    "dA2": (("shallow.dA2", "A2", "Y"),),
    "dZ2": (("shallow.dZ2", "A2", "Y"), ("shallow.dZ2_from_dA2", "dA2", "A2")),
    "dW2": (("shallow.dW2", "dZ2", "A1"),),
    "db2": (("shallow.db2", "dZ2"),),
    "dA1": (("shallow.dA1", "W2", "dZ2"),),
    "dZ1": (("shallow.dZ1", "dA1", "Z1"),),
    "dW1": (("shallow.dW1", "dZ1", "X"),),
    "db1": (("shallow.db1", "dZ1"),),
}

SHALLOW_LOOK: Mapping[str, str] = {
    "dA2": "equation (3.7): prediction minus target, over A2 (1 - A2), without 1/m.",
    "dZ2": "equation (3.8): prediction minus target, without 1/m.",
    "dW2": "equation (3.9): your own dZ2 and the A1 of the cache, with the mean over the samples.",
    "db2": "equation (3.10): your own dZ2, summed over the samples, over m, as a column.",
    "dA1": "equation (3.11): W2 transposed, from params, times your own dZ2.",
    "dZ1": "equation (3.12): your own dA1, entry by entry times the slope of tanh at the Z1 of the cache.",
    "dW1": "equation (3.13): your own dZ1 and X, with the mean over the samples.",
    "db1": "equation (3.14): your own dZ1, summed over the samples, over m, as a column.",
}


@dataclass(frozen=True)
class _Verdict:
    """One part on one case. `by_itself` is None where the part is what the learner's earlier parts imply."""

    name: str
    by_itself: Difference | None
    absolute: Difference | None
    own: bool = False


def check_backward(
    backward: Callable[..., Any],
    cases: Sequence[Case],
    *,
    forward: Callable[..., Any],
    cost: Callable[..., Any],
    own: Mapping[str, Callable[..., Any]],
    rules: Rules = SHALLOW,
    look: Mapping[str, str] = SHALLOW_LOOK,
    parameters: Sequence[str] = ("W1", "b1", "W2", "b2"),
) -> None:
    """Check backward(params, cache, X, Y), which returns a dict of gradients, on cases of params, X and Y.

    forward: the learner's, params and X to a cache that holds A2 at least. cost: the learner's, A2 and Y to a number.
    own: the learner's functions for single parts; a part that equals what its own function gives is counted there.
    rules: for each part, the ways to get it from parameters, cache, X, Y and earlier parts; the first way is the one
        that `own` functions take. look: for each part, what to look at where it is the first that is wrong by itself.
    parameters: each P of them has its gradient in "dP", which is also held against the slope of the learner's cost.
    Raises as `check` does. A pass that is right for a wrong cost passes, with a note.
    """
    name = name_of(backward)
    notes: dict[str, None] = {}
    with recorded(name, "", cases) as note:
        for case in cases:
            cache = _cache(forward, case)
            given = {"params": case["params"], "cache": cache, "X": case["X"], "Y": case["Y"]}
            try:
                grads = call(backward, given).value
            except CheckFailed as failure:
                stopped = [part for part in rules if part in own and _stops(own[part], case, cache, rules[part][0])]
                if not stopped or not failure.learner_traceback:
                    raise
                said = f"Your {_and(stopped)} {'stops' if len(stopped) == 1 else 'stop'} here too"
                raise CheckFailed(
                    f"{failure}\n{said}: mend the check above first.", failure.learner_traceback
                ) from None
            _refuse_missing(name, grads, rules)
            verdicts = _judge(case, cache, grads, own, rules)
            mine, reference = cost_slopes(case, parameters, forward, cost, "shallow.cost_of")
            follows_mine = mine is not None and all(near(grads["d" + p], mine[p]) for p in parameters)
            cost_is_right = mine is not None and all(near(mine[p], reference[p]) for p in parameters)
            if follows_mine and not cost_is_right:
                notes[
                    "It is right for your cost and your forward. One of those is still wrong, and is counted there."
                ] = None
                continue
            if any(verdict.by_itself for verdict in verdicts):
                first = next(verdict.name for verdict in verdicts if verdict.by_itself)
                _name(note, first, rules[first], backward, forward)
                message = _explain(name, case, verdicts, look, cost_is_right, note.naming.diagnosis)
                raise CheckFailed(message, named=note.naming.diagnosis.name if note.naming.diagnosis else None)
            if owned := [verdict.name for verdict in verdicts if verdict.own]:
                text = f"{_and(owned)} as your own {'function gives it' if len(owned) == 1 else 'functions give them'}"
                notes[f"It has {text}. What is wrong there is counted there."] = None
            elif not cost_is_right:
                said = "It is not the slope of your own cost: your cost or your forward is still wrong"
                notes[f"{said}, and is counted there."] = None
    print(f"{name}: right on {'1 input' if len(cases) == 1 else f'all {len(cases)} inputs'}.", *notes)


def _name(
    note: Note, part: str, ways: Sequence[tuple[str, ...]], backward: Callable[..., Any], forward: Callable[..., Any]
) -> None:
    """Look for the mistake of one part, given the learner's own parts before it, on all cases and along each way."""
    try:
        caches = [_cache(forward, case) for case in note.cases]
        all_grads = [
            call(backward, {"params": case["params"], "cache": cache, "X": case["X"], "Y": case["Y"]}).value
            for case, cache in zip(note.cases, caches, strict=True)
        ]
    except (CheckFailed, NotImplementedError):
        return  # on another case it stops
    if not all(isinstance(grads, Mapping) for grads in all_grads):
        return
    have = [
        {**case["params"], **cache, "X": case["X"], "Y": case["Y"], **grads}
        for case, cache, grads in zip(note.cases, caches, all_grads, strict=True)
    ]
    note.returned = [grads.get(part) for grads in all_grads]
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
        other = other_array(_reference(ways[0][0]), ways[0][1:], before, note.returned)
        note.naming = replace(note.naming, findings=Findings((other,))) if other else note.naming


def _cache(forward: Callable[..., Any], case: Case) -> Mapping[str, Any]:
    """The learner's own cache where it is whole, so that only backward is judged; else the reference's."""
    right: Mapping[str, Any] = _reference("shallow.forward")(case["params"], case["X"])
    try:
        mine = call(forward, {"params": case["params"], "X": case["X"]}).value
    except (CheckFailed, NotImplementedError):
        return right
    if not isinstance(mine, Mapping) or any(
        key not in mine or np.shape(mine[key]) != np.shape(value) for key, value in right.items()
    ):
        return right
    return mine


def _reference(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = operator.attrgetter(name)(import_module("helpers.reference"))
    return found


def _refuse_missing(name: str, grads: Any, rules: Rules) -> None:
    if isinstance(grads, Mapping) and all(part in grads for part in rules):
        return
    missing = [part for part in rules if part not in grads] if isinstance(grads, Mapping) else []
    said = (
        f"{name} has no {_and(missing)}."
        if missing
        else f"{name} should return a dict with the keys {', '.join(rules)}."
    )
    look = (
        "does it end with `return grads`?" if grads is None else 'each part goes in under its name: grads["dA2"] = ...'
    )
    raise CheckFailed(
        f"{said}\n  yours     {show_kind(grads)}\nLook at: {look}", named=KEYS_MISSING.name if missing else None
    )


def _judge(
    case: Case, cache: Mapping[str, Any], grads: Mapping[str, Any], own: Mapping[str, Callable[..., Any]], rules: Rules
) -> list[_Verdict]:
    right = _reference("shallow.backward")(case["params"], cache, case["X"], case["Y"])
    have = {**case["params"], **cache, "X": case["X"], "Y": case["Y"], **grads}
    verdicts = []
    for part, ways in rules.items():
        absolute = compare(grads[part], right[part])
        found = [_compare_to(grads[part], _reference(way[0]), [have[key] for key in way[1:]]) for way in ways]
        by_itself = None if None in found else found[0]
        mine = own.get(part)
        if (
            by_itself is not None
            and mine is not None
            and _as_own(mine, grads[part], {key: have[key] for key in ways[0][1:]})
        ):
            verdicts.append(_Verdict(part, None, absolute, own=True))
        else:
            verdicts.append(_Verdict(part, by_itself, absolute))
    return verdicts


def _compare_to(got: Any, rule: Callable[..., Any], given: Sequence[Any]) -> Difference | None:
    try:
        return compare(got, rule(*(np.asarray(value, dtype=np.float64) for value in given)))
    # An earlier part of a wrong shape or kind implies nothing for this one: it is not to blame.
    except (ValueError, TypeError, IndexError):
        return None


def _as_own(mine: Callable[..., Any], got: Any, given: Case) -> bool:
    try:
        return compare(got, call(mine, given).value) is None
    except (CheckFailed, NotImplementedError, ValueError, TypeError):
        return False


def _stops(mine: Callable[..., Any], case: Case, cache: Mapping[str, Any], way: tuple[str, ...]) -> bool:
    """Whether the learner's function for one part stops by itself, given right arrays."""
    have = {**case["params"], **cache, "X": case["X"], "Y": case["Y"]}
    have |= _reference("shallow.backward")(case["params"], cache, case["X"], case["Y"])
    try:
        call(mine, {key: have[key] for key in way[1:]})
    except CheckFailed:
        return True
    except NotImplementedError:
        return False
    return False


def _explain(
    name: str,
    case: Case,
    verdicts: Sequence[_Verdict],
    look: Mapping[str, str],
    cost_is_right: bool,
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
        lines.append(f"{_and(right)} {_is(right)} right.")
    if follow:
        lines.append(f"{_and(follow)} {_is(follow)} right given the parts before: only what comes in is wrong.")
    if wrong:
        lines.append(f"{_and(wrong)} {_is(wrong)} wrong by {'itself' if len(wrong) == 1 else 'themselves'} too.")
    if not cost_is_right:
        lines.append("Your cost or your forward is wrong too: see their checks above.")
    if named:
        return lead_with(f"{name}, {first.name}", named, ["It is the first part that is wrong by itself.", *lines[1:]])
    lines.append(f"Look at: {first.by_itself.look or look[first.name]}")
    return "\n".join(lines)


def _is(words: Sequence[str]) -> str:
    return "is" if len(words) == 1 else "are"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
