"""The reference network: its gradients against autograd and the complex step, for networks of any form."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.differences import central_difference, complex_step
from helpers.reference import activations, losses, shallow
from helpers.reference.network import Layer, Network, backward, cost, forward

pytestmark = pytest.mark.unit

# The forward pass once more, with autograd's NumPy and from the formulas alone.
ACTIVATION: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": lambda z: anp.tanh(z),
    "relu": lambda z: anp.maximum(z, 0.0),
    "leaky_relu(0.01)": lambda z: anp.where(z > 0, z, 0.01 * z),
    "identity": lambda z: z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=0, keepdims=True),
}
LOSS: dict[str, Callable[[Any, Any], Any]] = {
    "squared_error(scale=1, averages=True)": lambda p, y: anp.sum((p - y) ** 2) / y.shape[1],
    "squared_error(scale=0.5, averages=True)": lambda p, y: anp.sum((p - y) ** 2) / (2 * y.shape[1]),
    "squared_error(scale=1, averages=False)": lambda p, y: anp.sum((p - y) ** 2),
    "cross_entropy": lambda p, y: -anp.sum(y * anp.log(p) + (1 - y) * anp.log(1 - p)) / y.shape[1],
    "categorical_cross_entropy": lambda p, y: -anp.sum(y * anp.log(p)) / y.shape[1],
}
HIDDEN = [activations.sigmoid, activations.tanh, activations.relu, activations.leaky_relu(), activations.identity]
SQUARED = [losses.squared_error(), losses.squared_error(0.5), losses.squared_error(averages=False)]
# Cross-entropy needs predictions between 0 and 1; softmax goes with its own.
ENDS = [
    *((g, loss) for g in HIDDEN for loss in SQUARED),
    (activations.sigmoid, losses.cross_entropy),
    (activations.sigmoid, losses.categorical_cross_entropy),
    (activations.softmax, losses.categorical_cross_entropy),
]


def their_cost(parameters: list[tuple[Any, Any]], names: list[str], loss: str, X: Any, Y: Any) -> Any:
    A = X
    for (W, b), name in zip(parameters, names, strict=True):
        A = ACTIVATION[name](anp.dot(W, A) + b)
    return LOSS[loss](A, Y)


def random_network(sizes: list[int], hidden: Any, output: Any, loss: Any, rng: np.random.Generator) -> Network:
    functions = [*[hidden] * (len(sizes) - 2), output]
    layers = [
        Layer(0.8 * rng.standard_normal((n, n_before)), 0.5 * rng.standard_normal((n, 1)), g)
        for (n_before, n), g in zip(pairwise(sizes), functions, strict=True)
    ]
    return Network(tuple(layers), loss)


def targets(loss: Any, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    if loss.name == "cross_entropy":
        return (rng.uniform(size=shape) > 0.5).astype(np.float64)
    if loss.name == "categorical_cross_entropy":
        return np.eye(shape[0])[:, rng.integers(shape[0], size=shape[1])]
    return rng.standard_normal(shape)


def near_a_kink(network: Network, X: np.ndarray) -> bool:
    cache = forward(network, X)
    kinked = [
        Z
        for layer, Z in zip(network.layers, cache.Z[1:], strict=True)
        if layer.activation.name.startswith(("relu", "leaky"))
    ]
    return any(np.min(np.abs(Z)) < 1e-3 for Z in kinked)


def with_parameter(network: Network, at: int, key: str, value: Any) -> Network:
    layers = list(network.layers)
    layers[at] = replace(layers[at], **{key: value})
    return replace(network, layers=tuple(layers))


def assert_close(found: np.ndarray, right: np.ndarray, tolerance: float = 1e-9) -> None:
    """Relative to the largest entry: a small one may be what is left of large ones that cancel.

    Where all of them cancel (softmax over one output has no slope at all), 1e-14 is round-off of numbers near 1.
    """
    assert found.shape == right.shape
    scale = max(float(np.max(np.abs(right))), 1e-14 / tolerance)
    assert float(np.max(np.abs(found - right))) <= tolerance * scale


@settings(max_examples=120, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=5),
    m=st.integers(1, 6),
    hidden=st.sampled_from(HIDDEN),
    end=st.sampled_from(ENDS),
    seed=st.integers(0, 2**20),
)
def test_every_gradient_of_every_network(sizes: list[int], m: int, hidden: Any, end: Any, seed: int) -> None:
    """dW and db of every layer, against autograd and the complex step; all shapes on the way."""
    output, loss = end
    rng = np.random.default_rng(seed)
    network = random_network(sizes, hidden, output, loss, rng)
    X, Y = rng.standard_normal((sizes[0], m)), targets(loss, (sizes[-1], m), rng)
    assume(not near_a_kink(network, X))

    cache = forward(network, X)
    gradients = backward(network, cache, Y)

    parameters = [(layer.W, layer.b) for layer in network.layers]
    names = [layer.activation.name for layer in network.layers]
    assert cost(network, X, Y) == pytest.approx(their_cost(parameters, names, loss.name, X, Y), rel=1e-11, abs=1e-14)
    theirs = autograd.grad(their_cost)(parameters, names, loss.name, X, Y)
    for at, (ours, (dW, db)) in enumerate(zip(gradients, theirs, strict=True)):
        n_out, n_in = sizes[at + 1], sizes[at]
        assert ours.dA.shape == ours.dZ.shape == cache.A[at + 1].shape == cache.Z[at + 1].shape == (n_out, m)
        assert ours.dW.shape == (n_out, n_in)
        assert ours.db.shape == (n_out, 1)
        assert_close(ours.dW, dW)
        assert_close(ours.db, db)
        for key, found in (("W", ours.dW), ("b", ours.db)):
            point = getattr(network.layers[at], key)
            judge = complex_step(lambda v, at=at, key=key: cost(with_parameter(network, at, key, v), X, Y), point)
            assert_close(found, judge)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: f"{end[0].name}-{end[1].name}")
def test_gradients_against_central_differences(end: Any) -> None:
    rng = np.random.default_rng(31)
    network = random_network([3, 4, 2], activations.tanh, *end, rng)
    X, Y = rng.standard_normal((3, 5)), targets(end[1], (2, 5), rng)
    assert not near_a_kink(network, X)
    for at, ours in enumerate(backward(network, forward(network, X), Y)):
        for key, found in (("W", ours.dW), ("b", ours.db)):
            point = getattr(network.layers[at], key)
            judge = central_difference(lambda v, at=at, key=key: cost(with_parameter(network, at, key, v), X, Y), point)
            np.testing.assert_allclose(found, judge, atol=1e-8)


def test_dA_and_dZ_are_per_sample() -> None:
    """The cost's derivative by Z and A is 1/m of them; m copies of the one sample show it."""
    rng = np.random.default_rng(32)
    network = random_network([3, 4, 1], activations.tanh, activations.sigmoid, losses.cross_entropy, rng)
    x, y = rng.standard_normal((3, 1)), np.array([[1.0]])
    one = backward(network, forward(network, x), y)
    six = backward(network, forward(network, np.repeat(x, 6, axis=1)), np.repeat(y, 6, axis=1))
    for single, many in zip(one, six, strict=True):
        assert_close(many.dZ, np.repeat(single.dZ, 6, axis=1), 1e-14)
        assert_close(many.dA, np.repeat(single.dA, 6, axis=1), 1e-14)
        assert_close(many.dW, single.dW, 1e-14)
        assert_close(many.db, single.db, 1e-14)


