"""The data sets: same numbers every time, and of the kind that the lessons need."""

import numpy as np
import pytest

from helpers.data import neuron_points, shell_points

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("make", [neuron_points, shell_points])
def test_the_seed_decides_everything(make: object) -> None:
    for first, second in zip(make(), make(), strict=True):  # type: ignore[operator]
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(make()[0], make(seed=99)[0])  # type: ignore[operator]


def test_neuron_points_lie_near_their_sigmoid() -> None:
    x, y = neuron_points(count=200)
    assert x.shape == y.shape == (200,)
    assert np.all(np.diff(x) > 0)
    assert y.min() >= 0.02
    assert y.max() <= 0.98
    assert np.std(y - 1 / (1 + np.exp(1.0 - 1.5 * x))) < 0.06


@pytest.mark.parametrize("count", [400, 7])
def test_shell_points_have_two_classes_at_two_distances(count: int) -> None:
    X, Y = shell_points(count=count)
    assert X.shape == (3, count)
    assert Y.shape == (1, count)
    assert set(np.unique(Y)) == {0.0, 1.0}
    assert Y.sum() == count - count // 2
    radius = np.linalg.norm(X, axis=0)
    assert radius[Y[0] == 0].max() <= 1.0
    assert radius[Y[0] == 1].min() >= 1.5
    assert radius[Y[0] == 1].max() <= 2.2


def test_no_plane_separates_the_shell() -> None:
    """A point of class 0 that is a mean of four points of class 1 lies on their side of every plane."""
    X, Y = shell_points()
    inside, outside = X[:, Y[0] == 0], X[:, Y[0] == 1]
    point = inside[:, np.argmin(np.linalg.norm(inside, axis=0))]
    rng = np.random.default_rng(0)
    for _ in range(500):
        corners = outside[:, rng.choice(outside.shape[1], size=4, replace=False)]
        weights = np.linalg.solve(np.vstack([corners, np.ones(4)]), np.append(point, 1.0))
        if np.all(weights > 0):
            break
    np.testing.assert_allclose(corners @ weights, point, atol=1e-12)
    assert np.all(weights > 0)
