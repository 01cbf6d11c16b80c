"""Where a course's folders are. The names are nbgrader's own; see docs/architecture.md."""

import re
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError


@dataclass(frozen=True)
class Tree:
    """The folders of one course, all under `root`."""

    root: Path

    @property
    def lessons(self) -> Path:
        """Lesson texts, the one place where lessons are written."""
        return self.root / "course" / "lessons"

    @property
    def answers(self) -> Path:
        """Known answers, one text per lesson."""
        return self.root / "course" / "answers"

    @property
    def source(self) -> Path:
        """Instructor notebooks, generated."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """Student notebooks, generated."""
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        """What students handed in: submitted/STUDENT/LESSON/LESSON.ipynb."""
        return self.root / "submitted"

    def lesson_names(self) -> list[str]:
        """Names of all lessons that have a text, sorted."""
        return sorted(path.stem for path in self.lessons.glob("[0-9]*.py"))


def find_tree(start: Path | None = None) -> Tree:
    """Return the tree of the nearest folder at or above `start` (default: here) that holds course/lessons.

    Raises CourseError where there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "course" / "lessons").is_dir():
            return Tree(folder)
    raise CourseError(
        f"no course found at or above {here}. Run this inside a checkout, in the folder that holds course/lessons."
    )


def chosen_lessons(tree: Tree, names: list[str]) -> list[str]:
    """Return `names`, or all lessons where it is empty. Raises CourseError for a name without a text."""
    known = tree.lesson_names()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CourseError(f"no lesson named {', '.join(unknown)} in {tree.lessons}. There are: {', '.join(known)}.")
    return names or known


def lesson_number(name: str) -> str:
    """Return the number that a lesson's name begins with, without zeros in front: "3" for 03_network."""
    return str(int(re.match(r"\d+", name)[0]))  # type: ignore[index]  # lessons are found by their digits
