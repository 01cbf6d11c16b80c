"""Rules make mistakes of a model's own steps: which edits there are, what is said of them, and when none is named."""

import ast
from typing import Any

import numpy as np
import pytest

from helpers.mistakes import Model, catalogue, diagnose, fitting
from helpers.mistakes.edits import edits
from helpers.mistakes.generated import expression_of, generated
from helpers.mistakes.words import KINDS, mistake_of

pytestmark = pytest.mark.unit


def edited(text: str, *scope: str) -> dict[str, set[str]]:
    """The edits of an expression as code, by kind."""
    found: dict[str, set[str]] = {}
    for edit in edits(ast.parse(text, mode="eval").body, scope):
        found.setdefault(edit.kind, set()).add(ast.unparse(edit.tree))
    return found


def test_each_operator_has_its_edits() -> None:
    assert edited("a - b") == {"sign": {"a + b", "b - a"}, "term": {"a", "b", "-b"}, "operator": {"a * b"}}
    assert edited("a + b")["sign"] == {"a - b", "b - a"}
    assert edited("a * b")["factor"] == {"a", "b"}
    assert edited("a * b")["divides"] == {"a / b", "b / a"}
    assert edited("a / n")["not divided"] == {"a"}
    assert edited("a / n")["divided twice"] == {"a / n ** 2"}
    assert edited("-a") == {"sign": {"a"}}
    assert edited("a ** 2")["power"] == {"a", "2 * a"}
    assert edited("W.T @ d")["transpose"] == {"W @ d", "W.T.T @ d", "W.T @ d.T", "W.T.T @ d.T"}
    assert edited("W @ d")["order"] == {"d @ W", "d.T @ W.T"}
    assert edited("W @ d")["elementwise"] == {"W * d", "W.T * d", "W * d.T"}


def test_calls_names_and_numbers_have_theirs() -> None:
    assert edited("np.sum(a, axis=1)")["mean"] == {"np.mean(a, axis=1)"}
    assert "np.sum(a, axis=0)" in edited("np.sum(a, axis=1)")["axis"]
    assert edited("np.sum(a, axis=1)")["not summed"] == {"a"}
    assert edited("f(a, b)") == {"left out": {"a"}, "twice": {"f(f(a, b), b)"}, "argument": {"f(-a, b)"}}
    assert edited("np.shape(a)") == {}
    assert edited("a", "a", "b") == {"squared": {"a ** 2"}, "other value": {"b"}}
    assert edited("x[2]")["constant"] == {"x[3]", "x[1]", "x[4]"}
    assert edited("f(*a)") == {}


def test_brackets_are_kept_and_the_rest_of_the_expression_too() -> None:
    assert "(a - b) * c" in edited("(a + b) * c")["sign"]
    assert "a * c" in edited("(a + b) * c")["term"]


def layer(**others: Any) -> Model:
    """dW = (A - Y) X.T / m, as one would model it."""
    return Model(
        "test.layer",
        ("A", "Y", "X"),
        {
            "m": lambda Y: Y.shape[1],
            "miss": lambda A, Y: A - Y,
            "dW": lambda miss, X, m: miss @ X.T / m,
        },
        "dW",
        **others,
    )


def batches() -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(5)
    return [(rng.random((2, m)), rng.random((2, m)), rng.normal(size=(3, m))) for m in (4, 6, 5)]


def named(answer: Any, model: Model | None = None) -> str | None:
    model, inputs = model or layer(), batches()
    found = diagnose(model, inputs, [answer(*values) for values in inputs])
    return found.name if found else None


WRONG = {
    "it is not divided by `m`": lambda A, Y, X: (A - Y) @ X.T,
    "it is divided by `m` twice": lambda A, Y, X: (A - Y) @ X.T / Y.shape[1] ** 2,
    "it is multiplied by `m`": lambda A, Y, X: (A - Y) @ X.T * Y.shape[1],
    "the term `Y` is missing": lambda A, Y, X: A @ X.T / Y.shape[1],
    "a sign is turned round": lambda A, Y, X: (A + Y) @ X.T / Y.shape[1],
}


@pytest.mark.parametrize("name", WRONG)
def test_an_edit_of_a_step_is_named(name: str) -> None:
    assert named(WRONG[name]) == name
    assert mistake_of("sign").name == "a sign is turned round"


def test_what_is_no_single_edit_is_not_named() -> None:
    assert named(lambda A, Y, X: (A + Y) @ X.T) is None
    assert named(lambda A, Y, X: np.exp(A - Y) @ X.T) is None
    assert named(lambda A, Y, X: (A - Y) @ X.T / Y.shape[1]) is None


def test_where_edits_of_different_kinds_give_the_same_none_is_named() -> None:
    inputs = [(2.5,), (-0.4,), (3.0,)]
    cube = Model("test.cube", ("x",), {"value": lambda x: x * x * x}, "value")
    assert [found.name for found in fitting(cube, inputs, [x * x for (x,) in inputs]).diagnoses] == [
        "the factor `x` is missing"
    ]
    steps = {"n": lambda x: np.size(x), "value": lambda x, n: np.mean(x) * n / n}
    both = Model("test.both", ("x",), steps, "value")
    rows = [(np.array(row),) for row in ([1.0, 2.5], [3.0, -0.4, 0.1], [2.0, 4.5])]
    found = fitting(both, rows, [np.sum(row) for (row,) in rows])
    assert found.only is None
    assert len(found.diagnoses) > 1


def test_the_line_is_told_only_with_known_names_and_where_it_does_not_give_the_answer_away() -> None:
    model = layer()
    said = {fault.mistake.name: fault.mistake.said for made in generated(model) for fault in made.model.faults}
    assert "`" not in said["it is not divided by `m`"]  # `miss` is no name that a learner knows
    known = Model("test.z", ("w", "x", "b"), {"z": lambda w, x, b: w * x + b}, "z")
    said = {fault.mistake.name: fault.mistake.said for made in generated(known) for fault in made.model.faults}
    assert said["a sign is turned round"] == "Your numbers are those of `z = b - w * x`."
    assert "`" not in said["the term `b` is missing"]


def test_nearly_every_step_of_the_catalogue_can_be_read() -> None:
    steps = [step for model in catalogue().values() for step in model.steps.values()]
    assert sum(expression_of(step) is not None for step in steps) >= len(steps) - 5
    assert expression_of(np.mean) is None


def test_every_kind_of_edit_has_words_and_they_are_short() -> None:
    used = {kind for model in catalogue().values() for made in generated(model) for kind in made.kinds.values()}
    assert used == set(KINDS)
    for kind in KINDS:
        made = mistake_of(kind, "dZ2", "dW2 = dZ2 @ A1")
        assert len(f"{made.name} {made.said} {made.think}".split()) <= 60
