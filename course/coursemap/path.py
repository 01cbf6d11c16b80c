"""The course's path: its lessons from top to bottom, with curves between those that share an idea."""

from collections import Counter

from course.coursemap.arcs import Arc, Row, arcs_svg, picture_html
from course.coursemap.course_map import CourseMap

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
    """Return the path, seen from a lesson, as an <img> for the end of its notebook."""
    return picture_html(path_svg(course, here), describe_path(course, here))


def describe_path(course: CourseMap, here: str | None) -> str:
    """Say what the picture of the path shows."""
    said = (
        f"The course's {len(course.lessons)} lessons from top to bottom, with curves between those that share an idea."
    )
    if here is None:
        return said
    behind = sorted({link.start.lesson for link in course.behind(here)})
    ahead = sorted({link.end.lesson for link in course.ahead(here)})
    parts = [f"Lesson {course.number(here)} is marked."]
    if behind:
        parts.append(f"Curves come to it from {lessons_in_words([course.number(name) for name in behind])}.")
    if ahead:
        parts.append(f"Curves lead from it to {lessons_in_words([course.number(name) for name in ahead])}.")
    return " ".join([said, *parts])


def lessons_in_words(numbers: list[str]) -> str:
    """Return "lesson 2", or "lessons 1, 2 and 5"."""
    if len(numbers) == 1:
        return f"lesson {numbers[0]}"
    return f"lessons {', '.join(numbers[:-1])} and {numbers[-1]}"
