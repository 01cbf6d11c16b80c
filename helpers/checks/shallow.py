"""Checks of lesson 3: its own equations, and its start values.

Start values are random. Judged are their shapes, zero biases, the spread of the weights, and what the seed does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.checks.backward import Equations, check_equations
from helpers.checks.call import call, name_of
from helpers.checks.cases import Case
from helpers.checks.check import check
from helpers.checks.compare import no_array
from helpers.checks.explain import lead_with
from helpers.checks.failure import CheckFailed
from helpers.checks.record import recorded
from helpers.checks.show import count, show_case
from helpers.mistakes import Diagnosis
from helpers.mistakes.model import Mistake

SHALLOW = Equations(
    forward="shallow.forward",
    backward="shallow.backward",
    cost="shallow.cost",
    output="A2",
    rules={
        "dA2": (("shallow.dA2", "A2", "Y"),),
        "dZ2": (("shallow.dZ2", "A2", "Y"), ("shallow.dZ2_from_dA2", "dA2", "A2")),
        "dW2": (("shallow.dW2", "dZ2", "A1"),),
        "db2": (("shallow.db2", "dZ2"),),
        "dA1": (("shallow.dA1", "W2", "dZ2"),),
        "dZ1": (("shallow.dZ1", "dA1", "Z1"),),
        "dW1": (("shallow.dW1", "dZ1", "X"),),
        "db1": (("shallow.db1", "dZ1"),),
    },
    look={
        "dA2": "equation (3.7): prediction minus target, over A2 (1 - A2), without 1/m.",
        "dZ2": "equation (3.8): prediction minus target, without 1/m.",
        "dW2": "equation (3.9): your own dZ2 and the A1 of the cache, with the mean over the samples.",
        "db2": "equation (3.10): your own dZ2, summed over the samples, over m, as a column.",
        "dA1": "equation (3.11): W2 transposed, from params, times your own dZ2.",
        "dZ1": "equation (3.12): your own dA1, entry by entry times the slope of tanh at the Z1 of the cache.",
        "dW1": "equation (3.13): your own dZ1 and X, with the mean over the samples.",
        "db1": "equation (3.14): your own dZ1, summed over the samples, over m, as a column.",
    },
)


def check_backward(
    backward: Callable[..., Any],
    cases: Sequence[Case],
    *,
    earlier: Sequence[str],
    cost: Callable[..., Any] | None = None,
) -> None:
    """Check lesson 3's backward(params, cache, X, Y); `cost` is of A2 and Y. See helpers.checks.backward."""
    check_equations(backward, cases, SHALLOW, earlier=earlier, cost=cost)


# The mean and the spread of a thousand numbers are this near to those of the distribution, hardly ever further.
SPREAD, MEAN = 0.1, 0.1
_ASKED = ("n_x", "n_h", "n_y", "scale")
LOOK = "the table of shapes: one row for each unit, one column for each input. A bias is a column, with two axes."


def check_start(initialise: Callable[..., Any], cases: Sequence[Case], *, seeds: Sequence[int] = ()) -> None:
    """Check initialise(n_x, n_h, n_y, scale, seed), which returns a dict of the arrays W1, b1, W2 and b2.

    cases: each with n_x, n_h, n_y, scale and seed. Mean and spread are judged where a matrix has 1000 numbers or more.
    seeds: two different ones, where the seed is to be judged too, on the sizes of the first case.
    Raises as `check` does.
    """
    # Loaded where it is used, so that no other check waits for the catalogue of lesson 3.
    from helpers.mistakes.shallow.start import mistake_in_seeds, mistake_in_start, shapes_of_start

    name = name_of(initialise)
    with recorded(name, "", cases) as note:
        note.returned = [call(initialise, case).value for case in cases]
        for case, start in zip(cases, note.returned, strict=True):
            wanted = shapes_of_start(case["n_x"], case["n_h"], case["n_y"])
            whole = isinstance(start, dict) and set(wanted) <= set(start)
            if whole and (mistake := mistake_in_start(start, **{key: case[key] for key in _ASKED})):
                raise _named(name, case, mistake, _shown(start))
            if not whole or any(np.shape(start[key]) != shape for key, shape in wanted.items()):
                shapes = {key: str(shape) for key, shape in wanted.items()}
                check(_shapes_of(initialise), [case], expected=[shapes], label=f"{name}, the shapes", look=LOOK)
            for key in wanted:
                if difference := no_array(start[key]):
                    said = f"{name}: {key} {difference.what}.\n  on {show_case(case)}\nLook at: {difference.look}"
                    raise CheckFailed(said, named=difference.named.name if difference.named else None)
            _refuse_numbers(name, case, start)
        if seeds:
            one, again, other = (call(initialise, {**cases[0], "seed": s}).value for s in (seeds[0], *seeds[:2]))
            if mistake := mistake_in_seeds(one, again, other):
                raise _named(name, {**cases[0], "seed": seeds[0]}, mistake, [])
    print(f"{name}: zero biases and small random weights, on {count(len(cases), 'input')}.")


def _named(name: str, case: Case, mistake: Mistake, shown: Sequence[str]) -> CheckFailed:
    message = lead_with(name, Diagnosis((mistake,)), [f"  on {show_case(case)}", *shown])
    return CheckFailed(message, named=mistake.name)


def _shapes_of(initialise: Callable[..., Any]) -> Callable[..., dict[str, str]]:
    def shapes(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Any:
        start = initialise(n_x, n_h, n_y, scale, seed)
        return {key: str(np.shape(value)) for key, value in start.items()} if isinstance(start, dict) else start

    return shapes


def _shown(start: Mapping[str, Any]) -> list[str]:
    lines = []
    for name in ("W1", "b1", "W2", "b2"):
        array = np.asarray(start[name], dtype=np.float64)
        lines.append(
            f"  {name} {np.shape(start[name])}, mean {np.mean(array):.3g}, standard deviation {np.std(array):.3g}"
        )
    return lines


def _refuse_numbers(name: str, case: Case, start: Mapping[str, Any]) -> None:
    scale = case["scale"]
    for key in ("W1", "W2"):
        weights = np.asarray(start[key], dtype=np.float64)
        if weights.size < 1000:
            continue
        mean, spread = float(np.mean(weights)), float(np.std(weights))
        for what, is_right in (
            (f"{key} should have standard deviation {scale:g}; yours has {spread:.3g}. Normal, times scale?",
             abs(spread - scale) < SPREAD * scale),
            (f"{key} should have mean 0; yours has {mean:.3g}. Are there as many negative as positive numbers?",
             abs(mean) < MEAN * scale),
        ):  # fmt: skip
            if not is_right:
                raise CheckFailed("\n".join([f"{name}: {what}", f"  on {show_case(case)}", *_shown(start)]))
