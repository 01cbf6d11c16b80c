"""The palette: series stay apart for eyes that miss one kind of cone; lines and words stand out from their ground."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from helpers.colours import COLOURS, COLOURS_ON_DARK
from helpers.explore.theme import DARK, LIGHT

pytestmark = pytest.mark.unit

# Machado, Oliveira and Fernandes 2009, severity 1: what is left of linear red, green and blue.
BLIND = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
STYLE = (Path(__file__).parents[1] / "course" / "pages" / "site" / "templates" / "style.css").read_text()


def linear(colour: str) -> np.ndarray:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = np.array([int(digits[i : i + 2], 16) for i in (0, 2, 4)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB under D65, where a distance of about 2 is just seen."""
    x, y, z = np.cbrt(np.maximum(TO_XYZ @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089], 216 / 24389))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    """WCAG's contrast: 3 is enough for lines, 4.5 for words."""
    dark, light = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21, abs=0.01)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)  # the known edge of 4.5


def nearest(colours: tuple[str, ...], kind: str) -> float:
    seen = [lab(BLIND[kind] @ linear(colour)) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("colours", [COLOURS, COLOURS_ON_DARK], ids=["light", "dark"])
def test_series_stay_apart(colours: tuple[str, ...], kind: str) -> None:
    # Five times what is just seen.
    assert nearest(colours, kind) > 10


def test_red_and_green_of_one_lightness_would_not_do() -> None:
    assert nearest(("#C1272D", "#6B7A1E"), "none") > 60
    assert nearest(("#C1272D", "#6B7A1E"), "deuteranopia") < 10


@pytest.mark.parametrize(("colours", "ground"), [(COLOURS, "#FFFFFF"), (COLOURS_ON_DARK, DARK["paper"])])
def test_lines_stand_out(colours: tuple[str, ...], ground: str) -> None:
    assert min(contrast(colour, ground) for colour in colours) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_lines_of_explorables_stand_out(theme: dict[str, str]) -> None:
    for name in ("ink", "quiet", "a", "b-words"):
        assert contrast(theme[name], theme["paper"]) >= 4.5, name
    assert contrast(theme["ink"], theme["mark"]) >= 4.5
    for name in ("a", "b", "c"):
        assert contrast(theme[name], theme["paper"]) >= 3, name


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_of_explorables_stay_apart(theme: dict[str, str], kind: str) -> None:
    assert nearest((theme["a"], theme["b"], theme["c"]), kind) > 15


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_of_the_site_stand_out(theme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", blocks[theme]))
    grounds = [colours[name] for name in ("paper", "ground", "answer", "check")]
    for name in ("ink", "quiet", "mark", "word", "text", "number", "comment", "name"):
        assert min(contrast(colours[name], ground) for ground in grounds) >= 4.5, name
