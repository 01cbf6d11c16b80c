"""One explorable of each kind, drawn by the reference as by a learner with right answers; for tests and the bench."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import data
from helpers.explore import Explorable, bowl_descent, descent, digit_pad, network, neuron, sum_term
from helpers.reference import descent as parabola
from helpers.reference import neuron as one
from helpers.reference import shallow
from helpers.reference import sum_term as term
from tests import digit_network

X = np.array([[0.5, -1.0, 1.5], [1.0, 0.5, -0.5], [-1.0, 0.5, 1.0]])
Y = np.array([[1.0, 0.0, 1.0]])
PARAMS = {
    "W1": np.array([[0.4, -0.6, 0.2], [-0.3, 0.5, 0.7], [0.8, 0.1, -0.5], [-0.2, -0.4, 0.6]]),
    "b1": np.array([[0.1], [-0.2], [0.0], [0.3]]),
    "W2": np.array([[0.9, -0.7, 0.5, 0.4]]),
    "b2": np.array([[-0.1]]),
}
ZERO = {name: np.zeros(value.shape) for name, value in PARAMS.items()}
W = np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]])
O = np.array([0.5, 0.8, 0.2])  # noqa: E741 - the lesson's name
T = np.array([1.0, 0.0])


def update(params: Any, grads: Any, eta: float) -> Any:
    """The update of lesson 3."""
    return {name: value - eta * grads[f"d{name}"] for name, value in params.items()}


def make_descent(**changed: Any) -> Explorable:
    """Lesson 1."""
    named = {
        "parabola": parabola.parabola,
        "descend": parabola.descend,
        "closed_form": parabola.closed_form,
        "regime": parabola.regime,
    }
    return descent(**{**named, **changed})


def make_bowl(**changed: Any) -> Explorable:
    """Lesson 1."""
    return bowl_descent(**{"descend_bowl": parabola.descend_bowl, **changed})


def make_neuron(**changed: Any) -> Explorable:
    """Lesson 2."""
    x, y = data.neuron_points()
    names = ("predict", "mse", "gradient_one", "sigmoid_prime", "train")
    return neuron(**{**{name: getattr(one, name) for name in names}, "x": x, "y": y, **changed})


def make_network(**changed: Any) -> Explorable:
    """Lesson 3."""
    named = {
        "forward": shallow.forward,
        "backward": shallow.backward,
        "params": {"the example": PARAMS, "all zero": ZERO},
        "X": X,
        "Y": Y,
        "cost": shallow.cost,
        "update": update,
        "activations": shallow.activations,
        "hidden": ("tanh", "sigmoid", "relu", "leaky_relu"),
    }
    return network(**{**named, **changed})


def make_sum_term(**changed: Any) -> Explorable:
    """Lesson 4."""
    named = {
        "sum_term_jacobian": term.sum_term_jacobian,
        "w": W,
        "o": O,
        "t": T,
        "output": term.output,
        "expression_1": term.partial_derivative,
        "expression_2": term.partial_derivative,
    }
    return sum_term(**{**named, **changed})


def make_digits(**changed: Any) -> Explorable:
    """Lesson 7."""
    named = {
        "answer": digit_network.answer,
        "gradient": digit_network.gradient,
        "examples": digit_network.images(),
        "network": digit_network.layers(),
    }
    return digit_pad(**{**named, **changed})


MAKE: dict[str, Callable[..., Explorable]] = {
    "descent": make_descent,
    "bowl": make_bowl,
    "neuron": make_neuron,
    "network": make_network,
    "sum_term": make_sum_term,
    "digits": make_digits,
}
