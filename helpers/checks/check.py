"""The check functions: call the learner's function on every input, compare, and say what was seen."""

import copy
import functools
import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from helpers.checks.call import Outcome, call, name_of
from helpers.checks.cases import Case
from helpers.checks.compare import TOLERANCE, Difference, compare
from helpers.checks.failure import CheckFailed
from helpers.checks.patterns import Evidence, observe
from helpers.checks.show import show_case, show_kind
from helpers.differences import central_difference

# A central difference itself is right to about 1e-10; what is further off than this is not its error.
GRADIENT_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Part:
    """One named value that the function returned on one input, beside the expected one."""

    name: str
    got: Any
    right: Any
    difference: Difference | None


def check(
    function: Callable[..., Any],
    cases: Sequence[Case],
    expected: Callable[..., Any] | Sequence[Any] | str,
    *,
    names: Sequence[str] = (),
    label: str = "",
    look: str = "",
    carried: Callable[..., Any] | None = None,
    tolerance: float = TOLERANCE,
    warnings_allowed: bool = True,
    derived: bool = False,
) -> None:
    """Check that `function` returns what is expected on every input.

    cases: the inputs, made by `inputs` or `random_inputs`.
    expected: a function of the same inputs; or the name of one in helpers.reference, such as "descent.step", so that a
        notebook need not import the reference; or a list with one value per case. A value is a number, a text, True
        or False, an array, or a tuple of these; `names` then names its parts.
    label: what to call the answer in messages, where the function's own name would not do.
    look: what the learner should look at next where the numbers are wrong.
    carried: what would be right given the learner's own earlier answers. An answer that agrees with it passes with a
        note, so that an earlier mistake is not counted twice.
    tolerance: relative.
    warnings_allowed: where False, an answer that makes Python warn is refused.
    derived: the exercise asks for a formula. A right value that carries the error of a finite difference is refused.
    Raises CheckFailed with a message for the learner; NotImplementedError where the answer is still the stub.
    """
    name = label or name_of(function)
    rights = _expected_values(expected, cases)
    outcomes = [call(function, case) for case in cases]
    table = [
        _parts(name, case, outcome.value, right, names, tolerance)
        for case, outcome, right in zip(cases, outcomes, rights, strict=True)
    ]
    notes = _warnings(outcomes)
    if notes and not warnings_allowed:
        raise CheckFailed(
            f"{name} printed a warning, and this exercise asks for none.\n  {notes[0]}\n"
            f"Look at: {look or 'for which inputs does an intermediate value grow too large?'}"
        )
    if derived:
        _refuse_finite_differences(name, cases, table)
    if all(part.difference is None for row in table for part in row):
        print(f"{name}: right on {_count(len(cases), 'input')}.", *(f"(note: {note})" for note in notes))
        return
    if carried is not None and _follows(carried, cases, outcomes, names, tolerance):
        print(f"{name}: right, given your earlier answers. One of those is still wrong, and is counted there.")
        return
    raise CheckFailed(_explain(name, cases, table, look, notes))


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
) -> None:
    """Check that `function` returns the gradient of `of`: nudge each input a little and see how `of` answers.

    of: a number-valued function of the same inputs, often the learner's own.
    by: the inputs to differentiate by; all when left out. With more than one, `function` returns one value for each.
    Raises as `check` does.
    """

    def slopes(*values: Any) -> Any:
        case = dict(zip(at[0], values, strict=True))
        found = [
            central_difference(lambda v, key=key: call(of, {**case, key: v}).value, case[key])  # type: ignore[misc]
            for key in (by or list(case))
        ]
        return found[0] if len(found) == 1 else tuple(found)

    check(function, at, slopes, names=names, label=label, look=look, tolerance=tolerance)


