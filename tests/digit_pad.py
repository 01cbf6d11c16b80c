"""The digit pad in a page of Chromium, and what a test sees and does there."""

from nbformat.v4 import new_output
from playwright.sync_api import Page

from course.pages.site.build import explorables_script
from course.pages.site.page import explorable_html
from helpers.explore import Explorable
from helpers.explore.theme import page_style

SEVEN = [(2.0, 0.8), (6.2, 0.8), (4.5, 4.2), (3.4, 7.6)]


def show_on_site(page: Page, widget: Explorable, theme: str = "light") -> None:
    """Show a pad as the site does: its picture, its state, and the site's script."""
    data, _ = widget._repr_mimebundle_()
    figure = explorable_html(new_output("display_data", data), iter([1]))
    page.set_content(
        f"<!doctype html><html lang=en><head><title>A pad</title><style>{page_style()}</style></head>"
        f"<body data-theme={theme}><main><h1>A pad</h1>{figure}</main>"
        f"<script>{explorables_script(['digits'])}</script></body></html>"
    )
    page.locator(".bbh > svg").wait_for()


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
