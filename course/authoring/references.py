"""References that a lesson's checks name as text, such as expected="descent.step": is there a function of that name?"""

import ast
import difflib
import inspect
import operator
import re
from collections.abc import Iterator

from course.authoring.text import Cell, Text

# Keywords of checks that hold such a name, and functions whose first argument is one; see helpers.checks.
_KEYWORDS = ("expected", "reference", "right_cost")
_FUNCTIONS = ("yours", "still_right")
# In a list of expected values a text is a value, unless it looks like a name.
_NAME = re.compile(r"[a-z_]\w*\.[A-Za-z_]\w*")


def check_references(text: Text) -> Iterator[tuple[int, str]]:
    """Yield (line, message) for each name in a lesson's checks that helpers.reference does not have."""
    for cell in text.cells:
        if cell.kind == "code":
            for line, name in _names(cell):
                if not _is_there(name):
                    yield line, _message(name)


def _names(cell: Cell) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(cell.source)
    except (SyntaxError, ValueError):
        return  # said by another rule
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        function = call.func.id
        given = [keyword.value for keyword in call.keywords if keyword.arg in _KEYWORDS and _is_check(function)]
        given += call.args[:1] if function in _FUNCTIONS else []
        for value in given:
            alone = isinstance(value, ast.Constant)
            for part in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
                if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
                    continue
                if part.value and (alone or _NAME.fullmatch(part.value)):
                    yield cell.first + part.lineno - 1, part.value


def _is_check(function: str) -> bool:
    return function.startswith("check") or function in _FUNCTIONS


def _is_there(name: str) -> bool:
    import helpers.reference

    try:
        return callable(operator.attrgetter(name)(helpers.reference))
    except AttributeError:
        return False


def _message(name: str) -> str:
    topic, _, function = name.partition(".")
    known = _known()
    if topic not in known:
        near = [topic for topic in known if function in known[topic]] or difflib.get_close_matches(topic, known)
        near = [f"{topic}.{function}" if function in known[topic] else f"{topic}." for topic in near]
        place = f"there is no helpers/reference/{topic}.py. Write it, and name it in the __init__.py there"
    else:
        near = [f"{topic}.{one}" for one in difflib.get_close_matches(function, known[topic])]
        place = f"helpers/reference/{topic}.py has no function `{function}`. Write it there"
    return f"the reference `{name}` is not there: {place}" + (f", or did you mean {', '.join(near)}?" if near else ".")


def _known() -> dict[str, list[str]]:
    """Public functions of helpers.reference by topic."""
    import helpers.reference

    return {
        topic: [name for name, _ in inspect.getmembers(module, inspect.isfunction) if not name.startswith("_")]
        for topic, module in inspect.getmembers(helpers.reference, inspect.ismodule)
    }
