"""Every mistake of the catalogue differs from the right answer and from every other one, on the inputs in use.

The inputs are those of the lessons' own checks. Mistakes that cannot be told apart there belong under one name.
"""

import copy
import hashlib
import operator
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.equal import SEPARATION, Tolerance, same
from helpers.mistakes import Fault, Mistake, Model, model_of, models_of_topic
from helpers.mistakes.match import diagnose, fitting
from helpers.mistakes.model import Failed
from tests.real_checks import TREE, RealCheck, checks_by_reference, real_checks

LESSONS = ("01_descent", "02_neuron", "03_network", "04_sigmoid_term", "05_leaky_relu", "06_paths", "07_digits")
# How many names of mistakes each model of a topic has at least.
NAMES_NEEDED = {"descent": 5, "neuron": 5, "shallow": 5, "sum_term": 5, "leaky": 5, "paths": 5, "digits": 8}

MODELLED = [name for topic in NAMES_NEEDED for name in models_of_topic(topic)]
# `make test` judges one lesson's models, `make test-all` those of every lesson.
TIERED = [name if name.startswith("descent.") else pytest.param(name, marks=pytest.mark.slow) for name in MODELLED]


# --- What is wrong with a model, on given checks ---


class Table:
    """What each fault of a model returns on each check's inputs, computed once."""

    def __init__(self, model: Model, calls: Sequence[RealCheck]) -> None:
        self.model, self.calls = model, calls
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            known = [[model.environment(values) for values in call.inputs] for call in calls]
            self.right = [[model.returned(one) for one in row] for row in known]
            self.wrong = {
                fault: [[model.returned(model.vary(one, fault)) for one in row] for row in known]
                for fault in model.faults
            }
        # For each fault the numbers of the checks that it fails while it returns something on all of their inputs.
        self.failed = {
            fault: {
                at
                for at, values in enumerate(rows)
                if not any(map(_failed, values)) and not _agree(values, self.right[at])
            }
            for fault, rows in self.wrong.items()
        }


def _failed(value: Any) -> bool:
    return any(isinstance(part, Failed) for part in (value if isinstance(value, tuple) else (value,)))


def _agree(values: Sequence[Any], others: Sequence[Any]) -> bool:
    return all(same(a, b, SEPARATION) or same(b, a, SEPARATION) for a, b in zip(values, others, strict=True))


def not_right(table: Table) -> Iterator[str]:
    """Checks on which the model without faults is not the reference."""
    model = table.model
    reference = operator.attrgetter(model.reference)(import_module("helpers.reference"))
    for call, row in zip(table.calls, table.right, strict=True):
        for case, value in zip(call.cases, row, strict=True):
            expected = reference(*copy.deepcopy(list(case.values())))
            if not same(value, expected, Tolerance(1e-9, absolute=1e-14)):
                yield f"{model.reference}: without faults {value} on {case}, and the reference gives {expected}"


def not_apart(table: Table) -> Iterator[str]:
    """Faults that no check can see, and pairs of names that the visible or the hidden checks cannot tell apart."""
    reference, faults = table.model.reference, table.model.faults
    for fault in faults:
        if not table.failed[fault]:
            yield f'{reference}: "{fault.mistake.name}" ({fault.step}) is right on all inputs, or gives nothing'
    for hidden in (False, True):
        chosen = {at for at, call in enumerate(table.calls) if call.hidden is hidden}
        for number, one in enumerate(faults):
            for other in faults[number + 1 :]:
                if one.mistake.name == other.mistake.name:
                    continue
                seen = chosen & (table.failed[one] | table.failed[other])
                if seen and all(_agree(table.wrong[one][at], table.wrong[other][at]) for at in seen):
                    names = f'"{one.mistake.name}" and "{other.mistake.name}"'
                    yield f"{reference}: the {'hidden' if hidden else 'visible'} inputs give the same for {names}"


def not_named(table: Table) -> Iterator[str]:
    """Faults which the first check that they fail does not name, though it is that check's message a learner reads."""
    for fault in table.model.faults:
        at = min(table.failed[fault], default=None)
        if at is not None:
            found = diagnose(table.model, table.calls[at].inputs, table.wrong[fault][at])
            if found is None:
                yield f'{table.model.reference}: "{fault.mistake.name}" ({fault.step}) is not named'
            elif found.name != fault.mistake.name:
                yield f'{table.model.reference}: "{fault.mistake.name}" is called "{found.name}"'


# --- The course's own catalogue ---


def the_model(reference: str) -> Model:
    model = model_of(reference)
    assert model is not None
    return model


def table_of(reference: str) -> Table:
    return Table(the_model(reference), checks_by_reference()[reference])


def test_the_lessons_have_checks() -> None:
    calls = real_checks()
    assert {call.lesson for call in calls} >= set(LESSONS)
    assert {call.hidden for call in calls} == {False, True}
    assert len(checks_by_reference()) >= 45
    assert all(call.cases for call in calls)


