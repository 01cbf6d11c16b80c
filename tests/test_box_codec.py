"""Only plain data crosses, and no bytes whatever build anything else or break the reader."""

import contextlib
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course.runner.codec import CodecError, Limits, decode, encode
from course.runner.markers import Opaque, Reference, describe

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**4000), 2**4000)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]))
)
KEYS = st.text(max_size=5) | st.integers(-9, 9) | st.booleans() | st.none() | st.tuples(st.integers(-9, 9), st.text())
NUMBERS = arrays.arrays(
    st.sampled_from(["?", "i1", "u2", "i4", "u8", "f2", "f4", "f8", "c8", "c16"]),
    arrays.array_shapes(min_dims=0, min_side=0),
)
PLAIN = st.recursive(
    SCALARS | NUMBERS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return repr(a) == repr(b)


@settings(deadline=None)
@given(PLAIN)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    assert same(decode(encode(value)), value)


@settings(deadline=None)
@given(NUMBERS)
def test_numbers_of_numpy_keep_their_type(array: Any) -> None:
    for number in array.ravel()[:2]:
        assert same(decode(encode(number)).dtype, number.dtype)


def test_arrays_arrive_as_copies_that_can_be_written() -> None:
    array = np.arange(6.0).reshape(2, 3).T
    got = decode(encode(array))
    got[0, 0] = 9
    assert array[0, 0] == 0
    assert np.array_equal(got[1:], array[1:])


@pytest.mark.parametrize(
    "value",
    [np.array(["a", "bcd"]), np.array([1.5, None, "x"], dtype=object), range(2, 9, 3), np.array([[]], dtype=object)],
    ids=["texts", "objects", "range", "empty"],
)
def test_other_arrays_and_ranges(value: Any) -> None:
    got = decode(encode(value))
    assert type(got) is type(value)
    assert list(np.ravel(got)) == list(np.ravel(value))
    assert np.shape(got) == np.shape(value)


class Loud(float):
    def __eq__(self, other: object) -> bool:
        return True

    def __float__(self) -> float:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


class Whole(int):
    def __int__(self) -> int:
        raise RuntimeError

    def __add__(self, other: int) -> int:
        raise RuntimeError


class Rows(np.ndarray):
    def __sub__(self, other: object) -> int:
        return 0


class Names(dict):
    def items(self) -> Any:
        raise RuntimeError


def test_subclasses_arrive_as_the_plain_type() -> None:
    values = [
        Loud(1.5),
        Whole(4),
        np.ones(2).view(Rows),
        Names(a=1),
        type("T", (str,), {})("x"),
        type("L", (list,), {})([1]),
    ]
    got = decode(encode(values))
    assert [type(value) for value in got] == [float, int, np.ndarray, dict, str, list]
    assert same(got, [1.5, 4, np.ones(2), {"a": 1}, "x", [1]])


def test_everything_else_is_only_named() -> None:
    class Evil:
        pass

    assert decode(encode([Evil(), len, {1}, b"x", {Evil: 1}])) == [
        Opaque("Evil"),
        Opaque("builtin_function_or_method", True),
        Opaque("set"),
        Opaque("bytes"),
        Opaque("dict"),
    ]
    assert decode(encode(len, lambda value: Reference("numpy", "sin"))) == Reference("numpy", "sin")
    assert decode(encode(2**5000)) == Opaque("int")
    assert describe(type("<b>", (), {})()) == Opaque("object")


def test_what_is_too_large_or_too_deep_is_refused_by_the_sender() -> None:
    loop: list[Any] = []
    loop.append(loop)
    wide = [0]
    for _ in range(30):
        wide = [wide, wide]  # type: ignore[list-item]
    for value in (loop, wide, [0] * 300_000, np.zeros(9 * 2**20), "x" * 2**27):
        with pytest.raises(CodecError):
            encode(value)


def frame(tree: Any, buffers: bytes = b"") -> bytes:
    header = json.dumps(tree).encode()
    return struct.pack("!II", len(header), len(buffers)) + header + buffers


BROKEN = {
    "empty": b"",
    "short": b"\0" * 7,
    "longer than it says": encode(1) + b"x",
    "huge lengths": struct.pack("!II", 2**32 - 1, 2**32 - 1),
    "no JSON": struct.pack("!II", 3, 0) + b"{{{",
    "no tree": struct.pack("!II", 0, 0),
    "two trees": struct.pack("!II", 3, 0) + b"1 2",
    "a text that is not ASCII": struct.pack("!II", 4, 0) + '"é"'.encode(),
    "a list without a kind": frame([]),
    "a number for a kind": frame([1, 2]),
    "a list for a kind": frame([["l"], 2]),
    "unknown kind": frame(["pickle", 1]),
    "a private name": frame(["__class__"]),
    "deep": frame(json.loads('["l", ' * 60 + "1" + "]" * 60)),
    "deep dicts": frame(json.loads('{"l": ' * 60 + "1" + "}" * 60)),
    "very deep": struct.pack("!II", 200_000, 0) + b"[" * 200_000,
    "too many values": frame(["l", *[0] * 200_000]),
    "too many values in a dict": frame({str(number): 0 for number in range(100_000)}),
    "too many values in an array": frame(["o", [200_000], *[0] * 200_000]),
    "half a pair": frame(["d", 1, 2, 3]),
    "a list as a key": frame(["d", ["l"], 1]),
    "objects as dtype": frame(["a", "O8", 1], b"12345678"),
    "a list as dtype": frame(["a", [], 1], b"12345678"),
    "long double": frame(["a", "f16", 1], b"1" * 16),
    "negative axis": frame(["a", "f8", -1], b"12345678"),
    "negative axes": frame(["a", "f8", -1, -1], b"12345678"),
    "axis of true": frame(["a", "b1", True], b"1"),
    "axis of a fraction": frame(["a", "b1", 1.0], b"1"),
    "hidden huge axis": frame(["a", "f8", 0, 10**18]),
    "hidden product": frame(["a", "b1", 0, 10**7, 10**7]),
    "too many axes": frame(["a", "b1", *[1] * 33], b"1"),
    "more than there is": frame(["a", "f8", 3], b"12345678"),
    "less than there is": frame(["a", "f4", 1], b"12345678"),
    "two arrays for one": frame(["l", ["a", "f8", 1], ["a", "f8", 1]], b"12345678"),
    "missing bytes": frame(["a", "f8", 1]),
    "unused bytes": frame(1, b"12345678"),
    "array without a type": frame(["a"]),
    "number with axes": frame(["n", "f8", 1], b"12345678"),
    "object array of another size": frame(["o", [2], 1]),
    "object array without a shape": frame(["o", 1, 1]),
    "texts of numbers": frame(["u", [1], 1]),
    "one long text in each of many arrays": frame(["l", *[["u", [1999], "x" * 4000, *["y"] * 1998]] * 3]),
    "a huge integer": frame(10**1400),
    "range of texts": frame(["r", "a", "b", "c"]),
    "range without steps": frame(["r", 1, 2, 0]),
    "huge range": frame(["r", 0, 2**60, 1]),
    "complex of texts": frame(["c", "1", "2"]),
    "reference without name": frame(["ref", "answer"]),
    "marker without type": frame(["x", 1, 2, 3]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_frames_are_refused(name: str) -> None:
    with pytest.raises(CodecError):
        decode(BROKEN[name])


def test_texts_that_cannot_be_written_are_mended() -> None:
    decode(encode("\ud800 and \udfff")).encode("utf-8")
    array = decode(frame(["a", "b1", 3], b"\x00\x01\x07"))
    assert array.view(np.uint8).tolist() == [0, 1, 1]  # a true that equals no true would be neither


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_frames_never_do_more_than_raise(data: st.DataObject) -> None:
    whole = bytearray(encode(data.draw(PLAIN)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CodecError):
        decode(bytes(whole), limits=Limits(total=2**16))


TAGS = st.sampled_from(["l", "t", "d", "c", "r", "a", "n", "o", "u", "ref", "x", "f8"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | TAGS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(TAGS, st.lists(inner, max_size=4)).map(lambda parts: [parts[0], *parts[1]])
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
)


@settings(max_examples=300, deadline=None)
@given(JSON, st.binary(max_size=16))
def test_any_tree_whatever_is_read_or_refused(tree: Any, buffers: bytes) -> None:
    with contextlib.suppress(CodecError):
        decode(frame(tree, buffers))
