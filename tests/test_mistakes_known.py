"""Known answers say what a check must call them, and may say that it must call them nothing."""

from collections.abc import Iterator

import pytest

from course.audit.audited import Audited
from course.audit.confusion import confusion
from course.authoring.known import NO_NAME, KnownAnswer, _catalogue_names, split_names
from course.errors import CourseError
from helpers.mistakes.plain import SHAPES

pytestmark = pytest.mark.unit

SIGN = "the sign of the step is turned round"
NONE = {"named rightly": 0, "abstained": 0, "named wrongly": 0}


@pytest.fixture
def _fresh() -> Iterator[None]:
    _catalogue_names.cache_clear()
    yield
    _catalogue_names.cache_clear()


def answer(names: str | None, named: str | None) -> Audited:
    known = KnownAnswer("step", "step-wrong-1", "wrong", "it", ("step",), "", 1, names)
    return Audited("01_step", known, {"step": "no"}, named)


def test_what_the_catalogue_does_not_have_must_not_be_named() -> None:
    assert split_names(NO_NAME) == frozenset()
    assert answer(NO_NAME, None).ok
    assert not answer(NO_NAME, SIGN).ok
    assert not answer(SIGN, None).ok
    assert confusion([answer(NO_NAME, None)])["singles"] == {**NONE, "abstained": 1}
    assert confusion([answer(NO_NAME, SIGN)])["singles"] == {**NONE, "named wrongly": 1}


def test_what_is_told_by_how_it_ends_is_counted_by_itself() -> None:
    counts = confusion([answer(SHAPES.name, SHAPES.name), answer(SHAPES.name, None), answer(SIGN, SHAPES.name)])
    assert counts["by their end"] == {"named rightly": 1, "abstained": 1, "named wrongly": 0}
    assert counts["singles"] == {**NONE, "named wrongly": 1}


@pytest.mark.usefixtures("_fresh")
def test_a_catalogue_that_does_not_load_is_told_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> frozenset[str]:
        raise ValueError("neuron.mse has no step loss")

    monkeypatch.setattr("course.authoring.known.all_names", broken)
    with pytest.raises(CourseError, match=r"cannot be loaded: ValueError: neuron\.mse has no step loss") as caught:
        split_names(SIGN)
    assert f"Mend {__file__}, line " in str(caught.value)
