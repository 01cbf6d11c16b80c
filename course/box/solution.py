"""The instructor's solution, which is run for what its run gives to others: pictures, and the reference's values."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from course.box.plan import Planned


@dataclass(frozen=True)
class Solution:
    """A lesson's solution. key: another one has another. load: gives its cells and the files beside it, when asked."""

    key: Hashable
    load: Callable[[], tuple[list[Planned], dict[str, bytes]]]
