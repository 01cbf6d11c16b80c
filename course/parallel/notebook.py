"""A notebook on its way through nbgrader's steps: not copied before each, and written once, in nbformat's own text."""

import json
from json.encoder import encode_basestring
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient


class OwnNotebook(NotebookNode):
    """A notebook that nobody else has. nbconvert and nbformat copy a notebook seven times, each part of it."""

    def __deepcopy__(self, memo: Any) -> "OwnNotebook":
        return self


def write_text(nb: NotebookNode) -> str:
    """Return a notebook of format 4 as nbformat writes it. Its texts are lists of lines afterwards.

    nbformat has the indented text made by Python's slow encoder, in some ten thousand pieces.
    """
    nb = strip_transient(split_lines(nb))
    try:
        return _text(nb, "\n")
    except TypeError:  # a key that is no text, or a value that JSON does not have
        return str(nbformat.writes(nb))


def _text(value: Any, line: str) -> str:
    """Return JSON. line: how a new line starts there."""
    if isinstance(value, str):
        return str(encode_basestring(value))
    inner = f"{line} "
    if isinstance(value, dict) and value:
        parts = [f"{encode_basestring(key)}: {_text(part, inner)}" for key, part in sorted(value.items())]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{inner}{f',{inner}'.join([_text(part, inner) for part in value])}{line}]"
    return json.dumps(value)
