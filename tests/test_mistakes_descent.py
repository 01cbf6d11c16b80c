"""Lesson 1's models of mistakes: they compute what the reference computes, and name what learners write."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, between, check, integer, random_inputs
from helpers.mistakes import model_of
from helpers.mistakes.descent import MODELS
from helpers.mistakes.match import same
from helpers.reference import descent
from tests.real_checks import checks_by_reference

Draws = dict[str, Any]
number, positive, few = between(-6, 6), between(0.2, 3), integer(0, 9)
plane = {"x": between(0.5, 3), "y": between(-3, -0.5), "a": positive, "b": positive}
INPUTS: dict[str, Draws] = {
    "descent.parabola": {"x": between(-9, 9, 3)},
    "descent.central_difference": {"f": lambda rng: np.sin, "x": number, "h": between(0.01, 0.3)},
    "descent.step": {"x": number, "eta": between(0.01, 1.3)},
    "descent.descend": {"x0": number, "eta": between(0.01, 1.2), "steps": few},
    "descent.closed_form": {"a": positive, "b": number, "x0": number, "eta": between(0.01, 0.6), "k": few},
    "descent.regime": {"eta": between(0.01, 3), "a": between(0.1, 2)},
    "descent.minimise": {
        "a": positive,
        "b": number,
        "c": number,
        "eta": between(0.01, 0.3),
        "max_steps": integer(1, 60),
        "percent": between(0.1, 20),
        "x0": number,
    },
    "descent.bowl_gradient": plane,
    "descent.descend_bowl": {
        "start": between(-4, 4, 2),
        "eta": between(0.01, 0.2),
        "steps": few,
        "a": positive,
        "b": positive,
    },
    "descent.downhill_direction": plane,
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.reference)
def test_a_model_without_faults_is_the_reference(model: Any) -> None:
    reference = getattr(descent, model.reference.removeprefix("descent."))
    for case in random_inputs(seed=5, count=25, **INPUTS[model.reference]):
        assert same(model.run(list(case.values())), reference(*case.values()), 1e-10), case


@pytest.mark.parametrize(("eta", "name"), [(0.25, "one step"), (0.5, "bouncing")])
def test_the_borders_of_the_regimes_are_hit(eta: float, name: str) -> None:
    model = model_of("descent.regime")
    assert model is not None
    assert model.run([eta, 2.0]) == descent.regime(eta, 2.0) == name


# --- What learners write: each is caught by the first check and named ---


def steps_uphill(x, eta):
    return x + eta * 2 * x


def forgets_the_two(x, eta):
    slope = x
    return x - eta * slope


def climbs_slowly(x, eta):
    return x + eta * x


def slope_of_a_number(x):
    return x**2, 2


def one_sided(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h


def python_reads_from_the_left(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h


def range_from_one(x0, eta, steps):
    path = [x0]
    for _ in range(1, steps):
        path.append(path[-1] * (1 - 2 * eta))
    return np.array(path)


def notes_before_it_steps(x0, eta, steps):
    x, path = x0, [x0]
    for _ in range(steps):
        path.append(x)
        x = x - eta * 2 * x
    return path


def forgets_a_in_the_factor(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    return lowest + (1 - 2 * eta) ** k * (x0 - lowest)


def borders_belong_to_neighbours(eta, a):
    r = 1 - 2 * a * eta
    if r >= 0:
        return "monotone"
    if r > -1:
        return "oscillating"
    if r == -1:
        return "bouncing"
    return "diverging"


def _stops(small: Callable[[float, float, float], bool], count_from: int = 1) -> Callable[..., Any]:
    def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
        if a <= 0:
            raise ValueError("no lowest point")
        x = x0
        for k in range(max_steps):
            old = x
            x -= eta * (2 * a * x + b)
            if small(x, old, percent):
                return x, k + count_from, "change"
        return x, max_steps, "steps"

    return minimise


def one_slope_twice(x, y, a, b):
    return np.array([2 * a * x, 2 * a * x])


def walks_with_a_fixed_gradient(start, eta, steps, a, b):
    gradient = 2 * np.array([a, b]) * start
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        points.append(points[-1] - eta * gradient)
    return np.array(points)


def as_published(x, y, a, b):
    gradient = np.array([2 * a * x, 2 * b * y])
    return gradient / np.linalg.norm(gradient)


WRITTEN: list[tuple[str, Callable[..., Any], str]] = [
    ("step", steps_uphill, "the sign of the step is turned round"),
    ("step", forgets_the_two, "the factor 2 is missing"),
    ("step", climbs_slowly, "two mistakes, the factor 2 is missing and the sign of the step is turned round"),
    ("parabola", slope_of_a_number, "differentiated once too often"),
    ("central_difference", one_sided, "a one-sided difference"),
    ("central_difference", python_reads_from_the_left, "the brackets around the denominator are missing"),
    ("descend", range_from_one, "one step too few"),
    ("descend", notes_before_it_steps, "the entry for the start comes twice"),
    ("closed_form", forgets_a_in_the_factor, "a is missing in the factor r"),
    ("regime", borders_belong_to_neighbours, "the border r = 0 has no name of its own"),
    ("minimise", _stops(lambda x, old, p: abs(x - old) < p / 100), "the rule is absolute, not relative"),
    ("minimise", _stops(lambda x, old, p: abs(x - old) <= p / 100 * abs(old)), "<= for <"),
    (
        "minimise",
        _stops(lambda x, old, p: abs(x - old) < p * abs(old), 0),
        "two mistakes, percent is not divided by 100",
    ),
    ("bowl_gradient", one_slope_twice, "the same slope stands in both places"),
    ("descend_bowl", walks_with_a_fixed_gradient, "the slope is taken at the start only"),
    ("downhill_direction", as_published, "the direction points uphill"),
]


@pytest.mark.parametrize(
    ("exercise", "answer", "name"), WRITTEN, ids=lambda value: getattr(value, "__name__", str(value)[:40])
)
def test_what_a_learner_writes_is_named(exercise: str, answer: Callable[..., Any], name: str) -> None:
    first = checks_by_reference()[f"descent.{exercise}"][0]
    with pytest.raises(CheckFailed) as caught:
        check(answer, list(first.cases), expected=first.reference)
    assert caught.value.message.splitlines()[0].startswith(f"{answer.__name__}: {name}")


def test_a_walk_of_whole_numbers_is_named_where_the_start_is_one() -> None:
    def descend(x0, eta, steps):
        path = np.array([x0] * (steps + 1))
        for k in range(steps):
            path[k + 1] = path[k] - eta * 2 * path[k]
        return path

    floats, whole = checks_by_reference()["descent.descend"][:2]
    check(descend, list(floats.cases), expected=floats.reference)
    with pytest.raises(CheckFailed, match="descend: fractions are cut off"):
        check(descend, list(whole.cases), expected=whole.reference)


def test_what_is_not_known_is_not_named() -> None:
    first = checks_by_reference()["descent.step"][0]
    with pytest.raises(CheckFailed, match=r"^step is wrong, and its shape and type are right") as caught:
        check(lambda x, eta: x - eta * np.sin(x) * 1.7, list(first.cases), expected=first.reference, label="step")
    assert "Think" not in caught.value.message
