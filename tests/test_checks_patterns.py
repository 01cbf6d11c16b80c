"""What is said of a wrong answer that no known mistake explains: only what holds on every input, and is no accident."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.checks import CheckFailed, between, check, inputs, random_inputs
from helpers.checks.patterns import observe
from helpers.mistakes import Fault, Mistake, Model

pytestmark = pytest.mark.unit

RNG = np.random.default_rng(7)
X = [RNG.normal(size=(3, n)) for n in (4, 5, 6)]
W = [RNG.normal(size=(2, 3)) for _ in X]
CASES = inputs(W=W, X=X)


def right_of(case: dict[str, Any]) -> Any:
    return case["W"] @ case["X"]


def seen(
    answer: Callable[[Any, dict[str, Any]], Any], cases: Any = CASES, right: Any = right_of, **options: Any
) -> Any:
    rights = [right(case) for case in cases]
    returned = [answer(value, case) for value, case in zip(rights, cases, strict=True)]
    return observe(cases, returned, rights, **options)


def changed(place: Any) -> Callable[[Any, Any], Any]:
    """An answer that is wrong at this place."""

    def answer(right: Any, case: Any) -> Any:
        right = right.copy()
        right[place] += 1.0
        return right

    return answer


def wrong_where(condition: Callable[[float], bool]) -> Callable[[Any, Any], Any]:
    return lambda right, case: right + case["a"] ** 2 * condition(case["x"])


NUMBERS = inputs(x=[3.0, -2.0, 5.0, 1.5])
SCALARS = random_inputs(seed=3, count=12, x=between(-2, 2), a=between(0.1, 0.9))
VECTORS = inputs(v=[RNG.normal(size=n) for n in (5, 7, 9)])
SQUARES = inputs(M=[RNG.normal(size=(3, 3)) for _ in range(3)])


def f(case: dict[str, Any]) -> float:
    return float(case["x"] ** 2 + 1)


def cube(case: dict[str, Any]) -> float:
    return float(case["x"] ** 3)


def doubled(case: dict[str, Any]) -> Any:
    return 2 * next(iter(case.values()))


TRANSPOSED = "the transpose of the expected one: rows and columns are swapped."
POSITIVE = "positive, and nowhere else."
# name -> answer from the right value and the case, cases, the right value, the end of what is said
PATTERNS: dict[str, tuple[Any, Any, Any, str]] = {
    "sign": (lambda r, c: -r, NUMBERS, cube, "minus the expected one: the sign is turned round."),
    "double": (lambda r, c: 2 * r, NUMBERS, cube, "yours is 2 times the expected one."),
    "half": (lambda r, c: r / 2, NUMBERS, cube, "yours is 1/2 of the expected one."),
    "minus a third": (lambda r, c: -r / 3, NUMBERS, cube, "yours is -1/3 of the expected one."),
    "offset": (lambda r, c: r + 0.25, NUMBERS, cube, "yours is 0.25 more than expected."),
    "less": (lambda r, c: r - 4, NUMBERS, cube, "yours is 4 less than expected."),
    "zero": (lambda r, c: 0.0, NUMBERS, cube, "yours is 0."),
    "constant": (lambda r, c: 7, NUMBERS, cube, "yours is 7: it does not depend on them."),
    "times an input": (lambda r, c: r * c["a"], SCALARS, f, "the right value times `a`."),
    "minus times an input": (lambda r, c: -r * c["a"], SCALARS, f, "minus the right value times `a`."),
    "divided by an input": (lambda r, c: r / c["x"], SCALARS, f, "the right value divided by `x`."),
    "times a slope": (lambda r, c: r * c["a"] * (1 - c["a"]), SCALARS, f, "times `a` (1 - `a`)."),
    "divided by a slope": (lambda r, c: r / (1 - c["a"] ** 2), SCALARS, f, "divided by (1 - `a`**2)."),
    "plus an input": (lambda r, c: r + c["a"], SCALARS, f, "the right value plus `a`."),
    "minus an input": (lambda r, c: r - c["x"], SCALARS, f, "the right value minus `x`."),
    "times m": (lambda r, c: r * c["X"].shape[1], CASES, right_of, "times the number of columns of `X`."),
    "over n": (lambda r, c: r / len(c["v"]), VECTORS, doubled, "divided by the number of entries of `v`."),
    "times an array": (lambda r, c: r * c["M"], SQUARES, lambda c: c["M"].T + 1, "times `M`."),
    "up to sign": (lambda r, c: abs(r), CASES, right_of, "the right size, and not everywhere the right sign."),
    "transposed": (lambda r, c: r.T, CASES, right_of, TRANSPOSED),
    "transposed square": (lambda r, c: r.T, SQUARES, doubled, TRANSPOSED),
    "reversed": (lambda r, c: r[::-1], VECTORS, doubled, "the right entries in reverse order."),
    "rolled": (lambda r, c: np.roll(r, 1), VECTORS, doubled, "the last entry first, and then the others in order."),
    "rolled back": (lambda r, c: np.roll(r, -1), VECTORS, doubled, "the first entry last, and the others in order."),
    "sorted": (lambda r, c: np.sort(r), VECTORS, doubled, "the right numbers, in another order."),
    "first entry": (changed(0), VECTORS, doubled, "only the first entry is wrong."),
    "last entry": (changed(-1), VECTORS, doubled, "only the last entry is wrong."),
    "an entry": (changed(2), VECTORS, doubled, "only entry [2] is wrong."),
    "an entry of a matrix": (changed((1, 2)), CASES, right_of, "only entry [1, 2] is wrong."),
    "first row": (changed(0), SQUARES, doubled, "only the first row is wrong."),
    "middle row": (changed(1), SQUARES, doubled, "only row [1] is wrong."),
    "last column": (changed(np.s_[:, -1]), CASES, right_of, "only the last column is wrong."),
    "only the first column": (changed(np.s_[:, 1:]), CASES, right_of, "only the first column is right."),
    "only the first entry": (changed(np.s_[1:]), VECTORS, doubled, "only the first entry is right."),
    "only the last row": (changed(np.s_[:-1]), SQUARES, doubled, "only the last row is right."),
    "right where x is positive": (wrong_where(lambda x: x <= 0), SCALARS, f, f"right where `x` is {POSITIVE}"),
    "wrong where x is positive": (wrong_where(lambda x: x > 0), SCALARS, f, f"wrong where `x` is {POSITIVE}"),
    "right where the value is positive": (
        lambda r, c: np.where(r > 0, r, r**2 + 3),
        CASES,
        right_of,
        f"right where the expected value is {POSITIVE}",
    ),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_each_pattern_is_seen(name: str) -> None:
    answer, cases, right, words = PATTERNS[name]
    said = seen(answer, cases, right)
    assert said.startswith("On each of these inputs ") or said.startswith("On these inputs yours is ")
    assert said.endswith(words)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_where_one_input_does_not_follow_it(name: str) -> None:
    answer, cases, right, words = PATTERNS[name]

    follows = [np.array_equal(answer(right(case), case), right(case)) for case in cases]
    odd = cases[follows.index(True) if any(follows) else -1]

    def mostly(value: Any, case: dict[str, Any]) -> Any:
        got = np.asarray(answer(value, case))
        return got + 0.01 * (1 + np.arange(got.size).reshape(got.shape)) * (case is odd)

    assert words not in (seen(mostly, cases, right) or "")


def test_a_step_on_the_way_is_compared_too() -> None:
    known = [{"slope": np.cos(case["x"])} for case in SCALARS]

    def answer(value: float, case: dict[str, Any]) -> Any:
        return value * np.cos(case["x"])

    assert seen(answer, SCALARS, f, known=known).endswith("the right value times `slope`.")
    assert seen(answer, SCALARS, f) is None


def test_two_numbers_show_no_pattern() -> None:
    for name, (answer, cases, right, _) in PATTERNS.items():
        if np.ndim(right(cases[0])) == 0:
            assert seen(answer, cases[:2], right) is None, name


@pytest.mark.parametrize("name", ["sign", "double", "half", "minus a third", "zero", "constant"])
def test_no_pattern_where_a_tiny_entry_does_not_follow_it(name: str) -> None:
    x = np.array([10.0, 5.0, 2.0, 1e-3])

    def answer(right: Any, case: Any) -> Any:
        return PATTERNS[name][0](right, case) * np.array([1.0, 1.0, 1.0, 3.0]) + np.array([0, 0, 0, 1e-9])

    assert seen(answer, inputs(x=[x, x]), lambda case: case["x"] ** 3) is None


def test_what_is_no_pattern() -> None:
    one = inputs(x=np.array([1.0, 2.0, 3.0]))
    assert "depend" not in (seen(lambda r, c: np.full(3, 5.0), one, doubled) or "")  # one input shows no independence
    assert "1 times" not in (seen(lambda r, c: r * (1 + 5e-7), NUMBERS, doubled) or "")
    assert seen(lambda r, c: np.inf if c["x"] == 3 else -r, NUMBERS, doubled) is None


def test_random_answers_show_no_pattern() -> None:
    rng = np.random.default_rng(11)
    for _ in range(200):
        assert seen(lambda r, c: rng.normal(size=np.shape(r))) is None
        assert seen(lambda r, c: float(rng.normal()), SCALARS, f) is None


@pytest.mark.parametrize("value", ["text", None, {"a": 1}, np.array(["x"]), np.ones(3) * 1j, [[1], [1, 2]], np.nan])
def test_what_is_no_number_shows_no_pattern(value: Any) -> None:
    assert seen(lambda r, c: value) is None


def test_inputs_that_are_no_numbers_are_no_factors() -> None:
    cases = inputs(name=["tanh", "relu", "tanh"], f=np.sin, x=[1.0, 2.0, 3.0], params={"W": np.ones(2)})
    assert seen(lambda r, c: r * c["x"], cases, lambda c: c["x"] + 5).endswith("times `x`.")


# --- In a failing check ---

HALF = Mistake("half", "It is half.", "why half?")
LINE = Model("test.line", ("x",), {"y": lambda x: 3 * x + 1}, "y", (Fault("y", lambda right: right / 2, HALF),))


def said(monkeypatch: pytest.MonkeyPatch, answer: Any, model: Model | None = LINE) -> str:
    monkeypatch.setattr("helpers.checks.naming.model_of", lambda name: model)
    with pytest.raises(CheckFailed) as caught:
        check(answer, inputs(x=[1.0, -2.0, 0.5, 3.0]), lambda x: 3 * x + 1, label="y", reference="test.line")
    assert caught.value.named == ("half" if "It is half." in caught.value.message else None)
    return caught.value.message


NONE = "This is none of the mistakes that the course knows."


def test_a_named_mistake_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    message = said(monkeypatch, lambda x: (3 * x + 1) / 2)
    assert message.splitlines()[:2] == ["y: half.", "It is half."]
    assert message.endswith("Think: why half?")
    assert NONE not in message


def test_an_unknown_mistake_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    message = said(monkeypatch, lambda x: 3 * x + 1 + x**3 / 7)
    assert NONE in message
    assert "yours" in message
    # Where there is a pattern, that is more than nothing.
    assert NONE not in said(monkeypatch, lambda x: (3 * x + 1) / 3)
    # Where there is no catalogue, nothing was looked up.
    assert NONE not in said(monkeypatch, lambda x: 3 * x + 1 + x**3 / 7, None)


def test_of_two_known_mistakes_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    squares = [
        Fault("y", lambda right: right + right**2, Mistake(name, f"{name}.", "why?")) for name in ("one", "other")
    ]
    message = said(monkeypatch, lambda x: 3 * x + 1 + (3 * x + 1) ** 2, Model("t.l", ("x",), LINE.steps, "y", squares))
    assert "More than one of the mistakes that the course knows would give exactly this." in message
    assert "one." not in message
    assert "other." not in message


def test_a_broken_catalogue_costs_only_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Model:
        raise SyntaxError("in the catalogue")

    monkeypatch.setattr("helpers.checks.naming.model_of", broken)
    with pytest.raises(CheckFailed, match="yours is 1/2 of the expected one"):
        check(lambda x: x / 2, inputs(x=[1.0, 2.0, 4.0]), lambda x: x, reference="test.line")


def test_a_wrong_number_of_values_may_have_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    only = Mistake("only the slope is returned", "The value is missing.", "how many values are asked for?")
    model = Model(
        "test.two", ("x",), {"both": lambda x: (x * x, 2 * x)}, "both", (Fault("both", lambda x: 2 * x, only),)
    )
    monkeypatch.setattr("helpers.checks.naming.model_of", lambda name: model)
    with pytest.raises(CheckFailed) as caught:
        check(
            lambda x: 2 * x,
            inputs(x=[1.0, -2.0, 0.5]),
            lambda x: (x * x, 2 * x),
            label="parabola",
            reference="test.two",
        )
    assert caught.value.message.startswith("parabola: only the slope is returned.\nThe value is missing.\n  on x = 1")
    assert caught.value.named == only.name
