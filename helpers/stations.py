"""The cost of the 3-4-1 network when one quantity in it is changed: what lesson 3 nudges to judge single slopes."""

from typing import Any

from helpers.reference import shallow

Arrays = dict[str, Any]


def stations(params: Arrays, X: Any) -> tuple[Any, Any, Any, Any]:
    """Z1, A1 (n_h, m), Z2 and A2 (n_y, m) of the network with these parameters (W1, b1, W2, b2)."""
    kept = shallow.forward(params, X)
    return kept["Z1"], kept["A1"], kept["Z2"], kept["A2"]


def cost_with(params: Arrays, X: Any, Y: Any, **changed: Any) -> float:
    """The cost when `changed` (W1, b1, Z1, A1, W2, b2, Z2, A2) replaces its like, and all that follows from it follows.

    Raises ValueError for any other name.
    """
    known = {*shallow.NAMES, "Z1", "A1", "Z2", "A2"}
    if unknown := set(changed) - known:
        raise ValueError(f"the network has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    have = {**params, **changed}
    Z1 = changed.get("Z1", have["W1"] @ X + have["b1"])
    A1 = changed.get("A1", shallow.activations("tanh", Z1)[0])
    Z2 = changed.get("Z2", have["W2"] @ A1 + have["b2"])
    A2 = changed.get("A2", shallow.activations("sigmoid", Z2)[0])
    return float(shallow.cost(A2, Y))


def cost_after_step(params: Arrays, X: Any, Y: Any, eta: float) -> float:
    """The cost after one step of gradient descent in all four parameters."""
    return float(shallow.cost_of(shallow.one_step(params, X, Y, eta)[1], X, Y))
