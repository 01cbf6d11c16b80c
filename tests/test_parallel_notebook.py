"""A worker's notebook: written as nbformat writes it, and not copied on its way."""

import copy
import gc
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory

from course.grading.cells import known_cells
from course.grading.classroom import Classroom
from course.grading.submissions import problem_of
from course.parallel.converter import Converter
from course.parallel.notebook import OwnNotebook, write_text
from course.parallel.plan import read_plan
from tests.grading_class import LESSON, SmallCourse

# What JSON escapes, what ends a line for Python, what no ASCII has, and what is no text.
LEAVES = [
    "",
    "a\nb",
    "a\r\nb\x0b\x0c\x1c\u2028c",
    '"\\/\x00\x7f',
    "é∂\U0001f600",
    0,
    -3,
    2.0,
    1e-300,
    1e22,
    float("nan"),
    float("inf"),
    True,
    False,
    None,
]


def any_value(rng: random.Random, depth: int = 0) -> Any:
    kind = rng.choice(["leaf", "list", "dict"] if depth < 4 else ["leaf"])
    if kind == "leaf":
        return rng.choice(LEAVES)
    if kind == "list":
        return [any_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice("abcdéZ_\n") * rng.randrange(3): any_value(rng, depth + 1) for _ in range(rng.randrange(4))}


def any_notebook(rng: random.Random) -> NotebookNode:
    bundle = {"text/plain": "one\ntwo", "image/png": "abc\n", "image/svg+xml": "<svg>\n</svg>", "more": any_value(rng)}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": rng.choice(LEAVES[:5])},
        {"output_type": "display_data", "data": bundle, "metadata": {"more": any_value(rng)}},
        {"output_type": "error", "ename": "E", "evalue": "é\n", "traceback": ["\x1b[31mone\n", "two"]},
    ]
    code = {"cell_type": "code", "id": "a", "source": "x\ny", "outputs": outputs, "execution_count": None}
    text = {"cell_type": "markdown", "id": "b", "source": rng.choice(LEAVES[:5]), "attachments": {"p.png": bundle}}
    cells = [{**cell, "metadata": {"trusted": True, "more": any_value(rng)}} for cell in (code, text)]
    metadata = {"signature": "s", "orig_nbformat": 3, "more": any_value(rng)}
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


@pytest.mark.parametrize("seed", range(60))
def test_the_text_is_nbformats(seed: int) -> None:
    nb = any_notebook(random.Random(seed))
    assert write_text(copy.deepcopy(nb)) == nbformat.writes(nb)


@pytest.mark.parametrize("odd", [{"a": b"bytes"}, {1: "a"}, {"a": (1, 2)}])
def test_what_json_does_not_have_is_left_to_nbformat(odd: dict[Any, Any]) -> None:
    nb = any_notebook(random.Random(1))
    nb.cells[0].metadata["odd"] = [odd, (1, "a")]
    assert write_text(copy.deepcopy(nb)) == nbformat.writes(nb)


def test_a_notebook_of_ones_own_is_not_copied() -> None:
    nb = OwnNotebook(any_notebook(random.Random(1)))
    assert copy.deepcopy(nb) is nb
    assert copy.deepcopy({"nb": nb})["nb"] is nb


def test_a_notebook_that_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = SmallCourse(tmp_path)
    course.hand_in("ada")
    folder = course.folder("ada")
    nb = nbformat.read(folder / f"{LESSON}.ipynb", as_version=4)
    monkeypatch.setattr(nbformat, "reads", lambda *given, **named: pytest.fail("it was read again"))
    assert problem_of(folder, LESSON, {"double"}, nb) is None
    assert "another lesson's notebook" in str(problem_of(folder, LESSON, {"step"}, nb))


def test_what_students_were_given_is_found_out_once(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    url = course.api().coursedir.db_url
    cell = known_cells({"nbgrader": {"db_url": url, "assignment": LESSON, "notebook": LESSON}})["double"]
    assert "hidden" not in cell.released_source().lower()
    assert cell.released_source() is cell.released_source()


def test_what_a_worker_has_is_not_looked_through_for_garbage(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    classroom = Classroom(course.root)
    plan = read_plan(CourseDirectory(config=classroom.config), classroom.config, LESSON)
    before = gc.get_freeze_count()
    converter = Converter(plan)
    assert gc.get_freeze_count() > before
    converter.close()
    assert gc.get_freeze_count() == 0
