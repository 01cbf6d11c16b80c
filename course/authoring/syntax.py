"""Whether the code cells of a lesson text are Python, as they stand and without their regions."""

import ast
from collections.abc import Iterator

from course.authoring.text import HIDDEN, SOLUTION, Cell, Text, find_regions, without_regions


def check_syntax(text: Text) -> Iterator[tuple[Cell, int, str]]:
    """Yield (cell, line, message) for each code cell that is not Python."""
    cut: Cell | None = None
    for index, cell in enumerate(text.cells):
        below = text.cells[index + 1] if index + 1 < len(text.cells) else None
        if cell.kind != "code":
            continue
        error = _syntax_error(cell.source)
        if cell is cut:
            # Said already, at the line of its `# %%`; the names in it are not looked at either.
            if error:
                yield cell, cell.line, _CUT
        elif below and below.kind == "code" and _cuts(cell, below):
            cut = below
            yield cell, below.line, _CUT
        elif error:
            offset, message = error
            yield cell, cell.first + offset, _explain(cell, offset, message)
        else:
            for kind, stub in ((SOLUTION, "pass"), (HIDDEN, None)):
                first = next((region for region in find_regions(cell.source)[0] if region.kind == kind), None)
                if first and _syntax_error(without_regions(cell.source, kind, stub)):
                    line = cell.first + first.begin
                    yield cell, line, f"without the {kind.lower()} this cell is not Python. Move the markers."


_CUT = "this `# %%` cuts a piece of code in two. Delete it, or move it out of the function, block or brackets."


def _cuts(cell: Cell, below: Cell) -> bool:
    """Say whether two cells are Python only when they are joined."""
    if not (_syntax_error(cell.source) or _syntax_error(below.source)):
        return False
    return _syntax_error(f"{cell.source}\n{below.source}") is None


def _syntax_error(source: str) -> tuple[int, str] | None:
    """Return (line from 0, message) of the first syntax error."""
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
