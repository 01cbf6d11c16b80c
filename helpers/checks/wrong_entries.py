"""Which entries of an array are wrong, and whether the right numbers only stand at other places."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.equal import RIGHT, Array

# Fewer numbers than this stand in another order, or at one place, by chance.
ENOUGH = 3

# Rearrangements of the right array; None where it has no such form.
_ARRANGEMENTS: tuple[tuple[Callable[[Array], Array | None], str], ...] = (
    (
        lambda right: right.T if right.ndim == 2 else None,
        "On each of these inputs yours is the transpose of the expected one: rows and columns are swapped.",
    ),
    (
        lambda right: right[::-1] if right.ndim else None,
        "On each of these inputs yours has the right entries in reverse order.",
    ),
    (
        lambda right: np.roll(right, 1) if right.ndim == 1 else None,
        "On each of these inputs yours has the last entry first, and then the others in order.",
    ),
    (
        lambda right: np.roll(right, -1) if right.ndim == 1 else None,
        "On each of these inputs yours has the first entry last, and the others in order.",
    ),
)


def observe_rearranged(got: Sequence[Array], right: Sequence[Array]) -> str | None:
    """What was done with the right numbers on every input: transposed, reversed, shifted, or put in another order."""
    pairs = list(zip(got, right, strict=True))
    for change, said in _ARRANGEMENTS:
        if all(_equal(a, change(b)) for a, b in pairs) and any(b.size >= ENOUGH and not _equal(a, b) for a, b in pairs):
            return said
    if not all(a.shape == b.shape and _equal(np.sort(a, axis=None), np.sort(b, axis=None)) for a, b in pairs):
        return None
    told = any(len(np.unique(b)) >= ENOUGH and not _equal(a, b) for a, b in pairs)
    return "On each of these inputs yours has the right numbers, in another order." if told else None


def _equal(got: Array, wanted: Array | None) -> bool:
    return wanted is not None and got.shape == wanted.shape and RIGHT.all_close(got, wanted)


def observe_places(got: Sequence[Array], right: Sequence[Array]) -> str | None:
    """The one place at which the answer is wrong on every input, or the only one at which it is right."""
    if any(b.ndim == 0 or b.ndim > 2 or b.size < ENOUGH for b in right):
        return None
    wrong = [~RIGHT.close(a, b) for a, b in zip(got, right, strict=True)]
    by_chance = len(np.unique(np.concatenate([b[~mask] for b, mask in zip(right, wrong, strict=True)]))) < ENOUGH
    if by_chance or not all(np.any(mask) for mask in wrong):
        return None
    # By entry first: a wrong entry makes its row and its column wrong too.
    if all(mask.sum() == 1 for mask in wrong):
        return _only_one_wrong(wrong, "entry")
    if any(mask.ndim == 1 for mask in wrong):
        return _only_one_right(wrong, "entry")
    for axis, noun in ((1, "row"), (0, "column")):
        lines = [np.any(mask, axis=axis) for mask in wrong]
        whole = [np.all(mask, axis=axis) for mask in wrong]
        said = None
        if all(line.size >= 2 and line.sum() == 1 for line in lines):
            said = _only_one_wrong(lines, noun)
        # A line that is right in part is not right, nor wrong as a whole.
        if not said and all(map(np.array_equal, whole, lines)):
            said = _only_one_right(lines, noun)
        if said:
            return said
    return None


def _only_one_wrong(masks: Sequence[NDArray[np.bool_]], noun: str) -> str | None:
    """The sentence where the one entry that is True in each mask is at the same place in all of them."""
    at = [tuple(int(i) for i in np.argwhere(mask)[0]) for mask in masks]
    flat = all(mask.ndim == 1 for mask in masks)
    if flat and all(place == (0,) for place in at):
        which = f"the first {noun}"
    elif flat and all(place == (mask.size - 1,) for place, mask in zip(at, masks, strict=True)):
        which = f"the last {noun}"
    elif len(set(at)) == 1:
        which = f"{noun} [{', '.join(map(str, at[0]))}]"
    else:
        return None
    return f"On each of these inputs only {which} is wrong."


def _only_one_right(wrong: Sequence[NDArray[np.bool_]], noun: str) -> str | None:
    if all(line.size >= ENOUGH and not line[0] and np.all(line[1:]) for line in wrong):
        return f"On each of these inputs only the first {noun} is right."
    if all(line.size >= ENOUGH and not line[-1] and np.all(line[:-1]) for line in wrong):
        return f"On each of these inputs only the last {noun} is right."
    return None
