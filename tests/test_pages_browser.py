"""Feedback and formgrade pages in Chromium: nothing that a student wrote runs or loads there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.attacks.pages import cover_with_traps
from tests.browser import page_at
from tests.grading_class import LESSON, SmallCourse
from tests.test_formgrader import TOKEN, Server

pytestmark = pytest.mark.slow

# Everything in a page by which something could still run when it is clicked, or lies over the page.
LEFT = """() => {
    const found = [];
    for (const one of document.querySelectorAll('*')) {
        for (const name of one.getAttributeNames())
            if (/^on|^srcdoc$/.test(name) && one.getAttribute(name).includes('ran'))
                found.push(one.tagName + ' ' + name);
        for (const name of ['href', 'xlink:href', 'src', 'action', 'data'])
            if (/^\\s*(java|vb)\\s*script:|^\\s*data:text/i.test(one.getAttribute(name) ?? ''))
                found.push(one.tagName + ' ' + name + ' ' + one.getAttribute(name));
        if (one.textContent === 'cover' && getComputedStyle(one).position === 'fixed') found.push('covers the page');
    }
    return [...found, ...(window.ran ?? []).map(number => 'ran ' + number)];
}"""


@contextmanager
def watched(address: str) -> Iterator[tuple[Page, list[str]]]:
    """Yield a blank page of a browser, and the list of requests to others than `address` that it made."""
    with page_at("about:blank") as page:
        asked: list[str] = []

        def note(request: object) -> None:
            url = str(getattr(request, "url", ""))
            if not url.startswith((address, "data:", "about:", "blob:")):
                asked.append(url)

        page.on("request", note)
        page.on("dialog", lambda dialog: (asked.append(f"dialog {dialog.message}"), dialog.dismiss()))
        yield page, asked


def left(page: Page) -> list[str]:
    """Open all that can be opened, click what looks like a link of the student's, and return what is dangerous."""
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for text in ("javascript link", "cover"):
        for place in page.get_by_text(text, exact=True).all():
            place.dispatch_event("mouseover")
            place.dispatch_event("click")
    return list(page.evaluate(LEFT))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("traps"))
    course.hand_in("ada")
    course.hand_in("eve", cover_with_traps)
    done = course.autograde()
    assert done["success"], done
    assert course.scores("eve") == {"double": 0, "square": 0, "why": None}
    done = course.api().generate_feedback(LESSON)
    assert done["success"], done
    return course


def test_the_watch_sees_what_runs_and_what_is_asked_for(tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text(
        "<script>window.ran = [1]</script><img src='http://steal.invalid/2' onerror='window.ran.push(3)'>"
        "<div style='position: fixed'>cover</div><a href='javascript:window.ran.push(4)'>javascript link</a>"
    )
    with watched(page_file.as_uri()) as (page, asked):
        page.goto(page_file.as_uri())
        found = left(page)
    assert asked == ["http://steal.invalid/2"]
    assert {"ran 1", "ran 4", "covers the page", "IMG onerror"} <= set(found)


def test_nothing_runs_in_feedback(graded: SmallCourse) -> None:
    address = (graded.root / "feedback" / "eve" / LESSON / f"{LESSON}.html").as_uri()
    with watched(address) as (page, asked):
        page.goto(address)
        assert left(page) == []
        assert "The text of this error is not shown" in page.inner_text("body")
    assert asked == []


def test_nothing_runs_where_it_is_graded_by_hand(graded: SmallCourse, tmp_path: Path) -> None:
    server = Server(graded.root, tmp_path)
    try:
        notebooks = json.loads(server.ask(f"formgrader/api/submitted_notebooks/{LESSON}/{LESSON}"))
        [eve] = [notebook["id"] for notebook in notebooks if notebook["student"] == "eve"]
        with watched(server.url) as (page, asked):
            page.goto(f"{server.url}/formgrader/submissions/{eve}?token={TOKEN}")
            assert left(page) == []
            assert "The scheme." in page.inner_text("body")
        assert [url for url in asked if "steal.invalid" in url] == []
        assert asked == []
    finally:
        server.stop()
