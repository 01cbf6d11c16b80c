"""The derivation checker: right ways pass, the first wrong line is named, a jump is told, nothing evil runs."""

import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course.authoring.text import read_text
from helpers.checks import CheckFailed, Milestone, check_derivation
from helpers.checks.evaluate import evaluate
from helpers.checks.expression_form import canonical, size, words
from helpers.checks.expressions import ExpressionError, parse, parse_abbreviations
from helpers.reference import sum_term
from tests.checking import assert_holds, failure
from tests.real_checks import notebook

pytestmark = pytest.mark.unit

LESSONS = Path(__file__).resolve().parent.parent / "course" / "lessons"
RNG = np.random.default_rng(5)
POINTS: list[dict[str, Any]] = [
    {"w": RNG.normal(size=(J, K)), "o": RNG.normal(size=J), "t": RNG.normal(size=K), "units": range(J), "j": j, "k": k}
    for J, K, j, k in ((3, 2, 2, 0), (2, 4, 0, 3), (1, 1, 0, 0), (5, 3, 3, 1))
]
FRONT = "-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * "
START = FRONT + "d(s, w[j, k])"
WHOLE = FRONT + "d(sum(w[i, k] * o[i] for i in units), w[j, k])"
TERMWISE = FRONT + "sum(d(w[i, k] * o[i], w[j, k]) for i in units)"
DELTA = FRONT + "sum(delta(i, j) * o[i] for i in units)"
END = FRONT + "o[j]"
ENTRY = {"s[k]": "sum(w[i, k] * o[i] for i in units)"}
MILESTONES = [Milestone("one term of the sum at a time", "sum>d"), Milestone("the derivative of one term", "delta -d")]


def of(lines: Any) -> Callable[[], Any]:
    def derivation() -> Any:
        return lines

    return derivation


def judge(*lines: str) -> None:
    where = {"s": "sum(w[i, k] * o[i] for i in units)"}
    check_derivation(of(list(lines)), start=START, end=END, points=POINTS, where=where, milestones=MILESTONES)


def refused(*lines: str) -> str:
    return failure(lambda: judge(*lines)).message


@pytest.mark.parametrize(
    "lines",
    [
        (WHOLE, TERMWISE, DELTA, END),
        (START, WHOLE, TERMWISE, DELTA, END),
        (START, TERMWISE, DELTA, "o[j] * 2 * (sigma(s) - t[k]) * sigma(s) * (1 - sigma(s))"),
        (WHOLE, TERMWISE, FRONT + "sum(delta(n, j) * o[n] for n in units)", END),
        (WHOLE, FRONT + "sum(o[i] * d(w[i, k], w[j, k]) for i in units)", DELTA, END),
        (WHOLE, TERMWISE, FRONT + "sum(o[i] * delta(i, j) * delta(k, k) for i in units)", "2 * (" + END + ") / 2", END),
        (WHOLE, TERMWISE, DELTA, "(-2 * t[k] + 2 * sigma(s)) * sigma(s) * (1 - sigma(s)) * o[j]"),
    ],
)
def test_right_ways_pass(lines: tuple[str, ...]) -> None:
    judge(*lines)


# lines -> what is said of them
WRONG_LINES: dict[tuple[str, ...], str] = {
    (WHOLE, TERMWISE, DELTA, END[1:]): f"line 4 does not equal line 3 | {END[1:]} | {DELTA} | j = 2, k = 0 | "
    "On each of these inputs yours is minus line 3: the sign is turned round.",
    (WHOLE, FRONT + "sum(w[i, k] for i in units)", DELTA, END): "line 2 does not equal line 1",
    (WHOLE[1:], TERMWISE[1:], END[1:]): f"line 1 does not equal the start | {START}",
    # Swapped indices are seen by shapes that differ.
    (WHOLE.replace("w[i, k]", "w[k, i]"), END): "Are the indices in the right order?",
    # A jump is told from a step.
    (WHOLE, END): "From line 1 to line 2 you jumped over: one term of the sum at a time; the derivative of one term.",
    (WHOLE, TERMWISE, END): "From line 2 to line 3 you jumped over: the derivative of one term.",
    (WHOLE, DELTA, END): "From line 1 to line 2 you jumped over: one term of the sum",
    (END,): "With a single line",
    (WHOLE, WHOLE.replace(" * ", "*"), END): "Line 2 only repeats line 1: that is no step | you jumped over",
    # An unfinished one says what is still there.
    (WHOLE, TERMWISE, DELTA): "still uses `delta`",
    (WHOLE, TERMWISE): "still uses `d`",
}


