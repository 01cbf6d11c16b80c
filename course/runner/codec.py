"""Plain data as bytes and back: what may cross between the box and the trusted side, and nothing else.

A frame is two lengths, a JSON header and the raw bytes of all arrays. Plain data is None, bool, int, float, complex,
str, list, tuple, range, dict with plain keys, numeric arrays and NumPy's numbers; instances of subclasses arrive as the
plain type. Arrays of texts and of mixed objects go entry by entry. Everything else becomes a `Reference` where the
sender knows a name for it, else an `Opaque`. There is no pickle: a frame can build nothing but these.

In the header None, bool, int, float and str stand for themselves, an object for a dict with texts as keys, and a list
for everything else: a tag and what belongs to it, as in ["t", 1, 2] for a tuple or ["a", "f8", 3, 2] for an array of
that shape, whose bytes are the next ones. A check makes thousands of calls, so the usual types come first.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.runner.markers import MAX_NAME, Opaque, Reference, class_name, describe

_LENGTHS = struct.Struct("!II")
_WRITE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_READ = json.JSONDecoder().raw_decode
# Types of arrays, as they are written. Long doubles differ between machines and are sent as float64.
_NAMES = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
_CODES = {np.dtype(f"<{name}"): name for name in _NAMES}
# As what each is read, and what is made of that. A byte that is neither 0 nor 1 would be a truth that equals nothing.
_DTYPES = {name: (np.dtype(f"<{name}"), np.dtype(name)) for name in _NAMES} | {"b1": (np.dtype("u1"), np.dtype(bool))}
_MAX_BITS = 4096
_MAX_BOUND = 2**53  # of a range


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


Refer = Callable[[Any], Reference | Opaque]
Revive = Callable[[Reference | Opaque], Any]


def encode(value: Any, refer: Refer = describe, limits: Limits = LIMITS) -> bytes:
    """Return `value` as a frame. `refer` says what becomes of what is no plain data. Raises CodecError."""
    encoder = _Encoder(refer, limits)
    header = _WRITE(encoder.visit(value, 0)).encode("ascii")
    size = sum(map(len, encoder.buffers))
    if len(header) > limits.header or len(header) + size > limits.total:
        raise CodecError("more data than may be handed over")
    return b"".join((_LENGTHS.pack(len(header), size), header, *encoder.buffers))


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
    buffers = _LENGTHS.size + header_size
    if len(frame) != buffers + buffers_size:
        raise CodecError("a frame of another length than it says")
    try:
        tree, end = _READ(str(frame[_LENGTHS.size : buffers], "ascii"))
    except (ValueError, RecursionError) as error:
        raise CodecError(f"a header that is no JSON ({type(error).__name__})") from None
    if end != header_size:
        raise CodecError("a header with something after it")
    decoder = _Decoder(frame, buffers, revive, limits)
    try:
        value = decoder.visit(tree, 0)
    except (TypeError, LookupError, OverflowError, ValueError) as error:
        raise error if isinstance(error, CodecError) else CodecError(f"a tree that cannot be read: {error}") from None
    if decoder.at != len(frame):
        raise CodecError("bytes that belong to no array")
    return value


class _Walk:
    """What writing and reading have in common: they count."""

    limits: Limits
    values = 1

    def enter(self, entries: int, depth: int) -> int:
        """Return the depth of the entries of a value that has so many."""
        self.values += entries
        if self.values > self.limits.values or depth > self.limits.depth:
            raise CodecError("more values than may be handed over, or nested too deeply")
        return depth + 1

    def count_entries(self, shape: Any) -> int:
        """Return how many entries such an array has. An axis of length 0 must not hide that another one is huge."""
        if type(shape) is not list or len(shape) > 32:
            raise CodecError("an array without a shape")
        size = without_zeros = 1
        for length in shape:
            if type(length) is not int or not 0 <= length <= self.limits.axis:
                raise CodecError("an array with an impossible shape")
            size *= length
            without_zeros *= length or 1
        if without_zeros > self.limits.total:
            raise CodecError("an array beyond the limits")
        return size


class _Encoder(_Walk):
    """Turns one value into a tree for JSON, and gathers the bytes of arrays."""

    def __init__(self, refer: Refer, limits: Limits) -> None:
        self.refer, self.limits = refer, limits
        self.buffers: list[bytes] = []
        self.bytes = 0

    def visit(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is float or kind is bool or value is None:
            return value
        if kind is np.ndarray and (code := _CODES.get(value.dtype)):
            return ["a", code, *self._keep(value)]
        if kind is str:
            self._count(len(value))
            return value
        if kind is dict:
            return self._dict(value, depth)
        if kind is int:
            return value if value.bit_length() <= _MAX_BITS else self._other(value)
        if kind is tuple or kind is list:
            depth = self.enter(len(value), depth)
            return ["t" if kind is tuple else "l", *[self.visit(entry, depth) for entry in value]]
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is range:
            parts = value.start, value.stop, value.step
            return ["r", *parts] if max(map(abs, parts)) <= _MAX_BOUND else self._other(value)
        if isinstance(value, np.generic | np.ndarray):
            return self._numpy(value, depth)
        for plain, make in _PLAIN.items():
            if isinstance(value, plain):
                return self.visit(make(value), depth)
        return self._other(value)

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        texts = True
        for key in value:
            if type(key) is not str:
                texts = False
                if not _is_key(key):
                    return self._other(value)
        depth = self.enter(2 * len(value), depth)
        if not texts:
            return ["d", *[self.visit(part, depth) for pair in value.items() for part in pair]]
        self._count(sum(map(len, value)))
        return {key: self.visit(entry, depth) for key, entry in value.items()}

    def _numpy(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.matrix):  # a check says that it is no array
            return self._other(value)
        array, is_array = np.asarray(value), isinstance(value, np.ndarray)
        kind = array.dtype.kind
        code = "f8" if array.dtype == np.longdouble else f"{kind}{array.dtype.itemsize}"
        if code in _DTYPES:
            return ["a" if is_array else "n", code, *self._keep(array.astype(f"<{code}", copy=False))]
        if kind not in "OU":
            return self._other(value)
        self._count(array.nbytes)  # of texts, each takes the room of the longest
        entries = array.ravel().tolist()
        if not is_array:
            return self.visit(entries[0], depth)
        depth = self.enter(self.count_entries(list(array.shape)), depth)
        return [kind.lower(), list(array.shape), *[self.visit(entry, depth) for entry in entries]]

    def _keep(self, array: Any) -> tuple[int, ...]:
        """Keep an array's bytes, and return its shape."""
        self.count_entries(list(array.shape))
        if array.nbytes > self.limits.total:  # before a view that takes no memory is written out
            raise CodecError("more data than may be handed over")
        data = array.tobytes()
        self._count(len(data))
        self.buffers.append(data)
        shape: tuple[int, ...] = array.shape
        return shape

    def _count(self, size: int) -> None:
        self.bytes += size
        if self.bytes > self.limits.total:
            raise CodecError("more data than may be handed over")

    def _other(self, value: Any) -> Any:
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

    def __init__(self, frame: bytes | bytearray, at: int, revive: Revive, limits: Limits) -> None:
        self.frame, self.at, self.revive, self.limits = frame, at, revive, limits
        self.grown = 0

    def visit(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if kind is float or kind is bool or tree is None:
            return tree
        if kind is str:
            return tree if tree.isascii() else _clean(tree)
        if kind is list:
            build = _BUILD.get(tree[0])
            if build is None:
                raise CodecError("a value of an unknown kind")
            return build(self, tree, depth)
        if kind is dict:
            depth = self.enter(2 * len(tree), depth)
            return {key if key.isascii() else _clean(key): self.visit(entry, depth) for key, entry in tree.items()}
        if tree.bit_length() > _MAX_BITS:
            raise CodecError("an integer beyond the limits")
        return tree

    def make_list(self, tree: list[Any], depth: int, first: int = 1) -> list[Any]:
        depth = self.enter(len(tree) - first, depth)
        return [self.visit(entry, depth) for entry in tree[first:]]

    def make_dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        parts = self.make_list(tree, depth)
        if not all(map(_is_key, parts[::2])):
            raise CodecError("a dict with a key that is no plain value")
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def make_complex(self, tree: list[Any], depth: int) -> complex:
        _, real, imaginary = tree
        if not (isinstance(real, float) and isinstance(imaginary, float)):
            raise CodecError("a complex number of something else than numbers")
        return complex(real, imaginary)

    def make_range(self, tree: list[Any], depth: int) -> range:
        _, start, stop, step = tree
        if any(type(part) is not int or abs(part) > _MAX_BOUND for part in (start, stop, step)):
            raise CodecError("a range of something else than numbers")
        return range(start, stop, step)

    def make_array(self, tree: list[Any], depth: int) -> Any:
        read, made = _DTYPES[tree[1]]
        shape, start = tree[2:], self.at
        self.at += self.count_entries(shape) * read.itemsize
        if self.at > len(self.frame):
            raise CodecError("an array of more bytes than there are")
        return np.ndarray(shape, read, self.frame, start).astype(made)

    def make_number(self, tree: list[Any], depth: int) -> Any:
        array = self.make_array(tree, depth)
        if array.ndim:
            raise CodecError("a number that is an array")
        return array[()]

    def make_objects(self, tree: list[Any], depth: int) -> Any:
        shape, count = tree[1], len(tree) - 2
        if self.count_entries(shape) != count:
            raise CodecError("an array of another size than its shape")
        array = np.empty(count, dtype=object)
        for index, entry in enumerate(self.make_list(tree, depth, 2)):
            array[index] = entry
        return array.reshape(shape)

    def make_texts(self, tree: list[Any], depth: int) -> Any:
        array = self.make_objects(tree, depth)
        if any(not isinstance(entry, str) for entry in array.flat):
            raise CodecError("an array of texts with something else in it")
        # NumPy gives each text the room of the longest: what a short frame may grow to, all its arrays together.
        self.grown += 4 * max((len(entry) for entry in array.flat), default=0) * array.size
        if self.grown > self.limits.total:
            raise CodecError("an array of texts that would grow too large")
        return array.astype(str)

    def make_reference(self, tree: list[Any], depth: int) -> Any:
        _, kind, name = tree
        if not (isinstance(kind, str) and isinstance(name, str) and len(name) <= MAX_NAME):
            raise CodecError("a reference without a name")
        return self.revive(Reference(kind, _clean(name)))

    def make_opaque(self, tree: list[Any], depth: int) -> Any:
        _, name, can_be_called, handle = tree
        if not (isinstance(name, str) and isinstance(can_be_called, bool) and type(handle) is int):
            raise CodecError("a marker without a type")
        return self.revive(Opaque(class_name(name), can_be_called, handle))


_BUILD: dict[str, Callable[[_Decoder, list[Any], int], Any]] = {
    "l": _Decoder.make_list,
    "t": lambda decoder, tree, depth: tuple(decoder.make_list(tree, depth)),
    "d": _Decoder.make_dict,
    "c": _Decoder.make_complex,
    "r": _Decoder.make_range,
    "a": _Decoder.make_array,
    "n": _Decoder.make_number,
    "o": _Decoder.make_objects,
    "u": _Decoder.make_texts,
    "ref": _Decoder.make_reference,
    "x": _Decoder.make_opaque,
}


def _is_key(key: Any) -> bool:
    if isinstance(key, tuple):
        return all(map(_is_key, key))
    if isinstance(key, int):
        return key.bit_length() <= _MAX_BITS
    return key is None or isinstance(key, str | float)


def _clean(text: str) -> str:
    """Return text that can be written as UTF-8; half of a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
