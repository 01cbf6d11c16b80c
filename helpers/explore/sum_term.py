"""The derivative of a sum by one of its weights, as an explorable of lesson 4: one term stays."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.explore.ask import LearnerFunction, Trouble
from helpers.explore.base import Parts, explorable, packed, picked, slider
from helpers.explore.scene import Node, label, node, number, picture

Array = NDArray[np.float64]
STAGES = ("the sums", "differentiate", "what stays")
_CELL_WIDTH, _CELL_HEIGHT, _TOP = 92.0, 44.0, 40.0
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@explorable("sum_term")
def sum_term(
    sum_term_jacobian: Callable[[Any, Any], Any],
    w: ArrayLike,
    o: ArrayLike,
    t: ArrayLike | None = None,
    *,
    output: Callable[[Any, Any], Any] | None = None,
    expression_1: Callable[..., Any] | None = None,
    expression_2: Callable[..., Any] | None = None,
    j: int = 1,
    k: int = 0,
) -> Parts:
    """Choose a weight w_jk: which terms of which sums change with it, and how expression 1 becomes expression 2.

    sum_term_jacobian(w, o) -> d s_l / d w_jk, shape (J, K, K). w: (J, K). o: (J,). t: (K,).
    output(w, o) -> o_k and expression_1, expression_2(w, o, t, j, k) -> dE/dw_jk put numbers below the formulas.
    """
    weights, units = np.asarray(w, dtype=np.float64), np.asarray(o, dtype=np.float64)
    if weights.ndim != 2 or units.shape != weights.shape[:1]:
        raise Trouble("w should have the shape (J, K), and o the shape (J,).")
    J, K = weights.shape
    # The slope of one term alone is what the function returns when all other units give 0.
    jacobian = LearnerFunction("sum_term_jacobian", sum_term_jacobian)
    alone = [jacobian.numbers((J, K, K), weights, np.where(np.arange(J) == i, units, 0.0)) for i in range(J)]
    slopes = np.stack(alone, axis=2)  # [j, k, i, l]
    stays = [(i, column) for i, column in np.argwhere(np.abs(slopes[j, k]) > 1e-6)]
    said = ", ".join(f"w{small(i)}{small(column)}·o{small(i)}" for i, column in stays) or "none"
    alt = (
        f"The weights w, {J} by {K}, and the {J * K} terms of the {K} sums. The weight w{small(j)}{small(k)} is "
        f"chosen. By your function these terms change with it: {said}. The others have slope 0 and have faded. "
        f"Below, expression 1 with its sum has become expression 2."
    )
    yield alt
    results: dict[str, Any] = {"t": None}
    if t is not None:
        targets = np.asarray(t, dtype=np.float64)
        results["t"] = packed(targets)
        for name, function in (("expression_1", expression_1), ("expression_2", expression_2)):
            if function is not None:
                yours = LearnerFunction(name, function)
                each = [yours.numbers((), weights, units, targets, a, b) for a, b in np.ndindex(J, K)]
                results[name] = packed(np.reshape(each, (J, K)))
        if output is not None:
            results["output"] = packed(LearnerFunction("output", output).numbers((K,), weights, units))
    scene = picture(
        760,
        int(_TOP + J * _CELL_HEIGHT + 190),
        "Which terms stay?",
        alt,
        *_weights(weights, j, k),
        *_terms(slopes[j, k]),
        *_lines(slopes[j, k, :, k], units, j, k, _TOP + J * _CELL_HEIGHT + 46),
    )
    controls = [slider("stage", "stage", STAGES, len(STAGES) - 1), picked("part", j * K + k)]
    yield scene, controls, {"w": packed(weights), "o": packed(units), "slopes": packed(slopes), **results}


def small(index: Any) -> str:
    """Return an index as small digits."""
    return str(int(index)).translate(_SMALL)


def _cell(x: float, y: float, width: float, *words: Node, kind: str, part: str) -> Node:
    frame = node("rect", x=x, y=y, width=width, height=_CELL_HEIGHT - 6, rx=4, kind="cell")
    return node("g", frame, *words, kind=kind, part=part)


def _weights(weights: Array, j: int, k: int) -> list[Node]:
    marks: list[Node] = [label(24, 24, "choose a weight", "strong")]
    for (row, column), value in np.ndenumerate(weights):
        x, y = 24 + column * _CELL_WIDTH, _TOP + row * _CELL_HEIGHT
        words = label(x + 43, y + 24, f"w{small(row)}{small(column)} = {number(value, 3)}", "mid")
        kind = "chosen" if (row, column) == (j, k) else "weight-cell"
        marks.append(_cell(x, y, _CELL_WIDTH - 6, words, kind=kind, part=f"weight-{row}-{column}"))
    return marks


def _terms(slopes: Array) -> list[Node]:
    J, K = slopes.shape
    left = 24 + K * _CELL_WIDTH + 40
    wide = min(170.0, (740 - left) / K)
    marks: list[Node] = []
    for column in range(K):
        x, middle = left + column * wide, left + column * wide + wide / 2 - 4
        marks.append(label(middle, 24, f"s{small(column)} is the sum of", "mid strong"))
        for row in range(J):
            y, slope, at = _TOP + row * _CELL_HEIGHT, float(slopes[row, column]), f"{row}-{column}"
            term = label(middle, y + 17, f"w{small(row)}{small(column)}·o{small(row)}", "mid")
            said = label(middle, y + 33, f"slope {number(slope, 3)}", "mid quiet", part=f"slope-{at}")
            kind = "term stays" if abs(slope) > 1e-6 else "term faded"
            marks.append(_cell(x, y, wide - 8, term, said, kind=kind, part=f"term-{at}"))
    return marks


def _lines(slopes: Array, units: Array, j: int, k: int, top: float) -> list[Node]:
    """Expression 1, the slopes of its terms, expression 2 and the numbers; the browser rewrites the words."""
    a, b = small(j), small(k)
    front = f"∂E/∂w{a}{b} = −2 (t{b} − o{b}) · σ(s{b})(1 − σ(s{b})) · "
    terms: list[Node] = []
    left: list[str] = []
    for i, slope in enumerate(slopes):
        stays = abs(slope) > 1e-6
        if i:
            terms.append(node("tspan", " + ", kind="stays" if stays and left else "faded", part=f"plus-{i}"))
        kind = "stays" if stays else "faded"
        terms.append(node("tspan", f"w{small(i)}{b}·o{small(i)}", kind=kind, part=f"piece-{i}"))
        if stays:
            left.append(f"o{small(i)}" if np.isclose(slope, units[i]) else number(float(slope), 3))
    last = node("tspan", " + ".join(left) or "0", kind="words-b", part="last")
    return [
        label(24, top, "expression 1", "quiet"),
        node("text", node("tspan", f"{front}∂/∂w{a}{b} (", part="front1"), *terms, ")", x=120.0, y=top, kind="large"),
        label(120, top + 30, "", part="slopes"),
        label(24, top + 62, "expression 2", "quiet"),
        node("text", node("tspan", front, part="front2"), last, x=120.0, y=top + 62, kind="large", part="second"),
        label(120, top + 92, "", part="numbers"),
        label(120, top + 116, "", part="yours"),
    ]
