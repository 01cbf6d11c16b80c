"""The digit pad in Python: its first picture, what it hands over, what it says of functions that fail."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.explore import ask, digit_pad
from helpers.explore.digits import MOST_EXAMPLES, MOST_WEIGHTS, passes
from tests.digit_network import answer, gradient, images, layers, weights
from tests.explorables import MAKE, endless, raises, stub, unpacked

pytestmark = pytest.mark.unit


# The first picture.


def test_the_first_picture_shows_an_example_its_bars_and_its_gradient() -> None:
    pad = MAKE["digits"](examples=images()[:, 3:])
    assert "dark in row 1 3 4 5 6; row 2 2 3 6 7; row 3 6 7;" in pad.alt
    assert "Answer: 3 with 1.00; then 8 with 0.00." in pad.alt
    slopes = gradient(images()[:, [3]], 3)[:, 0]
    best = int(slopes.argmin())  # the loss falls most where ink there is
    assert f"3 more likely most at row {best // 8 + 1}, column {best % 8 + 1}, and" in pad.alt
    svg = ElementTree.fromstring(pad.svg())
    parts = {part.get("data-part"): part for part in svg.iter()}
    inks = [float(cell.attrib["fill-opacity"]) for cell in parts["pixels"]]
    np.testing.assert_array_equal(inks, images()[:, 3])
    signs = np.array([sign.text or "" for sign in parts["signs"]])
    assert set(signs[slopes == slopes.max()]) == {"−"}
    assert set(signs[slopes == slopes.min()]) == {"+"}
    assert 4 < (signs != "").sum() < 60
    widths = [float(parts[f"bar-{digit}"].attrib["width"]) for digit in range(10)]
    assert widths.index(max(widths)) == 3


def test_a_blank_first_example_is_said() -> None:
    assert "A drawing of 8 by 8 pixels: no dark pixel." in MAKE["digits"](examples=np.zeros((64, 1))).alt


def test_a_gradient_of_zero_is_said() -> None:
    pad = MAKE["digits"](gradient=lambda X, digit: np.zeros((64, 1)), network=None)
    assert "The gradient for 0 is 0 at every pixel." in pad.alt


def test_answers_of_all_examples_and_slopes_for_all_digits_are_handed_over() -> None:
    data = MAKE["digits"](network=None).state["data"]
    shown = images()[:, :MOST_EXAMPLES]
    np.testing.assert_array_equal(unpacked(data["examples"]), 16 * shown.T)
    np.testing.assert_allclose(unpacked(data["probabilities"]), answer(shown).T, atol=1e-6)
    for digit in range(10):
        np.testing.assert_allclose(unpacked(data["slopes"])[:, digit], gradient(shown, digit).T, atol=1e-5)


# Weights for pages without a kernel.


def test_weights_that_agree_are_handed_over() -> None:
    data = MAKE["digits"]().state["data"]
    assert [layer["activation"] for layer in data["layers"]] == ["relu", "softmax"]
    for layer, (W, b, _) in zip(data["layers"], layers(), strict=True):
        np.testing.assert_allclose(unpacked(layer["W"]), W, rtol=1e-6)
        np.testing.assert_allclose(unpacked(layer["b"]), b[:, 0], rtol=1e-6)


W1, B1, W2, B2 = weights().values()
WIDE = MOST_WEIGHTS // 64
NETWORKS: dict[str, tuple[Any, str]] = {
    "none": (None, "A new drawing needs the kernel."),
    "other weights": ([(W1, B1 + 0.1, "relu"), (W2, B2, "softmax")], "say something else than your functions"),
    "other activation": ([(W1, B1, "tanh"), (W2, B2, "softmax")], "say something else than your functions"),
    "nan": ([(W1 * np.nan, B1, "relu"), (W2, B2, "softmax")], "say something else than your functions"),
    "unknown name": ([(W1, B1, "swish"), (W2, B2, "softmax")], "do not fit together"),
    "no softmax": ([(W1, B1, "relu"), (W2, B2, "relu")], "do not fit together"),
    "turned": ([(W1.T, B1, "relu"), (W2, B2, "softmax")], "do not fit together"),
    "short bias": ([(W1, B1[:3], "relu"), (W2, B2, "softmax")], "do not fit together"),
    "too few outputs": ([(W1, B1, "relu"), (W2[:9], B2[:9], "softmax")], "do not fit together"),
    "empty": ([], "do not fit together"),
    "no layers": (7, "do not fit together"),
    "pairs": ([(W1, B1), (W2, B2)], "do not fit together"),
    "text": ([("W1", B1, "relu"), (W2, B2, "softmax")], "do not fit together"),
    "large": (
        [(np.zeros((WIDE, 64)), np.zeros(WIDE), "relu"), (np.zeros((10, WIDE)), np.zeros(10), "softmax")],
        "too large",
    ),
}


@pytest.mark.parametrize("case", NETWORKS)
def test_weights_that_do_not_agree_stay_here(case: str) -> None:
    network, note = NETWORKS[case]
    state = MAKE["digits"](network=network).state
    assert "message" not in state
    assert state["data"]["layers"] == []
    assert note in state["data"]["note"]
    assert state["data"]["note"].startswith("A new drawing needs the kernel")


def test_weights_do_not_hide_a_wrong_gradient_of_the_learners() -> None:
    data = MAKE["digits"](gradient=lambda X, digit: -gradient(X, digit)).state["data"]
    assert data["layers"] == []
    assert "something else" in data["note"]


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh", "sigmoid"])
def test_slopes_from_weights_agree_with_differences(name: str) -> None:
    rng = np.random.default_rng(3)
    shapes = ((12, 64), (9, 12), (10, 9))
    network = [(rng.standard_normal(shape) / 4, rng.standard_normal(shape[0]), name) for shape in shapes]
    network[-1] = (*network[-1][:2], "softmax")
    X = rng.uniform(0, 1, (64, 1))
    step = 1e-6 * np.eye(64)
    high, low = (passes(network, X + sign * step, 4)[0][4] for sign in (1, -1))
    expected = -(np.log(high) - np.log(low)) / 2e-6
    np.testing.assert_allclose(passes(network, X, 4)[1][:, 0], expected, atol=1e-7)


# Functions that fail.


ANSWERS: dict[str, tuple[Any, str]] = {
    "raises": (raises, "`answer(an array of shape (64, 1))` raised KeyError: 'W3'"),
    "stub": (stub, "`answer` is not written yet"),
    "endless": (endless, "endless loop?"),
    "none": (lambda X: None, "returned None. Is there a `return`?"),
    "one axis": (
        lambda X: answer(X)[:, 0],
        "an array of shape (10,), and an array of shape (10, 1) is needed",
    ),
    "one image a row": (lambda X: answer(X).T, "returned an array of shape (1, 10)"),
    "nan": (lambda X: answer(X) * np.nan, "returned nan"),
    "scores": (lambda X: 30 * answer(X) - 2, "should return probabilities, between 0 and 1. Among them is -2"),
    "percent": (lambda X: 100 * answer(X), "should return probabilities, between 0 and 1. Among them is 99"),
    "infinite": (lambda X: answer(X) + np.inf, "Among them is inf"),
    "sigmoids": (lambda X: 0.5 + 0 * answer(X), "add up to 5, not to 1"),
    "no function": (3.5, "`answer` is no function any more"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_fails_is_told_in_the_picture(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "SECONDS", 0.3)
    function, words = ANSWERS[case]
    pad = MAKE["digits"](answer=function)
    assert words in pad.state["message"]
    shown = " ".join(ElementTree.fromstring(pad.svg()).itertext())
    assert words.split()[-1] in shown


GRADIENTS: dict[str, tuple[Callable[..., Any], str]] = {
    "stub": (stub, "`gradient` is not written yet"),
    "one axis": (lambda X, digit: gradient(X, digit)[:, 0], "returned an array of shape (64,)"),
    "nan": (lambda X, digit: gradient(X, digit) * np.nan, "`gradient(an array of shape (64, 1), 0)` returned nan"),
    "infinite": (lambda X, digit: gradient(X, digit) + np.inf, "`gradient` for the digit 0 returned inf"),
    "without digit": (lambda X: X, "raised TypeError"),
}


@pytest.mark.parametrize("case", GRADIENTS)
def test_a_gradient_that_fails_is_told_in_the_picture(case: str) -> None:
    function, words = GRADIENTS[case]
    assert words in MAKE["digits"](gradient=function).state["message"]


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        (images().T, "(64, n). Its shape is (10, 64)"),
        (images()[:, 0], "Its shape is (64,)"),
        (images()[:, :0], "Its shape is (64, 0)"),
        ("digits", "should be images"),
        (16 * images(), "from 0 (paper) to 1 (ink)"),
        (images() - 1, "from 0 (paper) to 1 (ink)"),
        (images() * np.nan, "from 0 (paper) to 1 (ink)"),
    ],
)
def test_examples_that_are_no_images_are_told(examples: Any, words: str) -> None:
    message = digit_pad(answer, gradient, examples).state["message"]
    assert "`examples`" in message
    assert words in message


# Questions of the browser.


class Asked:
    """A pad whose answers are kept here."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
        self.pad = MAKE["digits"](**changed)
        self.sent: list[dict[str, Any]] = []
        monkeypatch.setattr(self.pad, "send", self.sent.append)

    def __call__(self, content: Any) -> dict[str, Any]:
        self.pad._handle_custom_msg(content, [])
        return self.sent.pop() if self.sent else {}


