"""The check functions: call the learner's function on every input, compare, and say what was seen."""

import copy
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.call import Outcome, call, name_of, other_order
from helpers.checks.cases import Case
from helpers.checks.compare import TOLERANCE, compare
from helpers.checks.explain import Part, count, explain, lead_with, refuse_finite_differences
from helpers.checks.failure import CheckFailed, frames_of_learner
from helpers.checks.naming import name_mistake
from helpers.checks.record import Note, recorded
from helpers.checks.remembered import remembered
from helpers.checks.show import show_case, show_kind
from helpers.checks.yours import reference_function
from helpers.differences import central_difference
from helpers.mistakes.plain import KEYS_MISSING, NOT_REFUSED, OTHER_ERROR, OVERFLOW

# A central difference itself is right to about 1e-10; what is further off than this is not its error.
GRADIENT_TOLERANCE = 1e-6
# Two ways to put the same earlier answers together differ by round-off only.
CARRIED_ROUND_OFF = 1e-12


def check(
    function: Callable[..., Any],
    cases: Sequence[Case],
    expected: Callable[..., Any] | Sequence[Any] | str,
    *,
    names: Sequence[str] = (),
    label: str = "",
    look: str | Mapping[str, str] = "",
    carried: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
    tolerance: float = TOLERANCE,
    absolute: Sequence[float] = (),
    warnings_allowed: bool = True,
    derived: bool = False,
    reference: str = "",
) -> None:
    """Check that `function` returns what is expected on every input.

    cases: the inputs, made by `inputs` or `random_inputs`.
    expected: a function of the same inputs; or the name of one in helpers.reference, such as "descent.step", so that a
        notebook need not import the reference; or a list with one value per case. A value is a number, a text, True
        or False, an array, a dict of these, or a tuple; `names` then names its parts, and keys name themselves.
    label: what to call the answer in messages, where the function's own name would not do.
    look: what the learner should look at next where the numbers are wrong; one text, or one for each of `names`.
    carried: what would be right given the learner's own earlier answers, see `yours`; several functions where there are
        several natural ways. An answer that agrees with one of them passes with a note, so that an earlier mistake is
        not counted twice.
    tolerance: relative.
    absolute: one number per case, how far off the expected values themselves may be; none when left out.
    warnings_allowed: where False, an answer that makes Python warn is refused.
    derived: the exercise asks for a formula. A right value that carries the error of a finite difference is refused.
    reference: the name in helpers.reference, where `expected` is not that; only for naming the mistake.
    Raises CheckFailed with a message for the learner; NotImplementedError where the answer is still the stub.
    """
    if not cases:
        raise ValueError("a check without inputs would pass any answer")
    name = label or name_of(function)
    ways = (carried,) if callable(carried) else tuple(carried)
    with recorded(name, reference or (expected if isinstance(expected, str) else ""), cases) as note:
        rights = _expected_values(expected, cases)
        outcomes = _call_all(function, cases, ways)
        note.returned = [outcome.value for outcome in outcomes]
        slacks = absolute or [0.0] * len(cases)
        try:
            table = [
                _parts(name, case, got, right, names, tolerance, slack)
                for case, got, right, slack in zip(cases, note.returned, rights, slacks, strict=True)
            ]
        except CheckFailed as failure:
            _name(note, ways)
            if note.naming.diagnosis is None:
                raise
            numbers = failure.message.splitlines()[1:]
            raise _named(note, lead_with(name, note.naming.diagnosis, numbers)) from None
        notes = _warnings(outcomes)
        if notes and not warnings_allowed:
            raise CheckFailed(
                f"{name} printed a warning, and this exercise asks for none.\n  {notes[0]}\n"
                f"Look at: {look or 'for which inputs does an intermediate value grow too large?'}",
                named=OVERFLOW.name if any("overflow" in said for said in notes) else None,
            )
        # What a formula inherits from an earlier answer is that answer's error.
        if derived and not _follows(ways, cases, outcomes, names, CARRIED_ROUND_OFF):
            refuse_finite_differences(name, cases, table)
        if all(part.difference is None for row in table for part in row):
            print(f"{name}: right on {count(len(cases), 'input')}.", *(f"(note: {said})" for said in notes))
            return
        if _follows(ways, cases, outcomes, names, tolerance):
            print(f"{name}: right, given your earlier answers. One of those is still wrong, and is counted there.")
            return
        _name(note, ways)
        lines = [*other_order(function, cases[0]), *(f"Python warned: {said}" for said in notes)]
        raise _named(note, explain(name, cases, table, look, lines, note.naming))


