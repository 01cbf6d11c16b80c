"""Coverage-guided fuzzing of what is read from the box: the codec's decoder, and the channel that brings its frames.

    python -m tests.fuzz_codec -max_total_time=60                    # the decoder
    python -m tests.fuzz_codec --target channel -max_total_time=60   # the channel
    python -m tests.fuzz_codec --broken depth -runs=20000            # a decoder with a planted bug, which is found

Other words go to libFuzzer. Status 0: nothing was found; 77 or 70: something was, and is printed. The oracles:
never another exception than the codec's own; a value within the limits, however the frame was made; texts that can be
written; the same value when it is encoded and decoded once more; and of the channel, the same values however the bytes
come in.
"""

import argparse
import importlib
import json
import os
import random
import re
import struct
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

SEEDS: tuple[Any, ...] = (
    None,
    {"id": 1, "op": "call", "name": "f", "args": (np.eye(3), 2), "named": {"eta": 0.1}, "numpy": None},
    {"id": 2, "value": np.arange(6.0).reshape(2, 3), "changed": ((1,), {}), "warnings": [["UserWarning", "x"]]},
    {"message": "stream", "content": {"name": "stdout", "text": "epoch 1\né\n"}},
    {"error": {"name": "E", "bases": ["ValueError"], "text": "t", "frames": "", "where": "f"}},
    [np.float32(1), np.int64(3), np.bool_(True), 1 + 2j, range(1, 9, 2), float("nan"), -(2**70)],
    {"files": {"data/x.csv": np.frombuffer(b"1,2", np.uint8)}, (1, "a"): [np.array([]), np.array([True, False])]},
    [
        np.array(["a", "bc"]),
        np.array([None, [1]], dtype=object),
        np.zeros((0, 4)),
        [lambda: 0],
        (np.sin, {"a": object()}),
    ],
)
# Planted bugs: in which module, what is taken out of its source, and what is put there.
BROKEN = {
    "late": (
        "channel",
        "                raise ChannelLate from",
        "                self._waiting.clear()\n                raise ChannelLate from",
    ),
    "beyond": ("channel", "limits.total + _LENGTH.size:", "limits.total + _LENGTH.size and seconds:"),
    "glued": ("channel", "del self._waiting[: _LENGTH.size + size]", "self._waiting.clear()"),
    "depth": ("codec", " or depth > self.limits.depth", ""),
    "values": ("codec", "self.values > self.limits.values or ", ""),
    "axes": ("codec", "longest > self.limits.axis or ", ""),
    "errors": ("codec", "OverflowError, ValueError, RecursionError)", "OverflowError, RecursionError)"),
    "texts": ("codec", 'text.encode("utf-8", "replace").decode("utf-8")', "text"),
    "integers": ("codec", "if value.bit_length() > _MAX_BITS", "if False"),
    "truth": ("npy", "np.ndarray(shape, np.uint8, data, start).astype(bool)", "np.ndarray(shape, bool, data, start)"),
    "letters": ("npy", 'points[(points > 0x10FFFF) | (points >> 11 == 0x1B)] = ord("?")', "pass"),
}
_LENGTH = struct.Struct("!I")
# The header of one array, in NumPy's .npy form.
_ARRAY = re.compile(rb"\x93NUMPY\x01\x00..(\{[^}]*\}) *\n", re.DOTALL)
_ATOMS: tuple[Any, ...] = (
    None,
    True,
    0,
    1,
    -1,
    2**31,
    2**63,
    10**1400,
    0.5,
    float("inf"),
    "",
    "a",
    "\ud800",
    "<f8",
    [],
    {},
)
_TAGS = ("l", "t", "d", "c", "r", "a", "n", "o", "ref", "x")


class Found(Exception):
    """An oracle does not hold."""


def load(broken: str | None, folder: Path) -> dict[str, ModuleType]:
    """Import what is fuzzed, one module perhaps with a planted bug, so that libFuzzer sees which lines run."""
    import atheris

    names = {name: f"course.runner.{name}" for name in ("npy", "codec", "channel")}
    if broken:
        target, old, new = BROKEN[broken]
        text = Path(importlib.import_module(names[target]).__file__ or "").read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"this bug cannot be planted any more: {old}")
        names[target] = f"broken_{target}"
        (folder / f"{names[target]}.py").write_text(text.replace(old, new), encoding="utf-8")
        sys.path.insert(0, str(folder))
    for name in names.values():
        sys.modules.pop(name, None)
    with atheris.instrument_imports(include=[*names.values()]):
        modules = {key: importlib.import_module(name) for key, name in names.items()}
    modules["codec"].npy = modules["npy"]  # type: ignore[attr-defined]
    return modules


