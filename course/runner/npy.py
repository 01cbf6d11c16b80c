"""Arrays of numbers and texts as bytes in NumPy's .npy form, version 1.0, and back. The bytes may be anybody's.

Headers are written by NumPy and cached. They are not read by NumPy, which would evaluate them.
"""

import io
import math
import re
import struct
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib import format as npy

NAMES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
NUMBERS = frozenset(map(np.dtype, NAMES))
_LENGTHS = struct.Struct("<8sH")
_MOST_HEADER = 512
# The one form in which NumPy writes a header.
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<|][biufcU]\d{1,8})', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,9}, )*\d{0,9},?)\), \} *\n",
    re.DOTALL,
)


def dtype_of(array: Any) -> Any:
    """Return the dtype as which an array is written, None where it has neither numbers nor texts."""
    dtype = array.dtype
    if dtype == np.longdouble:  # differs between machines
        return np.dtype(np.float64)
    dtype = dtype if dtype in NUMBERS else dtype.newbyteorder("<")
    return dtype if _is_carried(dtype) else None


@lru_cache(maxsize=1000)
def extent(dtype: Any, shape: tuple[int, ...]) -> tuple[int, int]:
    """Return an array's longest axis and its bytes. An axis of 0 must not hide that another one is huge."""
    return max(shape, default=0), dtype.itemsize * math.prod(length or 1 for length in shape)


@lru_cache(maxsize=1000)
def write_header(dtype: Any, shape: tuple[int, ...]) -> bytes:
    """Return what comes before the entries of an array, which follow in C order."""
    header = io.BytesIO()
    npy.write_array_header_1_0(header, {"descr": dtype.str, "fortran_order": False, "shape": shape})
    return header.getvalue()


def read_header(data: bytes, at: int) -> tuple[Any, tuple[int, ...], int]:
    """Return dtype, shape, and where the entries begin. Raises ValueError or struct.error where no header is there."""
    start = at + _LENGTHS.size + _LENGTHS.unpack_from(data, at)[1]
    if start - at > _MOST_HEADER:
        raise ValueError("an array with too long a header")
    return *_parse(data[at:start]), start


def read_entries(data: bytes, dtype: Any, shape: tuple[int, ...], start: int, end: int) -> Any:
    """Return an array of its own, which can be written to. No entry can be what no array has."""
    if dtype.kind == "b":  # a byte that is neither 0 nor 1 would be a truth that equals nothing
        return np.ndarray(shape, np.uint8, data, start).astype(bool)
    if dtype.kind == "U":  # some numbers stand for no character, or for half of one
        points = np.ndarray((end - start) // 4, "<u4", data, start).copy()
        points[(points > 0x10FFFF) | (points >> 11 == 0x1B)] = ord("?")
        return points.view(dtype).reshape(shape)
    return np.ndarray(shape, dtype, data, start).copy()


@lru_cache(maxsize=1000)
def _parse(header: bytes) -> tuple[Any, tuple[int, ...]]:
    found = _HEADER.fullmatch(header)
    if not found:
        raise ValueError("an array without a header")
    dtype = np.dtype(found[1].decode())
    if not _is_carried(dtype):
        raise ValueError("an array of something else than numbers or texts")
    return dtype, tuple(int(length) for length in found[2].split(b",") if length.strip())


def _is_carried(dtype: Any) -> bool:
    return dtype in NUMBERS or (dtype.kind == "U" and dtype.itemsize > 0)
