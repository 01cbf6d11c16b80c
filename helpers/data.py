"""The course's data sets, made by seeded code: the same numbers on every machine, nothing to download."""

import numpy as np

from helpers.equal import Array


def neuron_points(count: int = 24, seed: int = 2) -> tuple[Array, Array]:
    """Points that one sigmoid neuron can fit: x and y, both of shape (count,), y strictly between 0 and 1.

    y is the sigmoid of 1.5 x - 1, with a little normal noise (standard deviation 0.04).
    """
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-4.0, 5.0, size=count))
    y = 1 / (1 + np.exp(-(1.5 * x - 1.0))) + rng.normal(0.0, 0.04, size=count)
    return x, np.clip(y, 0.02, 0.98)


def shell_points(count: int = 400, seed: int = 3) -> tuple[Array, Array]:
    """Two classes in three dimensions that no plane separates: X (3, count) and Y (1, count) of 0.0 and 1.0.

    Class 0 fills a ball of radius 1 around the origin, class 1 a shell from radius 1.5 to 2.2 around it.
    Half of the points belong to each class (class 1 has one more where count is odd).
    """
    rng = np.random.default_rng(seed)
    direction = rng.standard_normal((3, count))
    direction /= np.linalg.norm(direction, axis=0, keepdims=True)
    Y = (np.arange(count) >= count // 2).astype(np.float64)[None, :]
    # The cube root spreads points evenly over a ball's volume instead of crowding them at its centre.
    ball = np.cbrt(rng.uniform(0.0, 1.0, size=(1, count)))
    shell = rng.uniform(1.5, 2.2, size=(1, count))
    X = direction * np.where(Y == 1, shell, ball)
    order = rng.permutation(count)
    return X[:, order], Y[:, order]


def sandwich_points(count: int = 400, seed: int = 4) -> tuple[Array, Array]:
    """Two classes in three dimensions that no plane separates: X (3, count) and Y (1, count) of 0.0 and 1.0.

    Class 0 is a slightly bent layer, the filling, and class 1 lies on both sides of it, with a gap between them.
    Half of the points belong to each class (class 1 has one more where count is odd). Two hidden units can tell the
    classes apart, so that training succeeds from nearly every start; a shell (`shell_points`) takes all four.
    """
    rng = np.random.default_rng(seed)
    Y = (np.arange(count) >= count // 2).astype(np.float64)[None, :]
    side = rng.choice([-1.0, 1.0], size=(1, count))
    filling = rng.uniform(-0.55, 0.55, size=(1, count))
    bread = side * rng.uniform(0.75, 1.6, size=(1, count))
    along = rng.uniform(-1.5, 1.5, size=(2, count))
    across = np.where(Y == 1, bread, filling) + 0.2 * (along[:1] ** 2 - 0.75)
    # The rows are orthogonal unit vectors: the layer lies askew, so that no single feature gives it away.
    axes = np.array([[1.0, 1.0, 1.0], [1.0, -1.0, 0.0], [1.0, 1.0, -2.0]])
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    X = axes.T @ np.vstack([across, along])
    order = rng.permutation(count)
    return X[:, order], Y[:, order]
