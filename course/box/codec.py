"""Plain data as bytes and back: what may cross between the box and the trusted side, and nothing else.

A frame is two lengths, a JSON header and raw buffers of arrays. Plain data is None, bool, int, float, complex, str,
list, tuple, range, dict with plain keys, numeric arrays and NumPy's numbers; instances of subclasses arrive as the
plain type. Arrays of texts and of mixed objects go entry by entry. Everything else becomes a `Reference` where the
sender knows a name for it, else an `Opaque`. There is no pickle: a frame can build nothing but these.
"""

import json
import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

_LENGTHS = struct.Struct("!II")
# Types of arrays. Long doubles differ between machines and are sent as float64.
_DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"}
_MAX_BITS = 4096
_MAX_NAME = 80


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
    """Something that is named instead of sent. `kind`: "answer", "locked", "numpy" or "object"; see `course.box`."""

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
    return Opaque(_name(type(value)), callable(value))


def encode(value: Any, refer: Refer = describe, limits: Limits = LIMITS) -> bytes:
    """Return `value` as a frame. `refer` says what becomes of what is no plain data. Raises CodecError."""
    encoder = _Encoder(refer, limits)
    tree = encoder.visit(value, 0)
    sizes = [len(buffer) for buffer in encoder.buffers]
    header = json.dumps([tree, sizes], separators=(",", ":")).encode("ascii")
    if len(header) > limits.header or len(header) + sum(sizes) > limits.total:
        raise CodecError("more data than may be handed over")
    return b"".join([_LENGTHS.pack(len(header), sum(sizes)), header, *encoder.buffers])


def decode(frame: bytes | bytearray, revive: Revive = lambda marker: marker, limits: Limits = LIMITS) -> Any:
    """Return the value of a frame. `revive` makes something of each `Reference` and `Opaque` in it.

    Raises CodecError for anything that is not exactly one frame within `limits`, and MemoryError where the machine has
    no room for one that is.
    """
    if len(frame) < _LENGTHS.size:
        raise CodecError("too short for a frame")
    header_size, buffers_size = _LENGTHS.unpack_from(frame)
    if header_size > limits.header or header_size + buffers_size > limits.total:
        raise CodecError("a frame beyond the limits")
    if len(frame) != _LENGTHS.size + header_size + buffers_size:
        raise CodecError("a frame of another length than it says")
    view = memoryview(frame)[_LENGTHS.size :]
    try:
        content = json.loads(bytes(view[:header_size]))
    except (ValueError, RecursionError) as error:
        raise CodecError(f"a header that is no JSON ({type(error).__name__})") from None
    if not (isinstance(content, list) and len(content) == 2 and isinstance(content[1], list)):
        raise CodecError("a header without tree and sizes")
    decoder = _Decoder(_cut(view[header_size:], content[1]), revive, limits)
    try:
        value = decoder.visit(content[0], 0)
    except (TypeError, KeyError, OverflowError, ValueError) as error:
        raise error if isinstance(error, CodecError) else CodecError(f"a tree that cannot be read: {error}") from None
    if next(decoder.buffers, None) is not None:
        raise CodecError("a buffer that belongs to nothing")
    return value


def _cut(view: memoryview, sizes: list[Any]) -> Iterator[memoryview]:
    if any(type(size) is not int or size < 0 for size in sizes) or sum(sizes) != len(view):
        raise CodecError("buffers of other sizes than the header says")
    ends = np.cumsum([0, *sizes]).tolist()
    return iter([view[start:end] for start, end in pairwise(ends)])


