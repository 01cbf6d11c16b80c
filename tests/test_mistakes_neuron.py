"""Lesson 2's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, between, check, integer, random_inputs
from helpers.mistakes import Fault, model_of
from helpers.mistakes.match import same
from helpers.mistakes.neuron import MODELS
from helpers.reference import neuron
from tests.real_checks import checks_by_reference

number, share = between(-2, 2), between(0.05, 0.95)
place = {"w": number, "b": number}
INPUTS: dict[str, dict[str, Any]] = {
    "neuron.sigmoid": {"z": between(-50, 50, 2, 3)},
    "neuron.sigmoid_prime": {"z": between(-50, 50, 2, 3)},
    "neuron.predict": {**place, "x": between(-3, 3, 4)},
    "neuron.mse": {"y_hat": between(0, 1, 5), "y": between(0, 1, 5)},
    "neuron.gradient_one": {**place, "x": number, "y": share},
    "neuron.gradient_batch": {**place, "x": between(-2, 2, 5), "y": between(0, 1, 5)},
    "neuron.gradient_check": {
        "dw": number,
        "db": number,
        **place,
        "x": between(-2, 2, 3),
        "y": between(0, 1, 3),
        "h": between(0.05, 0.5),
    },
    "neuron.train": {
        **place,
        "x": between(-2, 2, 3),
        "y": between(0, 1, 3),
        "eta": between(0.1, 2),
        "steps": integer(0, 9),
    },
    "neuron.slip_update": {**place, "x": number, "y": share, "eta": between(0.1, 2)},
    "neuron.saturation": {"z": lambda rng: np.linspace(-rng.uniform(8, 20), rng.uniform(8, 20), 120), "y": share},
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    reference = getattr(neuron, model.reference.removeprefix("neuron."))
    for case in random_inputs(seed=6, count=25, **INPUTS[model.reference]):
        assert same(model.run(list(case.values())), reference(*case.values()), 1e-10), case


# --- What learners write: each is caught by the first check and named ---


def sigma(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


def falls(z):
    return 1 / (1 + np.exp(z))


def no_brackets(z):
    return 1 / 1 + np.exp(-z)


def slope_of_the_answer(z):
    return z * (1 - z)


def forgets_the_bias(w, b, x):
    return sigma(w * x)


def half_of_the_sum(y_hat, y):
    return 0.5 * np.sum((y_hat - y) ** 2)


def root_of_the_mean(y_hat, y):
    return np.sqrt(np.mean((y_hat - y) ** 2))


def slope_at_the_answer(w, b, x, y):
    a = sigma(w * x + b)
    s = sigma(a)
    common = 2 * (a - y) * s * (1 - s)
    return common * x, common


def as_if_it_were_cross_entropy(w, b, x, y):
    a = sigma(w * x + b)
    return (a - y) * x, a - y


def both_with_x(w, b, x, y):
    a = sigma(w * x + b)
    dw = 2 * (a - y) * a * (1 - a) * x
    return dw, dw


def overwrites_the_sum(w, b, x, y):
    dw = db = 0
    for xi, yi in zip(x, y, strict=True):
        a = sigma(w * xi + b)
        d = 2 * (a - yi) * a * (1 - a)
        dw = d * xi
        db = d
    return dw / len(x), db / len(x)


def averages_first(w, b, x, y):
    a = sigma(w * x + b)
    d = np.mean(2 * (a - y) * a * (1 - a))
    return d * np.mean(x), d


def sums(w, b, x, y):
    a = sigma(w * x + b)
    d = 2 * (y - a) * a * (1 - a)
    return np.dot(d, x), d.sum()


def judges_w_only(dw, db, w, b, x, y, h=1e-5):
    def loss(v):
        return np.mean((sigma(v * x + b) - y) ** 2)

    slope = (loss(w + h) - loss(w - h)) / (2 * h)
    return abs(dw - slope) / max(abs(dw), abs(slope))


def _slopes(w, b, x, y):
    a = sigma(w * x + b)
    d = 2 * (a - y) * a * (1 - a)
    return np.mean(d * x), np.mean(d)


def moves_w_before_it_looks(w, b, x, y, eta, steps):
    history = [np.mean((sigma(w * x + b) - y) ** 2)]
    for _ in range(steps):
        w = w - eta * _slopes(w, b, x, y)[0]
        b = b - eta * _slopes(w, b, x, y)[1]
        history.append(np.mean((sigma(w * x + b) - y) ** 2))
    return w, b, np.array(history)


def notes_before_it_steps(w, b, x, y, eta, steps):
    history = []
    for _ in range(steps):
        history.append(np.mean((sigma(w * x + b) - y) ** 2))
        dw, db = _slopes(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
    return w, b, np.array(history)


def as_published(w, b, x, y, eta):
    a = sigma(w * x + b)
    return w - eta * a * (1 - a) * x, b - eta * a * (1 - a)


def mends_the_sign_only(w, b, x, y, eta):
    a = sigma(w * x + b)
    return w + eta * a * (1 - a) * x, b + eta * a * (1 - a)


def counts_all_flat(z, y):
    size = abs(2 * (sigma(z) - y) * sigma(z) * sigma(-z))
    alive = size >= 1e-3 * size.max()
    return z[alive][0], z[alive][-1], np.sum(~alive)


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("sigmoid", falls, "the S-curve is mirrored"),
    ("sigmoid", no_brackets, "1 + e^-z does not stand below the line"),
    ("sigmoid_prime", slope_of_the_answer, "sigma is left out"),
    ("predict", forgets_the_bias, "the bias is missing"),
    ("mse", half_of_the_sum, "two mistakes, "),
    ("mse", root_of_the_mean, "a root is taken at the end"),
    ("gradient_one", slope_at_the_answer, "sigma' is taken of the answer, not of z"),
    ("gradient_one", as_if_it_were_cross_entropy, "two mistakes, the factor 2 is missing and the slope of the sigmoid"),
    ("gradient_one", both_with_x, "the bias's slope carries the input"),
    ("gradient_batch", overwrites_the_sum, "only the last sample counts"),
    ("gradient_batch", averages_first, "the factors are averaged before they are multiplied"),
    ("gradient_batch", sums, "two mistakes, "),
    ("gradient_check", judges_w_only, "only the claim about w is judged"),
    ("train", moves_w_before_it_looks, "the second slope is found after the first parameter has moved"),
    ("train", notes_before_it_steps, "the loss after the last step is missing"),
    ("slip_update", as_published, "the slope from y_hat to l is missing"),
    ("slip_update", mends_the_sign_only, "two mistakes, the slope from y_hat to l is missing and the sign of the step"),
    ("saturation", counts_all_flat, "all flat z are counted as stuck"),
]


@pytest.mark.parametrize(
    ("exercise", "answer", "name"), WRITTEN, ids=lambda value: getattr(value, "__name__", str(value)[:40])
)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    first = checks_by_reference()[f"neuron.{exercise}"][0]
    with pytest.raises(CheckFailed) as caught:
        check(answer, list(first.cases), expected=first.reference)
    assert caught.value.message.splitlines()[0].startswith(f"{answer.__name__}: {name}")


def test_a_window_of_signed_slopes_is_told_of_their_sign() -> None:
    def saturation(z, y):
        size = 2 * (neuron.sigmoid(z) - y) * neuron.sigmoid_prime(z)
        learns = size >= 1e-3 * np.max(size)
        return z[learns][0], z[learns][-1], np.sum(~learns)

    first = checks_by_reference()["neuron.saturation"][0]
    with pytest.raises(CheckFailed) as caught:
        check(saturation, list(first.cases), expected=first.reference)
    assert caught.value.named == "an empty array where entries are needed"
    assert "Does the sign of a number count where only its size should?" in caught.value.message


def test_half_of_a_sum_is_a_sum_and_a_half() -> None:
    first = checks_by_reference()["neuron.mse"][0]
    with pytest.raises(CheckFailed) as caught:
        check(half_of_the_sum, list(first.cases), expected=first.reference)
    headline = caught.value.message.splitlines()[0]
    assert "summed, not averaged" in headline
    assert "a factor 1/2 that is not there" in headline


def test_a_power_that_overflows_is_seen_far_out_only() -> None:
    model = model_of("neuron.sigmoid")
    assert model is not None
    (fault,) = (fault for fault in model.faults if fault.mistake.name.startswith("a power grows"))
    assert isinstance(fault, Fault)
    with np.errstate(all="ignore"):
        assert same(model.run([np.array([-3.0, 2.0])], [fault]), neuron.sigmoid(np.array([-3.0, 2.0])))
        assert np.isnan(model.run([800.0], [fault]))


def test_what_is_not_known_is_not_named() -> None:
    first = checks_by_reference()["neuron.mse"][0]
    with pytest.raises(CheckFailed) as caught:
        check(lambda y_hat, y: float(np.mean(np.abs(y_hat - y) ** 1.7)), list(first.cases), expected=first.reference)
    assert "Think" not in caught.value.message
