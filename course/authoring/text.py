"""Reading lesson and answer texts (py:percent) into cells that know their line numbers.

Jupytext decides where cells begin and what their keys are. This module adds the line of each cell, which
Jupytext does not give, and notes every place where Jupytext reads something else than the writer sees.
"""

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from course.errors import CourseError
from course.names import CellNames, cell_names

# What Jupytext's percent reader takes for the beginning of a cell.
_MARKER = re.compile(r"^\s*#\s*(%%%*\s.*|(%%|<codecell>|In\[[0-9 ]*\]:?)\s*)$")
_MARKDOWN_MARKER = re.compile(r"^%%(%*\s.*)?$")
_QUOTED = re.compile(r'"(\\.|[^"\\])*"' + r"|'(\\.|[^'\\])*'")
# Keys that Jupytext adds for its own use.
_JUPYTEXT_KEYS = ("lines_to_next_cell",)

ROLES = ("answer", "test", "locked", "essay", "hints")
# A line of a text, counted from 1, and what is wrong there.
Finding = tuple[int, str]


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a text: where, what, and what to do."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Cell:
    """One cell of a text. `line` is the line of its `# %%`, `first` the line of the source's first line."""

    kind: str
    keys: dict[str, Any]
    source: str
    line: int
    first: int

    @property
    def role(self) -> str | None:
        """Which of `ROLES` the cell has, None for a free cell."""
        return next((role for role in ROLES if role in self.keys), None)

    @property
    def name(self) -> str:
        """The name that goes with the role, as text; empty for a free cell."""
        return str(self.keys[self.role]) if self.role else ""

    @property
    def markdown(self) -> str:
        """The source of a Markdown cell, empty for any other."""
        return self.source if self.kind == "markdown" else ""

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of a code cell, None for any other, and where the code is not Python."""
        try:
            return ast.parse(self.source) if self.kind == "code" else None
        except (SyntaxError, ValueError):
            return None

    @cached_property
    def names(self) -> CellNames:
        """The names that a code cell sets and needs; none where there is no tree."""
        return cell_names(self.source) if self.tree else CellNames(frozenset(), ())


@dataclass(frozen=True)
class Text:
    """A whole text, and the problems found while reading it."""

    path: Path
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = field(default=())


def read_text(path: Path, shown: Path | None = None) -> Text:
    """Read the text at `path`. Problems name it as `shown` (default: `path`).

    Raises CourseError where the file cannot be read or Jupytext is not installed.
    """
    try:
        import jupytext
    except ImportError:
        raise CourseError("reading lesson texts needs Jupytext. Run: pip install 'backprop-by-hand[teach]'") from None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}. It must be a UTF-8 text file.") from None

    markers = [number for number, line in enumerate(lines) if _MARKER.match(line)]
    start = markers[0] if markers else len(lines)
    wrong: list[Finding] = [
        (number + 1, "this stands before the first `# %%`. Begin a cell above it, or make it a comment.")
        for number, line in enumerate(lines[:start])
        if line.strip() and not line.startswith("#")
    ]
    # What stands above the first cell is comments, or the header that Jupytext writes in JupyterLab: not a cell.
    notebook = jupytext.reads("\n".join(lines[start:]) + "\n", fmt="py:percent")

    cells: list[Cell] = []
    position = 0
    for found in notebook.cells if markers else []:
        inner = [line for line in found.source.splitlines() if _looks_like_marker(found.cell_type, line)]
        following = position + 1 + len(inner)
        if following > len(markers):
            break
        begin, inside = markers[position], markers[position + 1 : following]
        position = following
        end = markers[position] if position < len(markers) else len(lines)
        wrong += [(number + 1, _INSIDE) for number in inside]
        bad = _marker_problem(lines[begin])
        wrong += [(begin + 1, bad)] if bad else _doubled_keys(begin + 1, lines[begin])
        blanks = next((count for count, line in enumerate(lines[begin + 1 : end]) if line.strip()), 0)
        keys = {key: value for key, value in found.metadata.items() if key not in _JUPYTEXT_KEYS}
        # Keys that cannot be read are guessed, so that one slip is not reported again by each rule that misses one.
        keys |= dict(re.findall(r"(\w+)=[\"']?([\w-]+)", keys.get("incorrectly_encoded_metadata", "")))
        cell = Cell(found.cell_type, {} if bad else keys, found.source.strip("\n"), begin + 1, begin + 2 + blanks)
        wrong += _body_problems(cell, lines[begin + 1 + blanks : end])
        cells.append(cell)
    if position != len(markers):
        line = cells[-1].line if cells else 1
        wrong.append((line, "Jupytext finds another number of cells from here on. Is a triple quote left open?"))
    problems = (Problem(shown or path, line, message) for line, message in wrong)
    return Text(shown or path, tuple(cells), tuple(sorted(problems)))


_INSIDE = "this `# %%` stands inside a string or a fenced block. Write it differently there."


def _looks_like_marker(kind: str, line: str) -> bool:
    return bool(_MARKER.match(line) if kind == "code" else _MARKDOWN_MARKER.match(line))


def _marker_problem(text: str) -> str:
    """Say what is wrong with a first line that Jupytext takes for the beginning of a cell, and none should have."""
    if text[0].isspace():
        return "this `# %%` is indented, so it cuts the cell above in two. Delete it, or begin it in column 1."
    if "%%" not in text or "%%%" in text:
        return "a cell begins with `# %%`, and with nothing else. Write `# %%` here."
    return ""


def _doubled_keys(line: int, text: str) -> list[Finding]:
    """Find keys that stand twice: Jupytext takes the last in silence."""
    names = re.findall(r"(\w+)\s*=", _QUOTED.sub("", text))
    twice = sorted({name for name in names if names.count(name) > 1})
    return [(line, f"the key `{name}` stands here twice. Keep one.") for name in twice]


def _body_problems(cell: Cell, body: list[str]) -> list[Finding]:
    """Find lines of a cell that Jupytext reads in another way than they are written."""
    if "cell_marker" in cell.keys:
        return [(cell.first, "write Markdown as comments, lines beginning with `# `, not as a string.")]
    if cell.kind == "code":
        message = "this comment would be read as an IPython magic. Write it differently."
        pairs = zip(body, cell.source.splitlines(), strict=False)
        wrong = [number for number, (written, read) in enumerate(pairs) if written != read]
    else:
        message = "this line of a Markdown cell is no comment. Is a `# %%` missing above it?"
        wrong = [number for number, line in enumerate(body) if line.strip() and not line.startswith("#")]
    return [(cell.first + number, message) for number in wrong]


# The regions that nbgrader takes out of a release.
SOLUTION, HIDDEN, SCHEME = "SOLUTION", "HIDDEN TESTS", "MARK SCHEME"
_EDGE = re.compile(f"(BEGIN|END) ({SOLUTION}|{HIDDEN}|{SCHEME})")


@dataclass(frozen=True)
class Region:
    """Lines of a source, counted from 0, between a BEGIN and an END marker; `begin` and `end` are the markers."""

    kind: str
    begin: int
    end: int


def find_regions(source: str) -> tuple[list[Region], list[tuple[int, str]]]:
    """Return the regions of `source`, and (line from 0, sentence) for each marker that is out of place.

    nbgrader takes any line that contains `BEGIN SOLUTION` for a marker, so this does too.
    """
    regions: list[Region] = []
    wrong: list[tuple[int, str]] = []
    opened: tuple[str, int] | None = None
    for number, line in enumerate(source.splitlines()):
        for edge, kind in _EDGE.findall(line):
            if line.strip() != f"### {edge} {kind}":
                wrong.append((number, f"write the marker alone on its line, as `### {edge} {kind}`."))
            if edge == "BEGIN":
                if opened:
                    wrong.append((number, f"BEGIN {kind} stands inside BEGIN {opened[0]}. End that one first."))
                opened = (kind, number)
            elif opened and opened[0] == kind:
                regions.append(Region(kind, opened[1], number))
                opened = None
            else:
                wrong.append((number, f"END {kind} has no BEGIN {kind} above it in this cell. Add one, or delete it."))
    if opened:
        wrong.append((opened[1], f"BEGIN {opened[0]} has no END {opened[0]} below it in this cell. Add one."))
    return regions, wrong


def region_text(source: str, region: Region) -> str:
    """Return what stands between the markers."""
    return "\n".join(source.splitlines()[region.begin + 1 : region.end])


def without_regions(source: str, kind: str, stub: str | None = None) -> str:
    """Return `source` without its regions of one kind; `stub` takes the place of each, indented as its BEGIN is."""
    lines = source.splitlines()
    for region in reversed([region for region in find_regions(source)[0] if region.kind == kind]):
        indent = lines[region.begin][: len(lines[region.begin]) - len(lines[region.begin].lstrip())]
        lines[region.begin : region.end + 1] = [] if stub is None else [indent + stub]
    return "\n".join(lines)


def find_rungs(source: str) -> list[tuple[int, int, str]]:
    """Return the hint ladder's rungs as (line from 0, number, text). Text above the first rung has number 0."""
    rungs: list[tuple[int, int, list[str]]] = []
    for number, line in enumerate(source.splitlines()):
        match = re.match(r"(\d+)\. ?(.*)$", line)
        if match:
            rungs.append((number, int(match[1]), [match[2]]))
        elif rungs:
            # Continuation lines of a list are indented by the width of "1. ".
            rungs[-1][2].append(line[3:] if line.startswith("   ") else line)
        elif line.strip():
            rungs.append((number, 0, [line]))
    return [(line, count, "\n".join(text).strip()) for line, count, text in rungs]
