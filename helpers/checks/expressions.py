"""Expressions that a learner writes as text, read with a whitelist; helpers.checks.evaluate works them out.

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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Point = Mapping[str, Any]
Number = float | complex

# Far more than any line of a derivation needs; less than what makes a notebook wait.
MAX_CHARACTERS, MAX_DEPTH = 800, 40


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
SECOND_DERIVATIVE = "A `d` inside a `d` would be a second derivative. No line of this course needs one."
SPECIAL = ("sum", "delta", "d")
OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
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
        match parse(key):
            case ast.Name(id=name):
                found[name] = Abbreviation((), parse(body))
            case ast.Subscript(value=ast.Name(id=name)) as head:
                found[name] = Abbreviation(tuple(map(ast.unparse, indices_of(head))), parse(body))
            case _:
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
    match node:
        case ast.Name():
            pass
        case ast.Constant(value=value):
            if type(value) not in (int, float):
                raise ExpressionError(f"`{value!r:.20}` is no number.", column)
        case ast.BinOp(left=left, op=operator, right=right):
            if type(operator) not in OPERATORS:
                hint = " A power is written with **." if isinstance(operator, ast.BitXor) else ""
                raise ExpressionError(f"Only + - * / ** are allowed between two parts.{hint}", column)
            below = [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            below = [operand]
        case ast.Subscript():
            if not isinstance(node.value, ast.Name) or not all(map(_is_index, indices_of(node))):
                said = "An entry is written like w[i, k]: a name, then letters or 0, 1, 2 as indices."
                raise ExpressionError(said, column)
        case ast.Call():
            below = _allow_call(node, column)
        case ast.Attribute():
            raise ExpressionError(_alone(node), column)
        case _:
            raise ExpressionError(f"`{ast.unparse(node):.30}` is nothing that a line may hold.", column)
    for child in below:
        _allow(child, depth + 1, text)


def _alone(node: ast.Attribute) -> str:
    return f"Write `{node.attr}` alone, without `{ast.unparse(node.value):.20}.` before it."


def column_of(node: ast.AST, text: str) -> int:
    """Where the node begins, in characters (Python counts bytes)."""
    return len(text.encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore"))


def indices_of(node: ast.Subscript) -> list[ast.expr]:
    """The indices of an entry, such as i and k of w[i, k]."""
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _is_index(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and type(node.value) is int)


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
            raise ExpressionError(SECOND_DERIVATIVE, column)
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
