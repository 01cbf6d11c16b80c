"""The value of an expression at a point, by walking its tree, never by `eval`; see helpers.checks.expressions."""

import ast
import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.checks.expressions import (
    FUNCTIONS,
    OPERATORS,
    SECOND_DERIVATIVE,
    SPECIAL,
    Abbreviation,
    ExpressionError,
    Number,
    Point,
    column_of,
    indices_of,
)

# Far more than any line of a derivation needs; less than what makes a notebook wait.
MAX_STEPS = 50_000
# So small that its square vanishes beside 1: the complex step has no truncation error.
STEP = 1e-30


def evaluate(tree: ast.expr, point: Point, where: Mapping[str, Abbreviation], text: str = "") -> float:
    """The value of an expression at a point.

    point: a number, an index (int), an array or an index set (range) for each name.
    text: what the tree was read from, for the columns of errors.
    Raises ExpressionError where a name is unknown, an index is outside, or there is no value.
    """
    value = _Evaluation(point, where, text).value(tree, {})
    if isinstance(value, complex) or not math.isfinite(value):
        raise ExpressionError("It has no finite real value here.", 0)
    return value


Entry = tuple[str, tuple[int, ...]]


@dataclass
class _Evaluation:
    point: Point
    where: Mapping[str, Abbreviation]
    text: str
    steps: int = 0
    # What `d` differentiates by, and its value with the complex step.
    nudged: dict[Entry, complex] = field(default_factory=dict)

    def value(self, node: ast.expr, bound: Mapping[str, int]) -> Number:
        """The value of a node, with the indices that the sums around it have set."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise ExpressionError("It takes too long to evaluate: are there sums inside sums?", self._at(node))
        try:
            return self._value(node, bound)
        except ZeroDivisionError:
            raise ExpressionError("It divides by zero here.", self._at(node)) from None
        except OverflowError:
            raise ExpressionError("It is too large for a number here.", self._at(node)) from None
        except ExpressionError:
            raise
        except ValueError as error:
            raise ExpressionError(f"It has no value here: {error}.", self._at(node)) from None

    def _value(self, node: ast.expr, bound: Mapping[str, int]) -> Number:
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](self.value(node.left, bound), self.value(node.right, bound))
        if isinstance(node, ast.UnaryOp):
            inside = self.value(node.operand, bound)
            return -inside if isinstance(node.op, ast.USub) else inside
        if isinstance(node, ast.Name | ast.Subscript):
            return self._entry(node, self._address(node, bound), bound)
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        if node.func.id == "sum":
            assert isinstance(node.args[0], ast.GeneratorExp)
            return self._sum(node.args[0], bound)
        if node.func.id == "delta":
            return float(self._index(node.args[0], bound) == self._index(node.args[1], bound))
        if node.func.id == "d":
            return self._derivative(node, bound)
        return FUNCTIONS[node.func.id](self.value(node.args[0], bound))

    def _address(self, node: ast.Name | ast.Subscript, bound: Mapping[str, int]) -> Entry:
        if isinstance(node, ast.Name):
            return node.id, ()
        assert isinstance(node.value, ast.Name)
        return node.value.id, tuple(self._index(index, bound) for index in indices_of(node))

    def _entry(self, node: ast.expr, entry: Entry, bound: Mapping[str, int]) -> Number:
        name, index = entry
        if entry in self.nudged:
            return self.nudged[entry]
        if name in bound:
            return float(bound[name])
        if name in self.where:
            short = self.where[name]
            self._count(node, name, index, len(short.parameters), short.parameters)
            return self.value(short.body, dict(zip(short.parameters, index, strict=True)))
        if name not in self.point:
            raise ExpressionError(self._unknown(name, bound), self._at(node))
        given = self.point[name]
        if isinstance(given, range):
            raise ExpressionError(f"`{name}` is what a sum runs over, not a number.", self._at(node))
        array = np.asarray(given)
        self._count(node, name, index, array.ndim, "ijkl"[: array.ndim])
        if any(not 0 <= at < size for at, size in zip(index, array.shape, strict=True)):
            at, ends = ", ".join(map(str, index)), ", ".join(str(size - 1) for size in array.shape)
            raise ExpressionError(
                f"`{ast.unparse(node)}` asks for the entry [{at}], and the last entry of {name} is [{ends}]. "
                f"Are the indices in the right order?",
                self._at(node),
            )
        return float(array[index])

    def _count(self, node: ast.expr, name: str, index: tuple[int, ...], needed: int, letters: Any) -> None:
        if len(index) != needed:
            count = "one index" if needed == 1 else f"{needed} indices"
            wanted = (
                f"needs {count} here, like {name}[{', '.join(letters)}]" if needed else f"has no entries: write {name}"
            )
            raise ExpressionError(f"`{name}` {wanted}.", self._at(node))

    def _index(self, node: ast.expr, bound: Mapping[str, int]) -> int:
        if isinstance(node, ast.Constant):
            return int(node.value)  # type: ignore[arg-type]
        assert isinstance(node, ast.Name)
        found = bound.get(node.id, self.point.get(node.id))
        if found is None:
            raise ExpressionError(self._unknown(node.id, bound), self._at(node))
        if isinstance(found, bool) or not isinstance(found, int | np.integer):
            raise ExpressionError(f"`{node.id}` is no index.", self._at(node))
        return int(found)

    def _sum(self, node: ast.GeneratorExp, bound: Mapping[str, int]) -> Number:
        total: Number = 0.0
        for inner in self._loops(node.generators, bound):
            total += self.value(node.elt, inner)
        return total

    def _loops(self, loops: list[ast.comprehension], bound: Mapping[str, int]) -> Iterator[Mapping[str, int]]:
        if not loops:
            yield bound
            return
        assert isinstance(loops[0].target, ast.Name)
        assert isinstance(loops[0].iter, ast.Name)
        letter, over = loops[0].target.id, loops[0].iter.id
        if letter in bound or letter in self.point or letter in self.where:
            raise ExpressionError(
                f"`{letter}` already means something outside this sum. Give the summed index a letter of its own.",
                self._at(loops[0].target),
            )
        if not isinstance(self.point.get(over), range):
            sets = ", ".join(name for name, value in self.point.items() if isinstance(value, range)) or "nothing here"
            raise ExpressionError(f"A sum cannot run over `{over}`. It runs over: {sets}.", self._at(loops[0].iter))
        for index in self.point[over]:
            yield from self._loops(loops[1:], {**bound, letter: index})

    def _derivative(self, node: ast.Call, bound: Mapping[str, int]) -> float:
        if self.nudged:
            raise ExpressionError(SECOND_DERIVATIVE, self._at(node))
        variable = node.args[1]
        assert isinstance(variable, ast.Name | ast.Subscript)
        name, index = self._address(variable, bound)
        if name in bound or isinstance(self.point.get(name), range | int):
            raise ExpressionError(f"`{name}` is an index: nothing can be differentiated by it.", self._at(variable))
        here = self._entry(variable, (name, index), bound)
        self.nudged = {(name, index): complex(here.real, STEP)}
        try:
            return self.value(node.args[0], bound).imag / STEP
        finally:
            self.nudged = {}

    def _unknown(self, name: str, bound: Mapping[str, int]) -> str:
        names = [*self.point, *self.where, *bound]
        if name in FUNCTIONS or name in SPECIAL:
            return f"`{name}` is a function: write {name}(...)."
        close = difflib.get_close_matches(name, [*names, *FUNCTIONS, *SPECIAL], n=1)
        meant = f" Did you mean `{close[0]}`?" if close else ""
        return f"There is no name `{name}` here.{meant} There are: {', '.join(names)}."

    def _at(self, node: ast.AST) -> int:
        return column_of(node, self.text)