@pytest.mark.parametrize("lines", WRONG_LINES)
def test_what_is_wrong_is_said(lines: tuple[str, ...]) -> None:
    assert_holds(refused(*lines), WRONG_LINES[lines])


def test_both_values_are_shown_where_two_lines_differ() -> None:
    assert re.search(r"line 3 is (-?[\d.]+), line 4 is (-?[\d.]+)", refused(WHOLE, TERMWISE, DELTA, END[1:]))


def test_start_and_end_may_be_those_of_a_reference_derivation() -> None:
    check_derivation(of(sum_term.derivation()), expected="sum_term.derivation", points=POINTS, where=ENTRY)
    for wrong in (sum_term.derivation()[1:2], ["o[j]", "o[j]"]):
        with pytest.raises(CheckFailed):
            check_derivation(of(wrong), expected="sum_term.derivation", points=POINTS, where=ENTRY)


@pytest.mark.parametrize("first", [TERMWISE, FRONT + "sum(o[i] * d(w[i, k], w[j, k]) for i in units)"])
def test_a_derivation_begins_with_the_derivative_that_is_asked_for(first: str) -> None:
    assert_holds(refused(first, DELTA, END), f"Line 1 is a step further already | Begin with | {START}")
    judge(START, first, DELTA, END)


def test_each_derivative_of_the_start_must_be_there() -> None:
    loss = "d(-(y * log(a) + (1 - y) * log(1 - a)), a)"
    lines = ["(-y / a + (1 - y) / (1 - a)) * a * (1 - a)", "-y * (1 - a) + (1 - y) * a", "a - y"]

    def go(*first: str) -> None:
        points = [{"z": 0.7, "y": 0.3}, {"z": -1.2, "y": 0.8}]
        check_derivation(
            of([*first, *lines]), start=f"{loss} * d(sigma(z), z)", end="a - y", points=points, where={"a": "sigma(z)"}
        )

    for first in ([], [f"{loss} * a * (1 - a)"], ["(-y / a + (1 - y) / (1 - a)) * d(sigma(z), z)"]):
        with pytest.raises(CheckFailed, match="Begin with"):
            go(*first)
    go(f"{loss} * d(sigma(z), z)")
    go(f"d(a, z) * {loss.replace('-(y', '(-1) * (y')}")
    go("d(-(y * log(a) + (1 - y) * log(1 - a)), z)".replace("a)", "sigma(z))"), f"{loss} * d(sigma(z), z)")


@pytest.mark.parametrize(("lesson", "exercise"), [("02_neuron", "sigmoid_prime_lines"), ("03_network", "dZ2_lines")])
def test_a_first_line_that_the_lesson_names_is_required_there(lesson: str, exercise: str) -> None:
    """By the lesson's own answer and check: without its first line it is refused."""
    cells = {(cell.role, cell.name): cell.source for cell in read_text(LESSONS / f"{lesson}.py").cells}
    setup = notebook("\n".join([cells["locked", "setup"], cells["answer", exercise]]))
    lines = setup[exercise]()
    exec(cells["test", exercise], setup)
    setup[exercise] = of(lines[1:])
    with pytest.raises(CheckFailed, match="Begin with"):
        exec(cells["test", exercise], setup)


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("t[k] - sgima(s)", 7, "Did you mean `sigma`? There are: sigma, exp"),
        ("t[k] - sigma(u)", 13, "no name `u` here. There are: w, o, t, units, j, k, s"),
        ("t[k] * (1 - sigma(s)", 7, "never closed"),
        ("2 (t[k])", 0, "A product needs a `*`"),
        ("np.exp(s)", 0, "Write `exp` alone"),
        ("s = 3", 2, "without `=`"),
        ("s ^ 2", 0, "power is written with **"),
        ("s + w", 4, "needs 2 indices"),
        ("s + o[9]", 4, "last entry of o"),
        ("1 + sum(o[i] for i in units if i != j)", 4, "No `if`"),
        ("sum(o[j] for j in units)", 13, "`j` already means something outside"),
        ("sum(o[i] for i in o)", 18, "It runs over: units"),
        ("d(s, j)", 5, "`j` is an index"),
        ("1 / (j - j)", 0, "divides by zero"),
        ("", 0, "empty"),
    ],
)
def test_a_line_that_cannot_be_read_says_which_and_where(line: str, column: int, message: str) -> None:
    text = refused(WHOLE, line, END)
    assert "line 2 cannot be" in text
    assert message in text
    assert text.splitlines()[2] == " " * (len("  line 2   ") + column) + "^"


