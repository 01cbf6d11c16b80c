"""The equations of lesson 3's network, and the check of its backward pass."""

from collections.abc import Callable, Sequence
from typing import Any

from helpers.checks.backward import Equations, check_equations
from helpers.checks.cases import Case

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
