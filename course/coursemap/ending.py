"""The last page of a lesson, made when it is built: where it stands in the course.

It is text and one small picture, so running a notebook takes no longer, and a free cell, which no grade depends on.
"""

import json

from course.authoring.rules import ENDING
from course.coursemap.course_map import CourseMap, Link, read_map
from course.coursemap.glossary import PLACE, glossary_home
from course.coursemap.outline import Exercise, Outline, direct_needs
from course.coursemap.pictures import path_picture
from course.paths import Tree, lesson_number

TITLE = "Where you stand"


def last_page(tree: Tree, lesson: str) -> str | None:
    """Return a lesson's last page, None in a course without a map. Raises CourseError as `read_map` does."""
    course = read_map(tree)
    return ending(course, lesson, glossary_home(tree)) if course else None


def changed_endings(tree: Tree) -> list[str]:
    """Return the lessons that were built with another last page than they would have now."""
    changed = []
    for name in tree.lesson_names():
        built = tree.source / name / f"{name}.ipynb"
        if built.is_file():
            cells = json.loads(built.read_text(encoding="utf-8"))["cells"]
            found = next(("".join(cell["source"]) for cell in cells if cell.get("id") == ENDING), None)
            if found != last_page(tree, name):
                changed.append(name)
    return changed


def ending(course: CourseMap, lesson: str, glossary: str | None) -> str:
    """Return the Markdown of a lesson's last page.

    glossary: the lesson that the glossary lies beside, None where there is no glossary.
    """
    own = course.outline(lesson)
    parts = [f"## {_next_number(own)}{TITLE}", path_picture(course, lesson)]
    behind, ahead = course.behind(lesson), course.ahead(lesson)
    if behind:
        parts += ["**Behind you.** What this lesson took from earlier ones:", _list(behind, from_here=False)]
    if own.exercises:
        parts += ["**New.** The exercises of this lesson, and what each one stands on:", _table(course, own)]
    if ahead:
        parts += ["**Ahead.** Where it comes back:", _list(ahead, from_here=True)]
    if glossary:
        parts.append(
            "Every term and every symbol, with the Chinese words beside the English ones: "
            f"[the glossary]({glossary_address(glossary)})."
        )
    return "\n\n".join(parts)


def glossary_address(home: str) -> str:
    """Return the glossary's address in notebooks: lessons lie beside each other wherever they are handed out."""
    return f"../{home}/{PLACE}"


def _next_number(own: Outline) -> str:
    numbers = [section.number for section in own.sections if section.number]
    if not numbers:
        return ""
    lesson, last = numbers[-1].split(".")
    return f"{lesson}.{int(last) + 1} "


def _list(links: list[Link], from_here: bool) -> str:
    lines = []
    for each in links:
        start, end = _named(each.start), _named(each.end)
        if from_here:
            end = f"lesson {lesson_number(each.end.lesson)}, {end}"
        else:
            start = f"lesson {lesson_number(each.start.lesson)}, {start}"
        lines.append(f"- {start} → {end}: {each.why}")
    return "\n".join(lines)


def _named(exercise: Exercise) -> str:
    number = f" ({exercise.section.number})" if exercise.section.number else ""
    return f"`{exercise.name}`{number}"


def _table(course: CourseMap, own: Outline) -> str:
    needs, around = direct_needs(own.exercises), direct_needs(own.exercises, around=True)
    later = {exercise.name: set[int]() for exercise in own.exercises}
    for each in course.ahead(own.name):
        later[each.start.name].add(int(lesson_number(each.end.lesson)))
    rows = ["| exercise | equations | stands on | again in lesson |", "|---|---|---|---|"]
    for exercise in own.exercises:
        stands = _codes(needs[exercise.name])
        if around[exercise.name]:
            stands = f"{stands} ({_codes(around[exercise.name])})".strip()
        cells = (
            f"{exercise.section.number} `{exercise.name}`".strip(),
            ", ".join(f"({tag})" for tag in exercise.equations),
            stands,
            ", ".join(map(str, sorted(later[exercise.name]))),
        )
        rows.append(f"| {' | '.join(cells)} |")
    table = "\n".join(rows)
    if any(around.values()):
        table += "\n\nWhat stands in brackets is used by the pictures and comparisons alone, not by the exercise."
    return table


def _codes(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
