"""What is told without a model: by how an answer ends, or by what all its values have in common."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, Milestone, check, check_derivation, check_raises, inputs, require
from helpers.checks.naming import in_common, other_array
from helpers.mistakes import all_names
from helpers.mistakes.plain import PLAIN
from tests.real_checks import notebook

pytestmark = pytest.mark.unit

CASES = inputs(x=[np.array([1.0, -2.0, 4.0]), np.array([3.0, 0.5])])


def failure(
    answer: Callable[..., Any], expected: Any = lambda x: 2 * x, cases: Any = CASES, **more: Any
) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check(answer, cases, expected, **more)
    return caught.value


def unset(x: Any) -> Any:
    if x is None:
        value = 0
    return value


def itself(x: Any) -> Any:
    return itself(x)


def CALLED(x: float, y: float) -> float:
    return x + y


def doubled_in_place(x: Any) -> Any:
    x *= 2
    return x


def overflows(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def both_branches(z: Any) -> Any:
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def refuses_otherwise(x: Any) -> Any:
    raise KeyError(x)


def refusal(answer: Callable[..., Any]) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check_raises(answer, inputs(x=[-1.0]), ValueError)
    return caught.value


ENDS: list[tuple[str | None, Callable[[], CheckFailed]]] = [
    ("shapes that do not fit", lambda: failure(lambda x: np.ones((2, 7)) @ x)),
    ("one `if` for a whole array", lambda: failure(lambda x: x if x > 0 else -x)),
    ("a list or a tuple is used like a number", lambda: failure(lambda x: (x, x) * 0.5)),
    ("^ where a power is meant", lambda: failure(lambda x: x ^ 2)),
    ("the function calls itself without an end", lambda: failure(itself)),
    ("a name is used before it has a value", lambda: failure(unset)),
    ("a name that is not defined", lambda: failure(lambda x: x * nowhere)),  # type: ignore[name-defined]  # noqa: F821
    ("an index beyond the end", lambda: failure(lambda x: x[7])),
    ("an empty array where entries are needed", lambda: failure(lambda x: x[x > 9][0])),
    ("other parameters than the check hands over", lambda: failure(lambda: 1.0)),
    ("a function is called with too few or too many inputs", lambda: failure(lambda x: CALLED(x))),
    ("a function that takes no arrays", lambda: failure(lambda x: math.pow(x, 2))),
    ("a function is used like a number", lambda: failure(lambda x: 2.0 * CALLED)),  # type: ignore[operator]
    ("the square brackets of an array are missing", lambda: failure(lambda x: np.array(1.0, float(x[0])))),
    ("a name that is not defined", lambda: failure(lambda x: np.zero(3))),  # type: ignore[attr-defined]
    ("^ where a power is meant", lambda: failure(lambda x: 1.5 ^ 2)),  # type: ignore[operator]
    (None, lambda: failure(lambda x: 1 / 0)),
    (
        "a difference quotient, or a rounded number, for a formula",
        lambda: failure(lambda x: 2 * x * (1 + 1e-9), derived=True),
    ),
    ("a key of the dict is missing", lambda: failure(lambda x: {"a": 1.0}, lambda x: {"a": 1.0, "b": x})),
    ("an input is changed", lambda: failure(doubled_in_place)),
    ("a number overflows on the way", lambda: failure(overflows, [0.0], inputs(x=[-1e4]), warnings_allowed=False)),
    # Among other warnings, too.
    (
        "a number overflows on the way",
        lambda: failure(both_branches, "neuron.sigmoid", inputs(z=[np.array([-900.0, 900.0])]), warnings_allowed=False),
    ),
    ("nothing is returned", lambda: failure(lambda x: None, "descent.parabola", inputs(x=[1.0, 2.0]))),
    ("an input is not refused that should be", lambda: refusal(abs)),
    ("refused with another error", lambda: refusal(refuses_otherwise)),
]


@pytest.mark.parametrize(("name", "run"), ENDS)
def test_how_an_answer_ends_has_a_name(name: str | None, run: Callable[[], CheckFailed]) -> None:
    assert run().named == name
    assert name is None or name in all_names()


def test_an_index_beyond_the_end_of_a_list_too() -> None:
    found = failure(lambda x: [x][3])
    assert found.named == "an index beyond the end"
    assert "how many entries has the list" in str(found)


def test_rows_of_different_lengths_are_no_matter_of_a_matrix_product() -> None:
    found = failure(lambda x: np.ones(3) + np.ones(4))
    assert found.named == "shapes that do not fit"
    assert "along the wrong axis" in str(found)
    assert "@" in str(failure(lambda x: np.ones((3, 1)) * np.ones((4, 2))))


def test_a_shape_without_brackets_of_its_own() -> None:
    assert "np.zeros((rows, columns))" in str(failure(lambda x: np.zeros(4, 1)))  # type: ignore[call-overload]


def test_a_stop_of_an_earlier_answer_is_not_named_here() -> None:
    source = "def parabola(x): return np.ones((2, 7)) @ x\ndef slope(x): return -parabola(x)[1]"
    assert failure(notebook(source)["slope"], earlier=["descent.parabola"]).named is None
    assert failure(notebook(source)["slope"]).named == "shapes that do not fit"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["d(z * z, z)", "3 * z", "2 * z"], "a line does not equal the one above"),
        (["d(z * z, z)", "2 * z"], "a step of the derivation is left out"),
        (["d(z * z, z)", "d(z, z) * z + z * d(z, z)"], "the derivation is not finished"),
        (["d(z * z, z)", "2 * ("], "a line that cannot be read or worked out"),
        ([1.0, 2.0], "the lines are not texts"),
    ],
)
def test_a_derivation_has_the_name_of_what_is_wrong_with_it(lines: list[Any], name: str) -> None:
    def derivation() -> list[Any]:
        return lines

    steps = [Milestone("the product rule", "d d")]
    with pytest.raises(CheckFailed) as caught:
        check_derivation(derivation, start="d(z * z, z)", end="2 * z", points=inputs(z=[0.3, 1.7]), milestones=steps)
    assert caught.value.named == name


def test_a_require_may_have_a_name() -> None:
    require(True, "it holds", named="no matter")
    with pytest.raises(CheckFailed) as caught:
        require(False, "it should hold", named="a name")
    assert caught.value.named == "a name"


def test_names_are_given_once() -> None:
    names = [mistake.name for mistake in PLAIN]
    assert len(names) == len(set(names))


# --- What all values have in common ---

WORDS = ["up", "down", "level", "up"]
LISTS = [np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 6.0]), np.array([7.0])]


@pytest.mark.parametrize(
    ("returned", "rights", "name"),
    [
        (["upp", "down", "level", "upp"], WORDS, "another word than the one asked for"),
        ([(1.0, "a"), (2.0, "b")], [(1.0, "change"), (2.0, "steps")], "another word than the one asked for"),
        ([3.0, 3.0, 3.0], [1.0, 2.0, 3.0], "the same answer for all inputs of this check"),
        ([np.zeros(2)] * 3, [np.ones(2), np.ones(2), np.zeros(2)], "the same answer for all inputs of this check"),
        ([LISTS[0][:3], LISTS[1], LISTS[2]], LISTS, "the list ends too early"),
        ([list(LISTS[0][:3]), list(LISTS[1]), list(LISTS[2])], LISTS, "the list ends too early"),
    ],
)
def test_what_is_in_common_is_named(returned: list[Any], rights: list[Any], name: str) -> None:
    found = in_common(returned, rights)
    assert found is not None
    assert found.name == name
    assert name in all_names()


@pytest.mark.parametrize(
    ("returned", "rights"),
    [
        (["down", "up", "level", "down"], WORDS),  # two names swapped: both are asked for
        (["upp", "down", "level", "uup"], WORDS),  # the same case has two words
        (["up", "up", "level", "up"], WORDS),  # two cases have one word
        (["rise", "rise"], ["up", "up"]),  # one word alone tells nothing
        ([(9.0, "a"), (2.0, "b")], [(1.0, "change"), (2.0, "steps")]),  # a number is wrong, too
        ([3.0, 3.0], [1.0, 2.0]),  # by chance
        ([3.0, 3.0, 3.1], [1.0, 2.0, 3.0]),
        ([3.0, 3.0, 3.0], [4.0, 4.0, 4.0]),  # nothing should change
        ([None, None, None], [1.0, 2.0, 3.0]),
        ([LISTS[0][1:], LISTS[1], LISTS[2]], LISTS),  # the first is missing, not the last
        ([LISTS[0][:3], LISTS[1], LISTS[2] + 1], LISTS),
        ([LISTS[0][:1], LISTS[1][:1], LISTS[2]], LISTS),  # one entry tells nothing
        ([object(), 1.0, 2.0], [1.0, 2.0, 3.0]),
    ],
)
def test_what_could_be_chance_or_another_mistake_is_not(returned: list[Any], rights: list[Any]) -> None:
    assert in_common(returned, rights) is None


def known(count: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(7)
    return [
        {"dZ2": rng.normal(size=(1, 5)), "A1": rng.normal(size=(4, 5)), "X": rng.normal(size=(3, 5))}
        for _ in range(count)
    ]


def product(dZ: Any, A: Any) -> Any:
    return dZ @ A.T


def test_another_array_in_ones_place_is_named() -> None:
    rows = known(2)
    found = other_array(product, ("dZ2", "A1"), rows, [product(row["dZ2"], row["X"]) for row in rows])
    assert found is not None
    assert found.name == "another array than the one that belongs there"
    assert "with X in" in found.mistakes[0].said


def test_another_array_is_not_guessed() -> None:
    rows = known(2)
    wrong = [product(row["dZ2"], 2 * row["X"]) for row in rows]
    assert other_array(product, ("dZ2", "A1"), rows, wrong) is None
    twins = [{**row, "Z1": row["X"]} for row in rows]
    right = [product(row["dZ2"], row["X"]) for row in rows]
    assert other_array(product, ("dZ2", "A1"), twins, right) is None
    assert other_array(product, ("dZ2", "A1"), rows, [right[0], wrong[1]]) is None
