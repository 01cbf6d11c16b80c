"""Inputs for checks: given ones, and random ones that are seeded and stay inside ranges that the test names."""

from collections.abc import Callable
from typing import Any

import numpy as np

Case = dict[str, Any]
Draw = Callable[[np.random.Generator], Any]


def inputs(**columns: Any) -> list[Case]:
    """One case per list entry: `inputs(x=[3.0, -2.0], eta=0.1)` is x = 3, eta = 0.1 and then x = -2, eta = 0.1.

    A column that is not a list (a number, an array, a function) is the same in every case. Order the columns as the
    learner's function orders its parameters. Raises ValueError where lists differ in length.
    """
    lengths = {name: len(column) for name, column in columns.items() if isinstance(column, list)}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"lists of inputs differ in length: {lengths}")
    count = next(iter(lengths.values()), 1)
    return [
        {name: column[row] if isinstance(column, list) else column for name, column in columns.items()}
        for row in range(count)
    ]


def random_inputs(seed: int, count: int, **draws: Draw | Any) -> list[Case]:
    """`count` random cases: `random_inputs(seed=3, count=5, x=between(-5, 5), eta=between(0.05, 0.4))`.

    A value that is not a draw is the same in every case. The same seed gives the same cases on every machine.
    """
    rng = np.random.default_rng(seed)
    return [{name: draw(rng) if callable(draw) else draw for name, draw in draws.items()} for _ in range(count)]


def between(low: float, high: float, *shape: int, away_from: float | None = None, gap: float = 0.1) -> Draw:
    """Draw uniformly from [low, high]: a number, or an array of `shape`.

    With `away_from`, every entry keeps at least `gap` from that value, as inputs of a kinked function must.
    """

    def draw(rng: np.random.Generator) -> Any:
        values = rng.uniform(low, high, size=shape)
        while away_from is not None and np.any(near := np.abs(values - away_from) < gap):
            values = np.where(near, rng.uniform(low, high, size=shape), values)
        return values if shape else float(values)

    return draw


def integer(low: int, high: int) -> Draw:
    """Draw a whole number from low to high, both included."""
    return lambda rng: int(rng.integers(low, high + 1))


def one_of(*choices: Any) -> Draw:
    """Draw one of the given values."""
    return lambda rng: choices[int(rng.integers(len(choices)))]