@pytest.mark.parametrize(
    "evil",
    [
        "9**9**9**9",
        "exp(exp(exp(99)))",
        "sum(1 for i in range(10**9))",
        "-" * 700 + "1",
        "(" * 300 + "1" + ")" * 300,
        "9" * 2000,
        "sum(" * 6 + "1" + "".join(f" for a{n} in units for b{n} in units)" for n in range(6)),
        "__import__('os').system('true')",
        "(lambda: 1)()",
        "[1] * 10**9",
        "'a' * 10**9",
        "o.__class__",
        "f'{o}'",
        "o[:]",
        "o[o[0]]",
        "(x := 3)",
        "1 if 1 else 2",
        "True",
        "1j",
        "\0",
    ],
)
def test_evil_expressions_are_refused_at_once(evil: str) -> None:
    begin = time.perf_counter()
    assert "line 2 cannot be" in refused(WHOLE, evil, END)
    assert time.perf_counter() - begin < 1


def test_a_line_that_only_repeats_the_one_above_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    judge(WHOLE, TERMWISE, DELTA, END, "o[j] * " + FRONT.removesuffix(" * "))
    assert "line 5 only repeats line 4, in another order or with other brackets" in capsys.readouterr().out


def test_a_result_that_could_be_shorter_is_not_finished() -> None:
    where = {"a": "sigma(z)"}
    points = [{"z": z, "y": y} for z, y in ((0.3, 1.0), (-1.2, 0.0), (2.0, 0.4))]
    lines = [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(a, z)",
        "(-y / a + (1 - y) / (1 - a)) * d(a, z)",
        "(-y / a + (1 - y) / (1 - a)) * a * (1 - a)",
        "-y * (1 - a) + (1 - y) * a",
    ]

    def go(*more: str) -> None:
        check_derivation(
            of([*lines, *more]),
            start=lines[0],
            end="a - y",
            points=points,
            where=where,
            milestones=[Milestone("the slopes multiplied", "/ -d")],
        )

    with pytest.raises(CheckFailed, match="not finished yet"):
        go()
    go("a - y")
    go("-y + y * a + a - y * a", "-y + sigma(z)")


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (None, "returned nothing (None)"),
        (END, "returned one text"),
        ([], "a list of 0 entries"),
        ([WHOLE, 3.0], "line 2 is a number, not a text"),
        (3.0, "returned a number"),
        ([END] * 41, "41 lines"),
    ],
)
def test_wrong_kinds_have_messages(returned: Any, message: str) -> None:
    with pytest.raises(CheckFailed, match=re.escape(message)):
        check_derivation(of(returned), start="j", end="k", points=[{"j": 1, "k": 1}])


@pytest.mark.parametrize("line", ["d(z * z, z)", "2 * z", 'frnt + " * 2"'])
def test_lines_without_quotes_are_told_to_be_texts(line: str) -> None:
    """By their names, which only lines have: one that no line has is misspelled."""
    answer = notebook(f"def derivation():\n    return [{line}]")["derivation"]
    failed = failure(lambda: check_derivation(answer, start="d(z * z, z)", end="2 * z", points=[{"z": 1.5}]))
    assert "in derivation" in failed.learner_traceback
    name = {"d": "d", "2": "z", "f": "frnt"}[line[0]]
    assert f"name '{name}' is not defined" in failed.message
    assert ("a line is a text, with quotes around it" in failed.message) == (name != "frnt")
    assert ("the spelling" in failed.message) == (name == "frnt")
    assert (failed.named == "the lines are not texts") == (name != "frnt")


