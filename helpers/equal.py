"""When two values are equal: one judgement, and one kind of tolerance, for all that compares a learner's values.

`Tolerance.close` compares arrays entry by entry, `same` any returned values, `unchanged` two values to the last bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Tolerance:
    """How far a value may be from the expected one, entry by entry.

    That is relative * (|expected| + share * the largest |expected|) + absolute.

    share: an entry near 0 often is a difference of large ones, and carries their round-off.
    zeros: stands for the largest where all expected entries are 0.
    single: takes the place of a smaller `relative` where the value has fewer than 8 bytes: float32 carries 7 digits.
    """

    relative: float
    share: float = 1e-3
    absolute: float = 0.0
    zeros: float = 0.0
    single: float = 0.0

    def close(self, got: NDArray[Any], expected: Array) -> NDArray[np.bool_]:
        """Where the entries of `got` are close to those of `expected`, of the same shape; nan is close to nothing."""
        relative = self.relative
        if got.dtype.kind == "f" and got.dtype.itemsize < 8:
            relative = max(relative, self.single)
        size = np.abs(expected)
        largest = float(np.max(size, initial=0.0)) or self.zeros
        # Each product by itself: the sum of two numbers near the largest float would be infinite.
        allowed = relative * size + relative * self.share * largest + self.absolute
        with np.errstate(invalid="ignore", over="ignore"):
            close: NDArray[np.bool_] = np.abs(got.astype(np.float64) - expected) <= allowed
        return close

    def all_close(self, got: NDArray[Any], expected: Array) -> bool:
        """Whether all entries of `got` are close to those of `expected`, of the same shape."""
        return bool(np.all(self.close(got, expected)))


# A check accepts this as right: two right answers differ by round-off only.
RIGHT = Tolerance(1e-7, zeros=1e-2, single=2e-4)
# The values of a mistake's model and those of the learner who makes it differ by round-off only.
MODEL = Tolerance(1e-8, absolute=1e-14, single=1e-5)
# A second mistake whose values come this near to what was returned makes the diagnosis ambiguous.
NEAR = Tolerance(1e-6, absolute=1e-14, single=1e-5)
# Different mistakes differ by more than this: a test holds every model's faults apart on the inputs of its own checks.
SEPARATION = Tolerance(1e-4, absolute=1e-14, single=1e-5)
# A pattern in wrong numbers is stated where it holds to this; different ones differ by far more on random inputs.
PATTERN = Tolerance(1e-9, share=1e-4)
# Two lines of a derivation have the same value at a point: a sum that cancels loses a few digits of 16.
DERIVED = Tolerance(1e-10, share=0.0, absolute=1e-13)


def same_text(got: str, expected: str) -> bool:
    """Whether two texts agree, apart from upper case and from space around them."""
    return got.strip().casefold() == expected.strip().casefold()


def same(got: Any, value: Any, tolerance: Tolerance = MODEL) -> bool:
    """Whether two returned values agree in kind, shape and numbers; nan agrees with nan.

    A list agrees with an array of its numbers. What cannot be compared agrees with nothing.
    """
    try:
        return _same(got, value, tolerance)
    # A learner may return any object, also one that cannot be compared or counted.
    except Exception:
        return False


def _same(got: Any, value: Any, tolerance: Tolerance) -> bool:
    if value is None or got is None:
        return got is value
    if isinstance(value, str):
        return isinstance(got, str) and same_text(got, value)
    if isinstance(value, bool | np.bool_):
        return isinstance(got, bool | np.bool_) and bool(got) == bool(value)
    if isinstance(value, Mapping):
        return (
            isinstance(got, Mapping)
            and got.keys() == value.keys()
            and all(_same(got[key], value[key], tolerance) for key in value)
        )
    if isinstance(value, tuple) or (isinstance(value, list) and not all(isinstance(v, int | float) for v in value)):
        if not isinstance(got, tuple | list | np.ndarray) or (isinstance(got, np.ndarray) and got.ndim == 0):
            return False
        return len(got) == len(value) and all(_same(a, b, tolerance) for a, b in zip(got, value, strict=True))
    return not isinstance(got, str | Mapping) and _same_numbers(_array(got), _array(value), tolerance)


def _array(value: Any) -> Any:
    # Python's whole numbers may be larger than any of NumPy's.
    return np.asarray(float(value) if type(value) is int else value)


def _same_numbers(a: Any, b: Any, tolerance: Tolerance) -> bool:
    if a.shape != b.shape or a.dtype.kind not in "fiub" or b.dtype.kind not in "fiub":
        return False
    if (a.dtype.kind == "b") != (b.dtype.kind == "b"):
        return False
    b = b.astype(np.float64)
    finite = np.isfinite(b)
    if not np.array_equal(finite, np.isfinite(a)) or not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    return tolerance.all_close(a[finite], b[finite])


def unchanged(before: Any, after: Any) -> bool:
    """Whether a value is what it was, to the last bit; nan is nan.

    Of functions and other objects there is nothing that a check could compare: they count as unchanged.
    """
    if isinstance(before, np.generic):
        before = before.item()
    if isinstance(before, np.ndarray):
        if not isinstance(after, np.ndarray) or before.shape != after.shape:
            return False
        kinds = {before.dtype.kind, after.dtype.kind}
        if "O" in kinds:
            return unchanged(before.tolist(), after.tolist())
        # Fast path: comparing bytes takes a tenth of the time, and hardly any function changes its inputs.
        same_bytes = before.dtype == after.dtype and before.tobytes() == after.tobytes()
        return same_bytes or np.array_equal(before, after, equal_nan=kinds <= {"f", "c"})
    if isinstance(before, list | tuple):
        return type(before) is type(after) and len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, dict):
        return (
            isinstance(after, dict)
            and before.keys() == after.keys()
            and all(unchanged(before[key], after[key]) for key in before)
        )
    if isinstance(before, int | float | str | bool):
        return bool(before == after or (before != before and after != after))
    return True
