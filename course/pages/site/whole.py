"""Two pages of the site about the course as a whole: the map of its exercises, and the glossary."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from course.coursemap.course_map import LINKS, CourseMap, read_map
from course.coursemap.ending import glossary_address
from course.coursemap.glossary import GLOSSARY, Glossary, glossary_home, numbers, read_glossary
from course.coursemap.lesson_map import lesson_svg
from course.coursemap.outline import AROUND, WAYS, Exercise, Outline
from course.coursemap.path import path_svg
from course.pages.site.page import TEMPLATES
from course.pages.site.text import Lesson, markdown_html
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
        pages[MAP] = _map_page(whole, whole.course, lessons)
    if whole.glossary:
        pages[WORDS] = _glossary_page(whole, whole.glossary)
    return {name: page.encode() for name, page in pages.items()}


def _map_page(whole: Whole, course: CourseMap, lessons: list[Lesson]) -> str:
    titles = {lesson.name: lesson.title for lesson in lessons}
    shown = [
        {
            "name": outline.name,
            "title": titles[outline.name],
            "svg": lesson_svg(course, outline) if outline.exercises else "",
            "exercises": [_exercise(course, outline, exercise) for exercise in outline.exercises],
        }
        for outline in course.lessons
        if outline.name in titles
    ]
    return _page("map.html.j2", whole, "Map of the course", lessons=shown, path=path_svg(course))


def _exercise(course: CourseMap, own: Outline, exercise: Exercise) -> dict[str, object]:
    title = exercise.section.title
    ways = {way: [(f"{own.name}.{name}", name) for name, its in exercise.needs.items() if its == way] for way in WAYS}
    around = ways.pop(AROUND)
    return {
        "name": exercise.name,
        "key": exercise.key,
        "number": exercise.section.number,
        # A heading that is the name says nothing more.
        "title": _html(title, Path(own.name)) if title != exercise.name else "",
        "needs": [(way, names) for way, names in ways.items() if names],
        "around": around,
        "before": list(_linked(course, exercise, to_it=True)),
        "after": list(_linked(course, exercise, to_it=False)),
    }


def _linked(course: CourseMap, exercise: Exercise, to_it: bool) -> Iterator[tuple[str, str, str, str]]:
    """Yield the number of the lesson, the key, the name and the reason of each link."""
    for each in course.links:
        own, other = (each.end, each.start) if to_it else (each.start, each.end)
        if own.key == exercise.key:
            yield course.number(other.lesson), other.key, other.name, _html(each.why)


def _glossary_page(whole: Whole, glossary: Glossary) -> str:
    terms = [
        {
            "english": term.english,
            "anchor": term.anchor,
            "chinese": term.chinese,
            "symbol": _html(term.symbol, GLOSSARY),
            "meaning": _html(term.meaning, GLOSSARY),
            "lesson": term.lesson,
            "number": int(term.lesson.partition("_")[0]),
        }
        for term in glossary.terms
    ]
    letters = [(_html(one.letter, GLOSSARY), numbers(one), _html(one.meaning, GLOSSARY)) for one in glossary.letters]
    return _page("glossary.html.j2", whole, "Glossary", terms=terms, letters=letters)


def _html(source: str, where: Path = LINKS) -> str:
    return markdown_html(source, str(where), paragraph=False)


def _page(template: str, whole: Whole, title: str, **content: object) -> str:
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=False)
    page = {"name": title, "title_text": title, "pages": whole.pages}
    return templates.get_template(template).render(page=page, **content)
