"""Which secrets of a lesson stand in the files of its site: solutions, hidden tests, model answers, marking schemes."""

import html

import nbformat
from bs4 import BeautifulSoup

from course.authoring.text import HIDDEN, SCHEME, SOLUTION, find_regions, region_text
from course.paths import Tree


def secrets(tree: Tree, name: str) -> list[str]:
    """Every line of the instructor's notebook in a region that is taken out, and that no release gives.

    A later lesson may give what an earlier one asks for.
    """
    source = nbformat.read(tree.source / name / f"{name}.ipynb", as_version=4)
    releases = [nbformat.read(path, as_version=4) for path in tree.release.glob("*/*.ipynb")]
    public = "\n".join(cell.source for release in releases for cell in release.cells)
    lines = []
    for cell in source.cells:
        for region in find_regions(cell.source)[0]:
            assert region.kind in (SOLUTION, HIDDEN, SCHEME)
            lines += region_text(cell.source, region).splitlines()
    return [line.strip() for line in lines if len(line.strip()) > 3 and line.strip() not in public]


def leaks(tree: Tree, name: str, files: dict[str, bytes]) -> list[str]:
    """Secrets of a lesson that stand in any page of the site, as text or in an attribute."""
    pages = []
    for file, content in files.items():
        if file.endswith(".html"):
            soup = BeautifulSoup(content.decode(), "html.parser")
            words = [soup.get_text(), *(str(value) for tag in soup.find_all(True) for value in tag.attrs.values())]
            pages.append("\n".join(words))
        elif file != "style.css":
            pages.append(html.unescape(content.decode()))
    return [secret for secret in secrets(tree, name) if any(secret in page for page in pages)]