def test_a_stub_is_no_wrong_answer() -> None:
    def derivation() -> Any:
        raise NotImplementedError("your turn")

    with pytest.raises(NotImplementedError, match="`derivation` is not written yet"):
        check_derivation(derivation, start="j", end="j", points=[{"j": 1}])


def test_an_authors_mistakes_are_no_learners() -> None:
    for options in (
        {"start": "z", "end": "2 * z", "points": [{"z": 1.5}]},
        {"start": "z", "end": "u", "points": [{"z": 1.5}]},
        {"start": "z", "end": "z", "points": []},
        {"start": "z", "end": "1 * z", "points": [{"z": 1.5}], "milestones": [Milestone("what is there already", "z")]},
    ):
        with pytest.raises(ValueError, match=r"start|end|points|milestone"):
            check_derivation(of(["z"]), **options)
    with pytest.raises(ValueError, match="no form"):
        Milestone("nothing")


def value(text: str, where: dict[str, str] | None = None, **point: Any) -> float:
    return evaluate(parse(text), point, parse_abbreviations(where or {}), text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("sigma(z)", lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
        ("1 / (1 + exp(-z))", lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
        ("tanh(z)", lambda z: 1 - math.tanh(z) ** 2),
        ("log(1 + z ** 2)", lambda z: 2 * z / (1 + z * z)),
        ("(1 + z ** 2) ** 0.5 / 3", lambda z: z / (1 + z * z) ** 0.5 / 3),
        ("z ** 3 - 2 * z + 5", lambda z: 3 * z * z - 2),
        ("7", lambda z: 0.0),
    ],
)
def test_d_is_exact_to_round_off(text: str, right: Callable[[float], float]) -> None:
    for z in np.random.default_rng(0).uniform(-4, 4, size=20):
        assert value(f"d({text}, z)", z=float(z)) == pytest.approx(right(float(z)), rel=1e-14, abs=1e-15)


def test_d_works_through_abbreviations_and_by_them() -> None:
    point = POINTS[0]
    where = {"s[k]": "sum(w[i, k] * o[i] for i in units)", "E": "sum((t[l] - sigma(s[l])) ** 2 for l in outputs)"}
    one = value("d(E, w[j, k])", where, outputs=range(2), **point)
    assert one == pytest.approx(value("d(E, s[k]) * o[j]", where, outputs=range(2), **point), rel=1e-13)
    assert value("d(sum(w[i, l] for i in units for l in outputs), w[1, 1])", outputs=range(2), **point) == 1.0
    with pytest.raises(ExpressionError, match="second derivative"):
        value("d(u, z)", {"u": "d(z * z, z)"}, z=1.5)


def test_canonical_forms_tell_order_from_algebra() -> None:
    same = [
        ("a*b + c", "c + (b)*a"),
        ("-(a*b)", "b * -a"),
        ("a - b", "-b + a"),
        ("a/b*c", "c*a/b"),
        ("a*(b*c)", "(a*b)*c"),
        ("-2*a", "(-2)*a"),
    ]
    other = [("a*(b+c)", "a*b + a*c"), ("1/a", "a**-1"), ("a + a", "2*a"), ("-(a - b)", "b - a"), ("a**b", "b**a")]
    assert all(canonical(parse(a)) == canonical(parse(b)) for a, b in same)
    assert not any(canonical(parse(a)) == canonical(parse(b)) for a, b in other)


def test_words_and_size() -> None:
    used = words(parse("d(1 / (1 + exp(-z)), z) * sum(z ** 2 / 3 for i in units)"))
    assert (used["d"], used["/"], used["d>/"], used["d>exp"], used["sum>**"], used["sum>d"]) == (1, 2, 1, 1, 1, 0)
    assert size(parse("w[i, k] * 2 + sum(o[i] for i in units)")) == 3
