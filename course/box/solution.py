"""The instructor's solution in a box of its own, for its pictures; see `course.box.pictures`."""

import contextlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from course.box.boxed import Box, BoxEnded, CellTimeoutError
from course.box.child import Child
from course.box.plan import Planned


@dataclass(frozen=True)
class Solution:
    """A lesson's solution. key: another one has another. load: gives its cells and the files beside it, when asked."""

    key: Hashable
    load: Callable[[], tuple[list[Planned], dict[str, bytes]]]


def draw_pictures(child: Child, solution: Solution, seconds: float) -> dict[str, bytes]:
    """Return the pictures that the solution's cells draw, by what is in them, as far as it runs. Ends the child.

    seconds: for one cell. Raises as `Child.wait_until_ready` does.
    """
    cells, files = solution.load()
    try:
        child.wait_until_ready(files)
        box = Box(child.channel, child.process)
        with contextlib.suppress(BoxEnded, CellTimeoutError):
            box.begin_cell(seconds)
            box.pictures()
            for cell in cells:
                if cell.role != "test":
                    box.begin_cell(seconds)
                    box.run(cell.source, cell.role == "locked", lambda kind, content: None)
            return box.pictures()
        return {}
    finally:
        child.end()
