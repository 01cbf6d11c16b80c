"""Grade a mini class, in a process of its own: `python -m tests.attacks.grade FOLDER HOW`.

HOW: "stock" for nbgrader as it comes, or one of the two ways to grade this course, "autograde" and "course grade".
"""

import sys
from pathlib import Path

from tests.attacks.classroom import MiniClass
from tests.parallel_class import grade_here


def main() -> None:
    root, how = Path(sys.argv[1]), sys.argv[2]
    if how == "course grade":
        said = str(grade_here(root))
    else:
        result = MiniClass(root, stock=how == "stock").autograde()
        said = f"{result.get('log')}\n{result.get('error')}"
    (root / "log.txt").write_text(said, errors="backslashreplace")


if __name__ == "__main__":
    main()
