"""The map of the course: the outlines of its lessons, and the links between exercises of different lessons.

What an exercise needs within its lesson is read from the lesson. Which idea comes back in a later lesson is for people
to say: course/links.toml holds it, each link with its reason.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from course.authoring.text import read_text
from course.coursemap.outline import Exercise, Outline, read_outline
from course.errors import CourseError
from course.paths import Tree

LINKS = Path("course") / "links.toml"


@dataclass(frozen=True)
class Link:
    """An idea of one lesson that a later lesson uses: from one exercise to another, and why, as Markdown."""

    start: Exercise
    end: Exercise
    why: str


@dataclass(frozen=True)
class CourseMap:
    """All lessons in order, and the links in the order of their ends."""

    lessons: tuple[Outline, ...]
    links: tuple[Link, ...]

    def behind(self, lesson: str) -> list[Link]:
        """Links that lead to a lesson."""
        return [link for link in self.links if link.end.lesson == lesson]

    def ahead(self, lesson: str) -> list[Link]:
        """Links that lead from a lesson, in the order of its exercises."""
        order = [exercise.key for exercise in self.outline(lesson).exercises]
        return sorted(
            (link for link in self.links if link.start.lesson == lesson), key=lambda link: order.index(link.start.key)
        )

    def outline(self, lesson: str) -> Outline:
        """Return a lesson by its name."""
        return next(outline for outline in self.lessons if outline.name == lesson)


def read_map(tree: Tree) -> CourseMap | None:
    """Return the map of a course, None for one without course/links.toml.

    Raises CourseError where that file cannot be read, or links what is not there.
    """
    if not (tree.root / LINKS).is_file():
        return None
    outlines = tuple(_outline(tree.lessons / f"{name}.py") for name in tree.lesson_names())
    exercises = {exercise.key: exercise for outline in outlines for exercise in outline.exercises}
    order = {key: place for place, key in enumerate(exercises)}
    links: list[Link] = []
    for entry in read_tables(tree.root / LINKS, link=("from", "to", "why"))["link"]:
        for key in (entry["from"], entry["to"]):
            if key not in exercises:
                raise CourseError(
                    f"{LINKS}: there is no exercise {key!r}. Mend its name (LESSON.EXERCISE) or delete the link."
                )
        start, end = exercises[entry["from"]], exercises[entry["to"]]
        if start.lesson >= end.lesson:
            raise CourseError(
                f"{LINKS}: {start.key} to {end.key} leads to no later lesson. Swap the two or delete the link."
            )
        if any((link.start.key, link.end.key) == (start.key, end.key) for link in links):
            raise CourseError(f"{LINKS}: {start.key} to {end.key} stands there twice. Keep one.")
        links.append(Link(start, end, entry["why"]))
    return CourseMap(outlines, tuple(sorted(links, key=lambda link: (order[link.end.key], order[link.start.key]))))


def read_tables(path: Path, **kinds: tuple[str, ...]) -> dict[str, list[dict[str, str]]]:
    """Return the tables of a TOML file by their kind: link=("from", "to") reads all [[link]] with these two texts.

    A key with a question mark, "symbol?", may be left out. Raises CourseError where the file cannot be read, or holds
    anything else.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}. It must be a TOML file in UTF-8.") from None
    for name, tables in content.items():
        if name not in kinds or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            allowed = " or ".join(f"[[{kind}]]" for kind in kinds)
            raise CourseError(f"{path}: every table should begin with {allowed}. What stands under `{name}` does not.")
        for number, table in enumerate(tables, start=1):
            _check_table(f"{path}: [[{name}]] number {number}", table, kinds[name])
    return {kind: list(content.get(kind, [])) for kind in kinds}


def _check_table(where: str, table: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key, value in table.items():
        if key not in keys and f"{key}?" not in keys:
            known = ", ".join(key.rstrip("?") for key in keys)
            raise CourseError(f"{where} has `{key}`, which is unknown. The keys are {known}.")
        if not isinstance(value, str) or not value.strip():
            raise CourseError(f'{where}: `{key}` is no text. Write {key} = "...".')
    for key in keys:
        if not key.endswith("?") and key not in table:
            raise CourseError(f'{where} has no `{key}`. Write {key} = "...".')


def _outline(path: Path) -> Outline:
    changed = path.stat()
    return _read_outline(path, changed.st_mtime_ns, changed.st_size)


@lru_cache(256)
def _read_outline(path: Path, *_: int) -> Outline:
    return read_outline(read_text(path))
