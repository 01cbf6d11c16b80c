"""What every test is given, and what a unit test may not do."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# jsonschema imports it for addresses, which no notebook's schema has, and that takes two seconds in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import jupytext  # noqa: E402, F401 - its import starts a process (pandoc), which a unit test may not

from course.text import read_text  # noqa: E402

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


@pytest.fixture(scope="module")
def lesson(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the locked cells and the solutions of the lesson define whose text the test's module calls LESSON."""
    path = request.module.LESSON
    names: dict[str, Any] = {}
    for cell in read_text(path).cells:
        if cell.role in ("locked", "answer"):
            exec(compile(cell.source, f"{path.name}:{cell.line}", "exec"), names)
    return names