class _Encoder:
    """Turns one value into a tree for JSON: plain scalars as they are, everything else as {tag: content}."""

    def __init__(self, refer: Refer, limits: Limits) -> None:
        self.refer, self.limits = refer, limits
        self.buffers: list[bytes] = []
        self.values = self.bytes = 0

    def visit(self, value: Any, depth: int) -> Any:
        self.values += 1
        if self.values > self.limits.values:
            raise CodecError("more values than may be handed over")
        if depth > self.limits.depth:
            raise CodecError("nested too deeply to be handed over")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, np.generic | np.ndarray):
            return self._numpy(value, depth)
        if isinstance(value, int):
            plain = int.__add__(value, 0)
            return plain if plain.bit_length() <= _MAX_BITS else self._other(value)
        if isinstance(value, float):
            return float.__mul__(value, 1.0)
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, complex):
            return {"c": [value.real, value.imag]}
        if isinstance(value, list | tuple):
            plain_entries = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
            entries = [self.visit(entry, depth + 1) for entry in plain_entries]
            return {"l" if isinstance(value, list) else "t": entries}
        if isinstance(value, dict) and all(map(_is_key, dict.keys(value))):
            pairs = [[self.visit(key, depth + 1), self.visit(entry, depth + 1)] for key, entry in dict.items(value)]
            return {"d": pairs}
        if isinstance(value, range):
            return {"r": [value.start, value.stop, value.step]}
        return self._other(value)

    def _text(self, text: str) -> str:
        self._count(len(text))
        return text

    def _numpy(self, value: Any, depth: int) -> Any:
        array = np.asarray(value)
        if array.dtype == np.longdouble:
            array = array.astype(np.float64)
        code = f"{array.dtype.kind}{array.dtype.itemsize}"
        if code in _DTYPES:
            data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
            self._count(len(data))
            self.buffers.append(data)
            return {"a" if isinstance(value, np.ndarray) else "n": [code, list(array.shape)]}
        if array.dtype.kind in "OU":
            entries = [self.visit(entry, depth + 1) for entry in array.ravel().tolist()]
            if not isinstance(value, np.ndarray):
                return entries[0]
            return {"o" if array.dtype.kind == "O" else "u": [list(array.shape), entries]}
        return self._other(value)

    def _count(self, size: int) -> None:
        self.bytes += size
        if self.bytes > self.limits.total:
            raise CodecError("more data than may be handed over")

    def _other(self, value: Any) -> Any:
        said = self.refer(value)
        if isinstance(said, Reference):
            return {"ref": [said.kind, said.name]}
        return {"x": [said.type_name, said.callable, said.handle]}


