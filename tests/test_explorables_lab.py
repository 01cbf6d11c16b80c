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
from tests.digit_pad import SEVEN, levels, stroke

pytestmark = pytest.mark.slow

FAILING = "from helpers.explore import descent\ndescent(lambda x: (x**2, 2 * x), lambda x0, eta, steps: None)"

PAD_SETUP = """
import numpy as np
from helpers.explore import digit_pad
from tests import digit_network

def gradient(X, digit):
    return digit_network.gradient(X, digit)
"""
# It fails without ink, as a division by the largest pixel does.
FAILING_ANSWER = """
def answer(X):
    print("asked")
    return digit_network.answer(X / X.max())
"""
MENDED_ANSWER = FAILING_ANSWER.replace(" / X.max()", "")
PAD = "digit_pad(answer, gradient, digit_network.images(), network=digit_network.layers())"


@dataclass
class Open:
    """A notebook open in JupyterLab, and where it lies."""

    page: Page
    notebook: LabNotebook
    file: Path
    address: str
    strangers: list[str]


def write_notebook(path: Path) -> None:
    """A notebook with a cell for each kind, and one whose function returns nothing. The pad asks the notebook's own."""
    sources = {"setup": "from tests.explorables import MAKE\nshown = {}" + PAD_SETUP}
    sources |= {kind: f"shown['{kind}'] = MAKE['{kind}']()\nshown['{kind}']" for kind in KINDS} | {"digits": PAD}
    sources |= {"failing": FAILING, "values": "print(shown['sum_term'].values)", "answer": FAILING_ANSWER}
    cells = [new_code_cell(source, id=name) for name, source in sources.items()]
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
        for cell in ("setup", "answer", *KINDS, "failing"):
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


# The digit pad asks the kernel at every stroke.


def open_pad(lab: Open, answer: str) -> Locator:
    """Run the cells with this answer and return the pad, once the kernel has answered."""
    lab.notebook.write("answer", answer)
    for cell in ("answer", "digits"):
        lab.notebook.run(cell)
    pad = lab.notebook.show("digits").locator(".bbh")
    expect(pad.locator("[data-part=source]")).to_have_text("asked: your functions, in the kernel")
    return pad


def test_a_drawing_is_answered_by_the_learners_functions(lab: Open) -> None:
    pad = open_pad(lab, FAILING_ANSWER)
    expect(pad.locator("[data-part=best]")).to_have_text("your network: 0")
    pad.get_by_role("button", name="clear").click()
    said = pad.locator(".bbh-said")
    expect(said).to_have_text(
        "`answer(an array of shape (64, 1))` returned nan, which is not a number: something like 0/0 or inf − inf."
    )
    expect(pad.locator("[data-part=best]")).to_have_text("no answer")
    stroke(lab.page, SEVEN)  # and on it goes
    expect(said).to_contain_text("Answer: 7 with ")
    expect(pad.locator("[data-part=source]")).to_have_text("asked: your functions, in the kernel")
    pad.get_by_label("gradient for").select_option(label="3")
    expect(pad.locator("[data-part=asked]")).to_have_text("slopes of −log p(3)")
    assert lab.notebook.output("digits") == ""  # what `answer` prints goes nowhere


def test_a_mended_function_answers_when_its_cells_are_run_again(lab: Open) -> None:
    open_pad(lab, FAILING_ANSWER)
    pad = open_pad(lab, MENDED_ANSWER)
    pad.get_by_role("button", name="clear").click()
    expect(pad.locator(".bbh-said")).to_contain_text("Answer: ")


def test_keys_draw_and_leave_the_notebook_alone(lab: Open) -> None:
    pad = open_pad(lab, MENDED_ANSWER)
    pad.get_by_role("button", name="clear").click()
    pad.get_by_role("application").focus()
    cells = "[...window.jupyterapp.shell.currentWidget.content.widgets].map(cell => cell.model.id).join()"
    active = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    before = lab.page.evaluate(f"[{cells}, {active}, document.querySelector('.jp-WindowedPanel-outer').scrollTop]")
    for key in ("Space", "ArrowUp", "ArrowRight", "Space", "Shift+Space", "Space", "Backspace", "Delete", "ArrowDown"):
        lab.page.keyboard.press(key)
    page = lab.page
    assert page.evaluate(f"[{cells}, {active}, document.querySelector('.jp-WindowedPanel-outer').scrollTop]") == before
    drawn = levels(page)
    assert (drawn[3 * 8 + 3], drawn[2 * 8 + 4]) == (16, 0)
    expect(pad.get_by_role("application")).to_be_focused()
    expect(pad.locator("[data-part=source]")).to_have_text("asked: your functions, in the kernel")


def test_without_its_kernel_the_pad_says_so_and_the_weights_answer(lab: Open) -> None:
    pad = open_pad(lab, MENDED_ANSWER)
    lab.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    pad.get_by_role("button", name="clear").click()
    stroke(lab.page, SEVEN)
    expect(pad.locator("[data-part=source]")).to_have_text("asked: the weights of your network, in the browser")
    expect(pad.locator(".bbh-said")).to_contain_text("Answer: 7 with ")