def digest(root: Path = TREE.root) -> str:
    """A hash of what decides the gates: models, checks, reference, lessons, this test, NumPy and Python."""
    tests = ("tests/real_checks.py", "tests/test_separability.py")
    folders = ("helpers", "course/lessons", "course/authoring/text.py", *tests)
    found = hashlib.sha256(f"{np.__version__} {sys.version}".encode())
    for name in folders:
        path = root / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found.update(f"{file.relative_to(root)} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()


@pytest.fixture(scope="session")
def now() -> str:
    return digest()


def test_a_changed_model_is_judged_anew(tmp_path: Path) -> None:
    for name in ("helpers/mistakes", "course/lessons", "tests"):
        shutil.copytree(TREE.root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "course/authoring").mkdir()
    shutil.copy(TREE.root / "course/authoring/text.py", tmp_path / "course/authoring")
    before = digest(tmp_path)
    assert digest(tmp_path) == before
    with (tmp_path / "helpers/mistakes/match.py").open("a") as file:
        file.write("\n")
    assert digest(tmp_path) != before


@pytest.mark.parametrize("reference", TIERED)
def test_a_model_is_the_reference_and_its_mistakes_are_told_apart_and_named(
    reference: str, now: str, request: pytest.FixtureRequest
) -> None:
    """Each mistake is named by the first check that it fails. What held once for the same files is not asked again."""
    cache, key = request.config.cache, f"separability/{reference}"
    assert cache is not None
    if cache.get(key, "") != now:
        table = table_of(reference)
        assert [*not_right(table), *not_apart(table), *not_named(table)] == []
        cache.set(key, now)


def test_the_catalogue_covers_the_lessons() -> None:
    assert set(checks_by_reference()) == set(MODELLED)
    assert len(MODELLED) >= 81
    counts = {name: len({fault.mistake.name for fault in the_model(name).faults}) for name in MODELLED}
    assert [name for name in MODELLED if counts[name] < NAMES_NEEDED[name.partition(".")[0]]] == []


def test_one_name_has_one_text_everywhere() -> None:
    texts: dict[str, set[str]] = {}
    for reference in MODELLED:
        for fault in the_model(reference).faults:
            texts.setdefault(f"{reference}: {fault.mistake.name}", set()).add(fault.mistake.said)
    assert [name for name, said in texts.items() if len(said) > 1] == []


@pytest.mark.parametrize("reference", MODELLED)
def test_the_search_of_every_model_ends_within_its_attempts(reference: str) -> None:
    model = the_model(reference)
    call = checks_by_reference()[reference][0]
    returned = [unlike(model.returned(model.environment(values))) for values in call.inputs]
    assert fitting(model, call.inputs, returned).complete


def unlike(value: Any) -> Any:
    """Values of the same form that no mistake gives."""
    if isinstance(value, dict):
        return {key: unlike(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(unlike, value))
    return f"{value}?" if isinstance(value, str) else np.asarray(value) * 1.2345 + 0.0777


# --- A catalogue with faults of its own: each gate catches its kind ---

HIDDEN = RealCheck("l", "e", "descent.step", ({"x": 2.0, "eta": 0.2}, {"x": -1.0, "eta": 0.7}), hidden=True)
VISIBLE = RealCheck("l", "e", "descent.step", ({"x": 3.0, "eta": 0.1}, {"x": -2.0, "eta": 0.3}), hidden=False)


def mistake(name: str) -> Mistake:
    return Mistake(name, f"{name}.", f"{name}?")


def broken(*faults: Fault, factor: float = 2.0, calls: Sequence[RealCheck] = (VISIBLE, HIDDEN)) -> Table:
    steps = {"slope": lambda x: factor * x, "new": lambda x, eta, slope: x - eta * slope}
    return Table(Model("descent.step", ("x", "eta"), steps, "new", faults), calls)


CLIMBS = Fault("new", lambda x, eta, slope: x + eta * slope, mistake("it climbs"))
TURNED = Fault("slope", lambda right: -right, mistake("the slope is turned round"))


def test_a_sound_catalogue_passes() -> None:
    half = Fault("slope", lambda x: x, mistake("the factor 2 is missing"))
    for gate in (not_right, not_apart, not_named):
        assert list(gate(broken(CLIMBS, half))) == []


def test_a_model_that_is_not_the_reference_is_caught() -> None:
    assert "the reference gives 2.4" in next(not_right(broken(factor=3.0)))


def test_a_mistake_that_is_none_is_caught() -> None:
    none = Fault("slope", lambda right: right * (1 + 1e-6), mistake("nothing at all"))
    assert list(not_apart(broken(CLIMBS, none))) == [
        'descent.step: "nothing at all" (slope) is right on all inputs, or gives nothing'
    ]


def test_a_mistake_that_cannot_be_computed_is_caught() -> None:
    fails = Fault("slope", lambda x: x[3], mistake("it fails"))
    assert list(not_apart(broken(fails))) == [
        'descent.step: "it fails" (slope) is right on all inputs, or gives nothing'
    ]


def test_two_names_for_one_mistake_are_caught() -> None:
    assert list(not_apart(broken(CLIMBS, TURNED))) == [
        f'descent.step: the {where} inputs give the same for "it climbs" and "the slope is turned round"'
        for where in ("visible", "hidden")
    ]
    assert len(list(not_named(broken(CLIMBS, TURNED)))) == 2


def test_names_that_only_some_inputs_tell_apart_are_caught() -> None:
    # With eta = 0.1 everywhere it cannot be seen whether 0.1 was typed in.
    same_eta = RealCheck("l", "e", "descent.step", ({"x": 3.0, "eta": 0.1}, {"x": -2.0, "eta": 0.1}), hidden=False)
    typed_in = Fault("new", lambda x, slope: x + 0.1 * slope, mistake("0.1 is typed in"))
    problems = list(not_apart(broken(CLIMBS, typed_in, calls=(same_eta, HIDDEN))))
    assert problems == ['descent.step: the visible inputs give the same for "it climbs" and "0.1 is typed in"']
    assert list(not_apart(broken(CLIMBS, typed_in))) == []