class Oracles:
    """What holds for any frame whatever."""

    def __init__(self, codec: ModuleType) -> None:
        self.codec = codec
        self.limits = codec.Limits(total=2**13, header=2**13, values=300, depth=12, axis=2**10)
        # A value that was read may take more letters when it is written.
        self.wide = codec.Limits()

    def one_frame(self, data: bytes) -> None:
        """Decode `data`, and look at what comes of it. Raises Found, or what should never be raised."""
        try:
            value = self.codec.decode(data, limits=self.limits)
        except self.codec.CodecError:
            return
        self.look_at(value)
        again = self.codec.decode(self.codec.encode(value, self._refer, self.wide), limits=self.wide)
        if not same(value, again):
            raise Found(f"another value when it is encoded and decoded: {value!r:.200} became {again!r:.200}")

    def look_at(self, value: Any) -> None:
        """Raise Found where a value is beyond the limits, or holds what no value may hold."""
        count = size = 0
        for part, depth in _parts(value, 0):
            count += 1
            if depth > self.limits.depth + 1:
                raise Found("nested deeper than the limits allow")
            if isinstance(part, str):
                part.encode("utf-8")
            if type(part) is int and part.bit_length() > 4096:
                raise Found("a larger integer than is ever sent")
            if isinstance(part, np.ndarray):
                size += part.nbytes
                if max(part.shape, default=0) > self.limits.axis:
                    raise Found("an axis longer than the limits allow")
                if part.dtype.kind == "U":
                    "".join(part.ravel().tolist()).encode("utf-8")
                if part.dtype.kind == "b" and part.size and part.view(np.uint8).max() > 1:
                    raise Found("a truth value that is neither true nor false")
        if count > self.limits.values:
            raise Found("more values than the limits allow")
        if size > self.limits.total + 8 * self.limits.values:
            raise Found(f"a frame that grew to {size} bytes")

    def _refer(self, value: Any) -> Any:
        known = isinstance(value, self.codec.Reference | self.codec.Opaque)
        return value if known else self.codec.describe(value)


class Wire:
    """In place of a socket: brings bytes in pieces, and may be late between any two of them."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces

    def settimeout(self, seconds: float | None) -> None:
        pass

    def recv(self, most: int) -> bytes:
        if not self.pieces:
            return b""
        piece = self.pieces.pop(0)
        if not piece:
            raise TimeoutError
        if len(piece) > most:
            self.pieces.insert(0, piece[most:])
        return piece[:most]


def one_stream(oracles: Oracles, channels: ModuleType, data: bytes) -> None:
    """Bring bytes in pieces: the same values come as when they are read at once, and the same end. Raises Found."""

    def read(pieces: list[bytes]) -> tuple[list[Any], type]:
        channel, values = channels.Channel(Wire(pieces), oracles.limits), []
        while True:
            try:
                values.append(channel.receive())
            except channels.ChannelLate:
                continue
            except channels.ChannelClosed as closed:
                return values, type(closed)

    def read_at_once() -> tuple[list[Any], type]:
        values, at = [], 0
        while len(data) >= at + 4:
            [size] = struct.unpack_from("!I", data, at)
            if size > oracles.limits.total + 4:
                return values, channels.ChannelBroken
            if len(data) < at + 4 + size:
                break
            try:
                values.append(oracles.codec.decode(data[at + 4 : at + 4 + size], limits=oracles.limits))
            except oracles.codec.CodecError:
                return values, channels.ChannelBroken
            at += 4 + size
        return values, channels.ChannelClosed

    cuts = random.Random(len(data) + sum(data[:9]))
    pieces, rest = [], data
    while rest:
        size = cuts.choice((0, 1, 2, 5, 100))
        pieces.append(rest[:size])
        rest = rest[size:]
    whole, in_pieces = read_at_once(), read(pieces)
    if whole[1] is not in_pieces[1] or not same(whole[0], in_pieces[0]):
        raise Found("other values when the bytes come in pieces")
    for value in whole[0]:
        oracles.look_at(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, with their types, and nan the same as nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        return same(one.tolist(), other.tolist()) if one.dtype.kind == "O" else one.tobytes() == other.tobytes()
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, float | complex):
        return repr(one) == repr(other)
    return bool(one == other)


def _parts(value: Any, depth: int) -> Iterator[tuple[Any, int]]:
    yield value, depth
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        value = value.ravel().tolist()
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    # A tuple as a key is one value more for each of its entries, too.
    if isinstance(value, list | tuple):
        for part in value:
            yield from _parts(part, depth + 1)


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Change a frame's tree and keep it a frame; any other bytes, and some frames, as libFuzzer does."""
    import atheris

    chance = random.Random(seed)
    try:
        end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        tree = json.loads(data[_LENGTH.size : end])
        arrays = data[end:]
    except (TypeError, ValueError, struct.error, RecursionError):
        return bytes(atheris.Mutate(data, most))
    if chance.random() < 0.3:
        return bytes(atheris.Mutate(data, most))
    # A change of the tree mostly spoils the frame: arrays are only read where the tree stays as it is.
    only_arrays = bool(arrays) and chance.random() < 0.3
    for _ in range(0 if only_arrays else chance.randint(1, 3)):
        changed = _changed(tree, chance)
        if len(json.dumps(changed)) > most:  # or three changes could make gigabytes of it
            break
        tree = changed
    if only_arrays or chance.random() < 0.2:
        arrays = _changed_arrays(arrays, chance) or bytes(atheris.Mutate(arrays, most))
    header = json.dumps(tree, separators=(",", ":")).encode()
    frame = _LENGTH.pack(len(header)) + header + arrays
    return frame if len(frame) <= most else bytes(atheris.Mutate(data, most))