def _name(note: Note, ways: Sequence[Callable[..., Any]]) -> None:
    """Look the mistake up. The learner's own earlier answers are asked only where there is something to look up."""
    carried = [values for way in ways if (values := _implied(way, note.cases)) is not None]
    note.naming = name_mistake(note.reference, note.cases, note.returned, carried)


def _implied(way: Callable[..., Any], cases: Sequence[Case]) -> list[Any] | None:
    try:
        return [call(way, case).value for case in cases]
    # An earlier answer that cannot even be run implies nothing.
    except (CheckFailed, NotImplementedError):
        return None


def _named(note: Note, message: str) -> CheckFailed:
    diagnosis = note.naming.diagnosis
    return CheckFailed(message, named=diagnosis.name if diagnosis else None)


def check_gradient(
    function: Callable[..., Any],
    of: Callable[..., Any],
    at: Sequence[Case],
    *,
    by: Sequence[str] = (),
    names: Sequence[str] = (),
    label: str = "",
    look: str = "",
    tolerance: float = GRADIENT_TOLERANCE,
    expected: str = "",
) -> None:
    """Check that `function` returns the gradient of `of`: nudge each input a little and see how `of` answers.

    of: a number-valued function of the same inputs, often the learner's own; CheckFailed says so where it is not.
    by: the inputs to differentiate by; all when left out. With more than one, `function` returns one value for each.
    expected: the name in helpers.reference of what computes this gradient; only for naming the mistake.
    Raises as `check` does.
    """

    # What is measured is no more exact than round-off in `of` over the step of about 6e-6 allows: near a level point an
    # exact 0 stands against some 1e-11.
    absolute = [1e-9 * max(1.0, abs(_one_finite_number(of, case))) for case in at]

    def slopes(*values: Any) -> Any:
        case = dict(zip(at[0], values, strict=True))
        found = [
            central_difference(lambda v, key=key: call(of, {**case, key: v}).value, case[key])  # type: ignore[misc]
            for key in (by or list(case))
        ]
        return found[0] if len(found) == 1 else tuple(found)

    said = {"names": names, "label": label, "look": look}
    check(function, at, slopes, **said, tolerance=tolerance, absolute=absolute, reference=expected)  # type: ignore[arg-type]


def _one_finite_number(of: Callable[..., Any], case: Case) -> float:
    value = call(of, case).value
    if np.size(value) == 1:  # the shape of a (1, 1) cost is another check's business
        value = np.asarray(value).reshape(())[()]
    difference = compare(value, 0.0, absolute=float(np.finfo(np.float64).max))
    if difference is not None:
        raise CheckFailed(
            f"This check measures the slope of {name_of(of)}, which {difference.what}.\n"
            f"  on {show_case(case)}\n"
            f"  it gave   {show_kind(value)}\n"
            f"  expected  a number\n"
            f"Look at: {name_of(of)} first. Its slope can be measured when it returns one finite number."
        )
    return float(value)


