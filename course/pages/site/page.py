"""One lesson as a page: nbconvert with a template of ours."""

import html
import json
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from course.pages.site.outputs import PICTURE, is_given
from course.pages.site.text import Lesson, markdown_html
from course.paths import lesson_number
from helpers.explore import STATE_MIME

TEMPLATES = Path(__file__).parent / "templates"


def lesson_page(lesson: Lesson, before: Lesson | None, after: Lesson | None, pages: list[tuple[str, str]]) -> str:
    """Return the HTML of a lesson whose notebook has its outputs; `pages` are further pages to link to, with names."""
    exporter = HTMLExporter(
        template_name="lesson",
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[str(TEMPLATES)],
        filters={
            "lesson_text": lesson.texts.__getitem__,
            "cell_role": cell_role,
            "explorable_html": partial(explorable_html, places=iter(range(1, 1000))),
        },
    )
    page = {
        "name": lesson.name,
        "title_text": lesson.title_text,
        "headings": lesson.headings,
        "before": before,
        "after": after,
        "pages": pages,
        "live": bool(live_kinds(lesson.notebook)),
    }
    return str(exporter.from_notebook_node(lesson.notebook, resources={"page": page})[0])


def render(template: str, **content: object) -> str:
    """Return a page that is no lesson; in its template, `html` turns Markdown of a file into HTML."""
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=False)
    templates.filters["html"] = partial(markdown_html, paragraph=False)
    templates.filters["lesson_number"] = lesson_number
    return templates.get_template(template).render(**content)


def live_kinds(notebook: NotebookNode) -> list[str]:
    """Kinds of the explorables that a notebook shows, sorted."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return sorted({output.data[STATE_MIME]["kind"] for output in outputs if STATE_MIME in output.get("data", {})})


def cell_role(cell: NotebookNode) -> str:
    """What a code cell is to the reader: "answer", "check" or "given"."""
    if is_given(cell):
        return "given"
    return "answer" if cell.metadata.nbgrader.get("solution") else "check"


def explorable_html(output: NotebookNode, places: Any) -> str:
    """Return a picture; that of an explorable with its state, from which the page's script makes it move."""
    picture = output.data["text/html"]
    if STATE_MIME not in output.data:
        return f'<figure class="plot">{picture}</figure>' if PICTURE in picture else str(picture)
    # Sorted, so that the same lesson gives the same page. In a script element only `<` could end the data.
    state = json.dumps(output.data[STATE_MIME], sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    label = html.escape(f"Explorable {next(places)}", quote=True)
    return (
        f'<figure class="explorable" aria-label="{label}">{picture}'
        f'<script type="application/json">{state}</script></figure>'
    )