def _changed_arrays(arrays: bytes, chance: random.Random) -> bytes:
    """Return the arrays with one byte changed, or with another dtype or shape said of one; nothing of none."""
    if not arrays:
        return b""
    found = [*_ARRAY.finditer(arrays)]
    if not found or chance.random() < 0.5:
        at = chance.randrange(len(arrays))
        return arrays[:at] + bytes([chance.randrange(256)]) + arrays[at + 1 :]
    one = chance.choice(found)
    said = one[1]
    if chance.random() < 0.5:
        dtype = chance.choice((b"<U1", b"<U2", b"|b1", b"<f8", b"<f4", b"|u1", b"|O", b">i8", b"<U0"))
        said = re.sub(rb"'descr': '[^']*'", b"'descr': '" + dtype + b"'", said)
    else:
        shape = tuple(chance.choice((0, 1, 2, 3, 8, 2000, -1, 2**40)) for _ in range(chance.randint(0, 3)))
        said = re.sub(rb"\([^)]*\)", str(shape).encode(), said)
    header = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(said) + 1) + said + b"\n"
    return arrays[: one.start()] + header + arrays[one.end() :]


def _changed(tree: Any, chance: random.Random) -> Any:
    """Return the tree with one place changed."""
    inner: list[Any] = (
        list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    )
    if inner and chance.random() < 0.8:
        key = chance.choice(inner)
        if isinstance(tree, list) and chance.random() < 0.3:
            return [*tree, *[tree[key]] * chance.choice((1, 1, 9, 99))]
        if chance.random() < 0.1:
            return [chance.choice(_TAGS), tree[key]]
        made = tree.copy()
        made[key] = _changed(tree[key], chance)
        return made
    how = chance.randrange(6)
    if how == 0:
        return [chance.choice(_TAGS), *[tree] * chance.randint(0, 3)]
    if how == 1:
        for _ in range(chance.choice((1, 1, 1, 9, 20))):
            tree = chance.choice((["l", tree], {"a": tree}))
        return tree
    if how == 2 and isinstance(tree, str):
        return tree * chance.choice((2, 50, 500)) + chance.choice(("", "\ud800", "é"))
    if how == 3:
        shape = [chance.choice((0, 1, 2, 3, 50, 2**16, -1, 2**40)) for _ in range(chance.randint(0, 3))]
        return ["o", ["t", *shape], *[tree] * min(60, abs(int(np.prod(shape, dtype=float))))]
    if how == 4:
        return ["n", chance.choice(("<f8", "<f2", "|u1", "|b1", "<c8", "|O")), tree]
    return chance.choice(_ATOMS)


def write_seeds(codec: ModuleType, folder: Path, streams: bool) -> None:
    """Write real frames for libFuzzer to start from."""
    frames = [codec.encode(value) for value in SEEDS]
    if streams:
        frames = [struct.pack("!I", len(frame)) + frame for frame in frames]
        frames += [b"".join(frames[:3]), b"\xff\xff\xff\xff" + frames[0]]
    for number, frame in enumerate(frames):
        (folder / f"seed-{number}").write_bytes(frame)


def fuzz(options: argparse.Namespace, words: list[str], folder: Path) -> None:
    """Run libFuzzer; it ends this process."""
    import atheris

    modules = load(options.broken, folder)
    oracles = Oracles(modules["codec"])
    corpus = folder / "corpus"
    corpus.mkdir()
    streams = options.target == "channel"
    write_seeds(modules["codec"], corpus, streams)
    limits = [
        "-max_len=4096",
        "-timeout=5",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/",
    ]

    def one(data: bytes) -> None:
        try:
            if streams:
                one_stream(oracles, modules["channel"], data)
            else:
                oracles.one_frame(data)
        except BaseException:
            print(f"input: {data!r}", flush=True)
            raise

    atheris.Setup([sys.argv[0], *limits, *words, str(corpus)], one, **({} if streams else {"custom_mutator": mutate}))
    atheris.Fuzz()


def main() -> int:
    """Fuzz in a process of its own, which libFuzzer ends as it likes, and tidy up behind it."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--target", choices=("codec", "channel"), default="codec")
    parser.add_argument("--broken", choices=tuple(BROKEN))
    options, words = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-codec-") as folder:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                fuzz(options, words, Path(folder))
            except SystemExit:  # where nothing is found, libFuzzer ends the process itself
                code = 77
            except BaseException:
                traceback.print_exc()
            os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        for found in sorted(Path(folder).glob("*-*")):
            print(f"{found.name}: {found.read_bytes()[:2000]!r}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
