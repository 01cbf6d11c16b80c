"""Start values are random, so their mistakes are told by shape, mean, spread and what the seed does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, check_start, inputs
from helpers.mistakes import all_names
from helpers.mistakes.shallow.start import START_MISTAKES

pytestmark = pytest.mark.unit

SMALL = inputs(n_x=[3, 2], n_h=[4, 5], n_y=[1, 3], scale=0.01, seed=1)
BIG = inputs(n_x=60, n_h=50, n_y=40, scale=[0.01, 0.5], seed=2)
Start = dict[str, Any]


def normal(rng: np.random.Generator, scale: float, shape: tuple[int, int]) -> Any:
    return rng.normal(0, scale, shape)


def drawn(draw: Callable[..., Any] = normal, seeded: Callable[[int], int | None] = int) -> Callable[..., Start]:
    """Weights by draw(rng, scale, shape), from a generator with the seed that `seeded` makes of the one given."""

    def initialise(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Start:
        rng = np.random.default_rng(seeded(seed))
        W1, W2 = draw(rng, scale, (n_h, n_x)), draw(rng, scale, (n_y, n_h))
        return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}

    return initialise


right = drawn()


def old_generator(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Start:
    np.random.seed(seed)
    W1, W2 = np.random.randn(n_h, n_x) * scale, np.random.randn(n_y, n_h) * scale
    return {"W2": W2, "b2": np.zeros((n_y, 1)), "W1": W1, "b1": 0 * W1[:, :1]}


def changed(**parts: Callable[[Any], Any]) -> Callable[..., Start]:
    """`right` with some of its arrays changed."""
    return lambda *given, **named: {
        name: parts.get(name, np.array)(value) for name, value in right(*given, **named).items()
    }


def scaled(by: Callable[[float, int], float]) -> Callable[..., Start]:
    """`right` with other sizes of the weights: by(scale, inputs) for each matrix."""
    return drawn(lambda rng, scale, shape: by(scale, shape[1]) * rng.standard_normal(shape))


def seeded_twice(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Start:
    start = right(n_x, n_h, n_y, scale, seed)
    return {**start, "W2": normal(np.random.default_rng(seed), scale, (n_y, n_h))}


WRONG: dict[str, list[Callable[..., Start]]] = {
    "rows and columns are swapped": [
        changed(W1=np.transpose, W2=np.transpose),
        changed(W1=np.transpose),
        changed(**dict.fromkeys(("W1", "W2", "b1", "b2"), np.transpose)),
    ],
    "the biases have one axis only": [changed(b1=np.ravel, b2=np.ravel), changed(b1=np.ravel)],
    "the biases are rows": [changed(b1=np.transpose, b2=np.transpose)],
    "the biases do not start at zero": [changed(b1=np.ones_like), changed(b2=lambda b: b + 0.01)],
    "the weights are all zero": [changed(W1=np.zeros_like, W2=np.zeros_like), changed(W1=np.zeros_like)],
    "the weights are all equal": [drawn(lambda rng, scale, shape: np.full(shape, scale))],
    "the weights are uniform and positive": [
        drawn(lambda rng, scale, shape: scale * rng.random(shape)), drawn(lambda rng, scale, shape: rng.random(shape)),
    ],
    "the weights are all positive": [changed(W1=np.abs, W2=np.abs)],
    "the weights are uniform, not normal": [
        drawn(lambda rng, scale, shape: rng.uniform(-scale, scale, shape)),
        drawn(lambda rng, scale, shape: scale * np.sqrt(12) * (rng.random(shape) - 0.5)),
    ],
    "the scale makes no difference": [scaled(lambda scale, n: 1.0)],
    "the scale is taken for the variance": [scaled(lambda scale, n: scale**0.5)],
    "the scale is there twice": [scaled(lambda scale, n: scale**2)],
    "the scale divides": [scaled(lambda scale, n: 1 / scale)],
    "the weights are divided by the root of the number of inputs too": [scaled(lambda scale, n: scale / n**0.5)],
    "the seed is set twice": [seeded_twice],
    "the seed is not used": [drawn(seeded=lambda seed: None)],
    "the seed is typed in": [drawn(seeded=lambda seed: 1)],
}  # fmt: skip


def refusal(initialise: Callable[..., Start]) -> CheckFailed:
    """What the lesson's checks say, in their order."""

    def both() -> None:
        check_start(initialise, [*SMALL, *BIG[:1]])
        check_start(initialise, BIG, seeds=(2, 3))

    with pytest.raises(CheckFailed) as caught:
        both()
    return caught.value


@pytest.mark.parametrize("initialise", [right, old_generator])
@pytest.mark.parametrize("seed", range(20))
def test_a_right_start_passes(initialise: Callable[..., Start], seed: int) -> None:
    check_start(initialise, [{**case, "seed": seed} for case in (*SMALL, *BIG)], seeds=(seed, seed + 1))


@pytest.mark.parametrize(("name", "initialise"), [(name, wrong) for name, wrongs in WRONG.items() for wrong in wrongs])
def test_each_mistake_is_named(name: str, initialise: Callable[..., Start]) -> None:
    failure = refusal(initialise)
    assert failure.named == name
    first, said, *_, last = failure.message.splitlines()
    assert first.endswith(f": {name}.")
    assert said.endswith(".")
    assert last.startswith("Think: ")


def test_every_mistake_has_its_example_and_is_known() -> None:
    assert set(WRONG) == {mistake.name for mistake in START_MISTAKES} <= all_names()


@pytest.mark.parametrize(
    ("initialise", "said"),
    [
        (scaled(lambda scale, n: 3 * scale), "W1 should have standard deviation 0.01; yours has 0.0"),
        (changed(W1=lambda W: W + 0.005), "W1 should have mean 0; yours has 0.00"),
        (changed(W1=lambda W: W[:2]), "W1 is wrong"),
        (lambda *given: None, "should be a dict with the keys"),
        (lambda *given: {"W1": np.zeros((4, 3))}, "has no"),
    ],
)
def test_what_is_not_known_is_shown(initialise: Callable[..., Start], said: str) -> None:
    failure = refusal(initialise)
    assert said in failure.message


def test_a_stub_is_no_wrong_answer() -> None:
    def initialise(n_x: int, n_h: int, n_y: int, scale: float, seed: int) -> Start:
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="is not written yet"):
        check_start(initialise, SMALL)
