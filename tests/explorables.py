"""One explorable of each kind, drawn by the reference as by a learner with right answers, and a page to show it in."""

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

from helpers import data
from helpers.explore import Explorable, bowl_descent, descent, digit_pad, network, neuron, sum_term
from helpers.explore.theme import page_style
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


def three_layers(doubled: bool = False) -> dict[str, Any]:
    """Of a 3-3-3-3 network with leaky ReLU and no biases; where `doubled`, its dW1 is twice what it should be."""
    rng = np.random.default_rng(2)
    params = {f"W{layer}": rng.standard_normal((3, 3)) for layer in (1, 2, 3)}
    samples = rng.standard_normal((3, 1))

    def activations(name: str, Z: Any) -> Any:
        slope = np.where(Z > 0, 1.0, 0.01)
        return slope * Z, slope

    def forward(params: Any, X: Any) -> Any:
        cache = {"A0": X}
        for layer in (1, 2, 3):
            cache[f"Z{layer}"] = params[f"W{layer}"] @ cache[f"A{layer - 1}"]
            cache[f"A{layer}"] = activations("", cache[f"Z{layer}"])[0]
        return cache

    def backward(params: Any, cache: Any, X: Any, Y: Any) -> Any:
        grads: dict[str, Any] = {"dZ3": (cache["A3"] - Y) * activations("", cache["Z3"])[1]}
        for layer in (2, 1):
            grads[f"dZ{layer}"] = params[f"W{layer + 1}"].T @ grads[f"dZ{layer + 1}"]
            grads[f"dZ{layer}"] *= activations("", cache[f"Z{layer}"])[1]
        grads |= {f"dW{layer}": grads[f"dZ{layer}"] @ cache[f"A{layer - 1}"].T for layer in (1, 2, 3)}
        return {**grads, "dW1": 2 * grads["dW1"]} if doubled else grads

    functions = {"forward": forward, "backward": backward, "activations": activations, "cost": None, "update": None}
    return {**functions, "params": params, "X": samples, "Y": samples, "hidden": ("leaky ReLU",)}


def unpacked(packed: dict[str, Any]) -> NDArray[np.float32]:
    """The array that a browser reads."""
    return np.frombuffer(base64.b64decode(packed["f4"]), dtype="<f4").reshape(packed["shape"])


# Functions that fail.


def raises(*_: Any) -> Any:
    raise KeyError("W3")


def stub(*_: Any) -> Any:
    raise NotImplementedError("your turn: replace this line")


def endless(*_: Any) -> Any:
    while True:
        try:
            pass
        except Exception:
            continue


# The whole interface. Anything else that a module asks for is an error.
MODEL = """
const heard = new Map();
const model = {
  get(name) { if (!(name in given)) throw new Error(`no ${name}`); return given[name]; },
  set(name, value) { given[name] = value; (heard.get(`change:${name}`) ?? []).forEach((call) => call()); },
  save_changes() { window.saved = (window.saved ?? 0) + 1; },
  on(name, call) { heard.set(name, [...(heard.get(name) ?? []), call]); },
  off(name, call) { heard.set(name, (heard.get(name) ?? []).filter((other) => other !== call)); },
};
window.heard = heard;
window.strict = new Proxy(model, {
  get(target, name) {
    if (name in target || name === "then") return target[name];
    throw new Error(`a module asked its model for ${String(name)}`);
  },
});
"""


# Empty messages only hurry the connection.
KERNEL = """
window.sent = [];
model.send = (message) => {
  if (window.closed_) throw new Error("closed");
  if ("ask" in message) window.sent.push(message);
};
window.reply = (reply) => heard.get("msg:custom").forEach((call) => call(reply));
"""


def show(page: Page, widget: Explorable, theme: str = "light", kernel: bool = False) -> None:
    """Show an explorable in an otherwise empty page.

    kernel: the model can send, too. What it was asked is kept in window.sent, and window.reply answers.
    """
    given = json.dumps({"state": widget.state, "values": widget.values})
    colours = "background: #111; color: #eee" if theme == "dark" else ""
    page.set_content(
        f"""<!doctype html><html lang="en"><head><title>An explorable</title><style>{page_style()}</style></head>
        <body data-theme="{theme}" style="{colours}"><main><h1>An explorable</h1><div id="here"></div></main></body>
        </html>"""
    )
    page.evaluate(
        f"""async ([source, text]) => {{
            const given = JSON.parse(text);
            {MODEL}
            {KERNEL if kernel else ""}
            const address = URL.createObjectURL(new Blob([source], {{ type: "text/javascript" }}));
            const {{ default: module }} = await import(address);
            window.stop = module.render({{ model: window.strict, el: document.getElementById("here") }});
        }}""",
        [widget._esm, given],
    )
