"""The digit pad in a page of Chromium, and what a test sees and does there."""

import base64
import json

from nbformat.v4 import new_output
from playwright.sync_api import Page

from course.pages.site.build import explorables_script
from course.pages.site.page import explorable_html
from helpers.explore import Explorable
from helpers.explore.theme import page_style
from tests.test_explorables_page import MODEL

SEVEN = [(2.0, 0.8), (6.2, 0.8), (4.5, 4.2), (3.4, 7.6)]


def head(theme: str = "light") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>A pad</title><style>{page_style()}</style></head>"
        f"<body data-theme={theme}><main><h1>A pad</h1>"
    )


def show(page: Page, widget: Explorable, theme: str = "light") -> None:
    """Show a pad as the site does: its picture, its state, and the site's script."""
    data, _ = widget._repr_mimebundle_()
    figure = explorable_html(new_output("display_data", data), iter([1]))
    page.set_content(f"{head(theme)}{figure}</main><script>{explorables_script(['digits'])}</script></body></html>")
    page.locator(".bbh > svg").wait_for()


def show_with_kernel(page: Page, widget: Explorable) -> None:
    """Show a pad whose questions are kept in window.sent; `reply` answers them."""
    page.set_content(f"{head()}<div id=here></div></main></body></html>")
    page.evaluate(
        f"""async ([source, text]) => {{
            const given = JSON.parse(text);
            {MODEL}
            window.sent = [];
            // Empty messages only hurry the connection.
            model.send = (message) => {{
                if (window.closed_) throw new Error("closed");
                if ("ask" in message) window.sent.push(message);
            }};
            window.reply = (reply) => heard.get("msg:custom").forEach((call) => call(reply));
            const {{ default: module }} = await import(`data:text/javascript;base64,${{source}}`);
            window.stop = module.render({{ model: window.strict, el: document.getElementById("here") }});
        }}""",
        [base64.b64encode(widget._esm.encode()).decode(), json.dumps({"state": widget.state, "values": widget.values})],
    )


def levels(page: Page) -> list[int]:
    """What is drawn, in sixteenths."""
    cells = "cells => cells.map(cell => 16 * cell.getAttribute('fill-opacity'))"
    return [round(level) for level in page.locator("[data-part=pixels] > rect").evaluate_all(cells)]


def shown(page: Page) -> tuple[list[float], list[float]]:
    """The ten probabilities and the 64 signed shares of the steepest slope, as the picture has them."""
    words = [str(page.locator(f"[data-part=p-{digit}]").text_content()) for digit in range(10)]
    cells = """cells => cells.map(cell => cell.getAttribute("fill-opacity") / 0.75
        * (cell.getAttribute("class") === "fill-b" ? 1 : -1))"""
    return [float(word) for word in words], page.locator("[data-part=slopes] > rect").evaluate_all(cells)


def text(page: Page, part: str) -> str:
    return str(page.locator(f"[data-part={part}]").text_content())


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a place of the drawing is on the screen."""
    box = page.locator("[data-part=pixels]").bounding_box()
    assert box
    return box["x"] + x * box["width"] / 8, box["y"] + y * box["height"] / 8


def stroke(page: Page, places: list[tuple[float, float]]) -> None:
    """Draw a line with the mouse."""
    page.mouse.move(*at(page, *places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*at(page, *place), steps=5)
    page.mouse.up()
