"""The digit pad in JupyterLab, with a kernel: the learner's own functions answer every stroke."""

from collections.abc import Iterator

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, expect

from tests.browser import LabNotebook, jupyterlab, page_at
from tests.digit_pad import SEVEN, levels, stroke

pytestmark = pytest.mark.slow

SETUP = """
import numpy as np
from helpers.explore import digit_pad
from tests import digit_network

def gradient(X, digit):
    return digit_network.gradient(X, digit)
"""
# It fails without ink, as a division by the largest pixel does.
FAILING = """
def answer(X):
    print("asked")
    return digit_network.answer(X / X.max())
"""
MENDED = FAILING.replace(" / X.max()", "")
PAD = "digit_pad(answer, gradient, digit_network.images(), network=digit_network.layers())"


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabNotebook]:
    folder = tmp_path_factory.mktemp("digits")
    (folder / "home").mkdir()
    (folder / "work").mkdir()
    cells = [new_code_cell(source, id=name) for name, source in (("setup", SETUP), ("answer", FAILING), ("pad", PAD))]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "work" / "pad.ipynb")
    with jupyterlab(folder / "work", folder / "home") as address, page_at(address) as page:
        notebook = LabNotebook(page, "pad.ipynb")
        notebook.run("setup")
        yield notebook


def open_pad(notebook: LabNotebook, answer: str) -> Locator:
    """Run the cells with this answer and return the pad, once the kernel has answered."""
    notebook.write("answer", answer)
    for cell in ("answer", "pad"):
        notebook.run(cell)
    pad = notebook.show("pad").locator(".bbh")
    expect(pad.locator("[data-part=source]")).to_have_text("asked: your functions, in the kernel")
    return pad


def test_a_drawing_is_answered_by_the_learners_functions(notebook: LabNotebook) -> None:
    pad = open_pad(notebook, FAILING)
    expect(pad.locator("[data-part=best]")).to_have_text("your network: 0")
    pad.get_by_role("button", name="clear").click()
    said = pad.locator(".bbh-said")
    expect(said).to_have_text(
        "`answer(an array of shape (64, 1))` returned nan, which is not a number: something like 0/0 or inf − inf."
    )
    expect(pad.locator("[data-part=best]")).to_have_text("no answer")
    stroke(notebook.page, SEVEN)  # and on it goes
    expect(said).to_contain_text("Answer: 7 with ")
    expect(pad.locator("[data-part=source]")).to_have_text("asked: your functions, in the kernel")
    pad.get_by_label("gradient for").select_option(label="3")
    expect(pad.locator("[data-part=asked]")).to_have_text("slopes of −log p(3)")
    assert notebook.output("pad") == ""  # what `answer` prints goes nowhere


def test_a_mended_function_answers_when_its_cells_are_run_again(notebook: LabNotebook) -> None:
    open_pad(notebook, FAILING)
    pad = open_pad(notebook, MENDED)
    pad.get_by_role("button", name="clear").click()
    expect(pad.locator(".bbh-said")).to_contain_text("Answer: ")


def test_keys_draw_and_leave_the_notebook_alone(notebook: LabNotebook) -> None:
    pad = open_pad(notebook, MENDED)
    pad.get_by_role("button", name="clear").click()
    pad.get_by_role("application").focus()
    cells = "[...window.jupyterapp.shell.currentWidget.content.widgets].map(cell => cell.model.id).join()"
    active = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    before = notebook.page.evaluate(f"[{cells}, {active}, document.querySelector('.jp-WindowedPanel-outer').scrollTop]")
    for key in ("Space", "ArrowUp", "ArrowRight", "Space", "Shift+Space", "Space", "Backspace", "Delete", "ArrowDown"):
        notebook.page.keyboard.press(key)
    page = notebook.page
    assert page.evaluate(f"[{cells}, {active}, document.querySelector('.jp-WindowedPanel-outer').scrollTop]") == before
    drawn = levels(page)
    assert (drawn[3 * 8 + 3], drawn[2 * 8 + 4]) == (16, 0)
    expect(pad.get_by_role("application")).to_be_focused()
    expect(pad.locator("[data-part=source]")).to_have_text("asked: your functions, in the kernel")


def test_without_its_kernel_the_pad_says_so_and_the_weights_answer(notebook: LabNotebook) -> None:
    pad = open_pad(notebook, MENDED)
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    pad.get_by_role("button", name="clear").click()
    stroke(notebook.page, SEVEN)
    expect(pad.locator("[data-part=source]")).to_have_text("asked: the weights of your network, in the browser")
    expect(pad.locator(".bbh-said")).to_contain_text("Answer: 7 with ")
