"""Explorables in Python: what they hand over, what stands where no widget is shown, and what a wrong function says."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup

from helpers.explore import KINDS, STATE_MIME, ask, module_source
from helpers.explore.scene import data_url, message_picture, node, number, picture, short, ticks, to_svg
from helpers.explore.theme import page_style
from helpers.reference import descent as reference
from helpers.reference import neuron, shallow
from tests.explorables import MAKE, PARAMS, X, Y, endless, raises, stub, three_layers, unpacked, update

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 150_000  # characters that one explorable may add to a notebook


def image_of(text: str) -> dict[str, str]:
    """The attributes of a page that is one picture."""
    (image,) = BeautifulSoup(text, "html.parser").find_all(True)
    assert image.name == "img"
    return image.attrs


# What stands where no widget is shown.


@pytest.mark.parametrize("kind", KINDS)
def test_each_shows_a_picture_with_words_and_its_state_as_plain_data(kind: str) -> None:
    widget = MAKE[kind]()
    data, _ = widget._repr_mimebundle_()
    image = image_of(data["text/html"])
    assert image["alt"] == widget.alt
    assert len(widget.alt) > 80
    assert data["text/plain"] == f"[explorable: {widget.alt}]"
    assert "application/vnd.jupyter.widget-view+json" in data
    state = json.loads(json.dumps(data[STATE_MIME], allow_nan=False))
    assert state["kind"] == kind
    assert set(state["values"]) == {control["name"] for control in state["state"]["controls"]}
    svg = ElementTree.fromstring(unquote(image["src"].removeprefix("data:image/svg+xml,")))
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title")
    assert svg.findtext(f"{SVG}desc") == widget.alt


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_small(kind: str) -> None:
    data, _ = MAKE[kind]()._repr_mimebundle_()
    assert sum(len(json.dumps(value)) for value in data.values()) < LARGEST


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_the_same_each_time(kind: str) -> None:
    first, second = (MAKE[kind]()._repr_mimebundle_()[0][STATE_MIME] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", MAKE)
def test_a_grader_gets_the_same_alt_text_and_no_data_behind_the_controls(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = MAKE[kind]()
    monkeypatch.setattr("helpers.explore.base.describing", True)
    described = MAKE[kind]()
    assert described.alt == shown.alt
    assert described.state == {}


def test_a_grader_trains_the_neuron_as_far_as_its_words_go(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[int] = []

    def train(w: Any, b: Any, x: Any, y: Any, eta: float, steps: int) -> Any:
        trained.append(steps)
        return neuron.train(w, b, x, y, eta, steps)

    monkeypatch.setattr("helpers.explore.base.describing", True)
    MAKE["neuron"](train=train)
    assert sum(trained) == 10


# What is handed over is what the learner's functions say.


def test_descent_hands_over_the_walks_and_their_slopes() -> None:
    data = MAKE["descent"]().state["data"]
    paths, slopes = unpacked(data["paths"]), unpacked(data["slopes"])
    eta = data["etas"].index(0.7)
    walk = reference.descend(-6.0, 0.7, paths.shape[2] - 1)
    np.testing.assert_allclose(paths[eta, 1], walk, rtol=1e-6)
    np.testing.assert_allclose(slopes[eta, 1], 2 * walk, rtol=1e-6)
    assert data["names"][eta] == "oscillating"


def test_bowl_hands_over_the_walks() -> None:
    data = MAKE["bowl"]().state["data"]
    paths = unpacked(data["paths"])
    expected = reference.descend_bowl((4.0, 2.0), data["shares"][3] / 5.0, paths.shape[2] - 1, 1.0, 5.0)
    np.testing.assert_allclose(paths[data["widths"].index(5.0), 3], expected, rtol=1e-6)


def test_neuron_hands_over_three_factors_whose_product_is_the_gradient() -> None:
    data = MAKE["neuron"]().state["data"]
    x, y, answers, primes, slopes = (unpacked(data[name]) for name in ("x", "y", "answers", "primes", "slopes"))
    np.testing.assert_allclose(2 * (answers - y) * primes * x, slopes, rtol=1e-4, atol=1e-7)


def test_network_hands_over_values_gradients_and_updates() -> None:
    data = MAKE["network"]().state["data"]
    arrays = {name: unpacked(packed) for name, packed in data["arrays"].items()}
    params = PARAMS
    for done in range(3):
        cache = shallow.forward(params, X[:, [1]])
        grads = shallow.backward(params, cache, X[:, [1]], Y[:, [1]])
        for name, value in {**params, **cache, **grads}.items():
            if name in arrays:
                np.testing.assert_allclose(arrays[name][0, 0, 1, done], np.ravel(value), rtol=2e-5, atol=1e-7)
        np.testing.assert_allclose(
            unpacked(data["costs"])[0, 0, 1, done], shallow.cost(cache["A2"], Y[:, [1]]), rtol=1e-5
        )
        params = update(params, grads, 1.0)


def test_other_activations_are_put_together_from_the_learners_own() -> None:
    """The first choice is the learner's forward and backward; the same activation put together agrees with it."""
    built = MAKE["network"](hidden=("tanh", "tanh")).state["data"]["arrays"]
    for name, packed in built.items():
        own, put_together = unpacked(packed)[:, 0], unpacked(packed)[:, 1]
        np.testing.assert_allclose(own, put_together, rtol=1e-5, atol=1e-7, err_msg=name)