class _Decoder:
    """Builds the value of one tree. Each buffer is used once, in order, so that a frame can hardly grow."""

    def __init__(self, buffers: Iterator[memoryview], revive: Revive, limits: Limits) -> None:
        self.buffers, self.revive, self.limits = buffers, revive, limits
        self.values = self.grown = 0

    def visit(self, tree: Any, depth: int) -> Any:
        self.values += 1
        if self.values > self.limits.values or depth > self.limits.depth:
            raise CodecError("too many values, or nested too deeply")
        if isinstance(tree, int) and tree.bit_length() > _MAX_BITS:
            raise CodecError("an integer beyond the limits")
        if tree is None or isinstance(tree, bool | int | float):
            return tree
        if isinstance(tree, str):
            return _clean(tree)
        if not isinstance(tree, dict) or len(tree) != 1:
            raise CodecError("a value without a kind")
        [(tag, content)] = tree.items()
        if not isinstance(content, list):
            raise CodecError("a value without content")
        build = getattr(self, f"_build_{tag}", None) if tag.isalpha() else None
        if build is None:
            raise CodecError("a value of an unknown kind")
        return build(content, depth + 1)

    def _build_l(self, content: list[Any], depth: int) -> list[Any]:
        return [self.visit(entry, depth) for entry in content]

    def _build_t(self, content: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self._build_l(content, depth))

    def _build_d(self, content: list[Any], depth: int) -> dict[Any, Any]:
        found = {}
        for pair in content:
            if not (isinstance(pair, list) and len(pair) == 2):
                raise CodecError("a dict of something else than pairs")
            key = self.visit(pair[0], depth)
            if not _is_key(key):
                raise CodecError("a dict with a key that is no plain value")
            found[key] = self.visit(pair[1], depth)
        return found

    def _build_c(self, content: list[Any], depth: int) -> complex:
        real, imaginary = content
        if not (isinstance(real, float) and isinstance(imaginary, float)):
            raise CodecError("a complex number of something else than numbers")
        return complex(real, imaginary)

    def _build_r(self, content: list[Any], depth: int) -> range:
        if len(content) != 3 or any(type(part) is not int or abs(part) > 2**53 for part in content):
            raise CodecError("a range of something else than numbers")
        return range(*content)

    def _build_a(self, content: list[Any], depth: int) -> Any:
        code, shape = content
        if not isinstance(code, str) or code not in _DTYPES:
            raise CodecError("an array of an unknown type")
        size = self._size(shape)
        dtype = np.dtype(f"<{code}")
        buffer = next(self.buffers, None)
        if buffer is None or size * dtype.itemsize != len(buffer):
            raise CodecError("an array of another size than its buffer")
        array = np.frombuffer(buffer, dtype=dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=True)
        # A byte that is neither 0 nor 1 would be a truth value that equals nothing.
        return array.view(np.uint8).astype(bool) if code[0] == "b" else array

    def _build_n(self, content: list[Any], depth: int) -> Any:
        array = self._build_a(content, depth)
        if array.ndim:
            raise CodecError("a number that is an array")
        return array[()]

    def _build_o(self, content: list[Any], depth: int) -> Any:
        shape, entries = content
        if not isinstance(entries, list) or self._size(shape) != len(entries):
            raise CodecError("an array of another size than its shape")
        array = np.empty(len(entries), dtype=object)
        for index, entry in enumerate(entries):
            array[index] = self.visit(entry, depth)
        return array.reshape(shape)

    def _build_u(self, content: list[Any], depth: int) -> Any:
        array = self._build_o(content, depth)
        if any(not isinstance(entry, str) for entry in array.flat):
            raise CodecError("an array of texts with something else in it")
        # NumPy gives each text the room of the longest: what a short frame may grow to, all its arrays together.
        self.grown += 4 * max((len(entry) for entry in array.flat), default=0) * array.size
        if self.grown > self.limits.total:
            raise CodecError("an array of texts that would grow too large")
        return array.astype(str)

    def _build_ref(self, content: list[Any], depth: int) -> Any:
        kind, name = content
        if not (isinstance(kind, str) and isinstance(name, str) and len(name) <= _MAX_NAME):
            raise CodecError("a reference without a name")
        return self.revive(Reference(kind, _clean(name)))

    def _build_x(self, content: list[Any], depth: int) -> Any:
        name, can_be_called, handle = content
        if not (isinstance(name, str) and isinstance(can_be_called, bool) and type(handle) is int):
            raise CodecError("a marker without a type")
        known = name if name.isidentifier() and len(name) <= _MAX_NAME else "object"
        return self.revive(Opaque(known, can_be_called, handle))

    def _size(self, shape: Any) -> int:
        """Return the number of entries. An axis of length 0 must not hide that another one is huge."""
        if not isinstance(shape, list) or len(shape) > 32:
            raise CodecError("an array without a shape")
        if any(type(length) is not int or not 0 <= length <= self.limits.axis for length in shape):
            raise CodecError("an array with an impossible shape")
        if math.prod(length for length in shape if length) > self.limits.total:
            raise CodecError("an array beyond the limits")
        return math.prod(shape)


def _is_key(key: Any) -> bool:
    if isinstance(key, tuple):
        return all(map(_is_key, key))
    return key is None or isinstance(key, str | bool | int | float)


def _name(kind: type) -> str:
    name = str(getattr(kind, "__name__", ""))
    return name if name.isidentifier() and len(name) <= _MAX_NAME else "object"


def _clean(text: str) -> str:
    """Return text that can be written as UTF-8; half of a surrogate pair cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
