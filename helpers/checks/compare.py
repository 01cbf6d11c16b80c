"""Is this value right? And if not: is it the type, the shape, or the numbers, and where first?"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.checks.show import show_kind, show_number, show_pair, show_value
from helpers.equal import RIGHT, Array, Tolerance, same_text
from helpers.mistakes.model import Mistake
from helpers.mistakes.plain import A_LIST, A_MATRIX


@dataclass(frozen=True)
class Difference:
    """How a value differs from the expected one.

    what: a clause that follows the value's name, such as "has the wrong shape".
    lines: what was returned and what was expected, for the learner to see.
    look: the advice for the learner, where the kind of the difference already gives it, else "".
    numbers_only: the type and the shape are right.
    named: the mistake, where the kind of the difference already shows it.
    """

    what: str
    lines: tuple[str, ...]
    look: str = ""
    numbers_only: bool = False
    named: Mistake | None = None


def compare(got: Any, right: Any, tolerance: Tolerance = RIGHT) -> Difference | None:
    """Return None where `got` is right, else the first thing that is wrong with it.

    right: a number, a text, True/False, or an array. Where it is an array, a list with the right numbers is not right:
        the exercises after this one calculate with it.
    Raises TypeError where `right` is None: that is a mistake of the check.
    """
    if right is None:
        raise TypeError("a check cannot expect None")
    if got is None:
        return Difference(
            "returned nothing (None)",
            (f"expected {show_kind(right)}",),
            "does the function end with `return`? `print` shows a value, only `return` hands it over.",
        )
    if isinstance(right, str):
        return _compare_text(got, right)
    if isinstance(right, bool | np.bool_):
        return _compare_truth(got, bool(right))
    if isinstance(got, bool | np.bool_ | str) or callable(got):
        return _wrong_kind(got, right)
    # Compared by the type's name: from the sandbox comes a stand-in class of this name.
    if type(got).__name__ == "matrix" and isinstance(right, np.ndarray):
        return no_array(got)
    # True and False count as numbers only where an array of them is expected.
    numbers = as_numbers(got, "b" if np.asarray(right).dtype.kind == "b" else "fiu")
    if numbers is None:
        return _wrong_kind(got, right)
    expected = np.asarray(right, dtype=np.float64)
    if numbers.shape != expected.shape:
        return _compare_shape(got, numbers, expected)
    if not np.all(np.isfinite(expected)):
        # Inputs of a check are finite, unless they are the learner's own; and nan would agree with nan.
        return Difference(
            "cannot be judged: for these inputs not even the right answer is a finite number",
            (f"yours     {show_kind(numbers)}",),
            "the inputs come from your own answer. Which of them is not a number, or far too large?",
        )
    if not np.array_equal(numbers, expected) and (difference := _compare_numbers(numbers, expected, tolerance)):
        return difference
    return no_array(got) if isinstance(right, np.ndarray) and right.ndim else None


def _wrong_kind(got: Any, right: Any) -> Difference:
    asked = right if isinstance(right, str | bool | np.bool_) else np.asarray(right)
    look = ""
    entries = got if isinstance(got, list | tuple) else ()
    odd = [entry for entry in entries if entry is None or isinstance(entry, str | bool)]
    if isinstance(right, str) and right in entries:
        look = "return the text alone, without the other entries."
    elif odd:
        look = f"the entry {odd[0]!r:.60} among your numbers. Where does it come from?"
    return Difference("is of the wrong kind", (f"yours     {show_kind(got)}", f"expected  {show_kind(asked)}"), look)


def no_array(got: Any) -> Difference | None:
    """Say that a list, a tuple or a np.matrix stands where an array is expected; None for anything else."""
    if type(got).__name__ == "matrix":
        return Difference(
            "is a np.matrix where an array is expected",
            ("yours     a np.matrix", "expected  an array"),
            "np.array(...) in place of np.matrix(...). Between two of np.matrix the sign * is the matrix product; "
            "between arrays it works entry by entry, as everywhere in this course.",
            named=A_MATRIX,
        )
    if not isinstance(got, list | tuple):
        return None
    kind = type(got).__name__
    return Difference(
        f"is a {kind} where an array is expected",
        (f"yours     a {kind} with the right numbers", "expected  an array"),
        "np.array(...) around it makes an array. A list does not calculate, and the exercises after this one do.",
        named=A_LIST,
    )


def _compare_text(got: Any, right: str) -> Difference | None:
    if not isinstance(got, str):
        return _wrong_kind(got, right)
    if same_text(got, right):
        return None
    return Difference("is wrong", (f"yours     {got!r:.200}", f"expected  {right!r}"), numbers_only=True)


def _compare_truth(got: Any, right: bool) -> Difference | None:
    if not isinstance(got, bool | np.bool_):
        return _wrong_kind(got, right)
    return None if bool(got) == right else Difference("is wrong", (f"yours     {got}", f"expected  {right}"))


def as_numbers(got: Any, kinds: str = "fiu") -> NDArray[Any] | None:
    """`got` as an array of one of NumPy's `kinds`, or None where it is none: objects, ragged lists, complex numbers."""
    try:
        array = np.asarray(got)
    except (ValueError, TypeError):
        return None
    if array.dtype == object:
        # NumPy would make nan of None, and numbers of texts.
        if any(entry is None or isinstance(entry, str | bool) for entry in array.flat):
            return None
        try:
            array = np.array([_nearest(entry) for entry in array.flat], np.float64).reshape(array.shape)
        except (ValueError, TypeError):
            return None
    return array if array.dtype.kind in kinds else None


