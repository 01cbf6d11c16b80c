"""Faults that rules make of a model's own steps, where none of those that somebody wrote down explains an answer.

A step is a lambda; its source is the formula, and each edit of that a fault.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import FunctionType
from typing import Any

from helpers.mistakes.edits import Edit, bracket_edits, edits
from helpers.mistakes.model import Fault, Model, Step
from helpers.mistakes.words import mistake_of

_SYMBOL = re.compile(r"[mnz]|d[a-z]|\w*[A-Z0-9]\w*|y_hat|d[a-z]\w{0,4}_d[a-z]\w{0,4}|np")
LEAST_NAMES = 3  # in a line that gives the learner's numbers: a shorter one would give the right line away


@dataclass(frozen=True)
class Generated:
    """A model with the faults of one price. kinds: the kind of each fault's edit."""

    model: Model
    kinds: dict[Fault, str]


def generated(model: Model) -> Iterator[Generated]:
    """Yield the model with generated faults in place of its own, the most common ones first."""
    levels: dict[int, dict[Fault, str]] = {}
    scope = list(model.inputs)
    earlier: dict[str, ast.expr] = {}
    for name, step in model.steps.items():
        body = expression_of(step)
        if body is not None:
            for edit in (*edits(body, tuple(scope)), *bracket_edits(body, earlier)):
                change = _compiled(edit.tree, scope, step)
                if change is not None:
                    said = mistake_of(edit.kind, _named(edit, model.inputs), _line(name, edit, scope, model.inputs))
                    levels.setdefault(edit.price, {})[Fault(name, change, said)] = edit.kind
            earlier[name] = body
        scope.append(name)
    for _, kinds in sorted(levels.items()):
        yield Generated(replace(model, faults=tuple(kinds)), kinds)


def expression_of(step: Step) -> ast.expr | None:
    """Return the expression that a lambda gives, from its source; None for anything else."""
    if not isinstance(step, FunctionType) or step.__name__ != "<lambda>":
        return None
    code = step.__code__
    places = [(line, column) for line, _, column, _ in code.co_positions() if line and column]
    found = [
        node
        for node in _lambdas(code.co_filename)
        if node.lineno == code.co_firstlineno
        and tuple(arg.arg for arg in node.args.args) == code.co_varnames[: code.co_argcount]
        and all(_holds(node.body, place) for place in places)
    ]
    return found[0].body if len(found) == 1 else None


@lru_cache(maxsize=64)
def _lambdas(path: str) -> list[ast.Lambda]:
    """Return the lambdas of a file; none where there is no source, such as of a frozen module."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]


def _holds(node: ast.expr, place: tuple[int, int]) -> bool:
    start, end = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
    return start <= place < end


def _compiled(tree: ast.expr, scope: list[str], step: Any) -> Step | None:
    """Return an edited expression as a step, which sees what the right step's own code sees."""
    used = _names(tree)
    bound = dict(zip(step.__code__.co_freevars, (cell.cell_contents for cell in step.__closure__ or ()), strict=True))
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(step).parameters.items()
        if parameter.default is not parameter.empty
    }
    parameters = ", ".join(name for name in scope if name in used)
    try:
        made: Step = eval(f"lambda {parameters}: {ast.unparse(tree)}", {**step.__globals__, **bound, **defaults})
    except (SyntaxError, ValueError):
        return None
    return made


def _names(tree: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _is_symbol(name: str, inputs: tuple[str, ...]) -> bool:
    """Whether a learner knows a name: an input, or a symbol such as dZ2, dl_dw or m; no word that only a model has."""
    return name in inputs or _SYMBOL.fullmatch(name) is not None


def _named(edit: Edit, inputs: tuple[str, ...]) -> str:
    """Return the code that an edit is about where a learner knows it, else ""."""
    try:
        names = _names(ast.parse(edit.about, mode="eval").body) if edit.about else set()
    except SyntaxError:  # an operator
        return ""
    return edit.about if all(_is_symbol(name, inputs) for name in names) else ""


def _line(step: str, edit: Edit, scope: list[str], inputs: tuple[str, ...]) -> str:
    """Return the line that gives the learner's numbers, "" where it has unknown names or would tell the right one."""
    names = _names(edit.tree)
    known = names <= {*scope, "np"} and all(_is_symbol(name, inputs) for name in {*names, step})
    return f"{step} = {ast.unparse(edit.tree)}" if known and len(names - {"np"}) >= LEAST_NAMES else ""