def check_raises(
    function: Callable[..., Any], cases: Sequence[Case], error: type[Exception], *, look: str = ""
) -> None:
    """Check that `function` refuses every input of `cases` by raising `error`."""
    name = name_of(function)

    @functools.wraps(function)
    def refuses(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except NotImplementedError:
            raise
        except error:
            return _REFUSED

    for case in cases:
        returned = call(refuses, case).value
        if returned is not _REFUSED:
            raise CheckFailed(
                f"{name} should refuse this input with a {error.__name__}, and did not.\n"
                f"  on {show_case(case)}\n"
                f"  yours     returned {show_kind(returned)}\n"
                f"  expected  raise {error.__name__}(...)\n"
                f"Look at: {look or 'test the input at the start of the function, before anything is computed.'}"
            )
    print(f"{name}: refuses {_count(len(cases), 'input')} that it should refuse.")


_REFUSED = object()


def require(condition: Any, message: str) -> None:
    """Raise CheckFailed with `message` unless `condition` holds. The message says what is wrong and what to look at."""
    if not condition:
        raise CheckFailed(message)


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
        expected = operator.attrgetter(expected)(import_module("helpers.reference"))
    if callable(expected):
        return [expected(*copy.deepcopy(case).values()) for case in cases]
    if len(expected) != len(cases):
        raise ValueError(f"{len(expected)} expected values for {len(cases)} inputs")
    return list(expected)


def _parts(name: str, case: Case, got: Any, right: Any, names: Sequence[str], tolerance: float) -> list[Part]:
    """One Part per value returned. Raises CheckFailed where not even the number of values is right."""
    if not isinstance(right, tuple):
        return [Part(name, got, right, compare(got, right, tolerance))]
    labels = names or [f"value {position} of {len(right)}" for position in range(1, len(right) + 1)]
    entries = list(got) if isinstance(got, tuple | list) or (isinstance(got, np.ndarray) and got.ndim) else None
    if entries is None or len(entries) != len(right):
        returned = "nothing (None)" if got is None else show_kind(got)
        hint = "does the function end with `return`?" if got is None else "separate the values by commas after `return`."
        raise CheckFailed(
            f"{name} should return {len(right)} values: {', '.join(labels)}.\n"
            f"  on {show_case(case)}\n"
            f"  yours     {returned}\n"
            f"Look at: {hint}"
        )
    return [
        Part(label, entry, value, compare(entry, value, tolerance))
        for label, entry, value in zip(labels, entries, right, strict=True)
    ]


def _follows(
    carried: Callable[..., Any], cases: Sequence[Case], outcomes: Sequence[Outcome], names: Sequence[str], tolerance: float
) -> bool:
    """Whether the answer is what the learner's own earlier answers, by way of `carried`, imply on every input."""
    try:
        rights = [call(carried, case).value for case in cases]
        return all(
            part.difference is None
            for outcome, right in zip(outcomes, rights, strict=True)
            for part in _parts("", {}, outcome.value, right, names, tolerance)
        )
    # An earlier answer that cannot even be run implies nothing.
    except (CheckFailed, NotImplementedError, ValueError, TypeError):
        return False


# A formula is right to about 1e-15 and a central difference to about 1e-10; one this far off is neither.
_ROUND_OFF, _NOT_EVEN_A_DIFFERENCE = 1e-11, 1e-4


def _refuse_finite_differences(name: str, cases: Sequence[Case], table: list[list[Part]]) -> None:
    """Raise CheckFailed where every value is nearly right and one of them bears the error of a finite difference."""
    worst, at = 0.0, cases[0]
    for case, parts in zip(cases, table, strict=True):
        for part in parts:
            got, right = np.asarray(part.got), np.asarray(part.right)
            if got.dtype != np.float64 or got.shape != right.shape or got.size == 0 or not np.all(np.isfinite(got)):
                return  # something else is wrong, or float32 rounds more than any difference
            error = float(np.max(np.abs(got - right)) / (np.max(np.abs(right)) or 1.0))
            if error > worst:
                worst, at = error, case
    if _ROUND_OFF < worst < _NOT_EVEN_A_DIFFERENCE:
        raise CheckFailed(
            f"{name} is nearly right, but not as a formula is.\n"
            f"  on {show_case(at)}\n"
            f"  relative error {worst:.0e}, where a formula gives about 1e-15\n"
            f"This is the accuracy of a difference quotient such as (f(x + h) - f(x - h)) / (2 * h). It is a good judge, and this\n"
            f"exercise asks for what it judges.\n"
            f"Look at: the derivation above. Write its last line as code. If you did, look for a constant that was rounded."
        )


def _explain(name: str, cases: Sequence[Case], table: list[list[Part]], look: str, notes: list[str]) -> str:
    row = next(at for at, parts in enumerate(table) if any(part.difference for part in parts))
    column, wrong = next((at, part) for at, part in enumerate(table[row]) if part.difference)
    difference = wrong.difference
    assert difference is not None
    whole = len(table[row]) == 1
    lines = [
        f"{wrong.name} {difference.what}.",
        f"  on {show_case(cases[row])}",
        *(f"  {line}" for line in difference.lines),
    ]
    lines += _the_others(table[row], column)
    right_rows = sum(parts[column].difference is None for parts in table)
    if right_rows:
        lines.append(f"{'It' if whole else wrong.name} is right on {right_rows} of {len(table)} inputs.")
    if difference.numbers_only:
        column_parts = [parts[column] for parts in table]
        seen = observe(
            Evidence(name, wrong.name, cases, [part.got for part in column_parts], [part.right for part in column_parts])
        )
        if seen:
            lines.append(seen)
    lines += _integer_inputs(cases[row]) if difference.numbers_only else []
    lines += [f"Python warned: {note}" for note in notes]
    next_look = difference.look or look
    if next_look:
        lines.append(f"Look at: {next_look}")
    return "\n".join(lines)


def _the_others(parts: list[Part], column: int) -> list[str]:
    """Which of the other values of the same call are right: it tells where the mistake is not."""
    others = [part for at, part in enumerate(parts) if at != column]
    right = [part.name for part in others if part.difference is None]
    wrong = [part.name for part in others if part.difference is not None]
    lines = []
    if right:
        lines.append(f"{_and(right)} {'is' if len(right) == 1 else 'are'} right.")
    if wrong:
        lines.append(f"{_and(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong too.")
    return lines


def _integer_inputs(case: Case) -> list[str]:
    whole = [key for key, value in case.items() if isinstance(value, np.ndarray) and value.dtype.kind in "iu"]
    if not whole:
        return []
    return [f"Here {_and(whole)} holds whole numbers: an array made from it by copying cuts off every fraction."]


def _warnings(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"all {number} {noun}s"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
