"""The check functions: call the learner's function on every input, compare, and say what was seen."""

import copy
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from helpers.checks.call import call, name_of, other_order
from helpers.checks.cases import Case
from helpers.checks.compare import compare
from helpers.checks.earlier import reference_function
from helpers.checks.explain import explain, lead_with
from helpers.checks.failure import CheckFailed, origin_of
from helpers.checks.judge import Answered, Judge
from helpers.checks.limit import SECONDS
from helpers.checks.naming import name_mistake
from helpers.checks.record import CheckRecord, recorded
from helpers.checks.show import count, show_case, show_kind
from helpers.differences import central_difference
from helpers.equal import RIGHT, Tolerance, same
from helpers.mistakes.plain import NOT_REFUSED, OTHER_ERROR

# A central difference itself is right to about 1e-10; what is further off than this is not its error.
GRADIENT_TOLERANCE = 1e-6


def check(
    function: Callable[..., Any],
    cases: Sequence[Case],
    expected: Callable[..., Any] | Sequence[Any] | str,
    *,
    names: Sequence[str] = (),
    label: str = "",
    look: str | Mapping[str, str] = "",
    earlier: Sequence[str] = (),
    tolerance: float = RIGHT.relative,
    absolute: Sequence[float] = (),
    warnings_allowed: bool = True,
    derived: bool = False,
    reference: str = "",
    seconds: float = SECONDS,
) -> None:
    """Check that `function` returns what is expected on every input.

    cases: the inputs, made by `inputs` or `random_inputs`.
    expected: a function of the same inputs; or the name of one in helpers.reference, such as "descent.step", so that a
        notebook need not import the reference; or a list with one value per case. A value is a number, a text, True
        or False, an array, a dict of these, or a tuple; `names` then names its parts, and keys name themselves.
    label: what to call the answer in messages, where the function's own name would not do.
    look: what the learner should look at next where the numbers are wrong; one text, or one for each of `names`.
    earlier: the earlier answers that this one calls, by their names in helpers.reference. An answer that is right once
        the reference's functions stand in their place passes with a note, so that an earlier mistake is not counted
        twice. See helpers.checks.earlier.
    tolerance: relative.
    absolute: one number per case, how far off the expected values themselves may be; none when left out.
    warnings_allowed: where False, an answer that makes Python warn is refused.
    derived: the exercise asks for a formula. A right value that carries the error of a finite difference is refused,
        and one of float32, in which that error does not show.
    reference: the name in helpers.reference, where `expected` is not that; only for naming the mistake.
    seconds: how long one call may take. A training run in plain loops takes a hundred times what one with NumPy does.
    Raises CheckFailed with a message for the learner; NotImplementedError where the answer is still the stub.
    """
    name = label or name_of(function)
    with recorded(name, reference or (expected if isinstance(expected, str) else ""), cases) as note:
        rights = _expected_values(expected, cases)
        judge = Judge(name, cases, rights, names, tolerance, absolute, derived, warnings_allowed, look, seconds)
        own = judge.ask(function)
        if own.right:
            print(f"{name}: right on {count(len(cases), 'input')}.", *(f"(note: {said})" for said in own.notes))
            return
        again = judge.ask_with_right_ones(function, earlier, own) if earlier else own
        if again.right:
            print(f"{name}: right, given right earlier answers. One of yours is still wrong, and is counted there.")
            return
        raise _explained(note, function, own, again if _depends(judge, function, own, again) else None, look)


def _depends(judge: Judge, function: Callable[..., Any], own: Answered, again: Answered) -> bool:
    """Whether the answer gives something else with right earlier answers."""
    if again is own or again.stopped:
        return False
    if own.stopped:
        return True
    # An answer that differs from call to call says nothing about the earlier ones: it gets none of them in place.
    return not _alike(own, again) and _alike(own, judge.ask_with_right_ones(function, (), own))


def _alike(one: Answered, other: Answered) -> bool:
    return len(one.values) == len(other.values) and all(map(same, one.values, other.values))


def _explained(
    note: CheckRecord,
    function: Callable[..., Any],
    own: Answered,
    again: Answered | None,
    look: str | Mapping[str, str],
) -> CheckFailed | NotImplementedError:
    """The error to raise for an answer that is wrong by itself. `again`: what it gives with right earlier answers.

    The numbers are those of the learner's own notebook; the mistake is named by the values with right earlier answers.
    """
    earlier = ["One of your earlier answers is wrong, too, and is counted there."] if again else []
    if own.stopped:
        if not again or not isinstance(own.stopped, CheckFailed):
            return own.stopped
        said = "An earlier answer that this one uses does not work yet: mend the checks above first."
        return CheckFailed(f"{own.stopped}\n{said}", own.stopped.learner_traceback)
    note.returned = (again or own).values
    if own.refused:
        return own.refused
    note.naming = name_mistake(note.reference, note.cases, note.returned)
    if own.misshapen:
        if note.naming.diagnosis is None:
            return own.misshapen
        numbers = [*own.misshapen.message.splitlines()[1:], *earlier]
        return note.failure(lead_with(note.check, note.naming.diagnosis, numbers))
    lines = [*other_order(function, note.cases[0]), *(f"Python warned: {said}" for said in own.notes), *earlier]
    return explain(note, own.table, look, lines)


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
    difference = compare(value, 0.0, Tolerance(0.0, absolute=float(np.finfo(np.float64).max)))
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
    name = name_of(function)
    caught: list[Exception] = []

    def attempt(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except (NotImplementedError, RecursionError):
            raise
        except Exception as raised:
            caught.append(raised)

    with recorded(name, "", cases):
        # What is no function is handed to `call` itself, which says so.
        answer = functools.wraps(function)(attempt) if callable(function) else function
        for case in cases:
            caught.clear()
            value = call(answer, case).value
            raised = caught[0] if caught else None
            if isinstance(raised, error):
                continue
            did = f"raised {type(raised).__name__}: {raised}" if caught else f"returned {show_kind(value)}"
            raise CheckFailed(
                f"{name} should refuse this input with a {error.__name__}, and did not.\n"
                f"  on {show_case(case)}\n"
                f"  yours     {did}\n"
                f"  expected  raise {error.__name__}(...)\n"
                f"Look at: {look or 'test the input at the start of the function, before anything is computed.'}",
                "" if raised is None else origin_of(raised)[0],
                named=(NOT_REFUSED if raised is None else OTHER_ERROR).name,
            )
    print(f"{name}: refuses {count(len(cases), 'input')} that it should refuse.")


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
        expected = reference_function(expected)
    if callable(expected):
        return [expected(*copy.deepcopy(case).values()) for case in cases]
    if len(expected) != len(cases):
        raise ValueError(f"{len(expected)} expected values for {len(cases)} inputs")
    return list(expected)
