"""The judge of a whole backward pass: the first part that is wrong by itself, and whose mistake it is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check_backward
from helpers.reference import shallow

Arrays = dict[str, Any]
PARTS = ("dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")
NEEDS = {
    "dA2": ("A2", "Y"),
    "dZ2": ("A2", "Y"),
    "dW2": ("dZ2", "A1"),
    "db2": ("dZ2",),
    "dA1": ("W2", "dZ2"),
    "dZ1": ("dA1", "Z1"),
    "dW1": ("dZ1", "X"),
    "db1": ("dZ1",),
}


def cases() -> list[Arrays]:
    rng = np.random.default_rng(7)
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    params = {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    return [
        {"params": params, "X": rng.uniform(-1, 1, (3, m)), "Y": rng.integers(0, 2, (1, m)).astype(float)}
        for m in (5, 2)
    ]


def functions(**own: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """A learner's eight functions: the right ones, except those given."""
    return {part: own.get(part, getattr(shallow, part)) for part in PARTS}


def made_of(parts: dict[str, Callable[..., Any]]) -> Callable[..., Arrays]:
    """A backward pass that calls the learner's eight functions in their order."""

    def backward(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        have = {**params, **cache, "X": X, "Y": Y}
        for part in PARTS:
            have[part] = parts[part](*(have[key] for key in NEEDS[part]))
        return {part: have[part] for part in PARTS}

    return backward


def run(
    backward: Callable[..., Any],
    forward: Callable[..., Any] = shallow.forward,
    cost: Callable[..., Any] = shallow.cost,
    own: dict[str, Callable[..., Any]] | None = None,
) -> None:
    check_backward(backward, cases(), forward=forward, cost=cost, own=functions() if own is None else own)


def refused(backward: Callable[..., Any], **others: Any) -> str:
    with pytest.raises(CheckFailed) as failure:
        run(backward, **others)
    return str(failure.value)


def twice_the_cost(A2: Any, Y: Any) -> Any:
    return 2 * shallow.cost(A2, Y)


def test_a_right_pass_is_right_and_says_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    run(made_of(functions()))
    assert capsys.readouterr().out.strip() == "backward: right on all 2 inputs."


@pytest.mark.parametrize("wrong", PARTS)
def test_the_first_part_that_is_wrong_by_itself_is_named_and_what_follows_is_not_blamed(wrong: str) -> None:
    mine = functions(**{wrong: lambda *given: 3 * getattr(shallow, wrong)(*given)})
    message = refused(made_of(mine))
    assert message.startswith(f"backward: {wrong} is wrong")
    assert "It is the first part that is wrong by itself." in message
    assert "wrong by itself too" not in message
    assert "by themselves" not in message
    # Nothing is computed from the last two of each layer, so nothing can follow from them; from dA2 neither.
    assert ("only what comes in is wrong" in message) == (wrong in ("dZ2", "dA1", "dZ1"))


def test_two_mistakes_are_both_told_the_first_one_first() -> None:
    mine = functions(dW2=lambda dZ2, A1: -shallow.dW2(dZ2, A1), db1=lambda dZ1: 2 * shallow.db1(dZ1))
    message = refused(made_of(mine))
    assert message.startswith("backward, dW2: the sign of the gradient is turned round.")
    assert "db1 is wrong by itself too." in message


@pytest.mark.parametrize("wrong", PARTS)
def test_a_part_that_its_own_function_gives_is_counted_there(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    mine = functions(**{wrong: lambda *given: 3 * getattr(shallow, wrong)(*given)})
    run(made_of(mine), own=mine)
    assert f"It has {wrong} as your own function gives it." in capsys.readouterr().out


def test_right_for_a_wrong_cost_is_right_and_the_cost_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    mine = functions(dA2=lambda A2, Y: 2 * shallow.dA2(A2, Y), dZ2=lambda A2, Y: 2 * shallow.dZ2(A2, Y))
    run(made_of(mine), cost=twice_the_cost)
    assert "It is right for your cost and your forward. One of those is still wrong" in capsys.readouterr().out


def test_a_right_pass_beside_a_wrong_cost_is_right_and_the_cost_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    run(made_of(functions()), cost=twice_the_cost)
    assert "your cost or your forward is still wrong, and is counted there" in capsys.readouterr().out


def test_a_wrong_pass_beside_a_wrong_cost_is_wrong_and_both_are_named() -> None:
    mine = functions(dW1=lambda dZ1, X: dZ1 @ X.T)
    message = refused(made_of(mine), cost=twice_the_cost)
    assert message.startswith("backward, dW1: summed, not averaged.")
    assert "Your cost or your forward is wrong too" in message


def test_a_wrong_forward_is_not_blamed_on_backward(capsys: pytest.CaptureFixture[str]) -> None:
    def relu_forward(params: Arrays, X: Any) -> Arrays:
        right = shallow.forward(params, X)
        A1 = np.maximum(right["Z1"], 0)
        Z2 = params["W2"] @ A1 + params["b2"]
        return {"Z1": right["Z1"], "A1": A1, "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}

    run(made_of(functions()), forward=relu_forward)
    assert "your cost or your forward is still wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    "forward", [lambda params, X: shallow.forward(params, X)["A2"], lambda params, X: None, lambda params, X: 1 / 0]
)
def test_a_forward_without_a_cache_is_replaced_by_the_right_one(forward: Callable[..., Any]) -> None:
    run(made_of(functions()), forward=forward)
    mine = functions(dZ1=lambda dA1, Z1: dA1)
    assert refused(made_of(mine), forward=forward).startswith("backward, dZ1: the slope of tanh is missing.")


@pytest.mark.parametrize("wrong", ["db2", "db1"])
def test_a_lost_axis_is_caught_though_broadcasting_hides_it(wrong: str) -> None:
    mine = functions(**{wrong: lambda dZ: np.mean(dZ, axis=1)})
    message = refused(made_of(mine))
    assert message.startswith(f"backward, {wrong}: an axis is lost.")
    assert "in which line did one go?" in message


def test_what_is_missing_is_named() -> None:
    def only_two(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        return {part: shallow.backward(params, cache, X, Y)[part] for part in ("dA2", "dZ2")}

    assert refused(only_two).startswith(
        "backward has no dW2, db2, dA1, dZ1, dW1 and db1.".replace("backward", "only_two")
    )
    assert "should return a dict with the keys dA2" in refused(lambda params, cache, X, Y: None)


def test_a_part_that_stops_is_named_beside_the_error() -> None:
    mine = functions(dA1=lambda W2, dZ2: W2 @ dZ2)
    message = refused(made_of(mine), own=mine)
    assert "stopped with an error" in message
    assert "Your dA1 stops here too: mend the check above first." in message


def test_a_stub_stays_a_stub() -> None:
    def backward(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="`backward` is not written yet"):
        run(backward)


def counted(function: Callable[..., Any], calls: list[int]) -> Callable[..., Any]:
    def counting(*given: Any) -> Any:
        calls[0] += 1
        return function(*given)

    return counting


def test_a_right_cost_is_not_nudged_entry_by_entry_and_a_wrong_one_is() -> None:
    def forward(params: Arrays, X: Any) -> Any:
        return shallow.forward(params, X)

    entries = sum(value.size for value in cases()[0]["params"].values())
    calls = [0]
    check_backward(made_of(functions()), cases(), forward=counted(forward, calls), cost=shallow.cost, own=functions())
    assert calls[0] == len(cases()) * (1 + 2)
    calls = [0]
    check_backward(made_of(functions()), cases(), forward=counted(forward, calls), cost=twice_the_cost, own=functions())
    assert calls[0] == len(cases()) * (1 + 2 + 2 * entries)


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_a_cost_with_one_wrong_slope_is_seen(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The quick look goes along one direction: a cost that is off by the smallest amount in one entry shows there."""

    def forward(params: Arrays, X: Any) -> Any:
        moved = params[name].copy()
        moved.flat[-1] *= 1.0001
        return shallow.forward({**params, name: moved}, X)

    run(made_of(functions()), forward=forward)
    assert "your cost or your forward is still wrong" in capsys.readouterr().out
