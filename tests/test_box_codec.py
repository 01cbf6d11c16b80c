"""Only plain data crosses, and no bytes whatever build anything else or break the reader."""

import contextlib
import io
import json
import pickle
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from course.runner.codec import CodecError, Limits, Opaque, Reference, decode, describe, encode

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**4000), 2**4000)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]))
)
KEYS = st.text(max_size=5) | st.integers(-9, 9) | st.booleans() | st.none() | st.tuples(st.integers(-9, 9), st.text())
NUMBERS = of_numpy.arrays(
    st.sampled_from(["?", "i1", "u2", "i4", "u8", "f2", "f4", "f8", "c8", "c16"]),
    of_numpy.array_shapes(min_dims=0, min_side=0),
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
    endless = np.broadcast_to(None, 10**12)
    for value in (loop, wide, [0] * 300_000, np.zeros(9 * 2**20), "x" * 2**27, np.broadcast_to(0.0, 10**12), endless):
        with pytest.raises(CodecError):
            encode(value)


def frame(tree: Any, arrays: bytes = b"") -> bytes:
    header = json.dumps(tree).encode()
    return struct.pack("!I", len(header)) + header + arrays


def array(descr: str, shape: str, entries: bytes = b"", order: str = "False") -> bytes:
    """An array as NumPy would write it, whatever is said of it; the tree is ["a"]."""
    said = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    return frame(["a"], b"\x93NUMPY\x01\x00" + struct.pack("<H", len(said)) + said + entries)


def test_an_array_travels_as_numpy_writes_it() -> None:
    values = np.arange(6.0).reshape(2, 3)
    written = io.BytesIO()
    np.lib.format.write_array(written, values, version=(1, 0), allow_pickle=False)
    assert encode(values) == frame(["a"], written.getvalue())
    assert np.array_equal(decode(array("'<f8'", "(2, 3)", values.tobytes())), values)


BROKEN = {
    "empty": b"",
    "short": b"\0" * 3,
    "longer than it says": encode(1) + b"x",
    "a huge length": struct.pack("!I", 2**32 - 1),
    "no JSON": struct.pack("!I", 3) + b"{{{",
    "no tree": struct.pack("!I", 0),
    "two trees": struct.pack("!I", 3) + b"1 2",
    "a text that is not ASCII": struct.pack("!I", 4) + '"é"'.encode(),
    "a list without a kind": frame([]),
    "a number for a kind": frame([1, 2]),
    "a list for a kind": frame([["l"], 2]),
    "unknown kind": frame(["pickle", 1]),
    "a private name": frame(["__class__"]),
    "deep": frame(json.loads('["l", ' * 60 + "1" + "]" * 60)),
    "deep dicts": frame(json.loads('{"l": ' * 60 + "1" + "}" * 60)),
    "very deep": struct.pack("!I", 200_000) + b"[" * 200_000,
    "too many values": frame(["l", *[0] * 200_000]),
    "too many values in a dict": frame({str(number): 0 for number in range(100_000)}),
    "too many values in an array": frame(["o", ["t", 200_000], *[0] * 200_000]),
    "half a pair": frame(["d", 1, 2, 3]),
    "a list as a key": frame(["d", ["l"], 1]),
    "objects as dtype": array("'|O'", "(1,)", b"12345678"),
    "a pickle": array("'|O'", "(1,)", pickle.dumps([1])),
    "a list as dtype": array("[('a', '<f8')]", "(1,)", b"12345678"),
    "code as dtype": array("__import__('os')", "(1,)", b"12345678"),
    "dates": array("'<M8'", "(1,)", b"12345678"),
    "long double": array("'<f16'", "(1,)", b"1" * 16),
    "the other byte order": array("'>f8'", "(1,)", b"12345678"),
    "the other order of axes": array("'<f8'", "(1,)", b"12345678", order="True"),
    "texts without room": array("'<U0'", "(1,)"),
    "texts with too much room": array("'<U99999999'", "(0,)"),
    "negative axis": array("'<f8'", "(-1,)", b"12345678"),
    "negative axes": array("'<f8'", "(-1, -1)", b"12345678"),
    "axis of true": array("'|b1'", "(True,)", b"1"),
    "axis of a fraction": array("'|b1'", "(1.0,)", b"1"),
    "hidden huge axis": array("'<f8'", f"(0, {10**18})"),
    "huge axis": array("'<f8'", f"(0, {10**8})"),
    "hidden product": array("'|b1'", f"(0, {10**7}, {10**7})"),
    "too many axes": array("'|b1'", f"({'1, ' * 70})", b"1"),
    "another version": array("'<f8'", "(1,)", b"12345678").replace(b"Y\x01", b"Y\x02"),
    "a long header": array("'<f8'", f"(1,){' ' * 600}", b"12345678"),
    "half a header": array("'<f8'", "(1,)")[:40],
    "more than there is": array("'<f8'", "(3,)", b"12345678"),
    "less than there is": array("'<f4'", "(1,)", b"12345678"),
    "two arrays for one": frame(["l", ["a"], ["a"]], array("'<f8'", "(1,)", b"12345678")[9:]),
    "missing array": frame(["a"]),
    "array with parts": frame(["a", 1], array("'<f8'", "(1,)", b"12345678")[9:]),
    "unused bytes": frame(1, b"12345678"),
    "number of a text": frame(["n", "<f8", "1"]),
    "number of numbers": frame(["n", "<f8", ["l", 1.0]]),
    "number of another kind": frame(["n", "<i8", 1.5]),
    "number beyond its type": frame(["n", "|u1", 300]),
    "number of no type": frame(["n", "|O", 1]),
    "object array of another size": frame(["o", ["t", 2], 1]),
    "object array without a shape": frame(["o", 1, 1]),
    "object array with a text in its shape": frame(["o", ["t", "1"], 1]),
    "object array with a negative axis": frame(["o", ["t", -1], 1]),
    "object array with a huge axis": frame(["o", ["t", 0, 10**18]]),
    "object array with many axes": frame(["o", ["t", *[1] * 65], 1]),
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
    texts = decode(array("'<U2'", "(2,)", struct.pack("<4I", 0x110000, 0xD800, 97, 0x10FFFF)))
    assert texts.tolist() == ["??", "a\U0010ffff"]
    truths = decode(array("'|b1'", "(3,)", b"\x00\x01\x07"))
    assert truths.view(np.uint8).tolist() == [0, 1, 1]  # a true that equals no true would be neither


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_frames_never_do_more_than_raise(data: st.DataObject) -> None:
    whole = bytearray(encode(data.draw(PLAIN)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CodecError):
        decode(bytes(whole), limits=Limits(total=2**16))


TAGS = st.sampled_from(["l", "t", "d", "c", "r", "a", "n", "o", "ref", "x", "<f8"])
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
def test_any_tree_whatever_is_read_or_refused(tree: Any, arrays: bytes) -> None:
    with contextlib.suppress(CodecError):
        decode(frame(tree, arrays))
