"""What becomes of each cell of a submission: run in the box, run by us, or both. Nothing is run here."""

import ast
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from course.cells import KnownCell, grade_id_of
from course.names import BUILTINS, cell_names


@dataclass(frozen=True)
class Planned:
    """One code cell. `role`: student, locked or test.

    needs: names of the student's that a trusted cell uses, by itself or by what earlier trusted cells made.
    answer: of a student's cell, whether it is one that an exercise asks for.
    stub: what was in such a cell when it was handed out.
    """

    index: int
    role: str
    source: str
    needs: tuple[str, ...] = ()
    answer: bool = False
    stub: str = ""


def plan_cells(cells: list[NotebookNode], known: dict[str, KnownCell], answer_names: frozenset[str]) -> list[Planned]:
    """Return what is to be done with each code cell that is not empty, in the notebook's order.

    What a cell is, and the source of locked ones, is what the gradebook has; the notebook is asked for the rest.
    """
    planned = []
    behind: dict[str, frozenset[str]] = {}
    for index, cell in enumerate(cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        fact = known.get(grade_id_of(cell) or "")
        if fact is None or not fact.locked or fact.cell_type != "code":
            stub = fact.source if fact is not None else ""
            planned.append(Planned(index, "student", cell.source, answer=fact is not None, stub=stub))
            continue
        role = "locked" if fact.points is None else "test"
        planned.append(Planned(index, role, fact.source, needs_of(fact.source, answer_names, behind)))
    return planned


def without_unneeded(planned: list[Planned], free: Container[int]) -> list[Planned]:
    """Return the cells without those at indices in `free` that set no name which one of the returned cells uses."""
    used: set[str] = set()
    kept: list[Planned] = []
    for one in reversed(planned):
        if one.index not in free or names_set(one.source) & used:
            used |= names_used(one.source)
            kept.append(one)
    return kept[::-1]


def given_cells(cells: list[NotebookNode], source: NotebookNode | None) -> set[int]:
    """Return the indices of free code cells that are as they were handed out: the course's own, such as figures.

    source: the instructor's notebook, if it is there; without it no cell is known to be the course's.
    """
    given = {cell.source for cell in source.cells if grade_id_of(cell) is None} if source is not None else set()
    return {
        index
        for index, cell in enumerate(cells)
        if cell.cell_type == "code" and grade_id_of(cell) is None and cell.source in given
    }


def needs_of(source: str, answer_names: frozenset[str], behind: dict[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the names of the student's that a trusted cell uses, by itself or by what earlier trusted cells made.

    behind: what those made, with the student's names behind it. What this cell makes is added.
    """
    used = names_used(source)
    needs = (answer_names & used).union(*(behind[name] for name in used & behind.keys()))
    behind.update(dict.fromkeys(names_set(source), needs))
    return tuple(sorted(needs))


@lru_cache(maxsize=2000)
def names_used(source: str) -> frozenset[str]:
    """Return the names that a cell needs from elsewhere, builtin ones too where it uses them."""
    plain = TransformerManager().transform_cell(source)
    try:
        needed = {use.name for use in cell_names(plain).uses}
        return frozenset(needed | {n.id for n in ast.walk(ast.parse(plain)) if isinstance(n, ast.Name)} & BUILTINS)
    except SyntaxError:
        return frozenset()


@lru_cache(maxsize=2000)
def names_set(source: str) -> frozenset[str]:
    """Return the names that a cell defines."""
    try:
        return cell_names(TransformerManager().transform_cell(source)).sets
    except SyntaxError:
        return frozenset()


def names_of_answers(known: dict[str, KnownCell], source: NotebookNode | None) -> frozenset[str]:
    """Return the names that the instructor's notebook defines in cells that students write or may change.

    known: cells as the gradebook has them; there the solution is cut out. source: the instructor's notebook, if it is
    there, whose answers are whole.
    """
    texts = [cell.source for cell in known.values() if cell.cell_type == "code" and not cell.locked]
    for cell in source.cells if source is not None else []:
        fact = known.get(grade_id_of(cell) or "")
        if cell.cell_type == "code" and not (fact is not None and fact.locked):
            texts.append(cell.source)
    return frozenset().union(*map(names_set, texts))
