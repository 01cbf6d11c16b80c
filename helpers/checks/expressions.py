"""Expressions that a learner writes as text: read with a whitelist and evaluated by walking the tree, never by `eval`.

Allowed are numbers, names, + - * / **, brackets, entries such as w[i, k], the functions below, and

    sum(w[i, k] * o[i] for i in units)      one or two `for`, each over an index set that the point gives
    delta(i, j)                             1 where the indices are equal, else 0
    d(sigma(z), z)   d(s, w[j, k])          the derivative by a name or an entry, by the complex step: to round-off
"""

import ast
import cmath
import difflib
import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Point = Mapping[str, Any]
Number = float | complex

# Far more than any line of a derivation needs; less than what makes a notebook wait.
MAX_CHARACTERS, MAX_DEPTH, MAX_STEPS = 800, 40, 50_000
# So small that its square vanishes beside 1: the complex step has no truncation error.
STEP = 1e-30


class ExpressionError(ValueError):
    """A text that is no expression of this kind, or has no value at a point. `column` counts characters from 0."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True)
class Abbreviation:
    """A name for an expression: `s`, or `s[k]` with the parameter k."""

    parameters: tuple[str, ...]
    body: ast.expr


def _sigma(z: Number) -> Number:
    e = _exp(-z if z.real >= 0 else z)
    return 1 / (1 + e) if z.real >= 0 else e / (1 + e)


def _exp(z: Number) -> Number:
    return cmath.exp(z) if isinstance(z, complex) else math.exp(z)


def _tanh(z: Number) -> Number:
    return cmath.tanh(z) if isinstance(z, complex) else math.tanh(z)


def _log(z: Number) -> Number:
    if z.real <= 0:
        raise ValueError(f"log of {z.real:.4g}, which is not positive")
    return cmath.log(z) if isinstance(z, complex) else math.log(z)


def _power(base: Number, exponent: Number) -> Number:
    whole = exponent.imag == 0 and exponent.real == round(exponent.real)
    if base.real < 0 and not whole:
        raise ValueError(f"{base.real:.4g} to the power {exponent.real:.4g} is no real number")
    return base**exponent


FUNCTIONS: dict[str, Callable[[Number], Number]] = {"sigma": _sigma, "exp": _exp, "log": _log, "tanh": _tanh}
_SECOND = "A `d` inside a `d` would be a second derivative. No line of this course needs one."
SPECIAL = ("sum", "delta", "d")
_OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: _power,
}


def one_line(text: str) -> str:
    """The text with single spaces, as it is read and shown."""
    return " ".join(text.split())


def parse(text: str) -> ast.expr:
    """The tree of an expression. Raises ExpressionError where it is none, or holds anything that is not allowed."""
    text = one_line(text)
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"It has {len(text)} characters. A line may have {MAX_CHARACTERS}.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(_say_syntax(text, error), max((error.offset or 1) - 1, 0)) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError("Python cannot read it: it is nested too deeply or holds a strange character.") from None
    _allow(tree, 0, text)
    return tree


def parse_abbreviations(where: Mapping[str, str]) -> dict[str, Abbreviation]:
    """Read `{"s": "w * x + b"}` and `{"s[k]": "sum(w[i, k] * o[i] for i in units)"}`. Raises ExpressionError."""
    found = {}
    for key, body in where.items():
        head = parse(key)
        if isinstance(head, ast.Name):
            found[head.id] = Abbreviation((), parse(body))
        elif isinstance(head, ast.Subscript):
            names = tuple(ast.unparse(index) for index in _indices(head))
            found[ast.unparse(head.value)] = Abbreviation(names, parse(body))
        else:
            raise ExpressionError(f"{key!r} is neither a name such as s nor an entry such as s[k]")
    return found


def _say_syntax(text: str, error: SyntaxError) -> str:
    if "=" in text.replace("==", ""):
        return "A line holds one expression, without `=`: the equals sign stands between the lines."
    message = error.msg.split(". Perhaps")[0]
    if message.startswith("invalid syntax"):
        return "Python cannot read it. Is a `*` missing, a bracket, or a comma?"
    return f"Python cannot read it: {message}."


def _allow(node: ast.AST, depth: int, text: str) -> None:
    """Raise ExpressionError at the first part of the tree that is not on the whitelist."""
    column = column_of(node, text)
    if depth > MAX_DEPTH:
        raise ExpressionError("It is nested too deeply.", column)
    below: list[ast.expr] = []
    if isinstance(node, ast.Constant):
        if type(node.value) not in (int, float):
            raise ExpressionError(f"`{node.value!r:.20}` is no number.", column)
    elif isinstance(node, ast.BinOp):
        if type(node.op) not in _OPERATORS:
            hint = " A power is written with **." if isinstance(node.op, ast.BitXor) else ""
            raise ExpressionError(f"Only + - * / ** are allowed between two parts.{hint}", column)
        below = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        below = [node.operand]
    elif isinstance(node, ast.Subscript):
        _allow_entry(node, column)
    elif isinstance(node, ast.Call):
        below = _allow_call(node, column)
    elif isinstance(node, ast.Attribute):
        raise ExpressionError(_alone(node), column)
    elif not isinstance(node, ast.Name):
        raise ExpressionError(f"`{ast.unparse(node):.30}` is nothing that a line may hold.", column)
    for child in below:
        _allow(child, depth + 1, text)


def _alone(node: ast.Attribute) -> str:
    return f"Write `{node.attr}` alone, without `{ast.unparse(node.value):.20}.` before it."


def column_of(node: ast.AST, text: str) -> int:
    """Where the node begins, in characters (Python counts bytes)."""
    return len(text.encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore"))


def _indices(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _is_index(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and type(node.value) is int)


def _allow_entry(node: ast.Subscript, column: int) -> None:
    if not isinstance(node.value, ast.Name) or not all(map(_is_index, _indices(node))):
        raise ExpressionError("An entry is written like w[i, k]: a name, then letters or 0, 1, 2 as indices.", column)


def _allow_call(node: ast.Call, column: int) -> list[ast.expr]:
    """Check a call's form and return the parts below it that are still to be looked at."""
    if isinstance(node.func, ast.Attribute):
        raise ExpressionError(_alone(node.func), column)
    if not isinstance(node.func, ast.Name):
        raise ExpressionError(f"A product needs a `*` after `{ast.unparse(node.func):.20}`.", column)
    name, count = node.func.id, len(node.args)
    if name not in FUNCTIONS and name not in SPECIAL:
        there = [*FUNCTIONS, *SPECIAL]
        close = difflib.get_close_matches(name, there, n=1)
        meant = f"Did you mean `{close[0]}`?" if close else "If you mean a product, write the `*`."
        raise ExpressionError(f"There is no function `{name}` here. {meant} There are: {', '.join(there)}.", column)
    if node.keywords:
        raise ExpressionError(f"`{name}` takes no named arguments.", column)
    if name == "sum":
        return [_allow_sum(node, column)]
    if name == "delta":
        if count != 2 or not all(map(_is_index, node.args)):
            raise ExpressionError("`delta` takes two indices: delta(i, j).", column)
        return []
    if name == "d":
        if count != 2 or not isinstance(node.args[1], ast.Name | ast.Subscript):
            raise ExpressionError(
                "`d` takes an expression, then the name or entry to differentiate by: d(z * z, z).", column
            )
        if any(isinstance(part, ast.Call) and getattr(part.func, "id", "") == "d" for part in ast.walk(node.args[0])):
            raise ExpressionError(_SECOND, column)
        return node.args
    if count != 1:
        raise ExpressionError(f"`{name}` takes one argument.", column)
    return node.args


def _allow_sum(node: ast.Call, column: int) -> ast.expr:
    inside = node.args[0] if len(node.args) == 1 else None
    if not isinstance(inside, ast.GeneratorExp) or len(inside.generators) > 2:
        raise ExpressionError("A sum is written like sum(w[i] * o[i] for i in units), with one or two `for`.", column)
    for loop in inside.generators:
        if loop.ifs:
            hint = "delta(i, j) keeps one term, (1 - delta(i, j)) leaves it out."
            raise ExpressionError(f"No `if` in a sum. {hint}", column)
        if loop.is_async or not isinstance(loop.target, ast.Name) or not isinstance(loop.iter, ast.Name):
            raise ExpressionError("In a sum write `for`, a letter, `in`, and the name of what it runs over.", column)
    return inside.elt


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
            return _OPERATORS[type(node.op)](self.value(node.left, bound), self.value(node.right, bound))
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
        return node.value.id, tuple(self._index(index, bound) for index in _indices(node))

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
            raise ExpressionError(_SECOND, self._at(node))
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
