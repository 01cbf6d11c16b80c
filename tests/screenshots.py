"""Make the README's pictures: `python -m tests.screenshots [FOLDER] [light|dark]` in the checkout."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from playwright.sync_api import Browser, Page

from course.pages.site.build import site_files, write_files
from course.paths import Tree
from tests.browser import LabNotebook, jupyterlab
from tests.grading_class import load_config
from tests.pages_audit import browsing, open_page

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "course" / "pictures"
LESSON = "01_descent"
NOTEBOOK = f"{LESSON}/{LESSON}.ipynb"
WRONG = 'def parabola(x):\n    """The curve and its slope, equation (1.1)."""\n    return x**2, x'


def main(folder: Path = PICTURES, scheme: str = "light") -> None:
    """A check that names a mistake, an explorable, a feedback page, and a page of the site."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, browsing() as browser:
        work = Path(name)

        def take(picture: str, page: Page) -> None:
            page.screenshot(path=folder / f"{picture}.png")

        in_jupyterlab(work, browser, scheme, take)
        feedback(work, browser, scheme, take)
        site(work, browser, scheme, take)


def in_jupyterlab(work: Path, browser: Browser, scheme: str, take: Callable[[str, Page], None]) -> None:
    """Lesson 1 with a wrong answer, then with right ones as far as its first explorable."""
    shutil.copytree(ROOT / "release", work / "work")
    (work / "home").mkdir()
    with jupyterlab(work / "work", work / "home") as address:
        page = open_page(browser, address, scheme, 1200, 860).page
        notebook = LabNotebook(page, NOTEBOOK)
        if scheme == "dark":
            page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
            page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
        page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
        notebook.run("setup")
        notebook.write("parabola-answer", WRONG)
        for cell in ("parabola-answer", "parabola"):
            notebook.run(cell)
        notebook.show("parabola-answer")
        page.wait_for_function("document.querySelectorAll('mjx-container').length > 0")
        take("lab", page)

        source = nbformat.read(ROOT / "source" / NOTEBOOK, as_version=4)
        live = next(cell.id for cell in source.cells if cell.source.startswith("descent("))
        for cell in source.cells[: [cell.id for cell in source.cells].index(live) + 1]:
            if cell.cell_type == "code":
                if cell.metadata.get("nbgrader", {}).get("solution"):
                    notebook.write(cell.id, cell.source)
                notebook.run(cell.id)
        figure = notebook.show(live).locator(".bbh")
        figure.get_by_role("slider").first.fill("15")  # eta = 0.8: the walk swings, and arrives
        page.wait_for_function("document.querySelector('.bbh-status')?.textContent")
        take("explorable", page)


def feedback(work: Path, browser: Browser, scheme: str, take: Callable[[str, Page], None]) -> None:
    """The page that a student gets back whose first slope is wrong."""
    root = work / "class"
    shutil.copytree(ROOT / "source" / LESSON, root / "source" / LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    api = NbGraderAPI(config=load_config(root))
    assert api.generate_assignment(LESSON)["success"]
    handed_in = nbformat.read(root / "release" / NOTEBOOK, as_version=4)
    answers = {cell.id: cell.source for cell in nbformat.read(root / "source" / NOTEBOOK, as_version=4).cells}
    for cell in handed_in.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.id]
        if cell.id == "parabola-answer":
            cell.source = WRONG
    submitted = root / "submitted" / "ada" / NOTEBOOK
    submitted.parent.mkdir(parents=True)
    nbformat.write(handed_in, submitted)
    assert api.autograde(LESSON, "ada")["success"]
    assert api.generate_feedback(LESSON, "ada")["success"]
    page = open_page(browser, (root / "feedback" / "ada" / f"{LESSON}/{LESSON}.html").as_uri(), scheme, 1200, 860).page
    page.get_by_text("Student's answer").first.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.nbgrader_cell').scrollIntoView()")
    take("feedback", page)


def site(work: Path, browser: Browser, scheme: str, take: Callable[[str, Page], None]) -> None:
    """Lesson 3 as a page, at its network."""
    write_files(work / "site", site_files(Tree(ROOT)))
    page = open_page(browser, (work / "site" / "03_network.html").as_uri(), scheme, 1200, 860).page
    page.wait_for_selector("figure.explorable .bbh > svg")
    page.evaluate("document.querySelector('figure.explorable').scrollIntoView()")
    take("site", page)


if __name__ == "__main__":
    main(*[kind(word) for kind, word in zip((Path, str), sys.argv[1:], strict=False)])
