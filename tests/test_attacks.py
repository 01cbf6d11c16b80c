"""Every attack, with honest students around it: what it gains under stock nbgrader, and that it gains nothing here."""

from pathlib import Path

import pytest

from tests.attacks import ALL
from tests.attacks.attack import Attack
from tests.attacks.classroom import FULL
from tests.attacks.run import Run, run
from tests.attacks.table import what_the_instructor_sees

KINDS = """
exception hooks, input transformers, AST transformers, kernel hooks, IPython hooks, patched NumPy, patched builtins,
patched helpers, patched test functions, own equality, own arithmetic, own shape, own __array__, results that change,
stack frames, gc, In history, reading the source, reading the gradebook, reading other students, /proc,
environment variables, the reference, forged outputs, printed scores and result frames, nan and huge scores, tags,
metadata, os._exit, signals, threads and children left behind, fork bomb, memory bomb, disk bomb, output bomb,
file-handle bomb, infinite loops, network and unix sockets, symlinks, path tricks, files beside the notebook,
inherited file descriptors, evil codec frames, learning the inputs, hard-coded answers, absurd sizes
"""


def test_every_kind_is_there() -> None:
    kinds = {kind.strip() for kind in KINDS.replace("\n", " ").split(",")}
    assert kinds <= {attack.kind for attack in ALL}
    assert len(ALL) >= 30


# What gains something under stock nbgrader, and can be run there; in two classes, for two processes. Neighbours stay
# together: one of them may need what the other left.
WORKING = [attack for attack in ALL if not attack.unsafe and (attack.stock or attack.reads)]
HALVES = [WORKING[: len(WORKING) // 2], WORKING[len(WORKING) // 2 :]]


@pytest.mark.parametrize("attacks", HALVES, ids=["one half", "the other half"])
def test_under_stock_nbgrader_they_work(attacks: list[Attack], tmp_path: Path) -> None:
    """So that what is fended off below is really an attack."""
    done = run(attacks, tmp_path, stock=True, limit=600)
    assert done.ended, done.log[-3000:]
    got = {outcome.attack.name: (outcome.points, set(outcome.reads)) for outcome in done.outcomes}
    assert got == {attack.name: (attack.stock, set(attack.reads)) for attack in attacks}


def test_here_they_gain_nothing_and_harm_nobody(tmp_path: Path) -> None:
    """One class with all of them. Honest students before, between and after them keep every point."""
    done = run(ALL, tmp_path, stock=False, limit=600)
    assert done.ended, f"it did not end by itself\n{done.log[-3000:]}"
    assert set(done.honest.values()) == {FULL}, done.honest
    assert holes(done) == {}
    assert done.litter == ()
    assert done.changed == ()


def holes(done: Run) -> dict[str, object]:
    """Return each attack that got something, and each of which the instructor is told nothing."""
    said = what_the_instructor_sees(done)
    found: dict[str, object] = {}
    for outcome in done.outcomes:
        name = outcome.attack.name
        if outcome.points or outcome.reads:
            found[name] = (outcome.points, sorted(outcome.reads))
        elif not said.get(name):
            found[name] = "not graded, and the report does not say why"
    return found
