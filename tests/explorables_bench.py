"""How fast explorables answer, beside ipywidgets with Matplotlib: `python -m tests.explorables_bench` in the checkout.

In JupyterLab, in a real browser. Latency is from a key's event to the animation frame after the picture changed.
Pictures a second are frames in which the picture changed while a mouse drags; beside them stand the mouse's moves, for
there cannot be more pictures than moves. Making one is timed in this process, with right answers to all exercises.
"""

import json
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page

from helpers.explore import KINDS
from tests.browser import LabNotebook, jupyterlab, page_at
from tests.explorables import MAKE

PRESSES = 24
SECONDS = 3.0
OLD_WAY = "ipywidgets"
# The sliders that lesson 1 had: a Matplotlib figure drawn anew by the kernel, at every move.
IPYWIDGETS = """
import ipywidgets
from IPython.display import display
from helpers import figures
from helpers.reference.descent import descend
figure = lambda eta: figures.distances({eta: descend(8.0, eta, 12)})
slider = ipywidgets.FloatSlider(value=0.1, min=0.05, max=1.2, step=0.05, continuous_update=True)
shown = display(figure(0.1), display_id=True)
slider.observe(lambda change: shown.update(figure(change["new"])), "value")
slider
"""
# Counts frames in which something but the slider itself changed.
WATCH = """
cell => {
  const seen = (window.seen = { waits: [], frames: 0, gaps: [] });
  let [pressed, waiting, before] = [null, false, null];
  const picture = (node) => !node.closest?.(".bbh-controls, .bbh-said, .bbh-status, .jupyter-widgets:not(:has(svg))");
  window.addEventListener("keydown", () => (pressed = performance.now()), true);
  new MutationObserver((changes) => {
    const elements = changes.map(({ target }) => (target.nodeType === 1 ? target : target.parentElement));
    if (waiting || !elements.some(picture)) return;
    waiting = true;
    requestAnimationFrame(() => {
      const now = performance.now();
      waiting = false;
      seen.frames += 1;
      if (pressed !== null) seen.waits.push(now - pressed);
      pressed = null;
    });
  }).observe(cell, { subtree: true, childList: true, attributes: true, characterData: true });
}
"""


@dataclass
class Row:
    """What was measured of one kind."""

    name: str
    made: float
    output: int
    waits: list[float]
    rate: float
    moves: float


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        (folder / "work").mkdir()
        cells = [new_code_cell("from tests.explorables import MAKE", id="setup"), new_code_cell(IPYWIDGETS, id=OLD_WAY)]
        cells += [new_code_cell(f"MAKE['{kind}']()", id=kind) for kind in KINDS]
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "work" / "bench.ipynb")
        with jupyterlab(folder / "work", folder / "home") as address, page_at(address) as page:
            notebook = LabNotebook(page, "bench.ipynb")
            notebook.run("setup")
            rows = [measure(page, notebook, kind) for kind in (OLD_WAY, *KINDS)]
        shutil.rmtree(folder / "home", ignore_errors=True)
    print(f"{'':12} {'made in':>9} {'output':>9} {'key to picture':>20} {'dragging':>22}")
    print(f"{'':12} {'ms':>9} {'KB':>9} {'median, 95 % in ms':>20} {'pictures, moves / s':>22}")
    for row in rows:
        slow = statistics.quantiles(row.waits, n=20)[-1]
        waits = f"{statistics.median(row.waits):.1f}, {slow:.1f}"
        made = f"{row.made * 1000:.0f}" if row.made else "-"
        size = f"{row.output / 1000:.0f}" if row.output else "-"
        print(f"{row.name:12} {made:>9} {size:>9} {waits:>20} {f'{row.rate:.0f}, {row.moves:.0f}':>22}")


def measure(page: Page, notebook: LabNotebook, kind: str) -> Row:
    """Press keys on one explorable's slider, then drag it."""
    notebook.run(kind)
    cell = notebook.show(kind)
    slider = cell.get_by_role("slider").last if kind != "descent" else cell.get_by_role("slider").first
    slider.wait_for()
    cell.evaluate(WATCH)
    slider.press("Home")
    waits = []
    for number in range(PRESSES):
        # There and back: each press must change the picture.
        slider.press("ArrowRight" if number % 2 == 0 else "ArrowLeft")
        page.wait_for_function("count => window.seen.waits.length > count", arg=number)
        waits = page.evaluate("window.seen.waits")
    rate, moves = drag(page, cell, slider, kind)
    return Row(kind, cost(kind), size(kind), waits[1:], rate, moves)


def drag(page: Page, cell: Locator, slider: Locator, kind: str) -> tuple[float, float]:
    """Frames a second in which the picture changed while the mouse moves without rest, and its moves a second."""
    # The sum term has no slider with many places: there the mouse runs over the weights.
    target = slider if kind != "sum_term" else cell.locator("[data-part=weight-1-0]")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    width = box["width"] if kind != "sum_term" else 2 * box["width"]
    page.mouse.move(box["x"] + 5, middle)
    if kind != "sum_term":
        page.mouse.down()
    page.evaluate("window.seen.frames = 0")
    started, moves = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        moves += 1
        share = (moves * 0.37) % 1.0
        page.mouse.move(box["x"] + 5 + share * (width - 10), middle)
    seconds = time.perf_counter() - started
    frames = int(page.evaluate("window.seen.frames"))
    if kind != "sum_term":
        page.mouse.up()
    return frames / seconds, moves / seconds


def cost(kind: str) -> float:
    """Seconds to make an explorable, the median of five, in this process."""
    if kind == OLD_WAY:
        return 0.0
    times = []
    for _ in range(5):
        started = time.perf_counter()
        MAKE[kind]()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def size(kind: str) -> int:
    """Characters that it adds to a notebook."""
    return 0 if kind == OLD_WAY else len(json.dumps(MAKE[kind]()._repr_mimebundle_()[0]))


if __name__ == "__main__":
    main()
