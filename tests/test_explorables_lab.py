"""Explorables in JupyterLab and Notebook, in a real browser with a kernel: keys, mouse, themes, what is saved."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from helpers.explore import KINDS, STATE_MIME
from tests.browser import LabNotebook, jupyterlab, page_at

pytestmark = pytest.mark.slow

FAILING = "from helpers.explore import descent\ndescent(lambda x: (x**2, 2 * x), lambda x0, eta, steps: None)"


@dataclass
class Open:
    """A notebook open in JupyterLab, and where it lies."""

    page: Page
    notebook: LabNotebook
    file: Path
    address: str
    strangers: list[str]


def write_notebook(path: Path) -> None:
    """A notebook with a cell for each kind, and one whose function returns nothing."""
    cells = [new_code_cell("from tests.explorables import MAKE\nshown = {}", id="setup")]
    cells += [new_code_cell(f"shown['{kind}'] = MAKE['{kind}']()\nshown['{kind}']", id=kind) for kind in KINDS]
    cells += [new_code_cell(FAILING, id="failing"), new_code_cell("print(shown['sum_term'].values)", id="values")]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    folder = tmp_path_factory.mktemp("explorables")
    (folder / "home").mkdir()
    (folder / "work").mkdir()
    file = folder / "work" / "explorables.ipynb"
    write_notebook(file)
    with jupyterlab(folder / "work", folder / "home") as address, page_at(address) as page:
        strangers: list[str] = []
        local = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")
        page.on("request", lambda request: None if local.match(request.url) else strangers.append(request.url))
        notebook = LabNotebook(page, file.name)
        for cell in ("setup", *KINDS, "failing"):
            notebook.run(cell)
        yield Open(page, notebook, file, address, strangers)


def show(lab: Open, kind: str) -> Locator:
    cell = lab.notebook.show(kind)
    expect(cell.locator(".bbh")).to_be_visible()
    return cell


def active_cell(lab: Open) -> int:
    return int(lab.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex"))


@pytest.mark.parametrize("kind", KINDS)
def test_arrow_keys_move_the_slider_and_not_the_notebook(lab: Open, kind: str) -> None:
    cell = show(lab, kind)
    slider, said = cell.get_by_role("slider").first, cell.locator(".bbh-said")
    slider.press("Home")
    before, picture = active_cell(lab), said.inner_text()
    for key, place in (("ArrowRight", "1"), ("ArrowUp", "2"), ("ArrowDown", "1"), ("ArrowLeft", "0"), ("End", None)):
        slider.press(key)
        assert slider.input_value() == (place or slider.get_attribute("max"))
    expect(said).not_to_have_text(picture)  # the digit pad asks the kernel first
    assert active_cell(lab) == before


@pytest.mark.parametrize("kind", ["network", "sum_term"])
def test_arrow_keys_move_in_the_picture(lab: Open, kind: str) -> None:
    cell = show(lab, kind)
    cell.locator("[role=radio][aria-checked=true]").focus()
    before = active_cell(lab)
    chosen = cell.locator("[role=radio][aria-checked=true]")
    names = [chosen.get_attribute("aria-label")]
    for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"):
        lab.page.keyboard.press(key)
        names.append(chosen.get_attribute("aria-label"))
    assert names[1] != names[0]
    assert names[2] == names[0]
    assert names[3] != names[0]
    assert active_cell(lab) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_slider_is_dragged(lab: Open, kind: str) -> None:
    cell = show(lab, kind)
    slider = cell.get_by_role("slider").last
    slider.press("Home")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    lab.page.mouse.move(box["x"] + 8, middle)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + box["width"] + 10, middle, steps=5)
    lab.page.mouse.up()
    assert slider.input_value() == slider.get_attribute("max")


def test_python_learns_where_the_controls_stand(lab: Open) -> None:
    cell = show(lab, "sum_term")
    slider = cell.get_by_role("slider")
    slider.press("End")
    slider.press("ArrowLeft")
    expect(cell.get_by_role("status")).to_contain_text("stands still")
    assert "'stage': 1" in lab.notebook.run("values")


def test_a_function_that_fails_is_told_in_words(lab: Open) -> None:
    cell = lab.notebook.show("failing")
    picture = cell.get_by_role("img")
    expect(picture).to_be_visible()
    assert "returned None. Is there a `return`?" in str(picture.text_content())
    assert cell.get_by_role("slider").count() == 0
    assert lab.notebook.output("failing") == ""


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_the_theme_is_followed_and_axe_finds_nothing(lab: Open, theme: str) -> None:
    lab.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    expected = "dark" if "Dark" in theme else "light"
    for kind in KINDS:
        cell = show(lab, kind)
        expect(cell.locator(".bbh")).to_have_attribute("data-theme", expected)
        cell.locator(".bbh").evaluate("element => (element.id = 'looked-at')")
        results = Axe().run(lab.page, context="#looked-at")
        assert results.violations_count == 0, results.generate_snapshot()
        cell.locator(".bbh").evaluate("element => element.removeAttribute('id')")


def test_a_saved_notebook_holds_pictures_and_plain_data(lab: Open) -> None:
    lab.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    lab.page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
    notebook = nbformat.read(lab.file, as_version=4)
    nbformat.validate(notebook)
    for kind in KINDS:
        (output,) = next(cell.outputs for cell in notebook.cells if cell.id == kind)
        assert output.data["text/html"].startswith('<img src="data:image/svg+xml,')
        assert output.data[STATE_MIME]["kind"] == kind
        assert len(json.dumps(output)) < 150_000


def test_no_request_leaves_the_machine(lab: Open) -> None:
    assert lab.strangers == []


def test_arrow_keys_move_the_slider_in_notebook_too(lab: Open) -> None:
    """Notebook listens for keys before any element does, other than JupyterLab."""
    browser = lab.page.context.browser
    assert browser
    page = browser.new_page()
    page.goto(lab.address.replace("/lab?", f"/notebooks/{lab.file.name}?"))
    page.set_default_timeout(60_000)
    page.locator(".jp-Cell").first.click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for(state="attached")
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    cell = page.locator(".jp-Cell").nth(1)
    slider = cell.get_by_role("slider").first
    slider.wait_for()
    place = int(slider.input_value())
    for key, moved in (("ArrowRight", 1), ("ArrowUp", 2), ("ArrowDown", 1), ("ArrowLeft", 0)):
        slider.press(key)
        assert int(slider.input_value()) == place + moved
    page.close()
