"""Every formula of lessons 2 to 7, and its reference, against three judges: autograd, complex step, differences.

The networks of all these lessons are one: layers with an activation each, and a loss. Here it is written once more in
autograd's own NumPy, without anything of the reference code.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest

from helpers import nudge
from helpers.data import neuron_points
from helpers.reference import digits, leaky, network, neuron, paths, shallow, sum_term
from tests.judges import Slopes, agree, judged, solved

pytestmark = pytest.mark.unit

Arrays = dict[str, Any]
CURVES: dict[str, Callable[..., Any]] = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(anp.real(z) >= 0, z, 0 * z),
    "leaky_relu": lambda z, alpha=0.01: anp.where(anp.real(z) >= 0, z, alpha * z),
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=0, keepdims=True),
}
LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "squares": lambda A, Y: anp.sum((A - Y) ** 2),
    "mean of the squares": lambda A, Y: anp.sum((A - Y) ** 2) / len(Y) / Y.shape[1],
    "half the squares": lambda A, Y: anp.sum((A - Y) ** 2) / (2 * Y.shape[1]),
    "cross-entropy": lambda A, Y: -anp.sum(Y * anp.log(A) + (1 - Y) * anp.log(1 - A)) / Y.shape[1],
    "categorical": lambda A, Y: -anp.sum(Y * anp.log(A)) / Y.shape[1],
}


@dataclass(frozen=True, eq=False)
class Network:
    """A network on its data. params: "W1", "b1" ...; curves: the activation of each layer; alpha: of leaky ReLU."""

    params: Mapping[str, Any]
    X: Any
    Y: Any
    curves: tuple[str, ...]
    loss: str
    alpha: float = 0.01
    absolute: float = 1e-12
    nudged: float = 1e-8

    def values(self, **changed: Any) -> Arrays:
        """X, Z1, A1 ... and the cost, where `changed` replaces its like."""
        have = {**self.params, "X": self.X, **changed}
        A = have["X"]
        for layer, curve in enumerate(self.curves, start=1):
            Z = have.setdefault(f"Z{layer}", anp.dot(have[f"W{layer}"], A) + have.get(f"b{layer}", 0.0))
            A = CURVES[curve](Z, self.alpha) if curve == "leaky_relu" else CURVES[curve](Z)
            A = have.setdefault(f"A{layer}", A)
        return {**have, "cost": LOSSES[self.loss](A, self.Y)}

    def judge(self, answer: Mapping[str, Any]) -> None:
        """Hold values by their names against the forward pass, and slopes, "d" + name, against the three judges.

        The slopes by what each sample has for itself are of the sample's own loss.
        """
        for name, found in answer.items():
            if name.startswith("d"):
                agree(found, slopes(self, name.removeprefix("d")), self.absolute, self.nudged)
            else:
                np.testing.assert_allclose(found, self.values()[name], rtol=1e-12, err_msg=name)


@cache
def slopes(net: Network, name: str) -> Slopes:
    times = net.X.shape[1] if name[0] in "XZA" and net.loss != "squares" else 1
    return judged(lambda value: times * net.values(**{name: value})["cost"], net.values()[name])


# --- Lesson 2: one neuron ---


def neurons(seed: int) -> Network:
    rng = np.random.default_rng([2, seed])
    X, Y = neuron_points() if seed % 2 else (rng.uniform(-2, 2, 1), rng.uniform(0, 1, 1))
    params = {"W1": rng.uniform(-2, 2, (1, 1)), "b1": rng.uniform(-4, 4, (1, 1))}
    return Network(params, X[None], Y[None], ("sigmoid",), "mean of the squares", absolute=1e-15)


def neuron_answers(lesson: Arrays, net: Network) -> Iterator[Arrays]:
    w, b = (net.params[name].item() for name in ("W1", "b1"))
    (x,), (y,) = net.X, net.Y
    for names in (lesson, vars(neuron)):
        cost = names["mse"](names["predict"](w, b, x), y)
        of_batch = [np.reshape(slope, (1, 1)) for slope in names["gradient_batch"](w, b, x, y)]
        yield {"cost": cost, **dict(zip(("dW1", "db1"), of_batch, strict=True))}
        # A learner's formula for one sample takes arrays as it takes numbers: it is called with them further below.
        each = [names["gradient_one"](w, b, *sample) for sample in zip(x, y, strict=True)]
        np.testing.assert_allclose(names["gradient_one"](w, b, x, y), np.transpose(each), rtol=1e-13)
        assert [np.shape(slope) for slope in names["gradient_one"](w, b, x[0], y[0])] == [(), ()]
        yield {name: np.reshape(slope, (1, 1)) for name, slope in zip(("dW1", "db1"), np.mean(each, 0), strict=True)}
    yield {"dZ1": neuron.gradient_by_z(net.values()["Z1"], net.Y)}


# --- Lesson 3: two layers ---


def shallow_networks(seed: int) -> Network:
    """Parameters of a random size, inputs and targets, away from saturation."""
    rng = np.random.default_rng(seed)
    n_x, n_h, n_y, m = (int(n) for n in rng.integers([1, 1, 1, 1], [5, 6, 4, 8]))
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    params = {name: rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    X, Y = rng.uniform(-1.5, 1.5, (n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    return Network(params, X, Y, ("tanh", "sigmoid"), "cross-entropy", absolute=1e-14)


def shallow_answers(lesson: Arrays, net: Network) -> Iterator[Arrays]:
    params, X, Y = net.params, net.X, net.Y
    for names in (lesson, vars(shallow)):
        cache = names["forward"](params, X)
        yield {"cost": names["cost"](cache["A2"], Y), **cache}
        grads = names["backward"](params, cache, X, Y)
        yield grads
        yield {
            "dA2": names["dA2"](cache["A2"], Y),
            "dZ2": names["dZ2"](cache["A2"], Y),
            "dW2": names["dW2"](grads["dZ2"], cache["A1"]),
            "db2": names["db2"](grads["dZ2"]),
            "dA1": names["dA1"](params["W2"], grads["dZ2"]),
            "dZ1": names["dZ1"](grads["dA1"], cache["Z1"]),
            "dW1": names["dW1"](grads["dZ1"], X),
            "db1": names["db1"](grads["dZ1"]),
        }
    yield {"dZ2": shallow.dZ2_from_dA2(grads["dA2"], cache["A2"])}
    kept = network.forward(shallow.to_network(params), X)
    yield {"Z1": kept.Z[1], "A1": kept.A[1], "Z2": kept.Z[2], "A2": kept.A[2]}
    # The network that the lesson nudges is this one, from each place on.
    for name in (*params, "Z1", "A1", "Z2", "A2"):
        changed = {name: 0.9 * net.values()[name]}
        assert nudge.cost_with(params, X, Y, **changed) == pytest.approx(net.values(**changed)["cost"])


# --- Lesson 4: sums over units, without biases ---

# J and K differ in most, so that a swapped index cannot hide, and agree in some.
SHAPES = [(3, 2), (2, 3), (4, 4), (2, 2), (1, 3), (3, 1), (5, 2), (2, 6), (3, 3), (4, 3), (6, 1)]


def sum_terms(seed: int) -> Network:
    """One sample, or a batch for every second seed, from 4 inputs by J hidden units to K outputs."""
    J, K = SHAPES[seed // 2 % len(SHAPES)]
    rng = np.random.default_rng([seed, J, K])
    params, m = {"W1": rng.uniform(-2, 2, (J, 4)), "W2": rng.uniform(-2, 2, (K, J))}, 4 if seed % 2 else 1
    return Network(params, rng.uniform(-1, 1, (4, m)), rng.uniform(0, 1, (K, m)), ("sigmoid", "sigmoid"), "squares")


def sum_term_answers(lesson: Arrays, net: Network) -> Iterator[Arrays]:
    v, w, values = net.params["W1"].T, net.params["W2"].T, net.values()
    for names in (lesson, vars(sum_term)):
        A1 = values["A1"]
        yield {"A2": names["output"](w, A1), "dW2": names["batch_form"](w, A1, net.Y).T}
        if net.X.shape[1] > 1:
            continue
        x, o, t = net.X[:, 0], A1[:, 0], net.Y[:, 0]
        yield {"A2": names["output"](w, o)[:, None], "cost": names["error"](w, o, t)}
        yield {"dW2": names["matrix_form"](w, o, t).T, "dW1": names["hidden_gradient"](v, w, x, t).T}
        delta = 2 * (values["A2"] - net.Y) * values["A2"] * (1 - values["A2"])
        yield {"dZ2": delta, "dA1": names["hidden_error"](w, delta[:, 0])[:, None]}
        by_entry = names.get("expression_2", sum_term.partial_derivative)
        yield {"dW2": np.array([[by_entry(w, o, t, j, k) for j in range(len(o))] for k in range(len(t))])}
        jacobian = names["sum_term_jacobian"](w, o)
        for k in range(len(t)):
            agree(jacobian[:, :, k], judged(lambda weights, k=k, o=o: anp.dot(weights.T, o)[k], w))
    if net.X.shape[1] == 1:
        nudged = [[lesson["expression_1"](w, o, t, j, k) for j in range(len(o))] for k in range(len(t))]
        np.testing.assert_allclose(nudged, slopes(net, "W2")[1], rtol=1e-8, atol=1e-11)


# --- Lesson 5: three layers of leaky ReLU ---

# Sizes that differ, so that a transposed factor cannot hide, and equal ones; one sample and many.
SIZES = [(2, 3, 2, 1), (3, 4, 2, 3), (3, 3, 3, 3), (1, 2, 4, 2), (4, 2, 3, 1)]
SLOPES = [(1, 0.1), (2, 0.3), (5, 0.1), (6, 0.2), (3, 0.01)]


def three_layers(seed: int) -> Network:
    sizes, (m, alpha) = SIZES[seed % 5], SLOPES[seed // 5 % 5]
    (case,) = nudge.leaky_networks(seed=sum(sizes) + m, sizes=sizes, m=m, count=1, alpha=alpha)
    return Network(case["params"], case["X"], case["Y"], ("leaky_relu",) * 3, "half the squares", alpha)


def leaky_answers(lesson: Arrays, net: Network) -> Iterator[Arrays]:
    params, X, Y, alpha = net.params, net.X, net.Y, net.alpha
    for names in (lesson, vars(leaky)):
        cache = names["forward"](params, X, alpha)
        yield {"cost": names["cost"](cache["A3"], Y), **cache}
        yield names["backward"](params, cache, X, Y, alpha)
        dZ3 = names["output_delta"](cache["A3"], cache["Z3"], Y, alpha)
        dZ2 = names["pass_back"](params["W3"], dZ3, cache["Z2"], alpha)
        dZ1 = names["pass_back"](params["W2"], dZ2, cache["Z1"], alpha)
        dW3, db3 = names["last_layer_gradients"](dZ3, cache["A2"])
        yield {"dZ3": dZ3, "dZ2": dZ2, "dZ1": dZ1, "dW3": dW3, "db3": db3}
    grads = leaky.gradients(params, X, Y, alpha)
    yield grads
    nudged = nudge.leaky_slopes(params, X, Y, alpha)
    for name, slope in grads.items():
        np.testing.assert_allclose(slope, nudged[name], rtol=1e-7, atol=1e-8)
    yield {"cost": nudge.leaky_cost(params, X, Y, alpha)}


# --- Lesson 6: sigmoid networks of any depth, one sample ---

DEPTHS = [(3, 1), (2, 4, 3), (3, 3, 3, 3), (4, 2, 3, 1), (2, 3, 2, 4, 2), (1, 2, 3, 2, 2, 3)]


def deep_networks(seed: int) -> Network:
    sizes = DEPTHS[seed % len(DEPTHS)]
    (case,) = nudge.paths_networks(seed // len(DEPTHS), sizes, count=1)
    curves = ("sigmoid",) * (len(sizes) - 1)
    return Network(**case, curves=curves, loss="mean of the squares", absolute=1e-14, nudged=1e-10)


def paths_answers(lesson: Arrays, net: Network) -> Iterator[Arrays]:
    params, X, Y, last = net.params, net.X, net.Y, len(net.curves)
    for names in (lesson, vars(paths)):
        cache = names["forward"](params, X)
        yield {"X": cache["A0"], **{name: value for name, value in cache.items() if name != "A0"}}
        yield names["backward"](params, cache, Y)
        # The sum over paths is backpropagation.
        yield {f"dW{layer}": names["gradient_by_paths"](params, cache, Y, layer) for layer in range(1, last + 1)}
    nudged = nudge.paths_slopes(params, X, Y)
    for name, slope in paths.backward(params, cache, Y).items():
        np.testing.assert_allclose(slope, nudged[name], rtol=1e-7, atol=1e-10)
    yield {"cost": paths.loss(cache[f"A{last}"], Y)}
    yield {"cost": nudge.paths_loss(params, X, Y)}


# --- Lesson 7: a softmax on any hidden layers ---

DIGITS: list[tuple[list[int], list[str], int]] = [
    ([3, 2], [], 4),
    ([2, 4, 3], ["tanh"], 1),
    ([3, 4, 2], ["sigmoid"], 5),
    ([3, 5, 4, 3], ["relu", "tanh"], 4),
    ([4, 3, 5, 2], ["leaky_relu", "sigmoid"], 3),
    ([3, 3, 3, 3], ["tanh", "relu"], 3),
    ([2, 3, 4, 3, 5], ["relu", "leaky_relu", "tanh"], 6),
]


def readers(seed: int) -> Network:
    sizes, hidden, m = DIGITS[seed % len(DIGITS)]
    (case,) = nudge.digit_networks(1 + seed // len(DIGITS), sizes, hidden, m, count=1)
    return Network(case["params"], case["X"], case["Y"], (*hidden, "softmax"), "categorical")


def digits_answers(lesson: Arrays, net: Network) -> Iterator[Arrays]:
    params, X, Y, hidden = net.params, net.X, net.Y, list(net.curves[:-1])
    for names in (lesson, vars(digits)):
        cache = names["forward"](params, X, hidden)
        yield {"cost": names["cost"](params, X, Y, hidden), **cache}
        yield names["backward"](params, cache, X, Y, hidden)
        yield {"dX": names["input_gradient"](params, X, Y, hidden)}
        last, Z = len(net.curves), cache[f"Z{len(net.curves)}"]
        value, dZ = names["softmax_cross_entropy"](Z, Y)
        yield {"cost": value, f"dZ{last}": dZ, f"A{last}": names["softmax"](Z)}
    yield digits.gradients(params, X, Y, hidden)
    nudged = nudge.digit_slopes(params, X, Y, hidden)
    np.testing.assert_allclose(digits.input_gradient(params, X, Y, hidden), nudged["dX"], rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(dZ, nudge.score_slopes(Z, Y), rtol=1e-7, atol=1e-8)


# --- All of them ---

# For each lesson: a network for each seed, the answers to judge on it, and how many networks.
Row = tuple[Callable[[int], Network], Callable[[Arrays, Network], Iterator[Arrays]], int]
TABLE: dict[str, Row] = {
    "02_neuron": (neurons, neuron_answers, 48),
    "03_network": (shallow_networks, shallow_answers, 24),
    "04_sigmoid_term": (sum_terms, sum_term_answers, 44),
    "05_leaky_relu": (three_layers, leaky_answers, 25),
    "06_paths": (deep_networks, paths_answers, 24),
    "07_digits": (readers, digits_answers, 21),
}
ROWS = [(lesson, seed) for lesson, (_, _, count) in TABLE.items() for seed in range(count)]


@pytest.mark.parametrize(("lesson", "seed"), ROWS)
def test_every_formula_is_the_derivative(lesson: str, seed: int) -> None:
    make, answers, _ = TABLE[lesson]
    net = make(seed)
    for answer in answers(solved(lesson), net):
        net.judge(answer)


@pytest.mark.parametrize("lesson", TABLE)
def test_a_gradient_that_is_off_in_its_tenth_digit_is_refused(lesson: str) -> None:
    make, answers, _ = TABLE[lesson]
    net = make(0)
    (dW1,) = [answer["dW1"] for answer in answers(solved(lesson), net) if "dW1" in answer][:1]
    net.judge({"dW1": dW1})
    for wrong in (dW1 * (1 + 1e-10), -dW1, dW1.T[..., None]):
        with pytest.raises(AssertionError):
            net.judge({"dW1": wrong})
