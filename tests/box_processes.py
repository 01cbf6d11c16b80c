"""The processes of a grader, for tests that kill them."""

import contextlib
from pathlib import Path

# From the process that was started downwards, each the newest child of the one before.
IN_THE_BOX = ("bubblewrap", "bubblewrap inside", "warm process", "keeper", "box")
BESIDE_IT = ("trusted server", "trusted child")


def processes(warm: int, trusted: int) -> dict[str, int]:
    """Return the pids of a grader's processes, by their names above; those that there are just now."""
    found: dict[str, int] = {}
    for first, names in ((warm, IN_THE_BOX), (trusted, BESIDE_IT)):
        pid: int | None = first
        for name in names:
            if pid is not None:
                found[name] = pid
                pid = _child_of(pid)
    return found


def _child_of(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        # Earlier ones may have ended, and not been looked after.
        return int(children[-1]) if children else None
    return None
