"""Is a notebook of a size that a lesson can have? What is far over it only slows down or stops the grading."""

from course.grading.pasted import without_pictures

MAX_CELLS = 2_000  # a lesson has about 100
MAX_SOURCE = 200_000  # characters of one cell
MAX_SOURCES = 2_000_000  # characters of all cells; a lesson has about 100 000
MAX_DEPTH = 100  # of lists and dicts in each other; pictures and widgets have about 15


def problem_of_size(content: object) -> str | None:
    """Return a clause that follows the notebook's name, or None. `content` is what the JSON says, valid or not."""
    if _is_deeper(content, MAX_DEPTH):
        return f"is nested more than {MAX_DEPTH} levels deep."
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        return None
    if len(cells) > MAX_CELLS:
        return f"has {len(cells)} cells, and {MAX_CELLS} are allowed."
    total = 0
    for number, cell in enumerate(cells, 1):
        source = cell.get("source") if isinstance(cell, dict) else None
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        is_text = isinstance(cell, dict) and cell.get("cell_type") == "markdown"
        size = len(without_pictures(text) if is_text else text)  # `TidyNotebook` takes them out
        if size > MAX_SOURCE:
            return f"has {size} characters in cell {number}, and {MAX_SOURCE} are allowed."
        total += size
    return f"has {total} characters in all its cells, and {MAX_SOURCES} are allowed." if total > MAX_SOURCES else None


def _is_deeper(content: object, depth: int) -> bool:
    """Whether lists and dicts are nested more than `depth` levels. Without recursion, which they would break."""
    level = [content]
    for _ in range(depth):
        level = [
            part
            for here in level
            if isinstance(here, dict | list)
            for part in (here.values() if isinstance(here, dict) else here)
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True
