"""The slopes of the learner's own cost by each parameter of a network, and those of the right one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from helpers.checks.call import call
from helpers.checks.cases import Case
from helpers.checks.compare import compare
from helpers.checks.failure import CheckFailed
from helpers.checks.remembered import remembered
from helpers.checks.yours import reference_function
from helpers.differences import central_difference

# A central difference of the cost is right to about 1e-9.
COST_TOLERANCE = 1e-6
Cost = Callable[[Mapping[str, Any]], float]


def cost_slopes(
    case: Case,
    parameters: Sequence[str],
    forward: Callable[..., Any],
    cost: Callable[..., Any],
    right_cost: str,
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the slopes of the learner's own cost by each of `parameters`, and those of the right cost.

    case: params, X and Y. forward: the learner's, params and X to a cache with A2. cost: the learner's, A2 and Y to a
    number. right_cost: the name in helpers.reference of what takes params, X and Y to a number.
    The learner's are None where their functions give no number. Where both costs have the same slope along a direction
    in which every parameter moves by an amount of its own, they are the same, and are not asked for one by one.
    """
    X, Y = case["X"], case["Y"]

    def own(params: Mapping[str, Any]) -> float:
        A2 = call(forward, {"params": params, "X": X}).value["A2"]
        return float(call(cost, {"A2": A2, "Y": Y}).value)

    params = case["params"]
    slopes, along = remembered(
        f"slopes of {right_cost}", partial(_right_slopes, right_cost), params, X, Y, tuple(parameters)
    )
    try:
        if near(_along(own, params, parameters), along):
            return slopes, slopes
        return _one_by_one(own, params, parameters), slopes
    except (CheckFailed, NotImplementedError, ValueError, TypeError, LookupError):
        return None, slopes


def _right_slopes(
    name: str, params: Mapping[str, Any], X: Any, Y: Any, parameters: Sequence[str]
) -> tuple[dict[str, Any], Any]:
    """Return the slopes of the right cost by each parameter, and the one along the direction of `_along`."""
    compute = reference_function(name)

    def right(params: Mapping[str, Any]) -> float:
        return float(compute(params, X, Y))

    return _one_by_one(right, params, parameters), _along(right, params, parameters)


def near(got: Any, right: Any) -> bool:
    """Whether two slopes are the same, as far as differences can tell."""
    return compare(got, right, COST_TOLERANCE, absolute=1e-9) is None


def _along(cost: Cost, params: Mapping[str, Any], parameters: Sequence[str]) -> Any:
    rng = np.random.default_rng(1)
    way = {p: rng.uniform(0.5, 1.5, np.shape(params[p])) * rng.choice([-1, 1], np.shape(params[p])) for p in parameters}
    return central_difference(lambda t: cost({**params, **{p: params[p] + t * way[p] for p in parameters}}), 0.0)


def _one_by_one(cost: Cost, params: Mapping[str, Any], parameters: Sequence[str]) -> dict[str, Any]:
    return {
        p: central_difference(lambda value, p=p: cost({**params, p: value}), params[p])  # type: ignore[misc]
        for p in parameters
    }
