"""`course site`: write the pages into a folder, which then works as it is: opened as files, or on any web server."""

import base64
import json
import time
import webbrowser
from pathlib import Path

from rich.console import Console

from course.errors import CourseError
from course.pages.site.outputs import shown_outputs
from course.pages.site.page import TEMPLATES, lesson_page, live_kinds, render
from course.pages.site.text import Lesson, read_lesson
from course.pages.site.whole import read_whole, whole_pages
from course.pages.style import math_style
from course.paths import Tree, find_tree
from helpers.explore import module_source
from helpers.explore.theme import page_style

INDEX = "index.html"


def make_site(output: Path, open_it: bool) -> int:
    """Build the site of this checkout into `output`, say what was made, and open it in a browser if asked.

    Returns 0. Raises CourseError for a lesson that cannot be shown and a folder that cannot be used.
    """
    started = time.perf_counter()
    tree = find_tree()
    files = site_files(tree)
    write_files(output, files)
    size = sum(len(content) for content in files.values())
    pages = sum(name.endswith(".html") for name in files)
    Console(highlight=False, soft_wrap=True).print(
        f"{pages} pages, {size / 1e6:.1f} MB, in {time.perf_counter() - started:.0f} s. Open: {output / INDEX}"
    )
    if open_it:
        webbrowser.open((output / INDEX).resolve().as_uri())
    return 0


def site_files(tree: Tree) -> dict[str, bytes]:
    """Return all files of the site by their name in its folder. The same lessons give the same bytes."""
    names = tree.lesson_names()
    whole = read_whole(tree)
    lessons = [read_lesson(name, str(_notebook(tree.release, name)), whole.addresses) for name in names]
    kinds: set[str] = set()
    files = {}
    for place, lesson in enumerate(lessons):
        released = _notebook(tree.release, lesson.name)
        files[f"notebooks/{lesson.name}.ipynb"] = released.read_bytes()
        _put_outputs(lesson, tree)
        kinds.update(live_kinds(lesson.notebook))
        before = lessons[place - 1] if place else None
        after = lessons[place + 1] if place + 1 < len(lessons) else None
        files[f"{lesson.name}.html"] = lesson_page(lesson, before, after, whole.pages).encode()
    front = {"title_text": "Backprop by Hand, to read", "pages": whole.pages}
    files[INDEX] = render("index.html.j2", page=front, lessons=lessons).encode()
    files |= whole_pages(whole, lessons)
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    files["style.css"] = "\n".join([style, math_style(), page_style(), ""]).encode()
    if kinds:
        files["explorables.js"] = explorables_script(sorted(kinds)).encode()
    return files


def explorables_script(kinds: list[str]) -> str:
    """Return the script that makes explorables live: one plain file, for pages opened as files import no modules."""
    modules = {kind: base64.b64encode(module_source(kind).encode()).decode("ascii") for kind in kinds}
    script = (TEMPLATES / "explorables.js").read_text(encoding="utf-8")
    return script.replace('"MODULES"', json.dumps(modules, indent=1))


def write_files(output: Path, files: dict[str, bytes]) -> None:
    """Write the site. Raises CourseError where the folder holds something else, or cannot be written."""
    try:
        if output.is_dir() and any(output.iterdir()) and not (output / "style.css").is_file():
            raise CourseError(f"{output} holds other files. Choose a new folder: course site --output site")
        for name, content in files.items():
            target = output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        raise CourseError(f"cannot write the site to {output}: {error.strerror or error}.") from None


def _put_outputs(lesson: Lesson, tree: Tree) -> None:
    outputs = shown_outputs(_notebook(tree.source, lesson.name), _notebook(tree.release, lesson.name))
    for cell in lesson.notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get(cell.id, [])


def _notebook(folder: Path, name: str) -> Path:
    path = folder / name / f"{name}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing. Make it with: course build {name}")
    return path
