"""Formgrader, feedback pages, Validate and a whole lesson in JupyterLab, in a browser that reaches no other machine."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import Browser, Page, expect

from tests.browser import LabNotebook, jupyterlab
from tests.grading_class import LESSON, Notebook, SmallCourse, find
from tests.pages_audit import Visit, open_page, unset_formulas, violations, without_alt
from tests.test_formgrader import TOKEN, Server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
ESSAY = """
Since $\\frac{\\partial l}{\\partial w} = 2(\\hat y - y)\\,\\sigma'(z)\\,x$:

$$\\begin{aligned} a &= b \\\\ c &< d \\end{aligned} \\tag{1}$$

This is no formula: $\\nonsense{x}$.
"""
PICTURES = """
from IPython.display import Latex, display
from helpers import figures
from helpers.explore import descent

display(Latex("A limit: $\\\\sum_{k=1}^n k$"))
display(figures.parabola_tangent(lambda x: (x * x, 2 * x), 1.5))
descent(lambda x: (x * x, 2 * x), lambda x0, eta, steps: [x0 * (1 - 2 * eta) ** k for k in range(steps + 1)])
"""


def add_pictures(notebook: Notebook) -> None:
    find(notebook, "why").source = ESSAY
    notebook.cells += [
        new_markdown_cell("A table:\n\n| $x$ | y |\n|---|---|\n| $x^2$ | 1 |", id="free-1"),
        new_code_cell(PICTURES, id="free-2"),
    ]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("class"))
    course.hand_in("ada", add_pictures)
    return course


@pytest.fixture(scope="module")
def server(course: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(course.root, tmp_path_factory.mktemp("home"))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def formgrader(browser: Browser, server: Server) -> Visit:
    """Formgrader after its button has graded ada's submission."""
    visited = open_page(browser, "about:blank")
    visited.page.set_extra_http_headers({"Authorization": f"token {TOKEN}"})
    visited.page.goto(f"{server.url}/formgrader/manage_submissions/{LESSON}")
    visited.page.locator("td.autograde a").click()
    expect(visited.page.get_by_text("Successfully autograded").first).to_be_visible(timeout=120_000)
    return visited


def open_submission(visited: Visit, server: Server) -> Page:
    notebooks = json.loads(server.ask(f"formgrader/api/submitted_notebooks/{LESSON}/{LESSON}"))
    visited.page.goto(f"{server.url}/formgrader/submissions/{notebooks[0]['id']}")
    return visited.page


def test_the_autograde_button(formgrader: Visit, course: SmallCourse) -> None:
    assert course.scores("ada") == {"double": 2, "square": 3, "why": None}


def test_the_page_for_grading_by_hand(formgrader: Visit, server: Server) -> None:
    page = open_submission(formgrader, server)
    expect(page.locator(".tabbable:focus")).to_have_count(1)  # formgrader's own scripts came to their end
    check_frames_and_formulas(page)
    assert violations(page, ".output_html") == []
    # nbgrader's markers of a marking scheme are headings.
    assert [one for one in violations(page, ".text_cell_render") if not one.startswith("heading-order")] == []
    assert formgrader.strangers == []
    assert formgrader.errors == []


def test_a_grade_given_by_hand_stays(formgrader: Visit, server: Server, course: SmallCourse) -> None:
    page = open_submission(formgrader, server)
    score = page.locator("#why")
    score.fill("1.5")
    page.locator("#why-comment").fill("Good: $x^2$ says it.")
    page.locator("#why-comment").press("Tab")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("#why")).to_have_value("1.5")
    expect(page.locator("#why-comment")).to_have_value("Good: $x^2$ says it.")
    submission = json.loads(server.ask(f"formgrader/api/submission/{LESSON}/ada"))
    assert (submission["score"], submission["needs_manual_grade"]) == (6.5, False)


