"""Plain data as bytes and back: what may cross between the box and the trusted side, and nothing else.

A frame is the length of a JSON header, the header, and all arrays one after another in NumPy's .npy form. There is no
pickle and nothing is evaluated: a frame can build plain data and nothing else.

In the header None, bool, int, float and str stand for themselves, an object for a dict with texts as keys, and a list
for everything else: a tag and its parts, as in ["t", 1, 2] for a tuple. ["a"] takes the next array. Instances of
subclasses arrive as the plain type. What is no plain data becomes a `Reference` where the sender has a name for it,
else an `Opaque`.
"""

import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.runner import npy

_LENGTH = struct.Struct("!I")
_WRITE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_READ = json.JSONDecoder().raw_decode
# NumPy's numbers by the names of their dtypes, and what Python has for each.
_SCALARS = {name: (np.dtype(name).type, type(np.zeros((), name).item())) for name in npy.NAMES}
_MAX_BITS = 4096
_MAX_BOUND = 2**53  # of a range
_MAX_NAME = 80
_MOST_AXES = 64


class CodecError(ValueError):
    """Bytes that are no frame, or a value that is too large to become one."""


@dataclass(frozen=True)
class Limits:
    """What a frame may hold: bytes in all, bytes of its header, values, depth of nesting, entries along one axis."""

    total: int = 64 * 2**20
    header: int = 8 * 2**20
    values: int = 200_000
    depth: int = 40
    axis: int = 10_000_000


LIMITS = Limits()
# For what our own processes say to each other.
OWN_LIMITS = Limits(total=256 * 2**20, header=256 * 2**20, values=10_000_000)


@dataclass(frozen=True)
class Reference:
    """Something that is named instead of sent. `kind`: "answer", "locked", "numpy" or "object"."""

    kind: str
    name: str


@dataclass(frozen=True)
class Opaque:
    """Something of the other side that is no plain data. `handle` names it there; 0 where it was not kept."""

    type_name: str
    callable: bool = False
    handle: int = 0


Refer = Callable[[Any], Reference | Opaque]
Revive = Callable[[Reference | Opaque], Any]


def describe(value: Any) -> Opaque:
    """Return what is said of a value that cannot be sent."""
    return Opaque(_class_name(str(getattr(type(value), "__name__", ""))), callable(value))


def encode(value: Any, refer: Refer = describe, limits: Limits = LIMITS) -> bytes:
    """Return `value` as a frame. `refer` says what becomes of what is no plain data. Raises CodecError."""
    encoder = _Encoder(refer, limits)
    header = _WRITE(encoder.visit(value, 0)).encode("ascii")
    encoder.count(len(header))
    if len(header) > limits.header:
        raise CodecError("more data than may be handed over")
    return b"".join((_LENGTH.pack(len(header)), header, *encoder.arrays))


def decode(frame: bytes, revive: Revive = lambda marker: marker, limits: Limits = LIMITS) -> Any:
    """Return the value of a frame. `revive` makes something of each `Reference` and `Opaque` in it.

    Raises CodecError for anything that is not exactly one frame within `limits`, and MemoryError where the machine has
    no room for one that is.
    """
    try:
        end = _LENGTH.size + _LENGTH.unpack_from(frame)[0]
        if end > limits.header or not end <= len(frame) <= limits.total + _LENGTH.size:
            raise CodecError("a frame beyond the limits, or shorter than it says")
        tree, read = _READ(str(frame[_LENGTH.size : end], "ascii"))
        decoder = _Decoder(frame, end, revive, limits)
        value = decoder.visit(tree, 0)
        if read != end - _LENGTH.size or decoder.at != len(frame):
            raise CodecError("bytes that belong to no value")
        return value
    except CodecError:
        raise
    except (struct.error, TypeError, LookupError, OverflowError, ValueError, RecursionError) as error:
        raise CodecError(f"it cannot be read: {error}") from None


