"""The value of an expression at a point, by walking its tree, never by `eval`; see helpers.checks.expressions."""

import ast
import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


def _name(node: ast.expr) -> str:
    """The name where `parse` lets only a name pass."""
    assert isinstance(node, ast.Name)
    return node.id


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
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.BinOp(left=left, op=operator, right=right):
                return OPERATORS[type(operator)](self.value(left, bound), self.value(right, bound))
            case ast.UnaryOp(op=sign, operand=operand):
                inside = self.value(operand, bound)
                return -inside if isinstance(sign, ast.USub) else inside
            case ast.Name() | ast.Subscript():
                return self._entry(node, self._address(node, bound), bound)
            case ast.Call(func=ast.Name(id="sum"), args=[ast.GeneratorExp(elt=term, generators=loops)]):
                return sum((self.value(term, inner) for inner in self._loops(loops, bound)), start=0.0)
            case ast.Call(func=ast.Name(id="delta"), args=[one, other]):
                return float(self._index(one, bound) == self._index(other, bound))
            case ast.Call(func=ast.Name(id="d"), args=[of, ast.Name() | ast.Subscript() as by]):
                return self._derivative(node, of, by, bound)
            case ast.Call(func=ast.Name(id=name), args=[argument]):
                return FUNCTIONS[name](self.value(argument, bound))
        raise TypeError(f"`parse` lets no {type(node).__name__} pass")

    def _address(self, node: ast.Name | ast.Subscript, bound: Mapping[str, int]) -> Entry:
        if isinstance(node, ast.Name):
            return node.id, ()
        return _name(node.value), tuple(self._index(index, bound) for index in indices_of(node))

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

    def _count(self, node: ast.expr, name: str, index: tuple[int, ...], needed: int, letters: Sequence[str]) -> None:
        if len(index) != needed:
            count = "one index" if needed == 1 else f"{needed} indices"
            wanted = (
                f"needs {count} here, like {name}[{', '.join(letters)}]" if needed else f"has no entries: write {name}"
            )
            raise ExpressionError(f"`{name}` {wanted}.", self._at(node))

    def _index(self, node: ast.expr, bound: Mapping[str, int]) -> int:
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value
        name = _name(node)
        found = bound.get(name, self.point.get(name))
        if found is None:
            raise ExpressionError(self._unknown(name, bound), self._at(node))
        if isinstance(found, bool) or not isinstance(found, int | np.integer):
            raise ExpressionError(f"`{name}` is no index.", self._at(node))
        return int(found)

    def _loops(self, loops: list[ast.comprehension], bound: Mapping[str, int]) -> Iterator[Mapping[str, int]]:
        if not loops:
            yield bound
            return
        letter, over = _name(loops[0].target), _name(loops[0].iter)
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

    def _derivative(
        self, node: ast.Call, of: ast.expr, by: ast.Name | ast.Subscript, bound: Mapping[str, int]
    ) -> float:
        if self.nudged:
            raise ExpressionError(SECOND_DERIVATIVE, self._at(node))
        entry = self._address(by, bound)
        if entry[0] in bound or isinstance(self.point.get(entry[0]), range | int):
            raise ExpressionError(f"`{entry[0]}` is an index: nothing can be differentiated by it.", self._at(by))
        self.nudged = {entry: complex(self._entry(by, entry, bound).real, STEP)}
        try:
            return self.value(of, bound).imag / STEP
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
