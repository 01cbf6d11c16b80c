"""The form of an expression: what it is made of, and whether two differ by order and brackets only."""

import ast
from collections import Counter
from collections.abc import Mapping
from typing import Any

from helpers.checks.expressions import Abbreviation, indices_of

Form = tuple[Any, ...]
_MINUS: Form = ("number", -1.0)


def canonical(tree: ast.expr) -> Form:
    """The same for two expressions that differ by brackets and by the order of terms and factors only."""
    match tree:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return ("sum of terms", *sorted(_terms(tree), key=repr))
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return ("power", canonical(base), canonical(exponent))
        case ast.BinOp() | ast.UnaryOp():
            return _product(_factors(tree))
        case ast.Constant(value=int() | float() as number):
            return ("number", float(number))
        case ast.Call(args=[ast.GeneratorExp(elt=term, generators=loops)]):
            return ("sum", *map(ast.unparse, loops), canonical(term))
        case ast.Call(func=function, args=arguments):
            return (ast.unparse(function), *map(canonical, arguments))
    return ("name", ast.unparse(tree))


def _terms(tree: ast.expr) -> list[Form]:
    match tree:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _terms(left) + _terms(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _terms(left) + [_negative(term) for term in _terms(right)]
    return [canonical(tree)]


def _negative(term: Form) -> Form:
    factors = list(term[1:]) if term[0] == "product" else [term]
    return _product([_MINUS, *factors])


def _factors(tree: ast.expr) -> list[Form]:
    match tree:
        case ast.UnaryOp(op=sign, operand=operand):
            return ([_MINUS] if isinstance(sign, ast.USub) else []) + _factors(operand)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _factors(left) + _factors(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            below = [factor if factor == _MINUS else ("one over", factor) for factor in _factors(right)]
            return _factors(left) + below
    return [canonical(tree)]


def _product(factors: list[Form]) -> Form:
    """Signs are gathered into one; nothing else is worked out."""
    rest = [factor for factor in factors if factor != _MINUS]
    if (len(factors) - len(rest)) % 2:
        rest.append(_MINUS)
    return rest[0] if len(rest) == 1 else ("product", *sorted(rest, key=repr))


def expand(tree: ast.expr, where: Mapping[str, Abbreviation]) -> ast.expr:
    """The tree with every abbreviation written out."""
    return _Expand(where).visit(_copied(tree)) if where else tree


def _copied(tree: ast.expr) -> ast.expr:
    # Not copy.deepcopy: traceback tools attach whole trees to the operator nodes, which all trees share.
    return ast.parse(ast.unparse(tree), mode="eval").body


class _Expand(ast.NodeTransformer):
    def __init__(self, where: Mapping[str, Abbreviation]) -> None:
        self.where = where

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._body(node, node.id, [])

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self._body(node, ast.unparse(node.value), indices_of(node))

    def _body(self, node: ast.AST, name: str, indices: list[ast.expr]) -> ast.AST:
        short = self.where.get(name)
        if short is None or len(short.parameters) != len(indices):
            return node
        body = _Rename(dict(zip(short.parameters, indices, strict=True))).visit(_copied(short.body))
        return self.visit(body)


class _Rename(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return _copied(self.names.get(node.id, node))


def words(tree: ast.expr) -> Counter[str]:
    """How often each name, function, `/` and `**` is used; and "sum>d" for every d that stands inside a sum."""
    found: Counter[str] = Counter()
    _gather(tree, (), found)
    return found


def _gather(node: ast.AST, around: tuple[str, ...], found: Counter[str]) -> None:
    word = ""
    match node:
        case ast.Call(func=ast.Name(id=word)) | ast.Name(id=word):
            pass
        case ast.BinOp(op=operator):
            word = {ast.Div: "/", ast.Pow: "**"}.get(type(operator), "")
    if word:
        found.update([word, *(f"{outer}>{word}" for outer in set(around))])
        around = (*around, word)
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Call) and child is node.func):
            _gather(child, around, found)


def names_used(tree: ast.expr) -> set[str]:
    """Names and functions of an expression, without summed indices and what they run over, which anyone may choose."""
    loops = [part for part in ast.walk(tree) if isinstance(part, ast.comprehension)]
    chosen = {part.id for loop in loops for part in (loop.target, loop.iter) if isinstance(part, ast.Name)}
    return {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)} - chosen


def size(tree: ast.expr) -> int:
    """How many numbers, names and entries an expression is written with."""
    match tree:
        case ast.Name() | ast.Constant() | ast.Subscript():
            return 1
        case ast.Call(args=[ast.GeneratorExp(elt=term)]):
            return size(term)
        case ast.Call(args=arguments):
            return sum(map(size, arguments))
    return sum(size(child) for child in ast.iter_child_nodes(tree) if isinstance(child, ast.expr))
