"""Values that the reference gives, from an earlier run on the very same inputs.

Whoever grades a class, each submission in a process of its own, has one run `learn` what the reference gave, and the
others `know` it. Only the instructor's solution may be such a run. In a notebook nothing is known and nothing learned.
"""

import copy
import pickle
import warnings
from collections.abc import Callable
from types import NoneType
from typing import Any

import numpy as np

Values = dict[bytes, bytes]
_NUMBERS = (bool, int, float, complex, np.bool_, np.int64, np.float64)
_known: Values = {}
_learnt: Values | None = None


def know(values: Values) -> None:
    """From now on, take these values, and no others, from memory."""
    global _known
    _known = values


def learn() -> Values:
    """Return a dict into which from now on everything goes that is computed."""
    global _learnt
    _learnt = {}
    return _learnt


def remembered(name: str, compute: Callable[..., Any], *inputs: Any) -> Any:
    """Return what `compute` gives on copies of the inputs, or a copy of what it gave before on the very same ones.

    name: stands for `compute` and no other, which gives the same for the same inputs.
    """
    key = _written((name, inputs)) if _known or _learnt is not None else b""
    if key in _known:
        return pickle.loads(_known[key])
    if not key or _learnt is None:
        return compute(*copy.deepcopy(inputs))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            value = compute(*copy.deepcopy(inputs))
    # What also warns or raises does so each time.
    except Exception:
        return compute(*copy.deepcopy(inputs))
    if written := _written(value):
        _learnt[key] = written
    return value


def _written(value: Any) -> bytes:
    """Return plain data as bytes that no other data has, also not 1, 1.0 and True; b"" for all else."""
    return pickle.dumps(value, 5) if _is_plain(value) else b""


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is np.ndarray:
        return bool(value.dtype.kind in "biufc")
    if kind in (list, tuple):
        return all(map(_is_plain, value))
    if kind is dict:
        return all(map(_is_plain, value)) and all(map(_is_plain, value.values()))
    return kind in _NUMBERS or kind in (str, NoneType)