class _Walk:
    """What writing and reading have in common: the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.values = 1

    def enter(self, entries: int, depth: int) -> int:
        """Return the depth of the entries of a value that has so many."""
        self.values += entries
        if self.values > self.limits.values or depth > self.limits.depth:
            raise CodecError("more values than may be handed over, or nested too deeply")
        return depth + 1

    def check_size(self, dtype: Any, shape: tuple[int, ...]) -> None:
        """Raise CodecError for an array that is too large."""
        longest, room = npy.extent(dtype, shape)
        if longest > self.limits.axis or room > self.limits.total:
            raise CodecError("an array beyond the limits")


class _Encoder(_Walk):
    """Turns one value into a tree for JSON, and gathers the arrays."""

    def __init__(self, refer: Refer, limits: Limits) -> None:
        super().__init__(limits)
        self.refer = refer
        self.arrays: list[bytes] = []
        self.bytes = 0

    def count(self, size: int) -> None:
        """Count the bytes of texts and arrays, before they are gathered."""
        self.bytes += size
        if self.bytes > self.limits.total:
            raise CodecError("more data than may be handed over")

    def visit(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is float or kind is bool or value is None:
            return value
        if kind is np.ndarray and value.dtype in npy.NUMBERS:
            return self.array(value, value.dtype)
        if kind is str:
            self.count(len(value))
            return value
        if kind is dict:
            return self.mapping(value, depth)
        if kind is int and value.bit_length() <= _MAX_BITS:
            return value
        if kind is tuple or kind is list:
            depth = self.enter(len(value), depth)
            return ["t" if kind is tuple else "l", *[self.visit(entry, depth) for entry in value]]
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is range and max(abs(value.start), abs(value.stop), abs(value.step)) <= _MAX_BOUND:
            return ["r", value.start, value.stop, value.step]
        # A text of NumPy is a text; of a matrix, a check says that it is no array.
        if issubclass(kind, np.generic | np.ndarray) and not issubclass(kind, np.str_ | np.matrix):
            return self.of_numpy(value, depth)
        for plain, make in _PLAIN.items():
            if issubclass(kind, plain) and kind is not plain:
                return self.visit(make(value), depth)
        return self.other(value)

    def mapping(self, value: dict[Any, Any], depth: int) -> Any:
        depth = self.enter(2 * len(value), depth)
        if set(map(type, value)) <= {str}:
            self.count(sum(map(len, value)))
            return {key: self.visit(entry, depth) for key, entry in value.items()}
        if not all(map(_is_key, value)):
            return self.other(value)
        return ["d", *[self.visit(part, depth) for pair in value.items() for part in pair]]

    def of_numpy(self, value: Any, depth: int) -> Any:
        array = np.asarray(value)
        if array.dtype == object:
            self.check_size(array.dtype, array.shape)
            depth = self.enter(array.size, depth)
            return ["o", ["t", *array.shape], *[self.visit(entry, depth) for entry in array.ravel().tolist()]]
        dtype = npy.dtype_of(array)
        if dtype is None:
            return self.other(value)
        if issubclass(type(value), np.generic):
            return ["n", dtype.str, self.visit(array.astype(dtype, copy=False).item(), depth)]
        return self.array(array, dtype)

    def array(self, array: Any, dtype: Any) -> list[str]:
        self.check_size(dtype, array.shape)  # before a view that takes no memory is written out
        for part in (npy.write_header(dtype, array.shape), array.astype(dtype, copy=False).tobytes()):
            self.count(len(part))
            self.arrays.append(part)
        return ["a"]

    def other(self, value: Any) -> Any:
        said = self.refer(value)
        if isinstance(said, Reference):
            return ["ref", said.kind, said.name]
        return ["x", said.type_name, said.callable, said.handle]


# What makes a plain value of a subclass' instance, whose own methods may do anything.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    int: lambda value: int.__add__(value, 0),
    float: lambda value: float.__mul__(value, 1.0),
    str: str.__str__,
    complex: complex.__pos__,
    list: list.copy,
    tuple: lambda value: tuple(tuple.__iter__(value)),
    dict: dict.copy,
}


class _Decoder(_Walk):
    """Builds the value of one tree. All bytes behind it are used once, in order, so that a frame can hardly grow."""

    def __init__(self, frame: bytes, at: int, revive: Revive, limits: Limits) -> None:
        super().__init__(limits)
        self.frame, self.at, self.revive = frame, at, revive

    def visit(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if kind is float or kind is bool or tree is None:
            return tree
        if kind is str:
            return _clean(tree)
        if kind is int:
            return _check_integer(tree)
        if kind is dict:
            depth = self.enter(2 * len(tree), depth)
            return {_clean(key): self.visit(entry, depth) for key, entry in tree.items()}
        if tree == ["a"]:
            return self.array()
        tag = tree[0]
        depth = self.enter(len(tree) - 1, depth)
        parts = [self.visit(part, depth) for part in tree[1:]]
        if tag in _CONTAINERS:
            return _CONTAINERS[tag](self, parts)
        types, build = _RECORDS[tag]
        if tuple(map(type, parts)) != types:
            raise CodecError("a value of other parts than it should have")
        made = build(*parts)
        return self.revive(made) if isinstance(made, Reference | Opaque) else made

    def array(self) -> Any:
        dtype, shape, start = npy.read_header(self.frame, self.at)
        self.check_size(dtype, shape)
        self.at = start + dtype.itemsize * math.prod(shape)
        if self.at > len(self.frame):
            raise CodecError("an array of more bytes than there are")
        return npy.read_entries(self.frame, dtype, shape, start, self.at)

    def number(self, parts: list[Any]) -> Any:
        """Return one of NumPy's numbers. NumPy would make one of a text, too, and an array of a list."""
        name, value = parts
        made, plain = _SCALARS[name]
        if type(value) is not plain:
            raise CodecError("a number of another kind than it says")
        return made(value)

    def mapping(self, parts: list[Any]) -> dict[Any, Any]:
        if not all(map(_is_key, parts[::2])):
            raise CodecError("a dict with a key that is no plain value")
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def objects(self, parts: list[Any]) -> Any:
        """Return an array of mixed objects. It is filled one by one: NumPy would look into the entries."""
        shape, *entries = parts
        if type(shape) is not tuple or len(shape) > _MOST_AXES or any(type(n) is not int or n < 0 for n in shape):
            raise CodecError("an array without a shape")
        self.check_size(np.dtype(object), shape)
        array = np.empty(len(entries), dtype=object)
        for index, entry in enumerate(entries):
            array[index] = entry
        return array.reshape(shape)


