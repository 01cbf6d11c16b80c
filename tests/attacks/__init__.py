"""Hostile submissions, by kind. `ALL` has every one of them, each name once."""

from tests.attacks import (
    batch,
    bombs,
    forge,
    frames,
    growth,
    hooks,
    inside,
    learn,
    metadata,
    objects,
    patches,
    processes,
    reading,
    sockets,
    values,
)
from tests.attacks import files as beside
from tests.attacks.attack import Attack

ALL: tuple[Attack, ...] = (
    *hooks.ATTACKS,
    *patches.ATTACKS,
    *objects.ATTACKS,
    *frames.ATTACKS,
    *reading.ATTACKS,
    *forge.ATTACKS,
    *metadata.ATTACKS,
    *beside.ATTACKS,
    *sockets.ATTACKS,
    *learn.ATTACKS,
    *processes.ATTACKS,
    *values.ATTACKS,
    *growth.ATTACKS,
    *bombs.ATTACKS,
    *batch.ATTACKS,
    *inside.ATTACKS,
)
assert len({attack.name for attack in ALL}) == len(ALL)
