"""Which known mistake explains what a learner returned? One that does so on every input, or none.

Singles are tried first, then pairs. Where two different mistakes would give the same values, none is named: a wrong
name is worse than none.
"""

import copy
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from helpers.mistakes.model import Fault, Mistake, Model

# Two computations of the same values differ by round-off. Different mistakes differ by far more: a test holds every
# model's faults apart by `SEPARATION` on the inputs of its own checks.
TOLERANCE = 1e-8
SEPARATION = 1e-4


@dataclass(frozen=True)
class Diagnosis:
    """One or two mistakes which together give exactly what the learner returned, on every input."""

    mistakes: tuple[Mistake, ...]

    @property
    def name(self) -> str:
        """The names, joined by "and"."""
        return " and ".join(mistake.name for mistake in self.mistakes)


def diagnose(model: Model, inputs: Sequence[Sequence[Any]], returned: Sequence[Any]) -> Diagnosis | None:
    """The diagnosis that explains `returned` on all `inputs`, or None where none does or several do.

    inputs: per case, the values in the order of model.inputs. returned: per case, what the learner's function returned.
    """
    if len(inputs) == 0:
        return None
    right = [_run(model, values) for values in inputs]
    for candidates in (_singles(model), _pairs(model)):
        found = {
            tuple(sorted({fault.mistake.name for fault in faults})): faults
            for faults in candidates
            if _explains(model, faults, inputs, returned, right)
        }
        if len(found) == 1:
            faults = next(iter(found.values()))
            return Diagnosis(tuple(dict.fromkeys(fault.mistake for fault in faults)))
        if found:
            return None
    return None


def _singles(model: Model) -> Iterator[tuple[Fault, ...]]:
    return ((fault,) for fault in model.faults)


def _pairs(model: Model) -> Iterator[tuple[Fault, ...]]:
    for first, second in combinations(model.faults, 2):
        yield first, second
        if first.step == second.step:
            yield second, first


def _explains(
    model: Model,
    faults: Sequence[Fault],
    inputs: Sequence[Sequence[Any]],
    returned: Sequence[Any],
    right: Sequence[Any],
) -> bool:
    differs = False
    for values, got, expected in zip(inputs, returned, right, strict=True):
        value = _run(model, values, faults)
        if value is FAILED or not same(got, value):
            return False
        differs = differs or not same(expected, value, SEPARATION)
    # Two faults that cancel give the right answer, and explain nothing.
    return differs


class _Failed:
    """Stands for a value that a combination of faults cannot give, such as a product of shapes that do not fit."""


FAILED = _Failed()


def _run(model: Model, values: Sequence[Any], faults: Sequence[Fault] = ()) -> Any:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return model.run(copy.deepcopy(list(values)), faults)
        # A fault is tried on shapes that it was not written for: then it explains nothing.
        except (ValueError, TypeError, ArithmeticError, IndexError, KeyError, AttributeError, np.linalg.LinAlgError):
            return FAILED


def same(got: Any, value: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether two returned values agree in kind, shape and numbers; nan agrees with nan."""
    if isinstance(value, str | bool | np.bool_) or value is None:
        return type(got) is type(value) and bool(got == value)
    if isinstance(value, dict):
        return (
            isinstance(got, dict) and got.keys() == value.keys() and all(same(got[k], value[k], tolerance) for k in value)
        )
    if isinstance(value, tuple) or (isinstance(value, list) and any(np.ndim(entry) for entry in value)):
        if not isinstance(got, tuple | list | np.ndarray) or np.ndim(got) == 0 and not isinstance(got, tuple | list):
            return False
        return len(got) == len(value) and all(same(a, b, tolerance) for a, b in zip(got, value, strict=True))
    return _same_numbers(got, value, tolerance)


def _same_numbers(got: Any, value: Any, tolerance: float) -> bool:
    try:
        a, b = np.asarray(got), np.asarray(value)
    except ValueError:
        return False
    if a.shape != b.shape or a.dtype.kind not in "fiub" or b.dtype.kind not in "fiub":
        return False
    if a.dtype.itemsize < 8 and a.dtype.kind == "f":
        tolerance = max(tolerance, 1e-5)
    a, b = a.astype(np.float64), b.astype(np.float64)
    finite = np.isfinite(b)
    if not np.array_equal(finite, np.isfinite(a)) or not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    largest = float(np.max(np.abs(b[finite]), initial=0.0))
    return bool(np.all(np.abs(a[finite] - b[finite]) <= tolerance * (np.abs(b[finite]) + 1e-3 * largest) + 1e-14))
