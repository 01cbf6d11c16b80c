"""Grade a mini class, in a process of its own: `python -m tests.attacks.grade FOLDER stock|boxed`."""

import sys
from pathlib import Path

from nbgrader.apps import NbGraderAPI

from tests.attacks.classroom import LESSON, MiniClass


def main() -> None:
    root, how = Path(sys.argv[1]), sys.argv[2]
    result = NbGraderAPI(config=MiniClass(root, stock=how == "stock").config()).autograde(LESSON, "*")
    (root / "log.txt").write_text(f"{result.get('log')}\n{result.get('error')}", errors="backslashreplace")


if __name__ == "__main__":
    main()
