"""What stands in a frame for a value that is not handed over itself."""

from dataclasses import dataclass
from typing import Any

MAX_NAME = 80


@dataclass(frozen=True)
class Reference:
    """Something that is named instead of sent. `kind`: "answer", "locked", "numpy" or "object"; see `course.runner`."""

    kind: str
    name: str


@dataclass(frozen=True)
class Opaque:
    """Something of the other side that is no plain data. `handle` names it there; 0 where it was not kept."""

    type_name: str
    callable: bool = False
    handle: int = 0


def describe(value: Any) -> Opaque:
    """Return what is said of a value that cannot be sent."""
    return Opaque(class_name(str(getattr(type(value), "__name__", ""))), callable(value))


def class_name(name: str) -> str:
    """Return a class's name where a class can have that name, else the name of every object's class."""
    return name if name.isidentifier() and len(name) <= MAX_NAME else "object"
