"""The slopes of the learner's own cost by each parameter of a network, and those of the right one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.checks.call import call
from helpers.checks.cases import Case
from helpers.checks.compare import compare
from helpers.checks.failure import CheckFailed
from helpers.differences import central_difference

# A central difference of the cost is right to about 1e-9.
COST_TOLERANCE = 1e-6
Cost = Callable[[Mapping[str, Any]], float]


def cost_slopes(
    case: Case,
    parameters: Sequence[str],
    forward: Callable[..., Any],
    cost: Callable[..., Any],
    right_cost: Callable[..., float],
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the slopes of the learner's own cost by each of `parameters`, and those of the right cost.

    case: params, X and Y. forward: the learner's, params and X to a cache with A2. cost: the learner's, A2 and Y to a
    number. right_cost: params, X and Y to a number.
    The learner's are None where their functions give no number. Where both costs have the same slope along a direction
    in which every parameter moves by an amount of its own, they are the same, and are not asked for one by one.
    """
    X, Y = case["X"], case["Y"]

    def own(params: Mapping[str, Any]) -> float:
        A2 = call(forward, {"params": params, "X": X}).value["A2"]
        return float(call(cost, {"A2": A2, "Y": Y}).value)

    def right(params: Mapping[str, Any]) -> float:
        return float(right_cost(params, X, Y))

    slopes = _one_by_one(right, case["params"], parameters)
    try:
        if near(_along(own, case["params"], parameters), _along(right, case["params"], parameters)):
            return slopes, slopes
        return _one_by_one(own, case["params"], parameters), slopes
    except (CheckFailed, NotImplementedError, ValueError, TypeError, LookupError):
        return None, slopes


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
