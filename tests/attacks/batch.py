"""Attacks on what is between the processes: inherited file descriptors and the frames that travel there."""

from tests.attacks.attack import Attack

HANGS = "stock's batch may hang on it for ever"

FRAMES = """
import json, os, struct
TEXTS = [b"", b"\\x00" * 64, b"\\xff" * 64, b"}" * 64, b"{" * 5000, b"[" * 100_000, b'{"a":' * 50_000,
         b'{"ok": true, "value": 6}',
         b'{"kind": "value", "value": NaN, "nbytes": -1, "shape": [4611686018427387904]',
         json.dumps({"type": "return", "result": {"t": "a", "dtype": "O", "shape": [9]}}).encode(), b"\\x80\\x04N."]
LENGTHS = ["<I", ">I", "<Q", ">Q"]

def frames():
    for text in TEXTS:
        yield text
        for form in LENGTHS:
            yield struct.pack(form, len(text)) + text
            yield struct.pack(form, 2 ** (8 * struct.calcsize(form)) - 1) + text

def write(first, last):
    for number in range(first, last):
        try:
            os.set_blocking(number, False)
        except OSError:
            continue
        for frame in frames():
            try:
                os.write(number, frame)
            except OSError:
                break
"""

ATTACKS = (
    Attack(
        "write-descriptors",
        "inherited file descriptors",
        "writes into every descriptor that it inherited, from a cell",
        unsafe=HANGS,
        start=FRAMES + "write(3, 256)",
    ),
    Attack(
        "write-descriptors-when-called",
        "evil codec frames",
        "writes frames into every descriptor while a check waits for an answer",
        unsafe=HANGS,
        start=FRAMES,
        double="def double(n):\n    write(0, 256)\n    return None",
    ),
    Attack(
        "answer-by-frame",
        "evil codec frames",
        "repeats on the channel whatever arrives there",
        unsafe=HANGS,
        double="""
import os, threading

def echo(number):
    try:
        while data := os.read(number, 65536):
            os.write(number, data)
    except OSError:
        pass

def double(n):
    for number in range(3, 64):
        try:
            os.fstat(number)
        except OSError:
            continue
        threading.Thread(target=echo, args=(number,), daemon=True).start()
    threading.Event().wait(0.2)
""",
    ),
    Attack(
        "close-descriptors",
        "inherited file descriptors",
        "closes every descriptor, and opens files in their places",
        unsafe=HANGS,
        double="""
import os

def double(n):
    os.closerange(0, 256)
    for _ in range(16):
        os.open("/dev/zero", os.O_RDWR)
""",
    ),
    Attack(
        "close-and-live",
        "inherited file descriptors",
        "closes the line and lives on, to look like one that the system killed, who must not be graded",
        unsafe=HANGS,
        double="""
import os, threading

def double(n):
    os.closerange(3, 256)
    threading.Event().wait(30)
""",
    ),
    Attack(
        "swap-descriptors",
        "inherited file descriptors",
        "joins every descriptor to another, so that answers arrive in the wrong place",
        unsafe=HANGS,
        start="""
import os
pair = os.pipe()
for number in range(3, 64):
    if number not in pair:
        try:
            os.fstat(number)
            os.dup2(pair[1], number)
        except OSError:
            pass
""",
    ),
)
