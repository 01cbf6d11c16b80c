"""What a lesson text must fulfil. Every check returns problems; all problems of a lesson are found in one go."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from course.authoring.code_rules import check_references, check_syntax, check_uses
from course.authoring.text import (
    HIDDEN,
    ROLES,
    SCHEME,
    SOLUTION,
    Cell,
    Finding,
    Problem,
    Text,
    find_regions,
    find_rungs,
    region_text,
    without_regions,
)
from course.names import BUILTINS, Use

# Which kind of cell a role needs, which roles have points, and which regions a cell may hold.
_KIND = {"answer": "code", "test": "code", "locked": "code", "essay": "markdown", "hints": "markdown"}
_WITH_POINTS = ("test", "essay")
_REGIONS = {"answer": (SOLUTION,), "test": (HIDDEN,), "essay": (SOLUTION, SCHEME)}
_ID = re.compile(r"[a-zA-Z0-9_-]+\Z")
_SUFFIXES = {"answer": ("-answer",), "test": ("",), "locked": ("",), "essay": ("", "-question"), "hints": ("-hints",)}
# How a heading, a prediction and a row of a table begin, which no comment in code does.
_MARKDOWN = ("# ## ", "# **Predict", "# | ")
# The notebook gives these without an import.
_NOTEBOOK = BUILTINS | {"display"}

# The last page of a lesson, which the builder adds.
ENDING = "where-you-stand"


def cell_ids(text: Text) -> Iterator[tuple[Cell, list[str]]]:
    """Yield each cell of a text with the ids of the notebook cells that it becomes; free cells are counted."""
    counts: Counter[str] = Counter()
    for cell in text.cells:
        if cell.role:
            yield cell, [cell.name + suffix for suffix in _SUFFIXES[cell.role]]
        else:
            kind = "code" if cell.kind == "code" else "text"
            counts[kind] += 1
            yield cell, [f"{kind}-{counts[kind]}"]


def check_lesson(text: Text) -> list[Problem]:
    """Return all problems of a lesson text, in the order of its lines; an empty list where it is right."""
    found: list[Finding] = []
    for cell in text.cells:
        found += _check_keys(cell)
        found += _check_regions(cell)
        if cell.role == "hints":
            found += _check_hints(cell)
        found += _check_stray_markdown(cell)
    found += _check_ids(text)
    found += _check_pairs(text)
    # What reading the text found in a line says more than the syntax error that comes of it.
    named = {problem.line for problem in text.problems}
    found += [(line, message) for line, message in check_syntax(text) if line not in named]
    found += _check_names(text)
    found += check_uses(text)
    found += check_references(text)
    if not text.cells:
        found.append((1, "this lesson has no cell. Begin one with `# %%`."))
    problems = {Problem(text.path, line, message) for line, message in found}
    return sorted(problems | set(text.problems))


def _check_keys(cell: Cell) -> Iterator[Finding]:
    keys = {key: value for key, value in cell.keys.items() if key != "cell_marker"}
    if "incorrectly_encoded_metadata" in keys:
        yield cell.line, f'`{keys["incorrectly_encoded_metadata"]}` cannot be read. Write keys as name="value".'
        return
    if "title" in keys:
        yield cell.line, f'a cell has no title: delete `{keys.pop("title")}`, or make it a key, name="value".'
    if cell.kind == "raw" or keys.pop("region_name", None):
        yield cell.line, "a cell is code, `# %%`, or Markdown, `# %% [markdown]`. Choose one of them."
    allowed = (*ROLES, "points")
    for key in keys:
        if key not in allowed:
            yield cell.line, f"the key `{key}` is unknown. The keys are {', '.join(allowed)}."
    roles = [role for role in ROLES if role in keys]
    if len(roles) > 1:
        yield cell.line, f"a cell has one role, not {' and '.join(roles)}. Split the cell or drop a key."
    role = cell.role
    if role:
        if cell.kind != _KIND[role]:
            yield cell.line, f"`{role}` belongs on a {_KIND[role]} cell, and this one is {cell.kind}."
        if not isinstance(keys[role], str) or not _ID.match(cell.name):
            yield cell.line, f'{role}="{cell.name}" is no name. Use letters, digits, "_" and "-" only, in quotes.'
    if role in _WITH_POINTS:
        yield from _check_points(cell)
    elif "points" in keys:
        yield cell.line, f"points belong on a test or an essay, and this cell is {role or 'free'}. Delete them."


def _check_points(cell: Cell) -> Iterator[Finding]:
    points = cell.keys.get("points")
    if points is None:
        yield cell.line, f"this {cell.role} has no points. Write for example points=2."
    elif isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
        yield cell.line, f"points={points!r} is not a number. Write for example points=2, without quotes."
    elif points <= 0:
        yield cell.line, f"points={points!r} is not positive. A {cell.role} must be worth something."


def _check_ids(text: Text) -> Iterator[Finding]:
    free = {ENDING, *(name for cell, names in cell_ids(text) if not cell.role for name in names)}
    seen: dict[str, int] = {}
    for cell, names in cell_ids(text):
        for name in names if cell.role else []:
            if name in seen:
                yield cell.line, f"the cell id `{name}` is taken by line {seen[name]}. Choose another name."
            elif name in free:
                yield cell.line, f"the cell id `{name}` is what cells without keys are called. Choose another name."
            elif len(name) > 64 and _ID.match(cell.name):
                yield cell.line, f"the name `{cell.name}` is too long. With its suffix it may have 64 characters."
            seen.setdefault(name, cell.line)


def _check_pairs(text: Text) -> Iterator[Finding]:
    where: dict[str, dict[str, int]] = {role: {} for role in ROLES}
    for cell in text.cells:
        if cell.role:
            where[cell.role].setdefault(cell.name, cell.line)
    answers, tests, hints = where["answer"], where["test"], where["hints"]
    for name, line in answers.items():
        if name not in tests:
            yield line, f'the answer `{name}` has no test. Add a cell `# %% test="{name}" points=1` below it.'
        if name not in hints:
            yield line, f'the answer `{name}` has no hints. Add a cell `# %% [markdown] hints="{name}"`.'
    for name, line in tests.items():
        if name not in answers:
            yield line, f'the test `{name}` has no answer. Add a cell `# %% answer="{name}"` above it.'
        elif answers[name] > line:
            yield line, f"the test `{name}` stands above its answer in line {answers[name]}. Move it below."
    for name, line in hints.items():
        if name not in answers:
            yield line, f'the hints `{name}` have no answer. Add a cell `# %% answer="{name}"`, or delete them.'


def _check_regions(cell: Cell) -> Iterator[Finding]:
    regions, wrong = find_regions(cell.source)
    for number, message in wrong:
        yield cell.first + number, message
    allowed = _REGIONS.get(cell.role or "", ())
    for region in regions:
        line = cell.first + region.begin
        if region.kind not in allowed:
            owners = " or ".join(role for role, kinds in _REGIONS.items() if region.kind in kinds)
            yield line, f"BEGIN {region.kind} belongs in a cell with the key {owners}. Move it or add the key."
        elif _is_empty(region_text(cell.source, region), _KIND[cell.role or ""]):
            yield line, f"nothing stands between BEGIN {region.kind} and END {region.kind}. Write it there."
    if wrong:
        return
    kinds = [region.kind for region in regions]
    if cell.role == "answer" and SOLUTION not in kinds:
        yield cell.line, "this answer has no `### BEGIN SOLUTION` and `### END SOLUTION`. Put them around the solution."
    if cell.role == "test" and kinds.count(HIDDEN) > 1:
        yield cell.line, "a test has one region of hidden tests. Join them."
    if cell.role == "test" and _is_empty(without_regions(cell.source, HIDDEN), "code"):
        yield cell.line, "nothing of this test can be seen by a learner. Leave a part of it outside HIDDEN TESTS."
    if cell.role == "essay":
        yield from _check_essay(cell, kinds)


def _check_essay(cell: Cell, kinds: list[str]) -> Iterator[Finding]:
    for kind, what in ((SOLUTION, "model answer"), (SCHEME, "mark scheme")):
        if kinds.count(kind) != 1:
            yield cell.line, f"an essay has one {what}. Put it between `### BEGIN {kind}` and `### END {kind}`."
    if kinds == [SCHEME, SOLUTION]:
        yield cell.line, "in an essay the model answer comes first, then the mark scheme. Swap them."
    if kinds == [SOLUTION, SCHEME]:
        regions = find_regions(cell.source)[0]
        lines = cell.source.splitlines()
        if not "".join(lines[: regions[0].begin]).strip():
            yield cell.line, "this essay has no question. Write it above BEGIN SOLUTION."
        for number in (*range(regions[0].end + 1, regions[1].begin), *range(regions[1].end + 1, len(lines))):
            if lines[number].strip():
                yield cell.first + number, "below the question stand two regions only. Move this line above them."
                return


def _is_empty(source: str, kind: str) -> bool:
    lines = [line.strip() for line in source.splitlines()]
    return not any(line and not (kind == "code" and line.startswith("#")) for line in lines)


def _check_stray_markdown(cell: Cell) -> Iterator[Finding]:
    """Text that a free code cell took in, because the line that begins its own cell is missing."""
    if cell.kind != "code" or cell.role:
        return
    for number, line in enumerate(cell.source.splitlines()):
        if line.startswith(_MARKDOWN):
            message = "this looks like Markdown that lost its `# %% [markdown]`. Put that line above it"
            yield cell.first + number, f"{message}, or reword the comment."
            return


def _check_hints(cell: Cell) -> Iterator[Finding]:
    rungs = find_rungs(cell.source)
    for line, number, text in rungs:
        if number == 0:
            yield cell.first + line, "hints begin with rung 1, a line that begins with `1. `. Move this text."
        elif not text:
            yield cell.first + line, f"rung {number} is empty. Write the hint after `{number}. `."
    numbers = [number for _, number, _ in rungs if number]
    if numbers != [1, 2, 3]:
        shown = ", ".join(map(str, numbers)) or "none"
        yield cell.line, f"hints have three rungs, `1. ` the idea, `2. ` the rule, `3. ` the first line. Here: {shown}."


def _check_names(text: Text) -> Iterator[Finding]:
    """Find names that are read where no cell that may define them does."""
    cells = [cell for cell in text.cells if cell.tree]
    # What a cell with a syntax error would define is not known, so no name that stands in it is complained of.
    broken = [cell.source for cell in text.cells if cell.kind == "code" and not cell.tree]
    unknown = {word for source in broken for word in re.findall(r"\w+", source)}
    for index, cell in enumerate(cells):
        for line in cell.names.stars:
            yield cell.first + line - 1, "`import *` hides which names there are. Import them one by one."
        for use in cell.names.uses:
            complaint = _complaint(use, cell, cells[:index], cells[index + 1 :])
            if complaint and use.name not in unknown:
                yield cell.first + use.line - 1, complaint


def _complaint(use: Use, cell: Cell, above: list[Cell], below: list[Cell]) -> str:
    """Say what is wrong with one name that a cell reads, or ""."""
    name = use.name
    setters = [other for other in above if name in other.names.sets]
    later = [other for other in below if name in other.names.sets]
    if cell.role == "test":
        if any(other.role in ("locked", "answer") for other in setters):
            return ""
        if setters:
            what = f"the {setters[-1].role or 'free'} cell in line {setters[-1].line}"
            return f"this test reads `{name}`, which only {what} sets. Set it in the test or in a locked cell."
    else:
        if name in _NOTEBOOK or (setters and setters[-1].role != "test" and not use.deferred):
            return ""
        others = [*setters, *later]
        if use.deferred and any(other.role != "test" for other in others):
            return ""
        tests = [other for other in (others if use.deferred else setters) if other.role == "test"]
        if tests:
            only = "only the test" if len(tests) == len(others) else "the test"
            return (
                f"this cell reads `{name}`, which {only} in line {tests[-1].line} sets. "
                "Set it here, or use another name in the test."
            )
    if later:
        return f"`{name}` is read here, and set only in line {later[0].line}. Move that cell up."
    return f"`{name}` is not defined in any cell. Define or import it, or mend the spelling."
