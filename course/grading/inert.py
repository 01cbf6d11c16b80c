"""What students wrote, made safe to look at: pages show their HTML, and nothing of it runs or covers the page."""

import html
import re
from functools import lru_cache
from typing import Any

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.pages.mathematics import MathRenderer
from course.pages.places import Places

# Text, tables and our hints. No forms, frames or scripts; what is not listed is shown as the text that it is.
_TAGS = """
a abbr b blockquote br caption center code dd del details div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img
ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var
"""
TAGS = frozenset(_TAGS.split())
# No id, no name and no class: they could stand for something of the page's own.
ATTRIBUTES = {"align", "alt", "colspan", "height", "open", "rowspan", "scope", "style", "title", "width"}
# Nothing that moves a thing to where it does not belong.
STYLES = ["background-color", "color", "font-style", "font-weight", "max-width", "text-align", "text-decoration"]
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)

# Commands with which a formula makes links and attributes. A space without width in them is an unknown command.
FORMULA = re.compile(r"\\(?=(href|url|require|cssId|class|style|html\w*|data|unicode)(?![a-zA-Z]))")

# Kinds of output that are shown. Pictures are, as <img>, in which even SVG runs nothing.
TEXT = "text/plain"
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
NOTHING = "[an output of another kind, such as a script or a widget, is not shown here]"
TOO_MUCH = "[HTML of this size, or nested this deeply, is not shown here]"

# A page that a browser shows at once would take hours to clean where tags are not closed: the time goes with the cube
# of their number. Pictures are not counted.
MOST_TAGS, MOST_CHARACTERS, MOST_DEPTH = 10_000, 100_000, 100
MOST_IN_ALL = 1_000_000  # characters of a notebook's HTML
_PICTURE_DATA = re.compile(r"data:image/[^\s\"'<>]*")
# Letters and digits, which mean nothing in HTML wherever they stand: the parser need not read each of them.
_LETTERS = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]{100,}")
_LETTERS_PLACE = re.compile("\ue002([0-9]+)\ue003")
# These stand for formulas while a text is cleaned, and a student has no use for them.
_MARKS = dict.fromkeys(map(ord, "\ue000\ue001"))


class TooMuchHTML(ValueError):
    """HTML that would take too long to clean."""


def clean_html(text: str, places: Places | None = None) -> str:
    """Return HTML with allowed tags and attributes alone; all other tags become text.

    places: formulas that are put in when everything else is clean. Raises TooMuchHTML.
    """
    if text.count("<") > MOST_TAGS or _length(text) > MOST_CHARACTERS:
        raise TooMuchHTML(TOO_MUCH)
    css = CSSSanitizer(allowed_css_properties=STYLES)
    protocols = {"http", "https", "mailto", "data"}
    filters = [places.fill] if places else []
    cleaner = Cleaner(TAGS, _is_allowed, protocols, css_sanitizer=css, filters=filters)
    _bound_depth(cleaner.parser.tree)
    letters: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        letters.append(found[0])
        return f"\ue002{len(letters) - 1}\ue003"

    cleaned = str(cleaner.clean(_LETTERS.sub(put_aside, text.replace("\ue002", "").replace("\ue003", ""))))
    cleaned = FORMULA.sub("\\\\\u200b", cleaned)
    return _LETTERS_PLACE.sub(lambda found: letters[int(found[1])], cleaned)


# A cache: the frames of a lesson's pictures are the same in all submissions.
_CACHED_CHARACTERS = 2_000
_clean_once = lru_cache(maxsize=1_000)(clean_html)


@pass_context
def markdown_to_html(context: Context, source: str) -> str:
    """Return Markdown as clean HTML: the filter `markdown2html` of nbconvert's pages, with its attached pictures."""
    cell, text = context.get("cell", {}), source.translate(_MARKS)
    places = Places()
    renderer = _Renderer(places.keep, attachments=cell.get("attachments", {}), embed_images=False)
    try:
        return clean_html(MarkdownWithMath(renderer=renderer).render(text), places)
    except (TooMuchHTML, RecursionError):
        return f"<pre>{html.escape(source)}</pre>"


class _Renderer(MathRenderer):
    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a picture. One that was attached and is not there any more shows its words alone."""
        missing = url.startswith("attachment:") and not self.attachments.get(url.removeprefix("attachment:"))
        return str(super().image(text, "" if missing else url, title))


def _bound_depth(tree: Any) -> None:
    """Have html5lib's tree refuse more than `MOST_DEPTH` elements in each other."""
    insert = tree.insertElementNormal

    def insert_bounded(token: Any) -> Any:
        if len(tree.openElements) > MOST_DEPTH:
            raise TooMuchHTML(TOO_MUCH)
        return insert(token)

    tree.insertElementNormal = insert_bounded
    tree.insertFromTable = False  # which takes up the new one


class MakeInert(NbGraderPreprocessor):
    """Keep of each output what can be looked at: text, pictures, clean HTML, formulas. Scripts and widgets go.

    Text and figures stay as they were. Runs when a notebook was graded, and again when a page is made of it.
    """

    left = MOST_IN_ALL

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with inert outputs."""
        self.left = MOST_IN_ALL
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell with inert outputs."""
        for output in cell.get("outputs", []):
            if "data" in output:
                length = _length(output.data.get("text/html"))
                output.data = _inert(output.data, within=length <= self.left)
                self.left -= length
                output.metadata = _sizes(output.get("metadata", {}))
        return cell, resources


def _length(text: object) -> int:
    """Return the length of HTML without the pictures in it."""
    return len(_PICTURE_DATA.sub("", text)) if isinstance(text, str) else 0


def _inert(data: dict[str, Any], within: bool) -> NotebookNode:
    kept = NotebookNode({kind: data[kind] for kind in (TEXT, *PICTURES) if isinstance(data.get(kind), str)})
    if isinstance(data.get("text/latex"), str):
        kept["text/latex"] = FORMULA.sub("\\\\\u200b", data["text/latex"])
    if isinstance(data.get("text/html"), str):
        try:
            if not within:
                raise TooMuchHTML(TOO_MUCH)
            clean = _clean_once if len(data["text/html"]) <= _CACHED_CHARACTERS else clean_html
            kept["text/html"] = clean(data["text/html"])
        except TooMuchHTML as error:
            kept.setdefault(TEXT, str(error))
    return kept if kept or not data else NotebookNode({TEXT: NOTHING})


def _sizes(metadata: dict[str, Any]) -> NotebookNode:
    """Return a picture's width and height; other metadata tells the page where to find files and what to frame."""
    sizes = NotebookNode()
    for kind in PICTURES:
        given = metadata.get(kind)
        if isinstance(given, dict):
            numbers = {key: given[key] for key in ("width", "height") if isinstance(given.get(key), int | float)}
            sizes[kind] = NotebookNode(numbers)
    return sizes


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return PICTURE.match(value.strip()) is not None
    if tag == "a" and name == "href":
        return LINK.match(value.strip()) is not None
    return name in ATTRIBUTES
