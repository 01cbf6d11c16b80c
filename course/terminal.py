"""What a person sees of any command, and the one place that knows what the terminal can show.

`use_terminal` is called once, before anything is printed: from then on a character that the terminal's encoding does
not have (a Windows console, output into a file or a pipe there) is printed as a plain one, by whatever prints it.
"""

import codecs
import io
import json
import sys
import unicodedata

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 100  # where there is no terminal to ask
# By what is printed in their place.
_LOOK_ALIKE = {
    **{"x": "✗×", "+": "✓", "*": "·•", "-": "–—−─━╸╺", "|": "│┃", '"': "«»“”", "'": "‘’"},
    **{"...": "…", "->": "→", "^2": "²", "^3": "³", ".": "".join(map(chr, range(0x2800, 0x2900)))},  # dots of a spinner
}
_PLAIN = {one: shown for shown, characters in _LOOK_ALIKE.items() for one in characters}
_HANDLER = "course-plain"


def plain(text: str) -> str:
    """Return `text` in ASCII: what looks like each character, else it without its accent, else its number, \\u1234."""
    return "".join(_plain_character(one) for one in text)


def _plain_character(one: str) -> str:
    if one.isascii():
        return one
    found = _PLAIN.get(one) or unicodedata.normalize("NFKD", one).encode("ascii", "ignore").decode()
    return found or one.encode("ascii", "backslashreplace").decode()


def _in_place_of(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


def use_terminal() -> None:
    """Let stdout and stderr print plain characters in place of those that their encoding does not have."""
    codecs.register_error(_HANDLER, _in_place_of)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def report_console() -> Console:
    """Return a console as wide as the terminal, or 100 columns where there is none."""
    return Console() if sys.stdout.isatty() else Console(width=WIDTH)


def show_list(console: Console, title: str, rows: list[tuple[str, str, str]]) -> None:
    """Print rows under a title; a student's name stands only once. Nothing where there are none."""
    if not rows:
        return
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(max_width=30)
    if any(row[1] for row in rows):
        table.add_column(overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    before = ""
    for student, cell, what in rows:
        cells = [student if student != before else "", cell, what]
        # What students and their notebooks say is text, never markup.
        table.add_row(*(Text(text) for text in (cells if len(table.columns) == 3 else (cells[0], what))))
        before = student
    console.print(table)
    console.print()


def print_json(data: object) -> None:
    """Print `data` as JSON. Where the encoding is not Unicode, other characters are escaped, so that none is lost."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(data, indent=2, ensure_ascii=not unicode))