LEVELS = [(7 * pixel) % 17 for pixel in range(64)]
IMAGE = np.array(LEVELS).reshape(64, 1) / 16


@pytest.mark.parametrize("digit", [None, 0, 9])
def test_a_drawing_is_answered_by_the_learners_functions(monkeypatch: pytest.MonkeyPatch, digit: int | None) -> None:
    said = Asked(monkeypatch)({"ask": 5, "levels": LEVELS, "digit": digit})
    asked = int(answer(IMAGE).argmax()) if digit is None else digit
    assert (said["reply"], said["digit"]) == (5, asked)
    np.testing.assert_allclose(said["probabilities"], answer(IMAGE)[:, 0])
    np.testing.assert_allclose(said["slopes"], gradient(IMAGE, asked)[:, 0])


def test_a_drawing_that_fails_is_told_and_the_next_one_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails_without_ink(X: Any) -> Any:
        print("called")
        X /= X.max()
        return answer(X)

    asked = Asked(monkeypatch, answer=fails_without_ink)
    assert "returned nan" in asked({"ask": 1, "levels": [0] * 64, "digit": None})["message"]
    assert "probabilities" in asked({"ask": 2, "levels": LEVELS, "digit": None})
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"ask": 1},
        None,
        "ask",
        {"ask": 1, "levels": LEVELS[1:], "digit": None},
        {"ask": 1, "levels": LEVELS, "digit": 10},
        {"ask": 1, "levels": ["a"] * 64, "digit": None},
    ],
)
def test_what_is_no_question_gets_no_answer(monkeypatch: pytest.MonkeyPatch, content: Any) -> None:
    assert Asked(monkeypatch)(content) == {}