def _check_integer(value: int) -> int:
    if value.bit_length() > _MAX_BITS:
        raise CodecError("an integer beyond the limits")
    return value


def _make_range(*bounds: int) -> range:
    if max(map(abs, bounds)) > _MAX_BOUND:
        raise CodecError("a range beyond the limits")
    return range(*bounds)


# By tag, what is made of the parts; below also of which types these are.
_CONTAINERS: dict[str, Callable[[_Decoder, list[Any]], Any]] = {
    "l": lambda decoder, parts: parts,
    "t": lambda decoder, parts: tuple(parts),
    "n": _Decoder.number,
    "d": _Decoder.mapping,
    "o": _Decoder.objects,
}
_RECORDS: dict[str, tuple[tuple[type, ...], Callable[..., Any]]] = {
    "c": ((float, float), complex),
    "r": ((int, int, int), _make_range),
    "ref": ((str, str), Reference),
    "x": ((str, bool, int), lambda name, *others: Opaque(_class_name(name), *others)),
}


def _is_key(key: Any) -> bool:
    if isinstance(key, tuple):
        return all(map(_is_key, key))
    if isinstance(key, int):
        return key.bit_length() <= _MAX_BITS
    return key is None or isinstance(key, str | float)


def _class_name(name: str) -> str:
    """Return a class's name where a class can have that name, else the name of every object's class."""
    return name if name.isidentifier() and len(name) <= _MAX_NAME else "object"


def _clean(text: str) -> str:
    """Return text that can be written as UTF-8; half of a surrogate pair cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