def test_units_from_zero_stay_alike() -> None:
    data = MAKE["network"]().state["data"]
    weights = unpacked(data["arrays"]["W1"])[1, 0].reshape(len(X), -1, 4, 3)
    assert not np.any(np.ptp(weights, axis=2))


def test_network_takes_any_sizes_and_no_biases() -> None:
    named = {**three_layers(), "activations": None, "output": "leaky ReLU", "output_slope": "2(ŷ − y)·g′(z)"}
    widget = MAKE["network"](**named)
    assert "message" not in widget.state, widget.alt
    assert widget.state["data"]["sizes"] == [3, 3, 3, 3]
    assert widget.alt.startswith("A 3-3-3-3 network")


def test_a_weight_may_be_chosen_from_the_start() -> None:
    widget = MAKE["network"](weight=(2, 0, 3))
    # The browser counts 3 inputs, 4 times 3 edges, 4 hidden units and 3 edges before it.
    assert widget.values["part"] == 3 + 12 + 4 + 3
    assert "Chosen is the weight W2[0, 3] with the gradient" in widget.alt
    assert (
        "class='chosen' data-part='edge-2-0-3'" in widget.svg()
        or "data-part='edge-2-0-3' class='chosen'" in widget.svg()
    )


def test_sum_term_hands_over_the_slope_of_every_term() -> None:
    slopes = unpacked(MAKE["sum_term"]().state["data"]["slopes"])
    expected = np.zeros((3, 2, 3, 2))
    for j in range(3):
        for k in range(2):
            expected[j, k, j, k] = (0.5, 0.8, 0.2)[j]
    np.testing.assert_allclose(slopes, expected, rtol=1e-6)


def test_a_wrong_jacobian_shows_in_the_first_picture() -> None:
    def wrong(w: Any, o: Any) -> Any:
        jacobian = np.zeros((3, 2, 2))
        for j in range(3):
            for k in range(2):
                jacobian[j, k, k] = np.sum(o)
        return jacobian

    assert "these terms change with it: w₀₀·o₀, w₁₀·o₁, w₂₀·o₂." in MAKE["sum_term"](sum_term_jacobian=wrong).alt


# What a function says that cannot be drawn.


TROUBLE: dict[str, tuple[Callable[..., Any] | Any, str]] = {
    "raises": (raises, "raised KeyError: 'W3'"),
    "stub": (stub, "is not written yet"),
    "endless": (endless, "endless loop?"),
    "none": (lambda *_: None, "returned None"),
    "text": (lambda *_: "three", "returned 'three'"),
    "nan": (lambda x0, eta, steps: np.full(steps + 1, np.nan), "returned nan"),
    "one number": (lambda *_: 3.0, "returned one number, and an array of shape (21,) is needed here"),
    "too long": (lambda x0, eta, steps: np.zeros(steps), "returned an array of shape (20,)"),
    "no function": (3.5, "is no function any more: it is 3.5"),
}


