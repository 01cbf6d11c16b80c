'''A derivation, line by line: is each line equal to the one above, and is each a step?

In the lesson, the learner writes one expression per line (helpers.checks.expressions says what a line may hold):

    def derivation():
        """The way from expression 1 to expression 2. Returns a list of texts, one per line."""
        return [
            "-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * d(s, w[j, k])",
            "-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
            "-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * sum(delta(i, j) * o[i] for i in units)",
            "-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * o[j]",
        ]

and the test cell says from where to where, at which points, and by way of what:

    check_derivation(
        derivation,
        start="-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * d(s, w[j, k])",
        end="-2 * (t[k] - sigma(s)) * sigma(s) * (1 - sigma(s)) * o[j]",
        points=[
            {"w": rng.normal(size=(J, K)), "o": rng.normal(size=J), "t": rng.normal(size=K),
             "units": range(J), "j": j, "k": k}
            for J, K, j, k in ((3, 2, 2, 0), (2, 4, 0, 3))
        ],
        where={"s": "sum(w[i, k] * o[i] for i in units)"},
        milestones=[
            Milestone("one term of the sum at a time", "sum>d"),
            Milestone("the derivative of one term", "delta -d"),
        ],
    )

A point gives each name a float, an array, an index (a Python int) or a range for sums to run over; `random_inputs`
makes points of plain numbers. Letters that the point uses cannot be summed over. `where` may hold entries too:
{"s[k]": ...}; `d(..., s)` differentiates by an abbreviation as if it were a variable of its own.

A milestone is a form that some line must have, whatever else stands around it. A form is a text of words: a name, a
function, `/` or `**` that the line uses (twice: at least twice), `-word` for what it does not use, `sum>d` for a
d inside a sum. Several forms are alternatives. Neither `start` nor `end` may have it, or it would ask for nothing
(ValueError). Lines may pass the milestones in any order and there may be any number of other lines.
'''

import ast
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.checks.call import name_of
from helpers.checks.earlier import reference_function
from helpers.checks.evaluate import evaluate
from helpers.checks.expression_form import canonical, expand, names_used, size, words
from helpers.checks.expressions import ExpressionError, Point, parse_abbreviations
from helpers.checks.lines import Ground, Line, line_of_author, read_line, returned_by, texts_of
from helpers.checks.patterns import observe
from helpers.checks.show import show_case, show_pair
from helpers.equal import DERIVED
from helpers.mistakes.plain import LINE_UNEQUAL, STEP_LEFT_OUT, UNFINISHED


class Milestone:
    """A form that some line of a derivation must have."""

    def __init__(self, name: str, *forms: str) -> None:
        """`name` in words that go on "you jumped over: ..."; `forms` are alternatives, such as "delta -d"."""
        if not forms:
            raise ValueError(f"the milestone {name!r} has no form")
        self.name = name
        self.forms = tuple(form.split() for form in forms)

    def met_by(self, used: Mapping[str, int]) -> bool:
        """Whether a line that uses these words (with how often) has one of the forms."""
        return any(
            all(used.get(word, 0) >= form.count(word) for word in form if not word.startswith("-"))
            and not any(used.get(word[1:], 0) for word in form if word.startswith("-"))
            for form in self.forms
        )


