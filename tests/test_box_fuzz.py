"""The fuzzer of codec and channel: a short run finds nothing, and planted bugs. See fuzz_codec.py for a long one."""

import platform
import subprocess
import sys

import pytest

from tests.fuzz_codec import BROKEN

pytestmark = pytest.mark.slow


def fuzz(*words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.fuzz_codec", "-seed=1", "-max_total_time=120", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


# Where pyproject.toml has atheris for.
if sys.platform == "linux" and platform.machine() == "x86_64" and sys.version_info < (3, 14):

    @pytest.mark.parametrize("target", ["codec", "channel"])
    def test_nothing_is_found(target: str) -> None:
        code, said = fuzz("--target", target, "-runs=10000")
        assert code == 0, said[-4000:]
        assert "Done 10000 runs" in said

    @pytest.mark.parametrize("name", BROKEN)
    def test_planted_bugs_are_found(name: str) -> None:
        target = "channel" if BROKEN[name][0] == "channel" else "codec"
        code, said = fuzz("--target", target, "--broken", name, "-runs=100000")
        assert code == 77, said[-4000:]
        assert "Uncaught Python exception" in said
        assert "input: b" in said
