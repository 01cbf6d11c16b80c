"""What is shipped: the wheel and what it carries, the pinned set-up, and what `make` says where it cannot begin."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import helpers

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # Under `make test` these tell every inner make that it is a part of an outer one, and it says so.
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    env = {**inherited, **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)


def build(target: str, source: Path, folder: Path) -> Path:
    done = run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder), cwd=source)
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_lessons_answers_and_licences(wheel: Path) -> None:
    names = names_in(wheel)
    lessons = [path.parent.name for path in (ROOT / "release").glob("*/*.ipynb")]
    assert {"00_start", "01_descent"} <= set(lessons)
    for lesson in lessons:
        assert f"course/released/{lesson}/{lesson}.ipynb" in names
        assert f"course/lessons/{lesson}.py" in names
        assert f"course/answers/{lesson}.py" in names
    assert "course/nbgrader_config.py" in names
    assert {"helpers/__init__.py", "helpers/digits.csv.gz", "helpers/digits.csv.txt"} <= names
    assert {name.rsplit("/", 1)[1] for name in names if "dist-info/licenses/" in name} == {"LICENSE", "LICENSE-TEXTS"}


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    assert {name.split("/", 1)[0] for name in names_in(wheel)} == {
        "course",
        "helpers",
        f"backprop_by_hand-{helpers.__version__}.dist-info",
    }
    assert not [name for name in names_in(wheel) if "__pycache__" in name or "checkpoint" in name]


def test_a_wheel_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = build("sdist", ROOT, tmp_path / "sdist")
    # The Python 3.11.2 of Debian 12 knows no filter yet.
    shutil.unpack_archive(archive, tmp_path, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    assert names_in(build("wheel", unpacked, tmp_path / "wheel")) == names_in(wheel)


def pinned() -> dict[str, list[Requirement]]:
    """Return requirements.txt as requirements by name; a name may have one for each Python."""
    text = re.sub(r"^#.*\n", "", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        requirement, *hashes = re.split(r"\s+--hash=", line.strip())
        assert hashes, f"no hash: {line}"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)
        parsed = Requirement(requirement)
        found.setdefault(canonicalize_name(parsed.name), []).append(parsed)
    return found


def wanted() -> list[Requirement]:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    extras = PROJECT["optional-dependencies"]
    return [
        Requirement(text)
        for text in (
            *PROJECT["dependencies"],
            *extras["teach"],
            *extras["postgres"],
            *extras["test"],
            *groups["setup"],
        )
    ]


def test_every_dependency_is_pinned_to_a_version_that_fits() -> None:
    pins = pinned()
    for want in wanted():
        assert canonicalize_name(want.name) in pins, f"run make pins: {want} is not in requirements.txt"
        for pin in pins[canonicalize_name(want.name)]:
            (version,) = [specifier.version for specifier in pin.specifier]
            assert want.specifier.contains(version), f"run make pins: {pin} is not {want}"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_each_system_and_python_gets_one_version_of_everything(system: str, python: str) -> None:
    place = {"sys_platform": system, "os_name": "nt" if system == "win32" else "posix"}
    place |= {"python_version": python, "python_full_version": f"{python}.9", "platform_machine": "x86_64"}
    for want in wanted():
        if want.marker and not want.marker.evaluate(place):
            continue
        fitting = [
            pin for pin in pinned()[canonicalize_name(want.name)] if not pin.marker or pin.marker.evaluate(place)
        ]
        assert len(fitting) == 1, f"{want.name} on {system} {python}: {fitting}"


def test_the_pins_name_no_index_and_no_machine() -> None:
    text = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"://|--index|--find-links|@ |/home/|/root/|/tmp/", text)


def test_the_conda_environment_has_the_same_packages() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["channels"] == ["conda-forge"]
    *packages, pip = environment["dependencies"]
    assert pip == {"pip": ["-e .[teach]"]}
    assert packages == [f"python{PROJECT['requires-python']}", "make", "pip", *PROJECT["dependencies"]]


FAKES = {
    "is too old": '[ "$1" = -V ] && echo Python 3.9.2\nexit 1',
    "has no venv": 'case "$2" in *version_info*) exit 0 ;; esac\nexit 1',
}


@pytest.mark.parametrize(
    ("fake", "says"),
    [
        ("is missing", "No {python} here. Install Python 3.11 or newer"),
        ("is too old", "Python 3.11 or newer is needed; {python} is Python 3.9.2."),
        ("has no venv", "sudo apt-get install python3-venv"),
    ],
)
def test_make_says_what_is_wrong_with_python(fake: str, says: str, tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "a fake python"
    if fake in FAKES:
        python.write_text(f"#!/bin/sh\n{FAKES[fake]}\n")
        python.chmod(0o755)
    done = run("make", "setup", f"PYTHON={python}", cwd=tmp_path)
    assert done.returncode != 0
    assert says.format(python=python) in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_ci_does_what_the_readme_says() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert run("bash", "-n", str(script), cwd=ROOT).returncode == 0
    assert re.findall(r"^make (\w+)", script.read_text(), flags=re.MULTILINE) == ["demo", "test"]


def test_ci_ends_with_the_test_runners_line_and_status(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    for status, line in ((0, "3 passed in 1.00s"), (1, "1 failed, 2 passed in 1.00s")):
        (tmp_path / "Makefile").write_text(f"demo:\n\t@echo demo\ntest:\n\t@echo '{line}'; exit {status}\n")
        done = run(str(tmp_path / ".ci" / "run"), cwd=tmp_path)
        assert done.stdout.splitlines()[-1] == line
        assert done.stderr == ""
        assert bool(done.returncode) == bool(status)
