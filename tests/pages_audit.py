"""What tests ask of a page in Chromium: that it loads nothing from elsewhere, and what axe says about it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import CHROMIUM_OPTIONS, chromium

# To all other addresses there is no way: at this port nobody listens.
NOWHERE = ["--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=127.0.0.1;localhost"]
HERE = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|file:|data:|blob:|about:")


class Visit:
    """A page, and what went wrong in it: requests to other machines, which fail, and errors of its scripts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strangers: list[str] = []
        self.errors: list[str] = []
        page.context.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url[:200]}"))

    def _note(self, url: str) -> None:
        if not HERE.match(url):
            self.strangers.append(url)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium that reaches nothing but this machine. There can be one at a time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*CHROMIUM_OPTIONS, *NOWHERE])
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, address: str, scheme: str = "light", width: int = 1280, height: int = 900) -> Visit:
    """Open `address` with nothing remembered from other pages."""
    size = {"width": width, "height": height}
    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    visited = Visit(page)
    page.goto(address)
    return visited


@contextmanager
def visit(
    browser: Browser, address: str, scheme: str = "light", width: int = 1280, height: int = 900
) -> Iterator[Visit]:
    """Open `address`, and close it at the end."""
    visited = open_page(browser, address, scheme, width, height)
    try:
        yield visited
    finally:
        visited.page.close()


def violations(page: Page, within: str = "html", but: str = "") -> list[str]:
    """What axe finds within a selector, `but` left out: each rule with the first places where it is broken."""
    found = []
    # Without a preload: axe would fetch the style sheets once more, which a page opened as a file may not.
    context = {"include": [within], **({"exclude": [but]} if but else {})}
    options = {"resultTypes": ["violations"], "preload": False}
    for rule in Axe().run(page, context=context, options=options).response["violations"]:
        # axe does not read MathML, and takes a formula for nothing. Screen readers read it.
        places = [node["html"] for node in rule["nodes"] if "<math" not in node["html"]]
        if places:
            found.append(f"{rule['id']}: {rule['help']}: {[place[:160] for place in places[:3]]}")
    return found


def without_alt(page: Page, within: str = "html") -> list[str]:
    """Pictures that say nothing to a person who does not see them."""
    return list(
        page.evaluate(
            """within => [...document.querySelectorAll(`${within} :is(img, svg[role])`)].filter(one => {
                const parts = one.querySelectorAll(':scope > title, :scope > desc');
                const words = one.alt ?? [...parts].map(part => part.textContent).join(' ');
                return words.trim().length < 12 || words.startsWith('No description');
            }).map(one => one.outerHTML.slice(0, 200))""",
            within,
        )
    )


def unset_formulas(page: Page) -> list[str]:
    """Formulas without size, and text that still has the dollar signs of one."""
    return list(
        page.evaluate(
            r"""() => {
                const bad = [...document.querySelectorAll('math')].filter(one => {
                    const box = one.getBoundingClientRect();
                    return one.checkVisibility() && (box.width < 3 || box.height < 3);
                }).map(one => one.outerHTML.slice(0, 200));
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const text = walker.currentNode;
                    const code = text.parentElement.closest('pre, code, script, style');
                    if (!code && /\$[^$]*\\[a-z]+[^$]*\$/.test(text.data)) bad.push(text.data.slice(0, 200));
                }
                return bad;
            }"""
        )
    )