def check_derivation(
    lines_function: Callable[[], Any],
    *,
    start: str = "",
    end: str = "",
    expected: str = "",
    points: Sequence[Point],
    where: Mapping[str, str] | None = None,
    milestones: Sequence[Milestone] = (),
    look: str = "",
) -> None:
    """Check a derivation: a function without parameters that returns its lines as a list of texts.

    Line 1 must have the value of `start`, every other line the value of the line above at all points, and the last line
    must be as short as `end` and use no other names. Every milestone must be met by some line, and some line must hold
    every derivative `d(...)` of the start, in any form and order. A line that only repeats the one above is mentioned.
    The module's docstring shows a use.
    expected: in place of start and end, the name of a function in helpers.reference that returns such a derivation. Its
        first and last line are the start and the end, and the test cell does not show them.
    Raises CheckFailed with a message for the learner; NotImplementedError where the answer is still the stub;
    ValueError for a start, end, point or milestone that does not fit the others.
    """
    if expected:
        start, *_, end = reference_function(expected)()
    ground = Ground(name_of(lines_function), points, parse_abbreviations(where or {}), look)
    first, last = line_of_author(ground, "the start", start), line_of_author(ground, "the end", end)
    _refuse_own_mistakes(ground, first, last, milestones)
    texts = texts_of(ground.name, returned_by(ground, lines_function))
    lines: list[Line] = []
    for number, text in enumerate(texts, start=1):
        lines.append(read_line(ground, f"line {number}", text))
        _refuse_difference(ground, lines[-1], lines[-2] if number > 1 else first)
    repeats = _repeats(lines)
    _refuse_unfinished(ground, lines[-1], last)
    _refuse_jumps(ground, lines, milestones, repeats)
    _refuse_other_start(ground, first, lines)
    count = f"{len(lines)} lines, each equal to the one above" if len(lines) > 1 else "1 line, equal to the start"
    print(f"{ground.name}: right. {count} at {len(points)} points.", *(f"(note: {repeat})" for repeat in repeats))


def _refuse_own_mistakes(ground: Ground, first: Line, last: Line, milestones: Sequence[Milestone]) -> None:
    if not ground.points:
        raise ValueError("a derivation is checked at points, and there are none")
    if not np.all(_equal(first.values, last.values)):
        raise ValueError("the start and the end of the derivation differ in value")
    for milestone in milestones:
        for line in (first, last):
            if any(map(milestone.met_by, ground.words(line.tree))):
                raise ValueError(f"{line.label} already meets the milestone {milestone.name!r}")


def _equal(values: Sequence[float], others: Sequence[float]) -> NDArray[np.bool_]:
    return DERIVED.close(np.array(values), np.array(others))


def _refuse_difference(ground: Ground, line: Line, above: Line) -> None:
    wrong = [int(at) for at in np.flatnonzero(~_equal(line.values, above.values))]
    if not wrong:
        return
    at = wrong[0]
    yours, right = show_pair(line.values[at], above.values[at])
    wide = max(len(line.label), len(above.label))
    shown = [
        f"{ground.name}: {line.label} does not equal {above.label}.",
        f"  {above.label:<{wide}}   {above.text}",
        f"  {line.label:<{wide}}   {line.text}",
        f"  at {_show_point(ground, ground.points[at], line, above)}",
        f"  {above.label} is {right}, {line.label} is {yours}",
    ]
    if len(wrong) < len(line.values):
        shown.append(f"They agree at {len(line.values) - len(wrong)} of {len(line.values)} points.")
    seen = observe([dict(point) for point in ground.points], line.values, above.values)
    if seen:
        shown.append(seen.replace("the expected one", above.label).replace("than expected", f"than {above.label}"))
    if above.label != "the start":
        shown.append("Everything before it is right.")
    raise ground.fail(
        LINE_UNEQUAL, *shown, look=ground.look or "the one rule that leads from the upper line to the lower."
    )


def _show_point(ground: Ground, point: Point, *lines: Line) -> str:
    """The values of the names that the lines use; not what sums run over, which an array's shape tells."""
    used = {word for line in lines for word in words(expand(line.tree, ground.where))}
    return show_case({name: value for name, value in point.items() if name in used and not isinstance(value, range)})


def _repeats(lines: Sequence[Line]) -> list[str]:
    said = []
    for above, line in pairwise(lines):
        if _same(above.tree, line.tree):
            copied = above.text.replace(" ", "") == line.text.replace(" ", "")
            how = "" if copied else ", in another order or with other brackets"
            said.append(f"{line.label} only repeats {above.label}{how}")
    return said


