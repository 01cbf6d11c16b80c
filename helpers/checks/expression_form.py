"""The form of an expression: what it is made of, and whether two differ by order and brackets only."""

import ast
from collections import Counter
from collections.abc import Mapping
from typing import Any

from helpers.checks.expressions import Abbreviation

Form = tuple[Any, ...]
_MINUS: Form = ("number", -1.0)


def canonical(tree: ast.expr) -> Form:
    """The same for two expressions that differ by brackets and by the order of terms and factors only."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        return ("sum of terms", *sorted(_terms(tree), key=repr))
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Pow):
        return ("power", canonical(tree.left), canonical(tree.right))
    if isinstance(tree, ast.BinOp | ast.UnaryOp):
        return _product(_factors(tree))
    if isinstance(tree, ast.Constant):
        return ("number", float(tree.value))  # type: ignore[arg-type]
    if isinstance(tree, ast.Call):
        if isinstance(tree.args[0], ast.GeneratorExp):
            loops = [ast.unparse(loop) for loop in tree.args[0].generators]
            return ("sum", *loops, canonical(tree.args[0].elt))
        return (ast.unparse(tree.func), *map(canonical, tree.args))
    return ("name", ast.unparse(tree))


def _terms(tree: ast.expr) -> list[Form]:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        right = _terms(tree.right)
        return _terms(tree.left) + (right if isinstance(tree.op, ast.Add) else [_negative(term) for term in right])
    return [canonical(tree)]


def _negative(term: Form) -> Form:
    factors = list(term[1:]) if term[0] == "product" else [term]
    return _product([_MINUS, *factors])


def _factors(tree: ast.expr) -> list[Form]:
    if isinstance(tree, ast.UnaryOp):
        return ([_MINUS] if isinstance(tree.op, ast.USub) else []) + _factors(tree.operand)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
        return _factors(tree.left) + _factors(tree.right)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        return _factors(tree.left) + [
            factor if factor == _MINUS else ("one over", factor) for factor in _factors(tree.right)
        ]
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
    # Not copy.deepcopy: tools that print tracebacks hang whole trees on nodes that all trees share.
    return ast.parse(ast.unparse(tree), mode="eval").body


class _Expand(ast.NodeTransformer):
    def __init__(self, where: Mapping[str, Abbreviation]) -> None:
        self.where = where

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._body(node, node.id, [])

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self._body(node, ast.unparse(node.value), indices)

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
    if isinstance(node, ast.Call):
        word = ast.unparse(node.func)
    elif isinstance(node, ast.Name):
        word = node.id
    elif isinstance(node, ast.BinOp):
        word = {ast.Div: "/", ast.Pow: "**"}.get(type(node.op), "")
    if word:
        found[word] += 1
        for outer in set(around):
            found[f"{outer}>{word}"] += 1
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
    if isinstance(tree, ast.Name | ast.Constant | ast.Subscript):
        return 1
    if isinstance(tree, ast.Call):
        inside = tree.args[0]
        return size(inside.elt) if isinstance(inside, ast.GeneratorExp) else sum(map(size, tree.args))
    return sum(size(child) for child in ast.iter_child_nodes(tree) if isinstance(child, ast.expr))
