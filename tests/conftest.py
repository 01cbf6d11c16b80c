"""What every test is given, and what a unit test may not do."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# jsonschema imports it for addresses, which no notebook's schema has, and that takes two seconds in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import jupytext  # noqa: E402, F401 - its import starts a process (pandoc), which a unit test may not

from course.paths import Tree  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from course.runner.grader import Grader
    from tests.grading_class import SmallCourse

# The same cases in every run: a change is judged by what it changes. For others: pytest --hypothesis-profile=default
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

STARTS_A_PROCESS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}


class _Tier:
    """An audit hook, which Python cannot remove again: it refuses new processes while a unit test runs."""

    unit = False

    def __call__(self, event: str, arguments: object) -> None:
        if self.unit and event in STARTS_A_PROCESS:
            raise RuntimeError(f"a unit test starts no process ({event}): take away its mark `unit`")


_TIER = _Tier()
sys.addaudithook(_TIER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Fixtures of a unit test start no process either."""
    _TIER.unit = item.get_closest_marker("unit") is not None
    try:
        return (yield)
    finally:
        _TIER.unit = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test of two tiers."""
    both = [item.nodeid for item in items if item.get_closest_marker("unit") and item.get_closest_marker("slow")]
    if both:
        raise pytest.UsageError(f"a test is a unit or slow, not both: {', '.join(both)}")


@pytest.fixture(autouse=True)
def _no_switch_left() -> Iterator[None]:
    """nbgrader leaves the switch that says it is grading set where a run is stopped. No other test shall see it."""
    yield
    os.environ.pop("NBGRADER_EXECUTION", None)


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A course of one small lesson and its known answers, not built yet; also the working directory."""
    tree = Tree(tmp_path / "tree")
    tree.lessons.mkdir(parents=True)
    tree.answers.mkdir()
    here = Path(__file__).parent / "minicourse"
    shutil.copy(here / "01_mini.py", tree.lessons)
    shutil.copy(here / "answers.py", tree.answers / "01_mini.py")
    monkeypatch.chdir(tree.root)
    return tree


@pytest.fixture(scope="session")
def grader() -> "Iterator[Grader]":
    """A grader that is warm, with little time for each cell."""
    from course.runner.grader import Grader, Settings

    made = Grader(Settings(seconds=4, total_seconds=60))
    yield made
    made.close()


@pytest.fixture
def course(tmp_path: Path) -> "SmallCourse":
    """A small course of which nobody has handed in anything."""
    from tests.grading_class import SmallCourse

    return SmallCourse(tmp_path / "class")


# One for each module, not for each session: while Playwright's event loop runs, nbclient can start none in its thread.
@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A Chromium that reaches nothing but this machine."""
    from tests.pages_audit import browsing

    with browsing() as browser:
        yield browser


@pytest.fixture
def page(browser: "Browser", request: pytest.FixtureRequest) -> "Iterator[Page]":
    """A page that fails the test for any error or request. Fingers can touch it where the module says HAS_TOUCH."""
    touch = getattr(request.module, "HAS_TOUCH", False)
    with browser.new_context(viewport={"width": 900, "height": 700}, has_touch=touch) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: complaints.append(request.url))
        yield page
        assert [text for text in complaints if not text.startswith(("blob:", "about:", "data:"))] == []
