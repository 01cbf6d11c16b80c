"""Formulas in pages: LaTeX becomes MathML when the page is made, so that none needs a script or the network.

What comes out is built anew from a list of harmless elements, so a formula that a student wrote does nothing either.
"""

import html
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from nbconvert.filters.markdown_mistune import IPythonRenderer

from course.errors import CourseError

try:
    from math_core import LatexError, LatexToMathML
except ImportError:
    raise CourseError("formulas in pages need math-core: pip install 'backprop-by-hand[teach]'") from None

_TAGS = """
math code menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd
mtext mtr munder munderover
"""
TAGS = frozenset(_TAGS.split())
_NAMES = """
accent accentunder display displaystyle form largeop linethickness lspace mathvariant maxsize minsize movablelimits
notation rspace scriptlevel stretchy symmetric width
"""
ATTRIBUTES = frozenset(_NAMES.split())
# Small and not negative: a formula stays where it stands.
_VALUE = re.compile(r"[a-z]+|\+?\d{1,2}(\.\d{1,6})?(em|px|pt|%)?|0\.\d{1,8}em")
_STYLE = re.compile(
    r"(text-align|justify-items|padding-left|padding-right|width|color):\s*(#[0-9A-Fa-f]{6}|[a-z]+|0|50%|100%)"
)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z]+;")
_NUMBERED = re.compile(r"\\tag\b")
_ENVIRONMENT = re.compile(r"\s*\\begin\{(equation|align|gather|multline)\*?\}")
# In the text of an output: $$...$$, $...$, \[...\], \(...\).
_MARKED = re.compile(r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\$(.+?)\$|\\\((.+?)\\\)", re.DOTALL)
MAX_LENGTH = 4000

_converter = LatexToMathML(fancy_error=False, max_expansions=100)


class FormulaError(ValueError):
    """LaTeX that cannot be set. The message says why."""


def formula(latex: str, block: bool) -> Element:
    """Return the element <math> for LaTeX without its dollar signs; `block` is for a formula on a line of its own.

    Raises FormulaError for what is no formula.
    """
    if len(latex) > MAX_LENGTH:
        raise FormulaError(f"it has more than {MAX_LENGTH} characters")
    if _NUMBERED.search(latex) and not _ENVIRONMENT.match(latex):
        latex = rf"\begin{{equation}}{latex}\end{{equation}}"
    try:
        text = _converter.convert_with_local_state(latex, displaystyle=block)
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        return _harmless(ElementTree.fromstring(text))
    except (LatexError, ElementTree.ParseError) as error:
        raise FormulaError(str(error)) from None


def mathml(latex: str, block: bool) -> str:
    """Return a formula as HTML. Raises FormulaError for what is no formula."""
    return ElementTree.tostring(formula(latex, block), encoding="unicode")


def formula_or_source(latex: str, block: bool) -> Element:
    """Return a formula as an element, or its LaTeX as code where it is no formula."""
    try:
        return formula(latex, block)
    except FormulaError:
        code = Element("code")
        code.text = latex
        return code


def latex_output(text: str) -> str:
    """Return an output of LaTeX as HTML: its formulas set, what stands between them as text."""
    parts, end = [], 0
    for found in _MARKED.finditer(text):
        parts.append(html.escape(text[end : found.start()]))
        first, second, inline, round_ = found.groups()
        shown = formula_or_source(first or second or inline or round_, block=bool(first or second))
        parts.append(ElementTree.tostring(shown, encoding="unicode"))
        end = found.end()
    return "".join([*parts, html.escape(text[end:])])


class MathRenderer(IPythonRenderer):
    """nbconvert's Markdown renderer, with `put(latex, block)` for the HTML of each formula."""

    def __init__(self, put: Callable[[str, bool], str], **options: Any) -> None:
        # nbconvert's links to headings would run into their formulas.
        super().__init__(escape=False, exclude_anchor_links=True, **options)
        self.put = put

    def block_math(self, body: str) -> str:
        """Put a formula that stands on a line of its own."""
        return self.put(body, True)

    def inline_math(self, body: str) -> str:
        """Put a formula in a line of text."""
        return self.put(body, False)

    def latex_environment(self, name: str, body: str) -> str:
        """Put an environment that stands without dollar signs."""
        return self.put(rf"\begin{{{name}}}{body}\end{{{name}}}", True)


def _harmless(element: Element) -> Element:
    """Copy an element with known tags and attributes alone."""
    if element.tag not in TAGS:
        raise FormulaError(f"<{element.tag}> has no place in a formula")
    kept = Element(element.tag)
    for name, value in element.attrib.items():
        if name == "style":
            styles = [found[0] for found in _STYLE.finditer(value)]
            if styles:
                kept.set("style", "; ".join(styles))
        elif name in ATTRIBUTES and _VALUE.fullmatch(value):
            kept.set(name, value)
    kept.text, kept.tail = element.text, element.tail
    kept.extend([_harmless(child) for child in element])
    if kept.tag in ("msub", "msup", "msubsup") and len(kept) and "minsize" in kept[0].attrib:
        # Chromium gives a large bracket its size in a row alone.
        row = Element("mrow")
        row.append(kept[0])
        kept[0] = row
    return kept
