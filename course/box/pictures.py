"""Pictures that come out as the solution's, drawn once for a class.

To draw a figure of `helpers.figures` takes a tenth of a second, more than all else in most cells, and a right answer's
figure is the solution's figure. So the solution's are kept by what they were made from, where that is plain data, and
by what is in them, and taken from there. Only those of the instructor's solution are kept, which ran in a box of its
own: nothing that a student's process says comes in here.
"""

import copy
import functools
import hashlib
import io
import json
import pickle
import struct
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any
from weakref import WeakSet

import matplotlib
import numpy as np

from helpers import figures
from helpers.figures import Picture
from helpers.figures.base import keep_ready

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
        # Made from data that are not the solution's: to write down what is in them takes long, and finds nothing.
        self._new = WeakSet[Picture]()

    def hang(self) -> None:
        """From now on, look here before a function of `helpers.figures` makes a Picture, and before one is drawn.

        What is not here will be drawn: so have some paper ready.
        """
        keep_ready()
        draw = Picture.png
        Picture.png = lambda figure: self.png(figure, draw)  # type: ignore[method-assign,assignment]
        # Where a figure is given functions, what they return is known here.
        Picture.of = staticmethod(lambda make, *data: self.looked_up(make)(*data))  # type: ignore[method-assign]
        for name in figures.__all__:
            make = getattr(figures, name)
            if isinstance(make, FunctionType) and make.__annotations__.get("return") is Picture:
                setattr(figures, name, self.looked_up(make))

    def looked_up(self, make: Callable[..., Picture]) -> Callable[..., Picture]:
        """Return a function that gives what `make` gives, and makes it only where it is not here."""

        @functools.wraps(make)
        def look_up(*given: Any, **named: Any) -> Picture:
            name = self._name((make.__module__, make.__qualname__, given, named))
            page = self.told.get(name) if name else None
            if page is not None:
                kept, kept_named = copy.deepcopy((given, named))
                return _Found(json.loads(page), lambda: make(*kept, **kept_named))
            figure = make(*given, **named)
            if name and self.drawn is not None:
                self.drawn[name] = json.dumps(figure._repr_mimebundle_()).encode()
            elif name:
                self._new.add(figure)
            return figure

        return look_up

    def _name(self, value: Any) -> str | None:
        asked = self.told or self.drawn is not None
        return content_of(value) if asked and dict(matplotlib.rcParams) == self._settings else None

    def png(self, figure: Picture, draw: Callable[[Picture], bytes]) -> bytes:
        """Return a figure's picture, which `draw` makes where it is not here."""
        name = None if figure in self._new else self._name(figure)
        if name is None:
            return draw(figure)
        if name in self.told:
            return self.told[name]
        made = draw(figure)
        if self.drawn is not None:
            self.drawn[name] = made
        return made


class _Found(Picture):
    """A Picture that is shown as it was kept. Whatever else somebody wants of it is done with one that is made then."""

    def __init__(self, page: dict[str, str], make: Callable[[], Picture]) -> None:
        object.__setattr__(self, "_own", {"page": page, "make": make})

    def __getattribute__(self, name: str) -> Any:
        # IPython asks for ways to show an object that it may not have.
        if name == "__class__" or name.startswith(("_repr_", "_ipython_")):
            return object.__getattribute__(self, name)
        return getattr(_real(self), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(_real(self), name, value)

    def _repr_mimebundle_(self, **more: Any) -> dict[str, str]:
        own = object.__getattribute__(self, "_own")
        return own["real"]._repr_mimebundle_(**more) if "real" in own else dict(own["page"])


_Found.__name__ = _Found.__qualname__ = Picture.__name__


def _real(found: _Found) -> Picture:
    own = object.__getattribute__(found, "_own")
    if "real" not in own:
        own["real"] = own["make"]()
    real: Picture = own["real"]
    return real


def content_of(value: Any) -> str | None:
    """Return a name for all that is in a figure, or in data; the same in every process, None where there is none.

    Numbers count to seven digits, so that the order in which something was added up does not matter, and far more
    exactly than pixels can show.
    """
    content = _Content()
    try:
        content.dump(value)
    # What cannot be written down, whatever the reason, is made and drawn.
    except Exception:
        return None
    return hashlib.sha256(content.file.getvalue()).hexdigest()


class _Content(pickle.Pickler):
    """Writes a value down. Nobody reads it again, so what is not the same in every process is left out."""

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
