"""Two pictures: the course's path, its lessons with the ideas they share, and the map of a lesson's exercises."""

import base64
import html
from collections import Counter

from course.coursemap.arcs import WIDTH, Arc, Row, arcs_svg
from course.coursemap.course_map import CourseMap
from course.coursemap.outline import Outline, direct_needs
from course.paths import lesson_number

# A picture that stands alone has its own ground, whatever the page is like around it.
_ALONE = "color:#1a1a1a;background:#fff"


def lesson_arcs(course: CourseMap, here: str | None) -> list[Arc]:
    """Return a curve for each two lessons with links, wider for more. Those that do not touch `here` are faint."""
    order = {outline.name: place for place, outline in enumerate(course.lessons)}
    counts = Counter((link.start.lesson, link.end.lesson) for link in course.links)
    return [
        Arc(order[start], order[end], 1 + 0.6 * min(count, 6), faint=here is not None and here not in (start, end))
        for (start, end), count in sorted(counts.items())
    ]


def path_svg(course: CourseMap, here: str | None = None) -> str:
    """Return the path as SVG; `here` is the lesson that it is seen from, None for the course from outside."""
    names = [outline.name for outline in course.lessons]
    place = names.index(here) if here else len(names)
    rows = [
        Row(
            outline.number,
            outline.short,
            "you are here" if number == place else "",
            "here" if number == place else "full" if number < place else "hollow",
        )
        for number, outline in enumerate(course.lessons)
    ]
    return arcs_svg(rows, lesson_arcs(course, here), describe_path(course, here), _ALONE if here else "")


def path_picture(course: CourseMap, here: str) -> str:
    """Return the path, seen from a lesson, as an <img> that has everything inside, for the end of its notebook."""
    data = base64.b64encode(path_svg(course, here).encode()).decode("ascii")
    alt = html.escape(describe_path(course, here))
    return f'<img src="data:image/svg+xml;base64,{data}" width="{WIDTH}" alt="{alt}">'


def describe_path(course: CourseMap, here: str | None) -> str:
    """Say what the picture of the path shows."""
    said = (
        f"The course's {len(course.lessons)} lessons from top to bottom, with curves between those that share an idea."
    )
    if here is None:
        return said
    behind = sorted({link.start.lesson for link in course.behind(here)})
    ahead = sorted({link.end.lesson for link in course.ahead(here)})
    parts = [f"Lesson {lesson_number(here)} is marked."]
    if behind:
        parts.append(f"Curves come to it from {lessons_in_words(behind)}.")
    if ahead:
        parts.append(f"Curves lead from it to {lessons_in_words(ahead)}.")
    return " ".join([said, *parts])


def lessons_in_words(names: list[str]) -> str:
    """Return "lesson 2", or "lessons 1, 2 and 5"."""
    *numbers, last = map(lesson_number, names)
    return f"lessons {', '.join(numbers)} and {last}" if numbers else f"lesson {last}"


def lesson_svg(course: CourseMap, own: Outline) -> str:
    """Return the map of a lesson as SVG. At the right of an exercise stand the lessons of its links."""
    order = {exercise.name: place for place, exercise in enumerate(own.exercises)}
    rows = [Row(exercise.section.number, exercise.name, _aside(course, exercise.key)) for exercise in own.exercises]
    solid, dashed = direct_needs(own.exercises), direct_needs(own.exercises, around=True)
    arcs = [Arc(order[need], order[name]) for name, needs in solid.items() for need in needs]
    arcs += [Arc(order[need], order[name], 1.2, faint=True, dashed=True) for name in dashed for need in dashed[name]]
    count = len(rows)
    said = (
        f"Lesson {own.number}: its {count} exercises from top to bottom, with curves from each to those that need it."
    )
    return arcs_svg(rows, arcs, said if count != 1 else f"Lesson {own.number} has one exercise, {rows[0].label}.")


def _aside(course: CourseMap, key: str) -> str:
    """Return the lessons that an exercise has links with: "← 1, 2 → 5"."""
    before = sorted({int(lesson_number(link.start.lesson)) for link in course.links if link.end.key == key})
    after = sorted({int(lesson_number(link.end.lesson)) for link in course.links if link.start.key == key})
    parts = [f"{arrow} {', '.join(map(str, lessons))}" for arrow, lessons in (("←", before), ("→", after)) if lessons]
    return "  ".join(parts)
