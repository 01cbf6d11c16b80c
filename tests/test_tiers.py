"""The rule of the tiers: a unit test starts no process, and `make` runs each tier."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parent.parent / "Makefile"


@pytest.mark.unit
@pytest.mark.parametrize("start", [lambda: subprocess.run([sys.executable, "-V"], check=True), os.fork])
def test_a_unit_test_cannot_start_a_process(start: Callable[[], object]) -> None:
    with pytest.raises(RuntimeError, match="a unit test starts no process"):
        start()


def test_another_test_can() -> None:
    assert subprocess.run([sys.executable, "-V"], check=True, capture_output=True).stdout.startswith(b"Python")


def test_each_tier_has_its_command() -> None:
    lines = MAKEFILE.read_text().splitlines(keepends=True)
    for target, chosen in (("test-fast", " -m unit\n"), ("test", ' -m "not slow"\n'), ("test-all", "\n")):
        recipe = next(after for line, after in pairwise(lines) if line.startswith(f"{target}: ") and "##" in line)
        assert recipe == f"\t@$(PYTEST){chosen}"
