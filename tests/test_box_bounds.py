"""What a student's functions return is looked at outside of the box: in how much memory, in how much time."""

import time

import pytest

from course.runner.errors import NotGraded
from course.runner.grader import Grader
from tests.box import errors, run, texts

ONE = "check(f, inputs(x=[1.0, 2.0]), expected=[2.0, 4.0])"
TWO = "check(f, inputs(x=[1.0, 2.0]), expected=lambda x: (x, 2 * x))"
MANY = "check(f, inputs(x=[float(number) for number in range(40)]), expected=lambda x: 2 * x)"
# The most that the process for the checks has had, in MB; without a student it is about 80.
PEAK = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
MOST_MEGABYTES = 450


def outcomes(grader: Grader, student: str, *tests: str) -> list[tuple[str, str]]:
    """Return what each test printed, and what it said where it failed."""
    done = run(grader, f"import numpy as np\n{student}", *tests)
    return [(texts(done, number), "".join(errors(done, number))) for number in range(2, len(tests) + 2)]


GROWS = {
    "arrays of single bytes, listed": ("def f(x):\n    return np.zeros((9_000_000, 6), np.int8)", TWO, "far too much"),
    "large arrays, for each input": ("def f(x):\n    return np.zeros(3_900_000)", MANY, "MB in all"),
    "a range": ("def f(x):\n    return range(100_000_000)", ONE, "far too much"),
    "a range without end": ("def f(x):\n    return range(2**53)", ONE, "far too much"),
    "texts, one of them long": ("def f(x):\n    return ['x' * 100_000] + ['a'] * 3000", ONE, "far too much"),
    "a plain value": ("f = np.zeros((9_000_000, 6), np.int8)", "assert list(f) == [1]", "is no plain value"),
}


@pytest.mark.parametrize("name", GROWS)
def test_what_is_returned_does_not_grow_the_process_for_the_checks(name: str, grader: Grader) -> None:
    student, test, said = GROWS[name]
    [(_, first), (_, second), (peak, _)] = outcomes(grader, student, test, "assert 1 + 1 == 2", PEAK)
    assert said in first
    assert second == ""
    assert int(peak) // 1024 < MOST_MEGABYTES


KEPT = {
    "ten million bytes too many in a row": "np.zeros(10_000_001, np.int8)",
    "axes without end": "np.zeros((0, 10**9))",
    "more axes than cross": "np.zeros((1,) * 40)",
    "a range beyond all places": "range(2**60)",
    "a key of many digits": "{2**5000: 1}",
    "long texts in an array": "np.array(['x' * 6_000_000, 'a', 'b', 'c'])",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_cannot_cross_does_not_end_the_students_process(name: str, grader: Grader) -> None:
    student = f"def f(x):\n    return {KEPT[name]} if x == 1.0 else 2 * x"
    [(_, first), (_, second)] = outcomes(grader, student, ONE, "check(f, inputs(x=[2.0, 3.0]), expected=[4.0, 6.0])")
    assert first.startswith("CheckFailed: ")
    assert "has ended" not in first
    assert second == ""


STUDENT = "def f(x):\n    return 2 * x"
NOT_BOUNDED = {
    "time": ("f(1)\nwhile True:\n    pass", "did not come to an end"),
    "time, and everything is caught": (
        "f(1)\nwhile True:\n    try:\n        sum(range(10**4))\n    except Exception:\n        pass",
        "did not come to an end",
    ),
    "memory": ("f(1)\nkept = [bytearray(2**26) for _ in range(30)]", "no memory left for the checks.* 1024 MB"),
    "memory in one piece": ("f(1)\nnp.ones((10**6, 10**6))", "no memory left for the checks.* 1024 MB"),
}


@pytest.mark.parametrize(
    "name", ["memory", *(pytest.param(x, marks=pytest.mark.slow) for x in NOT_BOUNDED if x != "memory")]
)
def test_a_check_beyond_its_bounds_is_told_with_the_answer_that_it_looked_at(name: str, grader: Grader) -> None:
    test, said = NOT_BOUNDED[name]
    started = time.monotonic()
    with pytest.raises(NotGraded, match=rf"(?s)Nobody is graded by that.*{said}.*the student's `f` returned") as raised:
        outcomes(grader, STUDENT, test)
    assert "Traceback" not in str(raised.value)
    assert time.monotonic() - started < 40
    assert outcomes(grader, STUDENT, ONE) == [("f: right on all 2 inputs.\n", "")]


def test_waiting_for_an_answer_is_not_counted_as_time_of_the_checks(grader: Grader) -> None:
    """Cells that take as long as they may, one after the other."""
    slow = "import time\ndef f(x):\n    time.sleep(1.5)\n    return 2 * x"
    assert outcomes(grader, slow, ONE, ONE) == [("f: right on all 2 inputs.\n", "")] * 2


def test_the_bound_is_that_of_a_process_with_nothing_to_look_at(grader: Grader) -> None:
    """A hundred megabytes of a lesson's own data leave room."""
    assert outcomes(grader, STUDENT, "kept = np.ones(100 * 2**17)\nassert kept.sum() > f(1)")[0][1] == ""
