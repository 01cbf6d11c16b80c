"""The judge of a whole backward pass: the first part that is wrong by itself, and whose mistake it is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.runner.answers import Answer
from helpers.checks import check_backward
from helpers.checks.shallow import SHALLOW
from helpers.reference import shallow
from tests.checking import failure

pytestmark = pytest.mark.unit

Arrays = dict[str, Any]
# What each part is made of; a wrong entry would make the right pass below wrong.
NEEDS = {part: ways[0][1:] for part, ways in SHALLOW.rules.items()}
PARTS = tuple(NEEDS)


def cases() -> list[Arrays]:
    rng = np.random.default_rng(7)
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    params = {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    return [
        {"params": params, "X": rng.uniform(-1, 1, (3, m)), "Y": rng.integers(0, 2, (1, m)).astype(float)}
        for m in (5, 2)
    ]


EARLIER = [f"shallow.{part}" for part in PARTS]


def functions(**own: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """A learner's eight functions: the right ones, except those given."""
    return {part: own.get(part, getattr(shallow, part)) for part in PARTS}


def made_of(parts: dict[str, Callable[..., Any]]) -> Callable[..., Arrays]:
    """A backward pass that holds the formulas of eight functions by itself."""

    def backward(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        have = {**params, **cache, "X": X, "Y": Y}
        for part in PARTS:
            have[part] = parts[part](*(have[key] for key in NEEDS[part]))
        return {part: have[part] for part in PARTS}

    return backward


def calling(parts: dict[str, Callable[..., Any]]) -> Any:
    """A backward pass that calls the learner's eight functions, as a notebook's does."""
    calls = "".join(
        f"    have['{part}'] = {part}({', '.join(f'have[{key!r}]' for key in NEEDS[part])})\n" for part in PARTS
    )
    source = (
        "def backward(params, cache, X, Y):\n    have = {**params, **cache, 'X': X, 'Y': Y}\n"
        f"{calls}    return {{part: have[part] for part in PARTS}}"
    )
    space = {**parts, "PARTS": PARTS}
    exec(source, space)
    return space["backward"]


def run(backward: Callable[..., Any], cost: Callable[..., Any] = shallow.cost) -> None:
    check_backward(backward, cases(), cost=cost, earlier=EARLIER)


def refused(backward: Callable[..., Any], **others: Any) -> str:
    return failure(lambda: run(backward, **others)).message


def twice_the_cost(A2: Any, Y: Any) -> Any:
    return 2 * shallow.cost(A2, Y)


def test_a_right_pass_is_right_and_says_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    run(made_of(functions()))
    run(calling(functions()))
    assert capsys.readouterr().out.splitlines() == ["backward: right on all 2 inputs."] * 2


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
@pytest.mark.parametrize("how", [lambda right: 3 * right, lambda right: np.nan * right, lambda right: 1 / 0])
def test_a_part_that_a_wrong_earlier_answer_gives_is_counted_there(
    wrong: str, how: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run(calling(functions(**{wrong: lambda *given: how(getattr(shallow, wrong)(*given))})))
    assert "right given right earlier answers. One of yours is still wrong" in capsys.readouterr().out


def test_a_mistake_of_its_own_beside_a_wrong_earlier_answer_is_named() -> None:
    backward = calling(functions(dW2=lambda dZ2, A1: 3 * shallow.dW2(dZ2, A1)))
    source = made_of(functions(dW1=lambda dZ1, X: dZ1 @ X.T))
    both = calling({**functions(dW2=lambda dZ2, A1: 3 * shallow.dW2(dZ2, A1)), "dW1": lambda dZ1, X: dZ1 @ X.T})
    run(backward)
    run(both)  # both are earlier answers
    assert refused(source).startswith("backward, dW1: summed, not averaged.")


def test_right_for_a_multiple_of_the_cost_is_right_and_the_cost_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    mine = functions(dA2=lambda A2, Y: 2 * shallow.dA2(A2, Y), dZ2=lambda A2, Y: 2 * shallow.dZ2(A2, Y))
    run(made_of(mine), cost=twice_the_cost)
    assert "It is right for your cost, which is a multiple of the right one" in capsys.readouterr().out
    run(made_of(functions()), cost=twice_the_cost)
    refused(made_of(mine))


def test_a_cost_that_stands_for_one_in_another_process_is_only_called(capsys: pytest.CaptureFixture[str]) -> None:
    """The box's stand-ins raise where anything but a call is made of them, also where their truth is asked for."""
    mine = functions(dA2=lambda A2, Y: 2 * shallow.dA2(A2, Y), dZ2=lambda A2, Y: 2 * shallow.dZ2(A2, Y))
    run(made_of(mine), cost=Answer("cost", lambda _, args, named: 2 * shallow.cost(*args, **named)))
    assert "It is right for your cost, which is a multiple of the right one" in capsys.readouterr().out


@pytest.mark.parametrize("cost", [lambda A2, Y: 0.0, lambda A2, Y: np.nan, lambda A2, Y: 1e-9, lambda A2, Y: "0"])
def test_a_cost_that_is_constant_makes_no_zeros_right(cost: Callable[..., Any]) -> None:
    def zeros(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        return {part: 0 * value for part, value in shallow.backward(params, cache, X, Y).items()}

    def nans(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        return {part: np.nan * value for part, value in shallow.backward(params, cache, X, Y).items()}

    refused(zeros, cost=cost)
    refused(nans, cost=cost)


def test_a_wrong_pass_beside_a_wrong_cost_is_wrong() -> None:
    mine = functions(dW1=lambda dZ1, X: dZ1 @ X.T)
    assert refused(made_of(mine), cost=twice_the_cost).startswith("backward, dW1: summed, not averaged.")


@pytest.mark.parametrize("wrong", ["db2", "db1"])
def test_a_lost_axis_is_caught_though_broadcasting_hides_it(wrong: str) -> None:
    mine = functions(**{wrong: lambda dZ: np.mean(dZ, axis=1)})
    message = refused(made_of(mine))
    assert message.startswith(f"backward, {wrong}: an axis is lost.")
    assert "in which line did one go?" in message


def test_what_is_missing_is_named() -> None:
    def only_two(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        return {part: shallow.backward(params, cache, X, Y)[part] for part in ("dA2", "dZ2")}

    assert refused(only_two).startswith("only_two has no dW2, db2, dA1, dZ1, dW1 and db1.")
    assert "should return a dict with the keys dA2" in refused(lambda params, cache, X, Y: None)


def test_a_part_that_stops_is_named_beside_the_error() -> None:
    space = calling(functions(dA1=lambda W2, dZ2: W2 @ dZ2)).__globals__
    source = (
        "def wrong(params, cache, X, Y):\n    grads = backward(params, cache, X, Y)\n    return {**grads, 'db1': 0}"
    )
    exec(source, space)
    message = refused(space["wrong"])
    assert "stopped with an error" in message
    assert "With right earlier answers it does not stop: mend the checks above first." in message


def test_a_stub_stays_a_stub() -> None:
    def backward(params: Arrays, cache: Arrays, X: Any, Y: Any) -> Arrays:
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="`backward` is not written yet"):
        run(backward)