def check_raises(
    function: Callable[..., Any], cases: Sequence[Case], error: type[Exception], *, look: str = ""
) -> None:
    """Check that `function` refuses every input of `cases` by raising `error`."""
    if not cases:
        raise ValueError("a check without inputs would pass any answer")
    if not callable(function):
        call(function, cases[0])  # says that it is no function
    name = name_of(function)

    @functools.wraps(function)
    def attempt(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except (NotImplementedError, RecursionError):
            raise
        except Exception as raised:
            return _Raised(raised)

    with recorded(name, "", cases):
        for case in cases:
            outcome = call(attempt, case).value
            raised = outcome.error if isinstance(outcome, _Raised) else None
            if isinstance(raised, error):
                continue
            did = f"returned {show_kind(outcome)}" if raised is None else f"raised {type(raised).__name__}: {raised}"
            raise CheckFailed(
                f"{name} should refuse this input with a {error.__name__}, and did not.\n"
                f"  on {show_case(case)}\n"
                f"  yours     {did}\n"
                f"  expected  raise {error.__name__}(...)\n"
                f"Look at: {look or 'test the input at the start of the function, before anything is computed.'}",
                "" if raised is None else frames_of_learner(raised),
                named=(NOT_REFUSED if raised is None else OTHER_ERROR).name,
            )
    print(f"{name}: refuses {count(len(cases), 'input')} that it should refuse.")


@dataclass(frozen=True)
class _Raised:
    """What a call ended in, where it raised."""

    error: Exception


def require(condition: Any, message: str, *, named: str | None = None) -> None:
    """Raise CheckFailed with `message` unless `condition` holds. The message says what is wrong and what to look at.

    named: the mistake's name for the instructor, where the condition shows one mistake only.
    """
    if not condition:
        raise CheckFailed(message, named=named)


@contextmanager
def on_purpose() -> Iterator[None]:
    """Show a failing check without stopping the notebook, for a lesson that shows what a failure looks like."""
    try:
        yield
    except CheckFailed as failure:
        print("This check fails on purpose. A failing check looks like this:\n")
        print("\n".join(failure._render_traceback_()))
    else:
        raise CheckFailed("A check that should fail on purpose did not fail.")


def _expected_values(expected: Callable[..., Any] | Sequence[Any] | str, cases: Sequence[Case]) -> list[Any]:
    if isinstance(expected, str):
        compute = reference_function(expected)
        return [remembered(expected, compute, *case.values()) for case in cases]
    if callable(expected):
        return [expected(*copy.deepcopy(case).values()) for case in cases]
    if len(expected) != len(cases):
        raise ValueError(f"{len(expected)} expected values for {len(cases)} inputs")
    return list(expected)


def _call_all(function: Callable[..., Any], cases: Sequence[Case], ways: Sequence[Callable[..., Any]]) -> list[Outcome]:
    """Call `function` on every case; where it stops, say so if the learner's earlier answers stop by themselves too."""
    try:
        return [call(function, case) for case in cases]
    except CheckFailed as failure:
        if not ways or not failure.learner_traceback or all(_runs(way, cases) for way in ways):
            raise
        raise CheckFailed(
            f"{failure}\nAn earlier answer that this one uses does not work yet: mend the checks above first.",
            failure.learner_traceback,
        ) from None


def _runs(way: Callable[..., Any], cases: Sequence[Case]) -> bool:
    try:
        for case in cases:
            call(way, case)
    except (CheckFailed, NotImplementedError):
        return False
    return True


def _parts(
    name: str, case: Case, got: Any, right: Any, names: Sequence[str], tolerance: float, absolute: float = 0.0
) -> list[Part]:
    """One Part per value returned. Raises CheckFailed where not even the number of values, or a key, is right."""
    if isinstance(right, Mapping):
        _refuse_missing_keys(name, case, got, right)
        return [
            Part(str(key), got[key], right[key], compare(got[key], right[key], tolerance, absolute)) for key in right
        ]
    if not isinstance(right, tuple):
        return [Part(name, got, right, compare(got, right, tolerance, absolute))]
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
            _parts(label, case, entry, value, (), tolerance, absolute)
            if isinstance(value, Mapping)
            else [Part(label, entry, value, compare(entry, value, tolerance, absolute))]
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


def _follows(
    ways: Sequence[Callable[..., Any]],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    names: Sequence[str],
    tolerance: float,
) -> bool:
    """Whether the answer is what the learner's own earlier answers, by one of `ways`, imply on every input."""
    return any(_follows_one(way, cases, outcomes, names, tolerance) for way in ways)


def _follows_one(
    way: Callable[..., Any],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    names: Sequence[str],
    tolerance: float,
) -> bool:
    try:
        rights = [call(way, case).value for case in cases]
        return all(
            part.difference is None
            for outcome, right in zip(outcomes, rights, strict=True)
            for part in _parts("", {}, outcome.value, right, names, tolerance)
        )
    # An earlier answer that cannot even be run implies nothing.
    except (CheckFailed, NotImplementedError, ValueError, TypeError):
        return False


def _warnings(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings))
