"""The learner's folder: which notebooks a name on the command line means."""

import re
from pathlib import Path

from course.errors import CourseError

# Where `course lab` puts the lessons when no folder is named.
FOLDER = Path("work")
_LESSON = re.compile(r"\d\d_\w+")


def find_notebooks(name: Path | None = None) -> list[Path]:
    """Return the notebooks that `name` means, seen from the working directory: one, or those of all lessons.

    name: a notebook, its folder, a folder of lessons, or a lesson's name or its beginning, such as 01; None is the
    folder one is in, or else work/. Raises CourseError where there is none, or where the name fits several.
    """
    if name is None:
        here = Path.cwd()
        if is_lesson(here):
            return [_only_notebook(Path())]
        found = lessons_in(Path()) or lessons_in(FOLDER)
        if not found:
            raise CourseError(f"there are no lessons in {here} nor in {FOLDER}/. Get them with: course lab")
        return found
    for place in (name, name.with_name(f"{name.name}.ipynb") if name.name else name, FOLDER / name):
        if place.is_file():
            return [place]
        if place.is_dir():
            return [_only_notebook(place)] if is_lesson(place) else lessons_in(place) or [_only_notebook(place)]
    return [_by_short_name(name)]


def lessons_in(folder: Path) -> list[Path]:
    """Return the notebooks NAME/NAME.ipynb of the lessons in `folder`, by name."""
    found = (path / f"{path.name}.ipynb" for path in folder.glob("*/") if _LESSON.fullmatch(path.name))
    return sorted(path for path in found if path.is_file())


def is_lesson(folder: Path) -> bool:
    """Whether `folder` holds the notebook of one lesson."""
    return (folder / f"{folder.resolve().name}.ipynb").is_file()


def _by_short_name(name: Path) -> Path:
    """Return the lesson whose name, or its part behind the number, begins so; in this folder, in work/, or beside."""
    short = name.name.zfill(2) if name.name.isdecimal() else name.name
    beside = [Path("..")] if is_lesson(Path()) else []
    everywhere = [lessons for place in (Path(), FOLDER, *beside) if (lessons := lessons_in(place))]
    if len(name.parts) == 1 and short:
        for lessons in everywhere:
            found = [path for path in lessons if any(part.startswith(short) for part in (path.stem, path.stem[3:]))]
            if len(found) > 1:
                raise CourseError(f"{name} may mean several lessons. Name one: {_listed(found)}")
            if found:
                return found[0]
    if everywhere:
        raise CourseError(f"no such notebook: {name}. There are: {_listed(everywhere[0])}")
    raise CourseError(
        f"no such notebook: {name}. Name one like this: course check work/01_descent. Get the lessons with: course lab"
    )


def _listed(paths: list[Path]) -> str:
    return ", ".join(str(path.parent if path.stem == path.parent.name else path) for path in paths)


def _only_notebook(folder: Path) -> Path:
    named = folder / f"{folder.resolve().name}.ipynb"
    if named.is_file():
        return named
    found = sorted(folder.glob("*.ipynb"))
    if len(found) == 1:
        return found[0]
    if found:
        raise CourseError(f"{folder} holds {len(found)} notebooks. Name one: {_listed(found)}")
    raise CourseError(f"there is no notebook in {folder}. Name one like this: course check work/01_descent")
