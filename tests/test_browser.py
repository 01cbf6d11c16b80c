"""The course as a learner uses it: JupyterLab in a real browser."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LabNotebook, jupyterlab, page_at

RELEASE = Path(__file__).parents[1] / "release"
WRONG = "def parabola(x):\n    return x**2, x\n"
RIGHT = "def parabola(x):\n    return x**2, 2 * x\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(RELEASE, folder / "work")
    (folder / "home").mkdir()
    with jupyterlab(folder / "work", folder / "home") as address, page_at(address) as page:
        page.strangers = []  # type: ignore[attr-defined]
        page.on("request", lambda request: _note_stranger(page, request.url))
        yield page


def _note_stranger(page: Page, url: str) -> None:
    if not re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:", url):
        page.strangers.append(url)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def descent(page: Page) -> LabNotebook:
    notebook = LabNotebook(page, "01_descent/01_descent.ipynb")
    notebook.run("setup")
    return notebook


def test_a_stub_then_a_wrong_answer_then_a_right_one(descent: LabNotebook) -> None:
    descent.run("parabola-answer")
    assert "`parabola` is not written yet" in descent.run("parabola")

    descent.write("parabola-answer", WRONG)
    descent.run("parabola-answer")
    message = descent.run("parabola")
    assert message.startswith("CheckFailed: parabola: the factor 2 is missing.")
    assert "f(x) is right." in message
    assert "Traceback" not in message

    descent.write("parabola-answer", RIGHT)
    descent.run("parabola-answer")
    assert descent.run("parabola").startswith("parabola: right on all 5 inputs.")


def test_hints_open_one_at_a_time(descent: LabNotebook) -> None:
    cell = descent.show("parabola-hints").locator(".jp-RenderedMarkdown")
    first, second = cell.get_by_text("Hint 1: the idea"), cell.get_by_text("Hint 2: the rule")
    expect(first).to_be_visible()
    expect(second).not_to_be_visible()
    first.click()
    expect(second).to_be_visible()
    expect(cell.get_by_text("Hint 3")).not_to_be_visible()


def test_a_slider_redraws_the_learners_function(descent: LabNotebook) -> None:
    descent.write("parabola-answer", RIGHT)
    descent.run("parabola-answer")
    descent.run("code-3")
    cell = descent.show("code-3")
    expect(cell.get_by_role("img")).to_have_attribute("alt", re.compile(r"tangent at x = 1.5, .* slope is 3\."))
    cell.get_by_role("slider").press("ArrowRight")
    expect(cell.get_by_role("img")).to_have_attribute("alt", re.compile(r"tangent at x = 1.75, .* slope is 3.5\."))


def test_no_request_leaves_the_machine(page: Page, descent: LabNotebook) -> None:
    assert page.strangers == []  # type: ignore[attr-defined]
