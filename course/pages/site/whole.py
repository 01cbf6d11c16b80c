"""Two pages of the site about the course as a whole: the map of its exercises, and the glossary."""

from dataclasses import dataclass

from course.coursemap.course_map import LINKS, CourseMap, read_map
from course.coursemap.ending import glossary_address
from course.coursemap.glossary import GLOSSARY, Glossary, glossary_home, read_glossary
from course.coursemap.outline import AROUND, WAYS, Exercise, Outline
from course.coursemap.pictures import lesson_svg, path_svg
from course.pages.site.page import render
from course.pages.site.text import Lesson
from course.paths import Tree

MAP, WORDS = "map.html", "glossary.html"


@dataclass(frozen=True)
class Whole:
    """What a course has to be shown as a whole; either may be missing."""

    course: CourseMap | None
    glossary: Glossary | None
    home: str | None

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The pages, each with its name for readers."""
        pages = [(MAP, "Map")] if self.course else []
        return pages + ([(WORDS, "Glossary")] if self.glossary else [])

    @property
    def addresses(self) -> dict[str, str]:
        """Addresses in notebooks, and what takes their place on the site."""
        return {glossary_address(self.home): WORDS} if self.home else {}


def read_whole(tree: Tree) -> Whole:
    """Return the map and the glossary of a course. Raises CourseError as their readers do."""
    return Whole(read_map(tree), read_glossary(tree), glossary_home(tree))


def whole_pages(whole: Whole, lessons: list[Lesson]) -> dict[str, bytes]:
    """Return the pages that there are, by their names."""
    pages = {}
    if whole.course:
        title, shown = "Map of the course", _lessons(whole.course, {lesson.name: lesson.title for lesson in lessons})
        page = {"name": title, "title_text": title, "pages": whole.pages}
        pages[MAP] = render("map.html.j2", page=page, lessons=shown, path=path_svg(whole.course), links=str(LINKS))
    if whole.glossary:
        page = {"name": "Glossary", "title_text": "Glossary", "pages": whole.pages}
        pages[WORDS] = render("glossary.html.j2", page=page, glossary=whole.glossary, file=str(GLOSSARY))
    return {name: content.encode() for name, content in pages.items()}


def _lessons(course: CourseMap, titles: dict[str, str]) -> list[dict[str, object]]:
    """Return what the map's template shows of each lesson that has a page."""
    return [
        {
            "name": outline.name,
            "title": titles[outline.name],
            "svg": lesson_svg(course, outline) if outline.exercises else "",
            "exercises": [_exercise(course, outline, exercise) for exercise in outline.exercises],
        }
        for outline in course.lessons
        if outline.name in titles
    ]


def _exercise(course: CourseMap, own: Outline, exercise: Exercise) -> dict[str, object]:
    title = exercise.section.title
    ways = {way: [(f"{own.name}.{name}", name) for name, its in exercise.needs.items() if its == way] for way in WAYS}
    around = ways.pop(AROUND)
    return {
        "name": exercise.name,
        "key": exercise.key,
        "number": exercise.section.number,
        # A heading that is the name says nothing more.
        "title": title if title != exercise.name else "",
        "needs": [(way, names) for way, names in ways.items() if names],
        "around": around,
        "before": [(link.start, link.why) for link in course.links if link.end.key == exercise.key],
        "after": [(link.end, link.why) for link in course.links if link.start.key == exercise.key],
    }
