"""What every test is given."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same cases in every run: a change is judged by what it changes. For others: pytest --hypothesis-profile=default
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def _no_switch_left() -> Iterator[None]:
    """nbgrader leaves the switch that says it is grading set where a run is stopped. No other test shall see it."""
    yield
    os.environ.pop("NBGRADER_EXECUTION", None)
