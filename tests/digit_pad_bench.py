"""How fast the digit pad shows what the kernel says of a stroke: `python -m tests.digit_pad_bench` in the checkout.

In JupyterLab, in a real browser. From a key, or a mouse's move, to the animation frame with the new answer in it.
"""

import statistics
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page

from tests.browser import LabNotebook, jupyterlab, page_at
from tests.digit_pad import at

PRESSES, MOVES = 60, 40
WATCH = """
pad => {
  window.waits = [];
  let since = null;
  window.addEventListener("keydown", () => (since = performance.now()), true);
  window.addEventListener("pointermove", () => (since = performance.now()), true);
  new MutationObserver(() => {
    if (since === null || pad.getAttribute("aria-busy") !== "false") return;
    const began = since;
    since = null;
    requestAnimationFrame(() => window.waits.push(performance.now() - began));
  }).observe(pad, { attributes: true, attributeFilter: ["aria-busy"] });
}
"""


def main() -> None:
    """Print the two medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        (folder / "work").mkdir()
        cells = [new_code_cell("from tests.explorables import MAKE\nMAKE['digits']()", id="pad")]
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "work" / "bench.ipynb")
        with jupyterlab(folder / "work", folder / "home") as address, page_at(address) as page:
            notebook = LabNotebook(page, "bench.ipynb")
            notebook.run("pad")
            pad = notebook.show("pad").locator(".bbh[aria-busy=false]")
            pad.wait_for()
            pad.evaluate(WATCH)
            pad.get_by_role("button", name="clear").click()
            pad.get_by_role("application").focus()
            keys = [wait(page, lambda number=number: press(page, number)) for number in range(PRESSES)]
            pad.get_by_role("button", name="clear").click()
            page.mouse.move(*at(page, 0.5, 0.5))
            page.mouse.down()
            moves = [wait(page, lambda number=number: move(page, number)) for number in range(1, MOVES)]
            page.mouse.up()
    for what, waits in (("key", keys), ("move", moves)):
        slow = statistics.quantiles(waits, n=20)[-1]
        print(f"{what} to answer: median {statistics.median(waits):.0f} ms, 95 % below {slow:.0f} ms")


def press(page: Page, number: int) -> None:
    """Paint and erase in turn: each press changes the drawing."""
    page.keyboard.press("Shift+Space" if number % 2 else "Space")


def move(page: Page, number: int) -> None:
    """Draw on, line by line."""
    row, place = divmod(number, 8)
    page.mouse.move(*at(page, (place if row % 2 == 0 else 7 - place) + 0.5, row + 0.5))


def wait(page: Page, act: object) -> float:
    """Do it and return how long the answer took."""
    seen = page.evaluate("window.waits.length")
    assert callable(act)
    act()
    page.wait_for_function("seen => window.waits.length > seen", arg=seen)
    return float(page.evaluate("window.waits.at(-1)"))


if __name__ == "__main__":
    main()
