"""Honest submissions get the same scores, and are told the same, with the box and without it.

The whole comparison, over all lessons: `python -m tests.compare.honest`.
"""

from pathlib import Path

import pytest

from course.paths import Tree
from tests.compare.honest import Comparison, compare_lesson
from tests.grading_class import ROOT


@pytest.mark.slow
def test_a_class_is_scored_and_told_the_same_both_ways(tmp_path: Path) -> None:
    done = compare_lesson(Tree(ROOT), "01_descent", 4, tmp_path)
    assert done.differences == []
    assert done.said == ()
    stock = done.scores["stock"]
    assert len(stock) == 4 * 11
    totals = [sum(score or 0 for (name, _), score in stock.items() if name.startswith(f"{n:02}")) for n in range(4)]
    assert totals[1] == 0 < totals[2] < totals[0]  # the solution, nothing, and half of it


def test_a_difference_is_seen() -> None:
    stock = {("ann", "step"): 1.0, ("ann", "why"): None, ("bob", "step"): 0.0}
    boxed = {("ann", "step"): 0.0, ("ann", "why"): None}
    done = Comparison("01_descent", 2, {"stock": stock, "boxed": boxed}, (), {})
    assert done.differences == [
        "01_descent ann step: stock 1.0, boxed 0.0",
        "01_descent bob step: stock 0.0, boxed nothing",
    ]