@pytest.mark.parametrize(
    ("output", "loss"),
    [
        (activations.sigmoid, losses.cross_entropy),
        (activations.softmax, losses.categorical_cross_entropy),
    ],
    ids=["sigmoid", "softmax"],
)
def test_cross_entropy_cancels_the_slope_of_its_activation(output: Any, loss: Any) -> None:
    rng = np.random.default_rng(33)
    network = random_network([3, 3], activations.tanh, output, loss, rng)
    X, Y = rng.standard_normal((3, 8)), targets(loss, (3, 8), rng)
    cache = forward(network, X)
    np.testing.assert_array_equal(backward(network, cache, Y)[0].dZ, cache.Y_hat - Y)
    if output is activations.sigmoid:
        product = loss.slope(cache.Y_hat, Y) * output.slope(cache.Z[-1])
        np.testing.assert_allclose(product, cache.Y_hat - Y, rtol=1e-12)
        # Where the output saturates on the wrong side the product would be lost; the difference is not.
        far = Network((Layer(np.array([[1.0]]), np.array([[0.0]]), output),), loss)
        dZ = backward(far, forward(far, np.array([[800.0]])), np.array([[0.0]]))[0].dZ
        np.testing.assert_array_equal(dZ, [[1.0]])


def test_start_values() -> None:
    params = shallow.initialise(3, 400, 2, scale=0.01, seed=5)
    assert [params[name].shape for name in ("W1", "b1", "W2", "b2")] == [(400, 3), (400, 1), (2, 400), (2, 1)]
    assert not params["b1"].any()
    assert not params["b2"].any()
    assert np.std(params["W1"]) == pytest.approx(0.01, rel=0.1)
    np.testing.assert_array_equal(shallow.initialise(3, 400, 2, scale=0.01, seed=5)["W2"], params["W2"])


def test_layers_without_activation_collapse_into_one_map() -> None:
    rng = np.random.default_rng(35)
    network = random_network([3, 4, 2], activations.identity, activations.identity, losses.squared_error(), rng)
    (W1, b1), (W2, b2) = ((layer.W, layer.b) for layer in network.layers)
    X = rng.standard_normal((3, 6))
    np.testing.assert_allclose(forward(network, X).Y_hat, W2 @ W1 @ X + (W2 @ b1 + b2), rtol=1e-12)


def test_a_small_mistake_would_be_seen() -> None:
    """The comparison above fails for a gradient that is off in its ninth digit."""
    right = np.array([[1.0, 2.0]])
    assert_close(right * (1 + 5e-10), right)
    with pytest.raises(AssertionError):
        assert_close(right * (1 + 2e-9), right)


def test_refusals() -> None:
    rng = np.random.default_rng(36)
    network = random_network([3, 4, 1], activations.tanh, activations.sigmoid, losses.cross_entropy, rng)
    with pytest.raises(ValueError, match=r"X must have shape \(3, m\).*\(5, 3\)"):
        forward(network, np.zeros((5, 3)))
    with pytest.raises(ValueError, match=r"samples as columns.*\(3,\)"):
        forward(network, np.zeros(3))
    X = np.zeros((3, 5))
    for Y in (np.zeros((5, 1)), np.zeros(5), np.zeros((1, 1))):
        with pytest.raises(ValueError, match=r"Y must have shape \(1, 5\)"):
            cost(network, X, Y)
        with pytest.raises(ValueError, match=r"Y must have shape \(1, 5\)"):
            backward(network, forward(network, X), Y)
