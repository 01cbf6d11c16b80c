"""In the box, an answer is called again with right earlier answers, which run on the trusted side."""

from pathlib import Path

import pytest

from course.runner.grader import Grader
from course.runner.plan import Planned, needs_of
from tests.box import SETUP, run

TEST = 'check(step, inputs(x=[3.0, 1.0], eta=0.1), "descent.step", earlier=["descent.parabola"])'
STEP = "def step(x, eta):\n    return x - eta * parabola(x)[1]"
RIGHT = "step: right, given right earlier answers. One of yours is still wrong, and is counted there.\n"


def shown(grader: Grader, student: str, *tests: str) -> list[str]:
    """What each test shows: its text, or its error's message."""
    messages = run(grader, student, *(tests or [TEST]), needs=("step",)).messages[2:]
    return ["".join(content.get("text", content.get("evalue", "")) for _, content in one) for one in messages]


@pytest.mark.parametrize(
    "parabola",
    [
        "def parabola(x): return x * x, 3 * x",
        "def parabola(x): raise NotImplementedError",
        "def parabola(x): return np.nan, np.nan",
        "parabola = 3",
        "",
    ],
)
def test_an_earlier_mistake_is_not_counted_twice(grader: Grader, parabola: str) -> None:
    assert shown(grader, f"{parabola}\n{STEP}") == [RIGHT]


def test_what_is_exchanged_is_back_afterwards_and_what_is_printed_is_shown_once(grader: Grader) -> None:
    student = f"def parabola(x):\n    print('mine')\n    return x * x, 3 * x\n{STEP}\n"
    (said, after) = shown(
        grader, student.replace("    return x - eta", "    print('step')\n    return x - eta"), TEST, "step(1.0, 0.1)"
    )
    assert said == "step\nmine\n" * 2 + RIGHT
    assert after.startswith("step\nmine\n")


def test_arguments_by_keyword_and_errors_of_the_right_function_reach_the_answer(grader: Grader) -> None:
    assert shown(grader, "def step(x, eta): return x - eta * parabola(x=x)[1]") == [RIGHT]
    student = (
        "def parabola(x): return 1, 1\n"
        "def step(x, eta):\n"
        "    try:\n        parabola(x, 1, 2)\n"
        "    except TypeError:\n        return x - eta * parabola(x)[1]\n    return 1 / 0"
    )
    assert shown(grader, student) == [RIGHT]


@pytest.mark.parametrize(
    "student",
    [
        # The right ones are no oracle for what is asked: they are earlier answers.
        "def step(x, eta): return parabola(x)",
        # What cannot be handed over is an error of the answer's.
        "def step(x, eta): return parabola(lambda: 0)[1]",
        "def step(x, eta): return parabola(object())[1]",
        "def parabola(x): return 0, 0\ndef step(x, eta): return 7.0",
        # Attempts to speak for the other side.
        "import gc\ndef step(x, eta):\n    for one in gc.get_objects():\n"
        "        if type(one).__name__ == 'Student':\n"
        "            one.channel.send({'ask': ['parabola'], 'args': (), 'named': {}})\n"
        "            one.channel.send({'ask': 'parabola', 'args': 3, 'named': 4})\n"
        "            one.channel.send({'ask': 'exec', 'args': ('1',), 'named': {}})\n    return 0.0",
    ],
)
def test_nothing_is_gained_by_the_right_ones(grader: Grader, student: str) -> None:
    (said,) = shown(grader, student)
    assert not said.startswith("step: right")


def test_a_right_function_that_was_kept_answers_nothing_later(grader: Grader) -> None:
    student = (
        "kept = []\ndef parabola(x): return 0, 0\ndef step(x, eta):\n    kept.append(parabola)\n"
        "    return kept[-1](x)[1]\ndef later(x): return [one for one in kept if type(one) is not type(later)][0](x)[1]"
    )
    cells = [Planned(0, "locked", SETUP), Planned(1, "student", student)]
    cells += [Planned(2, "test", TEST, ("step",)), Planned(3, "test", "later(2.0)", ("later",))]
    done = grader.run(cells, Path("/"))
    assert "later" in str(done.messages[3])
    assert "4.0" not in str(done.messages[3])
    assert "it sent something else than an answer" in done.ended


def test_a_right_function_with_absurd_arguments_harms_only_the_one_who_asks(grader: Grader) -> None:
    test = (
        'check(step, inputs(x0=[3.0], eta=0.1, steps=2), "descent.descend", earlier=["descent.descend"], label="step")'
    )
    for steps in ("10**12", "10**9", "-1", "'many'"):
        (said, after) = shown(
            grader, f"def step(x0, eta, steps): return descend(x0, eta, {steps})", test, "print('on')"
        )
        assert "step" in said
        assert not said.startswith("step: right")
        assert after == "on\n"


def test_a_check_sees_what_the_student_made_last_also_through_what_trusted_cells_made(
    grader: Grader, tmp_path: Path
) -> None:
    """Of all names, a cell is told those alone that it can come to."""
    sources = {
        "locked": "def get():\n    return k, f(1)\ndef other():\n    return g(1)",
        "test": "through = lambda: get()",
        "last": "assert through() == (2, 3), through()",
    }
    behind: dict[str, frozenset[str]] = {}
    needs = {name: needs_of(source, frozenset("fgk"), behind) for name, source in sources.items()}
    assert needs == {"locked": ("f", "g", "k"), "test": ("f", "g", "k"), "last": ("f", "g", "k")}
    assert needs_of("get = 1", frozenset("fgk"), behind) == ()
    assert needs_of("get + h", frozenset("fgk"), behind) == ()
    cells = [
        Planned(0, "student", "k = 1\ndef f(x): return x"),
        Planned(1, "locked", sources["locked"], needs["locked"]),
        Planned(2, "test", sources["test"], needs["test"]),
        Planned(3, "student", "k = 2\ndef f(x): return x + 2"),
        Planned(4, "test", sources["last"], needs["last"]),
        Planned(5, "student", "k = 5"),
        Planned(6, "test", "1", ()),
        Planned(7, "test", sources["last"], needs["last"]),
    ]
    messages = grader.run(cells, Path("/")).messages
    assert messages[4] == []
    assert "(5, 3)" in str(messages[7])