def test_a_feedback_page_is_a_file_by_itself(
    formgrader: Visit, browser: Browser, course: SmallCourse, tmp_path: Path
) -> None:
    done = course.api().generate_feedback(LESSON)
    assert done["success"], done
    page = tmp_path / "feedback.html"
    shutil.copy(course.root / "feedback" / "ada" / LESSON / f"{LESSON}.html", page)
    visited = open_page(browser, page.as_uri())
    check_frames_and_formulas(visited.page)
    assert violations(visited.page, ".output_html") == []
    assert violations(visited.page, ".text_cell_render") == []
    assert visited.strangers == []
    assert visited.errors == []
    assert page.stat().st_size < 1_500_000


def check_frames_and_formulas(page: Page) -> None:
    """What ada's notebook shows on both kinds of page."""
    assert unset_formulas(page) == []
    assert without_alt(page) == []
    essay = page.locator(".text_cell_render", has_text="This is no formula")
    expect(essay.locator("math")).to_have_count(2)
    expect(essay.locator("code")).to_have_text("\\nonsense{x}")
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
    expect(page.locator(".output_html math", has_text="k")).to_have_count(1)
    frames = page.locator(".output_html figure")
    expect(frames).to_have_count(2)
    for frame, alt in zip(frames.all(), ("The curve of f", "Left: the curve of your parabola"), strict=True):
        expect(frame).to_be_visible()
        expect(frame).to_contain_text(alt)
        expect(frame.locator("figcaption")).to_have_text("The picture is in your own notebook.")
        assert frame.evaluate("one => getComputedStyle(one).borderStyle") != "none"
    expect(page.locator(".output_html img")).to_have_count(0)
    expect(page.locator("td math")).to_have_count(1)


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "release", folder / "work")
    (folder / "home").mkdir()
    with jupyterlab(folder / "work", folder / "home") as address:
        yield open_page(browser, address)


def validate(page: Page) -> str:
    """Click on Validate, and return what the dialog says."""
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Toolbar").get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog-content")
    expect(dialog).to_contain_text("Validation Results", timeout=120_000)
    said = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    return said


def test_validate_tells_a_wrong_answer_from_a_right_one(lab: Visit) -> None:
    notebook = LabNotebook(lab.page, "00_start/00_start.ipynb")
    notebook.write("ready-answer", "def ready(x):\n    return 3 * x")
    said = validate(lab.page)
    assert "failed" in said
    assert "check(" in said
    notebook.write("ready-answer", "def ready(x):\n    return 2 * x")
    assert "passes all the tests" in validate(lab.page)


def test_a_lesson_with_right_answers_runs_through(lab: Visit) -> None:
    source = nbformat.read(ROOT / "source" / "01_descent" / "01_descent.ipynb", as_version=4)
    notebook = LabNotebook(lab.page, "01_descent/01_descent.ipynb")
    code = {cell.id: cell for cell in source.cells if cell.cell_type == "code"}
    marks = {name: cell.metadata.get("nbgrader", {}) for name, cell in code.items()}
    for name, cell in code.items():
        if marks[name].get("solution"):
            notebook.write(name, cell.source)
    lab.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    notebook._wait(
        "(panel, id) => panel.content.widgets.find(c => c.model.id === id).model.executionCount > 0"
        " && panel.sessionContext.session.kernel.status === 'idle'",
        list(code)[-1],
    )
    for name in code:
        if marks[name].get("grade"):
            assert ": right" in notebook.output(name), notebook.output(name)
    live = [name for name in code if code[name].source.startswith(("descent(", "bowl_descent("))]
    assert len(live) >= 2
    for name in live:
        expect(notebook.show(name).locator(".bbh > svg")).to_be_visible()
        # ipywidgets gives the handle of its slider no name; ours have one.
        assert violations(lab.page, ".jp-OutputArea-output", but=".jupyter-widgets.widget-slider") == []
        assert without_alt(lab.page, ".jp-OutputArea-output") == []
    assert lab.strangers == []
