"""A lesson's texts as HTML: headings with names to link to, formulas set, hints that fold."""

import re
from dataclasses import dataclass, field

import nbformat
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode

from course.errors import CourseError
from course.pages.mathematics import FormulaError, MathRenderer, mathml

_TITLE = re.compile(r"#\s+(.*)")
_HEADING = re.compile(r"<h([1-6])( id=\"[^\"]*\")?>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Heading:
    """A heading that the table of contents lists."""

    id: str
    html: str


@dataclass
class Lesson:
    """One page: what its notebook's first cell says about it, its texts as HTML by their source, and its headings.

    Raises CourseError where it has no title, and for a formula that cannot be set.
    """

    name: str
    notebook: NotebookNode
    # Addresses in the notebook that are others on the site.
    addresses: dict[str, str] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        paragraphs = [part.strip() for part in self.notebook.cells[0].source.split("\n\n")]
        found = _TITLE.match(paragraphs[0])
        if not found:
            raise CourseError(f"{self.name}: the first cell should begin with the lesson's title, a line with one #.")
        self.title_source = found[1]
        # What the lesson teaches comes first, and how long it takes says so by itself.
        times = [part for part in paragraphs[2:] if part.startswith("**Time.**")]
        self.summary = [self.html(part, paragraph=False) for part in [*paragraphs[1:2], *times]]
        self.title = self.html(self.title_source, paragraph=False)
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                self.texts[cell.source] = self._text(cell.source)

    @property
    def title_text(self) -> str:
        """The title as plain text."""
        return self.title_source.replace("$", "")

    def html(self, source: str, paragraph: bool = True) -> str:
        """Return Markdown as HTML. Raises CourseError for a formula that cannot be set."""
        html = markdown_html(source, self.name, paragraph)
        for address, other in self.addresses.items():
            html = html.replace(f'href="{address}"', f'href="{other}"')
        return html

    def _text(self, source: str) -> str:
        """Return a cell's Markdown as HTML, and list its headings."""

        def name(found: re.Match[str]) -> str:
            level, words = found[1], found[3]
            if level == "1":
                return f"<h1>{words}</h1>"
            heading = Heading(_slug(words), words)
            self.headings.append(heading)
            return f'<h{level} id="{heading.id}">{words}</h{level}>'

        # A table's first row may have an empty corner, which is no header of anything.
        return _HEADING.sub(name, self.html(source)).replace("<th></th>", "<td></td>")


def read_lesson(name: str, path: str, addresses: dict[str, str]) -> Lesson:
    """Read a released notebook. Raises CourseError for one of which no page can be made.

    addresses: those in the notebook that are others on the site.
    """
    return Lesson(name, nbformat.read(path, as_version=4), addresses)


def markdown_html(source: str, where: str, paragraph: bool = True) -> str:
    """Return Markdown as HTML; `where` says where it stands. Raises CourseError for a formula that cannot be set."""

    def put(latex: str, block: bool) -> str:
        try:
            return mathml(latex, block)
        except FormulaError as error:
            raise CourseError(f"{where}: no page can show the formula {latex!r}: {error}") from None

    renderer = MathRenderer(put)
    html = str(MarkdownWithMath(renderer=renderer).render(source)).strip()
    return html if paragraph else html.removeprefix("<p>").removesuffix("</p>")


def _slug(words: str) -> str:
    return "s-" + re.sub(r"[^a-z0-9]+", "-", _TAG.sub("", words).lower()).strip("-")
