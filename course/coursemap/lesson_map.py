"""The map of one lesson: its exercises from top to bottom, with a curve from each to those below that need it."""

from course.coursemap.arcs import Arc, Row, arcs_svg
from course.coursemap.course_map import CourseMap
from course.coursemap.outline import Outline, direct_needs


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
    before = sorted({int(course.number(link.start.lesson)) for link in course.links if link.end.key == key})
    after = sorted({int(course.number(link.end.lesson)) for link in course.links if link.start.key == key})
    parts = [f"{arrow} {', '.join(map(str, lessons))}" for arrow, lessons in (("←", before), ("→", after)) if lessons]
    return "  ".join(parts)
