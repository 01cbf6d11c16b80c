"""Checking start values, which are random: shapes, zero biases, the spread of the weights, and what the seed does."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.checks.call import call, name_of
from helpers.checks.cases import Case
from helpers.checks.check import check
from helpers.checks.compare import no_array
from helpers.checks.explain import count, lead_with
from helpers.checks.failure import CheckFailed
from helpers.checks.record import recorded
from helpers.checks.show import show_case
from helpers.mistakes import Diagnosis

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
    from helpers.mistakes.shallow.start import mistake_in_start, shapes_of_start

    name = name_of(initialise)
    with recorded(name, "", cases) as note:
        starts = [call(initialise, case).value for case in cases]
        note.returned = starts
        for case, start in zip(cases, starts, strict=True):
            wanted = shapes_of_start(case["n_x"], case["n_h"], case["n_y"])
            whole = isinstance(start, dict) and set(wanted) <= set(start)
            if whole and (mistake := mistake_in_start(start, **{key: case[key] for key in _ASKED})):
                raise CheckFailed(
                    lead_with(name, Diagnosis((mistake,)), [f"  on {show_case(case)}", *_shown(start)]),
                    named=mistake.name,
                )
            if not whole or any(np.shape(start[key]) != shape for key, shape in wanted.items()):
                shapes = {key: str(shape) for key, shape in wanted.items()}
                check(_shapes_of(initialise), [case], expected=[shapes], label=f"{name}, the shapes", look=LOOK)
            for key in wanted:
                if difference := no_array(start[key]):
                    said = [
                        f"{name}: {key} {difference.what}.",
                        f"  on {show_case(case)}",
                        f"Look at: {difference.look}",
                    ]
                    raise CheckFailed("\n".join(said), named=difference.named.name if difference.named else None)
            _refuse_numbers(name, case, start)
        if seeds:
            _refuse_seeds(name, initialise, cases[0], seeds)
    print(f"{name}: zero biases and small random weights, on {count(len(cases), 'input')}.")


def _shapes_of(initialise: Callable[..., Any]) -> Callable[..., dict[str, str]]:
    def shapes(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Any:
        start = initialise(n_x, n_h, n_y, scale, seed)
        return {key: str(np.shape(value)) for key, value in start.items()} if isinstance(start, dict) else start

    return shapes


def _shown(start: Any) -> list[str]:
    lines = []
    for name in ("W1", "b1", "W2", "b2"):
        array = np.asarray(start[name], dtype=np.float64)
        lines.append(
            f"  {name} {np.shape(start[name])}, mean {np.mean(array):.3g}, standard deviation {np.std(array):.3g}"
        )
    return lines


def _refuse_numbers(name: str, case: Case, start: Any) -> None:
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


def _refuse_seeds(name: str, initialise: Callable[..., Any], case: Case, seeds: Sequence[int]) -> None:
    from helpers.mistakes.shallow.start import mistake_in_seeds

    one, again, other = (call(initialise, {**case, "seed": seed}).value for seed in (seeds[0], seeds[0], seeds[1]))
    if mistake := mistake_in_seeds(one, again, other):
        shown = [f"  on {show_case({**case, 'seed': seeds[0]})}"]
        raise CheckFailed(lead_with(name, Diagnosis((mistake,)), shown), named=mistake.name)
