"""Edits of an expression, each a mistake that learners make: the rules from which `generated` makes faults.

A rule takes one node of the syntax tree of a right step, and gives what a learner would have written in its place.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

# How rarely learners make it. Of the mistakes that explain an answer, only the cheapest count.
COMMON, RARE, VERY_RARE = 1, 2, 3


@dataclass(frozen=True)
class Edit:
    """One edit. kind: a key of `words.KINDS`. about: the code that it is about. tree: the whole edited expression."""

    price: int
    kind: str
    about: str
    tree: ast.expr


def edits(whole: ast.expr, scope: tuple[str, ...]) -> Iterator[Edit]:
    """Yield every edit of an expression, each result once.

    scope: names of values that a learner could have put in another's place.
    """
    seen = {ast.unparse(whole)}
    for path, node in _nodes(whole):
        for price, kind, about, text in _of_node(node, scope):
            tree = _put(whole, path, ast.parse(text, mode="eval").body)
            if (written := ast.unparse(tree)) not in seen:
                seen.add(written)
                yield Edit(price, kind, about, tree)


def bracket_edits(whole: ast.expr, earlier: dict[str, ast.expr]) -> Iterator[Edit]:
    """Yield the edits that leave out brackets, those of earlier steps too. earlier: their expressions, by name."""
    for path, node in _nodes(whole):
        match node:
            case ast.BinOp(left, ast.Mult() | ast.Div() | ast.Pow() as op, right):
                sign = {ast.Div: "/", ast.Mult: "*", ast.Pow: "**"}[type(op)]
                a, b = (earlier.get(ast.unparse(side), side) for side in (left, right))
                texts = []
                if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Add | ast.Sub):
                    texts.append(f"{ast.unparse(a)} {sign} ({ast.unparse(right)})")
                if isinstance(b, ast.BinOp) and isinstance(b.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
                    texts.append(f"({ast.unparse(left)}) {sign} {ast.unparse(b)}")
                for text in texts:
                    yield Edit(COMMON, "brackets", "", _put(whole, path, ast.parse(text, mode="eval").body))


Rule = tuple[int, str, str, str]  # price, kind, what it is about, the new code
Path = tuple[tuple[str, int | None], ...]


def _of_node(node: ast.expr, scope: tuple[str, ...]) -> Iterator[Rule]:
    match node:
        case ast.BinOp(left, op, right):
            yield from _of_operator(ast.unparse(left), op, ast.unparse(right))
        case ast.UnaryOp(ast.USub(), operand):
            yield COMMON, "sign", "", ast.unparse(operand)
        case ast.Call(function, [first, *_]) if not isinstance(first, ast.Starred):
            yield from _of_call(node, ast.unparse(function), ast.unparse(first))
        case ast.Attribute(value, "T"):
            yield COMMON, "transpose", "", ast.unparse(value)
            yield RARE, "inverse", "", f"np.linalg.pinv({ast.unparse(value)})"
        case ast.Subscript(ast.Call(function, [first, *_]), _) if ast.unparse(function) == "np.shape":
            for count in ("np.shape({})[0]", "np.shape({})[1]", "np.size({})"):
                yield RARE, "count", "", count.format(ast.unparse(first))
        case ast.Name(name) if name in scope:
            yield RARE, "squared", name, f"{name} ** 2"
            for other in scope:
                yield VERY_RARE, "other value", other, other
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            yield RARE, "constant", str(number), repr(number + 1)
            yield RARE, "constant", str(number), repr(number - 1)
            yield RARE, "constant", str(number), repr(2 * number)


def _of_operator(a: str, op: ast.operator, b: str) -> Iterator[Rule]:
    match op:
        case ast.Add():
            yield COMMON, "sign", "", f"({a}) - ({b})"
            yield COMMON, "sign", "", f"({b}) - ({a})"
            yield RARE, "operator", "+", f"({a}) * ({b})"
            yield from ((COMMON, "term", lost, kept) for lost, kept in ((a, b), (b, a)))
        case ast.Sub():
            yield COMMON, "sign", "", f"({a}) + ({b})"
            yield COMMON, "sign", "", f"({b}) - ({a})"
            yield COMMON, "term", b, a
            yield from ((COMMON, "term", a, kept) for kept in (b, f"-({b})"))
            yield RARE, "operator", "-", f"({a}) * ({b})"
        case ast.Mult():
            yield from ((COMMON, "factor", lost, kept) for lost, kept in ((a, b), (b, a)))
            yield RARE, "operator", "*", f"({a}) + ({b})"
            yield RARE, "divides", b, f"({a}) / ({b})"
            yield RARE, "divides", a, f"({b}) / ({a})"
            yield RARE, "matrix product", "", f"({a}) @ ({b})"
        case ast.Div():
            yield COMMON, "not divided", b, a
            yield RARE, "multiplied", b, f"({a}) * ({b})"
            yield RARE, "divided twice", b, f"({a}) / ({b}) ** 2"
            yield RARE, "turned over", "", f"({b}) / ({a})"
        case ast.Pow():
            yield COMMON, "power", a, a
            yield RARE, "power", a, f"({b}) * ({a})"
        case ast.MatMult():
            for changed in (f"({a}).T @ ({b})", f"({a}) @ ({b}).T", f"({a}).T @ ({b}).T"):
                yield COMMON, "transpose", "", changed
            yield RARE, "order", "", f"({b}) @ ({a})"
            yield RARE, "order", "", f"({b}).T @ ({a}).T"
            for changed in (f"({a}) * ({b})", f"({a}).T * ({b})", f"({a}) * ({b}).T"):
                yield RARE, "elementwise", "", changed


def _of_call(node: ast.Call, function: str, first: str) -> Iterator[Rule]:
    others = [ast.unparse(each) for each in (*node.args[1:], *node.keywords)]
    if function in ("np.sum", "np.mean"):
        for axis in ("", ", axis=0", ", axis=1", ", axis=0, keepdims=True", ", axis=1, keepdims=True"):
            yield COMMON, "axis", "", f"{function}({first}{axis})"
        other = {"np.sum": "np.mean", "np.mean": "np.sum"}[function]
        yield COMMON, "mean" if other == "np.mean" else "sum", "", f"{other}({', '.join([first, *others])})"
        yield COMMON, "not summed", "", first
        yield RARE, "largest", "", f"np.max({', '.join([first, *others])})"
        for kind, part in (("last left out", ":-1"), ("first left out", "1:")):
            yield RARE, kind, "", f"{function}({', '.join([f'({first})[..., {part}]', *others])})"
    elif function == "np.transpose":
        yield COMMON, "transpose", "", first
        yield RARE, "inverse", "", f"np.linalg.pinv({first})"
    elif function in ("np.shape", "np.size", "len"):
        return
    else:
        yield RARE, "left out", function, first
        yield VERY_RARE, "twice", function, f"{function}({', '.join([ast.unparse(node), *others])})"
        yield RARE, "argument", function, f"{function}({', '.join([f'-({first})', *others])})"


def _nodes(whole: ast.expr, path: Path = ()) -> Iterator[tuple[Path, ast.expr]]:
    """Yield every expression in an expression, itself included, with the way to it; not what is called."""
    if not isinstance(whole, ast.Starred | ast.JoinedStr | ast.FormattedValue):
        yield path, whole
    for field, value in ast.iter_fields(whole):
        if isinstance(whole, ast.Call) and field == "func":
            continue
        for at, part in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(part, ast.expr):
                yield from _nodes(part, (*path, (field, at)))


def _put(whole: ast.expr, path: Path, new: ast.expr) -> ast.expr:
    """Return a copy of an expression with a new one at the end of the way."""
    if not path:
        return new
    made = copy.copy(whole)
    (field, at), *rest = path
    old = getattr(made, field)
    if at is None:
        setattr(made, field, _put(old, tuple(rest), new))
    else:
        setattr(made, field, [*old[:at], _put(old[at], tuple(rest), new), *old[at + 1 :]])
    return made