def _refuse_unfinished(ground: Ground, line: Line, end: Line) -> None:
    """The last line must be made of what `end` is made of, and hardly be longer: -(y - a) for a - y is fine."""
    yours, goal = expand(line.tree, ground.where), expand(end.tree, ground.where)
    shown = (
        f"{ground.name}: not finished yet. Every line is right, and there is more to do.\n  {line.label}   {line.text}"
    )
    still = sorted(names_used(yours) - names_used(goal))
    if not still and "sum" in words(line.tree) and "sum" not in words(end.tree) and not _same(yours, goal):
        still = ["sum"]
    if still:
        names = ", ".join(f"`{name}`" for name in sorted(names_used(end.tree)))
        gone = ", ".join(f"`{name}`" for name in still)
        said = f"  It still uses {gone}. The last line is written with {names} and numbers only."
        raise ground.fail(UNFINISHED, shown, said)
    most = size(goal) + 1 + size(goal) // 4
    if size(yours) > most:
        said = f"  It is written with {size(yours)} names and numbers, and can be written with {size(goal)}."
        look = ground.look or "does something cancel, or can a factor be taken out?"
        raise ground.fail(UNFINISHED, shown, said, look=look)


def _same(a: ast.expr, b: ast.expr) -> bool:
    return canonical(a) == canonical(b)


def _refuse_jumps(
    ground: Ground, lines: Sequence[Line], milestones: Sequence[Milestone], repeats: Sequence[str]
) -> None:
    met = [
        [at for at, line in enumerate(lines) if any(map(milestone.met_by, ground.words(line.tree)))]
        for milestone in milestones
    ]
    missing = [at for at, where in enumerate(met) if not where]
    if not missing and (len(lines) > 1 or milestones):
        return
    names = [milestones[at].name for at in missing]
    # Between the last line that an earlier milestone explains and the first that a later one does.
    below = [at for where in met[: missing[0] if missing else 0] for at in where[:1]]
    above = [where[0] for where in met[missing[-1] + 1 if missing else 0 :] if where]
    begin, finish = max(below, default=0), min(above, default=len(lines) - 1)
    if len(lines) == 1:
        place = "Line 1 is the result, without the way to it" if not names else "With a single line"
    elif finish > begin:
        place = f"From {lines[begin].label} to {lines[finish].label}"
    else:
        place = "On the way"
    told = f"{place} you jumped over: {'; '.join(names)}." if names else f"{place}."
    shown = [f"{ground.name}: every line is right, and a step is missing.", f"  {told}"]
    if finish > begin:
        shown += [f"  {lines[at].label}   {lines[at].text}" for at in (begin, finish)]
    shown += [f"{repeat[0].upper()}{repeat[1:]}: that is no step." for repeat in repeats]
    raise ground.fail(STEP_LEFT_OUT, *shown, look=ground.look or "one rule a line. Write the line between.")


def _refuse_other_start(ground: Ground, first: Line, lines: Sequence[Line]) -> None:
    """What is to be derived must be written down: every `d(...)` of the start, in whatever form, before it is gone."""
    asked = _derivatives(ground, first)
    for line in lines:
        found = _derivatives(ground, line)
        if all(any(by == by_too and np.all(_equal(of, of_too)) for by_too, of_too in found) for by, of in asked):
            return
    raise ground.fail(
        STEP_LEFT_OUT,
        f"{ground.name}: every line is right, and the beginning is missing. Line 1 is a step further already.",
        f"  the start   {first.text}",
        f"  line 1      {lines[0].text}",
        look="the first line. Begin with the start, with every `d(...)` in it, and work those out in the lines below.",
    )


def _derivatives(ground: Ground, line: Line) -> list[tuple[str, tuple[float, ...]]]:
    """Each `d(f, x)` of a line outside of its sums: x as text, and the values of f at the points."""
    found = []
    for node in ast.walk(line.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "d":
            of, by = node.args
            try:
                values = tuple(evaluate(of, point, ground.where, line.text) for point in ground.points)
            except ExpressionError:  # inside a sum, its letter has no value
                continue
            found.append((ast.unparse(by), values))
    return found
