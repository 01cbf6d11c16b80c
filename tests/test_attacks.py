"""Every attack, with honest students around it: what it gains under stock nbgrader, and that it gains nothing here."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from course.runner.codec import decode
from tests.attacks import ALL
from tests.attacks.classroom import FULL
from tests.attacks.inside import FIND
from tests.attacks.look import what_the_instructor_sees
from tests.attacks.run import Grading, Run

KINDS = """
exception hooks, input transformers, AST transformers, kernel hooks, IPython hooks, patched NumPy, patched builtins,
patched helpers, patched test functions, own equality, own arithmetic, own shape, own __array__, results that change,
stack frames, gc, In history, reading the source, reading the gradebook, reading other students, /proc,
environment variables, the reference, forged outputs, printed scores and result frames, nan and huge scores, tags,
metadata, os._exit, signals, threads and children left behind, fork bomb, memory bomb, disk bomb, output bomb,
file-handle bomb, infinite loops, network and unix sockets, symlinks, path tricks, files beside the notebook,
inherited file descriptors, evil codec frames, learning the inputs, hard-coded answers, absurd sizes, growing values
"""


def test_every_kind_is_there() -> None:
    kinds = {kind.strip() for kind in KINDS.replace("\n", " ").split(",")}
    assert kinds <= {attack.kind for attack in ALL}
    assert len(ALL) >= 30


def test_those_that_speak_the_boxs_protocol_are_understood() -> None:
    sent: list[bytes] = []
    space: dict[str, Any] = {}
    exec(FIND, space)
    space["the_box"] = lambda: SimpleNamespace(channel=SimpleNamespace(end=SimpleNamespace(sendall=sent.append)))
    space["message"]("stream", name="stdout", text="2.0")
    assert decode(sent[0][4:]) == {"message": "stream", "content": {"name": "stdout", "text": "2.0"}}


@pytest.mark.parametrize("how", ["course grade", pytest.param("autograde", marks=pytest.mark.slow)])
def test_they_gain_nothing(tmp_path: Path, how: str) -> None:
    """Honest students before, between and after all attacks keep every point."""
    boxed = Grading(ALL, tmp_path, how).finish(600)
    assert boxed.ended, f"it did not end by itself\n{boxed.log[-3000:]}"
    assert set(boxed.honest.values()) == {FULL}, boxed.honest
    assert holes(boxed) == {}
    assert boxed.litter == ()
    assert boxed.changed == ()


@pytest.mark.parametrize("how", ["stock", "boxed"])
def test_none_runs_outside_of_the_box_that_reaches_beyond_its_class(tmp_path: Path, how: str) -> None:
    with pytest.raises(
        ValueError, match="not under stock nbgrader" if how == "stock" else "no way to grade called 'boxed'"
    ):
        Grading(ALL, tmp_path, how)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_they_work_under_stock_nbgrader(tmp_path: Path) -> None:
    """What is fended off here is seen to be an attack there. Two classes at once, each in a process of its own."""
    # What gains something there, and can be run there. Neighbours stay together: one may need what the other left.
    working = [attack for attack in ALL if not attack.unsafe and (attack.stock or attack.reads)]
    half = len(working) // 2
    classes = {"stock 1": working[:half], "stock 2": working[half:]}
    for name in classes:
        (tmp_path / name).mkdir()
    started = [Grading(attacks, tmp_path / name, "stock") for name, attacks in classes.items()]
    for done, attacks in zip([grading.finish(600) for grading in started], classes.values(), strict=True):
        assert done.ended, done.log[-3000:]
        got = {outcome.attack.name: (outcome.points, set(outcome.reads)) for outcome in done.outcomes}
        assert got == {attack.name: (attack.stock, set(attack.reads)) for attack in attacks}


def holes(done: Run) -> dict[str, object]:
    """Return each attack that got something, and each of which the instructor is told nothing."""
    seen = what_the_instructor_sees(done.root)
    found: dict[str, object] = {}
    for outcome in done.outcomes:
        name, said = outcome.attack.name, seen.get(outcome.student)
        if outcome.points or outcome.reads:
            found[name] = (outcome.points, sorted(outcome.reads))
        elif not said or said.startswith("Not autograded"):
            found[name] = "the report does not say what happened"
        elif not said.isprintable():
            found[name] = "what the report says would steer a terminal"
    return found