@pytest.mark.parametrize("case", TROUBLE)
def test_a_function_that_fails_is_told_in_the_picture(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "SECONDS", 0.3)
    function, said = TROUBLE[case]
    widget = MAKE["descent"](descend=function)
    assert said in widget.alt
    assert "`descend" in widget.alt
    assert widget.state["message"] == widget.alt
    assert "controls" not in widget.state
    shown = " ".join(ElementTree.fromstring(widget.svg()).itertext())
    assert said.split()[-1] in shown


FIRST = {
    "descent": "parabola",
    "bowl": "descend_bowl",
    "neuron": "train",
    "network": "backward",
    "sum_term": "sum_term_jacobian",
    "digits": "answer",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("function", [raises, stub, lambda *_: None, lambda *_: (1, 2), lambda *_: {}, 7])
def test_no_explorable_lets_an_error_through(kind: str, function: Any) -> None:
    widget = MAKE[kind](**{FIRST[kind]: function})
    assert FIRST[kind] in widget.state["message"]


def test_a_part_that_is_missing_or_misshapen_is_named() -> None:
    def without(*args: Any) -> Any:
        grads = shallow.backward(*args)
        del grads["dZ1"]
        return grads

    def turned(*args: Any) -> Any:
        grads = shallow.backward(*args)
        return {**grads, "dW1": grads["dW1"].T}

    assert MAKE["network"](backward=without).alt == '`backward` should return a dict with "dZ1" in it.'
    assert '"dW1" of what `backward` returned is an array of shape (3, 4)' in MAKE["network"](backward=turned).alt


def test_a_function_prints_nothing_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def loud(w: Any, o: Any) -> Any:
        print("called")
        w[:] = 0
        o[:] = 0
        return np.zeros((3, 2, 2))

    assert "message" not in MAKE["sum_term"](sum_term_jacobian=loud).state
    assert capsys.readouterr().out == ""
    assert unpacked(MAKE["sum_term"](sum_term_jacobian=loud).state["data"]["o"]).any()


def test_a_walk_that_leaves_every_frame_has_short_coordinates() -> None:
    def runaway(x0: float, eta: float, steps: int) -> Any:
        return x0 * 1e10 ** np.arange(steps + 1)

    widget = MAKE["descent"](descend=runaway, closed_form=None, regime=None)
    assert "message" not in widget.state
    assert (
        max(
            len(attribute) for part in ElementTree.fromstring(widget.svg()).iter() for attribute in part.attrib.values()
        )
        < 4000
    )


# The parts of a picture.


def test_numbers_are_short() -> None:
    assert [short(value) for value in (1.0, -0.04, 2.25, 1e300, float("nan"))] == ["1", "0", "2.2", "10000", "-10000"]
    assert [number(value) for value in (-0.5, 1234567.0, 0.0)] == ["−0.5", "1.235e+06", "0"]
    assert ticks(-11, 11, 6) == [-10, -5, 0, 5, 10]


def test_words_are_escaped() -> None:
    svg = to_svg(message_picture("<script>", ["a < b & 'c'"]))
    root = ElementTree.fromstring(svg)
    assert not root.findall(f".//{SVG}script")
    assert "a < b & 'c'" in " ".join(root.itertext())
    assert '"' not in data_url(svg)
    assert "#" not in data_url(svg)


def test_a_picture_needs_a_description() -> None:
    with pytest.raises(ValueError, match="needs a description"):
        picture(10, 10, "title", " ", node("g"))


# The modules and the style.


@pytest.mark.parametrize("kind", KINDS)
def test_a_module_is_whole_and_asks_for_nothing(kind: str) -> None:
    source = module_source(kind)
    assert source.count("export ") == 1
    assert "\nexport default explorable(" in source
    for word in ("import ", "fetch(", "innerHTML", "eval(", "https:"):
        assert word not in source, word
    assert source.count("http:") == 1  # the name of SVG


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no explorable 'spiral'"):
        module_source("spiral")


def test_the_style_asks_for_nothing() -> None:
    assert "url(" not in page_style()
    assert "@import" not in page_style()
