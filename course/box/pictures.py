"""Pictures that come out as the solution's, drawn once for a class.

To draw a figure of `helpers.figures` takes a tenth of a second, more than all else in most cells, and a right answer's
figure is the solution's figure. So the solution's are kept by what is in them, and taken from there. Only those of the
instructor's solution are kept, which ran in a box of its own: nothing that a student's process says comes in here.
"""

import hashlib
import io
import pickle
import struct
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import matplotlib
import numpy as np

from helpers.figures import Picture

# Of the 52 bits behind the point of a float64 these are left out: a step of 6e-8 from one number to the next is left.
_SPARE = 29
_HALF, _KEPT = 1 << (_SPARE - 1), -1 << _SPARE
_AS_INTEGER, _AS_FLOAT = struct.Struct("<q"), struct.Struct("<d")
# Every address is larger.
_ADDRESS = 2**32
Pictures = dict[str, bytes]


class Album:
    """The pictures that this process has been told, and those that it drew itself, by what is in them."""

    def __init__(self) -> None:
        # With other settings, figures look different.
        self._settings = dict(matplotlib.rcParams)
        self.told: Pictures = {}
        self.drawn: Pictures | None = None  # kept where somebody will ask for them

    def hang(self) -> None:
        """From now on, let every Picture look here before it is drawn."""
        draw = Picture.png
        Picture.png = lambda figure: self.png(figure, draw)  # type: ignore[method-assign,assignment]

    def png(self, figure: Picture, draw: Callable[[Picture], bytes]) -> bytes:
        """Return a figure's picture, which `draw` makes where it is not here."""
        name = content_of(figure) if dict(matplotlib.rcParams) == self._settings else None
        if name is None:
            return draw(figure)
        if name in self.told:
            return self.told[name]
        made = draw(figure)
        if self.drawn is not None:
            self.drawn[name] = made
        return made


def content_of(figure: Picture) -> str | None:
    """Return a name for all that is in a figure, the same in every process; None where there is none.

    Numbers count to seven digits, so that the order in which something was added up does not matter, and far more
    exactly than pixels can show.
    """
    content = _Content()
    try:
        content.dump(figure)
    # What cannot be written down, whatever the reason, is drawn.
    except Exception:
        return None
    return hashlib.sha256(content.file.getvalue()).hexdigest()


class _Content(pickle.Pickler):
    """Writes a figure down. Nobody reads it again, so what is not the same in every process is left out."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        super().__init__(self.file, 5)

    def persistent_id(self, value: Any) -> Any:
        # Asked of every value, some ten thousand in a figure: how to write one is looked up by its type.
        kind = type(value)
        try:
            write = _WRITERS[kind]
        except KeyError:
            write = _WRITERS[kind] = _writer(kind)
        return write and write(value)


_Writer = Callable[[Any], Any] | None
_WRITERS: dict[type, _Writer] = {}


def _writer(kind: type) -> _Writer:
    """Return what writes values of a type in their stead; None where they are written as pickle does."""
    if kind is float:
        return _shortened
    if kind is dict:
        return _without_addresses
    if kind in (set, frozenset):
        return _in_order
    if issubclass(kind, np.floating):
        return lambda value: (kind.__name__, _shortened(float(value)))
    if issubclass(kind, np.ndarray):
        return _array
    if issubclass(kind, FunctionType | type | ModuleType):
        return _defined_elsewhere
    return None


def _shortened(value: float) -> int:
    bits: int = _AS_INTEGER.unpack(_AS_FLOAT.pack(value + 0.0))[0]  # + 0.0: there is one zero
    return (bits + _HALF) & _KEPT


def _array(value: Any) -> Any:
    if value.dtype.kind != "f":
        return None
    bits = (np.array(value, dtype=np.float64, order="C") + 0.0).view(np.int64)
    mask = np.ma.getmaskarray(value).tobytes() if isinstance(value, np.ma.MaskedArray) else b""
    return type(value).__name__, value.shape, ((bits + _HALF) & _KEPT).tobytes(), mask


def _without_addresses(value: dict[Any, Any]) -> Any:
    """Leave out what Matplotlib keeps by address: which transforms depend on one. That follows from the rest."""
    first = next(iter(value), None)
    return ("by address", len(value)) if type(first) is int and first > _ADDRESS else None


def _in_order(value: set[Any] | frozenset[Any]) -> Any:
    """Write a set without its order, which depends on addresses.

    Texts and numbers stand for themselves. Which axes share theirs, for which Matplotlib keeps sets of axes, shows in
    their limits and ticks.
    """
    return type(value).__name__, sorted(repr(v) if isinstance(v, str | int) else type(v).__name__ for v in value)


def _defined_elsewhere(value: Any) -> None:
    if getattr(value, "__module__", "") == "__main__":
        raise pickle.PicklingError("what a notebook defines has a name, and its content is not written down")