def _nearest(entry: Any) -> float:
    """An object as a number; a whole one beyond all floats is infinite, as a product of floats would be."""
    try:
        return float(entry)
    except OverflowError:
        return math.inf if entry > 0 else -math.inf


def _compare_shape(returned: Any, got: NDArray[Any], right: Array) -> Difference:
    seen = returned if isinstance(returned, tuple | list) and got.ndim == 1 else got
    shown = (f"yours     {show_kind(seen)}", f"expected  {show_kind(right)}")
    if right.ndim == 0:
        look = (
            "the one entry is right there: hand over the number in it, not the array around it."
            if got.size == 1
            else "the function should return one number for these inputs. Is a sum, a mean or an index missing?"
        )
    elif got.ndim == 0:
        look = "one number came back for a whole array. Was the array summed, or only its last entry kept?"
    elif got.size == right.size:
        look = "the number of entries is right, their arrangement is not. Is something transposed or flattened?"
        if got.ndim == 1 and right.shape[1:] == (1,):
            look += " A sum with axis=1 drops an axis, and keepdims=True keeps it."
            # Broadcasting hides this mistake; with one entry it would even be harmless.
            look += f" Later {right.shape} - {got.shape} would give {right.shape[:1] * 2} without an error." * (
                got.size > 1
            )
    elif got.ndim == right.ndim and any(abs(a - b) == 1 for a, b in zip(got.shape, right.shape, strict=True)):
        look = "one entry too few or too many along one axis. Count what the first and the last one should be."
    elif right.ndim == 1:
        look = "which entries should there be, and how many? Count them for this input."
    else:
        look = "write the shape of each factor beside the line that makes this value."
    return Difference("has the wrong shape", shown, look)


def _compare_numbers(got: NDArray[Any], right: Array, tolerance: Tolerance) -> Difference | None:
    wrong = ~tolerance.close(got, right)
    if not np.any(wrong):
        return None
    values = got.astype(np.float64)
    for test, word in ((np.isnan, "not a number (nan)"), (np.isinf, "infinite")):
        if np.any(test(values)):
            return _not_finite(values, right, test(values), word)
    look = ""
    if got.ndim and got.dtype.kind in "iu" and np.any(right != np.round(right)):
        look = (
            "your array holds whole numbers only (its dtype is "
            f"{got.dtype}): what comes behind a decimal point is cut off. Start from np.zeros(n) or float(x)."
        )
    lines = _first_entry(values, right, wrong)
    return Difference("is wrong, and its shape and type are right", lines, look, numbers_only=not look)


def _not_finite(values: Array, right: Array, where: NDArray[np.bool_], word: str) -> Difference:
    count = "one entry that is" if where.sum() == 1 else f"{int(where.sum())} entries that are"
    return Difference(
        f"is {word}" if values.ndim == 0 else f"holds {count} {word}",
        _first_entry(values, right, where),
        "nan comes from 0 / 0, inf - inf or log of a negative number, inf from a division by 0 or an overflow: "
        "print the intermediate values one by one.",
    )


def _first_entry(values: Array, right: Array, wrong: NDArray[np.bool_]) -> tuple[str, ...]:
    """The first entry that is wrong, both numbers and their difference; for small arrays all of both."""
    index = tuple(int(i) for i in np.argwhere(wrong)[0]) if values.ndim else ()
    yours, expected = show_pair(float(values[index]), float(right[index]))
    gap = float(values[index]) - float(right[index])
    by = f"   (yours is {show_number(abs(gap), 4)} {'larger' if gap > 0 else 'smaller'})" if np.isfinite(gap) else ""
    if not values.ndim:
        return (f"yours     {yours}", f"expected  {expected}{by}")
    lines = [f"first difference at [{', '.join(map(str, index))}]: yours {yours}, expected {expected}{by}"]
    if values.size > 1:
        lines.append(f"{int(wrong.sum())} of {values.size} entries differ")
    if 1 < values.size <= 12:
        lines += [f"yours     {show_value(values)}", f"expected  {show_value(right)}"]
    return tuple(lines)
