"""nbconvert's HTML exporter, which does once what is the same on the pages of a whole class.

Most of a page is the lesson itself. nbconvert colours its code and cleans its texts anew for every student, and then
parses the finished page as a whole to put a few attributes in. Here both are done cell by cell, and kept.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode

CELL = '<div class="cell border-box-sizing'  # how a cell of the feedback template begins, code or text
PLACE = "<feedback-cells></feedback-cells>"  # stands in the page for its cells while they are away
BEFORE, AFTER = "<html><body><div>", "<feedback-end></feedback-end></div></body></html>"
KEPT = 4096  # texts and cells of each kind
LONGEST = 50_000  # characters of one that is kept: pictures are not


class _Rendered(TemplateExporter):
    """Comes after HTMLExporter in the method order: its `super()` ends here, and gets what is at hand."""

    given: str | None = None  # a rendered page or piece, in place of a notebook to be rendered
    rendered = ""
    cells: list[str]

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **more: Any) -> tuple[str, Any]:
        """Return what is given; or render the notebook, keep its cells back, and return the rest of the page."""
        if self.given is not None:
            return self.given, resources
        self._keep_filters(nb)
        page, resources = super().from_notebook_node(nb, resources, **more)
        self.rendered = page
        head, *cells = page.split(CELL)
        # The last one has the page's end in it, and the page stays whole where it would be read another way.
        self.cells = [CELL + cell for cell in cells[:-1]] if "jp-Notebook" not in page and PLACE not in page else []
        return (head + PLACE + CELL + cells[-1] if self.cells else page), resources

    def _keep_filters(self, nb: NotebookNode) -> None:
        raise NotImplementedError


class QuickHTMLExporter(HTMLExporter, _Rendered):
    """Gives the same bytes as HTMLExporter for pages of nbgrader's feedback template, and is configured by its name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._finish_kept = lru_cache(KEPT)(self._finish)
        self._markdown = _keep_markdown(self.environment.filters["markdown2html"])
        self._highlight: dict[str, Callable[..., str]] = {}  # by the notebook's language

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **more: Any) -> tuple[str, Any]:
        """Return the page of a notebook, and nbconvert's resources."""
        self.given, self.cells = None, []
        page, resources = super().from_notebook_node(nb, resources, **more)
        # nbconvert keeps the metadata of all notebooks that it has ever seen.
        self._nb_metadata.clear()
        if not self.cells:
            return page, resources
        finished = [self._finish_kept(cell) if len(cell) <= LONGEST else self._finish(cell) for cell in self.cells]
        if None not in finished and page.count(PLACE) == 1:
            return page.replace(PLACE, "".join(map(str, finished))), resources
        # A cell that opens or closes what is not its own: only the page as a whole tells what comes of it.
        self.given = self.rendered
        return super().from_notebook_node(nb, resources, **more)

    def _finish(self, piece: str) -> str | None:
        """Return a cell as nbconvert finishes it, or None where that depends on what is around it."""
        self.given = BEFORE + piece + AFTER
        try:
            finished, _ = HTMLExporter.from_notebook_node(self, NotebookNode(metadata={}, cells=[]), None)
        finally:
            self.given = None
        if not (finished.startswith(BEFORE) and finished.endswith(AFTER)):
            return None
        return finished[len(BEFORE) : -len(AFTER)]

    def _keep_filters(self, nb: NotebookNode) -> None:
        """Put what remembers in the place of the two filters that take long. One is registered anew for each page."""
        filters, language = self.environment.filters, repr(nb.metadata.get("language_info"))
        if language not in self._highlight:
            self._highlight[language] = _keep_highlight(filters["highlight_code"])
        filters["highlight_code"] = self._highlight[language]
        filters["markdown2html"] = self._markdown


def _keep_highlight(original: Callable[..., str]) -> Callable[..., str]:
    @lru_cache(KEPT)
    def kept(source: str, language: str | None, magic: str | None) -> str:
        return original(source, language, {"magics_language": magic} if magic else {})

    def highlight_code(source: str, language: str | None = None, metadata: Any = None) -> str:
        magic = (metadata or {}).get("magics_language")
        return (kept if len(source) <= LONGEST else kept.__wrapped__)(source, language, magic)

    return highlight_code


def _keep_markdown(original: Callable[..., str]) -> Callable[..., str]:
    found: dict[str, str] = {}
    # nbconvert's own filter and ours look into the cell, and a plain one takes the text alone.
    in_context = getattr(original, "jinja_pass_arg", None) is not None

    def convert(context: Context, source: str) -> str:
        return original(context, source) if in_context else original(source)

    @pass_context
    def markdown2html(context: Context, source: str) -> str:
        # Pictures that are attached belong to one cell.
        if len(source) > LONGEST or context.get("cell", {}).get("attachments"):
            return convert(context, source)
        if source not in found:
            if len(found) >= KEPT:
                found.clear()
            found[source] = convert(context, source)
        return found[source]

    return markdown2html
