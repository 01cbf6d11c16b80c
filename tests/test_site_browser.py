"""The site of the real lessons in Chromium: opened as files and served, light and dark, by keyboard, on paper."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from course.pages.site.build import site_files, write_files
from course.paths import Tree
from tests.pages_audit import unset_formulas, violations, visit, without_alt
from tests.site_secrets import leaks, secrets

REPOSITORY = Tree(Path(__file__).parents[1])
ONE = "01_descent"
EVERY = pytest.param("every", marks=pytest.mark.slow)
only = functools.partial(pytest.mark.parametrize, "tree", indirect=True)


@pytest.fixture(scope="module", params=[ONE, EVERY])
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The course with one lesson, and slowly with every lesson."""
    if request.param == "every":
        return REPOSITORY
    tree = Tree(tmp_path_factory.mktemp("course"))
    tree.lessons.mkdir(parents=True)
    shutil.copy(REPOSITORY.lessons / f"{ONE}.py", tree.lessons)
    for made in ("source", "release"):
        shutil.copytree(REPOSITORY.root / made / ONE, tree.root / made / ONE)
    return tree


@pytest.fixture(scope="module")
def files(tree: Tree) -> dict[str, bytes]:
    return site_files(tree)


@pytest.fixture(scope="module")
def site(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a folder, ü") / "site"
    write_files(folder, files)
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    """The site as a static web server gives it."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}"
        finally:
            running.shutdown()
            thread.join()


def test_no_secret_of_a_lesson_is_on_the_site(tree: Tree, files: dict[str, bytes]) -> None:
    for lesson in tree.lesson_names():
        assert len(secrets(REPOSITORY, lesson)) > 0
        assert leaks(REPOSITORY, lesson, files) == []


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_every_page_opened_as_a_file(browser: Browser, tree: Tree, site: Path, scheme: str) -> None:
    pages = [path.as_uri() for path in sorted(site.glob("*.html"))]
    assert len(pages) == len(tree.lesson_names()) + (3 if tree == REPOSITORY else 1)  # no map of one lesson
    with visit(browser, pages[0], scheme) as visited:
        for address in pages:
            visited.page.goto(address)
            live = visited.page.locator("figure.explorable")
            for place in range(live.count()):
                expect(live.nth(place).locator(".bbh > svg")).to_be_attached()
            assert without_alt(visited.page) == []
            assert unset_formulas(visited.page) == []
            assert violations(visited.page) == []
        assert visited.strangers == []
        assert visited.errors == []


def test_every_page_from_a_web_server(browser: Browser, tree: Tree, server: str) -> None:
    with visit(browser, f"{server}/index.html") as visited:
        page = visited.page
        for lesson in tree.lesson_names():
            page.goto(f"{server}/index.html")
            page.get_by_role("main").locator(f"h3 a[href='{lesson}.html']").click()
            live = page.locator("figure.explorable")
            for place in range(live.count()):
                expect(live.nth(place).locator(".bbh > svg")).to_be_attached()
            with page.expect_download() as download:
                page.get_by_role("link", name="Download this notebook").click()
            released = tree.release / lesson / f"{lesson}.ipynb"
            assert Path(download.value.path()).read_bytes() == released.read_bytes()
        assert visited.strangers == []
        assert [error for error in visited.errors if ".ipynb" not in error] == []


@only([ONE])
def test_hints_open_by_keyboard_one_at_a_time(browser: Browser, site: Path) -> None:
    with visit(browser, (site / "01_descent.html").as_uri()) as visited:
        page = visited.page
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
        hints = page.locator("#parabola-hints")
        first, second = hints.get_by_text("Hint 1: the idea"), hints.get_by_text("Hint 2: the rule")
        expect(second).not_to_be_visible()
        first.focus()
        page.keyboard.press("Enter")
        expect(second).to_be_visible()
        expect(hints.get_by_text("Hint 3")).not_to_be_visible()


@only([ONE])
def test_an_explorable_moves_by_keyboard_without_a_kernel(browser: Browser, site: Path) -> None:
    with visit(browser, (site / "01_descent.html").as_uri()) as visited:
        figure = visited.page.locator("figure.explorable").first
        said = figure.locator(".bbh-said")
        before = said.text_content()
        figure.get_by_role("slider").first.press("ArrowRight")
        expect(said).not_to_have_text(str(before))
        assert visited.errors == []


@only([ONE])
def test_on_paper_folded_hints_and_the_way_around_are_left_out(browser: Browser, site: Path) -> None:
    with visit(browser, (site / "01_descent.html").as_uri()) as visited:
        page = visited.page
        page.locator("#step-hints summary").first.click()
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator("#parabola-hints")).not_to_contain_text("Hint 1", use_inner_text=True)
        expect(page.locator("#step-hints")).to_contain_text("Hint 1", use_inner_text=True)
        for hidden in ("header", ".contents", ".onward", ".bbh-controls"):
            for found in page.locator(hidden).all():
                expect(found).not_to_be_visible()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"


def test_nothing_sticks_out_on_a_telephone(browser: Browser, site: Path) -> None:
    wide = {}
    with visit(browser, (site / "index.html").as_uri(), width=390, height=800) as visited:
        for path in sorted(site.glob("*.html")):
            visited.page.goto(path.as_uri())
            wide[path.name] = visited.page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in wide.items() if width > 390} == {}


@only([EVERY])
def test_what_scrolls_on_a_telephone_is_reached_by_keys(browser: Browser, site: Path) -> None:
    with visit(browser, (site / "07_digits.html").as_uri(), width=390, height=800) as visited:
        scrolls = visited.page.locator(".words [tabindex='0']")
        assert scrolls.count() > 0
        assert violations(visited.page) == []
        visited.page.set_viewport_size({"width": 1280, "height": 800})
        expect(scrolls).to_have_count(0)
