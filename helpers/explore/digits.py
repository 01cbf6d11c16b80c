"""A pad to draw a digit on, as the explorable of lesson 7: what the learner's network answers to it, and why.

Other explorables hand over all that the browser can show. Nobody can do so for all drawings: this one asks. Who answers
is written below the picture, always:

- with a kernel: the learner's own functions, at every change of the drawing;
- without one, for an example: the learner's functions too, asked when the cell was run;
- without one, for another drawing: the weights in `network`, multiplied in the browser. They are handed over only
  where they give what the learner's functions say of the examples. Without them the pad says that it needs the kernel.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.explore.ask import LearnerFunction, Trouble, asking
from helpers.explore.base import Explorable, Parts, choice, explorable, packed, picked, slider
from helpers.explore.digits_scene import DIGITS, LEVELS, PIXELS, describe, draw
from helpers.explore.layers import forward_and_backward

Array = NDArray[np.float64]
Layer = tuple[ArrayLike, ArrayLike, str]

# What fits into a notebook: examples, and numbers in `network`.
MOST_EXAMPLES = 8
MOST_WEIGHTS = 12_000
_LEAK = 0.01
_NEEDED = "A new drawing needs the kernel"


def digit_pad(
    answer: Callable[[Any], Any],
    gradient: Callable[[Any, int], Any],
    examples: ArrayLike,
    *,
    network: Sequence[Layer] | None = None,
) -> Explorable:
    """A pad to draw on, the ten probabilities of the drawing, and the gradient for one digit pixel by pixel.

    answer(X) -> probabilities, shape (10, m). gradient(X, digit) -> the slopes of -log(probability of digit) by the
    pixels, shape (64, m). Both are asked with one image at a time, X of shape (64, 1), rows of the image one after
    another, from 0 (paper) to 1 (ink) in sixteenths.
    examples: images to start from, shape (64, n); the first 8 are offered.
    network: plain weights of the same network, for pages without a kernel: (W, b, activation) for each layer, W of
    shape (n_l, n_l-1), b of shape (n_l, 1) or (n_l,), activation one of "relu", "leaky_relu" (0.01), "tanh", "sigmoid",
    and "softmax" for the last layer.
    """
    pad = _pad(answer, gradient, examples, network)
    if "message" not in pad.state:
        pad.on_msg(lambda _, content, __: _reply(pad, answer, gradient, content))
    return pad


def _ask(
    answer: Callable[[Any], Any], gradient: Callable[[Any, int], Any], image: Array, digit: int | None
) -> tuple[Array, int, Array]:
    """The learner's functions of one image (64, 1): ten probabilities, the digit asked for, 64 slopes.

    digit None: the one with the largest probability.
    """
    given = LearnerFunction("answer", answer).numbers((DIGITS, 1), image)[:, 0]
    if given.min() < -1e-9 or given.max() > 1 + 1e-9:
        far = given.min() if given.min() < 0 else given.max()
        raise Trouble(f"`answer` should return probabilities, between 0 and 1. Among them is {far:.4g}.")
    if abs(given.sum() - 1) > 1e-3:
        raise Trouble(f"The ten probabilities that `answer` returned add up to {given.sum():.4g}, not to 1.")
    asked = int(given.argmax()) if digit is None else digit
    slopes = LearnerFunction("gradient", gradient).numbers((PIXELS, 1), image, asked)[:, 0]
    if not np.isfinite(slopes).all():
        raise Trouble(f"`gradient` for the digit {asked} returned inf. Is there a division by a probability of 0?")
    return given, asked, slopes


def _reply(pad: Explorable, answer: Callable[..., Any], gradient: Callable[..., Any], content: Any) -> None:
    """Answer a question from the browser: {"ask": its number, "levels": 64 of 0..16, "digit": 0..9 or None}."""
    try:
        number, digit = int(content["ask"]), content["digit"]
        image = np.array(content["levels"], dtype=np.float64).reshape(PIXELS, 1) / LEVELS
        digit = digit if digit is None else range(DIGITS)[int(digit)]
    except (KeyError, IndexError, TypeError, ValueError):
        return  # no question of ours
    said: dict[str, Any]
    try:
        with asking():
            probabilities, asked, slopes = _ask(answer, gradient, image, digit)
        said = {"probabilities": probabilities.tolist(), "digit": asked, "slopes": slopes.tolist()}
    except Trouble as trouble:
        said = {"message": str(trouble)}
    pad.send({"reply": number, **said})


@explorable("digits")
def _pad(
    answer: Callable[..., Any], gradient: Callable[..., Any], examples: ArrayLike, network: Sequence[Layer] | None
) -> Parts:
    levels = _levels(examples)
    count = levels.shape[1]
    first, best, steep = _ask(answer, gradient, levels[:, [0]] / LEVELS, None)
    alt = describe(levels[:, 0], first, best, steep)
    yield alt
    probabilities, slopes = np.zeros((count, DIGITS)), np.zeros((count, DIGITS, PIXELS))
    for place, digit in np.ndindex(count, DIGITS):
        probabilities[place], _, slopes[place, digit] = _ask(answer, gradient, levels[:, [place]] / LEVELS, digit)
    plain, note = _checked(network, levels / LEVELS, probabilities, slopes)
    # Weights that agree on all examples say the same of them, in less room.
    known = 1 if plain else count
    scene = draw(levels[:, 0], first, best, steep, alt)
    controls = [
        slider("example", "example", [str(place + 1) for place in range(count)], 0),
        choice("digit", "gradient for", ["the answer", *(str(digit) for digit in range(DIGITS))]),
        picked("levels", levels[:, 0].tolist()),
    ]
    data = {
        "examples": packed(levels.T),
        "probabilities": packed(probabilities[:known]),
        "slopes": packed(slopes[:known]),
        "layers": [{"W": packed(W), "b": packed(b), "activation": name} for W, b, name in plain],
        "leak": _LEAK,
        "note": note,
    }
    yield scene, controls, data


def _levels(examples: ArrayLike) -> NDArray[np.int64]:
    """The first examples in sixteenths, shape (64, at most MOST_EXAMPLES)."""
    try:
        images = np.asarray(examples, dtype=np.float64)
    except (TypeError, ValueError):
        raise Trouble("`examples` should be images, an array of shape (64, n).") from None
    if images.ndim != 2 or images.shape[0] != PIXELS or not images.shape[1]:
        raise Trouble(f"`examples` should be images, an array of shape (64, n). Its shape is {images.shape}.")
    images = images[:, :MOST_EXAMPLES]
    # Also false for nan.
    if not (images.min() >= 0 and images.max() <= 1):
        raise Trouble("The pixels of `examples` should be numbers from 0 (paper) to 1 (ink).")
    return np.round(images * LEVELS).astype(np.int64)


def _checked(
    network: Sequence[Layer] | None, images: Array, probabilities: Array, slopes: Array
) -> tuple[list[tuple[Array, Array, str]], str]:
    """Return the layers if they say of the images what the learner's functions said, and else a note why not."""
    if network is None:
        return [], f"{_NEEDED}."
    try:
        plain = [(_single(W), _single(b).ravel(), name) for W, b, name in network]
        found = [passes(plain, images, digit) for digit in range(DIGITS)]
        fits = [name for _, _, name in plain].index("softmax") == len(plain) - 1
        fits &= found[0][0].shape == (DIGITS, images.shape[1]) and found[0][1].shape == images.shape
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        return [], f"{_NEEDED}: the layers of `network` do not fit together."
    if sum(W.size + b.size for W, b, _ in plain) > MOST_WEIGHTS:
        return [], f"{_NEEDED}: the network is too large to be kept in this page."
    for digit, (given, steep) in enumerate(found):
        largest = np.abs(slopes[:, digit]).max()
        same = np.allclose(given.T, probabilities, rtol=0, atol=1e-4)
        # The negation is for nan.
        if not (same and np.abs(steep.T - slopes[:, digit]).max() <= 1e-3 * max(largest, 1e-3)):
            return [], f"{_NEEDED}: the weights in `network` say something else than your functions."
    return plain, ""


def _single(values: ArrayLike) -> Array:
    """Numbers as precise as the browser gets them."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def passes(network: Sequence[tuple[Array, Array, str]], X: Array, digit: int) -> tuple[Array, Array]:
    """Return what digits.js computes from the weights: probabilities (10, m), slopes of -log of one by X (64, m)."""
    plain = [(W, b[:, None], name) for W, b, name in network]
    found = forward_and_backward(plain, X, np.eye(DIGITS)[:, [digit]], _activation)
    return found[f"A{len(plain)}"], found["dX"]


def _activation(name: str, z: Array) -> tuple[Array, Array]:
    """g(z) and g'(z); of softmax, which is the last, the slopes are in dZ = A − Y already. KeyError: no such name."""
    if name == "softmax":
        powers = np.exp(z - z.max(axis=0))
        return powers / powers.sum(axis=0), np.ones(z.shape)
    if name == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    if name == "sigmoid":
        a = 1 / (1 + np.exp(-z))
        return a, a * (1 - a)
    leak = {"relu": 0.0, "leaky_relu": _LEAK}[name]
    return np.where(z > 0, z, leak * z), np.where(z > 0, 1.0, leak)
