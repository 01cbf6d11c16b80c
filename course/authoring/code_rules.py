"""What a lesson's code must fulfil: it is Python, its tests only call the answers, and references that it names exist.

Names that a cell reads and no cell sets are looked for in course.authoring.rules.
"""

import ast
import difflib
import inspect
import operator
import re
from collections.abc import Iterator
from itertools import zip_longest

from course.authoring.text import HIDDEN, SOLUTION, Cell, Finding, Text, find_regions, without_regions

_CUT = "this `# %%` cuts a piece of code in two. Delete it, or move it out of the function, block or brackets."


def check_syntax(text: Text) -> Iterator[Finding]:
    """Yield a finding for each code cell that is not Python, as it stands or without its regions."""
    cut: Cell | None = None
    for cell, below in zip_longest(text.cells, text.cells[1:]):
        if cell is cut or cell.kind != "code":
            continue  # a cell that was cut off is named already, at the line of its `# %%`
        error = syntax_error(cell.source)
        broken = below and below.kind == "code" and (error or not below.tree)
        if below and broken and not syntax_error(f"{cell.source}\n{below.source}"):
            cut = below
            yield below.line, _CUT
        elif error:
            offset, message = error
            yield cell.first + offset, _explain(cell, offset, message)
        else:
            for kind, stub in ((SOLUTION, "pass"), (HIDDEN, None)):
                first = next((region for region in find_regions(cell.source)[0] if region.kind == kind), None)
                if first and syntax_error(without_regions(cell.source, kind, stub)):
                    line = cell.first + first.begin
                    yield line, f"without the {kind.lower()} this cell is not Python. Move the markers."


def syntax_error(source: str) -> tuple[int, str] | None:
    """Return (line from 0, message) of the first syntax error, None where the source is Python."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return (error.lineno or 1) - 1, error.msg
    except ValueError as error:
        return 0, str(error)
    return None


def _explain(cell: Cell, offset: int, message: str) -> str:
    lines = cell.source.splitlines()
    line = lines[min(offset, len(lines) - 1)].strip() if lines else ""
    if line.startswith(("%", "!", "?")) or line.endswith("?"):
        return "lessons use no IPython magics, for they must also run as plain Python. Write it in Python."
    return f"this is not Python: {message}."


def check_uses(text: Text) -> Iterator[Finding]:
    """Yield a finding for each test, or locked cell, that uses an attribute of what an answer defines.

    In the test's process a proxy stands for what an answer defines. It can be called, and nothing else.
    """
    answers = {name for cell in text.cells if cell.role == "answer" for name in _definitions(cell)}
    for cell in text.cells:
        if cell.role not in ("test", "locked"):
            continue
        theirs = answers - _definitions(cell)
        for node in _nodes(cell):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in theirs:
                yield (
                    cell.first + node.lineno - 1,
                    f"`{node.value.id}.{node.attr}` is an attribute of an answer. Where students' code is graded, "
                    "tests can call what an answer defines, and look at the plain data that comes back, and nothing "
                    "else.",
                )


def _definitions(cell: Cell) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in _nodes(cell) if isinstance(node, kinds)}


def _nodes(cell: Cell) -> Iterator[ast.AST]:
    return ast.walk(cell.tree) if cell.tree else iter(())


# Keywords of checks that hold the name of a reference, such as expected="descent.step", and functions whose first
# argument is one; see helpers.checks.
_KEYWORDS = ("expected", "reference", "right_cost")
_FUNCTIONS = ("yours", "still_right")
# In a list of expected values a text is a value, unless it looks like a name.
_NAME = re.compile(r"[a-z_]\w*\.[A-Za-z_]\w*")


def check_references(text: Text) -> Iterator[Finding]:
    """Yield a finding for each name in a lesson's checks that helpers.reference does not have."""
    import helpers.reference

    for cell in text.cells:
        for line, name in _references(cell):
            try:
                found = callable(operator.attrgetter(name)(helpers.reference))
            except AttributeError:
                found = False
            if not found:
                yield line, _message(name)


def _references(cell: Cell) -> Iterator[Finding]:
    """Yield (line, name) for each reference that a cell's checks name."""
    for call in _nodes(cell):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        function = call.func.id
        given = call.args[:1] if function in _FUNCTIONS else []
        if function in _FUNCTIONS or function.startswith("check"):
            given = [*given, *(keyword.value for keyword in call.keywords if keyword.arg in _KEYWORDS)]
        for value in given:
            alone = isinstance(value, ast.Constant)
            for part in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
                name = part.value if isinstance(part, ast.Constant) else None
                if isinstance(name, str) and name and (alone or _NAME.fullmatch(name)):
                    yield cell.first + part.lineno - 1, name


def _message(name: str) -> str:
    import helpers.reference

    known = {
        topic: [one for one, _ in inspect.getmembers(module, inspect.isfunction) if not one.startswith("_")]
        for topic, module in inspect.getmembers(helpers.reference, inspect.ismodule)
    }
    topic, _, function = name.partition(".")
    if topic in known:
        near = [f"{topic}.{one}" for one in difflib.get_close_matches(function, known[topic])]
        place = f"helpers/reference/{topic}.py has no function `{function}`. Write it there"
    else:
        near = [topic for topic in known if function in known[topic]] or difflib.get_close_matches(topic, known)
        near = [f"{topic}.{function}" if function in known[topic] else f"{topic}." for topic in near]
        place = f"there is no helpers/reference/{topic}.py. Write it, and name it in the __init__.py there"
    return f"the reference `{name}` is not there: {place}" + (f", or did you mean {', '.join(near)}?" if near else ".")
