"""Which entries of an array are wrong, and whether the right numbers only stand at other places."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.equal import RIGHT, Array

# Fewer numbers than this stand in another order, or at one place, by chance.
ENOUGH = 3


def observe_rearranged(got: Sequence[Array], right: Sequence[Array]) -> str | None:
    """What was done with the right numbers on every input: transposed, reversed, shifted, or put in another order."""
    for change, said in _ARRANGEMENTS:
        told = 0
        for a, b in zip(got, right, strict=True):
            wanted = change(b)
            if wanted is None or a.shape != wanted.shape or not RIGHT.all_close(a, wanted):
                break
            told += b.size >= ENOUGH and (a.shape != b.shape or not RIGHT.all_close(a, b))
        else:
            if told:
                return said
    return _another_order(got, right)


def _another_order(got: Sequence[Array], right: Sequence[Array]) -> str | None:
    told = 0
    for a, b in zip(got, right, strict=True):
        if a.shape != b.shape or not RIGHT.all_close(np.sort(a, axis=None), np.sort(b, axis=None)):
            return None
        told += len(np.unique(b)) >= ENOUGH and not RIGHT.all_close(a, b)
    return "On each of these inputs yours has the right numbers, in another order." if told else None


def _transposed(right: Array) -> Array | None:
    return right.T if right.ndim == 2 else None


def _reversed(right: Array) -> Array | None:
    return right[::-1] if right.ndim else None


def _shifted(by: int) -> Callable[[Array], Array | None]:
    return lambda right: np.roll(right, by) if right.ndim == 1 else None


_ARRANGEMENTS: tuple[tuple[Callable[[Array], Array | None], str], ...] = (
    (_transposed, "On each of these inputs yours is the transpose of the expected one: rows and columns are swapped."),
    (_reversed, "On each of these inputs yours has the right entries in reverse order."),
    (_shifted(1), "On each of these inputs yours has the last entry first, and then the others in order."),
    (_shifted(-1), "On each of these inputs yours has the first entry last, and the others in order."),
)


def observe_places(got: Sequence[Array], right: Sequence[Array]) -> str | None:
    """The one place at which the answer is wrong on every input, or the first one as the only one where it is right."""
    if any(b.ndim == 0 or b.ndim > 2 or b.size < ENOUGH for b in right):
        return None
    wrong = [~RIGHT.close(a, b) for a, b in zip(got, right, strict=True)]
    by_chance = len(np.unique(np.concatenate([b[~mask] for b, mask in zip(right, wrong, strict=True)]))) < ENOUGH
    if by_chance or not all(np.any(mask) for mask in wrong):
        return None
    # By entry first: a wrong entry makes its row and its column wrong too.
    if all(mask.sum() == 1 for mask in wrong):
        return _one([tuple(int(i) for i in np.argwhere(mask)[0]) for mask in wrong], wrong)
    if any(mask.ndim == 1 for mask in wrong):
        return _only_first(wrong, "entry")
    for axis, noun in ((0, "row"), (1, "column")):
        lines = [np.any(mask, axis=1 - axis) for mask in wrong]
        if all(line.size >= 2 and line.sum() == 1 for line in lines):
            said = _one([(int(np.argmax(line)),) for line in lines], lines, noun)
            if said:
                return said
        # Right on the first line only, and nowhere else in full or in part.
        if all(np.array_equal(mask.all(axis=1 - axis), line) for mask, line in zip(wrong, lines, strict=True)):
            said = _only_first(lines, noun)
            if said:
                return said
    return None


def _one(at: list[tuple[int, ...]], masks: Sequence[NDArray[np.bool_]], noun: str = "entry") -> str | None:
    """The sentence for one wrong entry, row or column, which is the same one on every input."""
    line = all(mask.ndim == 1 for mask in masks)
    if line and all(place == (0,) for place in at):
        which = f"the first {noun}"
    elif line and all(place == (mask.size - 1,) for place, mask in zip(at, masks, strict=True)):
        which = f"the last {noun}"
    elif len(set(at)) == 1:
        which = f"{noun} [{', '.join(map(str, at[0]))}]"
    else:
        return None
    return f"On each of these inputs only {which} is wrong."


def _only_first(wrong: Sequence[NDArray[np.bool_]], noun: str) -> str | None:
    if all(line.size >= ENOUGH and not line[0] and np.all(line[1:]) for line in wrong):
        return f"On each of these inputs only the first {noun} is right."
    if all(line.size >= ENOUGH and not line[-1] and np.all(line[:-1]) for line in wrong):
        return f"On each of these inputs only the last {noun} is right."
    return None
