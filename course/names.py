"""Which names a piece of code sets, and which it needs from elsewhere. Nothing is executed."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

BUILTINS = frozenset(dir(builtins))
_RUNS_AT_ONCE = ("genexpr", "listcomp", "setcomp", "dictcomp")


@dataclass(frozen=True)
class Use:
    """A name that code needs from elsewhere. `deferred`: only a function's body reads it, so later is soon enough."""

    name: str
    line: int
    deferred: bool


@dataclass(frozen=True)
class CellNames:
    """The names that a cell sets at module level, and those that it needs and does not set itself before."""

    sets: frozenset[str]
    uses: tuple[Use, ...]
    stars: tuple[int, ...] = ()


def cell_names(source: str) -> CellNames:
    """Analyse one cell's source. Raises SyntaxError where it is not Python.

    Statements count in order: in `print(x); x = 1`, `x` is needed. Within one loop, `if` or `with`, order
    is not looked at. Lines are counted from 1.
    """
    tree = ast.parse(source)
    sets: set[str] = set()
    found: dict[tuple[str, bool], int] = {}
    for statement in _statements(tree):
        lines = _lines(statement)
        bound, now, later = _analyse(statement)
        for name in now - bound - sets:
            found.setdefault((name, False), lines.get(name, statement.lineno))
        sets |= bound
        for name in later:
            found.setdefault((name, True), lines.get(name, statement.lineno))
    uses = [
        Use(name, line, deferred)
        for (name, deferred), line in found.items()
        if name not in BUILTINS and not (deferred and (name in sets or (name, False) in found))
    ]
    stars = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    return CellNames(frozenset(sets), tuple(sorted(uses, key=lambda use: (use.line, use.name))), tuple(stars))


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield top-level statements, before an assignment its right side, which runs before the name is set."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign) and statement.value is not None:
            yield ast.copy_location(ast.Expr(statement.value), statement)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            read = ast.copy_location(ast.Name(statement.target.id, ast.Load()), statement)
            yield ast.copy_location(ast.Expr(read), statement)
        yield statement


def _lines(statement: ast.stmt) -> dict[str, int]:
    lines: dict[str, int] = {}
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            lines[node.id] = min(node.lineno, lines.get(node.id, node.lineno))
    return lines


class _Generators(ast.NodeTransformer):
    """Turns comprehensions into generators: of all others, Python 3.12 puts the names in the outer scope."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the node, with generators for the comprehensions in it."""
        self.generic_visit(node)
        if isinstance(node, ast.DictComp):
            return ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators)
        if isinstance(node, ast.ListComp | ast.SetComp):
            return ast.GeneratorExp(node.elt, node.generators)
        return node


def _analyse(statement: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Return the names that a statement sets, reads at once, and reads when a function is called."""
    # A copy by way of text: the transformer changes nodes in place.
    copy = ast.parse(ast.unparse(statement))
    text = ast.unparse(ast.fix_missing_locations(_Generators().visit(copy)))
    bound: set[str] = set()
    now: set[str] = set()
    later: set[str] = set()

    def walk(table: symtable.SymbolTable, deferred: bool) -> None:
        outermost = table.get_type() == "module"
        if table.get_type() not in ("module", "class") and table.get_name() not in _RUNS_AT_ONCE:
            deferred = True
        for symbol in table.get_symbols():
            sets = symbol.is_assigned() or symbol.is_imported()
            if sets and (outermost or symbol.is_declared_global()):
                bound.add(symbol.get_name())
            if symbol.is_referenced() and (outermost or symbol.is_global()):
                (later if deferred else now).add(symbol.get_name())
        for child in table.get_children():
            walk(child, deferred)

    walk(symtable.symtable(text, "<cell>", "exec"), deferred=False)
    return bound, now, later
